"""The interval of a moment: what it says itself, and what the page and the text before add."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from tifa.times.missing import bare_day, likeliest, named_in, yearless
from tifa.times.moments import Moment
from tifa.times.spans import Coming, Context, Span, hours, months_on, of_month, of_year


def second_bound(moment: Moment, first: Span, context: Context, future: Coming) -> Span | None:
    """Return the second bound of a range: what it leaves out is the first bound's.

    1月22日至24日 ends in January, 12月28日至2日 in the January after.
    """
    if moment.rule in ("clock", None) and moment.hour and not (moment.day or moment.month):
        return hours(moment, first.first, first.source)
    if moment.rule is not None or moment.outer is not None:
        return span_of(moment, context, True, future)
    if moment.month is None and moment.day is None:
        return of_year(moment, moment.year or first.first.year, first.source)
    year = moment.year or first.first.year
    month = moment.month or first.first.month
    span = of_month(moment, year, month, first.source)
    if moment.year is None and (span is None or span.last < first.first):
        step = 1 if moment.month is None else 12
        span = months_on(moment, date(year, month, 1), step, first.source)
    return span


def span_of(moment: Moment, context: Context, same: bool, future: Coming) -> Span | None:
    """Return the interval of a moment, or None where the page does not tell it.

    ``same`` tells whether the date before it stands in the same paragraph.
    """
    if moment.rule is not None:
        return _by_rule(moment, context, same, future)
    if moment.outer is not None and moment.outer[0] in ("month", "same_month"):
        return _in_month(moment, context)
    if moment.month is None and moment.day is None:
        year = moment.year if moment.outer is None else _outer_year(moment, context)
        return None if year is None else of_year(moment, year, "stated")
    if moment.month is None:
        return bare_day(moment, context, future)
    if moment.year is not None:
        return of_month(moment, moment.year, moment.month, "stated")
    if moment.outer is not None:
        year = _outer_year(moment, context)
        if year is None:
            return None
        return of_month(moment, year, moment.month, _outer_source(moment, context))
    return yearless(moment, context, same, future)


def _by_rule(moment: Moment, context: Context, same: bool, future: Coming) -> Span | None:
    rule, value = moment.rule, moment.value
    today, source = context.today, context.today_from
    if rule in ("festival", "lunar", "lunar_month", "public"):
        return _named(moment, context, same, future)
    if rule == "clock":
        if not same or context.last is None or not context.last_is_day:
            return None
        return hours(moment, context.last, "inherited_day")
    if rule == "same_day":
        if not same or context.last is None or not context.last_is_day:
            return None
        day = context.last + timedelta(days=int(value))
        return hours(moment, day, "inherited_day")
    if rule in ("same_month", "same_year"):
        if context.last is None:
            return None
        if rule == "same_year":
            return of_year(moment, context.last.year + int(value), "inherited_year")
        return months_on(moment, context.last, int(value), "inherited_month")
    if rule in ("year", "half", "quarter", "quarters"):
        return _part_of_year(moment, context)
    if rule == "month":
        base = today or context.bound
        if base is None:
            return None
        return months_on(moment, base, int(value), source if today else context.bound_from)
    if today is None:
        return None
    if rule == "day":
        return hours(moment, today + timedelta(days=int(value)), source)
    if rule == "until_now":
        return Span(today, today, "day", source)
    monday = today - timedelta(days=today.weekday())
    if rule == "week":
        monday += timedelta(weeks=int(value))
        return Span(monday, monday + timedelta(days=6), "week", source)
    if rule == "weekend":
        monday += timedelta(weeks=int(value))
        return Span(monday + timedelta(days=5), monday + timedelta(days=6), "day", source)
    if rule == "weekday":
        weeks, weekday = map(int, value.split())
        day = monday + timedelta(weeks=weeks, days=weekday - 1)
        return hours(moment, day, source)
    return None


def _base_year(context: Context) -> int | None:
    base = context.today or context.bound or context.full
    return base.year if base else None


def _outer_year(moment: Moment, context: Context) -> int | None:
    assert moment.outer is not None
    rule, offset = moment.outer
    if rule == "same_year":
        return None if context.last is None else context.last.year + offset
    base = _base_year(context)
    return None if base is None else base + offset


def _outer_source(moment: Moment, context: Context) -> str:
    if moment.outer is not None and moment.outer[0] == "same_year":
        return "inherited_year"
    return context.today_from if context.today else context.bound_from


def _part_of_year(moment: Moment, context: Context) -> Span | None:
    base = _base_year(context)
    if moment.rule == "year":
        if base is None:
            return None
        return of_year(moment, base + int(moment.value), _outer_source(moment, context))
    year = moment.year or (_outer_year(moment, context) if moment.outer else base)
    if year is None:
        return None
    source = "stated" if moment.year else _outer_source(moment, context)
    n, months = int(moment.value), {"half": 6, "quarter": 3, "quarters": 9}[str(moment.rule)]
    first = 1 if moment.rule == "quarters" else (n - 1) * months + 1
    last = first + months - 1
    return Span(
        date(year, first, 1), date(year, last, monthrange(year, last)[1]), "quarter", source
    )


def _in_month(moment: Moment, context: Context) -> Span | None:
    """本月16日, 当月3日."""
    assert moment.outer is not None
    rule, n = moment.outer
    base = context.last if rule == "same_month" else context.today or context.bound
    if base is None:
        return None
    return months_on(
        moment, base, n, "inherited_month" if rule == "same_month" else context.bound_from
    )


def _named(moment: Moment, context: Context, same: bool, future: Coming) -> Span | None:
    """Return a festival, a lunar day or month, or the days off around a festival."""
    solar = moment.rule == "public" or (moment.rule == "festival" and moment.value[0] not in "Lt")
    source = "" if solar else "lunar"
    if moment.year is not None or moment.outer is not None:
        year = moment.year or _outer_year(moment, context)
        if solar:
            source = "stated" if moment.year else _outer_source(moment, context)
        return None if year is None else next(named_in(moment, year, source), None)

    def of(year: int) -> Iterator[Span]:
        return named_in(moment, year, source)

    return likeliest(of, context, same, None)
