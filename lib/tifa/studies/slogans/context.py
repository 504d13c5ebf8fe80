"""Where formulas stand: in which part of the text, in how much of it, in which context."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from tifa.corpus.analysis import Corpus
from tifa.links import article_page, told_in
from tifa.studies.overview.tables import labels
from tifa.studies.slogans.counts import counted, parallel


class Sentences:
    """Finds the sentence that holds a place of a body."""

    def __init__(self, corpus: Corpus) -> None:
        """Read the sentences of a corpus; their texts stay where they are."""
        ordered = by_place(corpus.sentences)
        self._starts = ordered["start"].to_numpy(dtype=np.int64)
        self._ids = ordered["sentence_id"].to_numpy(dtype=np.int64)
        self._texts = ordered["text"].array
        self._spans = spans_of(ordered["doc_id"])

    def at(self, doc_id: str, position: int) -> tuple[int, str] | None:
        """Return number and text of the last sentence that begins at or before a place."""
        row = self._row(doc_id, position)
        return None if row is None else (int(self._ids[row]), str(self._texts[row]))

    def number_at(self, doc_id: str, position: int) -> int:
        """Return the number of that sentence; 0 where there is none."""
        row = self._row(doc_id, position)
        return 0 if row is None else int(self._ids[row])

    def _row(self, doc_id: str, position: int) -> int | None:
        first, last = self._spans.get(doc_id, (0, 0))
        if first == last:
            return None
        return max(bisect_right(self._starts, position, first, last) - 1, first)


def by_place(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows by article and start; a table that an analysis wrote is in this order already."""
    ids, starts = rows["doc_id"].to_numpy(dtype=object), rows["start"].to_numpy(dtype=np.int64)
    follows = (ids[1:] > ids[:-1]) | ((ids[1:] == ids[:-1]) & (starts[1:] >= starts[:-1]))
    return rows if follows.all() else rows.sort_values(["doc_id", "start"], kind="stable")


def spans_of(doc_ids: pd.Series[str]) -> dict[str, tuple[int, int]]:
    """Return the first row of each article and the one behind its last, where its rows are together.

    >>> spans_of(pd.Series(["a", "a", "b"]))
    {'a': (0, 2), 'b': (2, 3)}
    """
    ids = doc_ids.to_numpy(dtype=object)
    new = [0, *(np.flatnonzero(ids[1:] != ids[:-1]) + 1).tolist()] if len(ids) else []
    return {str(ids[a]): (a, b) for a, b in zip(new, [*new[1:], len(ids)], strict=False)}


# Where in the text ----------------------------------------------------------------------------


def headings(corpus: Corpus, about: pd.DataFrame) -> pd.DataFrame:
    """Return where the headings of the articles stand: label, at (0 to 1)."""
    rows = corpus.sentences[corpus.sentences["kind"] == "heading"]
    rows = rows[rows["doc_id"].isin(about["doc_id"])]
    known = about.set_index("doc_id")
    return pd.DataFrame(
        [
            (known.at[doc_id, "article"], int(start) / max(known.at[doc_id, "characters"], 1))
            for doc_id, start in zip(rows["doc_id"], rows["start"], strict=True)
        ],
        columns=["label", "at"],
    )


def in_headings(corpus: Corpus, rows: pd.DataFrame) -> pd.Series[bool]:
    """Tell for each mention whether it stands in a heading."""
    held = corpus.sentences[corpus.sentences["kind"] == "heading"]
    known = set(zip(held["doc_id"], held["sentence_id"], strict=True))
    at = zip(rows["doc_id"], rows["sentence_id"], strict=True)
    return pd.Series([pair in known for pair in at], index=rows.index, dtype=bool)


THIRDS = ["first third", "second third", "last third"]
"""The parts of an article in which mentions are counted."""

THIRDS_LEAD = {name: f"{name} told in" for name in THIRDS} | {"article": "leads to"}
"""Where the cells of :func:`thirds` lead."""


def thirds(rows: pd.DataFrame) -> pd.DataFrame:
    """Return how many counted mentions stand in each third of each article.

    ``… told in`` is the first sentence with a mention in that third, ``leads to`` the article's page.
    """
    held = counted(rows)
    part = (held["at"].astype(float) * 3).clip(upper=2).astype(int)
    counts = pd.crosstab(held["article"], part).reindex(columns=range(3), fill_value=0)
    counts = counts.reindex(rows["article"].drop_duplicates(), fill_value=0).fillna(0).astype(int)
    counts.columns = pd.Index(THIRDS)
    pages = rows.drop_duplicates("article").set_index("article")["doc_id"].map(article_page)
    once = held.assign(part=part).drop_duplicates(["article", "part"]).to_dict("records")
    first = {(row["article"], int(row["part"])): told_in(row) for row in once}
    for number, name in enumerate(THIRDS):
        counts[f"{name} told in"] = [first.get((str(label), number)) for label in counts.index]
    counts["leads to"] = [pages.get(label) for label in counts.index]
    return counts.rename_axis("article").reset_index()


