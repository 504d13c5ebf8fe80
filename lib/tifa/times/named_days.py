"""Days that have a name: festivals, lunar dates, solar terms, public holidays.

The lunar calendar and the solar terms are borax's (MIT); the days off of each public holiday stand in
``data/holidays.csv``.
"""

from __future__ import annotations

import csv
from datetime import date, timedelta
from functools import cache, lru_cache
from importlib.resources import files

from borax.calendars.lunardate import LunarDate, TermUtils

LAST_OF_YEAR = 99
"""The day of 除夕 in the tables: the last of the lunar year, the 29th or the 30th."""

HOLIDAYS = {
    "清明": "清明节",
    "五一": "劳动节",
    "五一劳动节": "劳动节",
    "五一节": "劳动节",
    "端午": "端午节",
    "中秋": "中秋节",
    "国庆": "国庆节",
    "十一": "国庆节",
    "元旦节": "元旦",
}
"""What public holidays are called for short."""


@lru_cache(maxsize=4096)
def festival(value: str, year: int) -> tuple[date, ...]:
    """Return the days in a solar year of a festival, as ``data/time_words.csv`` writes it.

    ``05-01`` is a solar, ``L01-15`` a lunar date, ``term 清明`` a solar term.

    >>> [str(*festival(day, 2020)) for day in ("L01-01", "L12-99", "term 清明", "05-01")]
    ['2020-01-25', '2020-01-24', '2020-04-04', '2020-05-01']
    """
    if value.startswith("term "):
        return _term(value[5:], year)
    if value.startswith("L"):
        return lunar(int(value[1:3]), int(value[4:]), year)
    return (date(year, int(value[:2]), int(value[3:])),)


@lru_cache(maxsize=4096)
def lunar(month: int, day: int, year: int) -> tuple[date, ...]:
    """Return the solar dates of a lunar day in a solar year: none, one or two.

    >>> [[str(day) for day in lunar(12, 8, year)] for year in (2020, 2021, 2022)]
    [['2020-01-02'], ['2021-01-20'], ['2022-01-10', '2022-12-30']]
    """
    found = (_solar(lunar_year, month, day) for lunar_year in (year - 1, year))
    return tuple(day for day in found if day is not None and day.year == year)


def _solar(year: int, month: int, day: int) -> date | None:
    if day == LAST_OF_YEAR:
        first = _solar(year + 1, 1, 1)
        return first and first - timedelta(days=1)
    try:
        return LunarDate(year, month, day).to_solar_date()  # type: ignore[no-any-return]
    except ValueError:  # a month without a 30th
        return None


@cache
def _term(name: str, year: int) -> tuple[date, ...]:
    day = date(year, 1, 1)
    while day.year == year:
        if TermUtils.get_term_info(day.year, day.month, day.day)[0] == name:
            return (day,)
        day += timedelta(days=1)
    return ()


@cache
def _holidays() -> dict[tuple[str, int], tuple[date, date]]:
    text = (files("tifa") / "data" / "holidays.csv").read_text(encoding="utf-8")
    return {
        (row["name"], int(row["year"])): (
            date.fromisoformat(row["first"]),
            date.fromisoformat(row["last"]),
        )
        for row in csv.DictReader(text.splitlines())
    }


def public_holiday(name: str, year: int) -> tuple[date, date] | None:
    """Return the first and the last day off of a public holiday; None for years not in the table.

    >>> public_holiday("春节", 2020)
    (datetime.date(2020, 1, 24), datetime.date(2020, 2, 2))
    """
    return _holidays().get((HOLIDAYS.get(name, name), year))
