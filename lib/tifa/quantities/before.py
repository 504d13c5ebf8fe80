"""What is counted, where it stands before the number: 确诊病例28例."""

from __future__ import annotations

import re
from typing import NamedTuple

from tifa.quantities.amounts import Amount
from tifa.quantities.dictionary import Word, segmented
from tifa.quantities.lists import kind_of_unit, listed

REACH = 24
"""What is counted stands within so many characters of the number."""

BREAK = frozenset(',，。;；:：、!！?？\n\t 　()（）“”"《》「」『』—…/|【】[]>·')
"""Marks that part a number from what is said of others."""

SHARES = frozenset({"%", "倍", "成"})
CHANGE = (
    "(?:增加|增长|收窄|增设|增派|减少|下降|上升|提高|提升|扩充|扩大|扩容|扩展|压缩|压减|缩短|缩减|降低|攀升|跃升|回升|回落|恢复|发展|合并"
    "|整合|加密|翻|增|减|降|升|扩|跌|涨|跳)"
)
CHANGED = re.compile(
    rf"[,，]?(?:大幅|迅速|快速|首次|已|逐步|进一步|再|又)?(?:{CHANGE}?(?:到了|到|至|为|成)|现有|现为)"
    r"(?:[^,，。;；\n]{1,6}的)?"
)
"""Between two amounts of one thing: 37人增加到412人."""

DELTA = re.compile(rf"(?:同比|环比)?{CHANGE}|新增|累计")
"""A verb behind the noun that it says something of: 重症病例|新增9例."""

FROM = re.compile(r"(?:由|从|自)[^由从]{0,8}\Z")
LINK = re.compile(
    rf"(?:(?:[比较][^比较]{{1,10}}(?:{CHANGE}|多出?|少|高出?|低|翻)|每[\u4e00-\u9fff]{{1,2}}"
    r"|达到?|多达|高达|长达|重达|最高达|最多时达|(?<![行作成认因])为|是|(?<![拥设没具持])有|已有|尚有|仅有|只有|共有|还有|现有|仅剩|还剩"
    r"|剩余?|突破|不?超过?|高于|低于|不少于|不低于|不高于|不?小于|不?大于|不足|不到|至少|至多|最多|逾|近|(?<!预)约|大约|接近|(?<!公)共"
    r"|共计|合计|总计|累计|一共|总共|分别|各|破|满|即|约为|约有|连续|零下|同比|环比|[总全]长|(?<=[线岸路桥堤带道管])长|都在|(?<!现)在"
    r"|日均|月均|年均|人均|户均|平均|(?<![主需])要|将|已经?|均|仅|只|还|尚|也|都|再|又|则|就|首次|一度|最高|最低|大幅|快速|迅速"
    rf"|[高低]至|{CHANGE}(?:到|至|为|成))了?|了)\Z"
)
"""Between what is counted and the number: 达, 突破, 为, 增至, 比上周提高."""

LINK_LAST = frozenset(
    "出达到为是有余剩破过超于足少多逾近约共计别各满即续下比长在均要将经已仅只还尚也都再又则就次度高低幅速接了加窄设派降升充大容展缩减短跃"
    "翻跌涨跳密复并合落至成"
)
"""The last characters of such words, but for 每 and what follows it."""

TIMES_OF = re.compile(r"(?:约?为|是|达|相当于)[^为是达]{0,10}的\Z")
SHARE_OF = re.compile(r"(占(?!比)[^占]{2,14}?)的?\Z")
QUOTED = {"”": "“", "》": "《", "」": "「"}
GROUP = re.compile(r"\([^()\n]*\)\Z")
PLACE = re.compile(r"[\u4e00-\u9fff]{1,5}(?:[省市县区镇乡村州旗]|街道|社区)")

TESTED = ("累计检测", "累计采样")
"""What is done, where a noun follows (累计检测|车辆)."""

HOLDERS = "院馆校店厂"
"""A house before the name of a rate: who has it (电影院|上座率)."""


class Phrase(NamedTuple):
    """Words at ``text[start:end]``: a noun phrase, or else a verb."""

    start: int
    end: int
    noun: bool


class Edges(NamedTuple):
    """Where the former amount ends with its noun, and the last time before an amount."""

    amount: int
    time_start: int
    time_end: int


def counted_before(text: str, edges: Edges, amount: Amount) -> Phrase | None:
    """Return what the words before a number say is counted: a noun, or else a verb."""
    floor, end = max(edges.amount, amount.start - REACH), amount.start
    source = CHANGED.match(text, amount.end) and FROM.search(text, floor, end)
    if source:
        end = source.start()
    elif amount.unit in SHARES:
        left = _clause(text, floor, end)
        if share := SHARE_OF.search(text, left, end):
            return Phrase(share.start(), share.end(1), False)
        if of := TIMES_OF.search(text, left, end):
            end = of.start()
        end -= text[end - 1] == "占" and amount.unit != "倍"
    left, end = _words_before(text, floor, end, edges)
    if left == end:
        return _quoted(text, floor, end)
    phrase = _phrase_before(text, left, end, amount.unit)
    behind = amount.end < len(text) and text[amount.end] not in BREAK
    if phrase and behind and PLACE.fullmatch(text, phrase.start, phrase.end):
        return None
    return phrase


