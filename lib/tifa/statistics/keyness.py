"""Keyness: which words a text, a city or a wave of reports uses more than the others do.

No single number answers this. Log ratio, its interval and %DIFF say *how much* more often a word
stands in the target, G², its q and BIC how sure it is that the texts differ, and the weighted
log-odds balance both. All of them treat words as if they were drawn one by one: a word that one
document repeats looks surer than it is, which only its dispersion shows (:mod:`tifa.statistics.dispersion`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd
import scipy  # its parts are loaded when they are first used

from tifa.statistics.rates import LEVEL, PER, Array, Numbers, checked, ratio_bounds

HALF = 0.5
"""Stands for a count of 0 in the log ratio (Hardie 2014), which has no value for it otherwise."""

PRIOR_WORDS = 500
"""What the prior of the log-odds weighs: the prior sample of Monroe, Colaresi and Quinn (2008)."""

GRADES = (
    (2, "not worth more than a bare mention"),
    (6, "positive evidence"),
    (10, "strong evidence"),
    (np.inf, "very strong evidence"),
)
"""Upper bounds of the Bayes factor's approximation, and what Wilson (2013) calls it below them."""


def signed_g2(target: Numbers, size: Numbers, reference: Numbers, of: Numbers) -> Array:
    """Return the log-likelihood G² of counts in two corpora of given sizes, element by element.

    It is positive where the target has more than its share, negative where it has less, 0 where
    both rates are the same or both counts are 0. Expected counts share the sum out by size (Rayson
    and Garside 2000, Comparing corpora using frequency profiling). Published examples: values of
    the log-likelihood wizard of Lancaster University that the project CLiC records in its tests.

    >>> signed_g2([540, 16], 116000, [7525, 650], 5451382).round(2).tolist()
    [534.64, 0.32]
    """
    (x, m), (y, n) = checked(target, size), checked(reference, of)
    share = m / (m + n)
    first, second = (x + y) * share, (x + y) * (1 - share)
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = scipy.special.xlogy(x, x / first) + scipy.special.xlogy(y, y / second)
    g2 = 2 * np.where(x + y > 0, terms, 0)
    return np.asarray(np.sign(x * n - y * m) * np.maximum(g2, 0))


def log_ratio(target: Numbers, size: Numbers, reference: Numbers, of: Numbers) -> Array:
    """Return the binary logarithm of the ratio of two rates; 1 is twice as often, -1 half.

    A count of 0 is taken as :data:`HALF`. Published examples: Hardie's (2014, Log Ratio: an
    informal introduction, ESRC Centre for Corpus Approaches to Social Science): no difference is
    0, twice is 1, four times 2, eight times 3.

    >>> log_ratio([10, 20, 40, 10], 1000, [10, 10, 10, 0], 1000).round(2).tolist()
    [0.0, 1.0, 2.0, 4.32]
    """
    (x, m), (y, n) = checked(target, size), checked(reference, of)
    return np.asarray(np.log2(np.where(x > 0, x, HALF) / m / (np.where(y > 0, y, HALF) / n)))


def diff_percent(target: Numbers, size: Numbers, reference: Numbers, of: Numbers) -> Array:
    """Return by how many per cent of the reference's rate the target's rate differs from it.

    It is inf where the word is not in the reference, nan where it is in neither. Published example:
    Gabrielatos and Marchi (2011, Keyness: matching metrics to definitions), 88.7 %.

    >>> diff_percent([206523], 959641, [178174], 1562358).round(1).tolist()
    [88.7]
    """
    (x, m), (y, n) = checked(target, size), checked(reference, of)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray((x / m / (y / n) - 1) * 100)


def bayes_factor(g2: Numbers, words: Numbers) -> Array:
    """Return the BIC approximation of the Bayes factor: G² less the logarithm of all words.

    ``g2`` may be signed; ``words`` is the size of both corpora together. Wilson, A. (2013).
    Embracing Bayes factors for key item analysis in corpus linguistics. :func:`grade` names it.

    >>> bayes_factor([534.64, 0.32], 5567382).round(2).tolist()
    [519.11, -15.21]
    """
    return np.asarray(np.abs(np.asarray(g2, float)) - np.log(checked(0, words)[1]))


def grade(bic: float) -> str:
    """Return what a Bayes factor's approximation is worth, in Wilson's (2013) words.

    >>> grade(1.9), grade(11), grade(-3)
    ('not worth more than a bare mention', 'very strong evidence', 'positive evidence for no difference')
    """
    if np.isnan(bic):
        raise ValueError("a grade needs a number: leave out words without a G²")
    words = next(words for bound, words in GRADES if abs(bic) <= bound)
    return f"{words} for no difference" if bic < -GRADES[0][0] else words


def log_odds(
    target: Numbers,
    size: Numbers,
    reference: Numbers,
    of: Numbers,
    prior: Numbers,
    prior_size: float,
) -> tuple[Array, Array]:
    """Return the log-odds ratio of words under a Dirichlet prior, and its z score.

    ``prior`` has what is added to each word's counts, ``prior_size`` what to the sizes. Monroe,
    Colaresi and Quinn (2008, Fightin' words, Political Analysis 16, 372-403) print no small worked
    example; the README of the Python package ``fightin_words`` does: z of *brown*, which stands
    once in one of two sentences of nine words, with a prior of 0.05 for each of 11 words.

    >>> log_odds([1], 9, [0], 9, [0.05], 0.55)[1].round(10).tolist()
    [0.6894227887]
    """
    (x, m), (y, n) = checked(target, size), checked(reference, of)
    added = np.asarray(prior, float)
    if not (added > 0).all() or prior_size < added.max(initial=0):
        raise ValueError("every prior must be above 0 and within prior_size: give shares of it")
    with np.errstate(divide="ignore", invalid="ignore"):
        odds = np.log((x + added) / (m + prior_size - x - added))
        others = np.log((y + added) / (n + prior_size - y - added))
        delta = odds - others
    return delta, delta / np.sqrt(1 / (x + added) + 1 / (y + added))


