"""Totals, shares and differences that a text states, checked by its own numbers.

A check needs words that say how numbers belong together: 其中, 分别为, 合计, 占, 由…降至…,减少…. A list that
does not claim to be complete (其中城关区12例) is ``open`` where its parts fall short of the total. A check
``fails`` only where the text leaves no other reading. Numbers that are not exact (余, 多, 近, 约) are not
checked, nor is anything beyond its paragraph.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from tifa.numerals import whole
from tifa.quantities import Quantity, find_quantities
from tifa.quantities.before import CHANGE, CHANGED
from tifa.quantities.lists import units
from tifa.times import Expression, find_times


class Total(NamedTuple):
    """A check of ``text[start:end]``, from the stated total to the last of its parts.

    ``verdict`` is ``holds``, ``open`` or ``fails``; ``check`` the arithmetic: 37+78=115, 12+9<30,
    9/46=19.6%, 86-71!=25; with ≈ where rounded numbers agree as far as they are given.
    """

    start: int
    end: int
    verdict: str
    check: str


class Item(NamedTuple):
    """A quantity: ``grain`` is the last decimal place that its number gives, ``exact`` its being no bound."""

    start: int
    end: int
    value: float
    unit: str
    grain: float
    exact: bool


class Stretch(NamedTuple):
    """The quantities of a text, with its times; ``gaps`` are the words before each quantity."""

    text: str
    items: Sequence[Item]
    times: Sequence[Expression]
    gaps: Sequence[str]

    def gap(self, at: int) -> str:
        """Return the words before an item, from the end of the one before it; at most ``REACH``."""
        return self.gaps[at] if 0 <= at < len(self.gaps) else ""

    def near(self, first: int, last: int) -> bool:
        """Tell whether no more than ``REACH`` characters and no line break part some items."""
        if first < 0 or last >= len(self.items):
            return False
        between = self.gaps[first + 1 : last + 1]
        return all(len(gap) < REACH and "\n" not in gap for gap in between)

    def joins(self, first: int, last: int) -> bool:
        """Tell whether items near each other are exact and of one unit."""
        if not self.near(first, last):
            return False
        row = self.items[first : last + 1]
        return all(item.exact and item.unit == row[0].unit for item in row)


REACH = 60
"""Two numbers further apart are not compared."""

LONGEST = 16
"""No list has more parts."""

# Numbers --------------------------------------------------------------------------------------

INEXACT = re.compile(r"[余多几近]")
INEXACT_BEFORE = re.compile(
    r"(?:[约逾超近破]|超过|不到|不足|至少|至多|接近|突破|不少于|不低于|不超过|高于|低于)\Z"
)
INEXACT_BEHIND = re.compile(r"左右|以上|以下|以内|上下")
"""Around a number that is a bound or a guess."""

FIGURE = re.compile(r"[0-9,]+(?:\.([0-9]+))?([千百万亿]*)")
POWERS = {"百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
MEASURES = frozenset({"mass", "volume", "length", "area", "share"})
"""Kinds of units whose whole numbers are rounded."""

HEADING = re.compile(r"[两二三四五六七八九十][\u4e00-\u9fff][:：]")
"""三类: announces a list, and is no total of it."""


def _item(text: str, row: Quantity) -> Item:
    """Return a quantity with how exact its number is."""
    grain = 1.0
    if figure := FIGURE.match(text, row.start):
        for power in figure[2]:
            grain *= POWERS[power]
        grain /= 10 ** len(figure[1] or "")
    inexact = (
        INEXACT.search(text, row.start, row.end)
        or INEXACT_BEFORE.search(text, max(0, row.start - 3), row.start)
        or INEXACT_BEHIND.match(text, row.end)
    )
    return Item(row.start, row.end, row.value, row.unit, grain, inexact is None)


EQUAL = 1e-9
"""Sums of decimals are equal as far as a computer's numbers go."""


def _say(item: Item) -> str:
    """Write a number as arithmetic has it: 52000, 2.5, 71%."""
    value = int(item.value) if item.value == int(item.value) else item.value
    return f"{value}%" if item.unit == "%" else str(value)


def _tolerance(items: Sequence[Item]) -> float:
    """Return by how much the sum of rounded numbers may be off."""
    finest = min(item.grain for item in items)
    rounded = finest < 1 or (items[0].unit in units() and units()[items[0].unit].kind in MEASURES)
    return sum(item.grain / 2 for item in items if item.grain > finest or rounded) * (1 + 1e-9)


