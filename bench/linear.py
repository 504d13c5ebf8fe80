"""Whether time grows as the input does: the same text at doubling lengths, as ratios.

For each step and each kind of text, the time for a character of the longest input over that for one
of the shortest: about 1 where the step is linear, about 8 where it is quadratic. One argument names
some of the steps, a second one the characters of the shortest input.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tifa.cleaning.article import parse
from tifa.cleaning.repair import repair
from tifa.cleaning.trace import trace
from tifa.formulas import find_formulas
from tifa.formulas.parallels import find_parallels
from tifa.read import Source, read
from tifa.reader.page import article
from tifa.rows import Rows, clean, rows_of
from tifa.times import find_times, resolve

TIMES = 8
"""The longest input is so many times the shortest."""

LENGTH = 25_000
"""Characters of the shortest input."""

SENTENCE = "2月3日,长春市召开会议,部署疫情防控工作,落实“四早”要求:早发现、早报告、早隔离、早治疗。"

RUNS = 3

UNITS = {
    "prose": SENTENCE + "\n",
    "one line": SENTENCE,
    "clauses": "坚持动态清零,",
    "characters": "疫",
    "enumeration": "早发现、",
    "formulas": "“四早”、六坚持,",
    "numbers": "1",
    "days": "2020年2月3日,",
    "bare days": "3日",
    "brackets": "(",
    "quotes": "“",
    "tags": "<p>疫情</p>",
    "open tags": "<p ",
    "entities": "&amp;amp;",
    "glosses": "經(jīng)",
    "mojibake": "鐤儏闃叉帶",
    "lost bytes": "勢頭?!?/p>",
    "metadata": "来源:长春日报 2020-02-03\n",
    "furniture": "首页\n",
    "blank": "\n \u3000",
    "commas": ",,",
    "places": "吉林省长春市朝阳区、",
    "totals": "其中,吉林省3例、长春市4例,共7例,",
}
"""What the texts repeat."""


def rows(text: str) -> Rows:
    """Find all that the tables hold."""
    return rows_of(Source("a", "a", None, text, "utf-8", False, "", False, "2020-02-04"))


def read_file(text: str) -> object:
    """Write a text as a page and read it."""
    with tempfile.NamedTemporaryFile(suffix=".txt", mode="w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        return list(read([Path(file.name)]))


def web(text: str) -> object:
    """Clean a text as the source of a web page."""
    return clean(text, html=True)


def dated(text: str) -> object:
    """Find the times of a text and what they mean."""
    return resolve(text, find_times(text), "2020-02-04", "page")


def reader(found: Rows) -> object:
    """Write the annotated article of some tables."""
    return article(found["documents"][0], found)


STEPS: dict[str, Callable[[Any], object]] = {
    "read": read_file,
    "repair": repair,
    "article": lambda text: parse(trace(text)),
    "web": web,
    "times": dated,
    "formulas": find_formulas,
    "parallels": lambda text: find_parallels(text, []),
    "tables": rows,
    "reader": reader,
}


def seconds(step: str, text: str) -> float:
    """Return how long the processor works on a step; the best of some runs."""
    given = rows(text) if step == "reader" else text
    times = []
    for _ in range(RUNS):
        start = time.process_time()
        STEPS[step](given)
        times.append(time.process_time() - start)
    return max(min(times), 1e-4)


def main() -> None:
    """Print a line a text, a column a step."""
    steps = sys.argv[1].split(",") if len(sys.argv) > 1 else list(STEPS)
    length = int(sys.argv[2]) if len(sys.argv) > 2 else LENGTH
    print(f"{'':14}" + "".join(f"{name:>11}" for name in steps))
    for name, unit in UNITS.items():
        short = unit * (length // len(unit))
        cells = []
        for step in steps:
            seconds(step, unit * 10)
            ratio = seconds(step, short * TIMES) / seconds(step, short) / TIMES
            cells.append(f"{ratio:>11.1f}")
        print(f"{name:14}" + "".join(cells), flush=True)


if __name__ == "__main__":
    main()
