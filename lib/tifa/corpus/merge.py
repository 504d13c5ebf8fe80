"""The parts of a run put together: no id twice, rows in order, never all of a table in memory.

Up to :data:`LARGE` articles a table is one file with its rows in the order of the ids. A larger one
is a folder with a file for each part, in the order of the inputs: sorting ten million articles
would move every row once more, and whoever needs them sorted has Dask or DuckDB for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tifa.corpus.parts import duplicate
from tifa.schemas import INT, ORDER, SCHEMAS
from tifa.tables import in_order, write_table

LARGE = 200_000
"""From so many articles on, a Parquet table is a folder of parts instead of one file."""

AT_ONCE = 2_000
"""A table's rows of so many articles are sorted in memory at a time."""


class Part(NamedTuple):
    """A part, its first and last id in the order of ids, and the ids that an earlier part has."""

    folder: Path
    first: str
    last: str
    twice: pa.Array

    def read(self, name: str) -> pa.Table:
        """Return a table of the part without the articles that an earlier part has."""
        table = pq.read_table(self.folder / f"{name}.parquet")
        if len(self.twice) and name != "rejected":
            table = table.filter(pc.invert(pc.is_in(table["doc_id"], value_set=self.twice)))
        return table


def merge(folders: Sequence[Path], out: Path, form: str, workers: int = 1) -> dict[str, int]:
    """Write the tables of parts to a folder, ``workers`` at a time; return the number of rows of each."""
    parts = _parts(folders)
    ids = _ids(parts, form)

    def put_together(name: str) -> int:
        path = out / f"{name}.{form}"
        if name == "rejected":
            return write_table([in_order(name, _rejected(parts))], path)
        if ids is None:
            path.mkdir()
            return sum(_write_part(name, path, *row) for row in enumerate(parts))
        return write_table(_sorted(name, parts, ids), path)

    with ThreadPoolExecutor(workers) as pool:  # Arrow does the work outside of Python
        try:
            return dict(zip(SCHEMAS, pool.map(put_together, SCHEMAS), strict=True))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _ids(parts: Sequence[Part], form: str) -> list[str] | None:
    """Return all ids in order; None where the tables are to be folders of parts."""
    articles = sum(pq.read_metadata(part.folder / "documents.parquet").num_rows for part in parts)
    if form == "parquet" and articles > LARGE:
        return None
    return sorted(doc_id for part in parts for doc_id in _ids_of(part.folder).to_pylist())


def _ids_of(folder: Path) -> pa.ChunkedArray:
    return pq.read_table(folder / "documents.parquet", columns=["doc_id"])["doc_id"]


# Duplicates -----------------------------------------------------------------------------------


def _parts(folders: Sequence[Path]) -> list[Part]:
    """Return the parts with what each has twice.

    Ids are compared by a hash of eight bytes first, so that those of 10^8 articles fit in memory.
    """
    hashes, bounds = [], []
    for folder in folders:
        ids = _ids_of(folder)
        hashes.append(pd.util.hash_array(ids.to_numpy(), categorize=False))
        bounds.append(pc.min_max(ids).as_py() if len(ids) else {"min": "", "max": ""})
    values, times = np.unique(np.concatenate(hashes or [[]]), return_counts=True)
    suspects = values[times > 1]
    seen: set[str] = set()
    parts = []
    for folder, hashed, ends in zip(folders, hashes, bounds, strict=True):
        twice: list[str] = []
        if len(suspects) and (doubtful := np.flatnonzero(np.isin(hashed, suspects))).size:
            found = _ids_of(folder).take(pa.array(doubtful)).to_pylist()
            twice = [doc_id for doc_id in found if doc_id in seen]
            seen.update(found)
        parts.append(Part(folder, ends["min"], ends["max"], pa.array(twice, pa.string())))
    return parts


def _rejected(parts: Sequence[Part]) -> pa.Table:
    """Return what was rejected in any part, and the articles whose ids earlier parts have."""
    tables = [part.read("rejected") for part in parts]
    rows: list[dict[str, Any]] = []
    for part in parts:
        if len(part.twice):
            columns = ["doc_id", "path", "position"]
            found = pq.read_table(part.folder / "documents.parquet", columns=columns)
            found = found.filter(pc.is_in(found["doc_id"], value_set=part.twice))
            rows += [duplicate(*row.values())._asdict() for row in found.to_pylist()]
    return pa.concat_tables([*tables, pa.Table.from_pylist(rows, SCHEMAS["rejected"])])


# Order ----------------------------------------------------------------------------------------


def _sorted(name: str, parts: Sequence[Part], ids: Sequence[str]) -> Iterator[pa.Table]:
    """Yield the rows of a table in order, those of some thousand articles at a time."""
    starts = ids[::AT_ONCE] or [""]
    for low, high in zip(starts, [*starts[1:], None], strict=True):
        tables = [
            _between(part.read(name), low, high)
            for part in parts
            if part.last >= low and (high is None or part.first < high)
        ]
        yield in_order(name, pa.concat_tables(tables or [SCHEMAS[name].empty_table()]))


def _between(table: pa.Table, low: str, high: str | None) -> pa.Table:
    inside = pc.greater_equal(table["doc_id"], low)
    if high is not None:
        inside = pc.and_(inside, pc.less(table["doc_id"], high))
    return table.filter(inside)


def _write_part(name: str, folder: Path, number: int, part: Part) -> int:
    """Write a part as a file of a folder: articles in the order of the inputs, each in its own."""
    ids = part.read("documents")["doc_id"]
    table = part.read(name)
    if name != "documents":
        order = pc.index_in(table["doc_id"], value_set=ids.combine_chunks()).cast(INT)
        keys = [("_order", "ascending"), *((column, "ascending") for column in ORDER[name][1:])]
        table = table.append_column("_order", order).sort_by(keys).drop_columns("_order")
    return write_table([table], folder / f"{name}.{number:06d}.parquet")
