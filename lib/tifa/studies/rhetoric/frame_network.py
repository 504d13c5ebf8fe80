"""Which frames stand in one sentence with whom: frames, and the people and bodies that are named.

The people and bodies are words of ``data/actors.csv``, in groups. A word that names somebody is not
counted as a frame as well (党员 is a member of the Party here, not talk of Party leadership), and a word
within a longer term names nobody.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from tifa.corpus.analysis import Corpus
from tifa.rhetoric.frames import Lexicon, find_terms, read_lexicon
from tifa.statistics.collocates import association, log_dice
from tifa.studies.rhetoric.framing import FRAMES

LEAST = 3
"""Pairs in fewer sentences are not told of: one article's turn of phrase makes them."""

SURE = 3.84
"""G² above which a pair is drawn: 5 % of pairs would reach it by chance, were sentences independent."""

Sentence = tuple[str, int]
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
    held = rows[rows["kind"] == "frame"]
    longer: dict[str, set[tuple[int, int]]] = defaultdict(set)
    for doc_id, start, end in held[["doc_id", "start", "end"]].itertuples(index=False):
        longer[doc_id].add((int(start), int(end)))
    found = []
    columns = corpus.sentences[["doc_id", "sentence_id", "start", "text"]]
    for doc_id, number, at, text in columns.itertuples(index=False):
        for hit in find_terms(str(text), lexicon=_lexicon()):
            start, end = int(at) + hit.start, int(at) + hit.end
            if not any(a <= start and end <= b and b - a > end - start for a, b in longer[doc_id]):
                found.append((doc_id, int(number), start, end, hit.term, hit.frame))
    return pd.DataFrame(found, columns=["doc_id", "sentence_id", "start", "end", "term", "group"])


def in_sentences(rows: pd.DataFrame, named: pd.DataFrame) -> dict[str, dict[Sentence, None]]:
    """Return the sentences of each frame and of each group of actors, in the order of the corpus."""
    found: dict[str, dict[Sentence, None]] = defaultdict(dict)
    taken = {(d, int(a)) for d, a in named[["doc_id", "start"]].itertuples(index=False)}
    held = rows[rows["kind"] == "frame"]
    columns = held[["doc_id", "sentence_id", "start", "frame"]]
    for doc_id, number, start, frame in columns.itertuples(index=False):
        if (doc_id, int(start)) not in taken:
            found[f"frame:{frame}"][(doc_id, int(number))] = None
    for doc_id, number, group in named[["doc_id", "sentence_id", "group"]].itertuples(index=False):
        found[f"actor:{group}"][(doc_id, int(number))] = None
    return dict(found)


def pairs(corpus: Corpus, rows: pd.DataFrame, named: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs that stand in one sentence: of frames, and of frames with actors.

    ``together`` is in how many sentences both stand, ``first in`` and ``second in`` each of them;
    ``g2`` is positive where they meet more often than their numbers lead to expect, negative where
    less. Two groups of actors are no pair. The surest attraction comes first.
    """
    inside, total = in_sentences(rows, named), len(corpus.sentences)
    frames = sorted((n for n in inside if n.startswith("frame:")), key=_order)
    people = sorted(n for n in inside if n.startswith("actor:"))
    wanted = [*combinations(frames, 2), *((who, frame) for who in people for frame in frames)]
    found = []
    for first, second in wanted:
        both = [at for at in inside[first] if at in inside[second]]
        told = f"{both[0][0]}#s-{both[0][1]}" if both else None
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
    for group, held in named.groupby("group", sort=False):
        counts = sorted(held["term"].value_counts().items(), key=lambda pair: (-pair[1], pair[0]))
        sentences = len(held.drop_duplicates(["doc_id", "sentence_id"]))
        common = "; ".join(f"{term} ({n})" for term, n in counts[:most])
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
    columns = corpus.sentences[["doc_id", "sentence_id", "text"]].itertuples(index=False)
    keyed = ((f"{d}#s-{int(n)}", str(text).strip()) for d, n, text in columns)
    return {key: text[:most] for key, text in keyed if key in needed}
