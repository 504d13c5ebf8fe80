"""What a numeral is not: an ordinal, a measure, a time, an idiom; and where a formula may end."""

from __future__ import annotations

import re
from functools import cache

from tifa.formulas.lexicon import national, tail_at
from tifa.formulas.shapes import NUM, NUMERALS, Mention, Shape, shape_of
from tifa.numerals import number
from tifa.vocabulary import vocabulary

ORDINAL = "第每前后另近约逾超达首末初数几上下半多余各中某头共"
"""Directly before a bare numeral: it orders or measures."""


TIME_UNITS = r"(?:[年月日天周岁点时分秒号](?!项|报|级|方|类|个)|小时|分钟|星期|季度|世纪|年代|月份|周年|昼夜|钟头|刻钟)"


MEASURES = r"(?:[米公厘毫里吨斤克元度倍%℃万千百亿成折]|平方|人民币|人次|例|次|批次|届|楼[^长栋])"


UNIT = re.compile(rf"{TIME_UNITS}|{MEASURES}")
"""Directly behind a numeral: a time or a measure."""


TIMED = re.compile(r"一[天日周月年次][一两二三四五]")


@cache
def idioms() -> frozenset[str]:
    """Return the words with a numeral in front that a dictionary knows: idioms, names, terms."""
    words, _, tags = vocabulary()
    return (
        frozenset(
            word
            for word, tag in zip(words, tags, strict=True)
            if (word[0] in NUMERAL_SIGNS and len(word) > 1 and tag not in ("m", "mq"))
            or (tag in ("i", "l") and len(word) == 4 and not NUMERAL_SIGNS.isdisjoint(word))
        )
        - national().keys()
    )


NUMERAL_SIGNS = frozenset(NUMERALS)


@cache
def adjectives() -> frozenset[str]:
    """Return words that say how something is (精准, 严格): with a numeral and 个 they make a formula."""
    words, _, tags = vocabulary()
    pairs = zip(words, tags, strict=True)
    return frozenset(w for w, tag in pairs if tag in ("a", "ad", "an", "d", "z") and len(w) == 2)


PLAN = re.compile(r"[一二]?十[一二三四五六七八九]五(?:规划|期间|时期)?|双十[一二]")
"""Five-year plans and shopping days."""


LASTING = re.compile(rf"{NUM}个?(?:多|半)?(?:个?(?:月|星期|小时|钟头|世纪|季度|年头|昼夜))")


FALLING = re.compile(r"十[^个]九|七.{1,2}八|一对一|[十百]至")
"""Idioms by their numerals: 十防九空, 七上八下."""


def counting(shape: Shape) -> bool:
    """Tell whether the numerals only number their items: 一听、二看、三问."""
    return len(shape.parts) > 2 and shape.expected == tuple(range(1, len(shape.parts) + 1))


def idiomatic(surface: str) -> bool:
    """Tell whether a dictionary knows a surface, or its first four characters."""
    return surface in idioms() or surface[:4] in idioms()


def mention_at(
    text: str, start: int, end: int, quoted: bool, kind: str | None = None
) -> Mention | None:
    """Return the mention at ``text[start:end]``, None where that has no shape of a formula."""
    surface = text[start:end]
    shape = shape_of(surface)
    if shape is None:
        return None
    return Mention(start, end, surface, kind or shape.kind, shape.expected, quoted)


NUMBER = re.compile(NUM)


def ordered(text: str, start: int) -> bool:
    """Tell whether a numeral goes on from what stands before it: 第三, 十三, 近三."""
    before = text[start - 1 : start]
    if not before:
        return False
    if before in ORDINAL or before.isdigit() or before in "百千万亿零〇.%":
        return True
    if before == "点" and text[start - 2 : start - 1] in tuple(NUMERALS):
        return True
    return before in NUMERALS and _continues(text, start)


def _continues(text: str, start: int) -> bool:
    """Tell whether a numeral goes on from the one before it: 十三, 两三个; not 高三|两个."""
    before = NUMBER.match(text, start - 1, start + 1)
    if before is None or before.end() > start:
        return True
    here, there = number(text[start]), number(text[start - 1])
    grade = text[start - 2 : start - 1] in ("高", "初", "大", "小", "周")
    return here is None or there is None or not grade or here in (there, there + 1)


def ends(text: str, at: int) -> bool:
    """Tell whether a formula may end at a place: before a mark, or a word that follows formulas."""
    if at >= len(text) or text[at] in "“”、,。;:!?()—…\n " or text[at] == "-":
        return True
    return tail_at(text, at) is not None


CLAUSE_END = re.compile(r"[“”、,。;:!?()—…\n\s]")


def clause_end(text: str, at: int) -> int:
    """Return where the next mark stands, twenty characters on at the latest."""
    found = CLAUSE_END.search(text, at, at + 20)
    return found.start() if found else min(len(text), at + 20)
