"""What the tests share: where the data is, how texts are compared, tables of cases."""

from __future__ import annotations

import csv
import json
import re
import signal
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tifa.cleaning.article import Article
from tifa.cleaning.decode import decode
from tifa.cleaning.trace import Edit, apply_edits, trace
from tifa.places.about import place_of
from tifa.rows import clean

TESTS = Path(__file__).parent
ROOT = TESTS.parent
SEEDS = ROOT / "seeds"
CASES = TESTS / "cases"
GOLD = TESTS / "gold"

SETS = ("seeds", "dev", "held", "fresh", "third", "html")
"""The five articles, saved pages that the rules were made on, three sets of unseen ones, HTML."""

PLACES = {"000": "220000", "001": "220100", "002": "220500", "003": "360400", "004": "220000"}
"""The places of the five articles, by the number that begins their ids."""

FIELDS = ("title", "published", "source", "publisher", "authors", "editors")


def plain(text: str | None) -> str | None:
    """Return a text as it is compared: after NFKC, without white space."""
    return text if text is None else re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def fold(text: str) -> str:
    """Return a text with its full-width marks in ASCII, white space kept."""
    return unicodedata.normalize("NFKC", text)


# Gold -----------------------------------------------------------------------------------------


def json_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@cache
def gold_facts() -> dict[str, dict[str, Any]]:
    return {row["doc"]: row for row in json_lines(GOLD / "metadata.jsonl")}


def gold_body(doc_id: str) -> str:
    return (GOLD / "clean" / f"{doc_id}.txt").read_text(encoding="utf-8").strip("\n")


@cache
def seed(doc_id: str) -> str:
    return decode((SEEDS / f"{doc_id}.txt").read_bytes()).text


SEED_IDS = sorted(path.stem for path in SEEDS.glob("*.txt"))


# Saved pages ----------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Page:
    """A saved page: its decoded text and what a reader found on it."""

    name: str
    raw: str
    gold: dict[str, Any]
    html: bool = False


def _seed(path: Path) -> Page:
    facts = gold_facts()[path.stem]
    gold = facts | {"body": gold_body(path.stem).split("\n"), "place_code": PLACES[path.stem[:3]]}
    text = decode(path.read_bytes()).text
    return Page(path.stem, text, gold, html=False)


@cache
def pages(set_name: str) -> tuple[Page, ...]:
    """Return the saved pages of a set, in the order of their names."""
    if set_name == "seeds":
        return tuple(_seed(path) for path in sorted(SEEDS.glob("*.txt")))
    if set_name == "html":
        paths = sorted((CASES / "html").glob("*.html"))
        return tuple(
            Page(
                path.stem,
                decode(path.read_bytes(), html=True).text,
                json.loads(path.with_suffix(".json").read_text(encoding="utf-8")),
                html=True,
            )
            for path in paths
        )
    found = []
    for path in sorted((CASES / "pages").glob(f"{set_name}_*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        raw = gold.pop("raw").replace("\r\n", "\n").replace("\r", "\n")
        found.append(Page(path.stem, raw, gold))
    return tuple(found)


@cache
def article(page: Page | str) -> Article:
    """Return the article that the library finds on a saved page or a seed."""
    if isinstance(page, str):
        return clean(seed(page))[0]
    return clean(page.raw, html=page.html)[0]


def place_code(article: Article, published: str | None = None) -> str | None:
    """Return the place code that the documents table would hold."""
    when = article.published or published
    return place_of(article.title, article.source, article.body.text, when)[1]


@cache
def documents() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return (name, paragraphs) of every hand-made Simplified body."""
    found = [(name, tuple(gold_body(name).split("\n"))) for name in SEED_IDS]
    found += [(page.name, tuple(page.gold["body"])) for s in SETS[1:] for page in pages(s)]
    return tuple(found)


# Tables of cases ------------------------------------------------------------------------------


def unescape(cell: str) -> str:
    r"""Return a cell with \n, \t and \uXXXX as the characters they stand for."""
    cell = cell.replace(r"\n", "\n").replace(r"\t", "\t")
    return re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), cell)


def rows(name: str) -> list[dict[str, str]]:
    with (CASES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def case_params(names: Sequence[str]) -> Iterator[Any]:
    """Yield a pytest parameter for each row of the tables; known failures must fail."""
    for name in names:
        for row in rows(name):
            known = row.get("known_failure")
            marks = [pytest.mark.xfail(strict=True, reason=known)] if known else []
            yield pytest.param(name, row, id=f"{name}-{row['label']}", marks=marks)


def after_steps(text: str, *steps: Callable[[str], list[Edit]]) -> str:
    """Return a text after cleaning steps alone."""
    page = trace(text)
    for step in steps:
        page = apply_edits(page, step(page.text))
    return page.text


# Guards ---------------------------------------------------------------------------------------


@contextmanager
def hang_guard(seconds: int) -> Iterator[None]:
    """Fail where a piece of work does not end; the limit is no measure of speed."""

    def stop(*_: object) -> None:
        raise TimeoutError(f"still running after {seconds} s")

    if not hasattr(signal, "SIGALRM"):  # no alarm on this system
        yield
        return
    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
