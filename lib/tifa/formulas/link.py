"""What each formula of a document stands for there, and whether the arithmetic holds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tifa.formulas import announced, beside, constructions, heads, paragraphs, spelled, spread
from tifa.formulas.edges import Span
from tifa.formulas.heads import Listed
from tifa.formulas.paragraphs import Headings
from tifa.formulas.shapes import HAN, Mention, Shape, folded
from tifa.sentences import Sentence


class Expansion(NamedTuple):
    """A formula in a document; ``members`` are the items as the text spells them out.

    ``mentions`` are the numbers of its mentions, ``stated`` the route by which the members were found,
    and ``listed_at`` tells to which of the mentions they belong.
    """

    canonical: str
    kind: str
    expected: tuple[int, ...]
    members: tuple[str, ...]
    member_spans: tuple[Span, ...]
    stated: str | None
    verdict: str
    mentions: tuple[int, ...]
    listed_at: int = 0


def expand(
    text: str, mentions: Sequence[Mention], sentences: Sequence[Sentence] = ()
) -> list[Expansion]:
    """Return each formula of a text once, in order of first mention, with its members.

    >>> from tifa.formulas.find import find_formulas
    >>> text = "压实属地、部门、单位、个人“四方责任”,落实“五早”要求。"
    >>> [(row.canonical, row.members, row.verdict) for row in expand(text, find_formulas(text))]
    [('四方责任', ('属地', '部门', '单位', '个人'), 'complete'), ('五早', (), 'unlisted')]
    """
    plain = folded(text)
    headings = paragraphs.headings(plain, sentences)
    found = []
    for canonical, numbers in groups(mentions):
        first = mentions[numbers[0]]
        kind, expected, listed, listed_at = first.kind, first.expected, None, 0
        for at, number in enumerate(numbers[:MOST]):
            shape = heads.shape_at(mentions[number])
            single = one_list(shape)
            settled = (
                single is None and listed is not None and _full(listed, shape, mentions[number])
            )
            candidate = members_of(
                plain, mentions[number], shape, mentions, headings, settled=settled
            )
            if candidate and (listed is None or _rank(candidate, shape) > _rank(listed, shape)):
                listed, listed_at = candidate, at
            if candidate and candidate[1] == "complete":
                if candidate[0].firm:
                    break
            else:
                other = single and members_of(plain, mentions[number], single, mentions, headings)
                if (
                    single
                    and other
                    and other[1] == "complete"
                    and all(
                        heads.has_head(plain, span, heads.heads_of(single))
                        for span in other[0].spans
                    )
                ):
                    kind, expected = single.kind, single.expected
                    listed, listed_at = other, at
        spans = listed[0].spans if listed else ()
        found.append(
            Expansion(
                canonical,
                kind,
                expected,
                tuple([_unspaced(text[start:end]) for start, end in spans]),
                tuple(spans),
                listed[0].stated if listed else None,
                listed[1] if listed else "unlisted",
                tuple(numbers),
                listed_at,
            )
        )
    return found


def _unspaced(phrase: str) -> str:
    return "".join(phrase.split()) if SPACE.search(phrase) else phrase


SPACE = re.compile(r"\s")


def _full(candidate: tuple[Listed, str], shape: Shape, mention: Mention) -> bool:
    """Tell whether no list of a mention is better but a firm one."""
    n = len(candidate[0].spans)
    return candidate[1] == "complete" and n == sum(shape.expected) == heads.total_of(shape, mention)


def _rank(candidate: tuple[Listed, str], shape: Shape) -> tuple[int, bool, int]:
    """Return how good a list is: its verdict, whether it is announced, how near its count is."""
    listed, name = candidate
    return RANK[name], listed.firm, -abs(len(listed.spans) - sum(shape.expected))


MOST = 20
"""So many mentions of a formula are searched for its members."""

RANK = {"complete": 3, "partial": 2, "mismatch": 1}

HAN_DIGITS = dict(zip("123456789", "一二三四五六七八九", strict=True))


def groups(mentions: Sequence[Mention]) -> list[tuple[str, list[int]]]:
    """Return each formula in its fullest form in the document, with the numbers of its mentions.

    六级书记 belongs to 六级书记抓防控, and 5个一律 to 五个一律. Every counted noun stands for itself.
    """
    by_key: dict[tuple[str, tuple[int, ...], str], list[int]] = {}
    for number, row in enumerate(mentions):
        plain = row.surface.replace("“", "").replace("”", "")
        if row.kind == "numeral" and plain[:1] in HAN_DIGITS:
            plain = DIGIT_FIRST.sub(lambda digit: HAN_DIGITS[digit[0]], plain)
        place = f"{row.start}" if row.kind == "counted_list" else ""
        by_key.setdefault((row.kind, row.expected, plain + place), []).append(number)
    merged: list[list[int]] = []
    last: tuple[str, tuple[int, ...], str] | None = None
    for key in sorted(by_key, reverse=True):  # the longer of two forms comes first
        shorter = last and last[:2] == key[:2] and last[2].startswith(key[2])
        if shorter and key[0] != "counted_list":
            merged[-1] += by_key[key]
        else:
            merged.append(list(by_key[key]))
            last = key
    rows = [sorted(numbers) for numbers in merged]
    rows.sort(key=lambda numbers: numbers[0])
    return [(max((mentions[n].surface for n in row), key=len), row) for row in rows]


DIGIT_FIRST = re.compile(r"\A[2-9](?=[^0-9])")


def one_list(shape: Shape) -> Shape | None:
    """Return a pair of equal numerals as one list whose items have both heads: 十抓十防."""
    if not shape.parts or len(shape.expected) != 2 or shape.expected[0] != shape.expected[1]:
        return None
    if shape.expected[0] < 2 or not all(part.classifier + part.head for part in shape.parts):
        return None
    return Shape("numeral", shape.expected[:1], shape.parts, "NXNY")


def members_of(
    text: str,
    mention: Mention,
    shape: Shape,
    mentions: Sequence[Mention],
    headings: Headings,
    *,
    settled: bool = False,
) -> tuple[Listed, str] | None:
    """Return the list that belongs to one mention and the verdict on its number.

    Of a ``settled`` formula a full list is known, and only the routes to firm lists are gone.
    """
    if mention.kind == "code":
        return spelled.of_code(text, mention, shape, mentions)
    total = sum(shape.expected)
    judged = []
    for listed in _candidates(text, mention, shape, mentions, headings, settled):
        if listed is None:
            continue
        name = verdict(listed, shape, mention)
        if name == "complete":
            return listed, name
        if mention.kind == "counted_list" and listed.firm and _counts(listed, total):
            return listed, name
        judged.append((listed, name))
    for listed, name in judged:
        if name == "partial" and listed.firm:
            return listed, name
    wrong = [row for row in judged if row[1] == "mismatch" and _counts(row[0], total)]
    of = heads.heads_of(shape)

    def trust(row: tuple[Listed, str]) -> tuple[bool, tuple[int, bool, int]]:
        return all(heads.has_head(text, span, of) for span in row[0].spans), _rank(row, shape)

    return max(wrong, key=trust, default=None)


def _candidates(
    text: str,
    mention: Mention,
    shape: Shape,
    mentions: Sequence[Mention],
    headings: Headings,
    settled: bool,
) -> Iterator[Listed | None]:
    """Yield what each route finds, the surest first."""
    yield beside.before(text, mention, shape, mentions)
    yield announced.after(text, mention, shape)
    yield announced.numbered(text, mention, shape, mentions)
    if mention.kind == "counted_list":
        return  # it was found by one of these lists
    clause = CLAUSE_NEXT.match(text, mention.end)
    if clause:
        yield constructions.made_up(text, mention, shape)
    yield constructions.coupled(text, mention, shape)
    if clause:
        yield constructions.subjects(text, mention, shape)
    yield beside.fused(text, mention, shape)
    shared = heads.repeated(text, mention, shape)
    if shared:
        yield paragraphs.leads_below(text, mention, shape, headings, mentions)
    yield beside.clause_before(text, mention, shape, mentions)
    if clause:
        yield beside.clause_after(text, mention, shape)
    if settled:
        return  # the others find no firm list that is full
    if shared:
        yield spread.nearby(text, mention, shape, mentions)
    yield paragraphs.headings_of(text, mention, shape, headings)


CLAUSE_NEXT = re.compile(rf"[”’]?[{HAN}]{{0,10}}+[”’]?[,。]")
"""Behind a formula: a few words at most, then the next clause."""


def _counts(listed: Listed, total: int) -> bool:
    """Tell whether a list of another length is the formula's own list all the same."""
    n = len(listed.spans)
    if listed.stated == "before" and n == 2 and total > 3:
        return False
    if listed.firm:
        return n >= 2 and abs(n - total) <= max(2, total // 2)
    return n >= 3 and abs(n - total) <= 1


def verdict(listed: Listed, shape: Shape, mention: Mention) -> str:
    """Return whether a list has as many members as its formula names."""
    total, n = heads.total_of(shape, mention), len(listed.spans)
    if n == total:
        return "complete"
    return "partial" if listed.open and n < total else "mismatch"
