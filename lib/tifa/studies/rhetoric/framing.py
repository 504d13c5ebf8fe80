"""What notebook 04 shows of frames: their rates by article and group, and how far the lexicon is right.

A *frame* is a family of words that carry one image or one claim of authority; a *device* is a way of
insisting (a command, a superlative, a figure). Rates are per 1,000 characters of the articles' text.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd

from tifa.corpus.analysis import Corpus
from tifa.statistics.columns import bootstrap_rates
from tifa.statistics.dispersion import dispersions
from tifa.statistics.rates import FEWEST, Refusal, rates, upper_bound
from tifa.studies.narrow import categories, columns, looked_up
from tifa.studies.rhetoric.leads import first_told
from tifa.studies.slogans.context import Sentences, in_lines
from tifa.studies.timelines.divisions import chinese

FRAMES = {
    "war": ("war", "战争"),
    "people": ("people first", "人民至上"),
    "party": ("Party leadership", "党的领导"),
    "command": ("command", "指挥部署"),
    "science": ("science", "科学精准"),
    "law": ("law and order", "依法治理"),
    "control": ("control", "管控排查"),
    "mobilisation": ("mobilisation", "动员群众"),
    "livelihood": ("supply", "民生保供"),
    "medicine": ("Chinese medicine", "中医药"),
    "economy": ("economy", "复工复产"),
}
"""The frames of the ``terms`` table, as a reader would say them, with a Chinese phrase for each."""

DEVICES = {
    "imperative": ("imperative", "要、必须"),
    "superlative": ("superlative", "最、全"),
    "numeral": ("numeral", "数字"),
    "percentage": ("percentage", "百分比"),
    "total": ("announced total", "累计、共计"),
}
"""The devices, as a reader would say them, with an example of each."""

TOTAL = re.compile("累计|共计|总计|合计|总共")
"""Words that announce a sum."""

PARTS = 10
"""Each article is cut into so many parts of equal length to see where in it a frame stands."""

TERM_COLUMNS = ["doc_id", "sentence_id", "start", "end", "term", "frame", "kind"]


@cache
def glosses() -> dict[str, str]:
    """Return the English of every term of the lexicon and of every device.

    >>> glosses()["阻击战"], glosses()["务必"]
    ('battle to stop the epidemic', 'be sure to')
    """
    found: dict[str, str] = {}
    for name in ("frames.csv", "device_glosses.csv"):
        text = (files("tifa") / "data" / name).read_text(encoding="utf-8")
        found |= {row["term"]: row["gloss"] for row in csv.DictReader(text.splitlines())}
    return found


def name_of(frame: str) -> str:
    """Return a frame or device as a reader would say it; one of the reader's own as it is.

    >>> name_of("livelihood"), name_of("duty")
    ('supply', 'duty')
    """
    return (FRAMES | DEVICES).get(frame, (frame, ""))[0]


def bilingual(by: pd.Series[str], about: pd.DataFrame) -> pd.Series[str]:
    """Return groups with the Chinese beside them where they are cities: Changchun 长春市."""
    known = about.drop_duplicates("city").set_index("city")["code"]
    both = {
        city: city if not code or chinese(code) in city else f"{city} {chinese(code)}"
        for city, code in known.items()
        if isinstance(code, str)
    }
    return by.map(lambda name: both.get(name, name)).astype(object)


# The hits -------------------------------------------------------------------------------------


def terms(corpus: Corpus, about: pd.DataFrame, by: pd.Series[str]) -> pd.DataFrame:
    """Return the hits of frames and devices with article, group, wave, date and place in the text.

    Columns beside those of the ``terms`` table: ``article``, ``group``, ``city``, ``wave``, ``date``,
    ``at`` (0 to 1) and ``told in`` (``a#s-3``). Words that announce a sum are added as the device
    ``total``.
    """
    rows = [columns(corpus, "terms", TERM_COLUMNS), _totals(corpus)]
    held = _together([part for part in rows if len(part)] or rows[:1])
    known = about.set_index("doc_id")
    held = held[held["doc_id"].isin(known.index)].sort_values(["doc_id", "start"], kind="stable")
    held = held.reset_index(drop=True)
    size = looked_up(held["doc_id"], known["characters"]).astype(float).clip(lower=1)
    of = {name: looked_up(held["doc_id"], known[name]) for name in ("article", "city", "wave")}
    days = looked_up(held["doc_id"], known["date"])
    held = held.assign(**of, date=days, group=looked_up(held["doc_id"], by), at=0.0)
    held["at"] = (held["start"].astype(float) / size).clip(upper=1.0)
    told = held["doc_id"].astype("str") + "#s-" + held["sentence_id"].astype("str")
    return held.assign(**{"told in": told})


def _together(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return rows below each other; texts stay categories."""
    texts = ["doc_id", "term", "frame", "kind"]
    every = {name: sorted({*chain(*(part[name].unique() for part in parts))}) for name in texts}
    types = {name: pd.CategoricalDtype(held) for name, held in every.items()}
    return pd.concat([part.astype(types) for part in parts], ignore_index=True)


def _totals(corpus: Corpus) -> pd.DataFrame:
    """Return the words that announce a sum as hits of the device ``total``."""
    sentences, found = Sentences(corpus), []
    for doc_id, body in corpus.texts():
        for hit in TOTAL.finditer(str(body)):
            held = sentences.at(str(doc_id), hit.start())
            number = held[0] if held else 0
            found.append((doc_id, number, *hit.span(), hit[0], "total", "device"))
    return pd.DataFrame(found, columns=TERM_COLUMNS)


def names(rows: pd.DataFrame, kind: str) -> list[str]:
    """Return the frames (kind ``frame``) or devices in their order, those of the reader's own last."""
    own = FRAMES if kind == "frame" else DEVICES
    other = set(rows.loc[rows["kind"] == kind, "frame"].unique()) - set(own)
    return [*own, *sorted(other)]


def in_use(rows: pd.DataFrame, most: int = 6) -> pd.DataFrame:
    """Return for each frame how many terms occur, and the commonest: frame, hits, terms, commonest."""
    found = []
    for frame in names(rows, "frame"):
        held = rows[(rows["frame"] == frame) & (rows["kind"] == "frame")]
        common = "; ".join(f"{term} ({n})" for term, n in most_common(held["term"], most))
        row = {"frame": frame, "hits": len(held), "different terms": held["term"].nunique()}
        found.append({**row, "articles": held["doc_id"].nunique(), "commonest": common or None})
    table = pd.DataFrame(found).astype({"commonest": object})
    return table.sort_values("hits", ascending=False, kind="stable", ignore_index=True)


# How often ------------------------------------------------------------------------------------


def profile(
    rows: pd.DataFrame, about: pd.DataFrame, by: pd.Series[str], kind: str = "frame"
) -> pd.DataFrame:
    """Return the rate of every frame in every group, with its exact interval within these texts.

    A row a group and frame: ``group``, ``articles``, ``characters``, ``frame``, ``hits``, ``with it``
    (articles that have it), ``rate``, ``low`` and ``high``. Without a hit, ``rate`` is 0 and ``high``
    the upper bound that the texts still allow. Groups without any text are left out; they stand in
    the order of the corpus.
    """
    sized = about.assign(group=about["doc_id"].map(by))
    sizes = sized.groupby("group", sort=False)["characters"].agg(["size", "sum"])
    held = rows[rows["kind"] == kind]
    cells = held.groupby(["group", "frame"])["doc_id"].agg(["size", "nunique"])
    counts = {key: (int(n), int(d)) for key, n, d in cells.itertuples(name=None)}
    frames = names(rows, kind)
    every = [
        (group, int(n), int(characters), frame, *counts.get((group, frame), (0, 0)))
        for group, n, characters in sizes.itertuples(name=None)
        if characters > 0
        for frame in frames
    ]
    columns = ["group", "articles", "characters", "frame", "hits", "with it"]
    return _rated(pd.DataFrame(every, columns=columns))


def _rated(table: pd.DataFrame) -> pd.DataFrame:
    if table.empty:
        return table.assign(rate=0.0, low=0.0, high=0.0)
    found = table.join(rates(table["hits"], table["characters"]))
    none = found["hits"] == 0
    found.loc[none, "high"] = [upper_bound(n) for n in found.loc[none, "characters"]]
    return found


def pooled(rows: pd.DataFrame, about: pd.DataFrame, kind: str = "frame") -> pd.DataFrame:
    """Return the profile of all articles taken together, the commonest frame first."""
    everything = pd.Series("all articles", index=pd.Index(about["doc_id"]))
    alike = pd.Categorical.from_codes(np.zeros(len(rows), np.int8), ["all articles"])
    found = profile(rows.assign(group=alike), about, everything, kind)
    return found.sort_values("hits", ascending=False, kind="stable", ignore_index=True)


def own_rates(rows: pd.DataFrame, about: pd.DataFrame, kind: str = "frame") -> pd.DataFrame:
    """Return the rate of every frame in every article: the profile with the articles as groups."""
    by = pd.Series(list(about["doc_id"]), index=pd.Index(about["doc_id"]))
    return profile(rows.assign(group=rows["doc_id"]), about, by, kind)


def bootstrapped(rows: pd.DataFrame, about: pd.DataFrame, kind: str = "frame") -> Any:
    """Return the rates with intervals over whole articles: frame, rate, low, high; or the refusal.

    Refused where there are too few articles; a frame that no article or every article has alike is
    left out.
    """
    sizes = about[about["characters"] > 0].set_index("doc_id")["characters"]
    if len(sizes) < FEWEST:
        be = "is" if len(sizes) == 1 else "are"
        return Refusal(f"A bootstrap needs {FEWEST} articles or more; there {be} {len(sizes):,}.")
    hits = in_articles(rows[rows["kind"] == kind], sizes.index, names(rows, kind))
    found = [
        (frame, told.value, told.low, told.high)
        for frame, told in bootstrap_rates(hits.loc[:, hits.any()], sizes).items()
        if not isinstance(told, Refusal)
    ]
    return pd.DataFrame(found, columns=["frame", "rate", "low", "high"])


def in_articles(rows: pd.DataFrame, doc_ids: pd.Index[str], frames: Sequence[str]) -> pd.DataFrame:
    """Return how many hits of each frame each article has: a row an article, a column a frame.

    >>> rows = pd.DataFrame({"doc_id": ["a", "b", "a"], "frame": ["war", "war", "law"]})
    >>> in_articles(rows, pd.Index(["a", "b", "c"]), ["war", "law"]).values.tolist()
    [[1, 1], [1, 0], [0, 0]]
    """
    counts = rows.groupby(["doc_id", "frame"]).size().unstack(fill_value=0)
    return counts.reindex(index=doc_ids, columns=list(frames), fill_value=0)


def shown(rate: float, low: float, high: float, hits: int) -> str:
    """Return a rate as a reader sees it; without a hit, what the texts still allow.

    >>> shown(3.214, 2.5, 4.1, 16), shown(0.0, 0.0, 0.6, 0)
    ('3.2 (2.5–4.1)', '0 (below 0.6)')
    """
    return f"{rate:.1f} ({low:.1f}–{high:.1f})" if hits else f"0 (below {high:.1f})"


def matrix(own: pd.DataFrame, about: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rates of articles as a matrix is drawn: label, pattern (the frame), n, rate, told in.

    ``rows`` are the hits; ``told in`` is the first sentence of a cell.
    """
    label = dict(zip(about["doc_id"], about["article"], strict=True))
    held, first = own[own["hits"] > 0], first_told(rows, ["doc_id", "frame"])
    return pd.DataFrame(
        {
            "label": held["group"].map(label),
            "pattern": held["frame"].map(name_of),
            "n": held["hits"],
            "rate": held["rate"],
            "told in": [first[key] for key in zip(held["group"], held["frame"], strict=True)],
        }
    ).reset_index(drop=True)


# Where in the text ----------------------------------------------------------------------------


def along(rows: pd.DataFrame, kind: str = "frame") -> pd.DataFrame:
    """Return where frames stand: frame, part (0 to 9, tenths of the articles), n, first sentence."""
    held = rows[rows["kind"] == kind]
    part = (held["at"].astype(float) * PARTS).clip(upper=PARTS - 1).astype(int)
    cells = held.assign(part=part).groupby(["frame", "part"])["told in"]
    found = cells.agg(["size", "first"]).reset_index()
    return found.rename(columns={"size": "n", "first": "told in"})


def spread(rows: pd.DataFrame, about: pd.DataFrame, kind: str = "frame") -> pd.DataFrame:
    """Return the dispersion of frames over the articles and over the tenths of every article.

    ``articles`` is in how many articles the frame stands, ``DP`` Gries's deviation of proportions
    over them (None for a single article), ``tenths`` and ``DP of tenths`` the same over the parts of
    all articles.
    """
    sized = about[about["characters"] > 0]
    held = rows[(rows["kind"] == kind) & rows["doc_id"].isin(sized["doc_id"])]
    if held.empty:
        return pd.DataFrame(columns=["frame", "hits", "articles", "DP", "tenths", "DP of tenths"])
    part = (held["at"].astype(float) * PARTS).clip(upper=PARTS - 1).astype(int)
    lengths = dict(zip(sized["doc_id"], sized["characters"].astype(float), strict=True))
    tenths = {f"{d} {p}": n / PARTS for d, n in lengths.items() for p in range(PARTS)}
    whole, hits = _dispersed(held["doc_id"], held["frame"], lengths), held["frame"].value_counts()
    parts = _dispersed(_tenth(held["doc_id"], part), held["frame"], tenths)
    found = [
        {
            "frame": frame,
            "hits": int(hits[frame]),
            "articles": f"{whole[frame][0]} of {len(lengths)}",
            "DP": whole[frame][1],
            "tenths": f"{parts[frame][0]} of {len(tenths)}",
            "DP of tenths": parts[frame][1],
        }
        for frame in names(rows, kind)
        if frame in parts
    ]
    return pd.DataFrame(found).sort_values("DP of tenths", kind="stable", ignore_index=True)


def _tenth(doc_ids: pd.Series[str], part: pd.Series[int]) -> pd.Series[str]:
    """Return the part of its article that each hit stands in (``a 3``)."""
    held = categories(doc_ids)
    names = [f"{doc_id} {at}" for doc_id in held.cat.categories for at in range(PARTS)]
    number = held.cat.codes.astype("int64") * PARTS + part
    return pd.Series(pd.Categorical.from_codes(number, names), doc_ids.index)


def _dispersed(
    part: pd.Series[str], word: pd.Series[str], sizes: Mapping[str, float]
) -> dict[str, tuple[int, float]]:
    """Return range and DP of each word; nan where there is a single part."""
    by = pd.DataFrame({"part": part, "word": word}).groupby(["part", "word"], observed=True)
    counts = by.size().sort_values(ascending=False, kind="stable").reset_index(name="n")
    if len(sizes) < 2:
        return {str(name): (1, float("nan")) for name in counts["word"]}
    longest = {name: max(size, 1.0) for name, size in sizes.items()}
    over = counts.groupby("part", observed=True)["n"].max()
    longest |= {name: max(longest[name], float(n)) for name, n in over.items()}
    found = dispersions(counts, longest)
    return {row.word: (int(row.range), float(row.dp)) for row in found.itertuples()}


# In context -----------------------------------------------------------------------------------


def concordance(
    corpus: Corpus, rows: pd.DataFrame, node: str, *, sort: str = "right", width: int = 14
) -> pd.DataFrame:
    """Return every hit of a frame or term in its context, as :func:`tifa.studies.slogans.context.kwic` does.

    What is neither frame nor term is looked up in the texts as a string.
    """
    held = rows.loc[(rows["frame"] == node) | (rows["term"] == node), ["doc_id", "start", "end"]]
    return in_lines(corpus, held, node, sort=sort, width=width)


def most_common(values: Iterable[str], most: int = 3) -> list[tuple[str, int]]:
    """Return the commonest values with their counts, in a settled order.

    >>> most_common(["一线", "打赢", "一线"], 1)
    [('一线', 2)]
    """
    counts = pd.Series(values, dtype="category").value_counts(sort=False)
    pairs: Sequence[tuple[str, int]] = [(str(value), int(n)) for value, n in counts.items() if n]
    return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))[:most]
