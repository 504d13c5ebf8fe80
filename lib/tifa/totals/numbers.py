"""The numbers that are compared, how exact they are, and the arithmetic."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from tifa.quantities import Quantity
from tifa.quantities.lists import units
from tifa.times import Expression


class Total(NamedTuple):
    """A check of ``text[start:end]``, from the stated total to the last of its parts.

    ``verdict`` is ``holds``, ``open`` or ``fails``; ``check`` the arithmetic: 37+78=115, 12+9<30,
    9/46=19.6%, 86-71!=25; with ≈ where rounded numbers agree as far as they are given.
    """

    start: int
    end: int
    verdict: str
    check: str


class Item(NamedTuple):
    """A quantity: ``grain`` is the last decimal place that its number gives, ``exact`` its being no bound."""

    start: int
    end: int
    value: float
    unit: str
    grain: float
    exact: bool


class Stretch(NamedTuple):
    """The quantities of a text, with its times; ``gaps`` are the words before each quantity."""

    text: str
    items: Sequence[Item]
    times: Sequence[Expression]
    gaps: Sequence[str]

    def gap(self, at: int) -> str:
        """Return the words before an item, from the end of the one before it; at most ``REACH``."""
        return self.gaps[at] if 0 <= at < len(self.gaps) else ""

    def near(self, first: int, last: int) -> bool:
        """Tell whether no more than ``REACH`` characters and no line break part some items."""
        if first < 0 or last >= len(self.items):
            return False
        between = self.gaps[first + 1 : last + 1]
        return all(len(gap) < REACH and "\n" not in gap for gap in between)

    def joins(self, first: int, last: int) -> bool:
        """Tell whether items near each other are exact and of one unit."""
        if not self.near(first, last):
            return False
        row = self.items[first : last + 1]
        return all(item.exact and item.unit == row[0].unit for item in row)


REACH = 60
"""Two numbers further apart are not compared."""

LONGEST = 16
"""No list has more parts."""


INEXACT = re.compile(r"[余多几近]")
INEXACT_BEFORE = re.compile(
    r"(?:[约逾超近破]|超过|不到|不足|至少|至多|接近|突破|不少于|不低于|不超过|高于|低于)\Z"
)
INEXACT_BEHIND = re.compile(r"左右|以上|以下|以内|上下")
"""Around a number that is a bound or a guess."""

FIGURE = re.compile(r"[0-9,]+(?:\.([0-9]+))?([千百万亿]*)")
POWERS = {"百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
MEASURES = frozenset({"mass", "volume", "length", "area", "share"})
"""Kinds of units whose whole numbers are rounded."""

HEADING = re.compile(r"[两二三四五六七八九十][\u4e00-\u9fff][:：]")
"""三类: announces a list, and is no total of it."""


def item_of(text: str, row: Quantity) -> Item:
    """Return a quantity with how exact its number is."""
    grain = 1.0
    if figure := FIGURE.match(text, row.start):
        for power in figure[2]:
            grain *= POWERS[power]
        grain /= 10 ** len(figure[1] or "")
    inexact = (
        INEXACT.search(text, row.start, row.end)
        or INEXACT_BEFORE.search(text, max(0, row.start - 3), row.start)
        or INEXACT_BEHIND.match(text, row.end)
    )
    return Item(row.start, row.end, row.value, row.unit, grain, inexact is None)


EQUAL = 1e-9
"""Sums of decimals are equal as far as a computer's numbers go."""


def say(item: Item) -> str:
    """Write a number as arithmetic has it: 52000, 2.5, 71%."""
    value = int(item.value) if item.value == int(item.value) else item.value
    return f"{value}%" if item.unit == "%" else str(value)


def tolerance(items: Sequence[Item]) -> float:
    """Return by how much the sum of rounded numbers may be off."""
    finest = min(item.grain for item in items)
    rounded = finest < 1 or (items[0].unit in units() and units()[items[0].unit].kind in MEASURES)
    return sum(item.grain / 2 for item in items if item.grain > finest or rounded) * (1 + 1e-9)


def _total(items: Sequence[Item], verdict: str, check: str) -> Total:
    return Total(min(i.start for i in items), max(i.end for i in items), verdict, check)


def compared(
    left: str, value: float, stated: Item, used: Sequence[Item], sign: str = "!="
) -> Total:
    """Return whether a computed value is the stated one."""
    off = abs(value - stated.value)
    if off < EQUAL * max(1.0, stated.value):
        return _total(used, "holds", f"{left}={say(stated)}")
    if off <= tolerance(used):
        return _total(used, "holds", f"{left}≈{say(stated)}")
    return _total(used, "open" if sign == "<" else "fails", f"{left}{sign}{say(stated)}")


def summed(parts: Sequence[Item], stated: Item, sign: str = "!=") -> Total:
    """Return whether parts add up to the stated total."""
    left = "+".join(map(say, parts))
    return compared(left, sum(item.value for item in parts), stated, [stated, *parts], sign)


def compared_ratio(
    left: str, low: float, high: float, stated: Item, used: Sequence[Item]
) -> Total | None:
    """Return whether a ratio, between two bounds in per cent, is the stated share.

    A share that is off by less than its last place may be cut off instead of rounded: no verdict.
    """
    half = stated.grain / 2 * (1 + 1e-9)
    if low - half <= stated.value <= high + half:
        return _total(used, "holds", f"{left}={say(stated)}")
    if low - 2 * half <= stated.value <= high + 2 * half:
        return None
    return _total(used, "fails", f"{left}!={say(stated)}")


def share_of(part: Item, whole_: Item, share: Item) -> Total | None:
    """Return whether a part is the stated share of a whole."""
    if not (part.exact and whole_.exact and share.exact and whole_.value > 0):
        return None
    blur = [item.grain / 2 if item.grain > 1 or item.grain < 1 else 0.0 for item in (part, whole_)]
    low = 100 * (part.value - blur[0]) / (whole_.value + blur[1])
    high = 100 * (part.value + blur[0]) / max(whole_.value - blur[1], 1e-9)
    return compared_ratio(f"{say(part)}/{say(whole_)}", low, high, share, [part, whole_, share])
