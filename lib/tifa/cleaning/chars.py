"""Classes of Chinese characters, derived from the coded character sets, and how common they are.

GB 2312 holds the characters of Simplified print, its level 1 the 3,755 common ones; Big5 holds
those of Traditional print. A character in one and not in the other tells which script a page is
in; a character in neither tells that something went wrong.
"""

from __future__ import annotations

import math
from functools import cache, lru_cache
from typing import NamedTuple

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


def encodable(text: str, codec: str) -> frozenset[str]:
    """Return those characters of a text that are in a coded character set.

    >>> sorted(encodable("国家", "big5")), sorted(encodable("國家", "big5"))
    (['家'], ['國', '家'])
    """
    return frozenset(text.encode(codec, "ignore").decode(codec))


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
    table[0x3400:0x4DC0] = RARE
    han = "".join(map(chr, range(0x4E00, 0xA000)))
    gb, big5 = encodable(han, "gb2312"), encodable(han, "big5")
    for char, simple in zip(han, to_simplified(han), strict=True):
        if char in gb and char not in big5:
            kind = SIMPLIFIED
        elif char not in gb and char != simple and simple in gb:
            kind = TRADITIONAL
        elif char in gb and char in _level_one():
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
    han = "".join(map(chr, range(0x3400, 0xA000)))
    common = _level_one()
    table[0x3400:0xA000] = [simple not in common for simple in to_simplified(han)]
    table[0x4DC0:0x4E00] = False
    return table


@cache
def _level_one() -> frozenset[str]:
    """Return the common Han characters of GB 2312: those in the rows of its table up to D7."""
    data = "".join(map(chr, range(0x4E00, 0xA000))).encode("gb2312", "ignore")
    rows = data[::2]  # each character has two bytes, row and cell
    return frozenset(c for c, row in zip(data.decode("gb2312"), rows, strict=True) if row <= 0xD7)


def odd(text: str) -> NDArray[np.bool_]:
    """Return for each character whether sound Chinese prose hardly has it, shape (n,).

    Those are Han characters beyond the common ones of either script, kana, and the signs of
    GBK's symbol rows.

    >>> odd("防控榉ぷ國").tolist()
    [False, False, True, True, False]
    """
    return _odd_table()[np.minimum(code_points(text), 0xFFFF)]


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


class _InWords(NamedTuple):
    """Characters in jieba's dictionary words.

    ``times`` tells how often each stands there, ``total`` is their sum. Pairs of neighbours are three
    columns: ``firsts``, in order, ``seconds`` and their ``affinity``.
    """

    times: dict[str, int]
    total: int
    firsts: NDArray[np.int64]
    seconds: NDArray[np.uint32]
    affinity: NDArray[np.float64]


@cache
def _in_words() -> _InWords:
    """Count the characters and pairs of jieba's words, each word as often as it stands in prose."""
    words, frequencies, _ = vocabulary()
    lengths = np.fromiter(map(len, words), np.int64, len(words))
    codes = np.frombuffer("".join(words).encode("utf-32-le"), np.uint32).astype(np.int64)
    counts = np.repeat(np.array(frequencies, np.int64), lengths)
    found = np.bincount(codes, counts)  # as floats, exact for sums so small
    known = np.flatnonzero(found)
    times = dict(zip(map(chr, known.tolist()), map(int, found[known].tolist()), strict=True))

    inside = np.ones(len(codes), bool)
    inside[np.cumsum(lengths) - 1] = False  # the last character of a word has none behind it
    at = np.flatnonzero(inside)
    keys = codes[at] << 32 | codes[at + 1]
    order = np.argsort(keys)
    keys = keys[order]
    new = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]])
    pairs, n = keys[new], np.add.reduceat(counts[at][order], new)
    return _InWords(times, int(counts.sum()), pairs >> 32, pairs.astype(np.uint32), np.log1p(n))


UNSEEN = -20.0
"""The log-probability of a character that no dictionary word holds."""


def commonness(char: str) -> float:
    """Return the natural log of a Simplified character's share in running Chinese.

    >>> commonness("的") > commonness("砝") > commonness("夨")
    True
    """
    n = _in_words().times.get(char, 0)
    return math.log(n / _in_words().total) if n else UNSEEN


def affinity(left: str, right: str) -> float:
    """Return how much two Simplified characters belong together, in nats; 0 where unknown.

    It is the log of how often the dictionary's words hold the pair, and 0 for a pair that no
    word holds.

    >>> affinity("记", "者") > affinity("记", "这") == 0
    True
    """
    return affinities(left).get(right, 0.0)


@lru_cache(1 << 14)  # more characters than the words hold
def affinities(left: str) -> dict[str, float]:
    """Return the :func:`affinity` of a character to each that stands behind it in some word.

    They are looked up one character at a time, for a corpus asks about a part of them.
    """
    if len(left) != 1:
        return {}
    _, _, firsts, seconds, found = _in_words()
    start, end = np.searchsorted(firsts, (ord(left), ord(left) + 1)).tolist()
    return dict(zip(map(chr, seconds[start:end].tolist()), found[start:end].tolist(), strict=True))
