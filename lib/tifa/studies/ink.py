"""How pictures of formulas are drawn: in inches from the upper left, so that text keeps its size."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

import matplotlib
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from tifa.figures import Spot

WIDTH, EDGE = 4.4, 0.08
"""Inches: a picture and its margin."""

SMALL, SIZE = 8.5, 9.5
"""Points: English beside Chinese, everything else."""

TALL = 0.24
"""Inches: the name of a lane."""

DIM, STRIPE = "#59636b", "#f1f4f6"
"""Colours of what is said beside, and behind every other row."""


def canvas(height: float) -> tuple[Figure, Axes]:
    """Return a figure with one pair of axes that measures inches from the upper left."""
    figure = plt.figure(figsize=(WIDTH, round(height, 2)))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, WIDTH)
    axes.set_ylim(round(height, 2), 0)
    axes.set_axis_off()
    return figure, axes


def nothing(message: str) -> Figure:
    """Return a figure that says why there is nothing on it."""
    figure, axes = canvas(0.5)
    write(axes, EDGE, 0.25, message, color=DIM)
    return figure


def write(axes: Axes, x: float, y: float, text: object, size: float = SIZE, **more: Any) -> None:
    """Write text of the corpus; a dollar sign in it is no formula of mathematics."""
    more = {"va": "center", "linespacing": 1.1, **more}
    axes.text(x, y, str(text), fontsize=size, **more).set_parse_math(False)


def mark(axes: Axes, x: float, y: float, style: tuple[str, str], size: float = 6.5) -> None:
    """Draw a mark: a colour and a shape of matplotlib."""
    colour, shape = style
    edge = 1.7 if shape in "|x" else 0.5
    face = colour if shape in "|x" else "white"
    axes.plot([x], [y], shape, color=colour, mec=face, mew=edge, ms=size, zorder=3)


def wide(text: str, size: float = SIZE) -> float:
    """Return about how many inches a line takes.

    >>> round(wide("四应四尽", 9), 2), round(wide("four", 9), 2)
    (0.5, 0.28)
    """
    return sum(1.0 if ord(char) > 0x2E7F else 0.55 for char in text) * size / 72


def cut(text: object, room: float, size: float = SIZE) -> str:
    """Return a text as far as it fits into some inches, with … if it does not.

    >>> cut("吉林省长春市", 0.6), cut("长春", 0.6)
    ('吉林省…', '长春')
    """
    text = str(text)
    if wide(text, size) <= room:
        return text
    while text and wide(f"{text}…", size) > room:
        text = text[:-1]
    return f"{text}…"


def folded(text: object, room: float, size: float = SIZE) -> str:
    """Return a text on at most two lines, each as far as it fits into some inches.

    >>> folded("Jilin Province, 2022-04", 1.2), folded("Changchun", 1.2)
    ('Jilin Province,\\n2022-04', 'Changchun')
    """
    text = str(text)
    head, _, tail = text.rpartition(" ")
    if wide(text, size) <= room or not head:
        return cut(text, room, size)
    return f"{cut(head, room, size)}\n{cut(tail, room, size)}"


def spot(key: Hashable, x: float, y: float, wide: float, tall: float) -> Spot:
    """Return the spot around a place in inches."""
    dpi = matplotlib.rcParams["savefig.dpi"]
    box = (x - wide / 2, y - tall / 2, wide, tall)
    return Spot(int(str(key)), *(round(float(value) * dpi, 1) for value in box))


def legend(axes: Axes, entries: Sequence[tuple[str, tuple[str, str]]], y: float) -> float:
    """Draw a legend in two columns; return where it ends."""
    for number, (name, style) in enumerate(entries):
        x, at = EDGE + number % 2 * 2.05, y + number // 2 * 0.2
        mark(axes, x + 0.07, at, style)
        write(axes, x + 0.19, at, name, 9)
    return y + -(-len(entries) // 2) * 0.2
