"""Unnumbered parallels: phrases side by side that repeat a character or share their shape.

外防输入、内防扩散; 应检尽检、愿检尽检、能检尽检. No numeral says how many there are, so there is no count to
check, and they are kept apart from numeral formulas in every table. A list of things (宽城区、绿园区) is
no parallel: what is repeated must be more than the noun that the things have in common.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tifa.formulas import edges
from tifa.formulas.edges import Span
from tifa.formulas.shapes import HAN, folded
from tifa.quantities.dictionary import word_at


class Parallel(NamedTuple):
    """Members side by side at ``text[start:end]``, as the text spells them."""

    start: int
    end: int
    spans: tuple[Span, ...]


CLAUSE = re.compile(r"[^,;。!?:\n—…《》()“”]+")
QUOTED_RUN = re.compile(r"(?:“[^“”\n]{2,12}”[、,和]?){2,}")
LONGEST = 16
"""No member is longer."""

FUNCTION = frozenset(
    "不防应尽能愿必有无最更再全严零早快要得包就即而为以则敢可逢见守保稳同互共渐先后优统逐与和"
)
"""Characters that make a slogan when they are repeated."""


def find_parallels(text: str, taken: Sequence[Span] = ()) -> list[Parallel]:
    """Return the parallels of a text in order. Linear in the text.

    ``taken`` are the places of formulas and of their members, which are passed over.

    >>> text = "坚持外防输入、内防扩散,守好宽城区、绿园区。疫情就是命令,防控就是责任。"
    >>> [text[row.start : row.end] for row in find_parallels(text)]
    ['外防输入、内防扩散', '疫情就是命令,防控就是责任']
    """
    text = folded(text)
    taken = sorted(taken)
    found: list[Parallel] = []
    for spans in _rows(text):
        for run in _runs(text, spans):
            if not _overlaps(taken, run):
                found.append(Parallel(run[0][0], run[-1][1], tuple(run)))
    return sorted(found)


def _overlaps(taken: Sequence[Span], run: Sequence[Span]) -> bool:
    """Tell whether half of the members are members of a formula, or a formula themselves."""
    inside = 0
    for start, end in run:
        at = bisect_left(taken, (start + 1,))
        inside += any(a < end and start < b for a, b in taken[max(0, at - 2) : at + 1])
    return 2 * inside >= len(run)


def _rows(text: str) -> Iterator[list[Span]]:
    """Yield what stands side by side: phrases between 、, quotations, clauses of one length."""
    for quoted in QUOTED_RUN.finditer(text):
        quotes = re.finditer(r"“([^“”]+)”", quoted[0])
        yield [(quoted.start() + q.start(1), quoted.start() + q.end(1)) for q in quotes]
    run: list[Span] = []
    for clause in CLAUSE.finditer(text):
        start, end = clause.span()
        size = end - start
        listed = text.find("、", start, end) >= 0
        if (
            run
            and not listed
            and size == run[0][1] - run[0][0]
            and text[run[-1][1] : start] in ",;"
        ):
            run.append((start, end))
            continue
        if len(run) > 1:
            yield run
        run = [] if listed or size > LONGEST else [(start, end)]
        if listed:
            yield _phrases(text, start, end)
    if len(run) > 1:
        yield run


def _phrases(text: str, start: int, end: int) -> list[Span]:
    """Return the phrases between 、; a clause holds no brackets and no quotations."""
    found = []
    for phrase in text[start:end].split("、"):
        found.append((start, start + len(phrase)))
        start += len(phrase) + 1
    return found


def _runs(text: str, spans: list[Span]) -> Iterator[list[Span]]:
    """Yield the longest rows of neighbours that repeat a character in one place."""
    run: list[Span] = []
    for number, span in enumerate(spans):
        if span[1] - span[0] < 2 or span[1] - span[0] > 3 * LONGEST:
            pair = None
        else:
            pair = (
                _pair(text, run[-1], span, not run[1:], number == len(spans) - 1) if run else None
            )
        if pair:
            run[-1:] = pair
            continue
        if len(run) > 1:
            yield run
        run = [span] if span[1] - span[0] >= 2 else []
    if len(run) > 1:
        yield run


def _pair(text: str, one: Span, other: Span, first: bool, last: bool) -> list[Span] | None:
    """Return two neighbours that are parallel, without what leads to them or follows them."""
    shared = set(text[one[0] : one[1]]).intersection(text[other[0] : other[1]])
    if not shared:
        return None
    if len(shared) == 1 and text[other[0]] not in shared and shared.isdisjoint(FUNCTION):
        return None
    size, length = one[1] - one[0], other[1] - other[0]
    if tied(text, one, other):
        start = edges.first_start(text, [one, other]) if first and size > length else one[0]
        whole = tied(text, (start, one[1]), other)
        return [(start, one[1]) if whole else one, other]
    if first and size > length:
        shorter = (one[1] - length, one[1])
        if _begins_word(text, one[0], shorter[0]) and tied(text, shorter, other):
            return [shorter, other]
        if text[other[0]] not in shared:
            return None
        start = edges.first_start(text, [one, other])
        if start > one[0] and tied(text, (start, one[1]), other):
            return [(start, one[1]), other]
    if last and length > size:
        cut = (other[0], other[0] + size)
        if tied(text, one, cut) and word_at(text, cut[1] - 1, other[1])[1] == cut[1]:
            return [one, cut]
    if first and last and not shared.isdisjoint(FUNCTION):
        for width in range(min(size, length) - (size == length), 2, -1):
            tail, head = (one[1] - width, one[1]), (other[0], other[0] + width)
            if _begins_word(text, one[0], tail[0]) and tied(text, tail, head):
                return [tail, head] if word_at(text, head[1] - 1, other[1])[1] == head[1] else None
    return None


def _begins_word(text: str, start: int, at: int) -> bool:
    """Tell whether a word begins at a place, read from the start of its phrase."""
    while start < at:
        start = edges.next_word(text, start, at + 4)
    return start == at


ALL_HAN = re.compile(rf"[{HAN}]+")


def tied(text: str, one: Span, other: Span) -> bool:
    """Tell whether two phrases repeat more than a noun in the same place.

    >>> text = "外防输入、内防扩散、宽城区、绿园区"
    >>> tied(text, (0, 4), (5, 9)), tied(text, (10, 13), (14, 17))
    (True, False)
    """
    a, b = text[one[0] : one[1]], text[other[0] : other[1]]
    if a == b or min(len(a), len(b)) < 2 or max(len(a), len(b)) > LONGEST:
        return False
    if not ALL_HAN.fullmatch(a + b):
        return False
    front = _front(a, b)
    if front:
        word = word_at(text, one[0], one[1])
        if (
            front >= word[1] - word[0]
            and word[2] in "vewx"
            and (word[1] - word[0] > 1 or a[0] in FUNCTION or len(a) == len(b))
        ):
            return abs(len(a) - len(b)) <= 3
        if a[0] in FUNCTION and len(a) == len(b):
            return True
    if len(a) == len(b) and len(a) > 2:
        inside = range(max(front, 1), len(a) - max(_front(a[::-1], b[::-1]), 1))
        shared = [n for n in inside if a[n] == b[n]]
        several = len(shared) > 1 and text[one[1] : other[0]] == "、"
        framed = any(a[n] == b[n] and a[n] in FUNCTION for n in range(1, len(a) - 1))
        if framed or several:
            return True
    back = _front(a[::-1], b[::-1])
    if back > 1:
        word = word_at(text, one[1] - back, one[1])
        return word[1] == one[1] and word[2] in "vexm" and abs(len(a) - len(b)) <= 2
    return False


def _front(a: str, b: str) -> int:
    """Return how many characters two phrases begin with in common."""
    n = 0
    for left, right in zip(a, b, strict=False):
        if left != right:
            break
        n += 1
    return n
