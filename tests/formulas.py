"""Formulas and their members against hand-made annotation of whole articles.

The sets: the five seeds; ``dev``, which the grammar was written on; ``held``, ``third``, ``fourth``,
``fifth``, ``sixth`` and ``seventh``, which it was first tried on as it stood; it was then improved on all
but the last, for which one rule that made up a list was mended.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import support

from tifa.formulas import Expansion, Mention, expand, find_formulas
from tifa.formulas.parallels import Parallel, find_parallels
from tifa.sentences import split_sentences

SETS = ("seeds", "dev", "held", "third", "fourth", "fifth", "sixth", "seventh")
FOLDER = support.CASES / "formulas"


@dataclass(frozen=True, eq=False)
class Annotated:
    """An article with its annotation: rows as in ``gold/formulas.jsonl`` and ``traps.jsonl``."""

    name: str
    body: str
    formulas: tuple[dict[str, Any], ...]
    traps: tuple[dict[str, Any], ...]
    parallels: tuple[dict[str, Any], ...]


def _gold(name: str, doc_id: str) -> tuple[dict[str, Any], ...]:
    rows = support.json_lines(support.GOLD / f"{name}.jsonl")
    return tuple(row for row in rows if row["doc"] == doc_id)


@cache
def articles(set_name: str) -> tuple[Annotated, ...]:
    """Return the annotated articles of a set."""
    if set_name == "seeds":
        return tuple(
            Annotated(doc, support.gold_body(doc), _gold("formulas", doc), _gold("traps", doc), ())
            for doc in support.SEED_IDS
        )
    found = []
    for path in sorted(FOLDER.glob(f"{set_name}_*.txt")):
        names = ("formulas", "traps", "parallels")
        rows = [tuple(support.json_lines(path.with_suffix(f".{name}.jsonl"))) for name in names]
        found.append(Annotated(path.stem, path.read_text("utf-8").rstrip("\n"), *rows))
    return tuple(found)


@cache
def read(article: Annotated) -> tuple[tuple[Mention, ...], tuple[Expansion, ...]]:
    """Return the mentions and the expansions that the library finds."""
    mentions = find_formulas(article.body)
    return tuple(mentions), tuple(expand(article.body, mentions, split_sentences(article.body)))


@cache
def parallels(article: Annotated) -> tuple[Parallel, ...]:
    mentions, expansions = read(article)
    taken = [(row.start, row.end) for row in mentions if row.kind != "counted_list"]
    taken += [span for row in expansions for span in row.member_spans]
    return tuple(find_parallels(article.body, taken))


def wanted(article: Annotated) -> tuple[dict[tuple[int, int], Any], set[tuple[int, int]]]:
    """Return the scored mentions with their rows, and the places of the optional ones."""
    scored, optional = {}, set()
    for row in article.formulas:
        for start, end, _ in row["mentions"]:
            if row["optional"]:
                optional.add((start, end))
            else:
                scored[(start, end)] = row
    return scored, optional


def bare(members: Any) -> list[str]:
    """Return members as they are compared: without the quotation marks at their edges."""
    return [support.fold(member).strip("“”‘’") for member in members]


@cache
def errors(set_name: str) -> tuple[tuple[str, str, str], ...]:
    """Return what is wrong in a set: article, measure, text."""
    wrong = []
    for article in articles(set_name):
        mentions, expansions = read(article)
        scored, optional = wanted(article)
        of = {(mentions[n].start, mentions[n].end): row for row in expansions for n in row.mentions}
        for span, row in scored.items():
            text = article.body[slice(*span)]
            if span not in of:
                wrong.append((article.name, "found", text))
            elif (of[span].kind, list(of[span].expected)) != (row["kind"], row["expected"]):
                wrong.append((article.name, "kinds", text))
        for span in of:
            near = any(a < span[1] and span[0] < b for a, b in [*scored, *optional])
            if not near:
                wrong.append((article.name, "false", article.body[slice(*span)]))
        for row in article.formulas:
            if row["optional"] or not row["mentions"]:
                continue
            spans = [(start, end) for start, end, _ in row["mentions"]]
            expansion = next((of[span] for span in spans if span in of), None)
            members = bare(expansion.members) if expansion else []
            right = expansion is not None and expansion.verdict == row["verdict"]
            if row["members"] and (not right or members != bare(row["members"])):
                wrong.append((article.name, "lists", row["canonical"]))
            if not row["members"] and members:
                wrong.append((article.name, "invented", row["canonical"]))
    return tuple(wrong)


def traps_taken(set_name: str) -> list[str]:
    """Return the traps that are taken for formulas."""
    taken = []
    for article in articles(set_name):
        scored, optional = wanted(article)
        true = [*scored, *optional]
        for row in read(article)[0]:
            if any(a < row.end and row.start < b for a, b in true):
                continue
            taken += [
                f"{article.name}: {trap['surface']}"
                for trap in article.traps
                if row.start < trap["end"] and trap["start"] < row.end
            ]
    return taken


def measure(set_name: str) -> dict[str, Any]:
    """Return how many mentions a set has, how many are found, and how many lists are exact."""
    rows = errors(set_name)
    count = {
        name: sum(kind == name for _, kind, _ in rows)
        for name in ("found", "kinds", "false", "lists", "invented")
    }
    scored = [row for a in articles(set_name) for row in a.formulas if not row["optional"]]
    mentions = sum(len(row["mentions"]) for row in scored)
    lists = sum(bool(row["members"]) for row in scored)
    characters = sum(len(article.body) for article in articles(set_name))
    found = mentions - count["found"]
    return {
        "articles": len(articles(set_name)),
        "characters": characters,
        "mentions": mentions,
        "found": found,
        "recall": round(found / mentions, 4),
        "false": count["false"],
        "precision": round(found / (found + count["false"]), 4),
        "kinds_right": found - count["kinds"],
        "lists": lists,
        "lists_exact": lists - count["lists"],
        "lists_rate": round((lists - count["lists"]) / lists, 4),
        "unlisted": sum(not row["members"] for row in scored if row["mentions"]),
        "invented": count["invented"],
    }


def measure_parallels(set_name: str) -> dict[str, Any]:
    """Return how many unnumbered parallels of a set are found with exact members."""
    exact = total = marked = false = 0
    for article in articles(set_name):
        ours = parallels(article)
        rows = article.parallels
        scored = [row for row in rows if not row["optional"] and row["of"] is None]
        keys = {tuple(bare(row["members"])) for row in scored}
        total += len(scored)
        marked += len(ours)
        for one in ours:
            exact += tuple(bare(article.body[a:b] for a, b in one.spans)) in keys
            false += not any(row["start"] < one.end and one.start < row["end"] for row in rows)
    return {"parallels": total, "exact": exact, "marked": marked, "false": false}
