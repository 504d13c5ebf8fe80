"""The wordings of ``data/actions.csv``, and the way from the words of a clause to them.

How a wording is written there: see :mod:`tifa.actions`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import product
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from tifa.actions.kinds import ACTIONS

GROUP = re.compile(r"\(([^()]*)\)")
NAME = re.compile(r"<\w+>")
LEFT_OVER = re.compile(r"[()|<>]")

PASSED_OVER = "<name>"
"""The named list of words that hold a word of a pattern without its meaning: 派出所."""

NEVER = "(?!)"
"""A pattern that is found nowhere."""

Part = frozenset[str]
"""The words of which one stands in a place of a pattern."""

Span = tuple[int, int]


class Pattern(NamedTuple):
    """A row of ``data/actions.csv``, made ready; ``verb`` is the part by whose place it counts."""

    row: int
    action: str
    weight: int
    parts: tuple[Part, ...]
    verb: int
    may_be_name: bool


class Entry(NamedTuple):
    """A pattern with the numbers of its parts, as a set and in order."""

    needed: frozenset[int]
    order: tuple[int, ...]
    pattern: Pattern


class Lexicon(NamedTuple):
    """All patterns, reached by the words that a clause has: word → parts → patterns."""

    names: re.Pattern[str]
    automaton: AhoCorasick
    parts: tuple[tuple[int, ...], ...]
    entries: tuple[tuple[Entry, ...], ...]


def _words(part: str) -> Part:
    """Return what a part of a pattern may stand for.

    >>> sorted(_words("(召开|举行)视频(会|会议)"))
    ['举行视频会', '举行视频会议', '召开视频会', '召开视频会议']
    """
    pieces = GROUP.split(part)
    choices = [piece.split("|") if n % 2 else [piece] for n, piece in enumerate(pieces)]
    return frozenset("".join(choice) for choice in product(*choices))


def _pattern(number: int, row: Mapping[str, str], lists: Mapping[str, str]) -> Pattern:
    """Make a row of the lexicon ready; say what is wrong with a row that cannot be.

    >>> _pattern(7, {"pattern": "开…<meeting>", "action": "met", "weight": "3"}, {})  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ValueError: data/actions.csv, row 7 (开…<meeting>): the action must be one of case_report, ...
    """
    text, action, weight = row["pattern"], row["action"], row["weight"]
    full = NAME.sub(lambda name: f"({lists.get(name[0], name[0])})", text)
    parts = [_words(part) for part in full.removesuffix("…").split("…")]
    words = [word for part in parts for word in part]
    if (
        action not in ACTIONS
        or weight not in ("1", "2", "3")
        or any(not word or LEFT_OVER.search(word) for word in words)
    ):
        raise ValueError(
            f"data/actions.csv, row {number} ({text}): the action must be one of "
            f"{', '.join(ACTIONS)}; the weight 1, 2 or 3; brackets must be closed and not nested, "
            "a list in < > must be in the table, and words must stand before and between …"
        )
    verb = -1 if text.startswith("<") else 0
    may_be_name = len(parts) == 1 and not text.endswith("…")
    return Pattern(number, action, int(weight), tuple(parts), verb, may_be_name)


@cache
def lexicon() -> Lexicon:
    """Return the lexicon, read once.

    >>> len(lexicon().entries) > 100
    True
    """
    text = (files("tifa") / "data" / "actions.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(text.splitlines()))
    lists = {row["action"]: row["pattern"] for row in rows if NAME.fullmatch(row["action"])}
    patterns = [
        _pattern(number, row, lists)
        for number, row in enumerate(rows, 2)
        if row["action"] not in lists
    ]
    names = [re.escape(name) for name in lists.get(PASSED_OVER, "").split("|") if name]
    return _indexed(patterns, re.compile("|".join(names) or NEVER))


def _indexed(patterns: Sequence[Pattern], names: re.Pattern[str]) -> Lexicon:
    """Set up the way from words to patterns; each is kept under its part of the longest words."""
    numbers: dict[Part, int] = {}
    by_word: dict[str, set[int]] = {}
    for pattern in patterns:
        for part in pattern.parts:
            number = numbers.setdefault(part, len(numbers))
            for word in part:
                by_word.setdefault(word, set()).add(number)
    kept: list[list[Entry]] = [[] for _ in numbers]
    for pattern in patterns:
        rarest = max(pattern.parts, key=lambda part: (min(map(len, part)), -len(part)))
        order = tuple(numbers[part] for part in pattern.parts)
        kept[numbers[rarest]].append(Entry(frozenset(order), order, pattern))
    return Lexicon(
        names,
        AhoCorasick(list(by_word), matchkind=MatchKind.Standard, implementation=Implementation.DFA),
        tuple(map(tuple, by_word.values())),
        tuple(map(tuple, kept)),
    )
