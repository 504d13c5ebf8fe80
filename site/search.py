"""The site's own search: an index of character pairs, which needs no word segmentation.

Sphinx's search does not segment a Chinese query, so that it cannot find 四应四尽. Here text and
query are split in the same way, by `grams` below and by its twin in _static/search.js. The index
says which pages hold all pairs of a phrase; the browser then looks for the phrase itself in those
pages' texts. Both are cut into small scripts that a page can load from file:// as well:

    search/pages.js   address, title, kind and origin of every page
    search/g-K.js     pairs whose first character falls in part K, with the pages that hold them
    search/t-N.js     text of page N: [anchor, text] for each sentence or block
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from html import unescape
from pathlib import Path

from corpus import Corpus, name_of, slug
from lxml import etree
from notebooks import Page

PART = 20_000  # entries in one part of the index: 60 to 100 kB
MAX_PARTS = 256
HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"]
LISTS = ["dd", "dl", "dt", "li", "ol", "ul"]
TABLES = ["caption", "table", "tr"]
OTHERS = ["blockquote", "div", "figcaption", "p", "pre", "section"]
BLOCKS = {*HEADINGS, *LISTS, *TABLES, *OTHERS}
HIDDEN = {"headerlink", "tifa-csv", "tifa-pager", "tifa-built", "tifa-reader"}


@dataclass(frozen=True)
class Text:
    """What the search knows of one page; records are (anchor, text)."""

    address: str
    title: str
    kind: str
    origin: str
    records: list[tuple[str, str]]


def fold(text: str) -> str:
    """Lower case and half-width forms, character for character, so that positions stay.

    >>> fold("ＣＯＶＩＤ－19，長春")
    'covid-19,長春'
    """
    return "".join(map(fold_one, text))


def fold_one(character: str) -> str:
    """One character for one; a lower case of two characters (İ) is left alone."""
    if "\uff01" <= character <= "\uff5e":
        character = chr(ord(character) - 0xFEE0)
    lower = character.lower()
    return lower if len(lower) == 1 else character


def grams(text: str) -> set[str]:
    """Pairs of neighbouring characters, and the last character of each run without a space.

    Every character begins an entry, so that one character alone can be looked up too.

    >>> sorted(grams("四应四 A"))
    ['a', '四', '四应', '应四']
    """
    return {run[i : i + 2] for run in fold(text).split() for i in range(len(run))}


def squeeze(text: str) -> str:
    """Text on one line, white space of any kind one space."""
    return re.sub(r"[\s\ufeff]+", " ", text).strip()


def site_texts(
    html: Path,
    corpus: Corpus,
    books: Iterable[Page],
    prose: Iterable[Page] = (),
    made: Iterable[Text] = (),
) -> list[Text]:
    """The texts of all pages: notebooks and prose from their HTML, articles from the tables.

    Lists are left out, since what they list has a page. Places, formulas and frames (`made`) come
    first: whoever looks for one wants its page before the sentences.
    """
    texts = list(made)
    for page in [*books, *(page for page in prose if not page.name.endswith("/index"))]:
        content = (html / f"{page.name}.html").read_text(encoding="utf-8")
        texts.append(Text(f"{page.name}.html", page.title, page.kind, "", html_records(content)))
    for document in corpus.with_pages:
        rows = corpus.sentences[document["doc_id"]]
        records = [(f"s-{int(row['sentence_id'])}", squeeze(row["text"])) for row in rows]
        title = unescape(name_of(document))
        date = str(document["published"] or "")[:10]
        origin = " · ".join(filter(None, [document["place"], date]))
        address = f"articles/{slug(document['doc_id'])}.html"
        texts.append(Text(address, title, "Article", origin, [*records, ("", title)]))
    return texts


@cache
def html_records(html: str) -> list[tuple[str, str]]:
    """Text of a page's blocks without the code, each under the anchor of its section."""
    held: list[tuple[str, list[str]]] = []
    gather(article(html), held, [])
    found = [(anchor, squeeze(run)) for anchor, own in held for run in "".join(own).split("\0")]
    return [(anchor, text) for anchor, text in found if text]


@cache
def article(html: str) -> etree._Element:
    """The part of a page that is its own, as a tree."""
    page = etree.fromstring(html, etree.HTMLParser(huge_tree=True))
    return next(page.iter("article"), page)


def is_hidden(tag: etree._Element) -> bool:
    """True for what is no text of the page: code, controls, comments."""
    if not isinstance(tag.tag, str) or tag.tag in ("script", "style"):
        return True
    classes = set(tag.get("class", "").split())
    return bool(classes & HIDDEN) or (tag.tag == "details" and "hide" in classes)


def gather(
    tag: etree._Element, held: list[tuple[str, list[str]]], own: list[str], row: bool = False
) -> None:
    """Put the text below a tag to that of the innermost section around it, blocks apart.

    A row of a table is one run of text.
    """
    ends = "\0" if not row and (tag.tag in BLOCKS or tag.tag == "br") else ""
    own.append(ends)
    inner = own
    if not held or tag.tag == "section":
        inner = []
        held.append((tag.get("id", ""), inner))
    row = row or tag.tag in ("td", "th")
    inner.append(tag.text or "")
    for child in tag:
        if not is_hidden(child):
            gather(child, held, inner, row)
        inner.append(child.tail or "")
    own.append(" " if tag.tag in ("td", "th") else ends)


def write(texts: list[Text], folder: Path) -> str:
    """Write the index and the texts as scripts into `folder`; what was written."""
    folder.mkdir()
    index: dict[str, list[int]] = defaultdict(list)
    for n, text in enumerate(texts):
        for gram in set().union(*(grams(record) for _, record in text.records)):
            index[gram].append(n)
        save(folder / f"t-{n}.js", "text", n, text.records)
    entries = sum(map(len, index.values()))
    parts = min(MAX_PARTS, 1 + entries // PART)
    cut: list[dict[str, list[int]]] = [{} for _ in range(parts)]
    for gram in sorted(index):
        cut[ord(gram[0]) % parts][gram] = steps(index[gram])
    for k, part in enumerate(cut):
        save(folder / f"g-{k}.js", "part", k, part)
    listed = [[text.address, text.title, text.kind, text.origin] for text in texts]
    save(folder / "pages.js", "pages", 0, {"parts": parts, "list": listed})
    return f"{len(texts):,} pages, {len(index):,} pairs, {entries:,} entries in {parts} parts"


def steps(numbers: list[int]) -> list[int]:
    """Rising numbers as first and differences, which are shorter to write.

    >>> steps([3, 4, 9])
    [3, 1, 5]
    """
    return [b - a for a, b in zip([0, *numbers], numbers, strict=False)]


def save(path: Path, what: str, number: int, data: object) -> None:
    """Write a script that hands `data` to the search page."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    text = text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    path.write_text(f'tifaSearch.take("{what}",{number},{text});\n', encoding="utf-8")
