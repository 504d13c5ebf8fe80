"""How the tables of notebook 04 show their cells: Chinese marked as such, with its English, linked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
from markupsafe import Markup

from tifa.links import frame_page, gathered, link, marked, refer_to, search_link, to, zh
from tifa.report import sentence
from tifa.studies.rhetoric import frame_network
from tifa.studies.rhetoric.battles import STAGES, stage_words
from tifa.studies.rhetoric.framing import DEVICES, FRAMES, glosses, name_of, shown
from tifa.studies.rhetoric.leads import frame_or_none, with_pages

Row = Mapping[str, Any]


def frame_cell(frame: object) -> Markup:
    """Show a frame or device with its Chinese.

    >>> frame_cell("medicine")
    Markup('Chinese medicine <span lang="zh-Hans">中医药</span>')
    """
    english, chinese = (FRAMES | DEVICES).get(str(frame), (str(frame), ""))
    return sentence("{} {}", english, zh(chinese)) if chinese else sentence("{}", english)


def linked_frames(rows: pd.DataFrame) -> Callable[[object], Markup]:
    """Return how frames and devices are shown where each leads to its page, as far as it has one.

    ``rows`` are the hits of :func:`tifa.studies.rhetoric.framing.terms`.
    """
    known = with_pages(rows)

    def shown(frame: object) -> Markup:
        page = frame_or_none(str(frame), known)
        return to(page, frame_cell(frame)) if page else frame_cell(frame)

    return shown


def linked_chinese(rows: pd.DataFrame) -> Callable[[object], Markup]:
    """Return how the Chinese of a frame is shown: it leads to the page of the frame."""
    known = {FRAMES[frame][1]: frame for frame in with_pages(rows) if frame in FRAMES}

    def shown(chinese: object) -> Markup:
        frame = known.get(str(chinese))
        return to(frame_page(frame), zh(chinese)) if frame else zh(chinese)

    return shown


def glossed(term: object, to: str | None = None) -> Markup:
    """Return a term with its English, leading to a sentence where one is given.

    >>> glossed("阻击战")
    Markup('<span lang="zh-Hans">阻击战</span> (battle to stop the epidemic)')
    """
    shown = refer_to(to)(term) if to else zh(term)
    english = glosses().get(str(term)) or frame_network.gloss(str(term))
    return sentence("{} ({})", shown, english) if english != term else shown


def listed(text: object) -> Markup:
    """Show terms with their counts, as ``阻击战 (16); 打赢 (14)``, each with its English.

    A term leads to all sentences that hold it, by the site's search.
    """
    if not isinstance(text, str) or not text:
        return Markup("–")
    parts = []
    for part in text.split("; "):
        term, _, n = part.rpartition(" (")
        english = glosses().get(term) or frame_network.gloss(term)
        note = f" {english}" if english != term else ""
        parts.append(sentence("{}{} ({}", search_link(term), note, n))
    return Markup("; ").join(parts)


MOST_GROUPS = 12
"""So many groups stand in a cell; the CSV has all of them."""

Cells = Mapping[str, Callable[[Row], object]]


def in_use(rows: pd.DataFrame) -> Cells:
    """Return how the terms of each frame are shown."""
    shown = linked_frames(rows)
    return {
        "frame": lambda row: shown(row["frame"]),
        "hits": lambda row: f"{row['hits']:,}",
        "different terms": lambda row: f"{row['different terms']:,}",
        "commonest terms": lambda row: listed(row["commonest"]),
    }


def rates(rows: pd.DataFrame) -> Cells:
    """Return how rates by frame are shown: the frame and each group lead to their hits."""
    shown = linked_frames(rows)
    return {
        "frame": lambda row: shown(row["frame"]),
        "all articles, per 1,000 characters": lambda row: row["all"],
        "by group: hits, rate (interval)": lambda row: Markup("<br>").join(
            to(where, marked(part)) if where else marked(part)
            for part, where in zip(
                row["groups"].split("\n"), row["groups lead to"].split("\n"), strict=True
            )
        ),
    }


DOUBTS: Cells = {
    "term": lambda row: glossed(row["term"], row["told in"]),
    "frame": lambda row: frame_cell(row["frame"]),
    "judgement": lambda row: row["judgement"],
    "why": lambda row: marked(row["reason"]),
}
"""Hits that were not judged right, as shown."""

BATTLES: Cells = {
    "battle": lambda row: sentence("{} {}", refer_to(row["told in"])(row["battle"]), row["gloss"]),
    "whose": lambda row: marked(row["whose"]),
    "when": lambda row: f"{row['when'] or 'no date'} ({row['dated by']})",
    "how it stands": lambda row: _stage(row),
    "article": lambda row: row["article"],
}
"""Battles as shown."""


def _stage(row: Row) -> object:
    word = row["stage word"]
    if not isinstance(word, str):
        return row["stage"]
    return sentence("{}: {} ({})", row["stage"], zh(word), stage_words()[word][1])


def waves(names: Mapping[str, object]) -> Cells:
    """Return how battles by wave are shown; ``names`` has the articles by ``doc_id``."""
    shown = gathered(names)
    return {
        "wave": lambda row: row["wave"],
        "battles": lambda row: (
            f"{row['battles']:,} in {row['characters']:,} characters, {row['per 1,000']:.2f} per 1,000"
        ),
        "by name": lambda row: (
            f"{row['of the epidemic']:,} of the epidemic, {row['of a place']:,} of a place"
        ),
        "how they stand": lambda row: ", ".join(f"{row[name]:,} {name}" for name in STAGES),
        "commonest": lambda row: (
            marked(row["commonest"]) if isinstance(row["commonest"], str) else "–"
        ),
        "told in": lambda row: shown(row["told in"]) if isinstance(row["told in"], str) else "–",
    }


def period_cells(pair: tuple[str, str]) -> Cells:
    """Return how the terms of two periods are shown."""
    first, second = pair

    def held(year: str) -> Callable[[Row], object]:
        return lambda row: (
            f"{row[f'{year} rate']:.2f} ({row[f'{year} hits']:,} in "
            f"{row[f'{year} articles']:,} art.)"
        )

    return {
        "term": lambda row: glossed(row["term"], _or_none(row["told in"])),
        "frame": lambda row: frame_cell(row["frame"]),
        f"{first} per 1,000": held(first),
        f"{second} per 1,000": held(second),
        f"{second} over {first}": lambda row: ratio(row["ratio"], row["low"], row["high"]),
    }


def _or_none(value: object) -> str | None:
    return value if isinstance(value, str) else None


def ratio(value: float, low: float, high: float) -> str:
    """Return a ratio of rates with its bounds as a reader sees it.

    >>> ratio(1.5, 0.8, 2.9), ratio(float("inf"), 2.47, float("inf"))
    ('1.5 (0.80 to 2.9)', 'only there (at least 2.5)')
    >>> ratio(0.0, 0.0, 1.04), ratio(float("nan"), 0.0, float("inf"))
    ('not there (at most 1.04)', '–')
    """
    if value != value:
        return "–"
    if value == float("inf"):
        return f"only there (at least {low:.2g})"
    if value == 0:
        return f"not there (at most {high:.3g})"
    return f"{value:.2g} ({low:.2f} to {high:.3g})"


def moved(table: pd.DataFrame) -> pd.DataFrame:
    """Return the frames of two periods as shown: the ratio with its bounds in one column."""
    told = [ratio(*bounds) for bounds in table[["ratio", "low", "high"]].itertuples(index=False)]
    found = table.drop(columns=["ratio", "low", "high"])
    found.insert(found.columns.get_loc("p"), "ratio", told)
    return found


PAIRS: Cells = {
    "pair": lambda row: _pair(row),
    "sentences with both": lambda row: f"{row['together']:,}",
    "of": lambda row: f"{row['first in']:,} and {row['second in']:,}",
    "G²": lambda row: f"{row['g2']:.1f}",
    "logDice": lambda row: f"{row['log_dice']:.1f}",
}
"""Pairs of frames and actors as shown."""


ACTORS: Cells = {
    "who": lambda row: row["group"],
    "named": lambda row: f"{row['hits']:,}",
    "in sentences": lambda row: f"{row['sentences']:,}",
    "commonest words": lambda row: listed(row["commonest"]),
}
"""Groups of people and bodies as shown."""


def _pair(row: Row) -> Markup:
    doc_id, _, number = str(row["told in"]).rpartition("#s-")
    names = f"{name_of(row['first'])} with {name_of(row['second'])}"
    return link(names, doc_id, int(number))


def rate_table(table: pd.DataFrame, all_of: pd.DataFrame) -> pd.DataFrame:
    """Return a row a frame: its rate in all articles, and in every group, as text."""
    found = []
    for row in all_of.to_dict("records"):
        of = table[table["frame"] == row["frame"]]
        parts = [
            f"{r['group']}: {r['hits']:,}, " + shown(r["rate"], r["low"], r["high"], r["hits"])
            for r in of.head(MOST_GROUPS).to_dict("records")
        ]
        more = len(of) - MOST_GROUPS
        leads = [
            where if isinstance(where, str) else "" for where in of["leads to"].head(MOST_GROUPS)
        ]
        parts += [f"{more:,} more in the CSV"] if more > 0 else []
        leads += [""] if more > 0 else []
        all_said = f"{row['hits']:,}, {shown(row['rate'], row['low'], row['high'], row['hits'])}"
        held = {"groups": "\n".join(parts), "groups lead to": "\n".join(leads)}
        found.append({"frame": row["frame"], "all": all_said} | held)
    return pd.DataFrame(found, columns=["frame", "all", "groups", "groups lead to"])
