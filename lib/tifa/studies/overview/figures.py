"""Pictures of notebook 01: vocabulary growth, days and places of publication, words of an article.

Every mark leads to what it stands for: an article, the page of a place, the sentences with a word.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import pandas as pd
from matplotlib import dates
from matplotlib import pyplot as plt
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from tifa.areas import lead, lead_at
from tifa.figures import COLOURS, GREY, INK, PALE, font_path, require_glyphs, word_boxes
from tifa.places.gazetteer import gazetteer
from tifa.studies.ink import nothing


def growth(
    curves: Mapping[str, tuple[Sequence[int], Sequence[int]]],
    leads: Mapping[str, str] | None = None,
) -> Figure:
    """Draw vocabulary growth: for each label, words read so far and different words among them.

    Up to eight curves are named; of more, all are drawn and the last words of eight named. ``leads``
    has the page that a name leads to.
    """
    figure, axes = plt.subplots(figsize=(3.1, 3.4))
    named = sorted(curves, key=lambda label: curves[label][1][-1], reverse=True)[: len(COLOURS)]
    for label, (read, different) in curves.items():
        at = named.index(label) if label in named else None
        colour = PALE if at is None else COLOURS[at]
        axes.plot(read, different, color=colour, lw=1.8, zorder=1 if at is None else 2)
    spots = _apart([curves[label][1][-1] for label in named], 0.055 * axes.get_ylim()[1])
    for label, spot in zip(named, spots, strict=True):
        read, different = curves[label]
        name = axes.annotate(
            label,
            (read[-1], different[-1]),
            xytext=(axes.get_xlim()[1] * 1.02, spot),
            fontsize=9.5,
            va="center",
            color=COLOURS[named.index(label)],
            arrowprops={"arrowstyle": "-", "color": PALE, "lw": 0.8},
            annotation_clip=False,
        )
        lead(name, (leads or {}).get(label), f"{label}: {different[-1]:,} of {read[-1]:,} words")
    axes.set_xlabel("words read")
    axes.set_ylabel("different words")
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    return figure


def _apart(values: Sequence[float], gap: float) -> list[float]:
    """Return positions near ``values`` (sorted downwards) that keep a gap."""
    spots: list[float] = []
    for value in values:
        spots.append(min(value, spots[-1] - gap) if spots else float(value))
    return spots


MOST_LANES = 40
"""So many articles have a lane of their own in the picture of dates; more are counted."""


def calendar(points: pd.DataFrame) -> Figure:
    """Draw publication dates: columns ``label`` (a lane), ``start`` and ``end`` (datetimes).

    A date known to the day is a dot, one known to the month or year a line over that time; each leads
    to the page in ``leads to``, where that column is there. More than 40 articles are counted by the
    month, quarter or year they begin in.
    """
    lanes = list(dict.fromkeys(points["label"]))
    if len(lanes) > MOST_LANES:
        return _counted_dates(points)
    figure, axes = plt.subplots(figsize=(3.4, 1.0 + 0.36 * len(lanes)))
    for row in points.to_dict("records"):
        lane, start, end = lanes.index(row["label"]), row["start"], row["end"]
        if (end - start).days > 1:
            (mark,) = axes.plot(
                [start, end], [lane, lane], color=COLOURS[1], lw=5, solid_capstyle="butt"
            )
        else:
            (mark,) = axes.plot([start], [lane], "o", color=COLOURS[0], ms=7)
        lead(mark, row.get("leads to"), str(row["label"]))
    axes.set_yticks(range(len(lanes)), lanes)
    axes.set_ylim(max(len(lanes), 1) - 0.5, -0.5)
    axes.grid(axis="x", color=PALE)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    locator = dates.AutoDateLocator(minticks=3, maxticks=8)  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(dates.ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]
    return figure


LENGTHS = {"month": "M", "quarter": "Q", "year": "Y"}
"""The periods in which articles are counted."""


def _counted_dates(points: pd.DataFrame) -> Figure:
    """Draw how many articles were published in each period, those known to the day and the others."""
    periods = {name: points["start"].dt.to_period(letter) for name, letter in LENGTHS.items()}
    spans = {name: p.max().ordinal - p.min().ordinal + 1 for name, p in periods.items()}
    length = next((name for name, n in spans.items() if n <= MOST_LANES), "year")
    day = (points["end"] - points["start"]).dt.days <= 1
    counts = pd.crosstab(periods[length], day.map({True: "to the day", False: "not to the day"}))
    figure, axes = plt.subplots(figsize=(4.2, 2.8))
    below = np.zeros(len(counts))
    starts, widths = counts.index.start_time, (counts.index.end_time - counts.index.start_time).days
    for name, colour in (("to the day", COLOURS[0]), ("not to the day", COLOURS[1])):
        if name in counts:
            high = counts[name].to_numpy(float)
            axes.bar(
                starts,
                high,
                widths * 0.85,
                below,
                align="edge",
                color=colour,
                label=f"known {name}",
            )
            below += high
    axes.set_ylabel(f"articles in each {length}")
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    locator = dates.AutoDateLocator(minticks=3, maxticks=6)  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(dates.ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]
    axes.legend(ncols=2, loc="lower left", bbox_to_anchor=(0, 1), frameon=False, fontsize=9.5)
    return figure


MANY_PLACES = 60
"""More places than these have smaller dots, and only names that have room."""

MOST_NAMES = 20
"""So many places are named on the map."""


@cache
def _outlines() -> list[tuple[str, list[np.ndarray[Any, Any]]]]:
    text = (files("tifa") / "data" / "provinces.json").read_text(encoding="utf-8")
    return [(row["code"], [np.array(ring) for ring in row["rings"]]) for row in json.loads(text)]


def place_map(places: pd.DataFrame) -> Figure:
    """Draw where the articles are from: columns ``code``, ``label`` and ``n`` (articles).

    Provinces in the corpus are tinted, cities and counties are dots; the frame is the part of
    the country that holds them. Up to 20 places are named, of more than 60 those whose names have room;
    a name leads to the page in ``leads to``, where that column is there.
    """
    many, most = len(places) > MANY_PLACES, places["n"].max()
    figure, axes = plt.subplots(figsize=(5.2, 5.2))
    shown = _provinces(axes, places["code"].astype(str))
    centres = {d.code: (d.longitude or 0.0, d.latitude or 0.0) for d in gazetteer() if d.longitude}
    taken: list[tuple[float, float]] = []
    named: list[tuple[float, float, int]] = []
    for row in places.sort_values("n", ascending=False).to_dict("records"):
        if row["code"] not in centres:
            continue
        x, y = centres[row["code"]]
        says = f"{row['label']} ({row['n']:,})"
        if not row["code"].endswith("0000"):
            size = 2.5 + 9 * np.sqrt(row["n"] / most) if many else 4 + 2 * np.sqrt(row["n"])
            edge: dict[str, Any] = {"mec": "white", "mew": 0.4, "alpha": 0.85} if many else {}
            (dot,) = axes.plot([x], [y], "o", ms=size, color=COLOURS[1], zorder=3, **edge)
            lead(dot, row.get("leads to"), says)
        if many and len(named) < MOST_NAMES:
            room = _room(says, x, y, named)
            if room is not None:
                named.append((room, x, len(says)))
                lead(_named(axes, says, (x, y), room), row.get("leads to"), says)
        elif not many and len(taken) < MOST_NAMES:
            spot = _free_spot(y, x, taken)
            taken.append((spot, x))
            lead(_named(axes, says, (x, y), spot), row.get("leads to"), says)
    if shown:
        (x0, y0), (x1, y1) = np.vstack(shown).min(axis=0), np.vstack(shown).max(axis=0)
        axes.set_xlim(x0 - 1.5, x1 + 1.5)
        axes.set_ylim(y0 - 1.5, y1 + 1.5)
        figure.set_size_inches(5.2, min(5.2 * 1.25 * (y1 - y0 + 3) / (x1 - x0 + 3), 6.0))
    axes.set_aspect(1.25)
    axes.set_axis_off()
    return figure


def _provinces(axes: Axes, codes: pd.Series[str]) -> list[np.ndarray[Any, Any]]:
    """Draw the provinces; return the outlines of those that hold a place."""
    inside = {code[:2] for code in codes}
    whole = {code[:2] for code in codes if code.endswith("0000")}
    shown = []
    for code, rings in _outlines():
        held = code[:2] in inside
        for ring in rings:
            face = "#cfe3f1" if code[:2] in whole else "#eef3f6" if held else "white"
            axes.fill(*ring.T, facecolor=face, edgecolor=GREY, lw=0.5, zorder=1)
            if held:
                shown.append(ring)
    return shown


def _named(axes: Axes, text: str, place: tuple[float, float], y: float) -> Artist:
    """Write a name beside a place, at a latitude of its own."""
    return axes.annotate(
        text,
        place,
        xytext=(place[0] + 0.7, y),
        fontsize=9,
        va="center",
        zorder=4,
        arrowprops={"arrowstyle": "-", "color": GREY, "lw": 0.6},
        bbox={"facecolor": "white", "alpha": 0.8, "edgecolor": "none", "pad": 1},
    )


def _free_spot(y: float, x: float, taken: list[tuple[float, float]], gap: float = 1.1) -> float:
    """Return a latitude near ``y`` at which no name stands yet, in degrees."""
    for step in range(40):
        spot = y + gap * (step + 1) // 2 * (1 if step % 2 else -1)
        if all(abs(spot - other) >= gap or abs(x - near) > 8 for other, near in taken):
            return spot
    return y


WIDE, HIGH = 1.15, 2.3
"""Degrees that a letter of a name takes, and its line."""


def _room(says: str, x: float, y: float, named: list[tuple[float, float, int]]) -> float | None:
    """Return a latitude close to ``y`` at which a name has room beside its place; None without any.

    ``named`` has the latitude, the longitude and the letters of the names that stand already.

    >>> _room("Changchun (9)", 125.0, 44.0, []), _room("Jilin (8)", 126.5, 43.9, [(44.0, 125.0, 13)])
    (44.0, 41.6)
    """
    for step in (0, 1, -1, 2, -2):
        spot = round(y + step * HIGH / 2, 1)
        if all(
            abs(spot - other) >= HIGH or x > near + WIDE * long or near > x + WIDE * len(says)
            for other, near, long in named
        ):
            return spot
    return None


def word_cloud(
    counts: Mapping[str, int],
    leads: Mapping[str, str] | None = None,
    *,
    width: int = 900,
    height: int = 560,
) -> Figure:
    """Draw a word cloud: size by count, the same picture for the same counts.

    ``leads`` has the sentence or the page that a word leads to. Without a word, the picture says so.
    """
    from wordcloud import WordCloud

    if not counts:
        return nothing("There is no content word.")
    require_glyphs("".join(counts))
    cloud = WordCloud(
        font_path=str(font_path()),
        width=width // 2,  # laid out at half the size, which takes a quarter of the time
        height=height // 2,
        scale=2,
        background_color="white",
        prefer_horizontal=1.0,
        max_words=55,
        min_font_size=10,
        max_font_size=60,
        relative_scaling=0.45,
        margin=5,
        random_state=1,
        color_func=_cloud_colour,
    ).generate_from_frequencies(dict(counts))
    figure, axes = plt.subplots(figsize=(5.4, 5.4 * height / width))
    axes.imshow(cloud.to_array(), interpolation="bilinear")
    axes.set_axis_off()
    for word, box in word_boxes(cloud):
        lead_at(axes, box, (leads or {}).get(word), f"{word}: {counts[word]:,}")
    return figure


def _cloud_colour(word: str, font_size: int, **_: object) -> str:
    """Large words in the strongest ink; the colour says nothing else."""
    return COLOURS[0] if font_size > 30 else INK if font_size > 15 else "#5f6b75"
