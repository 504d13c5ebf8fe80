"""Pictures of notebook 04: rates with intervals, places in the text, two periods, frames and actors.

Every function takes any number of rows, none included, and draws for a narrow screen.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from tifa.areas import lead_around, lead_at
from tifa.figures import COLOURS, GREY, INK, Spot
from tifa.studies.ink import (
    DIM,
    EDGE,
    SMALL,
    STRIPE,
    TALL,
    WIDTH,
    canvas,
    cut,
    nothing,
    spot,
    wide,
    write,
)
from tifa.studies.rhetoric.framing import DEVICES, FRAMES, PARTS, name_of

MOST = 12
"""So many groups are drawn; of more, those with most text."""

LINE = 0.17
"""Inches: the line of one group inside a frame."""

MOST_RINGS = 20
"""Where a group has more articles the middle half of each group's is drawn: many rings are a blot."""

FEW = 4
"""Fewer articles have no middle half."""


def largest(table: pd.DataFrame, most: int = MOST) -> list[str]:
    """Return the groups with most text, in the order of the corpus."""
    sizes = table.drop_duplicates("group").set_index("group")["characters"]
    kept = set(sizes.sort_values(ascending=False, kind="stable").index[:most])
    return [str(group) for group in sizes.index if group in kept]


def profile(table: pd.DataFrame, own: pd.DataFrame, order: Sequence[str]) -> Figure:
    """Draw rates by frame and group: a lane a frame, a line a group.

    ``table`` is what :func:`tifa.studies.rhetoric.framing.profile` returns, ``own`` the rates of articles with their
    ``group``; ``order`` has the frames that are drawn. A dot is a group's rate and the bar its exact
    interval; rings are its articles, where it has several; where a group has more than
    :data:`MOST_RINGS`, boxes are the middle half of each group's. An arrow without a dot is the upper bound
    of a group without a hit. A line leads where ``leads to`` says, if that column is there.
    """
    groups = largest(table)
    rows = table[table["group"].isin(groups) & table["frame"].isin(list(order))]
    if rows.empty:
        return nothing("There is no text to count in.")
    left = min(max(wide(cut(g, 1.35, SMALL), SMALL) for g in groups), 1.35) + 2 * EDGE
    kept = own[own["group"].isin(groups) & own["frame"].isin(list(order))]
    by = kept.groupby(["group", "frame"])["rate"]
    boxed = int(by.size().max()) > MOST_RINGS
    articles = {key: _articles(held, boxed=boxed) for key, held in by}
    cells = {(row["group"], row["frame"]): row for row in rows.to_dict("records")}
    top = max(rows["high"].max(), *(rate for held in articles.values() for rate in held.ends), 1e-9)
    every = table["group"].nunique()
    lane, head = TALL + len(groups) * LINE + 0.08, 0.5 if every == len(groups) else 0.72
    figure, axes = canvas(head + lane * len(order) + 0.4)
    _key(axes, boxed=boxed)
    if every > len(groups):
        note = f"Of {every:,} groups the {len(groups)} with most text are drawn."
        write(axes, EDGE, 0.56, note, 9, color=DIM)
    scale = (WIDTH - left - 0.35) / top
    for number, frame in enumerate(order):
        low = head + number * lane
        write(axes, EDGE, low + TALL / 2, _both(frame), color=INK)
        axes.fill_between([left, WIDTH - EDGE], low + TALL, low + lane - 0.08, color=STRIPE, lw=0)
        for line, group in enumerate(groups):
            y = low + TALL + (line + 0.5) * LINE
            write(axes, EDGE, y, cut(group, 1.35, SMALL), SMALL, color=DIM)
            cell, held = cells[group, frame], articles.get((group, frame), _Articles())
            _rate(axes, left, scale, y, cell, held, COLOURS[line % len(COLOURS)])
            says = f"{group}, {name_of(frame)}: {int(cell['hits']):,} hits"
            box = (left, y - LINE / 2, WIDTH - EDGE - left, LINE)
            lead_at(axes, box, cell.get("leads to"), says)
    _axis(axes, left, scale, top, head + lane * len(order))
    return figure


