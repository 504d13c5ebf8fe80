"""How many statements fall on each day, week or month, as bars that lead to the rows of a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from evidence import paragraph
from markupsafe import Markup

from tifa.report import count
from tifa.studies.timelines.days import written

DAYS, WEEKS = 92, 700  # in a period so long a bar is a day or a week, in a longer one a month
OF = {"day": "", "week": "the week from ", "month": ""}


def unit_of(days: Sequence[date]) -> str:
    """Whether a bar is a day, a week or a month."""
    length = (max(days) - min(days)).days if days else 0
    return "day" if length <= DAYS else "week" if length <= WEEKS else "month"


def start_of(day: date, unit: str) -> date:
    """The day with which the bar of a day begins; weeks begin on Monday.

    >>> start_of(date(2020, 1, 23), "week"), start_of(date(2020, 1, 23), "month")
    (datetime.date(2020, 1, 20), datetime.date(2020, 1, 1))
    """
    if unit == "month":
        return day.replace(day=1)
    return day - timedelta(day.weekday()) if unit == "week" else day


def bars(days: Sequence[date], bins: Sequence[Any], unit: str) -> Markup:
    """How many statements fall on each day, week or month; each bar leads to its rows."""
    counts = Counter(day for day in bins if day)
    if len(counts) < 2:
        return Markup("")
    most = max(counts.values())
    items = Markup("").join(bar(day, counts[day], most, unit) for day in steps(counts, unit))
    told = paragraph(
        "{}, from {} to {}; a bar is a {}.{}",
        count(len(days), "statement has a date", "statements have a date"),
        written(min(days)),
        written(max(days)),
        unit,
        fullest(counts, unit),
    )
    axis = Markup('<p class="tifa-axis"><span>{}</span><span>{}</span></p>').format(
        named(min(counts), unit), named(max(counts), unit)
    )
    return Markup('{}<ul class="tifa-bars" aria-label="Statements by {}">{}</ul>{}').format(
        told, unit, items, axis
    )


def fullest(counts: Counter[date], unit: str) -> str:
    """Which day, week or month has most statements; nothing where several have as many."""
    (day, most), (_, second) = counts.most_common(2)
    if most == second:
        return ""
    return (
        f" The most, {most}, fall {'on' if unit == 'day' else 'in'} {OF[unit]}{named(day, unit)}."
    )


def bar(day: date, n: int, most: int, unit: str) -> Markup:
    """A bar, empty where there is no statement."""
    if not n:
        return Markup('<li aria-hidden="true"></li>')
    text = f"{OF[unit]}{named(day, unit)}: {count(n, 'statement')}"
    return Markup(
        '<li><a href="#d-{}" title="{}" aria-label="{}"><i style="height:{}%"></i></a></li>'
    ).format(day, text, text, round(100 * n / most))


def named(day: date, unit: str) -> str:
    """A day, or the month it begins."""
    words = written(day)
    return words.partition(" ")[2] if unit == "month" else words


def steps(counts: Counter[date], unit: str) -> Iterator[date]:
    """Every day, week or month from the first to the last."""
    day, last = min(counts), max(counts)
    while day <= last:
        yield day
        ahead = day + timedelta({"day": 1, "week": 7, "month": 31}[unit])
        day = start_of(ahead, unit)
