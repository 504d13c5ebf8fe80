"""The tables that the site shows, as plain rows."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds

from tifa.places.gazetteer import romanised
from tifa.report import formula_page
from tifa.report import page_of as slug

Row = dict[str, Any]

MOST_PAGES = 2_000  # articles with a page of their own: some minutes, and 300 MB with the search
MOST_FORMULAS = 1_000  # formulas and parallels with one: each holds up to 200 mentions
LINK = re.compile(
    r'<a [^<>]{0,400}?href="(?:\.\./){0,3}articles/([^"/#]{1,200})\.html[^"]{0,400}"[^<>]{0,400}>(.*?)</a>',
    re.DOTALL,
)

FORMULA = re.compile(
    r'<a ([^<>]{0,400}?)href="(?:\.\./){0,3}(formulas/[^"/#]{1,200})\.html[^"]{0,400}"[^<>]{0,400}>(.*?)</a>',
    re.DOTALL,
)

COLUMNS = {
    "documents": "doc_id title published source publisher place n_chars body",
    "sentences": "doc_id sentence_id start end text kind",
    "repairs": "doc_id kind before after certain body_start body_end",
    "rejected": "reason",
}


@dataclass(frozen=True)
class Corpus:
    """The tables that the site shows, as plain rows; sentences and repairs by document.

    `paged` are the articles that have a page of their own, None where all have; only theirs are the
    sentences and repairs. `formulas` are the addresses of the pages of formulas, None where all have one.
    `of` is how many articles the corpus has that these were drawn from, nought where that is not known.
    """

    documents: list[Row]
    sentences: dict[str, list[Row]]
    repairs: dict[str, list[Row]]
    rejected: list[Row]
    paged: frozenset[str] | None = None
    formulas: frozenset[str] | None = None
    of: int = 0

    @property
    def drawn_from(self) -> str:
        """What is said behind the number of articles where they are not all of the corpus."""
        if self.of <= len(self.documents):
            return ""
        return f" drawn by chance from {self.of:,}, all of which notebook 06 counts,"

    def has_page(self, doc_id: str) -> bool:
        """True for an article with a page of its own."""
        return self.paged is None or doc_id in self.paged

    @cached_property
    def addresses(self) -> frozenset[str]:
        """The names of the pages in the folder of the articles, where not all have one."""
        return frozenset(["index", *map(slug, self.paged or ())])

    @property
    def with_pages(self) -> list[Row]:
        """The articles that have a page of their own."""
        return [row for row in self.documents if self.has_page(row["doc_id"])]


def load(folder: Path, linked: Collection[str] = (), of: int = 0) -> Corpus:
    """Read the tables; ValueError when one is missing or two articles would share a page.

    `of` is how many articles they were drawn from. `linked` are the names of pages of articles and formulas that other pages lead to: those are made
    in any case.
    """
    columns = {name: wanted.split() for name, wanted in COLUMNS.items()}
    documents = rows(folder / "documents.parquet", columns["documents"])
    names = Counter(slug(row["doc_id"]) for row in documents)
    if shared := [name for name, n in names.items() if n > 1]:
        raise ValueError(f"two documents would both be articles/{shared[0]}.html; rename one")
    paged = chosen([row["doc_id"] for row in documents], linked, MOST_PAGES)
    sentences, repairs = (
        by_document(rows(folder / f"{name}.parquet", columns[name], paged))
        for name in ("sentences", "repairs")
    )
    rejected = rows(folder / "rejected.parquet", columns["rejected"])
    formulas = chosen_formulas(articles_with(folder), linked, MOST_FORMULAS)
    return Corpus(documents, sentences, repairs, rejected, paged, formulas, of)


def articles_with(folder: Path) -> dict[str, int]:
    """In how many articles each formula and parallel stands."""
    held: dict[str, set[str]] = defaultdict(set)
    for path in (folder / "formulas.parquet", folder / "expansions.parquet"):
        if path.exists():
            table = frame(path, ["canonical", "doc_id"])
            for name, doc_id in table.itertuples(index=False, name=None):
                held[name].add(doc_id)
    return {name: len(doc_ids) for name, doc_ids in held.items()}


def chosen_formulas(
    articles: Mapping[str, int], linked: Collection[str] = (), most: int = MOST_FORMULAS
) -> frozenset[str] | None:
    """The addresses of the pages of formulas: all (None), or those linked and those of most articles.

    >>> found = chosen_formulas({"四早": 9, "六稳": 1, "五包一": 2}, {formula_page("六稳")}, most=2)
    >>> found == {formula_page("四早"), formula_page("六稳")}
    True
    """
    if len(articles) <= most:
        return None
    order = sorted(articles, key=lambda name: (-articles[name], name))
    pages = list(map(formula_page, order))
    first = [page for page in pages if page in linked]
    rest = [page for page in pages if page not in linked]
    return frozenset([*first, *rest[: max(most - len(first), 0)]])


def chosen(
    doc_ids: list[str], linked: Collection[str] = (), most: int = MOST_PAGES
) -> frozenset[str] | None:
    """The articles that get a page: all (None), or of very many those linked and some others.

    The others are taken at even distances, as many as there is room for.

    >>> chosen(["a", "b"]), sorted(chosen(list("abcdef"), {"b"}, most=3))
    (None, ['a', 'b', 'd'])
    """
    if len(doc_ids) <= most:
        return None
    first = [doc_id for doc_id in doc_ids if slug(doc_id) in linked]
    rest, room = [d for d in doc_ids if slug(d) not in linked], max(most - len(first), 0)
    return frozenset([*first, *(rest[n * len(rest) // room] for n in range(room))])


def frame(path: Path, columns: list[str], only: Collection[str] | None = None) -> pd.DataFrame:
    """A Parquet table, one file or a folder of parts; absent columns and missing values are None.

    With `only`, the rows of these articles.
    """
    if not path.exists():
        raise ValueError(f"{path} is missing; run `tifa analyse` first")
    stored = ds.dataset(path)
    present = [name for name in columns if name in stored.schema.names]
    wanted = None if only is None else ds.field("doc_id").isin(list(only))
    table = stored.to_table(columns=present, filter=wanted)
    none = [None] * len(table)
    held = {name: plain(table[name]) if name in present else none for name in columns}
    return pd.DataFrame({name: pd.Series(values, dtype=object) for name, values in held.items()})


def plain(column: pa.ChunkedArray) -> list[Any]:
    """The values of a column as plain Python; a text that comes again is the same object, once.

    >>> plain(pa.chunked_array([["a", None, "a"]]))
    ['a', None, 'a']
    """
    if not len(column) or not pa.types.is_string(column.type):
        return list(column.to_pylist())
    held = column.dictionary_encode().unify_dictionaries()
    texts = [*held.chunk(0).dictionary.to_pylist(), None]
    return [texts[at] for chunk in held.chunks for at in chunk.indices.fill_null(-1).to_pylist()]


def rows(path: Path, columns: list[str], only: Collection[str] | None = None) -> list[Row]:
    """Rows of a Parquet table as dicts."""
    values = frame(path, columns, only).itertuples(index=False, name=None)
    return [dict(zip(columns, row, strict=True)) for row in values]


def by_document(table: list[Row]) -> dict[str, list[Row]]:
    """Rows grouped by document, in the table's order."""
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in table:
        grouped[row["doc_id"]].append(row)
    return grouped


