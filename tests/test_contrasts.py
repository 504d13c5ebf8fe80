"""Notebook 04: what groups say more and less, with sentences to read, on any corpus."""

from __future__ import annotations

import dataclasses
from typing import Any

import bs4
import numpy as np
import pandas as pd
import pytest
from PIL import Image

import tifa
from tifa import figures, report
from tifa.statistics.keyness import keyness
from tifa.statistics.rates import Refusal
from tifa.statistics.similarity import cosine_similarity
from tifa.studies import grouping
from tifa.studies.rhetoric import contrast_figures as pictures
from tifa.studies.rhetoric import contrast_reading as reading
from tifa.studies.rhetoric import contrasts
from tifa.studies.rhetoric import contrasts_prose as prose
from tifa.studies.rhetoric.contrasts import Counted
from tifa.words import count_words

HOSTILE = "<script>alert(1)</script> $x$ {n}&【¦"
COLUMNS = ["doc_id", "sentence_id", "start", "end", "text", "kind"]
TERMS = ["doc_id", "sentence_id", "start", "end", "term", "frame", "kind"]


@pytest.fixture(autouse=True)
def _style(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "FOLDER", tmp_path / "data")
    figures.use_style()


@pytest.fixture(scope="module")
def seeds() -> tifa.Corpus:
    return tifa.load("seeds")


def corpus_of(**texts: list[str]) -> tifa.Corpus:
    """A corpus of articles from lists of sentences; 打赢 is a term of war, 依法 one of law."""
    documents, sentences, terms, words = [], [], [], []
    for doc_id, held in texts.items():
        body = ""
        for number, text in enumerate(held):
            line = (doc_id, number, len(body), len(body) + len(text), text, "sentence")
            sentences.append(line)
            for term, frame in (("打赢", "war"), ("依法", "law")):
                at = text.find(term)
                if at >= 0:
                    span = len(body) + at, len(body) + at + len(term)
                    terms.append((doc_id, number, *span, term, frame, "frame"))
            body += text
        documents.append({"doc_id": doc_id, "body": body, "n_chars": len(body)})
        counts = count_words(body)
        words += [(doc_id, word, n) for word, n in sorted(counts.items())]
    frames = {
        field.name: pd.DataFrame() for field in dataclasses.fields(tifa.Corpus) if not field.kw_only
    }
    frames["documents"] = pd.DataFrame(documents)
    frames["sentences"] = pd.DataFrame(sentences, columns=COLUMNS)
    frames["words"] = pd.DataFrame(words, columns=["doc_id", "word", "n"])
    frames["terms"] = pd.DataFrame(terms, columns=TERMS)
    return tifa.Corpus(**frames)


def each(corpus: tifa.Corpus) -> pd.Series:
    ids = list(corpus.documents["doc_id"])
    return pd.Series(ids, index=pd.Index(ids, name="doc_id"), dtype=object)


# Counts and comparison -------------------------------------------------------------------------


@pytest.mark.parametrize("by", ["article", "city", "wave", "source"])
def test_counts_add_up_to_the_tables(seeds: tifa.Corpus, by: str) -> None:
    of = grouping.groups(seeds, by)
    words, frames = contrasts.words(seeds, of), contrasts.terms(seeds, of)
    assert words.sizes.sum() == seeds.words["n"].sum()
    assert frames.sizes.sum() == seeds.documents["n_chars"].sum()
    assert frames.counts["n"].sum() == (seeds.terms["kind"] == "frame").sum()
    assert words.articles.sum() == len(seeds.documents)


def test_names_of_places_and_days_are_no_words_of_a_city(seeds: tifa.Corpus) -> None:
    words = contrasts.words(seeds, grouping.groups(seeds, "city")).counts
    often = words.groupby("word")["n"].sum()
    for word in ("长春", "通化市", "全市", "春节"):
        assert word not in set(often[often >= contrasts.LEAST].index)


