"""A page for each city or province: its articles, dated statements, formulas and frames.

Statements are of the place that they are about, formulas and frames of the place of the article.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Any

import pandas as pd
from bars import bars, start_of, unit_of
from corpus import Row, slug
from evidence import (
    Article,
    Evidence,
    Made,
    by,
    concordance,
    csv,
    lines,
    of_all,
    paragraph,
    reference,
    section,
    spread,
    table,
    to_sentence,
)
from markupsafe import Markup
from wording import formula_cell, frame_link, frame_name, frame_page, plain_pinyin, spoken

from tifa.report import city_page, count, zh
from tifa.statistics.rates import rates
from tifa.studies.slogans.counts import PARALLEL
from tifa.studies.timelines import divisions
from tifa.studies.timelines import events as timelines
from tifa.studies.timelines.actions import action_name, amount
from tifa.studies.timelines.days import when

ARTICLES = FORMULAS = 100  # rows shown of each; the CSV has all
STATEMENTS = 200
LINES = 10  # lines shown of each frame; its own page has more


@dataclass(frozen=True)
class City:
    """A city or province with what is known of it."""

    code: str
    articles: list[Article]
    statements: pd.DataFrame
    mentions: list[Row]
    hits: pd.DataFrame


def city_pages(evidence: Evidence, told: dict[str, Markup]) -> Iterator[Made]:
    """A page for each place that an article or a dated statement is about.

    `told` has for a place where the notebooks speak of it.
    """
    articles = by([{"code": a.code, "of": a} for a in evidence.articles.values()], "code")
    mentions = by(
        (
            row | {"code": evidence.articles[row["doc_id"]].code}
            for held in evidence.mentions.values()
            for row in held
        ),
        "code",
    )
    hits = dict(list(evidence.hits.groupby("code")))
    statements = dict(list(evidence.statements.groupby("group")))
    for code in evidence.places["code"]:
        city = City(
            code,
            [row["of"] for row in articles.get(code, [])],
            timelines.timeline(statements.get(code, evidence.statements.head(0)), code),
            mentions.get(code, []),
            hits.get(code, evidence.hits.head(0)),
        )
        yield page(evidence, city, told.get(code, Markup("")))


def page(evidence: Evidence, city: City, told: Markup) -> Made:
    """The page of a place."""
    name = city_page(city.code).removesuffix(".html")
    chinese, english = divisions.chinese(city.code), divisions.english(city.code)
    title = Markup("{} {}").format(english, zh(chinese))
    days, data = dated(evidence, city, name)
    parts = [
        Markup("<h1>{}</h1>\n").format(title),
        paragraph("{}", spoken(chinese), kind="tifa-meta"),
        paragraph("{}.", summary(city)),
        days,
        formulas(city, name, data),
        frames(evidence, city),
        own_articles(city, name, data),
        told,
    ]
    said = f"{english} {chinese} ({plain_pinyin(chinese)}): {summary(city).striptags()}"
    body = Markup("\n").join(part for part in parts if part)
    return Made(name, title, body, "Place", (("", said),), data)


def summary(city: City) -> Markup:
    """How many articles are from the place, and how many statements are about it."""
    return Markup("{} from here and {} about it").format(
        count(len(city.articles), "article"), count(len(city.statements), "dated statement")
    )


# Dated statements


def dated(evidence: Evidence, city: City, name: str) -> tuple[Markup, dict[str, pd.DataFrame]]:
    """The dated statements as bars over time and as a table, and their CSV."""
    rows = city.statements.to_dict("records")
    if not rows:
        return Markup(""), {}
    first = [row["first"] for row in rows if row["first"]]
    unit = unit_of(first)
    bins = [start_of(row["first"], unit) if row["first"] else None for row in rows]
    shown = chosen(rows, bins, STATEMENTS)
    kept = [rows[at] for at in shown]
    anchors = {n: f"d-{bins[at]}" for n, at in enumerate(shown) if new(bins, shown, n)}
    link = csv(f"{name}-statements")
    caption = Markup("Dated statements.{} {}").format(of_all(len(kept), len(rows)), link)
    heads = ["date", "action", "what the text says", "place", "article"]
    cells = map(partial(statement, evidence), kept)
    listed = table(heads, cells, caption, kind="tifa-stacked tifa-statements", ids=anchors)
    held = section("Dated statements", "statements", bars(first, bins, unit), listed)
    return held, {f"{name}-statements": flat(rows)}


def new(bins: Sequence[Any], shown: Sequence[int], n: int) -> bool:
    """True for the first row of a bar."""
    own = bins[shown[n]]
    return own is not None and (n == 0 or bins[shown[n - 1]] != own)


def statement(evidence: Evidence, row: Row) -> list[object]:
    """The cells of a statement."""
    day = when(row)
    return [
        Markup('<span class="tifa-date">{}</span>').format(day) if day else None,
        action_name(row["action"]),
        to_sentence(zh(row["text"]), row["doc_id"], row["sentence_id"]),
        zh(row["place"]) if row["place"] else None,
        evidence.articles[row["doc_id"]].label,
    ]


def flat(rows: list[Row]) -> pd.DataFrame:
    """The statements as their CSV has them."""
    return pd.DataFrame(
        {
            "date": when(row),
            "from": row["first"],
            "to": row["last"],
            "action": action_name(row["action"]),
            "text": row["text"],
            "figures": "; ".join(map(amount, row["figures"])),
            "place": row["place"],
            "place_code": row["place_code"],
            "told in": reference(row["doc_id"], row["sentence_id"]),
        }
        for row in rows
    )


def chosen(rows: Sequence[Row], bins: Sequence[Any], most: int) -> list[int]:
    """Which rows are shown: some of every bar, so that no bar leads nowhere."""
    if len(rows) <= most:
        return list(range(len(rows)))
    turn, seen = [], Counter[Any]()
    for at, own in enumerate(bins):
        turn.append((seen[own], at))
        seen[own] += 1
    fewest = sum(1 for n, _ in turn if n == 0)
    return sorted(at for _, at in sorted(turn)[: max(most, fewest)])


# Formulas, frames, articles


def formulas(city: City, name: str, data: dict[str, pd.DataFrame]) -> Markup:
    """The formulas in articles from the place, each leading to its page and its first sentence."""
    if not city.mentions:
        return Markup("")
    rows = [formula(list(held)) for _, held in groupby(in_order(city.mentions), by_name)]
    rows.sort(key=lambda row: (row["kind"] == PARALLEL, -row["articles"], -row["mentions"]))
    data[f"{name}-formulas"] = pd.DataFrame(rows).drop(columns="first")
    caption = Markup("Formulas and parallels.{} {}").format(
        of_all(min(FORMULAS, len(rows)), len(rows)), csv(f"{name}-formulas")
    )
    shown = [
        [
            formula_cell(row["formula"]),
            row["kind"].replace("_", " "),
            row["articles"],
            row["mentions"],
            to_sentence(Markup("first"), row["first"]["doc_id"], row["first"]["sentence_id"]),
        ]
        for row in rows[:FORMULAS]
    ]
    heads = ["formula", "kind", "articles", "mentions", "told in"]
    return section("Formulas", "formulas", table(heads, shown, caption, kind="tifa-fit"))


def by_name(row: Row) -> str:
    """What mentions are grouped by."""
    return str(row["canonical"])


def in_order(mentions: list[Row]) -> list[Row]:
    """Mentions of one formula beside each other, otherwise as they were."""
    return sorted(mentions, key=by_name)


def formula(held: list[Row]) -> Row:
    """A formula with its counts."""
    return {
        "formula": held[0]["canonical"],
        "kind": held[0]["kind"],
        "articles": len({row["doc_id"] for row in held}),
        "mentions": len(held),
        "told in": reference(held[0]["doc_id"], held[0]["sentence_id"]),
        "first": held[0],
    }


def frames(evidence: Evidence, city: City) -> Markup:
    """The frames in articles from the place, with their rates and some lines of each."""
    size = sum(about.size for about in city.articles)
    held = city.hits[city.hits["kind"] == "frame"]
    if held.empty or not size:
        return Markup("")
    groups = sorted(held.groupby("frame"), key=lambda pair: (-len(pair[1]), pair[0]))
    counted = rates([len(rows) for _, rows in groups], size)
    shown = [
        [
            frame_link(frame),
            Markup('<a href="#frame-{}">{:,}</a>').format(slug(frame), len(rows)),
            float(rate.rate),
            f"{rate.low:.2f} to {rate.high:.2f}",
            int(rows["doc_id"].nunique()),
        ]
        for (frame, rows), rate in zip(groups, counted.itertuples(), strict=True)
    ]
    caption = "Hits per 1,000 characters, with the 95 % interval of chance within these texts"
    heads = ["frame", "hits", "rate", "interval", "articles"]
    return section(
        "Frames",
        "frames",
        table(heads, shown, caption),
        Markup("\n").join(map(partial(some_lines, evidence), groups)),
    )


def some_lines(evidence: Evidence, group: tuple[str, pd.DataFrame]) -> Markup:
    """Some lines of a frame under its name."""
    frame, rows = group
    kept = spread(rows.to_dict("records"), LINES)
    caption = Markup('{}{} <a href="../{}">All places</a>').format(
        count(len(rows), "hit") + ".", of_all(len(kept), len(rows)), frame_page(frame)
    )
    return Markup('<h3 id="frame-{}">{}</h3>\n{}').format(
        slug(frame), frame_name(frame), concordance(lines(evidence, kept), caption)
    )


def own_articles(city: City, name: str, data: dict[str, pd.DataFrame]) -> Markup:
    """The articles from the place, by date."""
    if not city.articles:
        return Markup("")
    held = sorted(city.articles, key=lambda about: (about.date or "9", about.doc_id))
    data[f"{name}-articles"] = pd.DataFrame(
        {"doc_id": a.doc_id, "title": str(a.title.unescape()), "published": a.date,
         "characters": a.size} for a in held
    )  # fmt: skip
    caption = Markup("Articles from here.{} {}").format(
        of_all(min(ARTICLES, len(held)), len(held)), csv(f"{name}-articles")
    )
    shown = [
        [
            Markup('<a lang="zh-Hans" href="../articles/{}.html">{}</a>').format(
                slug(about.doc_id), about.title
            ),
            Markup('<span class="tifa-date">{}</span>').format(about.date) if about.date else None,
            about.size,
        ]
        for about in held[:ARTICLES]
    ]
    return section(
        "Articles", "articles", table(["title", "published", "characters"], shown, caption)
    )


# The list of places


def rows_of_list(evidence: Evidence) -> list[list[object]]:
    """A row for each place in the list of places, those with articles first."""
    return [
        [
            Markup('<a href="../{}">{}</a>').format(city_page(row["code"]), row["label"]),
            Markup("{} {}").format(zh(row["place"]), spoken(row["place"])),
            int(row["articles"]),
            int(row["statements"]),
            row["first"] or None,
            row["last"] or None,
        ]
        for row in evidence.places.to_dict("records")
    ]


HEADS = ["place", "Chinese", "articles", "statements", "first day", "last day"]
