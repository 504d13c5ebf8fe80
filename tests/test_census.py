"""A corpus too large to be read in whole: some articles are drawn, and all are counted."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import notebook_runs
import pandas as pd
import pyarrow.parquet as pq
import pytest
import support

import tifa
from tifa.corpus import analysis, drawn, pieces
from tifa.corpus import merge as merging
from tifa.corpus.drawn import DRAWN
from tifa.schemas import ORDER, SCHEMAS
from tifa.studies.census import counting, prose, tables
from tifa.studies.census.counting import census

WITH_IDS = [name for name in SCHEMAS if name != "rejected"]


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixty articles: the sentences of the seeds in other orders, without place or date in some."""
    folder = tmp_path_factory.mktemp("articles")
    lines = [line for path in sorted(support.SEEDS.glob("*.txt")) for line in _lines(path)]
    rows = []
    for number in range(60):
        text = "\n".join(lines[number % 7 :: 23][:9])
        day = None if number % 10 == 3 else f"202{number % 3}-0{number % 9 + 1}-11"
        rows.append({"id": f"{number:03}", "text": text, "date": day})
    pd.DataFrame(rows).to_parquet(folder / "articles.parquet")
    return folder / "articles.parquet"


def _lines(path: Path) -> list[str]:
    body = tifa.clean(path.read_text("utf-8"))[0].body.text
    return [line for line in body.splitlines() if 20 < len(line) < 400]


@pytest.fixture(scope="module")
def stored(articles: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables, one file each."""
    out = tmp_path_factory.mktemp("stored")
    tifa.analyse([articles], out)
    return out


@pytest.fixture(scope="module")
def parted(articles: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same tables as folders of parts."""
    out = tmp_path_factory.mktemp("parted")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pieces, "SMALL", 0)
        patch.setattr(merging, "LARGE", 10)
        tifa.analyse([articles], out, partition=9)
    assert (out / "terms.parquet").is_dir()
    return out


# Drawing --------------------------------------------------------------------------------------


def test_what_is_drawn_are_the_rows_of_some_articles(stored: Path) -> None:
    corpus = tifa.load(stored, most=20)
    ids = set(corpus.documents["doc_id"])
    assert len(ids) == 20 and corpus.whole == stored and corpus.articles_in_whole == 60
    for name in WITH_IDS:
        every = pq.read_table(stored / f"{name}.parquet").to_pylist()
        found = pq.read_table(corpus.folder / f"{name}.parquet").to_pylist()
        assert found == [row for row in every if row["doc_id"] in ids], name


def test_the_same_articles_are_drawn_however_tables_are_stored(stored: Path, parted: Path) -> None:
    one, other = (tifa.load(folder, most=20) for folder in (stored, parted))
    for name in SCHEMAS:
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))
        assert list(SCHEMAS[name].names) == list(getattr(one, name).columns)


def test_fewer_are_drawn_from_those_that_more_hold(stored: Path) -> None:
    """A larger draw, and a corpus that has grown, keep what was drawn."""
    few, more = (set(tifa.load(stored, most=n).documents["doc_id"]) for n in (10, 30))
    assert few < more


@pytest.mark.parametrize("most", [60, 61, 10_000])
def test_nothing_is_drawn_from_no_more_articles(stored: Path, most: int) -> None:
    corpus = tifa.load(stored, most=most)
    assert corpus.whole is None and corpus.folder == stored and corpus.articles_in_whole == 60
    assert prose.drawn(corpus) == ""


def test_each_article_has_the_same_chance(stored: Path) -> None:
    """Over many draws of half of other names, each place among the files is drawn about as often."""
    hits = pd.Series(0, range(60))
    for turn in range(200):
        ids = pd.Series([f"{turn}-{number:03}" for number in range(60)])
        order = pd.Series(pd.util.hash_array(ids.to_numpy(object), categorize=False))
        hits += (order.rank() <= 30).astype(int)
    assert hits.between(65, 135).all()


