"""The tables: made from articles, written and read again.

``process`` is a plain function from a DataFrame of articles to DataFrames of findings, so that it
runs unchanged in a notebook, in a pool of processes and on a cluster.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from tifa.counting import count_together, texts
from tifa.rows import CUT, Table, steps_of
from tifa.schemas import INT, ORDER, SCHEMAS, TEXT
from tifa.side_by_side import Mark, groups, side_by_side
from tifa.sources import Columns, InputError, Rejected, Source
from tifa.tabular import article_of_row

BEGINS = r"(?:[\t\r]|\s*+[=+\-@＝＋－＠])"
"""How a text begins that a spreadsheet may take for a formula."""

COMMAND = re.compile(f"'*+{BEGINS}")
NUMBER = re.compile(r"[+-]?[0-9]{1,30}(\.[0-9]{1,30})?([eE][+-]?[0-9]{1,3})?")
QUOTED = re.compile(f"'(?='*+{BEGINS})")


def no_rows() -> dict[str, Table]:
    """Return all columns of all tables, empty, and those of :data:`tifa.rows.CUT`."""
    names = {name: schema.names for name, schema in SCHEMAS.items()} | {CUT: ["doc_id", "text"]}
    return {name: {column: [] for column in columns} for name, columns in names.items()}


def arrow_tables(found: Mapping[str, Table]) -> dict[str, pa.Table]:
    """Return the columns of tables as Arrow tables with the columns of :data:`SCHEMAS`, in order.

    Where bodies are :data:`tifa.rows.CUT`, their words are counted.
    """
    done = _counted(found[CUT]) if CUT in found else {}
    made = {}
    for name, schema in SCHEMAS.items():
        columns = [
            done[name, field.name]
            if (name, field.name) in done
            else column_of(found[name][field.name], field.type)
            for field in schema
        ]
        made[name] = pa.Table.from_arrays(columns, schema=schema)
    return made


def _counted(cut: Table) -> dict[tuple[str, str], pa.Array]:
    """Return the columns, by the names of their tables and their own, that count the words of bodies."""
    of, words, n = count_together(cut["text"])
    totals = np.bincount(of, n, len(cut["text"])).astype(np.int64)
    return {
        ("words", "doc_id"): pa.array(cut["doc_id"], TEXT).take(pa.array(of)),
        ("words", "word"): words,
        ("words", "n"): pa.array(n),
        ("documents", "n_words"): pa.array(totals),
    }


def column_of(values: list[Any], kind: pa.DataType) -> pa.Array:
    """Return values as a column of a type.

    >>> column_of(["疫情", "防控"] * 1000, TEXT)[1:3].to_pylist()
    ['防控', '疫情']
    """
    if kind == TEXT and len(values) >= MANY and None not in values:
        return texts(values)
    return pa.array(values, kind)


MANY = 1000
"""So many texts are encoded together."""


def tables_of(
    rows: Sequence[Source | Rejected], mark: Mark = lambda *at: None
) -> dict[str, pa.Table]:
    """Return the tables of articles; one that fails is a row of ``rejected``."""
    found = no_rows()
    add_articles(found, rows, mark)
    return arrow_tables(found)


def add_articles(
    found: dict[str, Table], rows: Sequence[Source | Rejected], mark: Mark = lambda *at: None
) -> None:
    """Add what is found in articles to what is in others; one that fails is a row of ``rejected``."""
    analysed = [row for row in rows if isinstance(row, Source)]
    ends = iter(side_by_side(steps_of, analysed, mark))
    for row in rows:
        end = row if isinstance(row, Rejected) else next(ends)
        if isinstance(end, Rejected):
            add_rejected(found, end)
            continue
        for name, columns in end.items():
            table = found[name]
            for column, values in columns.items():
                table[column] += values


def add_rejected(found: dict[str, Table], row: Rejected) -> None:
    """Add a row to ``rejected``."""
    for column, value in row._asdict().items():
        found["rejected"][column].append(value)


def process(articles: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the tables of a DataFrame of articles.

    ``articles`` has a row an article with ``doc_id`` and ``text``, and where known ``published``. A
    row without a text, or with one that is no text, is a row of ``rejected``.

    >>> frame = pd.DataFrame({"doc_id": ["a"], "text": ["长春市召开会议,部署防控。"]})
    >>> process(frame)["documents"][["doc_id", "place_code", "n_sentences"]].values.tolist()
    [['a', '220100', 1]]
    """
    found = no_rows()
    wanted = Columns("text", "doc_id", "published")
    rows = (
        article_of_row(Path(str(given.get("path", ""))), number, given, wanted, "utf-8")
        for number, given in enumerate(articles.to_dict("records"), 1)
    )
    for some in groups(rows):
        add_articles(found, some)
    return {name: to_pandas(table) for name, table in arrow_tables(found).items()}


