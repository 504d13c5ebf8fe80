"""Counted nouns whose items stand beside them: 宽城区、绿园区、经开区三个区."""

from __future__ import annotations

import re

from tifa.formulas import announced, edges, items
from tifa.formulas.lexicon import lead_before, leads
from tifa.formulas.shapes import HAN, Mention, shape_of
from tifa.quantities.dictionary import word_at

COUNTER = re.compile(
    r"[个项条类大级方道张步种层重支所家处座只批款块片路份本场件名位堂点句]|部门|地|(?:省区市|省市|州市|县市区?|市区|县区|区县|[市县区省州镇村旗国])(?![委政])"
)
WHOLE = re.compile(
    r"部门|(?:省区市|省市|州市|县市区?|市区|县区|区县|[市县区省州镇村旗国])(?![委政])"
)
"""Counters that are the noun themselves: 三省, 两部门."""
INTRO = re.compile(
    rf"”?[{HAN}]{{0,10}}?(?::|,?即:?|——|,?(?:分别|主要|具体)?(?:是|为|包括|指):?|\()"
)
MEASURED = re.compile(r"[例元天吨次米]|人次|公里|小时")
"""Such units are never counted lists."""

MANY = 30
"""A list of examples with 等 sums up no more than so many."""


def find(text: str, start: int, at: int) -> Mention | None:
    """Return the counted noun that begins with a numeral at ``text[start:at]``, with its list."""
    counter = COUNTER.match(text, at)
    if counter is None or MEASURED.match(text, at) or text[start] == "双":
        return None
    shape = shape_of(text[start:at] + "个")
    if shape is None:
        return None
    value = shape.expected[0]
    if value < 2 or value > MANY:
        return None
    listed = _before(text, start, value)
    if listed and listed.open and text[at] in "名位" and len(listed.spans) < value:
        return None
    level = text[at] == "级"
    if listed is None:
        return _announced(text, start, at, counter.end(), level)
    end = _noun_end(text, at, counter.end(), listed, level)
    if end is None:
        return None
    first = start
    if level and end == at + 1 and all(last - begin <= 2 for begin, last in listed.spans):
        first = listed.spans[0][0]
    return Mention(first, end, text[first:end], "counted_list", (value,), False)


LIKELY = re.compile(
    rf"[{HAN}]{{0,14}}(?:[:(]|——|[,。](?:即|分别|包括|主要|就是|[一其首第])|即|分别|包括)"
)


def _announced(text: str, start: int, at: int, after: int, level: bool) -> Mention | None:
    """Return a counted noun whose items are announced behind it: 三点要求:一要…二要…."""
    if not LIKELY.match(text, after):
        return None
    end = _noun_end(text, at, after, None, level)
    if end is None or (end == after and not WHOLE.match(text, at)):
        return None
    surface = text[start:end]
    shape = shape_of(surface)
    if shape is None or len(shape.parts) != 1:
        return None
    mention = Mention(start, end, surface, "counted_list", shape.expected, False)
    found = announced.after(text, mention, shape)
    if found is None:
        return None
    n, total = len(found.spans), shape.expected[0]
    short = all(last - first <= 12 for first, last in found.spans)
    if (
        n == total
        or (found.open and n < total <= MANY)
        or (abs(n - total) == 1 and n > 2 and short)
    ):
        return mention
    return None


LISTED = re.compile("[、和及与”](?:(?<!”)|“)")
"""A joint or two quotations; it begins with a class of characters, which the engine looks for fast."""

BEFORE = re.compile(rf"[{HAN}”),]")
PHRASE = re.compile(rf"[{HAN}]{{0,12}}")


