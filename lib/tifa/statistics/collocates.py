"""Collocates: the words that stand near a word more often than chance would put them there.

Nearness is a span of words on both sides, never beyond the sentence, or the sentence as a whole
(surface and textual cooccurrence in Evert 2008, Corpora and collocations). Each measure answers
another question: G² how sure the attraction is, MI how strong (it favours rare words), logDice how
typical the pair is, whatever the size of the corpus.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import scipy  # its parts are loaded when they are first used

from tifa.statistics.rates import Array, Numbers

SPAN = 5
"""So many words on either side count as near, the span most often used for collocations."""

TOP = 14
"""The logDice of two words that never stand apart (Rychlý 2008)."""


def association(together: Numbers, first: Numbers, second: Numbers, total: Numbers) -> pd.DataFrame:
    """Return expected frequency, G² and MI from the counts of pairs, of each word, and of all.

    ``g2`` is Dunning's log-likelihood over all four cells, negative where the words avoid each
    other; ``mi`` is the binary logarithm of the observed over the expected frequency, -inf where
    they never meet. Published examples: Dunning (1993, Accurate methods for the statistics of
    surprise and coincidence, Computational Linguistics 19, 61-74; *the swiss*, 270.72) and Manning
    and Schütze (1999, Foundations of statistical natural language processing, section 5.4;
    *Ayatollah Ruhollah*, 18.38).

    >>> round(float(association([110], [2552], [221], [31777])["g2"].iloc[0]), 2)
    270.72
    >>> round(float(association([20], [42], [20], [14307668])["mi"].iloc[0]), 2)
    18.38
    """
    a, x, y, n = np.broadcast_arrays(
        *(np.asarray(v, float) for v in (together, first, second, total))
    )
    cells = np.stack([a, x - a, y - a, n - x - y + a])
    if not np.isfinite(cells).all() or (cells < 0).any():
        raise ValueError("a pair is more frequent than its words allow: give pairs, words, total")
    if not ((x > 0) & (y > 0)).all():
        raise ValueError("both words of a pair must occur: leave out pairs with a count of 0")
    expected = np.stack([x * y, x * (n - y), (n - x) * y, (n - x) * (n - y)]) / n
    safe = np.where(expected > 0, expected, 1)  # a cell of which nothing is expected has nothing
    g2 = 2 * scipy.special.xlogy(cells, cells / safe).sum(axis=0)
    sign = np.sign(a - expected[0])
    with np.errstate(divide="ignore"):
        mi = np.log2(a / expected[0])
    return pd.DataFrame({"expected": expected[0], "g2": sign * np.maximum(g2, 0), "mi": mi})


def log_dice(together: Numbers, first: Numbers, second: Numbers) -> Array:
    """Return logDice: 14 where two words never stand apart, one less for half as typical a pair.

    Published examples: the properties that Rychlý (2008, A lexicographer-friendly association
    score, RASLAN, 6-9) derives: 14 at most, about 0 for one pair in 16,000 (2 to the power of 14).

    >>> log_dice([300, 1], [300, 16384], [300, 16384]).tolist()
    [14.0, 0.0]
    """
    pairs, x, y = (np.asarray(v, float) for v in (together, first, second))
    if not ((pairs >= 0) & (pairs <= np.minimum(x, y)) & (np.minimum(x, y) > 0)).all():
        raise ValueError("a pair is more frequent than its words allow: give pairs, then words")
    with np.errstate(divide="ignore"):
        return np.asarray(TOP + np.log2(2 * pairs / (x + y)))


def collocates(
    sentences: Iterable[Sequence[str]],
    node: str | Collection[str],
    span: int | None = SPAN,
    least: int = 1,
) -> pd.DataFrame:
    """Return the words near a node word, the surest collocate first.

    ``sentences`` are lists of words; ``node`` is a word or several that count as one (a frame).
    With a ``span``, a word token counts once if it stands within so many words of any node token
    of its sentence, and what is compared are the tokens near a node with all tokens that are no
    node. With ``span=None``, sentences are compared: ``together`` is those with both. Columns:
    ``word``, ``together``, ``node_count``, ``word_count``, ``expected``, ``g2``, ``mi`` and
    ``log_dice``. Words with fewer than ``least`` common occurrences are left out. In logDice, a
    word that stands twice beside one node counts no more often than the node, so that 14 stays
    the maximum.

    >>> lists = ["打赢 疫情 防控 阻击战".split(), "疫情 防控 工作".split(), "打赢 阻击战".split(), ["春耕"]]
    >>> collocates(lists, "阻击战", span=1)[["word", "together", "expected"]].values.tolist()
    [['打赢', 1, 0.5], ['防控', 1, 0.5]]
    """
    nodes = frozenset([node] if isinstance(node, str) else node)
    if span is not None and span < 1:
        raise ValueError("span must be 1 word or more: give None for whole sentences")
    counted = _count(sentences, nodes, span)
    if not counted.places:
        raise ValueError("the node word does not occur: give a word as the segmentation has it")
    rows = [(word, n, counted.every[word]) for word, n in counted.near.items() if n >= least]
    table = pd.DataFrame(rows, columns=["word", "together", "word_count"])
    table.insert(2, "node_count", counted.places)
    scores = association(table["together"], counted.context, table["word_count"], counted.total)
    table = table.join(scores)
    pairs = table["together"].clip(upper=counted.places)
    table["log_dice"] = log_dice(pairs, table["node_count"], table["word_count"])
    return table.sort_values(["g2", "word"], ascending=[False, True], ignore_index=True)


@dataclass
class _Counts:
    """Occurrences of the node and units near it and in all; words near it and in all."""

    places: int = 0
    context: int = 0
    total: int = 0
    near: Counter[str] = field(default_factory=Counter)
    every: Counter[str] = field(default_factory=Counter)


def _count(sentences: Iterable[Sequence[str]], nodes: frozenset[str], span: int | None) -> _Counts:
    """Return what the measures need; units are word tokens, or sentences without a span."""
    counted = _Counts()
    for words in sentences:
        if isinstance(words, str):
            raise ValueError("a sentence must be a list of words: segment it first")
        at = [place for place, word in enumerate(words) if word in nodes]
        others = [word for word in words if word not in nodes]
        if span is None:
            others = list(dict.fromkeys(others))
            near = others if at else []
            tally = int(bool(at)), int(bool(at)), 1
        else:
            near = _around(words, at, span, nodes)
            tally = len(at), len(near), len(others)
        counted.places += tally[0]
        counted.context += tally[1]
        counted.total += tally[2]
        if near:
            counted.near.update(near)
        counted.every.update(others)
    return counted


def _around(
    words: Sequence[str], at: Sequence[int], span: int, nodes: Collection[str]
) -> list[str]:
    """Return the words, but for nodes, within a span of a node's places, each token once."""
    places = {place for node in at for place in range(max(0, node - span), node + span + 1)}
    return [words[p] for p in sorted(places) if p < len(words) and words[p] not in nodes]
