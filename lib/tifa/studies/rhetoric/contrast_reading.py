"""Sentences to read behind each difference, and the words that stand near a frame or a term."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd
from ahocorasick_rs import AhoCorasick
from markupsafe import Markup

from tifa.corpus.analysis import Corpus
from tifa.links import refer, reference, zh
from tifa.report import sentence
from tifa.statistics.collocates import SPAN, collocates
from tifa.statistics.rates import PER, Refusal, upper_bound
from tifa.studies.narrow import columns
from tifa.studies.rhetoric.contrasts import (
    CLEAR,
    Counted,
    chinese,
    names_place_or_day,
    reading,
    shown,
)
from tifa.studies.rhetoric.framing import FRAMES
from tifa.studies.rhetoric.shared_wording import compared
from tifa.studies.slogans.context import by_place
from tifa.words import is_content, segment

MOST_READ = 5_000
"""Of more articles so many are read for the words near a node: their words are cut anew."""

SENTENCES = 3
"""So many sentences are shown for each difference, from different articles where there are."""

ROOM = 24
"""Characters shown on each side of a word."""

OPEN, CLOSE = "【", "】"
"""Marks around the word in the files, where no type can set it off."""

BLOCK = 20_000
"""Hits are looked at so many at a time."""

BREAK = " ¦ "
"""Between the sentences of a row in the files."""


Wanted = tuple[str, str, bool]
"""What is looked for: an item, a group, and whether in the group itself or in the others."""


class Hit(NamedTuple):
    """A place where an item stands: its article and sentence, and its span in the sentence's text."""

    doc_id: str
    sentence_id: int
    start: int
    end: int


# Sentences ------------------------------------------------------------------------------------


def to_read(corpus: Corpus, by: pd.Series[str], rows: pd.DataFrame, unit: str) -> pd.DataFrame:
    """Return the rows with sentences to read: ``told in`` (``a#s-3; b#s-5``) and ``read``.

    ``rows`` are of :func:`tifa.studies.rhetoric.contrasts.shown`. What a group says more is shown in its own
    sentences, what it says less in those of the others; three at most, from as many articles as
    there are. Each is cut to :data:`ROOM` characters on both sides, the item between 【 and 】.
    """
    wanted = list(zip(rows["word"], rows["group"], rows["says"] != "less", strict=True))
    known, todo = dict(by), _Wanted(wanted)
    for word, hit in _hits(corpus, todo, unit):
        todo.take(word, hit, known[hit.doc_id])
    found = todo.found()
    texts = _texts(corpus, {hit[:2] for hits in found.values() for hit in hits})
    told = ["; ".join(f"{hit.doc_id}#s-{hit.sentence_id}" for hit in found[key]) for key in wanted]
    read = [BREAK.join(_snippet(texts[hit[:2]], hit) for hit in found[key]) for key in wanted]
    return rows.assign(**{"told in": told, "read": read})


def of_groups(
    corpus: Corpus,
    by: pd.Series[str],
    found: pd.DataFrame | Refusal,
    groups: Sequence[str],
    unit: str,
) -> dict[str, pd.DataFrame]:
    """Return for each group what it says more and less, with sentences to read; none of a refusal."""
    if isinstance(found, Refusal) or not groups:
        return {}
    rows = {group: shown(found, group) for group in groups}
    held = to_read(corpus, by, pd.concat(rows.values(), ignore_index=True), unit)
    return {group: held[held["group"] == group].reset_index(drop=True) for group in rows}


