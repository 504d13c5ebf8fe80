"""The tables of notebook 03: the ledger of formulas with its arithmetic, and what a mark says."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

import pandas as pd

from tifa.corpus.analysis import Corpus
from tifa.formulas import english as glosses
from tifa.links import told_in
from tifa.report import Told
from tifa.studies.overview.tables import labels
from tifa.studies.slogans.context import Sentences
from tifa.studies.slogans.counts import KINDS, counted, plain_column

STATED = {
    "before": "listed before it",
    "after": "listed after it",
    "paragraph_leads": "each leads a paragraph",
    "headings": "each heads a section",
}
"""Where the members of a formula stand, as a reader would say it."""


VERDICTS = {
    "mismatch": "does not add up",
    "complete": "adds up",
    "partial": "open list",
    "unlisted": "not spelled out",
}
"""The verdicts of the ``expansions`` table, as a reader would say them."""


LONGEST = 220
"""A longer passage is shown to its first so many characters."""


MOST_LANES = 12
"""So many articles are drawn where formulas are shown in their place, those with most of them."""


# The ledger -----------------------------------------------------------------------------------


LEDGER = [
    *("formula", "pinyin", "in English", "national use", "kind", "counts", "members"),
    *("members told in", "stated", "verdict", "check", "mentions", "article", "told in"),
]


def counts(expected: Sequence[int]) -> str | None:
    """Return what a formula counts: 6, or 3 + 1; None without a number.

    >>> counts([6]), counts([3, 1]), counts([])
    ('6', '3 + 1', None)
    """
    return " + ".join(map(str, expected)) or None


def arithmetic(expected: Sequence[int], listed: int, verdict: str | None, kind: str = "") -> str:
    """Return the sum that a verdict rests on.

    >>> arithmetic([6], 6, "complete"), arithmetic([3, 1], 4, "complete")
    ('6 named = 6 listed', '3 + 1 named = 4 listed')
    >>> arithmetic([4, 1], 3, "mismatch"), arithmetic([10], 3, "partial")
    ('4 + 1 named, 3 listed: mismatch', '10 named, 3 listed, more left open')
    >>> arithmetic([6], 0, "unlisted"), arithmetic([1, 1, 1, 0], 4, "complete", "code")
    ('6 named, none listed', '4 digits = 4 listed')
    >>> arithmetic([], 2, "complete", "code"), arithmetic([], 0, "unlisted", "code")
    ('no number named, 2 parts listed', 'no number named, none listed')
    """
    if not expected:
        return f"no number named, {f'{listed} parts' if listed else 'none'} listed"
    if not listed:
        return f"{counts(expected)} named, none listed"
    same = sum(expected) == listed
    if kind == "code" and not same and len(expected) == listed:
        return f"{listed} digits = {listed} listed"
    if verdict == "complete" and same:
        return f"{counts(expected)} named = {listed} listed"
    ends = {"mismatch": ": mismatch", "partial": ", more left open"}
    return f"{counts(expected)} named, {listed} listed{ends.get(str(verdict), '')}"


def ledger(corpus: Corpus, listed: pd.DataFrame) -> pd.DataFrame:
    """Return every counted formula of every article with its members and whether the count holds.

    ``members`` are parted by ``; ``, and so are ``members told in``, their sentences. Text of a
    member is as the article has it.
    """
    sentences = Sentences(corpus)
    rows = [_ledger_row(row, sentences) for row in counted(listed).to_dict("records")]
    return pd.DataFrame(rows, columns=LEDGER).astype({"national use": object})


def _ledger_row(row: Mapping[str, Any], sentences: Sentences) -> dict[str, Any]:
    name, members = row["canonical"], row["members"]
    note = glosses.is_national(name)
    verdict = str(row["verdict"])
    return {
        "formula": name,
        "pinyin": glosses.pinyin(name),
        "in English": glosses.english(name),
        "national use": None if note is None else note or "set phrase of national use",
        "kind": KINDS.get(row["kind"], row["kind"]),
        "counts": counts(row["expected"]),
        "members": "; ".join(members) or None,
        "members told in": "; ".join(_told_in(row, sentences)) or None,
        "stated": STATED.get(str(row["stated"]), row["stated"]),
        "verdict": VERDICTS.get(verdict, verdict),
        "check": arithmetic(row["expected"], len(members), verdict, row["kind"]),
        "mentions": int(row["n_mentions"]),
        "article": row["article"],
        "told in": told_in(row),
    }


def _told_in(row: Mapping[str, Any], sentences: Sentences) -> list[str]:
    """Return the sentence of each member; that of the formula where its place is unknown."""
    spans = list(row["member_spans"])[: len(row["members"])]
    found = [sentences.at(row["doc_id"], int(start)) for start, _ in spans]
    ids = [held[0] if held else row["sentence_id"] for held in found]
    ids += [row["sentence_id"]] * (len(row["members"]) - len(ids))
    return [f"{row['doc_id']}#s-{number}" for number in ids]


def varied(found: pd.DataFrame, most: int = 60) -> pd.DataFrame:
    """Return rows so that of many every formula comes once before one comes again.

    >>> varied(pd.DataFrame({"formula": ["四早", "四早", "六稳"]}), most=2)["formula"].tolist()
    ['四早', '六稳', '四早']
    """
    if len(found) <= most:
        return found
    turn = found.groupby("formula").cumcount()
    order = turn.sort_values(kind="stable").index
    return found.loc[order].reset_index(drop=True)


def mismatches(corpus: Corpus, listed: pd.DataFrame) -> pd.DataFrame:
    """Return the formulas whose count does not hold, with the words of the page that they rest on."""
    held = counted(listed)
    rows = held[held["verdict"] == "mismatch"]
    found = ledger(corpus, rows)
    found.insert(8, "on the page", words(corpus, rows))
    return found


def words(corpus: Corpus, listed: pd.DataFrame) -> list[str]:
    """Return for each formula the sentence it stands in and the passage from its first member on."""
    sentences, found, rows = Sentences(corpus), [], listed.to_dict("records")
    reach = [[*chain(*row["member_spans"])] or [0] for row in rows]
    ends = zip(rows, reach, strict=True)
    passages = corpus.excerpts([(row["doc_id"], min(at), max(at)) for row, at in ends])
    for row, passage in zip(rows, passages, strict=True):
        own = sentences.at(row["doc_id"], int(row["start"]))
        parts = [own[1].strip() if own else "", " ".join(passage.split())]
        kept = parts[:1] if parts[1] in parts[0] else parts
        found.append(" […] ".join(cut(part) for part in kept if part))
    return found


def cut(text: str, most: int = LONGEST) -> str:
    """Return a text to its first characters.

    >>> cut("应检尽检", 3)
    '应检尽…'
    """
    return text if len(text) <= most else text[:most] + "…"


# Pictures, and the tables as they are ------------------------------------------------------------


def drawn(rows: pd.DataFrame, most: int = MOST_LANES) -> pd.DataFrame:
    """Return the mentions that are drawn in their place: of the articles with most of them.

    Columns that the picture needs: label, at, kind, canonical; the index is 0, 1, ….
    """
    size = rows["doc_id"].value_counts(sort=False)
    kept = sorted(size.index, key=lambda doc_id: (-size[doc_id], doc_id))[:most]
    held = rows[rows["doc_id"].isin(kept)]
    return held.assign(label=held["article"], at=held["at"].astype(float)).reset_index(drop=True)


def marks(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the marks of a picture as its CSV has them: article, formula, kind, place in the text."""
    held = rows[["article", "canonical", "kind", "at"]].rename(columns={"canonical": "formula"})
    return held.assign(**{"told in": [told_in(row) for row in rows.to_dict("records")]})


