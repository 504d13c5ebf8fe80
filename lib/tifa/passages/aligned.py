"""The runs of a passage with what is equal between them, without parts of numbers and loose particles."""

from __future__ import annotations

from difflib import SequenceMatcher

from tifa.passages.joined import Bounds
from tifa.passages.letters import Corpus
from tifa.words import splits_at

PARTICLES = frozenset(map(ord, "的了和与及"))
"""At an end they belong to what stands beyond it: they lead to the next word or close the last."""

CLAUSE_EDGES = frozenset([*",，;；:：。!！?？、\n", ""])
"""What a clause begins behind and ends before; the last is the end of a body."""

BACK = 4
"""So many characters before a particle tell whether it is the end of a word."""


def align(corpus: Corpus, chain: list[Bounds]) -> list[Bounds]:
    """Return the equal runs of a passage with those in the gaps between its runs, two letters long."""
    found = chain[:1]
    for a, b, length in chain[1:]:
        left_a, left_b = found[-1][0] + found[-1][2], found[-1][1] + found[-1][2]
        if a - left_a > 1 and b - left_b > 1:
            one, two = corpus.codes[left_a:a].tolist(), corpus.codes[left_b:b].tolist()
            for block in SequenceMatcher(None, one, two, autojunk=False).get_matching_blocks():
                if block.size > 1:
                    found.append((left_a + block.a, left_b + block.b, block.size))
        found.append((a, b, length))
    return [whole for run in found if (whole := _whole(corpus, run))[2]]


def _whole(corpus: Corpus, run: Bounds) -> Bounds:
    """Return an equal run without the digits of numbers that it has only a part of."""
    a, b, length = run
    while length and (_in_number(corpus, a) or _in_number(corpus, b)):
        a, b, length = a + 1, b + 1, length - 1
    while length and (_in_number(corpus, a + length) or _in_number(corpus, b + length)):
        length -= 1
    return a, b, length


def _in_number(corpus: Corpus, place: int) -> bool:
    """Tell whether a digit and another directly before it stand at a place."""
    if not (48 <= corpus.codes[place] <= 57 and 48 <= corpus.codes[place - 1] <= 57):
        return False
    return bool(corpus.places[place] == corpus.places[place - 1] + 1)


def in_common(runs: list[Bounds]) -> int:
    """Return how many letters of a passage are equal."""
    return sum(length for _, _, length in runs)


def trim(corpus: Corpus, runs: list[Bounds], least: int) -> list[Bounds]:
    """Return a passage without particles at its ends, as long as ``least`` letters are equal."""
    found = list(runs)
    spare = in_common(found) - least
    for end in (0, -1):
        while spare > 0 and _is_loose(corpus, found[end], end):
            a, b, length = found[end]
            found[end] = (a, b, length - 1) if end else (a + 1, b + 1, length - 1)
            spare -= 1
            if length == 1:
                found.pop(end)
    return found


def _is_loose(corpus: Corpus, run: Bounds, end: int) -> bool:
    """Tell whether a run ends in a particle that goes with words beyond it in either document.

    Where a mark stands beyond it in both it is the end of a clause, or its beginning. A character of
    a longer word (目的, 及时) is no particle.
    """
    last = run[2] - 1 if end else 0
    if corpus.codes[run[0] + last] not in PARTICLES:
        return False
    sides = [
        (corpus.bodies[corpus.owner[place + last]], int(corpus.places[place + last]))
        for place in run[:2]
    ]
    if end:
        words = [splits_at(text, at, at - BACK) for text, at in sides]
        beyond = [text[at + 1 : at + 2] for text, at in sides]
    else:
        words = [splits_at(text, at + 1, at) for text, at in sides]
        beyond = [text[max(at - 1, 0) : at] for text, at in sides]
    return all(words) and not CLAUSE_EDGES.issuperset(beyond)
