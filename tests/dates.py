"""Times, places and actions of statements against hand-made annotation of whole articles.

The sets: the five seeds; ``dev``, which the grammar was improved on; ``held``, ``third`` and ``fourth``,
which it was first tried on when it was done.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

import support

from tifa.actions import action_of
from tifa.places.find import find_places
from tifa.places.gazetteer import path_of
from tifa.sentences import split_sentences
from tifa.statements import about
from tifa.times import Expression, Value, find_times, resolve

SETS = ("seeds", "dev", "held", "third", "fourth")


@dataclass(frozen=True, eq=False)
class Annotated:
    """An article with its annotation: rows as in ``gold/dates.jsonl``."""

    name: str
    body: str
    published: str | None
    published_from: str
    place_code: str
    times: tuple[dict[str, Any], ...]


def _seed(doc_id: str) -> Annotated:
    facts = support.gold_facts()[doc_id]
    rows = [row for row in support.json_lines(support.GOLD / "dates.jsonl") if row["doc"] == doc_id]
    published, source = facts["published"], "page"
    if published is None:
        published, source = "2022-04", "curated"
    code = support.PLACES[doc_id[:3]]
    return Annotated(doc_id, support.gold_body(doc_id), published, source, code, tuple(rows))


@cache
def articles(set_name: str) -> tuple[Annotated, ...]:
    """Return the annotated articles of a set."""
    if set_name == "seeds":
        return tuple(_seed(doc_id) for doc_id in support.SEED_IDS)
    found = []
    for path in sorted((support.CASES / "times").glob(f"{set_name}_*.json")):
        row = json.loads(path.read_text(encoding="utf-8"))
        body, published = row["body"], row["published"]
        times = tuple(row["times"])
        found.append(Annotated(path.stem, body, published, "page", row["place_code"], times))
    return tuple(found)


@cache
def read(article: Annotated) -> dict[tuple[int, int], tuple[Expression, Value, str | None]]:
    """Return what the library finds: by span the expression, its value and its place."""
    body, published = article.body, article.published
    times = find_times(body)
    values = resolve(body, times, published, article.published_from)
    year = int(published[:4]) if published else 2022
    places = find_places(body, year, article.place_code)
    codes = about(body, times, places, split_sentences(body), article.place_code)
    return {
        (time.start, time.end): (time, value, code)
        for time, value, code in zip(times, values, codes, strict=True)
    }


def _same_place(gold: dict[str, Any], code: str | None, article: Annotated) -> bool:
    if "place_code" in gold:
        return bool(gold["place_code"] == code)
    year = int(str(article.published)[:4])
    return code is not None and path_of(code, year) == gold["place"]


@cache
def errors(set_name: str) -> tuple[tuple[str, str, str], ...]:
    """Return what is wrong in a set: article, measure, text."""
    wrong = []
    for article in articles(set_name):
        found = read(article)
        gold = {(row["start"], row["end"]): row for row in article.times}
        for span, row in gold.items():
            if not row["core"]:
                continue
            if span not in found:
                wrong.append((article.name, "core_found", row["text"]))
                continue
            time, value, code = found[span]
            if (value.iso_start, value.iso_end) != (row["iso_start"], row["iso_end"]):
                wrong.append((article.name, "core_right", row["text"]))
            if time.kind != row["kind"]:
                wrong.append((article.name, "kinds_right", row["text"]))
            if not _same_place(row, code, article):
                wrong.append((article.name, "places_right", row["text"]))
        for span, (_, value, _) in found.items():
            near = [row for (a, b), row in gold.items() if a < span[1] and span[0] < b]
            if value.core and not any(row["core"] for row in near):
                wrong.append((article.name, "false_dates", article.body[span[0] : span[1]]))
    return tuple(wrong)


def measure(set_name: str) -> dict[str, Any]:
    """Return how many core expressions a set has and how many are right in each respect."""
    rows = errors(set_name)
    core = sum(bool(row["core"]) for a in articles(set_name) for row in a.times)
    characters = sum(len(article.body) for article in articles(set_name))
    missed = sum(measure == "core_found" for _, measure, _ in rows)
    result: dict[str, Any] = {
        "articles": len(articles(set_name)),
        "characters": characters,
        "core": core,
        "core_found": core - missed,
    }
    for name in ("core_right", "kinds_right", "places_right"):
        result[name] = core - missed - sum(kind == name for _, kind, _ in rows)
    result["core_rate"] = round(result["core_right"] / core, 4)
    result["places_rate"] = round(result["places_right"] / core, 4)
    result["false_dates"] = sum(kind == "false_dates" for _, kind, _ in rows)
    result["false_per_10000"] = round(1e4 * result["false_dates"] / characters, 2)
    return result


def measure_actions(set_name: str) -> dict[str, Any]:
    """Return how many statements of a set get the kind of action that a reader gives them."""
    rows = [row for row in support.rows("actions") if row["set"] == set_name]
    right = sum((action_of(row["input"]) or "") == row["expected"] for row in rows)
    return {
        "statements": len(rows),
        "actions_right": right,
        "actions_rate": round(right / len(rows), 4),
    }
