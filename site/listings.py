"""Lists of articles, places, formulas and frames, cut into pages where they are long."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evidence import Made, table
from markupsafe import Markup

PAGE = 250  # rows of a page: about 100 kB of HTML
AROUND = 2  # pages named before and after the one shown


@dataclass(frozen=True)
class Listing:
    """A list: its folder, its title, what stands before it, its columns and rows.

    Its first page is `folder/index.html`, the others are `folder/page/2.html` and so on. Links in
    the rows are written from `folder/`. `paged` are the addresses of what has a page of its own, None
    where all in the list have.
    """

    folder: str
    title: str
    intro: Markup
    heads: Sequence[str]
    rows: Sequence[Sequence[object]]
    kind: str = ""
    paged: frozenset[str] | None = None

    @property
    def pages(self) -> int:
        """How many pages it has."""
        return max(1, -(-len(self.rows) // PAGE))


def first_page(listing: Listing) -> Markup:
    """The HTML of the first page, without its heading."""
    return Markup("{}{}").format(listing.intro, part(listing, 1))


def further_pages(listing: Listing) -> Iterator[Made]:
    """The pages after the first."""
    for number in range(2, listing.pages + 1):
        title = Markup("{}, page {} of {}").format(listing.title, number, listing.pages)
        body = Markup("<h1>{}</h1>\n{}").format(title, part(listing, number))
        yield Made(f"{listing.folder}/page/{number}", title, Markup(deeper(body)))


def deeper(body: str) -> str:
    """Point links that were written from the folder of a list one folder further up."""
    return str(body).replace('href="', 'href="../').replace('href="../#', 'href="#')


def part(listing: Listing, number: int) -> Markup:
    """The rows of a page, with links to the other pages above and below."""
    rows = listing.rows[(number - 1) * PAGE : number * PAGE]
    links = pager(listing, number)
    return Markup("{}{}{}").format(links, table(listing.heads, rows, kind=listing.kind), links)


def pager(listing: Listing, number: int) -> Markup:
    """Links to the first and last page and those around this one; nothing for one page."""
    if listing.pages == 1:
        return Markup("")
    named = sorted(
        {1, listing.pages, *range(number - AROUND, number + AROUND + 1)}
        & set(range(1, listing.pages + 1))
    )
    items = []
    for before, n in zip([0, *named], named, strict=False):
        items += [Markup("<li>…</li>")] if n > before + 1 else []
        items.append(entry(n, number))
    total = f"{len(listing.rows):,} in all"
    return Markup(
        '<nav class="tifa-pager" aria-label="Pages of {}"><ol>{}</ol><span>{}</span></nav>'
    ).format(listing.title, Markup("").join(items), total)


def entry(n: int, shown: int) -> Markup:
    """The link to a page, from the folder of the list."""
    if n == shown:
        return Markup('<li aria-current="page">{}</li>').format(n)
    address = "index.html" if n == 1 else f"page/{n}.html"
    return Markup('<li><a href="{}">{}</a></li>').format(address, n)
