"""Hits of the frames against hand-made counts: three frames in the five seeds, all eleven in six articles.

A hit is right where it shares characters with a marked one of its frame: whether 第一线 or 一线 is the term,
and whether 科学防控 is one term or 科学, is a matter of convention; ``exact`` counts those with the same
edges. Optional marks count for neither side. ``refused`` are the near misses that were rightly left.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import support

from tifa.formulas import find_formulas
from tifa.rhetoric.frames import FRAMES, Term, find_terms
from tifa.rows import SET
from tifa.scan import first_name, scan

SETS = ("seeds", "unseen")
UNSEEN = support.CASES / "frames_unseen"
SEED_FRAMES = ("war", "people", "science")
"""The frames that were counted by hand in the five seeds."""


@cache
def articles(name: str) -> list[tuple[str, str, list[dict[str, Any]]]]:
    """Return name, body and marked rows of each article of a set: ``seeds`` or ``unseen``."""
    if name == "unseen":
        return [
            (
                path.stem,
                path.read_text(encoding="utf-8"),
                support.json_lines(path.with_suffix(".terms.jsonl")),
            )
            for path in sorted(UNSEEN.glob("*.txt"))
        ]
    rows = support.json_lines(support.GOLD / "terms.jsonl")
    return [
        (
            path.stem,
            path.read_text(encoding="utf-8"),
            [row for row in rows if row["doc_id"] == path.stem],
        )
        for path in sorted((support.GOLD / "clean").glob("*.txt"))
    ]


def found(body: str) -> list[Term]:
    """Return the hits in a body, formulas and names of places kept whole."""
    hits = scan(body)
    taken = [(row.start, row.end) for row in find_formulas(body, hits) if row.kind in SET]
    taken += [(start, end) for number, start, end in hits if number >= first_name()]
    return find_terms(body, taken)


def compare(name: str, frame: str) -> dict[str, list[tuple[str, int, int]]]:
    """Return for a frame of a set what was ``right``, ``exact``, ``missed``, ``false``; and near misses."""
    sides: dict[str, list[tuple[str, int, int]]] = {
        key: [] for key in ("right", "exact", "missed", "false", "near", "taken")
    }
    for article, body, rows in articles(name):
        hits = [(hit.start, hit.end) for hit in found(body) if hit.frame == frame]
        marked = [(row["start"], row["end"]) for row in rows if row["frame"] == frame]
        sure = [
            (row["start"], row["end"])
            for row in rows
            if row["frame"] == frame and not row.get("optional")
        ]
        for span in sure:
            right = any(_overlap(span, hit) for hit in hits)
            sides["right" if right else "missed"].append((article, *span))
            if span in hits:
                sides["exact"].append((article, *span))
        sides["false"] += [
            (article, *hit) for hit in hits if not any(_overlap(hit, span) for span in marked)
        ]
        near = [(row["start"], row["end"]) for row in rows if row["frame"] is None]
        sides["near"] += [(article, *span) for span in near]
        sides["taken"] += [(article, *span) for span in near if span in hits]
    return sides


def _overlap(a: tuple[int, int], b: tuple[int, int]) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def measure(name: str) -> dict[str, int | float]:
    """Return for a set how many hits people marked, and how many of them were found."""
    frames = SEED_FRAMES if name == "seeds" else FRAMES
    total: dict[str, int] = dict.fromkeys(("marked", "found", "exact", "false"), 0)
    for frame in frames:
        sides = compare(name, frame)
        total["marked"] += len(sides["right"]) + len(sides["missed"])
        total["found"] += len(sides["right"])
        total["exact"] += len(sides["exact"])
        total["false"] += len(sides["false"])
    recall = total["found"] / total["marked"]
    precision = total["found"] / (total["found"] + total["false"])
    return total | {"recall": round(recall, 4), "precision": round(precision, 4)}
