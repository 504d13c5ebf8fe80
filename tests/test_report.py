"""What notebooks show: escaped, in a font that has the glyphs, on any corpus."""

from __future__ import annotations

import warnings
from pathlib import Path

import pandas as pd
import pytest
from markupsafe import Markup
from matplotlib import pyplot as plt
from matplotlib.text import Text

import tifa
from tifa import figures, report
from tifa.places.gazetteer import gazetteer
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


def test_bars_of_very_many_articles_are_the_longest_and_say_so() -> None:
    rows = pd.DataFrame({"n": range(400)}, index=[f"article {n}" for n in range(400)])
    kept = figures.longest(rows)
    assert kept["n"].tolist() == list(range(399, 399 - figures.MOST_BARS, -1))
    drawn = figures.bars(kept, unit="repairs", of=len(rows))
    assert drawn.axes[0].get_xlabel() == "repairs; the 25 highest of 400"
    plt.close(drawn)


def test_dates_of_very_many_articles_are_counted() -> None:
    days = pd.date_range("2020-01-01", periods=300, freq="3D")
    points = pd.DataFrame({"label": [f"a {n}" for n in range(300)], "start": days, "end": days})
    drawn = pictures.calendar(points)
    bars = drawn.axes[0].patches
    assert len(bars) <= pictures.MOST_LANES and sum(bar.get_height() for bar in bars) == 300
    plt.close(drawn)


def test_names_on_a_map_of_hundreds_of_places_do_not_lie_on_each_other() -> None:
    figures.use_style()
    codes = [row.code for row in gazetteer() if row.longitude and row.code.endswith("00")][:400]
    labels = [("Somewhere City", "Here")[n % 2] for n in range(len(codes))]
    places = pd.DataFrame({"code": codes, "label": labels, "n": range(len(codes), 0, -1)})
    drawn = pictures.place_map(places)
    drawn.canvas.draw()
    words = [Text.get_window_extent(text) for text in drawn.axes[0].texts]
    assert 5 <= len(words) <= pictures.MOST_NAMES
    assert not any(a.overlaps(b) for n, a in enumerate(words) for b in words[:n])
    plt.close(drawn)


def test_a_table_that_no_spreadsheet_takes_is_parquet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report, "FOLDER", tmp_path)
    monkeypatch.setattr(report, "SHEET", 3)
    frame = pd.DataFrame({"word": ["=1+1", "b", "c"]})
    assert 'href="data/t.parquet"' in report.save(frame, "t")
    assert pd.read_parquet(tmp_path / "t.parquet")["word"].tolist() == ["=1+1", "b", "c"]
    assert 'href="data/t.csv"' in report.save(frame.head(2), "t")
    assert (tmp_path / "t.csv").read_text() == "word\n'=1+1\nb\n"
