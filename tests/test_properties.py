"""What holds for any text: the offset map, sound text untouched, nothing lost, no hostile line."""

from __future__ import annotations

import functools
import json
import re
from pathlib import Path
from typing import Any

import faults
import invariants
import numpy as np
import pytest
import recovery
import support
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tifa.cleaning import lines
from tifa.cleaning.changes import in_body
from tifa.cleaning.decode import decode
from tifa.cleaning.repair import Repair, repair
from tifa.cleaning.trace import Edit, Traced, apply_edits, select, trace
from tifa.corpus.parts import batches
from tifa.rows import clean
from tifa.sentences import split_sentences

moderate = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
few = settings(moderate, max_examples=40)

PIECES = (
    "疫情就是命令,防控就是责任。",
    "“动态清零”",
    "防疫鬥爭著力點",
    "正麵製定誌願複工",
    "經(jīng)過",
    "(市、區)",
    "到?jīng)Q定",
    "當(dāng)?shù)赝瞥觥",
    "勢頭?!?/p>",
    "?!彼?f",
    ",,",
    ",。",
    "&nbsp;",
    "&amp;",
    "&amp;ldquo;",
    "<p>",
    "</p>",
    '<span style="a">',
    "/p>",
    "\u3000\u3000",
    "\u00a0",
    "\u200b",
    "\n",
    "\n\n",
    "首页 > 新闻 > 正文",
    "2020-02-03 11:01 来源:长春日报 作者:王小雨",
    "相关新闻",
    "锟斤拷",
    "\ufffd",
    "³¤´ºÊÐ",
    "某区*府",
    "大救治",
    "(记者 王小雨)",
)
ALPHABET = "疫情防控鬥爭著乾沈,。?!()（）“”<>/&;*\u3000\u00a0\u200b \n\tabc123😷\ufffd"

texts = st.lists(
    st.sampled_from(PIECES) | st.text(ALPHABET, max_size=8) | st.text(max_size=4), max_size=20
).map("".join)
"""Texts with all kinds of damage, and with none."""


def paragraphs() -> list[str]:
    """Return the paragraphs of the hand-made bodies that were Simplified in print."""
    return [
        line
        for _, lines in support.documents()
        for line in lines
        if not any("「" in other for other in lines)
    ]


def assert_is_map(page: Traced, raw: str) -> None:
    assert len(page.text) == len(page.first) == len(page.last)
    if page.text:
        assert np.all(np.diff(page.first) >= 0)
        assert np.all(np.diff(page.last) >= 0)
        assert np.all(page.first <= page.last)
        assert page.first[0] >= 0
        assert page.last[-1] <= len(raw)


# The offset map -------------------------------------------------------------------------------


@given(texts)
@moderate
def test_repaired_text_leads_back_to_the_page(raw: str) -> None:
    page, repairs = repair(raw)
    assert_is_map(page, raw)
    changed = np.zeros(len(raw) + 1, bool)
    for row in repairs:
        assert 0 <= row.raw_start <= row.raw_end <= len(raw)
        changed[row.raw_start : row.raw_end] = True
    for char, first, last in zip(page.text, page.first, page.last, strict=True):
        if not changed[first:last].any():
            assert raw[first:last] == char


@given(texts)
@moderate
def test_every_change_is_accounted_for(raw: str) -> None:
    """A character of the page is in the text as it was, or a repair covers it."""
    page, repairs = repair(raw)
    covered = np.zeros(len(raw), bool)
    for row in repairs:
        covered[row.raw_start : row.raw_end] = True
    for first, last in zip(page.first, page.last, strict=True):
        covered[first:last] = True
    assert covered.all()


@given(texts)
@moderate
def test_body_leads_back_to_the_page(raw: str) -> None:
    article, repairs = clean(raw)
    body = article.body
    assert_is_map(body, raw)
    changed = np.zeros(len(raw) + 1, bool)
    for row in repairs:
        if row.kind not in ("furniture", "metadata", "whitespace"):
            changed[row.raw_start : row.raw_end] = True
    for char, first, last in zip(body.text, body.first, body.last, strict=True):
        if char != "\n" and last - first == 1 and not changed[first:last].any():
            assert raw[first:last] == char or raw[first:last].isspace()
    for start, end in article.found.values():
        assert 0 <= start < end <= len(raw)


