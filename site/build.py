"""Build the HTML site from executed notebooks and the tables of one analysis.

    python site/build.py --notebooks NB_DIR --tables TABLES_DIR --out SITE_DIR [--seeds-readme FILE]

NB_DIR holds executed notebooks `NN_name.ipynb` and the `data/` they wrote; TABLES_DIR the Parquet
tables. The site is made in a folder beside SITE_DIR and moved into place when every check has
passed, so that a failed build leaves the last good site as it was. The same input gives the same
files. Nothing is executed and nothing is fetched.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import shutil
import sys
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import articles
import fonts
import notebooks
import pages
import search
from corpus import Corpus, load
from sphinx.application import Sphinx
from sphinx.errors import SphinxError
from sphinx.util.console import nocolor

HERE = Path(__file__).parent
# Left by Sphinx, its themes and its own search; no page of this site asks for them.
UNUSED = (
    ".buildinfo",
    "objects.inv",
    "_static/searchtools.js",
    "_static/language_data.js",
    "_static/scripts/furo.js.map",
    "_static/styles/furo.css.map",
    "_static/styles/furo-extensions.css.map",
)


def main(arguments: list[str] | None = None) -> int:
    """Build the site; 0 when it is in place, 1 with one line on stderr when it is not."""
    options = parse(arguments)
    work = options.out.with_name(options.out.name + ".work")
    try:
        guard(options.out)
        shutil.rmtree(work, ignore_errors=True)
        build(options, work)
        shutil.rmtree(options.out, ignore_errors=True)
        (work / "html").rename(options.out)
        say("done", str(options.out / "index.html"))
    except (ValueError, OSError, SphinxError) as error:
        print(f"site: {' '.join(str(error).split())}", file=sys.stderr)
        return 1
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return 0


def parse(arguments: list[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description="Build the HTML site.")
    for name, text, needed in [
        ("--notebooks", "folder of executed notebooks, with data/", True),
        ("--tables", "folder of Parquet tables", True),
        ("--out", "folder of the site; replaced as a whole", True),
        ("--seeds-readme", "Markdown file that describes the sources", False),
    ]:
        parser.add_argument(name, type=Path, required=needed, help=text)
    options = parser.parse_args(arguments)
    options.out = options.out.resolve()
    return options


def guard(out: Path) -> None:
    """Refuse to replace a folder that is not an earlier build of this site."""
    if out.exists() and any(out.iterdir()) and not (out / "_static" / "tifa.css").exists():
        raise ValueError(f"{out} is not empty and not a site built before; name another --out")


def say(stage: str, text: str) -> None:
    """One line of progress."""
    print(f"site: {stage}: {text}", flush=True)


def build(options: argparse.Namespace, work: Path) -> None:
    """Write the sources, run Sphinx, then add data, search and font, and check the links."""
    source, html = work / "source", work / "html"
    corpus = load(options.tables)
    books = notebooks.copy(options.notebooks, source)
    say("sources", f"{len(books)} notebooks, {len(corpus.documents)} articles")
    pages.write_sources(source, corpus, books, options.seeds_readme)
    count = run_sphinx(source, html, work / "doctrees", corpus)
    say("pages", f"{count} written")
    data = options.notebooks / "data"
    if data.is_dir():
        shutil.copytree(data, html / "data")
    say("data", f"{len(list((html / 'data').glob('**/*.*')))} files")
    texts = search.site_texts(html, corpus, [*books, *pages.prose_pages(source)])
    say("search", search.write(texts, html / "search"))
    say("font", fonts.write(html, html / "_static" / "noto-sans-sc.woff2"))
    say("links", f"{check_links(html)} internal links lead somewhere")


def run_sphinx(source: Path, html: Path, doctrees: Path, corpus: Corpus) -> int:
    """Run Sphinx over the sources and the articles' pages; the number of pages."""
    nocolor()
    warnings = io.StringIO()
    app = Sphinx(
        str(source), str(HERE), str(html), str(doctrees), "html",
        status=None, warning=warnings, freshenv=True,
    )  # fmt: skip
    # Sphinx's own index cannot search Chinese; see search.py.
    app.builder.search = False  # type: ignore[attr-defined]
    app.connect("html-collect-pages", lambda _: articles.article_pages(corpus))
    app.build(force_all=True)
    for line in warnings.getvalue().replace(f"{source}/", "").splitlines():
        say("warning", line)
    for name in UNUSED:
        (html / name).unlink(missing_ok=True)
    return len(list(html.rglob("*.html")))


def check_links(html: Path) -> int:
    """Count the links inside the site; ValueError names the first page with a dead one."""
    texts = {path: path.read_text(encoding="utf-8") for path in sorted(html.rglob("*.html"))}
    ids = {path: set(re.findall(r'\sid="([^"]+)"', text)) for path, text in texts.items()}
    count = 0
    for page, text in texts.items():
        for link in re.findall(r'<[^>]*?\s(?:href|src)="([^"]*)"', text):
            address, _, anchor = unquote(unescape(link)).partition("#")
            if re.match(r"[a-z]+:", address) or not (address or anchor):
                continue
            count += 1
            target = Path(os.path.normpath(page.parent / address.partition("?")[0]))
            target = target if address else page
            if not target.is_file() or (anchor and anchor not in ids.get(target, {anchor})):
                where = page.relative_to(html)
                raise ValueError(f"{where} links to {link}, which is not on the site")
    return count


if __name__ == "__main__":
    sys.exit(main())
