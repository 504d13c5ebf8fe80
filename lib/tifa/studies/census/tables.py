"""The tables of notebook 06: all articles by year and place, and what is counted in them.

Each row leads to a first example among the articles that the other notebooks read, where there is one.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping

import pandas as pd

from tifa.corpus.analysis import Corpus
from tifa.formulas.english import english as in_english
from tifa.links import article_page, city_page, formula_page, frame_page, reference
from tifa.studies.census.counting import VERDICTS, Census
from tifa.studies.grouping import NO_DATE, NO_PLACE
from tifa.studies.narrow import columns
from tifa.studies.overview.tables import REPAIR_NAMES
from tifa.studies.rhetoric.framing import DEVICES, FRAMES
from tifa.studies.timelines.actions import action_name
from tifa.studies.timelines.divisions import chinese, english, group_of

SIZES = {"characters": "n_chars", "sentences": "n_sentences", "words": "n_words"}
"""The sizes of articles and their columns."""

BASE = 1000
"""Rates are per so many characters."""

MOST_PLACES = 12
"""So many places are compared, those with the most articles."""


MOST_COLUMNS = 8
"""So many years have a column of their own in a table."""

MOST_PERIODS = 48
"""So many months, else quarters, else years are drawn."""


def year_of(month: object) -> str:
    """Return the year of a month or a date; ``no date`` without one.

    >>> year_of("2020-02"), year_of(None)
    ('2020', 'no date')
    """
    return month[:4] if isinstance(month, str) else NO_DATE


def place_name(code: object) -> str:
    """Return a city or province in English with the Chinese; ``no place`` without one.

    >>> place_name("220100"), place_name(None)
    ('Changchun 长春市', 'no place')
    """
    if not isinstance(code, str):
        return NO_PLACE
    return f"{english(code)} {chinese(code)}" if chinese(code) != code else code


def years(found: Census, corpus: Corpus) -> pd.DataFrame:
    """Return all articles by year of publication: their number, places, sizes and what is in them."""
    rows = _sized(found, lambda cells: cells["month"].map(year_of, na_action=None))
    first = _articles(corpus).drop_duplicates("year")
    pages = dict(zip(first["year"], first["doc_id"].map(article_page), strict=True))
    rows.insert(0, "year", rows.index)
    return rows.assign(**{"leads to": _of(rows["year"], pages)}).reset_index(drop=True)


def periods(found: Census, corpus: Corpus) -> pd.DataFrame:
    """Return how many articles were published in each month, quarter or year: the finest that is readable.

    Columns: ``period``, ``start`` (its first day), ``articles`` and ``leads to``, one of them. Articles whose
    date is not known so finely, or not at all, are left out.
    """
    for letter, least in (("M", 7), ("Q", 7), ("Y", 4)):
        rows = found.articles[found.articles["month"].str.len() >= least]
        month = pd.to_datetime(rows["month"].str[:7], errors="coerce")
        spans = month[month.notna()].dt.to_period(letter)
        if spans.empty or spans.max().ordinal - spans.min().ordinal < MOST_PERIODS:
            break
    counts = rows["articles"].groupby(spans).sum().astype(int)
    days = pd.to_datetime(corpus.documents["published"].str[:7], errors="coerce")
    exact = corpus.documents["published"].str.len() >= least
    own = days[exact & days.notna()].dt.to_period(letter)
    first = corpus.documents.loc[own.drop_duplicates().index, "doc_id"]
    pages = dict(zip(own.drop_duplicates(), first.map(article_page), strict=True))
    return pd.DataFrame(
        {
            "period": counts.index.astype(str),
            "start": counts.index.start_time,
            "articles": counts.to_numpy(),
            "leads to": pd.Series([pages.get(period) for period in counts.index], dtype=object),
        }
    )


def places(found: Census, corpus: Corpus) -> pd.DataFrame:
    """Return all articles by city or province, those with the most articles first.

    ``code``, ``label`` (in English) and ``n`` (articles) are as a map takes them.
    """
    rows = _sized(found, lambda cells: cells["code"].fillna("")).drop(columns="places")
    rows = rows.sort_values("articles", ascending=False, kind="stable")
    read = _articles(corpus)
    pages = {code: city_page(code) for code in read["code"].dropna().unique()}
    if read["code"].isna().any():
        pages[""] = article_page(read.loc[read["code"].isna(), "doc_id"].iloc[0])
    rows.insert(0, "code", [code or None for code in rows.index])
    rows.insert(1, "label", [english(code) if code else NO_PLACE for code in rows.index])
    rows.insert(2, "place", [chinese(code) if code else None for code in rows.index])
    leads = _of(rows.index, pages)
    return rows.assign(n=rows["articles"], **{"leads to": leads}).reset_index(drop=True)


def _of(keys: Iterable[str], pages: Mapping[str, str]) -> list[str | None]:
    """Return the page of each key, None where it has none."""
    return [pages.get(key) for key in keys]


def _sized(found: Census, group: Callable[[pd.DataFrame], pd.Series[str]]) -> pd.DataFrame:
    """Return for each group of articles its sizes, mentions of formulas and hits of frames.

    ``group`` tells the groups of rows that have a ``code`` and a ``month``.
    """
    by = found.articles.groupby(group(found.articles))
    rows = by[["articles", *SIZES.values()]].sum().astype(int)
    rows = rows.rename(columns={column: name for name, column in SIZES.items()})
    rows.insert(1, "places", by["code"].nunique())
    counts = found.counts
    formula = (counts["table"] == "formulas") & (counts["value"] != "parallel")
    frame = (counts["table"] == "terms") & counts["value"].isin(list(FRAMES))
    for name, wanted in {"formula mentions": formula, "frame hits": frame}.items():
        held = counts[wanted]
        n = held["n"].groupby(group(held)).sum()
        rows[name] = n.reindex(rows.index).fillna(0).astype(int)
    size = rows["characters"].clip(lower=1)
    return rows.assign(**{f"frame hits per {BASE:,} characters": BASE * rows["frame hits"] / size})


def _articles(corpus: Corpus) -> pd.DataFrame:
    """Return the articles that the other notebooks read: id, city or province, year."""
    documents = corpus.documents
    return pd.DataFrame(
        {
            "doc_id": list(documents["doc_id"]),
            "code": pd.Series(list(map(group_of, documents["place_code"])), dtype=object),
            "year": [year_of(day) for day in documents["published"]],
        }
    )


# What is counted ------------------------------------------------------------------------------


def actions(found: Census, corpus: Corpus) -> pd.DataFrame:
    """Return the dated statements by kind of action and the year they tell of.

    Columns: ``label`` (the year), ``pattern`` (the action), ``n`` and ``told in``.
    """
    held = found.counts[found.counts["table"] == "events"]
    rows = _cells(held.assign(label=held["month"].map(year_of), pattern=held["value"].map(_action)))
    told = columns(corpus, "events", ["doc_id", "sentence_id", "action", "iso_start", "iso_end"])
    starts, ends, kinds = (told[n].astype(object) for n in ("iso_start", "iso_end", "action"))
    when = starts.where(starts != "..", ends)
    return _leading(rows, told.assign(label=when.map(_known_year), pattern=kinds.map(_action)))


def action_table(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the statements of :func:`actions` with a row an action and a column for each year.

    Of many years the eight with the most statements have a column; ``told in`` is the first example.
    """
    sums = rows.groupby("label")["n"].sum().sort_values(ascending=False, kind="stable")
    kept = sorted(sums.index[:MOST_COLUMNS])
    wide = rows.pivot_table(index="pattern", columns="label", values="n", sort=False).fillna(0)
    wide = wide.reindex(columns=kept).astype(int)
    by = rows.groupby("pattern", sort=False)
    wide.insert(0, "statements", by["n"].sum().reindex(wide.index))
    wide.insert(0, "action", wide.index)
    wide["told in"] = by["told in"].first().reindex(wide.index).astype(object)
    return wide.sort_values("statements", ascending=False, kind="stable").reset_index(drop=True)


