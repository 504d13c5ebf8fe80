"""Cases and what became of them: 累计确诊39例,出院21例,在院18例.

A case has recovered, has died or is in care. Where all three are told, or no death is said to have
happened, they must make up the cases; some of them cannot be more than the cases.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tifa.totals.numbers import LONGEST, Stretch, Total, summed

OUTCOMES = {
    "cured": re.compile(r"治愈|出院|出舱|康复"),
    "dead": re.compile(r"死亡|病亡|病故|离世"),
    "in_care": re.compile(r"在院|现有|在治|住院|(?<!已)在[^,，]{0,6}(?:治疗|救治)"),
}
CASES = re.compile(r"确诊|感染者|病例|患者")
"""In the name of the total."""

NO_TOTAL = re.compile(
    r"新增|疑似|现有|在院|出院|治愈|死亡|密切|排除|无症状|其中|重症|重型|比|较|当[日天]|今日|昨日|首"
)
"""In the name of cases that are not all of them."""

ANOTHER_TIME = re.compile(r"新增|当[日天]|今[日天]|昨日|昨天|其中|首批|此前|疑似")
"""In the name of an outcome: of a day, of a part of the cases or of others."""

MOVED = re.compile(r"转出|转院|转入|转归|转为|订正|核减|核增|外省治疗|异地|含|包括|无症状")
"""A case may have had another outcome, or others may be counted."""

NO_DEATH = re.compile(r"(?:无|零|没有|未)[^,，。;；]{0,5}死亡|死亡0例|零死亡|死亡病例零")
FAR = 0.25
"""Outcomes that are off by more than this share of the cases are hardly theirs."""

PAUSE = re.compile(r"[。!！?？\n]")


def outcomes(here: Stretch, at: int) -> Iterator[Total]:
    """Check cases by the recovered, the dead and those in care."""
    if here.units[here.items[at].unit] < 3:
        return  # cases, and two outcomes
    name = here.name(at)
    if not here.items[at].exact or not CASES.search(name) or NO_TOTAL.search(name):
        return
    found = _told(here, range(at + 1, min(at + LONGEST, len(here.items))), at)
    if len(found) < 2:  # the cases come last: 现有…,累计治愈…,累计死亡…,累计确诊…
        found = _told(here, range(at - 1, max(-1, at - LONGEST), -1), at)
    if len(found) < 2:
        return
    numbers = sorted(found.values())
    verdict = summed([here.items[n] for n in numbers], here.items[at])
    sentence = _sentence(here, min(at, numbers[0]), max(at, numbers[-1]))
    complete = {"cured", "in_care"} <= set(found) and ("dead" in found or NO_DEATH.search(sentence))
    off = sum(here.items[n].value for n in numbers) - here.items[at].value
    near = abs(off) <= FAR * here.items[at].value
    if verdict.verdict == "holds":
        yield verdict if complete else verdict._replace(grounds="agreement")
    elif (
        near
        and (complete or off > 0)
        and not MOVED.search(sentence)
        and _only(here, min(at, numbers[0]))
    ):
        yield verdict


def _told(here: Stretch, numbers: range, at: int) -> dict[str, int]:
    """Return the items that tell the outcomes of cases, in one direction; each outcome is taken once."""
    found: dict[str, int] = {}
    for n in numbers:
        later = max(n, n - numbers.step)
        name = here.name(n)
        if not here.near(later - 1, later) or PAUSE.search(here.gap(later)):
            break
        if here.items[n].unit != here.items[at].unit or ANOTHER_TIME.search(name):
            continue
        told = [key for key, word in OUTCOMES.items() if word.search(name)]
        if len(told) > 1 or (told and told[0] in found) or (not told and CASES.search(name)):
            break
        if told and not here.items[n].exact:
            return {}
        found |= dict.fromkeys(told, n)
    return found


def _sentence(here: Stretch, at: int, last: int) -> str:
    """Return the text from an item to the end of the sentence of another, or near to it."""
    end = here.items[last].end
    behind = PAUSE.split(here.text[end : end + 30])[0]
    return here.text[here.items[at].start : end] + behind


def _only(here: Stretch, at: int) -> bool:
    """Tell whether no other cases are named before in the sentence, of which the outcomes may be."""
    before = range(here.began(at), at)
    return not any(
        here.items[n].unit == here.items[at].unit and not ANOTHER_TIME.search(here.name(n))
        for n in before
    )
