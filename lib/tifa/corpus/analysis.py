"""A whole corpus: analysed into tables on one machine or many, and loaded again.

``analyse`` cuts the inputs into pieces (``pieces``), makes a part of each (``parts``) wherever an
engine has a worker free (``engines``), and puts the parts together (``merge``).
"""

from __future__ import annotations

import shutil
import sys
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from tifa.corpus.drawn import DRAWN, articles_in, drawn
from tifa.corpus.engines import run_here, run_in_processes, run_on_dask
from tifa.corpus.fingerprint import library
from tifa.corpus.lock import alone
from tifa.corpus.merge import merge
from tifa.corpus.parts import Job, Task, batches, is_done, plan, remove
from tifa.corpus.pieces import ROWS_PER_PIECE, cut
from tifa.read import (
    Columns,
    InputError,
    find_files,
    is_metadata_table,
    read,
    read_metadata,
    write_metadata,
)
from tifa.schemas import SCHEMAS
from tifa.tables import in_order, stored_table, to_pandas

PARTS = ".parts"
"""The folder beside the tables that holds the parts of a run until it is finished."""

MANY = 100_000
"""Of more articles than this, bodies and raw pages are read only when asked for."""

TEXTS = ("body", "raw")
"""The columns of ``documents`` that hold whole texts."""

Progress = Callable[[int, int, int], None]
"""Called with the parts done, the parts in all, and the articles analysed in this run."""

Filters = Sequence[tuple[str, str, Any]]
"""Conditions that must all hold, as pyarrow has them: ``[("place_code", "=", "220100")]``."""


@dataclass(frozen=True, repr=False, eq=False)
class Corpus:
    """The tables of a corpus as DataFrames, and the curated facts beside them.

    A table that an analysis wrote is read when it is first used. Of more than 100,000 articles,
    ``documents`` leaves out ``body`` and ``raw``; :meth:`table` reads any columns and rows, :meth:`of`
    those of some articles, :meth:`texts` the bodies one after another. ``whole`` is the folder of the
    larger corpus that the articles were drawn from, None where they are all there are.
    """

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
    folder: Path | None = field(default=None, kw_only=True)
    whole: Path | None = field(default=None, kw_only=True)

    def __getattr__(self, name: str) -> pd.DataFrame:
        """Return a table that is used for the first time."""
        if name not in SCHEMAS or self.__dict__.get("folder") is None:
            raise AttributeError(name)
        frame = self.table(name, self._usual(name))
        self.__dict__[name] = frame
        return frame

    def _usual(self, name: str) -> list[str] | None:
        assert self.folder is not None
        stored = ds.dataset(stored_table(self.folder, name))
        if name != "documents" or (rows := stored.count_rows()) <= MANY:
            return None
        print(
            f"tifa: documents has {rows:,} rows; body and raw are left out: read them with "
            'corpus.table("documents", columns=..., where=...)',
            file=sys.stderr,
        )
        return [column for column in stored.schema.names if column not in TEXTS]

    def table(
        self, name: str, columns: Sequence[str] | None = None, where: Filters | None = None
    ) -> pd.DataFrame:
        """Return some columns and rows of a table; what is not asked for is not read.

        >>> import tifa
        >>> corpus = tifa.load("seeds")
        >>> corpus.table("documents", ["doc_id", "n_han"], [("place", "=", "长春市")])
                         doc_id  n_han
        0  001_cbbaf87bb9e2feef   4359
        """
        wanted = list(columns) if columns is not None else None
        if self.folder is not None:
            path = stored_table(self.folder, name)
            return to_pandas(pq.read_table(path, columns=wanted, filters=where and list(where)))
        rows = pa.Table.from_pandas(getattr(self, name), SCHEMAS[name], preserve_index=False)
        if where:
            rows = rows.filter(pq.filters_to_expression(list(where)))
        return to_pandas(rows.select(wanted) if wanted is not None else rows)

    def of(
        self, name: str, doc_ids: Collection[str], columns: Sequence[str] | None = None
    ) -> pd.DataFrame:
        """Return the rows of a table that belong to some articles; no others are read.

        >>> import tifa
        >>> tifa.load("seeds").of("documents", ["001_cbbaf87bb9e2feef"], ["place"])["place"].tolist()
        ['长春市']
        """
        held = self.__dict__.get(name)
        whole = held is not None and set(columns or SCHEMAS[name].names) <= set(held.columns)
        if self.folder is None or whole:
            frame = getattr(self, name)
            rows = frame[frame["doc_id"].isin(list(doc_ids))]
            return rows if columns is None else rows.reindex(columns=list(columns))
        stored = ds.dataset(stored_table(self.folder, name))
        wanted = list(columns) if columns is not None else None
        return to_pandas(stored.to_table(columns=wanted, filter=_belong_to(doc_ids)))

    def texts(self, doc_ids: Collection[str] | None = None) -> Iterator[tuple[str, str]]:
        """Yield the id and the body of articles in the order of the table, of all or of some.

        Few bodies are in memory at a time, unless ``documents`` has been read with them.

        >>> import tifa
        >>> [len(body) for _, body in tifa.load("seeds").texts()]
        [2525, 4976, 4361, 3876, 1872]
        """
        held = self.__dict__.get("documents")
        if held is not None and "body" in held:
            rows = held if doc_ids is None else held[held["doc_id"].isin(list(doc_ids))]
            yield from zip(rows["doc_id"], rows["body"], strict=True)
            return
        assert self.folder is not None
        stored = ds.dataset(stored_table(self.folder, "documents"))
        where = None if doc_ids is None else _belong_to(doc_ids)
        for batch in stored.to_batches(columns=["doc_id", "body"], filter=where, batch_size=1000):
            yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)

    def excerpts(self, spans: Sequence[tuple[str, int, int]]) -> list[str]:
        """Return what stands at some places: the id of the article, the start and the end in its body.

        >>> import tifa
        >>> tifa.load("seeds").excerpts([("001_cbbaf87bb9e2feef", 0, 4)])
        ['长春日报']
        """
        asked = defaultdict(list)
        for number, (doc_id, _, _) in enumerate(spans):
            asked[doc_id].append(number)
        found = [""] * len(spans)
        for doc_id, body in self.texts(asked) if asked else ():
            for number in asked[doc_id]:
                _, start, end = spans[number]
                found[number] = body[max(start, 0) : end]
        return found

    @property
    def articles_in_whole(self) -> int:
        """How many articles the corpus has that these were drawn from; these themselves where none are left out."""
        return articles_in(self.whole) if self.whole else len(self.documents)

    def fact(self, field: str) -> pd.Series[str]:
        """Return a curated field by ``doc_id``, such as ``wave``; documents without it are out."""
        rows = self.metadata[self.metadata["field"] == field]
        return rows.set_index("doc_id")["value"]