def _total(items: Sequence[Item], verdict: str, check: str) -> Total:
    return Total(min(i.start for i in items), max(i.end for i in items), verdict, check)


def _compared(
    left: str, value: float, stated: Item, used: Sequence[Item], sign: str = "!="
) -> Total:
    """Return whether a computed value is the stated one."""
    off = abs(value - stated.value)
    if off < EQUAL * max(1.0, stated.value):
        return _total(used, "holds", f"{left}={_say(stated)}")
    if off <= _tolerance(used):
        return _total(used, "holds", f"{left}≈{_say(stated)}")
    return _total(used, "open" if sign == "<" else "fails", f"{left}{sign}{_say(stated)}")


def _summed(parts: Sequence[Item], stated: Item, sign: str = "!=") -> Total:
    left = "+".join(map(_say, parts))
    return _compared(left, sum(item.value for item in parts), stated, [stated, *parts], sign)


def _ratio(left: str, low: float, high: float, stated: Item, used: Sequence[Item]) -> Total | None:
    """Return whether a ratio, between two bounds in per cent, is the stated share.

    A share that is off by less than its last place may be cut off instead of rounded: no verdict.
    """
    half = stated.grain / 2 * (1 + 1e-9)
    if low - half <= stated.value <= high + half:
        return _total(used, "holds", f"{left}={_say(stated)}")
    if low - 2 * half <= stated.value <= high + 2 * half:
        return None
    return _total(used, "fails", f"{left}!={_say(stated)}")


def _share_of(part: Item, whole_: Item, share: Item) -> Total | None:
    """Return whether a part is the stated share of a whole."""
    if not (part.exact and whole_.exact and share.exact and whole_.value > 0):
        return None
    blur = [item.grain / 2 if item.grain > 1 or item.grain < 1 else 0.0 for item in (part, whole_)]
    low = 100 * (part.value - blur[0]) / (whole_.value + blur[1])
    high = 100 * (part.value + blur[0]) / max(whole_.value - blur[1], 1e-9)
    return _ratio(f"{_say(part)}/{_say(whole_)}", low, high, share, [part, whole_, share])


# Totals with their parts ----------------------------------------------------------------------

PARTS = re.compile(
    r"[^,，。;；:：!！?？]{0,15}[,，。;；(（] ?(?:(?:其中|包括|主要有|主要包括)[^。!！?？]*|仅[^,，。;；]{1,15}就有?)\Z"
)
"""Between a total and the first of its parts."""

NO_PART = re.compile(r"其中|[比较增减降占另]|此外|同时|截至|目前|累计|合计|共计|总计")
"""Before a number: it is no further part of the list."""

OUTCOME = re.compile(r"治愈|出院|死亡|在院|解除|转|新增|现有|追踪|排查|检测|[已尚还]")
"""Before a number behind a comma: perhaps another count of the same cases (重症5例,出院40例)."""

ACROSS = re.compile(
    r"党员|团员|岁|老[人年]|青年|妇女|学生|[重轻]症|重型|危重|治愈|出院|死亡|本科|研究生|[高中]级|职称|退役|预备|接种|湖北"
)
"""Names of parts that others may overlap with: a member of the Party may be a woman."""

SEXES = re.compile(r"男[^女]*女|女[^男]*男")
"""Both sexes are named: they do not overlap."""

SHARE = re.compile(r"[,，(（]?约?占(?:比|总数的|总人数的|全部的|其)?(?:为|达)?\Z")


class Breakdown(NamedTuple):
    """The items of a list; how many of them are surely its parts; and the shares among them."""

    parts: list[int]
    sure: int
    shares: list[int]


def _breakdown(here: Stretch, at: int) -> Iterator[Total]:
    """Check a total that 其中 or 包括 breaks down, and the shares of its parts."""
    items = here.items
    if not here.near(at, at + 1) or not PARTS.fullmatch(here.gap(at + 1)) or not items[at].exact:
        return
    if here.joins(at - 1, at) and here.gap(at)[:1] in ("、", "和"):  # which of them is broken down?
        return
    listed = _listed_parts(here, at + 1)
    for n in listed.shares:
        share = _share_of(items[n - 1], items[at], items[n])
        if share and (share.verdict == "holds" or _alone(here, at)):
            yield share
    if not items[at + 1].exact:
        return
    row = [items[n] for n in listed.parts]
    if verdict := _complete(row, items[at]) or _incomplete(here, at, listed):
        yield verdict