def _words_before(text: str, floor: int, end: int, edges: Edges) -> tuple[int, int]:
    """Return the words of the clause before a number, without those that link them to it.

    A time between both is passed over: 治愈率目前为90%.
    """
    left = _clause(text, max(floor, edges.time_end) if edges.time_end < end else floor, end)
    last = _unlinked(text, left, end)
    if left == last == edges.time_end:
        left = _clause(text, floor, edges.time_start)
        last = _unlinked(text, left, edges.time_start)
    return left, last


def _clause(text: str, floor: int, at: int) -> int:
    """Return where the words before a place begin that no mark parts from it."""
    left = at
    while left > floor:
        if text[left - 1] == ")" and (group := GROUP.search(text, max(floor, left - 12), left)):
            left = group.start()
        elif text[left - 1] in BREAK:
            break
        else:
            left -= 1
    return left


def _unlinked(text: str, left: int, end: int) -> int:
    """Return where the words end that stand before 达, 突破, 为 and the like."""
    while end > left and (text[end - 1] in LINK_LAST or "每" in text[max(left, end - 3) : end]):
        link = LINK.search(text, left, end)
        if link is None:
            break
        end = link.start()
    return end


def _quoted(text: str, floor: int, end: int) -> Phrase | None:
    """Return a title or quotation that ends there; it yields to a noun behind the number."""
    opening = QUOTED.get(text[end - 1 : end])
    left = text.rfind(opening, floor, end) + 1 if opening else 0
    if not 0 < left < end - 1 or not BREAK.isdisjoint(text[left : end - 1]):
        return None
    return Phrase(left, end - 1, False)


def _phrase_before(text: str, left: int, end: int, unit: str) -> Phrase | None:
    """Return the last phrase of a clause; that of 床位增加 is 床位."""
    if text[end - 1] == ")":
        end = max(left, text.rfind("(", left, end))
    phrase = _last_phrase(text, segmented(text, left, end), unit)
    if phrase and not phrase.noun and DELTA.fullmatch(text, phrase.start, end):
        end = _unlinked(text, left, phrase.start)
        return _last_phrase(text, segmented(text, left, end), unit) or phrase
    return phrase


def _last_phrase(text: str, words: list[Word], unit: str) -> Phrase | None:
    """Return the noun phrase that ends a row of words, or else the verb."""
    if not words or words[-1][2] in "xmi":
        return None
    first = last = len(words) - 1
    if text[words[last][0] : words[last][1]] == "率":  # 备|肥|率
        while first > max(0, last - 2) and words[first - 1][1] - words[first - 1][0] == 1:
            first -= 1
        first -= first == last and last > 0
    while first and _belongs(text, words, first - 1, unit):
        first -= 1
    if first < last:
        first += _foreign(text, words, first)
    start, _, name = words[first]
    if (name == "s" and first == last) or (
        name in "sc" and PLACE.fullmatch(text, start, words[last][1])
    ):
        return None
    return Phrase(start, words[last][1], words[last][2] not in "vw")


def _belongs(text: str, words: list[Word], at: int, unit: str) -> bool:
    """Tell whether a word belongs to the phrase that goes on behind it."""
    start, end, name = words[at]
    last = words[-1][2]
    if name == "w":
        return text[start:end] != "新增" or last in "vw" or kind_of_unit(unit) == "person"
    if last in "vw":  # 治愈|出院; 混|采
        return name in "ve" or (name == "c" and at == 0)
    if last == "e" and name == "v":  # 排查|登记
        return at + 2 == len(words) and text[start:end] not in listed("light")
    if name == "e" and _modifies(text, words, at):
        return True
    following = words[at + 1]
    if name in "ve":
        lone = at == 0 and end == start + 1 and following[2] == "c"  # 备|种率
        taken = at and text[words[at - 1][0] : start] in listed("taking")  # 查获|伪造健康码
        return lone or taken or text[following[0] : following[1]] in listed("bare")
    return name in "nc"


def _modifies(text: str, words: list[Word], at: int) -> bool:
    """Tell whether an act belongs to the noun behind it: a verb stands before, or a list goes on."""
    start = words[at][0]
    return (
        words[-1][2] == "e"
        or text[start - 1 : start] in ("、", "和", "及", "与")
        or any(word[2] == "v" for word in words[:at])
    )


def _foreign(text: str, words: list[Word], first: int) -> int:
    """Return how many words at the beginning of a phrase do not belong to it after all."""
    start, end, _ = words[first]
    head = text[words[-1][0] : words[-1][1]]
    if first + 2 < len(words) and text[start : words[first + 1][1]] in TESTED:
        return 2
    measured = head in listed("bare") or head[-1] in "率量额值"
    return int((measured and text[end - 1] in HOLDERS) or (first > 0 and text[start - 1] in "该本"))