def _action(value: object) -> str:
    return action_name(value if isinstance(value, str) else None)


def _known_year(value: object) -> str:
    """Return the year of a calendar value; ``no date`` for a duration, an open side or none."""
    text = value if isinstance(value, str) else ""
    return text[:4] if text[:4].isdigit() and text[4:5] in ("", "-") else NO_DATE


def frames(found: Census, corpus: Corpus, by: str = "year") -> pd.DataFrame:
    """Return the hits of frames by ``year`` of publication, or by ``place`` for those with most articles.

    Columns: ``label``, ``pattern`` (the frame in both languages), ``n``, ``rate`` (per 1,000 characters)
    and ``told in``.
    """
    column, name = {"year": ("month", year_of), "place": ("code", place_name)}[by]
    held = found.counts[
        (found.counts["table"] == "terms") & found.counts["value"].isin(list(FRAMES))
    ]
    rows = _cells(
        held.assign(
            label=held[column].map(name, na_action=None), pattern=held["value"].map(frame_name)
        )
    )
    sizes = found.articles.groupby(found.articles[column].map(name, na_action=None))
    size = sizes["n_chars"].sum().clip(lower=1)
    cells = zip(rows["label"], rows["n"], strict=True)
    rows["rate"] = [BASE * n / size[label] for label, n in cells]
    if by == "place":
        most = sizes["articles"].sum().sort_values(ascending=False, kind="stable").index
        rows = rows[rows["label"].isin(most[:MOST_PLACES])]
    about = _articles(corpus).set_index("doc_id")
    labels = about["year"] if by == "year" else about["code"].map(place_name, na_action=None)
    told = columns(corpus, "terms", ["doc_id", "sentence_id", "frame"])
    told = told[told["frame"].isin(list(FRAMES))].astype({"doc_id": object, "frame": object})
    told = told.drop_duplicates(["doc_id", "frame"])
    return _leading(
        rows, told.assign(label=told["doc_id"].map(labels), pattern=told["frame"].map(frame_name))
    )


