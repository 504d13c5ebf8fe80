"""How far the lexicon of frames can be trusted: hits judged by hand, and the precision that follows.

``data/frame_judgements.csv`` holds a random sample of hits, each judged once in its sentence: *right* where the word
is used in the frame's sense, *wrong* where it is another word or another sense, *unclear* where both can be
said; what is not right has a reason. What the lexicon misses is not measured here.
"""

from __future__ import annotations

from importlib.resources import files

import numpy as np
import pandas as pd
from scipy import special

from tifa.corpus.analysis import Corpus
from tifa.statistics.rates import LEVEL
from tifa.studies.rhetoric.framing import FRAMES, TERM_COLUMNS
from tifa.studies.slogans.context import Sentences

JUDGED = ["right", "wrong", "unclear"]


def judgements() -> pd.DataFrame:
    """Return the hits that were judged by hand: doc_id, start, end, term, frame, judgement, reason."""
    with (files("tifa") / "data" / "frame_judgements.csv").open("rb") as file:
        return pd.read_csv(file, dtype={"doc_id": str}, keep_default_na=False)


def still_there(judged: pd.DataFrame, corpus: Corpus) -> pd.Series[bool]:
    """Tell for each judged hit whether the corpus still has it; of other articles, all are kept."""
    held = corpus.terms[corpus.terms["doc_id"].isin(judged["doc_id"])].reindex(columns=TERM_COLUMNS)
    columns = ["doc_id", "start", "end", "frame"]
    known = {tuple(row) for row in held[columns].itertuples(index=False)}
    here = judged["doc_id"].isin(set(corpus.documents["doc_id"]))
    hits = [tuple(row) in known for row in judged[columns].itertuples(index=False)]
    return ~here | pd.Series(hits, index=judged.index, dtype=bool)


def precision(judged: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Return how many judged hits of each frame are right, with the exact binomial interval.

    *Unclear* hits count as not right. ``hits`` are those of the corpus. The interval is Clopper and
    Pearson's (1934).
    """
    sizes = rows.loc[rows["kind"] == "frame", "frame"].value_counts()
    found = []
    for frame in [*FRAMES, *sorted(set(judged["frame"]) - set(FRAMES))]:
        held = judged[judged["frame"] == frame]
        if held.empty:
            continue
        counts = {name: int((held["judgement"] == name).sum()) for name in JUDGED}
        low, high = binomial(counts["right"], len(held))
        row = {"frame": frame, "hits": int(sizes.get(frame, 0)), "judged": len(held), **counts}
        found.append({**row, "precision": counts["right"] / len(held), "low": low, "high": high})
    columns = ["frame", "hits", "judged", *JUDGED, "precision", "low", "high"]
    return pd.DataFrame(found, columns=columns)


def binomial(right: int, of: int, level: float = LEVEL) -> tuple[float, float]:
    """Return the exact bounds of a proportion (Clopper and Pearson 1934).

    >>> [round(bound, 3) for bound in binomial(9, 10)]
    [0.555, 0.997]
    """
    tail = (1 - level) / 2
    low = special.betaincinv(right, of - right + 1, tail) if right else 0.0
    high = special.betaincinv(right + 1, of - right, 1 - tail) if right < of else 1.0
    return float(low), float(high)


def weighted(table: pd.DataFrame) -> float | None:
    """Return the precision over all hits: each frame's, weighted by its hits; None without any."""
    if table.empty or not table["hits"].sum():
        return None
    return float(np.average(table["precision"], weights=table["hits"]))


def display(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table of precision as a reader sees it, with its bounds in one column."""
    bounds = [
        f"{row['precision']:.0%} ({row['low']:.0%}–{row['high']:.0%})"
        for row in table.to_dict("records")
    ]
    return table.drop(columns=["precision", "low", "high"]).assign(**{"share right": bounds})


def doubts(judged: pd.DataFrame, corpus: Corpus) -> pd.DataFrame:
    """Return the judged hits of this corpus that are not right: term, frame, judgement, reason, told in."""
    held = judged[judged["judgement"] != "right"]
    held = held[held["doc_id"].isin(set(corpus.documents["doc_id"]))]
    sentences = Sentences(corpus)
    told = []
    for doc_id, start in held[["doc_id", "start"]].itertuples(index=False):
        found = sentences.at(doc_id, int(start))
        told.append(f"{doc_id}#s-{found[0] if found else 0}")
    found = held[["term", "frame", "judgement", "reason"]].assign(**{"told in": told})
    return found.sort_values(["judgement", "frame"], ascending=[False, True], ignore_index=True)
