"""Which statements are drawn, and in which panel: pictures are parted where nothing is told for long."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from tifa.studies.timelines.actions import action_group

GAP = 45
"""So many days without a statement begin a new period."""


LONGEST = 100
"""A panel of a picture is cut at its widest gap if it would show more days than this."""


WEEK = 8
"""A panel is not cut at a gap of fewer days."""


NEAR, NEXT = 62, 3
"""The same two limits where places are compared, which has more marks on each day."""


MOST_DRAWN = 60
"""So many statements are drawn in one timeline; its table and CSV have all."""


MOST_COMPARED = 12 * MOST_DRAWN
"""So many statements are drawn where places are compared."""


def panels(
    rows: pd.DataFrame, *, gap: int = GAP, longest: int | None = LONGEST, least: int = WEEK
) -> list[int]:
    """Return for each row (all with days) the panel it belongs to, numbered in order of time.

    Panels are parted where no statement falls for ``gap`` days, and a panel of more than
    ``longest`` days at its widest gap, if that is of ``least`` days.

    >>> days = [date(2020, 1, 20), date(2020, 2, 3), date(2022, 3, 16)]
    >>> panels(pd.DataFrame({"first": days, "last": days}))
    [0, 0, 1]
    """
    days = list(zip(rows["first"], rows["last"], strict=True))
    order = sorted(range(len(days)), key=days.__getitem__)
    spans = [days[at] for at in order]
    numbers = [0] * len(order)
    for number, (start, end) in enumerate(_cut(spans, gap, longest, least)):
        for at in order[start:end]:
            numbers[at] = number
    return numbers


def _cut(
    spans: Sequence[tuple[date, date]], gap: int, longest: int | None, least: int
) -> list[tuple[int, int]]:
    """Return the stretches of sorted spans between wide gaps."""
    todo, done = [(0, len(spans))], []
    while todo:
        start, end = todo.pop()
        widest, at, reach = 0, 0, spans[start][1] if end > start else date.min
        for here in range(start + 1, end):
            if (days := (spans[here][0] - reach).days) > widest:
                widest, at = days, here
            reach = max(reach, spans[here][1])
        long = end > start and longest is not None and (reach - spans[start][0]).days > longest
        if at and (widest >= gap or (long and widest >= least)):
            todo += [(start, at), (at, end)]
        elif end > start:
            done.append((start, end))
    return sorted(done)


def drawable(rows: pd.DataFrame, most: int = MOST_DRAWN) -> pd.DataFrame:
    """Return the numbered rows that are drawn, with their ``panel``.

    Of more than ``most`` the panels with most statements are drawn, as far as they go in; of a panel
    that has more alone, so many at even distances.
    """
    dated = rows[rows["first"].notna()]
    return _fullest(dated.assign(panel=panels(dated)), most)


def drawn_first(rows: pd.DataFrame, drawn: pd.DataFrame) -> pd.DataFrame:
    """Return numbered rows so that those of a picture stand before the others, for the table below it.

    >>> drawn_first(pd.DataFrame({"no": [1, 2, 3]}), pd.DataFrame({"no": [3]}))["no"].tolist()
    [3, 1, 2]
    """
    shown = rows["no"].isin(set(drawn["no"].dropna()))
    return pd.concat([rows[shown], rows[~shown]], ignore_index=True)


def comparable(rows: pd.DataFrame, most: int = MOST_COMPARED) -> pd.DataFrame:
    """Return the rows that are drawn where places are compared, with their ``panel``.

    Those of no kind told apart are left out; of more than ``most`` see :func:`drawable`.
    """
    dated = rows[rows["first"].notna() & rows["action"].notna()]
    return _fullest(dated.assign(panel=panels(dated, longest=NEAR, least=NEXT)), most)


def _fullest(dated: pd.DataFrame, most: int) -> pd.DataFrame:
    if len(dated) <= most:
        return dated
    full = dated["panel"].value_counts(sort=False).sort_index()
    kept: list[int] = []
    room = most
    for panel, n in full.sort_values(ascending=False, kind="stable").items():
        if n <= room or not kept:
            kept.append(int(str(panel)))
            room -= int(n)
    rows = dated[dated["panel"].isin(kept)]
    even = [at * len(rows) // most for at in range(most)]
    return rows if len(rows) <= most else rows.iloc[even]


TIME = ("first", "last", "open_start", "open_end", "month")
"""What rows of one mark have in common besides place and group."""


def merged(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the statements of one place, group of actions and time as one row, the first of them.

    ``more`` tells how many others it stands for.
    """
    groups = rows["action"].map(action_group)
    key = [rows["group"], groups, *(rows[name] for name in TIME)]
    counts = pd.Series(1, index=rows.index).groupby(key, dropna=False).transform("size")
    twice = pd.concat(key, axis=1, keys=range(len(key))).duplicated()
    return rows.assign(more=counts - 1)[~twice].reset_index(drop=True)
