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


MOST_MARKS = 60
"""Of more articles with one formula a mark stands for all those of a period."""

MOST_PERIODS = 40
"""So many periods have room beside each other."""

FAMILIES = 12
"""So many families are drawn, those in most articles."""


def drawn(spread: pd.DataFrame) -> pd.DataFrame:
    """Return the marks of the picture: a row an article or, where one formula is in very many, a period.

    The periods are months, quarters or years, the shortest of which there are no more than
    :data:`MOST_PERIODS`. ``n`` is then how many articles a mark stands for, ``label`` the first of
    them and how many more, ``date`` the first day of the period. Only families that are drawn are kept.
    """
    if spread.groupby(["family", "canonical"]).size().max() <= MOST_MARKS:
        return spread
    sizes = spread.groupby("family", sort=False)["label"].nunique()
    kept = sizes.sort_values(ascending=False, kind="stable").index[:FAMILIES]
    rows = spread[spread["family"].isin(kept)]
    days = pd.to_datetime(rows["date"])
    lengths = (days.dt.to_period(length) for length in ("M", "Q", "Y"))
    periods = next((p for p in lengths if p.nunique() <= MOST_PERIODS), days.dt.to_period("Y"))
    by = rows.assign(date=periods.dt.to_timestamp().dt.date).groupby(
        ["family", "canonical", "date"], sort=False, dropna=False
    )
    marks = by.first().reset_index().assign(n=by.size().to_numpy())
    more = [
        f"{label} and {n - 1:,} more" if n > 1 else label
        for label, n in zip(marks["label"], marks["n"], strict=True)
    ]
    marks = marks.assign(label=more).sort_values("date", kind="stable", ignore_index=True)
    return marks.astype({"date": object}).assign(families=len(sizes))


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
