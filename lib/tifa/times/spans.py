"""What is known at a place in a text, and the interval that a moment means there."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from tifa.times.moments import Expression, Moment

FUTURE = re.compile(
    r"将(?!士|军|领)|拟(?!定)|计划|预计|力争|争取|定于|推迟|延期|延长|延迟|延至|顺延|即将|原定|择期|预约|明[天日]|下周|下月|报名"
    r"|有效期|不早于|不晚于|最迟|方可|可以|才能|准备|启动在即|确保|务必|必须|届时|须(?!知)|排[到至]|未来|要(?![求素点闻害道塞紧领约地职件案义旨员])|今后|尽快|有望|提前至"
)
"""Words by which a sentence says that something is to come."""

STOPS = "。！？!?\n"
NEAR = 120
"""So many characters around an expression are looked at for such words."""

THIRDS = {
    "中下旬": (11, 31),
    "上中旬": (1, 20),
    "第一天": (1, 1),
    "最后一天": (31, 31),
    "上旬": (1, 10),
    "中旬": (11, 20),
    "下旬": (21, 31),
    "初": (1, 10),
    "底": (21, 31),
    "末": (21, 31),
}
"""Days of the parts of a month; 初 and 底 as the first and the last ten."""


class Span(NamedTuple):
    """An interval of days; hours where they are stated; what it was resolved from."""

    first: date
    last: date
    grain: str
    source: str
    hour: tuple[int, int] | None = None


class Coming(NamedTuple):
    """Whether an expression may mean a day after publication; looked up only where that matters."""

    text: str
    row: Expression

    @property
    def bounded(self) -> bool:
        """A side of the expression is open (3月1日起, 2月底前)."""
        return self.row.side != ""

    @property
    def told(self) -> bool:
        """The sentence around the expression speaks of something to come."""
        text, row = self.text, self.row
        left = max(text.rfind(stop, max(0, row.start - NEAR), row.start) for stop in STOPS) + 1
        left = max(left, row.start - NEAR)
        ends = [at for stop in STOPS if (at := text.find(stop, row.end, row.end + NEAR)) >= 0]
        return FUTURE.search(text, left, min(ends, default=row.end + NEAR)) is not None


@dataclass(slots=True)
class Context:
    """What is known at a place in the text.

    ``bound`` is the last day that a date without a word of the future may have, ``today`` the day
    that 今天 means. ``last`` is the nearest earlier date with its paragraph and sentence, ``focus``
    the year that the text is about there, ``full`` the first date in the text that has a year.
    ``last_day`` is the nearest earlier date to the day, ``now`` the number of the sentence.
    """

    bound: date | None
    today: date | None
    bound_from: str
    today_from: str
    full: date | None = None
    focus: int | None = None
    last: date | None = None
    paragraph: int = -1
    sentence: int = -1
    last_is_day: bool = False
    last_end: int = -1
    last_day: date | None = None
    now: int = -1


def hours(moment: Moment, day: date, source: str) -> Span:
    """Return a day, with the hour that the moment says."""
    if moment.hour is None:
        return Span(day, day, "day", source)
    minute = moment.minute or 0
    return Span(day, day, "minute" if minute else "hour", source, (moment.hour, minute))


def of_year(moment: Moment, year: int, source: str) -> Span:
    """Return a year, or its first or last month (年初, 年底)."""
    if moment.third and moment.third.endswith("初"):
        return Span(date(year, 1, 1), date(year, 1, 31), "month", source)
    if moment.third:
        return Span(date(year, 12, 1), date(year, 12, 31), "month", source)
    return Span(date(year, 1, 1), date(year, 12, 31), "year", source)


def months_on(moment: Moment, base: date, n: int, source: str) -> Span | None:
    """Return the moment in the month that is ``n`` months from a day's."""
    at = base.year * 12 + base.month - 1 + n
    return of_month(moment, at // 12, at % 12 + 1, source)


def of_month(moment: Moment, year: int, month: int, source: str) -> Span | None:
    """Return a month, a part or a day of it; None for a day that the month does not have."""
    if not (1 <= month <= 12 and 1 <= year <= 9999):
        return None
    length = monthrange(year, month)[1]
    if moment.day is not None:
        if moment.day > length:
            return None
        return hours(moment, date(year, month, moment.day), source)
    if moment.third:
        name = moment.third.lstrip("的")
        first, last = THIRDS.get(name) or THIRDS[name[-1]]
        first, last = min(first, length), min(last, length)
        return Span(date(year, month, first), date(year, month, last), "day", source)
    return Span(date(year, month, 1), date(year, month, length), "month", source)
