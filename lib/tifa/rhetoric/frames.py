"""Framing vocabulary: the terms of eleven frames of official reports, found where they are words.

A frame is a family of words that carry one image or one claim of authority (Entman, "Framing: Toward
Clarification of a Fractured Paradigm", Journal of Communication 43(4), 1993). ``data/frames.csv`` has
the terms, ``data/frame_exceptions.csv`` the longer words and names in which a term does not count.
Both stand in one Aho–Corasick automaton (leftmost, longest match), so that 战略 or 一线城市 keep their
characters together and of nested terms the longest counts.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from tifa.rhetoric.boundaries import crossed, neighbours

FRAMES = (
    "war",
    "people",
    "party",
    "command",
    "science",
    "law",
    "control",
    "mobilisation",
    "livelihood",
    "medicine",
    "economy",
)
"""The frames of the library's own lexicon."""

NAME_BEHIND = re.compile(
    r"大?街(?![头坊区舞道面])|[一二三四五六七八九十东西南北中]?大?路(?![口边段上面途线径由障网况])|大道|大桥|大厦|广场"
    r"|局(?![面部势限促地])|厅|饭店|酒店|宾馆|花园|公园|小学|中学|大学|有限公司|股份|集团"
)
"""Behind a term: it gives its name to a street or a building, or is an office."""

NAME_STARTS = "大街路广局厅饭酒宾花公小中有股集一二三四五六七八九十东西南北"

ACTING = frozenset({"command", "control", "mobilisation", "livelihood", "medicine"})
"""Terms of these frames are mostly verbs, and what follows is their object: 消毒|广场, 落实|局党组要求."""

ONLY_WITH = {"打好": re.compile(r"[^,，。;；:：!！?？\n]{0,20}战")}
"""Terms that count only with this behind them: 打好疫情防控阻击战, not 打好疫苗."""

REACH = 12
"""So far behind a dropped hit another term is looked for that begins within it."""


class Term(NamedTuple):
    """A hit: ``text[start:end]`` is ``term``, which belongs to ``frame``."""

    start: int
    end: int
    term: str
    frame: str


class Row(NamedTuple):
    """A term with the characters beside which it may be part of something else."""

    term: str
    frame: str
    before: frozenset[str]
    behind: frozenset[str]


@dataclass(frozen=True, eq=False)
class Lexicon:
    """Terms and exceptions in one automaton, their rows by number.

    An exception has no row; ``inside`` has the hits in it that count all the same: 检测 in 检测项目.
    """

    automaton: AhoCorasick
    rows: tuple[Row | None, ...]
    inside: Mapping[int, tuple[Term, ...]]


def find_terms(
    text: str,
    taken: Iterable[Sequence[int]] = (),
    lexicon: Lexicon | str | Path | Mapping[str, str] | Any = None,
) -> list[Term]:
    """Return the hits of a lexicon in ``text`` in order, none within another.

    Left alone are terms in longer words and names (``data/frame_exceptions.csv``, streets, offices),
    terms over whose edge another word reaches as far as jieba's dictionary tells (合|作战|斗), and
    terms that share characters with the spans ``taken`` (start, end) of formulas and names without
    covering the span. ``lexicon`` is the reader's own, as for :func:`read_lexicon`; raises ValueError
    for a bad row of it.

    >>> [(hit.term, hit.frame) for hit in find_terms("打赢疫情防控阻击战,党员到一线")]
    [('打赢', 'war'), ('阻击战', 'war'), ('党员', 'party'), ('一线', 'war')]
    >>> find_terms("一线城市合作战略")
    []
    >>> find_terms("到岗到位", lexicon={"到岗": "duty"})
    [Term(start=0, end=2, term='到岗', frame='duty')]
    """
    words = lexicon if isinstance(lexicon, Lexicon) else read_lexicon(lexicon)
    hits = _hits(text, words)
    if any(term in text for term in ONLY_WITH):
        hits = [hit for hit in hits if hit[2] not in ONLY_WITH or _in_context(text, hit)]
    return without_taken(hits, taken)


