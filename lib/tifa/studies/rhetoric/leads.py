"""Where the counts of notebook 04 lead: to the concordance that gathers them, or to their first sentence."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence

import pandas as pd

from tifa.links import city_page, frame_page, page_of


def first_told(rows: pd.DataFrame, by: Sequence[str]) -> dict[Hashable, str]:
    """Return the first sentence (``a#s-3``) of each combination of some columns.

    >>> rows = pd.DataFrame({"frame": ["war", "war"], "told in": ["a#s-3", "a#s-4"]})
    >>> first_told(rows, ["frame"])
    {'war': 'a#s-3'}
    """
    first = rows.drop_duplicates(list(by))
    keys = first[by[0]] if len(by) == 1 else zip(*(first[name] for name in by), strict=True)
    return dict(zip(keys, first["told in"], strict=True))


def with_pages(rows: pd.DataFrame) -> frozenset[str]:
    """Return the frames and devices that have a page in the site: those of the table ``terms``.

    Words that announce a sum are looked up in the notebook alone.
    """
    return frozenset(str(frame) for frame in rows["frame"].unique() if frame != "total")


def of_groups(
    table: pd.DataFrame, rows: pd.DataFrame, about: pd.DataFrame, by: pd.Series[str]
) -> pd.DataFrame:
    """Return a profile with ``leads to``: the page of the city with its hits of the frame.

    A group that is no city, and a device, lead to their first sentence; a cell without a hit nowhere.
    """
    cities, first = city_of_group(about, by), first_told(rows, ["group", "frame"])
    frames = frozenset(rows.loc[rows["kind"] == "frame", "frame"])
    return table.assign(
        **{
            "leads to": [
                f"{city_page(cities[group])}#frame-{page_of(frame)}"
                if hits and frame in frames and group in cities
                else first.get((group, frame))
                for group, frame, hits in table[["group", "frame", "hits"]].itertuples(index=False)
            ]
        }
    )


def city_of_group(about: pd.DataFrame, by: pd.Series[str]) -> dict[str, str]:
    """Return the code of each group that has all the articles of one city, and no other."""
    known = about.assign(group=about["doc_id"].map(by))
    found = {}
    for group, held in known.groupby("group"):
        code = held["code"].iloc[0]
        if isinstance(code, str) and same(held["doc_id"], known[known["code"] == code]["doc_id"]):
            found[str(group)] = code
    return found


def same(one: Collection[str], other: Collection[str]) -> bool:
    """Tell whether two collections hold the same.

    >>> same(["a", "b"], ["b", "a"]), same(["a"], ["a", "b"])
    (True, False)
    """
    return set(one) == set(other)


def frame_or_none(frame: str, known: Collection[str]) -> str | None:
    """Return the page of a frame where it has one.

    >>> frame_or_none("war", {"war"}), frame_or_none("law", {"war"})
    ('frames/war.html', None)
    """
    return frame_page(frame) if frame in known else None
