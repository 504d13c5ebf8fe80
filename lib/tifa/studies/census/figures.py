"""The picture of notebook 06 that no other notebook has: articles by the time they were published."""

from __future__ import annotations

import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from tifa.areas import lead
from tifa.figures import COLOURS
from tifa.studies.ink import nothing


def articles(rows: pd.DataFrame) -> Figure:
    """Draw how many articles each period has; a bar leads to one of them.

    Columns of ``rows``: ``period``, ``start`` (a day), ``articles`` and ``leads to``.
    """
    if rows.empty:
        return nothing("No article states when it was published.")
    figure, axes = plt.subplots(figsize=(5.2, 2.8))
    ends = [*rows["start"].iloc[1:], rows["start"].iloc[-1]]
    gaps = [(end - start).days for start, end in zip(rows["start"], ends, strict=True)]
    width = 0.85 * min((gap for gap in gaps if gap), default=28)
    bars = axes.bar(rows["start"], rows["articles"], width, align="edge", color=COLOURS[0])
    for bar, row in zip(bars, rows.to_dict("records"), strict=True):
        lead(bar, row["leads to"], f"{row['period']}: {row['articles']:,} articles")
    axes.set_ylabel("articles")
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    locator = AutoDateLocator(minticks=2, maxticks=7)  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]
    return figure
