"""The kind of action that a dated statement reports: 召开常委会 is a meeting, 解封 a reopening.

What is told apart, and by which words, stands in ``data/actions.csv``, which can be edited without
programming. The first main clause that has such words decides. Passed over are purposes (为防止…),
grounds (按照…), circumstances (在…后), what is said of a noun before 的, and what a meeting or a paper
merely asks for. A private matter, the weather or an action of another kind has none.

In a pattern of the table ``(召开|举行)`` is one word or the other, ``…`` up to twenty characters of
the same clause, ``#`` a number, and ``<goods>`` a word of the list of that name, which is a row of the
table too. The weights: 3 decides before all else in its clause (召开…会, whatever is discussed), 2 is
the rule, 1 only hints. Of equal weights the verb that comes first decides: the first word of a
pattern, or the last of one that begins with a list; then the upper row. A word alone does not count
where it is part of a name (复工企业) unless ``…`` follows it in the pattern.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import product
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

ACTIONS = {
    "case_report": "case report",
    "transfer": "transfer",
    "treatment": "treatment",
    "discharge": "discharge",
    "clearing": "cleared to zero",
    "meeting": "meeting",
    "command": "command group",
    "response": "response level",
    "directive": "directive",
    "inspection": "inspection",
    "enforcement": "enforcement",
    "publicity": "publicity",
    "testing": "testing",
    "screening": "screening",
    "vaccination": "vaccination",
    "closure": "closure",
    "reopening": "reopening",
    "dispatch": "staff sent",
    "supply": "supply",
    "production": "production",
    "construction": "construction",
}
"""The kinds of action with their English names, in the order of the lanes of a picture."""

GAP = 20
"""``…`` in a pattern stands for so many characters at most."""

OBJECT_TOO = 3
"""A pattern of this weight covers what follows: an inspection of building work is an inspection."""

HINT = 1
"""A pattern of this weight counts only where no clause of the statement says more."""


# Clauses that do not decide ---------------------------------------------------------------------

DROPPED = re.compile(
    r"[“”‘’\"'「」 \u3000\t]|[(（][^()（）]{0,60}[)）]|(?<=《)[^《》]{1,80}?(?=[^《》]{3}》)"
)
"""Quotation marks within words (社会面“清零”), what is in brackets, and of a title all but its end,
which tells what kind of paper it is (的通知》)."""

NUMBER = re.compile(
    r"[1-9１-９][0-9０-９]*(?:[.,][0-9]{1,3})*[余多万亿千百]*|0\.[0-9]+"
    r"|[一二三四五六七八九十两百千]{1,5}余?(?=[例名])"
)
"""A number, but for 0; the lexicon sees #, so that 确诊#例 is a count and 确诊病例 is not."""

CLAUSE_END = re.compile(r"[,，;；:：。!！?？\n]|——")

DAY = r"(?:[#0〇零一二三四五六七八九十廿]{1,4}[年月日号时点分]|[-—–~～至到、]|[今昨明当次翌]日|[今昨明当]天)"
TIME = re.compile(
    rf"(?:截至|截止|自|从|到|至)?{DAY}{{1,12}}(?:上午|中午|下午|傍晚|凌晨|清晨|深夜|夜|早|晚)?间?"
    r"(?:零时|[#0]时)?起?(?:以来|左右|许|前后|开始)?"
)
"""A time at the beginning of a clause: what follows it is seen as the first words."""

AIM = (
    "为了|为(?:此|进一步|尽快|尽早|尽量|有效|切实|全面|更好|最大|确保|保证|保障|防止|防范|防控|避免|阻断"
    "|切断|遏制|控制|降低|减少|缓解|解决|方便|便于|支持|支援|助力|帮助|满足|配合|加快|加强|加大|加速|推动"
    "|推进|促进|实现|做好|打赢|开展|落实|提高|提升|增强|守住|守护|应对|适应|统筹|规范|收治|救治|抢救|排查"
    "|排除|查明|查清|赢得|争取|迎接|恢复|完成|扩大|补充|筹集|让|使|不)"
)
"""Before a verb 为 gives the aim; before a noun it tells for whom something is done (为居民采样)."""

