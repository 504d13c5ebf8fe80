"""Where reports lead: the addresses of the site's pages, and text that leads to them.

A *reference* names a sentence as the CSV files do: ``a#s-3`` is the third sentence of article ``a``.
Text from the corpus is data: it is escaped wherever it meets HTML.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import quote

from markupsafe import Markup, escape

from tifa.formulas.english import pinyin
from tifa.formulas.shapes import HAN

_DAY = r"\d{4}-\d\d(?:-\d\d(?:[T ][\d:]+)?)?"
ISO_DATE = re.compile(rf"(?:from |until )?{_DAY}(?: to {_DAY})?$")
KEPT = r'<span class="tifa-date">\1</span>'
SAFE_NAME = re.compile(r"[a-z0-9_][a-z0-9_.-]{0,99}")
PAGE = re.compile(r"(?:(?:articles|formulas|frames|cities)/[^/#]{1,200}\.html|search\.html\?q=)")

MOST = 40
"""So many sentences are listed in a cell; the CSV files of mentions and hits have all."""


# Addresses ------------------------------------------------------------------------------------


def page_of(doc_id: str) -> str:
    """Return the page name of an article in the site.

    >>> page_of("001_cbbaf87bb9e2feef"), page_of("a/b")
    ('001_cbbaf87bb9e2feef', 'a-b-3ec69c85')
    """
    if SAFE_NAME.fullmatch(doc_id) and doc_id != "index":
        return doc_id
    plain = re.sub(r"[^a-z0-9_]+", "-", doc_id.lower()).strip("-")[:60]
    return f"{plain}-{hashlib.sha1(doc_id.encode()).hexdigest()[:8]}".strip("-")


def article_page(doc_id: str, sentence_id: int | None = None) -> str:
    """Return the address of an article's page in the site, or of one of its sentences.

    >>> article_page("a"), article_page("a", 3)
    ('articles/a.html', 'articles/a.html#s-3')
    """
    anchor = "" if sentence_id is None else f"#s-{sentence_id}"
    return f"articles/{page_of(doc_id)}.html{anchor}"


def formula_page(canonical: str) -> str:
    """Return the address of a formula's page in the site.

    Its name is the pinyin without tones, for the eye, and a mark of the formula itself, which tells
    formulas that sound alike apart.

    >>> formula_page("四应四尽"), formula_page("1+N")
    ('formulas/si-ying-si-jin-c926eb3a.html', 'formulas/1-n-251a452c.html')
    """
    spoken = unicodedata.normalize("NFD", pinyin(canonical)).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^a-z0-9]+", "-", spoken.lower())[:60].strip("-")
    mark = hashlib.sha1(canonical.encode()).hexdigest()[:8]
    return f"formulas/{f'{plain}-{mark}'.strip('-')}.html"


def city_page(code: str) -> str:
    """Return the address of the page of a city or province, by its six-digit code.

    >>> city_page("220100")
    'cities/220100.html'
    """
    return f"cities/{page_of(code)}.html"


def frame_page(frame: str) -> str:
    """Return the address of the page of a frame or of a rhetorical device.

    >>> frame_page("war")
    'frames/war.html'
    """
    return f"frames/{page_of(frame)}.html"


def search_page(word: str) -> str:
    """Return the address at which the site's search shows every sentence that holds a word.

    >>> search_page("a b")
    'search.html?q=a%20b'
    """
    return f"search.html?q={quote(word)}"


def address_of(where: str) -> str:
    """Return the address of a sentence given by its reference; that of a page stays as it is.

    >>> address_of("a#s-3"), address_of("frames/war.html")
    ('articles/a.html#s-3', 'frames/war.html')
    """
    if PAGE.match(where):
        return where
    doc_id, _, number = where.rpartition("#s-")
    return article_page(doc_id, int(number))


def reference(doc_id: str, sentence_id: int) -> str:
    """Return the reference of a sentence.

    >>> reference("a", 3)
    'a#s-3'
    """
    return f"{doc_id}#s-{int(sentence_id)}"


def told_in(row: Mapping[str, Any]) -> str:
    """Return the reference of the sentence that a row of a table stands in.

    >>> told_in({"doc_id": "a", "sentence_id": 3})
    'a#s-3'
    """
    return reference(row["doc_id"], row["sentence_id"])


# Text that leads somewhere --------------------------------------------------------------------


def zh(text: object) -> Markup:
    """Return Chinese text marked as such, escaped.

    >>> zh("<四应四尽>")
    Markup('<span lang="zh-Hans">&lt;四应四尽&gt;</span>')
    """
    return Markup('<span lang="zh-Hans">{}</span>').format(text)


def marked(text: object) -> Markup:
    """Return a text with its Chinese marked as such, escaped.

    >>> marked("levels (级)")
    Markup('levels (<span lang="zh-Hans">级</span>)')
    """
    parts = re.split(f"([{HAN}“”、，。]*[{HAN}][{HAN}“”、，。]*)", str(text))
    return Markup("").join(zh(part) if at % 2 else part for at, part in enumerate(parts))


def to(where: str, text: object) -> Markup:
    """Return text that leads to a sentence or a page, as :func:`address_of` takes it.

    >>> to("frames/war.html", "<war>")
    Markup('<a href="frames/war.html">&lt;war&gt;</a>')
    """
    return Markup('<a href="{}">{}</a>').format(address_of(where), text)


def link(text: object, doc_id: str, sentence_id: int | None = None) -> Markup:
    """Return a link to an article in the site, or to one of its sentences."""
    return Markup('<a href="{}">{}</a>').format(article_page(doc_id, sentence_id), text)


def to_articles(names: Mapping[str, object]) -> Callable[[object], Markup]:
    """Return how the name of an article is shown: as a link; ``names`` has them by ``doc_id``.

    >>> to_articles({"a": "Changchun"})("Changchun")
    Markup('<a href="articles/a.html">Changchun</a>')
    """
    known = {str(name): doc_id for doc_id, name in names.items()}
    return lambda name: (
        link(dated(name), known[str(name)]) if str(name) in known else escape(str(name))
    )


def dated(name: object) -> Markup:
    """Return the name of an article so that its date is not broken over lines."""
    return Markup(re.sub(rf"({_DAY})$", KEPT, str(escape(name))))


def refer(names: Mapping[str, object]) -> Callable[[str], Markup]:
    """Return how a reference to a sentence is shown: as a link with its article's name.

    >>> refer({"a": "Changchun"})("a#s-3")
    Markup('<a href="articles/a.html#s-3">Changchun</a>')
    """

    def shown(reference: str) -> Markup:
        doc_id, _, number = reference.rpartition("#s-")
        return link(dated(names.get(doc_id, doc_id)), doc_id, int(number))

    return shown


def refer_to(where: str) -> Callable[[object], Markup]:
    """Return how Chinese text that leads to a sentence or a page is shown.

    >>> refer_to("a#s-3")("清零")
    Markup('<a href="articles/a.html#s-3"><span lang="zh-Hans">清零</span></a>')
    """
    return lambda text: to(where, zh(text))


def search_link(word: str) -> Markup:
    """Return a word that leads to every sentence that holds it, by the site's search."""
    return to(search_page(word), zh(word))


