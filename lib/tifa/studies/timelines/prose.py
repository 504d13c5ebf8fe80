"""What notebook 02 says of its timelines, and what its pictures show in words.

Each returns finished text; :func:`tifa.report.sentence` escapes what comes from the corpus.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
from markupsafe import Markup

from tifa.actions import ACTIONS
from tifa.links import refer_to, told_in, zh
from tifa.report import count, listing, sentence
from tifa.studies.timelines.actions import GROUPS, OTHER, action_name
from tifa.studies.timelines.days import period_name, written
from tifa.studies.timelines.divisions import chinese, english
from tifa.studies.timelines.panels import drawable


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
        clause=refer_to(told_in(first))(first["text"].rstrip("。;,、:")),
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
