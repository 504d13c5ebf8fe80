r"""Tables of cases in ``tests/cases``: anyone can add a row without programming.

Columns: ``label`` (unique in its table), ``input``, ``expected``, ``why``, and ``known_failure``:
what goes wrong today; such a row must fail, and is to be emptied when it no longer does. In cells
``\n`` is a line break and ``\u3000`` the character of that number; lists are joined by ``|``.
"""

from __future__ import annotations

import re

import pytest
import support

from tifa.actions import action_of
from tifa.cleaning import bylines, lines
from tifa.cleaning.article import kind_of, parse
from tifa.cleaning.glosses import strip_glosses
from tifa.cleaning.misread import reread
from tifa.cleaning.mojibake import undo_gbk_faults
from tifa.cleaning.repair import (
    drop_invisible,
    flag_blanked,
    mend_commas,
    repair,
    strip_tags,
    unescape_entities,
)
from tifa.cleaning.script import simplify
from tifa.formulas import expand, find_formulas
from tifa.formulas.english import english, pinyin
from tifa.places.find import find_places
from tifa.quantities import find_quantities
from tifa.sentences import split_sentences
from tifa.times import find_times, resolve
from tifa.totals import check_totals

TRADITIONAL_PAGE = "全國各級黨組織團結帶領羣衆,開展疫情防控鬥爭,發揮戰鬥堡壘作用。\n"
"""What stands before a case of script.csv: a word alone does not tell its page's script."""


def as_text(values: object) -> str:
    if values is None:
        return ""
    return values if isinstance(values, str) else "|".join(map(str, values))  # type: ignore[call-overload]


def mojibake(text: str) -> str:
    return support.after_steps(text, reread, undo_gbk_faults)


def glosses(text: str) -> str:
    return support.after_steps(text, strip_glosses)


def script(text: str) -> str:
    return support.after_steps(TRADITIONAL_PAGE + text, simplify)[len(TRADITIONAL_PAGE) :]


def simplified(text: str) -> str:
    return support.after_steps(text, simplify)


def punctuation(text: str) -> str:
    return support.after_steps(text, mend_commas, flag_blanked)


def invisible(text: str) -> str:
    return support.after_steps(text, drop_invisible)


def html_rests(text: str) -> str:
    return support.after_steps(text, unescape_entities, strip_tags)


def cleaning(text: str) -> str:
    return repair(text)[0].text


def names(text: str) -> str:
    return as_text(bylines.names(text))


def authors(text: str) -> str:
    """Return the authors of an article of which only the body is given."""
    return as_text(parse(repair(text)[0]).authors)


def sources(text: str) -> str:
    return as_text(bylines.source(text))


def datelines(text: str) -> str:
    return as_text(bylines.dateline_source(text))


def dates(text: str) -> str:
    return as_text(found and lines.iso_date(found) if (found := lines.DATE.search(text)) else None)


def published(text: str) -> str:
    """Return the time of publication of a page with one paragraph below these lines."""
    body = "疫情就是命令,防控就是责任。全市上下迅速行动起来,坚决打赢疫情防控阻击战。"
    return as_text(parse(repair(f"{text}\n{body}")[0]).published)


def labels(text: str) -> str:
    return as_text(f"{name}={value}" for name, value in lines.labels(text))


def sentences(text: str) -> str:
    return as_text(f"{row.kind[0]}:{row.text}" for row in split_sentences(text))


def in_english(text: str) -> str:
    """Return a formula in English and in pinyin."""
    return as_text([english(text), pinyin(text)])


def times(row: dict[str, str]) -> str:
    """Return the time expressions of a few sentences with their values."""
    text = support.unescape(row["input"])
    found = find_times(text)
    values = resolve(text, found, row["published"] or None)
    shown = []
    for time, value in zip(found, values, strict=True):
        start, end = value.iso_start or "", value.iso_end or ""
        span = start if start == end else f"{start}/{end}"
        shown.append(f"{text[time.start : time.end]}={time.kind}:{span}")
    return as_text(shown)


def place_mentions(row: dict[str, str]) -> str:
    text = row["input"]
    found = find_places(text, int(row["year"]), row["own_code"] or None)
    return as_text(f"{text[place.start : place.end]}={place.code or ''}" for place in found)


