"""Classes of Chinese characters, derived from the coded character sets, and how common they are.

GB 2312 holds the characters of Simplified print, its level 1 the 3,755 common ones; Big5 holds
those of Traditional print. A character in one and not in the other tells which script a page is
in; a character in neither tells that something went wrong.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache, lru_cache
from operator import add
from typing import Any

import numpy as np
import opencc
from numpy.typing import NDArray

from tifa.vocabulary import vocabulary

HAN = "\u3400-\u4dbf\u4e00-\u9fff"
"""The ranges of a regular-expression class of Han characters (URO and extension A)."""

ODD_SIGNS = ((0x391, 0x451), (0x2160, 0x217F), (0x2474, 0x257F), (0x3041, 0x3129), (0x3220, 0x3229))
"""Signs that GBK has and Chinese prose hardly uses, but text out of step does."""

COMMON, SIMPLIFIED, TRADITIONAL, RARE, NOT_HAN = range(5)
"""What :func:`kinds` calls a character; SIMPLIFIED and TRADITIONAL are those of one script."""


def encodable(char: str, codec: str) -> bool:
    """Tell whether ``char`` is in a coded character set.

    >>> encodable("国", "big5"), encodable("國", "big5")
    (False, True)
    """
    try:
        char.encode(codec)
    except UnicodeEncodeError:
        return False
    return True


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def to_simplified(text: str) -> str:
    """Convert by OpenCC's t2s tables, nothing else: one character for one.

    >>> to_simplified("疫情防控的關鍵")
    '疫情防控的关键'
    """
    return str(_converter().convert(text))


@cache
def _kind_table() -> NDArray[np.uint8]:
    """Return the class of every code point of the basic plane, shape (65536,)."""
    table = np.full(0x10000, NOT_HAN, np.uint8)
    table[0xD800:0xE000] = NOT_HAN
    table[0x3400:0x4DC0] = RARE
    han = [chr(code) for code in range(0x4E00, 0xA000)]
    for char, simple in zip(han, to_simplified("".join(han)), strict=True):
        gb, big5 = encodable(char, "gb2312"), encodable(char, "big5")
        if gb and not big5:
            kind = SIMPLIFIED
        elif not gb and char != simple and encodable(simple, "gb2312"):
            kind = TRADITIONAL
        elif gb and _is_level_one(char):
            kind = COMMON
        else:
            kind = RARE
        table[ord(char)] = kind
    return table


@cache
def _odd_table() -> NDArray[np.bool_]:
    """Return for every code point of the basic plane whether sound prose hardly has it."""
    table = np.zeros(0x10000, np.bool_)
    for first, last in ODD_SIGNS:
        table[first : last + 1] = True
    han = [chr(code) for code in range(0x3400, 0xA000)]
    for char, simple in zip(han, to_simplified("".join(han)), strict=True):
        table[ord(char)] = not (encodable(simple, "gb2312") and _is_level_one(simple))
    table[0x4DC0:0x4E00] = False
    return table


def odd(text: str) -> NDArray[np.bool_]:
    """Return for each character whether sound Chinese prose hardly has it, shape (n,).

    Those are Han characters beyond the common ones of either script, kana, and the signs of
    GBK's symbol rows.

    >>> odd("防控榉ぷ國").tolist()
    [False, False, True, True, False]
    """
    return _odd_table()[np.minimum(code_points(text), 0xFFFF)]


def _is_level_one(char: str) -> bool:
    return char.encode("gb2312")[0] <= 0xD7


@lru_cache(2)  # several steps in a row ask about one text
def code_points(text: str) -> NDArray[np.uint32]:
    """Return the code points of ``text``, shape (n,), read-only."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


@lru_cache(2)
def kinds(text: str) -> NDArray[np.uint8]:
    """Return the class of each character of ``text``, shape (n,), read-only."""
    found = _kind_table()[np.minimum(code_points(text), 0xFFFF)]
    found.flags.writeable = False
    return found


def count_kinds(text: str) -> list[int]:
    """Return how many characters of each class ``text`` holds, in the order of the constants.

    >>> simplified, traditional = count_kinds("国家國家")[1:3]
    >>> simplified, traditional
    (1, 1)
    """
    return [int(n) for n in np.bincount(kinds(text), minlength=5)]


def count_han(text: str) -> int:
    """Return how many characters of the ranges :data:`HAN` a text holds.

    >>> count_han("2020年,疫情")
    3
    """
    points = code_points(text)  # unsigned: what is below a range is above it after the subtraction
    return int(np.count_nonzero((points - 0x3400 < 0x19C0) | (points - 0x4E00 < 0x5200)))


@cache
def _frequencies() -> tuple[dict[str, int], dict[str, float], int]:
    """Return how often characters stand in jieba's dictionary words, and the affinity of pairs."""
    words, frequencies, _ = vocabulary()
    lengths = np.fromiter(map(len, words), np.int64, len(words))
    counts = np.repeat(np.array(frequencies, np.int64), lengths)
    codes = np.frombuffer("".join(words).encode("utf-32-le"), np.uint32).astype(np.int64)
    single, n_single = _summed(codes, counts)
    inside = np.ones(len(codes), bool)
    inside[np.cumsum(lengths) - 1] = False  # the last character of a word has none behind it
    at = np.flatnonzero(inside)
    pairs, n_pairs = _summed(codes[at] << 32 | codes[at + 1], counts[at])
    both = np.stack([pairs >> 32, pairs & 0xFFFFFFFF], axis=1).astype(np.uint32)
    text = both.tobytes().decode("utf-32-le")
    logs = dict(zip(map(add, text[::2], text[1::2]), np.log1p(n_pairs).tolist(), strict=True))
    chars = dict(zip(map(chr, single.tolist()), n_single.tolist(), strict=True))
    return chars, logs, sum(chars.values())


def _summed(keys: NDArray[np.int64], counts: NDArray[np.int64]) -> tuple[Any, Any]:
    """Return the different keys in order, and the sum of the counts of each."""
    order = np.argsort(keys, kind="stable")
    keys, counts = keys[order], counts[order]
    first = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]])
    return keys[first], np.add.reduceat(counts, first)


UNSEEN = -20.0
"""The log-probability of a character that no dictionary word holds."""


def commonness(char: str) -> float:
    """Return the natural log of a Simplified character's share in running Chinese.

    >>> commonness("的") > commonness("砝") > commonness("夨")
    True
    """
    single, _, total = _frequencies()
    n = single.get(char, 0)
    return math.log(n / total) if n else UNSEEN


def affinity(left: str, right: str) -> float:
    """Return how much two Simplified characters belong together, in nats; 0 where unknown.

    It is the log of how often the dictionary's words hold the pair, and 0 for a pair that no
    word holds.

    >>> affinity("记", "者") > affinity("记", "这") == 0
    True
    """
    return affinities().get(left + right, 0.0)


def affinities() -> Mapping[str, float]:
    """Return the :func:`affinity` of each pair of characters that some word holds."""
    return _frequencies()[1]
