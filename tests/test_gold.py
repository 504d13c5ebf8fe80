"""The five seeds against their hand-made gold: the bodies to the last character, every field."""

from __future__ import annotations

import pytest
import support

import tifa
from tifa.cleaning.repair import repair

PLACES = ("220000", "220100", "220500", "360400", "220000")

FIELDS = ("title", "published", "source", "authors", "editors", "original_title", "publisher")


def edit_distance(a: str, b: str) -> int:
    """Return the number of characters put in, taken out or changed between two texts."""
    row = list(range(len(b) + 1))
    for i, left in enumerate(a, 1):
        corner, row[0] = row[0], i
        for j, right in enumerate(b, 1):
            corner, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, corner + (left != right))
    return row[-1]


@pytest.fixture(scope="module")
def corpus() -> tifa.Corpus:
    return tifa.load(support.SEEDS)


@pytest.mark.parametrize("doc_id", support.SEED_IDS)
def test_body_has_no_wrong_character(doc_id: str) -> None:
    found = support.article(doc_id).body.text
    wanted = support.gold_body(doc_id)
    a, b = support.plain(found), support.plain(wanted)
    assert a is not None and b is not None
    assert a == b, f"{edit_distance(a, b)} of {len(b)} characters are wrong"
    assert [*map(support.plain, found.split("\n"))] == [*map(support.plain, wanted.split("\n"))]


@pytest.mark.parametrize(
    ("doc_id", "field"),
    [
        (doc_id, field)
        for doc_id, gold in support.gold_facts().items()
        for field in FIELDS
        if field in gold
    ],
)
def test_field(doc_id: str, field: str) -> None:
    gold = support.gold_facts()[doc_id]
    value = getattr(support.article(doc_id), field)
    if isinstance(value, tuple):
        assert list(value) == gold[field]
    else:
        assert support.plain(value) == support.plain(gold[field])


@pytest.mark.parametrize("doc_id", support.SEED_IDS)
def test_field_stands_where_it_was_found(doc_id: str) -> None:
    found = support.article(doc_id)
    raw = support.seed(doc_id)
    for field, (start, end) in found.found.items():
        value = getattr(found, field)
        # Digits and names can be read on the page itself, but for the damage done to it.
        line = support.plain(repair(raw[start:end])[0].text) or ""
        if field == "published":
            assert value[:4] in line
        else:
            for part in value if isinstance(value, tuple) else (value,):
                assert (support.plain(part) or "") in line


def test_tables_hold_no_guess(corpus: tifa.Corpus) -> None:
    documents = corpus.documents.set_index("doc_id")
    for doc_id, gold in support.gold_facts().items():
        row = documents.loc[doc_id]
        assert list(row["authors"]) == gold["authors"]
        assert list(row["editors"]) == gold["editors"]
        for field in ("title", "source"):
            value = row[field] if isinstance(row[field], str) else None
            assert support.plain(value) == support.plain(gold[field])


def test_curated_date_only_where_the_page_has_none(corpus: tifa.Corpus) -> None:
    documents = corpus.documents.set_index("doc_id")
    for doc_id, gold in support.gold_facts().items():
        row = documents.loc[doc_id]
        curated = gold.get("curated", {}).get("published")
        assert row["published"] == (gold["published"] or curated)
        assert row["published_from"] == ("page" if gold["published"] else "curated")


def test_places(corpus: tifa.Corpus) -> None:
    assert tuple(corpus.documents["place_code"]) == PLACES


def test_seeds_as_they_come_are_not_edited(corpus: tifa.Corpus) -> None:
    for row in corpus.documents.itertuples():
        assert row.raw == support.seed(str(row.doc_id))
        assert row.n_raw == len(row.raw)
