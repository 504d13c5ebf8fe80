"""The tables of notebook 02: the keys of the timelines, every statement, figures and totals."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import pandas as pd

from tifa.corpus.analysis import Corpus
from tifa.links import told_in
from tifa.studies.timelines.actions import action_name, amount, figures_of, number
from tifa.studies.timelines.days import when
from tifa.studies.timelines.divisions import chinese, english

KINDS = {
    "date": "day",
    "datetime": "clock time",
    "month": "month",
    "holiday": "holiday",
    "pubdate": "publication",
    "dateline": "dateline",
    "range": "interval",
    "duration": "duration",
    "set": "recurring",
    "relative": "relative",
    "event_relative": "by an event",
    "anaphoric": "pointing back",
    "vague": "vague",
}
"""The kinds of the ``times`` table, as a reader would say them."""

LONGEST_HOVER = 160
"""A longer sentence is told by its clause, or the beginning of it, when pointed at."""


def key_table(rows: pd.DataFrame, *, place: bool = False) -> pd.DataFrame:
    """Return what stands under a timeline: number, date, clause, action and sentence.

    With the action stands the part of the city that a statement is about; ``place`` gives every
    statement its place in a column instead.
    """
    found = [
        {
            "no.": row["no"],
            "date": when(row),
            "statement": row["text"],
            **({"where": _where(row, always=True)} if place else {}),
            "what": _what(row) if not place else action_name(row["action"]),
            "told in": told_in(row),
        }
        for row in rows.to_dict("records")
    ]
    columns = ["no.", "date", "statement", *(["where"] if place else []), "what", "told in"]
    return pd.DataFrame(found, columns=columns).astype({"no.": "Int64"})


def _what(row: Mapping[str, Any]) -> str:
    where = _where(row, always=False)
    return f"{action_name(row['action'])}, {where}" if where else action_name(row["action"])


def _where(row: Mapping[str, Any], *, always: bool) -> str | None:
    code = row["place_code"]
    if not isinstance(code, str) or not (always or code != row["group"]):
        return None
    return f"{english(code)} {chinese(code)}"


def told(rows: pd.DataFrame, keys: Iterable[object]) -> dict[int, tuple[str, str, int]]:
    """Return for each key what its row says when pointed at, and the sentence it leads to."""
    found = {}
    for key, row in zip(keys, rows.to_dict("records"), strict=True):
        mark = f"{row['no']} · " if "no" in row else ""
        head = f"{mark}{when(row)} · {action_name(row['action'])}"
        place = f" · {_where(row, always=True)}" if isinstance(row["place_code"], str) else ""
        text = row["sentence"] if len(row["sentence"]) <= LONGEST_HOVER else row["text"]
        said = text if len(text) <= LONGEST_HOVER else text[:LONGEST_HOVER] + "…"
        more = f"\nand {row['more']} more of this day and group" if row.get("more") else ""
        whole = f"{head}{place}\n{said}{more}"
        found[int(str(key))] = (whole, row["doc_id"], int(row["sentence_id"]))
    return found


def event_table(statements: pd.DataFrame) -> pd.DataFrame:
    """Return every dated statement: date as read and as written, place, action, text, figures."""
    rows = [
        {
            "date": when(row),
            "as written": row["when"],
            "statement": row["text"],
            "place": _where(row, always=True),
            "what": action_name(row["action"]),
            "figures": "; ".join(map(amount, row["figures"])) or None,
            "told in": told_in(row),
        }
        for row in statements.to_dict("records")
    ]
    columns = ["date", "as written", "statement", "place", "what", "figures", "told in"]
    return pd.DataFrame(rows, columns=columns)


def figure_table(corpus: Corpus, statements: pd.DataFrame) -> pd.DataFrame:
    """Return the figures stated with the events: number, unit, what they count, date and place."""
    told = [(row, figure) for row in statements.to_dict("records") for figure in row["figures"]]
    words = corpus.excerpts([(row["doc_id"], int(f["start"]), int(f["end"])) for row, f in told])
    rows = [
        {
            "number": figure["value"],
            "unit": figure.get("unit"),
            "of what": figure.get("what"),
            "as written": written,
            "date": when(row),
            "place": _where(row, always=True),
            "what": action_name(row["action"]),
            "told in": told_in(row),
        }
        for (row, figure), written in zip(told, words, strict=True)
    ]
    columns = ["number", "unit", "of what", "as written", "date", "place", "what", "told in"]
    return pd.DataFrame(rows, columns=columns)


def unit_name(unit: object) -> str:
    """Return a measure word with its English.

    >>> unit_name("例"), unit_name("幅")
    ('例 cases', '幅')
    """
    known = _measure_words().get(str(unit))
    return f"{unit} {known}" if known else str(unit)


@cache
def _measure_words() -> dict[str, str]:
    """Return common measure words in English (``data/measure_words.csv``)."""
    with (files("tifa") / "data" / "measure_words.csv").open(encoding="utf-8") as file:
        return {row["word"]: row["english"] for row in csv.DictReader(file)}


VERDICTS = {"holds": "adds up", "open": "open", "fails": "does not add up"}
"""The verdicts of the ``totals`` table, as a reader would say them."""


CHOSEN = ", between numbers taken because they agree"
"""Behind a verdict where the wording leaves open which numbers are compared."""


def totals(corpus: Corpus) -> pd.DataFrame:
    """Return the totals, shares and differences stated with their parts, and whether they add up."""
    found = getattr(corpus, "totals", None)
    rows = [
        {
            "arithmetic": arithmetic(str(row["check"])),
            "verdict": VERDICTS.get(str(row["verdict"]), row["verdict"])
            + (CHOSEN if row.get("grounds") == "agreement" else ""),
            "passage": row["text"],
            "told in": told_in(row),
        }
        for row in (found.to_dict("records") if found is not None else [])
    ]
    return pd.DataFrame(rows, columns=["arithmetic", "verdict", "passage", "told in"])


def arithmetic(check: str) -> str:
    """Return a sum as it is read, with its numbers in groups of three digits.

    >>> arithmetic("625+1349+1141=3115"), arithmetic("1125/4500=25%"), arithmetic("86-71!=25")
    ('625 + 1,349 + 1,141 = 3,115', '1,125 / 4,500 = 25%', '86 - 71 ≠ 25')
    """
    plain = check.replace("!=", "≠")
    spaced = re.sub(r"(?<=[\d%])\s*([-+*/=×÷−≠≈<>]+)\s*", r" \1 ", plain)
    return re.sub(r"\d+(?:\.\d+)?", lambda found: number(float(found[0])), spaced)


def flat(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table as its CSV has it: lists and dicts as JSON."""
    found = frame.copy()
    for column in found.columns:
        if (
            found[column]
            .map(lambda value: isinstance(value, (list, dict)) or hasattr(value, "tolist"))
            .any()
        ):
            found[column] = [
                json.dumps(figures_of(value), ensure_ascii=False) for value in found[column]
            ]
    return found
