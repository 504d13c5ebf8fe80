"""What notebooks show: escaped, in a font that has the glyphs, on any corpus."""

from __future__ import annotations

import warnings
from pathlib import Path

import pandas as pd
import pytest
from markupsafe import Markup
from matplotlib import pyplot as plt

import tifa
from tifa import figures, report
from tifa.read import InputError
from tifa.studies.overview import figures as pictures
from tifa.studies.overview import prose as overview_prose
from tifa.studies.overview import tables as overview

HOSTILE = "<script>alert(1)</script> $x$ \"'{n}"


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "FOLDER", tmp_path / "data")


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    found: list[str] = []
    monkeypatch.setattr(report, "_show", lambda html, plain: found.append(str(html)))
    return found


def corpus_of(folder: Path, **texts: str) -> tifa.Corpus:
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return tifa.load(folder)


def test_a_table_escapes_its_cells_and_its_csv_has_them_as_they_are(shown: list[str]) -> None:
    report.table(pd.DataFrame({"a": [HOSTILE], "n": [1200]}), "t", HOSTILE, show={"a": report.zh})
    assert "<script>" not in shown[0] and "&lt;script&gt;" in shown[0] and "1,200" in shown[0]
    assert pd.read_csv(report.FOLDER / "t.csv")["a"].tolist() == [HOSTILE]


def test_a_sentence_escapes_its_values() -> None:
    assert "<script>" not in report.sentence("{a} and {b:,}", a=HOSTILE, b=1)
    assert report.sentence("{}", Markup("<b>1</b>")) == "<b>1</b>"


def test_a_glyph_that_is_missing_stops_the_cloud() -> None:
    with pytest.raises(figures.MissingGlyphError, match=r"U\+1F600"):
        pictures.word_cloud({"疫情": 3, "\U0001f600": 1})


def test_an_article_without_a_content_word_has_a_picture_that_says_so() -> None:
    plt.close(pictures.word_cloud({}))


def test_a_glyph_that_is_missing_stops_a_figure() -> None:
    with warnings.catch_warnings():
        figures.use_style()
        drawn, axes = plt.subplots()
        axes.set_title("\U0001f600")
        with pytest.raises(UserWarning, match="missing"):
            figures.png(drawn)
    plt.close("all")


@pytest.mark.parametrize(
    "texts",
    [
        {"a": "没有日期的一段话。"},
        {"a": "长春市召开会议。\n\n2020-02-03", "b": "首页 > 新闻\n\n全市动员,人人有责。"},
        {f"n{number:02}": f"吉林省第{number}次会议召开,部署防控。" for number in range(30)},
    ],
    ids=["one, no date, no place", "two", "thirty"],
)
def test_the_overview_works_on_any_corpus(tmp_path: Path, texts: dict[str, str]) -> None:
    corpus = corpus_of(tmp_path, **texts)
    named = overview.labels(corpus.documents)
    assert named.is_unique and len(named) == len(texts)
    for sentence in ("finding", "lengths", "rejected", "repairs", "coverage"):
        assert getattr(overview_prose, sentence)(corpus).strip()
    counts = overview.repair_counts(corpus)
    assert len(counts) == len(texts)
    plt.close(figures.bars(counts, unit="repairs"))
    plt.close(pictures.calendar(overview.dates(corpus)))
    plt.close(pictures.place_map(overview.coverage(corpus)))
    assert len(overview.sizes(corpus)) == len(texts)


def test_every_repair_example_shows_what_the_tables_say(tmp_path: Path) -> None:
    corpus = tifa.load("seeds")
    for row in overview.examples(corpus, per_kind=5).itertuples():
        body = corpus.documents.set_index("doc_id").at[row.doc_id, "body"]
        assert row.after in body
        held = corpus.sentences.query("doc_id == @row.doc_id and sentence_id == @row.sentence_id")
        assert len(held) == 1


def test_a_corpus_without_an_article_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("")
    with pytest.raises(InputError, match="no article could be read"):
        tifa.load(tmp_path)
