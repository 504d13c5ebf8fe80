"""What stood where bytes of GBK are lost: the characters that fit best what is left and what is around.

What words alone say of a byte is the same on every page and kept; the page's own wording is weighed each
time, as far as it can still change the answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from math import inf
from typing import NamedTuple

from tifa.cleaning.gbk import (
    BITS,
    Usage,
    in_words,
    pair,
    simplified,
    strongest_in_words,
    usual,
    with_lead,
    with_trail,
)


def likeliest(lead: int, left: str, usage: Usage) -> str:
    """Return the likeliest character with a lead byte; "" where there is none."""
    key = (lead, -1, left)
    if key not in usage.guessed:
        usage.guessed[key] = (_best_of(lead, left, usage),)
    return usage.guessed[key][0]


def _best_of(lead: int, left: str, usage: Usage) -> str:
    """Return the character that fits best, by words or by what stands behind ``left`` on the page."""
    if not left:
        return _led_by(lead)[0][2]
    before = simplified(left)
    score, place, best = _best_by_words(lead, before)
    forms = _forms_led_by(lead)
    for other, bond in usage.behind(before):
        for start, index, char, _ in forms.get(other, ()):
            fit = start + bond
            if fit > score or (fit == score and index < place):
                score, place, best = fit, index, char
    return best


@lru_cache(8192)
def _best_by_words(lead: int, before: str) -> tuple[float, int, str]:
    """Return how well that character fits which words and its own commonness speak for, and its place."""
    words, ceiling = in_words(before), strongest_in_words(before)
    best = (-inf, 0, "")
    for start, index, char, one in _led_by(lead):
        if start + ceiling < best[0]:
            break
        fit = start + words.get(one, 0.0)
        if fit > best[0] or (fit == best[0] and index < best[1]):
            best = (fit, index, char)
    return best


@cache
def _led_by(lead: int) -> list[tuple[float, int, str, str]]:
    """Return the characters with a lead byte, the most usual first.

    Of each: how usual it is, its place among them, itself, and its Simplified form.
    """
    found = enumerate(with_lead(lead))
    known = [(usual(char), place, char, simplified(char)) for place, char in found]
    return sorted(known, key=lambda each: -each[0])


@cache
def _forms_led_by(lead: int) -> dict[str, list[tuple[float, int, str, str]]]:
    """Return the characters with a lead byte by their Simplified form."""
    found: dict[str, list[tuple[float, int, str, str]]] = {}
    for known in _led_by(lead):
        found.setdefault(known[3], []).append(known)
    return found


def best_pair(lead: int, trail: int, left: str, usage: Usage) -> tuple[str, ...]:
    """Return the likeliest two characters around a pair of bytes that is no character, if any are."""
    key = (lead, trail, left)
    if key not in usage.guessed:
        usage.guessed[key] = _pair_around(lead, trail, left, usage)
    return usage.guessed[key]


def _pair_around(lead: int, trail: int, left: str, usage: Usage) -> tuple[str, ...]:
    """Return the two characters that fit best; what cannot be better is not weighed.

    First come the pairs that words speak for, then those that only the page makes better.
    """
    most, page = usage.most, usage.pairs
    before = simplified(left) if left else ""
    words, upper = in_words(before), ord(before) << BITS if left else -1  # -1: no pair
    best: tuple[str, ...] = ()
    rank = (-inf, -inf)
    scored = []
    for around in _pairs_by_words(lead, trail):
        first, second, one, gaps, start, strongest, end, word = around
        score = start + max(words.get(one, 0.0), page.get(upper | ord(one), 0.0))
        reach = score + max(strongest, most)  # of two that fit alike, the one that might fit better
        scored.append((score, reach, first, ord(one) << BITS, gaps))
        if (score + end + word, reach) > rank:
            best, rank = (first, second), (score + end + word, reach)
    seconds = _seconds(trail)
    for score, reach, first, upper, gaps in scored:
        for second, end, other, byte in seconds:
            if score + end + most < rank[0]:
                break
            bond = page.get(upper | ord(other), 0.0)
            if bond and byte in gaps and (score + end + bond, reach) > rank:
                best, rank = (first, second), (score + end + bond, reach)
    return best


class _Around(NamedTuple):
    """Two characters around lost bytes; ``one`` is the Simplified form of the first.

    ``gaps`` are the bytes that may come behind the first, ``start`` and ``end`` tell how usual the two
    are, ``strongest`` is the first one's strongest bond in words, ``word`` the bond of the two.
    """

    first: str
    second: str
    one: str
    gaps: frozenset[int]
    start: float
    strongest: float
    end: float
    word: float


@lru_cache(4096)
def _pairs_by_words(lead: int, trail: int) -> list[_Around]:
    """Return for each usual character with a lead byte the one with a trail byte that fits best behind it.

    Only such pairs count whose inner bytes make no character: they were lost together.
    """
    found, seconds = [], _seconds(trail)
    for first, start, one, gaps, strongest in _firsts(lead):
        words = in_words(one)
        best, score = None, -inf
        for known in seconds:
            if known[3] in gaps and (fit := known[1] + words.get(known[2], 0.0)) > score:
                best, score = known, fit
        if best:
            second, end, other, _ = best
            word = words.get(other, 0.0)
            found.append(_Around(first, second, one, gaps, start, strongest, end, word))
    return found


@cache
def _firsts(lead: int) -> list[tuple[str, float, str, frozenset[int], float]]:
    """Return the usual characters with a lead byte whose second byte makes no character with the next.

    Of each: how usual it is, its Simplified form, the bytes that may come next, and its strongest bond
    in words.
    """
    return [
        (char, start, one, gaps, strongest_in_words(one))
        for char, start, one in _usual_of(with_lead(lead))
        if (gaps := _gaps(char.encode("gbk")[1]))
    ]


@cache
def _seconds(trail: int) -> list[tuple[str, float, str, int]]:
    """Return the usual characters with a trail byte: how usual, Simplified form, lead byte."""
    return [(*known, known[0].encode("gbk")[0]) for known in _usual_of(with_trail(trail))]


def _usual_of(found: Iterable[str]) -> list[tuple[str, float, str]]:
    """Return the usual ones of some characters, the most usual first: how usual, Simplified form."""
    known = [(char, usual(char), simplified(char)) for char in found if usual(char) > -10.0]
    return sorted(known, key=lambda each: -each[1])


@cache
def _gaps(byte: int) -> frozenset[int]:
    """Return the lead bytes that make no character as second bytes behind a byte."""
    return frozenset(other for other in range(0x81, 0xFF) if not pair(byte, other))
