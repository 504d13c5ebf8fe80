"""Shares and rates: 占, 率."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tifa.totals.names import kin
from tifa.totals.numbers import LONGEST, SENTENCE_END, Stretch, Total, share_of

OF_ANOTHER = re.compile(r"[,，]占[\u4e00-\u9fff]{0,14}\Z")


def share_of_next(here: Stretch, at: int) -> Iterator[Total]:
    """Check 412家,占全部企业560家的78.6%."""
    if here.joins(at, at + 1) and here.near(at, at + 2) and here.items[at + 2].unit == "%":
        behind = here.gap(at + 2)
        if OF_ANOTHER.fullmatch(here.gap(at + 1)) and re.fullmatch(
            r"[\u4e00-\u9fff]{0,6}的", behind
        ):
            found = share_of(here.items[at], here.items[at + 1], here.items[at + 2])
            if found:
                yield found


OF_TOTAL = re.compile(
    r"(?:[^,，、。;；:：0-9]{0,10}[,，(（])?占(?:比|总数的|其)?(?:为|了|达到?)?\Z"
)


def share_of_before(here: Stretch, at: int) -> Iterator[Total]:
    """Check 小区868个,无疫小区791个,占比91.1%: a right share of the number before its own."""
    if at < 1 or not here.joins(at - 1, at) or SENTENCE_END.search(here.gap(at)):
        return
    if (
        here.near(at, at + 1)
        and here.items[at + 1].unit == "%"
        and OF_TOTAL.fullmatch(here.gap(at + 1))
    ):
        found = share_of(here.items[at], here.items[at - 1], here.items[at + 1])
        if found and found.verdict == "holds":
            yield found._replace(grounds="agreement")


DUE = re.compile(r"应([\u4e00-\u9fff])")
"""Before a number: the base of a rate (应复工, 应检)."""

RATE = re.compile(
    r"[,，](?P<of>[\u4e00-\u9fff]{0,6}?)(?P<act>[\u4e00-\u9fff]{2})率(?:为|是|已达?|达到?)?\Z"
)
"""Before a rate: what it is a rate of."""

WAY = re.compile(r"(?:全程|总|平均|整体|实际|累计)?\Z")
"""Before the act of a rate, which changes nothing about its numbers."""

ANOTHER = re.compile(r"新增|当[日天]|[今昨]日|昨天|今天|死亡|其中|重[型症]|危重|疑似")
"""In the name of a number: hardly what a rate is taken of."""

OUTCOME = re.compile(r"治愈|出院|死亡|在院|在治|现有")
FAR = 25.0
"""A rate that is off by more points than that is hardly taken of these numbers."""

PAUSE = re.compile(r"[。!！?？;；\n]")
GOAL = re.compile(r"(?:以上|以内|左右)?的|目标")


def rate(here: Stretch, at: int) -> Iterator[Total]:
    """Check 应复工企业820家,已复工779家,复工率95% by the words that a rate shares with its numbers.

    The part is the number whose clause has the act (复工), the base the one that has not. It fails only
    where the sentence has no other number that could be either.
    """
    found = RATE.search(here.gap(at))
    if found is None or here.items[at].unit != "%" or GOAL.match(here.text, here.items[at].end):
        return
    counted = _counted(here, at)
    parts = [n for n in counted if _has_act(here, n, found["act"])]
    if not parts:
        return
    unit = here.items[parts[-1]].unit
    bases = [n for n in counted if n not in parts and _may_be_base(here, n)]
    bases = [n for n in bases if kin(here.items[n].unit, unit)]
    sure = len(parts) == len(bases) == 1
    if sure and not WAY.fullmatch(found["of"]):
        sure = found["of"] in here.name(parts[0]) or found["of"] in here.name(bases[0])
    for part in parts[::-1]:
        for base in bases[::-1]:
            yield from _rate_of(here, (base, part, at), sure)


def _rate_of(here: Stretch, row: tuple[int, int, int], sure: bool) -> Iterator[Total]:
    """Check a rate of two numbers; where they are not sure to be meant, only a rate that is right."""
    base, part, share = (here.items[n] for n in row)
    if row[0] > row[1] or part.value > base.value:
        return
    found = share_of(part, base, share)
    far = abs(100 * part.value / max(base.value, 1e-9) - share.value) > FAR
    noted = here.text[share.end : share.end + 1] in ("(", "（")
    if found and sure and not (found.verdict == "fails" and (far or noted)):
        yield found
    elif found and found.verdict == "holds":
        yield found._replace(grounds="agreement")


def _counted(here: Stretch, at: int) -> list[int]:
    """Return the numbers of the sentence before a rate that may count what it is taken of."""
    found: list[int] = []
    for n in range(at - 1, max(-1, at - LONGEST), -1):
        if PAUSE.search(here.gap(n + 1)) or not here.near(n, n + 1):
            break
        if here.items[n].unit == "%" or not here.items[n].exact:
            continue
        found.append(n)
    return found[::-1]


def _has_act(here: Stretch, at: int, act: str) -> bool:
    """Tell whether the clause of a number says that the act of a rate was done (已复工; 实检)."""
    name = here.name(at)
    if DUE.search(here.before(at)):
        return False
    return act in name or (act != "检出" and re.search(rf"[已实]际?[{act}]", name) is not None)


def _may_be_base(here: Stretch, at: int) -> bool:
    name = here.name(at)
    return not (ANOTHER.search(name) or OUTCOME.search(name))
