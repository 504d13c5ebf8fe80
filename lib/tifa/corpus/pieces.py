"""A run's inputs cut into pieces of work: pages by the hundred, large tables by their rows.

A piece is small enough to be in memory and to be done again, and says by itself what to read, so
that it does not matter which process or machine reads it.
"""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, NamedTuple, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq

from tifa.cleaning.decode import SAMPLE, detect, is_binary
from tifa.read import (
    MAX_BYTES,
    PAGES,
    Columns,
    Rejected,
    Source,
    _bounded_lines,
    _missing,
    _row,
    _too_large,
    read,
)

PAGES_PER_PIECE = 100
"""A page is a file; so many of them cost as much as one large piece to start."""

ROWS_PER_PIECE = 1_000
"""Rows of a table in a piece: some half a minute of work, some megabytes of text."""

SMALL = 1 << 20
"""A table of text with fewer bytes is one piece; looking for its rows would not pay."""

REST = sys.maxsize
"""As a number of rows: all that follow."""


class Span(NamedTuple):
    """Rows of a table file: so many ``rows`` behind the ``before`` first, from a byte on.

    In Parquet, rows are found by their number and ``byte`` is 0.
    """

    before: int
    rows: int
    byte: int


class Piece(NamedTuple):
    """Whole files, or a span of rows of one table."""

    files: tuple[Path, ...]
    span: Span | None = None


Row = Source | Rejected
T = TypeVar("T")


def cut(files: Sequence[Path], rows: int = ROWS_PER_PIECE) -> list[Piece]:
    """Return the files as pieces, pages first; ``rows`` is the most that a piece takes of a table.

    A table is looked through once: in Parquet its row groups, in JSON lines and CSV its lines.
    """
    pages = [path for path in files if path.suffix.lower() in PAGES]
    size = PAGES_PER_PIECE
    pieces = [Piece(tuple(pages[at : at + size])) for at in range(0, len(pages), size)]
    for path in files:
        if path.suffix.lower() not in PAGES:
            spans = _spans(path, rows)
            pieces += (
                [Piece((path,), span) for span in spans] if len(spans) > 1 else [Piece((path,))]
            )
    return pieces


def _spans(path: Path, rows: int) -> list[Span]:
    """Return the spans of a table; none where it cannot be read, which reading it will say."""
    try:
        if path.suffix.lower() == ".parquet":
            total = pq.read_metadata(path).num_rows
            return [Span(at, rows, 0) for at in range(0, total, rows)]
        if path.stat().st_size < SMALL:
            return []
        with path.open("rb") as file:
            marks = _csv_marks(file) if path.suffix.lower() == ".csv" else _line_marks(file)
            return _between(marks, rows)
    except (OSError, pa.ArrowException):
        return []


def _between(marks: Iterable[tuple[int, int]], rows: int) -> list[Span]:
    """Return spans of so many rows each, or a few more; the last one goes to the end."""
    chosen: list[tuple[int, int]] = []
    for before, byte in marks:
        if not chosen or before >= chosen[-1][0] + rows:
            chosen.append((before, byte))
    befores = [before for before, _ in chosen[1:]] + [REST]
    return [
        Span(before, min(after - before, REST), byte)
        for (before, byte), after in zip(chosen, befores, strict=False)
    ]


def _line_marks(file: BinaryIO) -> Iterator[tuple[int, int]]:
    """Yield for each line how many are before it and at which byte it begins."""
    at = 0
    for before, line in enumerate(_bounded_lines(file)):  # type: ignore[arg-type]
        yield before, at
        at += line if isinstance(line, int) else len(line)


def _csv_marks(file: BinaryIO) -> Iterator[tuple[int, int]]:
    """Yield the same for the rows of a CSV file; a row may be of several lines.

    From a row on that is no CSV, nothing is yielded: the last span goes to the end and rejects it.
    """
    sample = file.read(SAMPLE)
    if is_binary(sample) or sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return
    file.seek(0)
    csv.field_size_limit(MAX_BYTES)
    end = [0]
    table = csv.reader(_lines(file, _codec(sample), end))
    before = 0
    try:
        next(table, None)  # the header
        begins = end[0]
        for row in table:
            if row and begins >= 0:
                yield before, begins
            before += bool(row)
            begins = end[0]
    except csv.Error:
        return


def _lines(file: BinaryIO, codec: str, end: list[int]) -> Iterator[str]:
    """Yield the lines of a file, and keep in ``end`` the byte behind the last; -1 within a line.

    A lone carriage return ends a line too, but not one to begin a span behind.
    """
    at = 0
    for line in file:
        at += len(line)
        *parts, last = io.StringIO(line.decode(codec, "replace"), newline="")
        end[0] = -1
        yield from parts
        end[0] = at
        yield last


