"""Figures for reports: in a Chinese font, readable in print, the same on every machine."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

import matplotlib
import numpy as np
import pandas as pd
from matplotlib import font_manager
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import Bbox
from PIL import Image, ImageDraw, ImageFont

from tifa.areas import lead

INK, GREY, PALE = "#22303c", "#8a949c", "#e8ecef"
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7f6a00", "#555555")
"""Colours that colour-blind readers can tell apart (Okabe and Ito 2008), and two more."""

PURPLE = "#7b4fa3"
"""A dark colour beside these, for marks that white writing stands on."""

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


def png(figure: Figure, *, tight: bool = True, box: Bbox | None = None) -> bytes:
    """Return a figure as PNG, the same bytes on every run, and close it.

    ``tight`` cuts the margins; a picture whose places are known in pixels keeps them. ``box`` is what
    is shown of it, in inches.
    """
    buffer = io.BytesIO()
    cut = box or ("tight" if tight else None)
    fast = {"compress_level": 0}  # it is made smaller at once
    figure.savefig(
        buffer, format="png", bbox_inches=cut, metadata={"Software": None}, pil_kwargs=fast
    )
    plt.close(figure)
    return _smaller(buffer)


def _smaller(picture: io.BytesIO) -> bytes:
    """Return a PNG with a palette of its own colours: drawings have few, and notebooks carry many."""
    drawn = Image.open(picture).convert("RGBA")
    white = Image.new("RGB", drawn.size, "white")
    white.paste(drawn, mask=drawn.getchannel("A"))
    out = io.BytesIO()
    white.quantize(256, dither=Image.Dither.NONE).save(out, "PNG")
    return out.getvalue()


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour (WCAG 2), 0 to 1.

    >>> luminance("#ffffff"), luminance("#000000")
    (1.0, 0.0)
    """
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return round(0.2126 * red + 0.7152 * green + 0.0722 * blue, 4)


# Pictures that several notebooks show --------------------------------------------------------

MOST_BARS = 25
"""So many bars are drawn, the longest of them where there are more."""


def longest(values: pd.DataFrame, most: int = MOST_BARS) -> pd.DataFrame:
    """Return the rows that bars are drawn of: all, or of very many those with the largest sums.

    >>> longest(pd.DataFrame({"n": [1, 3, 2]}, index=list("abc")), most=2).index.tolist()
    ['b', 'c']
    """
    if len(values) <= most:
        return values
    order = values.sum(axis=1).sort_values(ascending=False, kind="stable").index
    return values.loc[order[:most]]


def bars(
    values: pd.DataFrame,
    *,
    unit: str,
    legend: bool = True,
    leads: pd.DataFrame | pd.Series[str] | None = None,
    of: int = 0,
) -> Figure:
    """Draw stacked horizontal bars: a row of ``values`` a bar, a column a part.

    Zero parts are left out; each bar's total stands at its end, in ``unit``. ``leads`` has in the same
    rows and columns the sentence or the page that a part leads to; or, in the same rows, that of all
    its parts. ``of`` is how many rows there are; where not all are drawn, the picture says so.
    """
    height = 0.9 + 0.42 * len(values) + (0.25 * -(-len(values.columns) // 2) if legend else 0)
    figure, axes = plt.subplots(figsize=(3.6, height))
    left = np.zeros(len(values))
    for number, column in enumerate(values.columns):
        width = values[column].to_numpy(dtype=float)
        colour = COLOURS[number % len(COLOURS)]
        drawn = axes.barh(
            range(len(values)), width, left=left, color=colour, label=str(column), height=0.62
        )
        for row, bar in enumerate(drawn):
            if leads is not None and width[row]:
                says = f"{values.index[row]}, {column}: {width[row]:,.0f} {unit}"
                to = leads[column] if isinstance(leads, pd.DataFrame) else leads
                lead(bar, to.iloc[row], says)
        left += width
    for row, total in enumerate(left):
        axes.text(total + left.max() * 0.01, row, f"{total:,.0f}", va="center", fontsize=9.5)
    axes.set_yticks(range(len(values)), [str(name) for name in values.index])
    axes.invert_yaxis()
    axes.set_xlabel(unit if of <= len(values) else f"{unit}; the {len(values)} highest of {of:,}")
    axes.set_xlim(0, left.max() * 1.12 if left.max() else 1)
    if len(left) and left.max() >= 10_000:
        axes.xaxis.set_major_locator(MaxNLocator(4))  # longer numbers need more room
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    if legend and len(values.columns):
        columns = min(len(values.columns), 2)
        axes.legend(
            ncols=columns, loc="lower right", bbox_to_anchor=(1.04, 1), frameon=False, fontsize=9.5
        )
    return figure


def word_boxes(cloud: Any) -> Iterator[tuple[str, tuple[float, float, float, float]]]:
    """Yield the words of a cloud (of the package wordcloud), with x, y, width and height in its pixels."""
    pen = ImageDraw.Draw(Image.new("L", (1, 1)))
    for (word, _), size, (y, x), _, _ in cloud.layout_:
        font = ImageFont.truetype(str(font_path()), size * cloud.scale)
        _, _, wide, high = pen.textbbox((0, 0), word, font=font, anchor="lt")
        yield word, (float(x * cloud.scale), float(y * cloud.scale), float(wide), float(high))
