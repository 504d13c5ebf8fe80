"""Words around formulas and lists: set phrases of national use, what leads in, what follows."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files


def table(name: str) -> list[dict[str, str]]:
    """Return the rows of a table of the package's data."""
    text = (files("tifa") / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def national() -> dict[str, str]:
    """Return the set phrases of national use with their English (``data/formula_glosses.csv``)."""
    return {row["formula"]: row["gloss"] for row in table("formula_glosses.csv")}


@cache
def leads() -> dict[str, str]:
    """Return words that stand before a list and do not belong to it (``data/list_leads.csv``)."""
    return {row["word"]: row["class"] for row in table("list_leads.csv")}


@cache
def tails() -> dict[str, str]:
    """Return words that stand behind a formula; ``head`` ones belong to it."""
    return {row["word"]: row["class"] for row in table("formula_tails.csv")}


@cache
def countable() -> frozenset[str]:
    """Return verbs and adjectives that stand for things (``data/countable_words.txt``): 三个通知."""
    text = (files("tifa") / "data" / "countable_words.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() for word in line.split("#")[0].split())


@cache
def _lead_sizes() -> dict[str, list[int]]:
    """Return how long leads are, the longest first, by their last character."""
    sizes: dict[str, set[int]] = {}
    for word in leads():
        sizes.setdefault(word[-1], set()).add(len(word))
    return {char: sorted(found, reverse=True) for char, found in sizes.items()}


LONGEST_LEAD = 4
"""Longer leads are read word by word where a text is read forwards."""


@cache
def lead_lengths() -> dict[str, tuple[int, ...]]:
    """Return by the characters that leads begin with how long these are, the longest first."""
    sizes: dict[str, set[int]] = {}
    for word in leads():
        if len(word) <= LONGEST_LEAD:
            sizes.setdefault(word[0], set()).add(len(word))
    return {char: tuple(sorted(found, reverse=True)) for char, found in sizes.items()}


@cache
def lead_firsts() -> frozenset[str]:
    """Return the characters that leads begin with."""
    return frozenset([word[0] for word in leads()])


def lead_before(text: str, at: int, floor: int) -> tuple[int, str] | None:
    """Return where the longest lead that ends at a place begins, and its class."""
    if at <= floor:
        return None
    sizes = _lead_sizes().get(text[at - 1])
    if sizes is None:
        return None
    known = leads()
    for length in sizes:
        if length <= at - floor and (name := known.get(text[at - length : at])) is not None:
            return at - length, name
    return None


LONGEST = 6


def tail_at(text: str, at: int) -> tuple[int, str] | None:
    """Return where the longest word that may follow a formula ends, and its class."""
    known = tails()
    for end in range(min(at + LONGEST, len(text)), at, -1):
        name = known.get(text[at:end])
        if name is not None:
            return end, name
    return None