def frame_name(frame: str) -> str:
    """Return a frame or device in both languages.

    >>> frame_name("war")
    'war 战争'
    """
    return " ".join((FRAMES | DEVICES).get(frame, (frame,)))


def frame_table(rows: pd.DataFrame, corpus: Corpus) -> pd.DataFrame:
    """Return the hits of :func:`frames` with a row a frame and a column of rates for each label.

    Of many labels the eight with the most hits have a column.
    """
    most = rows.groupby("label")["n"].sum().sort_values(ascending=False).index[:MOST_COLUMNS]
    held = rows[rows["label"].isin(most)]
    wide = held.pivot_table(index="pattern", columns="label", values="rate", sort=False).fillna(0)
    known = set(columns(corpus, "terms", ["frame"])["frame"].cat.categories)
    n = rows.groupby("pattern")["n"].sum()
    named = {frame_name(frame): frame for frame in FRAMES}
    wide.insert(0, "hits", n.reindex(wide.index).astype(int))
    wide.insert(0, "frame", wide.index)
    wide = wide.sort_values("hits", ascending=False, kind="stable").reset_index(drop=True)
    frames = [named[name] for name in wide["frame"]]
    leads = [frame_page(frame) if frame in known else None for frame in frames]
    return wide.assign(**{"leads to": pd.Series(leads, dtype=object)})


def _cells(rows: pd.DataFrame) -> pd.DataFrame:
    cells = rows.groupby(["label", "pattern"], as_index=False)["n"].sum()
    return cells.sort_values(["label", "n"], ascending=[True, False], ignore_index=True)


def _leading(rows: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    """Return cells with the first sentence of each, where one of the articles that are read has one."""
    first = told.drop_duplicates(["label", "pattern"])
    at: dict[Hashable, str] = {
        (row.label, row.pattern): reference(row.doc_id, row.sentence_id)
        for row in first.itertuples()
    }
    keys = zip(rows["label"], rows["pattern"], strict=True)
    return rows.assign(
        **{"told in": pd.Series([at.get(key) for key in keys], rows.index, dtype=object)}
    )


def formulas(found: Census, corpus: Corpus) -> pd.DataFrame:
    """Return all formulas, those in most articles first: mentions, articles, dates, lists by verdict.

    One that the articles that are read have leads to its page.
    """
    known = set(columns(corpus, "formulas", ["canonical"])["canonical"].cat.categories)
    rows = found.formulas.sort_values(
        ["articles", "n", "canonical"], ascending=[False, False, True]
    )
    rows = rows.reset_index(drop=True)
    names = rows["canonical"]
    leads = [formula_page(name) if name in known else None for name in names]
    return pd.DataFrame(
        {
            "formula": names,
            "in English": names.map(in_english),
            "articles": rows["articles"],
            "mentions": rows["n"],
            "first dated": rows["first"].str[:10],
            "last dated": rows["last"].str[:10],
            **{name: rows[name] for name in VERDICTS},
            "leads to": pd.Series(leads, dtype=object),
        }
    )


def repairs(found: Census, corpus: Corpus) -> pd.DataFrame:
    """Return the repairs by kind: how many, in how many articles, and one that had them."""
    held = found.counts[found.counts["table"] == "repairs"]
    rows = held.groupby("value")[["n", "articles"]].sum()
    rows = rows.reindex([kind for kind in REPAIR_NAMES if kind in rows.index])
    first = columns(corpus, "repairs", ["doc_id", "kind"]).drop_duplicates("kind")
    pages = {row.kind: article_page(row.doc_id) for row in first.itertuples()}
    return pd.DataFrame(
        {
            "repair": [REPAIR_NAMES[kind] for kind in rows.index],
            "repairs": rows["n"].to_numpy(int),
            "articles": rows["articles"].to_numpy(int),
            "share of articles": rows["articles"].to_numpy()
            / max(found.articles["articles"].sum(), 1),
            "leads to": pd.Series([pages.get(kind) for kind in rows.index], dtype=object),
        }
    )
