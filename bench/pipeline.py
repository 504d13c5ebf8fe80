"""Speed of every stage of the analysis, of the whole of it beside jieba, and cost as a corpus grows.

    python bench/pipeline.py [--megabytes 20] [--sizes 1000 3000 10000] [--pool 100]

The articles are generated (``tools/make_corpus.py``), the same every time. Stages are timed on pages of
the pool read once each, in characters of raw page a second of one core, each stage on what the one before
made of them. The whole analysis, with all tables written, and ``jieba.lcut`` alone on the same text take
turns article by article until so many megabytes are through, so that the ratio does not depend on
what else the machine does. Then come growing corpora (seconds of processor time, the exponent, the
memory at most, each in a process of its own), and two processes against one (seconds of the clock).
"""

from __future__ import annotations

import argparse
import json
import logging
import math
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from tifa.actions import action_of
from tifa.cleaning.article import parse
from tifa.cleaning.decode import decode
from tifa.cleaning.repair import repair
from tifa.corpus.analysis import analyse
from tifa.corpus.parts import batches
from tifa.formulas import expand, find_formulas
from tifa.formulas.parallels import find_parallels
from tifa.places.find import find_places
from tifa.quantities import find_quantities
from tifa.read import Source
from tifa.rhetoric.devices import find_devices
from tifa.rhetoric.frames import find_terms
from tifa.scan import scan
from tifa.sentences import split_sentences
from tifa.statements import find_statements
from tifa.tables import add_articles, arrow_tables, no_rows, write_table
from tifa.times import find_times, is_dated, resolve
from tifa.totals import check_totals
from tifa.words import count_words

sys.path.append(str(Path(__file__).parent.parent / "tools"))
import make_corpus

WARM = 20
"""So many articles first: dictionaries are loaded and patterns made when they are first used."""

Stage = tuple[str, Callable[..., Any], tuple[str, ...]]

STAGES: list[Stage] = [
    ("decode", lambda data: decode(data).text, ("data",)),
    ("repair", lambda decoded: repair(decoded)[0], ("decode",)),
    ("article", lambda page: parse(page).body.text, ("repair",)),
    ("sentences", split_sentences, ("article",)),
    ("scan", scan, ("article",)),
    ("times", find_times, ("article", "scan")),
    ("values of times", lambda body, times: resolve(body, times, "2020-02-03", "page"), ("article", "times")),
    ("places", lambda body, hits: find_places(body, 2020, None, hits), ("article", "scan")),
    ("statements", lambda *given: statements(*given), ("article", "times", "values of times", "sentences")),
    ("totals", check_totals, ("article",)),
    ("formulas", find_formulas, ("article", "scan")),
    ("expansions", expand, ("article", "formulas", "sentences")),
    ("parallels", lambda body: list(find_parallels(body, [])), ("article",)),
    ("terms", lambda body: [*find_terms(body, []), *find_devices(body, [])], ("article",)),
    ("words", count_words, ("article",)),
]  # fmt: skip
"""The stages by name, what each does, and the stages whose results it needs."""


def statements(body: str, times: Any, values: Any, sentences: Any) -> list[Any]:
    """Return the dated statements with their actions and figures."""
    dated = [is_dated(time, value) for time, value in zip(times, values, strict=True)]
    found = find_statements(body, times, dated, sentences)
    texts = [body[row.start : row.end] for row in found]
    return [(action_of(text), find_quantities(text)) for text in texts]


def stages(pages: Sequence[str]) -> None:
    """Print for each stage the characters a second and its share of the time."""
    seconds = dict.fromkeys([*(name for name, _, _ in STAGES), "rows to tables"], 0.0)
    for number, page in enumerate([*pages[:WARM], *pages]):
        made: dict[str, Any] = {"data": page.encode("utf-8")}
        for name, work, needed in STAGES:
            start = time.process_time()
            made[name] = work(*(made[other] for other in needed))
            seconds[name] += (time.process_time() - start) * (number >= WARM)
    seconds["rows to tables"] = tables_of(pages)
    size, total = sum(map(len, pages)), sum(seconds.values())
    print(f"{len(pages):,} pages, {size:,} characters")
    for name, used in seconds.items():
        print(f"  {name:18}{size / used:14,.0f} characters a second{used / total:8.1%}")
    print(f"  {'together':18}{size / total:14,.0f} characters a second", flush=True)


