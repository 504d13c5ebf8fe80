"""Pictures of what happened when: days in lanes, with the place of every mark in pixels."""

from __future__ import annotations

from calendar import month_abbr
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from textwrap import fill
from typing import Any, NamedTuple

import matplotlib
import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from tifa.actions import ACTIONS
from tifa.figures import COLOURS, INK, PURPLE, Spot, luminance
from tifa.studies.ink import STRIPE, WIDTH
from tifa.studies.timelines.actions import GROUPS, OTHER, action_group, action_name
from tifa.studies.timelines.divisions import chinese, english

STYLES = dict(
    zip(
        [*GROUPS, OTHER],
        [
            (COLOURS[1], "s"),
            (COLOURS[2], "^"),
            (COLOURS[0], "o"),
            (PURPLE, "D"),
            (INK, "X"),
            ("#e69f00", "P"),
            ("#7d868d", "v"),
        ],
        strict=True,
    )
)
"""A colour and a shape for each group of actions."""

LEFT, RIGHT, HEAD, FOOT = 1.2, 0.06, 0.27, 0.33
"""Inches: the margins of the picture, the room for a panel's title and for its days."""

DOT, MARK = 0.2, 0.12
"""Inches: a numbered dot, a mark without a number."""

LONG_NUMBER = 4
"""Numbers of so many digits need a larger dot."""

FADE = 0.42
"""Inches over which an interval fades at its open side."""

LANE = 16
"""Characters in a line of a lane's name."""

NAME = 0.5
"""Inches that the name of a day takes."""


class _Scale(NamedTuple):
    """Days of a panel as inches from the left of its axes."""

    origin: date
    last: date
    margin: float
    per_day: float

    def x(self, day: date) -> float:
        return self.margin + (day - self.origin).days * self.per_day


def of_place(rows: pd.DataFrame, *, by_place: bool = False) -> tuple[Figure, list[Spot]]:
    """Draw numbered statements: a number each, a lane a kind of action, or a lane a place.

    ``rows`` is what :func:`tifa.studies.timelines.panels.drawable` returns; the spots' keys are the numbers.
    """
    if by_place:
        names = _place_lanes(rows["group"].drop_duplicates())
        return days(_drawn(rows, rows["no"], rows["group"].map(names)), list(names.values()))
    lanes = rows["action"].map(action_name)
    return days(_drawn(rows, rows["no"], lanes), [*ACTIONS.values(), OTHER])


def of_places(rows: pd.DataFrame, codes: Iterable[str]) -> tuple[Figure, list[Spot]]:
    """Draw the same days in several places: a lane a place, colour and shape by group of actions.

    ``rows`` are statements with days and their ``panel``; the spots' keys are their labels in the
    index.
    """
    groups = rows["action"].map(action_group)
    legend = {name: style for name, style in STYLES.items() if (groups == name).any()}
    names = _place_lanes(codes)
    drawn = _drawn(rows, rows.index, rows["group"].map(names), shapes=True)
    return days(drawn, list(names.values()), legend)


def _place_lanes(codes: Iterable[str]) -> dict[str, str]:
    """Return the names of places as they stand beside their lanes, in both scripts.

    Places of one name have that of their province behind it, so that each has its own lane.

    >>> _place_lanes(["220100", "429000", "659000"])["429000"]
    'Zhixiaxian\\nCounty\\n直辖县, 湖北省'
    """
    names = {code: f"{fill(english(code), LANE)}\n{chinese(code)}" for code in codes}
    held = list(names.values())
    return {
        code: name if held.count(name) == 1 else f"{name}, {chinese(f'{code[:2]}0000')}"
        for code, name in names.items()
    }


def _drawn(
    rows: pd.DataFrame, keys: Any, lanes: pd.Series[str], *, shapes: bool = False
) -> pd.DataFrame:
    """Return statements as :func:`days` takes them."""
    styles = [STYLES[action_group(action)] for action in rows["action"]]
    frame = rows[["first", "last", "open_start", "open_end", "month", "panel"]].copy()
    frame["key"] = keys
    frame["lane"] = lanes
    frame["colour"] = [colour for colour, _ in styles]
    frame["mark"] = [mark for _, mark in styles] if shapes else "o"
    frame["text"] = ["" if shapes else str(key) for key in keys]
    return frame


