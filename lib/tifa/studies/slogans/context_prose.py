"""What notebook 03 says of formulas in their context and of their place in the text."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from tifa.links import zh
from tifa.report import capital, count, listing, sentence
from tifa.studies.slogans.context import THIRDS
from tifa.studies.slogans.prose import glossed


def kwic(found: pd.DataFrame, formula: str | None) -> Markup:
    """Return how often a formula occurs and what stands beside it most often."""
    if not formula or found.empty:
        return sentence("There is nothing to show in context.")
    text = sentence(
        "{} occurs {} in {}.",
        glossed(formula),
        "once" if len(found) == 1 else f"{len(found):,} times",
        count(found["article"].nunique(), "article"),
    )
    right = found["right"].str.replace(r"^[”“、,。;:]+", "", regex=True).str[:2]
    common = right[right.str.len() == 2].value_counts()
    if len(common) and common.iloc[0] > 1:
        text += sentence(
            " Most often {} follows ({} times).", zh(common.index[0]), int(common.iloc[0])
        )
    return text


def dispersion(thirds: pd.DataFrame, headed: int, total: int) -> Markup:
    """Return which third of the texts holds most, and how many mentions stand in headings."""
    names = THIRDS
    sums = thirds[names].sum()
    if not total or not int(sums.sum()):
        return sentence("There is nothing to place.")
    where = sums.idxmax()
    tops = thirds[thirds[names].sum(axis=1) > 0][names].idxmax(axis=1).value_counts()
    said = [f"the {name} in {count(int(tops[name]), 'article')}" for name in names if name in tops]
    return sentence(
        "Of {total} the {where} of the texts holds most ({n:,}). Taken one by one, most stand in {said}. {headed} "
        "in headings.",
        total=count(total, "mention"),
        where=where,
        n=int(sums[where]),
        said=listing(said),
        headed=capital(count(headed, "stands", "stand")) if headed else "None stands",
    )


def dispersion_alt(drawn: pd.DataFrame) -> str:
    """Return the barcode of mentions in words."""
    sizes = drawn["label"].value_counts(sort=False)
    lanes = ", ".join(f"{label} ({n})" for label, n in list(sizes.items())[:8])
    return "Each mention as a mark from the beginning to the end of its article: " + lanes


def share(frame: pd.DataFrame) -> Markup:
    """Return how much of the texts is formula."""
    size = max(int(frame["characters"].sum()), 1)
    own, wide = int(frame["in formulas"].sum()), int(frame["with members"].sum())
    rows = frame.sort_values("share with members", kind="stable")
    low, high = rows.iloc[0], rows.iloc[-1]
    text = sentence(
        "Of {size:,} characters {own:,} ({a:.1%}) belong to a formula, {wide:,} ({b:.1%}) to a formula or "
        "to what it stands for.",
        size=size,
        own=own,
        a=own / size,
        wide=wide,
        b=wide / size,
    )
    if len(rows) > 1 and low["share with members"] < high["share with members"]:
        text += sentence(
            " With members, {} has most ({:.1%}) and {} least ({:.1%}).",
            high["article"],
            high["share with members"],
            low["article"],
            low["share with members"],
        )
    return text


def share_alt(frame: pd.DataFrame) -> str:
    """Return the figure of shares in words."""
    rows = (
        f"{row['article']}: {row['in formulas']} and {row['with members'] - row['in formulas']}"
        for row in frame.head(8).to_dict("records")
    )
    return "Bars, characters in formulas and in their members: " + "; ".join(rows)
