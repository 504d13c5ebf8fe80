"""Unnumbered parallels: phrases side by side that repeat a character or share their shape.

外防输入、内防扩散; 应检尽检、愿检尽检、能检尽检. No numeral says how many there are, so there is no count to
check, and they are kept apart from numeral formulas in every table. A list of things (宽城区、绿园区) is
no parallel: what is repeated must be more than the noun that the things have in common.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate, compress, count, pairwise
from operator import eq
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


MARK = re.compile(r"[,;。!?:\n—…《》()“”]")
QUOTE = r"“[^“”\n]{2,12}”[、,和]?"
QUOTED_RUN = re.compile(f"{QUOTE}(?:{QUOTE})+")
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
    for row in _rows(text):
        for run in _runs(text, row):
            if not _overlaps(taken, run):
                found.append(Parallel(run[0][0], run[-1][1], tuple(run)))
    return sorted(found)


def _overlaps(taken: Sequence[Span], run: Sequence[Span]) -> bool:
    """Tell whether half of the members are members of a formula, or a formula themselves."""
    inside = 0
    for start, end in run:
        at = bisect_left(taken, (start + 1,))
        for a, b in taken[max(0, at - 2) : at + 1]:
            if a < end and start < b:
                inside += 1
                break
    return 2 * inside >= len(run)


class Row(NamedTuple):
    """Phrases side by side, and of each but the first whether it repeats characters of the one before."""

    spans: list[Span]
    repeated: list[bool]


def _row(text: str, spans: list[Span]) -> Row:
    phrases = [text[start:end] for start, end in spans]
    return Row(spans, list(map(_repeats, phrases, phrases[1:])))


def _rows(text: str) -> Iterator[Row]:
    """Yield what stands side by side: phrases between 、, quotations, clauses of one length."""
    for quoted in QUOTED_RUN.finditer(text):
        quotes = re.finditer(r"“([^“”]+)”", quoted[0])
        yield _row(text, [(quoted.start() + q.start(1), quoted.start() + q.end(1)) for q in quotes])
    clauses = MARK.split(text)
    sizes = list(map(len, clauses))
    starts = list(accumulate([size + 1 for size in sizes], initial=0))
    for n, clause in enumerate(clauses):
        if "、" in clause:
            phrases = clause.split("、")
            repeated = list(map(_repeats, phrases, phrases[1:]))
            if True in repeated:
                ends = accumulate([len(phrase) + 1 for phrase in phrases], initial=starts[n])
                yield Row([(first, last - 1) for first, last in pairwise(ends)], repeated)
    for first, last in _alike(text, clauses, sizes, starts):
        yield _row(text, [(starts[n], starts[n] + sizes[n]) for n in range(first, last + 1)])


def _alike(
    text: str, clauses: Sequence[str], sizes: Sequence[int], starts: Sequence[int]
) -> Iterator[Span]:
    """Yield the first and the last of neighbouring clauses of one length, with commas between.

    Few neighbours are of one length, so that only these are looked at.
    """
    first = last = 0
    for n in compress(count(1), map(eq, sizes, sizes[1:])):
        if (
            0 < sizes[n] <= LONGEST
            and text[starts[n] - 1] in ",;"
            and "、" not in clauses[n - 1]
            and "、" not in clauses[n]
        ):
            if n - 1 != last:
                if last:
                    yield first, last
                first = n - 1
            last = n
    if last:
        yield first, last


def _runs(text: str, row: Row) -> Iterator[list[Span]]:
    """Yield the longest rows of neighbours that repeat a character in one place."""
    run: list[Span] = []
    final = row.spans[-1]
    for span, repeats in zip(row.spans, [False, *row.repeated], strict=True):
        size = span[1] - span[0]
        pair = None
        if repeats and run and 2 <= size <= 3 * LONGEST:
            pair = _pair(text, run[-1], span, len(run) == 1, span is final)
        if pair:
            run[-1:] = pair
            continue
        if len(run) > 1:
            yield run
        run = [span] if size >= 2 else []
    if len(run) > 1:
        yield run


def _pair(text: str, one: Span, other: Span, first: bool, last: bool) -> list[Span] | None:
    """Return two neighbours that are parallel, without what leads to them or follows them.

    The second is known to repeat characters of the first.
    """
    a, b = text[one[0] : one[1]], text[other[0] : other[1]]
    size, length = len(a), len(b)
    if _tied(text, one, other, a, b):
        if first and size > length and _may_be_led(text, one, other):
            one = _led_off(text, one, other)
        return [one, other]
    if first and size > length:
        shorter = (one[1] - length, one[1])
        if _tied(text, shorter, other, a[-length:], b) and _begins_word(text, one[0], shorter[0]):
            return [shorter, other]
        if b[0] not in a:
            return None
        if _may_be_led(text, one, other):
            led = _led_off(text, one, other)
            if led != one:
                return [led, other]
    if last and length > size:
        cut = (other[0], other[0] + size)
        if _tied(text, one, cut, a, b[:size]) and word_at(text, cut[1] - 1, other[1])[1] == cut[1]:
            return [one, cut]
    if first and last and not FUNCTION.isdisjoint(set(a).intersection(b)):
        return _touching(text, one, other)
    return None


def _repeats(one: str, other: str) -> bool:
    """Tell whether phrases share more than a single character of a noun."""
    if not other or not one:
        return False
    if other[0] in one:
        return True
    chars = set(one)
    if chars.isdisjoint(other):
        return False
    shared = chars.intersection(other)
    return len(shared) > 1 or not FUNCTION.isdisjoint(shared)


def _led_off(text: str, one: Span, other: Span) -> Span:
    """Return the first of two phrases without what leads to it, where they are parallel without."""
    led = (edges.first_start(text, [one, other]), one[1])
    return led if led != one and tied(text, led, other) else one


UNEVEN = 3
"""Phrases that begin alike differ in length by no more."""


def _may_be_led(text: str, one: Span, other: Span) -> bool:
    """Tell whether the longer phrase is tied to the other one without its first words, or some of them.

    Where it begins then is read word by word, which takes far longer than a look at the few places.
    """
    if other[1] - other[0] > LONGEST or not ALL_HAN.fullmatch(text, *other):
        return False
    even, char = one[1] - other[1] + other[0], text[other[0]]
    least, most = max(one[0] + 1, even - UNEVEN), min(one[1], even + UNEVEN + 1)
    alike = text[one[1] - 2 : one[1]] == text[other[1] - 2 : other[1]]
    for start in range(least, most):
        begins = alike or start == even or text[start] == char
        if begins and tied(text, (start, one[1]), other):
            return True
    return False


def _touching(text: str, one: Span, other: Span) -> list[Span] | None:
    """Return the end of one phrase and the beginning of the next, the longest that are parallel."""
    size, length = one[1] - one[0], other[1] - other[0]
    a, b = text[one[0] : one[1]], text[other[0] : other[1]]
    for width in range(min(size, length) - (size == length), 2, -1):
        if not any(map(eq, a[-width:], b)):
            continue
        tail, head = (one[1] - width, one[1]), (other[0], other[0] + width)
        if _tied(text, tail, head, a[-width:], b[:width]) and _begins_word(text, one[0], tail[0]):
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
    return _tied(text, one, other, text[one[0] : one[1]], text[other[0] : other[1]])


def _tied(text: str, one: Span, other: Span, a: str, b: str) -> bool:
    size, length = len(a), len(b)
    even = size == length
    if size < 2 or length < 2 or size > LONGEST or length > LONGEST:
        return False
    if even:
        if a == b or True not in map(eq, a, b):
            return False
    elif abs(size - length) > UNEVEN or (a[0] != b[0] and a[-2:] != b[-2:]):
        return False
    if not ALL_HAN.fullmatch(a + b):
        return False
    front = _front(a, b) if a[0] == b[0] else 0
    if front:
        if even and a[0] in FUNCTION:
            return True
        _, end, name = word_at(text, one[0], one[1])
        if (
            front >= end - one[0]
            and name in "vewx"
            and (even or end - one[0] > 1 or a[0] in FUNCTION)
        ):
            return True
    back = _front(a[::-1], b[::-1]) if a[-1] == b[-1] else 0
    if even and _framed(a, b, max(front, 1), size - max(back, 1), text[one[1] : other[0]]):
        return True
    if back > 1:
        _, end, name = word_at(text, one[1] - back, one[1])
        return end == one[1] and name in "vexm" and abs(size - length) <= 2
    return False


def _framed(a: str, b: str, start: int, end: int, between: str) -> bool:
    """Tell whether phrases of one length repeat a slogan's character, or several, inside."""
    same = [n for n in range(1, len(a) - 1) if a[n] == b[n]]
    if any(a[n] in FUNCTION for n in same):
        return True
    return between == "、" and sum(start <= n < end for n in same) > 1


def _front(a: str, b: str) -> int:
    """Return how many characters two phrases begin with in common."""
    n = 0
    for left, right in zip(a, b, strict=False):
        if left != right:
            break
        n += 1
    return n
