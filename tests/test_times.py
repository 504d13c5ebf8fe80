"""Times, places and events: what holds for every article and for any text."""

from __future__ import annotations

import re
from itertools import pairwise

import dates
import pandas as pd
import pytest
import support
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import tifa
from tifa.actions import action_of
from tifa.places.find import find_places
from tifa.places.gazetteer import of_year
from tifa.quantities import find_quantities
from tifa.sentences import split_sentences
from tifa.statements import about, find_statements
from tifa.times import find_times, is_dated, resolve
from tifa.totals import check_totals

ISO = re.compile(r"\d{4}-\d\d-\d\d(T(?:[01]\d|2[0-4]):[0-5]\d)?$|\.\.$")
DURATION = re.compile(r"P(?:T?\d+(?:\.\d+)?[YMWDHS])+$")

moderate = settings(
    max_examples=200, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)

PIECES = (
    "2020年", "今年", "3月", "三月", "16日", "十六日", "22日", "8时", "零时", "起", "以来", "前", "至", "—", "截至",
    "大年初二", "春节", "假期", "正月", "十五", "除夕", "今天", "昨日", "当晚", "目前", "37天", "半个月", "后", "内",
    "每", "一日一", "消毒", "讯", "(", ")", ",", "。", "\n", "长春市", "吉林省", "武汉", "全市", "省委", "国务院",
    "1275例", "确诊", "其中", "共", "占", "41%", "1.47亿人次", "第一时间", "8号线", "将", "召开会议", "停运",
)  # fmt: skip
texts = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=3)), max_size=40).map("".join)
published = st.sampled_from(
    [None, "2020-02-03", "2022-04", "2021", "2020-13-40", "9999-12-31", "0001-01-01", "x"]
)


@pytest.fixture(scope="module")
def corpus() -> tifa.Corpus:
    return tifa.load(support.SEEDS)


def in_raw(corpus: tifa.Corpus, row: object) -> str:
    raw = corpus.documents.set_index("doc_id").at[row.doc_id, "raw"]  # type: ignore[attr-defined]
    return str(raw[row.raw_start : row.raw_end])  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["times", "events", "totals"])
def test_every_row_leads_to_its_text_and_sentence(corpus: tifa.Corpus, name: str) -> None:
    bodies = corpus.documents.set_index("doc_id")["body"]
    sentences = corpus.sentences.set_index(["doc_id", "sentence_id"])
    for row in getattr(corpus, name).itertuples():
        assert bodies[row.doc_id][row.start : row.end] == row.text
        sentence = sentences.loc[(row.doc_id, row.sentence_id)]
        assert sentence["start"] <= row.start < sentence["end"]
        assert in_raw(corpus, row)


def test_raw_page_holds_the_dates(corpus: tifa.Corpus) -> None:
    """The digits of a date stand on the raw page where the table says."""
    for row in corpus.times[corpus.times["core"]].itertuples():
        digits = re.findall(r"\d+", row.text)
        assert re.findall(r"\d+", in_raw(corpus, row)) == digits


def test_values_are_iso(corpus: tifa.Corpus) -> None:
    for row in corpus.times.itertuples():
        for value in (row.iso_start, row.iso_end):
            if value is not None and not pd.isna(value):
                assert ISO.match(value) or DURATION.match(value), row


def test_events_have_a_date_and_their_time(corpus: tifa.Corpus) -> None:
    times = set(
        zip(corpus.times["doc_id"], corpus.times["start"], corpus.times["end"], strict=True)
    )
    for row in corpus.events.itertuples():
        assert (row.doc_id, row.time_start, row.time_end) in times
        assert row.start <= row.time_start and row.time_end <= row.end
        assert row.iso_start and row.iso_end


def test_figures_stand_in_their_statement(corpus: tifa.Corpus) -> None:
    bodies = corpus.documents.set_index("doc_id")["body"]
    seen = 0
    for row in corpus.events.itertuples():
        for figure in row.figures:
            assert row.start <= figure["start"] < figure["end"] <= row.end
            assert str(figure["unit"]) in bodies[row.doc_id][figure["start"] : figure["end"]]
            seen += 1
    assert seen >= 15


def test_statements_of_one_sentence_do_not_overlap(corpus: tifa.Corpus) -> None:
    for _, rows in corpus.events.groupby("doc_id"):
        ends = rows["end"].tolist()
        assert all(a <= b for a, b in zip(ends, rows["start"].tolist()[1:], strict=False))


