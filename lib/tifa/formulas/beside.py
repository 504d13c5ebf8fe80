"""Lists in the same sentence: directly before a formula, or in the clause on either side of it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from tifa.formulas import edges, items
from tifa.formulas.announced import behind_sequence, without_etc
from tifa.formulas.edges import Span, trim
from tifa.formulas.heads import (
    NEAR,
    Head,
    Listed,
    has_head,
    head_forms,
    heads_of,
    member,
    to_head,
    total_of,
)
from tifa.formulas.lexicon import lead_before
from tifa.formulas.shapes import HAN, NUMERALS, Mention, Shape
from tifa.quantities.dictionary import known_words

LEVEL = re.compile(r"([^0-9两三四五六七八九十]*)[0-9两三四五六七八九十]+级")


def before(text: str, mention: Mention, shape: Shape, mentions: Sequence[Mention]) -> Listed | None:
    """Return the list that ends where the formula begins: 属地、部门、单位、个人“四方责任”."""
    at, comma = mention.start, False
    if mention.kind == "counted_list":
        level = LEVEL.match(mention.surface)
        at += level.end(1) if level else 0
        comma = text[at - 1 : at] == ","
    quote = at - 1 if text[at - 1 : at] in "“‘" else at
    if text[quote - 1] in "、和及与":
        return None
    total = sum(shape.expected)
    found = items.before(text, at - comma, total)
    if found is None or len(found.spans) < 2 or (comma and len(found.spans) != total):
        return None
    spans = found.spans
    if mention.kind != "counted_list" or text[at - 1] == "成":
        spans = items.last_trimmed(text, spans)
        if not spans:
            return None
    spans = _own_items(text, spans, shape, mentions)
    if len(spans) < 2:
        return None
    last = spans[-1]
    size = last[1] - last[0]
    longest = max([end - start for start, end in spans[:-1]])
    led = lead = lead_before(text, last[1], last[0])
    if mention.kind == "counted_list":
        lead = None
    if lead and last[1] - lead[0] == 1 and text[last[1] - 2 : last[1]] in known_words():
        lead = None  # 数据 does not end in 据
    if lead and len({text[end - 1] for _, end in spans}) == 1:
        lead = None  # 不作为、慢作为
    if lead and lead[0] > last[0] and not _all_headed(text, spans, shape):
        governs = lead[1] in ("verb", "preposition") or text[lead[0] : last[1]] in GOVERN
        if governs or (lead[1] == "weak" and size >= longest + 2):
            return None
    row_of_quotes = text[quote - 1] == "”" and _ends_mention(mentions, quote - 1, 0)
    if row_of_quotes and any(text[start - 1] != "“" for start, _ in spans):
        return None
    holds = _holds_mention(last, mentions)
    if holds and len(spans) == total and size < 12:
        holds = False  # 村“两委”班子
    if size > max(14, 3 * longest) or holds:
        return None
    if led == (last[0], "verb") or _formulas_among(spans, mentions):
        return None
    of = text.rfind("的", *last) if size > longest else -1
    if of > last[0] + 1:
        last = (last[0], of)
        spans = (*spans[:-1], last)
    shared = {text[end - 1] for _, end in spans[:-1]} if len(spans) > 2 else ()
    if len(shared) == 1 and text[last[1] - 1] not in shared:
        end = edges.last_end(text, spans)
        if text[end - 1] in shared:
            spans = (*spans[:-1], (last[0], end))
    return Listed(spans, "before", found.open, True)


def _own_items(
    text: str, spans: Sequence[Span], shape: Shape, mentions: Sequence[Mention]
) -> tuple[Span, ...]:
    """Return the items without what stands before them: another formula, phrases without the head."""
    start, end = spans[0]
    at = bisect_left(mentions, (end,))
    if at and start < mentions[at - 1].end < end - 1 and mentions[at - 1].start >= start:
        start = trim(text, (mentions[at - 1].end + 1, end))[0]
        spans = [(start, end), *spans[1:]]
    if len(shape.parts) != 1:
        return tuple(spans)
    heads = heads_of(shape)
    long_head = any(len(form) > 1 for head in heads for form in head.forms)
    counted = len(spans) == sum(shape.expected) and not long_head
    if counted or has_head(text, spans[0], heads):
        return tuple(spans)
    headed = [has_head(text, span, heads) for span in spans]
    if sum(headed) > 1:
        first = headed.index(True)
        if all(headed[first:]):
            spans = spans[first:]
            spans = [(edges.first_start(text, spans), spans[0][1]), *spans[1:]]
    return tuple(spans)


GOVERN = frozenset(
    (
        "开展",
        "进行",
        "组织",
        "安排",
        "召开",
        "举办",
        "发放",
        "颁发",
        "提供",
        "配备",
        "办理",
        "配发",
        "签订",
        "设置",
    )
)
"""Verbs that take what follows them as their object, whatever stands before."""


def _ends_mention(mentions: Sequence[Mention], end: int, slack: int) -> bool:
    """Tell whether a formula other than 一X一Y ends at a place."""
    at = bisect_left(mentions, (end,))
    for row in mentions[max(0, at - 2) : at]:
        if 0 <= end - row.end <= slack and row.expected[:1] != (1,):
            return True
    return False


def _holds_mention(span: Span, mentions: Sequence[Mention]) -> bool:
    """Tell whether another formula stands inside an item and not at its end."""
    at = bisect_left(mentions, (span[0],))
    return any(row.end < span[1] - 1 for row in mentions[at : at + 3] if row.start < span[1])


def _formulas_among(spans: Sequence[Span], mentions: Sequence[Mention]) -> bool:
    """Tell whether a list is a row of formulas, not the members of the last: 增强“四个意识”、坚定…."""
    before = bisect_left(mentions, (spans[-1][1],)) - 1
    if before < 0 or mentions[before].end < spans[0][0]:
        return False
    held = sum(_ends_mention(mentions, end, 1) for _, end in spans)
    return 2 * held >= len(spans)


def _all_headed(text: str, spans: Sequence[Span], shape: Shape) -> bool:
    heads = heads_of(shape)
    return all(has_head(text, span, heads) for span in spans)


MADE = re.compile(rf",(?P<verb>[{HAN}]{{0,8}})[“‘]?\Z")
"""A comma, and at most a verb between it and the formula."""


MAKES = re.compile(
    r"(?:做成|编成|形成|组成|构成|建成|汇成|实现|夺取|打造|成为|称为|叫做|叫作|叫|这|即|构筑|概括为|归纳为)[\u4e00-\u9fff]{0,3}\Z"
)


def clause_before(
    text: str, mention: Mention, shape: Shape, mentions: Sequence[Mention]
) -> Listed | None:
    """Return the list that ends the clause before: 标上红、橙、黄、蓝、绿,做成“五色图”."""
    floor = max(0, mention.start - 12)
    if text.find(",", floor, mention.start) < 0:
        return None
    made = MADE.search(text, floor, mention.start)
    if made is None or (made["verb"] and not MAKES.search(made["verb"])):
        return None
    found = items.before(text, made.start(), sum(shape.expected))
    if found is None or len(found.spans) < 2 or _ends_mention(mentions, made.start(), 1):
        return None
    spans = tuple(to_head(text, found.spans, heads_of(shape)))
    if not made["verb"] and not linked(text, spans, shape, mention, ""):
        return None
    return Listed(spans, "before", found.open, False)


OPENING = re.compile(
    rf"[”’]?[{HAN}]{{0,8}}+[”’]?[,。](?:即|要|把|将|由|对|既|确保|做到|实行|按照|依托|统筹|包括|分为|从|用)?"
)


CLAUSE_STOP = re.compile(r"[,;。!?:\n]|——")


def clause_after(text: str, mention: Mention, shape: Shape) -> Listed | None:
    """Return the list with which the next clause begins: 推行“两码一证”,健康码、行程码、证明缺一不可."""
    opening = OPENING.match(text, mention.end)
    if opening is None:
        return None
    start = opening.end()
    stop = _clause_stop(text, start)
    total = total_of(shape, mention)
    if text.find("、", start, stop) < 0 or _too_few(text[start:stop], total):
        return None
    spans = [trim(text, span) for span in items.split_at(text, start, stop, "、")]
    if len(spans) < 2 or any(last <= first for first, last in spans):
        return None
    spans, left_open = without_etc(text, spans)
    heads = heads_of(shape)
    spans = _best_reading(text, spans, total, heads)
    headed = all(has_head(text, span, heads) for span in spans[1:])
    if len(spans) != total and not (left_open and headed):
        return None
    opened = text[opening.end() - 1]
    long = [form for head in heads for form in head.forms if len(form) > 1]
    said = any(text.find(form, spans[-1][0], stop) >= 0 for form in long)
    if not said and _untied(text, spans, shape, mention, opened):
        return None
    spans[-1] = behind_sequence(text, spans[-1])
    first, last = spans[0], spans[-1]
    spans[0] = (edges.first_start(text, spans), first[1])
    spans[-1] = (spans[-1][0], edges.last_end(text, spans))
    if has_head(text, first, heads) and not has_head(text, spans[0], heads):
        spans[0] = first
    if has_head(text, last, heads) and not has_head(text, spans[-1], heads):
        spans[-1] = (spans[-1][0], last[1])
    if heads and heads[0].pattern and headed:
        spans = [_pattern_part(text, span, heads[0]) for span in spans]
    again = any(text.find(form, spans[-1][1], stop) >= 0 for form in long)  # …均达到百分之百
    if not again and not linked(text, spans, shape, mention, opened):
        return None
    return Listed(tuple(spans), "after", left_open, left_open and headed)


def _too_few(clause: str, total: int) -> bool:
    """Tell whether a clause has too few marks and joining characters to list so many items."""
    if clause.count("、") + 1 >= total or "等" in clause or "…" in clause:
        return False
    return clause.count("、") + 1 + len(items.JOINERS.findall(clause)) < total


def _pattern_part(text: str, span: Span, head: Head) -> Span:
    part = member(head, text[span[0] : span[1]])
    return (span[0] + part[0], span[0] + part[1]) if part else span


def _best_reading(text: str, spans: list[Span], total: int, heads: Sequence[Head]) -> list[Span]:
    """Divide a list at its 和, or cut it off behind it, by the heads that the items then have."""
    readings = [[trim(text, span) for span in items.divided(text, spans, total)]]
    halves = [trim(text, half) for span in spans for half in items.halves(text, span)]
    if len(halves) > total:
        readings.append(halves[:total])
    right = [reading for reading in readings if len(reading) == total] or readings[:1]
    return max(right, key=lambda reading: sum(has_head(text, span, heads) for span in reading))


COLOURS = frozenset("红橙黄绿青蓝紫黑白灰")


PLAIN = frozenset(
    "个项条类种大工作管理防控要求机制制度落实做到行动措施服务三两四五六七八九十一二双、,“”"
)
"""Characters that tie no member to its formula."""


PARTIES = re.compile(rf"[{NUMERALS}]方")
JOINING = re.compile(r"(?:由|发挥|整合|依靠|联合|组织|引导|动员)\Z")
"""四方联动,发挥…: such a list of so many in the next clause names the parties."""


def linked(text: str, spans: Sequence[Span], shape: Shape, mention: Mention, opened: str) -> bool:
    """Tell whether most items share a character with the formula, so that the list is its own.

    三码联动 counts 健康码、行程码、场所码; it does not count 学校、医院、工厂 behind the same comma.
    """
    if mention.kind == "code":
        return True
    heads = "".join(part.classifier + part.head for part in shape.parts)
    phrases = [text[start:end] for start, end in spans]
    if heads == "一":
        return all(phrase[0] == "一" for phrase in phrases)
    if "色" in heads and all(COLOURS & set(phrase) for phrase in phrases):
        return True
    if "字" in heads and all(len(phrase) == 1 for phrase in phrases):
        return True
    if opened == "由" and "包一" in mention.surface:
        return True
    led = JOINING.search(text, max(0, spans[0][0] - 4), spans[0][0])
    if led and PARTIES.search(mention.surface) and len(spans) == total_of(shape, mention) > 2:
        return True
    return _tied(heads, phrases)


def _tied(heads: str, phrases: Sequence[str]) -> bool:
    signs = set(heads) - PLAIN
    tied = sum(bool(signs & set(phrase)) for phrase in phrases)
    return tied == len(phrases) if len(signs) == 1 else 3 * tied >= 2 * len(phrases)


def _untied(text: str, spans: Sequence[Span], shape: Shape, mention: Mention, opened: str) -> bool:
    """Tell whether items are not linked to a formula, however much is still cut off them."""
    heads = "".join(part.classifier + part.head for part in shape.parts)
    if mention.kind == "code" or heads == "一" or "色" in heads or "字" in heads:
        return False
    if opened == "由" or PARTIES.search(mention.surface):
        return False
    return not _tied(heads, [text[start:end] for start, end in spans])


def _clause_stop(text: str, start: int) -> int:
    found = CLAUSE_STOP.search(text, start, start + NEAR)
    return found.start() if found else min(len(text), start + NEAR)


def fused(text: str, mention: Mention, shape: Shape) -> Listed | None:
    """Return members without marks that repeat the head: 专人专车专点专线专班“五专”."""
    end = mention.start - text.startswith("“", max(0, mention.start - 1), mention.start)
    if end < 4 or (text[end - 1] != text[end - 3] and text[end - 2] != text[end - 4]):
        return None  # the head stands at every second place
    for part in shape.parts[:1]:
        for form in head_forms(part.classifier, part.head):
            if len(form) != 1 or text.count(form, max(0, end - 24), end) < 2:
                continue
            sign = re.escape(form)
            for pattern in (rf"(?:{sign}[{HAN}]){{2,12}}\Z", rf"(?:[{HAN}]{sign}){{2,12}}\Z"):
                found = re.compile(pattern).search(text, max(0, end - 24), end)
                if found and len(found[0]) >= 4:
                    spans = tuple((at, at + 2) for at in range(found.start(), end, 2))
                    return Listed(spans, "before", False, True)
    return None
