"""The wording that tells what a clause reports, where several are in it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from tifa.actions.lexicon import Pattern, Span, lexicon

GAP = 20
"""``…`` in a pattern stands for so many characters at most."""

OBJECT_TOO = 3
"""A pattern of this weight covers what follows: an inspection of building work is an inspection."""

ASKS = re.compile(
    r"要求|强调|指出|呼吁|倡议|号召|研究(?![所院生员])|审议|讨论|听取|传达|商讨|商议|探讨|学习(?!强国)|力争|确保"
    r"|部署(?<!安排部署)(?!会|推进|调度|动员|到位|了?到)|计划(?!生育)|决战决胜|讲述|介绍|表彰"
)
"""What follows is discussed, asked for or told, not done.

Each of the words begins with a character, for which the engine looks fast: what is looked back at stands
behind it.
"""

HEAD = re.compile(
    r"情况|工作|问题|事宜|能力|进展|方案|措施|政策|机制|流程|专班|压力|任务|要求|标准|条件|企业|单位|目标|总?方针|攻坚"
    r"|计划|预案|经验|时间|现场|秩序|需求|专家|指南|手册|医院|实验室|中心|人员|人手|患者|病人|病例|一线|总?[组队点车率者区岗办处员站台]"
    r"|居民|群众|小区|楼|村民|户|期|信息|数据|结果|报告|证明|试剂|设备|产品|物资|知识|团|金|品|信|酒店|宾馆|干部|党员"
    r"|队员|民警|医生|护士|志愿者|学生|大学生|师生|旅客|乘客|车辆|工人|孩子|男子|女子|图|基地|场所|宣传|咨询"
)
"""Nouns that make a name of the word before them: 复工企业, 接种点, 流调队员."""

COUNTS = "#一二三四五六七八九十百多余几两"
SO_LONG = rf"(?:[{COUNTS}]{{1,6}}个?(?:小时|[天日周月年])|多日|已久)"
OF_NOUN = re.compile(rf"[了过完着]?{SO_LONG}?的")
"""What follows a verb that only tells of a noun: 封闭过七十六天的城门."""

LASTED = re.compile(rf"(?<![期时达{COUNTS}]){SO_LONG}的")
"""The same behind an object (暂停运营四十多天的公交), but for 为期三天的核酸检测."""

NEAR = 8
"""So far behind a verb and its object a duration is looked for."""

MOVES_ON = re.compile(r"[了着被把将向已又正在吃]")
"""Behind 的: the clause has a verb of its own."""

JOINED = re.compile(r"[并且、]")
"""Behind 的: a second verb of the same subject (排查返乡的人员并登记)."""


class Match(NamedTuple):
    """Words of a pattern found in a clause, in order of precedence: the least one decides."""

    lightness: int
    verb: int
    row: int
    start: int
    end: int
    pattern: Pattern


def decisive(clause: str) -> Pattern | None:
    """Return the pattern that tells what a clause reports."""
    matches = _matches(clause)
    if not matches:
        return None
    matches.sort()
    asked = ASKS.search(clause)
    for match in matches:
        if match.pattern.weight == OBJECT_TOO:
            return match.pattern
        if (asked is None or match.start < asked.end()) and not _is_attribute(
            clause, match, matches
        ):
            return match.pattern
    return None


def _matches(clause: str) -> list[Match]:
    """Return the first place of every pattern where it is no name and tells of no noun."""
    known = lexicon()
    present: defaultdict[int, list[Span]] = defaultdict(list)
    for word, start, end in known.automaton.find_matches_as_indexes(clause, overlapping=True):
        span = (start, end)
        for part in known.parts[word]:
            present[part].append(span)
    parts = set(present)
    found = []
    for part in present:
        for needed, order, pattern in known.entries[part]:
            if needed <= parts:
                match = _first(clause, pattern, [present[number] for number in order])
                if match is not None:
                    found.append(match)
    return found


def _first(clause: str, pattern: Pattern, places: Sequence[Sequence[Span]]) -> Match | None:
    """Return the first place of one pattern; ``places`` says where the words of each part stand."""
    for first in places[0]:
        spans = _chain(clause, first, places)
        if spans is None:
            continue
        end = spans[-1][1]
        named = pattern.may_be_name and HEAD.match(clause, end)
        if not named and not _tells_of_noun(clause, end, end + NEAR):
            verb = spans[pattern.verb][0]
            return Match(-pattern.weight, verb, pattern.row, first[0], end, pattern)
    return None


def _chain(clause: str, first: Span, places: Sequence[Sequence[Span]]) -> list[Span] | None:
    """Return the places of a pattern's words one behind the other, near enough; None without."""
    spans = [first]
    for part in places[1:]:
        end = spans[-1][1]
        for span in part:
            if end <= span[0] <= end + GAP:
                break
        else:
            return None
        if _tells_of_noun(clause, end, span[0]):
            return None
        spans.append(span)
    return spans


def _tells_of_noun(clause: str, end: int, until: int) -> bool:
    """Tell whether a verb that ends there, before the next word, belongs to a noun behind a 的."""
    if "的" not in clause:
        return False
    return bool(OF_NOUN.match(clause, end) or LASTED.search(clause, end, until))


def _is_attribute(clause: str, match: Match, matches: Sequence[Match]) -> bool:
    """Tell whether words stand before a 的 behind which the clause goes on: 停运多日的公交恢复运行."""
    at = clause.find("的", match.verb)
    if at < 0 or JOINED.search(clause, at):
        return False
    if at >= match.end and MOVES_ON.search(clause, at):
        return True
    action = match.pattern.action
    return any(other.verb > at and other.pattern.action != action for other in matches)
