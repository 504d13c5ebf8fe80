"""Runs that follow each other closely in both documents, joined, with short runs beyond their ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from tifa.passages.letters import Codes, Corpus, Ints, changes
from tifa.passages.runs import Runs, reach

BATCH = 1 << 19
"""So many passages are continued at a time."""

GAP = 12
"""Runs farther apart are two passages."""

NEAR = 4
"""So many places of the order are looked ahead for the run that goes on with a passage."""

UNJOINED = 3 * GAP
"""The distance of runs that are no passage: more than twice the widest gap."""

STEP = 5
"""So many characters beyond its ends a passage is continued by runs too short for a seed."""

ROUNDS = 100
"""By so many such runs: more than a sentence has, where marks of sentences are not wanting."""

STEPS = tuple(
    (gap, i, j)
    for gap in range(1, STEP + 1)
    for i, j in sorted(
        ((i, j) for i in range(gap + 1) for j in range(gap + 1) if max(i, j) == gap),
        key=lambda step: abs(step[0] - step[1]),
    )
)
"""The gaps tried, the narrowest first: letters passed over on either side."""

Bounds = tuple[int, int, int]
"""Where an equal run begins in the first and the second document of the corpus, and its length."""


def chains(corpus: Corpus, runs: Runs, least: int) -> Iterator[list[Bounds]]:
    """Yield the runs of each passage, those of two documents one after the other."""
    order = np.lexsort((runs.a, corpus.owner[runs.b], corpus.owner[runs.a]))
    runs = Runs(*(column[order] for column in runs))
    following = _following(corpus.owner, runs)
    begins = np.ones(len(order), np.bool_)
    begins[following[following >= 0]] = False
    rows = np.flatnonzero(begins)
    for at in range(0, len(rows), BATCH):
        yield from _batch(corpus, runs, following, rows[at : at + BATCH], least)


def _batch(
    corpus: Corpus, runs: Runs, following: Ints, rows: Ints, least: int
) -> Iterable[list[Bounds]]:
    """Return the runs of the passages that begin with the runs of these numbers."""
    a, b, length = runs
    last, count = _last(following, rows), len(corpus.codes)
    behind = _beyond(corpus.codes, corpus.sentence, (a + length)[last], (b + length)[last])
    before = _beyond(corpus.codes[::-1], corpus.sentence[::-1], count - a[rows], count - b[rows])
    total = length[rows]
    for number, *_, more in (behind, before):
        total = total + np.bincount(number, more, len(rows))
    kept = (total >= least) | (last != rows)
    found = {n: _linked(runs, following, int(rows[n])) for n in np.flatnonzero(kept).tolist()}
    for number, place_a, place_b, size in behind[:, kept[behind[0]]].T.tolist():
        found[number].append((place_a, place_b, size))
    for number, place_a, place_b, size in before[:, kept[before[0]]].T.tolist():
        found[number].insert(0, (count - place_a - size, count - place_b - size, size))
    return found.values()


def _following(owner: Ints, runs: Runs) -> Ints:
    """Return the number of the run that goes on with each run's passage, -1 for none.

    Each run goes on with one passage, the one whose end is nearest.
    """
    count = len(runs.a)
    nearest, following = np.full(count, UNJOINED), np.full(count, -1)
    for ahead in range(1, min(NEAR, count - 1) + 1):
        distance = _distances(owner, runs, ahead)
        nearer = distance < nearest[:-ahead]
        nearest[:-ahead][nearer] = distance[nearer]
        following[:-ahead][nearer] = np.flatnonzero(nearer) + ahead
    order = np.lexsort((nearest, following))
    following[order[~changes(following[order])]] = -1
    return following


def _distances(owner: Ints, runs: Runs, ahead: int) -> Ints:
    """Return how far it is from each run to the one so many places ahead, in both documents.

    Two runs make a passage where neither is shorter than the gap and both keep letters of their own
    where they overlap.
    """
    a, b, length = runs
    size, next_size = length[:-ahead], length[ahead:]
    gap_a = a[ahead:] - a[:-ahead] - size
    gap_b = b[ahead:] - b[:-ahead] - size
    wider, narrower = np.maximum(gap_a, gap_b), np.minimum(gap_a, gap_b)
    good = (owner[a[ahead:]] == owner[a[:-ahead]]) & (owner[b[ahead:]] == owner[b[:-ahead]])
    good &= wider <= np.minimum(np.minimum(size, next_size), GAP)
    good &= (narrower + next_size > 1) & (narrower + size > 0)
    return np.where(good, np.abs(gap_a) + np.abs(gap_b), UNJOINED)


def _last(following: Ints, rows: Ints) -> Ints:
    """Return the last run of each passage, given the first."""
    last = rows.copy()
    active = np.flatnonzero(following[last] >= 0)
    while len(active):
        last[active] = following[last[active]]
        active = active[following[last[active]] >= 0]
    return last


def _linked(runs: Runs, following: Ints, row: int) -> list[Bounds]:
    """Return a run and those that go on with its passage."""
    chain: list[Bounds] = []
    while row >= 0:
        join(chain, (int(runs.a[row]), int(runs.b[row]), int(runs.length[row])))
        row = int(following[row])
    return chain


def join(chain: list[Bounds], run: Bounds) -> None:
    """Add a run to a passage without what the run before reaches over; one letter is not enough."""
    over = 0
    if chain:
        a, b, length = chain[-1]
        over = max(a + length - run[0], b + length - run[1], 0)
    if run[2] - over > 1:
        chain.append((run[0] + over, run[1] + over, run[2] - over))


def _beyond(codes: Codes, sentence: Ints, a: Ints, b: Ints) -> Ints:
    """Return the short runs behind the ends of passages: passage, places and length, shape (4, n).

    A run behind a gap is longer than the gap, so that what is joined has more in common than not,
    and belongs to the sentence that the passage ended in.
    """
    rows = np.arange(len(a))
    rounds = [np.zeros((4, 0), np.int64)]
    starts = np.flatnonzero(changes(sentence))
    for _ in range(ROUNDS):
        found, a, b = _over_gaps(codes, sentence, a, b)
        rows = rows[found]
        if not len(rows):
            break
        room = [starts[np.searchsorted(starts, side, "right")] - side for side in (a, b)]
        length = reach(codes, a, b, np.minimum(*room))
        rounds.append(np.stack([rows, a, b, length]))
        a, b = a + length, b + length
    return np.concatenate(rounds, axis=1)


def _over_gaps(codes: Codes, sentence: Ints, a: Ints, b: Ints) -> tuple[Ints, Ints, Ints]:
    """Return which of the ends another run is near to, and where it begins in both documents."""
    found = np.zeros(len(a), np.bool_)
    next_a, next_b = a.copy(), b.copy()
    for gap, i, j in STEPS:
        near = np.flatnonzero(~found)
        for step in range(gap + 1):
            near = near[codes[a[near] + i + step] == codes[b[near] + j + step]]
        near = near[sentence[a[near] + i + gap] == sentence[a[near] - 1]]
        near = near[sentence[b[near] + j + gap] == sentence[b[near] - 1]]
        found[near] = True
        next_a[near] += i
        next_b[near] += j
    rows = np.flatnonzero(found)
    return rows, next_a[rows], next_b[rows]
