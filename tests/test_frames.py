"""Framing terms: the table of cases, the lexicon's own consistency, a reader's lexicon, devices."""

from __future__ import annotations

import csv
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
import support
from hypothesis import given
from hypothesis import strategies as st

from tifa.rhetoric.devices import find_devices
from tifa.rhetoric.frames import FRAMES, exceptions, find_terms, own_lexicon, read_lexicon


def table(name: str) -> list[dict[str, str]]:
    text = (files("tifa") / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


TERMS = [row["term"] for row in table("frames.csv")]


@pytest.mark.parametrize(("name", "row"), list(support.case_params(["frames"])))
def test_case(name: str, row: dict[str, str]) -> None:
    found = find_terms(row["text"])
    assert ";".join(f"{hit.term}:{hit.frame}" for hit in found) == row["expected"], row["why"]


def test_each_term_is_in_one_frame_with_gloss_and_source() -> None:
    rows = table("frames.csv")
    assert len(set(TERMS)) == len(TERMS)
    assert all(row["gloss"] and row["source"] and len(row["term"]) > 1 for row in rows)
    sizes = {frame: sum(row["frame"] == frame for row in rows) for frame in FRAMES}
    assert sum(sizes.values()) == len(rows)
    assert all(60 <= size <= 200 for size in sizes.values()), sizes


def test_every_term_alone_is_a_hit_of_its_frame() -> None:
    for row in table("frames.csv"):
        text = row["term"] + ("战" if row["term"] == "打好" else "")
        assert [tuple(hit) for hit in find_terms(text)] == [
            (0, len(row["term"]), row["term"], row["frame"])
        ]


def test_exceptions_hold_a_term_and_are_none() -> None:
    for word, term in exceptions().items():
        assert word not in TERMS
        assert any(own in word for own in TERMS)
        assert term == "*" or (term in TERMS and term in word and term != word)
        assert term not in [hit.term for hit in find_terms(word)]


@given(
    st.lists(st.sampled_from([*TERMS, *exceptions(), "的", ",", "全市", "战", "合"]), max_size=12)
)
def test_hits_are_apart_and_stand_where_they_say(parts: list[str]) -> None:
    text = "".join(parts)
    found = find_terms(text)
    assert all(text[hit.start : hit.end] == hit.term for hit in found)
    assert all(left.end <= right.start for left, right in pairwise(found))


def test_formulas_are_kept_whole() -> None:
    text = "做到两个维护,落实三保一统筹"
    assert [hit.term for hit in find_terms(text, [(2, 6), (9, 14)])] == ["两个维护", "落实"]


def test_a_span_that_is_longer_than_the_hit_takes_it() -> None:
    assert find_terms("团结镇党员", [(0, 5)]) == []


def test_lexicon_of_the_reader(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("\ufeffterm,frame\n到岗,duty\n一线,place\n", encoding="utf-8")
    wanted = [("一线", "place"), ("到岗", "duty")]
    sources = (
        path,
        str(path),
        pd.DataFrame({"term": ["到岗", "一线"], "frame": ["duty", "place"]}),
    )
    for source in sources:
        found = find_terms("一线城市的医生在一线到岗", lexicon=source)
        assert [(hit.term, hit.frame) for hit in found] == wanted


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("term,frame\n战,war\n", "own.csv, line 2: the term '战' is a single character"),
        ("term,frame\n一线,war\n一线,place\n", "own.csv, line 3: '一线' is in 'war' too"),
        ("term,frame\n一线,\n", "own.csv, line 2: the frame is empty"),
        ("term,frame\n,war\n", "own.csv, line 2: the term is empty"),
        ("word,frame\n一线,war\n", "line 1: the first line must name"),
    ],
)
def test_a_bad_row_is_told_in_one_line(tmp_path: Path, rows: str, message: str) -> None:
    path = tmp_path / "own.csv"
    path.write_text(rows, encoding="utf-8")
    with pytest.raises(ValueError, match=r"\A[^\n]+\Z") as told:
        read_lexicon(path)
    assert message in str(told.value)


def test_nothing_in_nothing() -> None:
    assert find_terms("") == [] == find_devices("")
    assert own_lexicon() is read_lexicon()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("一要压实责任,二要加强排查", "要 要"),
        ("主要任务需要重要要求", ""),
        ("各级党委要高度重视", "要"),
        ("不得外出,不得不说", "不得"),
        ("最近最严格的措施", "最"),
        ("全省安全健全,全面动员", "全面"),
        ("切断一切传播途径", "一切"),
        ("必须坚决严禁,务必决不松懈", "必须 坚决 严禁 务必 决不"),
        ("排查1200户,第三批,2月3日,5G,1+N", "1200"),
        ("三千余名党员,近百分之九十", "三千 百分之九十"),
        ("增长3.5个百分点,达到98.5%", "3.5个百分点 98.5%"),
    ],
)
def test_devices(text: str, wanted: str) -> None:
    assert " ".join(hit.term for hit in find_devices(text)) == wanted
