"""What notebook 02 says of distances, figures, and of how much of the texts is dated.

Each returns finished text; :func:`tifa.report.sentence` escapes what comes from the corpus.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
from markupsafe import Markup

from tifa.corpus.analysis import Corpus
from tifa.links import link, refer_to, zh
from tifa.report import count, listing, sentence
from tifa.studies.timelines.dated import SOURCES, actions_accuracy, times_first_look
from tifa.studies.timelines.panels import GAP


def durations(rows: pd.DataFrame) -> Markup:
    """Return the durations of a place, which have a length but no place in time."""
    shown = [
        sentence("{} ({})", row["length"], refer_to(row["told in"])(row["around it"]))
        for row in rows.head(8).to_dict("records")
    ]
    more = sentence(" and {} more in the CSV", len(rows) - 8) if len(rows) > 8 else ""
    return sentence(
        "Durations, which have a length but no place in time: {}{}.", Markup("; ").join(shown), more
    )


def lags_caution(corpus: Corpus) -> Markup:
    """Return why the distances must not be taken for what happened."""
    return sentence(
        "The corpus has {n}. What a text tells first is not what happened first: an article tells what "
        "its author chose, and a day that is missing here may be in another newspaper. A difference "
        "between two places is a difference between what was written about them. A negative number "
        "means that the second is dated before the first. Periods are parted where a place has no "
        "statement for {gap} days.",
        n=count(len(corpus.documents), "article"),
        gap=GAP,
    )


def lags(found: pd.DataFrame, start: str) -> Markup:
    """Return for how many places and periods a distance can be told, and which."""
    rows = found[found["from"] == start]
    then = rows["to"].iloc[0]
    known = rows[rows["days"].notna()]
    told = [
        sentence(
            "{place}, {period}, {n}", place=row["place"], period=row["period"], n=_days(row["days"])
        )
        for row in known.head(8).to_dict("records")
    ]
    return sentence(
        "From the {start} to the {then}: one of the two is dated for {all}, both for {k}{told}.",
        start=start,
        then=then,
        all=count(len(rows), "place and period", "places and periods"),
        k=len(known) or "none",
        told=sentence(" ({})", Markup("; ").join(told)) if told else "",
    )


def _days(n: int) -> str:
    return "the same day" if n == 0 else count(n, "day")


def share(frame: pd.DataFrame) -> Markup:
    """Return how much of the texts is dated, and which is dated most and least."""
    n, sentences = int(frame["dated sentences"].sum()), int(frame["sentences"].sum())
    inside, characters = int(frame["in statements"].sum()), int(frame["characters"].sum())
    rows = frame.sort_values("share of sentences", kind="stable")
    low, high = rows.iloc[0], rows.iloc[-1]
    text = sentence(
        "{n:,} of {sentences:,} sentences and headings hold a calendar expression ({share:.0%}), and "
        "{inside:.0%} of the characters stand inside a dated statement.",
        n=n,
        sentences=sentences,
        share=n / max(sentences, 1),
        inside=inside / max(characters, 1),
    )
    if low["share of sentences"] < high["share of sentences"]:
        text += sentence(
            " The share of sentences is smallest in {a} ({x:.0%}) and largest in {b} ({y:.0%}).",
            a=link(low["article"], low["doc_id"]),
            x=low["share of sentences"],
            b=link(high["article"], high["doc_id"]),
            y=high["share of sentences"],
        )
    return text


def share_alt(frame: pd.DataFrame) -> str:
    """Return the figure of dated sentences in words."""
    rows = (
        f"{row['article']}: {row['dated sentences']} of {row['sentences']}"
        for row in frame.head(8).to_dict("records")
    )
    return "Bars, sentences with and without a calendar expression: " + "; ".join(rows)


def kinds(corpus: Corpus) -> Markup:
    """Return how many time expressions have a calendar value and how many are vague or recur."""
    times = corpus.times
    if times.empty:
        return sentence("No time expression was found.")
    counts = times["kind"].value_counts()
    core = int(times["core"].fillna(False).astype(bool).sum())
    return sentence(
        "Of {n} {core} a calendar value to the month or closer. {vague} vague (近期, 目前), {durations} "
        "durations, {sets} recurring (每天); of those no day follows.",
        n=count(len(times), "time expression"),
        core=f"{core:,} have" if core != 1 else "1 has",
        vague=_are(counts.get("vague", 0)),
        durations=counts.get("duration", 0),
        sets=counts.get("set", 0),
    )


def _are(n: int) -> str:
    return f"{n:,} {'is' if n == 1 else 'are'}" if n else "none is"


def sources(corpus: Corpus) -> Markup:
    """Return from where the calendar values were obtained."""
    core = corpus.times[corpus.times["core"].fillna(False).astype(bool)]
    if core.empty:
        return sentence("There is no calendar value to account for.")
    counts = core["resolved_from"].fillna("").value_counts()
    ways = [
        f"{SOURCES[way]} ({counts[way]})" for way in SOURCES if way in counts and way != "stated"
    ]
    return sentence(
        "Of {n} {stated} complete as written{ways}. Where nothing tells the year, the value is empty.",
        n=count(len(core), "calendar expression"),
        stated=_are(int(counts.get("stated", 0))),
        ways=sentence("; the others were completed from: {}", listing(ways)) if ways else "",
    )


def trust() -> Markup:
    """Return how times, places and actions were read at first sight, and how actions are now."""
    rows = times_first_look()
    if rows.empty:
        return Markup("")
    said = [
        sentence(
            "{what} for {sets}",
            what="a right value" if measure == "core" else "the right place",
            sets=_rights(zip(part["set"], part["right"], part["of"], strict=True)),
        )
        for measure, part in rows.groupby("measure", sort=False)
    ]
    text = sentence(
        "At first sight, before any rule was changed for them, calendar expressions got {}. That is the "
        "fairer estimate for texts of a kind not met before.",
        Markup("; ").join(said),
    )
    actions = actions_accuracy()
    if actions["first"]:
        text += sentence(
            " The kind of action was at first sight what a reader would say for {}.",
            _rights(actions["first"]),
        )
    if actions["now"]:
        text += sentence(
            " On statements that were written for the purpose, and that the rules were since improved "
            "on, the kind of action is what a reader would say for {}.",
            _rights(actions["now"]),
        )
    return text


def _rights(rows: Iterable[tuple[str, int, int]]) -> Markup:
    return listing(f"{right} of {n} (“{name}”)" for name, right, n in rows)


def figures(frame: pd.DataFrame) -> Markup:
    """Return how many figures stand with the statements and what most of them count."""
    if frame.empty:
        return sentence("No figure stands with a dated statement.")
    counts = frame["unit"].fillna("").value_counts()
    units = [sentence("{} ({})", zh(unit), n) for unit, n in counts.head(5).items() if unit]
    return sentence(
        "{n} with the dated statements{units}. The words behind a figure are those of the text; "
        "figures of two texts may count different things under the same words.",
        n=count(len(frame), "figure stands", "figures stand").capitalize(),
        units=sentence("; the commonest measure words are {}", listing(units)) if units else "",
    )


def totals(frame: pd.DataFrame) -> Markup:
    """Return how many stated totals can be checked, and how many hold."""
    if frame.empty:
        return sentence(
            "No text states a total, a share or a difference together with what it could be checked against."
        )
    counts = frame["verdict"].value_counts()
    return sentence(
        "{n} can be checked within the text: {verdicts}.",
        n=count(
            len(frame), "total, share or difference", "totals, shares and differences"
        ).capitalize(),
        verdicts=listing(f"{verdict} ({n})" for verdict, n in counts.items()),
    )
