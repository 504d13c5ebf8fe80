"""The computed sentences of notebook 04 on frames, devices, battles, periods and company.

Each returns finished text; :func:`tifa.report.sentence` escapes what comes from the corpus.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from markupsafe import Markup

from tifa.links import marked, zh
from tifa.report import capital, count, listing, sentence
from tifa.statistics.rates import Refusal
from tifa.studies.rhetoric.framing import most_common, name_of, shown
from tifa.studies.rhetoric.framing_cells import frame_cell, glossed, ratio
from tifa.studies.rhetoric.framing_trust import binomial, weighted

HAIR = 0.005
"""A bound so near to 1 is shown as 1, and does not exclude it."""


def finding(
    about: pd.DataFrame, rows: pd.DataFrame, all_of: pd.DataFrame, own: pd.DataFrame
) -> Markup:
    """Return what notebook 04 found of frames, in one paragraph."""
    size, held = int(about["characters"].sum()), int(all_of["hits"].sum())
    which = count(len(about), "article")
    if not held:
        return sentence(
            "No term of a frame was found in {which} of {size:,} characters.",
            which=which,
            size=size,
        )
    top = all_of.head(2).to_dict("records")
    text = sentence(
        "In {which} of {size:,} characters {n}, {rate:.0f} per 1,000. Most belong to {top}. ",
        which=which,
        size=size,
        n=count(held, "term carries a frame", "terms carry a frame"),
        rate=1000 * held / max(size, 1),
        top=listing(
            sentence("{} ({:,})", frame_cell(r["frame"]), r["hits"]) for r in top if r["hits"]
        ),
    )
    return text + _war(rows, own)


def _war(rows: pd.DataFrame, own: pd.DataFrame) -> Markup:
    """Return how unevenly the vocabulary of war is spread over the articles."""
    war = own[own["frame"] == "war"]
    if war.empty or not war["hits"].sum():
        return sentence("No article uses a word of war.")
    once = rows.drop_duplicates("doc_id")
    named = dict(zip(once["doc_id"], once["article"], strict=True))
    low, high = war.loc[war["rate"].idxmin()], war.loc[war["rate"].idxmax()]
    text = sentence(
        "Words of war ({zh}) stand {n}",
        zh=zh("战争"),
        n=sentence("{} in all", count(int(war["hits"].sum()), "time")),
    )
    if len(war) < 2 or low["rate"] == high["rate"]:
        return text + "."
    return text + sentence(
        ": {high:.1f} per 1,000 characters in {a}, {low:.1f} in {b}.",
        high=high["rate"],
        a=named.get(high["group"], high["group"]),
        low=low["rate"],
        b=named.get(low["group"], low["group"]),
    )


# How far to trust it --------------------------------------------------------------------------


def trust(table: pd.DataFrame, gone: int) -> Markup:
    """Return how many of the judged hits are right."""
    if table.empty:
        return sentence("No judgement of a hit is on record.")
    n, right = int(table["judged"].sum()), int(table["right"].sum())
    low, high = binomial(right, n)
    text = sentence(
        "A random sample of each frame's hits, {n} in all, was judged one by one in their sentences, each once: {right} "
        "are right, {wrong} wrong, {unclear} unclear. That is {p:.0%} (exact binomial interval {low:.0%} to "
        "{high:.0%}) with unclear ones counted as not right",
        n=n,
        right=right,
        wrong=int(table["wrong"].sum()),
        unclear=int(table["unclear"].sum()),
        p=right / n,
        low=low,
        high=high,
    )
    if (whole := weighted(table)) is not None:
        text += sentence("; weighted by the hits of each frame here, {:.0%}", whole)
    text += sentence(
        ". The judgements are of the five articles this collection began with; what the lexicon misses is not in "
        "them."
    )
    if gone:
        text += sentence(
            " {} since the lexicon changed and {} left out.",
            capital(count(gone, "judged hit is gone", "judged hits are gone")),
            "is" if gone == 1 else "are",
        )
    return text


def weakest(table: pd.DataFrame) -> Markup:
    """Return which frame has most that is not right."""
    if table.empty:
        return Markup("")
    row = table.loc[table["precision"].idxmin()]
    if row["precision"] == 1:
        return sentence("Every judged hit is right.")
    return sentence(
        "Least sure is {}: {} of {} are right ({:.0%} to {:.0%}); its rate below is to be read with that in mind.",
        frame_cell(row["frame"]),
        int(row["right"]),
        int(row["judged"]),
        row["low"],
        row["high"],
    )


# Rates ----------------------------------------------------------------------------------------


def profile(table: pd.DataFrame, kind: str = "frame", most: int = 4) -> Markup:
    """Return for the commonest frames or devices in which group they are most and least frequent."""
    if table.empty or not table["hits"].sum():
        return sentence("No {} was found.", kind)
    totals = (
        table.groupby("frame", sort=False)["hits"].sum().sort_values(ascending=False, kind="stable")
    )
    said = []
    for frame in totals.index[:most]:
        of = table[table["frame"] == frame]
        high, low = of.loc[of["rate"].idxmax()], of.loc[of["rate"].idxmin()]
        text = sentence("{} {} in {}", frame_cell(frame), _rate(high), marked(high["group"]))
        if len(of) > 1 and low["rate"] < high["rate"]:
            text += sentence(" against {} in {}", _rate(low), marked(low["group"]))
        said.append(text)
    return sentence("Per 1,000 characters: {}.", Markup("; ").join(said))


def _rate(row: Any) -> str:
    return shown(row["rate"], row["low"], row["high"], int(row["hits"]))


def intervals(told: Any) -> Markup:
    """Return what can be said beyond these texts: bootstrap intervals, or why not."""
    if isinstance(told, Refusal):
        return sentence(
            "{} The intervals are therefore those within these texts only; they say nothing of other articles.",
            told.reason,
        )
    if told.empty:
        return sentence("There is nothing to draw articles for.")
    said = [
        sentence(
            "{} {:.1f} ({:.1f}–{:.1f})", frame_cell(r["frame"]), r["rate"], r["low"], r["high"]
        )
        for r in told.to_dict("records")
    ]
    return sentence(
        "With whole articles drawn again and again (bootstrap), so that articles may differ, the rates per 1,000 "
        "characters and their intervals are: {}.",
        Markup("; ").join(said),
    )


def devices(rows: pd.DataFrame, all_of: pd.DataFrame) -> Markup:
    """Return the commonest words of each device."""
    said = []
    for row in all_of.to_dict("records"):
        if not row["hits"]:
            continue
        words = most_common(rows.loc[rows["frame"] == row["frame"], "term"])
        figures = row["frame"] in ("numeral", "percentage")
        text = sentence("{}: {:,}, {}", frame_cell(row["frame"]), row["hits"], _rate(row))
        if not figures:
            text += sentence(
                ", most often {}", listing(sentence("{} {:,}×", glossed(w), n) for w, n in words)
            )
        said.append(text)
    return sentence("Per 1,000 characters, in all articles. {}.", Markup("; ").join(said) or "None")


def zero(table: pd.DataFrame, most: int = 6) -> Markup:
    """Return which groups have no hit of a frame, with what their texts still allow."""
    none = table[table["hits"] == 0]
    if none.empty:
        return sentence("Every group has every one of them.")
    parts = [
        sentence("{} in {} (below {:.1f})", frame_cell(r["frame"]), marked(r["group"]), r["high"])
        for r in none.head(most).to_dict("records")
    ]
    more = f", and {len(none) - most:,} more" if len(none) > most else ""
    return sentence(
        "Not found, with the rate that the texts still allow: {}{}.", listing(parts), more
    )


# In the text ----------------------------------------------------------------------------------


def along(table: pd.DataFrame) -> Markup:
    """Return which frames open the articles and which close them."""
    if table.empty:
        return sentence("There is nothing to place.")
    wide = table.pivot_table(index="frame", columns="part", values="n", fill_value=0)
    wide = wide.reindex(columns=range(10), fill_value=0)
    wide = wide[wide.sum(axis=1) >= 10]
    if wide.empty:
        return sentence("No frame has ten hits, too few to tell of places.")
    shares = wide.div(wide.sum(axis=1), axis=0)
    first, last = shares[[0, 1, 2]].sum(axis=1), shares[[7, 8, 9]].sum(axis=1)
    both = shares[[0, 1, 2, 9]].sum(axis=1)
    return sentence(
        "{a} has most of its hits in the first three tenths of the texts ({x:.0%}), {b} in the last three "
        "({y:.0%}); with an even spread it would be 30 %. Of {war} {z:.0%} stand in the first three tenths and "
        "the last one (evenly, 40 %).",
        a=frame_cell(first.idxmax()),
        x=first.max(),
        b=frame_cell(last.idxmax()),
        y=last.max(),
        war=frame_cell("war" if "war" in both.index else both.idxmax()),
        z=both.get("war", both.max()),
    )


def spread(table: pd.DataFrame) -> Markup:
    """Return which frame runs through the texts and which stands in clusters."""
    if table.empty:
        return sentence("No frame has a hit, so none is spread.")
    held = table[table["hits"] >= 10]
    held = held if len(held) else table
    low, high = held.iloc[0], held.iloc[-1]
    if len(held) == 1:
        return sentence("{} has a DP of {:.2f}.", frame_cell(low["frame"]), low["DP of tenths"])
    return sentence(
        "Most evenly spread over the tenths is {} (DP {:.2f}), most clustered {} (DP {:.2f}).",
        frame_cell(low["frame"]),
        low["DP of tenths"],
        frame_cell(high["frame"]),
        high["DP of tenths"],
    )


# Alternative texts ----------------------------------------------------------------------------


def profile_alt(table: pd.DataFrame, order: Sequence[str]) -> str:
    """Return the rates of a picture in words."""
    parts = []
    for frame in order:
        of = table[table["frame"] == frame]
        cells = ", ".join(f"{r['group']} {r['rate']:.1f}" for r in of.head(6).to_dict("records"))
        parts.append(f"{name_of(frame)}: {cells}")
    return "Rates per 1,000 characters, with intervals. " + "; ".join(parts)


def matrix_alt(table: pd.DataFrame) -> str:
    """Return the matrix of frames and articles in words."""
    parts = []
    for label, part in list(table.groupby("label", sort=False))[:6]:
        top = part.sort_values("n", ascending=False, kind="stable").head(4).to_dict("records")
        parts.append(f"{label}: " + ", ".join(f"{r['pattern']} ({r['n']})" for r in top))
    return "Matrix, hits of each frame: " + ("; ".join(parts) or "nothing")


def along_alt(table: pd.DataFrame) -> str:
    """Return where frames stand in words."""
    if table.empty:
        return "No frame has a hit"
    top = table.loc[table.groupby("frame")["n"].idxmax()]
    parts = (f"{name_of(r['frame'])} in part {r['part'] + 1}" for r in top.to_dict("records"))
    return "Hits in each tenth of the articles; the fullest tenth of each frame: " + ", ".join(
        parts
    )


def period_alt(table: pd.DataFrame, pair: Sequence[str]) -> str:
    """Return the rates of terms in two periods in words."""
    a, b = pair
    rows = table.head(10).to_dict("records")
    parts = (f"{r['term']} {r[f'{a} rate']:.2f} and {r[f'{b} rate']:.2f}" for r in rows)
    return f"Terms per 1,000 characters in {a} and {b}: " + "; ".join(parts)


def changed(table: pd.DataFrame, pair: Sequence[str]) -> Markup:
    """Return which frames are told clearly more or less in the later period."""
    more, less = table[table["low"] >= 1 + HAIR], table[table["high"] <= 1 - HAIR]
    said = [
        sentence("{} {}: {}", word, pair[1], listing(map(_grown, part.to_dict("records"))))
        for word, part in (("more often in", more), ("less often in", less))
        if len(part)
    ]
    rest = len(table) - len(more) - len(less)
    if not said:
        return sentence(
            "No frame differs clearly between {} and {}: the bounds of every ratio include 1.",
            *pair,
        )
    return sentence(
        "Clear within these texts, as rates in {} over those in {}: {}. Of the other {} the bounds include 1.",
        pair[1],
        pair[0],
        Markup("; ").join(said),
        count(rest, "frame"),
    )


def _grown(row: Any) -> Markup:
    told = ratio(row["ratio"], row["low"], row["high"])
    return sentence("{} {}", frame_cell(row["frame"]), told)
