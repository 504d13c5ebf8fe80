"""Dated statements, the places that they are about, and the order in which a timeline has them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from tifa.actions import ACTIONS
from tifa.corpus.analysis import Corpus
from tifa.studies.timelines.actions import action_name, amount, figures_of
from tifa.studies.timelines.days import is_month, span, when
from tifa.studies.timelines.divisions import chinese, english, group_of

__all__ = [
    "action_name",
    "amount",
    "chinese",
    "drawn_places",
    "elsewhere",
    "english",
    "events",
    "figures_of",
    "group_of",
    "places",
    "timeline",
    "when",
]


MOST_PLACES = 12
"""So many places get a timeline; the rest is in the CSV."""


ENOUGH = 4
"""A place that no article is about gets a timeline of its own from so many statements on."""


COLUMNS = [
    *("doc_id", "sentence_id", "start", "end", "text", "when", "iso_start", "iso_end"),
    *("first", "last", "open_start", "open_end", "month", "place", "place_code", "group"),
    *("action", "figures", "sentence"),
]


def events(corpus: Corpus) -> pd.DataFrame:
    """Return the dated statements with their days and the city or province they belong to.

    Two time expressions of one statement that name the same days (1月26日,大年初二) make one row;
    the statement with more text stays. ``first`` and ``last`` are None without a calendar value.
    """
    rows = []
    sentences, held = _sentence_texts(corpus), corpus.events
    spans = zip(held["doc_id"], held["time_start"], held["time_end"], strict=True)
    whens = corpus.excerpts([(doc_id, int(start), int(end)) for doc_id, start, end in spans])
    for row, words in zip(held.to_dict("records"), whens, strict=True):
        days = span(row["iso_start"], row["iso_end"])
        rows.append(
            {
                **{name: _value(row.get(name)) for name in COLUMNS},
                "when": words,
                "first": days.first if days else None,
                "last": days.last if days else None,
                "open_start": bool(days and days.open_start),
                "open_end": bool(days and days.open_end),
                "month": bool(days and is_month(days)),
                "group": group_of(row["place_code"]),
                "action": row["action"] if row["action"] in ACTIONS else None,
                "figures": figures_of(row["figures"]),
                "sentence": sentences.get((row["doc_id"], row["sentence_id"]), row["text"]),
            }
        )
    return pd.DataFrame(_once(rows), columns=COLUMNS).astype({"first": object, "last": object})


def _value(value: object) -> object:
    """Return a cell with every kind of missing value as None."""
    missing = value is pd.NA or value is pd.NaT or (isinstance(value, float) and value != value)
    return None if missing else value


def _sentence_texts(corpus: Corpus) -> dict[tuple[str, int], str]:
    rows = corpus.sentences
    return dict(
        zip(zip(rows["doc_id"], rows["sentence_id"], strict=True), rows["text"], strict=True)
    )


def _once(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rows without those that say of the same words and the same days what another does."""
    kept: dict[tuple[object, ...], dict[str, Any]] = {}
    for row in rows:
        days = (row["first"], row["last"], row["open_start"], row["open_end"])
        key = (row["doc_id"], row["sentence_id"], row["group"], *days)
        same = kept.get(key)
        if same is None or row["first"] is None or same["end"] <= row["start"]:
            kept[(*key, row["start"]) if same is not None else key] = row
        elif row["end"] - row["start"] > same["end"] - same["start"]:
            kept[key] = row
    return sorted(kept.values(), key=lambda row: (row["doc_id"], row["start"]))


def places(corpus: Corpus, statements: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each city, province or nation that an article or a statement is about.

    ``own`` tells whether an article is about it; those come first, then by number of statements.
    """
    about = corpus.documents["place_code"].map(group_of).dropna().value_counts()
    told = {str(code): held for code, held in statements.groupby("group")}
    none = statements.iloc[:0]
    rows = [
        {
            "code": code,
            "place": chinese(code),
            "label": english(code),
            "articles": int(about.get(code, 0)),
            "statements": len(held := told.get(code, none)),
            "with a day": int(held["first"].notna().sum()),
            "first": _iso(min(held["first"].dropna(), default=None)),
            "last": _iso(max(held["last"].dropna(), default=None)),
            "own": code in about.index,
        }
        for code in sorted({*about.index, *told})
    ]
    columns = ["code", "place", "label", "articles", "statements", "with a day", "first", "last"]
    table = pd.DataFrame(rows, columns=[*columns, "own"])
    order = ["own", "statements", "code"]
    return table.sort_values(order, ascending=[False, False, True]).reset_index(drop=True)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def drawn_places(table: pd.DataFrame, most: int = MOST_PLACES) -> pd.DataFrame:
    """Return the places that get a timeline: those with a day, own ones or with some statements.

    Of more than ``most`` the most documented are kept.
    """
    dated = table["with a day"] > 0
    rows = table[dated & (table["own"].astype(bool) | (table["statements"] >= ENOUGH))]
    kept = rows.sort_values(["with a day", "code"], ascending=[False, True]).head(most)
    return rows[rows["code"].isin(kept["code"])].reset_index(drop=True)


def timeline(statements: pd.DataFrame, code: str) -> pd.DataFrame:
    """Return the statements on a place in the order of their days, numbered ``no`` from 1.

    Statements without a calendar value come last and have no number.
    """
    return _numbered(statements[statements["group"] == code])


def elsewhere(statements: pd.DataFrame, drawn: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """Return the numbered statements on places that no article is about and that are not drawn."""
    foreign = table[~table["own"].astype(bool) & ~table["code"].isin(drawn["code"])]
    return _numbered(statements[statements["group"].isin(foreign["code"])])


def _numbered(rows: pd.DataFrame) -> pd.DataFrame:
    def order(row: dict[str, Any]) -> tuple[object, ...]:
        first = row["first"]
        return (
            first is None,
            first or date.max,
            row["last"] or date.max,
            row["doc_id"],
            row["start"],
        )

    found = sorted(rows.to_dict("records"), key=order)
    numbered = [{"no": n if row["first"] else None, **row} for n, row in enumerate(found, 1)]
    return pd.DataFrame(numbered, columns=["no", *COLUMNS]).astype(
        {"no": "Int64", "first": object, "last": object}
    )
