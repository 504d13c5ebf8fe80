"""Speed of framing terms beside pyahocorasick's ``iter_long`` on the same text in one run.

``bench/frames.py PYTHON``: PYTHON has pyahocorasick (``bench/requirements.txt``) and runs this file
again as the peer. Both search for 5,000 terms, the library's lexicon padded with words of jieba's
dictionary, and make a list of (start, end, term, frame) for each text; the library's own search leaves
out what is part of longer words and names as well. ``common`` pads with the commonest words (a hit
every few characters), ``sampled`` with words taken at even steps from the whole dictionary. The two
take turns; the figures are medians, the ratio the median within a turn. The first run is
timed apart: it decides on every doubtful edge of a term, which later runs remember.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

HERE = Path(__file__).parent
SEEDS = sorted((HERE.parent / "seeds").glob("*.txt"))
RUNS = 9
ROUNDS = 10
"""So often all texts are read in one turn."""
SIZE = 5000


def peer() -> None:
    """Answer every line of the standard input with the seconds of one turn."""
    import ahocorasick

    texts, lexicon = json.loads(sys.stdin.readline())
    automaton = ahocorasick.Automaton()
    for term, frame in lexicon.items():
        automaton.add_word(term, (len(term) - 1, term, frame))
    automaton.make_automaton()
    for _ in sys.stdin:
        start = time.perf_counter()
        for _ in range(ROUNDS):
            for text in texts:
                [
                    (at - back, at + 1, term, name)
                    for at, (back, term, name) in automaton.iter_long(text)
                ]
        print(time.perf_counter() - start, flush=True)


def padded(way: str) -> dict[str, str]:
    """Return the library's lexicon with words of the dictionary up to 5,000 terms."""
    from tifa.rhetoric.boundaries import frequencies
    from tifa.rhetoric.frames import own_lexicon

    terms = {row.term: row.frame for row in own_lexicon().rows if row}
    words = sorted(frequencies().items(), key=lambda pair: (-pair[1], pair[0]))
    others = [word for word, _ in words if len(word) > 1 and word not in terms]
    missing = SIZE - len(terms)
    chosen = others[:missing] if way == "common" else others[:: len(others) // missing][:missing]
    return terms | dict.fromkeys(chosen, "padding")


def main(python: str) -> None:
    """Print for both lexicons the characters a second of both, and the ratio."""
    from tifa.rhetoric.boundaries import _is_crossed
    from tifa.rhetoric.frames import find_terms, make_lexicon
    from tifa.rows import clean

    texts = [clean(path.read_text(encoding="utf-8"))[0].body.text for path in SEEDS]
    size = sum(map(len, texts)) * ROUNDS
    for way in ("common", "sampled"):
        terms = padded(way)
        lexicon = make_lexicon(terms)
        command = [python, __file__, "--peer"]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as other:
            assert other.stdin and other.stdout
            other.stdin.write(json.dumps([texts, terms]) + "\n")
            _is_crossed.cache_clear()
            start = time.perf_counter()
            hits = sum(len(find_terms(text, lexicon=lexicon)) for text in texts)
            first = time.perf_counter() - start
            turns = []
            for _ in range(RUNS):
                start = time.perf_counter()
                for _ in range(ROUNDS):
                    for text in texts:
                        find_terms(text, lexicon=lexicon)
                own = time.perf_counter() - start
                other.stdin.write("\n")
                other.stdin.flush()
                turns.append((own, float(other.stdout.readline())))
            other.stdin.close()
        print(f"{len(terms):,} terms, padding {way}, {hits * ROUNDS / size:.3f} hits a character")
        speeds = [median(size / turn[n] for turn in turns) for n in (0, 1)]
        ratio = median(turn[1] / turn[0] for turn in turns)
        print(
            f"  find_terms            {speeds[0]:12,.0f} characters a second, {ratio:.1f} times iter_long"
        )
        print(f"  iter_long             {speeds[1]:12,.0f} characters a second")
        print(f"  find_terms, first run {size / ROUNDS / first:12,.0f} characters a second")


if __name__ == "__main__":
    if "--peer" in sys.argv:
        peer()
    elif len(sys.argv) == 2:
        main(sys.argv[1])
    else:
        sys.exit(f"usage: {sys.argv[0]} PYTHON, one that has pyahocorasick")