def share(about: pd.DataFrame, rows: pd.DataFrame, listed: pd.DataFrame) -> pd.DataFrame:
    """Return how much of each article is formula: characters, each once, also where spans overlap.

    ``in formulas`` are characters of counted mentions, ``with members`` those and what the formulas
    are said to stand for, ``with parallels`` all of that and the parallels. ``first told in`` is the
    first sentence with a counted mention, ``leads to`` the article's page.
    """
    own, apart = _covered(_spans(counted(rows))), _covered(_spans(parallel(rows)))
    held, once = counted(listed), counted(rows).drop_duplicates("doc_id")
    members = _covered(zip(held["doc_id"], held["member_spans"], strict=True))
    first = {row["doc_id"]: told_in(row) for row in once.to_dict("records")}
    none: frozenset[int] = frozenset()
    found = []
    for row in about.to_dict("records"):
        a, b, c = (part.get(row["doc_id"], none) for part in (own, members, apart))
        size = max(row["characters"], 1)
        found.append(
            {
                "article": row["article"],
                "characters": row["characters"],
                "in formulas": len(a),
                "share": len(a) / size,
                "with members": len(a | b),
                "share with members": len(a | b) / size,
                "with parallels": len(a | b | c),
                "share of all": len(a | b | c) / size,
                "first told in": first.get(row["doc_id"]),
                "leads to": article_page(row["doc_id"]),
            }
        )
    return pd.DataFrame(found)


def drawn_share(found: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the characters in formulas and in their members, and where either leads.

    The former to the first formula of the article, the latter to the article.
    """
    of = found.set_index("article")
    parts = pd.DataFrame({"in formulas": of["in formulas"]})
    parts["in their members"] = of["with members"] - of["in formulas"]
    leads = {"in formulas": of["first told in"], "in their members": of["leads to"]}
    return parts, pd.DataFrame(leads, dtype=object)


def _spans(rows: pd.DataFrame) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    columns = rows[["doc_id", "start", "end"]].itertuples(index=False, name=None)
    return ((doc_id, [(start, end)]) for doc_id, start, end in columns)


def _covered(spans: Iterable[tuple[str, Iterable[Any]]]) -> Mapping[str, set[int]]:
    found: dict[str, set[int]] = {}
    for doc_id, pairs in spans:
        held = found.setdefault(doc_id, set())
        for start, end in pairs:
            held.update(range(int(start), int(end)))
    return found


# In their context -----------------------------------------------------------------------------

KWIC_COLUMNS = ["left", "node", "right", "article", "told in"]


def most_frequent(rows: pd.DataFrame) -> str | None:
    """Return the counted formula with most mentions; of several, the one in more articles."""
    held = counted(rows)
    if held.empty:
        return None
    by = held.groupby("canonical").agg(n=("start", "size"), documents=("doc_id", "nunique"))
    by = by.reset_index().sort_values(
        ["n", "documents", "canonical"], ascending=[False, False, True]
    )
    return str(by["canonical"].iloc[0])


def kwic(corpus: Corpus, formula: str, *, sort: str = "right", width: int = 14) -> pd.DataFrame:
    """Return every mention of a formula in its context, ``width`` characters on each side.

    A formula is named as written or in its full form. What is no formula of the tables is looked up
    in the texts as a string. ``sort`` is ``left`` (from the node outwards), ``right`` or ``text``
    (order of the corpus). A context ends at the end of its paragraph.
    """
    rows = corpus.formulas
    rows = rows[(rows["canonical"] == formula) | (rows["surface"] == formula)]
    return in_lines(corpus, rows, formula, sort=sort, width=width)


def in_lines(
    corpus: Corpus, hits: pd.DataFrame, node: str, *, sort: str = "right", width: int = 14
) -> pd.DataFrame:
    """Return hits (doc_id, start, end) in their context as :func:`kwic` does; without any, a string."""
    if sort not in ("left", "right", "text"):
        raise ValueError(f"sort={sort!r}: use 'left', 'right' or 'text'")
    sentences, named = Sentences(corpus), dict(labels(corpus.documents))
    rows, places = [], _occurrences(corpus, hits, node)
    around = corpus.excerpts([(d, start - width, end + width) for d, start, end in places])
    for (doc_id, start, end), words in zip(places, around, strict=True):
        held, before = sentences.at(doc_id, start), min(start, width)
        behind = before + end - start
        rows.append(
            {
                "left": words[:before].rpartition("\n")[2],
                "node": words[before:behind],
                "right": words[behind:].partition("\n")[0],
                "article": named[doc_id],
                "told in": f"{doc_id}#s-{held[0] if held else 0}",
            }
        )
    if sort == "left":
        rows.sort(key=lambda row: row["left"][::-1])
    elif sort == "right":
        rows.sort(key=lambda row: row["right"])
    return pd.DataFrame(rows, columns=KWIC_COLUMNS)


def _occurrences(corpus: Corpus, rows: pd.DataFrame, node: str) -> list[tuple[str, int, int]]:
    spans = zip(rows["doc_id"], rows["start"].astype(int), rows["end"].astype(int), strict=True)
    found = [(str(doc_id), int(start), int(end)) for doc_id, start, end in spans]
    if found or not node:
        return found
    return [
        (str(doc_id), hit.start(), hit.end())
        for doc_id, body in corpus.texts()
        for hit in re.finditer(re.escape(node), body)
    ]
