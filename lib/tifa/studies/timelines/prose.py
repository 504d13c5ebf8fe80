"""The computed sentences of notebook 02, and what its figures show in words.

Each returns finished text; :func:`tifa.report.sentence` escapes what comes from the corpus.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd
from markupsafe import Markup

from tifa.actions import ACTIONS
from tifa.corpus.analysis import Corpus
from tifa.report import count, link, listing, refer_to, sentence, zh
from tifa.studies.timelines.events import (
    GAP,
    GROUPS,
    OTHER,
    action_name,
    chinese,
    drawable,
    english,
    period_name,
    written,
)
from tifa.studies.timelines.tables import SOURCES, actions_accuracy, reference, times_first_look


def place(code: str) -> Markup:
    """Return a place in both scripts."""
    return sentence("{} {}", english(code), zh(chinese(code)))


def finding(statements: pd.DataFrame, places: pd.DataFrame) -> Markup:
    """Return what notebook 02 found, in one paragraph."""
    dated = statements[statements["first"].notna()]
    if dated.empty:
        return sentence(
            "There is nothing to order in time: {n} calendar value was found in the texts.",
            n=count(len(statements), "statement without a", "statements without a")
            if len(statements)
            else "no statement with a",
        )
    named = places[places["with a day"] > 0]
    first = _earliest(dated)
    texts = sentence(
        "{articles} {hold} {n} of what was done or happened on a day or in a month, about {places}, from "
        "{first} to {last}.",
        articles=count(dated["doc_id"].nunique(), "article"),
        hold="holds" if dated["doc_id"].nunique() == 1 else "hold",
        n=count(len(dated), "dated statement"),
        places=count(len(named), "place (city, province or the nation)", _PLACES),
        first=written(min(dated["first"])),
        last=written(max(dated["last"])),
    )
    where = sentence(" in {}", place(first["group"])) if first["group"] else ""
    told = sentence(
        " The first in time is of {day}{where}: {clause}. By kind of action the texts date most often: {kinds}.",
        day=written(first["first"]),
        where=where,
        clause=refer_to(reference(first))(first["text"].rstrip("。;,、:")),
        kinds=listing(_kinds(dated, 3)),
    )
    return texts + told


_PLACES = "places (cities, provinces or the nation)"


def _earliest(dated: pd.DataFrame) -> dict[str, Any]:
    """Return the earliest statement; one whose beginning is open, or known to the month, last."""
    rows = dated.to_dict("records")
    return min(
        rows, key=lambda r: (r["open_start"], r["first"], r["month"], r["doc_id"], r["start"])
    )


def _kinds(rows: pd.DataFrame, most: int | None = None) -> list[str]:
    """Return the kinds of action with their counts, the most frequent first; the rest apart."""
    counts = rows["action"].map(action_name).value_counts()
    order = {name: at for at, name in enumerate(ACTIONS.values())}
    named = [(str(name), int(n)) for name, n in counts.items() if name != OTHER]
    named.sort(key=lambda item: (-item[1], order[item[0]]))
    return [f"{name} ({n})" for name, n in named[:most]] or ["actions of no kind told apart here"]


def coverage(statements: pd.DataFrame, places: pd.DataFrame, drawn: pd.DataFrame) -> Markup:
    """Return what is in the timelines and what is not."""
    undated = int(statements["first"].isna().sum())
    unplaced = int(statements["group"].isna().sum())
    silent = places[places["own"].astype(bool) & (places["with a day"] == 0)]
    left = places[~places["code"].isin(drawn["code"]) & (places["with a day"] > 0)]
    own = left[left["own"].astype(bool)]
    parts = [
        sentence(
            "{drawn} a timeline.",
            drawn=count(len(drawn), "place gets", "places get").capitalize(),
        )
    ]
    if undated or unplaced:
        parts.append(
            sentence(
                "Without a calendar value, because the page does not let one determine the year: "
                "{undated} of {n}. Without a place that could be determined: {unplaced}.",
                n=count(len(statements), "statement"),
                undated=undated or "none",
                unplaced=unplaced or "none",
            )
        )
    elif len(statements):
        parts.append(sentence("Every statement has a calendar value and a place."))
    if len(silent):
        parts.append(
            sentence(
                "The articles on {places} state no dated event of their own place.",
                places=listing(map(place, silent["code"].head(8))),
            )
        )
    if len(own):
        parts.append(
            sentence(
                "{n} with an article, but with fewer statements, {stand} in the tables and the CSV only.",
                n=count(len(own), "place"),
                stand="stands" if len(own) == 1 else "stand",
            )
        )
    return Markup(" ").join(parts)


def timeline(rows: pd.DataFrame, articles: int) -> Markup:
    """Return what a place's timeline holds, and what of it is not in the picture."""
    dated = rows[rows["first"].notna()]
    told = rows["doc_id"].nunique()
    text = sentence(
        "{n} in {told}{about}, {period}: {kinds}{other}.",
        n=count(len(dated), "statement").capitalize(),
        told=count(told, "article"),
        about=f" ({articles} about it)" if articles and articles != told else "",
        period=period_name(min(dated["first"]), max(dated["last"])),
        kinds=listing(_kinds(dated)),
        other=_other(dated),
    )
    text += partly(rows, drawable(rows))
    if len(rows) > len(dated):
        text += sentence(
            " {n} without a calendar value at the end of the table.",
            n=count(len(rows) - len(dated), "statement stands", "statements stand"),
        )
    return text


