"""Formulas in quotation marks: whatever is built like one and no idiom."""

from __future__ import annotations

import re

from tifa.formulas import items
from tifa.formulas.lexicon import lead_before
from tifa.formulas.limits import (
    FALLING,
    LASTING,
    NUMBER,
    PLAN,
    TIMED,
    UNIT,
    counting,
    idiomatic,
    idioms,
)
from tifa.formulas.shapes import CODE, DIGITS, HAN, NUM, NUMERALS, Mention, Shape, shape_of
from tifa.quantities.dictionary import known_words

MAX_QUOTED = 14
"""No quoted formula is longer."""


SENTENCE = re.compile(r"[。!?;:《》\n]|[的了吗呢吧啊呀][,]|我们|你们|他们")


QUOTED = re.compile(
    rf"(?P<modifier>[{HAN}]{{0,6}}?)(?<![第每])(?P<body>双[{HAN}“”、,]{{1,10}}|{NUM}[{HAN}“”、,0-9%()]{{1,12}})"
)


LIST_TAIL = re.compile(r"[条招法策诀计字步]")


NUMBERED = re.compile(rf"[{NUMERALS}0-9+]")

CLOSING = {"“": "”", "‘": "’"}


def quoted(text: str, opening: int) -> Mention | None:
    """Return the formula in the quotation that opens at a place."""
    close = text.find(CLOSING[text[opening]], opening + 1, opening + MAX_QUOTED + 8)
    if close < 0:
        return None
    start, end = opening + 1, close
    if not NUMBERED.search(text, start, end):
        return None
    inner = text[start:end]
    if len(inner) > MAX_QUOTED or "“" in inner or "‘" in inner or SENTENCE.search(inner):
        return None
    shape = _quoted_shape(text, inner, end + 1) or _listed_shape(text, inner, opening)
    if shape is None:
        return None
    return Mention(start, end, inner, shape.kind, shape.expected, True)


def _listed_shape(text: str, inner: str, opening: int) -> Shape | None:
    """Return the shape of what looks like a time, where a list of that length stands before it.

    方舱、隔离点、检测点这“三点” counts places.
    """
    if not 2 <= len(inner) <= 4 or inner[0] not in "双两三四五六七八九十":
        return None
    shape = shape_of(inner)
    found = items.before(text, opening, sum(shape.expected)) if shape else None
    return shape if shape and found and (len(found.spans),) == shape.expected else None


def _quoted_shape(text: str, inner: str, behind: int) -> Shape | None:
    if "+" in inner:
        return shape_of(inner) if CODE.fullmatch(inner) else None
    if inner.isdigit() and DIGITS.fullmatch(inner):
        tail = DIGIT_TAIL.match(text, behind)
        return shape_of(inner) if tail else None
    found = QUOTED.fullmatch(inner)
    if found is None or (inner in idioms() and not _formula_word(inner)):
        return None
    body, modifier = found["body"], found["modifier"]
    if modifier and not (LIST_TAIL.match(body[-1]) or len(modifier) <= 4):
        return None
    shape = shape_of(body)
    if shape is None or not shape.parts:
        return None
    first = shape.parts[0]
    last = shape.parts[-1]
    if first.value == 1 and (len(shape.parts) == 1 or TIMED.match(body) or idiomatic(body)):
        return None
    if len(shape.parts) > 1 and (first.head[:1] in ("月", "日") or PLAN.fullmatch(body)):
        return None
    if (
        len(shape.parts) > 1
        and last.value == 1
        and not (last.classifier + last.head)
        and body[-2:] != "包一"
    ):
        return None
    if "、" in body and counting(shape):
        return None
    if LASTING.match(body) or (len(shape.parts) > 1 and FALLING.match(body)):
        return None
    if modifier and (first.value < 3 or lead_before(inner, len(modifier), 0)):
        return None
    if len(shape.parts) == 1:
        digits = NUMBER.match(body)
        if digits and UNIT.match(body, digits.end()):
            return None
        if not first.head and not first.classifier:
            return None
        if body[0] in "十" and first.value == 10 and len(body) > 2 and body[:2] in ("十分", "十足"):
            return None
    return shape


DIGIT_TAIL = re.compile(
    rf"[{HAN}]{{0,4}}?(?:机制|制度|工作法|模式|体系|战法|方案|要求|标准|管理|法|举措|行动|原则|预案|响应|架构|口诀|诀|经验|做法|服务|流程|工程)"
)


def _formula_word(word: str) -> bool:
    """Tell whether a quoted word of the dictionary may be a formula: 六边, 三长制; not 三板斧."""
    if word[0] == "双":
        return len(word) == 3 and word != "双黄连"
    if word[0] == "两":
        return len(word) == 2 and word[1] not in "会岸难者侧旁边手面点头院广江湖委样地性极者"
    if word[0] not in "三四五六七八九十" or len(word) > 3:
        return len(word) == 4 and word[1] == "大" and word[0] in "三四五六七八九十"
    return (
        len(word) == 2
        or word[2] == "制"
        or word[1] in "件步"
        or known_words().get(word[1:], "") in ("v", "e")
    )
