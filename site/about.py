"""The page on this report: how to cite it, which corpus and versions it is of, when it was built."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import yaml
from corpus import Corpus, rows
from evidence import paragraph, section, table
from markupsafe import Markup

from tifa.colophon import corpus_hash

CITATION = Path(__file__).parents[1] / "CITATION.cff"
PACKAGES = ("tifa", "jieba", "opencc", "borax", "trafilatura", "pypinyin", "numpy", "scipy", "pandas",
            "pyarrow", "matplotlib", "sphinx", "furo", "myst-nb")  # fmt: skip


def about(tables: Path, corpus: Corpus) -> Markup:
    """The page's HTML, for a page at the root."""
    digest = corpus_hash(row["sha256"] for row in rows(tables / "documents.parquet", ["sha256"]))
    return (
        section("How to cite", "cite", *citation(digest))
        + section("The corpus", "corpus", *described(corpus, digest))
        + section("Versions", "versions", versions())
    )


def citation(digest: str | None) -> list[Markup]:
    """How to cite, as a reference and as BibTeX, from CITATION.cff."""
    cited = yaml.safe_load(CITATION.read_text(encoding="utf-8"))
    who = " and ".join(map(author, cited["authors"]))
    year, short = str(cited["date-released"])[:4], (digest or "")[:12]
    of_corpus = f" Corpus {short}." if short else ""
    text = f"{who.removesuffix('.')} ({year}). {cited['title']}. Version {cited['version']}.{of_corpus}"
    lines = {
        "author": " and ".join(map(bibtex, cited["authors"])),
        "title": cited["title"],
        "year": year,
        "version": cited["version"],
    }
    lines |= {"note": f"Corpus {short}"} if short else {}
    fields = ",\n".join(f"  {key} = {{{value}}}" for key, value in lines.items())
    return [
        paragraph("{}", cited["message"]),
        paragraph("{}", text, kind="tifa-note"),
        Markup('<pre tabindex="0">{}</pre>').format(f"@software{{tifa{year},\n{fields}\n}}"),
        paragraph(
            "To cite a sentence, give its address: every sentence of every article has one, shown"
            " when the sentence is pointed at."
        ),
    ]


def author(entry: dict[str, Any]) -> str:
    """The name of an author of CITATION.cff, a person or a body."""
    person = " ".join(str(entry[key]) for key in ("given-names", "family-names") if key in entry)
    return person or str(entry.get("name", ""))


def bibtex(entry: dict[str, Any]) -> str:
    """The name of an author for BibTeX, which must not part that of a body into names."""
    return author(entry) if "family-names" in entry else f"{{{author(entry)}}}"


def described(corpus: Corpus, digest: str | None) -> list[Markup]:
    """Which articles the report is of, and the date on which it was built."""
    dates = sorted(str(d["published"])[:10] for d in corpus.documents if d["published"])
    span = f", published from {dates[0]} to {dates[-1]}" if dates else ""
    return [
        paragraph("{:,} articles{}{}.", len(corpus.documents), corpus.drawn_from.rstrip(","), span),
        paragraph("Corpus hash (SHA-256 over the sorted SHA-256 of the inputs): <code>{}</code>",
                  digest) if digest else Markup(""),
        paragraph('Built on <time class="tifa-built">{}</time>.', build_date()),
    ]  # fmt: skip


def build_date() -> str:
    """Today in UTC, or the day of SOURCE_DATE_EPOCH, for builds that must be the same."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    day = datetime.fromtimestamp(int(given), UTC) if given else datetime.now(UTC)
    return day.date().isoformat()


def versions() -> Markup:
    """The versions of Python and of the libraries that results depend on."""
    found = [["Python", platform.python_version()]]
    for name in PACKAGES:
        try:
            found.append([name, version(name)])
        except PackageNotFoundError:
            continue
    return table(["software", "version"], found)
