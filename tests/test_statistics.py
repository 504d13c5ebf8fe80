"""Statistics: every measure against published worked examples, and against other implementations.

The tables in ``cases/statistics`` name the source of each row; rows that are derived by hand say so.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest
import support
from scipy import stats
from statsmodels.stats import rates as other_rates

from tifa.statistics.collocates import association, collocates, log_dice
from tifa.statistics.dispersion import dispersion, dispersions
from tifa.statistics.keyness import (
    bayes_factor,
    diff_percent,
    grade,
    keyness,
    keyness_by_group,
    log_odds,
    log_ratio,
    signed_g2,
)
from tifa.statistics.rates import (
    ALPHA,
    FEWEST,
    MANY,
    Comparison,
    Interval,
    Refusal,
    bootstrap_rate,
    permutation_test,
    rate_ratio,
    rates,
    ratio_bounds,
    smallest_p,
    upper_bound,
)
from tifa.statistics.similarity import cosine_similarity, jensen_shannon_distance


def cases(name: str) -> Any:
    rows = support.rows(f"statistics/{name}")
    assert len({row["label"] for row in rows}) == len(rows)
    return pytest.mark.parametrize("row", rows, ids=lambda row: row["label"])


def as_printed(value: float, printed: str) -> bool:
    """Tell whether a value is the printed one in all its digits."""
    digits = len(printed.partition(".")[2])
    return round(float(value), digits) == float(printed)


def numbers(row: dict[str, str], *names: str) -> list[float]:
    return [float(row[name]) for name in names]


# Rates ----------------------------------------------------------------------------------------


@cases("poisson")
def test_exact_intervals_are_the_published_ones(row: dict[str, str]) -> None:
    found = rates([float(row["hits"])], [float(row["size"])]).iloc[0]
    assert as_printed(found["low"], row["low"])
    assert as_printed(found["high"], row["high"])


def test_rates_equal_another_implementation_over_a_table() -> None:
    hits, sizes = np.arange(1, 200), np.linspace(1000, 9000, 199)
    found = rates(hits, sizes, level=0.9, per=1)
    low, high = other_rates.confint_poisson(hits, sizes, method="exact-c", alpha=0.1)
    np.testing.assert_allclose(found["low"], low)
    np.testing.assert_allclose(found["high"], high)


def test_an_exact_interval_covers_at_least_what_it_promises() -> None:
    counts = np.arange(200)
    found = rates(counts, 1000)
    for mean in np.linspace(0.05, 60, 150):
        inside = (found["low"] <= mean) & (mean <= found["high"])
        assert stats.poisson.pmf(counts, mean)[inside].sum() >= 0.95


def test_rates_keep_the_labels_of_a_series() -> None:
    hits = pd.Series([3, 0], index=["长春", "吉林"])
    assert rates(hits, [500, 800]).loc["长春", "rate"] == 6
    assert rates(hits, [500, 800]).loc["吉林", "low"] == 0


def test_no_hits_leave_a_bound() -> None:
    assert round(upper_bound(1000), 3) == 2.996
    assert math.isclose(stats.poisson.pmf(0, upper_bound(1, per=1)), 0.05)
    assert upper_bound(2000) == upper_bound(1000) / 2
    assert upper_bound(1000) < rates([0], [1000])["high"].iloc[0]  # one-sided, not two-sided


def test_the_ratio_of_two_rates_is_the_published_one() -> None:
    found = rate_ratio(11, 800, 21, 3011)
    assert isinstance(found, Interval)
    printed = ("1.971488", "0.8584264", "4.2772659")
    assert all(map(as_printed, (found.value, found.low, found.high), printed))


def test_the_bounds_of_a_ratio_leave_out_equal_tails() -> None:
    """At each bound, the count seen or a more extreme one has 2.5 %, given the sum of both."""
    for x, m, y, n in ((1, 900, 4, 700), (30, 1200, 2, 5000), (7, 100, 7, 100)):
        (low,), (high,) = ratio_bounds([x], m, [y], n)
        for bound, tail in ((low, stats.binom.sf(x - 1, x + y, low * m / (low * m + n))),
                            (high, stats.binom.cdf(x, x + y, high * m / (high * m + n)))):  # fmt: skip
            assert 0 < bound < math.inf
            assert math.isclose(tail, 0.025, rel_tol=1e-9)


def test_a_ratio_without_hits_on_a_side_is_open_there() -> None:
    only, none = rate_ratio(4, 1000, 0, 1000), rate_ratio(0, 1000, 4, 1000)
    assert isinstance(only, Interval) and isinstance(none, Interval)
    assert only.value == only.high == math.inf and only.low > 0
    assert none.value == none.low == 0 and none.high < math.inf
    assert isinstance(rate_ratio(0, 1000, 0, 1000), Refusal)


# Documents as units ---------------------------------------------------------------------------


def documents(n: int, seed: int = 1) -> tuple[Any, Any]:
    rng = np.random.default_rng(seed)
    return rng.poisson(4, n) * rng.integers(0, 3, n), rng.integers(600, 3000, n)


def test_a_bootstrap_over_documents_agrees_with_one_written_out() -> None:
    hits, sizes = documents(40)
    found = bootstrap_rate(hits, sizes)
    assert isinstance(found, Interval)
    drawn = np.random.default_rng(2).integers(0, 40, (20_000, 40))
    plain = np.quantile(1000 * hits[drawn].sum(1) / sizes[drawn].sum(1), [0.025, 0.975])
    assert found.value == 1000 * hits.sum() / sizes.sum()
    assert found.low < found.value < found.high
    # BCa shifts a percentile interval a little, by the skewness of the rates.
    np.testing.assert_allclose([found.low, found.high], plain, rtol=0.12)


def test_a_bootstrap_is_wider_than_chance_within_the_texts_where_hits_come_in_bursts() -> None:
    hits, sizes = [0] * 9 + [40, 0, 0], [1000] * 12
    found, within = bootstrap_rate(hits, sizes), rates([40], [12_000]).iloc[0]
    assert isinstance(found, Interval)
    assert found.high - found.low > within["high"] - within["low"]


def test_a_bootstrap_gives_the_same_numbers_each_time_and_others_for_another_seed() -> None:
    hits, sizes = documents(12)
    assert bootstrap_rate(hits, sizes) == bootstrap_rate(hits, sizes)
    assert bootstrap_rate(hits, sizes) != bootstrap_rate(hits, sizes, seed=5)


@pytest.mark.parametrize("seed", range(8))
def test_a_bootstrap_always_has_bounds(seed: int) -> None:
    rng = np.random.default_rng(seed)
    found = bootstrap_rate(rng.permutation([1 + seed] + [0] * 9), rng.integers(500, 900, 10))
    assert isinstance(found, Interval)
    assert 0 <= found.low <= found.high < math.inf


def test_many_documents_are_bootstrapped_too() -> None:
    found = bootstrap_rate(*documents(MANY + 1))
    assert isinstance(found, Interval) and found.low < found.value < found.high


@pytest.mark.parametrize(
    ("hits", "sizes", "reason"),
    [
        ([3, 1, 4, 1, 5], [900] * 5, "A bootstrap needs 10 documents or more; there are 5."),
        ([1, 2] * 4 + [3], [900] * 9, "there are 9"),
        ([0] * FEWEST, [900] * FEWEST, "same rate"),
        ([1, 2] * 5, [900, 1800] * 5, "same rate"),
    ],
)
def test_a_bootstrap_is_refused_with_a_reason(hits: Any, sizes: Any, reason: str) -> None:
    found = bootstrap_rate(hits, sizes)
    assert isinstance(found, Refusal) and reason in found.reason


@cases("smallest_p")
def test_the_smallest_p_follows_from_the_sizes_of_the_groups(row: dict[str, str]) -> None:
    first, second, side = int(row["first"]), int(row["second"]), row["alternative"]
    assert math.isclose(smallest_p(first, second, side), Fraction(row["smallest"]))
    hits = [20] * first, [0] * second  # the most extreme outcome of all
    found = permutation_test(hits[0], 1000, hits[1], 1000, side)
    assert isinstance(found, Refusal) == (row["refused"] == "yes")
    if isinstance(found, Comparison):
        assert math.isclose(found.p, Fraction(row["smallest"]))
        assert found.p <= ALPHA


def test_a_refused_test_says_why_in_a_sentence() -> None:
    one = permutation_test([3], 900, [0] * 30, 900)
    assert isinstance(one, Refusal) and one.reason.startswith("One document alone")
    found = permutation_test([3, 4], 900, [1, 0, 1], 900)
    assert isinstance(found, Refusal)
    assert found.reason == (
        "No outcome of 2 documents against 3 could have a p below 0.1, so a test cannot tell."
    )


ERNST = ([37, 49, 55, 57], [23, 31, 46])


def test_a_permutation_test_gives_the_published_p() -> None:
    found = permutation_test(ERNST[0], 1000, ERNST[1], 1000, "greater")
    assert isinstance(found, Comparison)
    assert round(found.difference, 1) == 16.2
    assert math.isclose(found.p, 2 / 35)
    assert found.exact and found.arrangements == 35


@pytest.mark.parametrize("side", ["two-sided", "greater", "less"])
@pytest.mark.parametrize("seed", range(4))
def test_a_permutation_test_counts_all_ways_to_deal_out_the_documents(side: str, seed: int) -> None:
    hits, sizes = documents(9, seed)
    found = permutation_test(hits[:4], sizes[:4], hits[4:], sizes[4:], side)
    sign: Callable[[float], float] = {"two-sided": abs, "greater": float, "less": lambda v: -v}[
        side
    ]
    every = []
    for chosen in itertools.combinations(range(9), 4):
        first, rest = list(chosen), [at for at in range(9) if at not in chosen]
        pooled = [Fraction(int(hits[at].sum()), int(sizes[at].sum())) for at in (first, rest)]
        every.append(sign(pooled[0] - pooled[1]))  # type: ignore[arg-type]
    assert isinstance(found, Comparison)
    assert math.isclose(found.p, np.mean([value >= every[0] for value in every]))


def test_too_many_arrangements_are_sampled() -> None:
    hits, sizes = documents(40)
    found = permutation_test(hits[:20], sizes[:20], hits[20:], sizes[20:])
    assert isinstance(found, Comparison)
    assert not found.exact and found.arrangements == math.comb(40, 20)
    assert found == permutation_test(hits[:20], sizes[:20], hits[20:], sizes[20:])
    assert 0 < found.p <= 1


# Keyness --------------------------------------------------------------------------------------


@cases("log_likelihood")
def test_g2_is_that_of_the_wizard(row: dict[str, str]) -> None:
    assert as_printed(signed_g2(*numbers(row, "target", "size", "reference", "of")), row["g2"])


@cases("log_ratio")
def test_effect_sizes_are_the_published_ones(row: dict[str, str]) -> None:
    given = numbers(row, "target", "size", "reference", "of")
    assert as_printed(log_ratio(*given), row["log_ratio"])
    assert as_printed(diff_percent(*given), row["diff_percent"])


@cases("grades")
def test_a_bayes_factor_is_called_what_wilson_calls_it(row: dict[str, str]) -> None:
    assert grade(float(row["bic"])) == row["grade"]


def test_a_bayes_factor_is_g2_less_the_logarithm_of_all_words() -> None:
    g2 = signed_g2([540, 0], 116000, [7525, 536], 5451382)
    expected = [abs(value) - math.log(116000 + 5451382) for value in g2]
    np.testing.assert_allclose(bayes_factor(g2, 116000 + 5451382), expected)


def random_counts(seed: int, words: int = 300) -> tuple[Counter[str], Counter[str]]:
    rng = np.random.default_rng(seed)
    names = [f"词{number}" for number in range(words)]
    drawn = (rng.zipf(1.6, words).clip(max=500) * rng.integers(0, 2, words) for _ in range(2))
    first, second = (Counter(dict(zip(names, map(int, n), strict=True))) for n in drawn)
    return +first, +second


@pytest.mark.parametrize("seed", range(3))
def test_g2_and_q_equal_other_implementations_over_a_table(seed: int) -> None:
    target, reference = random_counts(seed)
    found = keyness(target, reference)
    m, n = target.total(), reference.total()
    seen = found[["target", "reference"]].to_numpy(float)
    wanted = np.outer(seen.sum(1), [m / (m + n), n / (m + n)])
    g2, p = stats.power_divergence(seen, wanted, axis=1, lambda_="log-likelihood")
    np.testing.assert_allclose(found["g2"].abs(), g2, atol=1e-9)
    np.testing.assert_allclose(found["p"], p, atol=1e-9)
    order = np.argsort(p)
    steps = p[order] * len(p) / np.arange(1, len(p) + 1)
    q = np.minimum.accumulate(steps[::-1])[::-1].clip(max=1)
    np.testing.assert_allclose(found["q"].to_numpy()[order], q, atol=1e-9)


def test_the_procedure_of_benjamini_and_hochberg_rejects_four_of_their_fifteen() -> None:
    """Benjamini and Hochberg 1995, section 4: the tool that makes ``q`` is held to their example."""
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240,
         0.4262, 0.5719, 0.6528, 0.7590, 1.0]  # fmt: skip
    assert (stats.false_discovery_control(p) <= 0.05).sum() == 4


@pytest.mark.parametrize("seed", range(3))
def test_a_key_word_stands_where_its_rate_is_higher(seed: int) -> None:
    target, reference = random_counts(seed)
    found = keyness(target, reference)
    higher = np.sign((found["target_rate"] - found["reference_rate"]).round(9))
    for column in ("g2", "log_ratio", "diff_percent", "z"):
        sure = found["g2"].abs() > 1
        assert (np.sign(found[column])[sure] == higher[sure]).all(), column
    inside = found["log_ratio"].between(found["log_ratio_low"], found["log_ratio_high"])
    assert inside[(found["target"] > 0) & (found["reference"] > 0)].all()
    assert found["g2"].is_monotonic_decreasing


def test_the_interval_of_the_log_ratio_excludes_no_difference_only_for_sure_words() -> None:
    found = keyness(*random_counts(1))
    apart = (found["log_ratio_low"] > 0) | (found["log_ratio_high"] < 0)
    assert (found["p"][apart] < 0.06).all()


BROWN = ["the", "quick", "brown", "fox", "jumps", "over", "the", "lazy", "pig"]
PURPLE = ["the", "lazy", "purple", "pig", "jumps", "over", "the", "lazier", "donkey"]


@pytest.mark.parametrize(
    ("word", "z"),
    [("brown", 0.6894227886807968), ("pig", 0.0), ("the", 0.0), ("donkey", -0.6894227886807968)],
)
def test_log_odds_are_those_of_the_package_fightin_words(word: str, z: float) -> None:
    words = len(set(BROWN + PURPLE))
    given = BROWN.count(word), len(BROWN), PURPLE.count(word), len(PURPLE)
    assert math.isclose(float(log_odds(*given, 0.05, 0.05 * words)[1]), z, abs_tol=1e-12)


def test_log_odds_follow_monroe_colaresi_and_quinn_written_out() -> None:
    """Derived by hand, as they print no example with an informative prior."""
    found = keyness({"a": 30, "b": 60, "c": 10}, {"a": 20, "b": 170, "c": 10}, prior_words=30)
    row = found.set_index("word").loc["a"]
    prior = 30 * 50 / 300  # the prior sample has the rate of both corpora together
    first = math.log((30 + prior) / (100 + 30 - 30 - prior))
    second = math.log((20 + prior) / (200 + 30 - 20 - prior))
    variance = 1 / (30 + prior) + 1 / (20 + prior)
    assert math.isclose(row["log_odds"], first - second)
    assert math.isclose(row["z"], (first - second) / math.sqrt(variance))


def test_a_heavier_prior_takes_more_from_rare_words() -> None:
    given = {"甲": 1, "乙": 99}, {"乙": 100}
    light, heavy = (keyness(*given, prior_words=n).set_index("word") for n in (1, 1000))
    assert abs(heavy.loc["甲", "log_odds"]) < abs(light.loc["甲", "log_odds"])


def test_each_group_is_compared_with_all_others() -> None:
    groups = {"一": {"甲": 5, "乙": 5}, "二": {"甲": 1, "丙": 9}, "三": {"乙": 20}}
    rows = [(g, w, n) for g, words in groups.items() for w, n in words.items()]
    table = pd.DataFrame([*rows, ("三", "乙", 10)], columns=["group", "word", "n"])
    found = keyness_by_group(table)
    assert list(dict.fromkeys(found["group"])) == ["一", "二", "三"]
    alone = keyness({"甲": 5, "乙": 5}, {"甲": 1, "乙": 30, "丙": 9})
    own = found[found["group"] == "一"].drop(columns="group").reset_index(drop=True)
    pd.testing.assert_frame_equal(own, alone, check_dtype=False)
    assert (found.groupby("group").size() == 3).all()


def test_sizes_count_words_that_the_table_leaves_out() -> None:
    table = pd.DataFrame({"group": ["一", "二"], "word": ["甲", "甲"], "n": [10, 10]})
    found = keyness_by_group(table, {"一": 1000, "二": 3000, "三": 1000}).set_index("group")
    assert found.loc["一", "target_rate"] == 10
    assert found.loc["一", "reference_rate"] == 2.5  # the third group has none of the words


# Dispersion -----------------------------------------------------------------------------------


@cases("dispersion")
def test_dispersion_is_the_published_one(row: dict[str, str]) -> None:
    hits, sizes = ([int(n) for n in row[name].split()] for name in ("hits", "sizes"))
    found = dispersion(hits, sizes)
    assert as_printed(getattr(found, row["measure"]), row["value"])
    assert found.hits == sum(hits) and found.parts == len(hits)
    assert found.range == sum(n > 0 for n in hits)


@pytest.mark.parametrize("seed", range(3))
def test_dispersion_of_a_table_is_that_of_its_words(seed: int) -> None:
    rng = np.random.default_rng(seed)
    sizes = dict(zip("abcdefg", map(int, rng.integers(500, 4000, 7)), strict=True))
    counts = rng.poisson(0.7, (30, 7))
    rows = [
        (part, f"词{w}", n)
        for w, row in enumerate(counts)
        for part, n in zip(sizes, row, strict=True)
    ]
    found = dispersions(pd.DataFrame(rows, columns=["part", "word", "n"]), sizes).set_index("word")
    shares = np.array(list(sizes.values())) / sum(sizes.values())
    for number, row in enumerate(counts):
        if not row.sum():
            assert f"词{number}" not in found.index
            continue
        one = found.loc[f"词{number}"]
        dp = np.abs(row / row.sum() - shares).sum() / 2
        rate = row / np.array(list(sizes.values()))
        assert math.isclose(one["dp"], dp, abs_tol=1e-12)
        assert math.isclose(one["dp_norm"], dp / (1 - shares.min()), abs_tol=1e-12)
        assert math.isclose(
            one["juilland_d"], 1 - rate.std() / rate.mean() / math.sqrt(6), abs_tol=1e-9
        )


# Similarity -----------------------------------------------------------------------------------


NOVELS = pd.DataFrame(
    [("SaS", "affection", 115), ("SaS", "jealous", 10), ("SaS", "gossip", 2), ("PaP", "affection", 58),
     ("PaP", "jealous", 7), ("WH", "affection", 20), ("WH", "jealous", 11), ("WH", "gossip", 6)],
    columns=["group", "word", "n"],
)  # fmt: skip


def test_cosines_are_those_of_manning_raghavan_and_schutze() -> None:
    found = cosine_similarity(NOVELS)
    assert as_printed(found.loc["SaS", "PaP"], "0.999")
    # Printed as 0.888, from vectors rounded to three digits.
    assert math.isclose(found.loc["SaS", "WH"], 0.888, abs_tol=0.001)
    assert (np.diag(found) == 1).all() and found.equals(found.T)


def test_length_does_not_matter_to_likeness() -> None:
    longer = NOVELS.assign(n=NOVELS["n"] * np.where(NOVELS["group"] == "WH", 7, 1))
    np.testing.assert_allclose(cosine_similarity(longer), cosine_similarity(NOVELS))
    distances = jensen_shannon_distance(NOVELS)
    np.testing.assert_allclose(jensen_shannon_distance(longer), distances, atol=1e-7)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [([1, 0, 0], [0, 1, 0], 1.0), ([2, 0], [1, 1], 0.5579230452841438), ([1, 3], [2, 6], 0.0)],
)
def test_jensen_shannon_is_that_of_scipys_manual(first: Any, second: Any, expected: float) -> None:
    """The manual gives 1.0 for the first pair, and 0.46450140402245893 for the second in nats."""
    rows = [(g, str(at), n) for g, v in (("a", first), ("b", second)) for at, n in enumerate(v)]
    frames = pd.DataFrame(rows, columns=["group", "frame", "n"])
    found = jensen_shannon_distance(frames, item="frame").loc["a", "b"]
    assert math.isclose(found, expected, abs_tol=1e-7)
    if expected not in (0, 1):
        assert math.isclose(found * math.sqrt(math.log(2)), 0.46450140402245893)


@pytest.mark.parametrize("measure", [cosine_similarity, jensen_shannon_distance])
def test_a_document_without_hits_is_like_none(measure: Callable[..., pd.DataFrame]) -> None:
    table = pd.DataFrame({"group": list("abc"), "word": list("xxx"), "n": [5, 2, 0]})
    found = measure(table)
    assert found.loc["c"].isna().all() and found["c"].isna().all()
    assert found.loc[["a", "b"], ["a", "b"]].notna().all(axis=None)


# Collocates -----------------------------------------------------------------------------------


@cases("pairs")
def test_association_is_the_published_one(row: dict[str, str]) -> None:
    given = ([value] for value in numbers(row, "together", "first", "second", "total"))
    assert as_printed(association(*given)[row["measure"]].iloc[0], row["value"])


def test_g2_of_pairs_equals_another_implementation() -> None:
    rng = np.random.default_rng(3)
    for a, b, c, d in rng.integers(1, 400, (40, 4)):
        expected = stats.chi2_contingency(
            [[a, b], [c, d]], correction=False, lambda_="log-likelihood"
        )
        found = association([a], [a + b], [a + c], [a + b + c + d]).iloc[0]
        assert math.isclose(abs(found["g2"]), expected.statistic, rel_tol=1e-9, abs_tol=1e-9)
        assert (found["g2"] >= 0) == (a >= found["expected"])


@cases("log_dice")
def test_log_dice_is_the_published_one(row: dict[str, str]) -> None:
    assert as_printed(log_dice(*numbers(row, "together", "first", "second")), row["value"])


LISTS = [
    line.split()
    for line in (
        "打赢 疫情 防控 阻击战",
        "疫情 防控 工作 部署",
        "打赢 阻击战 打赢",
        "春耕 备耕",
        "阻击战",
    )
]


def test_collocates_are_counted_within_the_span_and_the_sentence() -> None:
    found = collocates(LISTS, "阻击战", span=2).set_index("word")
    assert found["together"].to_dict() == {"疫情": 1, "防控": 1, "打赢": 2}
    assert (found["node_count"] == 3).all()
    assert found["word_count"].to_dict() == {"疫情": 2, "防控": 2, "打赢": 3}
    # 4 of the 11 words that are no node stand near one; 打赢 stands 3 times.
    assert math.isclose(found.loc["打赢", "expected"], 4 * 3 / 11)


def test_collocates_in_whole_sentences_count_sentences() -> None:
    found = collocates(LISTS, "阻击战", span=None).set_index("word")
    assert found["together"].to_dict() == {"打赢": 2, "疫情": 1, "防控": 1}
    assert (found["node_count"] == 3).all()
    assert math.isclose(found.loc["打赢", "expected"], 3 * 2 / 5)
    assert math.isclose(found.loc["打赢", "log_dice"], 14 + math.log2(4 / 5))


@pytest.mark.parametrize("span", [1, 3, None])
@pytest.mark.parametrize("seed", range(3))
def test_collocates_are_those_of_a_slow_count(span: int | None, seed: int) -> None:
    rng = np.random.default_rng(seed)
    lists = [
        [str(w) for w in rng.choice(list("甲乙丙丁戊"), rng.integers(0, 9))] for _ in range(60)
    ]
    nodes = {"甲", "乙"}
    slow: Counter[str] = Counter()
    for words in lists:
        reach = len(words) if span is None else span
        near = [w for at, w in enumerate(words) if w not in nodes and any(
            v in nodes and abs(at - other) <= reach for other, v in enumerate(words))]  # fmt: skip
        slow.update(set(near) if span is None else near)
    found = collocates(lists, nodes, span).set_index("word")
    assert found["together"].to_dict() == dict(slow)
    assert (found["log_dice"] <= 14).all()


def test_rare_collocates_can_be_left_out_and_none_is_no_error() -> None:
    assert set(collocates(LISTS, "阻击战", span=2, least=2)["word"]) == {"打赢"}
    assert collocates([["阻击战"], ["春耕"]], "阻击战").empty


# Input that no one can answer -----------------------------------------------------------------

TABLE = pd.DataFrame({"group": list("ab"), "part": list("ab"), "word": list("xy"), "n": [1, 2]})

NONSENSE: dict[str, tuple[Callable[[], object], str]] = {
    "rate_for_hits": (lambda: rates([0.5], [100]), "give counts"),
    "negative": (lambda: rates([-1], [100]), "whole numbers from 0"),
    "missing": (lambda: rates([math.nan], [100]), "whole numbers from 0"),
    "no_length": (lambda: rates([0], [0]), "leave out texts"),
    "swapped": (lambda: rates([1000], [3]), "hits first"),
    "per_cent": (lambda: rates([1], [100], level=95), "give 0.95"),
    "no_text": (lambda: upper_bound(0), "leave out texts"),
    "no_document": (lambda: smallest_p(0, 3), "leave out groups"),
    "side": (lambda: permutation_test([1] * 4, 9, [1] * 4, 9, "more"), "must be one of"),
    "no_words": (lambda: keyness({}, {}), "at least one word"),
    "empty_reference": (lambda: keyness({"甲": 3}, {}), "leave out texts"),
    "negative_count": (lambda: keyness({"甲": -3}, {"甲": 3}), "whole numbers from 0"),
    "small_size": (lambda: keyness({"甲": 3}, {"甲": 3}, (2, 9)), "more hits than"),
    "no_prior": (lambda: keyness({"甲": 3}, {"甲": 3}, prior_words=0), "above 0"),
    "one_group": (lambda: keyness_by_group(TABLE[:1]), "at least two"),
    "no_group": (lambda: keyness_by_group(TABLE.assign(group=None)), "needs a group"),
    "group_without_size": (lambda: keyness_by_group(TABLE, {"a": 9}), "sizes lack the group b"),
    "no_grade": (lambda: grade(math.nan), "leave out"),
    "one_part": (lambda: dispersion([3], [9]), "at least two"),
    "no_hits": (lambda: dispersion([0, 0], [9, 9]), "leave it out"),
    "part_without_size": (lambda: dispersions(TABLE, {"a": 9, "c": 9}), "sizes lack the part b"),
    "nothing_alike": (lambda: cosine_similarity(TABLE[:0]), "at least one group"),
    "negative_alike": (lambda: jensen_shannon_distance(TABLE.assign(n=-1)), "counts from 0"),
    "no_item": (lambda: cosine_similarity(TABLE.assign(word=None)), "needs a group and a word"),
    "impossible_pair": (lambda: association([9], [3], [9], [100]), "give pairs"),
    "word_that_is_not": (lambda: association([0], [0], [9], [100]), "leave out pairs"),
    "impossible_dice": (lambda: log_dice(9, 3, 9), "give pairs"),
    "text_for_words": (lambda: collocates(["打赢阻击战"], "阻击战"), "segment it"),
    "no_span": (lambda: collocates(LISTS, "阻击战", span=0), "give None"),
    "no_node": (lambda: collocates(LISTS, "胜利"), "does not occur"),
}  # fmt: skip


@pytest.mark.parametrize("name", NONSENSE)
def test_nonsense_is_refused_in_one_line_that_helps(name: str) -> None:
    call, said = NONSENSE[name]
    with pytest.raises(ValueError) as caught:
        call()
    message = str(caught.value)
    assert said in message and "\n" not in message
