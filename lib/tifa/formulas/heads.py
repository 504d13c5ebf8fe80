"""What a list must be to belong to a formula: how many members, and how they are recognised."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import repeat
from typing import NamedTuple

from tifa.formulas.edges import Span
from tifa.formulas.lexicon import tails
from tifa.formulas.shapes import HAN, Mention, Shape, shape_of


class Listed(NamedTuple):
    """Members where a route found them. ``firm`` lists are announced as such by the text."""

    spans: tuple[Span, ...]
    stated: str
    open: bool
    firm: bool


NEAR = 600
"""So many characters around a mention are searched for its members."""


class Head(NamedTuple):
    """How the members of a numeral are recognised: by words at either end, or by a pattern.

    ``signs`` are the words that whatever the pattern finds holds.
    """

    forms: tuple[str, ...]
    pattern: re.Pattern[str] | None = None
    signs: tuple[str, ...] = ()


FAR = 6000
"""So far around a mention its members are looked for."""


def repeated(text: str, mention: Mention, shape: Shape) -> bool:
    """Tell whether a head of a formula stands around it often enough for members to have it.

    The formula itself, said again, does not count.
    """
    start, stop = max(0, mention.start - FAR), mention.end + FAR
    least = 2 if len(shape.expected) == 1 and shape.expected[0] > 1 else 1
    said = text.startswith(mention.surface, mention.start)
    again = 0
    for head in heads_of(shape):
        if head.pattern is not None:
            return True
        for form in head.forms:
            own = mention.surface.count(form)
            times = text.count(form, start, stop)
            if times < own * said + least:
                continue
            again = again or text.count(mention.surface, start, stop)
            if times >= again * own + least:
                return True
    return False


@lru_cache(maxsize=1 << 12)
def heads_of(shape: Shape) -> tuple[Head, ...]:
    """Return for each numeral of a formula how its members are recognised."""
    if len(shape.parts) == 2 and len(shape.expected) == 1:
        first, second = (part.classifier + part.head for part in shape.parts)
        if shape.pattern == "NXNY":
            sign = rf"[^、,;]{{0,12}}{re.escape(first)}[^、,;]{{0,12}}{re.escape(second)}[^、,;]{{0,12}}"
            return (Head((), re.compile(sign), (first, second)),)
        sign = rf"{re.escape(first)}([{HAN}]{{1,2}}){re.escape(second)}\1"
        return (Head((), re.compile(sign), (first, second)),)
    return tuple(Head(head_forms(part.classifier, part.head)) for part in shape.parts)


def member(head: Head, phrase: str) -> Span | None:
    """Return the part of a phrase that is a member, None where it does not have the head.

    >>> member(Head(("早",)), "早发现"), member(Head(("关",)), "进入关"), member(Head(("关",)), "关")
    ((0, 3), (0, 3), None)
    """
    if head.pattern:
        found = head.pattern.search(phrase)
        return found.span() if found else None
    size = len(phrase)
    for form in head.forms:
        if (
            form in phrase
            and size > len(form)
            and (len(form) > 1 or phrase[0] == form or (form != "一" and phrase[-1] == form))
        ):
            return 0, size
    return None


def has_head(text: str, span: Span, heads: Sequence[Head]) -> bool:
    """Tell whether a stretch is a member by one of the heads."""
    phrase = text[span[0] : span[1]]
    return any(map(member, heads, repeat(phrase)))


@lru_cache(maxsize=1 << 12)
def head_forms(classifier: str, head: str) -> tuple[str, ...]:
    """Return the words by which members of a formula may be known, the longest first.

    >>> head_forms("", "坚持"), head_forms("", "化工作法"), head_forms("道", "防线"), head_forms("", "长制")
    (('坚持',), ('化工作法', '化'), ('防线',), ('长制', '长'))
    """
    whole = head if classifier in ("", "个", *"项条大道种支张件重") else classifier + head
    forms = [whole] if whole else []
    for length in range(len(whole) - 1, 0, -1):
        name = tails().get(whole[length:])
        if name in ("tail", "head") and (len(whole[length:]) > 1 or whole[length:] in "制法图群"):
            forms.append(whole[:length])
            break
    if classifier and classifier not in "个项条" and not head:
        forms.append(classifier)
    return tuple([form for form in forms if form and form not in COUNTERS])


COUNTERS = frozenset("类项个条招步")
"""By them alone no member is known."""


def occurs(text: str, head: Head, start: int, stop: int, times: int, members: int = 0) -> bool:
    """Tell whether a head stands so often in a stretch that a search is worth while.

    One of its forms must stand there so many ``times``, and all together as often as there must be
    ``members``.
    """
    if head.pattern:
        return all(text.count(sign, start, stop) >= members for sign in head.signs)
    if len(head.forms) == 1:
        return text.count(head.forms[0], start, stop) >= max(times, members)
    counts = [text.count(form, start, stop) for form in head.forms]
    return bool(counts) and max(counts) >= times and sum(counts) >= members


def fewest(shape: Shape, mention: Mention, firm: bool) -> int:
    """Return how many members a list must have to be kept, if it does not stay open."""
    total = sum(shape.expected)
    return min(
        total_of(shape, mention), max(2, total - max(2, total // 2)) if firm else max(3, total - 1)
    )


SENTENCE_END = re.compile(r"[。!?\n]")


def sentence_end(text: str, start: int) -> int:
    """Return where the sentence around a place ends, before its mark."""
    found = SENTENCE_END.search(text, start, start + 4 * NEAR)
    return found.start() if found else min(len(text), start + 4 * NEAR)


NOUN_ENDS = frozenset("区员长队站码网线岗组")
"""Heads of one character that end a noun."""


def to_head(text: str, spans: Sequence[Span], heads: Sequence[Head]) -> list[Span]:
    """Cut items off behind a head that all of them have inside: 封控区|足不出户, 路长|管街巷."""
    for form in (form for head in heads for form in head.forms if form in NOUN_ENDS):
        at = [text.find(form, start + 1, min(end, start + 6)) for start, end in spans]
        if min(at) > 0 and not any(text[end - 1] == form for _, end in spans):
            return [(start, place + 1) for (start, _), place in zip(spans, at, strict=True)]
    return list(spans)


def outside(text: str, start: int, at: int) -> bool:
    """Tell whether a place is in no bracket or quotation that opened behind ``start``."""
    part = text[start:at]
    return part.count("(") <= part.count(")") and part.count("“") <= part.count("”")


def total_of(shape: Shape, mention: Mention) -> int:
    """Return how many members a formula has: of 五包一 and 五位一体 the one is no member."""
    if mention.surface.endswith(("包一", "位一体", "点一线", "合一")):
        return shape.expected[0]
    return sum(shape.expected)


def shape_at(mention: Mention) -> Shape:
    """Return the shape of a mention; for a counted list, of its numeral."""
    return _shape_at(mention.surface, mention.kind, mention.expected)


@lru_cache(maxsize=1 << 12)
def _shape_at(surface: str, kind: str, expected: tuple[int, ...]) -> Shape:
    if kind == "counted_list":
        found = re.search(r"[0-9两三四五六七八九十]+", surface)
        surface = surface[found.start() :] if found else surface
    shape = shape_of(surface)
    assert shape is not None
    return Shape(shape.kind, expected, shape.parts, shape.pattern)
