"""Lists that the text announces behind a formula: 即…, :…, ——…, (…), 一是…二是…."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from tifa.formulas import edges, items
from tifa.formulas.edges import Span, trim
from tifa.formulas.heads import (
    NEAR,
    Head,
    Listed,
    has_head,
    heads_of,
    outside,
    sentence_end,
    to_head,
)
from tifa.formulas.lexicon import leads
from tifa.formulas.shapes import HAN, NUMERALS, Mention, Shape
from tifa.numerals import number

ANNOUNCED = re.compile(
    rf"”?[{HAN}]{{0,12}}?”?(?:,?(?:也就是|这就是|就是|即为|即是|(?<![立当随迅])即(?![将可时日便使刻墨])|分别为|分别是|分别指"
    r"|主要包括|具体包括|内容包括|包括|涵盖|指的是|是指|(?<=”)指(?![挥导示标定令])|主要是|具体为|具体是|内容是)(?:要|在)?[:,]?|[是为]?(?::|——|—)"
    r"|[,。](?=一是|一要|一为|首先[,、]?|第一[,、是]|其一))"
)


BRACKET = re.compile(
    rf"”?[{HAN}]{{0,6}}?\((?P<inner>[^()]{{3,200}}(?:\([^()]{{0,30}}\)[^()]{{0,120}}){{0,8}})\)"
)


NUMBERED = re.compile(
    r"(?:(?P<han>[一二三四五六七八九十]{1,2})(?:是要?|要|为|、|,)"
    r"|第(?P<order>[一二三四五六七八九十]{1,2})(?:[,、:是]|个是?|步[,、:是]?|条[,、:是]?)"
    r"|[(](?P<round>[一二三四五六七八九十0-9]{1,2})[)]|其(?P<its>[一二三四五六七八九十])[,、:]?"
    r"|(?P<digit>[0-9]{1,2})[.、](?![0-9])|(?P<circle>[①-⑳])|(?P<word>首先|其次|再次|最后)[,、:]?)"
)


FIRST_SIGN = re.compile(
    r"一[是要为、,]|第一[,、:是个步条]|\([一1]\)|\(0[一1]\)|其一|1[.、](?![0-9])|①|首先"
)
"""What numbers a first item, in whichever way."""


def after(text: str, mention: Mention, shape: Shape) -> Listed | None:
    """Return the list announced directly behind: 即:…, :…, ——…, (…), 包括…."""
    end = mention.end
    bracket = BRACKET.match(text, end) if text.find("(", end, end + 8) >= 0 else None
    if bracket:
        found = _divided(text, bracket.start("inner"), bracket.end("inner"), shape)
        if found:
            return Listed(tuple(found[0]), "after", found[1], True)
    intro = ANNOUNCED.match(text, end, end + 40)
    if intro is None:
        return None
    start = intro.end()
    numbered = enumerated(text, start, start + 6)
    if numbered:
        return Listed(tuple(numbered), "after", False, True)
    stop = sentence_end(text, start)
    found = None if text[start - 1] == "。" else _divided(text, start, stop, shape)
    if (
        found is None
        or text.startswith("在内", found[0][-1][1])
        or "在内" in text[slice(*found[0][-1])]
    ):
        return None
    return Listed(tuple(found[0]), "after", found[1], True)


SEPARATORS = (";", "、", ",", ",;", "、,;")


def _divided(text: str, start: int, stop: int, shape: Shape) -> tuple[list[Span], bool] | None:
    """Return the items of an announced list and whether it stays open, by the mark that fits best.

    The mark by which the count comes out is taken, and of several the one whose items share the head.
    """
    total = sum(shape.expected)
    heads = heads_of(shape)
    best: tuple[float, list[Span], bool] | None = None
    semicolon = text.find(";", start, stop) >= 0
    for rank, marks in enumerate(SEPARATORS):
        if (
            len(marks) > 1
            and not semicolon
            and (marks == ",;" or not COMMA.search(text, start, stop))
        ):
            continue  # it divides as its first mark alone
        listed = text.find(marks[0], start, stop) >= 0
        if not listed and (marks != "、" or items.joined(text, (start, stop)) is None):
            continue
        spans, left_open = _cut(text, start, stop, marks, total, heads)
        spans, headed = _headed_part(text, spans, heads, total)
        if len(spans) < 2:
            continue
        if "," in marks and 2 * headed < len(spans) and _told(text, spans):
            continue
        score = 4.0 * (len(spans) == total) + 2.0 * headed / len(spans) - 0.1 * rank
        score -= 0.03 * max(0, max(b - a for a, b in spans) - 12)
        if best is None or score > best[0]:
            best = score, spans, left_open
    if best is None:
        return None
    spans = _quoted_ends(text, best[1])
    if len(shape.expected) > 1 and len(spans) == total:
        spans = _without_verb(text, spans, shape.expected[0], heads)
    if len({text[first] for first, _ in spans[1:]}) == 1 and text[spans[0][0]] != text[spans[1][0]]:
        first = edges.first_start(text, spans)
        if text[first] == text[spans[1][0]]:
            spans = [(first, spans[0][1]), *spans[1:]]
    longest = max(end - start for start, end in spans[:-1])
    if len(spans) == total and spans[-1][1] - spans[-1][0] > longest + 2:
        end = edges.last_end(text, spans)
        kept = (spans[-1][0], end)
        if has_head(text, kept, heads) or not has_head(text, spans[-1], heads):
            spans = [*spans[:-1], kept]
    return to_head(text, spans, heads), best[2]


def _without_verb(text: str, spans: list[Span], at: int, heads: Sequence[Head]) -> list[Span]:
    """Take the verb off the first item of the second part, if the others of it have none.

    一断三不断: 阻断…,确保公路交通网络不断、应急运输绿色通道不断….
    """
    start, end = spans[at]
    lead = leads().get(text[start : start + 2])
    rest = (start + 2, end)
    alone = all(text[start : start + 2] != text[a : a + 2] for a, _ in spans[at + 1 :])
    if lead in ("verb", "weak") and alone and len(spans) > at + 1 and has_head(text, rest, heads):
        return [*spans[:at], rest, *spans[at + 1 :]]
    return spans


def _told(text: str, spans: Sequence[Span]) -> bool:
    """Tell whether clauses tell something instead of listing: long ones, or with marks inside."""
    return any(end - start > 14 or ";" in text[start:end] for start, end in spans)


def _headed_part(
    text: str, spans: list[Span], heads: Sequence[Head], total: int
) -> tuple[list[Span], int]:
    """Cut off what follows the items that have the head; return the items and how many have it."""
    headed = [has_head(text, span, heads) for span in spans]
    lead = headed.index(False) if False in headed else len(spans)
    if 2 <= lead < len(spans) and (len(spans) != total or len(heads) == 1):
        return spans[:lead], lead
    return spans, sum(headed)


QUOTED_END = re.compile(r"“([^“”]{1,12})”\Z")


def _quoted_ends(text: str, spans: list[Span]) -> list[Span]:
    """Return the quoted ends, where every item ends in one: 社区干部打电话“随时访”."""
    ends = [
        QUOTED_END.search(text, start, end + 1) or QUOTED_END.search(text, start, end)
        for start, end in spans
    ]
    if len(spans) > 1 and all(ends):
        return [(found.start(1), found.end(1)) for found in ends if found]
    return spans


ETC = re.compile(rf"(?:等等?(?:[0-9{NUMERALS}]{{0,3}}[{HAN}]{{0,16}})?|…+.*)\Z")


NOT_ETC = re.compile(r"[平同高上均优中初相对]等")


def _cut(
    text: str, start: int, stop: int, marks: str, total: int, heads: Sequence[Head]
) -> tuple[list[Span], bool]:
    """Return the stretches between marks, each without what is said of it behind a comma."""
    pieces = items.split_at(text, start, stop, marks)
    spans: list[Span] = []
    for at, (first, last) in enumerate(pieces):
        cut = last if "," in marks else _comma(text, first, last)
        if marks == "、" and (semicolon := text.find(";", first, cut)) > 0:
            cut = semicolon
        if cut < last and marks == ";" and _headed_late(text, first, cut, last, heads):
            cut = last
        if cut < last and marks == "、" and len(pieces) > 1 and at == 0:
            if last - first > LEADING:
                return [], False
            spans.append((text.rfind(",", first, last) + 1, last))
            continue
        spans.append((first, cut))
        if cut < last and marks == "、":
            break
    spans = [span for span in (trim(text, span) for span in spans) if span[1] > span[0]]
    if not spans:
        return [], False
    spans, left_open = without_etc(text, spans)
    if "、" in marks:
        spans = [trim(text, span) for span in items.divided(text, spans, total)]
    spans = [behind_sequence(text, _numberless(text, span)) for span in spans]
    return [span for span in spans if span[1] > span[0]], left_open


LEADING = 30
"""So much may stand before the first item of an announced list."""


def _headed_late(text: str, first: int, cut: int, last: int, heads: Sequence[Head]) -> bool:
    """Tell whether an item has its head only behind its comma: 没有健康码,不放行."""
    forms = [form for head in heads for form in head.forms]
    return any(form in text[cut:last] and form not in text[first:cut] for form in forms)


def _comma(text: str, first: int, last: int) -> int:
    """Return where the first comma or dash outside brackets stands, else the end."""
    for mark in COMMA.finditer(text, first + 1, last + 1):
        if mark.start() < last and outside(text, first, mark.start()):
            return mark.start()
    return last


COMMA = re.compile(",|——")


def without_etc(text: str, spans: list[Span]) -> tuple[list[Span], bool]:
    """Take 等 and what follows it off the last item, and tell whether it was there."""
    first, last = spans[-1]
    found = ETC.search(text, first, last)
    if found is None or found.start() == first or NOT_ETC.match(text, found.start() - 1):
        return spans, False
    return [*spans[:-1], trim(text, (first, found.start()))], True


def behind_sequence(text: str, span: Span) -> Span:
    """Return an item without 首先, 再 and the like before it and 缺一不可 and the like behind it."""
    start, end = span
    if start >= end:
        return span
    found = SAID_FIRST.match(text, start, end) if text[start] in SAID_FIRSTS else None
    if found and found.end() < end:
        start = found.end()
    said = SAID_LAST.search(text, start, end) if text[end - 1] in SAID_LASTS else None
    return start, (said.start() if said and said.start() > start + 1 else end)


SAID_FIRST = re.compile(r"首先|其次|最后|然后|接着|随后|(?:再|又|并)(?=[查问看测核])")
SAID_LAST = re.compile(r"缺一不可\Z|一个不少\Z|一样不少\Z|一个都不能少\Z|样样齐全\Z|一应俱全\Z")
"""What is said of all items behind the last of them."""

SAID_FIRSTS, SAID_LASTS = frozenset("首其最然接随再又并"), frozenset("可少全")
"""What such words begin with, and end in."""


def _numberless(text: str, span: Span) -> Span:
    found = NUMBERED.match(text, *span)
    if found and found.end() < span[1]:
        return trim(text, (found.end(), span[1]))
    return span


def enumerated(text: str, start: int, latest: int) -> list[Span]:
    """Return the leads of 一是…二是…, 第一,…第二,…, 1.…2.…, begun between two places."""
    if not FIRST_SIGN.search(text, start, min(len(text), latest + 12)):
        return []
    first = NUMBERED.search(text, start, min(len(text), latest + 12))
    while first is not None and _order(first) != 1:
        first = NUMBERED.search(text, first.end(), min(len(text), latest + 12))
    if first is None or first.start() > latest or not _begins(text, first.start()):
        return []
    spans = [_lead(text, first.end())]
    at = first.end()
    for found in NUMBERED.finditer(text, at, min(len(text), at + FARTHEST)):
        if found.start() > at + 2 * NEAR or len(spans) == MOST:
            break
        if found.lastgroup != first.lastgroup or not _begins(text, found.start()):
            continue
        order = _order(found)
        if order == 1:
            break
        if order in (len(spans) + 1, 0):
            spans.append(_lead(text, found.end()))
            at = found.end()
    return [span for span in spans if span[1] > span[0]] if len(spans) > 1 else []


FARTHEST, MOST = 8000, 40
"""A numbered list is followed so far, and to so many items."""


def _begins(text: str, at: int) -> bool:
    return at == 0 or text[at - 1] in "。;:!?,、\n—“( "


def _order(found: re.Match[str]) -> int | None:
    sign = found[found.lastgroup or 0]
    if found.lastgroup == "word":
        return {"首先": 1, "其次": 2, "再次": 3}.get(sign, 0)
    if found.lastgroup == "circle":
        return ord(sign) - ord("①") + 1
    value = number(sign)
    return None if value is None else int(value)


LEAD_END = re.compile(r"[,。;:!?\n]|——")


def _lead(text: str, at: int) -> Span:
    found = LEAD_END.search(text, at, at + 120)
    return trim(text, (at, found.start() if found else min(len(text), at + 40)))


PLAIN_CLASSIFIERS = frozenset("项条点步件")
"""Behind them a formula's items need not share a word: 三项制度, 七步工作法."""


def numbered(
    text: str, mention: Mention, shape: Shape, mentions: Sequence[Mention]
) -> Listed | None:
    """Return 一是…二是… behind the sentence of a mention, with no other formula between."""
    spans = enumerated(text, mention.end, sentence_end(text, mention.end) + 3)
    if not spans:
        return None
    between = bisect_left(mentions, (mention.end,))
    if between < len(mentions) and mentions[between].start < spans[0][0]:
        return None
    heads = heads_of(shape)
    plain = mention.kind == "counted_list" or shape.parts[0].classifier in PLAIN_CLASSIFIERS
    whole_lines = all(text[end : end + 1] == "\n" for _, end in spans)
    if not (plain or whole_lines or any(has_head(text, span, heads) for span in spans)):
        return None
    return Listed(tuple(spans), "after", False, False)
