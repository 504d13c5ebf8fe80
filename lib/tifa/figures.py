"""Figures for reports: in a Chinese font, readable in print, the same on every machine."""

from __future__ import annotations

import io
import json
import warnings
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

import matplotlib
import numpy as np
import pandas as pd
from matplotlib import dates, font_manager
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from PIL import Image

from tifa.places.gazetteer import gazetteer

INK, GREY, PALE = "#22303c", "#8a949c", "#e8ecef"
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7f6a00", "#555555")
"""Colours that colour-blind readers can tell apart (Okabe and Ito 2008), and two more."""

FONT_PACKAGE, FONT_FILE = "pylopdf_fonts_zh_cn", "NotoSansSC-Regular.otf"


class MissingGlyphError(Exception):
    """A character that the font cannot draw; it would show as an empty box."""


class Spot(NamedTuple):
    """Where something is on a picture, in pixels of its PNG from the upper left corner."""

    key: int
    x: float
    y: float
    width: float
    height: float


@cache
def font_path() -> Path:
    """Return the path of the Chinese font (Noto Sans SC, SIL Open Font License)."""
    path = Path(str(files(FONT_PACKAGE) / FONT_FILE))
    if not path.is_file():
        raise FileNotFoundError(f"{FONT_FILE} is missing; install the locked requirements again")
    return path


@cache
def _drawable() -> frozenset[int]:
    from fontTools.ttLib import TTFont

    with TTFont(font_path()) as font:
        return frozenset(font.getBestCmap())


def require_glyphs(text: str) -> None:
    """Raise :class:`MissingGlyphError` if the font cannot draw a character of ``text``.

    >>> require_glyphs("四应四尽 sì yìng sì jìn")
    """
    missing = {char for char in text if not char.isspace() and ord(char) not in _drawable()}
    if missing:
        named = ", ".join(f"{char} (U+{ord(char):04X})" for char in sorted(missing))
        raise MissingGlyphError(f"{FONT_FILE} has no glyph for {named}")


def use_style() -> None:
    """Set matplotlib up for all figures of a notebook; a missing glyph becomes an error."""
    font_manager.fontManager.addfont(font_path())
    name = font_manager.FontProperties(fname=str(font_path())).get_name()
    warnings.filterwarnings("error", message="Glyph .* missing")
    matplotlib.rcParams.update(
        {
            "font.family": name,
            "font.size": 11,
            "axes.unicode_minus": False,
            "axes.edgecolor": GREY,
            "axes.labelcolor": INK,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.titlesize": 12,
            "axes.titlelocation": "left",
            "figure.dpi": 100,
            "savefig.dpi": 150,
            "text.color": INK,
            "xtick.color": INK,
            "ytick.color": INK,
        }
    )


def png(figure: Figure, *, tight: bool = True) -> bytes:
    """Return a figure as PNG, the same bytes on every run, and close it.

    ``tight`` cuts the margins; a picture whose places are known in pixels keeps them.
    """
    buffer = io.BytesIO()
    box = "tight" if tight else None
    figure.savefig(buffer, format="png", bbox_inches=box, metadata={"Software": None})
    plt.close(figure)
    return _smaller(buffer)


