"""Shares, rates and differences: 占, 率, 由…降至…,减少…."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from tifa.quantities.before import CHANGE, CHANGED
from tifa.times import Expression
from tifa.totals.numbers import Item, Stretch, Total, compared, compared_ratio, say, share_of

OF_ANOTHER = re.compile(r"[,，]占[\u4e00-\u9fff]{0,14}\Z")


def share_of_next(here: Stretch, at: int) -> Iterator[Total]:
    """Check 412家,占全部企业560家的78.6%."""
    if here.joins(at, at + 1) and here.near(at, at + 2) and here.items[at + 2].unit == "%":
        behind = here.gap(at + 2)
        if OF_ANOTHER.fullmatch(here.gap(at + 1)) and re.fullmatch(
            r"[\u4e00-\u9fff]{0,6}的", behind
        ):
            found = share_of(here.items[at], here.items[at + 1], here.items[at + 2])
            if found:
                yield found


DUE = re.compile(r"应([\u4e00-\u9fff])")
"""Before a number: the base of a rate (应复工, 应检)."""

RATE = re.compile(r"[,，][\u4e00-\u9fff]{1,8}率(?:为|达到?)?\Z")
APART = re.compile(r"[。!！?？;；]")


def rate(here: Stretch, at: int) -> Iterator[Total]:
    """Check 应复工企业820家,已复工779家,复工率95%; without 应 a rate may have another base."""
    if not (here.joins(at, at + 1) and here.near(at, at + 2)) or here.items[at + 2].unit != "%":
        return
    base, part, share = here.items[at : at + 3]
    between = here.text[base.end : here.items[at + 2].start]
    if not RATE.search(between) or APART.search(between) or part.value > base.value:
        return
    found = share_of(part, base, share)
    due = DUE.search(here.gap(at)[-12:])
    sure = due and re.search(rf"[已实][\u4e00-\u9fff]?{due[1]}", here.gap(at + 1))
    if found and (found.verdict == "holds" or sure):
        yield found


DELTA = re.compile(rf"[,，][^,，。;；比较同环]{{0,6}}(?P<way>{CHANGE})了?\Z")
"""Before the number by which something has changed; a change since another day is not that one."""
DOWN = re.compile(r"减|降|缩|压|跌|低|回落|收窄")


def difference(here: Stretch, at: int) -> Iterator[Total]:
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
    left, value = f"{say(high)}-{say(low)}", high.value - low.value
    if change.unit == before.unit or (change.unit, before.unit) in POINTS:
        yield compared(left, value, change, row)
    elif change.unit == "%" and before.value and before.unit != "%":
        ratio = 100 * value / before.value
        if grown := compared_ratio(f"({left})/{say(before)}", ratio, ratio, change, row):
            yield grown


POINTS = {("个百分点", "%"), ("百分点", "%")}
DAY_BEFORE = re.compile(rf"[,，][比较](?:前一[天日]|前日|上一日)(?P<way>{CHANGE})了?\Z")


def day_before(here: Stretch, at: int) -> Iterator[Total]:
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
