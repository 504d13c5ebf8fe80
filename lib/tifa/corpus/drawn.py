"""Articles drawn by chance from a corpus that is too large to be read in whole.

The articles whose ids have the smallest hashes are taken (bottom-k sampling: Cohen and Kaplan,
"Summarizing data using bottom-k sketches", PODC 2007). Every article has the same chance, whatever
its place among the files; the same corpus gives the same articles on every machine, and those of a
corpus that has grown are mostly the same.
"""

from __future__ import annotations

import atexit
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp
from uuid import uuid4

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from tifa.corpus.lock import in_turn
from tifa.schemas import SCHEMAS
from tifa.tables import in_order, stored_table, write_table

MOST = 20_000
"""A report reads so many articles; a larger corpus takes more memory than an ordinary machine has."""

DRAWN = ".drawn"
"""The folder beside the tables that holds those of drawn articles."""


def drawn(folder: Path, most: int) -> Path:
    """Return a folder with the tables of ``most`` articles drawn from those of a corpus.

    It is ``folder`` itself where that has no more articles. Else the tables are written once, into the
    folder ``.drawn`` beside them, or a temporary one where nothing may be written there; ``rejected`` is
    that of the whole corpus. A few row groups are in memory at a time, and the drawn rows.

    >>> from tempfile import TemporaryDirectory
    >>> import tifa
    >>> with TemporaryDirectory() as tables:
    ...     rows = tifa.analyse(["seeds"], Path(tables))
    ...     corpus = tifa.load(tables, most=3)
    ...     len(corpus.documents), corpus.whole == Path(tables)
    (3, True)
    """
    if most < 1:
        raise ValueError(f"one article at least must be drawn, not {most}")
    if articles_in(folder) <= most:
        return folder
    try:
        (folder / DRAWN).mkdir(exist_ok=True)
        with in_turn(folder / DRAWN / "lock"):
            return _written(folder, folder / DRAWN, most)
    except OSError:
        kept = Path(mkdtemp(prefix="tifa-drawn-"))
        atexit.register(shutil.rmtree, kept, ignore_errors=True)
        return _written(folder, kept, most)


def articles_in(folder: Path) -> int:
    """Return how many articles the tables of a folder are of."""
    return int(ds.dataset(stored_table(folder, "documents")).count_rows())


def _written(folder: Path, kept: Path, most: int) -> Path:
    """Return the folder of the drawn tables, made now unless it is there."""
    state = _state(folder)
    target = kept / f"{most}-{state}"
    if target.exists():
        return target
    for other in kept.iterdir():
        if other.is_dir() and not other.name.endswith(state):  # of tables that are no more
            shutil.rmtree(other)
    made = kept / uuid4().hex
    made.mkdir()
    ids = _chosen(folder, most)
    for name, schema in SCHEMAS.items():
        source, path = stored_table(folder, name), made / f"{name}.parquet"
        if "doc_id" in schema.names:
            rows = [schema.empty_table(), *_rows_of(source, schema, ids)]
            write_table([in_order(name, pa.concat_tables(rows))], path)
        else:
            shutil.copy(source, path)
    return made.rename(target)


def _state(folder: Path) -> str:
    """Return what changes when the tables do: the sizes and times of the files of ``documents``."""
    about = [
        (path.name, path.stat().st_size, path.stat().st_mtime_ns)
        for path in files_of(stored_table(folder, "documents"))
    ]
    return sha256(repr(about).encode()).hexdigest()[:16]


def files_of(table: Path) -> list[Path]:
    """Return the files of a table, in order: itself, or those of its folder."""
    return sorted(table.glob("*.parquet")) if table.is_dir() else [table]


def _chosen(folder: Path, most: int) -> pa.Array:
    """Return the ids of the articles that are drawn."""
    stored = ds.dataset(stored_table(folder, "documents"))
    hashes = [_hashed(batch) for batch in stored.to_batches(columns=["doc_id"])]
    highest = np.partition(np.concatenate(hashes), most - 1)[most - 1]
    found = [
        batch["doc_id"].filter(pa.array(_hashed(batch) <= highest))
        for batch in stored.to_batches(columns=["doc_id"])
    ]
    return pa.chunked_array(found).combine_chunks()


def _hashed(batch: pa.RecordBatch) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    ids = batch["doc_id"].to_numpy(zero_copy_only=False)
    hashed: np.ndarray[tuple[int], np.dtype[np.uint64]] = pd.util.hash_array(ids, categorize=False)
    return hashed


def _rows_of(table: Path, schema: pa.Schema, ids: pa.Array) -> Iterator[pa.Table]:
    """Yield the rows of a table that belong to some articles, in the order of its files."""
    with ThreadPoolExecutor() as pool:  # Arrow does the work outside of Python
        for rows in pool.map(lambda path: _rows_in(path, ids), files_of(table)):
            yield from (found.cast(schema) for found in rows)


def _rows_in(path: Path, ids: pa.Array) -> list[pa.Table]:
    """Return the rows of a file that belong to some articles; it is read row group by row group."""
    found = []
    with pq.ParquetFile(path, read_dictionary=["doc_id"]) as file:
        for number in range(file.num_row_groups):
            wanted = _belong(file.read_row_group(number, ["doc_id"])["doc_id"], ids)
            if pc.any(wanted).as_py():
                found.append(file.read_row_group(number).filter(wanted))
    return found


def _belong(column: pa.ChunkedArray, ids: pa.Array) -> pa.ChunkedArray:
    """Tell for each row whether its article is among some; each id is looked up once."""
    return pa.chunked_array(
        [pc.is_in(part.dictionary, value_set=ids).take(part.indices) for part in column.chunks],
        pa.bool_(),
    )
