"""Articles that are rows of a table: JSON lines, CSV and Parquet.

A row that is no article becomes a row of ``rejected``, and the rows behind it are read all the same,
as far as the file lets us.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from tifa.cleaning.decode import SAMPLE, detect, is_binary
from tifa.sources import (
    MAX_BYTES,
    Columns,
    Rejected,
    Source,
    as_date,
    name_of,
    reject,
    shown,
    too_large,
    whole_characters,
)

Row = Source | Rejected

UNREADABLE_VALUES = (pa.ArrowException, OSError, ValueError, OverflowError)
"""What a broken Parquet file raises: bytes that are no text, dates that no calendar has."""

NAMED = 5
"""So many columns of a table are named where the one for the text is missing."""


def article_of_row(
    path: Path, position: int, row: dict[str, Any], columns: Columns, encoding: str
) -> Row:
    """Return the article that a row holds, or why it holds none."""
    text = row.get(columns.text)
    if text is not None and not isinstance(text, str):
        kind = f"{columns.text} holds {type(text).__name__}, not text"
        return reject(
            path, position, "not_text", f"{kind}; name the text column with --text-column"
        )
    if text is None or not text.strip():
        return reject(path, position, "empty", f"{columns.text} holds no text")
    text = whole_characters(text)
    data = text.encode("utf-8")
    if len(data) > MAX_BYTES:
        return reject(path, position, "too_large", too_large(len(data)))
    given = row.get(columns.id)
    unknown = given is None or given != given  # pandas writes what is missing as NaN
    doc_id = "" if unknown else shown(whole_characters(str(given)).strip())
    return Source(
        doc_id or f"{name_of(path.stem)}-{position:06d}",
        name_of(path),
        position,
        text.replace("\r\n", "\n").replace("\r", "\n"),
        encoding,
        "\ufffd" in text,
        hashlib.sha256(data).hexdigest(),
        published=as_date(row.get(columns.date)),
    )


def missing(path: Path, columns: Columns, present: Iterable[object]) -> Rejected:
    """Return the row for a table without a column for the text."""
    names = [str(name)[:40] for name in present]
    some = ", ".join(names[:NAMED]) + (", …" if len(names) > NAMED else "") or "none"
    detail = f"no column {columns.text!r}; it has {some}; name the text column with --text-column"
    return reject(path, None, "missing_column", detail)


# JSON lines -----------------------------------------------------------------------------------


def read_jsonl(path: Path, columns: Columns) -> Iterator[Row]:
    """Yield the articles of a file of JSON lines."""
    with path.open("rb") as file:
        encoding = detect(file.read(SAMPLE))
        file.seek(0)
        found = json_rows(path, enumerate(bounded_lines(file), 1), columns, encoding)
        first = next(found, None)
        yield first or reject(path, None, "empty", "the file holds no rows")
        yield from found


def json_rows(
    path: Path, lines: Iterable[tuple[int, bytes | int]], columns: Columns, encoding: str
) -> Iterator[Row]:
    """Yield the articles of some lines of a file, given with their numbers there."""
    for position, line in lines:
        if isinstance(line, int):
            yield reject(path, position, "too_large", too_large(line))
        elif line.strip(b"\xef\xbb\xbf \t\r\n"):
            yield _json_row(path, position, line, columns, encoding)


def _json_row(path: Path, position: int, line: bytes, columns: Columns, encoding: str) -> Row:
    try:
        row = json.loads(line.decode(encoding).removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        return reject(path, position, "invalid_json", str(error)[:200])
    if not isinstance(row, dict):
        return reject(path, position, "invalid_json", "the line is not an object")
    if columns.text not in row:
        return missing(path, columns, row)._replace(position=position)
    return article_of_row(path, position, row, columns, encoding)


def bounded_lines(file: BinaryIO) -> Iterator[bytes | int]:
    """Yield lines; of a line that is too long only its size, without holding it in memory."""
    while line := file.readline(MAX_BYTES + 1):
        if len(line) <= MAX_BYTES or line.endswith(b"\n"):
            yield line
            continue
        size = len(line)
        while not line.endswith(b"\n") and (line := file.readline(MAX_BYTES)):
            size += len(line)
        yield size


# CSV ------------------------------------------------------------------------------------------


def read_csv(path: Path, columns: Columns) -> Iterator[Row]:
    """Yield the articles of a CSV file with a header."""
    with path.open("rb") as file:
        sample = file.read(SAMPLE)
    if not sample.strip():
        yield reject(path, None, "empty", "the file holds no rows")
        return
    if is_binary(sample):
        yield reject(path, None, "binary", "not a text file; export it as CSV in UTF-8")
        return
    csv.field_size_limit(MAX_BYTES)
    with path.open(encoding=csv_codec(sample), errors="replace", newline="") as text:
        table = csv.DictReader(text)
        try:
            names = table.fieldnames or []
        except csv.Error as error:
            yield invalid_csv(path, 0, error)
            return
        if columns.text not in names:
            yield missing(path, columns, names)
            return
        found = csv_rows(path, enumerate(table, 1), columns, detect(sample))
        yield next(found, None) or reject(path, None, "empty", "the file holds no rows")
        yield from found


def csv_rows(
    path: Path,
    rows: Iterable[tuple[int, dict[str, Any]]],
    columns: Columns,
    encoding: str,
    before: int = 0,
) -> Iterator[Row]:
    """Yield the articles of some rows of a file behind the ``before`` first, with their numbers."""
    position, waiting = before, iter(rows)
    while True:
        try:
            position, row = next(waiting)
        except StopIteration:
            return
        except csv.Error as error:
            yield invalid_csv(path, position, error)
            return
        yield article_of_row(path, position, row, columns, encoding)


def invalid_csv(path: Path, before: int, error: csv.Error) -> Rejected:
    """Return the row for what is no CSV behind so many rows."""
    detail = f"{error}; nothing after this row was read: check its quotes"
    return reject(path, before + 1, "invalid_csv", detail)


def csv_codec(sample: bytes) -> str:
    """Return the codec of a table; a byte order mark is no part of the first column's name."""
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    encoding = detect(sample)
    return {"utf-8": "utf-8-sig", "big5": "big5hkscs"}.get(encoding, encoding)


