"""Lists that a fixed construction spreads over clauses: 既…又…, 一方面…另一方面…, 由…组成."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tifa.formulas import items
from tifa.formulas.edges import Span, trim
from tifa.formulas.heads import NEAR, Listed, has_head, heads_of, sentence_end, total_of
from tifa.formulas.shapes import HAN, Mention, Shape

PIECE = r"[^,;。!?:\n“”]{2,30}"
BOTH = re.compile(rf"既({PIECE})[,、](?:又|也)({PIECE})(?:[,、](?:还|更|也|又)({PIECE}))?")
SIDES = re.compile(rf"一方面,?({PIECE})[^\n]{{0,120}}?另一方面,?({PIECE})")


def coupled(text: str, mention: Mention, shape: Shape) -> Listed | None:
    """Return the halves of 既…又…(还…) or 一方面…另一方面… in the sentence of a mention or the next.

    落实“双查验”,既查核酸证明,又查健康码 has 查核酸证明 and 查健康码.
    """
    total = total_of(shape, mention)
    if not 2 <= total <= 3:
        return None
    quote = mention.start - mention.quoted
    stop = sentence_end(text, mention.end)
    widest = max(0, quote - items.REACH), stop + NEAR // 2
    if text.find("既", *widest) < 0 and text.find("一方面", *widest) < 0:
        return None
    start = items.spans_back(text, quote, "。!?\n")
    joint = mention.kind == "dual" or mention.surface.endswith("合一")
    for first, last in ((mention.end, stop), (start, quote), (stop, stop + NEAR // 2)):
        for pattern in (BOTH, SIDES):
            found = pattern.search(text, first, min(last, first + NEAR))
            if found is None:
                continue
            spans = _without_shared(text, mention, [s for s in found.regs[1:] if s[0] >= 0])
            headed = all(has_head(text, span, heads_of(shape)) for span in spans)
            apart = min(abs(found.start() - mention.end), abs(mention.start - found.end()))
            if len(spans) == total and (headed or (joint and pattern is BOTH and apart <= BESIDE)):
                stated = "before" if last == quote else "after"
                return Listed(tuple(spans), stated, False, True)
    return None


BESIDE = 8
"""Halves without the formula's head must stand directly beside it."""


def _without_shared(text: str, mention: Mention, spans: Sequence[Span]) -> list[Span]:
    """Take off the character that all halves begin with, unless the formula has it: 当|宣传员."""
    firsts = {text[start] for start, _ in spans}
    if len(firsts) > 1 or firsts & set(mention.surface):
        return list(spans)
    return [(start + 1, end) for start, end in spans]


MADE_UP = re.compile(
    rf"[”’]?[{HAN}]{{0,10}}[,。][{HAN}]{{0,6}}?由(?P<list>[^,;。!?:\n]{{3,90}}?)"
    r"(?:共同|联合|混合|一起|分别)?(?:组成|构成|编成|牵头|担任|承担|负责(?!人|同志)|参与|包联|包保)"
)


def made_up(text: str, mention: Mention, shape: Shape) -> Listed | None:
    """Return what a group is said to consist of: “三人小组”,由民警、医生和志愿者组成."""
    found = MADE_UP.match(text, mention.end)
    if found is None:
        return None
    pieces = items.split_at(text, found.start("list"), found.end("list"), "、")
    total = total_of(shape, mention)
    spans = [trim(text, span) for span in items.divided(text, pieces, total)]
    if len(spans) != total or any(end - start < 1 for start, end in spans):
        return None
    return Listed(tuple(spans), "after", False, True)


STATE = re.compile(r"更|全覆盖|到位|百分之百|100%|不漏|清零|落实|达标|可控|提升|前移|下沉")
SAID = re.compile(
    rf"[”’]?[{HAN}]{{0,4}}[,。](?:要|并)?(?:做到|确保|实现|推动|使|让)(?P<list>[^,;。!?:\n]{{3,80}}?)"
    r"(?:均|都|全部|全面|一律|不留|不漏|不出|达到|更|无死角|上台阶|到位|全覆盖)"
)


def subjects(text: str, mention: Mention, shape: Shape) -> Listed | None:
    """Return what a formula that names a state says it of: 三个全覆盖,做到排查、检测、消杀不留死角."""
    total = total_of(shape, mention)
    if total < 3 or len(shape.parts) != 1 or not STATE.search(shape.parts[0].head):
        return None
    found = SAID.match(text, mention.end)
    if found is None:
        return None
    pieces = items.split_at(text, found.start("list"), found.end("list"), "、")
    spans = [trim(text, span) for span in items.divided(text, pieces, total)]
    if len(spans) != total or max(end - start for start, end in spans) > 12:
        return None
    return Listed(tuple(spans), "after", False, True)
