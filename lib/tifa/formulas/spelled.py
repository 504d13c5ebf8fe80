"""What a code stands for: its signs spelled out one by one, 1个指挥部、8个专班 for 1+8."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tifa.formulas import announced, beside, items
from tifa.formulas.edges import Span
from tifa.formulas.heads import NEAR, Listed, sentence_end
from tifa.formulas.lexicon import leads
from tifa.formulas.shapes import HAN, Mention, Shape
from tifa.quantities.dictionary import word_at


def of_code(
    text: str, mention: Mention, shape: Shape, mentions: Sequence[Mention]
) -> tuple[Listed, str] | None:
    """Return the parts of a code where they are spelled out, and the verdict on them."""
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
    for listed in _routes(text, mention, like, mentions):
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
    parts = () if shape.pattern == "1110" else _in_clauses(text, mention, signs)
    return (Listed(parts, "after", False, True), "complete") if parts else None


def _routes(
    text: str, mention: Mention, like: Shape, mentions: Sequence[Mention]
) -> Iterator[Listed | None]:
    yield beside.before(text, mention, like, mentions)
    yield announced.after(text, mention, like)
    yield beside.clause_after(text, mention, like)


HAN_SIGNS = {
    "1": "一",
    "2": "[二两]",
    **dict(zip("3456789", "三四五六七八九", strict=True)),
    "10": "十",
}
COUNTED = r"[个名支家条道项套批组队处座类级张件块份位](?=[\u4e00-\u9fff]{2})"
APART = 60
"""So much may stand between two parts of a code."""


def _in_clauses(text: str, mention: Mention, signs: Sequence[str]) -> tuple[Span, ...]:
    """Return the parts of a code with their numbers, in its sentence or the next, in its order.

    1个专班牵头,10家商超、100个直供点联动 for 1+10+100.
    """
    stop = sentence_end(text, mention.end)
    further = stop if text[stop : stop + 1] == "\n" else sentence_end(text, stop + 1)
    quote = mention.start - mention.quoted
    start = items.spans_back(text, quote, "。!?\n")
    for first, last in ((mention.end, stop), (start, quote), (stop, further)):
        found = _in_order(text, first, min(last, first + NEAR), signs)
        if found:
            return found
    return ()


def _in_order(text: str, start: int, stop: int, signs: Sequence[str]) -> tuple[Span, ...]:
    spans: list[Span] = []
    at = start
    for sign in signs:
        if not re.fullmatch("[0-9]{1,3}|[NnXx]", sign):
            return ()
        number = f"{sign}|{HAN_SIGNS[sign]}" if sign in HAN_SIGNS else sign
        reach = min(stop, at + (APART if spans else NEAR))
        found = re.compile(rf"(?<![0-9A-Za-z.第])(?:{number}){COUNTED}").search(text, at, reach)
        if found is None:
            return ()
        spans.append(_thing(text, (found.start(), _phrase_end(text, found.end(), stop))))
        at = spans[-1][1]
    return tuple(spans)


PHRASE_END = re.compile(r"[、,;:。!?\n“”()+和及]")


def _phrase_end(text: str, at: int, stop: int) -> int:
    found = PHRASE_END.search(text, at, stop)
    return found.start() if found else stop


THING = re.compile(rf"(?:[0-9NXn]+|[一二两三四五六七八九十]+)[{HAN}]")


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
        if seen and (name in "xi" or _said(text, at, last, span[1], name)):
            break
        seen = seen or name in "nc"
        at = last
    return (span[0], at) if seen else span


def _said(text: str, at: int, last: int, stop: int, name: str) -> bool:
    """Tell whether a word begins what a thing does: 牵头|抓总, 总|负责, 联动 at the end."""
    if last < stop and (text[at:last] in ("总", "各", "全") or text[at] == "分"):
        return word_at(text, last, stop)[2] in "ve"
    led = leads().get(text[at:last]) in ("verb", "adverb")
    return text[at:last] in ROLES if last == stop else led or name == "v"


ROLES = frozenset(("牵头", "联动", "负责", "参与", "支撑", "补充", "兜底", "抓总"))
"""What things do together, said of them without an object."""


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