def _belong_to(doc_ids: Collection[str]) -> ds.Expression:
    return ds.field("doc_id").isin(pa.array(sorted(set(doc_ids)), pa.string()))


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
    dashboard: str | None = None,
    workers: int = 1,
    partition: int = ROWS_PER_PIECE,
    progress: Progress = lambda done, parts, articles: None,
) -> dict[str, int]:
    """Analyse files and folders into the tables of ``out``; return the number of rows of each.

    The inputs are cut into parts of up to ``partition`` rows, which are kept in ``out`` until all
    are done: a run that was stopped, however, goes on with what is missing when it is started
    again, and does again what has changed. The tables do not depend on engine or partition.

    The tables appear when all of them are finished, ``documents`` last. One run writes in a folder
    at a time.

    ``form`` is parquet, csv or jsonl; ``columns`` are those of the text, the id and the date in tables of
    articles; ``engine`` is local (``workers`` processes) or dask (workers of its own, or those at the
    address ``scheduler``); ``progress`` is called with the parts done, the parts in all, and the articles.

    Raises :class:`tifa.read.InputError` where an input or an argument cannot be used, or another
    run writes in ``out``.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     rows = analyse(["seeds"], Path(folder) / "tables")
    >>> rows["documents"], rows["rejected"]
    (5, 0)
    """
    files = find_files(inputs)
    facts = side_table(inputs, metadata)
    published = {row["doc_id"]: row["value"] for row in facts if row["field"] == "published"}
    out.mkdir(parents=True, exist_ok=True)
    with alone(out):
        parts = _fresh(out.resolve() / PARTS)
        job = Job(columns, published, parts, library())
        tasks = plan(cut(files, partition), job)
        left = [task for task in tasks if not is_done(task, job)]
        done = _counter(len(tasks) - len(left), len(tasks), progress)
        if engine == "dask" and left:
            run_on_dask(left, job, done, scheduler=scheduler, workers=workers, dashboard=dashboard)
        elif workers > 1:
            run_in_processes(left, job, workers, done)
        else:
            run_here(left, job, done)
        return _finish(tasks, parts, out, form, facts, workers)


