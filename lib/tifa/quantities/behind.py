"""What is counted, where it stands behind the unit: 7个省份."""

from __future__ import annotations

import re

from tifa.quantities.amounts import Amount
from tifa.quantities.before import BREAK, REACH, Phrase
from tifa.quantities.dictionary import FIXED, SUFFIXES, word_at
from tifa.quantities.lists import kind_of_unit, listed

SELF = frozenset({"人", "人次", "人份", "元", "%", "倍", "成", "个百分点", "百分点"})
"""Units that name what they count, or measure it: a verb may follow at once (选派9人赴鄂)."""

MEASURES = frozenset({"money", "mass", "volume", "length", "area", "share", "energy", "heat"})
EVENTS = frozenset("轮次场项回遍期")
"""Units of events, whose names may be verbs (24轮全员检测, 3次演练)."""

HOUSES = frozenset("栋幢层床")
"""Units that else are addresses (3栋2单元, 5号楼3层)."""

BRACKETED = re.compile(r"(?<=[省市县区州旗镇乡村])\([^()\n]{1,8}\)")
"""县(市、区) is one word."""

SKIPPED = re.compile("(?:以上|以下|以内)?的?")
BEING = re.compile("[为是系]")
"""3例为密切接触者."""

TAKEN = frozenset("一两三保联片户抓")
"""Behind 包: it is a verb (包一栋楼)."""

APART = ("占比", "临时", "集中", "统一", "就地", "现场")
"""Words that part a noun from what is said of it: 列车|临时停运."""

TEAM = frozenset("队组团班伍")
"""The last characters of what is made of so many people: 16人的流调队, not 12万人的采样."""


def counted_behind(text: str, stop: int, amount: Amount, free: bool) -> Phrase | None:
    """Return the noun phrase behind a unit.

    ``free``: nothing before the number is counted; a verb behind it belongs to a noun (12名返乡人员).
    """
    if text[amount.end : amount.end + 1] in ("“", "「"):
        closing = "”" if text[amount.end] == "“" else "」"
        close = text.find(closing, amount.end, amount.end + REACH)
        return Phrase(amount.end + 1, close, True) if close > amount.end + 1 else None
    at = _skipped(text, amount, free)
    if at >= stop or text[at] in BREAK or (text[at].isdigit() and not FIXED.match(text, at)):
        return None
    if _leads(text, at, stop):
        if not free or holds_itself(amount.unit):
            return None
        if relative := _relative(text, at):
            return _noun_phrase(text, relative, min(relative + REACH, len(text)), amount.unit)
        if word_at(text, at, stop)[2] in "xi":
            return None
    phrase = _noun_phrase(text, at, stop, amount.unit)
    return phrase if phrase and _fits(text, amount, phrase) else None


def _skipped(text: str, amount: Amount, free: bool) -> int:
    """Return where the noun may begin behind 以上, 的 and 为."""
    at = amount.end
    if kind_of_unit(amount.unit) not in ("heat", "count") and amount.unit != "次":
        skipped = SKIPPED.match(text, at)
        at = skipped.end() if skipped else at
    return at + 1 if free and BEING.match(text, at) else at


def _leads(text: str, at: int, stop: int) -> bool:
    """Tell whether a verb or the like stands there, and no state with its noun (返乡人员)."""
    _, after, name = word_at(text, at, stop)
    if name == "w" and after < stop:
        return word_at(text, after, stop)[2] != "n"
    return name in "vwxi"


def _fits(text: str, amount: Amount, phrase: Phrase) -> bool:
    """Tell whether a noun behind a unit is what is counted, not what has the share or the people."""
    if kind_of_unit(amount.unit) == "share":
        return text[phrase.start : phrase.end] not in listed("bare")  # 20%的比例
    of = amount.unit == "人" and text[amount.end] == "的"
    return not of or text[phrase.end - 1] in TEAM


def holds_itself(unit: str) -> bool:
    """Tell whether a unit says by itself what is measured (元, 吨)."""
    return unit in SELF or kind_of_unit(unit) in MEASURES


def _relative(text: str, at: int) -> int | None:
    """Return where the noun begins that a clause behind a unit belongs to: 12名来自湖北的|患者."""
    for place in range(at, min(at + REACH, len(text))):
        if text[place] in BREAK and text[place] != "、":
            return None
        if text[place] == "的":
            return place + 1
    return None


def _noun_phrase(text: str, at: int, stop: int, unit: str) -> Phrase | None:
    """Return the noun phrase that begins at a place, with the verbs that modify its noun."""
    pos = end = at
    noun, name = False, ""
    while pos < stop and text[pos] not in BREAK:
        _, after, name = word_at(text, pos, stop)
        if noun:
            name = "n" if _is_suffix(text, pos, after) else name
            if _breaks_off(text, pos, after, stop, name, unit):
                break
        elif name in "xi":
            break
        noun = noun or name not in "vwe"
        pos = after
        end = after if noun else end
    if noun and pos < stop and (group := BRACKETED.match(text, pos)):
        end = group.end()
    if not noun and (unit in EVENTS or name == "e"):
        noun, end = pos > at, pos
    return Phrase(at, end, True) if noun else None


def _is_suffix(text: str, at: int, end: int) -> bool:
    """Tell whether a character belongs to the noun before it: 蔬菜|包."""
    return end == at + 1 and text[at] in SUFFIXES and text[end : end + 1] not in TAKEN


def _breaks_off(text: str, at: int, end: int, stop: int, name: str, unit: str) -> bool:
    """Tell whether a word ends the noun phrase before it."""
    if name in "xim" or text.startswith(APART, at):
        return True
    if kind_of_unit(unit) == "person" and text.startswith("核酸", at):  # 学生|核酸检测阳性
        return True
    return name in "vwe" and not _goes_on(text, end, stop, name, unit)


def _goes_on(text: str, at: int, stop: int, name: str, unit: str) -> bool:
    """Tell whether a verb behind a noun belongs to its phrase; ``at`` is the verb's end."""
    last = at >= stop or text[at] in BREAK
    _, end, following = (at, at, "x") if last else word_at(text, at, stop)
    if name != "v" and text[at:end] in listed("head"):  # 疾病控制|机构
        return True
    return following == "x" and (unit in EVENTS or (name == "e" and kind_of_unit(unit) != "person"))
