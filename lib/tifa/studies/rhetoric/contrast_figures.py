"""Pictures of what groups say more and less, of their words, and of how much alike they are.

Each takes any number of rows, none included, and is in the width of a page and a telephone.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from tifa.areas import lead_around, lead_at
from tifa.figures import COLOURS, GREY, INK, font_path, require_glyphs, word_boxes
from tifa.links import first_of, search_page
from tifa.studies.ink import (
    DIM,
    EDGE,
    SMALL,
    STRIPE,
    WIDTH,
    canvas,
    cut,
    folded,
    nothing,
    wide,
    write,
)
from tifa.studies.rhetoric.contrasts import CLEAR, Counted, chinese, gloss

LEFT, RIGHT = 1.72, 3.62
"""Inches: between these the bars; words stand before them, counts behind."""

TALL = 0.36
"""Inches: a row, with the English below the Chinese."""

STEPS = 5
"""Bars end at so many doublings: what is 32 times as often is rarely told from what is 40 times."""

MORE, FEWER = (COLOURS[0], "#a9cfe6"), (COLOURS[1], "#f2c4a0")
"""Colours of clear differences and of tendencies."""

CLOUD = 30
"""So many words stand in a cloud."""

MOST = 12
"""So many groups are compared in pairs."""


# More and less --------------------------------------------------------------------------------


def more_less(rows: pd.DataFrame, group: str) -> Figure:
    """Draw how many times as often a group says something as the others do.

    ``rows`` are those of :func:`tifa.studies.rhetoric.contrasts.shown`. A bar to the right is more, one to the left
    less; each step of the scale doubles. Thin lines are the bounds within these texts. Behind the
    bars stand the counts, here and elsewhere.
    """
    if rows.empty:
        return nothing(cut(f"{group}: nothing differs beyond chance.", WIDTH - 2 * EDGE))
    top = 0.72
    figure, axes = canvas(top + len(rows) * TALL + 0.3)
    _scale(axes, group, top, top + len(rows) * TALL)
    for number, row in enumerate(rows.to_dict("records")):
        y = top + (number + 0.5) * TALL
        if number % 2 == 0:
            axes.fill_between([0, WIDTH], y - TALL / 2, y + TALL / 2, color=STRIPE, lw=0, zorder=0)
        _name(axes, str(row["word"]), y)
        _bar(axes, row, y)
        told = first_of(row.get("told in"))
        lead_around(axes, WIDTH / 2, y, WIDTH, TALL, told, f"{row['word']}: a sentence to read")
        counts = f"{int(row['target']):,} : {int(row['reference']):,}"
        write(axes, WIDTH - EDGE, y, counts, ha="right")
    _legend(axes, rows, top + len(rows) * TALL + 0.16)
    return figure


def _at(log_ratio: float) -> float:
    """Return where in the picture a log ratio is, in inches.

    >>> round(_at(0), 2), round(_at(99), 2), round(_at(float("-inf")), 2)
    (2.67, 3.62, 1.72)
    """
    share = min(max(log_ratio, -STEPS), STEPS) / STEPS
    return (LEFT + RIGHT) / 2 + share * (RIGHT - LEFT) / 2


def _scale(axes: Axes, group: str, top: float, bottom: float) -> None:
    write(
        axes,
        EDGE,
        0.13,
        cut(f"{group}: how many times as often as the rest", WIDTH - 0.2),
        color=INK,
    )
    write(axes, _at(-0.15), 0.36, "← says less", SMALL, color=FEWER[0], ha="right")
    write(axes, _at(0.15), 0.36, "says more →", SMALL, color=MORE[0])
    write(axes, WIDTH - EDGE, 0.36, "here : rest", SMALL, color=DIM, ha="right")
    for step in (-4, -2, 0, 2, 4):
        x = _at(step)
        name = "same" if step == 0 else f"{2**step}×" if step > 0 else f"1/{2**-step}"
        write(axes, x, 0.58, name, SMALL, color=DIM, ha="center")
        axes.plot([x, x], [top, bottom], color=GREY, lw=1.0 if step == 0 else 0.4, zorder=1)


def _name(axes: Axes, word: str, y: float) -> None:
    told, shown = gloss(word), cut(chinese(word), LEFT - 2 * EDGE)
    write(axes, EDGE, y if told is None else y - 0.075, shown)
    if told is not None:
        write(axes, EDGE, y + 0.095, cut(told, LEFT - EDGE - 0.1, SMALL), SMALL, color=DIM)


def _bar(axes: Axes, row: Mapping[str, object], y: float) -> None:
    ratio, low, high = (float(str(row[f"log_ratio{end}"])) for end in ("", "_low", "_high"))
    colours = MORE if ratio > 0 else FEWER
    colour = colours[0] if row["grade"] == CLEAR else colours[1]
    axes.barh(y, _at(ratio) - _at(0), left=_at(0), height=0.17, color=colour, zorder=2)
    axes.plot([_at(low), _at(high)], [y, y], color=INK, lw=0.8, zorder=3)
    only = "only here" if not row["reference"] else "not here" if not row["target"] else ""
    if only:
        side = {"ha": "right"} if ratio > 0 else {"ha": "left"}
        x = _at(0) - 0.05 if ratio > 0 else _at(0) + 0.05
        write(axes, x, y, only, SMALL, color=DIM, **side)


def _legend(axes: Axes, rows: pd.DataFrame, y: float) -> None:
    parts = ["dark: clear", "pale: a tendency", "line: bounds within these texts"]
    if (rows["grade"] == CLEAR).all():
        parts.pop(1)
    elif (rows["grade"] != CLEAR).all():
        parts.pop(0)
    write(axes, EDGE, y, "; ".join(parts), SMALL, color=DIM)


# Clouds ---------------------------------------------------------------------------------------


def clouds(found: pd.DataFrame, groups: Sequence[str]) -> Figure:
    """Draw a comparison cloud: below each group the words that are most its own.

    ``found`` is that of :func:`tifa.studies.rhetoric.contrasts.deviations`. Size is how far a group's rate lies
    above the mean of all groups, on one scale for each group; colour tells groups apart, place
    means nothing. The same picture for the same counts.
    """
    held = [name for name in groups if (found["group"] == name).any()]
    if not held:
        return nothing("No word is more one group's than another's.")
    tall, head = 1.5, 0.26
    figure = plt.figure(figsize=(WIDTH, len(held) * (tall + head)))
    for number, name in enumerate(held):
        low = 1 - (number + 1) / len(held)
        axes = figure.add_axes((0, low, 1, tall / (tall + head) / len(held)))
        colour = COLOURS[number % len(COLOURS)]
        rows = found[found["group"] == name].head(CLOUD)
        above = dict(zip(rows["word"].map(chinese), rows["above"].astype(float), strict=True))
        cloud = _cloud(above, colour)
        axes.imshow(cloud.to_array(), interpolation="bilinear", aspect="auto")
        for word, box in word_boxes(cloud):
            lead_at(axes, box, search_page(word), f"{word}: every sentence with it")
        axes.set_axis_off()
        title = cut(name, WIDTH - 2 * EDGE, 10.5)
        axes.set_title(title, fontsize=10.5, color=colour, x=EDGE / WIDTH).set_parse_math(False)
    return figure


def _cloud(above: Mapping[str, float], colour: str) -> Any:
    from wordcloud import WordCloud

    require_glyphs("".join(above))
    cloud = WordCloud(
        font_path=str(font_path()), width=440, height=150, scale=2, background_color="white", margin=4,
        prefer_horizontal=1.0, min_font_size=10, max_font_size=40, relative_scaling=0.5,
        random_state=1, color_func=lambda *_, **__: colour,
    )  # fmt: skip
    return cloud.generate_from_frequencies(dict(above))


# Likeness -------------------------------------------------------------------------------------


def likeness(square: pd.DataFrame, note: str, *, distance: bool = False) -> Figure:
    """Draw a table of likeness: the number in each cell, and the darker the more alike.

    ``square`` has the same groups in rows and columns, ``distance`` tells that small values are
    alike. Shades go from the least to the most alike pair. Twelve groups at most are drawn.
    """
    names = [str(name) for name in square.index[:MOST]]
    if len(names) < 2:
        return nothing("There is nothing to compare.")
    folds = [folded(name, 1.35, SMALL) for name in names]
    values = pairs(square.iloc[: len(names), : len(names)])["value"] * (-1 if distance else 1)
    low, reach = values.min(), max(values.max() - values.min(), 1e-9)
    left = max(wide(part, SMALL) for name in folds for part in name.split("\n")) + 0.2
    step = min((WIDTH - left - EDGE) / len(names), 0.7)
    tall, head = 0.36, left
    figure, axes = canvas(0.3 + head + len(names) * tall + 0.06)
    write(axes, EDGE, 0.13, cut(note, WIDTH - 2 * EDGE, SMALL), SMALL, color=DIM)
    for number, name in enumerate(folds):
        x, y = left + (number + 0.5) * step, 0.3 + head + (number + 0.5) * tall
        write(axes, x, 0.3 + head - 0.06, name, SMALL, ha="center", va="bottom", rotation=90)
        write(axes, left - 0.08, y, name, SMALL, ha="right")
        for other in range(len(names)):
            value = float(square.iloc[number, other])
            if other == number or math.isnan(value):
                continue
            share = 0.15 + 0.85 * ((-value if distance else value) - low) / reach
            _cell(axes, left + other * step, y - tall / 2, step, tall, value, share)
    return figure


def _cell(
    axes: Axes, x: float, y: float, step: float, tall: float, value: float, share: float
) -> None:
    share = min(max(share, 0.0), 1.0)
    axes.fill_between([x, x + step], y, y + tall, color=COLOURS[0], alpha=0.75 * share, lw=0)
    ink = "white" if share > 0.7 else INK
    size = SMALL if step > 0.3 else 6.5
    write(
        axes, x + step / 2, y + tall / 2, f"{value:.2f}".lstrip("0"), size, ha="center", color=ink
    )


def collocates(found: pd.DataFrame, node: str) -> Figure:
    """Draw the words that stand near a node: how often, and how often chance would have it.

    ``found`` is that of :func:`tifa.studies.rhetoric.contrast_reading.near`.
    """
    if found.empty:
        return nothing("No word stands near it more often than chance.")
    top = 0.42
    figure, axes = canvas(top + len(found) * TALL + 0.08)
    told = f"Near {gloss(node) or chinese(node)}: how often; the mark: expected by chance"
    write(axes, EDGE, 0.15, cut(told, WIDTH - 2 * EDGE, SMALL), SMALL, color=DIM)
    largest = max(float(found["together"].max()), float(found["expected"].max()))
    reach = (WIDTH - 0.45 - LEFT) / largest
    for number, row in enumerate(found.to_dict("records")):
        y = top + (number + 0.5) * TALL
        if number % 2 == 0:
            axes.fill_between([0, WIDTH], y - TALL / 2, y + TALL / 2, color=STRIPE, lw=0, zorder=0)
        _name(axes, str(row["word"]), y)
        axes.barh(y, row["together"] * reach, left=LEFT, height=0.17, color=COLOURS[0], zorder=2)
        says = f"{row['word']}: {int(row['together']):,}"
        lead_around(axes, WIDTH / 2, y, WIDTH, TALL, row.get("told in"), says)
        expected = LEFT + row["expected"] * reach
        axes.plot([expected] * 2, [y - 0.13, y + 0.13], color=INK, lw=1.4, zorder=3)
        write(axes, LEFT + row["together"] * reach + 0.06, y, int(row["together"]))
    return figure


def pairs(square: pd.DataFrame) -> pd.DataFrame:
    """Return each two groups once, with their value; those without one are left out.

    >>> pairs(pd.DataFrame([[1.0, 0.5], [0.5, 1.0]], index=["a", "b"], columns=["a", "b"])).values.tolist()
    [['a', 'b', 0.5]]
    """
    names = list(square.index)
    rows = [
        (one, other, float(square.iloc[first, second]))
        for first, one in enumerate(names)
        for second, other in enumerate(names)
        if first < second
    ]
    return pd.DataFrame(rows, columns=["one", "other", "value"]).dropna(ignore_index=True)


def square_of(
    counted: Counted, groups: Sequence[str], measure: Callable[..., pd.DataFrame]
) -> pd.DataFrame:
    """Return a table of likeness of the groups, in their order; nan for one without any hit."""
    rows = counted.counts[counted.counts["group"].isin(groups)]
    square = measure(rows) if len(rows) else pd.DataFrame()
    return square.reindex(index=groups, columns=groups).astype(float)
