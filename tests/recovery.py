"""How much of the mirrors' damage the library undoes, on damage made here.

Each page is a whole document as the mirror would show it, with one damaged paragraph. What was
there before is known, so every repair can be checked.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import faults
import support

from tifa.cleaning.repair import Repair, repair

SEED = 20_220_413
MIN_HAN = 20
PAGES_PER_KIND = 260
"""So many paragraphs are damaged in each way, chosen evenly from all documents."""


class Damaged(NamedTuple):
    """A page with one damaged paragraph: line ``at`` was ``original``.

    ``span`` is the part of ``original`` whose characters the damage touches.
    """

    name: str
    kind: str
    page: str
    at: int
    original: str
    span: tuple[int, int]


class Outcome(NamedTuple):
    """What repairing a page gave: the paragraph, how much of the damage is undone."""

    damaged: Damaged
    text: str
    recovered: int
    repairs: tuple[Repair, ...]

    @property
    def whole(self) -> bool:
        return support.plain(self.text) == support.plain(self.damaged.original)

    @property
    def certain(self) -> bool:
        """Tell whether there are repairs of mojibake and all of them are marked certain."""
        return bool(self.repairs) and all(row.certain for row in self.repairs)


# Damage ---------------------------------------------------------------------------------------


@cache
def candidates() -> tuple[tuple[str, tuple[str, ...], int], ...]:
    """Return (name, lines of the document, number of a line) of every paragraph long enough."""
    found = []
    for name, lines in support.documents():
        text = "\n".join(lines)
        if any("「" in line for line in lines):
            continue  # from a page that was Traditional in print
        if not all(char.isascii() or len(char.encode("gbk", "ignore")) == 2 for char in text):
            continue
        found += [(name, lines, at) for at, line in enumerate(lines) if len(line) >= MIN_HAN]
    return tuple(found)


def _spread(rows: list[Damaged], rng: random.Random) -> list[Damaged]:
    """Return some of the rows, in their order."""
    chosen = sorted(rng.sample(range(len(rows)), min(PAGES_PER_KIND, len(rows))))
    return [rows[at] for at in chosen]


def _span(before: str, after: str) -> tuple[int, int]:
    """Return the part of ``before`` that is not at the beginning or end of ``after``."""
    start = 0
    while start < min(len(before), len(after)) and before[start] == after[start]:
        start += 1
    end = 0
    while end < min(len(before), len(after)) - start and before[-1 - end] == after[-1 - end]:
        end += 1
    return start, len(before) - end


def _on_page(name: str, kind: str, lines: tuple[str, ...], at: int, line: str) -> Damaged:
    whole = faults.fold(faults.over_convert(lines[at]))
    page = [faults.fold(faults.over_convert(text)) for text in lines]
    page[at] = line
    return Damaged(name, kind, "\n".join(page), at, lines[at], _span(whole, line))


@cache
def gloss_faults() -> tuple[Damaged, ...]:
    """Return pages on which one gloss stands between the bytes of two characters."""
    rng = random.Random(SEED)
    found = []
    for name, lines, at in candidates():
        text = faults.over_convert(lines[at])
        hidden = faults.hidden_characters(text)
        # Once hidden and never seen: the damage is one place, and can be measured.
        once = sorted(char for char in set(hidden) if hidden.count(char) == 1 and char not in text)
        if once:
            line = faults.mirror(lines[at], [rng.choice(once)])
            found.append(_on_page(name, "gloss_fault", lines, at, line))
    return tuple(_spread(found, rng))


@cache
def mark_faults() -> tuple[Damaged, ...]:
    """Return pages on which a byte was put in before A3A1 between two characters."""
    found = []
    for name, lines, at in candidates():
        if faults.has_hidden_mark(faults.over_convert(lines[at])):
            line = faults.mirror(lines[at], [], marks=True)
            found.append(_on_page(name, "mark_fault", lines, at, line))
    return tuple(_spread(found, random.Random(SEED)))


@cache
def glossed_pages() -> tuple[Damaged, ...]:
    """Return pages with twelve characters glossed wherever they stand, and nothing else wrong."""
    found = []
    for name, lines, at in candidates():
        rng = random.Random(f"{SEED} {name} {at}")
        text = [faults.fold(faults.over_convert(line)) for line in lines]
        visible = sorted(filter(faults.is_glossable, set(text[at])))
        chosen = rng.sample(visible, min(12, len(visible)))
        page = "\n".join(faults.gloss(line, chosen) for line in text)
        span = (0, len(lines[at]))
        found.append(Damaged(name, "glosses", page, at, lines[at], span))
    return tuple(_spread(found, random.Random(SEED)))


# Recovery -------------------------------------------------------------------------------------


def _recovered(damaged: Damaged, text: str) -> int:
    """Return how many of the damaged characters stand in their place again."""
    start, end = damaged.span
    tail = len(damaged.original) - end
    found = text[start : len(text) - tail]
    wanted = damaged.original[start:end]
    if len(found) != len(wanted):  # from the front and from the back, as far as it goes
        front, back = _span(wanted, found)
        return len(wanted) - (back - front)
    return sum(support.plain(a) == support.plain(b) for a, b in zip(found, wanted, strict=True))


def undo(damaged: Damaged) -> Outcome:
    page, repairs = repair(damaged.page)
    text = page.text.split("\n")[damaged.at]
    undone = tuple(row for row in repairs if row.kind == "mojibake")
    return Outcome(damaged, text, _recovered(damaged, text), undone)


@cache
def outcomes(kind: str) -> tuple[Outcome, ...]:
    made = {"gloss_fault": gloss_faults, "mark_fault": mark_faults, "glosses": glossed_pages}
    return tuple(map(undo, made[kind]()))


def failures(kind: str) -> Iterator[Outcome]:
    return (outcome for outcome in outcomes(kind) if not outcome.whole)


def measure(kind: str) -> dict[str, int | float]:
    """Return how many paragraphs and damaged characters of a kind come back."""
    done = outcomes(kind)
    characters = sum(o.damaged.span[1] - o.damaged.span[0] for o in done)
    whole = sum(o.whole for o in done)
    recovered = sum(o.recovered for o in done)
    claimed = [o for o in done if o.certain]
    return {
        "paragraphs": len(done),
        "paragraphs_recovered": whole,
        "paragraph_rate": round(whole / len(done), 4),
        "characters": characters,
        "characters_recovered": recovered,
        "character_rate": round(recovered / characters, 4),
        "certain": len(claimed),
        "certain_but_wrong": sum(not o.whole for o in claimed),
    }
