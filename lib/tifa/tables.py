"""The tables: what they hold, how an article becomes rows, how rows are written.

``process`` is a plain function from a DataFrame of articles to DataFrames of findings, so that it
runs unchanged in a notebook, in a pool of processes and on a cluster.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from tifa.article import Article, parse
from tifa.places import place_of
from tifa.read import Source
from tifa.repair import Repair, repair
from tifa.script import script_of
from tifa.sentences import split_sentences
from tifa.trace import Traced
from tifa.webpage import read_page
from tifa.words import count_words

TEXT, INT, BOOL, TEXTS = pa.string(), pa.int64(), pa.bool_(), pa.list_(pa.string())
FOUND = pa.list_(pa.struct([("field", TEXT), ("raw_start", INT), ("raw_end", INT)]))

SCHEMAS = {
    "documents": pa.schema(
        [
            ("doc_id", TEXT),
            ("path", TEXT),
            ("position", INT),
            ("sha256", TEXT),
            ("encoding", TEXT),
            ("encoding_forced", BOOL),
            ("script", TEXT),
            ("title", TEXT),
            ("original_title", TEXT),
            ("published", TEXT),
            ("published_from", TEXT),
            ("source", TEXT),
            ("publisher", TEXT),
            ("authors", TEXTS),
            ("editors", TEXTS),
            ("place", TEXT),
            ("place_code", TEXT),
            ("body", TEXT),
            ("n_chars", INT),
            ("n_han", INT),
            ("n_sentences", INT),
            ("n_words", INT),
            ("n_raw", INT),
            ("found", FOUND),
            ("raw", TEXT),
        ]
    ),
    "repairs": pa.schema(
        [
            ("doc_id", TEXT),
            ("kind", TEXT),
            ("raw_start", INT),
            ("raw_end", INT),
            ("before", TEXT),
            ("after", TEXT),
            ("certain", BOOL),
            ("body_start", INT),
            ("body_end", INT),
        ]
    ),
    "sentences": pa.schema(
        [
            ("doc_id", TEXT),
            ("sentence_id", INT),
            ("start", INT),
            ("end", INT),
            ("raw_start", INT),
            ("raw_end", INT),
            ("text", TEXT),
            ("kind", TEXT),
        ]
    ),
    "words": pa.schema([("doc_id", TEXT), ("word", TEXT), ("n", INT)]),
    "rejected": pa.schema([("path", TEXT), ("position", INT), ("reason", TEXT), ("detail", TEXT)]),
}
"""The columns of each table, in order."""

ORDER = {
    "documents": ["doc_id"],
    "repairs": ["doc_id", "raw_start", "raw_end", "kind"],
    "sentences": ["doc_id", "sentence_id"],
    "words": ["doc_id", "word"],
    "rejected": ["path", "position"],
}

Rows = dict[str, list[dict[str, Any]]]


# From an article to rows ----------------------------------------------------------------------


def clean(raw: str, *, html: bool = False) -> tuple[Article, list[Repair]]:
    """Return the article on a page, and every change between the page and the article.

    >>> article, repairs = clean("首页 > 要闻\\n\\n疫情(qíng)就是命令,全市动员。")
    >>> article.body.text, [row.kind for row in repairs]
    ('疫情就是命令,全市动员。', ['furniture', 'whitespace', 'pinyin_gloss'])
    """
    if html:
        web = read_page(raw)
        page, repairs = repair(web.text)
        article = parse(page, _carried(web.window, web.text, page), web.facts)
    else:
        page, repairs = repair(raw)
        article = parse(page)
    repairs += _dropped(raw, page, article)
    repairs.sort(key=lambda row: (row.raw_start, row.raw_end, row.kind))
    return article, repairs


def _carried(
    window: tuple[int, int] | None, before: Traced, after: Traced
) -> tuple[int, int] | None:
    """Return a window of one text in a later one, by way of the raw page."""
    if window is None:
        return None
    raw_start, raw_end = before.raw(*window)
    start = int(np.searchsorted(after.first, raw_start))
    return start, int(np.searchsorted(after.last, raw_end, "right"))


def _dropped(raw: str, page: Traced, article: Article) -> list[Repair]:
    """Return what was taken away around the body: furniture, metadata lines and white space."""
    rows = []
    for kind, start, end in article.dropped:
        raw_start, raw_end = page.raw(start, end)
        rows.append(Repair(kind, raw_start, raw_end, raw[raw_start:raw_end], "", True))
    breaks = np.flatnonzero(article.body.last - article.body.first > 1).tolist()
    for at in breaks:
        if article.body.text[at] == "\n":
            start, end = int(article.body.first[at]), int(article.body.last[at])
            if raw[start:end].isspace():
                rows.append(Repair("whitespace", start, end, raw[start:end], "\n", True))
    if article.body.text:
        first = int(article.body.first[0])
        padding = len(raw[:first]) - len(raw[:first].rstrip())
        if padding:
            rows.append(
                Repair("whitespace", first - padding, first, raw[first - padding : first], "", True)
            )
    return rows


def in_body(body: Traced, raw_start: int, raw_end: int) -> tuple[int | None, int | None]:
    """Return where in the body a raw span stands; None, None where it is not in the body.

    What was taken away inside the body has an empty span there.
    """
    start = int(np.searchsorted(body.first, raw_start))
    end = int(np.searchsorted(body.last, raw_end, "right"))
    if end > start:
        return start, end
    touches = (start > 0 and body.last[start - 1] == raw_start) or (
        start < len(body.text) and body.first[start] == raw_end
    )
    return (start, start) if touches and raw_end > raw_start else (None, None)


def rows_of(source: Source) -> Rows:
    """Return the rows of one article for every table."""
    article, repairs = clean(source.text, html=source.html)
    body = article.body.text
    sentences = split_sentences(body)
    words = count_words(body)
    published = article.published or source.published
    place, code = place_of(article.title, article.source, body, published)
    document = {
        "doc_id": source.doc_id,
        "path": source.path,
        "position": source.position,
        "sha256": source.sha256,
        "encoding": source.encoding,
        "encoding_forced": source.forced,
        "script": script_of(source.text),
        "title": article.title,
        "original_title": article.original_title,
        "published": published,
        "published_from": "page" if article.published else "curated" if published else None,
        "source": article.source,
        "publisher": article.publisher,
        "authors": list(article.authors),
        "editors": list(article.editors),
        "place": place,
        "place_code": code,
        "body": body,
        "n_chars": len(body),
        "n_han": sum("\u3400" <= char <= "\u4dbf" or "\u4e00" <= char <= "\u9fff" for char in body),
        "n_sentences": len(sentences),
        "n_words": words.total(),
        "n_raw": len(source.text),
        "found": [
            {"field": name, "raw_start": span[0], "raw_end": span[1]}
            for name, span in sorted(article.found.items())
        ],
        "raw": source.text,
    }
    repair_rows = []
    for row in repairs:
        start, end = in_body(article.body, row.raw_start, row.raw_end)
        if row.kind in ("furniture", "metadata"):
            start = end = None
        repair_rows.append(
            {"doc_id": source.doc_id, **row._asdict(), "body_start": start, "body_end": end}
        )
    sentence_rows = []
    for sentence in sentences:
        raw_start, raw_end = article.body.raw(sentence.start, sentence.end)
        sentence_rows.append(
            {
                "doc_id": source.doc_id,
                **sentence._asdict(),
                "raw_start": raw_start,
                "raw_end": raw_end,
            }
        )
    return {
        "documents": [document],
        "repairs": repair_rows,
        "sentences": sentence_rows,
        "words": [{"doc_id": source.doc_id, "word": w, "n": n} for w, n in sorted(words.items())],
        "rejected": [],
    }


def arrow_tables(rows: Rows) -> dict[str, pa.Table]:
    """Return rows as Arrow tables with the columns of :data:`SCHEMAS`, in order."""
    return {
        name: pa.Table.from_pylist(rows.get(name, []), schema=schema)
        for name, schema in SCHEMAS.items()
    }


def analyse_sources(sources: Iterable[Source]) -> dict[str, pa.Table]:
    """Return the tables of some articles; one that fails becomes a row of ``rejected``."""
    rows: Rows = {name: [] for name in SCHEMAS}
    for source in sources:
        try:
            found = rows_of(source)
        except Exception as error:  # one article must not stop ten million
            rows["rejected"].append(
                {
                    "path": source.path,
                    "position": source.position,
                    "reason": "failed",
                    "detail": f"{type(error).__name__}: {error}; please report this article",
                }
            )
            continue
        for name, more in found.items():
            rows[name] += more
    return arrow_tables(rows)


def process(articles: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the tables of a DataFrame of articles.

    ``articles`` has a row an article with ``doc_id`` and ``text``, and where known ``published``.

    >>> frame = pd.DataFrame({"doc_id": ["a"], "text": ["长春市召开会议,部署防控。"]})
    >>> process(frame)["documents"][["doc_id", "place_code", "n_sentences"]].values.tolist()
    [['a', '220100', 1]]
    """
    given = articles.to_dict("records")
    sources = [
        Source(
            doc_id=str(row["doc_id"]),
            path=str(row.get("path", "")),
            position=number,
            text=row["text"],
            encoding="utf-8",
            forced=False,
            sha256="",
            published=row.get("published") if isinstance(row.get("published"), str) else None,
        )
        for number, row in enumerate(given, 1)
    ]
    return {name: to_pandas(table) for name, table in analyse_sources(sources).items()}