def test_a_comparison_is_the_keyness_of_a_group_against_all_others(seeds: tifa.Corpus) -> None:
    counted = contrasts.terms(seeds, grouping.groups(seeds, "city"))
    found = contrasts.contrast(counted)
    counts = counted.counts.set_index(["group", "word"])["n"]
    own = counts["Changchun"]
    rest = counted.counts[counted.counts["group"] != "Changchun"].groupby("word")["n"].sum()
    size = int(counted.sizes["Changchun"])
    expected = keyness(own, rest, (size, int(counted.sizes.sum()) - size)).set_index("word")
    for row in found[found["group"] == "Changchun"].to_dict("records"):
        assert row["g2"] == pytest.approx(expected.at[row["word"], "g2"])
        assert row["log_ratio"] == pytest.approx(expected.at[row["word"], "log_ratio"])


def test_more_and_less_are_what_the_bounds_say(seeds: tifa.Corpus) -> None:
    found = contrasts.contrast(contrasts.words(seeds, grouping.groups(seeds, "city")))
    more, less = found[found["says"] == "more"], found[found["says"] == "less"]
    assert (more["log_ratio_low"] > 0).all() and (less["log_ratio_high"] < 0).all()
    assert found[found["says"] == "same"]["grade"].isna().all()
    assert (found[found["grade"] == contrasts.CLEAR]["q"] < 0.05).all()


def counted_of(counts: list[tuple[str, str, int]], **sizes: int) -> Counted:
    rows = pd.DataFrame(counts, columns=["group", "word", "n"])
    held = pd.Series(sizes)
    return Counted("word", rows, held, pd.Series(1, index=held.index))


@pytest.mark.parametrize(
    ("counted", "reason"),
    [
        (counted_of([("A", "甲", 9)], A=99), "two groups"),
        (counted_of([("A", "甲", 2), ("B", "甲", 2)], A=99, B=99), "occurs 5 times"),
        (counted_of([], A=99, B=99), "nothing to compare"),
    ],
    ids=["one group", "rare", "nothing"],
)
def test_what_cannot_be_compared_is_refused_with_the_reason(counted: Counted, reason: str) -> None:
    found = contrasts.contrast(counted)
    assert isinstance(found, Refusal) and reason in found.reason
    assert reason in prose.overview(found, counted)
    assert reason in prose.clearest(found, ["A"])


def test_a_group_without_any_hit_is_still_compared() -> None:
    found = contrasts.contrast(counted_of([("A", "清零", 9)], A=900, B=900))
    assert found[["group", "says", "target"]].values.tolist() == [
        ["A", "more", 9],
        ["B", "less", 0],
    ]


def test_of_many_groups_those_with_most_text_are_shown_and_those_without_a_name_last() -> None:
    sizes = {f"city {n:02}": 100 + n for n in range(20)} | {grouping.NO_PLACE: 9999}
    held = counted_of([("city 01", "甲", 9)], **sizes)
    shown = contrasts.shown_groups(held)
    assert shown == [f"city {n:02}" for n in range(8, 20)]


def test_a_word_of_a_cloud_stands_with_one_group_only() -> None:
    held = counted_of([("A", "甲", 9), ("B", "甲", 3), ("B", "乙", 8), ("A", "丙", 2)], A=90, B=90)
    found = contrasts.deviations(held)
    assert found[["group", "word"]].values.tolist() == [["B", "乙"], ["A", "甲"]]
    assert found.set_index("word").at["甲", "above"] == pytest.approx(100 - (100 + 1000 / 30) / 2)
    assert contrasts.deviations(counted_of([("A", "甲", 9)], A=90)).empty


def test_clouds_of_very_many_groups_are_of_those_shown_only() -> None:
    rows = [(f"city {n:02}", "甲", 9) for n in range(20)] + [("city 00", "乙", 999)]
    held = counted_of(rows, **{f"city {n:02}": 100 + n for n in range(20)})
    assert set(contrasts.deviations(held)["group"]) <= set(contrasts.shown_groups(held))


def test_articles_are_exchanged_only_where_there_are_enough(seeds: tifa.Corpus) -> None:
    found = contrasts.by_documents(
        seeds, grouping.groups(seeds, "city"), {"Changchun": ["war", "law"]}
    )["Changchun"]
    assert len(found) == 1 and "One document" in found["reason"].iloc[0]
    assert "One document" in prose.documents({"Changchun": found}, 44)
    many = {f"a{n}": ["坚决打赢。" * (2 if n < 5 else 1) + "防控工作" * 9] for n in range(10)}
    corpus = corpus_of(**many)
    by = each(corpus).map(lambda doc_id: "first" if doc_id < "a5" else "second")
    enough = contrasts.by_documents(corpus, by, {"first": ["war", "none"]})["first"]
    assert enough["reason"].isna().all() and enough["p"].between(0, 1).all()
    assert "exchanged" in prose.documents({"first": enough}, 22)


