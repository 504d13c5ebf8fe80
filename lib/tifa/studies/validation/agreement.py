"""Notebook 05: what the parser finds beside what was marked in whole articles, question by question.

A *check* is one question put to one marked or found thing: was this time found, is its value right, is this
find in the gold. All tables of agreement are counts over checks, and every error is a check that failed.
The gold itself is read by :mod:`tifa.studies.validation.gold`.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from tifa.cleaning.article import Article
from tifa.cleaning.decode import decode
from tifa.formulas import Expansion, Mention, expand, find_formulas
from tifa.places.about import place_of
from tifa.places.find import find_places
from tifa.places.gazetteer import path_of
from tifa.rhetoric.frames import FRAMES, find_terms
from tifa.rows import SET, clean
from tifa.scan import first_name, scan
from tifa.sentences import split_sentences
from tifa.statements import about
from tifa.studies.rhetoric.framing_trust import binomial
from tifa.studies.validation.gold import LAST, SEED_FRAMES, SEEDS, Marked, read_cases, read_seeds
from tifa.times import find_times, resolve

Span = tuple[int, int]


class Check(NamedTuple):
    """One question and its answer; ``expected`` and ``got`` are as a reader compares them."""

    table: str
    set: str
    article: str
    kind: str
    check: str
    right: bool
    text: str
    expected: str = ""
    got: str = ""
    error: str = ""
    start: int = -1


# Checks ---------------------------------------------------------------------------------------


def _overlap(a: Span, b: Span) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def _missed(body: str, span: Span, found: Iterable[Span]) -> tuple[str, str]:
    """Return what was found at a marked place instead, and how the marked thing was missed."""
    near = [body[slice(*other)] for other in found if _overlap(span, other)]
    return ("; ".join(near), "other edges") if near else ("", "not found")


def _say(*values: object) -> str:
    """Return the bounds of a value; a point is said once."""
    return " to ".join(dict.fromkeys(str(value or "–") for value in values))


def time_checks(article: Marked) -> Iterator[Check]:
    """Yield the checks of the times with a calendar value: found, value, kind, place, none made up."""
    body, facts = article.body, article.facts
    curated = facts.get("curated") or {}
    published = facts.get("published") or curated.get("published")
    origin = "page" if facts.get("published") else "curated"
    times = find_times(body)
    values = resolve(body, times, published, origin)
    code = facts.get("place_code")
    if code is None:
        code = place_of(facts.get("title"), facts.get("source"), body, published)[1]
    year = int(str(published)[:4]) if published else 2022
    places = about(body, times, find_places(body, year, code), split_sentences(body), code)
    of = {
        (time.start, time.end): (value, place)
        for time, value, place in zip(times, values, places, strict=True)
    }
    kinds = {(t.start, t.end): str(t.kind) for t in times}
    core = {(row["start"], row["end"]): row for row in article.times if row["core"]}
    for span, row in core.items():
        asked = ("times", article.set, article.name, row["kind"])
        text, at = row["text"], span[0]
        if span not in of:
            yield Check(*asked, "found", False, text, text, *_missed(body, span, of), at)
            continue
        value, place = of[span]
        yield Check(*asked, "found", True, text)
        yield Check(*asked, "in gold", True, text)
        pair = (_say(row["iso_start"], row["iso_end"]), _say(value.iso_start, value.iso_end))
        yield Check(*asked, "value", pair[0] == pair[1], text, *pair, "wrong value", at)
        both = (row["kind"], kinds[span])
        yield Check(*asked, "kind", both[0] == both[1], text, *both, "wrong kind", at)
        where = path_of(place, year) if place is not None else None
        right = row["place_code"] == place if "place_code" in row else row["place"] == where
        yield Check(
            *asked, "place", right, text, _say(row["place"]), _say(where), "wrong place", at
        )
    for span, (value, _) in of.items():
        if value.core and not any(_overlap(span, other) for other in core):
            text = body[slice(*span)]
            asked = ("times", article.set, article.name, kinds[span])
            got = _say(value.iso_start, value.iso_end)
            yield Check(*asked, "in gold", False, text, "", got, "not in gold", span[0])


def bare(members: Sequence[str]) -> list[str]:
    """Return members as they are compared: marks in ASCII, quotation marks at the edges left out.

    >>> bare(["“早发现”", "早报告"])
    ['早发现', '早报告']
    """
    return [unicodedata.normalize("NFKC", member).strip("“”‘’") for member in members]


def formula_checks(article: Marked) -> Iterator[Check]:
    """Yield the checks of formulas (found, value, none made up) and of their members (list, no list)."""
    mentions = find_formulas(article.body)
    expansions = expand(article.body, mentions, split_sentences(article.body))
    of = {(mentions[n].start, mentions[n].end): row for row in expansions for n in row.mentions}
    scored = [row for row in article.formulas if not row["optional"] and row["mentions"]]
    everything: list[Span] = [(a, b) for row in article.formulas for a, b, _ in row["mentions"]]
    for row in scored:
        asked = ("formulas", article.set, article.name, row["kind"])
        for start, end, text in row["mentions"]:
            if (start, end) not in of:
                missed = _missed(article.body, (start, end), of)
                yield Check(*asked, "found", False, text, text, *missed, start)
                continue
            got = of[start, end]
            yield Check(*asked, "found", True, text)
            yield Check(*asked, "in gold", True, text)
            pair = (_counts(row["kind"], row["expected"]), _counts(got.kind, got.expected))
            yield Check(*asked, "value", pair[0] == pair[1], text, *pair, "wrong count", start)
        yield _list_check(article, row, of)
    for mention in mentions:
        span = (mention.start, mention.end)
        if not any(_overlap(span, other) for other in everything):
            yield _made_up(article, mention)


def _counts(kind: str, expected: Sequence[int]) -> str:
    return f"{kind} {'+'.join(map(str, expected))}".strip()


def _made_up(article: Marked, mention: Mention) -> Check:
    asked = ("formulas", article.set, article.name, str(mention.kind))
    text = article.body[mention.start : mention.end]
    return Check(*asked, "in gold", False, text, "", text, "not in gold", mention.start)


def _list_check(article: Marked, row: dict[str, Any], of: Mapping[Span, Expansion]) -> Check:
    spans = [(start, end) for start, end, _ in row["mentions"]]
    found = next((of[span] for span in spans if span in of), None)
    wanted, got = bare(row["members"]), bare(found.members if found else ())
    asked = ("members", article.set, article.name, row["kind"])
    at, text = spans[0][0], row["canonical"]
    if not wanted:
        return Check(*asked, "no list", not got, text, "", "、".join(got), "list made up", at)
    same = found is not None and found.verdict == row["verdict"]
    error = _list_error(wanted, got, known=found is not None)
    shown = ("、".join(wanted), "、".join(got))
    return Check(*asked, "list", same and wanted == got, text, *shown, error, at)


def _list_error(wanted: Sequence[str], got: Sequence[str], *, known: bool = True) -> str:
    """Return the class of an error in a list of members.

    >>> _list_error(["早发现", "早报告"], ["早发现"]), _list_error(["早发现"], ["要早发现"])
    ('list cut short', 'other edges of members')
    """
    if not known:
        return "formula not found"
    if not got:
        return "list not found"
    if wanted == got:
        return "other verdict"
    if len(wanted) == len(got):
        near = all(a in b or b in a for a, b in zip(wanted, got, strict=True))
        return "other edges of members" if near else "other members"
    return "list cut short" if len(got) < len(wanted) else "list too long"


def term_checks(article: Marked) -> Iterator[Check]:
    """Yield the checks of the frames: found, same edges, none made up.

    A hit counts as found where it shares characters with a marked one of its frame.
    """
    hits, body = scan(article.body), article.body
    taken = [(row.start, row.end) for row in find_formulas(body, hits) if row.kind in SET]
    taken += [(start, end) for number, start, end in hits if number >= first_name()]
    found = find_terms(body, taken)
    near = {(row["start"], row["end"]): row for row in article.terms if row["frame"] is None}
    for frame in SEED_FRAMES if article.set == SEEDS else FRAMES:
        mine = [(hit.start, hit.end) for hit in found if hit.frame == frame]
        rows = [row for row in article.terms if row["frame"] == frame]
        asked = ("frames", article.set, article.name, frame)
        for row in rows:
            if row.get("optional"):
                continue
            span, text = (row["start"], row["end"]), row["text"]
            right = any(_overlap(span, hit) for hit in mine)
            yield Check(*asked, "found", right, text, text, "", "not found", span[0])
            if right:
                yield Check(*asked, "in gold", True, text)
                got = _missed(body, span, mine)[0]
                yield Check(*asked, "edges", span in mine, text, text, got, "other edges", span[0])
        for hit in mine:
            if not any(_overlap(hit, (row["start"], row["end"])) for row in rows):
                text = body[slice(*hit)]
                error = "marked as a near miss" if hit in near else "not in gold"
                yield Check(*asked, "in gold", False, text, "", text, error, hit[0])


# Documents ------------------------------------------------------------------------------------

FIELDS = ("title", "published", "source", "publisher", "authors", "editors")


def _plain(value: object) -> object:
    """Return a field as it is compared: texts after NFKC and without white space, names as they are."""
    if isinstance(value, str):
        return re.sub(r"\s+", "", unicodedata.normalize("NFKC", value))
    return list(value) if isinstance(value, (list, tuple)) else value


def _shown(value: object) -> str:
    return "、".join(map(str, value)) if isinstance(value, list) else str(value or "")


def _paragraphs(lines: Sequence[str]) -> list[object]:
    return [key for line in lines if (key := _plain(line))]


def _briefly(lines: Sequence[object]) -> str:
    return " / ".join(str(line)[:40] for line in lines)


def _field_checks(
    name: str, set_name: str, found: Article, facts: Mapping[str, Any], body: Sequence[str]
) -> Iterator[Check]:
    for field in FIELDS:
        wanted, got = _plain(facts.get(field)), _plain(getattr(found, field))
        pair = (_shown(wanted), _shown(got))
        error = "left empty" if not got else "not stated" if not wanted else "other wording"
        asked = ("documents", set_name, name, field, "value")
        yield Check(*asked, wanted == got, pair[0] or pair[1], *pair, error)
    lines, own = _paragraphs(found.body.text.split("\n")), _paragraphs(body)
    lost, more = [x for x in own if x not in lines], [x for x in lines if x not in own]
    said = (_briefly(lost), _briefly(more))
    error = (
        "paragraph cut or joined"
        if lost and more
        else "paragraph lost"
        if lost
        else "furniture kept"
    )
    asked = ("documents", set_name, name, "body", "value")
    yield Check(*asked, lines == own, said[0] or said[1], *said, error)


def document_checks(gold: Path, cases: Path, seeds: Path) -> Iterator[Check]:
    """Yield the checks of the fields and the body of the five pages and of the set of HTML pages."""
    for article in read_seeds(gold):
        path = seeds / f"{article.name}.txt"
        if path.is_file():
            found = clean(decode(path.read_bytes()).text)[0]
            lines = article.body.split("\n")
            yield from _field_checks(article.name, SEEDS, found, article.facts, lines)
    for path in sorted((cases / "html").glob("*.html")):
        facts = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        found = clean(decode(path.read_bytes(), html=True).text, html=True)[0]
        yield from _field_checks(path.stem, LAST["documents"], found, facts, facts["body"])


# All of them ----------------------------------------------------------------------------------


def checks(gold: Path, cases: Path, seeds: Path) -> pd.DataFrame:
    """Return every check of the five articles and of the last set of each table; a row a check."""
    articles = read_seeds(gold)
    found = [c for a in articles for c in (*time_checks(a), *formula_checks(a), *term_checks(a))]
    found += [c for a in read_cases(cases, "times", LAST["times"]) for c in time_checks(a)]
    found += [c for a in read_cases(cases, "formulas", LAST["formulas"]) for c in formula_checks(a)]
    found += [c for a in read_cases(cases, "frames", LAST["frames"]) for c in term_checks(a)]
    found += document_checks(gold, cases, seeds)
    return pd.DataFrame(found, columns=list(Check._fields))


def none() -> pd.DataFrame:
    """Return a table of no checks, for readers who do not have the gold."""
    return pd.DataFrame(columns=list(Check._fields))


def agreement(rows: pd.DataFrame, by: Sequence[str] = ("table", "set", "check")) -> pd.DataFrame:
    """Return for each kind of check how many are right of how many, with the exact bounds of the share.

    The bounds are Clopper and Pearson's (1934), at 95 %.

    >>> one = pd.DataFrame({"check": ["found", "found"], "right": [True, False]})
    >>> agreement(one, ["check"])[["check", "right", "of", "share"]].to_dict("records")
    [{'check': 'found', 'right': 1, 'of': 2, 'share': 0.5}]
    """
    found = []
    for key, held in rows.groupby(list(by), sort=False):
        right, of = int(held["right"].sum()), len(held)
        low, high = binomial(right, of)
        row = dict(zip(by, key, strict=True))
        found.append(
            {**row, "right": right, "of": of, "share": right / of, "low": low, "high": high}
        )
    return pd.DataFrame(found, columns=[*by, "right", "of", "share", "low", "high"])


def errors(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the checks that failed, in the order of tables, sets and articles."""
    wrong = rows[~rows["right"].astype(bool)]
    return wrong.drop(columns="right").reset_index(drop=True)