NEVER_MAIN = re.compile(
    rf"{AIM}|以[便免期]|以确保|以防|旨在|从而|力争|力求|争取|确保|防止|避免|距离?(?!离)|要|必须|务必|应当?(?!急|收|检)"
)
"""How a clause begins that gives a purpose, a distance of time or a demand."""

LEADS_TO = re.compile(
    r"因|由于|鉴于|随着|按照|根据|遵照|依照|依据|遵循|经(?![济营开常贸费历验信])|接到|接报"
    r"|接(?=.{1,8}(?:通知|命令|指令|报告))|得知|获悉|据|针对|面对|围绕|带着|携带|满载|通过|借助|依托|受|除"
    r"|虽|尽管|如果|一旦|哪怕|即使|本着|响应|对照|有了|自从|继|趁|就(?![地近诊医业餐读])|当(?![晚天日地场年月时前])"
)
"""How a clause begins that gives the ground or the means of the next one."""

SETS_SCENE = re.compile(
    r"(?:[^今先前背最][之以]?后|后(?:的|不到|仅仅?|短短|才|约)?.{1,6}(?:小时|天|分钟|时间|周)|[之以]?前|期间|之际|同时"
    r"|之时|[^#0零一二三四五六七八九十小临及平]时|[次翌当][日天]|当晚|第.{1,4}天|以来|以降|关头|时刻|首日|前[夜夕]|之初|伊始"
    r"|(?:过程|其|战役)中|基础上|(?:会|会议)上|(?:前提|情况|背景|形势|条件|压力|环境|影响)下"
    r"|(?:不到|不足|仅|短短).{1,6}(?:小时|天|分钟|时间|周)|一[起道同])\Z"
)
"""How a clause ends that gives the circumstance of the next one."""

SCENE_END = 14
"""So many characters at a clause's end are looked at, if the last is one of these."""

SCENE_LAST = frozenset("后前间际同时日天晚来降头刻中上下里内周钟起道夜夕初始")

PLACE_END = re.compile(r"在.{1,30}[下中上里内间]\Z")
"""A clause that only says where or under whom: 在省级专家组两周的救治下."""

AT_ONCE = re.compile(r"后(?=[即便就]|随即|立即|马上|当即|迅速)")
"""Within a clause: what comes first is over (测温、登记后即由专车接驳)."""

ASIDE_SIGN = re.compile("[在就除经]")
"""Without one of these there is no :data:`ASIDE`: looking for them is quicker."""

ASIDE = re.compile(
    r"在(?:(?!在).){2,24}?(?:[之以]?后(?![勤方续期备台])|期间|过程中|之际|的?同时|(?:基础|会|会议)上"
    r"|中(?![心学国央药医队旬午小风部山共西东南北型标])"
    r"|(?<![按留写放签落卸脱拿立打接收停送])下(?![沉发达午线调属辖乡旬降拨单设])"
    r"|[之以]?前(?![往线来沿方台夕期]))"
    r"|就.{2,24}?(?:事宜|事项|问题|情况|工作|任务)|除.{1,20}?外(?!出)"
    r"|经过?.{0,12}?(?:治疗|救治|会诊|诊治|会商|研究|检测|筛查|批准|同意|研判|努力)后?"
)
"""A circumstance within a clause: 游客在核酸检测中被发现阳性."""

DEMANDS = re.compile(r"(?:要求|强调|指出|呼吁|倡议|号召)道?\Z")
"""How a clause ends when the rest of the sentence is only asked for."""