def tables_of(pages: Sequence[str]) -> float:
    """Return the time to make Arrow tables of finished columns and to write them as Parquet."""
    found = no_rows()
    add_articles(found, list(map(source, range(len(pages)), pages)))
    with tempfile.TemporaryDirectory() as folder:
        start = time.process_time()
        for name, table in arrow_tables(found).items():
            write_table([table], Path(folder) / f"{name}.parquet")
        return time.process_time() - start


def source(number: int, page: str) -> Source:
    return Source(f"{number:08}", "", number, page, "utf-8", False, "")


# Beside jieba ---------------------------------------------------------------------------------


def beside_jieba(megabytes: float) -> None:
    """Print the speed of the whole analysis, of jieba alone, and the ratio."""
    import jieba

    jieba.setLogLevel(logging.WARNING)
    jieba.lcut("疫情防控")
    list(batches([source(at, make_corpus.page(at)) for at in range(WARM)], {}))
    ours = theirs = 0.0
    size = read = number = 0
    with tempfile.TemporaryDirectory() as folder:
        while read < megabytes * 1_000_000:
            pages = [make_corpus.page(at) for at in range(number, number + 100)]
            number += len(pages)
            size += sum(map(len, pages))
            read += sum(len(page.encode("utf-8")) for page in pages)
            start = time.process_time()
            for tables in batches([source(at, page) for at, page in enumerate(pages)], {}):
                for name, table in tables.items():
                    write_table([table], Path(folder) / f"{name}.parquet")
            ours += time.process_time() - start
            start = time.process_time()
            for page in pages:
                jieba.lcut(page)
            theirs += time.process_time() - start
    print(f"{number:,} articles, {read / 1e6:.1f} MB of UTF-8, {size:,} characters")
    print(
        f"  whole analysis    {size / ours:14,.0f} characters a second, {number / ours:.1f} articles"
    )
    print(f"  jieba.lcut alone  {size / theirs:14,.0f} characters a second")
    print(f"  the analysis takes {ours / theirs:.2f} times as long as jieba alone", flush=True)


# Size -----------------------------------------------------------------------------------------


def one_size(path: Path, workers: int) -> None:
    """Analyse a file and print seconds of processor and clock, and megabytes, as JSON."""
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as out:
        analyse([path], Path(out), workers=workers, partition=500 if workers > 1 else 1000)
    clock = time.perf_counter() - start
    own, below = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    used = sum(row.ru_utime + row.ru_stime for row in (own, below))
    print(json.dumps([used, clock, max(own.ru_maxrss, below.ru_maxrss) / 1024]))


def in_a_process(path: Path, workers: int = 1) -> list[float]:
    command = [sys.executable, __file__, "--one", str(path), "--workers", str(workers)]
    answer = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    return [float(number) for number in json.loads(answer)]


def grow(sizes: Sequence[int], folder: Path) -> None:
    """Print the cost of growing corpora, the exponents, and two processes against one."""
    found = list(measured(sizes, folder))
    for (small, one), (large, other) in pairwise(found):
        exponent = math.log(other[0] / one[0]) / math.log(large / small)
        print(f"  {small:,} to {large:,}: exponent {exponent:.2f}")
    size, (_, alone, _) = found[-1]
    _, together, _ = in_a_process(folder / f"{size}.parquet", 2)
    print(f"  {size:,} articles in two processes: {alone / together:.2f} times as fast as in one")


def measured(sizes: Sequence[int], folder: Path) -> Iterator[tuple[int, list[float]]]:
    for size in sizes:
        path = folder / f"{size}.parquet"
        make_corpus.write_parquet(path, size)
        used, clock, memory = in_a_process(path)
        print(
            f"{size:,} articles: {used:,.1f} s of the processor, {used / size * 1e6 / 3600:,.1f} hours "
            f"a million, {memory:,.0f} MB at most",
            flush=True,
        )
        yield size, [used, clock, memory]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--megabytes", type=float, default=20, help="text to read beside jieba")
    parser.add_argument("--pool", type=int, default=100, help="pages for the stages")
    parser.add_argument("--sizes", type=int, nargs="*", default=[1000, 3000, 10000])
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--workers", type=int, default=1, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        one_size(given.one, given.workers)
        return
    stages([make_corpus.page(number) for number in range(given.pool)])
    if given.megabytes:
        beside_jieba(given.megabytes)
    if given.sizes:
        with tempfile.TemporaryDirectory() as folder:
            grow(sorted(given.sizes), Path(folder))


if __name__ == "__main__":
    main()