# Sentences to read -----------------------------------------------------------------------------


def rows_of(word: str, group: str, says: str) -> pd.DataFrame:
    return pd.DataFrame([{"word": word, "group": group, "says": says}])


def test_sentences_are_of_the_group_for_more_and_of_the_others_for_less(seeds: tifa.Corpus) -> None:
    by = grouping.groups(seeds, "city")
    texts = seeds.sentences.set_index(["doc_id", "sentence_id"])["text"]
    for unit, counted in (
        ("word", contrasts.words(seeds, by)),
        ("frame", contrasts.terms(seeds, by)),
    ):
        found = contrasts.contrast(counted)
        for group in contrasts.shown_groups(counted):
            for row in reading.to_read(seeds, by, contrasts.shown(found, group), unit).to_dict(
                "records"
            ):
                told, read = row["told in"].split("; "), row["read"].split(reading.BREAK)
                assert 1 <= len(told) == len(read) <= reading.SENTENCES
                assert len(set(told)) == len(told)
                for place, text in zip(told, read, strict=True):
                    doc_id, _, number = place.rpartition("#s-")
                    assert (by[doc_id] == group) == (row["says"] == "more")
                    hit = text.partition("【")[2].partition("】")[0]
                    assert hit in texts[doc_id, int(number)]
                    assert unit != "word" or hit == row["word"]


def test_sentences_come_from_as_many_articles_as_there_are() -> None:
    corpus = corpus_of(a=["坚决打赢。"] * 4, b=["打赢疫情。"], c=["打赢!"], d=["依法防控。"])
    by = each(corpus).map(lambda doc_id: "D" if doc_id == "d" else "ABC")
    rows = reading.to_read(corpus, by, rows_of("打赢", "ABC", "more"), "word")
    assert rows["told in"].iloc[0] == "a#s-0; b#s-0; c#s-0"
    rows = reading.to_read(corpus, by, rows_of("war", "D", "less"), "frame")
    assert rows["told in"].iloc[0] == "a#s-0; b#s-0; c#s-0"


def test_a_string_inside_another_word_is_no_hit() -> None:
    corpus = corpus_of(a=["社会面清零。", "生产安全。"], b=["社会主义。"])
    rows = reading.to_read(corpus, each(corpus), rows_of("社会", "b", "more"), "word")
    assert rows["told in"].iloc[0] == ""


def test_text_of_the_corpus_is_escaped() -> None:
    corpus = corpus_of(a=[f"打赢{HOSTILE}。"] * 6, b=["依法防控工作。"] * 6)
    by = each(corpus)
    counted = contrasts.terms(corpus, by)
    rows = reading.to_read(corpus, by, contrasts.shown(contrasts.contrast(counted), "a"), "frame")
    for row in rows.to_dict("records"):
        for cell in reading.cells(counted, {"a": HOSTILE, "b": HOSTILE}).values():
            assert not bs4.BeautifulSoup(str(cell(row)), "html.parser").find("script")
    assert "<script" not in prose.more_less(rows, HOSTILE)
    assert "<script" not in prose.refused(Refusal(HOSTILE))


