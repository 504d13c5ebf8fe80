"""Passages of the same two documents that overlap in both, made one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from tifa.passages.aligned import align
from tifa.passages.joined import Bounds, join
from tifa.passages.letters import Corpus

BEFORE = 16
"""So many passages of two documents are compared with the next."""

Box = tuple[int, int, int, int]
"""Where a passage begins in both documents, and where it ends in both."""


def merge(corpus: Corpus, passages: Iterable[list[Bounds]]) -> Iterator[list[Bounds]]:
    """Yield the passages, which come by pairs of documents, none of them within another.

    Where two overlap in both documents, the one that lies within the other is left out; one that
    goes on behind the other in both is joined to it. What goes on in one document alone is the same
    wording said twice, and stays a passage of its own.
    """
    for _, pair in groupby(passages, lambda runs: _documents(corpus, runs)):
        kept: list[tuple[Box, list[Bounds]]] = []
        for box, runs in sorted(((_box(runs), runs) for runs in pair), key=_order):
            for at in range(max(0, len(kept) - BEFORE), len(kept)):
                other, before = kept[at]
                if _overlap(other, box) and (whole := _united(corpus, before, runs)):
                    kept[at] = _box(whole), whole
                    break
            else:
                kept.append((box, runs))
        yield from (runs for _, runs in kept)


def _documents(corpus: Corpus, runs: list[Bounds]) -> tuple[int, int]:
    return int(corpus.owner[runs[0][0]]), int(corpus.owner[runs[0][1]])


def _box(runs: list[Bounds]) -> Box:
    a, b, length = runs[-1]
    return runs[0][0], runs[0][1], a + length, b + length


def _order(row: tuple[Box, list[Bounds]]) -> Box:
    """Return what sorts a passage behind those that it may lie within."""
    start_a, start_b, end_a, end_b = row[0]
    return start_a, -end_a, start_b, -end_b


def _overlap(one: Box, two: Box) -> bool:
    """Tell whether two passages have letters in common in both documents."""
    return one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]


def _united(corpus: Corpus, one: list[Bounds], two: list[Bounds]) -> list[Bounds] | None:
    """Return the passage that two make up; None where neither goes on behind the other in both."""
    p, q = _box(one), _box(two)
    whole = min(p[0], q[0]), min(p[1], q[1]), max(p[2], q[2]), max(p[3], q[3])
    if whole in (p, q):
        return one if whole == p else two
    chain, behind = (list(one), two) if p[1] <= q[1] else (list(two), one)
    for run in behind:
        join(chain, run)
    if _box(chain) != whole:
        return None
    chain = align(corpus, chain)
    return chain if _box(chain) == whole else None  # a number cut in two is left out
