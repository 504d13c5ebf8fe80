"""What notebook 05 says in words and shows in tables: every number is computed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
from markupsafe import Markup

from tifa.report import count, listing, sentence, zh
from tifa.studies.overview.tables import measured
from tifa.studies.rhetoric.framing_trust import binomial
from tifa.studies.validation.gold import LAST, SEEDS
from tifa.studies.validation.robustness import MOST, ROUNDS, SAMPLE, TABLES

ABSENT = Markup(
    "The marked articles are not beside this notebook, so that agreement cannot be computed anew here; the recorded"
    " counts further down still hold for the library."
)

CHECKS = {
    ("times", "found"): "times: found (recall)",
    ("times", "in gold"): "times: in the gold (precision)",
    ("times", "value"): "times: calendar value, of those found",
    ("times", "kind"): "times: kind, of those found",
    ("times", "place"): "times: place of the statement, of those found",
    ("formulas", "found"): "formulas: found (recall)",
    ("formulas", "in gold"): "formulas: in the gold (precision)",
    ("formulas", "value"): "formulas: kind and count, of those found",
    ("members", "list"): "members: exactly the list",
    ("members", "no list"): "members: none where none is told",
    ("frames", "found"): "frames: found (recall)",
    ("frames", "in gold"): "frames: in the gold (precision)",
    ("frames", "edges"): "frames: same edges, of those found",
    ("documents", "value"): "documents: fields and body",
    ("events", "found"): "events: a statement at the marked time",
    ("events", "action"): "events: kind of action",
    ("events", "all"): "events: day, place and action together",
    ("totals", "found"): "totals: found (recall)",
    ("totals", "in gold"): "totals: in the gold (precision)",
    ("totals", "value"): "totals: holds, open or fails, of those found",
    ("totals", "no sum"): "totals: none where none is told",
    ("sentences", "found"): "sentences: found (recall)",
    ("sentences", "in gold"): "sentences: in the gold (precision)",
    ("sentences", "kind"): "sentences: heading or sentence",
    ("words", "found"): "words: found (recall)",
    ("words", "in gold"): "words: in the gold (precision)",
    ("words", "formula whole"): "words: formulas kept whole",
}
"""The checks as a reader would say them, in the order of the tables."""

Row = Mapping[str, Any]


def percent(share: float, low: float, high: float) -> str:
    """Return a share with its bounds.

    >>> percent(1.0, 0.8972, 1.0)
    '100.0 % (89.7–100.0)'
    """
    return f"{share:.1%} ({low * 100:.1f}–{high * 100:.1f})".replace("%", " %")


# The gold -------------------------------------------------------------------------------------


def sizes(table: pd.DataFrame) -> Markup:
    """Say how much was marked."""
    own = table[table["set"] == SEEDS]
    other = table[table["set"] != SEEDS]
    return sentence(
        "In the {seeds} that the notebooks are about {times:,} times, {formulas:,} formulas and {terms:,} terms of frames are marked,"
        " of which {scored:,} are scored; in {other} besides {more:,} rows more, of which {most:,} are scored.",
        seeds=count(int(own["articles"].max()), "article") if len(own) else "articles",
        times=_rows(own, "times"),
        formulas=_rows(own, "formulas"),
        terms=_rows(own, "frames"),
        scored=int(own["scored"].sum()),
        other=count(int(other["articles"].sum()), "article"),
        more=int(other["rows"].sum()),
        most=int(other["scored"].sum()),
    )


def _rows(table: pd.DataFrame, name: str) -> int:
    return int(table.loc[table["marked for"] == name, "rows"].sum())


def composed(some: int, of: int) -> Markup:
    """Say how many of the other articles are no published reports."""
    return sentence(
        "The five articles are real pages. Of the {of} other articles with times, {some} are marked as composed for"
        " testing in the manner of such reports, with invented names and figures; for the rest, and for the articles"
        " marked for formulas and frames, the files do not say where they come from.",
        of=of,
        some=some,
    )


def judged(table: pd.DataFrame) -> Markup:
    """Say what the second look at frames gave: hits judged one by one, of all frames."""
    right, of = int((table["judgement"] == "right").sum()), len(table)
    return sentence(
        "The gold of the five articles has three of the frames. For all of them hits were drawn at random and judged"
        " one by one (notebook 04): {right:,} of {of:,} are right, {share}. The sample is not in proportion"
        " to the frames, so that this is no share of all hits.",
        right=right,
        of=of,
        share=percent(right / of, *binomial(right, of)),
    )


# Agreement ------------------------------------------------------------------------------------


def labelled(table: pd.DataFrame, set_name: str | None = None) -> pd.DataFrame:
    """Return agreement with a ``label`` a row, in the order of :data:`CHECKS`; of one set or the last sets."""
    last = table["set"] == (set_name or table["table"].map(LAST | {"members": LAST["members"]}))
    held = table[last].assign(
        label=[
            CHECKS.get(pair, " ".join(pair))
            for pair in zip(table[last]["table"], table[last]["check"], strict=True)
        ]
    )
    order = {label: n for n, label in enumerate(CHECKS.values())}
    return held.sort_values("label", key=lambda c: c.map(order), ignore_index=True)


def display(table: pd.DataFrame) -> pd.DataFrame:
    """Return agreement as a reader sees it: right, of, and the share with its bounds."""
    shown = table.assign(
        **{
            "share (95 % bounds)": [
                percent(r["share"], r["low"], r["high"]) for r in _records(table)
            ]
        }
    )
    return shown.drop(columns=["share", "low", "high", "label"], errors="ignore")


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(key): value for key, value in row.items()} for row in table.to_dict("records")]


def after_damage(summed: pd.DataFrame) -> Markup:
    """Say how many formulas are still found after the greatest damage; nothing without a formula."""
    if summed.empty:
        return Markup("")
    worst = summed[summed["share"] == summed["share"].max()].to_dict("records")
    told = [
        sentence(
            "{} of formulas after {} ({})", f"{r['formulas kept']:.0%}", r["damage"], r["state"]
        )
        for r in worst
        if r["formulas kept"] is not None and r["formulas kept"] == r["formulas kept"]
    ]
    if not told:
        return Markup("")
    share = f"{summed['share'].max():.0%}"
    return sentence(
        "With {share} of the characters damaged there remain {told}.",
        share=share,
        told=listing(told),
    )


def agreement(table: pd.DataFrame) -> Markup:
    """Say where agreement is weakest, and how far the bounds reach where nothing was wrong."""
    weak = table.sort_values(["share", "of"], ignore_index=True).iloc[0]
    clean = table[table["right"] == table["of"]].sort_values("low", ignore_index=True)
    said = sentence(
        "Weakest is “{}”: {:,} of {:,}, {}.",
        weak["label"],
        int(weak["right"]),
        int(weak["of"]),
        percent(weak["share"], weak["low"], weak["high"]),
    )
    if len(clean):
        said += sentence(
            " Where nothing was wrong, much could still be: “{}” rests on {:,}, and a true share of {:.1%} would"
            " agree with it.",
            clean["label"][0],
            int(clean["of"][0]),
            float(clean["low"][0]),
        )
    return said


def strict(rows: pd.DataFrame) -> Markup:
    """Say what precision is when finds with other edges count as false too (times and formulas)."""
    told = []
    for name in ("times", "formulas"):
        held = rows[(rows["table"] == name) & (rows["set"] == LAST[name])]
        found = held[held["check"] == "in gold"]
        shifted = int((held["error"].eq("other edges") & ~held["right"].astype(bool)).sum())
        if len(found):
            right, of = int(found["right"].sum()), len(found) + shifted
            told.append(sentence("{} {}", name, percent(right / of, *binomial(right, of))))
    if not told:
        return Markup("")
    return sentence(
        "A find with other edges than the marked one counts as missed and not as false too. Were it both, precision"
        " on the last sets would be: {}.",
        listing(told),
    )


def same_as_recorded(rows: pd.DataFrame) -> Markup:
    """Say whether the counts computed here are those on record."""
    record = measured()
    pairs = []
    for name, check, key in (
        ("times", "found", "core_found"),
        ("times", "value", "core_right"),
        ("times", "place", "places_right"),
        ("formulas", "found", "found"),
        ("members", "list", "lists_exact"),
        ("frames", "found", "found"),
    ):
        for set_name in (SEEDS, LAST[name]):
            group = record.get(f"{'formulas' if name == 'members' else name}_{set_name}", {})
            chosen = (rows["table"] == name) & (rows["set"] == set_name) & (rows["check"] == check)
            if key in group:
                pairs.append((int(rows.loc[chosen, "right"].sum()), group[key]))
    same = sum(a == b for a, b in pairs)
    return sentence(
        "Computed anew here and compared with the record of the library: {same} of {n} counts are the same.",
        same=same,
        n=len(pairs),
    )


def wrong(table: pd.DataFrame) -> Markup:
    """Say how many errors there are of each class."""
    if table.empty:
        return Markup("There is no error.")
    classes = table.groupby(["table", "error"]).size().sort_values(ascending=False, kind="stable")
    told = [sentence("{}: {} ({:,})", name, error, n) for (name, error), n in classes.items()]
    return sentence("{}. {}.", count(len(table), "error").capitalize(), Markup("; ").join(told))


ERRORS: Mapping[str, Callable[[Row], object]] = {
    "what": lambda row: sentence("{}, {}", row["table"], row["kind"]),
    "error": lambda row: row["error"],
    "in the text": lambda row: zh(row["text"]),
    "gold": lambda row: zh(row["expected"] or "–"),
    "parser": lambda row: zh(row["got"] or "–"),
    "article": lambda row: row["article"],
}
"""The columns of the errors as shown."""


# Robustness -----------------------------------------------------------------------------------


def damaged(n: int) -> Markup:
    """Say what was damaged and how often."""
    return sentence(
        "The beginning of {articles} of this corpus, up to {size:,} characters each, is damaged {rounds} times for each"
        " kind and strength, each time elsewhere (seeded)."
        " What is found is compared with what was found in the sound text: this is stability, not truth.",
        articles=count(min(n, MOST), "article"),
        size=SAMPLE,
        rounds=ROUNDS,
    )


def damage_rows(summed: pd.DataFrame) -> pd.DataFrame:
    """Return the table of damage as a reader sees it."""

    def share(value: object) -> str | None:
        return None if value is None or value != value else f"{value:.1%}"

    shown = summed[["damage", "state"]].copy()
    shown["meant"], shown["reached"] = summed["share"].map(share), summed["reached"].map(share)
    for name in TABLES:
        shown[f"{name} kept"] = summed[f"{name} kept"].map(share)
        shown[f"{name} new"] = summed[f"{name} new"].map(share)
    shown["war rate"] = [
        f"{a:.2f} → {b:.2f}"
        for a, b in zip(summed["war rate before"], summed["war rate"], strict=True)
    ]
    return shown


def moved(summed: pd.DataFrame) -> Markup:
    """Say how far the rate of the war frame moves, and what restoring brings back."""
    held = summed.dropna(subset=["war change"])
    if held.empty:
        return Markup("No word of war was found, so that its rate cannot move.")
    told = []
    for state in dict.fromkeys(held["state"]):
        rows = held[held["state"] == state]
        worst = rows.loc[rows["war change"].astype(float).abs().idxmax()]
        told.append(
            sentence(
                "{:+.1%} ({}, {}, at {:.0%})",
                float(worst["war change"]),
                worst["damage"],
                state,
                worst["share"],
            )
        )
    return sentence(
        "The rate of the war frame moves most by {}. Glosses that stay in the text make it longer, which lowers every"
        " rate per character even where each word is still found.",
        listing(told),
    )


def kept_alt(summed: pd.DataFrame) -> str:
    """Return in words what the picture of damage shows."""
    rows = summed[summed["share"] == summed["share"].max()].to_dict("records")
    told = [
        f"{row['damage']} ({row['state']}): "
        + ", ".join(
            f"{n} {row[f'{n} kept']:.0%}" for n in TABLES if row[f"{n} kept"] == row[f"{n} kept"]
        )
        for row in rows
        if all(row[f"{n} kept"] is not None for n in TABLES)
    ]
    return "Share of findings kept at the greatest damage; " + "; ".join(told)


def shares_alt(table: pd.DataFrame) -> str:
    """Return in words what the picture of shares shows."""
    told = [f"{row['label']} {row['share']:.1%}" for row in table.to_dict("records")]
    return "Shares with exact bounds: " + "; ".join(told)