def keyness(
    target: Mapping[str, int],
    reference: Mapping[str, int],
    sizes: tuple[float, float] | None = None,
    level: float = LEVEL,
    prior_words: float = PRIOR_WORDS,
) -> pd.DataFrame:
    """Return every measure for every word of a target or its reference, the keyest word first.

    ``target`` and ``reference`` are counts (a Counter, a Series). ``sizes`` are the words of both,
    where the counts leave some out; else the sums. Rates are per 1,000 words. The interval of the
    log ratio is exact (:func:`tifa.statistics.rates.ratio_bounds`) and open where a count is 0; ``p`` is that
    of G² with one degree of freedom, ``q`` its adjustment for all words of the table (Benjamini and
    Hochberg 1995); ``log_odds`` and ``z`` have the rates of both together as prior.

    >>> found = keyness({"防控": 30, "春耕": 1}, {"防控": 60, "春耕": 19}, sizes=(1000, 2000))
    >>> found[["word", "target", "reference", "log_ratio", "g2"]].round(2).values.tolist()
    [['防控', 30, 60, 0.0, 0.0], ['春耕', 1, 19, -3.25, -9.66]]
    """
    sides = {"target": target, "reference": reference}
    counts = pd.DataFrame({name: pd.Series(side, dtype=float) for name, side in sides.items()})
    counts = counts.fillna(0)
    counts = counts[(counts != 0).any(axis=1)]
    if counts.empty:
        raise ValueError("there is no word to compare: give counts of at least one word")
    m, n = counts.sum() if sizes is None else sizes
    x, y = checked(counts["target"], m)[0], checked(counts["reference"], n)[0]
    low, high = ratio_bounds(x, m, y, n, level)
    g2 = signed_g2(x, m, y, n)
    p = scipy.special.chdtrc(1, np.abs(g2))
    odds, z = log_odds(x, m, y, n, (x + y) / (m + n) * prior_words, prior_words)
    with np.errstate(divide="ignore"):
        bounds = np.log2(low), np.log2(high)
    columns = {
        "word": counts.index, "target": x.astype(int), "reference": y.astype(int),
        "target_rate": x / m * PER, "reference_rate": y / n * PER,
        "diff_percent": diff_percent(x, m, y, n), "log_ratio": log_ratio(x, m, y, n),
        "log_ratio_low": bounds[0], "log_ratio_high": bounds[1],
        "g2": g2, "p": p, "q": scipy.stats.false_discovery_control(p), "bic": bayes_factor(g2, m + n),
        "log_odds": odds, "z": z,
    }  # fmt: skip
    found = pd.DataFrame(columns)
    return found.sort_values(["g2", "word"], ascending=[False, True], ignore_index=True)


def keyness_by_group(
    counts: pd.DataFrame,
    sizes: Mapping[str, float] | None = None,
    level: float = LEVEL,
    prior_words: float = PRIOR_WORDS,
    only: Collection[str] | None = None,
) -> pd.DataFrame:
    """Return :func:`keyness` of each group (document, city, wave) against all others together.

    ``counts`` has the columns ``group``, ``word`` and ``n``; rows of one word in one group are
    added up. ``sizes`` are the words of each group, where ``counts`` leave some out; a group that
    only ``sizes`` has belongs to the others. With ``only`` no other groups get rows of their own. Groups keep their order and stand in the first column;
    ``q`` takes the words of one group for one family of tests.

    >>> table = pd.DataFrame({"group": list("AABB"), "word": list("甲乙甲乙"), "n": [8, 2, 2, 8]})
    >>> keyness_by_group(table)[["group", "word", "log_ratio"]].values.tolist()
    [['A', '甲', 2.0], ['A', '乙', -2.0], ['B', '乙', 2.0], ['B', '甲', -2.0]]
    """
    if counts[["group", "word", "n"]].isna().any(axis=None):
        raise ValueError("every row needs a group, a word and n: leave out rows without")
    plain = counts.astype({"group": object, "word": object})
    table = plain.groupby(["group", "word"], sort=False)["n"].sum()
    groups = list(dict.fromkeys(plain["group"]))
    if len(groups) < 2:
        raise ValueError("keyness compares groups: give the counts of at least two")
    lengths = pd.Series(table.groupby("group").sum() if sizes is None else sizes, dtype=float)
    if missing := set(groups) - set(lengths.index):
        raise ValueError(
            f"sizes lack the group {min(map(str, missing))}: give the words of every group"
        )
    words = table.groupby("word").sum()
    total = lengths.sum()
    found = []
    for group in groups if only is None else [name for name in groups if name in only]:
        own = table.xs(group, level="group").reindex(words.index, fill_value=0)
        size = lengths[group]
        rows = keyness(own, words - own, (size, total - size), level, prior_words)
        rows.insert(0, "group", group)
        found.append(rows)
    return pd.concat(found, ignore_index=True)