def _before(text: str, start: int, value: int) -> items.Items | None:
    before = text[start - 1 : start]
    if not before or not BEFORE.match(before):
        return None
    if not LISTED.search(text, max(0, start - 90), start) and not items.fused(
        text, max(0, start - 10), start
    ):
        return None
    comma = text[start - 1] == ","
    end = start - 2 if text[start - 2 : start] == ",这" else start - comma
    floor = items.spans_back(text, end, items.CLAUSE_BREAKS)
    if not LISTED.search(text, floor, end) and not items.fused(text, floor, end):
        return None
    found = items.before(text, end if comma else start, value)
    if found is None or len(found.spans) < 2 or (comma and len(found.spans) != value):
        return None
    if comma and (value < 3 or found.open):
        return None
    last = found.spans[-1]
    lead = lead_before(text, last[1], last[0])
    if (
        lead
        and (lead[1] in ("verb", "preposition") or text[last[1] - 1] in "了的过是有")
        and not found.open
    ):
        return None
    if last[1] - last[0] > 4 and not found.open and _last_class(text, last) == "v":
        return None
    if found.open and value > MANY:
        return None
    return found


ABSTRACT = re.compile(r"体系|责任|网格|力量|机制|联动|指挥|书记|河长|调度|防线|架构|网络|专班")


def _last_class(text: str, span: edges.Span) -> str:
    """Return the class of the last word of an item."""
    at, name = span[0], ""
    while at < span[1]:
        _, at, name = word_at(text, at, span[1])
    return name


def _noun_end(
    text: str, at: int, after: int, listed: items.Items | None, level: bool
) -> int | None:
    """Return where the counted noun ends."""
    phrase = PHRASE.match(text, after)
    stop = phrase.end() if phrase else after
    if level and stop == after:
        return after
    if level and listed and len(listed.spans) == 2 and not ABSTRACT.match(text, after):
        return after
    if WHOLE.match(text, at) and not level:
        return after
    if stop == after:
        return after if text[at] == "地" else None
    if text[at] == "地" and word_at(text, after, stop)[2] not in "n":
        return after
    for tail in _shared_tails(text, listed) if listed else ():
        found = text.find(tail, at, min(stop, after + len(tail) + 4))
        if found >= 0:
            return max(found + len(tail), word_at(text, found, stop)[1])
    _, end, first = word_at(text, after, stop)
    if first == "x" and leads().get(text[after:end]) != "adverb":
        return None
    while end < stop:
        _, last, name = word_at(text, end, stop)
        if text[end:last] == "抓" and text.startswith("书记", end - 2) and last < stop:
            return word_at(text, last, stop)[1]
        if name not in "ncs" or text[end:last] in STOPS:
            following = word_at(text, last, stop) if last < stop else None
            if following is None or following[2] not in "nc" or name not in "vew":
                break
            if name == "v" and not AGENTS.match(text, last):
                break
        elif leads().get(text[end:last]) == "adverb" and _verb_at(text, last, stop):
            break
        end = last
    return end


def _verb_at(text: str, at: int, stop: int) -> bool:
    return at < stop and word_at(text, at, stop)[2] in "ve"


STOPS = frozenset(
    (
        *"在均已将都被由和与及为的等有是占",
        "人人",
        "大家",
        "各自",
        "一律",
        "一体",
        "同步",
        "全部",
        "同时",
        "相互",
        "互相",
    )
)
AGENTS = re.compile(r"人员|群体|对象|场所|机构|单位|企业|行业|岗位|环节|者")


def _shared_tails(text: str, listed: items.Items) -> list[str]:
    """Return what most items end in, the longest first: 企业 of 规上工业企业, 重点农业企业."""
    ends = [text[start:end] for start, end in listed.spans]
    shared = []
    for length in (3, 2, 1):
        tails = [item[-length:] for item in ends if len(item) > length]
        tail = max(tails, key=tails.count, default="")
        if tails.count(tail) >= max(2, len(ends) - 1):
            shared.append(tail)
    return shared


def beside(text: str, start: int, end: int) -> bool:
    """Tell whether a list stands directly before a place or is announced directly behind one."""
    found = items.before(text, start, None)
    if found and len(found.spans) > 1:
        return True
    return bool(INTRO.match(text, end))