class _Wanted:
    """The hits to show of each word, group and side: first one an article, then more."""

    def __init__(self, wanted: Iterable[Wanted]) -> None:
        """Note what is wanted; a word whose places are full is wanted no longer."""
        self.first: dict[Wanted, list[Hit]] = {key: [] for key in wanted}
        self.more: dict[Wanted, list[Hit]] = {key: [] for key in self.first}
        self.inside: dict[tuple[str, str], Wanted] = {k[:2]: k for k in self.first if k[2]}
        self.outside: dict[str, list[Wanted]] = defaultdict(list)
        for key in self.first:
            if not key[2]:
                self.outside[key[0]].append(key)
        self.open = Counter(key[0] for key in self.first)

    def take(self, word: str, hit: Hit, group: str) -> None:
        """Keep a hit wherever it is wanted."""
        own = self.inside.get((word, group))
        keys = [key for key in self.outside.get(word, ()) if key[1] != group]
        for key in [*keys, *([own] if own else [])]:
            if len(self.first[key]) < SENTENCES:
                self._keep(key, hit)

    def _keep(self, key: Wanted, hit: Hit) -> None:
        first, more = self.first[key], self.more[key]
        if not first or first[-1].doc_id != hit.doc_id:
            first.append(hit)
            self.open[key[0]] -= len(first) == SENTENCES
        elif len(more) < SENTENCES and _new(hit, first[-1], more):
            more.append(hit)

    def found(self) -> dict[Wanted, list[Hit]]:
        """Return the hits in the order of the corpus."""
        return {key: sorted((own + self.more[key])[:SENTENCES]) for key, own in self.first.items()}


def _new(hit: Hit, last: Hit, more: Sequence[Hit]) -> bool:
    """Tell whether a hit stands in a sentence that is not shown yet."""
    return hit[:2] != last[:2] and not any(hit[:2] == other[:2] for other in more)


def _hits(corpus: Corpus, todo: _Wanted, unit: str) -> Iterator[tuple[str, Hit]]:
    """Yield the places of the words that are still wanted, article by article."""
    names = sorted(todo.open)
    if unit != "word":
        yield from _term_hits(corpus, names, unit, todo.open)
        return
    if not names:
        return
    automaton, whole = AhoCorasick(names), [is_word(name) for name in names]
    rows = by_place(corpus.sentences)
    for doc_id, number, text in zip(rows["doc_id"], rows["sentence_id"], rows["text"], strict=True):
        found = automaton.find_matches_as_indexes(text, overlapping=True)
        found = [hit for hit in found if todo.open[names[hit[0]]]]
        if not found:
            continue
        held = set(segment(text))
        for at, start, end in found:
            if names[at] in held or not whole[at]:
                yield names[at], Hit(str(doc_id), int(number), start, end)


def is_word(item: str) -> bool:
    """Tell whether the segmenter has an item as one word; formulas it cuts apart.

    >>> is_word("防控"), is_word("六级书记抓防控")
    (True, False)
    """
    return segment(item) == [item]


def _term_hits(
    corpus: Corpus, items: Collection[str], unit: str, wanted: Mapping[str, int] | None = None
) -> Iterator[tuple[str, Hit]]:
    """Yield the places of frames or terms in the order of the corpus.

    What is ``wanted`` no longer is passed over, and where nothing is, the rest is not looked at.
    """
    held = columns(corpus, "terms", ["doc_id", "sentence_id", "start", "end", unit, "kind"])
    held = by_place(held[(held["kind"] == "frame") & held[unit].isin(list(items))])
    starts = _sentence_starts(corpus)
    for at in range(0, len(held), BLOCK):
        rows = held.iloc[at : at + BLOCK]
        if wanted is not None:
            rows = rows[rows[unit].isin([item for item in items if wanted[item]])]
        names = rows[["doc_id", "sentence_id", "start", "end", unit]]
        for doc_id, number, start, end, item in names.itertuples(index=False, name=None):
            if wanted is None or wanted[item]:
                begin = starts.get((doc_id, number), 0)
                yield str(item), Hit(str(doc_id), int(number), start - begin, end - begin)
        if wanted is not None and not any(wanted.values()):
            return


def _sentence_starts(corpus: Corpus) -> dict[tuple[str, int], int]:
    """Return where each sentence begins in its body."""
    held = columns(corpus, "sentences", ["doc_id", "sentence_id", "start"])
    keys = zip(held["doc_id"], held["sentence_id"].tolist(), strict=True)
    return dict(zip(keys, held["start"].tolist(), strict=True))


