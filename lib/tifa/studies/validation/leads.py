"""Where the errors of notebook 05 stand: the sentence on the site, or its words where it has no page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from markupsafe import Markup

from tifa.corpus.analysis import Corpus
from tifa.links import article_page, reference, to, zh
from tifa.sentences import split_sentences
from tifa.studies.slogans.context import Sentences
from tifa.studies.validation.gold import LAST, read_cases, read_seeds

READ = ("times", "formulas", "frames")
"""The tables whose last sets are whole articles, so that an error can be shown in its sentence."""

LONGEST = 160
"""A longer sentence is shown to its first so many characters."""


def bodies(gold: Path, cases: Path) -> dict[tuple[str, str], str]:
    """Return the text of the marked articles by set and name."""
    held = read_seeds(gold)
    for table in READ:
        held += read_cases(cases, table, LAST[table])
    return {(row.set, row.name): row.body for row in held}


def with_places(
    errors: pd.DataFrame, corpus: Corpus, texts: Mapping[tuple[str, str], str]
) -> pd.DataFrame:
    """Return errors with ``told in`` and ``sentence``.

    ``told in`` is the sentence (``a#s-3``) of an article of the corpus, or its page where an error has
    no place in the text; None for articles that are not in the corpus. ``sentence`` are the words of
    the page around the error, None without a place. ``texts`` are those of :func:`bodies`.
    """
    sentences, known = Sentences(corpus), set(corpus.documents["doc_id"])
    own = dict(corpus.texts(known & set(map(str, errors["article"]))))
    told: list[str | None] = []
    said: list[str | None] = []
    for row in errors.to_dict("records"):
        name, start = str(row["article"]), int(row["start"])
        body = texts.get((row["set"], name), "")
        said.append(_sentence(body, start))
        if name not in known:
            told.append(None)
            continue
        held = sentences.at(name, start) if start >= 0 and own[name] == body else None
        told.append(reference(name, held[0]) if held else article_page(name))
    return errors.assign(**{"told in": told, "sentence": said})


def _sentence(body: str, start: int) -> str | None:
    """Return the sentence of a text that holds a place, to its first characters.

    >>> _sentence("开会。停运。", 4), _sentence("开会。", -1)
    ('停运。', None)
    """
    held = [row for row in split_sentences(body) if start >= 0 and row.start <= start < row.end]
    return body[held[0].start : held[0].end].strip()[:LONGEST] if held else None


def where(row: Mapping[str, Any]) -> Markup:
    """Show where an error stands: a link, or else the sentence at a click."""
    if isinstance(row["told in"], str):
        return to(row["told in"], row["article"])
    if not isinstance(row["sentence"], str):
        return Markup("{}").format(row["article"])
    return Markup('<details class="tifa-sentences"><summary>{}</summary> {}</details>').format(
        row["article"], zh(row["sentence"])
    )


def with_where(cells: Mapping[str, Callable[[Mapping[str, Any]], object]]) -> dict[str, Any]:
    """Return how errors are shown, their articles leading to where they stand."""
    return {**cells, "article": where}
