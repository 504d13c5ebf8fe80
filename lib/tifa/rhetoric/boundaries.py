"""The edges of a term: whether another word of the dictionary reaches over one of them.

合作战斗 is 合作 and 战斗, not 作战: of all ways to cut the characters into words the likeliest by the
frequencies of jieba's dictionary counts (a unigram model, as jieba's own), the term being one word.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from functools import cache, lru_cache
from math import log

from tifa.vocabulary import vocabulary

AROUND = 4
"""So many characters on either side decide; most words of the dictionary are no longer."""

LONGEST = 5
"""Longer words of the dictionary are names and set phrases, which no term's edge lies in."""

PERSONS = ("nr", "nrfg", "nrt")
"""The tags of names of persons."""

USUAL = 3000
"""A term is at least so frequent in reports, whatever the dictionary, made from other prose, says."""


@cache
def frequencies() -> dict[str, int]:
    """Return the words of jieba's dictionary with their frequencies.

    Left out are names of persons, which are made of common characters, and words longer than LONGEST.
    """
    return {
        word: frequency
        for word, frequency, tag in zip(*vocabulary(), strict=True)
        if len(word) <= LONGEST and not (tag in PERSONS and len(word) > 1)
    }


def neighbours(term: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the characters before a term, and those behind it, that may take its edge away.

    Such a character makes a word of two with the term's first or last one, and that word with what
    is left of the term is likelier than the term with the character by itself.

    >>> before, behind = neighbours("作战")
    >>> "合" in before, "斗" in behind, "果" in behind
    (True, True, False)
    """
    own = _weight(max(frequencies().get(term, 0), USUAL))
    return (
        _above(_rivals_before(term[0]), own - _likeliest(term[1:])),
        _above(_rivals_behind(term[-1]), own - _likeliest(term[:-1])),
    )


def _above(rivals: Rivals, least: float) -> frozenset[str]:
    """Return the characters whose gain is larger; the rivals come in order of their gain."""
    return frozenset(char for _, char in rivals[bisect_right(rivals, (least, "")) :])


Rivals = list[tuple[float, str]]
"""The characters that make a word with another, in order of what is gained by taking it as a word."""


@cache
def _rivals_before(char: str) -> Rivals:
    words = _pairs()[1].get(char, [])
    return sorted((_weight(frequencies()[word]) - _single(word[0]), word[0]) for word in words)


@cache
def _rivals_behind(char: str) -> Rivals:
    words = _pairs()[0].get(char, [])
    return sorted((_weight(frequencies()[word]) - _single(word[1]), word[1]) for word in words)


@cache
def _pairs() -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Return the words of two characters by the first of them, and by the second."""
    first: dict[str, list[str]] = defaultdict(list)
    second: dict[str, list[str]] = defaultdict(list)
    for word, frequency in frequencies().items():
        if len(word) == 2 and frequency:
            first[word[0]].append(word)
            second[word[1]].append(word)
    return first, second


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
    if not _reached_over(window, left, right):
        return False
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


def _reached_over(window: str, left: int, right: int) -> bool:
    """Tell whether any word reaches over an edge without holding the whole: mostly none does.

    Bare loops, since they run for every hit.
    """
    weights, size = frequencies(), len(window)
    for start in range(max(0, left - LONGEST + 1), left):
        for end in range(left + 1, min(start + LONGEST + 1, right)):
            if window[start:end] in weights:
                return True
    for start in range(left + 1, right):
        for end in range(right + 1, min(start + LONGEST, size) + 1):
            if window[start:end] in weights:
                return True
    return False


@lru_cache(maxsize=1 << 14)
def _weight(frequency: int) -> float:
    return log(frequency) - log(_total())


@cache
def _total() -> int:
    return sum(frequencies().values())