def place_of(document: Row) -> str:
    """The place for an English reader, with the Chinese beside it; empty where none is known."""
    place = document["place"]
    return f"{romanised(str(place))} {place}" if place else ""


def name_of(document: Row) -> str:
    """The title, escaped, or a note that there is none."""
    title = " ".join(str(document["title"] or "").split())
    return escape(title) if title else f"(no title) {escape(document['doc_id'])}"


def linked(html: str) -> set[str]:
    """The names of the article pages that a text leads to, and the addresses of those of formulas.

    >>> sorted(linked('<a href="articles/a.html#s-3">x</a> <a href="formulas/b.html">y</a>'))
    ['a', 'formulas/b.html']
    """
    articles = set(re.findall(r'articles/([^"/#\\]{1,200})\.html', html)) - {"index"}
    return articles | set(re.findall(r'formulas/[^"/#\\]{1,200}\.html', html))


def without_dead_links(html: str, corpus: Corpus) -> str:
    """A text in which articles and formulas without a page of their own are named without a link.

    >>> corpus = Corpus([{"doc_id": "a"}, {"doc_id": "b"}], {}, {}, [], frozenset("a"))
    >>> without_dead_links('<a href="articles/a.html">A</a> <a href="articles/b.html#s-1">B</a>', corpus)
    '<a href="articles/a.html">A</a> B'
    """
    if corpus.formulas is not None:
        known = {page.removesuffix(".html") for page in corpus.formulas} | {"formulas/index"}
        html = FORMULA.sub(lambda found: found[0] if found[2] in known else unlinked(found), html)
    if corpus.paged is None:
        return html
    return LINK.sub(lambda found: found[0] if found[1] in corpus.addresses else found[2], html)


def unlinked(found: re.Match[str]) -> str:
    """The name of a formula without its link, in the type of formulas where it has that."""
    kind = re.search(r'class="tifa-formula"', found[1])
    return f"<span {kind[0]}>{found[3]}</span>" if kind else found[3]
