"""The tables that the site shows, as plain rows."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq

from tifa.places.gazetteer import romanised
from tifa.report import page_of as slug

Row = dict[str, Any]

COLUMNS = {
    "documents": "doc_id title published source publisher place n_chars body",
    "sentences": "doc_id sentence_id start end text kind",
    "repairs": "doc_id kind before after certain body_start body_end",
    "rejected": "reason",
}


@dataclass(frozen=True)
class Corpus:
    """The tables that the site shows, as plain rows; sentences and repairs by document."""

    documents: list[Row]
    sentences: dict[str, list[Row]]
    repairs: dict[str, list[Row]]
    rejected: list[Row]


def load(folder: Path) -> Corpus:
    """Read the tables; ValueError when one is missing or two articles would share a page."""
    tables = {name: rows(folder / f"{name}.parquet", COLUMNS[name].split()) for name in COLUMNS}
    names = Counter(slug(row["doc_id"]) for row in tables["documents"])
    if shared := [name for name, n in names.items() if n > 1]:
        raise ValueError(f"two documents would both be articles/{shared[0]}.html; rename one")
    sentences, repairs = by_document(tables["sentences"]), by_document(tables["repairs"])
    return Corpus(tables["documents"], sentences, repairs, tables["rejected"])


def rows(path: Path, columns: list[str]) -> list[Row]:
    """Rows of a Parquet file as dicts; absent columns and missing values are None."""
    if not path.exists():
        raise ValueError(f"{path} is missing; run `tifa analyse` first")
    present = [name for name in columns if name in pq.read_schema(path).names]
    frame = pd.read_parquet(path, columns=present).reindex(columns=columns).astype(object)
    values = frame.where(frame.notna(), None).itertuples(index=False, name=None)
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
