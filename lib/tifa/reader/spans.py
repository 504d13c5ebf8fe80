"""An article cut for marking: pieces that lie wholly within or without what is said of the text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

Row = Mapping[str, Any]

UNMARKED = frozenset({"whitespace", "furniture", "metadata", "script"})
"""Repairs that left no spot in the text, or (script) one at every turn."""


class Piece(NamedTuple):
    """``body[start:end]``, which all of the annotations ``held`` (their numbers) cover."""

    start: int
    end: int
    held: tuple[int, ...]


def check_sentence(body: str, row: Row) -> None:
    """Raise ValueError unless the body holds the sentence at its offsets."""
    if body[int(row["start"]) : int(row["end"])].strip() != row["text"].strip():
        where = f"sentence {row['sentence_id']} of {row['doc_id']}"
        raise ValueError(f"{where} is not at its place in the body; run `tifa analyse` again")


def is_marked(row: Row) -> bool:
    """Tell whether a repair has a spot in the text to be marked."""
    placed = row["body_start"] is not None and row["body_end"] is not None
    return placed and row["kind"] not in UNMARKED


def repaired(body: str, row: Row) -> tuple[int, int]:
    """Return the characters that carry the mark of a repair.

    Characters that were taken out leave no place of their own: the one before them carries the mark,
    or the one after them at the beginning of a paragraph.

    >>> repaired("支持", {"body_start": 2, "body_end": 2}), repaired("\\n支", {"body_start": 1, "body_end": 1})
    ((1, 2), (1, 2))
    """
    start, end = int(row["body_start"]), int(row["body_end"])
    if start < end:
        return start, end
    start -= 1 if body[start - 1 : start].strip() else 0
    return start, start + 1


def cut(spans: Sequence[tuple[int, int]], bounds: Iterable[int] = ()) -> list[Piece]:
    """Return the pieces of a text that spans cover, cut wherever one begins or ends, or at a bound.

    Spans may nest and overlap; an empty one covers nothing.

    >>> cut([(0, 4), (2, 6)])
    [Piece(start=0, end=2, held=(0,)), Piece(start=2, end=4, held=(0, 1)), Piece(start=4, end=6, held=(1,))]
    >>> cut([(0, 4), (3, 3)], [2])
    [Piece(start=0, end=2, held=(0,)), Piece(start=2, end=4, held=(0,))]
    """
    opened: dict[int, list[int]] = defaultdict(list)
    closed: dict[int, list[int]] = defaultdict(list)
    for number, (start, end) in enumerate(spans):
        if start < end:
            opened[start].append(number)
            closed[end].append(number)
    held: set[int] = set()
    found = []
    for start, end in pairwise(sorted({*opened, *closed, *bounds})):
        held.difference_update(closed.get(start, ()))
        held.update(opened.get(start, ()))
        if held:
            found.append(Piece(start, end, tuple(sorted(held))))
    return found


def what_was(repair: Row) -> str:
    """Return what the page had where a repair was made.

    >>> what_was({"before": "(zhí)", "after": "", "certain": True})
    'taken out here: (zhí)'
    """
    before, after = repair["before"] or "", repair["after"] or ""
    told = f"on the page: {before}" if after else f"taken out here: {before}"
    return told if repair["certain"] is not False else f"{told} (uncertain)"
