"""How much alike documents are: in their words, and in the frames they use.

Words and frames ask for different measures. A document has thousands of words, most of them in no
other: the cosine of the vector space model ignores the length of documents and the words that
neither has. Frames are a dozen shares of one whole: the Jensen-Shannon distance compares
distributions, allows for a frame that one document lacks, lies between 0 and 1 and is a metric, so
that a map or a tree may be drawn from it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.spatial import distance

from tifa.statistics.rates import Array


def cosine_similarity(counts: pd.DataFrame, item: str = "word") -> pd.DataFrame:
    """Return the cosine of the relative frequencies of each two groups (documents, cities, waves).

    ``counts`` has the columns ``group``, ``n`` and the one that ``item`` names; the table has a
    row and a column a group, in order of appearance. 1 is the same proportions, 0 no item in
    common; nan stands where a group has no hits. Published example: Manning, Raghavan and Schütze
    (2008, Introduction to information retrieval, section 6.3), the novels *Sense and sensibility*
    and *Pride and prejudice* on three words.

    >>> table = pd.DataFrame({"group": ["SaS"] * 3 + ["PaP"] * 2, "n": [115, 10, 2, 58, 7]})
    >>> table["word"] = ["affection", "jealous", "gossip", "affection", "jealous"]
    >>> round(float(cosine_similarity(table).loc["SaS", "PaP"]), 3)
    0.999
    """
    groups, matrix = _matrix(counts, item)
    norms = np.sqrt(matrix.multiply(matrix).sum(axis=1))
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = np.where(norms > 0, 1 / norms, np.nan)
    products = (matrix @ matrix.T).toarray() * np.outer(scale, scale)
    return _square(groups, products, norms > 0, 1)


def jensen_shannon_distance(counts: pd.DataFrame, item: str = "word") -> pd.DataFrame:
    """Return the Jensen-Shannon distance of each two groups, the square root of the divergence.

    ``counts`` is as for :func:`cosine_similarity`. 0 is the same proportions, 1 no item in common
    (logarithms to base 2); nan stands where a group has no hits. It is for few items, such as
    frames: every group gets a number for each. Lin, J. (1991). Divergence measures based on the
    Shannon entropy. IEEE Transactions on Information Theory 37, 145-151; a metric by Endres and
    Schindelin (2003). Published examples: the manual of ``scipy.spatial.distance.jensenshannon``.

    >>> table = pd.DataFrame({"group": list("aabc"), "word": list("xyxz"), "n": [5, 5, 9, 2]})
    >>> jensen_shannon_distance(table).round(4).loc["a"].tolist()
    [0.0, 0.5579, 1.0]
    """
    groups, matrix = _matrix(counts, item)
    totals = matrix.sum(axis=1)[:, np.newaxis]
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = matrix.toarray() / totals
        natural = distance.cdist(shares, shares, "jensenshannon")
    return _square(groups, natural / np.sqrt(np.log(2)), matrix.sum(axis=1) > 0, 0)


def _matrix(counts: pd.DataFrame, item: str) -> tuple[pd.Index, sparse.csr_array]:
    """Return the groups and their counts, a row a group and a column an item."""
    n = counts["n"].to_numpy(float)
    if not len(n):
        raise ValueError("there is nothing to compare: give the counts of at least one group")
    if not np.isfinite(n).all() or (n < 0).any():
        raise ValueError("n must be counts from 0 on: leave out rows without a number")
    rows, groups = pd.factorize(counts["group"])
    columns, items = pd.factorize(counts[item])
    if min(rows.min(), columns.min()) < 0:
        raise ValueError(f"every row needs a group and a {item}: leave out rows without")
    shape = len(groups), len(items)
    return pd.Index(groups), sparse.coo_array((n, (rows, columns)), shape=shape).tocsr()


def _square(groups: pd.Index, values: Array, known: Any, same: float) -> pd.DataFrame:
    """Return a labelled table, in which a group with hits is exactly as like itself as can be."""
    np.fill_diagonal(values, same)
    values = np.where(np.outer(known, known), np.clip(values, 0, 1), np.nan)
    return pd.DataFrame(values, index=groups, columns=groups)