def formula_link(canonical: object) -> Markup:
    """Return a formula that leads to its page, where every mention stands in its context."""
    return to(formula_page(str(canonical)), zh(canonical))


def parted_by(mark: str, how: Callable[[str], Markup]) -> Callable[[object], Markup]:
    """Return how several things in one cell are shown, each in its own way.

    >>> parted_by("、", formula_link)("六稳、四早").count("<a ")
    2
    """
    return lambda text: Markup(mark).join(how(part) for part in str(text).split(mark))


# Many sentences -------------------------------------------------------------------------------


def references(found: Iterable[tuple[str, int]], most: int = MOST) -> str | None:
    """Return the sentences behind a count as a table keeps them, each once; None without any.

    >>> references([("a", 3), ("a", 3), ("b", 1)]), references([("a", 1), ("a", 2)], most=1)
    ('a#s-3; b#s-1', 'a#s-1; +1')
    """
    every = list(dict.fromkeys(reference(doc_id, number) for doc_id, number in found))
    more = [f"+{len(every) - most}"] if len(every) > most else []
    return "; ".join([*every[:most], *more]) or None


def first_of(text: object) -> str | None:
    """Return the first of several references; None without any.

    >>> first_of("a#s-3; b#s-1"), first_of(""), first_of(None)
    ('a#s-3', None, None)
    """
    found = re.match(r".+?#s-\d+(?=; |\Z)", text) if isinstance(text, str) else None
    return found[0] if found else None


def gathered(names: Mapping[str, object]) -> Callable[[object], Markup]:
    """Return how :func:`references` are shown: one click opens the list of sentences, by article.

    >>> gathered({"a": "Changchun"})("a#s-3").striptags()
    '1 sentence Changchun: 3'
    """

    def shown(text: object) -> Markup:
        found = re.findall(r"(.+?)#s-(\d+)(?:; |\Z)", str(text))
        cut = re.search(r"\+(\d+)\Z", str(text))
        more = int(cut[1]) if cut else 0
        by: dict[str, list[int]] = {}
        for doc_id, number in found:
            by.setdefault(doc_id, []).append(int(number))
        parts = Markup("; ").join(
            Markup("{}: {}").format(
                dated(names.get(doc_id, doc_id)),
                Markup(", ").join(link(number, doc_id, number) for number in numbers),
            )
            for doc_id, numbers in by.items()
        )
        n = len(found) + more
        rest = f" and {more:,} more" if more else ""
        return Markup(
            '<details class="tifa-sentences"><summary>{:,} {}</summary> {}{}</details>'
        ).format(n, "sentence" if n == 1 else "sentences", parts, rest)

    return shown