def _complete(row: Sequence[Item], stated: Item) -> Total | None:
    """Return the check of a list whose first parts, two or more, make up the total exactly."""
    value = 0.0
    for length, item in enumerate(row, 1):
        value += item.value
        if length > 1 and abs(value - stated.value) < EQUAL * max(1.0, stated.value):
            return _summed(row[:length], stated)
    return None


def _incomplete(here: Stretch, at: int, listed: Breakdown) -> Total | None:
    """Return the check of a list by its sure parts: open, or failing where they exceed the total."""
    parts = listed.parts[: listed.sure]
    row, stated = [here.items[n] for n in parts], here.items[at]
    if any(item.unit != stated.unit for item in row) or (len(row) == 1 and listed.shares):
        return None
    value = sum(item.value for item in row)
    if value >= stated.value and (len(row) == 1 or _overlap(here, parts) or not _alone(here, at)):
        return None
    verdict = _summed(row, stated, "<" if value < stated.value else "!=")
    small = min(item.value for item in row) <= _tolerance([stated, *row])
    return None if "≈" in verdict.check and small else verdict


APPOSED = re.compile(r"[:：(（][^,，。;；:：!！?？(（]{1,20}\Z")
"""Between a total and the first of its parts, which need not be all or disjoint."""


def _apposed(here: Stretch, at: int) -> Iterator[Total]:
    """Check 126例(重症26例、轻症100例), where the sum comes out right."""
    if here.joins(at, at + 2) and APPOSED.fullmatch(here.gap(at + 1)):
        row = [here.items[n] for n in _listed_parts(here, at + 1).parts]
        if verdict := _complete(row, here.items[at]):
            yield verdict


def _listed_parts(here: Stretch, first: int) -> Breakdown:
    """Return the items of a list from its first on.

    Sure are those linked as the first two are, by 、 or by commas, up to one whose name may count the
    same cases once more. What stands in brackets is passed over.
    """
    items, parts, shares, sure, style = here.items, [first], [], 1, ""
    for at in range(first + 1, min(first + LONGEST, len(items))):
        gap = here.gap(at).lstrip(")）")
        if items[at].unit == "%" and SHARE.fullmatch(gap):
            shares.append(at)
        elif gap[:1] in ("(", "（") and here.text[items[at].end : items[at].end + 1] in (")", "）"):
            continue
        elif not (here.near(at - 1, at) and _goes_on(gap)):
            break
        elif _kin(items[at].unit, items[first].unit):
            if not items[at].exact:
                break
            style = style or gap[0]
            alike = (style in COORDINATED) == (gap[0] in COORDINATED)
            again = gap[0] not in COORDINATED and OUTCOME.match(gap, 1)
            if sure == len(parts) and items[at].unit == items[first].unit and alike and not again:
                sure += 1
            parts.append(at)
    return Breakdown(parts, sure, shares)


def _goes_on(gap: str) -> bool:
    return gap[:1] in LINKS and not SENTENCE_END.search(gap) and not NO_PART.search(gap)


def _alone(here: Stretch, at: int) -> bool:
    """Tell whether no other number of the unit stands shortly before, which might be the total."""
    before = here.items[max(0, at - 3) : at]
    return all(
        item.unit != here.items[at].unit
        for item in before
        if here.items[at].start - item.end < REACH
    )


COORDINATED = frozenset("、和及与")
LINKS = frozenset("、,，;；和及与")
SENTENCE_END = re.compile(r"[。!！?？]")


def _kin(unit: str, other: str) -> bool:
    """Tell whether units may count the same things: 人 and 名, 篇 and 条."""
    known = units()
    if unit == other or unit not in known or other not in known:
        return unit == other
    return known[unit].kind == known[other].kind and known[unit].kind in ("person", "writing")


def _overlap(here: Stretch, parts: Sequence[int]) -> bool:
    """Tell whether parts may overlap: none but coordinated ones of one kind surely do not."""
    gaps = [here.gap(n).lstrip(")）") for n in parts[1:]]
    if any(gap[0] not in COORDINATED or len(gap) < 2 for gap in gaps):
        return True
    names = "".join([here.gap(parts[0]), *gaps])
    one_sex = ("男" in names or "女" in names) and not SEXES.search(names)
    return one_sex or ACROSS.search(names) is not None