def _both(frame: str) -> str:
    english, chinese = (FRAMES | DEVICES).get(frame, (frame, ""))
    return f"{english}  {chinese}"


class _Articles(NamedTuple):
    """The rates of a group's articles as they are drawn: each a ring, or a box from low to high."""

    rings: tuple[float, ...] = ()
    box: tuple[float, float] | None = None

    @property
    def ends(self) -> tuple[float, ...]:
        """What the picture must have room for."""
        return self.rings + (self.box or ())


def _articles(rates: pd.Series[float], *, boxed: bool) -> _Articles:
    """Return several rates as rings, or ``boxed`` as their quartiles."""
    if len(rates) < (FEW if boxed else 2):
        return _Articles()
    if boxed:
        return _Articles(box=(float(rates.quantile(0.25)), float(rates.quantile(0.75))))
    return _Articles(rings=tuple(map(float, rates)))


def _key(axes: Axes, *, boxed: bool) -> None:
    """Write how the marks are read."""
    axes.plot([EDGE + 0.05], [0.12], "o", color=INK, ms=5)
    write(axes, EDGE + 0.18, 0.12, "rate; bar: interval within these texts", 9)
    if boxed:
        _box(axes, (EDGE, EDGE + 0.1), 0.34, INK)
    else:
        axes.plot([EDGE + 0.05], [0.34], "o", mfc="none", mec=INK, ms=4)
    write(axes, EDGE + 0.18, 0.34, "half its articles" if boxed else "an article", 9)
    axes.plot([1.55], [0.34], "<", color=INK, ms=5)
    write(axes, 1.67, 0.34, "no hit: the most the texts allow", 9)


def _box(axes: Axes, ends: tuple[float, float], y: float, colour: str) -> None:
    low, high = ends
    x = [low, high, high, low, low]
    up, down = y - LINE * 0.36, y + LINE * 0.36
    axes.plot(x, [up, up, down, down, up], color=colour, lw=0.8, solid_joinstyle="miter")


def _rate(
    axes: Axes,
    left: float,
    scale: float,
    y: float,
    cell: Mapping[Hashable, Any],
    held: _Articles,
    colour: str,
) -> None:
    low, high = left + scale * cell["low"], left + scale * cell["high"]
    axes.plot([low, high], [y, y], color=colour, lw=2.2, alpha=0.45, solid_capstyle="butt")
    if not cell["hits"]:
        axes.plot([high], [y], "<", color=colour, ms=5)
        return
    for rate in held.rings:
        axes.plot([left + scale * rate], [y], "o", mfc="none", mec=colour, ms=4)
    if held.box:
        _box(axes, (left + scale * held.box[0], left + scale * held.box[1]), y, colour)
    axes.plot([left + scale * cell["rate"]], [y], "o", color=colour, ms=5, zorder=3)
    end = max([high, *(left + scale * rate for rate in held.ends)])
    write(axes, min(end + 0.06, WIDTH - 0.3), y, f"{int(cell['hits']):,}", 7.5, color=DIM)


def _axis(axes: Axes, left: float, scale: float, top: float, y: float) -> None:
    step = next((s for s in (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200) if top / s <= 6), top)
    for tick in np.arange(0, top + step / 2, step):
        x = left + scale * tick
        if x <= WIDTH - EDGE:
            axes.plot([x, x], [y, y + 0.05], color=GREY, lw=0.8)
            write(axes, x, y + 0.13, f"{tick:g}", SMALL, ha="center")
    write(axes, (left + WIDTH) / 2, y + 0.3, "per 1,000 characters", SMALL, ha="center", color=DIM)


# Where in the text ----------------------------------------------------------------------------


