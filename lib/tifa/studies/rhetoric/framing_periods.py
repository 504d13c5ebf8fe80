"""Two periods side by side: which terms each uses more, with what may explain it besides time.

A period is a year: that of the curated wave where its name begins with one, else that of publication.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

import pandas as pd

from tifa.statistics.columns import permutation_tests
from tifa.statistics.keyness import signed_g2
from tifa.statistics.rates import (
    Comparison,
    Interval,
    Refusal,
    permutation_test,
    rate_ratio,
    ratio_bounds,
)
from tifa.studies.rhetoric.framing import glosses, in_articles

LEAST = 3
"""Terms with fewer hits in both periods together are compared only where they are asked for."""


def years(about: pd.DataFrame) -> pd.Series[str]:
    """Return the year of each article by ``doc_id``; articles without one are left out."""
    found = {}
    for doc_id, wave, day in about[["doc_id", "wave", "date"]].itertuples(index=False):
        year = re.match(r"(?:19|20)\d\d(?!\d)", str(wave))
        if year or getattr(day, "year", None):
            found[doc_id] = year[0] if year else str(day.year)
    return pd.Series(found, dtype=object)


def periods(about: pd.DataFrame, chosen: Sequence[str] | None = None) -> tuple[str, ...] | Refusal:
    """Return the two years to compare: the chosen ones, else the first and the last of the corpus.

    Refused where the corpus has one year only, or no article of a chosen one.
    """
    sizes = years(about)
    with_text = set(about.loc[about["characters"] > 0, "doc_id"])
    known = sorted({str(year) for doc_id, year in sizes.items() if doc_id in with_text})
    if chosen:
        missing = [year for year in chosen if year not in known]
        if missing or len(set(chosen)) != 2:
            named = ", ".join(missing) or "two different years"
            return Refusal(f"The articles hold nothing of {named}; there is {_some(known)}.")
        return tuple(map(str, chosen))
    if len(known) < 2:
        return Refusal(
            f"Two periods need two years, and of these articles there is {_some(known)}."
        )
    return known[0], known[-1]


def _some(known: Sequence[str]) -> str:
    return ", ".join(known) or "none with a date"


def compared(
    rows: pd.DataFrame,
    about: pd.DataFrame,
    pair: Sequence[str],
    chosen: Collection[str] = (),
    most: int = 7,
) -> pd.DataFrame:
    """Return the chosen terms, and those that each period uses most more than the other.

    Columns: ``term``, ``gloss``, ``frame``; for each period ``<period> hits``, ``<period> rate`` (per
    1,000 characters) and ``<period> articles``; ``ratio``, ``low`` and ``high`` (the later rate over the
    earlier, exact within these texts; inf where the earlier has none), ``asked`` (a chosen term) and
    ``told in``. The surest differences (G²) are taken; the earlier period's terms come first.
    """
    held = rows[rows["kind"] == "frame"].assign(year=rows["doc_id"].map(years(about)))
    sized = about.assign(year=about["doc_id"].map(years(about)))
    counts = _counted(held, sized, pair, chosen)
    if counts.empty:
        return counts
    sure = counts[(counts["hits"] >= LEAST) | counts["asked"]]
    fewer = sure[sure["g2"] < 0].sort_values(["g2", "term"]).head(most)
    more = sure[sure["g2"] > 0].sort_values(["g2", "term"], ascending=[False, True]).head(most)
    picked = pd.concat([fewer, more, sure[sure["asked"]]]).drop_duplicates("term")
    return picked.sort_values(["g2", "term"], ignore_index=True).drop(columns="hits")


def _counted(
    held: pd.DataFrame, sized: pd.DataFrame, pair: Sequence[str], chosen: Collection[str]
) -> pd.DataFrame:
    sizes = [int(sized.loc[sized["year"] == year, "characters"].sum()) for year in pair]
    inside = held[held["year"].isin(list(pair))]
    first = inside.drop_duplicates("term").astype({"term": object}).set_index("term")["told in"]
    last = inside.drop_duplicates("term", keep="last")
    every = list(dict.fromkeys([*first.index, *chosen]))
    frames = dict(zip(last["term"], last["frame"], strict=True))
    table = pd.DataFrame({"term": every}, dtype=object)
    table["gloss"] = [glosses().get(term, "–") for term in every]
    table["frame"] = [frames.get(term, "–") for term in every]
    for year, size in zip(pair, sizes, strict=True):
        of = inside[inside["year"] == year].groupby("term", observed=True)["doc_id"]
        hits, articles = of.size().to_dict(), of.nunique().to_dict()
        table[f"{year} hits"] = [int(hits.get(term, 0)) for term in every]
        table[f"{year} rate"] = 1000 * table[f"{year} hits"] / size
        table[f"{year} articles"] = [int(articles.get(term, 0)) for term in every]
    a, b = table[f"{pair[0]} hits"], table[f"{pair[1]} hits"]
    ratio = (b / sizes[1]) / (a / sizes[0])
    low, high = ratio_bounds(b, sizes[1], a, sizes[0])
    table = table.assign(ratio=ratio, low=low, high=high, hits=a + b)
    table["g2"] = signed_g2(b, sizes[1], a, sizes[0])
    table["asked"] = table["term"].isin(set(chosen))
    return table.assign(**{"told in": table["term"].map(first)})


def frames_compared(rows: pd.DataFrame, about: pd.DataFrame, pair: Sequence[str]) -> pd.DataFrame:
    """Return the rates of frames in both periods, with their ratio and what a test of articles says.

    Columns: ``frame``, ``<period> hits`` and ``<period> rate``, ``ratio``, ``low``, ``high``, and ``p``,
    that of exchanging whole articles between the periods, missing where no such test can tell.
    """
    of = about.assign(year=about["doc_id"].map(years(about)))
    of = of[(of["characters"] > 0) & of["year"].isin(list(pair))].set_index("doc_id")
    held = rows[(rows["kind"] == "frame") & rows["doc_id"].isin(of.index)]
    hits = in_articles(held, of.index, list(dict.fromkeys(held["frame"])))
    tests = permutation_tests(hits, of["characters"], of["year"] == pair[1])
    found = []
    for frame, test in tests:
        counts = hits[frame]
        sides = [(counts[of["year"] == y], of.loc[of["year"] == y, "characters"]) for y in pair]
        (a, m), (b, n) = sides
        told = rate_ratio(int(b.sum()), int(n.sum()), int(a.sum()), int(m.sum()))
        row: dict[str, object] = {"frame": frame}
        for year, (hit, size) in zip(pair, sides, strict=True):
            row |= {f"{year} hits": int(hit.sum()), f"{year} rate": 1000 * hit.sum() / size.sum()}
        bounds = (told.value, told.low, told.high) if isinstance(told, Interval) else (None,) * 3
        row |= dict(zip(("ratio", "low", "high"), bounds, strict=True))
        found.append(row | {"p": test.p if isinstance(test, Comparison) else None})
    table = pd.DataFrame(found)
    return table.sort_values("ratio", kind="stable", ignore_index=True) if len(table) else table


def refusal(about: pd.DataFrame, pair: Sequence[str]) -> str | None:
    """Return why whole articles of the two periods cannot be tested; None where they can."""
    of = about.assign(year=about["doc_id"].map(years(about)))
    sizes = [of.loc[(of["year"] == y) & (of["characters"] > 0), "characters"] for y in pair]
    told = permutation_test([1] * len(sizes[1]), sizes[1], [1] * len(sizes[0]), sizes[0])
    return told.reason if isinstance(told, Refusal) else None
