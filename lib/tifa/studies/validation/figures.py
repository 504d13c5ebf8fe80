"""Pictures of notebook 05: shares with their bounds, and what damage leaves of the findings."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from tifa.figures import COLOURS, GREY, INK, PALE
from tifa.studies.validation.robustness import TABLES

INCHES = 4.4
"""The width that a narrow screen shows without scaling."""

MARKS = {"formulas": "o", "times": "s", "frames": "^"}


def shares(table: pd.DataFrame) -> Figure:
    """Draw shares with exact bounds, a line a row: columns ``label``, ``share``, ``low``, ``high``, ``of``.

    What a line is stands above it, so that a narrow screen has room for both.
    """
    figure, axes = plt.subplots(figsize=(INCHES, 0.7 + 0.4 * max(len(table), 1)))
    low = float(table["low"].min()) if len(table) else 0.0
    left = min(0.8, np.floor(low * 10) / 10)
    for y, row in enumerate(table.to_dict("records")):
        axes.plot([row["low"], row["high"]], [y, y], color=COLOURS[0], lw=2.4, alpha=0.45)
        axes.plot([row["share"]], [y], "o", color=COLOURS[0], ms=5, clip_on=False, zorder=3)
        counts = f"{row['right']:,}/{row['of']:,}"
        axes.text(1.02, y, counts, va="center", fontsize=9, color=INK)
        axes.text(left, y - 0.45, row["label"], va="center", fontsize=9.5, color=INK, zorder=4)
    axes.set_yticks([])
    axes.set_ylim(max(len(table), 1) - 0.5, -0.9)
    axes.set_xlim(left, 1.0)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    axes.grid(axis="x", color=PALE)
    axes.set_axisbelow(True)
    axes.spines["left"].set_visible(False)
    return figure


def kept(table: pd.DataFrame) -> Figure:
    """Draw what damage leaves: a panel a damage, a line a table, the strength of the damage below.

    ``table`` is what :func:`tifa.studies.validation.robustness.summary` returns. Full lines are the text as it is,
    broken ones the restored text; the bars span the rounds.
    """
    names = list(dict.fromkeys(table["damage"]))
    figure, panels = plt.subplots(
        -(-len(names) // 2), 2, figsize=(INCHES, 4.6), sharex=True, sharey=True, squeeze=False
    )
    for axes, name in zip(panels.flat, names, strict=False):
        for state, style in (("as it is", "-"), ("restored", "--")):
            rows = table[(table["damage"] == name) & (table["state"] == state)]
            if len(rows):
                _lines(axes, rows, style)
        axes.set_title(name, fontsize=10)
        axes.grid(axis="y", color=PALE)
        axes.tick_params(labelsize=9)
    top = panels.flat[0]
    top.set_ylim(min(0.45, float(table[[f"{n} low" for n in TABLES]].min().min()) - 0.03), 1.02)
    top.yaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    top.xaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    top.set_xticks(sorted(set(table["share"])))
    handles = [
        Line2D([], [], color=COLOURS[n], marker=MARKS[name], ms=4, label=name)
        for n, name in enumerate(TABLES)
    ] + [Line2D([], [], color=GREY, ls="--", label="restored")]
    figure.legend(
        handles=handles, loc="lower center", ncols=4, frameon=False, fontsize=9, columnspacing=1
    )
    figure.supxlabel("share of Han characters damaged", fontsize=9.5, y=0.07)
    figure.subplots_adjust(bottom=0.17, hspace=0.25, wspace=0.1)
    return figure


def _lines(axes: Axes, rows: pd.DataFrame, style: str) -> None:
    at = [0.0, *rows["share"]]
    for number, name in enumerate(TABLES):
        values = [1.0, *rows[f"{name} kept"].astype(float)]
        colour = COLOURS[number]
        axes.plot(at, values, style, color=colour, marker=MARKS[name], ms=3.5, lw=1.5)
        axes.vlines(
            at[1:], rows[f"{name} low"], rows[f"{name} high"], color=colour, lw=3, alpha=0.25
        )
