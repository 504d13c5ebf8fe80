"""Every number of the report on the five articles leads to its sentence: read off the site at TIFA_SITE.

What leads nowhere is listed with its reason in cases/links_exempt.csv; a reason that no table or
figure needs any more is an error too.
"""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tifa.links import address_of, first_of

bs4 = pytest.importorskip("bs4")

ROOT = Path(__file__).parent.parent
SITE = Path(os.environ.get("TIFA_SITE", ROOT / "build" / "site"))
NOTEBOOKS = [path.stem for path in sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))]
EVIDENCE = re.compile(
    r"articles/[^/#]+\.html|(?:formulas|frames|cities)/[^/#]+\.html|search\.html\?q=."
)
"""An article or one of its sentences, a page with a concordance, the sentences with a word."""

LEADS = ("told in", "first told in", "first dated", "first shared", "leads to")
"""The columns of a figure's CSV that say where its marks lead."""


class Exempt(NamedTuple):
    """What need not lead anywhere: the rows of a table, a figure, every mark of one, other articles."""

    page: str
    csv: str
    part: str
    reason: str


with (Path(__file__).parent / "cases" / "links_exempt.csv").open(encoding="utf-8") as file:
    EXEMPT = [Exempt(**row) for row in csv.DictReader(file)]


def exempt(name: str, *parts: str) -> bool:
    return any(fnmatch(name, row.csv) for row in EXEMPT if row.part in parts)


def page(name: str) -> Any:
    """The parsed page of a notebook."""
    path = SITE / f"{name}.html"
    if not path.is_file():
        pytest.skip(f"no built site at {SITE}")
    return bs4.BeautifulSoup(path.read_text(encoding="utf-8"), "lxml").find("article")


def name_of(part: Any) -> str:
    """The name of the CSV that a table or figure names."""
    link = part.select_one("a.tifa-csv")
    return str(link["href"]).removeprefix("data/").removesuffix(".csv") if link else ""


def tables(soup: Any) -> list[Any]:
    """The tables of a notebook; those of an article's annotations are pages of the reader's own."""
    return [
        table for table in soup.select("table.tifa") if not table.find_parent(class_="tifa-reader")
    ]


def figures(soup: Any) -> list[Any]:
    """The blocks with a picture and its caption."""
    return [drawn.parent for drawn in soup.select(".tifa-map")]


def leads(part: Any) -> list[str]:
    return [str(a["href"]) for a in part.select("a[href]") if EVIDENCE.match(str(a["href"]))]


def counts_nothing(row: Any) -> bool:
    """True for a row whose numbers are all nought."""
    numbers = [cell.get_text().strip() for cell in row.select("td.num")]
    return bool(numbers) and all(re.fullmatch(r"0(?:\.0+)?", number) for number in numbers)


def rows_that_lead_nowhere(soup: Any) -> Iterator[tuple[str, str]]:
    for table in tables(soup):
        name = name_of(table)
        if exempt(name, "rows"):
            continue
        for row in table.select("tbody tr"):
            if leads(row) or counts_nothing(row):
                continue
            own = (SITE / "articles" / f"{row.get_text('|').split('|')[2]}.html").is_file()
            if not exempt(name, "others") or own:
                yield name, row.get_text(" ")[:80]


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_every_row_leads_to_what_it_counts(notebook: str) -> None:
    assert list(rows_that_lead_nowhere(page(notebook))) == []


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_every_figure_leads_to_what_it_shows(notebook: str) -> None:
    shown = figures(page(notebook))
    assert shown
    for drawn in shown:
        name = name_of(drawn)
        if not exempt(name, "figure"):
            assert leads(drawn), f"{name}: {drawn.img['alt'][:80]}"


def rows_of(name: str) -> list[dict[str, str]]:
    with (SITE / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_every_mark_leads_where_its_data_say(notebook: str) -> None:
    for drawn in figures(page(notebook)):
        name = name_of(drawn)
        rows = [
            row for row in rows_of(name) if row.get("no.", "1")
        ]  # what has no number has no day
        said = [row[column] for row in rows for column in LEADS if row.get(column)]
        wanted = {address_of(first_of(where) or where) for where in said}
        if not exempt(name, "every", "figure"):
            assert wanted <= set(leads(drawn)), name


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_every_table_and_figure_names_its_data(notebook: str) -> None:
    soup = page(notebook)
    for part in [*tables(soup), *figures(soup)]:
        name = name_of(part)
        assert name, part.get_text(" ")[:80]
        assert rows_of(name), name
    assert not [drawn for drawn in soup.select("img") if not drawn.find_parent(class_="tifa-map")]


def test_no_exemption_is_idle() -> None:
    named = {
        name_of(part)
        for n in NOTEBOOKS
        for soup in [page(n)]
        for part in [*tables(soup), *figures(soup)]
    }
    idle = [row.csv for row in EXEMPT if not any(fnmatch(name, row.csv) for name in named)]
    assert idle == []


def test_a_sentence_leads_back_to_where_it_counts() -> None:
    if not SITE.is_dir():
        pytest.skip(f"no built site at {SITE}")
    for path in (SITE / "articles").glob("[!i]*.html"):
        soup = bs4.BeautifulSoup(path.read_text(encoding="utf-8"), "lxml").find("article")
        back = [str(a["href"]) for a in soup.select("a[href^='../']")]
        assert any(link.startswith("../frames/") for link in back), path.name
        assert any(link.startswith("../formulas/") for link in back), path.name
