"""The computed sentences of notebook 04 on what groups say more and less, and how alike they are."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import Any

import pandas as pd
from markupsafe import Markup

from tifa.links import zh
from tifa.report import SOME, capital, count, listing, sentence
from tifa.statistics.rates import ALPHA, Refusal
from tifa.studies.rhetoric.contrast_figures import pairs
from tifa.studies.rhetoric.contrast_reading import MOST_READ, times
from tifa.studies.rhetoric.contrasts import (
    CLEAR,
    LEAST,
    Counted,
    chinese,
    compared_groups,
    gloss,
    reading,
)
from tifa.studies.rhetoric.framing import FRAMES

FEW = 3
"""So many words are named in a sentence."""


def named(word: str) -> Markup:
    """Return an item in Chinese with its English in brackets.

    >>> str(named("防控").striptags())
    '防控 (prevention and control)'
    """
    return sentence("{} ({})", zh(chinese(word)), reading(word))


def refused(found: object) -> Markup:
    """Return the reason of a refusal, as a sentence; empty where there is none."""
    return sentence("{}", found.reason) if isinstance(found, Refusal) else Markup("")


# More and less --------------------------------------------------------------------------------


def rests_on(counted: Counted, about: pd.DataFrame, by: pd.Series[str]) -> Markup:
    """Return what a comparison rests on, and what goes together with the groups."""
    single = int((counted.articles == 1).sum())
    text = sentence(
        "{groups} of {articles}; {single} of one article only. What an article repeats looks surer than it "
        "is, since words of one text are counted as if each had been drawn alone: a difference called "
        "clear is beyond chance within these texts and says nothing yet of others.",
        groups=capital(count(len(counted.sizes), "group")),
        articles=count(int(counted.articles.sum()), "article"),
        single=f"{single:,} {'is' if single == 1 else 'are'}" if single else "none is",
    )
    return text + goes_with(about, by)


def goes_with(about: pd.DataFrame, by: pd.Series[str]) -> Markup:
    """Return whether the groups differ in wave or city as well; empty where neither is so."""
    group = about["doc_id"].map(by)
    said = []
    for other in ("wave", "city"):
        alone = about[other].groupby(group).nunique()
        same = (alone == 1).all() and (group.groupby(about[other]).nunique() == 1).all()
        if same or about[other].nunique() < 2:
            continue
        if len(alone) > 1 and (n := int((alone == 1).sum())):
            said.append(sentence("{} {} of one {} only", n, "is" if n == 1 else "are", other))
    if not said:
        return Markup("")
    return sentence(
        " Of the groups {}: a difference may belong to that as well as to the group.", listing(said)
    )


def overview(found: pd.DataFrame | Refusal, counted: Counted) -> Markup:
    """Return how many items were compared and how many differences are clear."""
    if isinstance(found, Refusal):
        return refused(found)
    items, shown = found["word"].nunique(), len(compared_groups(counted))
    n = int((found["grade"] == CLEAR).sum())
    return sentence(
        "{items} that {occur} {least} times or more in all {were} compared in {groups}{of}. {clear} beyond chance "
        "when so many are compared at once (q below {alpha}, Benjamini and Hochberg).",
        items=capital(count(items, counted.unit)),
        occur="occurs" if items == 1 else "occur",
        least=LEAST,
        were="was" if items == 1 else "were",
        groups=count(shown, "group"),
        of=f" of {len(counted.sizes):,}, each with all others"
        if shown < len(counted.sizes)
        else "",
        clear=capital(count(n, "difference is", "differences are")),
        alpha=ALPHA,
    )


def more_less(rows: pd.DataFrame, group: str) -> Markup:
    """Return what a group says more and less, in a sentence; ``rows`` are those shown."""
    if rows.empty:
        return sentence("{} differs in nothing from the rest beyond chance.", group)
    verb, of = ("speaks", " of") if rows["word"].isin(list(FRAMES)).all() else ("says", "")
    text = Markup("")
    for says in ("more", "less"):
        held = [_told(row) for row in rows[rows["says"] == says].head(FEW).to_dict("records")]
        if held:
            lead = sentence("{} {} {}{}: ", "It" if text else group, verb, says, of)
            text += lead + listing(held) + Markup(". ")
    return Markup(text.strip())


def _told(row: dict[Hashable, Any]) -> Markup:
    return sentence(
        "{} ({}; {}: {:,} against {:,} elsewhere)",
        zh(chinese(row["word"])), reading(row["word"]),
        times(row["log_ratio"], row["target"], row["reference"]), row["target"], row["reference"],
    )  # fmt: skip


def more_less_alt(rows: pd.DataFrame, group: str) -> str:
    """Return the picture of what a group says more and less, in words."""
    parts = [f"{group}, bars to the right for more, to the left for less"]
    for row in rows.head(8).to_dict("records"):
        told = times(row["log_ratio"], row["target"], row["reference"])
        parts.append(f"{chinese(row['word'])} ({reading(row['word'])}) {told}")
    return "; ".join(parts)


def clearest(found: pd.DataFrame | Refusal, groups: Sequence[str]) -> Markup:
    """Return for each group the surest thing it says more, for the notebook's finding."""
    if isinstance(found, Refusal):
        return refused(found)
    rows = found[(found["says"] == "more") & (found["grade"] == CLEAR)]
    rows = rows[rows["word"].map(lambda word: gloss(word) is not None)]
    rows = rows.drop_duplicates("group")
    told = [
        sentence("{} {}", row["group"], named(row["word"]))
        for row in rows.to_dict("records")
        if row["group"] in groups
    ][:SOME]
    if not told:
        return sentence("No group says anything clearly more often than the others.")
    return sentence("What each says most clearly more often than the others: {}.", listing(told))


