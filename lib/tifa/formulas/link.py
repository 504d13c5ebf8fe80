"""What each formula of a document stands for there, and whether the arithmetic holds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tifa.formulas import announced, beside, heads, spread
from tifa.formulas.edges import Span
from tifa.formulas.heads import Listed
from tifa.formulas.shapes import Mention, Shape, folded
from tifa.quantities.dictionary import word_at
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
    headings = [(row.start, row.end) for row in sentences if row.kind == "heading"]
    found = []
    for canonical, numbers in groups(mentions):
        first = mentions[numbers[0]]
        kind, expected, listed, listed_at = first.kind, first.expected, None, 0
        for at, number in enumerate(numbers[:MOST]):
            shape = heads.shape_at(mentions[number])
            candidate = members_of(plain, mentions[number], shape, mentions, headings)
            if candidate and (listed is None or _rank(candidate, shape) > _rank(listed, shape)):
                listed, listed_at = candidate, at
            if candidate and candidate[1] == "complete":
                if candidate[0].firm:
                    break
            else:
                single = one_list(shape)
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
                tuple(re.sub(r"\s", "", text[start:end]) for start, end in spans),
                tuple(spans),
                listed[0].stated if listed else None,
                listed[1] if listed else "unlisted",
                tuple(numbers),
                listed_at,
            )
        )
    return found


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
        plain = re.sub(r"[“”]", "", row.surface)
        if row.kind == "numeral":
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
    if len(shape.expected) != 2 or shape.expected[0] != shape.expected[1]:
        return None
    if shape.expected[0] < 2 or not all(part.classifier + part.head for part in shape.parts):
        return None
    return Shape("numeral", shape.expected[:1], shape.parts, "NXNY")


def members_of(
    text: str, mention: Mention, shape: Shape, mentions: Sequence[Mention], headings: Sequence[Span]
) -> tuple[Listed, str] | None:
    """Return the list that belongs to one mention and the verdict on its number."""
    if mention.kind == "code":
        return _of_code(text, mention, shape, mentions)
    total = sum(shape.expected)
    judged = []
    for listed in _candidates(text, mention, shape, mentions, headings):
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
    headings: Sequence[Span],
) -> Iterator[Listed | None]:
    """Yield what each route finds, the surest first."""
    yield beside.before(text, mention, shape, mentions)
    yield announced.after(text, mention, shape)
    yield announced.numbered(text, mention, shape, mentions)
    if mention.kind == "counted_list":
        return  # it was found by one of these lists
    yield beside.fused(text, mention, shape)
    shared = heads.repeated(text, mention, shape)
    if shared:
        starts = frozenset(row[0] for row in headings)
        yield spread.paragraphs(text, mention, shape, starts, mentions)
    yield beside.clause_before(text, mention, shape, mentions)
    yield beside.clause_after(text, mention, shape)
    if shared:
        yield spread.nearby(text, mention, shape, mentions)
    yield spread.headings_of(text, shape, headings)


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


def _of_code(
    text: str, mention: Mention, shape: Shape, mentions: Sequence[Mention]
) -> tuple[Listed, str] | None:
    if shape.pattern == "A+B":
        pieces = [
            (m.start(), m.end()) for m in re.finditer(r"[^+]+", text[mention.start : mention.end])
        ]
        if len(pieces) < 2:
            return None
        spans = tuple((mention.start + a, mention.start + b) for a, b in pieces)
        return Listed(spans, "before", False, True), "complete"
    pieces_n = len(shape.expected) if shape.pattern == "1110" else mention.surface.count("+") + 1
    like = Shape("numeral", (pieces_n,), (), shape.pattern)
    signs = list(mention.surface) if shape.pattern == "1110" else mention.surface.split("+")
    for listed in (
        beside.before(text, mention, like, mentions),
        announced.after(text, mention, like),
        beside.clause_after(text, mention, like),
    ):
        if listed is None:
            continue
        if shape.pattern != "1110" and _only_quantities(text, listed.spans):
            continue
        said = [_has(text[a:b], sign) for (a, b), sign in zip(listed.spans, signs, strict=False)]
        if shape.pattern != "1110" and not all(said):
            continue
        if shape.pattern == "1110" and sum(said) < 2:
            continue
        if len(listed.spans) == pieces_n:
            if shape.pattern != "1110":
                listed = listed._replace(spans=tuple(_thing(text, span) for span in listed.spans))
            return listed, "complete" if all(said) else "mismatch"
        if shape.pattern == "1110":
            return listed, "mismatch"
    return None


THING = re.compile(r"(?:[0-9NXn]+|[一二两三四五六七八九十]+)[\u4e00-\u9fff]")


def _thing(text: str, span: Span) -> Span:
    """Cut what is said of a thing off its name: 1个应急指挥部|统揽全局."""
    found = THING.match(text, *span)
    if found is None:
        return span
    at, seen = found.end(), False
    while at < span[1]:
        if text[at] == "(" and (close := text.find(")", at, span[1])) > 0:
            at = close + 1
            continue
        _, last, name = word_at(text, at, span[1])
        if seen and (
            name in "xi"
            or (name == "v" and last < span[1])
            or text[at:last] in ("全程", "全面", "统一")
        ):
            break
        seen = seen or name in "nc"
        at = last
    return (span[0], at) if seen else span


def _only_quantities(text: str, spans: Sequence[Span]) -> bool:
    """Tell whether items only say the numbers again with their units: 设置20个、备用10个."""
    return any(QUANTITY.search(text[start:end]) for start, end in spans)


QUANTITY = re.compile(r"[0-9]+[\u4e00-\u9fff]{1,2}\Z|\A即?[0-9]+(?:个?小时|分钟|[天日周])")


SIGNS: dict[str, str] = {
    "0": "0零〇无不",
    "1": "1一",
    "2": "2二两双",
    "3": "3三",
    "4": "4四",
    "5": "5五",
    "6": "6六",
    "7": "7七",
    "8": "8八",
    "9": "9九",
}


def _has(member: str, digit: str) -> bool:
    if digit in SIGNS:
        return any(sign in member for sign in SIGNS[digit])
    return digit in member or digit.upper() in member
