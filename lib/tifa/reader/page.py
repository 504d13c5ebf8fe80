"""An annotated article as HTML: the text as it is read, with what the tables say of it in layers.

Every sentence has an address (``s-3``) and, below its paragraph, the list of its rows in the tables with
links to where they count. The marks point at those lists; nothing is said twice, and without a script
the lists and the switches work all the same. Text of the corpus is escaped; none of it enters a script.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from itertools import groupby

from markupsafe import Markup, escape

from tifa.corpus.analysis import Corpus
from tifa.reader.annotations import LAYERS, Annotation, Row, Rows, Target, annotate
from tifa.reader.spans import Piece, check_sentence, cut, is_marked, repaired, what_was
from tifa.report import _show, link, page_of, zh
from tifa.studies.slogans.counts import plain

HIDDEN_FIRST = frozenset({"device"})
"""Layers that are switched off at first: there are so many of these words that they hide the rest."""

LISTED_TOGETHER = frozenset({"frame", "device"})
"""Layers whose rows stand in one line for each frame, since a sentence may have a dozen."""

TABLES = ("sentences", "repairs", "times", "events", "formulas", "expansions", "terms", "totals")
"""The tables that the reader takes its rows from, beside ``documents``."""

Numbered = tuple[int, Annotation]


@dataclass(frozen=True)
class Page:
    """How a page is written.

    ``root`` leads to the root of the site, ``known`` tells which addresses there are, ``prefix`` is what
    ids begin with, ``heading`` the element of a heading, and ``titles`` says that every mark has a title too, for want of a script.
    """

    root: str = ""
    known: Callable[[str], bool] = bool
    prefix: str = ""
    heading: str = "h2"
    titles: bool = False


@dataclass(frozen=True)
class Text:
    """An article cut for marking: its body, annotations, repairs, and the pieces that they cover."""

    body: str
    found: Sequence[Annotation]
    repairs: Sequence[Row]
    pieces: Sequence[Piece]
    groups: Mapping[str, int]
    page: Page
    starts: Sequence[int] = field(default=())


def article(document: Row, rows: Rows, page: Page = Page()) -> Markup:
    """Return the text of an article with its layers, the switches above it and the lists in it.

    ``rows`` are the article's rows by table, as plain Python; a table that is not there marks nothing.
    Raises ValueError where the sentences are not at their places in the body.

    >>> rows = {"sentences": [{"doc_id": "a", "sentence_id": 1, "start": 0, "end": 4, "text": "<四早>"}]}
    >>> shown = article({"doc_id": "a", "body": "<四早>", "published": None}, rows)
    >>> "&lt;四早&gt;" in shown, "<四早>" in shown
    (True, False)
    """
    text = _prepared(document, rows, page)
    lists = _by_sentence(text.found, page)
    sentences = list(rows.get("sentences", ()))
    starts = [int(row["start"]) for row in sentences]
    ends = [int(row["end"]) for row in sentences]
    shown, start = [], 0
    for line in text.body.split("\n"):
        end = start + len(line)
        inside = sentences[bisect_right(ends, start) : bisect_left(starts, end)]
        shown.append(_paragraph(text, start, end, inside, lists))
        start = end + 1
    lines = "\n".join(filter(None, shown)) or '<p class="tifa-meta" lang="en">(no text)</p>'
    return Markup(
        f'<div class="tifa-reader" data-prefix="{page.prefix}">{_legend(text)}'
        f'<div class="tifa-article" lang="zh-Hans">\n{lines}\n</div></div>'
    )


def show(corpus: Corpus, doc_id: str) -> None:
    """Show an annotated article in a notebook.

    The style and the script come with it. Where scripts are not run, the switches and the lists work
    and every mark says what it is in its title; where HTML is not shown, the text is. Raises ValueError
    for an article that the corpus does not have.

    >>> import tifa
    >>> show(tifa.load("seeds"), "no such article")
    Traceback (most recent call last):
    ...
    ValueError: no article 'no such article'; corpus.documents["doc_id"] has the names
    """
    documents = _rows(corpus, "documents", doc_id)
    if not documents:
        raise ValueError(f'no article {doc_id!r}; corpus.documents["doc_id"] has the names')
    document = documents[0]
    rows = {name: _rows(corpus, name, doc_id) for name in TABLES}
    page = Page(
        known=lambda address: False, prefix=f"{page_of(doc_id)}-", heading="h3", titles=True
    )
    title = zh(document["title"] or "(no title)")
    head = Markup("<p><b>{}</b> {}</p>").format(title, link("as a page", doc_id))
    style = Markup("<style>{}</style>").format(Markup(asset("reader.css")))
    script = Markup("<script>{}</script>").format(Markup(asset("reader.js")))
    _show(style + head + article(document, rows, page) + script, document["body"] or "")


def asset(name: str) -> str:
    """Return the reader's style (``reader.css``) or script (``reader.js``).

    >>> "tifa-reader" in asset("reader.css") and "tifa-reader" in asset("reader.js")
    True
    """
    return (files("tifa") / "data" / "reader" / name).read_text(encoding="utf-8")


def _rows(corpus: Corpus, name: str, doc_id: str) -> list[Row]:
    """Return the rows of an article as plain Python."""
    table = corpus.of(name, [doc_id])
    return [{str(k): plain(v) for k, v in row.items()} for row in table.to_dict("records")]


# Cutting the text -----------------------------------------------------------------------------


def _prepared(document: Row, rows: Rows, page: Page) -> Text:
    """Return the article cut into pieces, each wholly within or without every annotation."""
    body = document["body"] or ""
    sentences = rows.get("sentences", ())
    for row in sentences:
        check_sentence(body, row)
    found = annotate(document, rows)
    repairs = [row for row in rows.get("repairs", ()) if is_marked(row)]
    spans = [(row.start, row.end) for row in found] + [repaired(body, row) for row in repairs]
    bounds = [at for row in sentences for at in (int(row["start"]), int(row["end"]))]
    pieces = cut(spans, bounds)
    names = dict.fromkeys(row.group for row in found if row.group)
    groups = {name: number for number, name in enumerate(names)}
    return Text(body, found, repairs, pieces, groups, page, [piece.start for piece in pieces])


# The text -------------------------------------------------------------------------------------
# These return HTML as plain strings, every text of the corpus escaped: a template for each of some
# hundred marks took most of the time of a page.


def _paragraph(
    text: Text, start: int, end: int, sentences: Sequence[Row], lists: Mapping[int, str]
) -> str:
    """Return one line of the body, each sentence in a span that links can reach, and its lists."""
    if not text.body[start:end].strip():
        return ""
    pieces, below, at = [], [], start
    for row in sentences:
        number = int(row["sentence_id"])
        first, last = max(int(row["start"]), at), min(int(row["end"]), end)
        begins = row["start"] >= start
        anchor = f' id="{text.page.prefix}s-{number}"' if begins else ""
        marked = _stretch(text, first, last)
        pieces += [_stretch(text, at, first), f"<span{anchor}>{marked}</span>"]
        if begins:
            pieces.append(_addresses(text.page.prefix, number, listed=number in lists))
            below.append(lists.get(number, ""))
        at = last
    pieces.append(_stretch(text, at, end))
    heading = sentences and all(row.get("kind") == "heading" for row in sentences)
    tag = text.page.heading if heading else "p"
    return f"<{tag}>{''.join(pieces)}</{tag}>{''.join(below)}"


def _addresses(prefix: str, number: int, *, listed: bool) -> str:
    """Return the links behind a sentence: its address, and its rows in the tables."""
    here = f'<a class="tifa-here" href="#{prefix}s-{number}" aria-label="Address of sentence {number}"></a>'
    more = f'<a class="tifa-more" href="#{prefix}w-{number}" aria-label="Sentence {number} in the tables"></a>'
    return here + more if listed else here


def _stretch(text: Text, start: int, end: int) -> str:
    """Return a stretch of the body, escaped, its pieces marked."""
    shown, at = [], start
    for piece in text.pieces[bisect_left(text.starts, start) : bisect_left(text.starts, end)]:
        shown += [escape(text.body[at : piece.start]), _marked(text, piece)]
        at = piece.end
    shown.append(escape(text.body[at:end]))
    return "".join(shown)


def _marked(text: Text, piece: Piece) -> str:
    """Return a piece with a span for each of its layers, the outermost with what they say."""
    rows = [number for number in piece.held if number < len(text.found)]
    held = {text.found[number].layer for number in rows}
    layers = [layer for layer in LAYERS if layer in held]
    mends = [text.repairs[n - len(text.found)] for n in piece.held if n >= len(text.found)]
    shown = str(escape(text.body[piece.start : piece.end]))
    if mends:
        shown = _mended(shown, mends)
    for layer in reversed(layers[1:]):
        shown = f'<span class="l-{layer}">{shown}</span>'
    return (
        f'<span class="tifa-m l-{layers[0]}"{_data(text, rows)}>{shown}</span>' if rows else shown
    )


def _data(text: Text, rows: Sequence[int]) -> str:
    """Return the attributes by which a mark finds its rows, and a formula its members."""
    told = f' data-r="{" ".join(map(str, rows))}"'
    groups = dict.fromkeys(text.groups[text.found[n].group] for n in rows if text.found[n].group)
    if groups:
        told += f' data-g="{" ".join(map(str, groups))}"'
    if text.page.titles:
        lines = (f"{text.found[n].kind}: {text.found[n].said.striptags()}" for n in rows)
        told += f' title="{escape(chr(10).join(lines))}"'
    return told


def _mended(shown: str, repairs: Sequence[Row]) -> str:
    """Return a repaired spot with what the page had there."""
    doubt = " tifa-uncertain" if any(row["certain"] is False for row in repairs) else ""
    raw = escape(" ".join(row["before"] or "" for row in repairs))
    told = escape("; ".join(map(what_was, repairs)))
    return f'<span class="tifa-repair{doubt}" title="{told}" data-raw="{raw}">{shown}</span>'


# The lists and the switches -------------------------------------------------------------------


def _by_sentence(found: Sequence[Annotation], page: Page) -> dict[int, str]:
    """Return the list of each sentence's rows, closed at first."""
    lists = {}
    for number, rows in groupby(enumerate(found), key=lambda pair: pair[1].sentence_id):
        lines = "".join(_line(line, page) for line in _lines(rows))
        lists[number] = (
            f'<details class="tifa-where" id="{page.prefix}w-{number}" lang="en">'
            f"<summary>Sentence {number} in the tables</summary><ul>{lines}</ul></details>"
        )
    return lists


