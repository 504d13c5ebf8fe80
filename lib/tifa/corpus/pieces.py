"""A run's inputs cut into pieces of work: pages by the hundred, large tables by their rows.

A piece is small enough to be in memory and to be done again, and says by itself what to read, so
that it does not matter which process or machine reads it.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, NamedTuple, TypeVar

import pyarrow.parquet as pq

from tifa.cleaning.decode import SAMPLE, detect, is_binary
from tifa.read import PAGES, read
from tifa.sources import MAX_BYTES, Columns, unreadable
from tifa.tabular import (
    UNREADABLE_VALUES,
    Row,
    article_of_row,
    batch_rows,
    bounded_lines,
    broken_parquet,
    csv_codec,
    csv_rows,
    json_rows,
    missing,
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
    except UNREADABLE_VALUES:
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
    for before, line in enumerate(bounded_lines(file)):
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
    table = csv.reader(_lines(file, csv_codec(sample), end))
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
        yield unreadable(path, error)


def _json_rows(path: Path, span: Span, columns: Columns) -> Iterator[Row]:
    with path.open("rb") as file:
        encoding = detect(file.read(SAMPLE))
        file.seek(span.byte)
        yield from json_rows(path, _some(bounded_lines(file), span), columns, encoding)


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
        codec = csv_codec(sample)
        file.seek(0)
        head = next(csv.reader(_lines(file, codec, [0])))
        if columns.text not in head:
            if not span.before:  # one reason for the file, not one for each piece
                yield missing(path, columns, head)
            return
        file.seek(span.byte)
        codec = codec.removesuffix("-sig")
        text = io.TextIOWrapper(file, encoding=codec, errors="replace", newline="")
        some = _some(csv.DictReader(text, head), span)
        yield from csv_rows(path, some, columns, detect(sample), span.before)


def _parquet_rows(path: Path, span: Span, columns: Columns) -> Iterator[Row]:
    position = span.before
    try:
        with pq.ParquetFile(path, buffer_size=1 << 20) as file:
            names = file.schema_arrow.names
            if columns.text not in names:
                if not span.before:
                    yield missing(path, columns, names)
                return
            groups, skip = _groups(file, span)
            wanted = [name for name in columns if name in names]
            for batch in file.iter_batches(200, row_groups=groups, columns=wanted):
                offset = min(skip, len(batch))
                skip -= offset
                for row in batch_rows(batch.slice(offset, span.before + span.rows - position)):
                    position += 1
                    yield article_of_row(path, position, row, columns, "utf-8")
                if position >= span.before + span.rows:
                    return
    except UNREADABLE_VALUES as error:
        yield broken_parquet(path, position, error)


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
