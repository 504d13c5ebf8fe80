"""Speed of times and places together beside jionlp's extract_time, on the same text in one run.

The two take turns; the figures are characters of article text a second, the median of the runs, and
the ratio is the median of the pairs. On the side of tifa everything is counted that the tables
``times`` hold: finding, values, places and the place of each statement.

``python bench/dates.py PEER_PYTHON``: the Python of the environment that has jionlp; without one only
tifa is timed.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

from tifa.places.find import find_places
from tifa.rows import clean
from tifa.scan import scan
from tifa.sentences import Sentence, split_sentences
from tifa.statements import about
from tifa.times import find_times, resolve

HERE = Path(__file__).parent
SEEDS = sorted((HERE.parent / "seeds").glob("*.txt"))
RUNS = 7
ROUNDS = 10
"""So often all texts are read in one turn: a turn of some milliseconds would time the caches."""


def analyse(text: str, sentences: list[Sentence]) -> object:
    """Find the times and places of a text, their values, and what each statement is about."""
    hits = scan(text)
    times = find_times(text, hits)
    values = resolve(text, times, "2020-03-24")
    places = find_places(text, 2020, "220100", hits)
    dated = [value.core for value in values]
    return values, about(text, times, places, sentences, "220100", dated)


def ours(texts: dict[str, list[Sentence]]) -> float:
    """Return the seconds of one run over all texts, which come with their sentences."""
    start = time.perf_counter()
    for _ in range(ROUNDS):
        for text, sentences in texts.items():
            analyse(text, sentences)
    return time.perf_counter() - start


def theirs(peer: subprocess.Popen[str]) -> float:
    """Return the seconds of one run of the peer."""
    assert peer.stdin is not None and peer.stdout is not None
    print("go", file=peer.stdin, flush=True)
    for line in peer.stdout:
        if line.startswith("seconds "):
            return float(line.split()[1])
    raise SystemExit("bench: the peer stopped; install bench/requirements.txt for it")


def main() -> None:
    """Print characters a second, and the ratio where the peer is there."""
    bodies = [clean(path.read_text(encoding="utf-8"))[0].body.text for path in SEEDS]
    texts = {body: split_sentences(body) for body in bodies}
    size = sum(map(len, texts)) * ROUNDS
    ours(texts)  # dictionaries are read once
    if len(sys.argv) < 2:
        print(f"times and places: {size / median(ours(texts) for _ in range(RUNS)):,.0f} chars/s")
        return
    script = [sys.argv[1], str(HERE / "peer_jionlp.py")]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        script, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True
    ) as peer:
        assert peer.stdin is not None
        print(json.dumps(bodies * ROUNDS), file=peer.stdin, flush=True)
        theirs(peer)
        pairs = [(ours(texts), theirs(peer)) for _ in range(RUNS)]
        peer.stdin.close()
    mine, other = (size / median(times) for times in zip(*pairs, strict=True))
    ratio = median(b / a for a, b in pairs)
    print(f"times and places: tifa {mine:,.0f} chars/s, jionlp {other:,.0f}, ratio {ratio:.1f}")


if __name__ == "__main__":
    main()