ASKS = re.compile(
    r"要求|强调|指出|呼吁|倡议|号召|研究(?![所院生员])|审议|讨论|听取|传达|商讨|商议|探讨|学习(?!强国)|力争|确保"
    r"|(?<!安排)部署(?!会|推进|调度|动员|到位|了?到)|计划(?!生育)|决战决胜|讲述|介绍|表彰"
)
"""What follows is discussed, asked for or told, not done."""

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


# The lexicon -----------------------------------------------------------------------------------

GROUP = re.compile(r"\(([^()]*)\)")
NAME = re.compile(r"<\w+>")
LEFT_OVER = re.compile(r"[()|<>]")

PASSED_OVER = "<name>"
"""The named list of words that hold a word of a pattern without its meaning: 派出所."""

NEVER = "(?!)"
"""A pattern that is found nowhere."""

Part = frozenset[str]
"""The words of which one stands in a place of a pattern."""

Span = tuple[int, int]


class Pattern(NamedTuple):
    """A row of ``data/actions.csv``, made ready; ``verb`` is the part by whose place it counts."""

    row: int
    action: str
    weight: int
    parts: tuple[Part, ...]
    verb: int
    may_be_name: bool


class Entry(NamedTuple):
    """A pattern with the numbers of its parts, as a set and in order."""

    needed: frozenset[int]
    order: tuple[int, ...]
    pattern: Pattern


class Lexicon(NamedTuple):
    """All patterns, reached by the words that a clause has: word → parts → patterns."""

    names: re.Pattern[str]
    automaton: AhoCorasick
    parts: tuple[tuple[int, ...], ...]
    entries: tuple[tuple[Entry, ...], ...]


def _words(part: str) -> Part:
    """Return what a part of a pattern may stand for.

    >>> sorted(_words("(召开|举行)视频(会|会议)"))
    ['举行视频会', '举行视频会议', '召开视频会', '召开视频会议']
    """
    pieces = GROUP.split(part)
    choices = [piece.split("|") if n % 2 else [piece] for n, piece in enumerate(pieces)]
    return frozenset("".join(choice) for choice in product(*choices))


def _pattern(number: int, row: Mapping[str, str], lists: Mapping[str, str]) -> Pattern:
    """Make a row of the lexicon ready; say what is wrong with a row that cannot be.

    >>> _pattern(7, {"pattern": "开…<meeting>", "action": "met", "weight": "3"}, {})  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ValueError: data/actions.csv, row 7 (开…<meeting>): the action must be one of case_report, ...
    """
    text, action, weight = row["pattern"], row["action"], row["weight"]
    full = NAME.sub(lambda name: f"({lists.get(name[0], name[0])})", text)
    parts = [_words(part) for part in full.removesuffix("…").split("…")]
    words = [word for part in parts for word in part]
    if (
        action not in ACTIONS
        or weight not in ("1", "2", "3")
        or any(not word or LEFT_OVER.search(word) for word in words)
    ):
        raise ValueError(
            f"data/actions.csv, row {number} ({text}): the action must be one of "
            f"{', '.join(ACTIONS)}; the weight 1, 2 or 3; brackets must be closed and not nested, "
            "a list in < > must be in the table, and words must stand before and between …"
        )
    verb = -1 if text.startswith("<") else 0
    may_be_name = len(parts) == 1 and not text.endswith("…")
    return Pattern(number, action, int(weight), tuple(parts), verb, may_be_name)


