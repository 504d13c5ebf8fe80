"""The edges of a term: whether another word of the dictionary reaches over one of them.

合作战斗 is 合作 and 战斗, not 作战: of all ways to cut the characters into words the likeliest by the
frequencies of jieba's dictionary counts (a unigram model, as jieba's own), the term being one word.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cache, lru_cache
from math import log

from tifa.cleaning import chars

AROUND = 4
"""So many characters on either side decide; most words of the dictionary are no longer."""

LONGEST = 5
"""Longer words of the dictionary are names and set phrases, which no term's edge lies in."""

USUAL = 3000
"""A term is at least so frequent in reports, whatever the dictionary, made from other prose, says."""


@cache
def frequencies() -> dict[str, int]:
    """Return the words of jieba's dictionary with their frequencies.

    Left out are names of persons, which are made of common characters, and words longer than LONGEST.
    """
    found: dict[str, int] = {}
    with chars.package_file("jieba", "dict.txt").open(encoding="utf-8") as dictionary:
        for line in dictionary:
            word, frequency, tag = line.split(" ")
            if len(word) <= LONGEST and not (tag.startswith("nr") and len(word) > 1):
                found[word] = int(frequency)
    return found


def neighbours(term: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the characters before a term, and those behind it, that may take its edge away.

    Such a character makes a word of two with the term's first or last one, and that word with what
    is left of the term is likelier than the term with the character by itself.

    >>> before, behind = neighbours("作战")
    >>> "合" in before, "斗" in behind, "果" in behind
    (True, True, False)
    """
    before, behind = _rivals()
    own = _weight(max(frequencies().get(term, 0), USUAL))
    return (
        _above(before.get(term[0]), own - _likeliest(term[1:])),
        _above(behind.get(term[-1]), own - _likeliest(term[:-1])),
    )


def _above(rivals: list[tuple[float, str]] | None, least: float) -> frozenset[str]:
    """Return the characters whose gain is larger; the rivals come in order of their gain."""
    if not rivals:
        return frozenset()
    return frozenset(char for _, char in rivals[bisect_right(rivals, (least, "")) :])


Rivals = dict[str, list[tuple[float, str]]]
"""For a character the others that make a word with it, and what is gained by taking it as a word."""


@cache
def _rivals() -> tuple[Rivals, Rivals]:
    """Return the characters before others, and those behind them, in order of their gain."""
    before: Rivals = {}
    behind: Rivals = {}
    for word, frequency in frequencies().items():
        if len(word) == 2 and frequency:
            first, second = word[0], word[1]
            weight = _weight(frequency)
            before.setdefault(second, []).append((weight - _single(first), first))
            behind.setdefault(first, []).append((weight - _single(second), second))
    for rivals in (*before.values(), *behind.values()):
        rivals.sort()
    return before, behind


def _single(char: str) -> float:
    return _weight(frequencies().get(char, 0) or 1)


def _likeliest(text: str) -> float:
    """Return the weight of the likeliest words that make up a text."""
    best = [0.0]
    for end in range(1, len(text) + 1):
        found = [best[end - 1] + _single(text[end - 1])]
        for start in range(max(0, end - LONGEST), end - 1):
            if frequency := frequencies().get(text[start:end], 0):
                found.append(best[start] + _weight(frequency))
        best.append(max(found))
    return best[-1]


def crossed(text: str, start: int, end: int) -> bool:
    """Tell whether another word reaches over an edge of what was found: 合|作战|斗.

    Words that hold the whole of it do not count (战斗机): they are for lists of exceptions.

    >>> crossed("合作战斗", 1, 3), crossed("协同作战指挥", 2, 4), crossed("战斗机", 0, 2)
    (True, False, False)
    """
    left = min(start, AROUND)
    return _is_crossed(text[start - left : end + AROUND], left, left + end - start)


@lru_cache(maxsize=1 << 16)
def _is_crossed(window: str, left: int, right: int) -> bool:
    """Cut a window into the likeliest words, and tell whether an edge lies within one of them."""
    weights, size = frequencies(), len(window)
    best, cut = [0.0] * (size + 1), [size] * (size + 1)
    for at in range(size - 1, -1, -1):
        best[at], cut[at] = _weight(1) + best[at + 1], at + 1
        longest = max(LONGEST, right - left) if at == left else LONGEST
        for end in range(at + 1, min(at + longest, size) + 1):
            frequency = weights.get(window[at:end], 0)
            if at <= left and end >= right:
                frequency = max(frequency, USUAL) if (at, end) == (left, right) else 0
            if frequency and (found := _weight(frequency) + best[end]) > best[at]:
                best[at], cut[at] = found, end
    at, edges = 0, set()
    while at < size:
        edges.add(at)
        at = cut[at]
    return left not in edges or (right < size and right not in edges)


@lru_cache(maxsize=1 << 12)
def _weight(frequency: int) -> float:
    return log(frequency) - log(_total())


@cache
def _total() -> int:
    return sum(frequencies().values())