def actions(row: dict[str, str]) -> str:
    return as_text(action_of(row["input"]))


def quantities(row: dict[str, str]) -> str:
    text = row["input"]
    found = find_quantities(text)
    return as_text(
        f"{text[q.start : q.end]}={q.value:g} {q.unit} {q.what or ''}".rstrip()
        if q.value < 1e6
        else f"{text[q.start : q.end]}={q.value:.0f} {q.unit} {q.what or ''}".rstrip()
        for q in found
    )


def totals(row: dict[str, str]) -> str:
    return as_text(f"{total.verdict} {total.check}" for total in check_totals(row["input"]))


def formulas(row: dict[str, str]) -> str:
    found = find_formulas(support.unescape(row["input"]))
    return as_text(f"{m.surface}={m.kind}:{','.join(map(str, m.expected))}" for m in found)


def expansions(row: dict[str, str]) -> str:
    """Return the verdict on a formula and its members, without quotation marks."""
    text = support.unescape(row["input"])
    for found in expand(text, find_formulas(text), split_sentences(text)):
        if found.canonical == row["formula"]:
            members = as_text(re.sub("[“”]", "", member) for member in found.members)
            return f"{found.verdict} {members}".rstrip()
    return ""


FROM_ROWS = {
    "formulas": formulas,
    "expansions": expansions,
    "times": times,
    "place_mentions": place_mentions,
    "actions": actions,
    "quantities": quantities,
    "totals": totals,
}
"""Tables whose rows hold more than an input."""

TABLES = {
    "mojibake": mojibake,
    "glosses": glosses,
    "script": script,
    "simplified": simplified,
    "punctuation": punctuation,
    "invisible": invisible,
    "html_rests": html_rests,
    "cleaning": cleaning,
    "names": names,
    "authors": authors,
    "sources": sources,
    "datelines": datelines,
    "dates": dates,
    "published": published,
    "labels": labels,
    "kinds": kind_of,
    "sentences": sentences,
    "english": in_english,
}
"""Each table with the function that its rows try."""

WIDTH_IGNORED = {"mojibake", "cleaning"}
"""Tables in which full-width and half-width marks are equal: a repair may give either."""


@pytest.mark.parametrize(("name", "row"), list(support.case_params(list(TABLES))))
def test_case(name: str, row: dict[str, str]) -> None:
    found = TABLES[name](support.unescape(row["input"]))
    wanted = support.unescape(row["expected"])
    if name in WIDTH_IGNORED:
        found, wanted = support.fold(found), support.fold(wanted)
    assert found == wanted, row["why"]


@pytest.mark.parametrize(
    "row", [row for row in support.rows("mojibake") if row["certain"]], ids=lambda row: row["label"]
)
def test_certainty(row: dict[str, str]) -> None:
    """A repair that the page does not determine is marked, right or wrong."""
    raw = support.unescape(row["input"])
    edits = reread(raw) + undo_gbk_faults(support.after_steps(raw, reread))
    if not edits and row["known_failure"]:
        return
    assert edits
    assert all(edit.certain for edit in edits) == (row["certain"] == "yes")


@pytest.mark.parametrize(("name", "row"), list(support.case_params(list(FROM_ROWS))))
def test_row(name: str, row: dict[str, str]) -> None:
    assert FROM_ROWS[name](row) == row["expected"], row["why"]


def test_every_table_is_tried() -> None:
    files = {path.stem for path in support.CASES.glob("*.csv")}
    assert files - set(TABLES) - set(FROM_ROWS) == {
        "accuracy_floors",
        "frames",
        "links_exempt",
        "reader",
    }


@pytest.mark.parametrize("name", [*TABLES, *FROM_ROWS])
def test_table_is_well_formed(name: str) -> None:
    rows = support.rows(name)
    assert {"label", "input", "expected", "why", "known_failure"} <= set(rows[0])
    assert len({row["label"] for row in rows}) == len(rows)
    assert all(row["label"] and row["why"] for row in rows)
    assert all(None not in row and None not in row.values() for row in rows)
