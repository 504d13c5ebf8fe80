"""Totals that the text breaks down: 其中, 包括, 46例中, and a list behind a colon or in brackets.

Which numbers are compared follows from these words. How the sum may be judged follows from the names of
the parts: where they are all there are, it must be the total; where no two can overlap, it cannot exceed
the total; else only a sum that comes out right is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tifa.totals.names import (
    ALL_BUT,
    REST,
    additive,
    announced,
    exclusive,
    exhaustive,
    kin,
)
from tifa.totals.numbers import (
    EQUAL,
    LONGEST,
    REACH,
    SENTENCE_END,
    Item,
    Stretch,
    Total,
    bounded,
    share_of,
    summed,
    tolerance,
)

PARTS = re.compile(
    r"[^,，。;；:：!！?？]{0,15}(?:"
    r"[,，。;；(（] ?(?:(?:其中|包括|主要有|主要包括)[^。!！?？]*|仅[^,，。;；]{1,15}就有?)"
    r"|[中里][,，][^。;；!！?？]*)\Z"
)
"""Between a total and the first of its parts."""

NO_PART = re.compile(r"其中|[比较增减降占另]|此外|同时|截至|目前|累计|合计|共计|总计|还有|也有")
"""Before a number: it is no further part of the list."""

OUTCOME = re.compile(r"治愈|出院|死亡|在院|解除|转|新增|现有|追踪|排查|检测|[已尚还]")
"""Before a number behind a comma: perhaps another count of the same cases (重症5例,出院40例)."""

ANOTHER_COUNT = re.compile(
    r"累计|曾|一度|最[高多]|历史|此前|之前|每[天日轮]|计划|[可能]容纳|密接|密切接触|涉及|排查|追踪"
)
"""Before the only part: it need not be of the same day or kind as the total."""

SHARE = re.compile(
    r"(?:[^,，、。;；:：0-9]{0,10}[,，(（])?约?占(?:比|总数的|总人数的|全部的|其)?(?:为|了|达到?)?\Z"
)


LINKED = re.compile(r"\A[、和及与]|[和及与]\Z")
"""Between two numbers that 其中 may both break down."""


class Breakdown(NamedTuple):
    """The items of a list; how many of them are surely its parts; and the shares among them."""

    parts: list[int]
    sure: int
    shares: list[int]


def breakdown(here: Stretch, at: int) -> Iterator[Total]:
    """Check a total that 其中 or 包括 breaks down, and the shares of its parts."""
    items, first = here.items, _first_part(here, at)
    if first is None:
        return
    if here.joins(at - 1, at) and LINKED.search(here.gap(at)):  # which of them is broken down?
        return
    listed = _listed_parts(here, first)
    for n in listed.shares:
        share = share_of(items[n - 1], items[at], items[n])
        of_one = n - 1 == first or items[n - 2].unit == "%"  # else perhaps of all parts before it
        if share and (share.verdict == "holds" or (of_one and _alone(here, at))):
            yield share
    if items[first].exact and (verdict := _verdict(here, at, listed)):
        yield verdict


def _first_part(here: Stretch, at: int) -> int | None:
    """Return the first part of a total; what stands in brackets behind the total is passed over."""
    first, gap = at + 1, here.gap(at + 1)
    if BRACKETED.match(here.text, here.items[at].end):
        while first < min(at + BRACKET_ITEMS, len(here.items)) and not CLOSING.search(gap):
            first, gap = first + 1, here.gap(first + 1)
        gap = gap[gap.find(")") + gap.find("）") + 2 :]
    found = here.near(at, first) and gap[:1] not in (")", "）") and PARTS.fullmatch(gap)
    return first if found else None


BRACKETED = re.compile(r"[\u4e00-\u9fff]{0,6}[(（](?!其中)")
CLOSING = re.compile(r"[)）]")
BRACKET_ITEMS = 5
"""So many numbers in brackets are passed over at most."""


def _verdict(here: Stretch, at: int, listed: Breakdown) -> Total | None:
    row, stated = [here.items[n] for n in listed.parts], here.items[at]
    if not stated.exact:
        sure = [here.items[n] for n in listed.parts[: listed.sure]]
        same = all(kin(item.unit, stated.unit) for item in sure)
        return bounded(sure, stated) if same and not listed.shares else None
    if kin(stated.unit, row[0].unit) and (rest := _to_the_rest(here, listed.parts)):
        return summed(row[:rest], stated)
    return _complete(row, stated, listed.sure) or _judged(here, at, listed)


def _to_the_rest(here: Stretch, parts: Sequence[int]) -> int:
    """Return how many parts there are up to the one that is the rest; 0 if none is."""
    for length, n in enumerate(parts, 1):
        if REST.search(here.before(n)) and length > 1:
            return length
    return 0


def _complete(row: Sequence[Item], stated: Item, sure: int) -> Total | None:
    """Return the check of a list whose first parts, two or more, make up the total exactly."""
    value = 0.0
    for length, item in enumerate(row, 1):
        value += item.value
        if length > 1 and abs(value - stated.value) < EQUAL * max(1.0, stated.value):
            found = summed(row[:length], stated)
            return found if length == sure else found._replace(grounds="agreement")
    return None


def _judged(here: Stretch, at: int, listed: Breakdown) -> Total | None:
    """Return the check of a list by its sure parts: open, or failing where they exceed the total."""
    parts = listed.parts[: listed.sure]
    row, stated = [here.items[n] for n in parts], here.items[at]
    if any(item.unit != stated.unit for item in row) or (len(row) == 1 and listed.shares):
        return None
    value = sum(item.value for item in row)
    if _all_told(here, at, parts):
        return summed(row, stated)
    verdict = summed(row, stated, "<" if value < stated.value else "!=")
    if verdict.verdict == "fails" and not _cannot_exceed(here, at, parts):
        return None
    small = min(item.value for item in row) <= tolerance([stated, *row])
    unclear = len(row) == 1 or ("≈" in verdict.check and small)
    return None if verdict.verdict == "holds" and unclear else verdict


def _all_told(here: Stretch, at: int, parts: Sequence[int]) -> bool:
    """Tell whether the names of parts are all that there are, and no other part follows (4例待分型)."""
    after = parts[-1] + 1
    more = (
        after < len(here.items)
        and kin(here.items[after].unit, here.items[at].unit)
        and here.near(parts[-1], after)
        and not SENTENCE_END.search(here.gap(after))
    )
    return not more and exhaustive([here.name(n) for n in parts], here.name(at))


def _cannot_exceed(here: Stretch, at: int, parts: Sequence[int]) -> bool:
    """Tell whether the words leave no way for the parts to be more than the total."""
    if not _alone(here, at):
        return False
    if len(parts) > 1:
        return exclusive([here.name(n) for n in parts])
    part, stated = here.items[parts[0]], here.items[at]
    other = ANOTHER_COUNT.search(here.gap(parts[0]))
    return part.value > stated.value and additive(stated.unit) and other is None


APPOSED = re.compile(
    r"[^,，。;；:：!！?？(（)）0-9]{0,15}(?:[,，]均为[^,，。;；:：!！?？(（)）]{1,12})?"
    r"[:：(（][^,，。;；:：!！?？(（)）]{1,20}\Z"
)
"""Between a total and the first of its parts, which need not be all or disjoint."""

BESIDE = re.compile(r"[^,，。;；:：!！?？0-9]{0,8}[,，][^,，。;；:：!！?？(（比较占增减]{1,12}\Z")
IN_ALL = re.compile(r"[共总]")
"""A total that says so, and a list that just follows: 共设隔离点18个,城区11个、县里7个."""

COUNTED_AGAIN = re.compile(r"治愈|出院|死亡|在院|现有|在治|新增|当日")
"""Names of outcomes and of days, which another rule compares."""


def apposed(here: Stretch, at: int) -> Iterator[Total]:
    """Check 126例(重症26例、轻症100例), and by the names of its parts also where the sum is wrong."""
    marked = APPOSED.fullmatch(here.gap(at + 1))
    if not here.joins(at, at + 2) or not (marked or BESIDE.fullmatch(here.gap(at + 1))):
        return
    listed = _listed_parts(here, at + 1)
    parts = listed.parts if marked else listed.parts[: listed.sure]
    names = [here.name(n) for n in parts]
    if len(parts) < 2 or (not marked and not _follows(here, at, names)):
        return
    row, stated = [here.items[n] for n in parts], here.items[at]
    found = _complete(row, stated, len(parts))
    if found := found or _misstated(here, at, parts[: listed.sure]):
        yield found


def _follows(here: Stretch, at: int, names: Sequence[str]) -> bool:
    """Tell whether a list without a colon belongs to the total before it."""
    if any(COUNTED_AGAIN.search(name) for name in names):
        return False
    return exclusive(names) and (
        IN_ALL.search(here.before(at)) is not None or exhaustive(names, here.name(at))
    )


def _misstated(here: Stretch, at: int, parts: Sequence[int]) -> Total | None:
    """Return the check of a list that must make up its total, or cannot exceed it, and does not so."""
    names = [here.name(n) for n in parts]
    if len(parts) < 2 or not _alone(here, at):
        return None
    row, stated = [here.items[n] for n in parts], here.items[at]
    over = sum(item.value for item in row) > stated.value and exclusive(names)
    if over or _all_told(here, at, parts) or announced(here, parts[0], names):
        return summed(row, stated)
    return None


def rest(here: Stretch, at: int) -> Iterator[Total]:
    """Check 检出阳性16例,隔离点11例,其余5例来自封控区: total, parts and what remains."""
    gap = here.gap(at)
    if not REST.search(here.before(at)) or not here.items[at].exact or ALL_BUT.search(gap):
        return
    first, began = at, here.began(at)
    while began < first and here.joins(first - 1, at) and not CUT.search(here.gap(first)):
        first -= 1
        if REST.search(here.gap(first)):
            return
    if at - first < 2 or any(PARTS.fullmatch(here.gap(n)) for n in range(first + 1, at + 1)):
        return
    found = summed(here.items[first + 1 : at + 1], here.items[first])
    if found.verdict == "holds" or (at - first == 2 and "除" not in here.gap(first)):
        yield found


CUT = re.compile(r"[;；]|截至|目前|[比较]")
"""Before a number: what follows is another count."""


SEMICOLON = re.compile("[;；]")


def _listed_parts(here: Stretch, first: int) -> Breakdown:
    """Return the items of a list from its first on.

    Sure are those linked as the first two are, by 、 or by commas, up to one whose name may count the
    same cases once more. What stands in brackets is passed over. Semicolons link parts only where the
    total stands in a sentence of its own.
    """
    items, parts, shares, sure, style = here.items, [first], [], 1, ""
    opened = SENTENCE_END.search(here.gap(first)) or here.gap(first)[:1] in (":", "：")
    inside = False
    for at in range(first + 1, min(first + LONGEST, len(items))):
        gap = here.gap(at)
        if items[at].unit == "%" and SHARE.fullmatch(gap.lstrip(")）")):
            shares.append(at)
            continue
        inside, gap = _bracket(gap, inside)
        if inside:
            continue
        if not (here.near(at - 1, at) and _goes_on(gap)) or (SEMICOLON.search(gap) and not opened):
            break
        if kin(items[at].unit, items[first].unit):
            if not items[at].exact:
                break
            style = style or gap[0]
            alike = (style in COORDINATED) == (gap[0] in COORDINATED)
            again = gap[0] not in COORDINATED and OUTCOME.match(gap, 1)
            if sure == len(parts) and items[at].unit == items[first].unit and alike and not again:
                sure += 1
            parts.append(at)
    return Breakdown(parts, sure, shares)


def _bracket(gap: str, inside: bool) -> tuple[bool, str]:
    """Return whether a number stands in brackets, and the words before it behind the last bracket."""
    close = max(gap.rfind(")"), gap.rfind("）"))
    opening = max(gap.rfind("("), gap.rfind("（"))
    if opening > close:
        return True, gap
    return inside and close < 0, gap[close + 1 :] if inside or close == 0 else gap


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
