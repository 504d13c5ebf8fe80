"""Dispersion: whether a word or frame belongs to all texts, or to a few that repeat it.

A rate says nothing about that: forty hits may stand in one speech. Gries's *deviation of
proportions* compares where the hits are with where the words are. It is 0 where each part has its
share, and near 1 where all hits stand in a small part; parts may be of any sizes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from tifa.statistics.rates import Numbers, checked


@dataclass(frozen=True)
class Dispersion:
    """The dispersion of one word: see :func:`dispersions` for the measures."""

    hits: int
    range: int
    parts: int
    dp: float
    dp_norm: float
    juilland_d: float


def dispersions(counts: pd.DataFrame, sizes: Mapping[str, float]) -> pd.DataFrame:
    """Return the dispersion of each word over the parts (documents, cities, waves) of a corpus.

    ``counts`` has the columns ``part``, ``word`` and ``n``; parts without a hit need no row, but
    every part needs its size in ``sizes``. The table has a row a word, in order of appearance:
    ``hits``; ``range``, the parts with a hit, of ``parts``; ``dp``, half the sum of the absolute
    differences between a part's share of the hits and its share of the corpus (Gries 2008,
    Dispersions and adjusted frequencies in corpora, IJCL 13, 403-437); ``dp_norm``, ``dp`` divided
    by its maximum for these parts (Lijffijt and Gries 2012, IJCL 17, 147-149); ``juilland_d``,
    Juilland's D on relative frequencies, which runs the other way: 1 is evenly spread. Words
    without any hit are left out.

    >>> table = pd.DataFrame({"part": ["a", "b", "a"], "word": ["甲", "甲", "乙"], "n": [2, 2, 4]})
    >>> dispersions(table, {"a": 50, "b": 50})[["word", "range", "dp", "dp_norm"]].values.tolist()
    [['甲', 2, 0.0, 0.0], ['乙', 1, 0.5, 1.0]]
    """
    lengths = pd.Series(sizes, dtype=float)
    if len(lengths) < 2:
        raise ValueError("dispersion needs parts: give the sizes of at least two")
    if missing := set(counts["part"]) - set(lengths.index):
        raise ValueError(
            f"sizes lack the part {min(map(str, missing))}: give the size of every part"
        )
    checked(counts["n"], lengths[counts["part"]])
    plain = counts.astype({"word": object, "part": object})
    rows = plain.groupby(["word", "part"], sort=False, as_index=False)["n"].sum()
    rows = rows[rows["n"] > 0]
    hits, of = checked(rows["n"], lengths[rows["part"]])
    share = of / lengths.sum()
    total = rows.groupby("word", sort=False)["n"].transform("sum").to_numpy(float)
    # Only parts with hits have rows: the others differ by their own share, as 1 + … allows for.
    rows = rows.assign(gap=np.abs(hits / total - share) - share, f=hits / of, f2=(hits / of) ** 2)
    words = rows.groupby("word", sort=False)
    dp = (1 + words["gap"].sum()) / 2
    mean = words["f"].sum() / len(lengths)
    deviation = np.sqrt((words["f2"].sum() / len(lengths) - mean**2).clip(lower=0))
    columns = {
        "hits": words["n"].sum(),
        "range": words.size(),
        "parts": len(lengths),
        "dp": dp.clip(lower=0),
        "dp_norm": dp.clip(lower=0) / (1 - lengths.min() / lengths.sum()),
        "juilland_d": 1 - deviation / mean / np.sqrt(len(lengths) - 1),
    }
    return pd.DataFrame(columns).rename_axis("word").reset_index()


def dispersion(hits: Numbers, sizes: Numbers) -> Dispersion:
    """Return the dispersion of one word from its hits in each part and the parts' sizes.

    Published example: Gries's (2008) corpus of 50 words, where *a* stands 1, 2, 3, 4 and 5 times
    in parts of 9, 10, 10, 10 and 11 words and has a DP of 0.18 and a D of 0.785.

    >>> found = dispersion([1, 2, 3, 4, 5], [9, 10, 10, 10, 11])
    >>> round(found.dp, 2), round(found.dp_norm, 2), round(found.juilland_d, 3)
    (0.18, 0.22, 0.785)
    """
    counts, lengths = checked(np.atleast_1d(hits), sizes)
    if not counts.any():
        raise ValueError("a word without hits has no dispersion: leave it out")
    table = pd.DataFrame({"part": range(len(counts)), "word": "", "n": counts.astype(int)})
    row = dispersions(table, dict(enumerate(lengths))).iloc[0]  # type: ignore[arg-type]
    return Dispersion(
        int(row["hits"]), int(row["range"]), int(row["parts"]),
        float(row["dp"]), float(row["dp_norm"]), float(row["juilland_d"]),
    )  # fmt: skip
