"""How much of the texts is dated, how the dates were obtained, and how far both can be trusted."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from tifa.corpus.analysis import Corpus
from tifa.links import article_page, told_in
from tifa.studies.overview.tables import labels, measured, unseen
from tifa.studies.timelines.tables import KINDS

SOURCES = {
    "stated": "complete as written",
    "inherited_day": "the day before it",
    "inherited_month": "month of the date before",
    "inherited_year": "year of the date before",
    "dateline": "dateline",
    "published": "date of publication",
    "curated": "curated date of publication",
    "lunar": "lunar calendar",
}
"""How the values of the ``times`` table were obtained."""


def _is_core(times: pd.DataFrame) -> pd.Series[bool]:
    return times["core"].fillna(False).astype(bool)


def dated_share(corpus: Corpus) -> pd.DataFrame:
    """Return for each article how many sentences hold a calendar expression, and the text in events.

    ``in statements`` counts the characters of the body inside a dated statement, each once;
    ``first dated`` is the first sentence with a calendar expression, None without one.
    """
    core = corpus.times[_is_core(corpus.times)]
    held = core.drop_duplicates(["doc_id", "sentence_id"])
    dated = held.groupby("doc_id").size()
    first = {row["doc_id"]: told_in(row) for row in reversed(held.to_dict("records"))}
    covered = {
        doc_id: len(set().union(*map(range, rows["start"].astype(int), rows["end"].astype(int))))
        for doc_id, rows in corpus.events.groupby("doc_id")
    }
    documents = corpus.documents
    frame = pd.DataFrame(
        {
            "article": documents["doc_id"].map(labels(documents)),
            "sentences": documents["n_sentences"].astype(int),
            "dated sentences": documents["doc_id"].map(dated).fillna(0).astype(int),
            "characters": documents["n_chars"].astype(int),
            "in statements": documents["doc_id"].map(covered).fillna(0).astype(int),
            "doc_id": documents["doc_id"],
        }
    )
    frame["share of sentences"] = frame["dated sentences"] / frame["sentences"].clip(lower=1)
    frame["share of characters"] = frame["in statements"] / frame["characters"].clip(lower=1)
    frame["first dated"] = [first.get(doc_id) for doc_id in frame["doc_id"]]
    order = ["article", "sentences", "dated sentences", "share of sentences", "characters"]
    return frame[[*order, "in statements", "share of characters", "first dated", "doc_id"]]


def drawn_share(share: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the sentences with and without a calendar expression, and where either leads.

    The former to the first such sentence, the latter to the article.
    """
    of = share.set_index("article")
    parts = pd.DataFrame({"with a date": of["dated sentences"]})
    parts["without a date"] = of["sentences"] - of["dated sentences"]
    leads = pd.DataFrame({"with a date": of["first dated"]}, dtype=object)
    return parts, leads.assign(**{"without a date": of["doc_id"].map(article_page)})


def kinds(corpus: Corpus) -> pd.DataFrame:
    """Return the number of time expressions of each kind: a row an article, a column a kind."""
    return _counted(corpus, corpus.times, "kind", KINDS)


def sources(corpus: Corpus) -> pd.DataFrame:
    """Return how the calendar values were obtained: a row an article, a column a way."""
    return _counted(corpus, corpus.times[_is_core(corpus.times)], "resolved_from", SOURCES)


def _counted(
    corpus: Corpus, times: pd.DataFrame, by: str, names: Mapping[str, str]
) -> pd.DataFrame:
    documents = corpus.documents
    counts = pd.crosstab(times["doc_id"], times[by].fillna("not obtained"))
    counts = counts.reindex(documents["doc_id"], fill_value=0).astype(int)
    known = [name for name in names if name in counts]
    counts = counts[[*known, *sorted(set(counts.columns) - set(known))]].rename(columns=names)
    counts.insert(0, "article", counts.index.map(labels(documents)))
    counts["all"] = counts.drop(columns="article").sum(axis=1).astype(int)
    return counts.reset_index(drop=True).rename_axis(columns=None)


# How far to trust it ------------------------------------------------------------------------------


TIME_SETS = {
    "times_seeds": "seeds: the five articles",
    "times_dev": "dev: read while the rules were written",
    "times_held": "held: not read before the rules were done",
    "times_third": "third: another such set",
    "times_fourth": "fourth: another, full of rare ways of writing",
}
"""The sets of texts in which people marked the times."""


def times_accuracy() -> pd.DataFrame:
    """Return how well times are read in texts marked by hand: a row a set, shares of expressions.

    Empty where nothing was measured.
    """
    rows = [
        {
            "set": TIME_SETS.get(name, name),
            "articles": row["articles"],
            "calendar expressions": row["core"],
            "found": row["core_found"] / row["core"],
            "value right": row["core_right"] / row["core"],
            "place right": row["places_right"] / row["core"],
            "false in 10,000 characters": row["false_per_10000"],
        }
        for name, row in measured().items()
        if name.startswith("times_") and row.get("core")
    ]
    rows.sort(key=lambda row: [*TIME_SETS.values(), row["set"]].index(row["set"]))
    return pd.DataFrame(rows)


def actions_accuracy() -> dict[str, list[tuple[str, int, int]]]:
    """Return how many statements get the action a reader gives: set, right, of how many.

    ``first`` is at first sight, ``now`` after the rules were improved.
    """
    rows = unseen()
    rows = rows[rows["set"].str.startswith("actions_")].to_dict("records")
    now = measured().items()
    return {
        "first": [(row["set"].removeprefix("actions_"), row["right"], row["of"]) for row in rows],
        "now": [
            (name.removeprefix("actions_"), row["actions_right"], row["statements"])
            for name, row in now
            if name.startswith("actions_")
        ],
    }


def times_first_look() -> pd.DataFrame:
    """Return how times and places were read in texts at first sight, before any rule was changed.

    Columns: ``set``, ``measure`` (core, place), ``right``, ``of``.
    """
    rows = unseen()
    known = rows["set"].str.startswith("times_") & ~rows["set"].str.endswith("_dev")
    return rows[known].assign(set=rows["set"].str.removeprefix("times_"))
