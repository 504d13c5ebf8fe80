"""The tables: made from articles, written and read again.

``process`` is a plain function from a DataFrame of articles to DataFrames of findings, so that it
runs unchanged in a notebook, in a pool of processes and on a cluster.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from tifa.read import Source
from tifa.rows import Rows, rows_of
from tifa.schemas import INT, ORDER, SCHEMAS


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