WHOLE = re.compile(
    r"[^。!！?？]{0,6}(?:(?:全部|均|都)来自([两二三四五六七八九十])[^,，。:：]{1,4}|由([两二三四五六七八九十])(?:个?部分|方面|块)(?:构成|组成))[:：]"
    r"[^。!！?？]*\Z"
)
"""Between a total and the first of its parts: the text says how many parts make up all of it."""


def _exhausted(here: Stretch, at: int) -> Iterator[Total]:
    """Check a total that is said to consist of so many parts."""
    found = WHOLE.fullmatch(here.gap(at + 1)) if here.near(at, at + 1) else None
    if found is None:
        return
    n = whole(found[1] or found[2])
    if here.joins(at, at + n) and _one_sentence(here, at + 2, at + n):
        yield _summed(here.items[at + 1 : at + n + 1], here.items[at])


def _one_sentence(here: Stretch, first: int, last: int) -> bool:
    return not any(SENTENCE_END.search(here.gap(n)) for n in range(first, last + 1))


RESPECTIVELY = re.compile(r"分别(?:为|是|有)?\Z")
ALL = re.compile(r"(?:全部|均|都)[^,，。;；]{0,4}[分划]")
"""The whole is said to be divided: 口罩120万只全部分送四县,分别为…."""
TOGETHER = re.compile(
    r"[,，](?:([两二三四五六七八九十])者)?(?:合计|共计|总计|总共|一共|共)(?:为|达|有)?([\u4e00-\u9fff]{0,4})\Z"
)
LISTED = re.compile(r"[、和与及]|以?及")


def _respectively(here: Stretch, at: int) -> Iterator[Total]:
    """Check 分别为12例、7例、5例, with the total before it or behind it."""
    if not RESPECTIVELY.search(here.gap(at)):
        return
    last = at
    while last - at < LONGEST and here.joins(at, last + 1) and LISTED.fullmatch(here.gap(last + 1)):
        last += 1
    parts = here.items[at : last + 1]
    if len(parts) < 2:
        return
    stated = TOGETHER.fullmatch(here.gap(last + 1)) if here.joins(at, last + 1) else None
    if stated:
        verdict = _summed(parts, here.items[last + 1])
        if verdict.verdict == "holds" or not stated[2]:
            yield verdict
    elif here.joins(at - 1, last) and not SENTENCE_END.search(here.gap(at)):
        verdict = _summed(parts, here.items[at - 1])
        if verdict.verdict == "holds" or ALL.search(here.gap(at)):
            yield verdict


def _together(here: Stretch, at: int) -> Iterator[Total]:
    """Check a total behind its parts: 三者合计100%, 合计20例."""
    found = TOGETHER.fullmatch(here.gap(at))
    if found is None:
        return
    first = at
    while at - first < LONGEST and here.joins(first - 1, at) and _listed(here, first):
        first -= 1
        if RESPECTIVELY.search(here.gap(first)):
            return
    if found[1]:
        if (n := at - whole(found[1])) >= first:
            yield _summed(here.items[n:at], here.items[at])
    elif verdict := _complete(here.items[first:at][::-1], here.items[at]):
        parts = verdict.check.count("+") + 1
        yield _summed(here.items[at - parts : at], here.items[at])


def _listed(here: Stretch, at: int) -> bool:
    """Tell whether an item goes on with a list."""
    gap = here.gap(at)
    return gap[:1] in LINKS and not SENTENCE_END.search(gap)


KINDS = re.compile(
    r"分[为成]([两二三四五六七八九十])(?:大?类|种|型|档|级|个?部分)[:：,，][^。!！?？0-9]{0,20}占比?\Z"
)


def _kinds(here: Stretch, at: int) -> Iterator[Total]:
    """Check the shares of a whole that is said to have so many kinds."""
    found = KINDS.search(here.gap(at))
    if found is None or here.items[at].unit != "%":
        return
    n = whole(found[1])
    parts = here.items[at : at + n]
    if not here.joins(at, at + n - 1) or not _one_sentence(here, at + 1, at + n - 1):
        return
    if not all(here.gap(k).endswith(("占", "占比")) for k in range(at + 1, at + n)):
        return
    hundred = Item(parts[0].start, parts[0].end, 100.0, "%", 1.0, True)
    verdict = _summed(parts, hundred)
    yield verdict._replace(start=parts[0].start)


