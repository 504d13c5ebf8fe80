"""Speed of cleaning and article parsing beside OpenCC's t2s alone, on the same text in one run.

The two take turns; the figures are characters of raw page a second, the median of the runs. The
ratio, the median of the pairs, is what to compare between machines. Offset maps and the rows of the repairs table are included.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import opencc

from tifa.cleaning.article import parse
from tifa.cleaning.repair import repair

SEEDS = sorted((Path(__file__).parent.parent / "seeds").glob("*.txt"))
RUNS = 25


def seconds(work: Callable[[str], object], pages: list[str]) -> float:
    """Return how long a piece of work takes on all pages."""
    start = time.perf_counter()
    for page in pages:
        work(page)
    return time.perf_counter() - start


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
        size = sum(map(len, group))
        pairs = [(seconds(clean, group), seconds(convert, group)) for _ in range(RUNS + 1)][1:]
        ours, theirs = (median(times) for times in zip(*pairs, strict=True))
        ratio = median(b / a for a, b in pairs)
        print(f"{name:30}{size / ours:>16,.0f}{size / theirs:>18,.0f}{ratio:>8.3f}")


def clean(page: str) -> object:
    """Repair a page and find the article on it."""
    return parse(repair(page)[0])


if __name__ == "__main__":
    main()