def along(table: pd.DataFrame, order: Sequence[str]) -> Figure:
    """Draw where frames stand: a row a frame, a column a tenth of the articles, darker for more.

    ``table`` is what :func:`tifa.studies.rhetoric.framing.along` returns. The darkest cell of a row is its fullest
    tenth; its number is the count of hits.
    """
    held = table[table["frame"].isin(list(order))]
    if held.empty:
        return nothing("No frame has a hit.")
    left, tall, head = 1.35, 0.27, 0.3
    figure, axes = canvas(head + tall * len(order) + 0.42)
    step = (WIDTH - left - EDGE) / PARTS
    write(axes, EDGE, 0.12, "number: hits; darker: more of the frame's hits", SMALL, color=DIM)
    for number, frame in enumerate(order):
        of = held[held["frame"] == frame].set_index("part")
        cells = of["n"]
        y = head + (number + 0.5) * tall
        write(axes, EDGE, y, cut(name_of(frame), left - 2 * EDGE))
        most = max(int(cells.max()) if len(cells) else 0, 1)
        for part in range(PARTS):
            n, x = int(cells.get(part, 0)), left + part * step
            alpha = 0.08 + 0.72 * n / most
            axes.fill_between(
                [x + 0.01, x + step - 0.01], y - 0.12, y + 0.12, color=COLOURS[0], alpha=alpha, lw=0
            )
            says = f"{name_of(frame)}, part {part + 1} of {PARTS}: {n:,} hits"
            told = of["told in"].get(part) if "told in" in of else None
            lead_around(axes, x + step / 2, y, step, tall, told, says)
            ink = "white" if n > 0.75 * most else INK
            write(axes, x + step / 2, y, short(n), 8, ha="center", va="center_baseline", color=ink)
    for text, x, side in (("beginning", left, "left"), ("end of the text", WIDTH - EDGE, "right")):
        write(axes, x, head + tall * len(order) + 0.14, text, SMALL, ha=side, color=DIM)
    return figure


def short(n: int) -> str:
    """Return a count in four characters at most.

    >>> short(0), short(9843), short(52430), short(1_240_000)
    ('', '9843', '52k', '1.2M')
    """
    if n < 10_000:
        return str(n or "")
    return f"{n / 1000:.0f}k" if n < 999_500 else f"{n / 1e6:.1f}M"


# Two periods ----------------------------------------------------------------------------------


def two_periods(table: pd.DataFrame, periods: Sequence[str]) -> Figure:
    """Draw the rates of terms in two periods: a row a term, a mark a period, a line between them.

    Columns: ``term``, ``gloss``, and for each period ``<period> rate`` and ``<period> hits``.
    """
    if table.empty or len(periods) < 2:
        return nothing("There are no two periods to compare.")
    first, second = periods
    top = max(float(table[[f"{first} rate", f"{second} rate"]].to_numpy().max()), 1e-9)
    tall, head, left = 0.4, 0.34, EDGE + 0.3
    figure, axes = canvas(head + tall * len(table) + 0.42)
    scale = (WIDTH - left - 0.3) / top
    for at, (period, style) in enumerate(zip(periods, MARKS, strict=False)):
        axes.plot([EDGE + 0.08 + at * 1.4], [0.14], style[1], color=style[0], ms=7)
        write(axes, EDGE + 0.2 + at * 1.4, 0.14, cut(period, 1.15), 9)
    for number, row in enumerate(table.to_dict("records")):
        y = head + number * tall
        if number % 2 == 0:
            axes.fill_between([0, WIDTH], y, y + tall, color=STRIPE, lw=0)
        name = f"{row['term']}  {row['gloss']}"
        write(axes, EDGE, y + 0.12, cut(name, WIDTH - 2 * EDGE, 9), 9)
        ends = [left + scale * row[f"{period} rate"] for period in periods]
        lead_at(axes, (0, y, WIDTH, tall), row.get("told in"), name)
        axes.plot(ends, [y + 0.29] * 2, color=GREY, lw=1.2)
        for at, (period, x, style) in enumerate(zip(periods, ends, MARKS, strict=False)):
            axes.plot([x], [y + 0.29], style[1], color=style[0], ms=7, zorder=3)
            outer = -1 if (x, at) == min(zip(ends, (0, 1), strict=True)) else 1
            side = "right" if outer < 0 else "left"
            n = int(row[f"{period} hits"])
            write(axes, x + 0.09 * outer, y + 0.29, n, 7.5, color=style[0], ha=side)
    _axis(axes, left, scale, top, head + tall * len(table))
    return figure


