"""Formulas within formulas: which stands in a member of which other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from tifa.links import told_in
from tifa.studies.slogans.counts import FEW, counted
from tifa.studies.slogans.parallels import MARKS

EDGE_COLUMNS = ["label", "parent", "child", "how", "member", "told in"]


def nesting(rows: pd.DataFrame, listed: pd.DataFrame) -> pd.DataFrame:
    """Return which formula stands in a member of which other: label, parent, child, how, member.

    ``how`` is ``member`` where the child is the whole member, ``within`` where it is a part of it.
    """
    mentions: dict[str, list[tuple[str, str, int, int]]] = {}
    columns = counted(rows)[["doc_id", "canonical", "surface", "start", "end"]]
    for doc_id, *mention in columns.itertuples(index=False, name=None):
        mentions.setdefault(doc_id, []).append(tuple(mention))
    found: dict[tuple[str, str, str], dict[str, Any]] = {}
    for row in counted(listed).to_dict("records"):
        others = [m for m in mentions.get(row["doc_id"], []) if m[0] != row["canonical"]]
        for member, (start, end) in _members(row):
            for canonical, surface, first, last in others:
                if not (start <= first and last <= end) and surface not in member:
                    continue
                bare = str(member).translate(MARKS)
                whole = bare in (surface.translate(MARKS), canonical.translate(MARKS))
                key = (row["doc_id"], row["canonical"], canonical)
                if key not in found or (whole and found[key]["how"] != "member"):
                    found[key] = {
                        "label": row["article"],
                        "parent": row["canonical"],
                        "child": canonical,
                        "how": "member" if whole else "within",
                        "member": member,
                        "told in": told_in(row),
                    }
    return pd.DataFrame(found.values(), columns=EDGE_COLUMNS)


def nests(edges: pd.DataFrame) -> pd.DataFrame:
    """Return every pair of a whole and what stands in it once, those of most articles first."""
    by = ["parent", "child", "how"]
    counts = edges.groupby(by, sort=False)["label"].nunique().rename("articles").reset_index()
    first = edges.drop_duplicates(by)[[*by, "member", "told in"]]
    found = counts.merge(first, on=by, how="left").sort_values(
        "articles", ascending=False, kind="stable"
    )
    return found[[*by, "member", "articles", "told in"]].reset_index(drop=True)


def drawable(edges: pd.DataFrame) -> pd.DataFrame:
    """Return the edges that are drawn: by article where they are few, else each pair once."""
    if edges["label"].nunique() <= FEW:
        return edges
    return nests(edges).assign(label="all articles")


def _members(row: Mapping[str, Any]) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield the members of a formula with their places; without a known place an empty one."""
    spans = list(row["member_spans"]) + [(0, 0)] * len(row["members"])
    for member, (start, end) in zip(row["members"], spans, strict=False):
        yield str(member), (int(start), int(end))
