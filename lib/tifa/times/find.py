"""Time expressions: where a text names a time, of which kind, and what it says of the date.

What an expression leaves open (the year, the month, which day 今天 was) is found in
:mod:`tifa.times.dating`. The kinds are those of the annotation guidelines: ``date``, ``datetime``,
``month``, ``holiday``, ``dateline``, ``range``, ``duration``, ``set``, ``relative``, ``vague``,
``event_relative``, ``anaphoric``. Full-width digits and marks are read as half-width ones.

Numbers that are no times are passed over: 第一时间, 8号线, 1888支, 3/4, 20+10, 0431-82345678.
"""

from __future__ import annotations

from collections.abc import Sequence

from tifa.scan import first_place, scan
from tifa.times import patterns as p
from tifa.times.moments import Expression
from tifa.times.numbers import find_numbers
from tifa.times.words import find_words
from tifa.words import splits_at

IN_A_YEAR = frozenset({"festival", "lunar", "lunar_month", "public", "half", "quarter", "quarters"})
"""Rules whose words stand behind a year: 2020年春节, 去年下半年."""


def find_times(text: str, hits: Sequence[tuple[int, int, int]] | None = None) -> list[Expression]:
    """Return the time expressions of a text in order, none within another.

    ``hits`` is what :func:`tifa.scan.scan` found, if that is known already. Linear in the text.

    >>> [(row.kind, row.start, row.end) for row in find_times("截至2月11日,8号线停运37天,目前恢复。")]
    [('range', 0, 7), ('duration', 13, 16), ('vague', 17, 19)]
    """
    for wide, narrow in p.FOLD:
        if wide in text:
            text = text.replace(wide, narrow)
    hits = scan(text) if hits is None else hits
    rows = _merge(find_words(text, hits), find_numbers(text))
    return _combine(text, rows)


def _merge(words: list[Expression], numbers: list[Expression]) -> list[Expression]:
    """Return both in order; of two that overlap the one that begins first, or is longer, stays."""
    merged: list[Expression] = []
    for row in sorted(words + numbers, key=lambda row: (row.start, -row.end)):
        if not merged or row.start >= merged[-1].end:
            merged.append(row)
    return merged


def _combine(text: str, rows: list[Expression]) -> list[Expression]:
    """Return the expressions with what belongs together in one, open sides and datelines named."""
    found: list[Expression] = []
    at = 0
    while at < len(rows):
        row = rows[at]
        at += 1
        bracket = text.startswith("(", row.end) and p.BETWEEN_BRACKET.match(text, row.end)
        if bracket:
            at = _behind_bracket(rows, at, bracket.end())
        while at < len(rows) and (joined := _joined(text, row, rows[at])) is not None:
            row = joined
            at += 1
        if row.kind == "none":
            continue
        row = _sided(text, row, found[-1].end if found else 0)
        found.append(row)
    return found


def _behind_bracket(rows: list[Expression], at: int, end: int) -> int:
    """Pass over what stands in brackets inside a range: 1月24日(除夕)至30日."""
    behind = at
    while behind < len(rows) and rows[behind].start < end:
        behind += 1
    return behind if behind < len(rows) and rows[behind].start == end else at


def _joined(text: str, row: Expression, other: Expression) -> Expression | None:
    """Return two neighbours as one: 今年 and 3月16日, or 1月22日 and 24日 with 至 between."""
    first, second = row.first, other.first
    gap = text[row.end : other.start]
    if gap == "" and row.kind in ("date", "holiday") and other.kind == "anaphoric":
        return _on_that_day(row, other)
    if row.kind == "set" and gap == "":
        whole_day = text[row.end - 1] in "天日晚" and other.kind != "date"
        return row._replace(end=other.end) if whole_day or text[row.end - 1] in "月周年" else None
    if first is None or second is None:
        return None
    if gap in ("", "的") and (merged := _nested(row, other)) is not None:
        return merged
    if second.rule == "until_now" and gap == "" and text.startswith(("至", "迄"), other.start):
        return Expression(row.start, other.end, "range", first, second)
    if (
        len(gap) > 12
        or row.side
        or row.last is not None
        or not _bounded(row)
        or not _bounded(other)
    ):
        return None
    between = p.BETWEEN.fullmatch(gap) or p.BETWEEN_BRACKET.fullmatch(gap)
    if not between or other.last is not None:
        return None
    start = row.start
    if prefix := p.SINCE_PREFIX.search(text, max(0, start - 2), start):
        start = prefix.start()
    return Expression(start, other.end, "range", first, second)


