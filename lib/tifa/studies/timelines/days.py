"""The days of a dated statement, and how they are said and written."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple


class Span(NamedTuple):
    """The days of a statement; an open side has the day of the other one."""

    first: date
    last: date
    open_start: bool
    open_end: bool


def _edge(iso: object, *, last: bool) -> date | None:
    """Return the first or last day that an ISO date, month or year holds."""
    found = (
        re.match(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?![\d-])", iso) if isinstance(iso, str) else None
    )
    if not found or not 1700 <= int(found[1]) <= 2200:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    assert year is not None
    month = month or (12 if last else 1)
    try:
        return date(year, month, day or (calendar.monthrange(year, month)[1] if last else 1))
    except (ValueError, calendar.IllegalMonthError):
        return None


def span(iso_start: object, iso_end: object) -> Span | None:
    """Return the days between two ISO values, ``..`` being an open side; None without a day.

    >>> span("2020-01-23T08:00", "2020-01-23T08:00")
    Span(first=datetime.date(2020, 1, 23), last=datetime.date(2020, 1, 23), open_start=False, open_end=False)
    >>> span("..", "2020-02-11").open_start, span("2022-03", None).last.day, span("P37D", "P37D")
    (True, 31, None)
    """
    first = _edge(iso_start, last=False)
    last = _edge(iso_end if isinstance(iso_end, str) else iso_start, last=True)
    open_start, open_end = iso_start == "..", iso_end == ".."
    first, last = first or (last if open_start else None), last or (first if open_end else None)
    if first is None or last is None or first > last:
        return None
    return Span(first, last, open_start, open_end)


def is_month(days: Span) -> bool:
    """Tell whether a span is a whole month or more, known no closer.

    >>> is_month(span("2022-03-01", "2022-03-31")), is_month(span("2022-03-01", "2022-03-10"))
    (True, False)
    """
    closed = not (days.open_start or days.open_end)
    return closed and days.first.day == 1 and (days.last + timedelta(days=1)).day == 1


def written(day: date, *, year: bool = True) -> str:
    """Return a day in words.

    >>> written(date(2020, 1, 3)), written(date(2020, 1, 3), year=False)
    ('3 January 2020', '3 January')
    """
    return f"{day.day} {calendar.month_name[day.month]}" + (f" {day.year}" if year else "")


def period_name(first: date, last: date) -> str:
    """Return the months of a period.

    >>> period_name(date(2020, 1, 20), date(2020, 2, 3)), period_name(date(2020, 1, 1), date(2020, 1, 9))
    ('January to February 2020', 'January 2020')
    >>> period_name(date(2019, 12, 31), date(2020, 1, 1))
    'December 2019 to January 2020'
    """
    months = [f"{calendar.month_name[day.month]} {day.year}" for day in (first, last)]
    if months[0] == months[1]:
        return months[0]
    start = months[0] if first.year != last.year else calendar.month_name[first.month]
    return f"{start} to {months[1]}"


def when(row: Mapping[str, Any]) -> str | None:
    """Return the date of a statement as tables show it; None where it has no calendar value.

    >>> when({"iso_start": "2020-01-30T00:00", "iso_end": ".."})
    'from 2020-01-30 00:00'
    >>> when({"iso_start": "2022-03-01", "iso_end": "2022-03-31"}), when({"iso_start": None, "iso_end": None})
    ('2022-03', None)
    """
    days = span(row["iso_start"], row["iso_end"])
    if days is None:
        return None
    start, end = (
        value.replace("T", " ") if isinstance(value, str) else ""
        for value in (row["iso_start"], row["iso_end"])
    )
    if days.open_start:
        return f"until {end}"
    if days.open_end:
        return f"from {start}"
    if is_month(days) and days.first.month == days.last.month:
        return start[:7]
    return start if start == end or not end else f"{start} to {end}"
