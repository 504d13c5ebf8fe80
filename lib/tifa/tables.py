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

from tifa.read import Rejected, Source
from tifa.rows import Rows, rows_of
from tifa.schemas import INT, ORDER, SCHEMAS


def arrow_tables(rows: Rows) -> dict[str, pa.Table]:
    """Return rows as Arrow tables with the columns of :data:`SCHEMAS`, in order."""
    return {
        name: pa.Table.from_pylist(rows.get(name, []), schema=schema)
        for name, schema in SCHEMAS.items()
    }


def add_article(rows: Rows, source: Source) -> bool:
    """Add the rows of an article to those of others; one that fails becomes a row of ``rejected``.

    Returns whether the article could be analysed.
    """
    try:
        found = rows_of(source)
    except Exception as error:  # one article must not stop ten million
        detail = f"{type(error).__name__}: {error}; please report this article"
        rows["rejected"].append(Rejected(source.path, source.position, "failed", detail)._asdict())
        return False
    for name, more in found.items():
        rows[name] += more
    return True


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
    rows: Rows = {name: [] for name in SCHEMAS}
    for source in sources:
        add_article(rows, source)
    return {name: to_pandas(table) for name, table in arrow_tables(rows).items()}


# Reading and writing --------------------------------------------------------------------------


def to_pandas(table: pa.Table) -> pd.DataFrame:
    """Return a table as a DataFrame in which a missing whole number stays a whole number."""
    frame: pd.DataFrame = table.to_pandas(types_mapper={INT: pd.Int64Dtype()}.get)
    return frame


def in_order(name: str, table: pa.Table) -> pa.Table:
    """Return a table with its rows in the order of the contract."""
    return table.sort_by([(column, "ascending") for column in ORDER[name]])


def write_table(tables: Iterable[pa.Table], path: Path) -> int:
    """Write the rows of some tables as one file, .parquet, .csv or .jsonl; return their number.

    Only one of the tables is in memory at a time. In CSV, lists are JSON and a missing value is an
    empty cell.
    """
    if path.suffix == ".parquet":
        return _write_parquet(tables, path)
    rows = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        if path.suffix == ".csv":
            writer.writerow(SCHEMAS[path.stem].names)
        for table in tables:
            rows += table.num_rows
            for row in table.to_pylist():
                if path.suffix == ".csv":
                    writer.writerow([_cell(value) for value in row.values()])
                else:
                    file.write(json.dumps(row, ensure_ascii=False) + "\n")
    return rows


def _write_parquet(tables: Iterable[pa.Table], path: Path) -> int:
    rows = 0
    schema = SCHEMAS[path.name.split(".")[0]]
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for table in tables:
            rows += table.num_rows
            writer.write_table(table)
    return rows


def _cell(value: object) -> object:
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return "true" if value else "false"
    return value
