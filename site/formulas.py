"""A page for each formula and parallel: its members by article, every mention in its context."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
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
    reference,
    section,
    sentence_at,
    spread,
    table,
    to_sentence,
    with_reference,
)
from markupsafe import Markup
from wording import formula_cell, plain_pinyin, spoken

from tifa.formulas.english import english, is_national
from tifa.report import city_page, count, formula_page, zh
from tifa.studies.slogans.counts import KINDS, PARALLEL
from tifa.studies.slogans.families import families
from tifa.studies.slogans.tables import STATED, VERDICTS, arithmetic
from tifa.studies.timelines import divisions

LINES = 200  # mentions shown; the CSV has all
LISTS = PLACES = 60  # articles and places shown
VARIANTS = 30


def names(evidence: Evidence) -> list[str]:
    """The formulas, then the parallels, those of most articles first."""
    return sorted(
        {*evidence.mentions, *evidence.lists},
        key=lambda name: (kind_of(evidence, name) == PARALLEL, *frequency(evidence, name), name),
    )


def with_pages(evidence: Evidence, paged: frozenset[str] | None) -> list[str]:
    """The formulas and parallels that have a page of their own."""
    return [name for name in names(evidence) if paged is None or formula_page(name) in paged]


def limited(paged: frozenset[str] | None, evidence: Evidence) -> Markup:
    """What the list says where not all formulas have a page of their own."""
    if paged is None:
        return Markup("")
    return paragraph(
        "{:,} of the {:,} have a page of their own: those that most articles use, and all that the "
        "notebooks lead to. Of the others every mention is in the table of formulas among the "
        '<a href="../downloads.html">tables to download</a>.',
        len(paged),
        len(names(evidence)),
    )


def kind_of(evidence: Evidence, name: str) -> str:
    """The kind of a formula."""
    held = evidence.mentions.get(name) or evidence.lists[name]
    return str(held[0]["kind"])


def frequency(evidence: Evidence, name: str) -> tuple[int, int]:
    """Articles and mentions of a formula, negative, to sort by."""
    held = evidence.mentions.get(name, [])
    return -len({row["doc_id"] for row in held}), -len(held)


def formula_pages(
    evidence: Evidence, told: Mapping[str, Markup], chosen: Iterable[str] | None = None
) -> Iterator[Made]:
    """A page for each formula that is chosen; `told` has for one where the notebooks speak of it."""
    alike = relatives(evidence)
    for name in names(evidence) if chosen is None else chosen:
        yield page(evidence, name, alike.get(name, []), told.get(name, Markup("")))


def relatives(evidence: Evidence) -> dict[str, list[str]]:
    """For each formula the others of its family."""
    first = [held[0] for held in evidence.lists.values()]
    if not first:
        return {}
    listed = pd.DataFrame(first, columns=["canonical", "kind", "members"])
    listed["members"] = [list(v) if v is not None else [] for v in listed["members"]]
    family = families(listed)
    held: dict[str, list[str]] = {}
    for name, key in family.items():
        held.setdefault(key, []).append(name)
    return {name: [other for other in held[key] if other != name] for name, key in family.items()}


def page(evidence: Evidence, name: str, alike: list[str], told: Markup) -> Made:
    """The page of a formula."""
    address = formula_page(name).removesuffix(".html")
    held = evidence.mentions.get(name, [])
    data = {f"{address}-mentions": with_reference(lines(evidence, held))}
    parts = [
        Markup('<h1 lang="zh-Hans">{}</h1>\n').format(name),
        lead(evidence, name),
        members(evidence, name, address, data),
        in_context(evidence, held, address),
        variants(held, name, alike),
        where(evidence, held),
        told,
    ]
    body = Markup("\n").join(part for part in parts if part)
    kind = "Parallel" if kind_of(evidence, name) == PARALLEL else "Formula"
    return Made(address, Markup(zh(name)), body, kind, (("", said(name)),), data)


def said(name: str) -> str:
    """What the search knows of a formula, its pinyin with and without tones."""
    return " · ".join(part for part in (name, plain_pinyin(name), english(name)) if part)


def lead(evidence: Evidence, name: str) -> Markup:
    """Pinyin, English, kind and counts of a formula."""
    held, kind = evidence.mentions.get(name, []), kind_of(evidence, name)
    note = is_national(name)
    parts = [spoken(name), english(name), KINDS.get(kind, kind)]
    parts += [] if note is None else [note.rstrip(".") or "set phrase of national use"]
    what = paragraph("{}", Markup(" · ").join(part for part in parts if part), kind="tifa-meta")
    return what + paragraph("{}", counts(evidence, held, name))


def counts(evidence: Evidence, held: list[Row], name: str) -> Markup:
    """How often a formula occurs, where, in which years, and how its counts come out."""
    about = [evidence.articles[doc_id] for doc_id in dict.fromkeys(r["doc_id"] for r in held)]
    days = sorted(article.date for article in about if article.date)
    places = len({article.code for article in about if article.code})
    text = f"{count(len(held), 'mention')} in {count(len(about), 'article')}"
    text += f" from {count(places, 'place')}" if places else ""
    span = days[0] if days and days[0] == days[-1] else f"{days[0]} to {days[-1]}" if days else ""
    text += f", published {span}" if span else ""
    verdicts = Counter(str(r["verdict"]) for r in evidence.lists.get(name, []) if r["verdict"])
    told = ", ".join(
        f"{VERDICTS.get(v, v)} in {count(n, 'article')}" for v, n in verdicts.most_common()
    )
    return Markup("{}{}.").format(text, f"; its count {told}" if told else "")


# What it stands for


def members(evidence: Evidence, name: str, address: str, data: dict[str, pd.DataFrame]) -> Markup:
    """The members that each article gives, and whether they are as many as the formula says."""
    rows = evidence.lists.get(name, [])
    if not rows:
        return Markup("")
    data[f"{address}-members"] = pd.DataFrame(map(flat, rows))
    order = sorted(rows, key=lambda row: (row["verdict"] in (None, "unlisted"), row["doc_id"]))
    kept = order[:LISTS]
    caption = Markup("Members by article.{} {}").format(
        of_all(len(kept), len(rows)), csv(f"{address}-members")
    )
    shown = [
        [
            listed(evidence, row),
            verdict(row),
            to_sentence(evidence.articles[row["doc_id"]].label, row["doc_id"], row["sentence_id"]),
        ]
        for row in kept
    ]
    heads = ["what it stands for", "does the count hold", "article"]
    return section(
        "What it stands for", "members", table(heads, shown, caption, kind="tifa-stacked")
    )


def listed(evidence: Evidence, row: Row) -> object:
    """The members as a list, each leading to its sentence."""
    spelled = [str(member) for member in (row["members"] if row["members"] is not None else [])]
    if not spelled:
        return None
    spans = [
        int(start) for start, _ in (row["member_spans"] if row["member_spans"] is not None else [])
    ]
    places = [sentence_at(evidence, row["doc_id"], start) for start in spans[: len(spelled)]]
    places += [int(row["sentence_id"])] * (len(spelled) - len(places))
    items = Markup("").join(
        Markup("<li>{}</li>").format(to_sentence(zh(member), row["doc_id"], place))
        for member, place in zip(spelled, places, strict=True)
    )
    return Markup('<ol class="tifa-members">{}</ol>').format(items)


def verdict(row: Row) -> object:
    """The verdict with its sum, and where the members stand; None for a parallel."""
    if not row["verdict"]:
        return None
    kind = str(row["verdict"])
    stated = STATED.get(str(row["stated"]))
    return Markup('<span class="tifa-verdict tifa-{}">{}</span> {}{}').format(
        kind, VERDICTS.get(kind, kind), check(row), f"; {stated}" if stated else ""
    )


def check(row: Row) -> str:
    """The sum that a verdict rests on."""
    expected = [int(n) for n in (row["expected"] if row["expected"] is not None else [])]
    size = len(row["members"]) if row["members"] is not None else 0
    return arithmetic(expected, size, row["verdict"], row["kind"])


def flat(row: Row) -> dict[str, Any]:
    """A list of members as the CSV has it."""
    return {
        "formula": row["canonical"],
        "members": "; ".join(row["members"] if row["members"] is not None else []),
        "verdict": row["verdict"],
        "check": check(row) if row["verdict"] else None,
        "mentions": row["n_mentions"],
        "told in": reference(row["doc_id"], row["sentence_id"]),
    }


# Where it occurs


def in_context(evidence: Evidence, held: list[Row], address: str) -> Markup:
    """The mentions as a concordance."""
    if not held:
        return Markup("")
    kept = spread(held, LINES)
    caption = Markup("Mentions, sorted by what follows.{} {}").format(
        of_all(len(kept), len(held)), csv(f"{address}-mentions")
    )
    return section("In context", "mentions", concordance(lines(evidence, kept), caption))


def variants(held: list[Row], name: str, alike: list[str]) -> Markup:
    """The forms in which it is written, and the formulas that share its shape, part or members."""
    forms = Counter(str(row["surface"]) for row in held)
    first = {str(row["surface"]): row for row in reversed(held)}
    written = Markup(", ").join(
        Markup("{} ({:,})").format(
            to_sentence(zh(form), first[form]["doc_id"], first[form]["sentence_id"]), n
        )
        for form, n in forms.most_common(VARIANTS)
    )
    others = Markup("\n").join(
        Markup("<li>{}</li>").format(formula_cell(other)) for other in alike[:VARIANTS]
    )
    if len(forms) < 2 and not others:
        return Markup("")
    return section(
        "Variants",
        "variants",
        paragraph("Written {}.", written) if len(forms) > 1 else "",
        paragraph("Of the same family:{}", of_all(min(len(alike), VARIANTS), len(alike)))
        + Markup("<ul>{}</ul>").format(others)
        if others
        else "",
    )


def where(evidence: Evidence, held: list[Row]) -> Markup:
    """The places in whose articles it occurs."""
    codes = [evidence.articles[row["doc_id"]].code for row in held]
    counted = Counter(code for code in codes if code)
    if not counted:
        return Markup("")
    articles = Counter(evidence.articles[doc_id].code for doc_id in {row["doc_id"] for row in held})
    first = dict(zip(reversed(codes), reversed(held), strict=True))
    shown = [
        [
            Markup('<a href="../{}">{}</a> {}').format(
                city_page(code), divisions.english(code), zh(divisions.chinese(code))
            ),
            articles[code],
            n,
            to_sentence("first", first[code]["doc_id"], first[code]["sentence_id"]),
        ]
        for code, n in counted.most_common(PLACES)
    ]
    caption = f"Places of the articles.{of_all(len(shown), len(counted))}"
    return section(
        "Places", "places", table(["place", "articles", "mentions", "told in"], shown, caption)
    )


# The list of formulas


def rows_of_list(evidence: Evidence) -> list[list[object]]:
    """A row for each formula in the list of formulas."""
    return [
        [
            formula_cell(name),
            KINDS.get(kind := kind_of(evidence, name), kind),
            -frequency(evidence, name)[0],
            -frequency(evidence, name)[1],
        ]
        for name in names(evidence)
    ]


HEADS = ["formula", "kind", "articles", "mentions"]
