"""Lists with their sum: 分别为, 合计, 三者共, 由两部分构成, 第一批 and 第二批."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tifa.numerals import whole
from tifa.totals.names import announced, numbered
from tifa.totals.numbers import EQUAL, LONGEST, REACH, SENTENCE_END, Item, Stretch, Total, summed

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


RESPECTIVELY = re.compile(r"分别(?P<verb>[\u4e00-\u9fff]{0,4})\Z")
ALL = re.compile(r"(?:全部|均|都)[^,，。;；]{0,4}[分划]")
"""The whole is said to be divided: 口罩120万只全部分送四县,分别为…."""

NAMED = re.compile(r"([^,，。;；:：!！?？\n]{2,40})分别[\u4e00-\u9fff]{0,4}\Z")
NAMES_APART = re.compile(r"[、和与及]")
"""The names before 分别, one for each number."""

DIRECTLY = re.compile(r"[^,，。;；:：0-9]{0,8}[,，:：]?其?分别(?:为|是|有)?\Z")
"""Between a total and its parts: it is the total that is divided (三县共报告30例,分别为…)."""

TOGETHER = re.compile(
    r"[,，](?:全[省市州区县镇]|([两二三四五六七八九十])(?:[者项地县区市镇家支批类轮处]|个?部分))?"
    r"(?:合计|共计|总计|总共|一共|共)(?:为|达|有)?([\u4e00-\u9fff]{0,4})\Z"
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
        said = here.text[max(0, here.items[at].start - REACH) : here.items[at].start]
        same = here.behind(last + 1) in said and not stated[2]
        if verdict.verdict == "holds" or same:
            yield verdict
    elif here.joins(at - 1, last) and not SENTENCE_END.search(here.gap(at)):
        yield from _divided(here, at, last)


def _divided(here: Stretch, at: int, last: int) -> Iterator[Total]:
    """Check a total before 分别, which is wholly divided where the text says so or counts the names."""
    found = summed(here.items[at : last + 1], here.items[at - 1])
    named = NAMED.search(here.gap(at))
    names = NAMES_APART.split(named[1]) if named else []
    if DIRECTLY.fullmatch(here.gap(at)):
        counted = numbered(here, at - 1, last - at + 1)
    else:
        counted = len(names) == last - at + 1 and announced(here, at, names)
    if counted or ALL.search(here.gap(at)):
        yield found
    elif found.verdict == "holds":
        yield found._replace(grounds="agreement")


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
    counted = at - whole(found[1]) if found[1] else first
    names = [here.name(n) for n in range(first, at)]
    if found[1]:
        if counted >= first:
            yield summed(here.items[counted:at], here.items[at])
    elif at - first > 1 and not found[2] and _begins(here, first, names):
        yield summed(here.items[first:at], here.items[at])
    else:
        yield from _agreeing(here, first, at)


def _begins(here: Stretch, first: int, names: list[str]) -> bool:
    """Tell whether a list surely begins with an item: behind a colon, its members being counted."""
    return COLON.search(here.gap(first)) is not None and announced(here, first, names)


COLON = re.compile(r"[:：][^,，。;；:：]{1,15}\Z")


def _agreeing(here: Stretch, first: int, at: int) -> Iterator[Total]:
    """Check the last items of a list that make up the total behind it."""
    value, stated = 0.0, here.items[at]
    for n in range(at - 1, first - 1, -1):
        value += here.items[n].value
        if at - n > 1 and abs(value - stated.value) < EQUAL * max(1.0, stated.value):
            found = summed(here.items[n:at], stated)
            yield found if n == first else found._replace(grounds="agreement")
            return


def _listed(here: Stretch, at: int) -> bool:
    """Tell whether an item goes on with a list."""
    gap = here.gap(at)
    return gap[:1] in LINKS and not SENTENCE_END.search(gap)


LINKS = frozenset("、,，;；和及与")

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
    hundred = Item(parts[0].start, parts[0].end, 100.0, "%", 1.0, True, 100.0, 100.0)
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