FIRST = re.compile(r"[^。!！?？]{0,12}[。:：]第一([\u4e00-\u9fff])\Z")
"""Between a total and the first of so many parts that are numbered."""

SEVERAL = re.compile(r"([两二三四五六七八九十])([批支轮组队个])[^。!！?？]{0,12}\Z")
NUMERALS = "一二三四五六七八九十"


def _ordinals(here: Stretch, at: int) -> Iterator[Total]:
    """Check 两批共241人。第一批137人,第二批104人。"""
    found = FIRST.fullmatch(here.gap(at + 1)) if here.near(at, at + 1) else None
    several = SEVERAL.search(here.text, max(0, here.items[at].start - REACH), here.items[at].start)
    if found is None or several is None or several[2] != found[1]:
        return
    n = whole(several[1])
    if not here.joins(at, at + n) or not _one_sentence(here, at + 2, at + n):
        return
    names = (here.gap(at + k).endswith(f"第{NUMERALS[k - 1]}{found[1]}") for k in range(2, n + 1))
    if all(names):
        yield _summed(here.items[at + 1 : at + n + 1], here.items[at])


# Shares, rates, differences -------------------------------------------------------------------

OF_ANOTHER = re.compile(r"[,，]占[\u4e00-\u9fff]{0,14}\Z")


def _share_of_next(here: Stretch, at: int) -> Iterator[Total]:
    """Check 412家,占全部企业560家的78.6%."""
    if here.joins(at, at + 1) and here.near(at, at + 2) and here.items[at + 2].unit == "%":
        behind = here.gap(at + 2)
        if OF_ANOTHER.fullmatch(here.gap(at + 1)) and re.fullmatch(
            r"[\u4e00-\u9fff]{0,6}的", behind
        ):
            found = _share_of(here.items[at], here.items[at + 1], here.items[at + 2])
            if found:
                yield found


DUE = re.compile(r"应([\u4e00-\u9fff])")
"""Before a number: the base of a rate (应复工, 应检)."""

RATE = re.compile(r"[,，][\u4e00-\u9fff]{1,8}率(?:为|达到?)?\Z")
APART = re.compile(r"[。!！?？;；]")


def _rate(here: Stretch, at: int) -> Iterator[Total]:
    """Check 应复工企业820家,已复工779家,复工率95%; without 应 a rate may have another base."""
    if not (here.joins(at, at + 1) and here.near(at, at + 2)) or here.items[at + 2].unit != "%":
        return
    base, part, share = here.items[at : at + 3]
    between = here.text[base.end : here.items[at + 2].start]
    if not RATE.search(between) or APART.search(between) or part.value > base.value:
        return
    found = _share_of(part, base, share)
    due = DUE.search(here.gap(at)[-12:])
    sure = due and re.search(rf"[已实][\u4e00-\u9fff]?{due[1]}", here.gap(at + 1))
    if found and (found.verdict == "holds" or sure):
        yield found


DELTA = re.compile(rf"[,，][^,，。;；比较同环]{{0,6}}(?P<way>{CHANGE})了?\Z")
"""Before the number by which something has changed; a change since another day is not that one."""
DOWN = re.compile(r"减|降|缩|压|跌|低|回落|收窄")


def _difference(here: Stretch, at: int) -> Iterator[Total]:
    """Check 由312例降至287例,一天减少25例, and growth in per cent."""
    if not (here.joins(at, at + 1) and here.near(at, at + 2)) or not here.items[at + 2].exact:
        return
    found = DELTA.fullmatch(here.gap(at + 2))
    if found is None or not CHANGED.fullmatch(here.gap(at + 1)):
        return
    yield from _delta(here, at, bool(DOWN.search(found["way"])))


def _delta(here: Stretch, at: int, down: bool) -> Iterator[Total]:
    """Check a change.

    It fails only at a pause, as 增加20例无症状 may be of other cases, and not where a rate changes by per
    cent, which may mean points or growth.
    """
    ends = here.text[here.items[at + 2].end : here.items[at + 2].end + 1]
    rates = here.items[at].unit == here.items[at + 2].unit == "%"
    for verdict in _deltas(here.items[at : at + 3], down):
        if verdict.verdict == "holds" or (not rates and ends in PAUSES):
            yield verdict


