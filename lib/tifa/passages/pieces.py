"""A passage in terms of the two bodies: its spans, and the pieces that face each other."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from tifa.passages.aligned import in_common
from tifa.passages.joined import Bounds
from tifa.passages.kinds import kind_of
from tifa.passages.letters import Corpus, Ints

OTHER = {"only_a": "only_b", "only_b": "only_a"}


class Piece(NamedTuple):
    """``equal``, ``replaced``, ``only_a`` or ``only_b``: spans of the two bodies that face each other."""

    kind: str
    start_a: int
    end_a: int
    start_b: int
    end_b: int


class Passage(NamedTuple):
    """Wording of ``doc_a`` that stands in ``doc_b`` as well.

    Spans are character offsets in the bodies; the pieces cover both without a break. ``common`` is
    the number of characters in equal pieces and ``similarity`` twice that in the characters of both
    sides, marks and spaces not counted: 1 is the same wording. ``kind`` is ``date``, ``place`` or
    ``name`` for what is nothing more, else ``wording``.
    """

    doc_a: str
    start_a: int
    end_a: int
    doc_b: str
    start_b: int
    end_b: int
    common: int
    similarity: float
    kind: str
    pieces: tuple[Piece, ...]
    text_a: str
    text_b: str


def as_passage(corpus: Corpus, runs: list[Bounds], least: int, texts: dict[str, str]) -> Passage:
    """Return a passage with its texts; ``texts`` holds each that passages share once."""
    common = in_common(runs)
    a, b, length = runs[-1]
    similarity = 2 * common / (a + b + 2 * length - runs[0][0] - runs[0][1])
    one, two = (int(corpus.owner[place]) for place in (a, b))
    pieces = _pieces(corpus.places, runs)
    if corpus.names[one] > corpus.names[two]:
        one, two = two, one
        pieces = [Piece(OTHER.get(p[0], p[0]), p[3], p[4], p[1], p[2]) for p in pieces]
    spans = (pieces[0][1], pieces[-1][2]), (pieces[0][3], pieces[-1][4])
    text_a, text_b = corpus.bodies[one][slice(*spans[0])], corpus.bodies[two][slice(*spans[1])]
    text_a, text_b = texts.setdefault(text_a, text_a), texts.setdefault(text_b, text_b)
    kind = kind_of(text_a) if common < 2 * least else "wording"
    kind = kind if kind == "wording" or kind == kind_of(text_b) else "wording"
    sides = (corpus.names[one], *spans[0], corpus.names[two], *spans[1])
    return Passage(*sides, common, round(similarity, 3), kind, tuple(pieces), text_a, text_b)


def _pieces(places: Ints, runs: list[Bounds]) -> list[Piece]:
    """Return the spans that face each other; marks belong to the letters before them."""
    a, b, length = runs[-1]
    ends = int(places[a + length - 1]) + 1, int(places[b + length - 1]) + 1
    at = int(places[runs[0][0]]), int(places[runs[0][1]])
    found: list[Piece] = []
    for (a, b, length), (next_a, next_b, _) in pairwise(runs):
        over_a, over_b = next_a - a - length, next_b - b - length
        stops = int(places[a + length]), int(places[b + length])
        following = int(places[next_a]), int(places[next_b])
        found.append(Piece("equal", at[0], stops[0], at[1], stops[1]))
        if over_a or over_b:
            kind = "replaced" if over_a and over_b else "only_a" if over_a else "only_b"
            found.append(Piece(kind, stops[0], following[0], stops[1], following[1]))
        at = following
    return [*found, Piece("equal", at[0], ends[0], at[1], ends[1])]