def days(
    rows: pd.DataFrame, lanes: Sequence[str], legend: Mapping[str, tuple[str, str]] | None = None
) -> tuple[Figure, list[Spot]]:
    """Draw what happened when: a lane each for ``lanes`` in their order, as far as they occur.

    Columns of ``rows``: ``key`` (a whole number), ``lane``, ``colour``, ``mark`` (a shape of
    matplotlib), ``text`` (on the mark, or empty), ``first`` and ``last`` (dates), ``open_start`` and
    ``open_end``, ``month`` (known to the month only) and ``panel``. Panels stand below each other,
    each with a scale of its own, so that a gap of years takes no room. A day is a mark, an interval a
    bar, a month a thin one; an open side fades towards an arrow. Returns the figure, which must be
    saved as :func:`png` with ``tight=False``, and where each row is on it.
    """
    longest = max(map(len, rows["text"]), default=0)
    dot = MARK if not longest else DOT if longest < LONG_NUMBER else 1.3 * DOT
    numbers = sorted(rows["panel"].unique())
    parts = [_laid_out(rows[rows["panel"] == number], lanes, dot) for number in numbers]
    above = 0.1 + (0.24 * -(-len(legend) // 2) if legend else 0.0)
    height = above + sum(HEAD + FOOT + part["height"] for part in parts)
    figure = plt.figure(figsize=(WIDTH, round(height, 2)))
    if legend:
        _draw_legend(figure, legend)
    spots, top = [], height - above
    for part in parts:
        top -= HEAD + part["height"]
        inside = (
            LEFT / WIDTH,
            top / height,
            (WIDTH - LEFT - RIGHT) / WIDTH,
            part["height"] / height,
        )
        axes = figure.add_axes(inside)
        spots += _draw_panel(axes, part, dot)
        top -= FOOT
    return figure, sorted(spots)


def _draw_legend(figure: Figure, legend: Mapping[str, tuple[str, str]]) -> None:
    handles = [
        Line2D([], [], color=colour, marker=mark, ls="", ms=MARK * 72, label=name)
        for name, (colour, mark) in legend.items()
    ]
    figure.legend(
        handles=handles, ncols=2, loc="upper left", frameon=False, fontsize=9.5,
        bbox_to_anchor=(0, 1), borderpad=0.1, handletextpad=0.2, columnspacing=1.2,
    )  # fmt: skip


def _laid_out(rows: pd.DataFrame, lanes: Sequence[str], dot: float) -> dict[str, Any]:
    """Return a panel's scale, and for each lane that occurs its rows, each with its line in it."""
    scale = _scale(rows, dot)
    found, at = [], 0.0
    by = dict(list(rows.sort_values(["first", "last", "key"]).groupby("lane", sort=False)))
    for lane in lanes:
        if lane not in by:
            continue
        held = by[lane]
        lines = _lines([_reach(row, scale, dot) for row in held.itertuples()], 0.02)
        room = max((max(lines) + 1) * (dot + 0.03) + 0.08, 0.2 + 0.15 * lane.count("\n"))
        found.append((lane, held.assign(line=lines), at, room))
        at += room
    return {"lanes": found, "scale": scale, "height": at}


def _scale(rows: pd.DataFrame, dot: float) -> _Scale:
    """Return a scale on which all rows have room, open sides too; few days stand in the middle."""
    first, last = min(rows["first"]), max(rows["last"])
    room = WIDTH - LEFT - RIGHT
    left = dot / 2 + 0.05 + (FADE if rows["open_start"].any() else 0.0)
    right = dot / 2 + 0.05 + (FADE if rows["open_end"].any() else 0.0)
    span = (last - first).days
    shown = max(span, 10)
    per_day = (room - left - right) / shown
    return _Scale(first, last, left + (shown - span) / 2 * per_day, per_day)


def _reach(row: Any, scale: _Scale, dot: float) -> tuple[float, float]:
    """Return from where to where a row reaches, its mark and its open side included."""
    left = scale.x(row.first) - dot / 2 - (FADE if row.open_start else 0.0)
    right = scale.x(row.last) + dot / 2 + (FADE if row.open_end else 0.0)
    return left, right


def _lines(reaches: Sequence[tuple[float, float]], gap: float) -> list[int]:
    """Return for each stretch, given from left to right, the first line on which it is free.

    >>> _lines([(0, 2), (1, 3), (2.5, 4)], 0.1)
    [0, 1, 0]
    """
    ends: list[float] = []
    lines = []
    for left, right in reaches:
        line = next((n for n, end in enumerate(ends) if end + gap <= left), len(ends))
        ends[line : line + 1] = [right]
        lines.append(line)
    return lines


def _draw_panel(axes: Axes, part: dict[str, Any], dot: float) -> list[Spot]:
    scale, spots = part["scale"], []
    axes.set_xlim(0, WIDTH - LEFT - RIGHT)
    axes.set_ylim(part["height"], 0)
    axes.set_yticks([])
    axes.spines[["left", "bottom"]].set_visible(False)
    _mark_days(axes, scale)
    for number, (lane, held, at, room) in enumerate(part["lanes"]):
        axes.axhspan(at, at + room, color=STRIPE if number % 2 == 0 else "white", lw=0, zorder=0)
        name = axes.text(
            -LEFT + 0.04, at + room / 2, lane, va="center", fontsize=9, linespacing=1.15
        )
        name.set_parse_math(False)
        used = (held["line"].max() + 1) * (dot + 0.03)
        for row in held.itertuples():
            y = at + (room - used) / 2 + (row.line + 0.5) * (dot + 0.03)
            spots.append(_draw_row(axes, row, y, scale, dot))
    return spots


def _draw_row(axes: Axes, row: Any, y: float, scale: _Scale, dot: float) -> Spot:
    """Draw one row; return the spot that its mark, its bar and its open side take."""
    left, right = scale.x(row.first), scale.x(row.last)
    thick = dot * (0.22 if row.month else 0.5)
    if right > left:
        axes.fill_between(
            [left, right],
            y - thick / 2,
            y + thick / 2,
            color=row.colour,
            alpha=0.45,
            lw=0,
            zorder=2,
        )
    for is_open, edge, way in ((row.open_start, left, -1), (row.open_end, right, 1)):
        if is_open:
            _fade(axes, edge, y, way, thick, row.colour)
    at = right if row.open_start else left
    axes.plot(
        [at],
        [y],
        row.mark,
        ms=dot * 72,
        color=row.colour,
        mec="white",
        mew=0.6,
        zorder=3,
        clip_on=False,
    )
    if row.text:
        ink = "white" if luminance(row.colour) < 0.3 else INK
        size = 8.5 if len(row.text) < 3 else 6.5
        axes.text(
            at, y, row.text, color=ink, ha="center", va="center_baseline", fontsize=size, zorder=4
        )
    start, end = _reach(row, scale, dot)
    corners = axes.transData.transform([(start, y - dot / 2 - 0.02), (end, y + dot / 2 + 0.02)])
    figure = axes.get_figure(root=True)
    assert figure is not None
    pixels = corners * matplotlib.rcParams["savefig.dpi"] / figure.dpi
    tall = round(figure.get_size_inches()[1] * matplotlib.rcParams["savefig.dpi"])
    (x0, low), (x1, high) = pixels
    x0, x1, y0, y1 = x0, x1, tall - max(low, high), tall - min(low, high)
    return Spot(int(row.key), *(round(float(v), 1) for v in (x0, y0, x1 - x0, y1 - y0)))


def _fade(axes: Axes, edge: float, y: float, way: int, thick: float, colour: str) -> None:
    """Draw the open side of an interval: a bar that fades, and an arrow where it leads."""
    steps = 8
    for step in range(steps):
        x = [edge + way * FADE * 0.85 * (step + k) / steps for k in (0, 1)]
        axes.fill_between(
            sorted(x),
            y - thick / 2,
            y + thick / 2,
            color=colour,
            alpha=0.5 * (1 - step / steps),
            lw=0,
            zorder=2,
        )
    tip = edge + way * FADE * 0.88
    axes.plot([tip], [y], ">" if way > 0 else "<", ms=4.5, color=colour, zorder=2, clip_on=False)


def _mark_days(axes: Axes, scale: _Scale) -> None:
    """Mark days or months so that their names have room, and name the year above the panel."""
    room = axes.get_xlim()[1]
    first = scale.origin - timedelta(days=int(scale.margin / scale.per_day))
    shown = [
        first + timedelta(days=n) for n in range(int((room - scale.x(first)) / scale.per_day) + 1)
    ]
    marked = _days_to_mark(shown, scale)
    years = [day.year for day in (scale.origin, scale.last, *marked)]
    span = sorted({min(years), max(years)})
    axes.set_xticks(
        [scale.x(day) for day in marked],
        [_day_name(day, marked, years=len(span) > 1) for day in marked],
        fontsize=9,
    )
    axes.tick_params(axis="x", length=0, pad=2)
    axes.grid(axis="x", color="#d3dade", lw=0.7, zorder=0.5)
    axes.set_axisbelow(True)
    axes.set_title("–".join(map(str, span)), fontsize=9.5, color=INK, x=0, pad=3)


def _days_to_mark(shown: Sequence[date], scale: _Scale) -> list[date]:
    """Return the days to mark: as many as have room for their names."""
    found = next(
        (
            marked
            for marked in _candidates(shown, scale.origin)
            if all(scale.x(b) - scale.x(a) >= NAME for a, b in pairwise(marked))
        ),
        [],
    )
    inside = WIDTH - LEFT - RIGHT - NAME / 2.2
    return [day for day in found if NAME / 2.2 <= scale.x(day) <= inside]


def _candidates(shown: Sequence[date], origin: date) -> Iterator[list[date]]:
    """Yield days to mark, closer ones first."""
    for every in (1, 2, 4):
        yield [day for day in shown if (day - origin).days % every == 0]
    for these in ({1, 8, 15, 22}, {1, 15}, {1}):
        yield [day for day in shown if day.day in these]
    for months in (2, 3, 6, 12, 24, 60, 120, 600):
        yield [d for d in shown if d.day == 1 and (d.year * 12 + d.month - 1) % months == 0]


def _day_name(day: date, marked: Sequence[date], *, years: bool) -> str:
    """Return a day as its mark says it; months alone, where only first days are marked."""
    month = month_abbr[day.month]
    if len(marked) < 2 or any(each.day > 1 for each in marked):
        return f"{day.day} {month}"
    return f"{month}\n{day.year}" if years else month
