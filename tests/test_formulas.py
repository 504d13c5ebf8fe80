"""Numeral formulas and their members: gold, arithmetic, and what holds for any text."""

from __future__ import annotations

import re

import formulas
import pandas as pd
import pytest
import support
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import tifa
from tifa.formulas import expand, find_formulas
from tifa.formulas.parallels import find_parallels
from tifa.formulas.shapes import shape_of
from tifa.sentences import split_sentences

moderate = settings(
    max_examples=200, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)

PIECES = (
    "“", "”", "四应四尽", "五早", "六坚持", "三个“清零”", "双报到", "三保一统筹", "1+N", "党建+", "1110", "五个一律",
    "三级", "四方责任", "市、县、乡", "省市县", "等", "和", "、", ",", ":", "即", "一是", "二是", "三是", "(", ")",
    "坚持应检尽检", "应隔尽隔", "早发现", "早报告", "防线", "个区", "类企业", "第一", "第六次会议", "24小时", "四平市",
    "做到", "落实", "要求", "。", "\n", ";", "外防输入、内防扩散", "疫情", "百分之百", "十", "两", "三", "5", "——",
)  # fmt: skip
texts = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=3)), max_size=40).map("".join)


@pytest.fixture(scope="module")
def corpus() -> tifa.Corpus:
    return tifa.load(support.SEEDS)


# Gold -----------------------------------------------------------------------------------------


def test_seeds_as_a_reader_reads_them() -> None:
    """Every mention of gold is found, no trap taken, every list exact, no member invented."""
    assert formulas.errors("seeds") == ()
    assert formulas.traps_taken("seeds") == []


@pytest.mark.parametrize("set_name", formulas.SETS[1:])
def test_annotation_is_sound(set_name: str) -> None:
    """The hand-made files say what stands in their texts."""
    for article in formulas.articles(set_name):
        for row in article.formulas:
            for start, end, text in row["mentions"]:
                assert article.body[start:end] == text
            for span, member in zip(row["member_spans"], row["members"], strict=True):
                assert article.body[slice(*span)].strip("“”‘’") == member.strip("“”‘’")
        for row in [*article.traps, *article.parallels]:
            assert article.body[row["start"] : row["end"]] == row.get("surface", row.get("text"))


# Arithmetic -----------------------------------------------------------------------------------

LARGER = dict(zip("两三四五六七八九", "三四五六七八九十", strict=True))


def listed() -> list[tuple[str, str, tuple[str, ...]]]:
    """Return the seeds' formulas whose numeral a test can change, with text and members."""
    found = []
    for article in formulas.articles("seeds"):
        mentions, expansions = formulas.read(article)
        for row in expansions:
            if row.verdict != "complete" or row.kind not in ("numeral", "counted_list"):
                continue
            if row.canonical[0] in LARGER and len(row.members) > 2:
                found.append((row.canonical, article.body, row.members))
        del mentions
    return found


@pytest.mark.parametrize(
    ("canonical", "body", "members"), listed(), ids=lambda value: str(value)[:8]
)
def test_changed_numeral_is_caught(canonical: str, body: str, members: tuple[str, ...]) -> None:
    """With a larger numeral the members stay, and the verdict says that they do not add up."""
    larger = LARGER[canonical[0]]
    wrong = canonical.replace(canonical[0], larger)
    text = body.replace(canonical[:4], wrong[:4])
    rows = expand(text, find_formulas(text), split_sentences(text))
    row = next(row for row in rows if row.canonical == wrong)
    assert row.verdict in ("mismatch", "partial")
    assert row.verdict == "mismatch" or "等" in body
    assert set(members) - set(row.members) == set()


@pytest.mark.parametrize(
    ("canonical", "body", "members"), listed(), ids=lambda value: str(value)[:8]
)
def test_dropped_member_is_caught(canonical: str, body: str, members: tuple[str, ...]) -> None:
    """Without one of its members a list is no longer complete."""
    dropped = members[1]
    text = re.sub(rf"(?:坚持|打造)?“?{re.escape(dropped)}”?[、;,]?", "", body)
    rows = expand(text, find_formulas(text), split_sentences(text))
    row = next(row for row in rows if row.canonical == canonical)
    assert row.verdict != "complete"
    assert dropped not in row.members


def test_members_come_from_the_same_document() -> None:
    """A formula that is listed in one article stays unlisted in another."""
    one = "落实“五早”:早发现、早报告、早隔离、早诊断、早治疗。"
    other = "各地要全面落实“五早”举措,迅速控制局势。"
    assert expand(one, find_formulas(one))[0].verdict == "complete"
    assert expand(other, find_formulas(other))[0].members == ()


# Tables ---------------------------------------------------------------------------------------


