"""The parts of a run: each piece of the inputs analysed into tables of its own, and kept.

A part is a folder named after all that its rows depend on: the files with their sizes and times, the
columns, the curated facts and the library itself. A part that is there need not be made again, so
that a run which was stopped goes on where it was, and a changed file or library is analysed anew.
"""

from __future__ import annotations

import gc
import json
import shutil
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq

from tifa.corpus.fingerprint import library
from tifa.corpus.pieces import Piece, read_piece
from tifa.schemas import SCHEMAS
from tifa.side_by_side import TOGETHER, Mark, groups
from tifa.sources import Columns, InputError, Rejected, Source, reject, shown
from tifa.tables import tables_of

DEATHS_OF_ROW = 2
"""An article at which so many workers died is left out; one death may be the machine's doing."""

DEATHS_OF_PIECE = 4
"""After so many deaths between two articles, while reading or writing, a piece is given up."""

MARKS = "marks"
"""The folder in which each worker says where it is."""

COMPRESSION = "lz4"
"""Parts are written once, read once and removed: what is fastest, while tables that stay are smaller."""

Tables = dict[str, pa.Table]
At = tuple[str, int | None]
"""An article by its file and its row there."""


@dataclass(frozen=True, slots=True)
class Job:
    """What every piece of a run needs to know."""

    columns: Columns
    published: Mapping[str, str]
    parts: Path
    library: str


@dataclass(frozen=True, slots=True)
class Task:
    """A piece of a run and the name of its part."""

    key: str
    piece: Piece


def plan(pieces: Iterable[Piece], job: Job) -> list[Task]:
    """Return the tasks of a run, and list them in the ``manifest.json`` of its parts.

    Parts of other inputs, and what dead workers left behind, are removed.
    """
    said = [job.library, list(job.columns), sorted(job.published.items())]
    common = sha256(json.dumps(said).encode()).hexdigest()
    tasks, listed = [], {}
    for piece in pieces:
        about = {"files": [_state(path) for path in piece.files], "span": piece.span}
        key = sha256((common + json.dumps(about)).encode()).hexdigest()[:32]
        tasks.append(Task(key, piece))
        listed[key] = about
    _remove_others(job.parts, listed)
    manifest = {"library": job.library, "columns": job.columns._asdict(), "parts": listed}
    text = json.dumps(manifest, indent=1)  # in ASCII: a file name may be no text
    (job.parts / "manifest.json").write_text(text + "\n", encoding="ascii")
    return tasks


def _state(path: Path) -> tuple[str, int, int]:
    try:
        found = path.stat()
    except OSError:  # gone since it was listed: reading it will say so
        return str(path), -1, -1
    return str(path), found.st_size, found.st_mtime_ns


def _remove_others(parts: Path, keys: Collection[str]) -> None:
    for path in parts.iterdir():
        if path.is_dir() and path.name not in keys and path.name != MARKS:
            remove(path)


def remove(folder: Path) -> None:
    """Remove a folder such that none which is there by halves has its name, whenever we are stopped."""
    if folder.exists():
        going = folder.rename(folder.with_name(f"{folder.name}.{uuid4().hex}"))
        shutil.rmtree(going)


def is_done(task: Task, job: Job) -> bool:
    """Tell whether the part of a task is there."""
    return (job.parts / task.key).is_dir()


# Analysis -------------------------------------------------------------------------------------


def run_task(task: Task, job: Job) -> int:
    """Analyse a piece into its part; return how many articles it holds.

    The part appears as a whole when it is finished. Where workers died of the piece before, the
    articles at which they did are rejected.
    """
    if library() != job.library:
        raise InputError(
            f"a worker has tifa {library()}, not {job.library}; install the same on all machines"
        )
    if is_done(task, job):
        return _documents(job.parts / task.key)
    culprits, given_up = deaths(job.parts, task.key)
    work = job.parts / f"{task.key}.{uuid4().hex}"
    work.mkdir()
    try:
        with _marked(job.parts, task.key) as mark:
            rows = _given_up(task.piece) if given_up else read_piece(task.piece, job.columns)
            articles = _write(batches(rows, job.published, mark, culprits), work)
        _move(work, job.parts / task.key)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return articles


def _documents(part: Path) -> int:
    return int(pq.read_metadata(part / "documents.parquet").num_rows)


