"""What notebook 03 shows: formulas by article, city and wave, their shapes, their place in the text.

Unnumbered parallels (外防输入、内防扩散) are kept apart from the formulas with a numeral or a plus
sign: *counted* rows are the latter only.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from typing import Any

import numpy as np
import pandas as pd

from tifa.corpus.analysis import Corpus
from tifa.links import article_page, city_page, told_in
from tifa.studies.grouping import articles

PARALLEL = "parallel"

KINDS = {
    "numeral": "numeral",
    "compound": "compound",
    "dual": "dual",
    "code": "code",
    "counted_list": "counted list",
    PARALLEL: "parallel",
}
"""The kinds of the ``formulas`` table, as a reader would say them."""

COUNTED = tuple(kind for kind in KINDS if kind != PARALLEL)
"""The kinds that say how many things they stand for."""

SHAPES = {
    "N应N尽": "so many 应 (should) and 尽 (to the full): members such as 应检尽检",
    "N+X": "a numeral and a word: 六坚持",
    "N+字": "a numeral and one character: 五早",
    "N个+X": "with the classifier 个: 三个“清零”",
    "N方+X": "sides (方) that share something: 四方责任",
    "N级+X": "levels (级): 三级网格长",
    "N化": "so many ways to …-ise (化): 五化工作法",
    "双X": "two as 双: 双报到",
    "NXNY": "two numerals, each counting something: 三保一统筹",
    "一X一Y": "one to each: 一村一警",
    "1+N": "figures or letters with a plus sign: 1+N, 5+5",
    "A+B": "words with a plus sign: 党建+",
    "1110": "digits alone, each with a meaning",
}
"""Patterns of the ``formulas`` table, explained; :func:`shape_note` explains the others."""

LISTED = "counted list"
"""The shape of a counted noun whose items stand beside it; it has no fixed pattern."""

FEW = 12
"""Up to so many articles are compared one by one; of more, cities are compared."""

BASE = 10_000
"""Rates are per so many characters of the article's text."""


# Mentions, expansions ---------------------------------------------------------------


def plain(value: object) -> Any:
    """Return a cell as plain Python: arrays as lists, missing values as None.

    >>> import numpy
    >>> plain(numpy.array([[1, 2]])), plain(float("nan")), plain("六稳")
    ([[1, 2]], None, '六稳')
    """
    if isinstance(value, np.ndarray):
        return [plain(item) for item in value]
    if isinstance(value, np.generic):
        value = value.item()
    missing = value is None or value is pd.NA or (isinstance(value, float) and value != value)
    return None if missing else value


MENTION_COLUMNS = [
    *("doc_id", "sentence_id", "start", "end", "raw_start", "raw_end", "surface", "canonical"),
    *("kind", "expected", "quoted", "pattern"),
]
EXPANSION_COLUMNS = [
    *("doc_id", "sentence_id", "start", "end", "raw_start", "raw_end", "canonical", "kind"),
    *("expected", "members", "member_spans", "stated", "verdict", "n_mentions", "pattern"),
]


