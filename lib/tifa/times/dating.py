"""What a time expression means: its date or interval, found from the page and the text before it.

A date never falls after publication unless its sentence says that it is to come. What a page does not
say stays None: an article without any year has no years. Every value says what it was resolved from:

``stated``
    nothing was missing;
``inherited_day``, ``inherited_month``, ``inherited_year``
    from the nearest earlier date in the text;
``dateline``, ``published``, ``curated``
    from the day the report was written or published, or from a curated date;
``lunar``
    by the lunar calendar.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from tifa.times.meaning import second_bound, span_of
from tifa.times.moments import Expression, Moment
from tifa.times.spans import STOPS, Coming, Context, Span, of_month

OPEN = ".."
"""The open side of an interval, as in ISO 8601-2."""

APPOSED = re.compile(r"[,，、(（]?(?:农历|北方|南方|正值|恰逢|适逢|正是|是|也是)?")
"""Between a date and the name of the same day: 1月25日,农历小年."""


class Value(NamedTuple):
    """The calendar value of an expression; see ``TABLES.md`` for the fields."""

    iso_start: str | None
    iso_end: str | None
    grain: str | None
    resolved_from: str | None
    core: bool


NO_VALUE = Value(None, None, None, None, False)


def resolve(
    text: str,
    expressions: Sequence[Expression],
    published: str | None,
    published_from: str | None = "page",
) -> list[Value]:
    """Return the value of each expression, in the order of the text.

    ``published`` is an ISO date as precise as it is known (2022-04, 2020-02-13T11:01).

    >>> from tifa.times import find_times
    >>> text = "1月21日建立机制;22日连夜部署,23日8时到岗。"
    >>> [value.iso_start for value in resolve(text, find_times(text), "2020-03-24")]
    ['2020-01-21', '2020-01-22', '2020-01-23T08:00']
    """
    context = _context(expressions, published, published_from)
    paragraph = sentence = 0
    at = 0
    values = []
    for row in expressions:
        passed = text[at : row.start]
        paragraph += passed.count("\n")
        sentence += sum(map(passed.count, STOPS))
        at = row.start
        values.append(_value(text, row, context, paragraph, sentence))
    return values


UNDATED = frozenset(
    ("duration", "set", "relative", "dateline", "pubdate", "vague", "event_relative")
)
"""Kinds that date no statement: a dateline dates the report."""

GRAINS = frozenset({"minute", "hour", "day", "month"})


def is_dated(row: Expression, value: Value) -> bool:
    """Tell whether an expression dates the statement around it, to the month at least."""
    known = value.iso_start is not None and value.grain in GRAINS
    return known and row.kind not in UNDATED


def _context(
    expressions: Sequence[Expression], published: str | None, published_from: str | None
) -> Context:
    bound, exact = _published(published)
    source = "curated" if published_from == "curated" else "published"
    context = Context(bound, bound if exact else None, source, source, _first_full(expressions))
    for row in expressions:
        if row.kind == "dateline" and row.first:
            day = span_of(row.first, context, False, Coming("", row))
            if day is not None:
                context.today, context.today_from = day.first, "dateline"
                if context.bound is None:
                    context.bound, context.bound_from = day.first, "dateline"
            break
    return context


def _first_full(expressions: Sequence[Expression]) -> date | None:
    for row in expressions:
        moment = row.first
        if moment is not None and moment.year is not None and moment.month is not None:
            span = of_month(moment, moment.year, moment.month, "stated")
            if span is not None:
                return span.first
    return None


def _published(published: str | None) -> tuple[date | None, bool]:
    """Return the last day that a date of publication may mean, and whether it is one day."""
    if not published:
        return None, False
    year, month, day = (*published[:10].split("-"), "", "")[:3]
    try:
        if day:
            return date(int(year), int(month), int(day)), True
        if month:
            return date(int(year), int(month), monthrange(int(year), int(month))[1]), False
        return date(int(year), 12, 31), False
    except ValueError:  # a column of dates that holds something else
        return None, False


def _value(text: str, row: Expression, context: Context, paragraph: int, sentence: int) -> Value:
    if row.amount is not None and row.first is None:
        start, _, end = row.amount.partition("/")
        return Value(start, end or start, None, "stated", False)
    if row.first is None:
        return NO_VALUE
    if row.first.rule == "shift":
        try:
            return _shifted(row.first, context, sentence)
        except (OverflowError, ValueError):  # beyond the calendar
            return NO_VALUE
    first = row.first
    if first.rule == "apposed":
        gap = text[context.last_end : row.start]
        if not context.last_is_day or not APPOSED.fullmatch(gap):
            return NO_VALUE
        first = Moment(rule="same_day", value="0")
    future = Coming(text, row)
    context.now = sentence
    span = span_of(first, context, context.paragraph == paragraph, future)
    if span is None:
        return NO_VALUE
    last = None
    if row.last is not None:
        last = second_bound(row.last, span, context, future)
        if last is None or last.last < span.first:
            return NO_VALUE
    leads = row.start == 0 or text[row.start - 1] in STOPS
    _remember(row, last or span, context, paragraph, sentence, leads)
    return _written(row, span, last)


def _written(row: Expression, span: Span, last: Span | None) -> Value:
    start, end = _iso(span, 0), _iso(last or span, 1)
    if row.side == "from":
        end = OPEN
    elif row.side == "until":
        start = OPEN
    day_grain = span.grain in ("day", "hour", "minute") or (
        last is not None and last.grain == "day"
    )
    named = row.first is not None and row.first.rule in ("public", "until_now")
    core = day_grain and not named and row.kind != "anaphoric"
    return Value(start, end, span.grain, span.source, core or row.kind == "month")


def _iso(span: Span, side: int) -> str:
    day = span.last if side else span.first
    if span.hour is None:
        return day.isoformat()
    return f"{day.isoformat()}T{span.hour[0]:02}:{span.hour[1]:02}"


def _remember(
    row: Expression, span: Span, context: Context, paragraph: int, sentence: int, leads: bool
) -> None:
    """Keep a date as the one that later ones refer to.

    A year alone tells what is spoken of where it leads a sentence or is a heading; elsewhere it is
    compared with (2019年同期).
    """
    assert row.first is not None
    if row.kind == "vague" or row.first.rule in ("until_now", "clock"):
        return
    if span.grain == "year":
        if leads:
            context.focus = span.first.year
        return
    if row.first.year is not None and row.first.year != context.focus:
        context.focus = None
    context.last = span.first if row.side == "from" else span.last
    context.last_end = row.end
    context.last_is_day = span.grain in ("day", "hour", "minute")
    if context.last_is_day:
        context.last_day = context.last
    context.paragraph, context.sentence = paragraph, sentence


def _shifted(moment: Moment, context: Context, sentence: int) -> Value:
    """半个月后: counted from the date in the same sentence, else from the day of writing."""
    way, _, amount = moment.value.partition(" ")
    found = re.fullmatch(r"P(\d+)([DWMY])", amount)
    base = context.last if context.sentence == sentence and context.last_is_day else context.today
    if found is None or base is None:
        return NO_VALUE
    n = int(found[1]) * (1 if way == "后" else -1)
    if found[2] in "DW":
        days = n * (7 if found[2] == "W" else 1)
        day = (base + timedelta(days=days)).isoformat()
        return Value(day, day, "day", "inherited_day", False)
    at = base.year * 12 + base.month - 1 + n * (12 if found[2] == "Y" else 1)
    year, month = at // 12, at % 12 + 1
    if found[2] == "Y":
        return Value(f"{year}-01-01", f"{year}-12-31", "year", "inherited_year", False)
    return Value(
        f"{year}-{month:02}-01",
        f"{year}-{month:02}-{monthrange(year, month)[1]}",
        "month",
        "inherited_month",
        False,
    )
