"""Time and memory of the search for shared wording as a corpus grows.

The articles are generated from the five seeds, with a fixed seed of the generator: most sentences are
new, made of words of the seeds drawn one by one; the others are taken over from a stock that grows
with the corpus, the common ones much oftener than the rare, some with two characters left out.
Printed are characters a second, passages, and the exponent of the time against the characters (1 is
linear), then two corpora made to be hard.
"""

from __future__ import annotations

import math
import random
import resource
import sys
import time
from pathlib import Path

from tifa.passages import shared_wording
from tifa.rows import clean
from tifa.sentences import split_sentences
from tifa.words import segment

HERE = Path(__file__).parent
SEEDS = sorted((HERE.parent / "seeds").glob("*.txt"))
SIZES = (1_000, 2_000, 4_000, 8_000)
LENGTH = 1_500
"""Characters of an article."""

TAKEN_OVER = 0.15
"""Share of sentences taken over: three times the share of shared wording in the five articles."""

CHANGED = 0.3
"""Share of those with two characters left out."""


def new_sentence(words: list[str], chance: random.Random) -> str:
    """Return a sentence of words drawn one by one, with a comma here and there."""
    drawn = chance.choices(words, k=chance.randint(10, 30))
    return "".join(word + "," * (chance.random() < 0.12) for word in drawn).strip(",") + "。"


def shortened(sentence: str, chance: random.Random) -> str:
    """Return a sentence without two of its characters."""
    at = chance.randrange(max(len(sentence) - 2, 1))
    return sentence[:at] + sentence[at + 2 :]


def articles(number: int) -> dict[str, str]:
    """Return generated articles, the same for the same number."""
    chance = random.Random(number)
    bodies = [clean(path.read_text(encoding="utf-8"))[0].body.text for path in SEEDS]
    words = [word for body in bodies for word in segment(body)]
    stock = [row.text for body in bodies for row in split_sentences(body) if len(row.text) > 12]
    stock += [new_sentence(words, chance) for _ in range(number * 2)]
    found = {}
    for row in range(number):
        sentences: list[str] = []
        while sum(map(len, sentences)) < LENGTH:
            if chance.random() < TAKEN_OVER:
                rank = int(len(stock) ** chance.random()) - 1
                taken = stock[rank]
                sentences.append(shortened(taken, chance) if chance.random() < CHANGED else taken)
            else:
                sentences.append(new_sentence(words, chance))
        found[f"{row:06}"] = "\n".join(sentences)
    return found


def report(name: str, documents: dict[str, str]) -> float:
    """Print the figures of one corpus and return its seconds."""
    size = sum(map(len, documents.values()))
    start = time.perf_counter()
    found = shared_wording(documents)
    seconds = time.perf_counter() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20)
    print(
        f"{name:30}{size:12,} characters{seconds:8.1f} s{size / seconds:12,.0f} a second"
        f"{len(found.passages):10,} passages{found.skipped:9,} series skipped{memory:6.2f} GB at most",
        flush=True,
    )
    return seconds


def main(sizes: list[int]) -> None:
    """Print the figures for each size, the exponent, and those for two hard corpora."""
    shared_wording(articles(10))
    times = [report(f"{number:,} articles", articles(number)) for number in sizes]
    for small, large, one, two in zip(sizes, sizes[1:], times, times[1:], strict=False):
        exponent = math.log(two / one) / math.log(large / small)
        print(f"{small:,} to {large:,}: exponent {exponent:.2f}")
    report("one letter, a million times", {"a": "防" * 1_000_000, "b": "防" * 1_000_000})
    report("1,000 identical articles", dict.fromkeys(map(str, range(1_000)), articles(1)["000000"]))


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or list(SIZES))
