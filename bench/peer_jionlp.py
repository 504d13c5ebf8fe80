"""jionlp's time extraction as a peer: reads texts as JSON, then times itself once a line.

It runs in an environment of its own (``bench/requirements.txt``) and prints the seconds of each run,
marked, since the library prints a greeting of its own.
"""

from __future__ import annotations

import json
import sys
import time


def main() -> None:
    """Answer every line of the standard input with the seconds of one run over all texts."""
    import jionlp

    extract = jionlp.ner.extract_time
    texts = json.loads(sys.stdin.readline())
    base = {"year": 2020, "month": 3, "day": 24}
    for _ in sys.stdin:
        start = time.perf_counter()
        for text in texts:
            extract(text, time_base=base)
        print(f"seconds {time.perf_counter() - start}", flush=True)


if __name__ == "__main__":
    main()
