"""What each article, city or wave says more and less than the others, with sentences to read.

A :class:`Counted` says how often each group uses each item and in how long a text. Items are
content words (names of places and days left out, which tell where a text is from and not how it
talks), frames, or the terms of frames. :mod:`tifa.statistics.keyness` compares each group with all the others.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import chain

import pandas as pd

from tifa.corpus.analysis import Corpus
from tifa.formulas.english import english, is_national, pinyin
from tifa.formulas.shapes import shape_of
from tifa.passages import kind_of
from tifa.statistics.columns import permutation_tests
from tifa.statistics.keyness import keyness_by_group
from tifa.statistics.rates import ALPHA, PER, Refusal
from tifa.studies.grouping import NO_DATE, NO_PLACE
from tifa.studies.narrow import columns, looked_up
from tifa.studies.rhetoric.framing import FRAMES, in_articles
from tifa.words import is_content

LEAST = 5
"""Rarer items are not compared: no outcome of theirs could be told from chance among so many."""

CLOUDED = 3
"""Rarer words of a group are in no cloud."""

MOST_GROUPS = 12
"""Of more groups those with most text are compared with all others; a table of all would have millions
of rows that nobody reads."""

MORE, LESS = 8, 6
"""So many items are shown that a group says more, and less."""

CLEAR, TENDENCY = "clear", "tendency"
"""Grades of a difference: beyond chance among all items compared, or taken alone only."""

LEVEL = re.compile("[全我本][国省市州县区旗乡镇村]")
"""Words for the place that the text is about: the whole city, our city."""

UNITS = {"word": "words", "frame": "characters", "term": "characters"}
"""What is compared, and what rates are per thousand of."""


@dataclass(frozen=True)
class Counted:
    """Counts of items by group: ``counts`` has group, word and n; ``sizes`` the length of each group.

    ``unit`` is what is counted (a key of :data:`UNITS`), ``articles`` the articles of each group.
    """

    unit: str
    counts: pd.DataFrame
    sizes: pd.Series[int]
    articles: pd.Series[int]

    @property
    def base(self) -> str:
        """What sizes are counted in."""
        return UNITS[self.unit]


# Counts ---------------------------------------------------------------------------------------


def words(corpus: Corpus, by: pd.Series[str]) -> Counted:
    """Return the content words of each group, names of places and days left out.

    ``by`` is the group of each article (:func:`tifa.studies.grouping.groups`). Words are those of the
    table ``words``, in which formulas are kept whole; the size of a group is all its words.

    >>> import tifa; from tifa.studies.grouping import groups
    >>> seeds = tifa.load("seeds")
    >>> held = words(seeds, groups(seeds, "city")).counts
    >>> held[held["word"] == "加强版"][["group", "n"]].values.tolist()
    [['Tonghua', 10]]
    """
    rows = columns(corpus, "words", ["doc_id", "word", "n"])
    sizes = rows.groupby("doc_id", observed=True)["n"].sum().rename_axis(None)
    totals = rows.groupby("word", observed=True)["n"].sum()
    kept = {word for word in totals.index if is_content(word)}
    often = {word for word in kept if totals[word] >= CLOUDED}
    kept -= {word for word in often if names_place_or_day(word)}
    return _counted("word", rows[rows["word"].isin(kept)], sizes, by)


def terms(corpus: Corpus, by: pd.Series[str], unit: str = "frame") -> Counted:
    """Return the frames of each group, or with ``unit="term"`` the single terms of frames.

    The size of a group is the characters of its articles, headings included.
    """
    held = columns(corpus, "terms", ["doc_id", unit, "kind"])
    held = held.loc[held["kind"] == "frame", ["doc_id", unit]]
    rows = held.rename(columns={unit: "word"}).assign(n=1)
    sizes = corpus.documents.set_index("doc_id")["n_chars"].astype(int)
    return _counted(unit, rows, sizes, by)


def _counted(unit: str, rows: pd.DataFrame, sizes: pd.Series[int], by: pd.Series[str]) -> Counted:
    sizes = sizes.reindex(by.index, fill_value=0)
    totals = sizes.groupby(by, sort=False).sum()
    totals = totals[totals > 0]
    rows = rows.assign(group=looked_up(rows["doc_id"], by))
    counts = rows.groupby(["group", "word"], sort=False, observed=True)["n"].sum().reset_index()
    counts = counts.astype({"group": object, "word": object})
    articles = by.groupby(by, sort=False).size().reindex(totals.index)
    return Counted(unit, counts[counts["group"].isin(totals.index)], totals, articles)


def names_place_or_day(word: str) -> bool:
    """Tell whether a word names a place, a level of places or a day, alone or before a body.

    >>> [word for word in ("通化市", "全省", "春节", "长春市委", "国务院", "防控") if names_place_or_day(word)]
    ['通化市', '全省', '春节', '长春市委']
    """
    if LEVEL.fullmatch(word) or kind_of(word) == "date":
        return True
    return any(kind_of(word[:at]) == "place" for at in range(2, len(word) + 1))


# Comparison -----------------------------------------------------------------------------------

COLUMNS = [
    *("group", "word", "says", "grade", "target", "reference", "target_rate", "reference_rate"),
    *("log_ratio", "log_ratio_low", "log_ratio_high", "diff_percent"),
    *("g2", "p", "q", "bic", "log_odds", "z"),
]


def contrast(counted: Counted) -> pd.DataFrame | Refusal:
    """Return every item of the groups shown against all other groups, the surest difference first.

    The columns are those of :func:`tifa.statistics.keyness.keyness`, with rates per 1,000 of ``counted.base``;
    ``says`` is ``more``, ``less`` or ``same`` (where the interval of the log ratio holds 0) and
    ``grade`` is ``clear`` (q below 0.05), ``tendency`` or missing. Items in fewer than
    :data:`LEAST` places altogether are left out. Refused with fewer than two groups.

    >>> counts = pd.DataFrame({"group": list("ABAB"), "word": ["清零"] * 2 + ["打赢"] * 2, "n": [9, 1, 5, 5]})
    >>> sizes = pd.Series({"A": 900, "B": 900})
    >>> found = contrast(Counted("word", counts, sizes, pd.Series({"A": 1, "B": 1})))
    >>> found[["group", "word", "says", "grade"]].values.tolist()[:3]
    [['A', '清零', 'more', 'clear'], ['B', '清零', 'less', 'clear'], ['A', '打赢', 'same', None]]
    """
    if len(counted.sizes) < 2:
        return Refusal("A comparison needs two groups of articles; there is one.")
    totals = counted.counts.groupby("word")["n"].sum()
    rows = counted.counts[counted.counts["word"].map(totals) >= LEAST]
    if rows.empty:
        return Refusal(f"No {counted.unit} occurs {LEAST} times, so there is nothing to compare.")
    if rows["group"].nunique() < 2:  # the one that has them is compared with groups without any
        other = next(name for name in counted.sizes.index if name != rows["group"].iloc[0])
        rows = pd.concat([rows, rows.assign(group=other, n=0)])
    sizes = counted.sizes.astype(float).to_dict()
    found = keyness_by_group(rows, sizes, only=compared_groups(counted))
    more, less = found["log_ratio_low"] > 0, found["log_ratio_high"] < 0
    found["says"] = more.map({True: "more", False: "same"}).where(~less, "less")
    graded = found["q"].lt(ALPHA).map({True: CLEAR, False: TENDENCY}).astype(object)
    found["grade"] = graded.where(found["says"] != "same", None)
    found = found.assign(size=found["g2"].abs()).sort_values(
        ["size", "group", "word"], ascending=[False, True, True], ignore_index=True
    )
    return found[COLUMNS]


def compared_groups(counted: Counted) -> list[str]:
    """Return the groups that are compared with all others: all, or of more than twelve those shown."""
    few = len(counted.sizes) <= MOST_GROUPS
    return [str(name) for name in counted.sizes.index] if few else shown_groups(counted)


def shown_groups(counted: Counted) -> list[str]:
    """Return the groups to be shown, in their order: of more than twelve those with most text.

    A group of articles that state no place or no date is shown only if there is room.
    """
    known = counted.sizes.drop([NO_PLACE, NO_DATE], errors="ignore")
    known = known if len(known) > 1 else counted.sizes
    names = list(known.sort_values(ascending=False, kind="stable").index[:MOST_GROUPS])
    return [str(name) for name in counted.sizes.index if name in names]


def shown(found: pd.DataFrame, group: str, more: int = MORE, less: int = LESS) -> pd.DataFrame:
    """Return what a group says more, the surest first, then what it says less."""
    rows = found[found["group"] == group]
    parts = [rows[rows["says"] == "more"].head(more), rows[rows["says"] == "less"].head(less)]
    return pd.concat(parts, ignore_index=True)


def deviations(counted: Counted, most: int = 40) -> pd.DataFrame:
    """Return the items of a comparison cloud: group, word, n, rate, above.

    Each item is given to the group whose rate is farthest above the mean of all groups' rates, and
    ``above`` is how far (per 1,000), as in the comparison cloud of the R package *wordcloud*
    (Fellows 2018). Items with fewer than :data:`CLOUDED` uses in that group are left out. Of very many
    groups those that are shown are compared with each other.
    """
    only = compared_groups(counted)
    sizes = counted.sizes[counted.sizes.index.isin(only)]
    empty = pd.DataFrame(columns=["group", "word", "n", "rate", "above"])
    counts = counted.counts[counted.counts["group"].isin(only)]
    if len(sizes) < 2 or counts.empty:
        return empty
    held = counts.assign(rate=PER * counts["n"] / counts["group"].map(sizes))
    mean = held.groupby("word")["rate"].sum() / len(sizes)
    held["above"] = held["rate"] - held["word"].map(mean)
    held = held.sort_values(["above", "word"], ascending=[False, True])
    held = held.drop_duplicates("word")
    held = held[(held["n"] >= CLOUDED) & (held["above"] > 0)]
    return held.groupby("group", sort=False).head(most)[list(empty.columns)].reset_index(drop=True)


# Whole articles instead of hits -----------------------------------------------------------------


def by_documents(
    corpus: Corpus, by: pd.Series[str], frames: Mapping[str, Sequence[str]]
) -> dict[str, pd.DataFrame]:
    """Return for each group what exchanging whole articles with the others tells of some frames.

    ``frames`` are those of each group. Columns: ``frame``, ``difference`` (of rates per 1,000 characters),
    ``p``, ``reason`` (why there is no p). Articles without characters are left out.
    """
    held = columns(corpus, "terms", ["doc_id", "frame", "kind"])
    held = held[held["kind"] == "frame"]
    sizes = corpus.documents.set_index("doc_id")["n_chars"].astype(int).reindex(by.index)
    sizes = sizes[sizes > 0]
    hits = in_articles(held, sizes.index, list(dict.fromkeys(chain(*frames.values()))))
    return {
        group: _exchanged(hits[list(names)], sizes, by[sizes.index] == group)
        for group, names in frames.items()
    }


def _exchanged(hits: pd.DataFrame, sizes: pd.Series[int], inside: pd.Series[bool]) -> pd.DataFrame:
    rows: list[tuple[str, float | None, float | None, str | None]] = []
    for frame, found in permutation_tests(hits, sizes, inside):
        if isinstance(found, Refusal):
            rows.append((frame, None, None, found.reason))
            break  # the reason is the number of articles, the same for every frame
        rows.append((frame, found.difference, found.p, None))
    return pd.DataFrame(rows, columns=["frame", "difference", "p", "reason"])


# English ----------------------------------------------------------------------------------------


@cache
def _glosses() -> Mapping[str, str]:
    """Return English for the terms of frames and for frequent words of official reports."""
    found: dict[str, str] = {}
    for name, word in (("word_glosses.csv", "word"), ("frames.csv", "term")):
        text = (files("tifa") / "data" / name).read_text(encoding="utf-8")
        found |= {
            row[word]: row["gloss"] for row in csv.DictReader(text.splitlines()) if row["gloss"]
        }
    return found


def gloss(word: str) -> str | None:
    """Return the English of a frame, a term, a frequent word or a set phrase; None where unknown.

    >>> gloss("阻击战"), gloss("war"), gloss("六稳"), gloss("巴音朝鲁")
    ('battle to stop the epidemic', 'war', 'Six Stabilities', None)
    """
    if word in FRAMES:
        return FRAMES[word][0]
    known = _glosses().get(word)
    return known or (english(word) if is_national(word) is not None else None)


def reading(word: str) -> str:
    """Return the English of an item, what its shape says or, where nothing is known, its pinyin.

    >>> reading("防控"), reading("六坚持"), reading("巴音朝鲁")
    ('prevention and control', 'six upholds', 'bā yīn cháo lǔ')
    """
    return gloss(word) or (english(word) if shape_of(word) else pinyin(word))


def chinese(word: str) -> str:
    """Return an item in Chinese: a frame by a word for it, any other as it is.

    >>> chinese("law"), chinese("防控")
    ('依法治理', '防控')
    """
    return FRAMES[word][1] if word in FRAMES else word
