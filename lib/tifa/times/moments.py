"""What an expression says of a time, before what it leaves open is found."""

from __future__ import annotations

from typing import NamedTuple


class Moment(NamedTuple):
    """What an expression says of a point in time; None where it says nothing.

    ``third`` is a part of a month or year (上旬, 底, 初); ``rule`` and ``value`` come from the
    table of time words (今天: ``day`` and ``0``); ``outer`` is the rule of a word before it
    (去年12月: ``("year", -1)``).
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    third: str | None = None
    hour: int | None = None
    minute: int | None = None
    rule: str | None = None
    value: str = ""
    outer: tuple[str, int] | None = None


class Expression(NamedTuple):
    """A time expression at ``text[start:end]``.

    ``last`` is the second bound of a range. ``side`` is ``from`` or ``until`` where the other
    side is open. ``amount`` is an ISO 8601 duration.
    """

    start: int
    end: int
    kind: str
    first: Moment | None = None
    last: Moment | None = None
    side: str = ""
    amount: str | None = None
