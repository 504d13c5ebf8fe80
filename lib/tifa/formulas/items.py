"""Coordinate lists: where the items begin and end that 、 and 和 put side by side."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from tifa.formulas.edges import CLOSERS, NOT_JOIN, OPENERS, Span, first_start, trim
from tifa.formulas.lexicon import lead_before
from tifa.quantities.dictionary import known_words


class Items(NamedTuple):
    """Items of a list in order, and whether 等 leaves it open."""

    spans: tuple[Span, ...]
    open: bool


REACH = 400
"""So many characters of a list are read at most."""

BREAKS = "。!?;:\n"
CLAUSE_BREAKS = BREAKS + ","

LEVELS = re.compile(
    r"(?:中央|国家|省|市|州|盟|地|区|县|旗|乡镇|乡|镇|街道|街|社区|社|村居|村|居|屯|组|户|厂|校|院|班|部|厅|局|科|处|室|党|政|军|民|警|企|师|团|连|医|学|研|产|用){2,7}\Z"
)

LEVEL_ENDS = frozenset(
    "央家省市州盟地区县旗镇乡道街社村居屯组户厂校院班部厅局科处室党政军民警企师团连医学研产用"
)

LEVEL = re.compile(r"中央|国家|乡镇|街道|社区|村居|.")


USUAL = 64
"""Most stretches that are read backwards are no longer."""


def spans_back(text: str, at: int, breaks: str) -> int:
    """Return where the stretch before a place begins: behind the last break outside brackets."""
    for reach in (USUAL, REACH):
        if (found := _break_before(text, at, breaks, reach)) is not None:
            return found
    return max(0, at - REACH)


def _break_before(text: str, at: int, breaks: str, reach: int) -> int | None:
    """Return where the stretch begins, if a break stands so near."""
    back = text[max(0, at - reach) : at][::-1]
    stops = _stops(breaks)
    nearest = stops.search(back)
    if nearest is None:
        return None
    if nearest[0] not in CLOSERS:
        return at - nearest.start()
    floor = max(0, at - REACH)
    depth: list[str] = []
    for sign in stops.finditer(back, nearest.start()):
        char, place = sign[0], at - 1 - sign.start()
        if char in CLOSERS and text.rfind(CLOSERS[char], floor, place) >= 0:
            depth.append(CLOSERS[char])
        elif depth:
            if char == depth[-1]:
                depth.pop()
            elif char == "\n":
                return place + 1
        elif char in breaks or char in OPENERS:
            return place + 1
    return None


@cache
def _stops(breaks: str) -> re.Pattern[str]:
    signs = "\n" + breaks + "".join(OPENERS) + "".join(CLOSERS)
    return re.compile("[" + re.escape(signs) + "]")


def split_at(text: str, start: int, end: int, marks: str) -> list[Span]:
    """Return the stretches between marks, outside brackets, quotations and titles.

    >>> text = "社区(村、组)、街道"
    >>> [text[first:last] for first, last in split_at(text, 0, len(text), "、")]
    ['社区(村、组)', '街道']
    """
    if len(marks) == 1 and text.find(marks, start, end) < 0:
        return [(start, end)]
    found = []
    first = at = start
    signs = _signs(marks)
    while sign := signs.search(text, at, end):
        char, at = sign[0], sign.start()
        if char in OPENERS:
            close = text.find(OPENERS[char], at + 1, end)
            if close > 0 and (char != "“" or text.find("“", at + 1, close) < 0):
                at = close
        else:
            found.append((first, at))
            first = at + 1
        at += 1
    found.append((first, end))
    return found


@cache
def _signs(marks: str) -> re.Pattern[str]:
    return re.compile("[" + re.escape(marks + "".join(OPENERS)) + "]")


def quoted_run(text: str, start: int, end: int) -> list[Span]:
    """Return the quotations of a stretch that holds nothing else: “早发现”“早报告”、“早隔离”."""
    if not re.fullmatch(r"(?:“[^“”\n]{1,40}”[、,和及与]?){2,}", text[start:end]):
        return []
    return [
        (start + q.start(1), start + q.end(1))
        for q in re.finditer(r"“([^“”\n]+)”", text[start:end])
    ]


JOINERS = re.compile("[和及与暨]")
JOINERS_AND_MARKS = re.compile("[和及与暨()《》“”]")


def joined(text: str, span: Span) -> int | None:
    """Return where the last 和 of a stretch stands, if it joins two items there."""
    start, end = span
    if not JOINERS.search(text, start + 1, max(start, end - 1)):
        return None
    last = None
    depth = 0
    for sign in JOINERS_AND_MARKS.finditer(text, start, end):
        char, at = sign[0], sign.start()
        if char in "(《“":
            depth += 1
        elif char in ")》”":
            depth = max(0, depth - 1)
        elif not depth and start < at < end - 1:
            around = NOT_JOIN.finditer(text, max(start, at - 1), min(end, at + 2))
            if not any(word.start() <= at < word.end() for word in around):
                last = at
    return last


def divided(text: str, spans: Sequence[Span], expected: int | None) -> list[Span]:
    """Divide the last item at its 和, unless the count says that it is one."""
    last = spans[-1]
    if len(spans) == expected or not JOINERS.search(text, spans[0][0], last[1]):
        return list(spans)
    every = [half for span in spans for half in halves(text, span)]
    if len(every) == expected:
        return every
    at = joined(text, last)
    if at is None:
        return list(spans)
    first = (last[0], at - 1 if text[at - 1 : at + 1] == "以及" else at)
    return [*spans[:-1], first, (at + 1, last[1])]


def halves(text: str, span: Span) -> list[Span]:
    """Return what a 和 joins in an item, or the item itself."""
    at = joined(text, span)
    if at is None:
        return [span]
    first = at - 1 if text[at - 1 : at + 1] == "以及" else at
    return [(span[0], first), (at + 1, span[1])]


@lru_cache(maxsize=256)
def before(text: str, at: int, expected: int | None) -> Items | None:
    """Return the list that ends directly before a place, 等 or a mark between them left out.

    >>> text = "压实属地、部门、单位和个人“四方责任”"
    >>> [text[a:b] for a, b in before(text, 13, 4).spans]
    ['属地', '部门', '单位', '个人']
    >>> text = "整合省市县三级力量"
    >>> [text[a:b] for a, b in before(text, 5, 3).spans]
    ['省', '市', '县']
    """
    end = at - 1 if text[at - 1 : at] in ("“", "‘") else at
    left_open = False
    while True:
        if text[end - 1 : end] not in OPEN_ENDS:
            break
        trailing = OPEN_BEFORE.search(text, max(0, end - 6), end)
        if trailing is None:
            break
        left_open = left_open or trailing[0].startswith("等")
        end = trailing.start()
    if end == 0 or text[end - 1] in BREAKS or text[end - 1] in ",(":
        return None
    if text[end - 1] in CLOSERS:
        found = _enclosed(text, end, expected)
        if found:
            return Items(tuple(found), left_open)
    start = spans_back(text, end, CLAUSE_BREAKS)
    if text[start - 1 : start] in ("", "\n") and (marker := LINE_MARKER.match(text, start, end)):
        start = marker.end()
    spans = _items(text, start, end, expected)
    return Items(tuple(spans), left_open) if spans else None


LINE_MARKER = re.compile(
    r"(?:[一二三四五六七八九十]{1,2}|[0-9]{1,2})[、.]|[(][一二三四五六七八九十0-9]{1,2}[)]"
)

OPEN_BEFORE = re.compile(
    r"(?:,这|等等?(?:在内的?|为主的?|组成的?|构成的?)?|在内的?|一?共计?|这|的|总共"
    r"|[0-9]{1,5}余?[个支条项套])\Z"
)
OPEN_ENDS = frozenset("这等内的主成共计个支条项套")
"""What such words end in."""


def _enclosed(text: str, end: int, expected: int | None) -> list[Span]:
    """Return the items inside the bracket or quotation that closes before a place."""
    opener = text.rfind(CLOSERS[text[end - 1]], max(0, end - REACH), end)
    if opener < 0 or text[end - 1] == "》":
        return []
    start = opener
    if text[end - 1] == "”":
        while (
            start > max(0, end - REACH)
            and text[start - 1] in "”、和及与"
            and (begin := text.rfind("“", max(0, start - 40), start)) >= 0
        ):
            inner = text[begin:start]
            if not re.fullmatch(r"“[^“”\n]{1,40}”[、和及与]?", inner):
                break
            start = begin
        run = quoted_run(text, start, end)
        if run:
            return run
    spans = split_at(text, opener + 1, end - 1, "、")
    if len(spans) == 1:
        spans = split_at(text, opener + 1, end - 1, ",;")
    if len(spans) == 1 and joined(text, spans[0]) is None:
        return []
    return [trim(text, span) for span in divided(text, spans, expected)]


def _items(text: str, start: int, end: int, expected: int | None) -> list[Span]:
    if text.find("、", start, end) < 0 and not JOINERS.search(text, start, end):
        return fused(text, start, end)
    spans = split_at(text, start, end, "、")
    if len(spans) == 1:
        return _two(text, spans[0]) or fused(text, start, end)
    found = [trim(text, span) for span in divided(text, spans, expected)]
    if any(last <= first for first, last in found):
        return []
    if (
        len(found) == 2
        and (tail := _levels(text, *found[1]))
        and 1 < len(tail) == (expected or 0) - 1
    ):
        found = [found[0], *tail]
    if expected is not None and (len(found) != expected or DIVIDER.search(text, found[1][0], end)):
        found = _from_verb(text, found, expected) or found
    found[0] = (first_start(text, found), found[0][1])
    if found[0][0] >= found[0][1]:
        return []
    return found


DIVIDER = re.compile(r"(?:划?分|设置?|定|细化|归类?)(?:为|成)|分别是|包括")


def _from_verb(text: str, spans: list[Span], expected: int) -> list[Span]:
    """Begin the list behind a verb inside one of the items, where the count then comes out.

    把社区、村组分为流动式、一般封闭式、疫点和疫区 lists four.
    """
    for number in range(1, len(spans) - 1):
        start, end = spans[number]
        divider = DIVIDER.search(text, start, end)
        if divider:
            rest = [(divider.end(), end), *spans[number + 1 :]]
            return [trim(text, span) for span in divided(text, rest, expected)]
        if len(spans) - number != expected:
            continue
        for at in range(end - 1, start + 1, -1):
            lead = lead_before(text, at, start)
            verb = known_words().get(text[at - 2 : at]) == "v"
            if verb or (lead and lead[1] == "verb" and at - lead[0] > 1):
                return [(at, end), *spans[number + 1 :]]
    return []


def last_trimmed(text: str, spans: Sequence[Span]) -> tuple[Span, ...]:
    """Take a verb off the end of the last item, where no other item ends in one: 寨老|编成."""
    start, end = spans[-1]
    if text[end - 1] in ROLE_ENDS and ROLE.search(text, start, end):
        return ()
    found = INTO.search(text, start, end) if text[end - 1] in INTO_ENDS else None
    if (
        found
        and found.start() > start + 1
        and not any(INTO.search(text, a, b) for a, b in spans[:-1])
    ):
        end = found.start()
    return (*spans[:-1], (start, end))


ROLE = re.compile(r"(?:主要领导|主要负责|负责人|负责同志|领导)(?:同志)?(?:任|为|担任)?\Z")
"""市委、市政府主要领导任“双组长” names bodies, not the members."""

ROLE_ENDS = frozenset("导责人志任为")

INTO = re.compile(
    r"(?:共同|一起|联合|分别|全部|统一)?(?:编成|并列为|列为|称之为|任|组成|构成|形成|担任|负责|承担|做到|实现|汇成|合成|归纳为|概括为"
    r"|称为|称作|叫做|叫作|统称|纳入|组成|布下|布设|筑起|建起|架起|拉起|织起|织密|筑牢|构筑|打造|设起)的?\Z"
)
"""A verb between the last item and the formula: 村医和寨老编成“四员”."""

INTO_ENDS = frozenset("成为任责担到现作做称入下设起密牢筑造的")


def _two(text: str, span: Span) -> list[Span]:
    """Return two items joined by 和 alone: 疫情防控和经济社会发展."""
    at = joined(text, span)
    if at is None:
        return []
    behind = (at + 1, span[1])
    ahead = (span[0], at - 1 if text[at - 1 : at + 1] == "以及" else at)
    found = [trim(text, ahead), trim(text, behind)]
    found[0] = (first_start(text, found), found[0][1])
    return found if all(last > first for first, last in found) else []


def fused(text: str, start: int, end: int) -> list[Span]:
    """Return levels of administration and the like written together: 省市县三级."""
    ended = start < end and text[end - 1] in LEVEL_ENDS
    levels = LEVELS.search(text, max(start, end - 10), end) if ended else None
    if levels is None:
        return []
    first = levels.start()
    while word_before(text, first, start):
        first += 1  # 全市|县乡村: the first level belongs to the word before it
    return (
        [(level.start(), level.end()) for level in LEVEL.finditer(text, first, end)]
        if end - first > 1
        else []
    )


ADMINISTRATION = re.compile(r"(?:省|市|州|盟|区|县|旗|乡镇|乡|镇|街道|街|社区|村|屯|组|户)+")


def _levels(text: str, start: int, end: int) -> list[Span]:
    """Return the levels of an item that holds nothing else: 省、市县 has three."""
    return fused(text, start, end) if ADMINISTRATION.fullmatch(text, start, end) else []


def word_before(text: str, at: int, start: int) -> bool:
    """Tell whether a word of two characters ends with the character at a place: 全|市, 城|乡."""
    return at > start and text[at - 1] in "全各我本城我该"