MEASURES = {
    "group": "group",
    "word": "item",
    "english": "in English",
    "target": "here",
    "reference": "elsewhere",
    "target_rate": "per 1,000",
    "reference_rate": "elsewhere per 1,000",
    "log_ratio": "log ratio",
    "diff_percent": "%DIFF",
    "g2": "G²",
    "q": "q",
    "bic": "BIC",
    "z": "log-odds z",
}
"""The measures of a comparison, as the table heads them."""


def measures(parts: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Return the rows of all groups with every measure, under the headings of the table."""
    held = [part for part in parts if len(part)]
    if not held:
        return pd.DataFrame(columns=list(MEASURES.values()))
    rows = pd.concat(held, ignore_index=True)
    rows = rows.assign(english=rows["word"].map(reading), item=rows["word"].map(chinese))
    rows["word"] = rows["item"]
    return rows[list(MEASURES)].rename(columns=MEASURES)


# Whole articles -------------------------------------------------------------------------------


def documents(tested: dict[str, pd.DataFrame], of: int) -> Markup:
    """Return what exchanging whole articles tells of frames, group by group, with every refusal.

    ``of`` is the number of all comparisons that the tested ones were chosen from: a difference
    counts if its p is below 0.05 divided by that (Bonferroni).
    """
    if not tested:
        return Markup("")
    reasons: dict[str, list[str]] = {}
    clear = []
    number = sum(len(rows) for rows in tested.values() if rows["reason"].isna().all())
    bound = ALPHA / max(of, number, 1)
    for group, rows in tested.items():
        if len(rows) and isinstance(rows["reason"].iloc[0], str):
            reasons.setdefault(rows["reason"].iloc[0], []).append(group)
            continue
        held = rows[rows["p"].astype(float) < bound].to_dict("records")
        for row in held:
            way = "more" if row["difference"] > 0 else "less"
            clear.append(sentence("{} {} {}", group, way, named(row["frame"])))
    text = Markup("")
    if number:
        text = sentence(
            "Whole articles were exchanged between groups and the rest ({}, p below {:.2g} required): {}.",
            count(number, "test"),
            bound,
            listing([*clear[:SOME], *([f"{len(clear) - SOME} more"] if len(clear) > SOME else [])])
            if clear
            else "no frame differs more than chance allows, taken over all of them",
        )
    for reason, groups in reasons.items():
        text += sentence(
            " Not tested by whole articles: {}{}. {}",
            ", ".join(groups[:SOME]), f" and {len(groups) - SOME} more" if len(groups) > SOME else "",
            reason,
        )  # fmt: skip
    return Markup(text.strip())


# Likeness, words nearby -----------------------------------------------------------------------


def likeness(words: pd.DataFrame, frames: pd.DataFrame) -> Markup:
    """Return which groups are most and least alike, in words and in frames."""
    if len(words) < 2:
        return sentence("Likeness needs two groups; there is one.")
    text = Markup("")
    for square, what, far in ((words, "words", False), (frames, "frames", True)):
        rows = pairs(square).sort_values("value", ascending=far, kind="stable")
        if rows.empty:
            text += sentence("In {} nothing can be compared. ", what)
            continue
        first, last = rows.iloc[0], rows.iloc[-1]
        text += sentence(
            "In {} {} and {} are most alike ({:.2f})", what, first["one"], first["other"], first["value"]
        )  # fmt: skip
        if len(rows) > 1:
            text += sentence(
                "; {} and {} least ({:.2f})", last["one"], last["other"], last["value"]
            )
        text += Markup(". ")
    return Markup(text.strip())


def likeness_alt(square: pd.DataFrame, what: str) -> str:
    """Return a table of likeness in words."""
    rows = pairs(square).head(8).to_dict("records")
    return f"{what}: " + "; ".join(f"{r['one']} and {r['other']} {r['value']:.2f}" for r in rows)


SAMPLED = "Of the {of:,} articles {read:,} were read for this, at even distances. "
"""Said where the words near a node are not looked for in all articles."""


def near(found: pd.DataFrame | Refusal, node: str | None, articles: int = 0) -> Markup:
    """Return what stands near a node most typically; ``articles`` is how many the corpus has."""
    if isinstance(found, Refusal):
        return refused(found)
    if found.empty:
        return sentence(
            "No word stands near {} more often than chance would have it.", named(str(node))
        )
    told = [
        sentence(
            "{} ({}; {:,} times, {:.1f} expected)",
            zh(row["word"]), reading(row["word"]), row["together"], row["expected"],
        )
        for row in found.head(FEW).to_dict("records")
    ]  # fmt: skip
    some = sentence(SAMPLED, read=MOST_READ, of=articles) if articles > MOST_READ else ""
    return sentence(
        "{}{} stands in {}; nearest to it, by how sure the attraction is: {}.",
        some,
        named(str(node)),
        count(int(found["node_count"].iloc[0]), "place"),
        listing(told),
    )


def near_alt(found: pd.DataFrame, node: str) -> str:
    """Return the picture of words nearby in words."""
    rows = found.head(8).to_dict("records")
    return f"Words near {reading(node)}: " + "; ".join(f"{r['word']} {r['together']}" for r in rows)