def _smaller(picture: io.BytesIO) -> bytes:
    """Return a PNG with a palette of its own colours: drawings have few, and notebooks carry many."""
    drawn = Image.open(picture).convert("RGBA")
    white = Image.new("RGB", drawn.size, "white")
    white.paste(drawn, mask=drawn.getchannel("A"))
    out = io.BytesIO()
    white.quantize(256, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def bars(values: pd.DataFrame, *, unit: str, legend: bool = True) -> Figure:
    """Draw stacked horizontal bars: a row of ``values`` a bar, a column a part.

    Zero parts are left out; each bar's total stands at its end, in ``unit``.
    """
    height = 0.9 + 0.42 * len(values) + (0.25 * -(-len(values.columns) // 2) if legend else 0)
    figure, axes = plt.subplots(figsize=(4.6, height))
    left = np.zeros(len(values))
    for number, column in enumerate(values.columns):
        width = values[column].to_numpy(dtype=float)
        colour = COLOURS[number % len(COLOURS)]
        axes.barh(
            range(len(values)), width, left=left, color=colour, label=str(column), height=0.62
        )
        left += width
    for row, total in enumerate(left):
        axes.text(total + left.max() * 0.01, row, f"{total:,.0f}", va="center", fontsize=9.5)
    axes.set_yticks(range(len(values)), [str(name) for name in values.index])
    axes.invert_yaxis()
    axes.set_xlabel(unit)
    axes.set_xlim(0, left.max() * 1.12 if left.max() else 1)
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    if legend and len(values.columns):
        columns = min(len(values.columns), 2)
        axes.legend(
            ncols=columns, loc="lower left", bbox_to_anchor=(0, 1), frameon=False, fontsize=9.5
        )
    return figure


def growth(curves: Mapping[str, tuple[Sequence[int], Sequence[int]]]) -> Figure:
    """Draw vocabulary growth: for each label, words read so far and different words among them.

    Up to eight curves are named; of more, all are drawn and the last words of eight named.
    """
    figure, axes = plt.subplots(figsize=(4.0, 3.6))
    named = sorted(curves, key=lambda label: curves[label][1][-1], reverse=True)[: len(COLOURS)]
    for label, (read, different) in curves.items():
        at = named.index(label) if label in named else None
        colour = PALE if at is None else COLOURS[at]
        axes.plot(read, different, color=colour, lw=1.8, zorder=1 if at is None else 2)
    spots = _apart([curves[label][1][-1] for label in named], 0.055 * axes.get_ylim()[1])
    for label, spot in zip(named, spots, strict=True):
        read, different = curves[label]
        axes.annotate(
            label,
            (read[-1], different[-1]),
            xytext=(axes.get_xlim()[1] * 1.02, spot),
            fontsize=9.5,
            va="center",
            color=COLOURS[named.index(label)],
            arrowprops={"arrowstyle": "-", "color": PALE, "lw": 0.8},
            annotation_clip=False,
        )
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


def calendar(points: pd.DataFrame) -> Figure:
    """Draw publication dates: columns ``label`` (a lane), ``start`` and ``end`` (datetimes).

    A date known to the day is a dot, one known to the month or year a line over that time.
    """
    lanes = list(dict.fromkeys(points["label"]))
    figure, axes = plt.subplots(figsize=(4.0, 1.0 + 0.36 * len(lanes)))
    for row in points.itertuples():
        lane = lanes.index(row.label)
        if (row.end - row.start).days > 1:
            axes.plot(
                [row.start, row.end], [lane, lane], color=COLOURS[1], lw=5, solid_capstyle="butt"
            )
        else:
            axes.plot([row.start], [lane], "o", color=COLOURS[0], ms=7)
    axes.set_yticks(range(len(lanes)), lanes)
    axes.set_ylim(max(len(lanes), 1) - 0.5, -0.5)
    axes.grid(axis="x", color=PALE)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    locator = dates.AutoDateLocator(minticks=3, maxticks=8)  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(dates.ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]
    return figure


MOST_NAMES = 20
"""So many places are named on the map."""


@cache
def _outlines() -> list[tuple[str, list[np.ndarray[Any, Any]]]]:
    text = (files("tifa") / "data" / "provinces.json").read_text(encoding="utf-8")
    return [(row["code"], [np.array(ring) for ring in row["rings"]]) for row in json.loads(text)]


def place_map(places: pd.DataFrame) -> Figure:
    """Draw where the articles are from: columns ``code``, ``label`` and ``n`` (articles).

    Provinces in the corpus are tinted, cities and counties are dots; the frame is the part of
    the country that holds them. Up to 20 places are named.
    """
    figure, axes = plt.subplots(figsize=(5.2, 5.2))
    inside = {str(code)[:2] for code in places["code"]}
    whole = {code[:2] for code in map(str, places["code"]) if code.endswith("0000")}
    shown = []
    for code, rings in _outlines():
        held = code[:2] in inside
        for ring in rings:
            face = "#cfe3f1" if code[:2] in whole else "#eef3f6" if held else "white"
            axes.fill(*ring.T, facecolor=face, edgecolor=GREY, lw=0.5, zorder=1)
            if held:
                shown.append(ring)
    centres = {d.code: (d.longitude or 0.0, d.latitude or 0.0) for d in gazetteer() if d.longitude}
    taken: list[tuple[float, float]] = []
    for row in places.sort_values("n", ascending=False).itertuples():
        if str(row.code) not in centres:
            continue
        x, y = centres[str(row.code)]
        if not str(row.code).endswith("0000"):
            axes.plot([x], [y], "o", ms=4 + 2 * np.sqrt(row.n), color=COLOURS[1], zorder=3)
        if len(taken) < MOST_NAMES:
            spot = _free_spot(y, x, taken)
            taken.append((spot, x))
            axes.annotate(
                f"{row.label} ({row.n})",
                (x, y),
                xytext=(x + 0.7, spot),
                fontsize=9,
                va="center",
                zorder=4,
                arrowprops={"arrowstyle": "-", "color": GREY, "lw": 0.6},
                bbox={"facecolor": "white", "alpha": 0.8, "edgecolor": "none", "pad": 1},
            )
    if shown:
        (x0, y0), (x1, y1) = np.vstack(shown).min(axis=0), np.vstack(shown).max(axis=0)
        axes.set_xlim(x0 - 1.5, x1 + 1.5)
        axes.set_ylim(y0 - 1.5, y1 + 1.5)
        figure.set_size_inches(5.2, min(5.2 * 1.25 * (y1 - y0 + 3) / (x1 - x0 + 3), 6.0))
    axes.set_aspect(1.25)
    axes.set_axis_off()
    return figure


def _free_spot(y: float, x: float, taken: list[tuple[float, float]], gap: float = 1.1) -> float:
    """Return a latitude near ``y`` at which no name stands yet, in degrees."""
    for step in range(40):
        spot = y + gap * (step + 1) // 2 * (1 if step % 2 else -1)
        if all(abs(spot - other) >= gap or abs(x - near) > 8 for other, near in taken):
            return spot
    return y


def word_cloud(counts: Mapping[str, int], *, width: int = 900, height: int = 560) -> Figure:
    """Draw a word cloud: size by count, the same picture for the same counts."""
    from wordcloud import WordCloud

    require_glyphs("".join(counts))
    cloud = WordCloud(
        font_path=str(font_path()),
        width=width,
        height=height,
        background_color="white",
        prefer_horizontal=1.0,
        max_words=55,
        min_font_size=20,
        relative_scaling=0.45,
        margin=4,
        random_state=1,
        color_func=_cloud_colour,
    ).generate_from_frequencies(dict(counts))
    figure, axes = plt.subplots(figsize=(5.4, 5.4 * height / width))
    axes.imshow(cloud.to_array(), interpolation="bilinear")
    axes.set_axis_off()
    return figure


def _cloud_colour(word: str, font_size: int, **_: object) -> str:
    """Large words in the strongest ink; the colour says nothing else."""
    return COLOURS[0] if font_size > 60 else INK if font_size > 30 else "#5f6b75"
