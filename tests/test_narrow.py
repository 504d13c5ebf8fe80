"""Tables read narrowly: the same values as those of the whole table, from one file or many parts."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import tifa
from tifa.corpus import merge
from tifa.studies import grouping, narrow
from tifa.studies.rhetoric import contrasts, framing


@pytest.fixture(scope="module", params=["memory", "one file", "parts"])
def corpus(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tifa.Corpus:
    """The seeds as they are loaded from articles, from tables, and from tables in parts."""
    if request.param == "memory":
        return tifa.load("seeds")
    folder = tmp_path_factory.mktemp("tables")
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "parts":
            patch.setattr(merge, "LARGE", 1)
        tifa.analyse([Path("seeds")], folder, partition=2)
    assert (folder / "terms.parquet").is_dir() == (request.param == "parts")
    return tifa.load(folder)


def test_columns_are_those_of_the_whole_table(corpus: tifa.Corpus) -> None:
    found = narrow.columns(corpus, "terms", ["doc_id", "frame", "start"])
    whole = tifa.load("seeds").terms[["doc_id", "frame", "start"]]
    assert found.astype(object).to_numpy().tolist() == whole.astype(object).to_numpy().tolist()
    assert found["frame"].cat.categories.tolist() == sorted(set(whole["frame"]))
    kept = narrow.columns(corpus, "sentences", ["doc_id", "text"], texts=["text"])
    assert not isinstance(kept["text"].dtype, pd.CategoricalDtype)


def test_hits_and_counts_do_not_depend_on_how_tables_are_stored(corpus: tifa.Corpus) -> None:
    seeds = tifa.load("seeds")
    shown = []
    for given in (corpus, seeds):
        about = grouping.articles(given)
        by = grouping.groups(given)
        hits = framing.terms(given, about, by)
        counts = contrasts.words(given, by).counts.sort_values(["group", "word"])
        shown.append((hits.astype(str).to_numpy().tolist(), counts.to_numpy().tolist()))
    assert shown[0] == shown[1]
