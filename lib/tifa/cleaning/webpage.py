"""The visible text of an HTML page, with the place of each character in the source.

Which part of the page is the article is told by trafilatura, the standard extractor of the
field; the text itself is read here, because every finding must lead back to the source.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

import numpy as np

from tifa.cleaning.trace import Traced

BLOCKS = frozenset(
    [
        "p",
        "br",
        "div",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "tr",
        "table",
        "section",
        "article",
        "blockquote",
        "center",
        "hr",
        "header",
        "footer",
        "nav",
        "aside",
        "form",
        "option",
        "figure",
        "figcaption",
    ]
)
CELLS = frozenset(("td", "th"))
UNSEEN = frozenset(
    ("script", "style", "noscript", "template", "head", "title", "select", "textarea", "svg")
)

FACTS = {
    "articletitle": "title",
    "og:title": "title",
    "pubdate": "published",
    "publishdate": "published",
    "article:published_time": "published",
    "contentsource": "source",
    "source": "source",
    "author": "authors",
    "article:author": "authors",
    "sitename": "publisher",
}
"""Names of <meta> elements (the standard of Chinese government sites, and Open Graph)."""


@dataclass(frozen=True, slots=True)
class WebPage:
    """The visible text of a page, the span of it that holds the article, and its <meta> facts."""

    text: Traced
    window: tuple[int, int] | None
    facts: dict[str, str] = field(default_factory=dict)


class _Reader(HTMLParser):
    """Collects visible text with offsets into the source."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=False)
        self.lines = [0]
        for found in re.finditer("\n", source):
            self.lines.append(found.end())
        self.pieces: list[tuple[str, int, int]] = []
        self.facts: dict[str, str] = {}
        self.hidden = 0
        # What follows the last tag is text; the parser would look for its end again and again.
        tail = source.rfind(">") + 1
        self.feed(source[:tail])
        self.close()
        if not self.hidden and source[tail:].strip():
            self.pieces.append((source[tail:], tail, -1))

    def here(self) -> int:
        line, column = self.getpos()
        return self.lines[line - 1] + column

    def add(self, text: str, length: int | None = None) -> None:
        if not self.hidden:
            at = self.here()
            self.pieces.append((text, at, -1 if length is None else at + length))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in UNSEEN:
            self.hidden += 1
        if tag == "meta":
            values = {name: value or "" for name, value in attrs}
            name = (values.get("name") or values.get("property") or "").lower()
            if name in FACTS and values.get("content", "").strip():
                self.facts.setdefault(FACTS[name], values["content"].strip())
        elif tag in BLOCKS:
            self.add("\n", 0)
        elif tag in CELLS:
            self.add(" ", 0)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in UNSEEN:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in UNSEEN:
            self.hidden = max(self.hidden - 1, 0)
        elif tag in BLOCKS and tag != "br":
            self.add("\n", 0)

    def handle_data(self, data: str) -> None:
        # A line break inside an element is a space to a browser.
        self.add(re.sub("[\r\n\t]", " ", data))

    def handle_entityref(self, name: str) -> None:
        self.add(html.unescape(f"&{name};"), len(name) + 2)

    def handle_charref(self, name: str) -> None:
        self.add(html.unescape(f"&#{name};"), len(name) + 3)


def read_page(source: str) -> WebPage:
    """Return what an HTML page shows, with offsets into its source.

    >>> page = read_page("<title>x</title><p>疫情<b>就是</b>命令&nbsp;</p><script>1</script>")
    >>> page.text.text.split(), page.text.raw(1, 3)
    (['疫情就是命令'], (19, 21))
    """
    reader = _Reader(source)
    firsts, lasts = [], []
    for text, start, end in reader.pieces:
        if end < 0:
            offsets = np.arange(start, start + len(text) + 1, dtype=np.int32)
            firsts.append(offsets[:-1])
            lasts.append(offsets[1:])
        else:
            firsts.append(np.full(len(text), start, np.int32))
            lasts.append(np.full(len(text), end, np.int32))
    nothing = [np.empty(0, np.int32)]
    page = Traced(
        "".join(text for text, _, _ in reader.pieces),
        np.concatenate(firsts or nothing),
        np.concatenate(lasts or nothing),
    )
    return WebPage(page, _window(source, page.text), reader.facts)


def _window(source: str, text: str) -> tuple[int, int] | None:
    """Return where trafilatura's article begins and ends in the visible text."""
    import trafilatura  # takes a second to load, and only HTML needs it

    extracted = trafilatura.extract(
        source, favor_recall=True, include_comments=False, include_formatting=False
    )
    if not extracted:
        return None
    wanted = {_key(line) for line in extracted.split("\n")} - {""}
    spans = []
    start = 0
    for line in text.split("\n"):
        key = _key(line)
        if len(key) >= 2 and key in wanted:
            spans.append((start, start + len(line)))
        start += len(line) + 1
    return (spans[0][0], spans[-1][1]) if spans else None


def _key(line: str) -> str:
    """Return a line without what extractors change: white space and list marks."""
    return re.sub(r"[\s\u00a0\u3000]+", "", line).lstrip("-*#|").rstrip("|")