@given(texts, st.integers(0, 10_000), st.integers(1, 40))
@moderate
def test_spans_go_there_and_back(raw: str, start: int, length: int) -> None:
    body = clean(raw)[0].body
    if not body.text:
        return
    start %= len(body.text)
    end = min(start + length, len(body.text))
    raw_start, raw_end = body.raw(start, end)
    [back] = in_body(body, [Repair("punctuation", raw_start, raw_end, "", "", True)])
    assert back[0] is not None and back[1] is not None
    assert back[0] <= start and end <= back[1]


# Edits ----------------------------------------------------------------------------------------


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, list[Edit]]:
    """Return a text and some changes to it, sorted and apart."""
    text = draw(st.text(max_size=40))
    marks = sorted(draw(st.lists(st.integers(0, len(text)), max_size=10)))
    spans = list(zip(marks[::2], marks[1::2], strict=False))
    return text, [Edit(start, end, draw(st.text(max_size=4))) for start, end in spans]


def spliced(text: str, edits: list[Edit]) -> str:
    for edit in reversed(edits):
        text = text[: edit.start] + edit.after + text[edit.end :]
    return text


@given(edited())
@moderate
def test_edits_do_what_they_say(case: tuple[str, list[Edit]]) -> None:
    text, edits = case
    page = apply_edits(trace(text), edits)
    assert page.text == spliced(text, edits)
    assert_is_map(page, text)


@given(edited(), st.data())
@moderate
def test_edits_one_after_the_other(case: tuple[str, list[Edit]], data: st.DataObject) -> None:
    """Two rounds of changes lead back through both."""
    text, edits = case
    once = apply_edits(trace(text), edits)
    end = len(once.text)
    start = data.draw(st.integers(0, end))
    twice = apply_edits(once, [Edit(start, end, "")])
    assert twice.text == once.text[:start]
    assert twice.first.tolist() == once.first[:start].tolist()
    assert twice.last.tolist() == once.last[:start].tolist()


@given(edited())
@moderate
def test_no_edit_is_no_change(case: tuple[str, list[Edit]]) -> None:
    page = apply_edits(trace(case[0]), case[1])
    assert apply_edits(page, []) is page
    same = apply_edits(page, [Edit(0, len(page.text), page.text)])
    assert same.text == page.text
    assert same.first.tolist() == page.first.tolist()


@given(edited(), st.lists(st.integers(0, 60), max_size=8))
@moderate
def test_selected_lines_keep_their_places(case: tuple[str, list[Edit]], marks: list[int]) -> None:
    page = apply_edits(trace(case[0]), case[1])
    marks = sorted(min(mark, len(page.text)) for mark in marks)
    # Lines: not empty, and at least one character apart.
    spans = [(a, b - 1) for a, b in zip(marks[::2], marks[1::2], strict=False) if a < b - 1]
    chosen = select(page, spans)
    assert chosen.text == "\n".join(page.text[start:end] for start, end in spans)
    assert_is_map(chosen, case[0])
    at = 0
    for start, end in spans:
        assert chosen.first[at : at + end - start].tolist() == page.first[start:end].tolist()
        assert chosen.last[at : at + end - start].tolist() == page.last[start:end].tolist()
        at += end - start + 1


# Sound text and damaged text ------------------------------------------------------------------


@given(st.lists(st.sampled_from(paragraphs()), min_size=1, max_size=12))
@moderate
def test_sound_text_is_not_touched(lines: list[str]) -> None:
    text = "\n".join(lines)
    page, repairs = repair(text)
    assert support.plain(page.text) == support.plain(text)
    assert {row.kind for row in repairs} <= {"whitespace"}


@pytest.mark.parametrize("name", [name for name, _ in support.documents()])
def test_repairing_twice_is_repairing_once(name: str) -> None:
    lines = dict(support.documents())[name]
    for damage in damages(lines):
        once = repair(damage)[0].text
        assert repair(once)[0].text == once


def damages(lines: tuple[str, ...]) -> list[str]:
    """Return a document with each kind of damage all over it."""
    text = "\n".join(lines)
    traditional = faults.fold(faults.over_convert(text))
    glossed = sorted(filter(faults.is_glossable, set(traditional)))[:12]
    return [
        text,
        traditional,
        faults.gloss(traditional, glossed),
        text.replace(",", ",,").replace("。", ",。"),
        "".join(f"<p>&nbsp;&nbsp;{line}</p>\n" for line in lines),
    ]


