"""What notebooks show: sentences with computed numbers, tables with their CSV, figures.

Text from the corpus is data: it is escaped wherever it meets HTML.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from IPython.display import display
from markupsafe import Markup, escape
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from tifa import figures
from tifa.areas import Area, linked, located
from tifa.links import (
    ISO_DATE,
    article_page,
    city_page,
    formula_link,
    formula_page,
    frame_page,
    gathered,
    link,
    marked,
    page_of,
    refer,
    refer_to,
    search_link,
    to,
    to_articles,
    zh,
)
from tifa.tables import safe_cells

__all__ = [
    "article_page",
    "before_after",
    "caution",
    "city_page",
    "count",
    "figure",
    "finding",
    "formula_link",
    "formula_page",
    "frame_page",
    "gathered",
    "heading",
    "link",
    "linked_figure",
    "listing",
    "marked",
    "page_of",
    "refer",
    "refer_to",
    "save",
    "say",
    "search_link",
    "sentence",
    "stacked",
    "table",
    "to",
    "to_articles",
    "zh",
]

FOLDER = Path(os.environ.get("TIFA_DATA", "data"))
"""Where the CSV files behind tables and figures go."""

SHEET = 1_048_576
"""The rows that a spreadsheet has, that of the headings included."""

LONG = 14
"""A cell with more characters than this gets room."""


def _show(html: str, plain: str, png: str | None = None) -> None:
    block = f'<div class="tifa-block mathjax_ignore tex2jax_ignore">{html}</div>'
    other = {"image/png": png} if png else {}
    display({"text/html": block, **other, "text/plain": plain}, raw=True)


def sentence(template: str, *parts: object, **values: object) -> Markup:
    """Return a template with its values put in, each escaped; numbers keep their format.

    >>> sentence("{n:,} articles on {place}", n=1200, place="<吉林>")
    Markup('1,200 articles on &lt;吉林&gt;')
    """
    return Markup(template).format(*parts, **values)


def count(n: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun, in the form that goes with it.

    >>> count(1, "article"), count(1200, "place"), count(0, "repair is", "repairs are")
    ('1 article', '1,200 places', 'no repairs are')
    """
    noun = one if n == 1 else many or f"{one}s"
    return f"{n:,} {noun}" if n else f"no {noun}"


SOME = 6
"""So many examples stand in a sentence."""


def capital(text: str) -> str:
    """Return a text with a capital first letter, the rest as it is.

    >>> capital("no formula of Jilin")
    'No formula of Jilin'
    """
    return text[:1].upper() + text[1:]


def listing(parts: Iterable[object]) -> Markup:
    """Return parts as an English list, each escaped.

    >>> listing(["a", "b", "<c>"])
    Markup('a, b and &lt;c&gt;')
    """
    found = [escape(part) for part in parts]
    return Markup(" and ").join([Markup(", ").join(found[:-1]), found[-1]] if found[1:] else found)


def say(text: Markup | str, **values: object) -> None:
    """Show a paragraph; values are put into its braces, escaped."""
    shown = sentence(text, **values) if values else Markup(text)
    _show(f"<p>{shown}</p>", shown.striptags())


def finding(text: Markup) -> None:
    """Show what the notebook found; the site's index repeats it."""
    _show(f'<p class="tifa-finding">{text}</p>', text.striptags())


def caution(text: Markup) -> None:
    """Show a limit of what follows, before it."""
    _show(f'<p class="tifa-note">{text}</p>', text.striptags())


