"""Times written with numbers: dates, hours, durations and rates."""

from __future__ import annotations

from tifa.numerals import number, whole
from tifa.times import patterns as p
from tifa.times.moments import Expression, Moment
from tifa.words import splits_at


def find_numbers(text: str) -> list[Expression]:
    """Return the times that a text writes with numbers, in order.

    >>> [(row.kind, row.start, row.end) for row in find_numbers("23日8时到岗,用了37天")]
    [('datetime', 0, 5), ('duration', 10, 13)]
    """
    found: list[Expression] = []
    done = 0
    for candidate in p.CANDIDATE.finditer(text):
        at = candidate.start()
        if at < done or (at and _part_of_another(text, at)):
            continue
        expression = _number_at(text, at, candidate[0][-1])
        if expression is not None:
            found.append(expression)
            done = expression.end
    return found


def _part_of_another(text: str, at: int) -> bool:
    before = text[at - 1]
    if before == ",":
        return at > 1 and text[at - 2].isdigit() and text[at : at + 3].isdigit()
    return before in "0123456789.+＋/×*〔[#第" or (
        before in "〇零百千万亿十" and text[at] not in "半"
    )


def _number_at(text: str, at: int, mark: str) -> Expression | None:
    """Return the time expression that begins with the number at ``at``.

    ``mark`` is the character behind the number; it tells what can stand there at all.
    """
    if mark in "./":
        return _iso(text, at)
    if mark in ":：时点":
        return _clock(text, at)
    if mark in "-~—–―至到":
        return _iso(text, at) or _short_range(text, at) or _duration(text, at)
    if mark in "天日周月年":
        if idiom := p.NOT_A_RATE.match(text, at):
            return Expression(at, idiom.end(), "none")
        if rate := p.RATE.match(text, at):
            return Expression(at, rate.end(), "set", amount=_amount(rate["n"], rate["unit"]))
    if mark in "、和":
        return _calendar(text, at)
    if mark in "年月日号":
        return _short_range(text, at) or _calendar(text, at) or _duration(text, at)
    return _duration(text, at)


def _iso(text: str, at: int) -> Expression | None:
    """2020-02-13, 2020.2.13, 2020/2/13."""
    found = p.ISO.match(text, at)
    if found is None:
        return None
    day = Moment(int(found["y"]), int(found["m"]), int(found["d"]))
    return with_tail(text, at, len(found[0].rstrip(" T")) + at, day)


def _short_range(text: str, at: int) -> Expression | None:
    """22—24日, 1-2月, 2020—2022年: the first number leaves its unit to the second."""
    if years := p.YEAR_RANGE.match(text, at):
        first, last = Moment(whole(years["a"])), Moment(whole(years["b"]))
        return Expression(at, years.end(), "range", first, last)
    short = p.SHORT_RANGE.match(text, at)
    if short is None or (not short["m"] and not text[at].isdigit()):
        return None
    year = whole(short["y"]) if short["y"] else None
    a, b = whole(short["a"]), whole(short["b"])
    if short["unit"].startswith("月"):
        if short["m"] or not (a <= 12 and b <= 12) or text[short.end() : short.end() + 1] == "龄":
            return None
        return Expression(at, short.end(), "range", Moment(year, a), Moment(None, b))
    if not short["m"] and (p.A_DAY.match(text, short.end()) is None or _counted(text, at)):
        return None
    month = whole(short["m"]) if short["m"] else None
    return Expression(at, short.end(), "range", Moment(year, month, a), Moment(None, None, b))


def _calendar(text: str, at: int) -> Expression | None:
    """2020年2月13日, 3月16号, 三月, 23日8时, 2月上旬."""
    date = p.CALENDAR.match(text, at)
    if date is None or date.end() == at:
        return None
    year, day = (whole(date[name]) if date[name] else None for name in "yd")
    month = None if not date["m"] else 1 if date["m"] == "元" else whole(date["m"])
    end, third = date.end(), date["third"]
    one_day = third is not None and third.endswith("天")
    if third and not one_day and not splits_at(text, end, end - len(third)):
        end, third = end - len(third), None
    if month is None and third and (one_day or third.endswith("旬")):
        return None
    if day is not None and month is None and not _is_bare_day(text, at, end, date["d"]):
        return None
    alone = month is not None and day is None and not third
    if alone and (text[at - 1 : at] in tuple("每近逾隔个") or text.startswith("内", end)):
        return None
    moment = Moment(year, month, day, third)
    if day is None:
        kind = "date" if one_day else "month" if month is not None and not third else "range"
        return Expression(at, end, kind, moment)
    return with_tail(text, at, end, moment)


def _is_bare_day(text: str, at: int, end: int, day: str) -> bool:
    """Tell whether a number with 日 or 号 alone is a day of the month."""
    if not day[0].isdigit() and len(day) < 2:
        return False
    if text[end - 1] == "号":
        ahead = p.NUMBERED_DAY_BEHIND.match(text, end)
        return bool(ahead) and (at == 0 or text[at - 1] in p.NUMBERED_DAY_BEFORE)
    return p.A_DAY.match(text, end) is not None and not _counted(text, at)


