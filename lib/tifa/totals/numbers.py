"""The numbers that are compared, how exact they are, and the arithmetic."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tifa.quantities.amounts import Amount
from tifa.quantities.lists import units
from tifa.times import Expression


class Total(NamedTuple):
    """A check of ``text[start:end]``, from the stated total to the last of its parts.

    ``verdict`` is ``holds``, ``open`` or ``fails``; ``check`` the arithmetic: 37+78=115, 12+9<30,
    9/46=19.6%, 86-71!=25; with ≈ where rounded numbers agree as far as they are given. ``grounds`` is
    ``wording`` where the words alone say which numbers are compared, and ``agreement`` where they leave
    it open and the numbers agree; such a row can only hold.
    """

    start: int
    end: int
    verdict: str
    check: str
    grounds: str = "wording"


class Item(NamedTuple):
    """A quantity: ``grain`` is the last decimal place that its number gives, ``exact`` its being no bound.

    ``low`` and ``high`` are what 余, 近, 约 and the like leave possible; both are the value of an exact one.
    """

    start: int
    end: int
    value: float
    unit: str
    grain: float
    exact: bool
    low: float
    high: float


class Stretch(NamedTuple):
    """The quantities of a text, with its times; ``gaps`` are the words before each quantity.

    ``joined`` tells of each whether the next one is near it, both being exact and of one unit;
    ``units`` how many of each unit there are.
    """

    text: str
    items: Sequence[Item]
    times: Sequence[Expression]
    gaps: Sequence[str]
    joined: Sequence[bool]
    units: Mapping[str, int]

    def gap(self, at: int) -> str:
        """Return the words before an item, from the end of the one before it; at most ``REACH``."""
        return self.gaps[at] if 0 <= at < len(self.gaps) else ""

    def name(self, at: int) -> str:
        """Return the words around an item within its clause: what it counts."""
        return self.before(at) + self.behind(at)

    def before(self, at: int) -> str:
        """Return the words of an item's clause before it."""
        gap = self.gap(at)
        return APART_FROM.split(gap)[-1]

    def behind(self, at: int) -> str:
        """Return the words of an item's clause behind it; none where another number stands in it."""
        end = self.items[at].end
        mark = APART_FROM.search(self.text, end, end + CLAUSE)
        stop = mark.start() if mark else min(end + CLAUSE, len(self.text))
        alone = at + 1 == len(self.items) or stop <= self.items[at + 1].start
        return self.text[end:stop] if alone else ""

    def began(self, at: int) -> int:
        """Return the first item in the sentence of an item; at most ``LONGEST`` before it."""
        first = at
        while first and at - first < LONGEST and not SENTENCE_END.search(self.gap(first)):
            first -= 1
        return first

    def near(self, first: int, last: int) -> bool:
        """Tell whether no more than ``REACH`` characters and no line break part some items."""
        if first < 0 or last >= len(self.items):
            return False
        between = self.gaps[first + 1 : last + 1]
        return max(map(len, between), default=0) < REACH and "\n" not in "".join(between)

    def joins(self, first: int, last: int) -> bool:
        """Tell whether items near each other are exact and of one unit."""
        if first < 0 or last >= len(self.items):
            return False
        return all(self.joined[first:last])


REACH = 60
"""Two numbers further apart are not compared."""

LONGEST = 16
"""No list has more parts."""

APART = ",，、;；。:：()（）!！?？\n"
"""What parts clauses and the members of a list."""

APART_FROM = re.compile(rf"[{APART}]")
CLAUSE = 15
"""So many characters behind a number may tell what it counts."""

SENTENCE_END = re.compile(r"[。!！?？\n]")

ABOVE = re.compile(r"[余多]")
"""Within a number that is somewhat higher: at most by one of its last place."""

BELOW_BEFORE = re.compile(r"(?:近|不到|不足|接近)\Z")
"""Before a number that is somewhat lower."""

GUESS_BEFORE = re.compile(r"约\Z")
GUESS_BEHIND = re.compile(r"左右|上下")
GUESS = 0.1
"""A guess is off by no more than this share of it."""

