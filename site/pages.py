"""What Sphinx reads beside the notebooks: the index, the lists, the page of sources and of tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from pathlib import Path

import about
import api
import cities
import downloads
import formulas
import frames
import glossary
import pandas as pd
from corpus import Corpus, Row, name_of, place_of, slug, without_dead_links
from evidence import Evidence, paragraph, table
from listings import Listing, first_page
from markupsafe import Markup
from notebooks import Page

from tifa.report import count, zh
from tifa.studies.slogans.counts import PARALLEL

INDEX_LIMIT = 100  # articles listed on the index; all of them are on articles/index.html
TEMPLATE = Path(__file__).parent / "index.md"
CELLS = ["Title", "Place", "Published", "Source", "Characters"]
CUT = "```{raw} html\n:file: @up@parts/@part@.html\n```\n"


@dataclass(frozen=True)
class Prose:
    """A page that Sphinx reads: its name, its title, its HTML, Markdown after it, its CSV files."""

    name: str
    title: str
    html: str
    after: str = ""
    data: Mapping[str, pd.DataFrame] = field(default_factory=dict)


def article_rows(corpus: Corpus, documents: Sequence[Row], root: str) -> list[list[object]]:
    """A row for each article, its title a link to its page; `root` leads from here to the articles."""
    linked = '<span lang="zh-Hans"><a href="{}{}.html">{}</a></span>'
    return [
        [
            Markup(linked).format(root, slug(d["doc_id"]), Markup(name_of(d)))
            if corpus.has_page(d["doc_id"])
            else zh(Markup(name_of(d))),
            zh(place_of(d)),
            Markup('<span class="tifa-date">{}</span>').format(str(d["published"] or "")[:10]),
            zh(d["source"] or d["publisher"] or ""),
            int(d["n_chars"] or len(d["body"] or "")),
        ]
        for d in documents
    ]


def corpus_sentence(corpus: Corpus) -> str:
    """How many articles there are, from when, how long, and how many inputs could not be read."""
    documents = corpus.documents
    dates = sorted(str(d["published"])[:10] for d in documents if d["published"])
    span = f", published from {dates[0]} to {dates[-1]}" if dates else ""
    undated = len(documents) - len(dates)
    chars = sum(d["n_chars"] or len(d["body"] or "") for d in documents)
    text = f"{len(documents):,} articles{corpus.drawn_from} of {chars:,} characters{span}"
    text += f"; {undated:,} without a date" if undated and dates else ""
    if corpus.rejected:
        reasons = Counter(str(row["reason"]) for row in corpus.rejected).most_common()
        listed = ", ".join(f"{reason} ({n:,})" for reason, n in reasons)
        text += f". {len(corpus.rejected):,} more could not be read: {listed}"
    if corpus.paged is not None:
        text += (
            f". {len(corpus.paged):,} of them have a page of their own and are searched: those that"
        )
        text += " the notebooks lead to, and others at even distances; the tables have all"
    return f"<p>{escape(text)}.</p>"


def notebook_list(books: list[Page]) -> str:
    """Each notebook's title, linked, and under it what it found."""
    return "\n".join(
        f'<div class="tifa-book"><p><a href="{book.name}.html">{escape(book.title)}</a></p>\n'
        + "\n".join(book.findings)
        + "</div>"
        for book in books
    )


def listings(corpus: Corpus, evidence: Evidence) -> list[Listing]:
    """The lists of articles, places, formulas and frames."""
    told = Markup(corpus_sentence(corpus))
    rows = article_rows(corpus, corpus.documents, "")
    return [
        Listing("articles", "Articles", told, CELLS, rows, "tifa-articles"),
        Listing(
            "cities", "Places", paragraph(PLACES), cities.HEADS, cities.rows_of_list(evidence)
        ),
        Listing(
            "formulas", "Formulas", paragraph(FORMULAS) + formulas.limited(corpus.formulas, evidence),
            formulas.HEADS, formulas.rows_of_list(evidence), "tifa-fit", corpus.formulas,
        ),
        Listing("frames", "Frames", paragraph(FRAMES), frames.HEADS, frames.rows_of_list(evidence)),
    ]  # fmt: skip


PLACES = """Cities and provinces that an article comes from or that a dated statement is about.
Districts and counties are counted with their city."""
FORMULAS = """Phrases that count what they stand for (四应四尽, 1+N), those of most articles first;
behind them unnumbered parallels, which are no formulas in any count."""
FRAMES = """Families of words that carry one image or one claim of authority, and devices that
insist: commands, superlatives, numbers."""


def prose(
    tables: Path, corpus: Corpus, evidence: Evidence, lists: Sequence[Listing]
) -> list[Prose]:
    """The pages beside the notebooks that are made of HTML."""
    words, data = glossary.glossary(evidence)
    return [
        *(Prose(f"{each.folder}/index", each.title, first_page(each)) for each in lists),
        Prose("glossary", "Glossary", words, data=data),
        Prose("downloads", "Tables to download", downloads.downloads(tables)),
        Prose("codebook", "Codebook", downloads.codebook(tables), downloads.prose()),
        Prose("about", "About this report", about.about(tables, corpus)),
    ]


