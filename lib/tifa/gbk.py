"""The bytes of GBK, and how usual a reading of them is.

What :mod:`tifa.mojibake` and :mod:`tifa.misread` share: from characters to bytes and back, and a
small model of Chinese (jieba's dictionary and the page itself) that tells a sound reading from
a senseless one.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np

from tifa import chars
from tifa.glosses import SYLLABLE

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
    """How often pairs of Simplified characters stand on the page itself."""

    pairs: dict[int, int]

    def fit(self, left: str, right: str) -> float:
        """Return how well ``right`` follows ``left``, in nats."""
        if not left:
            return usual(right)
        two = _simplified_pair(left[-1] + right)
        here = math.log1p(4 * self.pairs.get(ord(two[0]) << 32 | ord(two[-1]), 0))
        return usual(right) + max(0.6 * chars.affinity(two[0], two[-1]), here)


def usage_of(text: str) -> Usage:
    """Count the pairs of characters on a page, without its glosses."""
    points = chars.code_points(chars.to_simplified(GLOSS.sub("", text))).astype(np.uint64)
    pairs, counts = np.unique(points[:-1] << np.uint64(32) | points[1:], return_counts=True)
    return Usage(dict(zip(pairs.tolist(), counts.tolist(), strict=True)))


@lru_cache(10_000)
def _simplified_pair(two: str) -> str:
    return chars.to_simplified(two)