def partly(rows: pd.DataFrame, drawn: pd.DataFrame) -> Markup:
    """Return that a picture has not all statements, where that is so."""
    dated = int(rows["first"].notna().sum())
    if len(drawn) >= dated:
        return Markup("")
    return sentence(
        " The picture has {drawn} of {dated} statements, from the fullest stretches of time; the CSV "
        "has all.",
        drawn=len(drawn),
        dated=dated,
    )


def _other(rows: pd.DataFrame) -> str:
    other = int(rows["action"].isna().sum())
    known = other < len(rows)
    return f"; {other} of no kind told apart here" if other and known else ""


def timeline_alt(rows: pd.DataFrame, code: str) -> str:
    """Return a timeline in words."""
    dated = rows[rows["first"].notna()]
    span = f"{written(min(dated['first']))} to {written(max(dated['last']))}"
    kinds = ", ".join(_kinds(dated, 8))
    return f"Timeline of {english(code)}, {span}, numbered as in the table below: {kinds}"


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


def elsewhere(rows: pd.DataFrame, drawn: pd.DataFrame) -> Markup:
    """Return what the articles tell of places that none of them is about."""
    own = drawn[~drawn["own"].astype(bool)]
    apart = (
        sentence(
            " {places} {have} a timeline above.",
            places=listing(map(place, own["code"])),
            have="has" if len(own) == 1 else "have",
        )
        if len(own)
        else ""
    )
    if rows.empty:
        return sentence("Nothing dated is told of other places.") + apart
    counts = rows["group"].value_counts()
    named = [sentence("{} ({})", place(str(code)), n) for code, n in counts.head(8).items()]
    more = len(counts) - len(named)
    return (
        sentence(
            "{n} on places that no article is about: {places}.",
            n=count(len(rows), "statement").capitalize(),
            places=listing([*named, f"{more} more"] if more else named),
        )
        + partly(rows, drawable(rows))
        + apart
    )


def elsewhere_alt(rows: pd.DataFrame) -> str:
    """Return the picture of other places in words."""
    counts = rows["group"].value_counts()
    return "Numbered days, a lane a place: " + ", ".join(
        f"{english(str(code))} ({n})" for code, n in counts.head(10).items()
    )


def groups(rows: pd.DataFrame, drawn: pd.DataFrame) -> Markup:
    """Return which actions each group of the comparison holds, and what is not in the picture."""
    seen = set(drawn["action"].dropna())
    parts = [
        sentence("<em>{}</em> ({})", name, ", ".join(ACTIONS[a] for a in held if a in seen))
        for name, held in GROUPS.items()
        if seen & set(held)
    ]
    if not parts:
        return sentence("No dated statement is of a kind told apart here.")
    dated = rows[rows["first"].notna()]
    other = int(dated["action"].isna().sum())
    return (
        sentence("Groups of actions, as far as they occur: {}.", listing(parts))
        + (sentence(" Of no kind told apart, and left out here: {}.", other) if other else "")
        + partly(dated[dated["action"].notna()], drawn)
    )


def compared(rows: pd.DataFrame) -> Markup:
    """Return on which day most places have a statement of the same group."""
    days: dict[tuple[Any, str], set[str]] = {}
    for row in rows.to_dict("records"):
        if row["first"] == row["last"] and not row["open_start"]:
            group = next((g for g, held in GROUPS.items() if row["action"] in held), OTHER)
            days.setdefault((row["first"], group), set()).add(row["group"])
    shared = {key: codes for key, codes in days.items() if len(codes) > 1 and key[1] != OTHER}
    if not shared:
        return sentence("On no day do two places have a statement of the same group.")
    (day, group), codes = max(
        shared.items(), key=lambda item: (len(item[1]), -item[0][0].toordinal())
    )
    return sentence(
        "On {n} two places or more have a statement of the same group. The earliest with most places is "
        "{day}: {places} ({group}).",
        n=count(len({day for day, _ in shared}), "day"),
        day=written(day),
        places=listing(map(place, sorted(codes))),
        group=group,
    )


def compared_alt(rows: pd.DataFrame) -> str:
    """Return the comparison in words."""
    counts = rows["group"].value_counts()
    listed = ", ".join(f"{english(str(code))} ({n})" for code, n in counts.head(8).items())
    return f"The same days in {count(len(counts), 'place')}, statements each: {listed}"


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