def test_every_row_leads_to_its_place(corpus: tifa.Corpus) -> None:
    documents = corpus.documents.set_index("doc_id")
    sentences = corpus.sentences.set_index(["doc_id", "sentence_id"])
    for row in corpus.formulas.itertuples():
        assert documents.at[row.doc_id, "body"][row.start : row.end] == row.surface
        raw = documents.at[row.doc_id, "raw"][row.raw_start : row.raw_end]
        assert raw[0] == documents.at[row.doc_id, "raw"][row.raw_start]
        sentence = sentences.loc[(row.doc_id, row.sentence_id)]
        assert sentence["start"] <= row.start < sentence["end"]
    for row in corpus.expansions.itertuples():
        body = documents.at[row.doc_id, "body"]
        assert [body[a:b] for a, b in row.member_spans] == list(row.members)


def test_mentions_and_expansions_agree(corpus: tifa.Corpus) -> None:
    counted = corpus.formulas.groupby(["doc_id", "canonical"]).size()
    stated = corpus.expansions.groupby(["doc_id", "canonical"])["n_mentions"].sum()
    pd.testing.assert_series_equal(counted, stated.astype(int), check_names=False)


def test_parallels_are_kept_apart(corpus: tifa.Corpus) -> None:
    """A parallel names no number, so that none is expected and none judged."""
    rows = corpus.expansions[corpus.expansions["kind"] == "parallel"]
    assert len(rows) > 20
    assert rows["verdict"].isna().all()
    assert rows["expected"].map(len).eq(0).all()
    assert {"外防输入、内防扩散", "应检尽检、愿检尽检、能检尽检"} <= set(rows["canonical"])


def test_formulas_are_words(corpus: tifa.Corpus) -> None:
    """No count of words splits a set phrase: 五化工作法 is no 化工."""
    words = corpus.words.groupby("word")["n"].sum()
    assert words["五化工作法"] == 2
    assert words["六级书记抓防控"] == 3
    assert "化工" not in words.index


# Any text -------------------------------------------------------------------------------------


@moderate
@given(texts)
def test_any_text(text: str) -> None:
    """Mentions stand in order and apart; members stand in the text; verdicts fit the counts."""
    mentions = find_formulas(text)
    ends = 0
    for row in mentions:
        assert ends <= row.start < row.end <= len(text)
        assert text[row.start : row.end] == row.surface
        ends = row.end
    rows = expand(text, mentions, split_sentences(text))
    assert sorted(n for row in rows for n in row.mentions) == list(range(len(mentions)))
    for row in rows:
        assert (row.verdict == "unlisted") == (not row.members) == (row.stated is None)
        for member, (start, end) in zip(row.members, row.member_spans, strict=True):
            assert start < end
            assert text[start:end] == member
        if row.verdict == "partial":
            assert len(row.members) < sum(row.expected)
    for parallel in find_parallels(text):
        assert len(parallel.spans) > 1
        assert parallel.start == parallel.spans[0][0]


@moderate
@given(texts)
def test_width_of_marks_is_nothing(text: str) -> None:
    wide = text.translate(str.maketrans("0123456789:,;()+", "０１２３４５６７８９：，；（）＋"))
    assert [row[:2] for row in find_formulas(wide)] == [row[:2] for row in find_formulas(text)]


@pytest.mark.parametrize(
    "text", ["四级包抓", "开展四级包抓", "落实六级书记抓,层层负责", "三级书记抓。"]
)
def test_formula_ends_before_the_mark(text: str) -> None:
    """抓 may be the last word of the clause or of the text."""
    for row in find_formulas(text):
        assert row.surface.isalpha()


@pytest.mark.parametrize(
    ("surface", "expected"),
    [("十二条", (12,)), ("2+4+24", (2, 4, 24)), ("四不两直", (4, 2)), ("三公(工)一大", (3, 1))],
)
def test_counts_of_a_shape(surface: str, expected: tuple[int, ...]) -> None:
    shape = shape_of(surface)
    assert shape is not None
    assert shape.expected == expected


HOSTILE = {
    "numerals": "一二三、、、" * 60_000,
    "quotations": "“五早”" * 90_000,
    "open_marks": "“四个" * 100_000,
    "levels": "市、县、乡、村" * 50_000 + "四级体系",
    "brackets": "(“《" * 100_000,
    "plus": "1+" * 150_000,
    "joined": "和及与" * 100_000,
    "runs": "五个坚持、" * 30_000,
    "double": "双" * 300_000,
    "headed": "三个必须:" + "必须甲、" * 70_000,
    "lines": "“三关”\n入校关,\n" * 20_000,
    "numbered": "三点要求:" + "一是甲;二是乙;" * 30_000,
    "interlocked": "四应四尽应检尽检、" * 30_000,
    "heads": "“六坚持”" + "坚持" * 100_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_takes_linear_time(name: str) -> None:
    """A megabyte in one line ends; the guard is no measure of speed."""
    text = HOSTILE[name]
    with support.hang_guard(120):
        mentions = find_formulas(text)
        expand(text, mentions, split_sentences(text))
        find_parallels(text)