# Reading and writing --------------------------------------------------------------------------


def stored_table(folder: Path, name: str) -> Path:
    """Return the file or the folder of a table; InputError where it is missing."""
    path = folder / f"{name}.parquet"
    if not path.exists():
        raise InputError(f"{path} is missing; run tifa analyse again")
    return path


def to_pandas(table: pa.Table) -> pd.DataFrame:
    """Return a table as a DataFrame in which a missing whole number stays a whole number."""
    frame: pd.DataFrame = table.to_pandas(types_mapper={INT: pd.Int64Dtype()}.get)
    return frame


def in_order(name: str, table: pa.Table) -> pa.Table:
    """Return a table with its rows in the order of the contract."""
    return table.sort_by([(column, "ascending") for column in ORDER[name]])


def write_table(tables: Iterable[pa.Table], path: Path) -> int:
    """Write the rows of some tables as one file, .parquet, .csv or .jsonl; return their number.

    Only one of the tables is in memory at a time. In CSV, lists are JSON, a missing value is an
    empty cell, and texts are :func:`cell_text`.
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
    return _as_cell(value)


# Texts in spreadsheets ------------------------------------------------------------------------


def cell_text(text: str) -> str:
    """Return a text as a cell of CSV that no spreadsheet takes for a formula.

    A text that begins as a formula does (=, +, -, @ or a full-width form, behind white space or not,
    or a tab or a carriage return) gets an apostrophe before it, and so does one that begins so behind
    apostrophes of its own; a number stays a number. :func:`text_of_cell` undoes it. After OWASP, "CSV
    Injection".

    >>> [cell_text(text) for text in ("=1+1", "-5", "-5人", "'=x", "疫情")]
    ["'=1+1", '-5', "'-5人", "''=x", '疫情']
    """
    return f"'{text}" if COMMAND.match(text) and not NUMBER.fullmatch(text) else text


def text_of_cell(cell: str) -> str:
    """Return the text that :func:`cell_text` made a cell of.

    >>> [text_of_cell(cell) for cell in ("'=1+1", "-5", "''=x", "'疫情'")]
    ['=1+1', '-5', "'=x", "'疫情'"]
    """
    return QUOTED.sub("", cell, count=1) if QUOTED.match(cell) else cell


def safe_cells(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a DataFrame whose texts are as :func:`cell_text` has them, to be written as CSV.

    >>> safe_cells(pd.DataFrame({"word": ["=1+1", "疫情"], "n": [-5, 2]})).values.tolist()
    [["'=1+1", -5], ['疫情', 2]]
    """
    safe = frame.rename(columns=_as_cell)
    for at, kind in enumerate(frame.dtypes):
        if not pd.api.types.is_numeric_dtype(kind):
            safe.isetitem(at, frame.iloc[:, at].map(_as_cell))
    return safe


def _as_cell(value: Any) -> Any:
    return cell_text(value) if isinstance(value, str) else value
