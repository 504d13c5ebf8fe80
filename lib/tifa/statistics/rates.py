"""Rates of hits in texts, with what a handful of texts allows to be said about them.

An exact Poisson interval treats hits as independent: it tells how far chance alone would move a
rate *within these texts*. But hits come in bursts, so what other texts of the kind would show is
asked of whole documents, by bootstrap and permutation; a :class:`Refusal` says why few are no use.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy  # its parts are loaded when they are first used

Array = npt.NDArray[np.float64]
Numbers = npt.ArrayLike

PER = 1000
"""Rates are per so many characters: a report of one page has about as many."""
LEVEL = 0.95
"""The confidence level where none is given, the usual one."""
ALPHA = 0.05
"""A test that cannot come out below this whatever the texts say is not made."""
FEWEST = 10
"""With fewer documents a bootstrap repeats a few values and its intervals are far too narrow."""
RESAMPLES = 9999
"""With the sample itself 10,000; up to so many arrangements of documents are all gone through."""
MANY = 300
"""With more documents BCa and percentile intervals agree, and the former take too long; what is drawn
of so many serves every column of hits at once."""
CELLS = 4_000_000
"""So many numbers of resamples are held in memory at once."""
SEED = 20200123
"""The same numbers each time; any whole number does (this is the day Wuhan was closed)."""
SIDES: dict[str, Any] = {"two-sided": np.abs, "greater": np.positive, "less": np.negative}
"""What is asked of a difference of rates, and the statistic that is then large."""


@dataclass(frozen=True)
class Interval:
    """A value with the bounds of its confidence interval, of which ``level`` is the confidence."""

    value: float
    low: float
    high: float
    level: float = LEVEL


@dataclass(frozen=True)
class Refusal:
    """A question that these texts cannot answer; ``reason`` is the sentence to print."""

    reason: str


@dataclass(frozen=True)
class Comparison:
    """A difference of two rates, and the p of one as large if documents were dealt out at random.

    ``smallest_p`` is that of the most extreme outcome; ``exact``: all ``arrangements`` were tried.
    """

    difference: float
    p: float
    smallest_p: float
    arrangements: int
    exact: bool


def checked(hits: Numbers, sizes: Numbers) -> tuple[Array, Array]:
    """Return hits and the sizes of their texts as arrays of one shape, or raise ValueError."""
    counts, totals = np.broadcast_arrays(np.asarray(hits, float), np.asarray(sizes, float))
    if not np.isfinite(counts).all() or (counts < 0).any() or (counts % 1).any():
        raise ValueError("hits must be whole numbers from 0 on: give counts, not rates")
    if not np.isfinite(totals).all() or (totals <= 0).any():
        raise ValueError("every size must be above 0: leave out texts without any words")
    if (counts > totals).any():
        raise ValueError("more hits than the text is long: give hits first, then sizes")
    return counts, totals


def _tail(level: float) -> float:
    """Return what a two-sided interval leaves out at each end."""
    if not 0 < level < 1:
        raise ValueError("level must lie between 0 and 1: give 0.95 for 95 %")
    return (1 - level) / 2


def rates(hits: Numbers, sizes: Numbers, level: float = LEVEL, per: float = PER) -> pd.DataFrame:
    """Return the rate of each text with its exact Poisson interval (Garwood 1936).

    ``hits`` and ``sizes`` have a value for each text, in one order; the table has the columns
    ``rate``, ``low`` and ``high``, per ``per`` characters (or words, if ``sizes`` are words). The
    bounds hold within these texts. Published examples: Garwood's limits (Biometrika 28, 437-442,
    as in the Biometrika Tables of Pearson and Hartley) and ``poisson.test`` in R's manual (137 in
    24.19893: 4.753125 to 6.692709).

    >>> rates([10, 0], 1000).round(2).values.tolist()
    [[10.0, 4.8, 18.39], [0.0, 0.0, 3.69]]
    """
    tail = _tail(level)
    counts, totals = checked(hits, sizes)
    # Half of a chi-squared with twice as many degrees of freedom is a gamma. scipy.stats has both by
    # name, and takes half a second to load.
    low = scipy.special.gammaincinv(np.maximum(counts, 1), tail) * (counts > 0)
    high = scipy.special.gammaincinv(counts + 1, 1 - tail)
    columns = {"rate": counts, "low": low, "high": high}
    index = hits.index if isinstance(hits, pd.Series) else None
    return pd.DataFrame({name: v / totals * per for name, v in columns.items()}, index=index)


def upper_bound(size: float, level: float = LEVEL, per: float = PER) -> float:
    """Return the rate that texts without a single hit still allow: one-sided, exact.

    At 95 % it is the *rule of three*: about 3 hits (Hanley and Lippman-Hand 1983, JAMA 249, 1743).

    >>> round(upper_bound(1000), 3)
    2.996
    """
    checked(0, size)
    return -math.log(2 * _tail(level)) / size * per


def ratio_bounds(
    hits: Numbers, size: Numbers, other: Numbers, other_size: Numbers, level: float = LEVEL
) -> tuple[Array, Array]:
    """Return the exact bounds of the ratio of two Poisson rates, element by element.

    Given the sum of both counts, the first is binomial (Clopper and Pearson 1934 give its bounds).
    Without a hit in the first texts the low bound is 0, without one in the others the high is inf.
    """
    tail = _tail(level)
    (x, m), (y, n) = checked(hits, size), checked(other, other_size)
    with np.errstate(divide="ignore"):
        low = np.where(x > 0, scipy.special.betaincinv(np.maximum(x, 1), y + 1, tail), 0)
        high = np.where(y > 0, scipy.special.betaincinv(x + 1, np.maximum(y, 1), 1 - tail), 1)
        return low / (1 - low) * n / m, high / (1 - high) * n / m


def rate_ratio(
    hits: int, size: float, other: int, other_size: float, level: float = LEVEL
) -> Interval | Refusal:
    """Return how many times the rate of the other texts the rate of the first is.

    The bounds are exact and hold within these texts. Refused where neither has a hit. Published
    example: ``poisson.test`` in R's manual (11 in 800 against 21 in 3011).

    >>> found = rate_ratio(11, 800, 21, 3011)
    >>> round(found.value, 6), round(found.low, 7), round(found.high, 6)
    (1.971488, 0.8584264, 4.277266)
    """
    low, high = ratio_bounds([hits], size, [other], other_size, level)
    if not hits and not other:
        return Refusal("Neither group has a hit, so there is no ratio of their rates.")
    value = hits / size / (other / other_size) if other else math.inf
    return Interval(value, float(low[0]), float(high[0]), level)


def pooled(hits: Array, sizes: Array, axis: int = -1) -> Any:
    """Return the rate of all documents together."""
    return PER * hits.sum(axis=axis) / sizes.sum(axis=axis)


def bootstrap_rate(
    hits: Numbers, sizes: Numbers, level: float = LEVEL, seed: int = SEED
) -> Interval | Refusal:
    """Return the pooled rate of documents, per :data:`PER`, with a BCa bootstrap interval.

    Whole documents are drawn (Efron 1987, Better bootstrap confidence intervals, JASA 82, 171-185);
    of more than :data:`MANY` the percentile interval is taken. Refused with fewer than
    :data:`FEWEST` documents and where all have the same rate.

    >>> bootstrap_rate([3, 1, 4, 1, 5], [900, 800, 950, 700, 990]).reason
    'A bootstrap needs 10 documents or more; there are 5.'
    """
    _tail(level)
    counts, totals = checked(np.atleast_1d(hits), sizes)
    if len(counts) < FEWEST:
        return Refusal(f"A bootstrap needs {FEWEST} documents or more; there are {len(counts)}.")
    if np.ptp(counts / totals) == 0:
        return Refusal("Every document has the same rate, so a bootstrap has nothing to vary.")
    if len(counts) > MANY:
        low, high = percentiles(counts[:, None], totals, level, seed)[0]
        return Interval(float(pooled(counts, totals)), low, high, level)
    found = scipy.stats.bootstrap(
        (counts, totals), pooled, paired=True, vectorized=True, n_resamples=RESAMPLES, rng=seed,
        method="BCa", confidence_level=level, batch=CELLS // len(counts) + 1,
    ).confidence_interval  # fmt: skip
    return Interval(float(pooled(counts, totals)), float(found.low), float(found.high), level)


def percentiles(counts: Array, totals: Array, level: float, seed: int) -> list[tuple[float, float]]:
    """Return the bounds of the percentile interval of each column of counts."""
    columns, n = np.column_stack([counts, totals]), len(totals)
    rng = np.random.default_rng(seed)
    sums = np.array(
        [
            np.bincount(rng.integers(n, size=n), minlength=n).astype(float) @ columns
            for _ in range(RESAMPLES)
        ]
    )
    tails = [_tail(level), 1 - _tail(level)]
    bounds = np.quantile(PER * sums[:, :-1] / sums[:, -1:], tails, axis=0)
    return [(float(low), float(high)) for low, high in bounds.T]


def smallest_p(first: int, second: int, alternative: str = "two-sided") -> float:
    """Return the smallest p that a permutation of so many documents against so many can have.

    Of two groups of one size, each arrangement has its mirror image, as extreme on the other side.

    >>> smallest_p(2, 3), smallest_p(3, 3), round(smallest_p(3, 4), 3)
    (0.1, 0.1, 0.029)
    """
    if first < 1 or second < 1:
        raise ValueError("each group needs a document: leave out groups without any")
    if alternative not in SIDES:
        raise ValueError(f"alternative must be one of {', '.join(SIDES)}")
    mirrored = first == second and alternative == "two-sided"
    return (2 if mirrored else 1) / math.comb(first + second, first)


def permutation_test(
    hits: Numbers,
    sizes: Numbers,
    other: Numbers,
    other_sizes: Numbers,
    alternative: str = "two-sided",
    seed: int = SEED,
) -> Comparison | Refusal:
    """Test whether two groups of documents differ in rate, by exchanging documents between them.

    The difference is that of the pooled rates, per :data:`PER`. Refused where no outcome could
    reach :data:`ALPHA`, and for a group of one. Published example: Ernst (2004, Permutation
    methods: a basis for exact inference, Statistical Science 19, 676-685), one-sided p = 2/35.

    >>> found = permutation_test([37, 49, 55, 57], 1000, [23, 31, 46], 1000, "greater")
    >>> round(found.difference, 1), round(found.p, 4), found.arrangements
    (16.2, 0.0571, 35)
    >>> permutation_test([3, 4], 900, [1, 0, 1], 900).reason
    'No outcome of 2 documents against 3 could have a p below 0.1, so a test cannot tell.'
    """
    counts, totals = checked(np.atleast_1d(hits), sizes)
    others, other_totals = checked(np.atleast_1d(other), other_sizes)
    a, b = len(counts), len(others)
    reachable = smallest_p(a, b, alternative)
    if min(a, b) == 1:
        return Refusal("One document alone does not show how far documents of its group differ.")
    if reachable > ALPHA:
        outcome = f"No outcome of {a} documents against {b}"
        return Refusal(f"{outcome} could have a p below {reachable:.2g}, so a test cannot tell.")
    every, of = np.append(counts, others), np.append(totals, other_totals)

    def difference(x: Any, y: Any, axis: int = -1) -> Any:
        return pooled(every[x], of[x], axis) - pooled(every[y], of[y], axis)

    ways = math.comb(a + b, a)
    if a + b > MANY:
        p = dealt_out(every[:, None], of, np.arange(a), alternative, seed)[0]
        return Comparison(float(difference(slice(a), slice(a, None))), p, reachable, ways, False)
    places = np.arange(a), np.arange(a, a + b)
    found = scipy.stats.permutation_test(
        places, lambda x, y, axis=-1: SIDES[alternative](difference(x, y, axis)),
        vectorized=True, n_resamples=RESAMPLES, alternative="greater", rng=seed,
        batch=CELLS // (a + b) + 1,
    )  # fmt: skip
    seen = float(difference(*places))
    return Comparison(seen, float(found.pvalue), reachable, ways, ways <= RESAMPLES)


def dealt_out(
    counts: Array, totals: Array, first: npt.NDArray[np.intp], alternative: str, seed: int
) -> list[float]:
    """Return the p of each column of counts: how often documents dealt out at random differ as much.

    As in SciPy's test the arrangement seen is one of them.
    """
    columns, n = np.column_stack([counts, totals]), len(totals)
    whole, size = columns.sum(axis=0), min(len(first), n - len(first))
    rng = np.random.default_rng(seed)
    drawn = (rng.choice(n, size, replace=False, shuffle=False) for _ in range(RESAMPLES))
    less = np.array([columns[rows].sum(axis=0) for rows in drawn])
    sums = less if size == len(first) else whole - less

    def apart(part: Array) -> Array:
        rest = whole - part
        rates = PER * (part[:, :-1] / part[:, -1:] - rest[:, :-1] / rest[:, -1:])
        return np.asarray(SIDES[alternative](rates), float)

    seen = apart(columns[first].sum(axis=0)[None])[0]
    as_far = (apart(sums) >= seen - np.abs(seen) * 1e-12).sum(axis=0)
    return [float(p) for p in (as_far + 1) / (RESAMPLES + 1)]