@cache
def _lexicon() -> Lexicon:
    text = (files("tifa") / "data" / "actions.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(text.splitlines()))
    lists = {row["action"]: row["pattern"] for row in rows if NAME.fullmatch(row["action"])}
    patterns = [
        _pattern(number, row, lists)
        for number, row in enumerate(rows, 2)
        if row["action"] not in lists
    ]
    names = [re.escape(name) for name in lists.get(PASSED_OVER, "").split("|") if name]
    return _indexed(patterns, re.compile("|".join(names) or NEVER))


def _indexed(patterns: Sequence[Pattern], names: re.Pattern[str]) -> Lexicon:
    """Set up the way from words to patterns; each is kept under its part of the longest words."""
    numbers: dict[Part, int] = {}
    by_word: dict[str, set[int]] = {}
    for pattern in patterns:
        for part in pattern.parts:
            number = numbers.setdefault(part, len(numbers))
            for word in part:
                by_word.setdefault(word, set()).add(number)
    kept: list[list[Entry]] = [[] for _ in numbers]
    for pattern in patterns:
        rarest = max(pattern.parts, key=lambda part: (min(map(len, part)), -len(part)))
        order = tuple(numbers[part] for part in pattern.parts)
        kept[numbers[rarest]].append(Entry(frozenset(order), order, pattern))
    return Lexicon(
        names,
        AhoCorasick(list(by_word), matchkind=MatchKind.Standard, implementation=Implementation.DFA),
        tuple(map(tuple, by_word.values())),
        tuple(map(tuple, kept)),
    )


# Reading a statement ---------------------------------------------------------------------------


class Match(NamedTuple):
    """Words of a pattern found in a clause, in order of precedence: the least one decides."""

    lightness: int
    verb: int
    row: int
    start: int
    end: int
    pattern: Pattern


def action_of(clause: str) -> str | None:
    """Return the kind of action that a dated statement reports; None where it has none of these.

    ``clause`` is a clause or a whole statement. Its first main clause with words of the lexicon
    decides; within the clause the heaviest pattern, then the one whose verb comes first, then the
    upper row of the table. Plans count as actions; negation is known only as far as the table
    lists it (没有新增), irony not at all.

    >>> action_of("1月24日晚,市委召开会议,研究学校推迟开学事宜")
    'meeting'
    >>> action_of("3月10日,暂停运营四十多天的公交,在完成消毒后恢复运行")
    'reopening'
    >>> action_of("1月23日,小城下起了雨") is None
    True
    """
    hint = None
    for main in _main_clauses(clause):
        found = _decisive(main)
        if found is not None and found.weight > HINT:
            return found.action
        if found is not None and hint is None:
            hint = found.action
    return hint


def _main_clauses(text: str) -> Iterator[str]:
    """Yield the clauses that may report what was done, without what only stands beside it.

    >>> list(_main_clauses("2月3日,按照省里通知(第3号),为防止聚集,全市在疫情平稳前一律“停课”"))
    ['全市一律停课']
    """
    text = _lexicon().names.sub("□", NUMBER.sub("#", DROPPED.sub("", text)))
    clauses = [clause for clause in CLAUSE_END.split(text) if clause]
    for number, clause in enumerate(clauses, 1):
        time = TIME.match(clause)
        main = clause[time.end() :] if time else clause
        if not main or NEVER_MAIN.match(main):
            continue
        if number < len(clauses) and _only_leads(main):
            continue
        yield _without_asides(main)
        if DEMANDS.search(main, max(0, len(main) - 3)):
            return


def _only_leads(clause: str) -> bool:
    """Tell whether a clause only gives the ground or the circumstance of the next one."""
    if LEADS_TO.match(clause):
        return True
    if clause[-1] not in SCENE_LAST:
        return False
    tail = max(0, len(clause) - SCENE_END)
    return bool(SETS_SCENE.search(clause, tail) or PLACE_END.search(clause))


def _without_asides(clause: str) -> str:
    over = AT_ONCE.search(clause, 1) if "后" in clause else None
    if over:
        clause = clause[over.end() :]
    return ASIDE.sub("", clause) if ASIDE_SIGN.search(clause) else clause


def _decisive(clause: str) -> Pattern | None:
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
    lexicon = _lexicon()
    present: defaultdict[int, list[Span]] = defaultdict(list)
    for word, start, end in lexicon.automaton.find_matches_as_indexes(clause, overlapping=True):
        span = (start, end)
        for part in lexicon.parts[word]:
            present[part].append(span)
    parts = present.keys()
    found = []
    for part in parts:
        for needed, order, pattern in lexicon.entries[part]:
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
