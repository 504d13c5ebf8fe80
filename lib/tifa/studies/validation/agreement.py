"""Notebook 05: what the parser finds beside what was marked in whole articles, question by question.

What a check is tells :mod:`tifa.studies.validation.questions`; the gold is read by
:mod:`tifa.studies.validation.gold`. Words and sentences are asked about in
:mod:`tifa.studies.validation.segmented`, totals and events in :mod:`tifa.studies.validation.stated`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from tifa.formulas import Expansion, Mention, expand, find_formulas
from tifa.places.about import place_of
from tifa.places.find import find_places
from tifa.places.gazetteer import path_of
from tifa.rhetoric.frames import FRAMES, find_terms
from tifa.rows import LATEST, SET
from tifa.scan import first_name, scan
from tifa.sentences import split_sentences
from tifa.statements import about
from tifa.studies.rhetoric.framing_trust import binomial
from tifa.studies.validation.documents import document_checks
from tifa.studies.validation.gold import LAST, SEED_FRAMES, SEEDS, Marked, read_cases, read_seeds
from tifa.studies.validation.own import TABLES, read_own
from tifa.studies.validation.questions import Check, Span, missed, overlap, say
from tifa.studies.validation.segmented import own_words, read_words, sentence_checks, word_checks
from tifa.studies.validation.stated import Reading, event_checks, read_lines, total_checks
from tifa.times import find_times, resolve


def year_of(article: Marked) -> int:
    """Return the year whose divisions the article's places are looked up in."""
    published = article.facts.get("published") or (article.facts.get("curated") or {}).get(
        "published"
    )
    return int(str(published)[:4]) if published else LATEST


def read_times(article: Marked) -> Reading:
    """Return the times of an article with their values and places, as the parser reads them."""
    body, facts = article.body, article.facts
    curated = facts.get("curated") or {}
    published = facts.get("published") or curated.get("published")
    origin = "page" if facts.get("published") else "curated"
    times = find_times(body)
    values = resolve(body, times, published, origin)
    code = facts.get("place_code")
    if code is None:
        code = place_of(facts.get("title"), facts.get("source"), body, published)[1]
    places = find_places(body, year_of(article), code)
    return times, values, about(body, times, places, split_sentences(body), code)


def time_checks(article: Marked, reading: Reading | None = None) -> Iterator[Check]:
    """Yield the checks of the times with a calendar value: found, value, kind, place, none made up."""
    body, year = article.body, year_of(article)
    times, values, places = reading or read_times(article)
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
            yield Check(*asked, "found", False, text, text, *missed(body, span, of), at)
            continue
        value, place = of[span]
        yield Check(*asked, "found", True, text)
        yield Check(*asked, "in gold", True, text)
        pair = (say(row["iso_start"], row["iso_end"]), say(value.iso_start, value.iso_end))
        yield Check(*asked, "value", pair[0] == pair[1], text, *pair, "wrong value", at)
        both = (row["kind"], kinds[span])
        yield Check(*asked, "kind", both[0] == both[1], text, *both, "wrong kind", at)
        where = path_of(place, year) if place is not None else None
        right = row["place_code"] == place if "place_code" in row else row["place"] == where
        yield Check(*asked, "place", right, text, say(row["place"]), say(where), "wrong place", at)
    for span, (value, _) in of.items():
        if value.core and not any(overlap(span, other) for other in core):
            text = body[slice(*span)]
            asked = ("times", article.set, article.name, kinds[span])
            got = say(value.iso_start, value.iso_end)
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
                near = missed(article.body, (start, end), of)
                yield Check(*asked, "found", False, text, text, *near, start)
                continue
            got = of[start, end]
            yield Check(*asked, "found", True, text)
            yield Check(*asked, "in gold", True, text)
            pair = (_counts(row["kind"], row["expected"]), _counts(got.kind, got.expected))
            yield Check(*asked, "value", pair[0] == pair[1], text, *pair, "wrong count", start)
        yield _list_check(article, row, of)
    for mention in mentions:
        span = (mention.start, mention.end)
        if not any(overlap(span, other) for other in everything):
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
            right = any(overlap(span, hit) for hit in mine)
            yield Check(*asked, "found", right, text, text, "", "not found", span[0])
            if right:
                yield Check(*asked, "in gold", True, text)
                got = missed(body, span, mine)[0]
                yield Check(*asked, "edges", span in mine, text, text, got, "other edges", span[0])
        for hit in mine:
            if not any(overlap(hit, (row["start"], row["end"])) for row in rows):
                text = body[slice(*hit)]
                error = "marked as a near miss" if hit in near else "not in gold"
                yield Check(*asked, "in gold", False, text, "", text, error, hit[0])


# All of them ----------------------------------------------------------------------------------


def checks(gold: Path, cases: Path, seeds: Path) -> pd.DataFrame:
    """Return every check of the five articles and of the last set of each table; a row a check."""
    articles = read_seeds(gold)
    found = [c for a in articles for c in (*time_checks(a), *formula_checks(a), *term_checks(a))]
    found += dated_checks(cases)
    found += [c for a in read_cases(cases, "formulas", LAST["formulas"]) for c in formula_checks(a)]
    found += [c for a in read_cases(cases, "frames", LAST["frames"]) for c in term_checks(a)]
    found += document_checks(gold, cases, seeds)
    found += unit_checks(cases)
    for folder in sorted((cases / CONTRIBUTED).glob("*/")):
        found += marked_checks(replace(read_own(folder)[0], set=CONTRIBUTED))
    return pd.DataFrame(found, columns=list(Check._fields))


CONTRIBUTED = "contributed"
"""Where readers' own articles are, a folder each (:mod:`tifa.studies.validation.own`), and their set."""


def marked_checks(article: Marked) -> Iterator[Check]:
    """Yield the checks of the tables in which anything was marked in an article."""
    of: dict[str, Callable[[Marked], Iterator[Check]]] = {
        "times": time_checks,
        "formulas": formula_checks,
        "terms": term_checks,
    }
    for name in TABLES:
        if getattr(article, name):
            yield from of[name](article)


def unit_checks(cases: Path) -> Iterator[Check]:
    """Yield the checks of sentences, totals and words, whose gold is of passages and not of whole tables."""
    held = read_words(cases)
    for article in held:
        yield from sentence_checks(article)
    for passage in read_lines(cases / "totals_unseen" / "passages.jsonl"):
        yield from total_checks(passage)
    for article in held:
        yield from word_checks(article, own_words(article.body))


def dated_checks(cases: Path) -> Iterator[Check]:
    """Yield the checks of times and events of the last set; each article is read once."""
    actions = read_lines(cases / "events_unseen" / "actions.jsonl")
    for article in read_cases(cases, "times", LAST["times"]):
        reading = read_times(article)
        yield from time_checks(article, reading)
        mine = [row for row in actions if row["article"] == article.name]
        yield from event_checks(article, mine, reading)


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
