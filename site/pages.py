"""What Sphinx reads beside the notebooks: the index, the list of articles, the page of sources."""

from __future__ import annotations

import re
from collections import Counter
from html import escape
from pathlib import Path

from corpus import Corpus, Row, name_of, place_of, slug
from notebooks import Page

INDEX_LIMIT = 100  # articles listed on the index; all of them are on articles/index.html
TEMPLATE = Path(__file__).parent / "index.md"
LISTING = "# Articles\n\n```{raw} html\n:file: ../parts/all.html\n```\n"


def article_table(documents: list[Row], root: str) -> str:
    """A table of articles, each title a link; `root` leads from the page to the articles."""
    names = ["Title", "Place", "Published", "Source"]
    head = "".join(f"<th>{name}</th>" for name in names) + '<th class="num">Characters</th>'
    lines = [
        f'<tr><td lang="zh-Hans"><a href="{root}{slug(d["doc_id"])}.html">{name_of(d)}</a></td>'
        f'<td lang="zh-Hans">{escape(place_of(d))}</td>'
        f'<td class="tifa-date">{escape(str(d["published"] or "")[:10])}</td>'
        f'<td lang="zh-Hans">{escape(d["source"] or d["publisher"] or "")}</td>'
        f'<td class="num">{d["n_chars"] or len(d["body"] or ""):,}</td></tr>'
        for d in documents
    ]
    body = "\n".join(lines)
    table = f"<thead><tr>{head}</tr></thead><tbody>\n{body}\n</tbody>"
    return f'<div class="tifa-scroll"><table class="tifa tifa-articles">{table}</table></div>'


def corpus_sentence(corpus: Corpus) -> str:
    """How many articles there are, from when, how long, and how many inputs could not be read."""
    documents = corpus.documents
    dates = sorted(str(d["published"])[:10] for d in documents if d["published"])
    span = f", published from {dates[0]} to {dates[-1]}" if dates else ""
    undated = len(documents) - len(dates)
    chars = sum(d["n_chars"] or len(d["body"] or "") for d in documents)
    text = f"{len(documents):,} articles of {chars:,} characters{span}"
    text += f"; {undated:,} without a date" if undated and dates else ""
    if corpus.rejected:
        reasons = Counter(str(row["reason"]) for row in corpus.rejected).most_common()
        listed = ", ".join(f"{reason} ({n:,})" for reason, n in reasons)
        text += f". {len(corpus.rejected):,} more could not be read: {listed}"
    return f"<p>{escape(text)}.</p>"


def notebook_list(books: list[Page]) -> str:
    """Each notebook's title, linked, and under it what it found."""
    return "\n".join(
        f'<div class="tifa-book"><p><a href="{book.name}.html">{escape(book.title)}</a></p>\n'
        + "\n".join(book.findings)
        + "</div>"
        for book in books
    )


def write_sources(source: Path, corpus: Corpus, books: list[Page], readme: Path | None) -> None:
    """Write what Sphinx reads beside the notebooks: index, list of articles, page of sources."""
    documents, count = corpus.documents, f"{len(corpus.documents):,}"
    table = article_table(documents[:INDEX_LIMIT], "articles/")
    if len(documents) > INDEX_LIMIT:
        table += f'<p><a href="articles/index.html">All {count} articles</a></p>'
    parts = {
        "notebooks": notebook_list(books),
        "articles": corpus_sentence(corpus) + table,
        "all": corpus_sentence(corpus) + article_table(documents, ""),
    }
    for name, html in parts.items():
        save(source / "parts" / f"{name}.html", html)
    save(source / "articles" / "index.md", LISTING)
    if readme:
        save(source / "sources.md", source_links(readme.read_text(encoding="utf-8"), documents))
    contents = TEMPLATE.read_text(encoding="utf-8")
    contents = contents.replace("@notebooks@", "\n".join(book.name for book in books))
    save(source / "index.md", contents.replace("@sources@\n", "sources\n" if readme else ""))


def save(path: Path, text: str) -> None:
    """Write a file, and its folder where that is new."""
    path.parent.mkdir(exist_ok=True)
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
    path = source / "sources.md"
    if not path.exists():
        return []
    found = re.search(r"^#\s+(.+)$", path.read_text(encoding="utf-8"), re.M)
    return [Page("sources", found[1] if found else "Sources", kind="Page")]
