"""Which frames stand in one sentence with whom: frames, and the people and bodies that are named.

The people and bodies are words of ``data/actors.csv``, in groups. A word that names somebody is not
counted as a frame as well (党员 is a member of the Party here, not talk of Party leadership), and a word
within a longer term names nobody.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from tifa.corpus.analysis import Corpus
from tifa.links import reference
from tifa.rhetoric.frames import Lexicon, find_terms, read_lexicon
from tifa.statistics.collocates import association, log_dice
from tifa.studies.rhetoric.framing import FRAMES, most_common

LEAST = 3
"""Pairs in fewer sentences are not told of: one article's turn of phrase makes them."""

SURE = 3.84
"""G² above which a pair is drawn: 5 % of pairs would reach it by chance, were sentences independent."""

Numbers = npt.NDArray[np.int64]
PAIRS = [
    "first",
    "second",
    "kind",
    "together",
    "first in",
    "second in",
    "g2",
    "log_dice",
    "told in",
]


@cache
def _listed() -> dict[str, tuple[str, str]]:
    text = (files("tifa") / "data" / "actors.csv").read_text(encoding="utf-8")
    return {row["term"]: (row["group"], row["gloss"]) for row in csv.DictReader(text.splitlines())}


@cache
def _lexicon() -> Lexicon:
    return read_lexicon({term: group for term, (group, _) in _listed().items()})


def groups() -> dict[str, list[str]]:
    """Return the groups of people and bodies with their words.

    >>> groups()["volunteers"]
    ['志愿者', '志愿服务队']
    """
    found: dict[str, list[str]] = {}
    for term, (group, _) in _listed().items():
        found.setdefault(group, []).append(term)
    return found


def actors(corpus: Corpus, rows: pd.DataFrame) -> pd.DataFrame:
    """Return who is named where: doc_id, sentence_id, start, end, term, group.

    A word that lies within a longer hit of ``rows`` (frames) is left out.
    """
    found: list[tuple[str, int, int, int, str, str]] = []
    held = corpus.sentences[["doc_id", "sentence_id", "start", "text"]]
    for doc_id, number, at, text in held.itertuples(index=False, name=None):
        for hit in find_terms(text, lexicon=_lexicon()):
            found.append((doc_id, number, at + hit.start, at + hit.end, hit.term, hit.frame))
    table = pd.DataFrame(
        found, columns=["doc_id", "sentence_id", "start", "end", "term", "group"]
    ).astype({"doc_id": "category"})
    inside = _is_within(table, rows[rows["kind"] == "frame"])
    table = table[~inside].reset_index(drop=True)
    return table.astype({"term": "category", "group": "category"})


def _is_within(hits: pd.DataFrame, others: pd.DataFrame) -> Numbers:
    """Tell which hits lie within a longer one of the others.

    Such a one begins before the hit and ends no earlier, or begins with it and ends later: the farthest
    end of all that begin before a place tells.
    """
    ids = pd.Index(sorted({*hits["doc_id"].unique(), *others["doc_id"].unique()}))
    start, end = (_in_one_row(hits, name, ids) for name in ("start", "end"))
    begin, stop = (_in_one_row(others, name, ids) for name in ("start", "end"))
    order = np.argsort(begin, kind="stable")
    begin, reach = begin[order], np.maximum.accumulate(np.append(-1, stop[order]))
    before, with_it = (reach[np.searchsorted(begin, start, side)] for side in ("left", "right"))
    return np.asarray((before >= end) | (with_it > end))


ROOM = 1 << 32
"""More than the characters of an article: so far apart the articles stand in one row of numbers."""


def _in_one_row(rows: pd.DataFrame, name: str, ids: pd.Index[str]) -> Numbers:
    """Return places in articles, or the numbers of their sentences, as places in one row."""
    held = rows["doc_id"].astype("category")
    article = ids.get_indexer(held.cat.categories)[held.cat.codes]
    return np.asarray(article * ROOM + rows[name].to_numpy(np.int64))


def in_sentences(rows: pd.DataFrame, named: pd.DataFrame) -> dict[str, Numbers]:
    """Return the sentences of each frame and of each group of actors, as numbers in their order.

    They are ``ROOM`` times the number of the article in alphabetical order, and that of the sentence.
    """
    ids = pd.Index(sorted({*rows["doc_id"].unique(), *named["doc_id"].unique()}))
    held = rows[rows["kind"] == "frame"]
    places, taken = (_in_one_row(part, "start", ids) for part in (held, named))
    held = held[~np.isin(places, taken)]
    found: dict[str, Numbers] = {}
    for kind, part, names in (("frame", held, held["frame"]), ("actor", named, named["group"])):
        at = _in_one_row(part, "sentence_id", ids)
        for name, places in pd.Series(at).groupby(names.to_numpy(dtype=object)):
            found[f"{kind}:{name}"] = np.unique(places)
    return found


