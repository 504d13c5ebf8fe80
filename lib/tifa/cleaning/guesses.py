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

    First come the pairs that words speak for, then those that only the page makes better. Words speak for
    many and are the same on every page; the page speaks for few, which are looked for in the page.
    """
    most = usage.most
    before = simplified(left) if left else ""
    known = _around(lead, trail, before)
    raised = [
        (around.start + bond, around)
        for other, bond in (usage.behind(before) if left else ())
        for around in known.by_form.get(other, ())
    ]
    best: tuple[str, ...] = ()
    rank = (-inf, -inf, 0)  # of two that fit alike the one that might fit better, then the first
    for score, around in (*known.best, *raised):
        first, second, _, _, _, strongest, end, word, place = around
        this = (score + end + word, score + max(strongest, most), -place)
        if this > rank:
            best, rank = (first, second), this
    seconds, ends = _seconds_by_form(trail)
    for some in (raised, known.by_score):
        for score, around in some:
            if score + ends[0] + most < rank[0]:
                if some is raised:
                    continue
                break  # the others are less usual still
            first, _, one, gaps, _, strongest, _, _, place = around
            for other, bond in usage.behind(one):
                for at, second, byte in seconds.get(other, ()):
                    reach = score + max(strongest, most)
                    this = (score + ends[at] + bond, reach, -MANY * (place + 1) - at)
                    if byte in gaps and this > rank:
                        best, rank = (first, second), this
    return best


MANY = 0x10000
"""Fewer characters have a lead byte in common."""


class _Around(NamedTuple):
    """Two characters around lost bytes; ``one`` is the Simplified form of the first.

    ``gaps`` are the bytes that may come behind the first, ``start`` and ``end`` tell how usual the two
    are, ``strongest`` is the first one's strongest bond in words, ``word`` the bond of the two, ``place``
    that of the first one among the characters with its lead byte.
    """

    first: str
    second: str
    one: str
    gaps: frozenset[int]
    start: float
    strongest: float
    end: float
    word: float
    place: int


class _Known(NamedTuple):
    """What words say of the pairs around lost bytes, each with how well its first character fits.

    ``best`` are those that fit best, ``by_score`` all, the best first characters first; ``by_form`` has
    them by the Simplified form of the first.
    """

    best: list[tuple[float, _Around]]
    by_score: list[tuple[float, _Around]]
    by_form: dict[str, list[_Around]]


@lru_cache(1024)
def _around(lead: int, trail: int, before: str) -> _Known:
    """Return what words say of the pairs around lost bytes behind a Simplified character."""
    words, (pairs, by_form) = in_words(before), _pairs_by_words(lead, trail)
    scored = [(pair.start + words.get(pair.one, 0.0), pair) for pair in pairs]
    fits = [score + pair.end + pair.word for score, pair in scored]
    top = max(fits, default=0.0)
    best = [known for known, fit in zip(scored, fits, strict=True) if fit == top]
    return _Known(best, sorted(scored, key=lambda known: -known[0]), by_form)


@lru_cache(4096)
def _pairs_by_words(lead: int, trail: int) -> tuple[list[_Around], dict[str, list[_Around]]]:
    """Return for each usual character with a lead byte the one with a trail byte that fits best behind it.

    Only such pairs count whose inner bytes make no character: they were lost together. They come in
    one list, and by the Simplified form of the first one.
    """
    found: dict[str, list[_Around]] = {}
    seconds = _seconds(trail)
    for place, (first, start, one, gaps, strongest) in enumerate(_firsts(lead)):
        words = in_words(one)
        best, score = None, -inf
        for known in seconds:
            if known[1] + strongest <= score:
                break  # the others are less usual still
            if known[3] in gaps and (fit := known[1] + words.get(known[2], 0.0)) > score:
                best, score = known, fit
        if best:
            second, end, other, _ = best
            word = words.get(other, 0.0)
            pair = _Around(first, second, one, gaps, start, strongest, end, word, place)
            found.setdefault(one, []).append(pair)
    return [pair for some in found.values() for pair in some], found


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
def _seconds_by_form(trail: int) -> tuple[dict[str, list[tuple[int, str, int]]], list[float]]:
    """Return the characters of :func:`_seconds` by their Simplified form, and how usual they are."""
    found: dict[str, list[tuple[int, str, int]]] = {}
    for at, (char, _, one, byte) in enumerate(_seconds(trail)):
        found.setdefault(one, []).append((at, char, byte))
    return found, [known[1] for known in _seconds(trail)]


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