def test_drawn_tables_are_made_once_and_again_when_the_tables_change(
    articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tifa.analyse([articles], tmp_path)
    first = tifa.load(tmp_path, most=5).folder
    with monkeypatch.context() as patch:
        patch.setattr(drawn, "_chosen", None)
        assert tifa.load(tmp_path, most=5).folder == first
    tifa.analyse([articles], tmp_path)
    assert not (tmp_path / DRAWN).exists()
    frame = pd.read_parquet(articles).head(30)
    frame.to_parquet(tmp_path / "fewer.parquet")
    tifa.analyse([tmp_path / "fewer.parquet"], tmp_path)
    assert tifa.load(tmp_path, most=5).articles_in_whole == 30


def test_drawing_where_nothing_may_be_written(
    stored: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise PermissionError(13, "Permission denied")

    wanted = tifa.load(stored, most=7).documents
    monkeypatch.setattr(drawn, "in_turn", refuse)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    corpus = tifa.load(stored, most=7)
    assert corpus.folder.is_relative_to(tmp_path)
    pd.testing.assert_frame_equal(corpus.documents, wanted)


def test_curated_facts_of_drawn_articles_alone(stored: Path, tmp_path: Path) -> None:
    rows = ["doc_id,field,value,reason", *(f"{n:03},wave,first,seen" for n in range(60))]
    (tmp_path / "facts.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    corpus = tifa.load(stored, tmp_path / "facts.csv", most=9)
    assert set(corpus.metadata["doc_id"]) == set(corpus.documents["doc_id"])


# Counting -------------------------------------------------------------------------------------


def test_counts_are_those_of_the_tables(stored: Path) -> None:
    corpus = tifa.load(stored)
    found = census(corpus)
    assert found.articles["articles"].sum() == 60
    for name in ("chars", "sentences", "words"):
        assert found.articles[f"n_{name}"].sum() == corpus.documents[f"n_{name}"].sum()
    for name, by in counting.COUNTED.items():
        rows = getattr(corpus, name)
        wanted = rows[rows[by].notna() | (name == "events")]
        held = found.counts[found.counts["table"] == name]
        n = held.groupby("value", dropna=False)["n"].sum().sort_index()
        assert n.to_dict() == wanted[by].value_counts(dropna=False).to_dict()
    shown = corpus.formulas[corpus.formulas["kind"] != "parallel"]
    by = shown.groupby("canonical")["doc_id"].agg(["size", "nunique"])
    listed = found.formulas.set_index("canonical")
    assert listed["n"].to_dict() == by["size"].to_dict()
    assert listed["articles"].to_dict() == by["nunique"].to_dict()
    verdicts = corpus.expansions["verdict"].value_counts()
    assert listed[list(verdicts.index)].sum().to_dict() == verdicts.to_dict()


def test_counts_do_not_depend_on_how_tables_are_stored(
    stored: Path, parted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "AT_ONCE", 2)
    held = tifa.load(stored)
    memory = analysis.from_tables(**{name: getattr(held, name) for name in SCHEMAS})
    frames = [census(corpus) for corpus in (held, tifa.load(parted), memory)]
    for part in ("articles", "counts", "formulas"):
        first, *others = (getattr(found, part) for found in frames)
        for other in others:
            pd.testing.assert_frame_equal(first, other, check_dtype=False)


def test_all_articles_are_counted_though_some_are_drawn(parted: Path) -> None:
    whole, some = census(tifa.load(parted)), census(tifa.load(parted, most=4))
    pd.testing.assert_frame_equal(whole.counts, some.counts)


def test_no_body_and_no_word_is_read(parted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: set[tuple[str, str]] = set()
    asked = counting._from_files

    def watched(paths: Any, name: str, columns: Any) -> Any:
        read.update((name, column) for column in columns)
        return asked(paths, name, columns)

    monkeypatch.setattr(counting, "_from_files", watched)
    census(tifa.load(parted))
    assert not {("documents", "body"), ("documents", "raw")} & read
    assert not {"sentences", "words"} & {name for name, _ in read}


def test_parts_that_do_not_belong_together_are_named(parted: Path, tmp_path: Path) -> None:
    shutil.copytree(parted, tmp_path / "mixed")
    first, *_, last = sorted((tmp_path / "mixed" / "terms.parquet").iterdir())
    keep = first.read_bytes()
    first.write_bytes(last.read_bytes())
    last.write_bytes(keep)
    with pytest.raises(tifa.read.InputError, match="parts of all tables must be in one order"):
        census(tifa.load(tmp_path / "mixed"))


@pytest.mark.parametrize(
    ("value", "month"),
    [
        ("2020-02-03", "2020-02"),
        ("2020-02-03T10:30", "2020-02"),
        ("2020-02", "2020-02"),
        ("2020", "2020"),
        ("P37D", None),
        ("..", None),
        ("0220", "0220"),
        (None, None),
    ],
)
def test_month_of_a_date(value: str | None, month: str | None) -> None:
    import pyarrow as pa

    column = pa.chunked_array([pa.array([value], pa.string())])
    assert counting._months(column).to_pylist() == [month]


# The notebooks --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", sorted(notebook_runs.NOTEBOOKS.glob("0[12346]_*.ipynb")), ids=lambda p: p.stem
)
def test_notebooks_on_drawn_articles_say_so(
    path: Path, parted: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notebook_runs.prepare(tmp_path, monkeypatch)
    corpus = tifa.load(parted, most=8)
    shown = notebook_runs.watch(monkeypatch)
    notebook_runs.run_notebook(path.name, corpus, monkeypatch)
    if not path.name.startswith(
        ("01", "04")
    ):  # a reader's script; lines that begin with their node
        notebook_runs.check_shown(shown)
    said = " ".join(shown)
    if path.name.startswith("06"):
        assert "read 8 of these 60 articles" in said
    else:
        assert "The corpus has 60 articles. Read here are 8 of them" in said
    assert "8 articles drawn from 60" in said


@pytest.mark.parametrize(
    "texts",
    [
        {"a": "今天天气很好。"},
        {"a": "2020年2月3日,<b>长春市</b>召开会议。", "b": "全市上下坚决打赢疫情防控阻击战。"},
        {"a": "。"},
    ],
    ids=["nothing found", "two", "no word"],
)
def test_the_census_works_on_any_corpus(
    texts: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notebook_runs.prepare(tmp_path, monkeypatch)
    for name, text in texts.items():
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    corpus = tifa.load(tmp_path)
    shown = notebook_runs.watch(monkeypatch)
    notebook_runs.run_notebook("06_whole_corpus.ipynb", corpus, monkeypatch)
    notebook_runs.check_shown(shown)


def test_report_of_drawn_articles(parted: Path, tmp_path: Path) -> None:
    """Notebook and site draw the same, so that every link of the one leads to a page of the other."""
    environment = os.environ | {"TIFA_CORPUS": str(parted), "TIFA_DRAW": "8"}
    books, name = tmp_path / "books", "06_whole_corpus.ipynb"
    book = json.loads((notebook_runs.NOTEBOOKS / name).read_text("utf-8"))
    del book["cells"][-1]  # it leads to the other notebooks
    (tmp_path / name).write_text(json.dumps(book), encoding="utf-8")
    programs = [
        ["tools/run_notebooks.py", tmp_path / name, "-o", books],
        ["site/build.py", "--notebooks", books, "--tables", parted, "--out", tmp_path / "site"],
    ]
    for program in programs:
        command = [sys.executable, *map(str, program)]
        done = subprocess.run(
            command, cwd=support.ROOT, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
    for name in ("index", "about"):
        text = (tmp_path / "site" / f"{name}.html").read_text("utf-8")
        assert "8 articles drawn by chance from 60, all of which notebook 06 counts" in text
    assert len(list((tmp_path / "site" / "articles").glob("*.html"))) == 8 + 1


def test_many_years_and_places_are_cut_to_what_can_be_read(stored: Path) -> None:
    corpus = tifa.load(stored)
    found = census(corpus)
    years = [f"{1990 + number}-01" for number in range(30)]
    rows = pd.concat([found.counts.assign(month=year) for year in years])
    sizes = pd.concat([found.articles.assign(month=year) for year in years])
    many = counting.Census(sizes, rows, found.formulas)
    assert len(tables.periods(many, corpus)) <= tables.MOST_PERIODS
    shown = tables.frame_table(tables.frames(many, corpus), corpus)
    assert len(shown.columns) <= tables.MOST_COLUMNS + 3


def test_order_of_the_contract(stored: Path) -> None:
    folder = tifa.load(stored, most=11).folder
    for name, keys in ORDER.items():
        held = pq.read_table(folder / f"{name}.parquet")
        assert held.equals(held.sort_by([(key, "ascending") for key in keys])), name
