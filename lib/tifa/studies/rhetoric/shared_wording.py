"""What articles share to the letter or nearly, which is older by date, and what remains their own.

The passages are those of :mod:`tifa.passages`. Who took a wording from whom is not asked: articles
that carry out one instruction agree without having read each other.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from tifa.corpus.analysis import Corpus
from tifa.links import article_page, reference
from tifa.passages import Family, Passage, SharedWording, families, own_words, shared_wording
from tifa.statistics.rates import PER, Refusal, rate_ratio
from tifa.studies.narrow import columns
from tifa.studies.rhetoric.framing import glosses
from tifa.studies.rhetoric.shared_marks import earlier, marked, plain
from tifa.studies.slogans.context import Sentences, by_place

WITHIN = 2 / 3
"""With so much of a side in a longer passage of the same articles, a passage is a part of it."""

MOST_COMPARED = 500
"""So many articles are compared: the passages of pairs are more than a reader goes through long before."""

MOST_LISTED = 20_000
"""So many passages are listed with their sentences and their differences, the longest; all are counted."""

COLUMNS = [
    *("one", "other", "wording", "wording there", "characters", "likeness", "kind", "places"),
    *("older", "days", "terms", "told in", "told there", "pieces"),
]


@dataclass(frozen=True)
class Shared:
    """The shared wording of a corpus: what was found, and the passages that are shown.

    ``rows`` has each wording of each two articles once, the longest first; ``parts`` is how many
    passages are left out of it since they stand within a longer one, ``names`` how many since they
    are only names, places or dates. The passages of ``found`` are without their pieces.
    """

    found: SharedWording
    rows: pd.DataFrame
    parts: int
    names: int


# Passages -------------------------------------------------------------------------------------


def shared(corpus: Corpus, about: pd.DataFrame) -> Shared:
    """Return the passages that two articles have in common, to be shown side by side.

    Of more than :data:`MOST_COMPARED` articles so many are compared (:func:`compared`), here and below.

    Columns of the rows: the names of both articles, ``wording`` and ``wording there``,
    ``characters`` in common, ``likeness`` (1 is the same wording), ``places`` (pairs of places with
    these wordings), ``older`` (the article published first; missing where the dates do not tell),
    ``days`` between both, the English of the ``terms`` of frames in it, the sentences they stand in,
    and ``pieces`` (:func:`marked`). These last are missing in rows after the first :data:`MOST_LISTED`.
    """
    texts = {str(d): str(b) for d, b in corpus.texts(set(compared(about["doc_id"])))}
    found = shared_wording(texts)
    wordings = [row for row in found.passages if row.kind == "wording"]
    whole = _whole(wordings)
    places: defaultdict[tuple[str, ...], int] = defaultdict(int)
    first: dict[tuple[str, ...], Passage] = {}
    for row in whole:
        key = (row.doc_a, row.doc_b, row.text_a, row.text_b)
        places[key] += 1
        first.setdefault(key, row)
    known, sentences = _known(about), Sentences(corpus)
    bodies = plain(texts)
    passages = sorted(first.items(), key=lambda item: _order(item[1], known))
    rows = [_row(row, places[key], known) for key, row in passages]
    english = _terms(corpus)
    for made, (_, row) in zip(rows[:MOST_LISTED], passages, strict=False):
        made["terms"] = english(row.doc_a, row.start_a, row.end_a)
        made["told in"] = reference(row.doc_a, sentences.number_at(row.doc_a, row.start_a))
        made["told there"] = reference(row.doc_b, sentences.number_at(row.doc_b, row.start_b))
        made["pieces"] = marked(row, bodies)
    table = pd.DataFrame(rows, columns=COLUMNS).astype({"older": object, "days": object})
    parts, named = len(wordings) - len(whole), len(found.passages) - len(wordings)
    light = [row._replace(pieces=()) for row in found.passages]  # the rows have them
    return Shared(replace(found, passages=light), table, parts, named)


def compared(doc_ids: Sequence[str] | pd.Series[str], most: int = MOST_COMPARED) -> list[str]:
    """Return the articles that are compared: all, or of very many so many at even distances.

    >>> compared(["a", "b", "c"]), compared(["a", "b", "c", "d"], most=2)
    (['a', 'b', 'c'], ['a', 'c'])
    """
    ids = list(map(str, doc_ids))
    return ids if len(ids) <= most else [ids[at * len(ids) // most] for at in range(most)]


Known = Mapping[str, tuple[str, object]]
"""The name of each article and its date of publication."""


def _known(about: pd.DataFrame) -> Known:
    pairs = zip(map(str, about["article"]), about["published"], strict=True)
    return dict(zip(about["doc_id"], pairs, strict=True))


def _terms(corpus: Corpus) -> Callable[[str, int, int], str | None]:
    """Return how to ask for the English of the terms of frames between two places."""
    held: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    terms = columns(corpus, "terms", ["doc_id", "start", "term", "kind"])
    chosen = terms["doc_id"].isin(compared(corpus.documents["doc_id"]))
    terms = by_place(terms[(terms["kind"] == "frame") & chosen])
    for doc_id, start, term in zip(terms["doc_id"], terms["start"], terms["term"], strict=True):
        held[doc_id].append((start, glosses().get(term, term)))

    def english(doc_id: str, start: int, end: int) -> str | None:
        of = held.get(doc_id, [])
        inside = of[bisect_left(of, (start, "")) : bisect_left(of, (end, ""))]
        return "; ".join(dict.fromkeys(name for _, name in inside)) or None

    return english


def _whole(passages: Sequence[Passage]) -> list[Passage]:
    """Return the passages that are no part of a longer one of the same two articles, in their order."""
    taken: defaultdict[tuple[str, str, bool], dict[tuple[int, int], None]] = defaultdict(dict)
    kept = []
    for at in sorted(range(len(passages)), key=lambda at: -passages[at].common):
        row = passages[at]
        sides = (row.start_a, row.end_a), (row.start_b, row.end_b)
        keys = [(row.doc_a, row.doc_b, first) for first in (True, False)]
        parts = [_is_part(span, taken[key]) for span, key in zip(sides, keys, strict=True)]
        repeated = [span in taken[key] for span, key in zip(sides, keys, strict=True)]
        if any(parts) and not any(repeated):
            continue
        for span, key in zip(sides, keys, strict=True):
            taken[key][span] = None
        kept.append(at)
    return [passages[at] for at in sorted(kept)]


def _is_part(span: tuple[int, int], taken: Iterable[tuple[int, int]]) -> bool:
    start, end = span
    least = WITHIN * (end - start)
    for a, b in taken:  # noqa: SIM110 (a bare loop: it runs for every two passages of two articles)
        if (end if end < b else b) - (start if start > a else a) >= least:
            return True
    return False


def _order(row: Passage, known: Known) -> tuple[int, str, str]:
    """Return what sorts the longest passages first, then by the names of their articles."""
    return -row.common, known[row.doc_a][0], known[row.doc_b][0]


def _row(row: Passage, places: int, known: Known) -> dict[str, Any]:
    days = [known[doc_id][1] for doc_id in (row.doc_a, row.doc_b)]
    order = earlier(*days)
    names = [known[doc_id][0] for doc_id in (row.doc_a, row.doc_b)]
    return {
        "one": names[0], "other": names[1], "wording": row.text_a, "wording there": row.text_b,
        "characters": row.common, "likeness": row.similarity, "kind": row.kind, "places": places,
        "older": None if order is None else names[order[0]],
        "days": None if order is None else order[1],
    }  # fmt: skip


# Families -------------------------------------------------------------------------------------

FAMILY = ["articles", "wordings", "places", "varied", "first", "told in", "where"]


def family_table(corpus: Corpus, about: pd.DataFrame, found: SharedWording) -> pd.DataFrame:
    """Return the passages that stand in three articles or more, with all their wordings.

    ``wordings`` are parted by ``; `` and stand in the order of ``where``, which has for each the
    sentences of its places; ``first`` is the article published first as far as dates tell.
    """
    known, sentences = _known(about), Sentences(corpus)
    only = [row for row in found.passages if row.kind == "wording"]
    rows = [_family_row(family, known, sentences) for family in families(only)]
    rows.sort(key=lambda row: (-row["articles"], -row["places"], row["wordings"]))
    return pd.DataFrame(rows, columns=FAMILY).astype({"first": object})


def _family_row(family: Family, known: Known, sentences: Sentences) -> dict[str, Any]:
    where = []
    for wording in family.wordings:
        held = (reference(d, sentences.number_at(d, start)) for d, start, _ in wording.spans)
        where.append(", ".join(dict.fromkeys(held)))
    return {
        "articles": len(family.documents),
        "wordings": "; ".join(
            " ".join(word.text.replace(";", ",").split()) for word in family.wordings
        ),
        "places": sum(len(word.spans) for word in family.wordings),
        "varied": len(family.wordings) > 1,
        "first": _first(family.documents, known),
        "told in": where[0].split(", ")[0],
        "where": "; ".join(where),
    }


def _first(documents: Sequence[str], known: Known) -> str | None:
    """Return the article that is older than each of the others; None where the dates do not tell."""
    for doc_id in documents:
        name, day = known[doc_id]
        orders = (earlier(day, known[other][1]) for other in documents if other != doc_id)
        if all(order is not None and order[0] == 0 for order in orders):
            return name
    return None


# What is shared, what is own ------------------------------------------------------------------


def spans_of(found: SharedWording) -> dict[str, list[tuple[int, int]]]:
    """Return the spans of each article that it shares with another, overlaps joined."""
    held = defaultdict(list)
    for row in found.passages:
        if row.kind == "wording":
            held[row.doc_a].append((row.start_a, row.end_a))
            held[row.doc_b].append((row.start_b, row.end_b))
    return {doc_id: _joined(spans) for doc_id, spans in held.items()}


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return spans in order, those that touch as one.

    >>> _joined([(4, 9), (0, 5), (12, 13)])
    [(0, 9), (12, 13)]
    """
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found