@pytest.mark.parametrize("kind", ["gloss_fault", "mark_fault"])
def test_repairing_faults_twice_is_repairing_them_once(kind: str) -> None:
    """What a certain repair makes of a fault is not a fault again."""
    for outcome in recovery.outcomes(kind)[::3]:
        if outcome.certain:
            once = repair(outcome.damaged.page)[0].text
            assert repair(once)[0].text == once


ALL = [(f"{s}-{page.name}", page) for s in support.SETS for page in support.pages(s)]


@pytest.mark.parametrize("page", [p for _, p in ALL], ids=[name for name, _ in ALL])
def test_cleaning_a_page_twice(page: support.Page) -> None:
    once = support.article(page).body.text
    assert clean(once)[0].body.text == once


@pytest.mark.parametrize("doc_id", support.SEED_IDS)
def test_cleaning_a_seed_twice(doc_id: str) -> None:
    once = support.article(doc_id).body.text
    assert clean(once)[0].body.text == once


@pytest.mark.parametrize("doc_id", support.SEED_IDS)
def test_cleaning_gold_changes_nothing(doc_id: str) -> None:
    gold = support.gold_body(doc_id)
    assert clean(gold)[0].body.text == gold


# Sentences ------------------------------------------------------------------------------------


@given(texts)
@moderate
def test_sentences_hold_everything_once(text: str) -> None:
    body = clean(text)[0].body.text
    at = 0
    for number, row in enumerate(split_sentences(body), 1):
        assert row.sentence_id == number
        assert body[row.start : row.end] == row.text == row.text.strip() != ""
        assert row.start >= at
        assert not body[at : row.start].strip()
        at = row.end
    assert not body[at:].strip()


# Encodings ------------------------------------------------------------------------------------


@functools.cache
def long_paragraphs() -> list[str]:
    return [line for line in paragraphs() if len(line) >= 80]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "big5"])
def test_encoded_text_is_read_again(encoding: str) -> None:
    tried = 0
    for text in long_paragraphs():
        wanted = faults.over_convert(text) if encoding == "big5" else text
        try:
            data = wanted.encode(encoding)
        except UnicodeEncodeError:
            continue  # a character that this code does not have
        tried += 1
        found = decode(data)
        assert (found.text, found.forced) == (wanted, False)
        assert encoding.startswith(found.encoding[:6])
    assert tried >= 40


@given(st.lists(st.sampled_from(paragraphs()), min_size=1, max_size=5), st.integers(1, 3))
@few
def test_cut_text_is_read_with_a_mark(lines: list[str], cut: int) -> None:
    """A file cut in the middle of a character is read, and said to be forced."""
    text = "".join(lines) + "疫情防控工作" * 12
    found = decode(text.encode("utf-8")[: -3 * cut - 1])
    assert found.encoding == "utf-8"
    assert found.forced and found.text.endswith("\ufffd")
    assert text.startswith(found.text.rstrip("\ufffd"))


@given(st.binary(max_size=200))
@moderate
def test_any_bytes_are_read(data: bytes) -> None:
    found = decode(data)
    assert found.forced or "\ufffd" not in found.text or "\ufffd".encode() in data


# Anything at all ------------------------------------------------------------------------------

soups = st.lists(
    st.sampled_from(invariants.pieces()) | st.text(max_size=3), min_size=1, max_size=30
).map("".join)
"""Texts of dates, formulas, totals, bylines, markup and damage, in any order."""

anywhere = settings(
    moderate, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)


@given(soups, st.sampled_from([None, "2020-02-04", "2020-02", "2020"]))
@settings(moderate, max_examples=250)
def test_every_offset_of_every_table_is_in_its_text(text: str, published: str | None) -> None:
    invariants.check_rows(invariants.source_of(text, published=published))


@given(soups)
@moderate
def test_reader_writes_no_element_of_the_corpus(text: str) -> None:
    invariants.check_reader(invariants.source_of(text, published="2020-02-04"))


@given(soups)
@moderate
def test_any_web_page_leads_back_to_its_source(text: str) -> None:
    source = invariants.source_of(f"<html><body>{text}", html=True)
    invariants.check_rows(source)


