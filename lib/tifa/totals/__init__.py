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
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from tifa.quantities import stated_amounts
from tifa.quantities.amounts import Amount
from tifa.times import Expression, find_times
from tifa.totals.breakdown import apposed, breakdown, rest
from tifa.totals.changes import changed_to, compared_with, day_before, difference
from tifa.totals.lists import exhausted, kinds, ordinals, respectively, together
from tifa.totals.names import REST, family
from tifa.totals.numbers import HEADING, Stretch, Total, item_of, stretch
from tifa.totals.outcomes import outcomes
from tifa.totals.shares import rate, share_of_before, share_of_next


class Rule(NamedTuple):
    """A check of the items from one on, tried where the words before the item ``ahead`` have a sign.

    So many items in a ``row`` must join each other, the first of them ``begins`` so far from the one.
    Of signs that all begin with a character, not a class, the engine looks for the beginnings fast.
    """

    check: Callable[[Stretch, int], Iterator[Total]]
    ahead: int
    signs: re.Pattern[str]
    row: int = 1
    begins: int = 0


RULES = (
    Rule(breakdown, 1, re.compile(r"其中|包括|主要有|仅|中[,，]|里[,，]|\(|（")),
    Rule(apposed, 1, re.compile("[:：(（,，]"), row=3),
    Rule(rest, 0, REST, row=3, begins=-2),
    Rule(outcomes, 1, re.compile("[,，、;；(（]")),
    Rule(exhausted, 1, re.compile("来自|构成|组成"), row=3),
    Rule(respectively, 0, re.compile("分别"), row=2),
    Rule(together, 0, re.compile("[计共]"), row=2, begins=-1),
    Rule(kinds, 0, re.compile("占"), row=2),
    Rule(ordinals, 1, re.compile("第一"), row=3),
    Rule(share_of_next, 1, re.compile("占"), row=2),
    Rule(share_of_before, 1, re.compile("占"), row=2, begins=-1),
    Rule(rate, 0, re.compile("率")),
    Rule(difference, 1, re.compile("到|至|为|成|现有"), row=2),
    Rule(day_before, 2, re.compile("前一|前日|上一?日|昨"), row=3),
    Rule(compared_with, 1, re.compile("[比较]"), row=2),
    Rule(changed_to, 2, re.compile("[至到为成]"), row=3),
)

BREAKS_DOWN = re.compile(r"其中|包括|主要有|仅|[中里][,，]")
COMPARES = re.compile("[占率到至为成比较]|现有")
"""Without one of them a breakdown is no breakdown, and two numbers are not compared with a third."""


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
    rows = stated_amounts(text, times, _comparable)
    items = [item_of(text, row) for row in rows if not HEADING.match(text, row.start)]
    return _once(sorted(set(_checked(stretch(text, items, times)))))


def _comparable(text: str, row: Sequence[Amount]) -> bool:
    """Tell whether any rule may check amounts near each other; of most texts none has such a row.

    Without a breakdown, that takes three amounts that may count the same, or two and a third number, or
    two shares; the third may also be the share of two others.
    """
    if len(row) < 2:
        return False
    between = text[row[0].end : row[-1].start]
    if BREAKS_DOWN.search(between):
        return True
    families = Counter([family(amount.unit) for amount in row])
    alike = max(families.values())
    if len(row) == 2:
        return alike == 2 and "占" in between
    return alike > 2 or ((alike == 2 or "%" in families) and COMPARES.search(between) is not None)


def _checked(here: Stretch) -> Iterator[Total]:
    """Yield what the rules find."""
    every = "\n".join(here.gaps)
    pairs = [at for at, joined in enumerate(here.joined) if joined]
    threes = [at for at, joined in enumerate(pairwise(here.joined)) if joined == (True, True)]
    begun = {1: range(len(here.items)), 2: pairs, 3: threes}
    for check, ahead, signs, row, begins in RULES:
        if begun[row] and signs.search(every):
            for first in begun[row]:
                at = first - begins
                if signs.search(here.gap(at + ahead)):
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