def shares(corpus: Corpus, about: pd.DataFrame, found: SharedWording) -> pd.DataFrame:
    """Return how much of each article is shared: characters, share, with how many, longest own run.

    ``longest of its own`` is the longest stretch without shared wording, in characters; ``first
    shared`` is the sentence in which the first shared passage begins, ``leads to`` the article's page.
    """
    sentences = Sentences(corpus)
    spans, texts = spans_of(found), dict(corpus.texts(set(compared(about["doc_id"]))))
    partners = defaultdict(set)
    for row in found.passages:
        if row.kind == "wording":
            partners[row.doc_a].add(row.doc_b)
            partners[row.doc_b].add(row.doc_a)
    rows = []
    chosen = about[about["doc_id"].isin(compared(about["doc_id"]))]
    for row in chosen.to_dict("records"):
        doc_id, size = row["doc_id"], max(row["characters"], 1)
        held = spans.get(doc_id, [])
        n = sum(end - start for start, end in held)
        rest = own_words(str(texts[doc_id]), held)
        rows.append(
            {
                "article": row["article"],
                "characters": row["characters"],
                "shared": n,
                "share": n / size,
                "with articles": len(partners[doc_id]),
                "own": row["characters"] - n,
                "passages": len(held),
                "longest of its own": max((end - start for start, end in rest), default=0),
                "first shared": _sentence_at(sentences, doc_id, held[0][0]) if held else None,
                "leads to": article_page(doc_id),
            }
        )
    return pd.DataFrame(rows)


