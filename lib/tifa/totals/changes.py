"""Differences and growth: 由…降至…,减少…; 比前一天增加…; 比…的…增长…."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from tifa.quantities.before import CHANGE, CHANGED
from tifa.times import Expression
from tifa.totals.numbers import Item, Stretch, Total, compared, compared_ratio, say

BY = r"(?:降幅|增幅|跌幅|涨幅|净增|净减)"
DELTA = re.compile(rf"[,，][^,，。;；比较同环]{{0,6}}(?P<way>{CHANGE}|{BY})(?:了|为|达到?)?\Z")
"""Before the number by which something has changed; a change since another day is not that one."""
DOWN = re.compile(r"减|降|缩|压|跌|低|回落|收窄")


def difference(here: Stretch, at: int) -> Iterator[Total]:
    """Check 由312例降至287例,一天减少25例, and growth in per cent."""
    if not (here.joins(at, at + 1) and here.near(at, at + 2)) or not here.items[at + 2].exact:
        return
    found = DELTA.fullmatch(here.gap(at + 2))
    if found is None or not CHANGED.fullmatch(here.gap(at + 1)):
        return
    yield from _told(here, here.items[at : at + 3], bool(DOWN.search(found["way"])))


def _told(here: Stretch, row: Sequence[Item], down: bool) -> Iterator[Total]:
    """Check a change from one number to another.

    It fails only at a pause, as 增加20例无症状 may be of other cases, and not where a rate changes by per
    cent, which may mean points or growth.
    """
    last = max(item.end for item in row)
    ends = here.text[last : last + 1]
    rates = row[0].unit == row[2].unit == "%"
    for verdict in _deltas(row, down):
        if verdict.verdict == "holds" or (not rates and ends in PAUSES):
            yield verdict


PAUSES = ("", *",，。;；、!！?？)）\n")


def _deltas(row: Sequence[Item], down: bool) -> Iterator[Total]:
    before, after, change = row
    high, low = (before, after) if down else (after, before)
    if high.value < low.value:
        return
    left, value = f"{say(high)}-{say(low)}", high.value - low.value
    if change.unit == before.unit or (change.unit, before.unit) in POINTS:
        yield compared(left, value, change, row)
    elif change.unit == "%" and before.value and before.unit != "%":
        ratio = 100 * value / before.value
        if grown := compared_ratio(f"({left})/{say(before)}", ratio, ratio, change, row):
            yield grown


POINTS = {("个百分点", "%"), ("百分点", "%")}
DAY_BEFORE = re.compile(rf"[,，][比较](?:前一[天日]|前日|上一?日|昨[日天])(?P<way>{CHANGE})了?\Z")


def day_before(here: Stretch, at: int) -> Iterator[Total]:
    """Check 3月5日报告64例,3月6日报告83例,比前一天增加19例."""
    if not here.joins(at, at + 2):
        return
    found = DAY_BEFORE.fullmatch(here.gap(at + 2))
    if found is None:
        return
    days = [_day_of(here, n) for n in (at, at + 1)]
    if days[0] and days[1] and _alike(days[0][1], days[1][1]) and _next_day(days[0][0], days[1][0]):
        yield from _told(here, here.items[at : at + 3], bool(DOWN.search(found["way"])))


def _alike(words: str, others: str) -> bool:
    """Tell whether two numbers are said to count the same, the second perhaps in fewer words."""
    return words == others or (len(others) > 1 and words.startswith(others))


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


THAN = re.compile(r"[,，]?(?:[比较]|相比)[^,，。;；:：]{1,12}\Z")
CHANGED_BY = re.compile(rf"(?P<way>{CHANGE})了?\Z")


def compared_with(here: Stretch, at: int) -> Iterator[Total]:
    """Check 126亿元,比一季度的105亿元增长20%: two numbers and how much they differ."""
    if not (here.joins(at, at + 1) and here.near(at, at + 2)) or not here.items[at + 2].exact:
        return
    found = CHANGED_BY.fullmatch(here.gap(at + 2))
    if found is None or not THAN.fullmatch(here.gap(at + 1)):
        return
    row = [here.items[at + 1], here.items[at], here.items[at + 2]]
    yield from _told(here, row, bool(DOWN.search(found["way"])))


CHANGED_TO = re.compile(r"[,，]?(?:后)?(?:[至到为成]|降[至到为]|增[至到为])\Z")


def changed_to(here: Stretch, at: int) -> Iterator[Total]:
    """Check 从312例减少25例至287例: before, change and after."""
    found = CHANGED_BY.fullmatch(here.gap(at + 1)) if here.joins(at, at + 2) else None
    if found and CHANGED_TO.fullmatch(here.gap(at + 2)):
        first, change, last = here.items[at : at + 3]
        yield from _told(here, [first, last, change], bool(DOWN.search(found["way"])))
