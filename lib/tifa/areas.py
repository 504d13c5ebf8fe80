"""Parts of pictures that lead somewhere: a mark to its sentence, a word to the page about it.

A mark says where it leads by matplotlib's own ``url``; what lies around a place gets an invisible
area. When the picture is shown, links lie above it.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from typing import Any, NamedTuple

from markupsafe import Markup
from matplotlib import pyplot as plt
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from PIL import Image

from tifa.links import address_of


class Area(NamedTuple):
    """A part of a picture that leads somewhere: its address, what it says when pointed at, its place.

    Left, top, width and height are in parts of the picture's size.
    """

    address: str
    says: str
    left: float
    top: float
    wide: float
    high: float


def lead(artist: Artist, where: object, says: str) -> None:
    """Let a mark of a picture lead to a sentence or a page (:func:`tifa.links.address_of`).

    A ``where`` that is no text, as that of a count of nothing, leaves the mark as it is.
    """
    if isinstance(where, str):
        artist.set_url(address_of(where))
        artist.set_gid(says)


def lead_at(axes: Axes, box: tuple[float, float, float, float], where: object, says: str) -> None:
    """Let a part of a picture lead somewhere: x, y, width and height, in units of the axes."""
    area = Rectangle(box[:2], *box[2:], visible=False)
    axes.add_artist(area)
    lead(area, where, says)


def lead_around(
    axes: Axes, x: float, y: float, wide: float, high: float, where: object, says: str
) -> None:
    """Let the part of a picture around a place lead somewhere."""
    lead_at(axes, (x - wide / 2, y - high / 2, wide, high), where, says)


def leading(figure: Figure) -> list[Artist]:
    """Return the marks of a figure that lead somewhere."""
    return figure.findobj(lambda artist: bool(artist.get_url()))


def located(figure: Figure) -> tuple[Bbox, list[Area]]:
    """Return what is shown of a figure, in inches, and where on it the marks are that lead somewhere."""
    figure.set_dpi(plt.rcParams["savefig.dpi"])
    figure.draw_without_rendering()
    renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]
    shown = figure.get_tightbbox(renderer).padded(plt.rcParams["savefig.pad_inches"])
    boxes = [(mark, _extent(mark, renderer)) for mark in leading(figure)]
    return shown, [_area(mark, box, shown, figure.dpi) for mark, box in boxes]


def _extent(mark: Artist, renderer: Any) -> Bbox:
    """Return where a mark is, in pixels; of a note with an arrow its words alone."""
    if isinstance(mark, Text):
        return Text.get_window_extent(mark, renderer)
    return mark.get_window_extent(renderer)


def _area(mark: Artist, box: Bbox, shown: Bbox, dpi: float) -> Area:
    left = (box.x0 / dpi - shown.x0) / shown.width
    top = (shown.y1 - box.y1 / dpi) / shown.height
    size = (box.width / dpi / shown.width, box.height / dpi / shown.height)
    return Area(str(mark.get_url()), str(mark.get_gid()), left, top, *size)


# The picture with its links --------------------------------------------------------------------

LINKS = """<style>.tifa-map a{position:absolute;box-sizing:border-box;min-width:24px;min-height:24px;
transform:translate(-50%,-50%);border-radius:.3rem;cursor:pointer}
.tifa-map a:hover,.tifa-map a:focus-visible{background:#ffd54a40;outline:2px solid #9d2a23;z-index:1}
@media print{.tifa-map a{display:none}}</style>"""
"""The rules of linked figures, beside the picture so that they hold outside the site too. What is
pointed at is 24 pixels wide and high at least (WCAG 2.2, 2.5.8), also on a narrow screen."""


def linked(png: bytes, areas: Sequence[Area], caption: str, alt: str, csv: Markup | str) -> Markup:
    """Return a picture with links above it, measured in parts of its size.

    So they scale with it, need no script and are reached by keyboard. Where HTML is not shown, the
    PNG alone is; where its rules are stripped, as in a notebook that is not trusted, the links show
    nothing.
    """
    wide, high = Image.open(io.BytesIO(png)).size
    html = Markup(
        '{rules}<div class="tifa-map" style="position:relative;width:{w}px;max-width:min(100%,38rem)">'
        '<img alt="{alt}" src="data:image/png;base64,{data}" width="{w}" height="{h}" '
        'style="display:block;width:100%;max-width:100%;height:auto;padding:0;margin:0;background:#fff">'
        '{links}</div><p class="tifa-caption"><em>{caption}.</em> {csv}</p>'
    )
    data = base64.b64encode(png).decode()
    values = {"w": wide, "h": high, "alt": alt, "data": data, "caption": caption, "csv": csv}
    links = Markup("").join(map(_link, areas))
    return html.format(rules=Markup(LINKS), links=links, **values)


def _link(area: Area) -> Markup:
    """Return the link over a part of a picture, without text of its own."""
    across, down = area.left + area.wide / 2, area.top + area.high / 2
    where = f"left:{across:.2%};top:{down:.2%};width:{area.wide:.2%};height:{area.high:.2%}"
    return Markup('<a href="{}" title="{}" aria-label="{}" style="{}"></a>').format(
        area.address, area.says, area.says, where
    )
