"""The gold of notebook 05: articles in which times, formulas, members and frames were marked.

It is read from two folders, ``gold`` (the five articles) and ``cases`` (sets of other articles), laid out as
``GUIDELINES.md`` beside the gold says; ``notebooks`` find both in ``tests``, beside the library.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from tifa.sentences import split_sentences

Rows = list[dict[str, Any]]

SEEDS = "seeds"
LAST = {
    "times": "fourth",
    "formulas": "seventh",
    "members": "seventh",
    "frames": "unseen",
    "documents": "html",
    "words": "unseen",
    "sentences": "unseen",
    "totals": "unseen",
    "events": "fourth",
}
"""The set of each table that was marked last, and tried by the parser before any rule knew it."""

SEED_FRAMES = ("war", "people", "science")
"""The frames that are marked in the five articles; the unseen set has all eleven."""


@dataclass(frozen=True, eq=False)
class Marked:
    """An article with the rows that were marked in it, table by table."""

    set: str
    name: str
    body: str
    facts: Mapping[str, Any]
    times: Rows
    formulas: Rows
    terms: Rows


# Reading the gold -----------------------------------------------------------------------------


def is_there(gold: Path, cases: Path) -> bool:
    """Tell whether the marked articles are at hand.

    >>> is_there(Path("no such folder"), Path("nor this"))
    False
    """
    return all((gold / f"{n}.jsonl").is_file() for n in ("dates", "formulas", "terms")) and all(
        (cases / name).is_dir() for name in ("times", "formulas", "frames_unseen")
    )


def _lines(path: Path) -> Rows:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def read_seeds(gold: Path) -> list[Marked]:
    """Return the five articles with their rows of every table; the clean bodies are the gold's."""
    rows = {name: _lines(gold / f"{name}.jsonl") for name in ("dates", "formulas", "terms")}
    facts = {row["doc"]: row for row in _lines(gold / "metadata.jsonl")}
    found = []
    for path in sorted((gold / "clean").glob("*.txt")):
        name, body = path.stem, path.read_text(encoding="utf-8").strip("\n")
        times = [row for row in rows["dates"] if row["doc"] == name]
        formulas = [row for row in rows["formulas"] if row["doc"] == name]
        terms = [row for row in rows["terms"] if row["doc_id"] == name]
        found.append(Marked(SEEDS, name, body, facts[name], times, formulas, terms))
    return found


def read_cases(cases: Path, table: str, set_name: str) -> list[Marked]:
    """Return the articles of a set that were marked for one table: times, formulas or frames."""
    if table == "times":
        facts = [
            (path, json.loads(path.read_text(encoding="utf-8")))
            for path in sorted((cases / "times").glob(f"{set_name}_*.json"))
        ]
        return [
            Marked(set_name, p.stem, row["body"], row, row["times"], [], []) for p, row in facts
        ]
    folder = cases / ("frames_unseen" if table == "frames" else "formulas")
    found = []
    for path in sorted(folder.glob("*.txt" if table == "frames" else f"{set_name}_*.txt")):
        body = path.read_text(encoding="utf-8").rstrip("\n")
        ending = "terms" if table == "frames" else "formulas"
        rows = _lines(path.with_suffix(f".{ending}.jsonl"))
        mine = (rows, []) if ending == "formulas" else ([], rows)
        found.append(Marked(set_name, path.stem, body, {}, [], *mine))
    return found


COMPOSED = "Composed for testing"
"""So the note of an article begins that is no published report."""


def composed(cases: Path) -> tuple[int, int]:
    """Return how many articles with times are said to be composed for testing, and how many there are."""
    notes = [
        str(json.loads(path.read_text(encoding="utf-8")).get("note"))
        for path in sorted((cases / "times").glob("*.json"))
    ]
    return sum(note.startswith(COMPOSED) for note in notes), len(notes)


# How much was marked --------------------------------------------------------------------------

TIMES = ("dev", "held", "third", "fourth")
FORMULAS = ("dev", "held", "third", "fourth", "fifth", "sixth", "seventh")
"""The sets of other articles, in the order of their use."""


def _size(table: str, rows: list[Marked], scored: int, marked: int) -> dict[str, object]:
    return {
        "marked for": table,
        "set": rows[0].set if rows else "",
        "articles": len(rows),
        "characters": sum(len(row.body) for row in rows),
        "sentences": sum(len(split_sentences(row.body)) for row in rows),
        "rows": marked,
        "scored": scored,
    }


def sizes(gold: Path, cases: Path) -> pd.DataFrame:
    """Return how much was marked: a row for each table and set.

    ``rows`` are all that were marked, ``scored`` those that count for or against the parser: times with
    a calendar value, formulas and terms that are not optional.
    """
    own, found = read_seeds(gold), []
    times = [own, *(read_cases(cases, "times", name) for name in TIMES)]
    for rows in times:
        marked = [row for article in rows for row in article.times]
        found.append(_size("times", rows, sum(bool(row["core"]) for row in marked), len(marked)))
    formulas = [own, *(read_cases(cases, "formulas", name) for name in FORMULAS)]
    for rows in formulas:
        marked = [row for article in rows for row in article.formulas]
        scored = sum(not row["optional"] for row in marked)
        found.append(_size("formulas", rows, scored, len(marked)))
    for rows in (own, read_cases(cases, "frames", LAST["frames"])):
        marked = [row for article in rows for row in article.terms]
        scored = sum(bool(row["frame"]) and not row.get("optional") for row in marked)
        found.append(_size("frames", rows, scored, len(marked)))
    return pd.DataFrame([row for row in found if row["articles"]])
