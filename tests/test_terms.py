"""The ``terms`` table: hits of the frames and devices, where they stand, and what people counted."""

from __future__ import annotations

import frames
import pytest
import support

import tifa
from tifa.rhetoric.frames import FRAMES
from tifa.rows import SET


@pytest.fixture(scope="module")
def corpus() -> tifa.Corpus:
    return tifa.load(support.SEEDS)


def test_hits_stand_where_they_say(corpus: tifa.Corpus) -> None:
    bodies = corpus.documents.set_index("doc_id")["body"]
    sentences = corpus.sentences.set_index(["doc_id", "sentence_id"])
    for row in corpus.terms.itertuples():
        assert bodies[row.doc_id][row.start : row.end] == row.term
        sentence = sentences.loc[(row.doc_id, row.sentence_id)]
        assert sentence["start"] <= row.start < row.end <= sentence["end"]


def test_frames_and_devices_are_kept_apart(corpus: tifa.Corpus) -> None:
    of_frames = corpus.terms[corpus.terms["kind"] == "frame"]
    assert set(of_frames["frame"]) <= set(FRAMES)
    devices = corpus.terms[corpus.terms["kind"] == "device"]
    assert set(devices["frame"]) <= {"imperative", "superlative", "numeral", "percentage"}


def test_nothing_inside_a_formula_counts(corpus: tifa.Corpus) -> None:
    formulas = corpus.formulas[corpus.formulas["kind"].isin(SET)]
    for doc_id, rows in corpus.terms.groupby("doc_id"):
        own = formulas[formulas["doc_id"] == doc_id]
        spans = list(zip(own["start"], own["end"], strict=True))
        for hit in rows.itertuples():
            inside = [(a, b) for a, b in spans if a < hit.end and hit.start < b]
            assert all(hit.start <= a and b <= hit.end for a, b in inside), hit.term


@pytest.mark.parametrize("frame", frames.SEED_FRAMES)
def test_hand_count_of_the_seeds(frame: str) -> None:
    """Every hit that a person counted in the five articles is found; what else is found is named."""
    sides = frames.compare("seeds", frame)
    assert not sides["missed"]
    assert not sides["taken"]
    bodies = {name: body for name, body, _ in frames.articles("seeds")}
    also = {bodies[name][start:end] for name, start, end in sides["false"]}
    assert also <= {"困难群体", "针对性", "风险等级"}
