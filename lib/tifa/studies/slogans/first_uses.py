"""Where families of formulas came first in the corpus, and where they stand later."""

from __future__ import annotations

import pandas as pd

from tifa.links import told_in
from tifa.studies.slogans.counts import counted
from tifa.studies.slogans.families import families

ENOUGH = 30
"""With fewer formulas in several articles of different days, an order of first uses is a hint."""


def genealogy(rows: pd.DataFrame, listed: pd.DataFrame) -> pd.DataFrame:
    """Return where families of formulas occur, a row a family, formula and article, by date.

    Only families that two articles or more have. ``date`` is the first day that the date of
    publication allows; None without one. Parallels are left out.
    """
    held = counted(rows)
    held = held[held["kind"] != "counted_list"]
    held = held.assign(family=held["canonical"].map(families(counted(listed))))
    held = held.dropna(subset=["family"])
    spread = held.groupby("family")["doc_id"].transform("nunique") > 1 if len(held) else []
    held = held[spread] if len(held) else held
    once = held.drop_duplicates(["family", "canonical", "doc_id"])
    found = [
        {
            "family": row["family"],
            "canonical": row["canonical"],
            "date": row["date"],
            "place": row["city"],
            "label": row["article"],
            "doc_id": row["doc_id"],
            "sentence_id": row["sentence_id"],
        }
        for row in once.to_dict("records")
    ]
    columns = ["family", "canonical", "date", "place", "label", "doc_id", "sentence_id"]
    found.sort(
        key=lambda row: (row["date"] is None, str(row["date"]), row["doc_id"], row["canonical"])
    )
    return pd.DataFrame(found, columns=columns).astype({"date": object})


def first_uses(spread: pd.DataFrame, most: int = 6) -> pd.DataFrame:
    """Return for each family its first dated article of the corpus and those that follow."""
    found = []
    for family, part in spread.groupby("family", sort=False):
        dated = part[part["date"].notna()]
        first = dated.iloc[0] if len(dated) else None
        later = [
            f"{row['canonical']} {row['place']} {row['date']}"
            for row in dated.iloc[1:].to_dict("records")
        ]
        more = f"; {len(later) - most} more" if len(later) > most else ""
        found.append(
            {
                "family": family,
                "articles": part["doc_id"].nunique(),
                "first": first["canonical"] if first is not None else None,
                "on": str(first["date"]) if first is not None else None,
                "in": first["place"] if first is not None else None,
                "told in": told_in(first) if first is not None else None,
                "then": "; ".join(later[:most]) + more if later else None,
                "undated": part.loc[part["date"].isna(), "doc_id"].nunique(),
            }
        )
    columns = ["family", "articles", "first", "on", "in", "told in", "then", "undated"]
    table = pd.DataFrame(found, columns=columns)
    return table.sort_values(
        ["articles", "on"], ascending=[False, True], kind="stable"
    ).reset_index(drop=True)


def over_time(spread: pd.DataFrame) -> int:
    """Return how many single formulas stand in articles of different dates."""
    dated = spread[spread["date"].notna()]
    if dated.empty:
        return 0
    return int((dated.groupby("canonical")["date"].nunique() > 1).sum())