def _codec(sample: bytes) -> str:
    """Return the codec of a table; a byte order mark is no part of the first column's name."""
    encoding = detect(sample)
    return {"utf-8": "utf-8-sig", "big5": "big5hkscs"}.get(encoding, encoding)


# Reading --------------------------------------------------------------------------------------


def read_piece(piece: Piece, columns: Columns = Columns()) -> Iterator[Row]:
    """Yield each article of a piece, or the reason why it could not be read.

    All pieces of a table together give what :func:`tifa.read.read` gives for the whole.
    """
    if piece.span is None:
        yield from read(piece.files, columns)
        return
    path = piece.files[0]
    way = {".parquet": _parquet_rows, ".csv": _csv_rows}.get(path.suffix.lower(), _json_rows)
    try:
        yield from way(path, piece.span, columns)
    except OSError as error:
        yield Rejected(str(path), None, "unreadable", f"{error.strerror}; check the file")


def _json_rows(path: Path, span: Span, columns: Columns) -> Iterator[Row]:
    with path.open("rb") as file:
        encoding = detect(file.read(SAMPLE))
        file.seek(span.byte)
        for position, line in _some(_bounded_lines(file), span):
            if isinstance(line, int):
                yield Rejected(str(path), position, "too_large", _too_large(line))
            elif line.strip(b"\xef\xbb\xbf \t\r\n"):
                yield _json_row(path, position, line, columns, encoding)


def _json_row(path: Path, position: int, line: bytes, columns: Columns, encoding: str) -> Row:
    try:
        row = json.loads(line.decode(encoding).removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        return Rejected(str(path), position, "invalid_json", str(error)[:200])
    if not isinstance(row, dict):
        return Rejected(str(path), position, "invalid_json", "the line is not an object")
    if columns.text not in row:
        return _missing(path, columns, row)._replace(position=position)
    return _row(path, position, row, columns, encoding)


def _some(rows: Iterable[T], span: Span) -> Iterator[tuple[int, T]]:
    """Yield the rows of a span with their positions in the file, from 1."""
    for position, row in enumerate(rows, span.before + 1):
        yield position, row
        if position >= span.before + span.rows:
            return


def _csv_rows(path: Path, span: Span, columns: Columns) -> Iterator[Row]:
    csv.field_size_limit(MAX_BYTES)
    with path.open("rb") as file:
        sample = file.read(SAMPLE)
        encoding, codec = detect(sample), _codec(sample)
        file.seek(0)
        head = next(csv.reader(_lines(file, codec, [0])))
        if columns.text not in head:
            if not span.before:  # one reason for the file, not one for each piece
                yield _missing(path, columns, head)
            return
        file.seek(span.byte)
        codec = codec.removesuffix("-sig")
        text = io.TextIOWrapper(file, encoding=codec, errors="replace", newline="")
        position = span.before
        try:
            for position, row in _some(csv.DictReader(text, head), span):
                yield _row(path, position, row, columns, encoding)
        except csv.Error as error:
            detail = f"{error}; nothing after this row was read: check its quotes"
            yield Rejected(str(path), position + 1, "invalid_csv", detail)


def _parquet_rows(path: Path, span: Span, columns: Columns) -> Iterator[Row]:
    position = span.before
    try:
        with pq.ParquetFile(path, buffer_size=1 << 20) as file:
            names = file.schema_arrow.names
            if columns.text not in names:
                if not span.before:
                    yield _missing(path, columns, names)
                return
            groups, skip = _groups(file, span)
            wanted = [name for name in columns if name in names]
            for batch in file.iter_batches(200, row_groups=groups, columns=wanted):
                offset = min(skip, len(batch))
                skip -= offset
                for row in batch.slice(offset, span.before + span.rows - position).to_pylist():
                    position += 1
                    yield _row(path, position, row, columns, "utf-8")
                if position >= span.before + span.rows:
                    return
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        detail = f"{str(error)[:150]}; nothing after this row was read"
        yield Rejected(str(path), position + 1, "unreadable", detail)


def _groups(file: pq.ParquetFile, span: Span) -> tuple[list[int], int]:
    """Return the row groups that a span has rows of, and how many rows to skip in the first."""
    groups: list[int] = []
    first = skip = 0
    for number in range(file.num_row_groups):
        size = file.metadata.row_group(number).num_rows
        if first < span.before + span.rows and first + size > span.before:
            skip = skip if groups else max(span.before - first, 0)
            groups.append(number)
        first += size
    return groups, skip