OWN_FRAMES = ["frame", "shared", "shared_rate", "own", "own_rate", "ratio", "low", "high"]


def frames_in(corpus: Corpus, found: SharedWording) -> pd.DataFrame:
    """Return how often each frame is used in shared wording and in the rest of the same articles.

    ``shared`` and ``own`` are hits, their rates per 1,000 characters; ``ratio`` is how many times as
    often in shared wording, with exact bounds within these texts (missing without any hit on a
    side). A hit counts as shared if it begins in a shared passage. Empty without shared wording.
    """
    spans = spans_of(found)
    inside = sum(end - start for held in spans.values() for start, end in held)
    chosen = compared(corpus.documents["doc_id"])
    documents = corpus.documents[corpus.documents["doc_id"].isin(chosen)]
    outside = int(documents["n_chars"].sum()) - inside
    terms = columns(corpus, "terms", ["doc_id", "start", "frame", "kind"])
    terms = terms[(terms["kind"] == "frame") & terms["doc_id"].isin(chosen)]
    if not inside or outside <= 0 or terms.empty:
        return pd.DataFrame(columns=OWN_FRAMES)
    at = zip(terms["doc_id"], terms["start"], strict=True)
    held = pd.Series([_within(spans.get(str(d), []), start) for d, start in at], index=terms.index)
    rows = []
    for frame, own in held.groupby(terms["frame"].astype(object)):
        n, m = int(own.sum()), int((~own).sum())
        ratio = rate_ratio(n, inside, m, outside)
        bounds = (None,) * 3 if isinstance(ratio, Refusal) else (ratio.value, ratio.low, ratio.high)
        rows.append((frame, n, PER * n / inside, m, PER * m / outside, *bounds))
    return pd.DataFrame(rows, columns=OWN_FRAMES).sort_values(
        "ratio", ascending=False, ignore_index=True
    )


def drawn_shares(table: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the shared and the own characters of each article, and where either leads."""
    of = table.set_index("article")
    leads = {"shared": of["first shared"], "own": of["leads to"]}
    return of[["shared", "own"]], pd.DataFrame(leads, dtype=object)


def _sentence_at(sentences: Sentences, doc_id: str, position: int) -> str | None:
    found = sentences.at(doc_id, position)
    return reference(doc_id, found[0]) if found else None


def _within(spans: Sequence[tuple[int, int]], place: int) -> bool:
    at = bisect_left(spans, (place + 1, 0)) - 1
    return at >= 0 and place < spans[at][1]