def _fresh(parts: Path) -> Path:
    """Return the folder of the parts, without what an earlier run was about to remove."""
    for gone in parts.parent.glob(f"{PARTS}.*"):
        shutil.rmtree(gone)
    parts.mkdir(exist_ok=True)
    return parts


def _finish(
    tasks: Sequence[Task],
    parts: Path,
    out: Path,
    form: str,
    facts: list[dict[str, str]],
    workers: int,
) -> dict[str, int]:
    """Put the parts together, the tables into their places, and remove the parts."""
    merged = parts / "merged"
    remove(merged)
    merged.mkdir()
    counts = merge([parts / task.key for task in tasks], merged, form, workers)
    if facts:
        write_metadata(merged / "metadata.csv", facts)
    _replace(merged, out, f"documents.{form}")
    remove(out / DRAWN)
    remove(parts)
    return counts


def _counter(done: int, parts: int, progress: Progress) -> Callable[[int], None]:
    articles = 0

    def count(more: int) -> None:
        nonlocal done, articles
        done, articles = done + 1, articles + more
        progress(done, parts, articles)

    return count


def _replace(merged: Path, out: Path, last: str) -> None:
    """Move finished tables into place; while one of them is missing, ``last`` is not there either."""
    _delete(out / last)
    for path in sorted(merged.iterdir(), key=lambda path: path.name == last):
        target = out / path.name
        if target.is_dir() or path.is_dir():
            _delete(target)
        path.replace(target)


def _delete(path: Path) -> None:
    if path.is_dir():
        remove(path)
    else:
        path.unlink(missing_ok=True)


# Loading --------------------------------------------------------------------------------------


def load(
    path: str | Path, metadata: str | Path | None = None, *, most: int | None = None
) -> Corpus:
    """Return a corpus: from a folder of finished tables, or by analysing articles now.

    ``path`` is what ``tifa analyse`` wrote, or any file or folder of articles. Finished tables are
    read when they are first used. ``metadata`` is a table of curated facts; without it, a ``metadata.csv``
    in the folder is. Of finished tables with more than ``most`` articles, so many are drawn
    (:func:`tifa.corpus.drawn.drawn`). Raises :class:`tifa.read.InputError` where there is no article, or a run is not
    finished.

    >>> import tifa
    >>> tifa.load("seeds").documents["n_chars"].tolist()
    [2525, 4976, 4361, 3876, 1872]
    """
    folder = Path(path)
    if (folder / "documents.parquet").exists():
        facts = _facts(folder, metadata)
        read_from = folder if most is None else drawn(folder, most)
        whole = None if read_from == folder else folder
        corpus = object.__new__(Corpus)
        corpus.__dict__.update(folder=read_from, whole=whole, metadata=_frame(facts))
        if whole:
            held = set(corpus.table("documents", ["doc_id"])["doc_id"])
            corpus.__dict__["metadata"] = _frame([row for row in facts if row["doc_id"] in held])
        empty = not articles_in(read_from)
    elif (folder / PARTS).exists():
        raise InputError(f"{folder}: the run that writes here is not finished; start it again")
    else:
        files = find_files([folder])
        facts = side_table([folder], Path(metadata) if metadata else None)
        published = {row["doc_id"]: row["value"] for row in facts if row["field"] == "published"}
        found = list(batches(read(files), published))
        frames = {
            name: to_pandas(in_order(name, pa.concat_tables(tables[name] for tables in found)))
            for name in SCHEMAS
        }
        corpus = Corpus(**frames, metadata=_frame(facts))
        empty = corpus.documents.empty
    if empty:
        reasons = sorted(set(corpus.rejected["reason"]))
        raise InputError(f"{folder}: no article could be read ({', '.join(reasons)})")
    return corpus


def from_tables(**tables: pd.DataFrame) -> Corpus:
    """Return a corpus of tables in memory; those that are not given have no rows.

    >>> from_tables(documents=pd.DataFrame({"doc_id": ["a"], "body": ["四早"]})).excerpts([("a", 0, 1)])
    ['四']
    """
    empty = {name: to_pandas(schema.empty_table()) for name, schema in SCHEMAS.items()}
    return Corpus(**{**empty, "metadata": _frame([]), **tables})


def _frame(facts: list[dict[str, str]]) -> pd.DataFrame:
    columns: list[Any] = ["doc_id", "field", "value", "reason"]
    return pd.DataFrame(facts, columns=columns, dtype="str")


def _facts(folder: Path, metadata: str | Path | None) -> list[dict[str, str]]:
    given = Path(metadata) if metadata else folder / "metadata.csv"
    return read_metadata(given) if metadata or given.is_file() else []
