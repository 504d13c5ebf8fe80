"""Where the notebooks speak of a place, a formula or a frame: the sections that name it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import search
from ahocorasick_rs import AhoCorasick
from evidence import section
from markupsafe import Markup
from notebooks import Page

SECTIONS = 12  # sections named of each notebook


@dataclass(frozen=True)
class Section:
    """A section of a notebook's page, or a part of one that has an anchor of its own."""

    book: str
    title: str
    address: str
    text: str


def sections(html: Path, books: Iterable[Page]) -> list[Section]:
    """The sections of the notebooks' pages, as they were built, and their parts for places."""
    found = []
    for book in books:
        content = (html / f"{book.name}.html").read_text(encoding="utf-8")
        texts: dict[str, list[str]] = defaultdict(list)
        for anchor, text in search.html_records(content):
            texts[anchor].append(text)
        linked = links_of(content)
        for anchor, held in texts.items():
            address = f"{book.name}.html#{anchor}" if anchor else f"{book.name}.html"
            text = "\n".join([*held, *linked.get(anchor, ())])
            found.append(Section(book.title, held[0].strip(" #¶"), address, text))
        found += [
            Section(book.title, title := re.sub("<[^>]*>", "", unescape(name)), address, title)
            for anchor, name in PLACE.findall(content)
            for address in [f"{book.name}.html#{anchor}"]
        ]
    return found


PLACE = re.compile(r'<h3 id="(place-\d{6})">(.{1,300}?)</h3>')
MADE = re.compile("^(?:cities|formulas|frames)/")


def links_of(content: str) -> dict[str, list[str]]:
    """The pages of places, formulas and frames that each section leads to."""
    found: dict[str, list[str]] = defaultdict(list)
    for link in search.article(content).iter("a"):
        if MADE.match(link.get("href", "")):
            around = next(link.iterancestors("section"), None)
            found["" if around is None else around.get("id", "")].append(link.get("href"))
    return found


def told(held: list[Section], names: Mapping[str, Iterable[str]]) -> dict[str, Markup]:
    """For each key the sections that hold one of its names, as a part of its page."""
    owners: dict[str, list[str]] = defaultdict(list)
    for key, forms in names.items():
        for form in forms:
            owners[form].append(key)
    found: dict[str, dict[str, list[Section]]] = defaultdict(lambda: defaultdict(list))
    patterns = [form for form in owners if form.strip()]
    finder = AhoCorasick(patterns)
    for each in held:
        hits = finder.find_matches_as_indexes(each.text, overlapping=True)
        for form in sorted({patterns[hit[0]] for hit in hits}):
            for key in owners[form]:
                if each not in found[key][each.book]:
                    found[key][each.book].append(each)
    return {key: part(books) for key, books in found.items()}


def part(books: Mapping[str, list[Section]]) -> Markup:
    """The sections of each notebook, linked."""
    items = Markup("\n").join(Markup("<li>{}</li>").format(entry(held)) for held in books.values())
    return section("In the notebooks", "notebooks", Markup("<ul>{}</ul>").format(items))


def entry(held: list[Section]) -> Markup:
    """A notebook with its sections; its page alone where only the beginning speaks of it."""
    page = held[0].address.partition("#")[0]
    inner = [each for each in held if each.title != each.book][:SECTIONS]
    head = Markup('<a href="../{}">{}</a>').format(page, held[0].book)
    return Markup(": ").join([head, Markup(", ").join(map(link, inner))]) if inner else head


def link(to: Section) -> Markup:
    """The link to a section, from a page one folder below the root."""
    return Markup('<a href="../{}">{}</a>').format(to.address, to.title)
