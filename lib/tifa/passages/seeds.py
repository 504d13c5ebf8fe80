"""Series of letters that stand in two documents, and the wording too widespread to be followed."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tifa.passages.letters import SEPARATOR, Codes, Corpus, Ints, changes

PAIRS = 1_000_000
"""So many pairs of places are followed in any corpus."""

MULTIPLIER = 0x9E3779B97F4A7C15
"""Of the hash: 2 to the power of 64 by the golden ratio, odd and without a pattern."""


class Standing(NamedTuple):
    """Wording too widespread to be compared in pairs, and the number of documents it stands in.

    It stands in more documents than the limit, or more than twice as often as that altogether.
    """

    text: str
    documents: int


class Seeds(NamedTuple):
    """Where equal runs begin, shape (2, n); the places not followed, their series, the limit used."""

    pairs: Ints
    standing: Ints
    skipped: int
    at_most: int


class _Series(NamedTuple):
    """Series that stand more than once: places and their series, in order; sizes, documents of each."""

    places: Ints
    number: Ints
    sizes: Ints
    documents: Ints


def find_seeds(corpus: Corpus, size: int, most: int, share: float) -> Seeds:
    """Return the pairs of places in two documents where a series of ``size`` letters stands.

    A series in more than ``most`` documents is not followed; ``most`` is halved until there are no
    more pairs than ``PAIRS``, or than ``share`` for each letter of a larger corpus.
    """
    places, number, sizes, documents = _series(corpus, size)
    while True:
        followed = (documents > 1) & (documents <= most) & (sizes <= 2 * most)
        rows = np.repeat(followed, sizes)
        partners = _partners(corpus.codes, places[rows], number[rows])
        if partners[2].sum() <= max(PAIRS, share * len(corpus.codes)):
            break
        most //= 2
    skipped = (documents > 1) & ~followed
    standing = places[np.repeat(skipped, sizes)]
    return Seeds(_pairs(corpus.owner, *partners), standing, int(skipped.sum()), most)


def _series(corpus: Corpus, size: int) -> _Series:
    """Return the series of ``size`` letters that stand more than once."""
    hashes = _hashes(corpus.codes, size)
    places = np.argsort(hashes, kind="stable")
    number = np.cumsum(changes(hashes[places])) - 1
    del hashes  # as large as the corpus, and so is each array below
    again = np.bincount(number)[number] > 1
    places, number = places[again], number[again]
    first = changes(number)
    starts = np.flatnonzero(first)
    sizes = np.diff(np.append(starts, len(places)))
    other: Ints = np.cumsum(first | changes(corpus.owner[places]))
    documents = other[starts + sizes - 1] - other[starts] + 1
    return _Series(places, number, sizes, documents)


def _hashes(codes: Codes, size: int) -> NDArray[np.uint64]:
    """Return the polynomial hash of the series of ``size`` letters from each place on."""
    count = max(len(codes) - size + 1, 0)
    found = np.zeros(count, np.uint64)
    for at in range(size):
        found *= np.uint64(MULTIPLIER)
        found += codes[at : at + count]
    return found


def _partners(codes: Codes, places: Ints, number: Ints) -> tuple[Ints, Ints, Ints]:
    """Return places in the order of their series, where the partners of each begin, and how many.

    Partners have another letter before them: else the run began earlier. Where what is before is not
    followed itself, every place has a letter of its own.
    """
    known = np.zeros(len(codes), np.bool_)
    known[places] = True
    before = np.where(known[places - 1], codes[places - 1], SEPARATOR * 2 + places)
    order = np.lexsort((before, number))
    places, before, number = places[order], before[order], number[order]
    first = changes(number)
    ends = _ends(first | changes(before))
    return places, ends, _ends(first) - ends


def _ends(first: NDArray[np.bool_]) -> Ints:
    """Return for each place where its stretch ends, given which places are the first of one."""
    bounds = np.append(np.flatnonzero(first), len(first))
    return np.repeat(bounds[1:], np.diff(bounds))


def _pairs(owner: Ints, places: Ints, ends: Ints, times: Ints) -> Ints:
    """Return the pairs of places in two documents, the earlier place first, shape (2, n)."""
    one = np.repeat(places, times)
    offset = np.arange(len(one)) - np.repeat(np.cumsum(times) - times, times)
    two = places[np.repeat(ends, times) + offset]
    apart = owner[one] != owner[two]
    one, two = one[apart], two[apart]
    return np.stack([np.minimum(one, two), np.maximum(one, two)])


def find_standing(corpus: Corpus, places: Ints, size: int) -> list[Standing]:
    """Return the wording whose series were not followed, the most widespread first."""
    places = np.sort(places)
    starts = np.flatnonzero(changes(places - np.arange(len(places))))
    stops = np.append(starts[1:], len(places))[: len(starts)]
    documents: defaultdict[bytes, set[int]] = defaultdict(set)
    texts: dict[bytes, str] = {}
    for first, last in zip(places[starts].tolist(), places[stops - 1].tolist(), strict=True):
        key = corpus.codes[first : last + size].tobytes()
        number = int(corpus.owner[first])
        documents[key].add(number)
        if key not in texts:
            start, end = corpus.places[first], corpus.places[last + size - 1] + 1
            texts[key] = corpus.bodies[number][start:end]
    found = [Standing(text, len(documents[key])) for key, text in texts.items()]
    return sorted(found, key=lambda row: (-row.documents, row.text))
