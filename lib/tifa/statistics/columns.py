"""Bootstrap and permutation of documents for many kinds of hits at once: a column a frame.

Of very many documents the draws cost more than the sums, so that all columns share them; the results
are those of :mod:`tifa.statistics.rates`, column by column.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

from tifa.statistics.rates import (
    ALPHA,
    LEVEL,
    MANY,
    SEED,
    Comparison,
    Interval,
    Numbers,
    Refusal,
    bootstrap_rate,
    checked,
    dealt_out,
    percentiles,
    permutation_test,
    pooled,
    smallest_p,
)


def bootstrap_rates(
    hits: pd.DataFrame, sizes: Numbers, level: float = LEVEL, seed: int = SEED
) -> dict[str, Interval | Refusal]:
    """Return :func:`bootstrap_rate` for every column of hits, a row a document.

    Of more than :data:`MANY` documents the same draws serve all columns, so that the time grows with
    the number of documents and hardly with that of columns; the results are the same.

    >>> hits = pd.DataFrame({"war": [3, 1, 4, 1, 5, 9, 2, 6, 5, 3], "law": [1] * 10})
    >>> found = bootstrap_rates(hits, [900] * 10)
    >>> round(found["war"].low, 2), found["law"].reason
    (2.89, 'Every document has the same rate, so a bootstrap has nothing to vary.')
    """
    if len(hits) <= MANY:
        return {str(name): bootstrap_rate(n, sizes, level, seed) for name, n in hits.items()}
    counts, totals = checked(hits.to_numpy(), np.asarray(sizes, float)[:, None])
    bounds = percentiles(counts, totals[:, 0], level, seed)
    told: dict[str, Interval | Refusal] = {}
    for name, n, (low, high) in zip(hits, counts.T, bounds, strict=True):
        if np.ptp(n / totals[:, 0]):
            told[str(name)] = Interval(float(pooled(n, totals[:, 0])), low, high, level)
        else:
            told[str(name)] = bootstrap_rate(n, totals[:, 0], level, seed)  # refused
    return told


def permutation_tests(
    hits: pd.DataFrame,
    sizes: Numbers,
    inside: npt.ArrayLike,
    alternative: str = "two-sided",
    seed: int = SEED,
) -> Iterator[tuple[str, Comparison | Refusal]]:
    """Yield :func:`permutation_test` for every column of hits, a row a document.

    ``inside`` tells which documents are of the first group; all others are of the second. Of more
    than :data:`MANY` documents the same exchanges serve all columns.

    >>> hits = pd.DataFrame({"war": [37, 49, 55, 57, 23, 31, 46]})
    >>> name, found = next(permutation_tests(hits, [1000] * 7, [True] * 4 + [False] * 3, "greater"))
    >>> name, round(found.p, 4)
    ('war', 0.0571)
    """
    first = np.asarray(inside, bool)
    totals = np.broadcast_to(np.asarray(sizes, float), len(hits))
    few = len(hits) <= MANY or min(first.sum(), (~first).sum()) < 2
    if few or smallest_p(int(first.sum()), int((~first).sum()), alternative) > ALPHA:
        for name, n in hits.items():
            held = n.to_numpy()
            yield (
                str(name),
                permutation_test(
                    held[first], totals[first], held[~first], totals[~first], alternative, seed
                ),
            )
        return
    counts, _ = checked(hits.to_numpy(), totals[:, None])
    found = dealt_out(counts, totals, np.flatnonzero(first), alternative, seed)
    a, b = int(first.sum()), int((~first).sum())
    for name, n, p in zip(hits, counts.T, found, strict=True):
        seen = float(pooled(n[first], totals[first]) - pooled(n[~first], totals[~first]))
        yield (
            str(name),
            Comparison(seen, p, smallest_p(a, b, alternative), math.comb(a + b, a), exact=False),
        )
