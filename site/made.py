"""All pages made from the tables: handed to Sphinx, their CSV written, their words kept for the search."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html import unescape
from itertools import chain
from pathlib import Path
from posixpath import dirname, relpath
from typing import Any

import cities
import formulas
import frames
import mentioned
import pandas as pd
import search
from evidence import Evidence, Made
from listings import Listing, further_pages
from markupsafe import Markup
from notebooks import Page

from tifa.report import formula_page, frame_page
from tifa.studies.timelines import divisions
from tifa.tables import safe_cells

Written = tuple[str, dict[str, Any], str]
"""A page as Sphinx takes it: its name, the template's variables, the template."""


@dataclass
class Site:
    """The pages of a build, and what the search is to know of those that were written."""

    html: Path
    evidence: Evidence
    books: list[Page]
    lists: list[Listing]
    texts: list[search.Text] = field(default_factory=list)

    @cached_property
    def sections(self) -> list[mentioned.Section]:
        """The sections of the notebooks, which Sphinx has written by now."""
        return mentioned.sections(self.html, self.books)

    def pages(self) -> Iterator[Written]:
        """Every page made from the tables."""
        held = self.evidence
        yield from self.chained(cities.city_pages(held, self.told_of_places()))
        paged = next((each.paged for each in self.lists if each.folder == "formulas"), None)
        names = {name: [name, formula_page(name)] for name in formulas.with_pages(held, paged)}
        told = mentioned.told(self.sections, names)
        yield from self.chained(formulas.formula_pages(held, told, names))
        kinds = {str(frame): [frame_page(str(frame))] for frame in held.hits["frame"].unique()}
        yield from self.chained(frames.frame_pages(held, mentioned.told(self.sections, kinds)))
        for listing in self.lists:
            yield from self.chained(further_pages(listing))

    def told_of_places(self) -> dict[str, Markup]:
        """Where the notebooks speak of each place."""
        names = {
            code: [divisions.chinese(code), divisions.english(code)]
            for code in self.evidence.places["code"]
        }
        return mentioned.told(self.sections, names)

    def chained(self, pages: Iterable[Made]) -> Iterator[Written]:
        """Pages that follow each other: each with links to the one before and the one after."""
        before: Made | None = None
        last: Made | None = None
        for after in chain(pages, [None]):
            if last is not None:
                self.keep(last)
                yield last.name, context(last, before, after), "page.html"
            before, last = last, after

    def keep(self, page: Made) -> None:
        """Write the CSV files of a page, and note what the search should know of it."""
        write_data(self.html, page.data)
        if page.kind:
            title = unescape(page.title.striptags())
            text = search.Text(f"{page.name}.html", title, page.kind, "", list(page.records))
            self.texts.append(text)


def context(page: Made, before: Made | None, after: Made | None) -> dict[str, Any]:
    """The template's variables."""
    return {
        "title": page.title,
        "body": page.body,
        "prev": neighbour(page, before),
        "next": neighbour(page, after),
    }


def neighbour(page: Made, other: Made | None) -> dict[str, str] | None:
    """The link to a page from another."""
    if other is None:
        return None
    address = relpath(other.name, dirname(page.name) or ".")
    return {"link": f"{address}.html", "title": str(other.title)}


def write_data(html: Path, data: dict[str, pd.DataFrame] | Any) -> None:
    """Write tables as CSV files under data/."""
    for name, frame in data.items():
        path = html / "data" / f"{name}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        safe_cells(frame).to_csv(path, index=False, lineterminator="\n")