def told(corpus: Corpus, rows: pd.DataFrame) -> dict[int, Told]:
    """Return for each row what its mark says when pointed at, and the sentence it leads to."""
    held = corpus.sentences[corpus.sentences["doc_id"].isin(set(rows["doc_id"]))]
    keys = zip(held["doc_id"], held["sentence_id"].astype(int), strict=True)
    texts = dict(zip(keys, held["text"].astype(str), strict=True))
    found = {}
    for key, row in rows.to_dict("index").items():
        name, number = str(row["canonical"]), int(row["sentence_id"])
        gloss = "" if row.get("kind") == "parallel" else f" · {glosses.english(name)}"
        text = cut(texts.get((row["doc_id"], number), "").strip(), 160)
        found[int(str(key))] = (f"{name}{gloss} · {row['label']}\n{text}", row["doc_id"], number)
    return found


def flat(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table as its CSV has it: lists as JSON, whole numbers as such.

    >>> flat(pd.DataFrame({"members": [["应检尽检"], None]}))["members"].tolist()
    ['["应检尽检"]', None]
    """
    columns = {
        name: [
            json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value
            for value in plain_column(frame[name])
        ]
        for name in frame.columns
    }
    return pd.DataFrame(columns, columns=frame.columns, dtype=object)


def with_articles(corpus: Corpus, frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table with the label of the article in front."""
    named = frame["doc_id"].map(labels(corpus.documents))
    found = frame.copy()
    found.insert(0, "article", named)
    return found
