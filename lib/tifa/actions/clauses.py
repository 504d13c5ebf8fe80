"""The clauses of a statement that may report what was done.

Passed over are purposes, demands, grounds and circumstances: what only stands beside the action.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tifa.actions.lexicon import lexicon

DROPPED = re.compile(
    r"[“”‘’\"'「」 \u3000\t]|[(（][^()（）]{0,60}[)）]|(?<=《)[^《》]{1,80}?(?=[^《》]{3}》)"
)
"""Quotation marks within words (社会面“清零”), what is in brackets, and of a title all but its end,
which tells what kind of paper it is (的通知》)."""

DROPPED_SIGN = re.compile("[“”‘’\"'「」 \u3000\t(（《]")
"""Without one of these nothing is dropped: looking for them is quicker."""

NUMBER = re.compile(
    r"[1-9１-９0一二三四五六七八九十两百千](?:(?<=[1-9１-９])[0-9０-９]*(?:[.,][0-9]{1,3})*[余多万亿千百]*"
    r"|(?<=0)\.[0-9]+|(?<=[^0-9１-９])[一二三四五六七八九十两百千]{0,4}余?(?=[例名]))"
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
    r"|(?:过程|其|战役)中|基础上|(?<![布气风])会上|会议上|(?:前提|情况|背景|形势|条件|压力|环境|影响)下"
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

DEMANDS = re.compile(r"(?:要求|强调|指出|呼吁|倡议|号召|致歉|道歉)道?\Z")
"""How a clause ends when the rest of the sentence is only asked for."""


def main_clauses(text: str) -> Iterator[str]:
    """Yield the clauses that may report what was done, without what only stands beside it.

    >>> list(main_clauses("2月3日,按照省里通知(第3号),为防止聚集,全市在疫情平稳前一律“停课”"))
    ['全市一律停课']
    """
    text = DROPPED.sub("", text) if DROPPED_SIGN.search(text) else text
    text = lexicon().names.sub("□", NUMBER.sub("#", text))
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
