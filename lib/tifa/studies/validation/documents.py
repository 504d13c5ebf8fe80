"""The gold of documents: the fields and the body of saved pages, compared with what cleaning makes of them."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tifa.cleaning.article import Article
from tifa.cleaning.decode import decode
from tifa.rows import clean
from tifa.studies.validation.gold import LAST, SEEDS, read_seeds
from tifa.studies.validation.questions import Check

FIELDS = ("title", "published", "source", "publisher", "authors", "editors")


def _plain(value: object) -> object:
    """Return a field as it is compared: texts after NFKC and without white space, names as they are."""
    if isinstance(value, str):
        return re.sub(r"\s+", "", unicodedata.normalize("NFKC", value))
    return list(value) if isinstance(value, (list, tuple)) else value


def _shown(value: object) -> str:
    return "、".join(map(str, value)) if isinstance(value, list) else str(value or "")


def _paragraphs(lines: Sequence[str]) -> list[object]:
    return [key for line in lines if (key := _plain(line))]


def _briefly(lines: Sequence[object]) -> str:
    return " / ".join(str(line)[:40] for line in lines)


def _field_checks(
    name: str, set_name: str, found: Article, facts: Mapping[str, Any], body: Sequence[str]
) -> Iterator[Check]:
    for field in FIELDS:
        wanted, got = _plain(facts.get(field)), _plain(getattr(found, field))
        pair = (_shown(wanted), _shown(got))
        error = "left empty" if not got else "not stated" if not wanted else "other wording"
        asked = ("documents", set_name, name, field, "value")
        yield Check(*asked, wanted == got, pair[0] or pair[1], *pair, error)
    lines, own = _paragraphs(found.body.text.split("\n")), _paragraphs(body)
    lost, more = [x for x in own if x not in lines], [x for x in lines if x not in own]
    said = (_briefly(lost), _briefly(more))
    error = (
        "paragraph cut or joined"
        if lost and more
        else "paragraph lost"
        if lost
        else "furniture kept"
    )
    asked = ("documents", set_name, name, "body", "value")
    yield Check(*asked, lines == own, said[0] or said[1], *said, error)


def document_checks(gold: Path, cases: Path, seeds: Path) -> Iterator[Check]:
    """Yield the checks of the fields and the body of the five pages and of the set of HTML pages."""
    for article in read_seeds(gold):
        path = seeds / f"{article.name}.txt"
        if path.is_file():
            found = clean(decode(path.read_bytes()).text)[0]
            lines = article.body.split("\n")
            yield from _field_checks(article.name, SEEDS, found, article.facts, lines)
    for path in sorted((cases / "html").glob("*.html")):
        facts = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        found = clean(decode(path.read_bytes(), html=True).text, html=True)[0]
        yield from _field_checks(path.stem, LAST["documents"], found, facts, facts["body"])
