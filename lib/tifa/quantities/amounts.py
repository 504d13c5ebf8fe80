"""Numbers with their units."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from string import ascii_letters
from typing import NamedTuple

from tifa.numerals import number
from tifa.places.gazetteer import place_forms
from tifa.quantities.dictionary import known_words
from tifa.quantities.lists import NUMERALS, listed, units
from tifa.times import Expression

SHAPE = re.compile(
    rf"(?P<n>(?:[0-9]{{1,3}}(?:,[0-9]{{3}})+|[0-9]+)(?:\.[0-9]+)?|(?P<han>[{NUMERALS}]+))"
    r"(?:[余多]|(?<=十)几)?(?P<big>[百千]?[万亿]{0,2})[余多]?"
)
"""1,386; 1.2万余; 两万余; 2600多; 二十三亿六千万."""

PER_CENT = re.compile(rf"百分之([0-9.]{{1,8}}|[{NUMERALS}]{{1,6}}(?:点[{NUMERALS}]{{1,4}})?)")

NAME_BEFORE = re.compile(
    r"(?:[A-Za-z.+＋/×*〔\[#№_每]|[0-9][:∶比]|[0-9A-Za-z][-－—–~～]|[^—][-－–~～]"
    rf"|[0-9{NUMERALS}][至到])\Z"
)
"""Before a number: part of a name (N95), of a formula, of a ratio or of a range."""

ORDINAL_BEFORE = re.compile(
    r"(?:第 ?(?:[0-9一二三四五六七八九十]{1,3}[、和至到及~—-]){0,3}|[其周初])\Z"
)
NAME_LAST = frozenset(".+＋/×*〔[#№_每:∶比-－—–~～至到第 、和及其周初" + ascii_letters)
"""What stands directly before a number in both; mostly nothing of it does."""

VAGUE_BEFORE = re.compile(r"几\Z|(?<![人次户总份件台])数\Z")
"""Before a numeral that is not determined: 数百名, 几十名; 接种人数三千人 is."""

ONE_BEFORE = re.compile(
    r"[统唯单专逐之同某另任哪这那该此合划归进整漏落掉后个是为作当万前]\Z|不[得能]?少\Z"
)
"""Before 一: another word, or one that makes it no count (作为一名党员, 不漏一户)."""

ONE_BEHIND = "一不没未都也又两三四五六七八九十"
"""Behind 一 and a unit: 一户一策, 一人不漏."""

BARE = re.compile(r"[百千万亿]+")
BARE_BEFORE = re.compile(r"(?:(?<!成百)上|[近逾超达过约破满]|达到)\Z")
"""Before 百, 千 or 万 alone, which else is a figure of speech (千家万户)."""

NEAR = re.compile(r"(?<![最附临靠接邻将新])近\Z")
LOOSE_DIGITS = re.compile(r"[一二三四五六七八九两]{2}")
"""三五名, 一两个: no number."""

NOT_BEHIND = {
    "个": re.compile(
        r"(?:多|半)?(?:月|小时|星期|礼拜|工作日|季度|昼夜|世纪|钟头|年头|潜伏期)|[“\"「]"
        r"|(?:意识|自信|维护|到位|确保|务必|必须|一律|坚持|不|最|更加|从严|清零|百分百|率先|提级|全覆盖)"
    ),
    "位": re.compile(r"[于列置数]|居(?![家民住])"),
    "人": re.compile(r"[一大口行民才士群]"),
    "轮": re.compile(r"[车胎驱椅]"),
    "次": re.compile(r"[日要方元数]|生(?!活)"),
    "件": re.compile(r"套"),
    "块": re.compile(r"[0-9一二两三四五六七八九半]"),
    "点": re.compile(r"(?!建议|要求|意见|提示|希望|体会|启示|措施|做法|经验|[:：。])"),
    "成": re.compile(r"(?!以|多|左右|[,。;、!?)]|$)"),
}
"""Behind a unit: what makes it part of a formula, of a time or of another word."""

KINDS_OF = re.compile(r"人员|人群")
"""Behind 类 and a numeral: 四类人员 is a name."""

MADE_OF = frozenset("制型式版化")
"""Behind a unit: three of them make one thing (三级制, 两班制)."""

OPENING = frozenset('“"「『')
FORMULA = re.compile(r"[^”“,，。;；、\n]{0,8}”")
"""Behind a unit, where a quotation mark stands before the number: “五个一律” is a formula."""

UNLISTED = re.compile(r"[\u4e00-\u9fff](?=[,。;、!?)\n]|\Z)")
NO_UNITS = frozenset(
    "年月日号时点分秒周岁天夜晚级度路线楼层室院区省市县镇乡村州旗国地街社站组版期届后前上下内外中间以之的和与及或至到比合混加减余多等"
    "在为是者率左右起止来单问应尽早稳保严化法色维代校店厂馆字强位成倍名"
)
"""Characters that end a clause behind a number and are no measure words."""


class Amount(NamedTuple):
    """A number with its unit at ``text[start:end]``; ``han`` where it is written with numerals."""

    start: int
    end: int
    value: float
    unit: str
    han: bool


@cache
def _candidate() -> re.Pattern[str]:
    """Return the pattern of a row of digits and numerals, from its beginning on, before a unit.

    It begins with a class of characters, which the engine looks for fast, and is bounded: a longer
    row is no number of things. 一 is by far the most frequent numeral and mostly part of a word: it is
    passed over where no unit stands behind it that has an 一 before it.
    """
    firsts = {unit[0] for unit in units()} | set("分点")
    first = "".join(sorted(firsts))
    after_one = {unit[0] for unit in units() if units()[unit].behind == "1"}
    not_one = "".join(sorted(firsts - after_one - set(NUMERALS)))
    figure = rf"[0-9{NUMERALS}]"
    digits = r"(?<=[0-9余多万亿])"
    return re.compile(
        rf"[0-9{NUMERALS.rstrip('零〇')}](?<!{figure}{figure})(?!(?<=一)[{not_one}])"
        rf"[0-9{NUMERALS},.余多几]{{0,24}}+"
        rf"(?=[{first}]|{digits}[\u4e00-\u9fff](?:[,。;、!?)\n]|\Z))"
    )


@cache
def _places() -> frozenset[str]:
    """Return the names of places that begin with a numeral (九台区)."""
    return frozenset(form for form in place_forms() if form[0] in NUMERALS)


def find_amounts(text: str) -> Iterator[Amount]:
    """Yield the numbers with a unit, in order, times among them."""
    for found in _candidate().finditer(text):
        start, end = found.span()
        share = _per_cent(text, start) if text.startswith("百分之", start) else None
        amount = share or _amount(text, start, end)
        if amount is not None:
            yield amount


def outside(amounts: Iterable[Amount], times: Sequence[Expression]) -> list[Amount]:
    """Return the amounts that are no part of a time."""
    kept, at = [], 0
    for amount in amounts:
        while at < len(times) and times[at].end <= amount.start:
            at += 1
        if at == len(times) or times[at].start >= amount.end:
            kept.append(amount)
    return kept


def _per_cent(text: str, start: int) -> Amount | None:
    """Return 百分之九十八 as 98 %."""
    found = PER_CENT.match(text, start)
    if found is None:
        return None
    whole, _, part = found[1].partition("点")
    value = number(whole)
    if value is None:
        return None
    if part:
        value = float(f"{value:.0f}." + "".join(f"{number(digit) or 0:.0f}" for digit in part))
    return Amount(start, found.end(), value, "%", False)


def _amount(text: str, start: int, end: int) -> Amount | None:
    """Return the number in a row of digits and numerals with the unit behind it."""
    unit = _unit_at(text, end)
    if end == start + 1 and text[start] == "一" and not (unit and units()[unit].behind == "1"):
        return None
    if text[end - 1] in "千百" and text[start].isascii() and (wide := _unit_at(text, end - 1)):
        unit, end = wide, end - 1  # 3千克
    figure, han = text[start:end], False
    if not (figure.isascii() and figure.isdigit()):  # mostly it is digits alone
        shape = SHAPE.fullmatch(text, start, end)
        if shape is None:  # a comma of the sentence stands before the number
            start = text.rfind(",", start, end) + 1 or start
            shape = SHAPE.fullmatch(text, start, end)
        if shape is None:
            return None
        figure, han = shape["n"] + shape["big"], shape["han"] is not None
    unit = unit or ("" if han else _unlisted(text, end))
    if not unit or not _is_unit(text, start, end, unit) or _is_name(text, start):
        return None
    value = number(figure)
    if value is None or (han and not _counts(text, start, end, unit)):
        return None
    if text[start - 1] == "近" and NEAR.search(text, max(0, start - 1), start):
        start -= 1
    return Amount(start, end + len(unit), value, unit, han)


def _unit_at(text: str, at: int) -> str:
    """Return the longest unit in the list that begins at a place, or nothing."""
    known = units()
    for length in _unit_lengths().get(text[at], ()) if at < len(text) else ():
        word = text[at : at + length]
        if word in known:
            return word
    return ""


@cache
def _unit_lengths() -> dict[str, tuple[int, ...]]:
    """Return by the characters that units begin with how long these are, the longest first."""
    sizes: dict[str, set[int]] = {}
    for unit in units():
        sizes.setdefault(unit[0], set()).add(len(unit))
    return {char: tuple(sorted(found, reverse=True)) for char, found in sizes.items()}


def _unlisted(text: str, at: int) -> str:
    """Return what stands as a unit at the end of a clause without being in the list."""
    found = UNLISTED.match(text, at)
    return found[0] if found and found[0] not in NO_UNITS else ""


def _is_name(text: str, start: int) -> bool:
    """Tell whether a number belongs to a name, a formula, a range or an ordinal."""
    if not start or text[start - 1] not in NAME_LAST:
        return False
    before = max(0, start - 2)
    return bool(
        NAME_BEFORE.search(text, before, start)
        or ORDINAL_BEFORE.search(text, max(0, start - 12), start)
    )


def _is_unit(text: str, start: int, at: int, unit: str) -> bool:
    """Tell whether a unit behind a number is one, as far as what follows tells."""
    end = at + len(unit)
    behind = text[end : end + 1]
    if behind == "》" or behind in MADE_OF or text[at : at + 2] in listed("unitless"):
        return False
    if unit in NOT_BEHIND and NOT_BEHIND[unit].match(text, end):
        return False
    return not (start and text[start - 1] in OPENING and FORMULA.match(text, end))


def _counts(text: str, start: int, at: int, unit: str) -> bool:
    """Tell whether a number in numerals counts what follows, and is not part of a word."""
    run, end, behind = text[start:at], at + len(unit), units()[unit].behind
    if behind == "digits" or run == "二" or (len(run) > 1 and LOOSE_DIGITS.search(run)):
        return False
    if text.startswith("一", end):
        return False
    if text[start - 1] in "几数" and VAGUE_BEFORE.search(text, max(0, start - 2), start):
        return False
    if unit == "类" and KINDS_OF.match(text, end):
        return False
    if run == "一" and (behind != "1" or not _one_counts(text, start, end)):
        return False
    if (
        run[0] in "百千万亿"
        and BARE.fullmatch(run)
        and not BARE_BEFORE.search(text, max(0, start - 3), start)
    ):
        return False
    return not _begins_word(text, start, end)


def _one_counts(text: str, start: int, end: int) -> bool:
    """Tell whether 一 with its unit is a count and no article, distributive or other word."""
    if ONE_BEFORE.search(text, max(0, start - 3), start) or text[end : end + 1] in (*ONE_BEHIND,):
        return False
    once_more = text[end : end + 1] == text[start + 1] or text.startswith(text[start:end], end)
    return not once_more and not text.endswith(text[start:end], 0, start)


def _begins_word(text: str, start: int, end: int) -> bool:
    """Tell whether a place or a set phrase begins with a number and its unit: 九台区, 三位一体."""
    places, known = _places(), known_words()
    for length in range(end - start, 6):
        word = text[start : start + length]
        if word in places or (len(word) > end - start and known.get(word) in ("i", "s")):
            return True
    return False
