"""The gold of words and sentences: articles cut by hand, and what the parser or another segmenter makes of them.

A file has one sentence a line and a space between words, as the corpora of the SIGHAN Bakeoffs have
(Emerson 2005, The Second International Chinese Word Segmentation Bakeoff). Words are those of Peking
University's standard for the People's Daily corpus (俞士汶 and others 2002, 《北京大学现代汉语语料库基本加工规范》),
which GB/T 13715-1992 agrees with in most. ``# `` begins a heading; ``+ `` a line that careful readers join to the
one before it, so that the boundary is not scored. ``[过 不 去]``: the standard leaves open whether this is one word
or its parts, and both are right. ``{四早}``: a formula, one word here, and scored apart.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from tifa.formulas import find_formulas
from tifa.rows import SET
from tifa.sentences import Sentence, split_sentences
from tifa.studies.validation.questions import Check, Span
from tifa.words import WORD, segment

SET_NAME = "unseen"
"""The articles were written for other tables; no rule for words or sentences had been tried on them."""

TOKEN = re.compile(r"\[[^\[\]]{1,40}\]|\{[^{}]{1,40}\}|[^\s\[\]{}]+")
NUMERAL = re.compile(r"第?[0-9.〇零一二三四五六七八九十百千万亿两]+[多余]?(?:[年月日点成℃])?")
"""A word that is a number, or a date or clock time of one unit: segmenters differ most about these."""


class Unit(NamedTuple):
    """A word of the gold: its span, its parts where it may be cut, and whether it is a formula."""

    start: int
    end: int
    parts: tuple[Span, ...] = ()
    formula: bool = False


@dataclass(frozen=True, eq=False)
class Segmented:
    """An article with its words and sentences; ``joined`` has the starts of sentences not to be scored."""

    name: str
    body: str
    units: tuple[Unit, ...]
    sentences: tuple[tuple[int, int, str], ...]
    joined: frozenset[int]


# Reading the gold -----------------------------------------------------------------------------


def read_words(cases: Path) -> list[Segmented]:
    """Return the articles whose words were marked; empty where there are none.

    The text itself is beside its other annotation, in ``frames_unseen`` or ``formulas``.
    """
    found = []
    for path in sorted((cases / "words").glob("*.txt")):
        for folder in ("frames_unseen", "formulas"):
            source = cases / folder / path.name
            if source.is_file():
                body = source.read_text(encoding="utf-8").rstrip("\n")
                found.append(placed(path.stem, body, path.read_text(encoding="utf-8")))
    return found


def placed(name: str, body: str, marked: str) -> Segmented:
    """Return marked words and sentences at their places in the body.

    Raises ValueError where the marked text is not the body's.

    >>> held = placed("a", "“去!”他说,要早报告。", "“ 去 ! ”\\n+ 他 说 , [要 早] {报告} 。")
    >>> [held.body[row.start : row.end] for row in held.units], sorted(held.joined)
    (['去', '他', '说', '要早', '报告'], [4])
    """
    at, units, sentences, joined = 0, [], [], []
    for number, line in enumerate(marked.splitlines(), 1):
        first = len(body[:at]) + _space(body, at)
        for token in TOKEN.findall(line.removeprefix("# ").removeprefix("+ ")):
            words = token.strip("[]{}").split()
            spans = []
            for word in words:
                at += _space(body, at)
                if not body.startswith(word, at):
                    raise ValueError(f"{name}:{number}: {word} is not at this place of the text")
                spans.append((at, at + len(word)))
                at += len(word)
            if WORD.search(token):
                worded = [span for span in spans if WORD.search(body[slice(*span)])]
                cut = tuple(worded) if len(spans) > 1 else ()
                units.append(Unit(spans[0][0], at, cut, token.startswith("{")))
        sentences.append((first, at, "heading" if line.startswith("# ") else "sentence"))
        joined += [first] * line.startswith("+ ")
    return Segmented(name, body, tuple(units), tuple(sentences), frozenset(joined))


def _space(body: str, at: int) -> int:
    return len(body[at:]) - len(body[at:].lstrip())


# Words ----------------------------------------------------------------------------------------


def spans_of(tokens: Iterable[str], body: str, start: int = 0) -> list[Span]:
    """Return the places of tokens that stand in a text in this order.

    >>> spans_of(["四早", "要求"], "“四早”要求")
    [(1, 3), (4, 6)]
    """
    found = []
    for token in tokens:
        start = body.index(token, start)
        found.append((start, start + len(token)))
        start += len(token)
    return found


def own_words(body: str) -> list[Span]:
    """Return the parser's words, formulas kept whole, as the table ``words`` counts them.

    >>> body = "以“五化工作法”抓落实"
    >>> [body[start:end] for start, end in own_words(body)]
    ['以', '五化工作法', '抓', '落实']
    """
    wholes = sorted((row.start, row.end) for row in find_formulas(body) if row.kind in SET)
    found, at = [], 0
    for start, end in [*wholes, (len(body), len(body))]:
        found += spans_of(segment(body[at:start]), body, at)
        found += [(start, end)] * (end > start)
        at = end
    return found


def scored(article: Segmented, found: Sequence[Span]) -> list[Span]:
    """Return the words of the gold that are no formulas, each open one as the segmenter reads it."""
    whole = set(found)
    rows: list[Span] = []
    for unit in article.units:
        if unit.formula:
            continue
        span = (unit.start, unit.end)
        rows += [span] if span in whole or not unit.parts else unit.parts
    return rows


def word_checks(article: Segmented, found: Sequence[Span]) -> Iterator[Check]:
    """Yield the checks of a segmentation: words found, words in the gold, formulas kept whole.

    ``found`` are words in order, none within another.
    """
    body, gold = article.body, scored(article, found)
    wanted, got = set(gold), set(found)
    formulas = [(unit.start, unit.end) for unit in article.units if unit.formula]
    for span in gold:
        yield _word_check(article, "found", span, span in got, near(span, found))
    for span in found:
        if not near(span, formulas):
            yield _word_check(article, "in gold", span, span in wanted, near(span, gold))
    for span in formulas:
        text, cut = body[slice(*span)], "|".join(body[slice(*s)] for s in near(span, found))
        asked = ("words", SET_NAME, article.name, "formula", "formula whole")
        yield Check(*asked, span in got, text, text, cut, "formula cut", span[0])


def near(span: Span, others: Sequence[Span]) -> Sequence[Span]:
    """Return those of some spans in order, none within another, that share a character with one.

    >>> near((2, 4), [(0, 2), (2, 3), (3, 5), (5, 6)])
    [(2, 3), (3, 5)]
    """
    first = bisect_right(others, span[0], key=lambda other: other[1])
    return others[first : bisect_left(others, span[1], key=lambda other: other[0])]


def _word_check(
    article: Segmented, check: str, span: Span, right: bool, others: Sequence[Span]
) -> Check:
    body, text = article.body, article.body[slice(*span)]
    kind = "numeral" if NUMERAL.fullmatch(text) else "word"
    asked = ("words", SET_NAME, article.name, kind, check, right, text)
    if right:
        return Check(*asked)
    near = "|".join(body[slice(*other)] for other in others)
    pair = (text, near) if check == "found" else (near, text)
    finer = all(span[0] <= a and b <= span[1] for a, b in others)
    joined = len(others) == 1 and others[0][0] <= span[0] and span[1] <= others[0][1]
    error = (
        "other cut"
        if not (finer or joined)
        else "cut finer"
        if finer == (check == "found")
        else "joined"
    )
    return Check(*asked, *pair, error, span[0])


def differences(rows: Iterable[Check]) -> Counter[tuple[str, str, str]]:
    """Return how often each word of the gold is cut otherwise: the word, what is there instead, and how it differs.

    >>> row = Check("words", "", "", "word", "found", False, "名", "名", "一名", "joined")
    >>> differences([row, row])
    Counter({('名', '一名', 'joined'): 2})
    """
    return Counter(
        (row.expected, row.got, row.error)
        for row in rows
        if row.table == "words" and row.check != "in gold" and not row.right
    )


# Sentences ------------------------------------------------------------------------------------


def sentence_checks(article: Segmented, split: Sequence[Sentence] | None = None) -> Iterator[Check]:
    """Yield the checks of sentences: both edges found, none made up, headings told from sentences.

    A boundary that careful readers differ about counts neither way.
    """
    found = split_sentences(article.body) if split is None else split
    starts = {row.start for row in found}
    gold = {start for start, _, _ in article.sentences}
    kinds = {row.start: row.kind for row in found}
    for start, end, kind in article.sentences:
        if start in article.joined:
            continue
        text = article.body[start:end]
        asked = ("sentences", SET_NAME, article.name, kind)
        yield Check(
            *asked, "found", start in starts, text[:40], "a sentence begins", "", "joined", start
        )
        if start in starts:
            pair = (kind, kinds[start])
            yield Check(*asked, "kind", pair[0] == pair[1], text[:40], *pair, "wrong kind", start)
    for row in found:
        if row.start not in article.joined:
            own = ("sentences", SET_NAME, article.name, row.kind, "in gold", row.start in gold)
            yield Check(*own, row.text[:40], "", "a sentence begins", "cut", row.start)


# Counting -------------------------------------------------------------------------------------


def f_score(rows: Iterable[Check]) -> tuple[float, float, float]:
    """Return precision, recall and their harmonic mean over checks of words; 0 where there are none.

    >>> one = Check("words", "", "", "word", "found", True, "疫情")
    >>> f_score([one, one._replace(check="in gold"), one._replace(check="in gold", right=False)])
    (0.5, 1.0, 0.6666666666666666)
    """
    counts = Counter((row.check, row.right) for row in rows)
    shares = []
    for check in ("in gold", "found"):
        right, of = counts[check, True], counts[check, True] + counts[check, False]
        shares.append(right / of if of else 0.0)
    total = sum(shares)
    return shares[0], shares[1], 2 * shares[0] * shares[1] / total if total else 0.0
