"""The sentences of notebook 03 on what articles share, what varies, what nests and what came first."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from tifa.links import refer_to, zh
from tifa.report import SOME, capital, count, listing, sentence
from tifa.studies.slogans.counts import KINDS
from tifa.studies.slogans.first_uses import ENOUGH, over_time
from tifa.studies.slogans.nesting import nests
from tifa.studies.slogans.prose import glossed

# Shared, varying, local -----------------------------------------------------------------------


def shared(found: pd.DataFrame, articles: int) -> Markup:
    """Return what two articles or more have in common."""
    if articles < 2:
        return sentence("With one article there is nothing to share.")
    if found.empty:
        return sentence("No formula stands in two articles.")
    held = found[found["kind"] != KINDS["counted_list"]]
    lists = len(found) - len(held)
    said = [glossed(row["formula"]) for row in held.head(SOME).to_dict("records")]
    return sentence(
        "{n} in two articles or more{which}{lists}.",
        n=capital(count(len(held), "formula stands", "formulas stand")),
        which=sentence(": {}", listing(said))
        if 0 < len(held) <= SOME
        else sentence(", among them {}", listing(said))
        if said
        else "",
        lists=sentence("; {} too", count(lists, "counted list does", "counted lists do"))
        if lists
        else "",
    )


def national(found: pd.DataFrame) -> Markup:
    """Return how many set phrases of national use occur."""
    once = int((found["articles"] == 1).sum()) if len(found) else 0
    if found.empty:
        return sentence("No set phrase of national use (of those in the list) occurs.")
    return sentence(
        "{n} of national use {occur}, {once} of them in one article only.",
        n=capital(count(len(found), "set phrase")),
        occur="occurs" if len(found) == 1 else "occur",
        once=once or "none",
    )


def variants(found: pd.DataFrame) -> Markup:
    """Return how many families of variants there are."""
    if found.empty:
        return sentence("No two formulas are variants of one form.")
    apart = found[found["kind"] == "formula"]
    return sentence(
        "{n} of two forms or more: {counted} with a numeral or sign, {parallels} of parallels. {across} "
        "{reach} over two articles or more.",
        n=capital(count(len(found), "family", "families")),
        counted=len(apart) or "none",
        parallels=(len(found) - len(apart)) or "none",
        across=(k := int((found["articles"] > 1).sum())) or "None",
        reach="reaches" if k <= 1 else "reach",
    )


def local(found: pd.DataFrame, articles: int) -> Markup:
    """Return what one article only has: nothing is said on where it was coined."""
    if found.empty:
        return sentence(
            "No formula is in one article only without being a set phrase of national use."
        )
    return sentence(
        "{n} in this corpus in one article only and {are} not in the list of set phrases of national "
        "use. With {articles} that tells little: another text may have {it}, and the list is not "
        "complete. None is claimed to have been coined where it stands.",
        n=capital(count(len(found), "formula stands", "formulas stand")),
        are="is" if len(found) == 1 else "are",
        it="it" if len(found) == 1 else "them",
        articles=count(articles, "article"),
    )


# Nesting, parallels, first use ----------------------------------------------------------------


def nesting(edges: pd.DataFrame) -> Markup:
    """Return how many formulas stand in a member of another, each pair once."""
    if edges.empty:
        return sentence("No formula stands in a member of another.")
    edges = nests(edges)
    whole = int((edges["how"] == "member").sum())
    said = [
        sentence("{} in {}", glossed(row["child"], row["told in"]), zh(row["parent"]))
        for row in edges.head(SOME).to_dict("records")
    ]
    more = len(edges) - len(said)
    return sentence(
        "{n} in a member of another, {whole} of them as the whole member: {said}{more}.",
        n=capital(count(len(edges), "formula stands", "formulas stand")),
        whole=whole or "none",
        said=Markup("; ").join(said),
        more=f"; {more} more in the table" if more > 0 else "",
    )


def nesting_alt(edges: pd.DataFrame) -> str:
    """Return the drawing of nested formulas in words."""
    pairs = [f"{row['parent']} holds {row['child']}" for row in edges.head(10).to_dict("records")]
    return "From the whole to what stands in it: " + ("; ".join(pairs) or "nothing")


def parallels(table: pd.DataFrame) -> Markup:
    """Return how many unnumbered parallels there are and what most of them repeat."""
    if table.empty:
        return sentence("No unnumbered parallel was found.")
    even = int(table["frame"].fillna("").str.contains("□", regex=False).sum())
    signs = table["repeated"].dropna().map(list).explode().value_counts()
    said = [sentence("{} ({})", zh(sign), int(n)) for sign, n in signs.head(3).items()]
    return sentence(
        "{n}, {even} of them with parts of one length and characters in the same place{said}.",
        n=capital(count(len(table), "parallel", "different parallels")),
        even=even or "none",
        said=sentence("; most often repeated: {}", listing(said)) if said else "",
    )


# First use ------------------------------------------------------------------------------------


def genealogy(spread: pd.DataFrame, about: pd.DataFrame) -> Markup:
    """Return how far an order of first uses can be told at all."""
    n, undated = over_time(spread), int(about["date"].isna().sum())
    text = sentence(
        "{n} in articles of different dates. ",
        n=capital(count(n, "formula stands", "formulas stand")),
    )
    if n < ENOUGH:
        text += sentence(
            "That is fewer than {}: with {} the order of dates is a hint at best, and says nothing of "
            "who took a formula from whom. ",
            ENOUGH,
            count(len(about), "article"),
        )
    text += sentence(
        "First means first in this corpus by date of publication; the phrase may be older, and a date "
        "known to the month counts as its first day."
    )
    if undated:
        text += sentence(
            " {} no date and {} apart.",
            capital(count(undated, "article has", "articles have")),
            "stands" if undated == 1 else "stand",
        )
    return text


def genealogy_alt(spread: pd.DataFrame) -> str:
    """Return the picture of first uses in words."""
    parts: list[str] = []
    for family, part in list(spread.groupby("family", sort=False))[:8]:
        days = [f"{row['canonical']} {row['label']}" for row in part.head(4).to_dict("records")]
        parts.append(f"{family}: {', '.join(days)}")
    mark = "the articles of a period" if "n" in spread else "an article"
    return f"Families of formulas by date, a mark {mark}: " + "; ".join(parts)


def first_uses(table: pd.DataFrame) -> Markup:
    """Return which family is the most widespread, and where its first use in the corpus is."""
    dated = table[table["told in"].notna()] if len(table) else table
    if dated.empty:
        return sentence("No family of formulas stands in two articles with a date.")
    top = dated.iloc[0]
    return sentence(
        "The family in most articles ({articles}) is {family}; first in this corpus: {first}, {place}, "
        "{on}.",
        articles=int(top["articles"]),
        family=zh(top["family"]),
        first=refer_to(top["told in"])(top["first"]),
        place=top["in"],
        on=top["on"],
    )