MARKS = ((COLOURS[0], "o"), (COLOURS[1], "D"))
"""Colour and shape of the earlier and the later period."""


# Frames and actors ----------------------------------------------------------------------------


def network(table: pd.DataFrame, actors: pd.DataFrame) -> tuple[Figure, list[Spot]]:
    """Draw frames and actors that stand in one sentence more often than chance would put them there.

    Actors stand on the left with their commonest word, frames on the right; a line is as thick as the
    pair is frequent and carries its number of sentences. ``table`` is what
    :func:`tifa.studies.rhetoric.frame_network.drawable` returns, its index the keys of the spots; ``actors`` has the
    groups in their order with the ``commonest`` words.
    """
    if table.empty:
        return nothing("No frame keeps company with anybody more than chance would have it."), []
    words = dict(zip(actors["group"], actors["commonest"], strict=True))
    left = [group for group in words if group in set(table["first"])]
    right = list(dict.fromkeys(table.sort_values("together", ascending=False)["second"]))
    high = 0.46 * max(len(left), len(right)) + 0.2
    figure, axes = canvas(high)
    y_left, y_right = _heights(left, high), _heights(right, high)
    for name, y in y_left.items():
        under = str(words[name]).partition(" (")[0]
        _pair(axes, ACTOR - 0.08, y, name, under, "right")
    for name, y in y_right.items():
        _pair(axes, FRAME + 0.08, y, name_of(name), FRAMES.get(name, ("", ""))[1], "left")
    most, places = int(table["together"].max()), [(0.0, 0.0)]
    for _, row in table.iterrows():
        ends = y_left[row["first"]], y_right[row["second"]]
        colour = COLOURS[left.index(row["first"]) % len(COLOURS)]
        thick = 1 + 5 * row["together"] / most
        axes.plot([ACTOR, FRAME], ends, color=colour, alpha=0.6, lw=thick)
        x, y = max(
            _along(*ends), key=lambda at: min(np.hypot(at[0] - u, at[1] - v) for u, v in places)
        )
        places.append((x, y))
        axes.plot([x], [y], "o", color="white", ms=11, zorder=3)
        write(axes, x, y, int(row["together"]), 8, ha="center", va="center_baseline", zorder=4)
    pairs = zip(table.index, places[1:], strict=True)
    return figure, sorted(spot(key, x, y, 0.26, 0.24) for key, (x, y) in pairs)


ACTOR, FRAME = 1.45, WIDTH - 1.3
"""Inches: where the lines of the network begin and end."""


def _heights(names: Sequence[str], high: float) -> dict[str, float]:
    return {name: 0.1 + (at + 0.5) * (high - 0.2) / len(names) for at, name in enumerate(names)}


def _pair(axes: Axes, x: float, y: float, name: str, under: str, side: str) -> None:
    """Write a name with Chinese under it."""
    write(axes, x, y - 0.08, cut(name, 1.35, SMALL), SMALL, ha=side)
    write(axes, x, y + 0.09, cut(under, 1.35, SMALL), SMALL, ha=side, color=DIM)


def _along(start: float, end: float) -> list[tuple[float, float]]:
    """Return the places on a line of the network where its number may stand."""
    shares = np.linspace(0.12, 0.88, 20)
    return [(ACTOR + (FRAME - ACTOR) * share, start + (end - start) * share) for share in shares]
