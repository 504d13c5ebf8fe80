"""Where numeral formulas stand in a text: quoted, bare, with the quotation mark inside, in lists.

A quotation that is built like a formula is one, unless a dictionary knows it as an idiom. Without
quotation marks more is asked: numerals that count several things in one breath (两查一测), a head that is
no thing (三个不放过), a set phrase of national use, or the same words in quotation marks elsewhere in
the text. A counted noun is a formula where its items stand beside it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cache

from ahocorasick_rs import AhoCorasick, MatchKind

from tifa.formulas.bare import LEVEL_HEADS, bare
from tifa.formulas.codes import code
from tifa.formulas.lexicon import national
from tifa.formulas.limits import clause_end, ends, idioms, mention_at, ordered
from tifa.formulas.quoted import quoted
from tifa.formulas.shapes import DIGITS, NUMERALS, Mention, folded
from tifa.quantities.dictionary import word_at
from tifa.scan import scan

TRIGGER = re.compile(
    r"[“‘一两双三四五六七八九十+1-9](?:(?<=[“‘两双三四五六七八九十+])"
    r"|(?<=一)(?=[\u4e00-\u9fff]{1,2}[一二两三四五六七八九十])"
    r"|(?<=[1-9])(?<![0-9A-Za-z.:/].)(?=[0-9]?(?:[个大条家所处座类级项种支名位地部省市县区张步道层方重块片]|\+)))"
)
"""Where formulas begin. It opens with one set of characters, so that all others are passed over fast."""


def find_formulas(text: str, hits: Sequence[tuple[int, int, int]] | None = None) -> list[Mention]:
    """Return the mentions of numeral formulas in a text, in order. Linear in the text.

    ``hits`` is what :func:`tifa.scan.scan` found, if that is known already.

    >>> [(row.surface, row.kind, row.quoted) for row in find_formulas("做到“四早”,实行双组长制,下沉10人。")]
    [('四早', 'numeral', True), ('双组长', 'dual', False)]
    >>> [row.surface for row in find_formulas("四平市举一反三,第一书记三次到一线,落实三级响应。")]
    []
    """
    page, text = text, folded(text)
    triggers = [trigger.start() for trigger in TRIGGER.finditer(text)]
    found = _first(text, triggers, scan(text) if hits is None else hits)
    found += _again(text, triggers, found)
    found.sort(key=lambda row: (row.start, -row.end))
    found = _settled(found)
    if page is not text and page != text:
        found = [row._replace(surface=page[row.start : row.end]) for row in found]
    return found


def _settled(found: Sequence[Mention]) -> list[Mention]:
    """Keep of overlapping mentions the first and longest.

    A counted noun that begins a set phrase of the same text is that phrase cut short: 六级书记.
    """
    kept: list[Mention] = []
    phrases = [row.surface for row in found if row.kind == "numeral"]
    for row in found:
        if row.kind == "counted_list" and any(phrase.startswith(row.surface) for phrase in phrases):
            row = row._replace(kind="numeral")
        if not kept or row.start >= kept[-1].end:
            kept.append(row)
    return kept


def _first(
    text: str, triggers: Sequence[int], names: Sequence[tuple[int, int, int]]
) -> list[Mention]:
    found: list[Mention] = []
    starts = [start for _, start, _ in names]
    free = 0
    for start in triggers:
        if start < free:
            continue
        sign = text[start]
        if sign in "“‘":
            row = quoted(text, start)
            if row is not None and _name_at(names, starts, start + 1) == row.end:
                row = None
        elif sign == "+":
            row = code(text, start)
        else:
            known = _national(text, start)
            if known and not ordered(text, start):
                if text.startswith("书记抓", known - 2):
                    stop = min(clause_end(text, known + 1), known + 5)
                    known = word_at(text, known + 1, stop)[1] if known + 1 < stop else known
                row = mention_at(text, start, known, False)
            else:
                row = None if _named(text, start, names, starts) else bare(text, start)
        if row is not None:
            found.append(row)
            free = row.end
    return found


def _name_at(
    names: Sequence[tuple[int, int, int]], starts: Sequence[int], start: int
) -> int | None:
    """Return where the name ends that begins at a place."""
    at = bisect_left(starts, start)
    return names[at][2] if at < len(starts) and starts[at] == start else None


def _named(
    text: str, at: int, names: Sequence[tuple[int, int, int]], starts: Sequence[int]
) -> bool:
    """Tell whether a numeral stands in the name of a place or in a time: 四平, 三月."""
    before = bisect_right(starts, at) - 1
    if before < 0 or names[before][2] <= at:
        return False
    return not LEVEL_HEADS.match(text, at + 1)


def _may_end(text: str, at: int) -> bool:
    return ends(text, at) or word_at(text, at, min(len(text), at + 4))[2] in "xv"


def _national(text: str, start: int) -> int | None:
    phrases = national()
    for length in _national_lengths().get(text[start : start + 2], ()):
        end = start + length
        if end <= len(text) and text[start:end] in phrases:
            if length <= 2 and (text[start : end + 1] in idioms() or not _may_end(text, end)):
                return None
            return end
    return None


@cache
def _national_lengths() -> dict[str, tuple[int, ...]]:
    """Return by the two characters that they begin with how long set phrases are, the longest first."""
    sizes: dict[str, set[int]] = {}
    for phrase in national():
        if 2 <= len(phrase) <= LONGEST:
            sizes.setdefault(phrase[:2], set()).add(len(phrase))
    return {pair: tuple(sorted(found, reverse=True)) for pair, found in sizes.items()}


LONGEST = 8
"""No set phrase is longer where it stands without quotation marks."""

SHORTENED = re.compile(r"责任制\Z|工作制\Z")


COUNTS = "两双三四五六七八九十"
"""Wherever they stand, a formula may begin."""

FEW = 40
"""So few forms are faster looked for one by one than with an automaton made for them."""


def _places(
    text: str, triggers: Sequence[int], surfaces: Sequence[str]
) -> list[tuple[str, int, int]]:
    """Return where forms stand, the longest first where several begin in one place."""
    if len(surfaces) > FEW:
        automaton = AhoCorasick(surfaces, matchkind=MatchKind.LeftmostLongest)
        found = automaton.find_matches_as_indexes(text)
        return [(surfaces[number], start, end) for number, start, end in found]
    places = []
    by_first: dict[str, list[str]] = {char: [] for char in COUNTS}
    others: list[str] = []
    for surface in surfaces:
        by_first.get(surface[0], others).append(surface)
    for at in triggers:
        for surface in by_first.get(text[at], ()):
            if text.startswith(surface, at):
                places.append((at, -len(surface), surface))
    for surface in others:
        at = text.find(surface)
        while at >= 0:
            places.append((at, -len(surface), surface))
            at = text.find(surface, at + 1)
    places.sort()
    free, kept = 0, []
    for at, size, surface in places:
        if at >= free:
            free = at - size
            kept.append((surface, at, free))
    return kept


def _again(text: str, triggers: Sequence[int], found: Sequence[Mention]) -> list[Mention]:
    """Return further mentions of what was found once: without quotation marks, or shortened."""
    known = {row.surface: row for row in found if row.kind != "counted_list"}
    for row in list(known.values()):
        short = SHORTENED.sub("", row.surface)
        if len(short) > 1 and short not in known and row.kind in ("numeral", "compound"):
            known[short] = row._replace(surface=short)
    surfaces = [surface for surface in known if len(surface) > 1]
    if not surfaces:
        return []
    taken = {row.start for row in found}
    more = []
    for surface, at, end in _places(text, triggers, surfaces):
        row, before = known[surface], text[at - 1 : at]
        if at in taken or (before and (before in NUMERALS + "第" or before.isdigit())):
            continue
        quoted = before == "“" and text[end : end + 1] == "”"
        if quoted or not DIGITS.fullmatch(row.surface):
            more.append(row._replace(start=at, end=end, quoted=quoted))
    return more