def test_no_date_after_publication_unless_to_come() -> None:
    """What happened is not later than the report of it."""
    text = "1月5日,全市召开会议。3月20日,首批患者出院。12月30日,我市成立指挥部。"
    values = resolve(text, find_times(text), "2020-02-13")
    assert [value.iso_start for value in values] == ["2020-01-05", "2019-03-20", "2019-12-30"]
    text = "3月20日将恢复线下教学,2月底前完成准备。"
    values = resolve(text, find_times(text), "2020-02-13")
    assert [value.iso_end for value in values] == ["2020-03-20", "2020-02-29"]


def test_no_year_is_no_value() -> None:
    text = "3月16日,全市召开会议。22日复工。"
    assert [value.iso_start for value in resolve(text, find_times(text), None)] == [None, None]


def test_codes_are_of_the_year(corpus: tifa.Corpus) -> None:
    for row in corpus.times[corpus.times["core"]].itertuples():
        year = int(str(row.iso_end if row.iso_end != ".." else row.iso_start)[:4])
        assert row.place_code == "100000" or row.place_code in of_year(year)


@moderate
@given(texts, published)
def test_any_text_is_read(text: str, when: str | None) -> None:
    times = find_times(text)
    values = resolve(text, times, when)
    assert len(values) == len(times)
    for before, after in pairwise(times):
        assert before.end <= after.start
    for time, value in zip(times, values, strict=True):
        assert 0 <= time.start < time.end <= len(text)
        for side in (value.iso_start, value.iso_end):
            assert side is None or ISO.match(side) or DURATION.match(side)
        if value.iso_start and value.iso_end and ".." not in (value.iso_start, value.iso_end):
            assert value.iso_start[0] == "P" or value.iso_start <= value.iso_end
    places = find_places(text, 2020, "220100")
    assert all(0 <= place.start < place.end <= len(text) for place in places)
    sentences = split_sentences(text)
    assert len(about(text, times, places, sentences, "220100")) == len(times)
    dated = [is_dated(time, value) for time, value in zip(times, values, strict=True)]
    for row in find_statements(text, times, dated, sentences):
        assert 0 <= row.start <= times[row.time].start < times[row.time].end <= row.end <= len(text)
        action_of(text[row.start : row.end])
    assert all(0 <= q.start < q.end <= len(text) for q in find_quantities(text))
    assert all(0 <= total.start < total.end <= len(text) for total in check_totals(text))


@moderate
@given(texts)
def test_width_of_digits_and_brackets_is_nothing(text: str) -> None:
    """Full-width digits, colons and brackets are read as half-width ones."""
    wide = text.translate(str.maketrans("0123456789:()", "０１２３４５６７８９：（）"))
    assert [row[:3] for row in find_times(wide)] == [row[:3] for row in find_times(text)]


HOSTILE = {
    "digits": "1" * 1_000_000,
    "year_month_day": "年月日" * 333_333,
    "dates": "3月16日" * 60_000,
    "brackets": "(" * 500_000 + ")" * 500_000,
    "ranges": "1月2日至" * 60_000,
    "numerals": "一二三四五六七八九十" * 100_000,
    "dashes": "1-" * 150_000,
    "commas": "1,000," * 160_000,
    "places": "吉林省长春市" * 160_000,
    "words": "今天目前疫情期间每" * 30_000,
    "totals": "共10例,其中5例、" * 100_000,
    "one_line": "全市累计转运3.4万人,占41%," * 60_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_takes_linear_time(name: str) -> None:
    """A long text in one line ends; the guard is no measure of speed."""
    text = HOSTILE[name]
    with support.hang_guard(120):
        times = find_times(text)
        values = resolve(text, times, "2020-02-13")
        places = find_places(text, 2020, "220100")
        sentences = split_sentences(text)
        about(text, times, places, sentences, "220100")
        dated = [is_dated(time, value) for time, value in zip(times, values, strict=True)]
        find_statements(text, times, dated, sentences)
        find_quantities(text)
        check_totals(text)
        action_of(text)


@pytest.mark.parametrize("set_name", dates.SETS)
def test_annotation_is_sound(set_name: str) -> None:
    """The hand-made files say what stands in their texts."""
    for article in dates.articles(set_name):
        for row in article.times:
            found = article.body[row["start"] : row["end"]]
            assert support.fold(found) == support.fold(row["text"])
            for value in (row["iso_start"], row["iso_end"]):
                assert not value or ISO.match(value) or DURATION.match(value)
