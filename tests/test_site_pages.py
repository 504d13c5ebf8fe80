"""Pages made from the tables: places, formulas, frames, lists, codebook, downloads, how to cite."""

from __future__ import annotations

import csv
import doctest
import filecmp
import importlib
import json
import os
import re
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

bs4 = pytest.importorskip("bs4")
pytest.importorskip("fontTools")
ROOT = Path(__file__).parents[1]
SITE = ROOT / "site"
sys.path.insert(0, str(SITE))
import api  # noqa: E402
import bars  # noqa: E402
import cities  # noqa: E402
import corpus as site_corpus  # noqa: E402
import downloads  # noqa: E402
import listings  # noqa: E402
from evidence import Article, concordance, spread, table  # noqa: E402
from markupsafe import Markup  # noqa: E402

import tifa  # noqa: E402
from tifa import report  # noqa: E402
from tifa.colophon import corpus_hash  # noqa: E402
from tifa.schemas import SCHEMAS  # noqa: E402

HOSTILE = "<script>alert(1)</script> & \"q\" 'q' $E=mc^2$ {{ title }}"
PAGES = {
    "a": "长春市打响阻击战\n2020年2月3日\n\n长春市1月23日召开会议,坚持“四应四尽”,即应检尽检、应隔尽隔、应治尽治、应管尽管。\n"
    "1月26日,长春市设立三级网格长,落实四方责任。全市坚决打赢疫情防控阻击战,落实“四应四尽”。\n",
    "b": "吉林市落实四应四尽\n2022年3月9日\n\n吉林市3月8日开展核酸检测,落实四应四尽。外防输入、内防扩散,打赢阻击战。\n",
    "c": f"通化市发布公告\n2021年1月9日\n\n通化市1月8日发布公告{HOSTILE},落实“五有一网格{HOSTILE}”,加强管控。\n",
}
MODULES = (
    "about",
    "bars",
    "cities",
    "corpus",
    "downloads",
    "formulas",
    "frames",
    "listings",
    "made",
    "wording",
)
EPOCH = 86_400 * 8000  # 1991-11-27, a day that nothing else names


def notebook(path: Path) -> None:
    """A notebook that names a formula and has a part for a place."""
    part = '<h3 id="place-220100">Changchun</h3><p>四应四尽</p>'
    link = '<p><a href="frames/war.html">war</a></p>'
    cells: list[dict[str, Any]] = [
        {"cell_type": "markdown", "id": "a", "metadata": {}, "source": "# First\n\n## Found\n\nx"},
        {"cell_type": "code", "id": "b", "metadata": {}, "source": "x", "execution_count": 1,
         "outputs": [{"output_type": "display_data", "metadata": {},
                      "data": {"text/html": part + link, "text/plain": "x"}}]},
    ]  # fmt: skip
    metadata = {"language_info": {"name": "python", "pygments_lexer": "python3"}}
    book = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(book), encoding="utf-8")


