"""One page for each article: its text with what was found in it, every sentence within reach of a link.

Text from the corpus is never passed through Markdown or a template: it is escaped and set into
HTML here, and Sphinx includes that HTML as it stands.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from functools import cache
from html import escape
from pathlib import Path

import pyarrow.dataset as ds
from corpus import Corpus, Row, name_of, place_of, slug

from tifa.reader import page as reader
from tifa.reader.spans import check_sentence, is_marked
from tifa.schemas import SCHEMAS

KINDS = {
    "mojibake": "broken characters",
    "pinyin_gloss": "pinyin glosses",
    "script": "script conversions",
    "furniture": "lines of page furniture",
    "whitespace": "runs of white space",
}
FOUND = ("times", "events", "formulas", "expansions", "terms", "totals")
__all__ = ["article_pages", "check_sentence"]

DOCUMENT = ("doc_id", "place_code", "authors")

Rows = Callable[[str], list[Row]]
"""What gives the rows of an article, by its id."""


def article_pages(
    corpus: Corpus, tables: Path | None = None, html: Path | None = None
) -> Iterator[tuple[str, Row, str]]:
    """What Sphinx writes for the articles: page name, the template's variables, the template.

    `tables` is the folder of the tables, without which only sentences and repairs are marked;
    pages that are in `html` by the time the first article is asked for may be linked to.
    """
    documents, only = corpus.with_pages, corpus.paged
    links = [{"link": slug(d["doc_id"]) + ".html", "title": name_of(d)} for d in documents]
    found = {name: rows_by_document(tables, name, only=only) for name in FOUND}
    more = rows_by_document(tables, "documents", DOCUMENT, only)
    page = reader.Page(root="../", known=addresses(html))
    for i, document in enumerate(documents):
        doc_id = document["doc_id"]
        rows = {name: rows_of(doc_id) for name, rows_of in found.items()}
        rows |= {"sentences": corpus.sentences[doc_id], "repairs": corpus.repairs[doc_id]}
        about = document | next(iter(more(doc_id)), {})
        context = {
            "title": name_of(document),
            "body": article(about, rows, page),
            "prev": links[i - 1] if i else None,
            "next": links[i + 1] if i + 1 < len(links) else None,
        }
        yield f"articles/{slug(doc_id)}", context, "article.html"


def rows_by_document(
    folder: Path | None,
    name: str,
    columns: tuple[str, ...] | None = None,
    only: Collection[str] | None = None,
) -> Rows:
    """What gives an article's rows of a table; none of a table that is not there.

    The table stays as it is in Parquet's columns, and only the rows asked for become Python's: the
    terms of ten thousand articles would not fit into memory as dicts. `only` are the articles asked for.
    """
    path = folder / f"{name}.parquet" if folder else None
    if path is None or not path.exists():
        return lambda doc_id: []
    wanted = columns or tuple(SCHEMAS[name].names)
    stored = ds.dataset(path)
    present = [column for column in wanted if column in stored.schema.names]
    held = None if only is None else ds.field("doc_id").isin(list(only))
    table = stored.to_table(columns=present, filter=held)
    spans: dict[str, tuple[int, int]] = {}
    for at, doc_id in enumerate(
        table["doc_id"].to_pylist()
    ):  # rows are in the order of the articles
        start, n = spans.get(doc_id, (at, 0))
        spans[doc_id] = (start, n + 1)
    blank = dict.fromkeys(wanted)
    return lambda doc_id: [blank | r for r in table.slice(*spans.get(doc_id, (0, 0))).to_pylist()]


def addresses(html: Path | None) -> Callable[[str], bool]:
    """What tells whether an address is on the site so far, its anchor included."""

    @cache
    def anchors(page: str) -> frozenset[str] | None:
        path = html / page if html and page else None
        if path is None or not path.is_file():
            return None
        return frozenset(re.findall(r'\sid="([^"]+)"', path.read_text(encoding="utf-8")))

    def known(address: str) -> bool:
        page, _, anchor = address.partition("#")
        held = anchors(page)
        return held is not None and (not anchor or anchor in held)

    return known


def article(document: Row, rows: dict[str, list[Row]], page: reader.Page) -> str:
    """The article as HTML: title, origin, what was repaired, and the text with its layers."""
    repairs = rows["repairs"]
    marked = any(map(is_marked, repairs))
    return (
        f'<h1 lang="zh-Hans">{name_of(document)}</h1>\n'
        f'<p class="tifa-meta">{origin(document)}</p>\n{repair_note(repairs, marked)}'
        f"{reader.article(document, rows, page)}\n"
        '<p class="tifa-meta"><a href="index.html">All articles</a></p>'
    )


def origin(document: Row) -> str:
    """Place, date, newspaper, reporters and site in one line; what is not stated is left out."""
    publisher = document["publisher"]
    parts = [
        place_of(document),
        str(document["published"]).replace("T", " ") if document["published"] else "no date",
        document["source"],
        "、".join(document.get("authors") or ()),
        f"on {publisher}" if publisher and publisher != document["source"] else None,
        f"{document['n_chars'] or len(document['body'] or ''):,} characters",
        document["doc_id"],
    ]
    return " · ".join(escape(str(part)) for part in parts if part)


def repair_note(repairs: list[Row], marked: bool) -> str:
    """How many changes cleaning made, by kind, and how the text shows them."""
    if not repairs:
        return ""
    counts = Counter(row["kind"] for row in repairs).most_common()
    names = [(KINDS.get(kind, escape(kind.replace("_", " "))), n) for kind, n in counts]
    listed = ", ".join(f"{name} ({n:,})" for name, n in names)
    shown = (
        ' A <span class="tifa-repair">dotted line</span> marks where characters were restored'
        " or taken out, a solid red one where that is uncertain; point at it to see what the page had."
    )
    return f'<p class="tifa-note">Repaired on this page: {listed}.{shown if marked else ""}</p>\n'