BOUND_BEFORE = re.compile(r"(?:[逾超破]|至少|突破|超过|不少于|不低于|高于)\Z")
BOUND_BEHIND = re.compile(r"以上")
"""Around a lower bound."""

CEILING_BEFORE = re.compile(r"(?:至多|不超过|低于)\Z")
CEILING_BEHIND = re.compile(r"以下|以内")
"""Around an upper bound."""

HEDGE_LAST = frozenset("近到足约逾超破少过于多")
HEDGE_FIRST = frozenset("左上以")
HEDGE_INSIDE = frozenset("几近余多")
"""What such words end in before a number, begin with behind it, and hold within it."""

FIGURE = re.compile(r"[0-9,]+(?:\.([0-9]+))?([千百万亿]*)")
POWERS = {"百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
MEASURES = frozenset({"mass", "volume", "length", "area", "share"})
"""Kinds of units whose whole numbers are rounded."""

HEADING = re.compile(r"[两二三四五六七八九十][\u4e00-\u9fff][:：]")
"""三类: announces a list, and is no total of it."""


def item_of(text: str, row: Amount) -> Item:
    """Return a quantity with how exact its number is."""
    grain = 1.0
    if figure := FIGURE.match(text, row.start):
        for power in figure[2]:
            grain *= POWERS[power]
        grain /= 10 ** len(figure[1] or "")
    low, high = _bounds(text, row)
    return Item(row.start, row.end, row.value, row.unit, grain, low == high == row.value, low, high)


def stretch(text: str, items: Sequence[Item], times: Sequence[Expression]) -> Stretch:
    """Return quantities with what stands between them."""
    ends = [0, *(item.end for item in items)]
    gaps = [
        text[max(end, item.start - REACH) : item.start]
        for end, item in zip(ends, items, strict=False)
    ]
    joined = [
        one.unit == other.unit
        and one.exact
        and other.exact
        and len(gap) < REACH
        and "\n" not in gap
        for one, other, gap in zip(items, items[1:], gaps[1:], strict=False)
    ]
    return Stretch(text, items, times, gaps, joined, Counter([item.unit for item in items]))


def _bounds(text: str, row: Amount) -> tuple[float, float]:
    """Return the least and the greatest number that a statement allows."""
    value, floor = row.value, max(0, row.start - 3)
    if (
        text[row.start - 1] not in HEDGE_LAST
        and text[row.end : row.end + 1] not in HEDGE_FIRST
        and HEDGE_INSIDE.isdisjoint(text[row.start : row.end])
    ):
        return value, value
    if "几" in text[row.start : row.end]:
        return 0.0, math.inf
    if CEILING_BEFORE.search(text, floor, row.start) or CEILING_BEHIND.match(text, row.end):
        return 0.0, value
    if BOUND_BEFORE.search(text, floor, row.start) or BOUND_BEHIND.match(text, row.end):
        return value, math.inf
    if GUESS_BEFORE.search(text, floor, row.start) or GUESS_BEHIND.match(text, row.end):
        return value * (1 - GUESS), value * (1 + GUESS)
    if "近" in text[row.start : row.end] or BELOW_BEFORE.search(text, floor, row.start):
        return value - _last_place(value), value
    if ABOVE.search(text, row.start, row.end):
        return value, value + _last_place(value)
    return value, value


def _last_place(value: float) -> float:
    """Return the power of ten of a number's last digit that is not 0.

    >>> _last_place(1200), _last_place(13000), _last_place(2.5)
    (100.0, 1000.0, 1.0)
    """
    place = 1.0
    while value >= 10 * place and value % (10 * place) == 0:
        place *= 10
    return place


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


def bounded(parts: Sequence[Item], stated: Item) -> Total | None:
    """Return whether exact parts add up to a total that is only about so much, if that can be told.

    It never fails: the parts may be more than are meant.
    """
    value, left = sum(item.value for item in parts), "+".join(map(say, parts))
    used = [stated, *parts]
    near = abs(value - stated.value) <= GUESS * stated.value
    if len(parts) > 1 and near and stated.low <= value <= stated.high:
        return _total(used, "holds", f"{left}≈{say(stated)}")
    return _total(used, "open", f"{left}<{say(stated)}") if value < stated.low else None


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
