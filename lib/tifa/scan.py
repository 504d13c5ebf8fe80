"""One pass over a text for every fixed form: names of places, bodies and times.

All forms stand in one Aho–Corasick automaton (leftmost, longest match), so that the cost does not
grow with the lists and a name keeps its characters together: 长春节日气氛 holds 长春, not 春节.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from tifa.places.gazetteer import place_forms


class Word(NamedTuple):
    """A row of ``data/time_words.csv`` or ``data/bodies.csv``: kind, rule and the rule's value."""

    kind: str
    rule: str
    value: str


def _table(name: str) -> dict[str, Word]:
    text = (files("tifa") / "data" / name).read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {row["word"]: Word(row["kind"], row["rule"], row["value"]) for row in rows}


@cache
def time_words() -> dict[str, Word]:
    """Return the words that name times, with the rule by which each has a value."""
    return _table("time_words.csv")


@cache
def bodies() -> dict[str, Word]:
    """Return the words for a level (全省, 市委) and for national bodies, by which places are meant."""
    return _table("bodies.csv")


TRIGGERS = ("疫情", "每", "期间")
"""Where patterns look that no list can hold."""


@cache
def forms() -> tuple[str, ...]:
    """Return every fixed form, by the numbers that :func:`scan` gives."""
    return tuple(dict.fromkeys([*time_words(), *TRIGGERS, *bodies(), *place_forms()]))


def first_place() -> int:
    """Return the number of the first form that names a place or a body.

    >>> forms()[first_place() - 1] in TRIGGERS
    True
    """
    return len(time_words()) + len(TRIGGERS)


def first_name() -> int:
    """Return the number of the first form that names a place.

    >>> forms()[first_name() - 1] in bodies(), forms()[first_name()] in place_forms()
    (True, True)
    """
    return first_place() + len(bodies())


@cache
def _automaton() -> AhoCorasick:
    return AhoCorasick(
        forms(), matchkind=MatchKind.LeftmostLongest, implementation=Implementation.ContiguousNFA
    )


def scan(text: str) -> list[tuple[int, int, int]]:
    """Return the fixed forms in ``text`` in order, none within another: (number, start, end).

    The number is the form's place in :func:`forms`.

    >>> [forms()[hit[0]] for hit in scan("长春节日气氛浓,今天全市动员")]
    ['长春', '今天', '全市']
    """
    found: list[tuple[int, int, int]] = _automaton().find_matches_as_indexes(text)
    return found
