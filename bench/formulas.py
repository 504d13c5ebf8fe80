"""Speed of formulas and their members beside ``jieba.lcut`` on the same text in one run.

The three take turns; the figures are characters of article text a second, the median of the runs, and
the ratios are medians within a turn. Timed are numeral formulas with their members and verdicts, and
the same with the unnumbered parallels that stand in the same tables.
"""

from __future__ import annotations

import time
import warnings
from pathlib import Path
from statistics import median

from tifa.formulas import expand, find_formulas
from tifa.formulas.parallels import find_parallels
from tifa.rows import clean
from tifa.scan import scan
from tifa.sentences import Sentence, split_sentences

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # invalid escapes in jieba's source
    import jieba

HERE = Path(__file__).parent
SEEDS = sorted((HERE.parent / "seeds").glob("*.txt"))
RUNS = 7
ROUNDS = 5
"""So many texts are made of each, by beginning at another paragraph: no two that are read are equal."""


def ours(texts: dict[str, list[Sentence]], *, parallels: bool) -> float:
    """Return the seconds of one run over all texts, which come with their sentences."""
    start = time.perf_counter()
    for text, sentences in texts.items():
        mentions = find_formulas(text, scan(text))
        rows = expand(text, mentions, sentences)
        if not parallels:
            continue
        taken = [(row.start, row.end) for row in mentions]
        find_parallels(text, taken + [span for row in rows for span in row.member_spans])
    return time.perf_counter() - start


def theirs(texts: dict[str, list[Sentence]]) -> float:
    """Return the seconds of one run of jieba's segmentation, without its start."""
    start = time.perf_counter()
    for text in texts:
        jieba.lcut(text)
    return time.perf_counter() - start


def turn(body: str, part: float) -> str:
    """Return a text that begins with the paragraph so far into it, and ends with the one before."""
    lines = body.split("\n")
    first = int(part * len(lines))
    return "\n".join(lines[first:] + lines[:first])


def main() -> None:
    """Print characters a second of both, and the ratio."""
    bodies = [clean(path.read_text(encoding="utf-8"))[0].body.text for path in SEEDS]
    turned = [turn(body, n / ROUNDS) for n in range(ROUNDS) for body in bodies]
    texts = {body: split_sentences(body) for body in turned}
    size = sum(map(len, texts))
    jieba.setLogLevel(60)
    theirs(texts)
    ours(texts, parallels=True)
    turns = [
        (ours(texts, parallels=False), ours(texts, parallels=True), theirs(texts))
        for _ in range(RUNS)
    ]
    names = ("formulas and members", "parallels as well", "jieba.lcut")
    for n, name in enumerate(names):
        speed = median(size / turn[n] for turn in turns)
        ratio = median(turn[2] / turn[n] for turn in turns)
        print(f"{name:22}{speed:12,.0f} characters a second, {ratio:.1f} times jieba.lcut")


if __name__ == "__main__":
    main()
