"""Build the HTML site from executed notebooks and the tables of one analysis.

    python site/build.py --notebooks NB_DIR --tables TABLES_DIR --out SITE_DIR [--seeds-readme FILE]

NB_DIR holds executed notebooks `NN_name.ipynb` and the `data/` they wrote; TABLES_DIR the Parquet
tables. The site is made in a folder beside SITE_DIR and moved into place when every check has
passed, so that a failed build leaves the last good site as it was. The same input gives the same
files. Nothing is executed and nothing is fetched.
"""

from __future__ import annotations

import argparse
import gc
import io
import os
import posixpath
import re
import shutil
import sys
from collections.abc import Iterable, Iterator
from functools import cache, partial
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import articles
import downloads
import evidence
import fonts
import made
import notebooks
import pages
import search
from corpus import Corpus, linked, load, without_dead_links
from sphinx.application import Sphinx
from sphinx.errors import SphinxError
from sphinx.util.console import nocolor

from tifa.corpus.drawn import MOST, articles_in, drawn
from tifa.sources import InputError

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
    gc.set_threshold(200_000, 50, 100)  # trees of pages live long, and looking at them takes time
    work = options.out.with_name(options.out.name + ".work")
    try:
        guard(options.out)
        shutil.rmtree(work, ignore_errors=True)
        build(options, work)
        shutil.rmtree(options.out, ignore_errors=True)
        (work / "html").rename(options.out)
        say("done", str(options.out / "index.html"))
    except (ValueError, OSError, SphinxError, InputError) as error:
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
    most = os.environ.get("TIFA_DRAW", str(MOST))
    parser.add_argument(
        "--draw", type=int, default=most, help="articles to show of a larger corpus"
    )
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
    whole, options.tables = options.tables, drawn(options.tables, options.draw)
    books = notebooks.copy(options.notebooks, source)
    led_to = set().union(*(linked(read(path)) for path in source.glob("*.ipynb")))
    corpus = load(options.tables, led_to, articles_in(whole))
    say("sources", f"{len(books)} notebooks, {len(corpus.documents)} articles")
    found = evidence.gather(options.tables)
    lists = pages.listings(corpus, found)
    texts = pages.prose(options.tables, corpus, found, lists)
    through = pages.ways(found)
    prose = pages.write_sources(source, corpus, books, options.seeds_readme, texts, through)
    say("findings", f"{len(found.places)} places, {len(found.lists)} formulas and parallels")
    site = made.Site(html, found, books, lists)
    count = run_sphinx(source, html, work / "doctrees", corpus, site, options.tables)
    say("pages", f"{count} written")
    for page in texts:
        made.write_data(html, page.data)
    pictures = source / notebooks.PICTURES
    if pictures.is_dir():
        shutil.copytree(pictures, html / notebooks.PICTURES)
    data = options.notebooks / "data"
    if data.is_dir():
        shutil.copytree(data, html / "data", dirs_exist_ok=True)
    say("data", f"{len(list((html / 'data').glob('**/*.*')))} files")
    say("tables", downloads.write(options.tables, html / "tables"))
    say(
        "search",
        search.write(search.site_texts(html, corpus, books, prose, site.texts), html / "search"),
    )
    say("font", fonts.write(html, html / "_static" / "noto-sans-sc.woff2"))
    say("links", f"{check_links(html)} internal links lead somewhere")


def run_sphinx(
    source: Path, html: Path, doctrees: Path, corpus: Corpus, site: made.Site, tables: Path
) -> int:
    """Run Sphinx over the sources and the pages made from the tables; the number of pages."""
    nocolor()
    # Seconds to load, and only for the check of a kind of address that no notebook has.
    sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]
    warnings = io.StringIO()
    app = Sphinx(
        str(source), str(HERE), str(html), str(doctrees), "html",
        status=None, warning=warnings, freshenv=True,
    )  # fmt: skip
    # Sphinx's own index cannot search Chinese; see search.py.
    app.builder.search = False  # type: ignore[attr-defined]
    app.connect("html-page-context", with_levels, priority=100)  # before the theme's own
    app.connect("html-collect-pages", lambda _: with_contents(app, corpus, site.pages()))
    # Articles link to the pages that there are, so that they come last.
    app.connect(
        "html-collect-pages",
        lambda _: with_contents(app, corpus, articles.article_pages(corpus, tables, html)),
    )
    app.build(force_all=True)
    for line in warnings.getvalue().replace(f"{source}/", "").splitlines():
        say("warning", line)
    for name in UNUSED:
        (html / name).unlink(missing_ok=True)
    return len(list(html.rglob("*.html")))


def with_levels(app: Sphinx, name: str, template: str, context: dict[str, Any], tree: Any) -> None:
    """Give headings of the contents their level, and let the keyboard reach code that scrolls."""
    if "toctree" in context:
        context["toctree"] = partial(levelled, context["toctree"])
    if "body" in context:
        context["body"] = context["body"].replace("<pre>", '<pre tabindex="0">')


def levelled(contents: Any, **options: Any) -> str:
    """The table of contents, its headings of the second level."""
    return str(contents(**options)).replace('role="heading"', 'role="heading" aria-level="2"')


def with_contents(
    app: Sphinx, corpus: Corpus, pages: Iterable[made.Written]
) -> Iterator[made.Written]:
    """Pages with the table of contents beside them made once for each folder.

    None of them is in it, so that it is the same for all, and making it takes most of the time.
    """

    @cache
    def contents(folder: str, **options: Any) -> str:
        found: str = app.builder._get_local_toctree(f"{folder}/-", **options)  # type: ignore[attr-defined]
        return found

    for name, context, template in pages:
        toctree = partial(contents, posixpath.dirname(name))
        body = without_dead_links(str(context["body"]), corpus)
        yield name, context | {"body": body, "toctree": toctree}, template


def check_links(html: Path) -> int:
    """Count the links inside the site; ValueError names the first page with a dead one.

    Pages are read one at a time and only their anchors kept, since thousands of them would not
    fit into memory.
    """
    files = {path.relative_to(html).as_posix() for path in html.rglob("*") if path.is_file()}
    names = sorted(name for name in files if name.endswith(".html"))
    ids = {name: frozenset(re.findall(r'\sid="([^"]+)"', read(html / name))) for name in names}
    count = 0
    for name in names:
        folder = posixpath.dirname(name)
        found = LINK.findall(read(html / name))
        count += sum(map(is_inside, found))
        for link in filter(is_inside, set(found)):
            address, _, anchor = unquote(unescape(link)).partition("#")
            target = posixpath.normpath(posixpath.join(folder, address.partition("?")[0]))
            target = target if address else name
            if target not in files or (anchor and anchor not in ids.get(target, {anchor})):
                raise ValueError(f"{name} links to {link}, which is not on the site")
    return count


LINK = re.compile(r'<[^>]*?\s(?:href|src)="([^"]*)"')


def is_inside(link: str) -> bool:
    """True for a link to a page or file of the site."""
    return bool(link.strip("#")) and not re.match(r"[a-z]+:", link)


def read(path: Path) -> str:
    """The text of a page."""
    return path.read_text(encoding="utf-8")


if __name__ == "__main__":
    code = main()
    gc.freeze()  # nothing is left to be tidied up
    sys.exit(code)
