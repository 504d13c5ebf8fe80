"""Every table of a corpus counted part by part, so that the memory needed does not grow with it.

A part is a file of each table, as ``tifa analyse`` writes them for large corpora, or the whole of a
smaller one. Bodies, sentences and words are not read: their numbers stand in ``documents``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tifa.corpus.analysis import Corpus
from tifa.corpus.drawn import files_of
from tifa.schemas import SCHEMAS
from tifa.sources import InputError
from tifa.studies.timelines.divisions import group_of
from tifa.tables import stored_table

COUNTED = {"repairs": "kind", "terms": "frame", "formulas": "kind", "expansions": "verdict"}
COUNTED |= {"totals": "verdict", "events": "action"}
"""The tables whose rows are counted, each by a column of its own."""

VERDICTS = ["complete", "partial", "unlisted", "mismatch"]
"""The verdicts on what a formula stands for."""

SIZES = ("n_chars", "n_sentences", "n_words")
"""The columns of ``documents`` that are added up."""

AT_ONCE = 50
"""So many parts are counted before their counts are put together."""

Read = Callable[[str, Sequence[str]], pa.Table]
"""Returns some columns of a table of a part."""


@dataclass(frozen=True)
class Census:
    """Counts over all articles of a corpus.

    ``articles``: ``code`` (city or province, null without a place), ``month`` (YYYY-MM, YYYY or null),
    ``articles``, ``n_chars``, ``n_sentences``, ``n_words``. ``counts``: ``table``, ``value``, ``code``,
    ``month``, ``n`` (rows), ``articles`` (that have such a row); place and month are those of the
    article, of an event its own. ``formulas``: ``canonical``, ``n`` (mentions), ``articles``, ``first`` and
    ``last`` (dates of publication), and its lists by verdict; parallels are no formulas.
    """

    articles: pd.DataFrame
    counts: pd.DataFrame
    formulas: pd.DataFrame


def census(corpus: Corpus) -> Census:
    """Count all articles of a corpus; of one that was drawn, all that it was drawn from.

    Raises :class:`tifa.sources.InputError` where the parts of the tables do not belong together.

    >>> import tifa
    >>> found = census(tifa.load("seeds"))
    >>> int(found.articles["articles"].sum()), int(found.articles["n_chars"].sum())
    (5, 17610)
    >>> int(found.formulas.set_index("canonical").at["六级书记抓防控", "n"])
    5
    """
    held: dict[str, list[pa.Table]] = defaultdict(list)
    with ThreadPoolExecutor() as pool:  # Arrow does the work outside of Python
        for number, found in enumerate(pool.map(_of_part, _parts(corpus)), 1):
            for name, table in found.items():
                held[name].append(table)
            if number % AT_ONCE == 0:
                held = defaultdict(list, {name: [_together(name, held[name])] for name in held})
    whole = {name: _in_order(name, tables) for name, tables in held.items()}
    verdicts = whole["verdicts"].pivot(index="canonical", columns="verdict", values="n")
    formulas = whole["mentions"]
    verdicts = verdicts.reindex(formulas["canonical"], columns=VERDICTS).fillna(0).astype(int)
    formulas[VERDICTS] = verdicts.to_numpy()
    return Census(whole["articles"], whole["counts"], formulas)


# Parts ----------------------------------------------------------------------------------------


def _parts(corpus: Corpus) -> Iterator[Read]:
    """Yield a function for each part that reads columns of its tables."""
    folder = corpus.whole or corpus.folder
    if folder is None:
        yield partial(_from_memory, corpus)
        return
    tables = {name: stored_table(folder, name) for name in ("documents", *COUNTED)}
    files = {name: files_of(path) for name, path in tables.items()}
    if len({len(paths) for paths in files.values()}) > 1:  # not written part by part
        yield partial(_from_files, tables)
        return
    for paths in zip(*files.values(), strict=True):
        yield partial(_from_files, dict(zip(files, paths, strict=True)))


def _from_files(paths: Mapping[str, Path], name: str, columns: Sequence[str]) -> pa.Table:
    return pq.read_table(paths[name], columns=list(columns))


def _from_memory(corpus: Corpus, name: str, columns: Sequence[str]) -> pa.Table:
    schema = pa.schema([SCHEMAS[name].field(column) for column in columns])
    return pa.Table.from_pandas(getattr(corpus, name)[list(columns)], schema, preserve_index=False)


def _about(read: Read) -> pa.Table:
    """Return the articles of a part with their city or province and the month they were published."""
    columns = ["doc_id", "place_code", "published", *SIZES]
    table = read("documents", columns)
    return pa.table(
        {
            "doc_id": table["doc_id"],
            "code": _groups(table["place_code"]),
            "month": _months(table["published"]),
            "published": table["published"],
            "articles": pa.repeat(1, table.num_rows),
            **{name: table[name] for name in SIZES},
        }
    )


def _groups(codes: pa.ChunkedArray) -> pa.Array:
    """Return the city or province of each place code."""
    different = pc.unique(codes)
    named = pa.array([group_of(code) for code in different.to_pylist()], pa.string())
    return named.take(pc.index_in(codes, value_set=different)).combine_chunks()


def _months(dates: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return the month of each ISO date, the year where it tells no more, null for what is neither."""
    known = pc.match_substring_regex(dates, r"^[0-9]{4}(?:-[0-9]{2})?(?:-|$)")
    return pc.utf8_slice_codeunits(pc.if_else(known, dates, None), 0, 7)


