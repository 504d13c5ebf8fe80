"""What notebooks show: sentences with computed numbers, tables with their CSV, figures.

Text from the corpus is data: it is escaped wherever it meets HTML.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pandas as pd
from IPython.display import Image, display
from markupsafe import Markup, escape
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from tifa import figures
from tifa.formulas.english import pinyin

FOLDER = Path(os.environ.get("TIFA_DATA", "data"))
"""Where the CSV files behind tables and figures go."""

LONG = 14
"""A cell with more characters than this gets room."""

_DAY = r"\d{4}-\d\d(?:-\d\d(?:[T ][\d:]+)?)?"
ISO_DATE = re.compile(rf"(?:from |until )?{_DAY}(?: to {_DAY})?$")
KEPT = r'<span class="tifa-date">\1</span>'
SAFE_NAME = re.compile(r"[a-z0-9_][a-z0-9_.-]{0,99}")


def _show(html: str, plain: str, png: str | None = None) -> None:
    block = f'<div class="tifa-block mathjax_ignore tex2jax_ignore">{html}</div>'
    other = {"image/png": png} if png else {}
    display({"text/html": block, **other, "text/plain": plain}, raw=True)


def zh(text: object) -> Markup:
    """Return Chinese text marked as such, escaped.

    >>> zh("<四应四尽>")
    Markup('<span lang="zh-Hans">&lt;四应四尽&gt;</span>')
    """
    return Markup('<span lang="zh-Hans">{}</span>').format(text)


def page_of(doc_id: str) -> str:
    """Return the page name of an article in the site.

    >>> page_of("001_cbbaf87bb9e2feef"), page_of("a/b")
    ('001_cbbaf87bb9e2feef', 'a-b-3ec69c85')
    """
    if SAFE_NAME.fullmatch(doc_id) and doc_id != "index":
        return doc_id
    plain = re.sub(r"[^a-z0-9_]+", "-", doc_id.lower()).strip("-")[:60]
    return f"{plain}-{hashlib.sha1(doc_id.encode()).hexdigest()[:8]}".strip("-")


def formula_page(canonical: str) -> str:
    """Return the address of a formula's page in the site.

    Its name is the pinyin without tones, for the eye, and a mark of the formula itself, which tells
    formulas that sound alike apart.

    >>> formula_page("四应四尽"), formula_page("1+N")
    ('formulas/si-ying-si-jin-c926eb3a.html', 'formulas/1-n-251a452c.html')
    """
    spoken = unicodedata.normalize("NFD", pinyin(canonical)).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^a-z0-9]+", "-", spoken.lower())[:60].strip("-")
    mark = hashlib.sha1(canonical.encode()).hexdigest()[:8]
    return f"formulas/{f'{plain}-{mark}'.strip('-')}.html"


def city_page(code: str) -> str:
    """Return the address of the page of a city or province, by its six-digit code.

    >>> city_page("220100")
    'cities/220100.html'
    """
    return f"cities/{page_of(code)}.html"


def frame_page(frame: str) -> str:
    """Return the address of the page of a frame or of a rhetorical device.

    >>> frame_page("war")
    'frames/war.html'
    """
    return f"frames/{page_of(frame)}.html"


def link(text: object, doc_id: str, sentence_id: int | None = None) -> Markup:
    """Return a link to an article in the site, or to one of its sentences."""
    anchor = "" if sentence_id is None else f"#s-{sentence_id}"
    return Markup('<a href="articles/{}.html{}">{}</a>').format(page_of(doc_id), anchor, text)


def refer(names: Mapping[str, object]) -> Callable[[str], Markup]:
    """Return how a reference to a sentence (``a#s-3``) is shown: as a link with its article's name.

    >>> refer({"a": "Changchun"})("a#s-3")
    Markup('<a href="articles/a.html#s-3">Changchun</a>')
    """

    def shown(reference: str) -> Markup:
        doc_id, _, number = reference.rpartition("#s-")
        name = re.sub(rf"({_DAY})$", KEPT, str(escape(names.get(doc_id, doc_id))))
        return link(Markup(name), doc_id, int(number))

    return shown


def refer_to(reference: str) -> Callable[[object], Markup]:
    """Return how Chinese text that leads to a sentence (``a#s-3``) is shown.

    >>> refer_to("a#s-3")("清零")
    Markup('<a href="articles/a.html#s-3"><span lang="zh-Hans">清零</span></a>')
    """
    doc_id, _, number = reference.rpartition("#s-")
    return lambda text: link(zh(text), doc_id, int(number))


def search_link(word: str) -> Markup:
    """Return a word that leads to every sentence that holds it, by the site's search."""
    return Markup('<a href="search.html?q={}">{}</a>').format(quote(word), zh(word))


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
    """Write a table as CSV and return a link to it."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    frame.to_csv(FOLDER / f"{name}.csv", index=False, lineterminator="\n")
    return Markup('<a class="tifa-csv" href="data/{0}.csv" download>{0}.csv</a>').format(name)


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
    it leads to; that one is in the CSV only. ``narrow`` columns break into short lines. More than
    ``most`` rows are in the CSV only. ``tight`` is for tables of many short columns.
    """
    csv = save(frame, name)
    how, to = show or {}, leads or {}
    shown = [column for column in frame.columns if column not in to.values()]
    numbers = set(frame.select_dtypes("number").columns) if tight else set()
    head = "".join(
        f"<th{' class=num' if column in numbers else ''}>{escape(column)}</th>" for column in shown
    )
    rows = []
    for record in frame.head(most).to_dict("records"):
        ways = {c: how.get(str(c)) for c in shown}
        ways |= {
            c: refer_to(record[to[c]]) for c in shown if isinstance(record.get(to.get(c)), str)
        }
        rows.append(
            f"<tr>{''.join(_cell(record[c], ways[c], narrow=c in narrow) for c in shown)}</tr>"
        )
    more = len(frame) - most
    rest = f" The first {most} of {len(frame):,} rows." if more > 0 else ""
    _show(
        f'<table class="tifa{" tifa-tight" if tight else ""}"><caption>{escape(caption)}.{rest} {csv}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>",
        frame[shown].head(most).to_string(index=False),
    )


def _cell(value: object, how: Callable[[Any], object] | None, *, narrow: bool = False) -> str:
    missing = value is None or value is pd.NA or (isinstance(value, float) and value != value)
    if missing:
        return '<td class="none">–</td>'
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if how is None and isinstance(value, str) and ISO_DATE.match(value):
        return f'<td class="tifa-date">{escape(value)}</td>'
    long = len(str(value)) > LONG and not narrow
    kind = "num" if number else "tifa-long" if long else "tifa-narrow" if narrow else "tifa-text"
    if how is not None:
        shown: object = how(value)
    elif isinstance(value, float):
        shown = f"{value:,.2f}"
    else:
        shown = f"{value:,}" if number else value
    return f'<td class="{kind}">{escape(shown)}</td>'


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
    """Show a figure with its caption, the CSV behind it, and what it shows in words."""
    display(Image(figures.png(drawn), alt=alt))
    csv = save(frame, name)
    _show(
        f'<p class="tifa-caption" data-alt="{escape(alt)}"><em>{escape(caption)}.</em> {csv}</p>',
        caption,
    )


Told = tuple[str, str, int]
"""What a spot says when pointed at, and the article and sentence it leads to."""

LINKS = """<style>.tifa-map a{position:absolute;border-radius:.3rem;cursor:pointer}
.tifa-map a:hover,.tifa-map a:focus-visible{background:#ffd54a40;outline:2px solid #9d2a23}
@media print{.tifa-map a{display:none}}</style>"""
"""The rules of :func:`linked_figure`, beside the picture so that they hold outside the site too."""


def linked_figure(
    drawn: Figure, spots: Sequence[figures.Spot], told: Mapping[int, Told], caption: str, alt: str
) -> None:
    """Show a figure on which one can point at things and follow them to their sentences.

    ``told`` has for the key of each spot what it says, and its article and sentence. The picture
    is a PNG; the links lie above it, measured in parts of its size, so that they scale with it,
    need no script and are reached by keyboard. Where HTML is not shown, the PNG alone is; where
    its rules are stripped, as in a notebook that is not trusted, the links show nothing.
    """
    size = [round(v * plt.rcParams["savefig.dpi"]) for v in drawn.get_size_inches()]
    data = base64.b64encode(figures.png(drawn, tight=False)).decode()
    html = Markup(
        '{rules}<div class="tifa-map" style="position:relative;width:{w}px;max-width:min(100%,38rem)">'
        '<img alt="{alt}" src="data:image/png;base64,{data}" width="{w}" height="{h}" '
        'style="display:block;width:100%;max-width:100%;height:auto;padding:0;margin:0;background:#fff">'
        '{links}</div><p class="tifa-caption" data-alt="{alt}"><em>{caption}.</em></p>'
    )
    values = {"w": size[0], "h": size[1], "alt": alt, "data": data, "caption": caption}
    links = Markup("").join(_spot_link(spot, size, *told[spot.key]) for spot in spots)
    shown = html.format(rules=Markup(LINKS), links=links, **values)
    _show(shown, f"{caption}: {alt}", data)


def _spot_link(
    spot: figures.Spot, size: Sequence[int], text: str, doc_id: str, sentence_id: int
) -> Markup:
    """Return the link over a spot, without text of its own."""
    left, wide = (100 * part / size[0] for part in (spot.x, spot.width))
    top, high = (100 * part / size[1] for part in (spot.y, spot.height))
    where = f"left:{left:.2f}%;top:{top:.2f}%;width:{wide:.2f}%;height:{high:.2f}%"
    address = f"articles/{page_of(doc_id)}.html#s-{sentence_id}"
    return Markup('<a href="{}" title="{}" aria-label="{}" style="{}"></a>').format(
        address, text, text, where
    )


def heading(text: object, anchor: str) -> None:
    """Show a heading inside the output of a cell, with an anchor that links can reach."""
    shown = Markup('<h3 id="{}">{}</h3>').format(anchor, text)
    _show(shown, shown.striptags())


def before_after(rows: Sequence[tuple[str, str, str, Markup]]) -> None:
    """Show repairs in context: for each a kind, the page's text, the restored text and a link."""
    body = "".join(
        f'<tr><td>{escape(kind)}</td><td class="tifa-before" lang="zh">{escape(before)}</td>'
        f'<td class="tifa-after" lang="zh-Hans">{escape(after)}</td><td>{where}</td></tr>'
        for kind, before, after, where in rows
    )
    _show(
        '<table class="tifa"><thead><tr><th>repair</th><th>on the page</th><th>restored</th>'
        f"<th>where</th></tr></thead><tbody>{body}</tbody></table>",
        "\n".join(f"{kind}: {before} -> {after}" for kind, before, after, _ in rows),
    )
