"""How a numeral formula is built: numerals, what each of them counts, and the shape they make."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from tifa.numerals import number

FOLD = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
"""Full-width signs are read as half-width ones; the length stays."""

HAN = "\u4e00-\u9fff"
NUMERALS = "一二两双三四五六七八九十"
NUM = r"(?:[二三四五六七八九]?十[一二三四五六七八九]?|[二三四五六七八九]|[两双一]|[1-9][0-9]?)"
CODE_PIECE = rf"(?:[0-9]{{1,3}}|[A-Z]|[xn]|[A-Z]?[0-9]?[{HAN}]{{1,8}})"
CODE = re.compile(rf"{CODE_PIECE}(?:\+{CODE_PIECE})+\+?|{CODE_PIECE}\+")
"""5+5, 1+N, 党建+, 大数据+网格化."""

DIGITS = re.compile(r"[0-9]{3,5}")
"""1110: every digit counts something."""

CLASSIFIERS = "个项条类大级方道张步股种层重支本份件套把位色字处家户招法问看"
HEADS_WITH_NUMERALS = re.compile(
    r"一律|统一|一致|一体化?|一线|第一[时间现场]{0,2}|一人|一[户个例票批次条处流]|唯一|万一|之一|专一|合一|百分之百|百分百|[0-9]+%"
)
"""Numerals inside these count nothing: 五个一律, 两个百分之百."""

INTERLOCKED = frozenset(
    (
        "应尽",
        "能尽",
        "可尽",
        "愿尽",
        "该尽",
        "当尽",
        "逢必",
        "应必",
        "凡必",
        "见必",
        "遇必",
        "有必",
        "到必",
        "必必",
    )
)
"""Two characters that every member of one list has: 应检尽检 of 四应四尽, 逢疑必报 of 三逢三必."""


WIDE = re.compile("[\uff01-\uff5e\u3000]")


@lru_cache(maxsize=1)  # several steps in a row ask about one text
def folded(text: str) -> str:
    """Return a text with full-width signs as half-width ones; the length stays.

    >>> folded("（１＋Ｎ）：")
    '(1+N):'
    """
    for wide in set(WIDE.findall(text)):  # a few of them; to translate all that is there is slower
        text = text.replace(wide, chr(FOLD[ord(wide)]))
    return text


class Mention(NamedTuple):
    """A formula at ``text[start:end]``, without the quotation marks around it."""

    start: int
    end: int
    surface: str
    kind: str
    expected: tuple[int, ...]
    quoted: bool


class Part(NamedTuple):
    """A numeral of a formula, and what stands behind it: 三保|一统筹 has (3, 保) and (1, 统筹)."""

    value: int
    classifier: str
    head: str


class Shape(NamedTuple):
    """The kind of a formula, what it counts, and the pattern that it shares with others."""

    kind: str
    expected: tuple[int, ...]
    parts: tuple[Part, ...]
    pattern: str


PART = re.compile(rf"({NUM})([{CLASSIFIERS}]?)([^{NUMERALS}0-9]*)")


@lru_cache(maxsize=1 << 14)
def shape_of(surface: str) -> Shape | None:
    """Return how a formula is built; None for what has no numeral and no plus sign.

    >>> shape_of("六坚持")[:2], shape_of("五个一律").pattern, shape_of("三保一统筹")[:2]
    (('numeral', (6,)), 'N个+X', ('compound', (3, 1)))
    >>> shape_of("四应四尽")[:2], shape_of("双报到")[:2], shape_of("双随机、一公开")[:2]
    (('numeral', (4,)), ('dual', (2,)), ('compound', (2, 1)))
    >>> shape_of("1+N")[:2], shape_of("党建+")[:2], shape_of("1110")[:2], shape_of("三个“清零”")[:2]
    (('code', (1,)), ('code', ()), ('code', (1, 1, 1, 0)), ('numeral', (3,)))
    >>> shape_of("防控责任") is None
    True
    """
    surface = surface.translate(FOLD)
    if CODE.fullmatch(surface):
        counts = tuple(int(piece) for piece in surface.split("+") if piece.isdigit())
        return Shape("code", counts, (), "A+B" if not counts else "1+N")
    if DIGITS.fullmatch(surface):
        return Shape("code", tuple(map(int, surface)), (), "1110")
    parts = _parts(surface)
    if not parts:
        return None
    counts = tuple(part.value for part in parts)
    if surface[0] == "双" and surface[1:2] in tuple(NUMERALS) and len(parts) == 2:
        parts = (Part(2, "", surface[1:]),)  # 双十条
        counts = (2,)
    if len(parts) == 1:
        kind = "dual" if "双" in surface else "numeral"
        return Shape(kind, counts, parts, _pattern(parts[0], kind))
    if len(parts) == 2 and counts[0] == counts[1]:
        pair = parts[0].classifier + parts[0].head + parts[1].classifier + parts[1].head
        if pair in INTERLOCKED:
            return Shape("numeral", counts[:1], parts, f"N{pair[0]}N{pair[1]}")
    if set(counts) == {1}:
        return Shape("compound", counts, parts, "一X一Y")
    return Shape("compound", counts, parts, "NXNY")


def _parts(surface: str) -> tuple[Part, ...]:
    """Return the numerals of a surface with their heads; a numeral within a head is none."""
    plain = re.sub(r"[“”‘’、,]|\([^()]*\)", "", surface)
    hidden = HEADS_WITH_NUMERALS.sub(lambda found: chr(0xE000) * len(found[0]), plain)
    if hidden.startswith(chr(0xE000)):
        hidden = plain[:1] + HEADS_WITH_NUMERALS.sub(
            lambda found: chr(0xE000) * len(found[0]), plain[1:]
        )
    found = []
    for part in PART.finditer(hidden):
        value = number(part[1].replace("双", "两"))
        if value is None:
            return ()
        head = plain[part.start(3) : part.end(3)]
        found.append(Part(int(value), part[2], head))
        if part[2] == "个" and len(found) == 1 and not re.search(rf"{NUM}个", hidden[part.end() :]):
            rest = plain[part.start(3) :]
            return (Part(int(value), "个", rest),)
    return tuple(found)


def _pattern(part: Part, kind: str) -> str:
    if kind == "dual":
        return "双X"
    if part.classifier == "个":
        return "N个+X"
    if part.classifier and part.head:
        return f"N{part.classifier}+X"
    if part.head.endswith("化") or part.head.startswith("化"):
        return "N化"
    whole = part.classifier + part.head
    return "N+X" if len(whole) > 1 else "N+字"