# Reading and writing --------------------------------------------------------------------------


def to_pandas(table: pa.Table) -> pd.DataFrame:
    """Return a table as a DataFrame in which a missing whole number stays a whole number."""
    frame: pd.DataFrame = table.to_pandas(types_mapper={INT: pd.Int64Dtype()}.get)
    return frame


def in_order(name: str, table: pa.Table) -> pa.Table:
    """Return a table with its rows in the order of the contract."""
    return table.sort_by([(column, "ascending") for column in ORDER[name]])


def write_table(table: pa.Table, folder: Path, name: str, form: str) -> Path:
    """Write a table as ``folder/name.form``; the form is parquet, csv or jsonl.

    In CSV, lists are JSON and a missing value is an empty cell.
    """
    path = folder / f"{name}.{form}"
    if form == "parquet":
        pq.write_table(table, path, compression="zstd")
        return path
    with path.open("w", encoding="utf-8", newline="") as file:
        if form == "jsonl":
            for row in table.to_pylist():
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
            return path
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(table.column_names)
        for row in table.to_pylist():
            writer.writerow([_cell(value) for value in row.values()])
    return path


def _cell(value: object) -> object:
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return "true" if value else "false"
    return value


def read_tables(folder: Path) -> dict[str, pd.DataFrame]:
    """Return the tables that an analysis wrote to a folder as Parquet."""
    return {
        name: to_pandas(pq.read_table(folder / f"{name}.parquet"))
        for name in SCHEMAS
        if (folder / f"{name}.parquet").is_file()
    }
