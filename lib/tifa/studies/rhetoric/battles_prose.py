"""The computed sentences of notebook 04 on battles, two periods, company and context."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from markupsafe import Markup

from tifa.links import refer_to, zh
from tifa.report import capital, count, listing, sentence
from tifa.statistics.rates import Refusal
from tifa.studies.rhetoric.battles import ABOUT
from tifa.studies.rhetoric.frame_network import LEAST, strongest
from tifa.studies.rhetoric.framing import most_common, name_of
from tifa.studies.rhetoric.framing_cells import frame_cell, glossed
from tifa.studies.rhetoric.framing_periods import years


def battles(named: pd.DataFrame, about: pd.DataFrame) -> Markup:
    """Return how many battles are named, what they are about and how they stand."""
    if named.empty:
        return sentence("No battle is named in {}.", count(len(about), "article"))
    first = named.drop_duplicates("battle").set_index("battle")
    top = most_common(named["battle"])
    said = [
        sentence("{} ({}, {:,}×)", refer_to(first.at[b, "told in"])(b), first.at[b, "gloss"], n)
        for b, n in top
    ]
    kinds = [
        f"{n:,} {name}" for key, name in ABOUT.items() if (n := int((named["about"] == key).sum()))
    ]
    stages = named["stage"].value_counts()
    return sentence(
        "{n} named in {articles}, {different}. Most often: {top}. {kinds}By the verb of their clause {stages}.",
        n=capital(count(len(named), "battle is", "battles are")),
        articles=count(named["doc_id"].nunique(), "article"),
        different=count(named["battle"].nunique(), "different one", "different ones"),
        top=listing(said),
        kinds=f"By name, {' and '.join(kinds)}; the others say no more than what kind of fight it is. "
        if kinds
        else "",
        stages=listing(f"{n:,} {'is' if n == 1 else 'are'} {name}" for name, n in stages.items()),
    )


def course(waves: pd.DataFrame, named: pd.DataFrame) -> Markup:
    """Return what happens to the battles from the first wave to the last."""
    with_any = waves[waves["battles"] > 0]
    if len(waves) < 2 or with_any.empty:
        return sentence("There are no two waves with battles to compare.")
    said = [_wave(row) for row in (with_any.iloc[0], with_any.iloc[-1])][: len(with_any)]
    text = Markup(" ").join(said)
    if len(with_any) < 2:
        return text + sentence(" No other wave names a battle.")
    a, b = (
        set(named.loc[named["wave"] == wave, "term"]) for wave in with_any["wave"].iloc[[0, -1]]
    )
    gone, new = sorted(a - b), sorted(b - a)
    return text + sentence(
        " Kinds of fight named in the first only: {}; in the last only: {}; in both: {}.",
        _terms(gone),
        _terms(new),
        _terms(sorted(a & b)),
    )


def brief(waves: pd.DataFrame) -> Markup:
    """Return in a sentence what the battles of the first and the last wave that name any are about."""
    held = waves[waves["battles"] > 0]
    if held.empty:
        return Markup("")
    rows = [held.iloc[0], held.iloc[-1]][: len(held)]
    said = [
        sentence(
            "in {}, of {}, {} after the epidemic and {} after a place",
            row["wave"],
            count(int(row["battles"]), "battle"),
            int(row["of the epidemic"]) or "none",
            int(row["of a place"]) or "none",
        )
        for row in rows
    ]
    return sentence(" How battles are named: {}.", Markup("; ").join(said))


def _wave(row: pd.Series) -> Markup:
    return sentence(
        "In {wave} {n} named in {articles}, {rate:.1f} per 1,000 characters: {epidemic} of the epidemic and {place} "
        "of a place by name; {won} to be won.",
        wave=row["wave"],
        n=count(int(row["battles"]), "battle is", "battles are"),
        articles=count(int(row["articles"]), "article"),
        rate=row["per 1,000"],
        epidemic=int(row["of the epidemic"]) or "none",
        place=int(row["of a place"]) or "none",
        won=count(int(row["to be won"]), "is", "are"),
    )


def _terms(terms: Sequence[str], most: int = 6) -> Markup:
    if not terms:
        return Markup("none")
    more = f", {len(terms) - most:,} more" if len(terms) > most else ""
    return listing(glossed(term) for term in terms[:most]) + more


def waves_alt(drawn: pd.DataFrame) -> str:
    """Return the picture of battles by wave in words."""
    parts = []
    for wave, part in drawn.groupby("label", sort=False):
        cells = ", ".join(f"{r['pattern']} ({r['n']})" for r in part.head(6).to_dict("records"))
        parts.append(f"{wave}: {cells}")
    return "Battles by wave: " + ("; ".join(parts) or "none")


# Two periods ----------------------------------------------------------------------------------


def confounded(about: pd.DataFrame, pair: Sequence[str] | Refusal, refused: str | None) -> Markup:
    """Return what beside time may make the two periods differ."""
    if isinstance(pair, Refusal):
        return sentence("{}", pair.reason)
    of = about.assign(year=about["doc_id"].map(years(about)))
    said, cities = [], []
    for year in pair:
        held = of[of["year"] == year]
        cities.append(list(dict.fromkeys(held["city"])))
        names = listing(cities[-1][:4]) + (
            f" and {len(cities[-1]) - 4:,} more" if len(cities[-1]) > 4 else ""
        )
        said.append(sentence("{} has {} ({})", year, count(len(held), "article"), names))
    both = [city for city in cities[0] if city in cities[1]]
    text = sentence(
        "{}. {} in both. City, newspaper and kind of text change with the year: what differs here may belong to any of "
        "them.",
        listing(said),
        capital(sentence("{} {}", listing(both[:4]), "is" if len(both) == 1 else "are"))
        if both
        else "No city or province is",
    )
    return text + (
        sentence(" Articles cannot be tested against each other: {}", refused)
        if refused
        else Markup("")
    )


def periods(table: pd.DataFrame, pair: Sequence[str]) -> Markup:
    """Return the terms that are told in one of the periods only, and those asked for."""
    if table.empty:
        return sentence("No term stands in either period.")
    a, b = pair
    held = table[~table["asked"]]
    first = held[held[f"{b} hits"] == 0]["term"].tolist()[:4]
    second = held[held[f"{a} hits"] == 0]["term"].tolist()[-4:]
    asked = [
        sentence(
            "{} {:,}× in {}, {:,}× in {}", glossed(r["term"]), r[f"{a} hits"], a, r[f"{b} hits"], b
        )
        for r in table[table["asked"]].to_dict("records")
    ]
    return sentence(
        "{}Of the terms that differ most, {} in {} only: {}; in {} only: {}.",
        sentence("Asked for: {}. ", Markup("; ").join(asked)) if asked else "",
        "these stand",
        a,
        _terms(first),
        b,
        _terms(second),
    )


# Company and context --------------------------------------------------------------------------


def network(found: pd.DataFrame, actors: pd.DataFrame, sentences: int) -> Markup:
    """Return which frames keep company with whom."""
    people, frames = (strongest(found, kind, 3) for kind in ("frame and actor", "frames"))
    if people.empty and frames.empty:
        return sentence(
            "No pair stands together in {} sentences or more beyond what chance would bring about ({} in all).",
            LEAST,
            count(sentences, "sentence"),
        )
    who = [
        sentence(
            "{} with {} ({} of {:,})",
            r["first"],
            frame_cell(r["second"]),
            r["together"],
            r["first in"],
        )
        for r in people.to_dict("records")
    ]
    what = [
        sentence(
            "{} with {} ({:,})", frame_cell(r["first"]), frame_cell(r["second"]), r["together"]
        )
        for r in frames.to_dict("records")
    ]
    return sentence(
        "Of {n}, closest are {who}{what}. Counted are sentences with both.",
        n=count(sentences, "sentence"),
        who=listing(who) or "no frame and actor",
        what=sentence("; among frames {}", listing(what)) if what else "",
    )


def network_alt(table: pd.DataFrame) -> str:
    """Return the network in words."""
    rows = table.head(10).to_dict("records")
    parts = (f"{r['first']} with {name_of(r['second'])} ({r['together']})" for r in rows)
    return "Actors and frames in one sentence: " + (", ".join(parts) or "none")


def kwic(lines: pd.DataFrame, node: str) -> Markup:
    """Return how often a frame, a term or a string occurs."""
    what = frame_cell(node) if name_of(node) != node or node == "war" else glossed(node)
    if lines.empty:
        return sentence("There is no hit of {} to show in context.", what)
    text = sentence(
        "{} has {} in {}.",
        what,
        count(len(lines), "hit"),
        count(lines["article"].nunique(), "article"),
    )
    common = most_common(lines["node"], 3)
    if len(common) > 1:
        text += sentence(
            " Most often: {}.", listing(sentence("{} ({:,}×)", zh(w), n) for w, n in common)
        )
    return text
