"""The gold of totals and events: sums that hold or not, and the kind of action of dated statements.

A *total* is scored by its numbers: found where the parser does the same sum (37+1929=1966), right where it says
the same of it (holds, open, fails). In passages without a sum to check none may be claimed. An *event* is a dated
statement; its time and place are those of the gold of times, and the kind of action was marked beside them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from tifa.actions import action_of
from tifa.sentences import split_sentences
from tifa.statements import find_statements
from tifa.studies.validation.gold import Marked, Rows, read_cases
from tifa.studies.validation.questions import Check, Span, overlap, say
from tifa.studies.validation.segmented import read_words
from tifa.times import Expression, Value, is_dated
from tifa.totals import check_totals
from tifa.totals.numbers import Total

UNSEEN, LATER = "unseen", "fourth"
"""The sets: passages from articles written for other tables; articles of the last set of times."""

NUMBER = re.compile(r"\d+(?:\.\d+)?%?")

Reading = tuple[list[Expression], list[Value], list[str | None]]
"""The times of an article, their values, and the codes of the places that their statements are about."""


def read_lines(path: Path) -> Rows:
    """Return the rows of a JSONL file; none where there is no file.

    >>> read_lines(Path("no such file"))
    []
    """
    if not path.is_file():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


# Totals ---------------------------------------------------------------------------------------


def numbers(check: str) -> tuple[str, ...]:
    """Return the numbers of a sum, as they are compared.

    >>> numbers("269/276=97.5%"), numbers("294<361")
    (('269', '276', '97.5%'), ('294', '361'))
    """
    return tuple(NUMBER.findall(check))


def total_checks(passage: Mapping[str, Any]) -> Iterator[Check]:
    """Yield the checks of a passage: each sum found, judged alike, and none made up."""
    text = str(passage["text"])
    found = {numbers(row.check): row for row in check_totals(text)}
    gold = {numbers(row["check"]): row for row in passage["totals"]}
    for key, row in gold.items():
        yield from _total(passage, row, found.get(key))
    for key, got in found.items():
        if key not in gold:
            asked = ("totals", UNSEEN, _name(passage), got.verdict)
            said = f"{got.verdict} {got.check}"
            place = text[got.start : got.end]
            yield Check(*asked, "in gold", False, place, "", said, "not in gold", got.start)
    if not gold:
        said = "; ".join(row.check for row in found.values())
        asked = ("totals", UNSEEN, _name(passage), "none")
        yield Check(*asked, "no sum", not found, text[:40], "", said, "sum made up", 0)


def _name(passage: Mapping[str, Any]) -> str:
    """Return the article that a passage is from."""
    return str(passage["from"]).rpartition("/")[2]


def _total(
    passage: Mapping[str, Any], row: Mapping[str, Any], got: Total | None
) -> Iterator[Check]:
    asked = ("totals", UNSEEN, _name(passage), row["verdict"])
    wanted, text = f"{row['verdict']} {row['check']}", passage["text"]
    if got is None:
        yield Check(*asked, "found", False, text[:60], wanted, "", "not found", 0)
        return
    said = f"{got.verdict} {got.check}"
    place = text[got.start : got.end]
    yield Check(*asked, "found", True, place)
    yield Check(*asked, "in gold", True, place)
    same = row["verdict"] == got.verdict
    yield Check(*asked, "value", same, place, wanted, said, "other verdict", got.start)


# Events ---------------------------------------------------------------------------------------


def event_checks(
    article: Marked, actions: Iterable[Mapping[str, Any]], reading: Reading
) -> Iterator[Check]:
    """Yield the checks of dated statements: found, kind of action, and day, place and action together."""
    times, values, codes = reading
    gold = {(row["start"], row["end"]): row for row in article.times}
    found = list(_statements(article.body, times, values))
    for row in actions:
        if row["optional"]:
            continue
        span = (row["start"], row["end"])
        asked = ("events", article.set, article.name, row["action"] or "none")
        here = next((s for s in found if overlap(span, s[1])), None)
        if here is None:
            yield Check(*asked, "found", False, row["text"], row["text"], "", "not found", span[0])
            continue
        text, _, number = here
        action = action_of(text) or ""
        yield Check(*asked, "found", True, row["text"])
        pair = (row["action"] or "none", action or "none")
        yield Check(*asked, "action", row["action"] == action, text, *pair, "wrong action", span[0])
        value, known = values[number], gold[span]
        wanted = (known["iso_start"], known["iso_end"], known["place_code"], row["action"])
        got = (value.iso_start, value.iso_end, codes[number], action)
        shown = (_told(wanted), _told(got))
        error = "day, place or action wrong"
        yield Check(*asked, "all", wanted == got, text, *shown, error, span[0])


def _statements(
    body: str, times: list[Expression], values: list[Value]
) -> Iterator[tuple[str, Span, int]]:
    """Yield each dated statement: its text, the span of its time, and the number of the time."""
    dated = [is_dated(time, value) for time, value in zip(times, values, strict=True)]
    for row in find_statements(body, times, dated, split_sentences(body)):
        time = times[row.time]
        yield body[row.start : row.end], (time.start, time.end), row.time


def _told(event: Sequence[str | None]) -> str:
    first, last, place, action = event
    return ", ".join((say(first, last), place or "no place", action or "none"))


# How much was marked --------------------------------------------------------------------------


def sizes(cases: Path) -> pd.DataFrame:
    """Return how much was marked of words, sentences, totals and events, as :func:`gold.sizes` does for the rest."""
    words, passages = read_words(cases), read_lines(cases / "totals_unseen" / "passages.jsonl")
    actions = read_lines(cases / "events_unseen" / "actions.jsonl")
    texts = [article.body for article in words]
    units = sum(len(article.units) for article in words)
    lines = sum(len(article.sentences) for article in words)
    joined = sum(len(article.joined) for article in words)
    sums, told = (
        [str(row["text"]) for row in passages],
        [row["totals"] or [None] for row in passages],
    )
    names = {row["article"] for row in actions}
    held = [a.body for a in read_cases(cases, "times", LATER) if a.name in names]
    rows = [
        _size("words", UNSEEN, texts, units, units),
        _size("sentences", UNSEEN, texts, lines, lines - joined),
        _size("totals", UNSEEN, sums, sum(map(len, told)), sum(map(len, told))),
        _size("events", LATER, held, len(actions), sum(not row["optional"] for row in actions)),
    ]
    return pd.DataFrame([row for row in rows if row["articles"]])


def _size(
    table: str, set_name: str, texts: Sequence[str], rows: int, scored: int
) -> dict[str, object]:
    return {
        "marked for": table,
        "set": set_name,
        "articles": len(texts),
        "characters": sum(map(len, texts)),
        "sentences": sum(len(split_sentences(text)) for text in texts),
        "rows": rows,
        "scored": scored,
    }