def _given_up(piece: Piece) -> Iterator[Rejected]:
    rows = f"rows from {piece.span.before + 1:,} on" if piece.span else "this file"
    detail = f"the worker process died while reading {rows}; analyse the file alone to see why"
    for path in piece.files:
        yield reject(path, piece.span and piece.span.before + 1, "worker_died", detail)


def _write(found: Iterable[Tables], folder: Path) -> int:
    articles = 0
    with ExitStack() as files:
        writers = {
            name: files.enter_context(
                pq.ParquetWriter(folder / f"{name}.parquet", schema, compression=COMPRESSION)
            )
            for name, schema in SCHEMAS.items()
        }
        for tables in found:
            articles += tables["documents"].num_rows
            for name, writer in writers.items():
                if tables[name].num_rows:
                    writer.write_table(tables[name])
    return articles


def _move(work: Path, part: Path) -> None:
    try:
        work.rename(part)
    except OSError:
        if not part.is_dir():  # else a worker given up for dead has finished it after all
            raise


def batches(
    rows: Iterable[Source | Rejected],
    published: Mapping[str, str],
    mark: Mark = lambda *at: None,
    without: Collection[At] = frozenset(),
) -> Iterator[Tables]:
    """Yield the tables of articles, those of a group at a time.

    ``published`` are curated dates by id, ``mark`` is a :data:`tifa.side_by_side.Mark`; articles of
    ``without`` are rejected.
    """
    seen: set[str] = set()
    for group in groups(rows, seen):
        wanted = [_wanted(row, seen, without, published) for row in group]
        with _garbage_later():
            tables = tables_of(wanted, mark)
        seen.update(tables["documents"]["doc_id"].to_pylist())
        yield tables


def _wanted(
    row: Source | Rejected,
    seen: Collection[str],
    without: Collection[At],
    published: Mapping[str, str],
) -> Source | Rejected:
    """Return an article with its curated date, or why it is not to be analysed."""
    if isinstance(row, Rejected):
        return row
    if row.doc_id in seen:
        return duplicate(row.doc_id, row.path, row.position)
    if (row.path, row.position) in without:
        detail = "the worker process died at this article; analyse it alone to see why"
        return Rejected(row.path, row.position, "worker_died", detail)
    return _with_curated(row, published)


@contextmanager
def _garbage_later() -> Iterator[None]:
    """Put the garbage collector off until some articles are in tables, and their rows gone.

    It would take the rows for something that lasts, and go over them and all dictionaries again and
    again; articles leave hardly anything that only the collector can free.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _with_curated(source: Source, published: Mapping[str, str]) -> Source:
    curated = published.get(source.doc_id)
    return replace(source, published=curated) if curated else source


def duplicate(doc_id: str, path: str, position: int | None) -> Rejected:
    """Return the row for an article whose id an earlier one has."""
    detail = f"the id {doc_id[:80]!r} is taken by an earlier input; give this one an id of its own"
    return Rejected(path, position, "duplicate_id", shown(detail))


# Deaths ---------------------------------------------------------------------------------------


@contextmanager
def _marked(parts: Path, key: str) -> Iterator[Mark]:
    """Keep on disk which article is being analysed, for whoever finds the worker dead."""
    path = parts / MARKS / key / uuid4().hex
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb", buffering=0) as file:

        @lru_cache(TOGETHER)  # an article is marked before each of its steps
        def line(*at: str | int | None) -> bytes:
            return json.dumps(at).encode() + b"\n"

        def mark(*at: str | int | None) -> None:
            file.seek(0)
            file.write(line(*at))

        mark()
        try:
            yield mark
        finally:
            path.unlink()


def _marked_place(path: Path) -> tuple[Any, ...]:
    try:
        return tuple(json.loads(path.read_bytes().split(b"\n")[0]))
    except ValueError:  # the disk was full, or the worker died as it wrote
        return ()


def deaths(parts: Path, key: str) -> tuple[frozenset[At], bool]:
    """Return the articles that workers died of, and whether to give up the piece as a whole."""
    folder = parts / MARKS / key
    files = folder.iterdir() if folder.is_dir() else ()
    places = Counter(_marked_place(path) for path in files)
    culprits = {at for at, n in places.items() if len(at) == 2 and n >= DEATHS_OF_ROW}
    return frozenset(culprits), places[()] >= DEATHS_OF_PIECE
