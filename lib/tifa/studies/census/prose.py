"""The computed sentences of notebook 06, and what every notebook says of articles that were drawn.

Each returns finished text; :func:`tifa.report.sentence` escapes what comes from the corpus.
"""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from tifa.corpus.analysis import Corpus
from tifa.links import to, zh
from tifa.report import count, listing, sentence
from tifa.studies.census.counting import VERDICTS, Census
from tifa.studies.grouping import NO_DATE, NO_PLACE

EVERY_DATE = "every article has a date."


def drawn(corpus: Corpus) -> Markup:
    """Return what a reader must know of articles that were drawn from more; empty where none were."""
    if not corpus.whole:
        return Markup("")
    return sentence(
        "The corpus has {all:,} articles. Read here are {n:,} of them, drawn by chance: those whose ids "
        "have the smallest hashes, so that each had the same chance and the next run draws the same. "
        "Numbers are those of the drawn articles; rates and shares estimate those of the corpus, while what "
        "is rare, first or last in it may be missing. Notebook 06 counts all articles.",
        all=corpus.articles_in_whole,
        n=len(corpus.documents),
    )


def others(corpus: Corpus) -> Markup:
    """Return what the other notebooks read of articles of which this one counts all."""
    return sentence(
        "Notebooks 01 to 05 and the pages of this report read {n:,} of these {all:,} articles, drawn by "
        "chance. Here they serve as examples only.",
        n=len(corpus.documents),
        all=corpus.articles_in_whole,
    )


def finding(found: Census) -> Markup:
    """Return what notebook 06 found, in one paragraph."""
    rows, counts = found.articles, found.counts
    of = counts.groupby(["table"])["n"].sum()
    lists = found.formulas[VERDICTS].sum()
    return sentence(
        "The corpus holds {articles}, all of them counted here: {chars:,} characters in {sentences:,} sentences and "
        "headings, {words:,} words, from {places}{span}. They hold {events}, {mentions} of {formulas} and "
        "{hits:,} hits of the rhetoric lexicons. Counted once for each article, formulas are spelled out in "
        "full {complete:,} times, in part {partial:,} times and not at all {unlisted:,} times; {mismatch} "
        "more or fewer members than the numeral says.",
        articles=count(int(rows["articles"].sum()), "article"),
        chars=int(rows["n_chars"].sum()),
        sentences=int(rows["n_sentences"].sum()),
        words=int(rows["n_words"].sum()),
        places=count(rows["code"].nunique(), "city or province", "cities and provinces"),
        span=_span(rows["month"]),
        events=count(int(of.get("events", 0)), "dated statement"),
        mentions=count(int(found.formulas["n"].sum()), "mention"),
        formulas=count(len(found.formulas), "formula"),
        hits=int(of.get("terms", 0)),
        complete=int(lists["complete"]),
        partial=int(lists["partial"]),
        unlisted=int(lists["unlisted"]),
        mismatch=count(int(lists["mismatch"]), "list has", "lists have"),
    )


def _span(months: pd.Series[str]) -> str:
    known = sorted(months.dropna())
    if not known:
        return ""
    return f", dated {known[0]} to {known[-1]}" if known[0] < known[-1] else f", of {known[0]}"


def years(rows: pd.DataFrame) -> Markup:
    """Return the year with the most articles, and how many articles tell no year."""
    undated = int(rows.loc[rows["year"] == NO_DATE, "articles"].sum())
    known = rows[rows["year"] != NO_DATE].sort_values("articles", ascending=False, kind="stable")
    said = (
        f"{count(undated, 'article states', 'articles state')} no date." if undated else EVERY_DATE
    )
    if known.empty:
        return sentence("No article states a date.")
    top = known.iloc[0]
    return sentence(
        "Most articles, {n:,} of {of:,}, are of {year}; {said}",
        n=int(top["articles"]), of=int(rows["articles"].sum()), year=top["year"], said=said,
    )  # fmt: skip


def places(rows: pd.DataFrame) -> Markup:
    """Return the places with the most articles, and how many name none."""
    known = rows[rows["label"] != NO_PLACE]
    none = int(rows.loc[rows["label"] == NO_PLACE, "articles"].sum())
    named = (f"{row.label} ({row.articles:,})" for row in known.head(3).itertuples())
    most = sentence("Most articles are of {}. ", listing(named)) if len(known) else Markup("")
    if not none:
        return most + sentence("Every article has a place.")
    return most + sentence("{} of no known place.", count(none, "article is", "articles are"))


def formulas(rows: pd.DataFrame) -> Markup:
    """Return the formulas in the most articles."""
    if rows.empty:
        return sentence("No formula was found.")
    named = (
        sentence(
            "{} ({}: {})",
            to(row["leads to"], zh(row["formula"])) if row["leads to"] else zh(row["formula"]),
            row["in English"],
            count(row["articles"], "article"),
        )
        for row in rows.head(3).to_dict("records")
    )
    once = int((rows["articles"] == 1).sum())
    return sentence(
        "In the most articles stand {}. Of {}, {} in one article only.",
        listing(named), count(len(rows), "formula"), f"{once:,} stand" if once else "none stands",
    )  # fmt: skip


def frames(rows: pd.DataFrame) -> Markup:
    """Return which frame leads in each year."""
    if rows.empty:
        return sentence("No hit of a frame was found.")
    top = rows.sort_values(["label", "n"], ascending=[True, False]).drop_duplicates("label")
    if top["pattern"].nunique() == 1:
        return sentence("The commonest frame is {} in every year.", top["pattern"].iloc[0])
    named = (f"{row.pattern} in {row.label} ({row.rate:.1f})" for row in top.head(8).itertuples())
    return sentence("The commonest frames, with hits per 1,000 characters, are {}.", listing(named))


def cells_alt(rows: pd.DataFrame, what: str) -> str:
    """Return a matrix of counts in words."""
    top = rows.sort_values("n", ascending=False).head(8)
    return f"{what}; the largest: " + "; ".join(
        f"{row.pattern}, {row.label}: {row.n:,}" for row in top.itertuples()
    )


def periods_alt(rows: pd.DataFrame) -> str:
    """Return the picture of articles over time in words."""
    top = rows.sort_values("articles", ascending=False).head(8)
    return "Bars, articles by time of publication; the highest: " + "; ".join(
        f"{row.period}: {row.articles:,}" for row in top.itertuples()
    )
