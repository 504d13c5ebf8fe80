"""Coverage-guided fuzzing with atheris; not part of the tests. See docs/FUZZING.md.

    python tests/fuzz.py TARGET FOLDER [libFuzzer options, such as -max_total_time=600]

What it finds is written as a file where it runs; the same command with that file instead of FOLDER
runs it once more, and prints what it is.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["tifa"]):
    import invariants

PIECES = invariants.pieces()

LITERAL = 24
"""Bytes below this are followed by one, two or three bytes of a code point of their own."""


def text_of(data: bytes) -> str:
    """Return a text in which each byte is a piece of a page, or begins a character of its own.

    The fuzzer changes bytes; so it moves phrases about rather than breaking characters.
    """
    found, at = [], 0
    while at < len(data):
        kind, at = data[at], at + 1
        if kind >= LITERAL:
            more = data[at] if at < len(data) else 0
            at += 1
            found.append(PIECES[((kind - LITERAL) << 8 | more) % len(PIECES)])
            continue
        width = kind % 3 + 1
        code = int.from_bytes(data[at : at + width]) % 0x110000
        at += width
        found.append("\ufffd" if 0xD800 <= code < 0xE000 else chr(code))
    return "".join(found)


def fuzz_read(data: bytes) -> None:
    """Read any bytes as any kind of file."""
    kinds = (".txt", ".html", ".jsonl", ".csv", ".parquet")
    suffix = kinds[data[0] % len(kinds)] if data else ".txt"
    path = FOLDER / f"page{suffix}"
    path.write_bytes(data[1:])
    invariants.check_read(path)


def fuzz_article(data: bytes) -> None:
    invariants.check_raw_map(text_of(data))


def fuzz_web(data: bytes) -> None:
    invariants.check_raw_map(text_of(data), web=True)


def fuzz_rows(data: bytes) -> None:
    """Find everything in a text: times, formulas, frames, totals, places."""
    invariants.check_rows(invariants.source_of(text_of(data), published="2020-02-04"))


def fuzz_reader(data: bytes) -> None:
    invariants.check_reader(invariants.source_of(text_of(data), published="2020-02-04"))


TARGETS = {
    name.removeprefix("fuzz_"): run for name, run in list(globals().items()) if name[:5] == "fuzz_"
}


if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1] not in TARGETS:
        sys.exit(f"usage: fuzz.py TARGET FOLDER [OPTION...]; targets: {', '.join(TARGETS)}")
    with tempfile.TemporaryDirectory() as name:
        FOLDER = Path(name)
        TARGETS[sys.argv[1]](b"\0\0")  # loads the dictionaries, which takes longer than any input
        atheris.Setup([sys.argv[0], *sys.argv[2:]], TARGETS[sys.argv[1]])
        atheris.Fuzz()
