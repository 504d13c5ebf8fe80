"""How far headline findings move when the segmenter, the stop list or the lexicon changes.

What the earlier notebooks put first is computed again under each change: the most frequent words (01), the key
words of each group and the order of the frames (04), the first frame of each article. Draws are seeded. A term
that is left out takes its hits with it; a shorter term within it is not put in its place. Formulas are found by
their form; the one word list that decides about them is that of words which make none (三个通知).
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeAlias
from unittest.mock import patch

import numpy as np
import pandas as pd

from tifa.corpus.analysis import Corpus
from tifa.formulas import bare, find_formulas
from tifa.rows import SET
from tifa.statistics.keyness import signed_g2
from tifa.studies.rhetoric.contrasts import LEAST, MORE, names_place_or_day
from tifa.studies.validation.robustness import first
from tifa.words import WORD, _tokenizer, count_words, is_content, stop_words

SEED, DRAWS = 20_220_413, 20
LEFT_OUT, HALF = 0.1, 0.5
"""The share of the lexicon that each draw leaves out, and of the stop list."""

TOP = 20
"""So many of the most frequent words are followed."""

MOST = 50
"""So many articles are counted, the first of the corpus: they are cut into words anew several times."""

Counts: TypeAlias = pd.DataFrame
"""Words of articles: ``doc_id``, ``word``, ``n``."""

Stops = frozenset[str]


class Moved(NamedTuple):
    """A finding under a change: how many of its items stay, on average and at worst, over the draws."""

    changed: str
    draws: int
    finding: str
    of: int
    kept: float
    least: int


# What is found --------------------------------------------------------------------------------


def top_words(words: Counts, stops: Stops) -> list[str]:
    """Return the most frequent words that are listed, given a stop list.

    >>> counts = pd.DataFrame({"doc_id": "a", "word": ["疫情", "进行", "的"], "n": [3, 4, 9]})
    >>> top_words(counts, frozenset(["进行"])), top_words(counts, frozenset())
    (['疫情'], ['进行', '疫情'])
    """
    totals = words.groupby("word")["n"].sum()
    totals = totals[[_listed(word, stops) for word in totals.index]]
    order = sorted(totals.items(), key=lambda item: (-item[1], str(item[0])))
    return [str(word) for word, _ in order[:TOP]]


def _listed(word: str, stops: Stops) -> bool:
    """Tell whether a word is listed under a stop list; the rule is that of notebook 01 but for the list."""
    return is_content(word) or (word in stop_words() and word not in stops and len(word) > 1)


def key_words(words: Counts, by: pd.Series[str], stops: Stops) -> list[str]:
    """Return the words with the highest G² of each group against the rest, as ``group: word``.

    Names of places and days are left out, and words with fewer than :data:`~tifa.studies.rhetoric.contrasts.LEAST`
    occurrences, as in notebook 04. Empty for a single group.
    """
    groups = words["doc_id"].map(by)
    table = words.assign(group=groups).pivot_table(
        index="word", columns="group", values="n", aggfunc="sum", fill_value=0
    )
    if table.shape[1] < 2:
        return []
    sizes = table.sum()
    kept = [
        word
        for word, n in table.sum(axis=1).items()
        if n >= LEAST and _listed(str(word), stops) and not names_place_or_day(str(word))
    ]
    chosen, total = table.loc[kept], sizes.sum()
    found: list[str] = []
    for group in table.columns:
        here = chosen[group].to_numpy()
        g2 = signed_g2(
            here, sizes[group], chosen.sum(axis=1).to_numpy() - here, total - sizes[group]
        )
        best = [n for n in np.argsort(-g2, kind="stable")[:MORE] if g2[n] > 0]
        found += [f"{group}: {chosen.index[n]}" for n in best]
    return found


def frame_ranks(terms: pd.DataFrame) -> list[str]:
    """Return the frames with their rank by hits, as ``1 war``.

    >>> frame_ranks(pd.DataFrame({"frame": ["war", "party", "war"]}))
    ['1 war', '2 party']
    """
    counts = terms["frame"].value_counts()
    order = sorted(counts.items(), key=lambda item: (-item[1], str(item[0])))
    return [f"{rank} {frame}" for rank, (frame, _) in enumerate(order, 1)]


def first_frames(terms: pd.DataFrame) -> list[str]:
    """Return the frame with the most hits of each article; of equals the first by name."""
    counts = terms.groupby(["doc_id", "frame"]).size().rename("n").reset_index()
    first = counts.sort_values(["doc_id", "n", "frame"], ascending=[True, False, True])
    rows = first.drop_duplicates("doc_id")
    return [f"{doc}: {frame}" for doc, frame in zip(rows["doc_id"], rows["frame"], strict=True)]


# What is changed ------------------------------------------------------------------------------


def cut_anew(
    corpus: Corpus, cut: Callable[[str, Sequence[tuple[int, int]]], Mapping[str, int]]
) -> Counts:
    """Return the words of the articles, cut by ``cut`` from the body and the spans of its formulas."""
    documents = first(corpus, MOST)
    held = corpus.formulas[corpus.formulas["doc_id"].isin(documents["doc_id"])]
    held = held[held["kind"].isin(SET)]
    spans = (
        held.groupby("doc_id")[["start", "end"]].apply(lambda f: f.to_numpy().tolist()).to_dict()
    )
    rows: list[tuple[str, str, int]] = []
    for row in documents.to_dict("records"):
        doc_id, wholes = str(row["doc_id"]), spans.get(row["doc_id"], [])
        rows += [
            (doc_id, word, n)
            for word, n in cut(str(row["body"]), sorted(map(tuple, wholes))).items()
        ]
    return pd.DataFrame(rows, columns=["doc_id", "word", "n"])


def without_hmm(body: str, wholes: Sequence[tuple[int, int]]) -> Mapping[str, int]:
    """Return the words by jieba's dictionary alone, formulas whole; it guesses no word that is not in it.

    >>> sorted(without_hmm("以“五化工作法”抓落实", [(2, 7)]))
    ['五化工作法', '以', '抓', '落实']
    """
    found = [body[start:end] for start, end in wholes]
    at = 0
    for start, end in [*wholes, (len(body), len(body))]:
        found += [w for w in _tokenizer().cut(body[at:start], HMM=False) if WORD.search(w)]
        at = end
    return Counter(found)


def draws(items: Iterable[str], share: float) -> list[frozenset[str]]:
    """Return :data:`DRAWS` seeded samples of a share of some items.

    >>> samples = draws("abcdefghij", 0.5)
    >>> len(samples), {len(one) for one in samples}, samples == draws("abcdefghij", 0.5)
    (20, {5}, True)
    """
    order = sorted(items)
    return [
        frozenset(random.Random(f"{SEED} {share} {n}").sample(order, round(share * len(order))))
        for n in range(DRAWS)
    ]


# All of them ----------------------------------------------------------------------------------


def moved(
    changed: str, finding: str, before: Sequence[str], after: Sequence[Sequence[str]]
) -> Moved:
    """Return how many items of a finding stay under a change, over its draws."""
    kept = [len(set(before) & set(one)) for one in after]
    return Moved(changed, len(after), finding, len(before), sum(kept) / len(kept), min(kept))


WORDS, KEYS = f"{TOP} most frequent words", "key words of the groups"
RANKS, FIRSTS = "frames with their rank", "first frame of each article"
COUNTS = "formulas with their count"


def run(corpus: Corpus, by: pd.Series[str]) -> pd.DataFrame:
    """Return a row for each change and finding: how many items there were, and how many stay.

    ``by`` is the group of each article (:func:`tifa.studies.grouping.groups`).
    """
    terms = corpus.terms[corpus.terms["doc_id"].isin(corpus.documents["doc_id"].head(MOST))]
    stops, base = stop_words(), cut_anew(corpus, count_words)
    words, keys = top_words(base, stops), key_words(base, by, stops)
    halves = draws(stops, HALF)
    changes: list[tuple[str, Counts, list[Stops]]] = [
        ("segmenter: jieba without its HMM", cut_anew(corpus, without_hmm), [stops]),
        (
            "segmenter: formulas cut apart",
            cut_anew(corpus, lambda text, _: count_words(text)),
            [stops],
        ),
        ("stop list: none", base, [frozenset()]),
        ("stop list: a random half", base, halves),
    ]
    rows = []
    for name, counts, lists in changes:
        rows.append(moved(name, WORDS, words, [top_words(counts, one) for one in lists]))
        if keys:
            rows.append(moved(name, KEYS, keys, [key_words(counts, by, one) for one in lists]))
    rows += [*lexicon(terms), *formula_list(corpus)]
    return pd.DataFrame(rows, columns=list(Moved._fields))


def lexicon(terms: pd.DataFrame) -> list[Moved]:
    """Return what moves when a random tenth of the terms that occur is left out, draw by draw."""
    hits = terms[terms["kind"] == "frame"][["doc_id", "term", "frame"]].astype(object)
    if hits.empty:
        return []
    name = f"lexicon: a random {LEFT_OUT:.0%} of the terms left out"
    lesser = [hits[~hits["term"].isin(one)] for one in draws(set(hits["term"]), LEFT_OUT)]
    return [
        moved(name, RANKS, frame_ranks(hits), [frame_ranks(one) for one in lesser]),
        moved(name, FIRSTS, first_frames(hits), [first_frames(one) for one in lesser]),
    ]


def formula_counts(bodies: Iterable[str]) -> list[str]:
    """Return the formulas of some texts with their counts, as ``3 四早``.

    >>> formula_counts(["做到“四早”。", "“四早”要落实。"])
    ['2 四早']
    """
    mentions = ((body, row) for body in bodies for row in find_formulas(body))
    counts = Counter(body[row.start : row.end] for body, row in mentions if row.kind in SET)
    return [f"{n} {formula}" for formula, n in sorted(counts.items())]


def formula_list(corpus: Corpus) -> list[Moved]:
    """Return how formula counts move when the list of words that make no formula is left out."""
    bodies = [str(body) for body in first(corpus, MOST)["body"]]
    before = formula_counts(bodies)
    if not before:
        return []
    with patch.object(bare, "countable", return_value=frozenset()):
        after = formula_counts(bodies)
    return [moved("lexicon: without the words that make no formula", COUNTS, before, [after])]