def save(frame: pd.DataFrame, name: str) -> Markup:
    """Write a table as CSV and return a link to it; one that no spreadsheet takes, as Parquet."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / (f"{name}.csv" if len(frame) < SHEET else f"{name}.parquet")
    if len(frame) < SHEET:
        safe_cells(frame).to_csv(path, index=False, lineterminator="\n")
    else:
        frame.to_parquet(path, index=False, compression="zstd")
    return Markup('<a class="tifa-csv" href="data/{0}" download>{0}</a>').format(path.name)


def table(
    frame: pd.DataFrame,
    name: str,
    caption: str,
    *,
    show: Mapping[str, Callable[[Any], object]] | None = None,
    leads: Mapping[str, str] | None = None,
    narrow: Collection[str] = (),
    most: int = 60,
    tight: bool = False,
) -> None:
    """Show a table with its caption and its CSV.

    ``show`` gives for a column how a value is shown, as :func:`zh` or :func:`link` do; the CSV
    has the values themselves. ``leads`` names for a column the one that has the sentence (``a#s-3``)
    or the page it leads to; that one is in the CSV only. ``narrow`` columns break into short lines. More than
    ``most`` rows are in the CSV only. ``tight`` is for tables of many short columns.
    """
    csv = save(frame, name)
    how, lead = show or {}, leads or {}
    shown = [column for column in frame.columns if column not in lead.values()]
    numbers = set(frame.select_dtypes("number").columns) if tight else set()
    head = "".join(
        f"<th{' class=num' if column in numbers else ''}>{escape(column)}</th>" for column in shown
    )
    rows = []
    for record in frame.head(most).to_dict("records"):
        wheres = {c: record.get(lead.get(c)) for c in shown}
        cells = (_cell(record[c], how.get(str(c)), wheres[c], narrow=c in narrow) for c in shown)
        rows.append(f"<tr>{''.join(cells)}</tr>")
    more = len(frame) - most
    rest = f" The first {most} of {len(frame):,} rows." if more > 0 else ""
    _show(
        f'<table class="tifa{" tifa-tight" if tight else ""}"><caption>{escape(caption)}.{rest} {csv}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>",
        frame[shown].head(most).to_string(index=False),
    )


def _cell(
    value: object, how: Callable[[Any], object] | None, where: object, *, narrow: bool = False
) -> str:
    missing = value is None or value is pd.NA or (isinstance(value, float) and value != value)
    if missing:
        return '<td class="none">–</td>'
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if how is None and isinstance(value, str) and ISO_DATE.match(value):
        return f'<td class="tifa-date">{escape(value)}</td>'
    long = len(str(value)) > LONG and not narrow
    kind = "num" if number else "tifa-long" if long else "tifa-narrow" if narrow else "tifa-text"
    shown = _said(value, how, number=number)
    if isinstance(where, str):
        shown = to(where, shown if number or how else zh(value))
    return f'<td class="{kind}">{escape(shown)}</td>'


def _said(value: object, how: Callable[[Any], object] | None, *, number: bool) -> object:
    if how is not None:
        return how(value)
    if isinstance(value, float):
        return f"{value:,.2f}".replace("inf", "∞")
    return f"{value:,}" if number else value


def stacked(
    frame: pd.DataFrame,
    name: str,
    caption: str,
    columns: Mapping[str, Callable[[Mapping[str, Any]], object]],
    *,
    kind: str = "tifa-stacked",
    most: int = 60,
) -> None:
    """Show a table whose cells are each made from a whole row.

    ``columns`` gives for each heading how its cell is made. On a narrow screen the cells of a row
    stand below each other. The CSV has the rows as they are; more than ``most`` are there only.
    """
    csv = save(frame, name)
    head = Markup("").join(Markup("<th>{}</th>").format(column) for column in columns)
    rows = [
        Markup("<tr>{}</tr>").format(
            Markup("").join(
                Markup('<td data-label="{}">{}</td>').format(column, how(record))
                for column, how in columns.items()
            )
        )
        for record in frame.head(most).to_dict("records")
    ]
    rest = f" The first {most} of {len(frame):,} rows." if len(frame) > most else ""
    html = Markup(
        '<table class="tifa {}"><caption>{}.{} {}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table>'
    ).format(kind, caption, rest, csv, head, Markup("").join(rows))
    _show(html, frame.head(most).to_string(index=False))


def figure(drawn: Figure, frame: pd.DataFrame, name: str, caption: str, alt: str) -> None:
    """Show a figure with its caption, the CSV behind it, and what it shows in words.

    Where parts of it lead somewhere (:func:`tifa.areas.lead`), one can point at them and follow them.
    """
    csv = save(frame, name)
    box, areas = located(drawn)
    _show_linked(figures.png(drawn, box=box), areas, caption, alt, csv)


Told = tuple[str, str, int]
"""What a spot says when pointed at, and the article and sentence it leads to."""


def linked_figure(
    drawn: Figure,
    spots: Sequence[figures.Spot],
    told: Mapping[int, Told],
    caption: str,
    alt: str,
    csv: Markup | str = "",
) -> None:
    """Show a figure whose marks were placed in pixels, each leading to its sentence.

    ``told`` has for the key of each spot what it says, and its article and sentence; ``csv`` is the
    link to the data, as :func:`save` returns it.
    """
    size = [round(v * plt.rcParams["savefig.dpi"]) for v in drawn.get_size_inches()]
    areas = [_area(spot, size, *told[spot.key]) for spot in spots]
    _show_linked(figures.png(drawn, tight=False), areas, caption, alt, csv)


def _area(
    spot: figures.Spot, size: Sequence[int], says: str, doc_id: str, sentence_id: int
) -> Area:
    left, wide = (spot.x / size[0], spot.width / size[0])
    top, high = (spot.y / size[1], spot.height / size[1])
    return Area(article_page(doc_id, sentence_id), says, left, top, wide, high)


def _show_linked(
    png: bytes, areas: Sequence[Area], caption: str, alt: str, csv: Markup | str
) -> None:
    html = linked(png, areas, caption, alt, csv)
    _show(html, f"{caption}: {alt}", base64.b64encode(png).decode())


def heading(text: object, anchor: str) -> None:
    """Show a heading inside the output of a cell, with an anchor that links can reach."""
    shown = Markup('<h3 id="{}">{}</h3>').format(anchor, text)
    _show(shown, shown.striptags())


def before_after(
    rows: Sequence[tuple[str, str, str, Markup]], frame: pd.DataFrame, name: str, caption: str
) -> None:
    """Show repairs in context: for each a kind, the page's text, the restored text and a link.

    ``frame`` goes into the CSV.
    """
    csv = save(frame, name)
    body = "".join(
        f'<tr><td>{escape(kind)}</td><td class="tifa-before" lang="zh">{escape(before)}</td>'
        f'<td class="tifa-after" lang="zh-Hans">{escape(after)}</td><td>{where}</td></tr>'
        for kind, before, after, where in rows
    )
    _show(
        f'<table class="tifa"><caption>{escape(caption)}. {csv}</caption><thead><tr><th>repair</th>'
        f"<th>on the page</th><th>restored</th><th>where</th></tr></thead><tbody>{body}</tbody></table>",
        "\n".join(f"{kind}: {before} -> {after}" for kind, before, after, _ in rows),
    )
