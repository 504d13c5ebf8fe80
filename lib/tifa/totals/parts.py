"""Totals with their parts: 其中, 分别为, 合计."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tifa.numerals import whole
from tifa.quantities.lists import units
from tifa.totals.numbers import (
    EQUAL,
    LONGEST,
    REACH,
    Item,
    Stretch,
    Total,
    share_of,
    summed,
    tolerance,
)

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


def breakdown(here: Stretch, at: int) -> Iterator[Total]:
    """Check a total that 其中 or 包括 breaks down, and the shares of its parts."""
    items = here.items
    if not here.near(at, at + 1) or not PARTS.fullmatch(here.gap(at + 1)) or not items[at].exact:
        return
    if here.joins(at - 1, at) and here.gap(at)[:1] in ("、", "和"):  # which of them is broken down?
        return
    listed = _listed_parts(here, at + 1)
    for n in listed.shares:
        share = share_of(items[n - 1], items[at], items[n])
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
            return summed(row[:length], stated)
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
    verdict = summed(row, stated, "<" if value < stated.value else "!=")
    small = min(item.value for item in row) <= tolerance([stated, *row])
    return None if "≈" in verdict.check and small else verdict


APPOSED = re.compile(r"[:：(（][^,，。;；:：!！?？(（]{1,20}\Z")
"""Between a total and the first of its parts, which need not be all or disjoint."""


def apposed(here: Stretch, at: int) -> Iterator[Total]:
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


def exhausted(here: Stretch, at: int) -> Iterator[Total]:
    """Check a total that is said to consist of so many parts."""
    found = WHOLE.fullmatch(here.gap(at + 1)) if here.near(at, at + 1) else None
    if found is None:
        return
    n = whole(found[1] or found[2])
    if here.joins(at, at + n) and _one_sentence(here, at + 2, at + n):
        yield summed(here.items[at + 1 : at + n + 1], here.items[at])


def _one_sentence(here: Stretch, first: int, last: int) -> bool:
    return not any(SENTENCE_END.search(here.gap(n)) for n in range(first, last + 1))


RESPECTIVELY = re.compile(r"分别(?:为|是|有)?\Z")
ALL = re.compile(r"(?:全部|均|都)[^,，。;；]{0,4}[分划]")
"""The whole is said to be divided: 口罩120万只全部分送四县,分别为…."""
TOGETHER = re.compile(
    r"[,，](?:([两二三四五六七八九十])者)?(?:合计|共计|总计|总共|一共|共)(?:为|达|有)?([\u4e00-\u9fff]{0,4})\Z"
)
LISTED = re.compile(r"[、和与及]|以?及")


def respectively(here: Stretch, at: int) -> Iterator[Total]:
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
        verdict = summed(parts, here.items[last + 1])
        if verdict.verdict == "holds" or not stated[2]:
            yield verdict
    elif here.joins(at - 1, last) and not SENTENCE_END.search(here.gap(at)):
        verdict = summed(parts, here.items[at - 1])
        if verdict.verdict == "holds" or ALL.search(here.gap(at)):
            yield verdict


def together(here: Stretch, at: int) -> Iterator[Total]:
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
            yield summed(here.items[n:at], here.items[at])
    elif verdict := _complete(here.items[first:at][::-1], here.items[at]):
        parts = verdict.check.count("+") + 1
        yield summed(here.items[at - parts : at], here.items[at])


def _listed(here: Stretch, at: int) -> bool:
    """Tell whether an item goes on with a list."""
    gap = here.gap(at)
    return gap[:1] in LINKS and not SENTENCE_END.search(gap)


KINDS = re.compile(
    r"分[为成]([两二三四五六七八九十])(?:大?类|种|型|档|级|个?部分)[:：,，][^。!！?？0-9]{0,20}占比?\Z"
)


def kinds(here: Stretch, at: int) -> Iterator[Total]:
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
    verdict = summed(parts, hundred)
    yield verdict._replace(start=parts[0].start)


FIRST = re.compile(r"[^。!！?？]{0,12}[。:：]第一([\u4e00-\u9fff])\Z")
"""Between a total and the first of so many parts that are numbered."""

SEVERAL = re.compile(r"([两二三四五六七八九十])([批支轮组队个])[^。!！?？]{0,12}\Z")
NUMERALS = "一二三四五六七八九十"


def ordinals(here: Stretch, at: int) -> Iterator[Total]:
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
        yield summed(here.items[at + 1 : at + n + 1], here.items[at])
