"""Pictures of formulas: where they stand, how they are built, how they nest and spread.

Every function takes any number of rows, none included. Where a picture has links, the keys of its
spots are the labels of the rows in the frame's index (whole numbers, each once), and the figure must
be shown with :func:`tifa.report.linked_figure`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from tifa.areas import lead_around
from tifa.figures import COLOURS, GREY, INK, PURPLE, Spot
from tifa.studies.ink import (
    DIM,
    EDGE,
    SMALL,
    STRIPE,
    TALL,
    WIDTH,
    canvas,
    cut,
    folded,
    legend,
    mark,
    nothing,
    spot,
    wide,
    write,
)
from tifa.studies.slogans.trees import genealogy, nesting

__all__ = ["dispersion", "genealogy", "nesting", "numerals", "preferences"]

KINDS = {
    "numeral": ("numeral (四查)", COLOURS[0], "|"),
    "compound": ("compound (五巡三查)", COLOURS[1], "D"),
    "dual": ("dual (双报到)", COLOURS[2], "o"),
    "code": ("code (1+N)", PURPLE, "s"),
    "counted_list": ("counted list", DIM, "^"),
    "parallel": ("parallel, no numeral", "#b87d00", "x"),
}
"""The name of each kind in a legend, its colour and its shape."""

OTHER = ("other", INK, "*")


MOST_LANES = MOST_LABELS = MOST_PATTERNS = 12

SUB = 0.115
"""Inches: the row of one kind inside a lane."""


# Where formulas stand ---------------------------------------------------------------------------


def dispersion(
    rows: pd.DataFrame,
    headings: pd.DataFrame | None = None,
    lanes: Sequence[str] | None = None,
) -> tuple[Figure, list[Spot]]:
    """Draw where formulas stand in each article: a lane an article, a mark a mention.

    Columns of ``rows``: ``label`` (the lane: city and date), ``at`` (share of the text before the
    mention, 0 to 1) and ``kind`` (as in ``corpus.formulas``); others are left alone. ``headings``
    has ``label`` and ``at`` of headings, marked faintly. ``lanes`` has all lanes in their order, also
    empty ones; without it, those of ``rows`` as they come. Of more than twelve lanes the twelve
    with the most mentions are drawn. Each kind has its own line in a lane, its colour and shape.
    Spots' keys are the labels of ``rows.index``; mentions that are not drawn have none.
    """
    names = list(dict.fromkeys([*(rows["label"] if lanes is None else lanes)]))
    names = _most(names, rows["label"].value_counts(), MOST_LANES)
    if not names:
        return nothing("No formula was found."), []
    rows = rows[rows["label"].isin(names)]
    kinds = [kind for kind in KINDS if (rows["kind"] == kind).any()]
    if not rows["kind"].isin(list(KINDS)).all():
        kinds.append("other")
    body = max(len(kinds), 1) * SUB + 0.06
    entries = [(KINDS.get(kind, OTHER)[0], KINDS.get(kind, OTHER)[1:]) for kind in kinds]
    marked = headings is not None and headings["label"].isin(names).any()
    if marked:
        entries.append(("heading", (GREY, "|")))
    top = 0.14 + -(-len(entries) // 2) * 0.2
    figure, axes = canvas(top + len(names) * (TALL + body) + 0.46)
    legend(axes, entries, 0.13)
    spots = []
    for number, name in enumerate(names):
        low = top + number * (TALL + body)
        write(axes, EDGE, low + TALL / 2, cut(name, WIDTH - 2 * EDGE), color=INK)
        axes.fill_between([EDGE, WIDTH - EDGE], low + TALL, low + TALL + body, color=STRIPE, lw=0)
        if marked and headings is not None:
            for share in headings.loc[headings["label"] == name, "at"]:
                x = _along(share)
                axes.plot([x, x], [low + TALL, low + TALL + body], color=GREY, lw=0.7, alpha=0.75)
        for row in rows[rows["label"] == name].itertuples():
            line = kinds.index(row.kind if row.kind in KINDS else "other")
            x, y = _along(row.at), low + TALL + 0.03 + (line + 0.5) * SUB
            mark(axes, x, y, KINDS.get(row.kind, OTHER)[1:])
            spots.append(spot(row.Index, x, y, 0.11, SUB))
    _shares(axes, top + len(names) * (TALL + body))
    return figure, sorted(spots)


def _along(share: float) -> float:
    """Return where in the picture a share of a text is."""
    return EDGE + 0.06 + min(max(float(share), 0.0), 1.0) * (WIDTH - 2 * EDGE - 0.12)


def _shares(axes: Axes, y: float) -> None:
    """Draw the scale of shares of the text."""
    for percent in (0, 25, 50, 75, 100):
        x = _along(percent / 100)
        axes.plot([x, x], [y, y + 0.05], color=GREY, lw=0.8)
        side = {0: "left", 100: "right"}.get(percent, "center")
        write(axes, x, y + 0.14, f"{percent} %", 9, ha=side)
    write(axes, WIDTH / 2, y + 0.33, "share of the text read", 9, ha="center")


def _most(names: Sequence[str], counts: Mapping[Any, int], most: int) -> list[str]:
    """Return the names with the highest counts in their old order.

    >>> _most(["a", "b", "c"], {"c": 3, "a": 2, "b": 1}, 2)
    ['a', 'c']
    """
    kept = sorted(names, key=lambda name: -counts.get(name, 0))[:most]
    return [name for name in names if name in kept]


# Which patterns and numerals --------------------------------------------------------------------


def preferences(
    rows: pd.DataFrame, base: str = "10,000 characters", what: str = "mentions"
) -> Figure:
    """Draw which patterns articles or cities use: a row a pattern, a column a label.

    Columns of ``rows``: ``label``, ``pattern``, ``n`` (mentions; rows of one cell are summed) and
    ``rate`` (mentions a ``base``; without it, area stands for ``n``), and if there is one ``told in``,
    the sentence that a dot leads to; ``what`` is the noun for what is counted. The count is printed in each dot, its area stands for the rate. The twelve labels and the twelve patterns with the most
    mentions are drawn; rows without a pattern are left out.
    """
    rows = rows[rows["pattern"].notna() & (rows["n"] > 0)]
    if rows.empty:
        return nothing("No formula has a pattern of its own.")
    totals = rows.groupby("pattern", sort=False)["n"].sum().sort_values(ascending=False)
    patterns = [str(name) for name in totals.index[:MOST_PATTERNS]]
    labels = _most(list(dict.fromkeys(rows["label"])), _totals(rows), MOST_LABELS)
    told = f"area: {what} in {base}" if "rate" in rows else f"area: {what}"
    rows = rows.assign(line=rows["pattern"].astype(str), column=rows["label"])
    below = [_left_out(rows, patterns, labels, what)]
    below += ["k, m: thousands, millions."] if rows["n"].max() >= 1000 else []
    note = f"Number: {what}; {told}"
    return _matrix(rows, patterns, labels, note, " ".join(filter(None, below)))


def numerals(rows: pd.DataFrame) -> Figure:
    """Draw which numerals formulas have: a row a label, a column a numeral.

    Columns of ``rows``: ``label``, ``numeral`` (a whole number), ``n`` (mentions) and, if there is one,
    ``told in``, the sentence that a dot leads to. Numerals from
    12 on share a column, 12+. The twelve labels with the most mentions are drawn.
    """
    rows = rows[rows["numeral"].notna() & (rows["n"] > 0)]
    if rows.empty:
        return nothing("No formula has a numeral.")
    capped = rows["numeral"].astype(int).clip(upper=12)
    shown = range(min(2, capped.min()), capped.max() + 1)
    labels = _most(list(dict.fromkeys(rows["label"])), _totals(rows), MOST_LABELS)
    names = {n: "12+" if n == 12 else str(n) for n in shown}
    rows = rows.assign(line=rows["label"], column=capped.map(names)).drop(
        columns="rate", errors="ignore"
    )
    note = "Number and area: mentions; column: the numeral"
    return _matrix(rows, labels, list(names.values()), note, _left_out(rows, labels, []))


def _left_out(
    rows: pd.DataFrame, lines: Sequence[str], columns: Sequence[str], what: str = "mentions"
) -> str:
    """Return how many lines and columns are not drawn; empty where all are, or where none are given."""
    more = {"row": rows["line"].nunique() - len(lines)}
    more["column"] = rows["column"].nunique() - len(columns) if columns else 0
    said = [f"{n:,} {name}{'' if n == 1 else 's'}" for name, n in more.items() if n]
    return f"Left out: {' and '.join(said)} with fewer {what}." if said else ""


def _totals(rows: pd.DataFrame) -> dict[Any, int]:
    return {name: int(n) for name, n in rows.groupby("label")["n"].sum().items()}


def _matrix(
    rows: pd.DataFrame, lines: Sequence[str], columns: Sequence[str], note: str, below: str = ""
) -> Figure:
    """Draw dots in a matrix: ``line``, ``column``, ``n`` in the dot, ``rate`` or ``n`` its area."""
    rate = "rate" if "rate" in rows else "n"
    rows = rows[rows["line"].isin(lines) & rows["column"].isin(columns)]
    by = rows.groupby(["line", "column"])
    cells = by[list({"n", rate})].sum()
    if "told in" in rows:
        cells = cells.join(by["told in"].first())
    names = [folded(line, 1.3) for line in lines]
    left = max(wide(part) for name in names for part in name.split("\n")) + 0.2
    step = min((WIDTH - left - EDGE) / len(columns), 0.62)
    upright = all(wide(column) <= step for column in columns)
    narrow = step < 2 * 9 / 72  # no room for names of two lines beside each other
    heads = [cut(column, 2.2, 9) if narrow else folded(column, 1.2, 9) for column in columns]
    long = max(wide(part, 9) for name in heads for part in name.split("\n"))
    head = 0.24 if upright else long + 0.12
    tall, top = 0.33, head + 0.26
    figure, axes = canvas(top + len(lines) * tall + (0.26 if below else 0.06))
    write(axes, EDGE, 0.13, cut(note, WIDTH - 2 * EDGE, 9), 9, color=DIM)
    if below:
        write(axes, EDGE, top + len(lines) * tall + 0.13, below, 9, color=DIM)
    for number, name in enumerate(heads):
        x = left + (number + 0.5) * step
        turned = {} if upright else {"rotation": 90}
        write(axes, x, top - 0.05, name, 9, ha="center", va="bottom", **turned)
    largest = max(cells[rate].max(), 1e-9)
    widest = min(step, tall) * 0.92 * 72
    for number, (line, name) in enumerate(zip(lines, names, strict=True)):
        y = top + (number + 0.5) * tall
        if number % 2 == 0:
            axes.fill_between([0, WIDTH], y - tall / 2, y + tall / 2, color=STRIPE, lw=0)
        write(axes, EDGE, y, name)
        for other, column in enumerate(columns):
            if (line, column) in cells.index:
                cell = cells.loc[(line, column)]
                share = max(float(cell[rate]) / largest, 0.02)
                x = left + (other + 0.5) * step
                _dot(axes, x, y, widest * np.sqrt(share), int(cell["n"]))
                says = f"{line}, {column}: {int(cell['n']):,}"
                lead_around(axes, x, y, step, tall, cell.get("told in"), says)
    return figure


def _dot(axes: Axes, x: float, y: float, size: float, n: int) -> None:
    """Draw a pale dot and its number over it."""
    axes.plot([x], [y], "o", ms=size, color="#c4dfef", mec="none", zorder=2)
    write(axes, x, y, short(n), SMALL, ha="center", va="center_baseline", zorder=4)


def short(n: int) -> str:
    """Return a number in four characters at most: thousands with k, millions with m.

    >>> [short(n) for n in (0, 999, 1_234, 9_960, 132_650, 999_600, 4_250_290, 25_078_010)]
    ['0', '999', '1.2k', '10k', '133k', '1m', '4.3m', '25m']
    """
    letters = {1: "", 1_000: "k", 1_000_000: "m", 1_000_000_000: "bn"}
    size = next((size for size in letters if n < 999.5 * size), max(letters))
    told = f"{n / size:.1f}".removesuffix(".0") if n < 9.95 * size else f"{n / size:.0f}"
    return told + letters[size]
