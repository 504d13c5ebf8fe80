"""A whole corpus: analysed into tables on one machine or many, and loaded again.

The work is cut into units (a table file, or a group of pages). Each unit is a plain function call
that writes its part to disk, so it does not matter where it runs, and a unit that brings its
worker down costs that unit only.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tifa.read import (
    PAGES,
    Columns,
    InputError,
    Rejected,
    Source,
    find_files,
    is_metadata_table,
    read,
    read_metadata,
    write_metadata,
)
from tifa.schemas import SCHEMAS
from tifa.tables import (
    analyse_sources,
    in_order,
    read_tables,
    to_pandas,
    write_table,
)

UNIT_PAGES = 100
"""So many pages are one unit of work."""

BATCH = 200
"""So many articles are in memory at a time."""

LARGE = 200_000
"""From so many articles on, a Parquet table is a folder of parts instead of one file."""

Tables = dict[str, pa.Table]
Progress = Callable[[int, int, int], None]
"""Called with the units done, the units in all and, where known, the articles done so far."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """The tables of a corpus as DataFrames, and the curated facts beside them."""

    documents: pd.DataFrame
    repairs: pd.DataFrame
    sentences: pd.DataFrame
    words: pd.DataFrame
    times: pd.DataFrame
    events: pd.DataFrame
    totals: pd.DataFrame
    formulas: pd.DataFrame
    expansions: pd.DataFrame
    terms: pd.DataFrame
    rejected: pd.DataFrame
    metadata: pd.DataFrame

    def fact(self, field: str) -> pd.Series[str]:
        """Return a curated field by ``doc_id``, such as ``wave``; documents without it are out."""
        rows = self.metadata[self.metadata["field"] == field]
        return rows.set_index("doc_id")["value"]


@dataclass(frozen=True, slots=True)
class Job:
    """What every unit of a run needs to know."""

    columns: Columns
    published: Mapping[str, str]
    parts: Path


# Units ----------------------------------------------------------------------------------------


def units_of(files: Sequence[Path]) -> list[tuple[Path, ...]]:
    """Return the files as units of work: a table file each, pages by the hundred."""
    pages = [path for path in files if path.suffix.lower() in PAGES]
    others = [(path,) for path in files if path.suffix.lower() not in PAGES]
    return [tuple(pages[at : at + UNIT_PAGES]) for at in range(0, len(pages), UNIT_PAGES)] + others


def _with_curated(source: Source, published: Mapping[str, str]) -> Source:
    curated = published.get(source.doc_id)
    return replace(source, published=curated) if curated else source


def batches(files: Iterable[Path], job: Job) -> Iterator[Tables]:
    """Yield the tables of the files, some hundred articles at a time."""
    seen: set[str] = set()
    rows = read(files, job.columns)
    while batch := list(islice(rows, BATCH)):
        rejected = [row for row in batch if isinstance(row, Rejected)]
        sources = []
        for row in batch:
            if isinstance(row, Rejected):
                continue
            if row.doc_id in seen:
                rejected.append(_duplicate(row.doc_id, row.path, row.position))
                continue
            seen.add(row.doc_id)
            sources.append(_with_curated(row, job.published))
        tables = analyse_sources(sources)
        more = pa.Table.from_pylist([row._asdict() for row in rejected], SCHEMAS["rejected"])
        tables["rejected"] = pa.concat_tables([tables["rejected"], more])
        yield tables


def _duplicate(doc_id: str, path: str, position: int | None) -> Rejected:
    detail = f"the id {doc_id!r} is taken by an earlier input; give this one an id of its own"
    return Rejected(path, position, "duplicate_id", detail)


def run_unit(
    number: int, files: tuple[Path, ...], job: Job, tick: Callable[[int], None] | None = None
) -> int:
    """Analyse a unit into part files of the job; return how many articles it held.

    ``tick`` is called with the articles done so far.
    """
    writers = {
        name: pq.ParquetWriter(job.parts / f"{name}-{number:06d}.parquet", schema)
        for name, schema in SCHEMAS.items()
    }
    articles = 0
    try:
        for tables in batches(files, job):
            articles += tables["documents"].num_rows
            for name, writer in writers.items():
                if tables[name].num_rows:
                    writer.write_table(tables[name])
            if tick is not None:
                tick(articles)
    finally:
        for writer in writers.values():
            writer.close()
    return articles


def _reject_unit(number: int, files: tuple[Path, ...], job: Job, why: str) -> None:
    """Write the part of a unit whose worker died: its files, rejected."""
    detail = f"{why}; analyse this file alone to see where it fails"
    rows = [Rejected(str(path), None, "worker_died", detail)._asdict() for path in files]
    for name, schema in SCHEMAS.items():
        table = pa.Table.from_pylist(rows if name == "rejected" else [], schema)
        pq.write_table(table, job.parts / f"{name}-{number:06d}.parquet")


# Engines --------------------------------------------------------------------------------------


def _report(progress: Progress, done: int, units: int, before: int, articles: int) -> None:
    progress(done, units, before + articles)


def _run_local(units: list[tuple[Path, ...]], job: Job, workers: int, progress: Progress) -> None:
    if workers <= 1:
        before = 0
        for number, files in enumerate(units):
            tick = partial(_report, progress, number, len(units), before)
            before += run_unit(number, files, job, tick)
        return
    left = dict(enumerate(units))
    with ProcessPoolExecutor(workers) as pool:
        futures = {pool.submit(run_unit, n, files, job): n for n, files in left.items()}
        for future in as_completed(futures):
            try:
                future.result()
            except BrokenProcessPool:
                break
            del left[futures[future]]
            progress(len(units) - len(left), len(units), 0)
    for number, files in left.items():  # a worker died: find out which unit, one at a time
        with ProcessPoolExecutor(1) as pool:
            try:
                pool.submit(run_unit, number, files, job).result()
            except BrokenProcessPool:
                _reject_unit(number, files, job, "the worker process died")
        progress(number + 1, len(units), 0)


def _run_dask(
    units: list[tuple[Path, ...]], job: Job, scheduler: str | None, workers: int, progress: Progress
) -> None:
    try:
        from distributed import Client, KilledWorker, LocalCluster
        from distributed import as_completed as completed
    except ImportError as error:
        raise InputError("--engine dask needs dask and distributed; install tifa[dask]") from error
    cluster = (
        None
        if scheduler
        else LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None)
    )
    with Client(scheduler or cluster) as client:
        futures = {
            client.submit(run_unit, n, files, job, pure=False): n for n, files in enumerate(units)
        }
        for done, future in enumerate(completed(list(futures)), 1):
            number = futures[future]
            try:
                future.result()
            except KilledWorker:
                _reject_unit(number, units[number], job, "the worker was killed")
            progress(done, len(units), 0)
    if cluster is not None:
        cluster.close()


# Analysis -------------------------------------------------------------------------------------


def side_table(inputs: Iterable[str | Path], given: Path | None) -> list[dict[str, str]]:
    """Return the curated facts: of the given file, or of a metadata.csv in an input folder."""
    if given is not None:
        return read_metadata(given)
    for folder in map(Path, inputs):
        path = folder / "metadata.csv"
        if folder.is_dir() and path.is_file() and is_metadata_table(path):
            return read_metadata(path)
    return []


def analyse(
    inputs: Sequence[str | Path],
    out: Path,
    *,
    form: str = "parquet",
    columns: Columns = Columns(),
    metadata: Path | None = None,
    engine: str = "local",
    scheduler: str | None = None,
    workers: int = 1,
    progress: Progress = lambda done, units, articles: None,
) -> dict[str, int]:
    """Analyse files and folders into the tables of ``out``; return the number of rows of each.

    Raises :class:`tifa.read.InputError` where an input or an argument cannot be used.
    """
    files = find_files(inputs)
    facts = side_table(inputs, metadata)
    published = {row["doc_id"]: row["value"] for row in facts if row["field"] == "published"}
    units = units_of(files)
    out.mkdir(parents=True, exist_ok=True)
    parts = Path(tempfile.mkdtemp(prefix=".parts-", dir=out))
    try:
        job = Job(columns, published, parts)
        if engine == "dask":
            _run_dask(units, job, scheduler, workers, progress)
        else:
            _run_local(units, job, workers, progress)
        _mark_duplicates(parts, len(units))
        if facts:
            write_metadata(out / "metadata.csv", facts)
        return {name: _merge(parts, out, name, form, len(units)) for name in SCHEMAS}
    finally:
        shutil.rmtree(parts, ignore_errors=True)


def _mark_duplicates(parts: Path, units: int) -> None:
    """Move articles whose id an earlier unit has from all parts of their unit to ``rejected``."""
    seen: set[str] = set()
    for number in range(units):
        path = parts / f"documents-{number:06d}.parquet"
        rows = pq.read_table(path, columns=["doc_id", "path", "position"]).to_pylist()
        twice = [row for row in rows if row["doc_id"] in seen]
        seen |= {row["doc_id"] for row in rows}
        if not twice:
            continue
        ids = pa.array([row["doc_id"] for row in twice])
        for name in SCHEMAS:
            part = parts / f"{name}-{number:06d}.parquet"
            table = pq.read_table(part)
            if name == "rejected":
                more = [_duplicate(r["doc_id"], r["path"], r["position"])._asdict() for r in twice]
                table = pa.concat_tables([table, pa.Table.from_pylist(more, table.schema)])
            else:
                table = table.filter(pc.invert(pc.is_in(table["doc_id"], value_set=ids)))
            pq.write_table(table, part)


def _merge(parts: Path, out: Path, name: str, form: str, units: int) -> int:
    paths = [parts / f"{name}-{number:06d}.parquet" for number in range(units)]
    articles = sum(
        pq.read_metadata(parts / f"documents-{number:06d}.parquet").num_rows
        for number in range(units)
    )
    target = out / f"{name}.{form}"
    if target.is_dir():
        shutil.rmtree(target)
    if form == "parquet" and articles > LARGE:
        target.unlink(missing_ok=True)
        target.mkdir()
        total = 0
        for number, path in enumerate(paths):
            table = in_order(name, pq.read_table(path))
            total += table.num_rows
            pq.write_table(table, target / f"part-{number:06d}.parquet", compression="zstd")
        return total
    table = in_order(name, pa.concat_tables(map(pq.read_table, paths)))
    write_table(table, out, name, form)
    return int(table.num_rows)


def load(path: str | Path, metadata: str | Path | None = None) -> Corpus:
    """Return a corpus: from a folder of finished tables, or by analysing articles now.

    ``path`` is what ``tifa analyse`` wrote, or any file or folder of articles.
    """
    folder = Path(path)
    if (folder / "documents.parquet").exists():
        frames = read_tables(folder)
        facts = _facts(folder, metadata)
    else:
        files = find_files([folder])
        facts = side_table([folder], Path(metadata) if metadata else None)
        published = {row["doc_id"]: row["value"] for row in facts if row["field"] == "published"}
        job = Job(Columns(), published, folder)
        found = list(batches(files, job))
        frames = {
            name: to_pandas(in_order(name, pa.concat_tables(tables[name] for tables in found)))
            for name in SCHEMAS
        }
    if frames["documents"].empty:
        reasons = sorted(set(frames["rejected"]["reason"]))
        raise InputError(f"{folder}: no article could be read ({', '.join(reasons)})")
    columns: list[Any] = ["doc_id", "field", "value", "reason"]
    return Corpus(**frames, metadata=pd.DataFrame(facts, columns=columns, dtype="str"))


def _facts(folder: Path, metadata: str | Path | None) -> list[dict[str, str]]:
    given = Path(metadata) if metadata else folder / "metadata.csv"
    return read_metadata(given) if metadata or given.is_file() else []
