"""Speed of cleaning and article parsing beside OpenCC's t2s alone, on the same text in one run.

The figures are characters of raw page a second, the best of several runs in turn; the ratio is
what to compare between machines. Offset maps and the rows of the repairs table are included.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import opencc

from tifa.article import parse
from tifa.repair import repair

SEEDS = sorted((Path(__file__).parent.parent / "seeds").glob("*.txt"))
RUNS = 25


def best(work: Callable[[str], object], pages: list[str]) -> float:
    """Return the characters a second of the fastest of several runs."""
    work(pages[0])  # tables are loaded once
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        for page in pages:
            work(page)
        times.append(time.perf_counter() - start)
    return sum(map(len, pages)) / min(times)


def main() -> None:
    """Print a line for damaged and a line for clean pages."""
    convert = opencc.OpenCC("t2s").convert
    pages = {path.name[:3]: path.read_text(encoding="utf-8") for path in SEEDS}
    groups = {
        "damaged pages (000, 002)": [pages["000"], pages["002"]],
        "clean pages (001, 003, 004)": [pages["001"], pages["003"], pages["004"]],
    }
    print(f"{'':30}{'tifa, chars/s':>16}{'opencc, chars/s':>18}{'ratio':>8}")
    for name, group in groups.items():
        ours = best(lambda page: parse(repair(page)[0]), group)
        theirs = best(convert, group)
        print(f"{name:30}{ours:>16,.0f}{theirs:>18,.0f}{ours / theirs:>8.3f}")


if __name__ == "__main__":
    main()