# Counts ---------------------------------------------------------------------------------------


def _of_part(read: Read) -> dict[str, pa.Table]:
    """Return all counts of a part."""
    about = _about(read)
    return {
        "articles": _sum(about, ["code", "month"]),
        "counts": _together(
            "counts", [_counted(read, name, by, about) for name, by in COUNTED.items()]
        ),
        "mentions": _mentions(read, about),
        "verdicts": _verdicts(read),
    }


def _counted(read: Read, name: str, by: str, about: pa.Table) -> pa.Table:
    """Return how often each value of a column stands in the rows of a table, and in how many articles."""
    if name == "events":
        rows = read(name, ["doc_id", by, "place_code", "iso_start", "iso_end"])
        starts = pc.if_else(pc.equal(rows["iso_start"], ".."), rows["iso_end"], rows["iso_start"])
        rows = rows.append_column("code", pa.chunked_array([_groups(rows["place_code"])]))
        rows = rows.append_column("month", _months(starts))
        rows = rows.group_by(["doc_id", by, "code", "month"]).aggregate([([], "count_all")])
    else:
        rows = read(name, ["doc_id", by])
        if by == "verdict":
            rows = rows.filter(pc.is_valid(rows[by]))
        rows = rows.group_by(["doc_id", by]).aggregate([([], "count_all")])
        rows = _with(rows, about, ["code", "month"])
    made = pa.table(
        {
            "table": pa.array([name] * rows.num_rows, pa.string()),
            "value": rows[by],
            "code": rows["code"],
            "month": rows["month"],
            "n": rows["count_all"],
            "articles": pa.repeat(1, rows.num_rows),
        }
    )
    return made


def _mentions(read: Read, about: pa.Table) -> pa.Table:
    """Return for each formula its mentions, the articles that have it, its first and last date."""
    rows = read("formulas", ["doc_id", "canonical", "kind"])
    rows = rows.filter(pc.not_equal(rows["kind"], "parallel"))
    rows = rows.group_by(["doc_id", "canonical"]).aggregate([([], "count_all")])
    rows = _with(rows, about, ["published"])
    made = pa.table(
        {
            "canonical": rows["canonical"],
            "n": rows["count_all"],
            "articles": pa.repeat(1, rows.num_rows),
            "first": rows["published"],
            "last": rows["published"],
        }
    )
    return _together("mentions", [made])


def _verdicts(read: Read) -> pa.Table:
    """Return for each formula how many of its lists have each verdict."""
    rows = read("expansions", ["canonical", "verdict"])
    rows = rows.filter(pc.is_valid(rows["verdict"]))
    made = rows.append_column("n", pa.chunked_array([pa.repeat(1, rows.num_rows)]))
    return _together("verdicts", [made])


def _with(rows: pa.Table, about: pa.Table, columns: Sequence[str]) -> pa.Table:
    """Return rows with what is known of their articles."""
    at = pc.index_in(rows["doc_id"], value_set=about["doc_id"].combine_chunks())
    if at.null_count:
        stray = rows["doc_id"].filter(pc.is_null(at))[0].as_py()
        raise InputError(
            f"{stray}: no row of documents in the same part; parts of all tables must be in one order"
        )
    for name in columns:
        rows = rows.append_column(name, about[name].take(at))
    return rows


KEYS = {
    "articles": ["code", "month"],
    "counts": ["table", "value", "code", "month"],
    "mentions": ["canonical"],
    "verdicts": ["canonical", "verdict"],
}
"""What the rows of each kind of counts differ in."""


def _together(name: str, tables: Sequence[pa.Table]) -> pa.Table:
    """Return counts of several parts added up."""
    return _sum(pa.concat_tables(tables), KEYS[name])


def _in_order(name: str, tables: Sequence[pa.Table]) -> pd.DataFrame:
    """Return all counts added up; their order does not depend on how the tables are stored."""
    keys = [(key, "ascending") for key in KEYS[name]]
    frame: pd.DataFrame = _together(name, tables).sort_by(keys).to_pandas()
    return frame


def _sum(table: pa.Table, keys: Sequence[str]) -> pa.Table:
    how = {"first": "min", "last": "max"}
    wanted = [name for name in table.column_names if name not in (*keys, "doc_id", "published")]
    found = table.group_by(list(keys)).aggregate([(n, how.get(n, "sum")) for n in wanted])
    named = found.rename_columns({f"{n}_{how.get(n, 'sum')}": n for n in wanted})
    return named.select([*keys, *wanted])