def _hits(text: str, words: Lexicon) -> list[Term]:
    """Return the hits that are words of their own; a bare loop, since it runs for every hit."""
    rows, inside, new = words.rows, words.inside, tuple.__new__
    edged = text + "\n"  # what stands before the first character and behind the last
    hits: list[Term] = []
    add = hits.append
    for number, start, end in words.automaton.find_matches_as_indexes(text):
        row = rows[number]
        if row is None:
            if crossed(text, start, end):
                hits.extend(_within(text, start, end, words))
            elif number in inside:
                hits.extend(_moved(hit, start) for hit in inside[number])
            continue
        term, frame, before, behind = row
        if (edged[start - 1] in before or edged[end] in behind) and _is_part(text, start, end, row):
            hits.extend(_within(text, start, end, words))
        else:
            add(new(Term, (start, end, term, frame)))
    return hits


def _is_part(text: str, start: int, end: int, row: Row) -> bool:
    """Tell whether a term is part of a name, or another word reaches over its edge."""
    if row.frame not in ACTING and NAME_BEHIND.match(text, end):
        return True
    return crossed(text, start, end)


def _within(text: str, start: int, end: int, words: Lexicon) -> list[Term]:
    """Return the term that counts where a dropped one stood: 专家 in 专家|组成, 医学观察 in 集中|医学观察.

    It is shorter than the dropped one, or begins within it and goes on behind it.
    """
    found = [hit for hit in _searched(text, start, end - 1, words) if hit.start == start]
    behind = _searched(text, start + 1, end + REACH, words)
    return found or [hit for hit in behind[:1] if hit.start < end < hit.end]


def _searched(text: str, start: int, end: int, words: Lexicon) -> list[Term]:
    """Return the hits between two places that no other word crosses."""
    matches = words.automaton.find_matches_as_indexes(text[start:end])
    moved = ((words.rows[number], start + left, start + right) for number, left, right in matches)
    return [
        Term(left, right, row.term, row.frame)
        for row, left, right in moved
        if row and not crossed(text, left, right)
    ]


def _in_context(text: str, hit: Term) -> bool:
    return ONLY_WITH[hit.term].match(text, hit.end) is not None


def without_taken(hits: list[Term], spans: Iterable[Sequence[int]]) -> list[Term]:
    """Return the hits that share no character with a span (start, end), or cover it.

    >>> hit = Term(3, 7, "两个维护", "party")
    >>> without_taken([hit], [(3, 7)]) == [hit], without_taken([hit], [(0, 4)])
    (True, [])
    """
    taken = sorted([(span[0], span[1]) for span in spans])
    if not taken:
        return hits
    # How far the spans up to each go, nested ones among them; behind the last none is looked at.
    reach = [*accumulate([end for _, end in taken], max), sys.maxsize]
    starts = [*[start for start, _ in taken], sys.maxsize]
    found, first = [], 0
    for hit in hits:
        while reach[first] <= hit[0]:
            first += 1
        if starts[first] >= hit[1] or not _touched(hit, taken, first):
            found.append(hit)
    return found


def _touched(hit: Term, taken: Sequence[tuple[int, int]], first: int) -> bool:
    for number in range(first, len(taken)):  # a slice would copy all that follows
        start, end = taken[number]
        if start >= hit.end:
            return False
        if end > hit.start and not hit.start <= start < end <= hit.end:
            return True
    return False


# The lexicon ----------------------------------------------------------------------------------


@cache
def own_lexicon() -> Lexicon:
    """Return the library's own lexicon.

    >>> len({row.frame for row in own_lexicon().rows if row})
    11
    """
    text = (files("tifa") / "data" / "frames.csv").read_text(encoding="utf-8")
    return make_lexicon(dict(_checked(_rows_of(text), "frames.csv")))


@cache
def exceptions() -> dict[str, str]:
    """Return the longer words and names, each with the term that does not count in it; * is any.

    >>> exceptions()["一线城市"], exceptions()["社会科学院"]
    ('一线', '*')
    """
    text = (files("tifa") / "data" / "frame_exceptions.csv").read_text(encoding="utf-8")
    return {row["word"]: row["term"] for row in csv.DictReader(text.splitlines())}


