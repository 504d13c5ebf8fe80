"""The bytes of GBK, and how usual a reading of them is.

What :mod:`tifa.cleaning.mojibake` and :mod:`tifa.cleaning.misread` share: from characters to bytes and back, and a
small model of Chinese (jieba's dictionary and the page itself) that tells a sound reading from
a senseless one.
"""

from __future__ import annotations

import math
import operator
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

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
    """How much pairs of Simplified characters belong together, in words or on the page itself.

    ``pairs`` has the bonds of the page, in nats, ``most`` is the largest of them. ``guessed`` keeps what
    was guessed for lost bytes: by the lead byte, the trail byte or -1, and the character before them.
    """

    pairs: dict[str, float]
    most: float = 0.0
    words: Mapping[str, float] = field(default_factory=chars.affinities)
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
        return max(WORD * chars.strongest_affinity(one), self.most)

    def bond(self, one: str, other: str) -> float:
        """Return how much two Simplified characters belong together, in words or on the page."""
        both = one + other
        bond = WORD * self.words.get(both, 0.0)
        return max(bond, self.pairs.get(both, 0.0))


WORD = 0.6
"""What a pair in the dictionary weighs, beside one on the page itself."""


def usage_of(text: str) -> Usage:
    """Count the pairs of characters on a page, without its glosses."""
    plain = chars.to_simplified(GLOSS.sub("", text))
    counts = Counter(map(operator.add, plain, plain[1:]))
    pairs = {pair: math.log1p(4 * n) for pair, n in counts.items()}
    return Usage(pairs, max(pairs.values(), default=0.0))


@cache
def simplified(char: str) -> str:
    """Return a character in Simplified script; at most as many are kept as GBK has."""
    return chars.to_simplified(char)