def _texts(corpus: Corpus, keys: set[tuple[Any, ...]]) -> dict[tuple[Any, ...], str]:
    rows = corpus.sentences[corpus.sentences["doc_id"].isin([key[0] for key in keys])]
    ids = zip(rows["doc_id"], rows["sentence_id"].astype(int), strict=True)
    held = dict(zip(ids, rows["text"].astype(str), strict=True))
    return {key: held.get(key, "") for key in keys}


def _snippet(text: str, hit: Hit) -> str:
    left, right = max(hit.start - ROOM, 0), hit.end + ROOM
    shown = (
        f"{'…' if left else ''}{text[left : hit.start]}{OPEN}{text[hit.start : hit.end]}{CLOSE}"
        f"{text[hit.end : right]}{'…' if right < len(text) else ''}"
    )
    return " ".join(shown.split())


# Cells ----------------------------------------------------------------------------------------

Row = Mapping[str, Any]
Cells = dict[str, Callable[[Row], object]]


def cells(counted: Counted, names: Mapping[str, str]) -> Cells:
    """Return how the rows of a comparison are shown; ``names`` are those of the articles."""
    total = int(counted.sizes.sum())

    def item(row: Row) -> Markup:
        size = int(counted.sizes[row["group"]])
        return item_cell(row) + sentence(
            '<span class="tifa-kind">{n:,} in {size:,} {base}, {rate} per 1,000; elsewhere {m:,} in {rest:,}, '
            "{other}</span>",
            n=row["target"], size=size, base=counted.base, rest=total - size, m=row["reference"],
            rate=_rate(row["target"], size), other=_rate(row["reference"], total - size),
        )  # fmt: skip

    return {counted.unit: item, "to read": lambda row: read_cell(row, names)}


def _rate(hits: int, size: int) -> str:
    """Return a rate per 1,000, or what none allows at most.

    >>> _rate(5, 2500), _rate(0, 2500)
    ('2.0', '0, at most 1.2')
    """
    return f"{PER * hits / size:.1f}" if hits else f"0, at most {upper_bound(size):.1f}"


def item_cell(row: Row) -> Markup:
    """Show an item in Chinese and English, how many times as often it is said, and how sure that is."""
    told = times(row["log_ratio"], row["target"], row["reference"])
    bounds = f"{_times(row['log_ratio_low'])} to {_times(row['log_ratio_high'])}"
    sure = "clear" if row["grade"] == CLEAR else "a tendency"
    return sentence(
        '<span class="tifa-formula">{}</span> <span class="tifa-gloss">{}</span> <strong>{}</strong> '
        "({}; within these texts {}) ",
        zh(chinese(row["word"])), reading(row["word"]), told, sure, bounds,
    )  # fmt: skip


def times(log_ratio: float, here: int, elsewhere: int) -> str:
    """Return a log ratio as a reader would say it.

    >>> times(2.0, 8, 2), times(-1.0, 2, 4), times(5.0, 9, 0), times(-5.0, 0, 9)
    ('4.0 times as often', '0.50 times as often', 'only here', 'not here')
    """
    if not elsewhere:
        return "only here"
    return f"{_times(log_ratio)} times as often" if here else "not here"


def _times(log_ratio: float) -> str:
    """Return a ratio with as many places as it needs.

    >>> _times(2.0), _times(-1.0), _times(float("-inf")), _times(float("inf")), _times(5.5)
    ('4.0', '0.50', '0', 'any', '45')
    """
    if log_ratio in (float("inf"), float("-inf")):
        return "any" if log_ratio > 0 else "0"
    ratio = 2.0**log_ratio
    return f"{ratio:.0f}" if ratio >= 10 else f"{ratio:.1f}" if ratio >= 1 else f"{ratio:.2f}"