def mentions(corpus: Corpus, about: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the mentions with article, city, wave, and ``at``, their place in the text (0 to 1)."""
    return _placed(corpus.formulas, MENTION_COLUMNS, articles(corpus) if about is None else about)


def expansions(corpus: Corpus, about: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return a row a formula and article, with its members, article, city and wave."""
    rows = _placed(
        corpus.expansions, EXPANSION_COLUMNS, articles(corpus) if about is None else about
    )
    for column in ("expected", "members", "member_spans"):
        rows[column] = pd.Series([value or [] for value in rows[column]], dtype=object)
    return rows


def _placed(frame: pd.DataFrame, columns: list[str], about: pd.DataFrame) -> pd.DataFrame:
    known = about.set_index("doc_id")
    rows = {name: plain_column(frame[name]) for name in columns if name in frame}
    at = known.index.get_indexer(pd.Index(frame["doc_id"]))
    for name in ("article", "city", "wave", "date"):
        rows[name] = known[name].to_numpy(dtype=object)[at].tolist()
    sizes = known["characters"].clip(lower=1).to_numpy()[at].tolist()
    starts = rows.get("start", [0] * len(frame))
    rows["at"] = [min((n or 0) / size, 1.0) for n, size in zip(starts, sizes, strict=True)]
    return pd.DataFrame(rows, columns=[*columns, "article", "city", "wave", "date", "at"]).astype(
        {name: object for name in ("expected", "date", "pattern") if name in columns}
    )


def plain_column(values: pd.Series[Any]) -> list[Any]:
    """Return the cells of a column as plain Python; numbers without a gap are so already."""
    whole = pd.api.types.is_numeric_dtype(values) and values.notna().all()
    return values.tolist() if whole else [plain(value) for value in values.tolist()]


def counted(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of formulas that count, without the unnumbered parallels."""
    return rows[rows["kind"] != PARALLEL].reset_index(drop=True)


def parallel(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of unnumbered parallels."""
    return rows[rows["kind"] == PARALLEL].reset_index(drop=True)


def some(names: Iterable[str], most: int = 6) -> str:
    """Return the first of some names, and how many more there are.

    >>> some(["Changchun", "Jilin City", "Jiujiang"], most=2)
    'Changchun, Jilin City and 1 more'
    """
    held = list(names)
    more = f" and {len(held) - most} more" if len(held) > most else ""
    return ", ".join(held[:most]) + more


# How often ------------------------------------------------------------------------------------


def frequencies(about: pd.DataFrame, rows: pd.DataFrame, by: str) -> pd.DataFrame:
    """Return how often formulas occur by ``article``, ``city`` or ``wave``.

    ``mentions`` and its rate, and the columns of the kinds, are of counted formulas; parallels
    stand in a column of their own. Every article counts in the base, also one without a formula.
    Waves stand in the order of their dates, cities in that of their mentions. ``leads to`` is the page
    of the article or the city, ``told in`` the first sentence with a mention.
    """
    if by == "wave":
        about = about.sort_values("date", key=lambda days: days.map(str), kind="stable")
    parts, these = about.groupby(by, sort=False, dropna=False), rows[rows["kind"] != PARALLEL]
    table = parts.agg(articles=("doc_id", "size"), characters=("characters", "sum")).astype(int)
    for name, held in (
        ("formulas", these.groupby(by)["canonical"].nunique()),
        ("mentions", these.groupby(by).size()),
    ):
        table[name] = held.reindex(table.index).fillna(0).astype(int)
    table[f"per {BASE:,}"] = BASE * table["mentions"] / table["characters"].clip(lower=1)
    kinds = pd.crosstab(rows[by], rows["kind"]).reindex(index=table.index, fill_value=0)
    for kind, name in [*((kind, KINDS[kind]) for kind in COUNTED), (PARALLEL, "parallels")]:
        table[name] = kinds.get(kind, 0)
    table["leads to"] = _pages(by, parts, frozenset(rows[by]))
    first = these.drop_duplicates(by).set_index(by)
    told = {name: told_in(row) for name, row in first.to_dict("index").items()}
    table["told in"] = pd.Series(
        [told.get(name) for name in table.index], table.index, dtype=object
    )
    table = table.reset_index()
    if by == "city":
        order = ["mentions", "characters"]
        table = table.sort_values(order, ascending=False, kind="stable").reset_index(drop=True)
    return table.drop(columns="articles") if by == "article" else table


def _pages(by: str, parts: Any, with_any: Container[str]) -> pd.Series[Any]:
    """Return the page that each row of frequencies leads to: of an article or a city."""
    first = parts[["doc_id", "code"]].first() if by != "wave" else parts[["doc_id"]].first()
    if by == "article":
        return first["doc_id"].map(article_page)
    pages = [
        city_page(code) + ("#formulas" if name in with_any else "")
        if by == "city" and isinstance(code, str)
        else None
        for name, code in zip(first.index, first.get("code", first["doc_id"]), strict=True)
    ]
    return pd.Series(pages, first.index, dtype=object)


def rate(n: int, characters: int) -> float:
    """Return how many there are per 10,000 characters.

    >>> rate(5, 2500), rate(0, 0)
    (20.0, 0.0)
    """
    return BASE * n / max(characters, 1)


def compared_by(about: pd.DataFrame) -> str:
    """Return whether pictures compare articles or, where they are more than a few, cities."""
    return "article" if len(about) <= FEW else "city"


def shape_name(pattern: object) -> str:
    """Return the shape of a formula; a counted list has no fixed one."""
    return pattern if isinstance(pattern, str) else LISTED


def shape_note(shape: str) -> str | None:
    """Return what a shape is, with an example where it is a frequent one.

    >>> shape_note("N条+X"), shape_note("N逢N必"), shape_note("counted list")
    ('with the classifier 条', 'so many 逢 and 必: every member has both', 'a counted noun with its items beside it')
    """
    if shape in SHAPES or shape == LISTED:
        return SHAPES.get(shape, "a counted noun with its items beside it")
    if found := re.fullmatch(r"N(.)\+X", shape):
        return f"with the classifier {found[1]}"
    if found := re.fullmatch(r"N(.)N(.)", shape):
        return f"so many {found[1]} and {found[2]}: every member has both"
    return None


def preferences(about: pd.DataFrame, rows: pd.DataFrame, by: str | None = None) -> pd.DataFrame:
    """Return how often each article or city uses each shape: label, pattern, n, rate, formulas, told in.

    ``n`` are mentions of counted formulas, ``rate`` is per 10,000 characters, ``formulas`` tells how
    many different ones there are, ``told in`` is the first sentence.
    """
    by = by or compared_by(about)
    sizes = about.groupby(by)["characters"].sum()
    held = counted(rows).assign(shape=lambda frame: frame["pattern"].map(shape_name))
    found = [
        {
            "label": label,
            "pattern": pattern,
            "n": len(part),
            "rate": rate(len(part), int(sizes[label])),
            "formulas": part["canonical"].nunique(),
            "told in": told_in(part.iloc[0]),
        }
        for (label, pattern), part in held.groupby([by, "shape"])
    ]
    return _ordered(
        found,
        ["label", "pattern", "n", "rate", "formulas", "told in"],
        about[by],
        [*SHAPES, LISTED],
    )


def numerals(about: pd.DataFrame, rows: pd.DataFrame, by: str | None = None) -> pd.DataFrame:
    """Return how often each article or city counts to which number: label, numeral, n, told in.

    Each numeral of a mention counts once (三保一统筹: three and one); codes have digits of another
    meaning and are left out, as are parallels.
    """
    by = by or compared_by(about)
    held = counted(rows)
    held = held[held["kind"] != "code"]
    single = pd.DataFrame(
        [
            (row[by], int(n), told_in(row))
            for row in held.to_dict("records")
            for n in row["expected"] or []
        ],
        columns=["label", "numeral", "told in"],
    )
    cells = single.groupby(["label", "numeral"])["told in"]
    counts = cells.agg(["size", "first"]).reset_index()
    columns = ["label", "numeral", "n", "told in"]
    counts.columns = pd.Index(columns)
    values = sorted(counts["numeral"].unique())
    return _ordered(counts.to_dict("records"), columns, about[by], values)


def _ordered(
    found: list[dict[str, Any]], columns: list[str], names: pd.Series[str], second: Iterable[object]
) -> pd.DataFrame:
    """Return rows in the order of the corpus, then of the second column."""
    first = {name: at for at, name in enumerate(dict.fromkeys(names))}
    then = {name: at for at, name in enumerate(second)}
    found.sort(key=lambda row: (first[row["label"]], then.get(row[columns[1]], len(then))))
    return pd.DataFrame(found, columns=columns)


def shape_table(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the shapes: what they are, how many formulas have them, where the commonest stand."""
    held = counted(rows).assign(shape=lambda frame: frame["pattern"].map(shape_name))
    found = []
    for shape, part in held.groupby("shape"):
        common = part["canonical"].value_counts(sort=False)
        ordered = sorted(common.items(), key=lambda item: (-item[1], str(item[0])))
        found.append(
            {
                "shape": shape,
                "what it is": shape_note(str(shape)),
                "formulas": len(common),
                "mentions": len(part),
                "articles": part["doc_id"].nunique(),
                "most frequent": "; ".join(str(name) for name, _ in ordered[:3]),
            }
        )
    columns = ["shape", "what it is", "formulas", "mentions", "articles", "most frequent"]
    table = pd.DataFrame(found, columns=columns)
    return table.sort_values(["mentions", "shape"], ascending=[False, True]).reset_index(drop=True)
