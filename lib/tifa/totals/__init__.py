"""Totals, shares and differences that a text states, checked by its own numbers.

Words say which numbers are compared: 其中, 分别为, 合计, 占, 复工率 with what is 复工, 由…降至…,减少…. The
arithmetic gives the verdict, and does not choose the numbers. Names of parts say how it is judged: where
they are all there are (确诊 and 无症状, 其余, four names for 四个街道) the sum must be the total; where no two
of them overlap (two districts) it cannot be more; of others nothing is said that does not come out right.
A list that does not claim to be complete (其中城关区12例) is ``open`` where its parts fall short of the total.
A check ``fails`` only where the text leaves no other reading. Where the words leave open which numbers
belong together, those that agree are taken, and the row says so: ``grounds`` is ``agreement``.

A number that is not exact (余, 多, 近, 约) is a bound: a sum within it holds with ≈, and none fails. A share
holds where it is right to half a unit of its last place. Nothing beyond its paragraph is compared.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from tifa.quantities import stated_amounts
from tifa.times import Expression, find_times
from tifa.totals.breakdown import apposed, breakdown, rest
from tifa.totals.changes import changed_to, compared_with, day_before, difference
from tifa.totals.lists import exhausted, kinds, ordinals, respectively, together
from tifa.totals.names import REST
from tifa.totals.numbers import HEADING, REACH, Stretch, Total, item_of
from tifa.totals.outcomes import outcomes
from tifa.totals.shares import rate, share_of_before, share_of_next


class Rule(NamedTuple):
    """A check of the items from one on, tried where the words before the item ``ahead`` have a sign.

    Of signs that all begin with a character, not a class, the engine looks for the beginnings fast.
    """

    check: Callable[[Stretch, int], Iterator[Total]]
    ahead: int
    signs: re.Pattern[str]


RULES = (
    Rule(breakdown, 1, re.compile(r"其中|包括|主要有|仅|中[,，]|里[,，]|\(|（")),
    Rule(apposed, 1, re.compile("[:：(（,，]")),
    Rule(rest, 0, REST),
    Rule(outcomes, 1, re.compile("[,，、;；(（]")),
    Rule(exhausted, 1, re.compile("来自|构成|组成")),
    Rule(respectively, 0, re.compile("分别")),
    Rule(together, 0, re.compile("[计共]")),
    Rule(kinds, 0, re.compile("占")),
    Rule(ordinals, 1, re.compile("第一")),
    Rule(share_of_next, 1, re.compile("占")),
    Rule(share_of_before, 1, re.compile("占")),
    Rule(rate, 0, re.compile("率")),
    Rule(difference, 1, re.compile("到|至|为|成|现有")),
    Rule(day_before, 2, re.compile("前一|前日|上一?日|昨")),
    Rule(compared_with, 1, re.compile("[比较]")),
    Rule(changed_to, 2, re.compile("[至到为成]")),
)


def check_totals(text: str, times: Sequence[Expression] | None = None) -> list[Total]:
    """Return the checks that a text allows, in order. Linear in the text.

    ``times`` are the times in it, if they are known already.

    >>> check_totals("新增感染者115例。其中,确诊病例37例,无症状感染者78例。")
    [Total(start=5, end=30, verdict='holds', check='37+78=115', grounds='wording')]
    >>> [row.check for row in check_totals("在院46例,其中重症9例,占比19.6%。新增30例,其中城区12例。")]
    ['9/46=19.6%', '12<30']
    >>> [row.check for row in check_totals("276家企业已有269家复工,复工率95.7%。")]
    ['269/276!=95.7%']
    >>> check_totals("截至2月10日累计确诊57例。2月11日新增4例,出院3例。")
    []
    """
    times = find_times(text) if times is None else times
    rows = stated_amounts(text, times)
    items = [item_of(text, row) for row in rows if not HEADING.match(text, row.start)]
    ends = [0, *(item.end for item in items)]
    gaps = [
        text[max(end, item.start - REACH) : item.start]
        for end, item in zip(ends, items, strict=False)
    ]
    here = Stretch(text, items, times, gaps)
    return _once(sorted(set(_checked(here))))


def _checked(here: Stretch) -> Iterator[Total]:
    """Yield what the rules find; those without a sign before any number are not tried at each."""
    every = "\n".join(here.gaps)
    for check, ahead, signs in RULES:
        if signs.search(every):
            for at, gap in enumerate(here.gaps[ahead:]):
                if signs.search(gap):
                    yield from check(here, at)


def _once(rows: Sequence[Total]) -> list[Total]:
    """Return checks without those that another one tells better.

    That is an agreement which words tell as well, and an open list that goes on to its total.
    """
    told = {row[:4] for row in rows if row.grounds == "wording"}
    sure = [row for row in rows if row.grounds == "wording" or row[:4] not in told]
    whole = {_begun(row) for row in sure if row.verdict != "open"}
    return [row for row in sure if row.verdict != "open" or _begun(row) not in whole]


def _begun(row: Total) -> tuple[int, str]:
    """Return where a check begins, and its first part."""
    return row.start, re.split(r"\+|!?[=≈<]", row.check)[0]