def read_cell(row: Row, names: Mapping[str, str]) -> Markup:
    """Show the sentences of a row, the word in bold, each leading to its place in its article."""
    if not row["read"]:
        return Markup("–")
    items = []
    for told, text in zip(row["told in"].split("; "), row["read"].split(BREAK), strict=False):
        left, _, rest = text.partition(OPEN)
        word, _, right = rest.partition(CLOSE)
        shown = Markup('<span lang="zh-Hans">{}<b>{}</b>{}</span> ({})').format(
            left, word, right, refer(names)(told)
        )
        items.append(Markup("<li>{}</li>").format(shown))
    return Markup('<ul class="tifa-members">{}</ul>').format(Markup("").join(items))


# Words nearby ---------------------------------------------------------------------------------


def default_node(corpus: Corpus) -> str | None:
    """Return the frame whose words are looked at where none is chosen: war, else the commonest."""
    held = columns(corpus, "terms", ["frame", "kind"])
    frames = held.loc[held["kind"] == "frame", "frame"]
    if frames.empty:
        return None
    return "war" if (frames == "war").any() else str(frames.value_counts().index[0])


def near(
    corpus: Corpus, node: str | None, most: int = 15, least: int = 3
) -> pd.DataFrame | Refusal:
    """Return the content words that stand near a node: a frame, a term or any word.

    The columns are those of :func:`tifa.statistics.collocates.collocates` and ``told in``, the first
    sentence with both. Words are near within
    :data:`tifa.statistics.collocates.SPAN` words on either side, in one sentence; names of places and days
    and words that meet the node fewer than ``least`` times are left out, as is what stands near
    it no more often than chance would have it. Of more than :data:`MOST_READ` articles so many are read,
    at even distances.
    """
    if not node:
        return Refusal("No term of a frame was found, so there is nothing to stand near.")
    first: dict[str, str] = {}
    lists = _lists(corpus, node, first)
    try:
        found = collocates(lists, NODE, SPAN, least)
    except ValueError:
        if first:
            raise
        return Refusal(f"{node} does not occur, so nothing stands near it.")
    kept = found["word"].map(lambda word: is_content(word) and not names_place_or_day(word))
    near = found[kept.astype(bool) & (found["g2"] > 0)].head(most).reset_index(drop=True)
    return near.assign(**{"told in": near["word"].map(first)})


NODE = "\0"
"""Stands for every node in the lists of words; no text of the corpus has it as a word."""


def _lists(corpus: Corpus, node: str, first: dict[str, str]) -> Iterator[list[str]]:
    """Yield the words of each sentence with the node in its places.

    In ``first`` is noted for each word the first sentence that has it and the node.
    """
    spans, rows = _node_spans(corpus, node), by_place(corpus.sentences)
    read = compared(corpus.documents["doc_id"], MOST_READ)
    rows = rows[rows["doc_id"].isin(read)] if len(read) < len(corpus.documents) else rows
    for doc_id, number, text in zip(rows["doc_id"], rows["sentence_id"], rows["text"], strict=True):
        words = _around(text, spans.get((doc_id, number), []), node)
        for word in words if NODE in words else ():
            if word not in first:
                first[word] = reference(doc_id, number)
        yield words


def _node_spans(corpus: Corpus, node: str) -> dict[tuple[str, int], list[tuple[int, int]]]:
    """Return the spans of a frame or a term in each sentence; none for a word of neither."""
    unit = "frame" if node in FRAMES else "term"
    spans = defaultdict(list)
    for _, hit in _term_hits(corpus, {node}, unit):
        spans[hit.doc_id, hit.sentence_id].append((hit.start, hit.end))
    return spans


def _around(text: str, spans: Sequence[tuple[int, int]], node: str) -> list[str]:
    """Return the words of a sentence with the node in its places.

    >>> _around("打赢疫情防控阻击战", [(6, 9)], "war"), _around("疫情防控", [], "防控")
    (['打赢', '疫情', '防控', '\\x00'], ['疫情', '\\x00'])
    """
    words: list[str] = []
    at = 0
    for start, end in spans:
        words += [*segment(text[at:start]), NODE]
        at = end
    return [NODE if word == node else word for word in words + segment(text[at:])]
