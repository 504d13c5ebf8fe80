"""Quantities that a report states: a number with its unit, and what they count.

Units are those of ``data/measure_units.csv``; a character that stands as one at the end of a clause,
behind a noun and a number (脐橙80筐), counts too. What is counted is the noun behind the unit (7个省份),
else the noun or verb before the number (确诊病例28例, 共排查588人), as far as the words of a dictionary
and some rules tell.

Passed over are times, ages, ordinals, ranges, formulas (“五早”, 七个到位, 1+N), names (九台区, 12345热线),
and numbers that are not determined (数百名). 余, 多 and 近 belong to the number; its value is then a bound.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from tifa.quantities.amounts import Amount, find_amounts, outside
from tifa.quantities.before import CHANGE, CHANGED, REACH, Edges, Phrase, counted_before
from tifa.quantities.behind import HOUSES, MEASURES, counted_behind, holds_itself
from tifa.quantities.dictionary import word_at
from tifa.quantities.lists import kind_of_unit, units
from tifa.times import Expression, find_times


class Quantity(NamedTuple):
    """A quantity at ``text[start:end]``: 2.36亿人次 has the value 236000000 and the unit 人次.

    ``what`` is what is counted, in the words of the text; None where its clause does not say.
    """

    start: int
    end: int
    value: float
    unit: str
    what: str | None


def find_quantities(text: str, times: Sequence[Expression] | None = None) -> list[Quantity]:
    """Return the quantities of a text in order, none within another. Linear in the text.

    ``times`` is what :func:`tifa.times.find_times` found, if that is known already.

    >>> text = "3月12日,新增确诊病例28例,1.2万余名网格员入户,治愈率为93.4%。"
    >>> [(text[row.start : row.end], row.value, row.what) for row in find_quantities(text)]
    [('28例', 28.0, '新增确诊病例'), ('1.2万余名', 12000.0, '网格员'), ('93.4%', 93.4, '治愈率')]
    >>> find_quantities("落实“1+N”机制和“五早”要求,第9次会议24小时内传达,8号线停运。")
    []
    """
    page, text = text, _folded(text)
    amounts = list(find_amounts(text))
    if not amounts:
        return []
    times = find_times(page) if times is None else times
    amounts = outside(amounts, times)
    phrases = _phrases(text, amounts, times)
    return [
        Quantity(*amount[:4], text[phrase.start : phrase.end] if phrase else None)
        for amount, phrase in zip(amounts, phrases, strict=True)
        if _stated(text, amount, phrase)
    ]


Wanted = Callable[[str, Sequence[Amount]], bool]
"""Tells of a text and some amounts in it, near each other, whether they may be of use."""


def stated_amounts(
    text: str, times: Sequence[Expression], wanted: Wanted | None = None
) -> list[Amount]:
    """Return the same quantities without what they count, which mostly need not be known for that.

    Where no row of amounts is ``wanted``, there are none.

    >>> stated_amounts("新增确诊病例28例", [])
    [Amount(start=6, end=9, value=28.0, unit='例', han=False)]
    """
    text = _folded(text)
    rows = list(_apart(outside(find_amounts(text), times)))
    if wanted and not any(wanted(text, row) for row in rows):
        return []
    found: list[Amount] = []
    at = 0
    for row in rows:
        if all(map(_is_plain, row)):
            found += row
            continue
        while at < len(times) and times[at].end < row[0].start - FAR:
            at += 1
        end = at
        while end < len(times) and times[end].start < row[-1].end + FAR:
            end += 1
        phrases = _phrases(text, row, times[at:end])
        found += [
            one for one, phrase in zip(row, phrases, strict=True) if _stated(text, one, phrase)
        ]
    return found


FAR = 3 * REACH
"""What one amount counts does not depend on another, or on a time, so far from it."""


def _apart(amounts: Sequence[Amount]) -> Iterator[list[Amount]]:
    """Yield the amounts in rows that are far from each other."""
    row: list[Amount] = []
    for amount in amounts:
        if row and amount.start - row[-1].end > FAR:
            yield row
            row = []
        row.append(amount)
    if row:
        yield row


def _folded(text: str) -> str:
    for wide, narrow in FOLD:
        if wide in text:
            text = text.replace(wide, narrow)
    return text


FOLD = tuple(zip("０１２３４５６７８９（）％．，", "0123456789()%.,", strict=True))
"""Full-width signs are read as half-width ones; the length stays."""


COMPARED = re.compile(r"[比较占][\u4e00-\u9fff]{0,2}\Z")
"""Before a time that is no time of the statement: 比上周提高, 占当日新增病例的."""

COMPARISON = re.compile(rf"[,，](?:同比|环比|[比较][^,，。;；\n]{{1,10}}){CHANGE}了?")
"""Between an amount and by how much it has changed: 28例,比前一日增加5例."""

NEXT_TO = re.compile(r"[、,，]?(?:第[0-9一二三四五六七八九十]{1,3}[批轮次])?共?计?")
"""Between two amounts of one thing: 86批1.94万人; 6支、153人."""


def _phrases(
    text: str, amounts: Sequence[Amount], times: Sequence[Expression]
) -> list[Phrase | None]:
    """Return for each amount what it counts."""
    found: list[Phrase | None] = []
    edges, at = Edges(0, 0, 0), 0
    for index, amount in enumerate(amounts):
        while at < len(times) and times[at].end <= amount.start:
            if not COMPARED.search(text, max(0, times[at].start - 3), times[at].start):
                edges = Edges(edges.amount, times[at].start, times[at].end)
            at += 1
        stop = min(
            amount.end + REACH,
            amounts[index + 1].start if index + 1 < len(amounts) else len(text),
            times[at].start if at < len(times) else len(text),
        )
        phrase = _phrase(text, edges, stop, amount)
        floor = phrase.end if phrase and phrase.start == amount.end else amount.end
        edges = Edges(floor, max(floor, edges.time_start), max(floor, edges.time_end))
        found.append(phrase)
        if index:
            _share(text, amounts, found, index)
    return found


def _phrase(text: str, edges: Edges, stop: int, amount: Amount) -> Phrase | None:
    """Return what an amount counts by its own clause: the noun behind it, if there is one."""
    before = counted_before(text, edges, amount)
    free = (before is None or not before.noun) and text[amount.start - 1 : amount.start] != "等"
    behind = counted_behind(text, stop, amount, free)
    if behind and (free or not holds_itself(amount.unit)):
        return behind
    return before or behind


def _share(text: str, amounts: Sequence[Amount], found: list[Phrase | None], index: int) -> None:
    """Give two amounts of one thing the same name: 86批1.94万人, 由17家增至46家."""
    one, other = amounts[index - 1], amounts[index]
    former, latter = found[index - 1], found[index]
    gap = text[one.end : other.start]
    if COMPARISON.fullmatch(gap):
        if latter is None and kind_of_unit(one.unit) == kind_of_unit(other.unit):
            found[index] = former
    elif (
        (CHANGED.fullmatch(gap) and one.unit == other.unit)
        or NEXT_TO.fullmatch(gap)
        or (former and gap == text[former.start : former.end])
    ):
        if latter is None:
            found[index] = former
        elif latter.noun and (former is None or not former.noun):
            found[index - 1] = latter


def _is_plain(amount: Amount) -> bool:
    """Tell whether an amount is a quantity whatever it counts."""
    if amount.unit not in units() or amount.unit in HOUSES:
        return False
    return not amount.han or amount.value > 10 or kind_of_unit(amount.unit) in MEASURES


def _stated(text: str, amount: Amount, phrase: Phrase | None) -> bool:
    """Tell whether an amount is a quantity, given what it counts."""
    if _is_plain(amount):
        return True
    noun = phrase is not None and phrase.noun
    before = phrase is not None and phrase.end <= amount.start
    if amount.unit not in units():
        return noun and before
    if amount.unit in HOUSES:
        return noun and not before
    if phrase is None or (amount.value == 1 and not noun and amount.unit not in "例名人"):
        return False
    formula = amount.unit == "个" and before and amount.end < len(text)  # 做到七个到位
    stop = min(amount.end + 4, len(text))
    return not (formula and word_at(text, amount.end, stop)[2] == "v")
