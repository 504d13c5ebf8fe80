"""From files to decoded articles; whatever cannot be read becomes a row that says why.

Inputs are files or folders: ``.txt`` and ``.html`` hold an article each; ``.jsonl``, ``.csv`` and
``.parquet`` hold one a row. For every run, articles read and inputs rejected add up to the inputs.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from tifa.cleaning.decode import decode, is_binary
from tifa.sources import (
    MAX_BYTES,
    Columns,
    InputError,
    Rejected,
    Source,
    as_date,
    name_of,
    reject,
    too_large,
    unreadable,
)
from tifa.tabular import read_csv, read_jsonl, read_parquet

__all__ = [
    "MAX_BYTES",
    "Columns",
    "InputError",
    "Rejected",
    "Source",
    "as_date",
    "find_files",
    "passed_over",
    "read",
    "read_metadata",
    "write_metadata",
]

PAGES = frozenset((".txt", ".html", ".htm"))
TABLES = frozenset((".jsonl", ".csv", ".parquet"))

METADATA_COLUMNS = ("doc_id", "field", "value", "reason")


def find_files(inputs: Iterable[str | Path]) -> list[Path]:
    """Return the files behind paths: files as they are, folders with all that may hold articles.

    Raises :class:`InputError` for a path that does not exist, a folder that cannot be read and one
    without articles. A curated ``metadata.csv`` and other kinds of files in a folder are passed
    over; links to folders are not followed.
    """
    found: list[Path] = []
    for given in map(Path, inputs):
        if given.is_dir():
            inside = [path for path in _inside(given) if _may_hold_articles(path)]
            if not inside:
                raise InputError(
                    f"{given}: no articles here; expected .txt, .html, .jsonl, .csv or .parquet files"
                )
            found += inside
        elif given.is_file():
            found.append(given)
        elif given.exists():
            raise InputError(f"{given}: neither a file nor a folder; save it as a file first")
        else:
            raise InputError(f"{given}: no such file or folder; check the path")
    return list(dict.fromkeys(found))


def _inside(folder: Path) -> list[Path]:
    """Return the files in a folder and below, hidden ones left out, in the order of their paths."""

    def fail(error: OSError) -> None:
        raise InputError(f"{error.filename}: {error.strerror}; check who may read this folder")

    found = []
    for at, folders, names in os.walk(folder, onerror=fail):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [Path(at, name) for name in names if not name.startswith(".")]
    return sorted(path for path in found if _is_file(path))


def _is_file(path: Path) -> bool:
    """Tell whether a path is a file, or a link that leads nowhere: reading that will say so."""
    return path.is_file() or (path.is_symlink() and not path.exists())


def _may_hold_articles(path: Path) -> bool:
    return path.suffix.lower() in PAGES | TABLES and not is_metadata_table(path)


def passed_over(inputs: Iterable[str | Path], files: Iterable[Path]) -> list[Path]:
    """Return the files of input folders that :func:`find_files` takes for something else."""
    taken = set(files)
    return [
        path
        for folder in map(Path, inputs)
        if folder.is_dir()
        for path in _inside(folder)
        if path not in taken and not is_metadata_table(path)
    ]


def is_metadata_table(path: Path) -> bool:
    """Tell whether a CSV file is a side table of curated facts rather than of articles."""
    if path.suffix.lower() != ".csv":
        return False
    try:
        file = path.open("rb")
    except OSError:  # reading it will say so
        return False
    with file:
        header = file.readline(1000).decode("utf-8", "replace").removeprefix("\ufeff").strip()
    return tuple(header.split(",")) == METADATA_COLUMNS


def read(paths: Iterable[Path], columns: Columns = Columns()) -> Iterator[Source | Rejected]:
    """Yield each article of the files, or the reason why it could not be read.

    A page is one article (``.txt``, ``.html``), a table (``.jsonl``, ``.csv``, ``.parquet``) one a row.

    >>> [each.doc_id for each in read([Path("seeds/001_cbbaf87bb9e2feef.txt")])]
    ['001_cbbaf87bb9e2feef']
    """
    for path in paths:
        suffix = path.suffix.lower()
        try:
            if suffix == ".jsonl":
                yield from read_jsonl(path, columns)
            elif suffix == ".csv":
                yield from read_csv(path, columns)
            elif suffix == ".parquet":
                yield from read_parquet(path, columns)
            else:
                yield _read_page(path)
        except OSError as error:
            yield unreadable(path, error)


# One article a file ---------------------------------------------------------------------------


def _read_page(path: Path) -> Source | Rejected:
    size = path.stat().st_size
    if size > MAX_BYTES:
        return reject(path, None, "too_large", too_large(size))
    data = path.read_bytes()
    if not data.strip(b"\0\xff\xfe\xef\xbb\xbf \t\r\n"):
        return reject(path, None, "empty", "the file holds no text")
    if is_binary(data):
        return reject(path, None, "binary", "not a text file; export it as .txt or .html")
    html = path.suffix.lower() in (".html", ".htm")
    text, encoding, forced = decode(data, html=html)
    sha256 = hashlib.sha256(data).hexdigest()
    return Source(name_of(path.stem), name_of(path), None, text, encoding, forced, sha256, html)


# Curated facts --------------------------------------------------------------------------------


def read_metadata(path: Path) -> list[dict[str, str]]:
    """Return the rows of a curated side table: doc_id, field, value, reason.

    Raises :class:`InputError` where a column is missing or a fact has no reason.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read as UTF-8 ({error}); save it as UTF-8") from error
    try:
        return _facts(path, csv.DictReader(io.StringIO(text)))
    except csv.Error as error:
        raise InputError(f"{path}: not CSV ({error}); check its quotes") from error


def _facts(path: Path, table: csv.DictReader[str]) -> list[dict[str, str]]:
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
