"""Equal runs of letters, made as long as they go from the pairs of places where they begin."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tifa.passages.letters import Codes, Ints, changes

LETTERS = 64
"""So far runs are compared letter by letter side by side; longer ones are few."""


class Runs(NamedTuple):
    """Where equal runs begin in the first and the second document, and how long they are."""

    a: Ints
    b: Ints
    length: Ints


def find_runs(codes: Codes, pairs: Ints) -> Runs:
    """Return the equal runs that hold the seeds."""
    a, b = pairs
    order = np.lexsort((a, b - a))
    a, b = a[order], b[order]
    new = changes(b - a) | changes(a)
    a, b = a[new], b[new]
    same = ~changes(b - a)
    room = np.full(len(a), len(codes))
    room[:-1][same[1:]] = np.diff(a)[same[1:]]
    length = reach(codes, a, b, room)
    room = np.where(same, a - np.roll(a + length, 1), len(codes))
    back = reach(codes[::-1], len(codes) - a, len(codes) - b, room)
    a, b, length = a - back, b - back, length + back
    starts = np.flatnonzero(~(same & (a == np.roll(a + length, 1))))
    stops = np.append(starts[1:], len(a))[: len(starts)] - 1
    return Runs(a[starts], b[starts], (a + length)[stops] - a[starts])


def reach(codes: Codes, a: Ints, b: Ints, room: Ints) -> Ints:
    """Return how many letters are equal from two places on, no more than there is room for."""
    length = np.zeros(len(a), np.int64)
    active = np.flatnonzero(room > 0)
    for step in range(LETTERS):
        active = active[codes[a[active] + step] == codes[b[active] + step]]
        length[active] = step + 1
        active = active[room[active] > step + 1]
    for row in active.tolist():
        length[row] = _far(codes, int(a[row]), int(b[row]), int(room[row]))
    return length


def _far(codes: Codes, a: int, b: int, room: int) -> int:
    """Return the same for one long run, with a window that doubles."""
    at, window = LETTERS, LETTERS
    while at < room:
        stop = min(at + window, room, len(codes) - max(a, b))
        differ = codes[a + at : a + stop] != codes[b + at : b + stop]
        if differ.any():
            return at + int(differ.argmax())
        at, window = stop, window * 2
    return at