def pairs(corpus: Corpus, rows: pd.DataFrame, named: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs that stand in one sentence: of frames, and of frames with actors.

    ``together`` is in how many sentences both stand, ``first in`` and ``second in`` each of them;
    ``g2`` is positive where they meet more often than their numbers lead to expect, negative where
    less. Two groups of actors are no pair. The surest attraction comes first.
    """
    inside, total = in_sentences(rows, named), len(corpus.sentences)
    ids = sorted({*rows["doc_id"].unique(), *named["doc_id"].unique()})
    frames = sorted((n for n in inside if n.startswith("frame:")), key=_order)
    people = sorted(n for n in inside if n.startswith("actor:"))
    wanted = [*combinations(frames, 2), *((who, frame) for who in people for frame in frames)]
    found = []
    for first, second in wanted:
        both = np.intersect1d(inside[first], inside[second], assume_unique=True)
        told = reference(ids[both[0] // ROOM], both[0] % ROOM) if len(both) else None
        kind = "frames" if first.startswith("frame:") else "frame and actor"
        names = (first.partition(":")[2], second.partition(":")[2], kind)
        found.append((*names, len(both), len(inside[first]), len(inside[second]), told))
    columns = [name for name in PAIRS if name not in ("g2", "log_dice")]
    table = pd.DataFrame(found, columns=columns)
    return _scored(table, total)


def _order(name: str) -> int:
    known = [f"frame:{frame}" for frame in FRAMES]
    return known.index(name) if name in known else len(known)


def _scored(table: pd.DataFrame, total: int) -> pd.DataFrame:
    """Return the pairs with G² and logDice, the surest first."""
    if table.empty:
        return pd.DataFrame(columns=PAIRS)
    scores = association(table["together"], table["first in"], table["second in"], total)
    dice = log_dice(table["together"], table["first in"], table["second in"])
    found = table.assign(g2=scores["g2"], log_dice=np.where(np.isfinite(dice), dice, np.nan))
    return found[PAIRS].sort_values("g2", ascending=False, kind="stable", ignore_index=True)


def drawable(found: pd.DataFrame, most: int = 18) -> pd.DataFrame:
    """Return the pairs of frames and actors that are drawn: attracted, often enough, the surest."""
    held = found[found["kind"] == "frame and actor"]
    sure = held[(held["together"] >= LEAST) & (held["g2"] >= SURE)]
    return sure.head(most).reset_index(drop=True)


def strongest(found: pd.DataFrame, kind: str, most: int = 12) -> pd.DataFrame:
    """Return the surest pairs of a kind that stand in three sentences or more."""
    held = found[(found["kind"] == kind) & (found["together"] >= LEAST) & (found["g2"] >= SURE)]
    return held.head(most).reset_index(drop=True)


def closest(found: pd.DataFrame) -> pd.DataFrame:
    """Return the surest pairs of frames, then those of frames and actors."""
    return pd.concat(
        [strongest(found, "frames"), strongest(found, "frame and actor")], ignore_index=True
    )


def words_of(named: pd.DataFrame, most: int = 5) -> pd.DataFrame:
    """Return the groups of actors with their commonest words: group, hits, sentences, commonest."""
    found = []
    for group, held in named.groupby("group", sort=False, observed=True):
        sentences = len(held.drop_duplicates(["doc_id", "sentence_id"]))
        common = "; ".join(f"{term} ({n})" for term, n in most_common(held["term"], most))
        found.append((group, len(held), sentences, common))
    table = pd.DataFrame(found, columns=["group", "hits", "sentences", "commonest"])
    return table.sort_values("hits", ascending=False, kind="stable", ignore_index=True)


def gloss(term: str) -> str:
    """Return the English of a word for people or bodies.

    >>> gloss("网格员"), gloss("某人")
    ('grid workers', '某人')
    """
    return _listed()[term][1] if term in _listed() else term


def told(found: pd.DataFrame, texts: dict[str, str]) -> dict[int, Any]:
    """Return for each pair what its mark says when pointed at, and the sentence it leads to."""
    said = {}
    for key, row in found.to_dict("index").items():
        doc_id, _, number = str(row["told in"]).rpartition("#s-")
        line = f"{row['first']} with {row['second']}: {row['together']} sentences"
        said[int(str(key))] = (f"{line}\n{texts.get(str(row['told in']), '')}", doc_id, int(number))
    return said


def sentence_texts(corpus: Corpus, wanted: Iterable[str], most: int = 160) -> dict[str, str]:
    """Return the sentences of some references (``a#s-3``), to their first characters."""
    needed = set(wanted)
    articles = {key.rpartition("#s-")[0] for key in needed}
    held = corpus.sentences[corpus.sentences["doc_id"].isin(articles)]
    columns = held[["doc_id", "sentence_id", "text"]].itertuples(index=False, name=None)
    keyed = ((reference(d, n), str(text).strip()) for d, n, text in columns)
    return {key: text[:most] for key, text in keyed if key in needed}