def ways(evidence: Evidence) -> Markup:
    """How many places, formulas and frames there are, each number leading to their list."""
    names = formulas.names(evidence)
    parallels = sum(formulas.kind_of(evidence, name) == PARALLEL for name in names)
    kinds = [kind for _, kind, _ in frames.ordered(evidence)]
    return paragraph(
        '<a href="cities/index.html">{}</a>, <a href="formulas/index.html">{} and {}</a>,'
        ' <a href="frames/index.html">{} and {}</a> have pages of their own, with the sentences that'
        ' they are counted in. The <a href="glossary.html">glossary</a> gives pinyin and English.',
        count(len(evidence.places), "place"),
        count(len(names) - parallels, "formula"),
        count(parallels, "parallel"),
        count(kinds.count("frame"), "frame"),
        count(kinds.count("device"), "device"),
    )


def some_formulas(corpus: Corpus) -> Markup:
    """How many formulas and parallels have a page of their own, where not all have."""
    if corpus.formulas is None:
        return Markup("")
    text = "Of the formulas and parallels, the {:,} that most articles use have one."
    return paragraph(text, len(corpus.formulas))


def write_sources(
    source: Path,
    corpus: Corpus,
    books: list[Page],
    readme: Path | None,
    made: Sequence[Prose] = (),
    through: str = "",
) -> list[Page]:
    """Write what Sphinx reads beside the notebooks; the pages beside the index.

    `made` are pages of HTML, `through` tells on the index where they lead.
    """
    documents, number = corpus.documents, f"{len(corpus.documents):,}"
    first = corpus.with_pages[:INDEX_LIMIT]
    listed = table(CELLS, article_rows(corpus, first, "articles/"), kind="tifa-articles")
    more = f'<p><a href="articles/index.html">All {number} articles</a></p>'
    listed += Markup(more) if len(documents) > INDEX_LIMIT else ""
    index = {
        "notebooks": notebook_list(books),
        "ways": Markup(through) + some_formulas(corpus),
        "articles": Markup(corpus_sentence(corpus)) + listed,
    }
    for name, html in index.items():
        save(source / "parts" / f"{name}.html", html)
    for page in made:
        save_prose(source, replace(page, html=without_dead_links(page.html, corpus)))
    save(source / "api.md", api.api())
    if readme:
        save(source / "sources.md", source_links(readme.read_text(encoding="utf-8"), documents))
    contents = TEMPLATE.read_text(encoding="utf-8")
    contents = contents.replace("@notebooks@", "\n".join(book.name for book in books))
    contents = contents.replace("@found@\n", toctree(made, FOUND))
    contents = contents.replace("@corpus@\n", toctree(made, OF_CORPUS) + "api\n")
    save(source / "index.md", contents.replace("@sources@\n", "sources\n" if readme else ""))
    return [*prose_pages(source), *(Page(p.name, p.title, kind="Page") for p in made)]


FOUND = ("cities/index", "formulas/index", "frames/index", "glossary")
OF_CORPUS = ("articles/index", "downloads", "codebook", "about")


def toctree(made: Sequence[Prose], wanted: Sequence[str]) -> str:
    """The lines of a table of contents for those pages that there are."""
    known = {page.name for page in made}
    return "".join(f"{name}\n" for name in wanted if name in known)


def save_prose(source: Path, page: Prose) -> None:
    """Write a page of HTML as Sphinx reads it."""
    part = page.name.replace("/", "-")
    save(source / "parts" / f"{part}.html", page.html)
    cut = CUT.replace("@up@", "../" * page.name.count("/")).replace("@part@", part)
    save(source / f"{page.name}.md", f"# {page.title}\n\n{cut}\n{page.after}")


def save(path: Path, text: str) -> None:
    """Write a file, and its folder where that is new."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def source_links(markdown: str, documents: list[Row]) -> str:
    """Point links to a raw file at its article; leave only the text of other relative links."""
    known = {document["doc_id"] for document in documents}

    def link(found: re.Match[str]) -> str:
        stem = Path(found[2]).stem
        return f"[{found[1]}](articles/{slug(stem)}.html)" if stem in known else found[1]

    return re.sub(r"(?<!!)\[([^\]]+)\]\((?![a-z]+:|#)([^)\s]+)\)", link, markdown)


def prose_pages(source: Path) -> list[Page]:
    """The pages of prose beside the notebooks that the search should know."""
    library = Page("api", "The library", kind="Page")
    path = source / "sources.md"
    if not path.exists():
        return [library]
    found = re.search(r"^#\s+(.+)$", path.read_text(encoding="utf-8"), re.M)
    return [Page("sources", found[1] if found else "Sources", kind="Page"), library]