def test_of_very_many_articles_some_are_read_for_words_nearby(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    corpus = corpus_of(**{f"a{n}": ["坚决打赢。", "春耕生产。"] * 3 for n in range(8)})
    monkeypatch.setattr(reading, "MOST_READ", 4)
    found = reading.near(corpus, "war")
    assert isinstance(found, pd.DataFrame) and set(found["node_count"]) == {12}
    monkeypatch.setattr(prose, "MOST_READ", 4)
    assert "Of the 8 articles 4 were read" in prose.near(found, "war", 8)
    assert "were read" not in prose.near(found, "war", 4)


@pytest.mark.parametrize(
    ("node", "near"),
    [("war", "坚决"), ("打赢", "坚决"), ("疫情", "防控"), (None, None), ("没有的词", None)],
)
def test_words_nearby(node: str | None, near: str | None) -> None:
    corpus = corpus_of(a=["坚决打赢。"] * 3 + ["春耕生产。", "疫情防控。"] * 3)
    found = reading.near(corpus, node)
    said = prose.near(found, node)
    if near is None:
        assert isinstance(found, Refusal) and found.reason in said.unescape()
    else:
        assert near in set(found["word"]) and near in said


# Pictures --------------------------------------------------------------------------------------


def test_pictures_take_no_rows_few_and_many(seeds: tifa.Corpus) -> None:
    by = grouping.groups(seeds, "article")
    counted = contrasts.words(seeds, by)
    found = contrasts.contrast(counted)
    group = contrasts.shown_groups(counted)[0]
    empty = found.head(0)
    names = [f"city {n}" for n in range(15)]
    square = pd.DataFrame(np.eye(15), index=names, columns=names)
    near = reading.near(seeds, "war")
    drawn = [
        pictures.more_less(empty, HOSTILE), pictures.more_less(found.head(14), HOSTILE),
        pictures.clouds(contrasts.deviations(counted), [group]),
        pictures.clouds(contrasts.deviations(counted).head(0), [group]),
        pictures.likeness(square, HOSTILE), pictures.likeness(square * np.nan, "-", distance=True),
        pictures.likeness(square.iloc[:1, :1], "-"), pictures.collocates(near, "war"),
        pictures.collocates(near.head(0), "war"),
    ]  # fmt: skip
    for figure in drawn:
        assert len(figures.png(figure)) > 500


def test_a_cloud_is_the_same_picture_every_time(seeds: tifa.Corpus) -> None:
    found = contrasts.deviations(contrasts.words(seeds, grouping.groups(seeds, "wave")))
    groups = list(dict.fromkeys(found["group"]))
    assert figures.png(pictures.clouds(found, groups)) == figures.png(
        pictures.clouds(found, groups)
    )


def test_a_picture_fits_a_telephone(seeds: tifa.Corpus, tmp_path: Any) -> None:
    found = contrasts.contrast(contrasts.words(seeds, grouping.groups(seeds, "city")))
    path = tmp_path / "drawn.png"
    path.write_bytes(
        figures.png(pictures.more_less(contrasts.shown(found, "Changchun"), "Changchun"))
    )
    assert Image.open(path).width <= 700


# Sentences -------------------------------------------------------------------------------------


def test_the_sentences_hold_for_one_article_and_for_none_to_compare() -> None:
    corpus = corpus_of(a=["坚决打赢疫情防控阻击战。"] * 6)
    by = each(corpus)
    about = pd.DataFrame({"doc_id": ["a"], "city": ["A"], "wave": ["2020"]})
    counted = contrasts.words(corpus, by)
    found = contrasts.contrast(counted)
    assert isinstance(found, Refusal)
    assert "1 group of 1 article" in prose.rests_on(counted, about, by)
    assert prose.measures([]).empty and list(prose.measures([]).columns)
    square = pictures.square_of(counted, ["a"], cosine_similarity)
    assert "two groups" in prose.likeness(square, square)


def test_the_numbers_of_the_sentences_are_computed(seeds: tifa.Corpus) -> None:
    by = grouping.groups(seeds, "city")
    found = contrasts.contrast(contrasts.words(seeds, by))
    rows = contrasts.shown(found, "Tonghua")
    n = int(seeds.words[(seeds.words["word"] == "加强版")]["n"].sum())
    assert (
        f"加强版</span> (reinforced edition; only here: {n} against 0 elsewhere)"
        in prose.more_less(rows, "Tonghua")
    )
    assert "beyond chance" in prose.more_less(rows.head(0), "Tonghua")


def test_groups_that_go_with_a_wave_are_named_as_such(seeds: tifa.Corpus) -> None:
    about, by = grouping.articles(seeds), grouping.groups(seeds, "city")
    assert "of one wave only" in prose.goes_with(about, by)
    everything = pd.Series("all", index=by.index)
    assert prose.goes_with(about, everything) == ""


def test_every_gloss_is_a_plain_line() -> None:
    held = contrasts._glosses()
    assert len(held) > 1000
    assert not [word for word, gloss in held.items() if gloss != gloss.strip() or not word.strip()]
