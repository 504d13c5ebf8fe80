"""Dates that leave something out: the year, the month, or which of two festivals is meant."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from tifa.times.moments import Moment
from tifa.times.named_days import festival, lunar, public_holiday
from tifa.times.spans import Coming, Context, Span, hours, months_on, of_month

FORWARD = 10
"""A bare day that is lower than the day before it is in the next month if it lies so near, in days."""

SAME, OTHER = (1.0, 0.5), (0.5, 1.0)
"""How much the distance to the date before and to publication count, in days, in the paragraph of
that date and in another: a report goes on from one date to the next."""

UPCOMING = 45
"""A festival is the coming one if it lies so near, in days."""

BACKWARDS, UNFOCUSED, UNLIKELY = 2.0, 200.0, 150.0
"""Going back in time costs double; leaving the year that a heading names, and meaning a day long
past in a sentence on what is to come, costs so many days more."""


def yearless(moment: Moment, context: Context, same: bool, future: Coming) -> Span | None:
    """Return 3月16日 or 三月 in the year that the text before and the page make likeliest."""
    assert moment.month is not None
    month = moment.month

    def of(year: int) -> Iterator[Span]:
        span = of_month(moment, year, month, "")
        return iter([] if span is None else [span])

    return likeliest(of, context, same, future)


def likeliest(
    of: Callable[[int], Iterator[Span]], context: Context, same: bool, future: Coming | None
) -> Span | None:
    """Return what a date without its year means, given what it would be in each year.

    Of the years around the date before it and publication the one with the least distance to both
    is taken. A day after publication is taken only where the sentence is about something to come.
    """
    plain = _plain(of, context)
    if plain is not None:
        return plain
    bases = [day for day in (context.bound, context.last) if day is not None]
    bases = bases or [day for day in (context.full,) if day is not None]
    if not bases:
        if context.focus is None:
            return None
        return _labelled(next(of(context.focus), None), "inherited_year")
    years = sorted({day.year + n for day in bases for n in (-1, 0, 1)})
    weights = SAME if same else OTHER
    spans = [span for year in years for span in of(year)]
    past = [s for s in spans if context.bound is None or s.first <= context.bound]
    coming = [] if context.bound is None else [s for s in spans if s.first > context.bound]
    best, cost = _least(past, context, weights)
    after, more = _least(coming, context, weights)
    if after is not None and context.bound is not None:
        back = (context.bound - best.first).days if best is not None else UNLIKELY
        near = (after.first - context.bound).days <= UPCOMING
        on = same and context.last is not None and context.last > context.bound
        if future is None:
            best = after if more < cost and (near or on) else best
        elif future.bounded or on:
            best = after if more < cost else best
        elif (more < cost or back >= UNLIKELY) and future.told:
            best = after if more < cost + UNLIKELY else best
    if best is None:
        return None
    source = "inherited_year"
    if context.bound and abs((best.first - context.bound).days) < 366 and context.focus is None:
        source = context.bound_from
    return _labelled(best, source)


def _plain(of: Callable[[int], Iterator[Span]], context: Context) -> Span | None:
    """Return the usual case without weighing: all of it in the months before publication."""
    bound, last = context.bound, context.last
    if bound is None or context.focus is not None or (last and last.year != bound.year):
        return None
    span = next(of(bound.year), None)
    if span is None or not 0 <= (bound - span.first).days < UNLIKELY:
        return None
    return _labelled(span, context.bound_from)


def _labelled(span: Span | None, source: str) -> Span | None:
    """Return a span with what its year was resolved from, unless it says so itself."""
    return span and (span if span.source else span._replace(source=source))


def _least(
    spans: list[Span], context: Context, weights: tuple[float, float]
) -> tuple[Span | None, float]:
    """Return the span that lies nearest to the date before it and to publication, and its cost."""
    costs = [_cost(span, context, weights) for span in spans]
    if not costs:
        return None, float("inf")
    least = min(costs)
    return spans[costs.index(least)], least


def _cost(span: Span, context: Context, weights: tuple[float, float]) -> float:
    cost = 0.0
    last = context.last or (None if context.bound else context.full)
    if last is not None:
        days = (span.first - last).days
        cost += weights[0] * (days if days >= 0 else -days * BACKWARDS)
    if context.bound is not None:
        cost += weights[1] * abs((context.bound - span.first).days)
    if context.focus is not None and span.first.year != context.focus:
        cost += UNFOCUSED
    return cost


def bare_day(moment: Moment, context: Context, future: Coming) -> Span | None:
    """Return 22日 in the month of the date before it, or of the day of writing."""
    anchor, source = context.last, "inherited_month"
    if not context.last_is_day and context.last_day is not None and context.sentence != context.now:
        anchor = context.last_day
    if anchor is None:
        anchor, source = context.today, context.today_from
        if anchor is None:
            anchor, source = context.bound, context.bound_from
    if anchor is None:
        return None
    here = months_on(moment, anchor, 0, source)
    following = months_on(moment, anchor, 1, source)
    bound = context.bound
    if here is None or (context.last_is_day and here.first < anchor):
        near = following is not None and (following.first - anchor).days <= FORWARD
        if near and following is not None and _allowed(following, bound, future):
            return following
    if here is None or not _allowed(here, bound, future):
        return months_on(moment, anchor, -1, source)
    return here


def _allowed(span: Span, bound: date | None, future: Coming) -> bool:
    """Tell whether a day may be meant: not after publication, or said to be to come."""
    return bound is None or span.first <= bound or future.bounded or future.told


def named_in(moment: Moment, year: int, source: str) -> Iterator[Span]:
    """Yield what a name means in a year: a lunar day may fall twice in it, or not at all."""
    if moment.rule == "public":
        days = public_holiday(moment.value, year)
        if days is not None:
            yield Span(*days, "day", source)
    elif moment.rule == "lunar_month":
        for first in lunar(int(moment.value), 1, year):
            yield Span(first, first + timedelta(days=28), "month", source)
    elif moment.rule == "festival":
        for day in festival(moment.value, year):
            yield hours(moment, day, source)
    else:
        month, number = map(int, moment.value.split())
        for day in lunar(month, number, year):
            yield hours(moment, day, source)