PAUSES = ("", *",，。;；、!！?？)）\n")


def _deltas(row: Sequence[Item], down: bool) -> Iterator[Total]:
    before, after, change = row
    high, low = (before, after) if down else (after, before)
    if high.value < low.value:
        return
    left, value = f"{_say(high)}-{_say(low)}", high.value - low.value
    if change.unit == before.unit or (change.unit, before.unit) in POINTS:
        yield _compared(left, value, change, row)
    elif change.unit == "%" and before.value and before.unit != "%":
        ratio = 100 * value / before.value
        if grown := _ratio(f"({left})/{_say(before)}", ratio, ratio, change, row):
            yield grown


POINTS = {("个百分点", "%"), ("百分点", "%")}
DAY_BEFORE = re.compile(rf"[,，][比较](?:前一[天日]|前日|上一日)(?P<way>{CHANGE})了?\Z")


def _day_before(here: Stretch, at: int) -> Iterator[Total]:
    """Check 3月5日报告64例,3月6日报告83例,比前一天增加19例."""
    if not here.joins(at, at + 2):
        return
    found = DAY_BEFORE.fullmatch(here.gap(at + 2))
    if found is None:
        return
    days = [_day_of(here, n) for n in (at, at + 1)]
    if days[0] and days[1] and days[0][1] == days[1][1] and _next_day(days[0][0], days[1][0]):
        yield from _delta(here, at, bool(DOWN.search(found["way"])))


def _day_of(here: Stretch, at: int) -> tuple[Expression, str] | None:
    """Return the day before an item, and the words between them."""
    start = here.items[at].start
    n = bisect_right(here.times, start, key=lambda time: time.start) - 1
    if n < 0 or here.times[n].kind != "date" or here.times[n].end > start:
        return None
    between = here.text[here.times[n].end : start]
    return (here.times[n], between) if re.fullmatch("[^,，。;；]{0,10}", between) else None


def _next_day(day: Expression, other: Expression) -> bool:
    """Tell whether two days of a month follow each other."""
    first, second = day.first, other.first
    if first is None or second is None or first.day is None or second.day is None:
        return False
    return second.day - first.day == 1 and second.month in (None, first.month)


class Rule(NamedTuple):
    """A check of the items from one on, tried where the words before the item ``ahead`` have a sign."""

    check: Callable[[Stretch, int], Iterator[Total]]
    ahead: int
    signs: re.Pattern[str]


RULES = (
    Rule(_breakdown, 1, re.compile("其中|包括|主要有|仅")),
    Rule(_apposed, 1, re.compile("[:：(（]")),
    Rule(_exhausted, 1, re.compile("来自|构成|组成")),
    Rule(_respectively, 0, re.compile("分别")),
    Rule(_together, 0, re.compile("[计共]")),
    Rule(_kinds, 0, re.compile("占")),
    Rule(_ordinals, 1, re.compile("第一")),
    Rule(_share_of_next, 1, re.compile("占")),
    Rule(_rate, 2, re.compile("率")),
    Rule(_difference, 1, re.compile("[到至为成]")),
    Rule(_day_before, 2, re.compile("前一|前日|上一日")),
)


def check_totals(text: str) -> list[Total]:
    """Return the checks that a text allows, in order. Linear in the text.

    >>> check_totals("新增感染者115例。其中,确诊病例37例,无症状感染者78例。")
    [Total(start=5, end=30, verdict='holds', check='37+78=115')]
    >>> [row.check for row in check_totals("在院46例,其中重症9例,占比19.6%。新增30例,其中城区12例。")]
    ['9/46=19.6%', '12<30']
    >>> check_totals("截至2月10日累计确诊57例。2月11日新增4例,出院3例。")
    []
    """
    times = find_times(text)
    rows = find_quantities(text, times)
    items = [_item(text, row) for row in rows if not HEADING.match(text, row.start)]
    ends = [0, *(item.end for item in items)]
    gaps = [
        text[max(end, item.start - REACH) : item.start]
        for end, item in zip(ends, items, strict=False)
    ]
    here = Stretch(text, items, times, gaps)
    found = {
        row
        for at in range(len(items))
        for rule in RULES
        if rule.signs.search(here.gap(at + rule.ahead))
        for row in rule.check(here, at)
    }
    return sorted(found)