MISREAD = re.compile("[?<＜&\u0080-\u00ff\ue000-\uf8ff\ufffd鐤儏闃叉帶宸ヤ綔锟斤拷]")
"""Signs of markup and of bytes read in another encoding.

How much of a line is such decides whether it is read anew, and the first repair changes how much it is.
"""


@given(
    st.lists(
        st.sampled_from([piece for piece in invariants.pieces() if not MISREAD.search(piece)]),
        max_size=30,
    ).map("".join)
)
@settings(moderate, max_examples=300)
def test_repairing_script_glosses_and_marks_twice_is_repairing_them_once(text: str) -> None:
    invariants.check_repair(text)


@given(st.binary(max_size=300), st.sampled_from([".txt", ".html", ".jsonl", ".csv", ".parquet"]))
@anywhere
def test_any_bytes_as_any_file(tmp_path: Path, data: bytes, suffix: str) -> None:
    path = tmp_path / f"page{suffix}"
    path.write_bytes(data)
    invariants.check_read(path)


values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | soups,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)
objects = st.dictionaries(st.sampled_from(["text", "id", "date", "more"]), values, max_size=4)


@given(st.lists(objects | values, min_size=1, max_size=8))
@anywhere
def test_every_row_is_an_article_or_rejected(tmp_path: Path, rows: list[Any]) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    found = list(batches(invariants.check_read(path), {}))
    counts = [tables[name].num_rows for tables in found for name in ("documents", "rejected")]
    assert sum(counts) == len(rows)
    reasons = {reason for tables in found for reason in tables["rejected"]["reason"].to_pylist()}
    assert "failed" not in reasons


# Hostile lines --------------------------------------------------------------------------------

LENGTH = 350_000

SHORTER = {"faults": 400, "mark_faults": 10_000}
"""Lines of nothing but faults, each of which has many readings: here the work is long, not endless."""

HOSTILE = {
    "han": "疫",
    "traditional": "著",
    "words": "坚持",
    "clauses": "坚持动态清零,",
    "sentences": "坚持。",
    "crumbs": ">",
    "tags": "<p",
    "open_tags": "<p ",
    "quoted_tags": '<a href="',
    "less": "<",
    "glosses": "(a)",
    "glossed": "啊(a)",
    "brackets": "(",
    "syllables": "(jīng",
    "marks": "?!",
    "marks_wide": "?！",
    "faults": "到?jīng)",
    "mark_faults": "勢頭?!?/p>",
    "questions": "?",
    "commas": ",",
    "comma_stops": ",。",
    "spaces": " ",
    "ideographic_spaces": "\u3000",
    "odd_spaces": "\u00a0",
    "tabs": "\t",
    "digits": "1",
    "numbers": "2020-02-03 ",
    "years": "2020",
    "percents": "1%",
    "ampersands": "&",
    "entities": "&amp;",
    "entity_chain": "&amp;amp;amp;amp;",
    "entity_open": "&#",
    "labels": "来源:",
    "names": "记者 ",
    "mail": "a@",
    "letters": "a",
    "lost": "\ufffd",
    "kun_jin_kao": "锟斤拷",
    "latin": "Ê",
    "bars": "|",
    "dashes": "—",
    "quotes": "“",
    "closing_quotes": "。”",
    "stars": "疫*",
    "pages": "版权所有",
    "newlines": "\n",
    "short_lines": "首页\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_line_comes_to_an_end(name: str) -> None:
    """One line of 350,000 characters; the limit catches patterns that are not linear."""
    text = HOSTILE[name] * (SHORTER.get(name, LENGTH) // len(HOSTILE[name]))
    with support.hang_guard(60):
        article, _ = clean(text)
        split_sentences(text)
    assert len(article.body.text) <= 2 * LENGTH


@pytest.mark.parametrize("unit", ["<p>", "<div><p>疫情", "<a>&amp;", "<!--", "<script>", "<p "])
def test_hostile_web_page_comes_to_an_end(unit: str) -> None:
    with support.hang_guard(60):
        clean(unit * (10_000 // len(unit)), html=True)


@pytest.mark.parametrize("tail", ["张" * 110 + "!", "张三 " * 38 + "!", "张、" * 50 + "!"])
def test_a_byline_that_is_none_is_soon_given_up(tail: str) -> None:
    """A pattern with a repeat in a repeat would try every way to cut the line into names."""
    with support.hang_guard(60):
        for _ in range(5_000):
            assert not lines.BYLINE_ALONE.match("本报记者 " + tail)