def build(folder: Path, out: Path) -> subprocess.CompletedProcess[str]:
    """Run build.py as its users do, on a day of our own."""
    command = [sys.executable, SITE / "build.py", "--notebooks", folder / "nb"]
    command += ["--tables", folder / "tables", "--out", out]
    given = os.environ | {"SOURCE_DATE_EPOCH": str(EPOCH)}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=given)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Articles, their tables, a notebook, and the site made from them."""
    made = tmp_path_factory.mktemp("pages")
    (made / "articles").mkdir()
    (made / "nb").mkdir()
    for name, text in PAGES.items():
        (made / "articles" / f"{name}.txt").write_text(text, encoding="utf-8")
    tifa.analyse([made / "articles"], made / "tables")
    notebook(made / "nb" / "01_first.ipynb")
    notebook(made / "nb" / "02_second.ipynb")
    done = build(made, made / "site")
    assert done.returncode == 0, done.stderr
    assert "warning" not in done.stdout
    return made


def soup(site: Path, address: str) -> Any:
    """The parsed text of a page."""
    html = (site / address).read_text(encoding="utf-8")
    return bs4.BeautifulSoup(html, "html.parser").find("article")


def target(site: Path, page: str, link: Any) -> str:
    """The text of the element that a link leads to."""
    address, _, anchor = link["href"].partition("#")
    held = soup(site, os.path.normpath(Path(page).parent / address))
    return str(held.find(id=anchor).get_text())


# Places, formulas, frames


@pytest.mark.parametrize("module", MODULES)
def test_examples_of_the_site_hold(module: str) -> None:
    assert not doctest.testmod(importlib.import_module(module)).failed


def test_every_formula_has_a_page_with_every_mention(folder: Path) -> None:
    rows = pd.read_parquet(folder / "tables" / "formulas.parquet")
    assert set(rows["canonical"]) >= {"四应四尽", "五有一网格"}
    for canonical, held in rows.groupby("canonical"):
        page = report.formula_page(str(canonical))
        lines = soup(folder / "site", page).select("table.tifa-kwic tbody tr")
        assert len(lines) == len(held)
        for line in lines:
            (link,) = line.select("a")
            assert link.get_text() in target(folder / "site", page, link)


LIMITED = """
import sys
import corpus
corpus.MOST_PAGES, corpus.MOST_FORMULAS = 1, 2
import build
sys.exit(build.main(sys.argv[1:]))
"""


def test_of_very_many_the_pages_of_most_use_are_made_and_the_list_says_so(
    folder: Path, tmp_path: Path
) -> None:
    command = [sys.executable, "-c", LIMITED, "--notebooks", folder / "nb"]
    command += ["--tables", folder / "tables", "--out", tmp_path / "site"]
    given = os.environ | {"PYTHONPATH": str(SITE)}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=given)
    assert done.returncode == 0, done.stderr  # the build follows every link
    site = tmp_path / "site"
    made = {path.name for path in (site / "formulas").glob("*.html")} - {"index.html"}
    assert len(made) == 2 and Path(report.formula_page("四应四尽")).name in made
    listed = soup(site, "formulas/index.html")
    rows = listed.select("table tbody tr")
    assert f"2 of the {len(rows)} have a page of their own" in listed.get_text()
    assert len(rows) > 2 and len(listed.select("td a.tifa-formula")) == 2
    assert len(listed.select("td span.tifa-formula")) == len(rows) - 2
    assert "四应四尽" in listed.get_text() and "外防输入" in listed.get_text()
    assert "the 2 that most articles use have one" in soup(site, "index.html").get_text()
    assert len(list((site / "articles").glob("*.html"))) == 2  # the list, and one article


def test_a_formula_that_the_notebooks_lead_to_has_a_page_in_any_case() -> None:
    articles = {"四早": 90, "六稳": 80, "五包一": 1}
    rare = report.formula_page("五包一")
    found = site_corpus.chosen_formulas(articles, {rare}, most=2)
    assert found == {rare, report.formula_page("四早")}
    assert site_corpus.chosen_formulas(articles, {rare}, most=3) is None


def test_members_lead_to_their_sentences(folder: Path) -> None:
    page = report.formula_page("四应四尽")
    members = soup(folder / "site", page).select(".tifa-members a")
    assert [link.get_text() for link in members] == ["应检尽检", "应隔尽隔", "应治尽治", "应管尽管"]
    for link in members:
        assert link.get_text() in target(folder / "site", page, link)
    text = soup(folder / "site", page).get_text()
    assert "sì yīng sì jìn" in text and "4 named = 4 listed" in text and "not spelled out" in text


def test_a_city_has_its_statements_formulas_and_frames(folder: Path) -> None:
    page = report.city_page("220100")
    held = soup(folder / "site", page)
    rows = held.select("#statements tbody tr")
    assert [row.td.get_text() for row in rows] == ["2020-01-23", "2020-01-26"]
    for row in rows:
        link = row.select_one("td a")
        assert link.get_text() in target(folder / "site", page, link)
    assert "四应四尽" in held.select_one("#formulas").get_text()
    for link in held.select("#frames > .tifa-scroll a[href^='#']"):
        lines = held.find(id=link["href"][1:]).find_next("tbody").select("tr")
        assert len(lines) == int(link.get_text())


def test_every_bar_leads_to_a_row_of_its_day(folder: Path) -> None:
    held = soup(folder / "site", report.city_page("220100"))
    bars = held.select(".tifa-bars a")
    assert [bar["aria-label"] for bar in bars] == [
        "23 January 2020: 1 statement",
        "26 January 2020: 1 statement",
    ]
    for bar in bars:
        assert held.find(id=bar["href"][1:]).name == "tr"


def test_a_frame_has_its_terms_places_and_lines(folder: Path) -> None:
    page = report.frame_page("war")
    held = soup(folder / "site", page)
    rows = pd.read_parquet(folder / "tables" / "terms.parquet").query("frame == 'war'")
    lines = held.select("#hits tbody tr")
    assert len(lines) == len(rows) > 2
    for line in lines:
        assert line.a.get_text() in target(folder / "site", page, line.a)
    assert {"阻击战"} <= {link.get_text() for link in held.select("#terms td a")}
    assert "Changchun" in held.select_one("#places").get_text()


def test_the_glossary_leads_to_formulas_and_frames(folder: Path) -> None:
    links = {a["href"]: a.get_text() for a in soup(folder / "site", "glossary.html").select("a")}
    assert links[report.formula_page("四应四尽")] == "四应四尽"
    assert links["frames/war.html"] == "War"
    assert all(
        (folder / "site" / link.partition("#")[0]).is_file() for link in links if link[0] != "#"
    )


def test_pages_tell_where_the_notebooks_speak_of_them(folder: Path) -> None:
    def links(page: str) -> set[str]:
        found = soup(folder / "site", page).select("#notebooks a")
        return {link["href"] for link in found}

    found = "../01_first.html#found"
    assert found in links(report.formula_page("四应四尽"))
    assert found in links(report.frame_page("war"))
    assert "../01_first.html#place-220100" in links(report.city_page("220100"))
    assert soup(folder / "site", report.city_page("220500")).select_one("#notebooks") is None


def test_hostile_text_is_text_on_every_page(folder: Path) -> None:
    for path in (folder / "site").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert "<script>alert" not in text and "&amp;lt;script" not in text, path
    held = soup(folder / "site", report.city_page("220500")).get_text()
    assert "<script>alert(1)</script>" in held and "{{ title }}" in held


def test_each_csv_holds_what_its_page_counts(folder: Path) -> None:
    site = folder / "site"
    for canonical in ("四应四尽", "五有一网格"):
        name = report.formula_page(canonical).removesuffix(".html")
        with (site / "data" / f"{name}-mentions.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert len(rows) == len(soup(site, f"{name}.html").select("table.tifa-kwic tbody tr"))
        assert all(re.fullmatch(r"[abc]#s-\d+", row["told in"]) for row in rows)


def test_previous_and_next(folder: Path) -> None:
    html = (folder / "site" / "01_first.html").read_text(encoding="utf-8")
    assert re.search(r'class="next-page" href="02_second\.html"', html)
    names = [p.name for p in (folder / "site" / "formulas").glob("*.html") if p.stem != "index"]
    pattern = re.compile(r'class="next-page" href="([^"]+)"')
    nexts = [
        found
        for name in names
        for found in pattern.findall((folder / "site" / "formulas" / name).read_text("utf-8"))
    ]
    assert len(nexts) == len(set(nexts)) == len(names) - 1


def test_search_knows_the_pages_by_their_pinyin(folder: Path) -> None:
    known = (folder / "site" / "search" / "pages.js").read_text(encoding="utf-8")
    number = [entry[0] for entry in json.loads(re.search(r"\{.*\}", known)[0])["list"]].index(  # type: ignore[index]
        report.formula_page("四应四尽")
    )
    text = (folder / "site" / "search" / f"t-{number}.js").read_text(encoding="utf-8")
    assert "四应四尽" in text and "si ying si jin" in text


def test_the_same_tables_make_the_same_site(folder: Path, tmp_path: Path) -> None:
    done = build(folder, tmp_path / "again")
    assert done.returncode == 0, done.stderr
    files = sorted(
        p.relative_to(folder / "site") for p in (folder / "site").rglob("*") if p.is_file()
    )
    same = filecmp.cmpfiles(folder / "site", tmp_path / "again", files, shallow=False)
    assert same[1:] == ([], [])


# Lists


def a_listing(n: int) -> listings.Listing:
    rows = [[Markup('<a href="x{}.html">{}</a>').format(i, i), i] for i in range(n)]
    return listings.Listing("things", "Things", Markup("<p>All</p>"), ["name", "n"], rows)


@pytest.mark.parametrize(("n", "pages"), [(0, 1), (250, 1), (251, 2), (10_000, 40)])
def test_a_long_list_is_cut_into_pages_that_hold_each_row_once(n: int, pages: int) -> None:
    listing = a_listing(n)
    further = list(listings.further_pages(listing))
    assert [page.name for page in further] == [f"things/page/{k}" for k in range(2, pages + 1)]
    text = str(listings.first_page(listing)) + "".join(page.body for page in further)
    assert re.findall(r'<a href="(?:\.\./)?x(\d+)\.html">', text) == list(map(str, range(n)))


def test_links_between_the_pages_of_a_list() -> None:
    listing = a_listing(2000)
    first = bs4.BeautifulSoup(listings.first_page(listing), "html.parser").nav
    assert [a["href"] for a in first.select("a")] == [f"page/{n}.html" for n in (2, 3, 8)]
    fourth = bs4.BeautifulSoup(list(listings.further_pages(listing))[2].body, "html.parser").nav
    assert fourth.select_one("[aria-current]").get_text() == "4"
    assert [a["href"] for a in fourth.select("a")] == [
        "../index.html", *(f"../page/{n}.html" for n in (2, 3, 5, 6, 8))
    ]  # fmt: skip


def test_spread_takes_one_of_each_article_first() -> None:
    rows = [{"doc_id": name, "n": n} for n, name in enumerate("aaab")]
    assert [row["n"] for row in spread(rows, 2)] == [0, 3]
    assert spread(rows, 4) == rows


@pytest.mark.parametrize(
    ("last", "unit"),
    [(date(2020, 4, 1), "day"), (date(2021, 1, 1), "week"), (date(2022, 4, 1), "month")],
)
def test_bars_are_as_wide_as_the_period_asks(last: date, unit: str) -> None:
    assert bars.unit_of([date(2020, 1, 23), last]) == unit


def test_the_fullest_bar_is_named_only_where_it_stands_out() -> None:
    days = [date(2020, 1, 23), date(2020, 1, 24), date(2020, 1, 24)]
    assert "The most, 2, fall on 24 January 2020." in bars.bars(days, days, "day")
    assert "The most" not in bars.bars(days[:2], days[:2], "day")
    assert bars.bars(days[:1], days[:1], "day") == ""


def test_of_many_statements_every_bar_keeps_some() -> None:
    bins = [date(2020, 1, 1)] * 900 + [date(2020, 1, 2)] + [None]
    kept = cities.chosen([{}] * len(bins), bins, 100)
    assert len(kept) == 100 and {900, 901} <= set(kept)
    many = [date.fromordinal(737_000 + n) for n in range(300)]
    assert len(cities.chosen([{}] * 300, many, 100)) == 300


def test_tables_escape_what_they_show() -> None:
    shown = table(["<h>"], [["<b>"], [None], [1.5], [1200]], "<c>")
    assert "<b>" not in shown and "<h>" not in shown and "<c>" not in shown
    line = {"left": "<i>", "node": "<b>", "right": "<u>", "article": "<s>"}
    held = concordance([line | {"doc_id": '"x"', "sentence_id": 1}], "")
    assert not re.search(r"<[ibus]>", held)
    assert Article  # the type that concordances are made from


# Codebook and downloads


def test_every_column_is_in_the_codebook() -> None:
    for name, schema in SCHEMAS.items():
        assert [column.name for column in downloads.columns(name)] == schema.names
        assert all(len(column.meaning) > 5 for column in downloads.columns(name))


def test_the_codebook_has_no_column_that_is_gone() -> None:
    every = {column for schema in SCHEMAS.values() for column in schema.names}
    for table_name, column in downloads.meanings():
        known = every if table_name == downloads.EVERY else SCHEMAS[table_name].names
        assert column in known, f"{table_name}.{column}"


def test_docs_name_every_table_and_column() -> None:
    text = (ROOT / "docs" / "TABLES.md").read_text(encoding="utf-8")
    for name, schema in SCHEMAS.items():
        assert downloads.one_row(name)
        row = next(line for line in text.splitlines() if line.startswith(f"| `{name}` |"))
        for column in schema.names:
            assert f"`{column}`" in row, f"docs/TABLES.md, {name}: {column}"


def test_codebook_page(folder: Path) -> None:
    held = soup(folder / "site", "codebook.html")
    for name, schema in SCHEMAS.items():
        rows = held.find(id=f"table-{name}").find_next("tbody").select("tr")
        assert [row.td.get_text() for row in rows] == schema.names
    assert "list of lists of whole numbers" in held.get_text()
    assert held.find(id="times") and held.find(id="formulas") and not held.find(id="command-line")


def test_tables_to_download(folder: Path, tmp_path: Path) -> None:
    for name in SCHEMAS:
        given = (folder / "tables" / f"{name}.parquet").read_bytes()
        assert (folder / "site" / "tables" / f"{name}.parquet").read_bytes() == given
        assert f'href="tables/{name}.parquet"' in str(soup(folder / "site", "downloads.html"))
    with zipfile.ZipFile(folder / "site" / "tables" / downloads.ARCHIVE) as archive:
        names = archive.namelist()
        assert {f"tifa-tables/{name}.parquet" for name in SCHEMAS} <= set(names)
        assert "tifa-tables/codebook.csv" in names and "tifa-tables/TABLES.md" in names
        assert archive.testzip() is None


def test_the_zip_does_not_tell_when_or_where_it_was_made(folder: Path, tmp_path: Path) -> None:
    for path in (folder / "tables").iterdir():
        os.utime(path, (1e9, 1e9))
    downloads.write(folder / "tables", tmp_path / "x" / "tables")
    again = (tmp_path / "x" / "tables" / downloads.ARCHIVE).read_bytes()
    assert (folder / "site" / "tables" / downloads.ARCHIVE).read_bytes() == again


def test_a_table_in_parts_is_taken_part_by_part(folder: Path, tmp_path: Path) -> None:
    frame = pd.read_parquet(folder / "tables" / "words.parquet")
    (tmp_path / "words.parquet").mkdir()
    for n in range(2):
        frame.iloc[n::2].to_parquet(tmp_path / "words.parquet" / f"part-{n:06d}.parquet")
    downloads.write(tmp_path, tmp_path / "out")
    assert (tmp_path / "out" / "words.parquet" / "part-000001.parquet").is_file()
    assert 'href="tables/words.parquet/part-000000.parquet"' in downloads.downloads(tmp_path)


# How to cite


def test_about_names_version_corpus_and_day(folder: Path) -> None:
    text = soup(folder / "site", "about.html").get_text()
    assert (
        str(corpus_hash(pd.read_parquet(folder / "tables" / "documents.parquet")["sha256"])) in text
    )
    assert "0.1.0" in text and "@software" in text and "1991-11-27" in text


def test_the_day_of_the_build_is_in_one_place_only(folder: Path) -> None:
    texts = [p for p in (folder / "site").rglob("*") if p.suffix in {".html", ".js", ".csv"}]
    named = [p.name for p in texts if "1991-11-27" in p.read_text(encoding="utf-8")]
    assert named == ["about.html"]


def test_corpus_hash_is_of_the_inputs_in_any_order() -> None:
    assert corpus_hash(["x", "y"]) == corpus_hash(["y", "x"]) != corpus_hash(["x", "z"])
    assert corpus_hash([None]) is None


@pytest.mark.parametrize("name", [name for group in api.GROUPS.values() for name in group])
def test_every_entry_point_has_an_example(name: str) -> None:
    module, _, last = name.rpartition(".")
    entry = getattr(importlib.import_module(module), last)
    members = vars(entry).values() if isinstance(entry, type) else ()
    assert any(">>>" in (each.__doc__ or "") for each in (entry, *members))