def _lines(rows: Iterable[Numbered]) -> list[list[Numbered]]:
    """Return the rows of a sentence as lines: one each, but one for all the words of a frame."""
    lines: dict[object, list[Numbered]] = defaultdict(list)
    for number, row in rows:
        key = (row.layer, row.kind) if row.layer in LISTED_TOGETHER else number
        lines[key].append((number, row))
    return list(lines.values())


def _line(rows: Sequence[Numbered], page: Page) -> str:
    """Return a line: what it is, what each of its rows says, and where they count."""
    first = rows[0][1]
    gloss = zh(first.gloss) if first.layer in LISTED_TOGETHER else escape(first.gloss)
    said = ", ".join(f'<span id="{page.prefix}r-{n}">{row.said}</span>' for n, row in rows)
    links = "".join(_link(target, page) for target in first.targets)
    kind = f"<b>{escape(first.kind)}</b>{' ' if first.gloss else ''}{gloss if first.gloss else ''}"
    return f'<li data-layer="{first.layer}">{kind}: {said}{links}</li>'


def _link(target: Target, page: Page) -> str:
    """Return the link to the first of a target's addresses that there is; nothing without one."""
    name, *addresses = target
    for address in addresses:
        if address.startswith("#"):
            return f' <a href="#{page.prefix}{escape(address[1:])}">{escape(name)}</a>'
        if page.known(address):
            return f' <a href="{page.root}{escape(address)}">{escape(name)}</a>'
    return ""


def _legend(text: Text) -> str:
    """Return the switches: one for each layer that the article has, with the number of its marks."""
    marks = {(row.layer, row.start, row.end) for row in text.found}
    numbers = Counter(layer for layer, _, _ in marks)
    switches = [
        _switch(layer, f"{name} <small>{numbers[layer]:,}</small>", on=layer not in HIDDEN_FIRST)
        for layer, name in LAYERS.items()
        if numbers[layer]
    ]
    if text.repairs:
        switches.append(_switch("repair", f"repaired spots <small>{len(text.repairs):,}</small>"))
        switches.append(_switch("raw", "what the page had there", on=False))
    inside = f"<legend>Marked in the text</legend>{''.join(switches)}"
    return f'<fieldset class="tifa-legend" lang="en">{inside}</fieldset>' if switches else ""


def _switch(layer: str, name: str, *, on: bool = True) -> str:
    box = f'<input type="checkbox" data-layer="{layer}"{" checked" if on else ""}>'
    return f'<label>{box} <span class="l-{layer}">{name}</span></label>'