def make_lexicon(terms: Mapping[str, str]) -> Lexicon:
    """Return a lexicon of terms with their frames, and the exceptions that hold one of them.

    An exception that is itself a term counts as the term.

    >>> own = make_lexicon({"一线": "war"})
    >>> find_terms("一线城市的医生在一线", lexicon=own)
    [Term(start=8, end=10, term='一线', frame='war')]
    """
    rows = tuple(_row(term, frame) for term, frame in terms.items())
    plain = Lexicon(make_automaton(list(terms)), rows, {})
    others = {word: term for word, term in exceptions().items() if word not in terms}
    found = (_left_in(word, term, plain) for word, term in others.items())
    inside = {number: hits for number, hits in enumerate(found, len(rows)) if hits}
    return Lexicon(make_automaton([*terms, *others]), (*rows, *(None for _ in others)), inside)


def make_automaton(patterns: Sequence[str]) -> AhoCorasick:
    """Return an automaton that finds the longest pattern at each place, from left to right."""
    return AhoCorasick(
        patterns, matchkind=MatchKind.LeftmostLongest, implementation=Implementation.ContiguousNFA
    )


def _left_in(word: str, term: str, plain: Lexicon) -> tuple[Term, ...]:
    """Return the hits in an exception that do not lie within the term that does not count in it."""
    if term == "*":
        return ()
    at = word.find(term)
    end = at + len(term)
    over = _within(word, at, end, plain)
    behind = over[0].end if over else end
    hits = [*_hits(word[:at], plain), *over]
    return (*hits, *(_moved(hit, behind) for hit in _hits(word[behind:], plain)))


def _moved(hit: Term, by: int) -> Term:
    return hit._replace(start=hit.start + by, end=hit.end + by)


def _row(term: str, frame: str) -> Row:
    before, behind = neighbours(term)
    return Row(term, frame, before, behind if frame in ACTING else behind.union(NAME_STARTS))


def read_lexicon(source: Any = None) -> Lexicon:
    """Return a lexicon from a CSV file, a table with ``term`` and ``frame``, or a mapping.

    None gives the library's own. Terms have two characters at least. Raises ValueError with one line
    (the file, the line, what to do) for a row without a term or a frame, a single character, or a term
    in two frames.

    >>> read_lexicon({"战": "war"})
    Traceback (most recent call last):
    ...
    ValueError: lexicon, row 1: the term '战' is a single character; give a word of two or more
    """
    if source is None:
        return own_lexicon()
    if isinstance(source, Mapping):
        rows: Iterable[tuple[int, Any, Any]] = (
            (n, term, frame) for n, (term, frame) in enumerate(source.items(), 1)
        )
        return make_lexicon(dict(_checked(rows, "lexicon", "row")))
    if isinstance(source, str | Path):
        path = Path(source)
        text = path.read_text(encoding="utf-8-sig")
        return make_lexicon(dict(_checked(_rows_of(text), path.name)))
    if not {"term", "frame"} <= set(source.columns):
        raise ValueError("lexicon: the table needs the columns term and frame")
    rows = (
        (n, *pair) for n, pair in enumerate(zip(source["term"], source["frame"], strict=True), 1)
    )
    return make_lexicon(dict(_checked(rows, "lexicon", "row")))


def _rows_of(text: str) -> Iterator[tuple[int, Any, Any]]:
    """Yield line, term and frame of a lexicon's CSV."""
    reader = csv.DictReader(text.splitlines())
    if not {"term", "frame"} <= set(reader.fieldnames or ()):
        raise ValueError("lexicon, line 1: the first line must name the columns term and frame")
    for row in reader:
        yield reader.line_num, row["term"], row["frame"]


def _checked(
    rows: Iterable[tuple[int, Any, Any]], name: str, unit: str = "line"
) -> Iterator[tuple[str, str]]:
    """Yield the terms with their frames; raise ValueError for the first bad row."""
    seen: dict[str, str] = {}
    for line, term, frame in rows:
        where = f"{name}, {unit} {line}:"
        term, frame = (value.strip() if isinstance(value, str) else "" for value in (term, frame))
        if not term or not frame:
            raise ValueError(
                f"{where} the {'frame' if term else 'term'} is empty; give both or drop it"
            )
        if len(term) < 2:
            raise ValueError(
                f"{where} the term {term!r} is a single character; give a word of two or more"
            )
        if seen.setdefault(term, frame) != frame:
            raise ValueError(f"{where} {term!r} is in {seen[term]!r} too; keep it in one frame")
        yield term, frame
