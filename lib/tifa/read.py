"""From files to decoded articles; whatever cannot be read becomes a row that says why.

Inputs are files or folders: ``.txt`` and ``.html`` hold an article each; ``.jsonl``, ``.csv`` and
``.parquet`` hold one a row. For every run, articles read and inputs rejected add up to the inputs.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from tifa.cleaning.decode import SAMPLE, decode, detect, is_binary
from tifa.cleaning.lines import DATE, iso_date

PAGES = frozenset((".txt", ".html", ".htm"))
TABLES = frozenset((".jsonl", ".csv", ".parquet"))

MAX_BYTES = 16_000_000
"""A page or a row larger than this is no article; the longest in print have some 100,000
characters."""

METADATA_COLUMNS = ("doc_id", "field", "value", "reason")


class InputError(Exception):
    """An input or argument that cannot be used; its message says what to do."""


class Rejected(NamedTuple):
    """An input that could not be read: the file, the row in it (from 1), a reason, details."""

    path: str
    position: int | None
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class Source:
    """A decoded article as it came, before any cleaning."""

    doc_id: str
    path: str
    position: int | None
    text: str
    encoding: str
    forced: bool
    sha256: str
    html: bool = False
    published: str | None = None


class Columns(NamedTuple):
    """Which columns of a table hold the text, the id and the date of publication."""

    text: str = "text"
    id: str = "id"
    date: str = "date"


def find_files(inputs: Iterable[str | Path]) -> list[Path]:
    """Return the files behind paths: files as they are, folders with all that may hold articles.

    Raises :class:`InputError` for a path that does not exist and for a folder without articles.
    A curated ``metadata.csv`` and other kinds of files in a folder are passed over.
    """
    found: list[Path] = []
    for given in map(Path, inputs):
        if given.is_dir():
            inside = sorted(
                path
                for path in given.rglob("*")
                if path.is_file()
                and path.suffix.lower() in PAGES | TABLES
                and not any(part.startswith(".") for part in path.relative_to(given).parts)
                and not is_metadata_table(path)
            )
            if not inside:
                raise InputError(
                    f"{given}: no articles here; expected .txt, .html, .jsonl, .csv or .parquet files"
                )
            found += inside
        elif given.is_file():
            found.append(given)
        else:
            raise InputError(f"{given}: no such file or folder; check the path")
    return list(dict.fromkeys(found))


def passed_over(inputs: Iterable[str | Path], files: Iterable[Path]) -> list[Path]:
    """Return the files of input folders that :func:`find_files` takes for something else."""
    taken = set(files)
    return [
        path
        for folder in map(Path, inputs)
        if folder.is_dir()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and path not in taken
        and not is_metadata_table(path)
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    ]


def is_metadata_table(path: Path) -> bool:
    """Tell whether a CSV file is a side table of curated facts rather than of articles."""
    if path.suffix.lower() != ".csv":
        return False
    with path.open("rb") as file:
        header = file.readline(1000).decode("utf-8", "replace").removeprefix("\ufeff").strip()
    return tuple(header.split(",")) == METADATA_COLUMNS


def read(paths: Iterable[Path], columns: Columns = Columns()) -> Iterator[Source | Rejected]:
    """Yield each article of the files, or the reason why it could not be read."""
    for path in paths:
        suffix = path.suffix.lower()
        try:
            if suffix == ".jsonl":
                yield from _read_jsonl(path, columns)
            elif suffix == ".csv":
                yield from _read_csv(path, columns)
            elif suffix == ".parquet":
                yield from _read_parquet(path, columns)
            else:
                yield _read_page(path)
        except OSError as error:
            yield Rejected(str(path), None, "unreadable", f"{error.strerror}; check the file")


# One article a file ---------------------------------------------------------------------------


def _read_page(path: Path) -> Source | Rejected:
    size = path.stat().st_size
    if size > MAX_BYTES:
        return Rejected(str(path), None, "too_large", _too_large(size))
    data = path.read_bytes()
    if not data.strip(b"\0\xff\xfe\xef\xbb\xbf \t\r\n"):
        return Rejected(str(path), None, "empty", "the file holds no text")
    if is_binary(data):
        return Rejected(str(path), None, "binary", "not a text file; export it as .txt or .html")
    html = path.suffix.lower() in (".html", ".htm")
    text, encoding, forced = decode(data, html=html)
    sha256 = hashlib.sha256(data).hexdigest()
    return Source(path.stem, str(path), None, text, encoding, forced, sha256, html)


def _too_large(size: int) -> str:
    return f"{size:,} bytes, more than {MAX_BYTES:,}; split it into one article a file or row"


# One article a row ----------------------------------------------------------------------------


def _row(
    path: Path, position: int, row: dict[str, Any], columns: Columns, encoding: str
) -> Source | Rejected:
    text = row.get(columns.text)
    if text is not None and not isinstance(text, str):
        kind = type(text).__name__
        return Rejected(str(path), position, "not_text", f"{columns.text} holds {kind}, not text")
    if text is None or not text.strip():
        return Rejected(str(path), position, "empty", f"{columns.text} holds no text")
    if not text.isprintable():  # a lone surrogate cannot be written to any file
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    data = text.encode("utf-8")
    if len(data) > MAX_BYTES:
        return Rejected(str(path), position, "too_large", _too_large(len(data)))
    given = row.get(columns.id)
    doc_id = str(given).strip() if given is not None else ""
    return Source(
        doc_id or f"{path.stem}-{position:06d}",
        str(path),
        position,
        text.replace("\r\n", "\n").replace("\r", "\n"),
        encoding,
        "\ufffd" in text,
        hashlib.sha256(data).hexdigest(),
        published=as_date(row.get(columns.date)),
    )


def as_date(value: object) -> str | None:
    """Return a date from outside the page in ISO 8601, as precise as it is; None where it is none.

    >>> as_date("2020/2/3"), as_date("2022-04"), as_date("soon")
    ('2020-02-03', '2022-04', None)
    """
    if value is None or value == "":
        return None
    if hasattr(value, "isoformat"):
        return str(value.isoformat()).removesuffix("T00:00:00")
    text = str(value).strip()
    if found := DATE.match(text):
        return iso_date(found)
    parts = text.split("-")
    if all(part.isdigit() for part in parts) and [len(part) for part in parts] in ([4], [4, 2]):
        return text
    return None


def _missing(path: Path, columns: Columns, present: Iterable[str]) -> Rejected:
    names = ", ".join(present) or "none"
    detail = f"no column {columns.text!r}; it has {names}; name the text column with --text-column"
    return Rejected(str(path), None, "missing_column", detail)


def _read_jsonl(path: Path, columns: Columns) -> Iterator[Source | Rejected]:
    with path.open("rb") as file:
        encoding = detect(file.read(SAMPLE))
        file.seek(0)
        rows = 0
        for position, line in enumerate(_bounded_lines(file), 1):
            if isinstance(line, int):
                rows += 1
                yield Rejected(str(path), position, "too_large", _too_large(line))
                continue
            if not line.strip(b"\xef\xbb\xbf \t\r\n"):
                continue
            rows += 1
            try:
                row = json.loads(line.decode(encoding).removeprefix("\ufeff"))
            except (ValueError, RecursionError) as error:
                yield Rejected(str(path), position, "invalid_json", str(error)[:200])
                continue
            if not isinstance(row, dict):
                yield Rejected(str(path), position, "invalid_json", "the line is not an object")
            elif columns.text not in row:
                yield _missing(path, columns, row)._replace(position=position)
            else:
                yield _row(path, position, row, columns, encoding)
        if not rows:
            yield Rejected(str(path), None, "empty", "the file holds no rows")


def _bounded_lines(file: io.BufferedReader) -> Iterator[bytes | int]:
    """Yield lines; of a line that is too long only its size, without holding it in memory."""
    while line := file.readline(MAX_BYTES + 1):
        if len(line) <= MAX_BYTES or line.endswith(b"\n"):
            yield line
            continue
        size = len(line)
        while not line.endswith(b"\n") and (line := file.readline(MAX_BYTES)):
            size += len(line)
        yield size


def _read_csv(path: Path, columns: Columns) -> Iterator[Source | Rejected]:
    with path.open("rb") as file:
        sample = file.read(SAMPLE)
    if not sample.strip():
        yield Rejected(str(path), None, "empty", "the file holds no rows")
        return
    if is_binary(sample):
        yield Rejected(str(path), None, "binary", "not a text file; export it as CSV in UTF-8")
        return
    encoding = detect(sample)
    csv.field_size_limit(MAX_BYTES)
    codec = {"utf-8": "utf-8-sig", "big5": "big5hkscs"}.get(encoding, encoding)
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        codec = "utf-16"  # the byte order mark is no part of the first column's name
    with path.open(encoding=codec, errors="replace", newline="") as text:
        table = csv.DictReader(text)
        if columns.text not in (table.fieldnames or []):
            yield _missing(path, columns, table.fieldnames or [])
            return
        position = 0
        while True:
            position += 1
            try:
                row = next(table)
            except StopIteration:
                break
            except csv.Error as error:
                detail = f"{error}; nothing after this row was read: check its quotes"
                yield Rejected(str(path), position, "invalid_csv", detail)
                return
            yield _row(path, position, row, columns, encoding)
        if position == 1:
            yield Rejected(str(path), None, "empty", "the file holds no rows")


def _read_parquet(path: Path, columns: Columns) -> Iterator[Source | Rejected]:
    try:
        file = pq.ParquetFile(path)
    except (pa.ArrowException, OSError) as error:
        yield Rejected(str(path), None, "unreadable", f"not a Parquet file: {str(error)[:150]}")
        return
    names = file.schema_arrow.names
    if columns.text not in names:
        yield _missing(path, columns, names)
        return
    wanted = [name for name in columns if name in names]
    position = 0
    try:
        for batch in file.iter_batches(batch_size=1000, columns=wanted):
            for row in batch.to_pylist():
                position += 1
                yield _row(path, position, row, columns, "utf-8")
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        detail = f"{str(error)[:150]}; nothing after this row was read"
        yield Rejected(str(path), position + 1, "unreadable", detail)
        return
    if not position:
        yield Rejected(str(path), None, "empty", "the file holds no rows")


# Curated facts --------------------------------------------------------------------------------


def read_metadata(path: Path) -> list[dict[str, str]]:
    """Return the rows of a curated side table: doc_id, field, value, reason.

    Raises :class:`InputError` where a column is missing or a fact has no reason.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read as UTF-8 ({error}); save it as UTF-8") from error
    table = csv.DictReader(io.StringIO(text))
    missing = [name for name in METADATA_COLUMNS if name not in (table.fieldnames or [])]
    if missing:
        raise InputError(f"{path}: column {missing[0]} is missing; it needs {METADATA_COLUMNS}")
    rows = []
    for number, row in enumerate(table, 2):
        if not all((row.get(name) or "").strip() for name in METADATA_COLUMNS):
            raise InputError(
                f"{path}, line {number}: doc_id, field, value and reason must be given"
            )
        if row["field"] == "published" and as_date(row["value"]) is None:
            raise InputError(f"{path}, line {number}: {row['value']!r} is no date like 2022-04-13")
        rows.append({name: row[name].strip() for name in METADATA_COLUMNS})
    return rows


def write_metadata(path: Path, rows: Iterable[dict[str, str]]) -> None:
    """Write curated facts as a side table."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, METADATA_COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