def _counted(text: str, at: int) -> bool:
    """Tell whether what stands before a number counts days instead of naming one (连续7日)."""
    return p.COUNTED.search(text, max(0, at - 3), at) is not None


def with_tail(text: str, start: int, end: int, day: Moment, kind: str = "date") -> Expression:
    """Return a day with the part of the day and the hour behind it."""
    if zero := p.ZERO_TO.match(text, end):
        first = day._replace(hour=whole(zero["a"]), minute=0)
        last = _at_clock(Moment(), "", zero["clock2"])
        return Expression(start, zero.end(), "range", first, last)
    tail = p.TAIL.match(text, end)
    if tail is None or not (tail["part"] or tail["clock"]):
        return Expression(start, end, kind, day)
    part = f"{tail['part'] or ''}{tail['more'] or ''}"
    if not tail["clock"]:
        return Expression(start, tail.end("more" if tail["more"] else "part"), kind, day)
    first = _at_clock(day, part, tail["clock"])
    if not tail["join"]:
        return Expression(start, tail.end("clock"), "datetime", first)
    last = _at_clock(Moment(), part, tail["clock2"])
    return Expression(start, tail.end(), "range", first, last)


def _at_clock(day: Moment, part: str, clock: str) -> Moment:
    """Return a day with its hour: 下午3时 is 15:00."""
    parts = p.CLOCK_PARTS.search(clock)
    assert parts is not None
    hour = whole(parts[1])
    if hour < 12 and p.AFTERNOON.search(part + clock):
        hour += 12
    return day._replace(hour=hour, minute=30 if parts[3] else int(parts[2] or 0))


def _clock(text: str, at: int) -> Expression | None:
    """8时, 20:00, 上午9点 without a day."""
    clock = p.SINGLE_CLOCK.match(text, at)
    if clock is None:
        return None
    part = p.PART_BEFORE.search(text, max(0, at - 2), at)
    if p.NO_CLOCK_BEHIND.match(text, clock.end()):
        return None
    sure = (
        part
        or p.SURE_CLOCK.fullmatch(clock[0])
        or (clock[0].endswith("点") and p.CLOCK_BEHIND.match(text, clock.end()))
    )
    if not sure:
        return None
    start, first = (
        part.start() if part else at,
        _at_clock(Moment(), part[0] if part else "", clock[0]),
    )
    first = first._replace(rule="clock")
    if (join := p.JOINED.match(text, clock.end())) and (
        other := p.SINGLE_CLOCK.match(text, join.end())
    ):
        last = _at_clock(Moment(rule="clock"), part[0] if part else "", other[0])
        return Expression(start, other.end(), "range", first, last)
    return Expression(start, clock.end(), "datetime", first)


def _duration(text: str, at: int) -> Expression | None:
    """37天, 半个月内, 3至5年, 两周后."""
    found = p.DURATION.match(text, at)
    if found is None:
        return None
    n, unit = found["n"], found["unit"]
    measure = "个" in found[0]
    if unit == "月":
        if not measure and n not in ("两", "数", "几", "半", "多") and not found["more"]:
            return None
        unit = "个月"
    if unit == "日" and not (n[0].isdigit() or n in ("数", "多", "几")):
        return None
    if n in ("百", "千", "十百", "百千") or (
        unit == "年" and n.isdigit() and int(n) >= 1000 and not found["more"]
    ):
        return None
    half = bool(found["half"] or found["half2"] or found["half3"])
    amount = _amount(n, unit, half)
    if found["n2"] and amount:
        amount = f"{amount}/{_amount(found['n2'], unit)}"
    end = found.end()
    if not found["inside"] and (way := p.LATER.match(text, end)):
        value = f"{way['way']} {amount or ''}"
        return Expression(
            at, way.end(), "relative", Moment(rule="shift", value=value), None, "", amount
        )
    return Expression(at, end, "duration", amount=amount)


def _amount(n: str, unit: str, half: bool = False) -> str | None:
    """Return an ISO 8601 duration; 半个月 counts fifteen days."""
    code = p.UNITS["个月" if unit == "月" else unit]
    if n == "半":
        return p.HALF.get(unit)
    if len(n) == 2 and n[0] in "一二两三四五六七八" and n[1] in "二三四五六七八九":
        low, high = _amount(n[0], unit), _amount(n[1], unit)
        return f"{low}/{high}"
    value = number(n)
    if value is None:
        return None
    if half:
        value += 0.5
    if code == "Q":
        value, code = value * 15, "M "
    if not value.is_integer():
        down = {"H": (60, "M "), "D": (24, "H"), "Y": (12, "M"), "W": (7, "D"), "M": (30, "D")}
        if unit == "分钟":
            down["M"] = (60, "S")
        if code not in down:
            return None
        factor, code = down[code]
        value *= factor
    if len(code) > 1 and code[0].isdigit():
        value, code = value * int(code[:-1]), code[-1]
    timed = code in ("H", "S", "M ") or unit in ("分钟", "秒钟", "秒")
    return f"P{'T' if timed else ''}{value:g}{code.strip()}"
