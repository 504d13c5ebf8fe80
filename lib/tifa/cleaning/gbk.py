"""The bytes of GBK, and how usual a reading of them is.

What :mod:`tifa.cleaning.mojibake` and :mod:`tifa.cleaning.misread` share: from characters to bytes and back, and a
small model of Chinese (jieba's dictionary and the page itself) that tells a sound reading from
a senseless one.
"""

from __future__ import annotations

import math
import re
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
def pair(lead: int, trail: int) -> str:
    """Return the character of two GBK bytes; empty where they are none."""
    try:
        return bytes((lead, trail)).decode("gbk")
    except UnicodeDecodeError:
        return ""


def is_lead(byte: int) -> bool:
    """Tell whether a byte can begin a character of two bytes."""
    return 0x81 <= byte <= 0xFE


@cache
def with_lead(lead: int) -> tuple[str, ...]:
    """Return all characters whose first byte is ``lead``."""
    return tuple(filter(None, (pair(lead, trail) for trail in range(0x40, 0xFF))))


@cache
def with_trail(trail: int) -> tuple[str, ...]:
    """Return all characters whose second byte is ``trail``."""
    return tuple(filter(None, (pair(lead, trail) for lead in range(0x81, 0xFF))))


@cache
def usual(char: str) -> float:
    """Return how usual a character is, whatever its script."""
    if char in "。，、”“":
        return -3.5
    if char in CLOSERS or char in "：；！？’》）（…—":
        return -6.0
    if not "\u4e00" <= char <= "\u9fff":
        return -14.0
    return chars.commonness(chars.to_simplified(char))


@dataclass(frozen=True, slots=True)
class Usage:
    """How often pairs of Simplified characters stand on the page itself; ``most`` is the largest count.

    ``guessed`` keeps what was guessed for lost bytes: by the lead byte, the trail byte or -1, and the
    character before them.
    """

    pairs: dict[int, int]
    most: int = 0
    guessed: dict[tuple[int, int, str], tuple[str, ...]] = field(default_factory=dict)

    def fit(self, left: str, right: str) -> float:
        """Return how well ``right`` follows ``left``, in nats."""
        return (
            usual(right) + self.bond(simplified(left[-1]), simplified(right))
            if left
            else usual(right)
        )

    def strongest(self, one: str) -> float:
        """Return more than any bond that a Simplified character has, or as much."""
        return max(_strongest_in_words(one), math.log1p(4 * self.most))

    def bond(self, one: str, other: str) -> float:
        """Return how much two Simplified characters belong together, in words or on the page."""
        bond = _in_words(one + other)
        here = self.pairs.get(ord(one) << 32 | ord(other))
        return max(bond, math.log1p(4 * here)) if here else bond


@lru_cache(100_000)
def _in_words(pair: str) -> float:
    return 0.6 * chars.affinity(*pair)


@cache
def _strongest_in_words(one: str) -> float:
    return 0.6 * chars.strongest_affinity(one)


def usage_of(text: str) -> Usage:
    """Count the pairs of characters on a page, without its glosses."""
    points = chars.code_points(chars.to_simplified(GLOSS.sub("", text))).astype(np.uint64)
    pairs, counts = np.unique(points[:-1] << np.uint64(32) | points[1:], return_counts=True)
    most = int(counts.max(initial=0))
    return Usage(dict(zip(pairs.tolist(), counts.tolist(), strict=True)), most)


@cache
def simplified(char: str) -> str:
    """Return a character in Simplified script; at most as many are kept as GBK has."""
    return chars.to_simplified(char)