def _on_that_day(row: Expression, other: Expression) -> Expression | None:
    """元宵节当晚, 3月10日当天: the word behind the day adds nothing but its hour."""
    if row.first is None or row.last is not None or other.first is None:
        return None
    if other.first.rule != "same_day" or other.first.value != "0" or other.last is not None:
        return None
    kind = row.kind if other.first.hour is None else "datetime"
    first = row.first._replace(hour=other.first.hour, minute=other.first.minute)
    return row._replace(end=other.end, kind=kind, first=first)


def _bounded(row: Expression) -> bool:
    moment = row.first
    return moment is not None and row.kind not in ("relative", "set", "duration")


def _nested(row: Expression, other: Expression) -> Expression | None:
    """今年 or 2020年 before a month or festival, 本月 before a day, 当日 before an hour."""
    outer, inner = row.first, other.first
    assert outer is not None and inner is not None
    if row.side or row.last is not None or inner.year is not None:
        return None
    if outer.third:
        return None
    if outer.rule in ("year", "same_year") or (outer.year is not None and outer.month is None):
        if inner.month is None and inner.rule not in IN_A_YEAR:
            return None
        if outer.year is not None:
            return other._replace(start=row.start, first=inner._replace(year=outer.year))
        inner = inner._replace(outer=(str(outer.rule), int(outer.value)))
        return other._replace(start=row.start, first=inner)
    if outer.rule in ("month", "same_month") and inner.day is not None and inner.month is None:
        inner = inner._replace(outer=(outer.rule, int(outer.value)))
        return other._replace(start=row.start, first=inner)
    return None


def _sided(text: str, row: Expression, floor: int) -> Expression:
    """Return an expression with 截至 before it, 以来, 起 or 前 behind it, or as a dateline."""
    start, end = row.start, row.end
    if row.side:
        return row
    if row.kind in ("duration", "set", "relative", "event_relative") or row.first is None:
        return row
    if row.kind in ("date", "month") and row.first.rule is None:
        if row.kind == "date" and p.DATELINE.match(text, end):
            return row._replace(kind="dateline")
        if row.first.year is not None and _stands_alone(text, start, end):
            return row._replace(kind="pubdate")
    reached = row.last is None and text[start - 1 : start] in ("至", "到", "止")
    if reached and (until := p.UNTIL.search(text, max(floor, start - 4), start)):
        behind = p.BEFORE_ONLY.match(text, end)
        if until[0] == "到" and not (behind or p.PAUSE.match(text, end)):
            return row
        end = behind.end() if behind else end
        return row._replace(start=until.start(), end=end, kind="range", side="until")
    if reached and (since := p.SINCE_EVENT.search(text, max(floor, start - 16), start)):
        return row._replace(start=since.start(), kind="range", side="until")
    if row.kind in ("holiday", "date") and (after := p.DAY_AFTER.match(text, end)):
        return Expression(start, after.end(), "relative")
    if row.first.rule == "until_now":
        return row._replace(side="until")
    if row.last is None and (side := _open_side(text, end, max(floor, start - 2), start)):
        name, first, last = side
        kind = row.kind if row.kind == "anaphoric" else "range"
        return row._replace(start=first, end=last, kind=kind, side=name)
    if row.last is not None and (closing := p.CLOSING.match(text, end)):
        return row._replace(end=closing.end())
    return row


def _open_side(text: str, end: int, floor: int, start: int) -> tuple[str, int, int] | None:
    """Return which side 起, 以来 or 前 behind an expression opens, and its span with them."""
    prefix = p.SINCE_PREFIX.search(text, floor, start)
    if text[end : end + 1] in ("前", "后") and _begins_place(text, end):
        return None
    since = p.SINCE.match(text, end) or (prefix and p.STARTING.match(text, end))
    if since and splits_at(text, since.end(), end):
        return "from", prefix.start() if prefix else start, since.end()
    if (before := p.BEFORE.match(text, end)) and splits_at(text, before.end(), end):
        return "until", start, before.end()
    return None


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Tell whether a full date is a line of its own, or labelled: the date of the text itself."""
    line = text[start - 1 : start] in ("", "\n") and text[end : end + 1] in ("", "\n")
    return line or p.PUBLISHED.search(text, max(0, start - 6), start) is not None


def _begins_place(text: str, at: int) -> bool:
    """Tell whether a place's name begins there: 3月15日|前郭县."""
    hits = scan(text[at : at + 6])
    return bool(hits) and hits[0][1] == 0 and hits[0][0] >= first_place()
