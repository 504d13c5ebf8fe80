"""A page for each frame and device: its terms, its rate by place, its hits in their context."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd
from corpus import Row
from evidence import (
    Evidence,
    Made,
    concordance,
    csv,
    lines,
    of_all,
    paragraph,
    section,
    spread,
    table,
    to_sentence,
    with_reference,
)
from markupsafe import Markup
from wording import frame_link, frame_name, frame_phrase, gloss_of, plain_pinyin, spoken

from tifa.report import city_page, count, frame_page, zh
from tifa.statistics.rates import rates
from tifa.studies.timelines import divisions

LINES = 200  # hits shown
IN_CSV = 20_000  # hits in the CSV; the table `terms` has all
TERMS = PLACES = 100  # terms and places shown; the CSV has all


def frame_pages(evidence: Evidence, told: Mapping[str, Markup]) -> Iterator[Made]:
    """A page for each frame, then for each device, those with most hits first."""
    sizes = city_sizes(evidence)
    for frame, kind, hits in ordered(evidence):
        yield page(evidence, frame, kind, hits, sizes, told.get(frame, Markup("")))


def ordered(evidence: Evidence) -> list[tuple[str, str, pd.DataFrame]]:
    """The frames and devices with their hits."""
    found = [
        (str(frame), str(hits["kind"].iloc[0]), hits)
        for frame, hits in evidence.hits.groupby("frame", sort=True)
    ]
    return sorted(found, key=lambda each: (each[1] != "frame", -len(each[2]), each[0]))


def city_sizes(evidence: Evidence) -> dict[str, int]:
    """How many characters the articles of each place have."""
    sizes: dict[str, int] = {}
    for article in evidence.articles.values():
        if article.code:
            sizes[article.code] = sizes.get(article.code, 0) + article.size
    return sizes


def page(
    evidence: Evidence,
    frame: str,
    kind: str,
    hits: pd.DataFrame,
    sizes: dict[str, int],
    told: Markup,
) -> Made:
    """The page of a frame or device."""
    address = frame_page(frame).removesuffix(".html")
    name, phrase = frame_name(frame), frame_phrase(frame)
    title = Markup("{} {}").format(name, zh(phrase)) if phrase else Markup(name)
    data: dict[str, pd.DataFrame] = {}
    parts = [
        Markup("<h1>{}</h1>\n").format(title),
        paragraph("{}", Markup(" · ").join([spoken(phrase), Markup(kind)]), kind="tifa-meta"),
        paragraph("{}.", summary(evidence, hits)),
        terms(hits, address, data),
        places(hits, sizes, address, data),
        in_context(evidence, hits, address, data),
        told,
    ]
    said = f"{name} {phrase} ({plain_pinyin(phrase)})"
    body = Markup("\n").join(part for part in parts if part)
    return Made(address, title, body, kind.capitalize(), (("", said),), data)


def summary(evidence: Evidence, hits: pd.DataFrame) -> str:
    """How often a frame occurs, with its rate."""
    size = sum(article.size for article in evidence.articles.values())
    text = f"{count(len(hits), 'hit')} in {count(int(hits['doc_id'].nunique()), 'article')}"
    rate = f", {1000 * len(hits) / size:.2f} in 1,000 characters" if size else ""
    return text + rate


def terms(hits: pd.DataFrame, address: str, data: dict[str, pd.DataFrame]) -> Markup:
    """The terms that occur, each leading to its first sentence."""
    rows = [term(str(name), held) for name, held in hits.groupby("term", sort=True)]
    rows.sort(key=lambda row: (-row["hits"], row["term"]))
    data[f"{address}-terms"] = pd.DataFrame(rows).drop(columns="first")
    caption = Markup("Terms.{} {}").format(
        of_all(min(TERMS, len(rows)), len(rows)), csv(f"{address}-terms")
    )
    shown = [
        [
            to_sentence(zh(row["term"]), *row["first"]),
            spoken(row["term"]),
            row["in English"],
            row["hits"],
            row["articles"],
        ]
        for row in rows[:TERMS]
    ]
    heads = ["term", "pinyin", "in English", "hits", "articles"]
    return section("Terms", "terms", table(heads, shown, caption, kind="tifa-fit"))


def term(name: str, held: pd.DataFrame) -> Row:
    """A term with its counts and its first sentence."""
    first: Any = held.iloc[0]
    return {
        "term": name,
        "in English": gloss_of(name),
        "hits": len(held),
        "articles": int(held["doc_id"].nunique()),
        "first": (first["doc_id"], int(first["sentence_id"])),
    }


def places(
    hits: pd.DataFrame, sizes: dict[str, int], address: str, data: dict[str, pd.DataFrame]
) -> Markup:
    """The rate in the articles of each place."""
    counted = hits["code"].value_counts().to_dict()
    codes = sorted((code for code, n in sizes.items() if n), key=lambda c: (-counted.get(c, 0), c))
    if not codes:
        return Markup("")
    found = rates([counted.get(code, 0) for code in codes], [sizes[code] for code in codes])
    data[f"{address}-places"] = pd.DataFrame(
        {
            "place": [divisions.chinese(code) for code in codes],
            "code": codes,
            "hits": [counted.get(code, 0) for code in codes],
            "characters": [sizes[code] for code in codes],
            **{name: list(found[name]) for name in ("rate", "low", "high")},
        }
    )
    caption = Markup(
        "Hits per 1,000 characters, with the 95 % interval of chance within these texts.{} {}"
    ).format(of_all(min(PLACES, len(codes)), len(codes)), csv(f"{address}-places"))
    first = hits.drop_duplicates("code").set_index("code")
    rows = list(zip(codes, found.itertuples(), strict=True))[:PLACES]
    shown = [place(code, rate, counted.get(code, 0), first) for code, rate in rows]
    heads = ["place of the article", "hits", "rate", "interval", "told in"]
    return section("Places", "places", table(heads, shown, caption))


def place(code: str, rate: Any, n: int, first: pd.DataFrame) -> list[object]:
    """A row of the table of places."""
    return [
        Markup('<a href="../{}">{}</a> {}').format(
            city_page(code), divisions.english(code), zh(divisions.chinese(code))
        ),
        n,
        float(rate.rate),
        f"{rate.low:.2f} to {rate.high:.2f}",
        to_sentence("first", first.at[code, "doc_id"], first.at[code, "sentence_id"])
        if n
        else None,
    ]


def in_context(
    evidence: Evidence, hits: pd.DataFrame, address: str, data: dict[str, pd.DataFrame]
) -> Markup:
    """The hits as a concordance; of very many, one of each article before a second of any."""
    turn = hits.groupby("doc_id").cumcount().to_numpy().argsort(kind="stable")
    held = hits.iloc[sorted(turn[:IN_CSV])].to_dict("records")
    data[f"{address}-hits"] = with_reference(lines(evidence, held))
    kept = spread(held, LINES)
    more = f" The file has {len(held):,}, the table terms all." if len(held) < len(hits) else ""
    caption = Markup("Hits, sorted by what follows.{}{} {}").format(
        of_all(len(kept), len(hits)), more, csv(f"{address}-hits")
    )
    return section("In context", "hits", concordance(lines(evidence, kept), caption))


# The list of frames


def rows_of_list(evidence: Evidence) -> list[list[object]]:
    """A row for each frame and device in their list."""
    return [
        [
            frame_link(frame),
            zh(phrase) if (phrase := frame_phrase(frame)) else None,
            kind,
            int(hits["term"].nunique()),
            int(hits["doc_id"].nunique()),
            len(hits),
        ]
        for frame, kind, hits in ordered(evidence)
    ]


HEADS = ["frame or device", "Chinese", "kind", "terms", "articles", "hits"]
