"""The bytes of GBK, and how usual a reading of them is.

What :mod:`tifa.cleaning.mojibake` and :mod:`tifa.cleaning.misread` share: from characters to bytes and back, and a
small model of Chinese (jieba's dictionary and the page itself) that tells a sound reading from
a senseless one.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

import numpy as np

from tifa.cleaning import chars
from tifa.cleaning.glosses import SYLLABLE

LOST = "?\ufffd"
"""What decoders write for bytes that they cannot read."""

FOLDED = {",": "，", "(": "（", ")": "）", ":": "：", ";": "；", "!": "！", "?": "？"}
"""ASCII signs on our pages, with what stood in the bytes."""

CLOSERS = {"“": "”", "‘": "’", "《": "》", "〈": "〉", "「": "」", "『": "』"}

GLOSS = re.compile(rf"[(（]{SYLLABLE}[)）]")


@cache
def bytes_of(char: str) -> bytes:
    """Return the GBK bytes that stood for a character of the page; empty where there are none."""
    try:
        return FOLDED.get(char, char).encode("gbk")
    except UnicodeEncodeError:
        return b""


@cache
def two_bytes() -> list[str]:
    """Return the characters of two bytes, by the bytes as one number; "" where there is none.

    >>> two_bytes()[0xBEAD], two_bytes()[0xFFFF]
    ('经', '')
    """
    found = [""] * 0x10000
    basic = "".join(map(chr, [*range(0x80, 0xD800), *range(0xE000, 0x10000)]))
    data = basic.encode("gbk", "ignore")
    for high, low, char in zip(data[::2], data[1::2], list(data.decode("gbk")), strict=True):
        found[high << 8 | low] = char
    return found


def pair(lead: int, trail: int) -> str:
    """Return the character of two GBK bytes; empty where they are none."""
    return two_bytes()[lead << 8 | trail]


def is_lead(byte: int) -> bool:
    """Tell whether a byte can begin a character of two bytes."""
    return 0x81 <= byte <= 0xFE


@cache
def with_lead(lead: int) -> tuple[str, ...]:
    """Return all characters whose first byte is ``lead``."""
    return tuple(filter(None, two_bytes()[lead << 8 | 0x40 : lead << 8 | 0xFF]))


@cache
def with_trail(trail: int) -> tuple[str, ...]:
    """Return all characters whose second byte is ``trail``."""
    return tuple(filter(None, two_bytes()[0x8100 | trail : 0xFF00 : 0x100]))


@cache
def usual(char: str) -> float:
    """Return how usual a character is, whatever its script."""
    if char in "。，、”“":
        return -3.5
    if char in CLOSERS or char in "：；！？’》）（…—":
        return -6.0
    if not "\u4e00" <= char <= "\u9fff":
        return -14.0
    return chars.commonness(simplified(char))


@cache
def simplified(char: str) -> str:
    """Return a character in Simplified script; at most as many are kept as GBK has."""
    return _conversions().get(char) or chars.to_simplified(char)


@cache
def _conversions() -> dict[str, str]:
    """Return the Simplified form of every character of GBK, each converted by itself."""
    known = list(filter(None, two_bytes()))
    return dict(zip(known, chars.to_simplified("\n".join(known)).split("\n"), strict=True))


WORD = 0.6
"""What a pair in the dictionary weighs, beside one on the page itself."""


@lru_cache(1 << 14)
def in_words(one: str) -> dict[str, float]:
    """Return how much a Simplified character belongs together with those behind it in words.

    >>> in_words("记")["者"] > in_words("记")["号"]
    True
    """
    return {other: WORD * affinity for other, affinity in chars.affinities(one).items()}


@cache
def strongest_in_words(one: str) -> float:
    """Return how much a Simplified character belongs together with any behind it, at most."""
    return max(in_words(one).values(), default=0.0)


@dataclass(frozen=True, slots=True)
class Usage:
    """How much pairs of Simplified characters belong together, in words or on the page itself.

    ``pairs`` has the bonds of the page, in nats, by the code points of the two in their order; ``keys``
    and ``bonds`` are the same in order, and ``most`` is the largest. ``guessed`` keeps what was guessed for lost bytes: by the lead byte,
    the trail byte or -1, and the character before them.
    """

    pairs: dict[int, float]
    keys: Sequence[int] = ()
    bonds: Sequence[float] = ()
    most: float = 0.0
    guessed: dict[tuple[int, int, str], tuple[str, ...]] = field(default_factory=dict)

    def fit(self, left: str, right: str) -> float:
        """Return how well ``right`` follows ``left``, in nats."""
        if not left:
            return usual(right)
        _, _, point, words = _known(left)
        alone, other, behind, _ = _known(right)
        word = words.get(other, 0.0)
        page = self.pairs.get(point << BITS | behind, 0.0)
        return alone + (word if word > page else page)

    def behind(self, one: str) -> list[tuple[str, float]]:
        """Return the characters that stand behind a Simplified one on the page, and their bonds."""
        first, keys = ord(one) << BITS, self.keys
        at = bisect_left(keys, first)
        found = []
        while at < len(keys) and keys[at] < first + (1 << BITS):
            found.append((chr(keys[at] - first), self.bonds[at]))
            at += 1
        return found


@cache
def _known(char: str) -> tuple[float, str, int, Mapping[str, float]]:
    """Return how usual a character is, its Simplified form and that one's code point and words."""
    one = simplified(char)
    return usual(char), one, ord(one), in_words(one)


BITS = 21
"""A code point has so many."""


def usage_of(text: str) -> Usage:
    """Count the pairs of characters on a page, without its glosses."""
    plain = chars.to_simplified(GLOSS.sub("", text))
    points = chars.code_points(plain).astype(np.int64)
    pairs, counts = np.unique(points[:-1] << BITS | points[1:], return_counts=True)
    keys, most = pairs.tolist(), int(counts.max(initial=0))
    bonds = np.array([math.log1p(4 * n) for n in range(most + 1)])[counts].tolist()
    return Usage(dict(zip(keys, bonds, strict=True)), keys, bonds, math.log1p(4 * most))