# Parquet --------------------------------------------------------------------------------------


def read_parquet(path: Path, columns: Columns) -> Iterator[Row]:
    """Yield the articles of a Parquet file."""
    try:
        file = pq.ParquetFile(path)
    except UNREADABLE_VALUES as error:
        yield reject(path, None, "unreadable", f"not a Parquet file: {str(error)[:150]}")
        return
    with file:
        names = file.schema_arrow.names
        if columns.text not in names:
            yield missing(path, columns, names)
            return
        wanted = [name for name in columns if name in names]
        position = 0
        try:
            for batch in file.iter_batches(batch_size=1000, columns=wanted):
                for row in batch_rows(batch):
                    position += 1
                    yield article_of_row(path, position, row, columns, "utf-8")
        except UNREADABLE_VALUES as error:
            yield broken_parquet(path, position, error)
            return
        if not position:
            yield reject(path, None, "empty", "the file holds no rows")


def broken_parquet(path: Path, before: int, error: Exception) -> Rejected:
    """Return the row for what cannot be read behind so many rows."""
    detail = f"{str(error)[:150]}; nothing after this row was read"
    return reject(path, before + 1, "unreadable", detail)


def batch_rows(batch: pa.RecordBatch) -> list[dict[str, Any]]:
    """Return the rows of a batch; a value that Python cannot hold is missing, or stays bytes."""
    values = [_values(column) for column in batch.columns]
    return [dict(zip(batch.schema.names, row, strict=True)) for row in zip(*values, strict=True)]


def _values(column: pa.Array) -> list[Any]:
    try:
        return list(column.to_pylist())
    except UNREADABLE_VALUES:
        return [_value(scalar) for scalar in column]


def _value(scalar: pa.Scalar) -> Any:
    try:
        return scalar.as_py()
    except UnicodeDecodeError as error:
        return error.object
    except UNREADABLE_VALUES:
        return None
