"""The lists of ``data/measure_units.csv``: measure words, and the words that tell what is counted."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import NamedTuple


class Unit(NamedTuple):
    """A unit of ``data/measure_units.csv``.

    ``behind`` tells behind which numerals it is one: ``1`` any, ``2`` all but 一 (一个 is mostly an
    article), ``digits`` Arabic ones only (三步 is part of a name), ``edge`` where its clause ends.
    """

    kind: str
    behind: str


@cache
def _table() -> tuple[dict[str, str], ...]:
    text = (files("tifa") / "data" / "measure_units.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


@cache
def units() -> dict[str, Unit]:
    """Return the units in the list."""
    rows = (row for row in _table() if row["class"] == "unit")
    return {row["word"]: Unit(row["kind"], row["behind"]) for row in rows}


@cache
def listed(name: str) -> frozenset[str]:
    """Return the words of a class: see :data:`CLASSES` and where the others are used."""
    return frozenset(row["word"] for row in _table() if row["class"] == name)


def kind_of_unit(unit: str) -> str:
    """Return the kind of a unit in the list; empty for one that is not in it."""
    known = units()
    return known[unit].kind if unit in known else ""


NUMERALS = "一二三四五六七八九十百千万亿两廿卅零〇"
