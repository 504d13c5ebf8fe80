"""The changes between a page and its article, and where each stands in the body."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tifa.cleaning.article import Article
from tifa.cleaning.repair import Repair
from tifa.cleaning.trace import Traced


def carried(
    window: tuple[int, int] | None, before: Traced, after: Traced
) -> tuple[int, int] | None:
    """Return a window of one text in a later one, by way of the raw page."""
    if window is None:
        return None
    raw_start, raw_end = before.raw(*window)
    start = int(np.searchsorted(after.first, raw_start))
    return start, int(np.searchsorted(after.last, raw_end, "right"))


def dropped(raw: str, page: Traced, article: Article) -> list[Repair]:
    """Return what was taken away around the body: furniture, metadata lines and white space."""
    rows = []
    for kind, start, end in article.dropped:
        raw_start, raw_end = page.raw(start, end)
        rows.append(Repair(kind, raw_start, raw_end, raw[raw_start:raw_end], "", True))
    breaks = np.flatnonzero(article.body.last - article.body.first > 1).tolist()
    for at in breaks:
        if article.body.text[at] == "\n":
            start, end = int(article.body.first[at]), int(article.body.last[at])
            if raw[start:end].isspace():
                rows.append(Repair("whitespace", start, end, raw[start:end], "\n", True))
    if article.body.text:
        first = int(article.body.first[0])
        padding = len(raw[:first]) - len(raw[:first].rstrip())
        if padding:
            rows.append(
                Repair("whitespace", first - padding, first, raw[first - padding : first], "", True)
            )
    return rows


def in_body(body: Traced, rows: Sequence[Repair]) -> list[tuple[int | None, int | None]]:
    """Return where in the body each raw span stands; None, None where it is not in the body.

    What was taken away inside the body has an empty span there.
    """
    if not rows:
        return []
    starts: NDArray[np.int64] = np.array([row.raw_start for row in rows], np.int64)
    ends: NDArray[np.int64] = np.array([row.raw_end for row in rows], np.int64)
    first = np.searchsorted(body.first, starts)
    last = np.searchsorted(body.last, ends, "right")
    before = np.append(body.last, -1)[first - 1] == starts
    behind = np.append(body.first, -1)[first] == ends
    touches = (before | behind) & (ends > starts)
    found: list[tuple[int | None, int | None]] = []
    for start, end, beside in zip(first.tolist(), last.tolist(), touches.tolist(), strict=True):
        found.append((start, end) if end > start else (start, start) if beside else (None, None))
    return found
