"""Quantities that a report states: a number with its unit, and what they count.

Units are those of ``data/measure_units.csv``; a character that stands as one at the end of a clause,
behind a noun and a number (脐橙80筐), counts too. What is counted is the noun behind the unit (7个省份),
else the noun or verb before the number (确诊病例28例, 共排查588人), as far as the words of a dictionary
and some rules tell.

Passed over are times, ages, ordinals, ranges, formulas (“五早”, 七个到位, 1+N), names (九台区, 12345热线),
and numbers that are not determined (数百名). 余, 多 and 近 belong to the number; its value is then a bound.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from tifa import chars
from tifa.gazetteer import place_forms
from tifa.numerals import number
from tifa.times import Expression, find_times


class Quantity(NamedTuple):
    """A quantity at ``text[start:end]``: 2.36亿人次 has the value 236000000 and the unit 人次.

    ``what`` is what is counted, in the words of the text; None where its clause does not say.
    """

    start: int
    end: int
    value: float
    unit: str
    what: str | None


def find_quantities(text: str, times: Sequence[Expression] | None = None) -> list[Quantity]:
    """Return the quantities of a text in order, none within another. Linear in the text.

    ``times`` is what :func:`tifa.times.find_times` found, if that is known already.

    >>> text = "3月12日,新增确诊病例28例,1.2万余名网格员入户,治愈率为93.4%。"
    >>> [(text[row.start : row.end], row.value, row.what) for row in find_quantities(text)]
    [('28例', 28.0, '新增确诊病例'), ('1.2万余名', 12000.0, '网格员'), ('93.4%', 93.4, '治愈率')]
    >>> find_quantities("落实“1+N”机制和“五早”要求,第9次会议24小时内传达,8号线停运。")
    []
    """
    times = find_times(text) if times is None else times
    for wide, narrow in FOLD:
        if wide in text:
            text = text.replace(wide, narrow)
    amounts = _outside(_amounts(text), times)
    phrases = _phrases(text, amounts, times)
    return [
        Quantity(*amount[:4], text[phrase.start : phrase.end] if phrase else None)
        for amount, phrase in zip(amounts, phrases, strict=True)
        if _stated(text, amount, phrase)
    ]


FOLD = tuple(zip("０１２３４５６７８９（）％．，", "0123456789()%.,", strict=True))
"""Full-width signs are read as half-width ones; the length stays."""


# Lists ----------------------------------------------------------------------------------------


class Unit(NamedTuple):
    """A unit of ``data/measure_units.csv``.

    ``behind`` tells behind which numerals it is one: ``1`` any, ``2`` all but 一 (一个 is mostly an
    article), ``digits`` Arabic ones only (三步 is part of a name), ``edge`` where its clause ends.
    """

    kind: str
    behind: str


@cache
def _table() -> tuple[dict[str, str], ...]:
    text = (files("tifa") / "data" / "measure_units.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


@cache
def units() -> dict[str, Unit]:
    """Return the units in the list."""
    rows = (row for row in _table() if row["class"] == "unit")
    return {row["word"]: Unit(row["kind"], row["behind"]) for row in rows}


@cache
def _listed(name: str) -> frozenset[str]:
    """Return the words of a class: see :data:`CLASSES` and where the others are used."""
    return frozenset(row["word"] for row in _table() if row["class"] == name)


def _kind(unit: str) -> str:
    known = units()
    return known[unit].kind if unit in known else ""


# Numbers with units ---------------------------------------------------------------------------

NUMERALS = "一二三四五六七八九十百千万亿两廿卅零〇"

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
    row is no number of things.
    """
    first = "".join(sorted({unit[0] for unit in units()} | set("分点")))
    figure = rf"[0-9{NUMERALS}]"
    digits = r"(?<=[0-9余多万亿])"
    return re.compile(
        rf"[0-9{NUMERALS.rstrip('零〇')}](?<!{figure}{figure})[0-9{NUMERALS},.余多几]{{0,24}}+"
        rf"(?=[{first}]|{digits}[\u4e00-\u9fff](?:[,。;、!?)\n]|\Z))"
    )


@cache
def _places() -> frozenset[str]:
    """Return the names of places that begin with a numeral (九台区)."""
    return frozenset(form for form in place_forms() if form[0] in NUMERALS)


def _amounts(text: str) -> Iterator[Amount]:
    for found in _candidate().finditer(text):
        start, end = found.span()
        amount = _per_cent(text, start) or _amount(text, start, end)
        if amount is not None:
            yield amount


def _outside(amounts: Iterator[Amount], times: Sequence[Expression]) -> list[Amount]:
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
    found = PER_CENT.match(text, start) if text.startswith("百分之", start) else None
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
    if text[end - 1] in "千百" and text[start].isascii() and (wide := _unit_at(text, end - 1)):
        unit, end = wide, end - 1  # 3千克
    shape = SHAPE.fullmatch(text, start, end)
    if shape is None:  # a comma of the sentence stands before the number
        start = text.rfind(",", start, end) + 1 or start
        shape = SHAPE.fullmatch(text, start, end)
    if shape is None:
        return None
    han = shape["han"] is not None
    unit = unit or ("" if han else _unlisted(text, end))
    if not unit or not _is_unit(text, start, end, unit) or _is_name(text, start):
        return None
    value = number(shape["n"] + shape["big"])
    if value is None or (han and not _counts(text, start, end, unit)):
        return None
    if NEAR.search(text, max(0, start - 1), start):
        start -= 1
    return Amount(start, end + len(unit), value, unit, han)


def _unit_at(text: str, at: int) -> str:
    """Return the longest unit in the list that begins at a place, or nothing."""
    known = units()
    for length in (4, 3, 2, 1):
        word = text[at : at + length]
        if word in known:
            return word
    return ""


def _unlisted(text: str, at: int) -> str:
    """Return what stands as a unit at the end of a clause without being in the list."""
    found = UNLISTED.match(text, at)
    return found[0] if found and found[0] not in NO_UNITS else ""


def _is_name(text: str, start: int) -> bool:
    """Tell whether a number belongs to a name, a formula, a range or an ordinal."""
    before = max(0, start - 2)
    return bool(
        NAME_BEFORE.search(text, before, start)
        or ORDINAL_BEFORE.search(text, max(0, start - 12), start)
    )


def _is_unit(text: str, start: int, at: int, unit: str) -> bool:
    """Tell whether a unit behind a number is one, as far as what follows tells."""
    end = at + len(unit)
    behind = text[end : end + 1]
    if behind == "》" or behind in MADE_OF or text[at : at + 2] in _listed("unitless"):
        return False
    if unit in NOT_BEHIND and NOT_BEHIND[unit].match(text, end):
        return False
    return not (start and text[start - 1] in OPENING and FORMULA.match(text, end))


def _counts(text: str, start: int, at: int, unit: str) -> bool:
    """Tell whether a number in numerals counts what follows, and is not part of a word."""
    run, end, behind = text[start:at], at + len(unit), units()[unit].behind
    if behind == "digits" or run == "二" or LOOSE_DIGITS.search(run):
        return False
    if VAGUE_BEFORE.search(text, max(0, start - 2), start) or text.startswith("一", end):
        return False
    if unit == "类" and KINDS_OF.match(text, end):
        return False
    if run == "一" and (behind != "1" or not _one_counts(text, start, end)):
        return False
    if BARE.fullmatch(run) and not BARE_BEFORE.search(text, max(0, start - 3), start):
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
    for length in range(end - start, 6):
        word = text[start : start + length]
        if word in _places() or (len(word) > end - start and _words().get(word) in ("i", "s")):
            return True
    return False


# Words ----------------------------------------------------------------------------------------

CLASSES = {"act": "e", "verb": "v", "noun": "n", "state": "w", "stop": "x"}
"""Classes of words in the list: ``e`` acts, nouns at the end of a phrase and verbs else (消毒); ``v``
verbs; ``n`` nouns and what modifies them; ``w`` states, verbs that stay with the noun behind them (返乡);
``x`` adverbs, prepositions and the like, at which a phrase ends."""

TAGS = {
    **{"v": "v", "vn": "v", "vd": "v", "vi": "v", "vg": "v", "vq": "v"},
    **{"d": "x", "p": "x", "c": "x", "r": "x", "u": "x", "t": "x", "f": "x", "m": "m", "mq": "m"},
    "ns": "s",
}
"""The tags of jieba's dictionary as classes, where the list does not have a word. Further there are
``s`` places, ``m`` numbers, ``i`` set phrases and ``c`` characters of no class."""


@cache
def _words() -> dict[str, str]:
    """Return words of one to four characters with their classes; the list comes first.

    Names of persons are left out of jieba's dictionary: they are made of common characters. So are
    words of four characters that two words make up (投入使用).
    """
    known: dict[str, str] = {}
    with chars.package_file("jieba", "dict.txt").open(encoding="utf-8") as dictionary:
        for line in dictionary:
            word, _, tag = line.rstrip("\n").split(" ")
            if len(word) <= 4 and not tag.startswith("nr") and word[0] != "的":
                known[word] = _class(word, tag)
    for form in place_forms():
        if len(form) <= 4:
            known.setdefault(form, "s")
    for name, letter in CLASSES.items():
        known |= dict.fromkeys(_listed(name), letter)
    for word in [word for word in known if len(word) == 4]:
        if word not in _listed("noun") and word[:2] in known and word[2:] in known:
            del known[word]
    return known


def _class(word: str, tag: str) -> str:
    if len(word) == 1:
        name = TAGS.get(tag, "c")
        return name if name in "vx" else "c"
    if tag in ("i", "l"):  # of three characters they are nouns: 出入口
        return "i" if len(word) == 4 or word[0] in NUMERALS else "n"
    return TAGS.get(tag, "n")


SUFFIXES = frozenset(
    "人者员队组团点区站所室房店院校厂车船机舱床证码卡单件率量数额值比费款金品药剂针液衣服罩箱包岗线路网群楼屏牌栏板书案会课票源口岸门面村社棚券柜"
    "台器仪具材料油粉水民军警师长工商客价"
)
"""One of them behind a verb makes it a noun: 采样点, 隔离区, 检测车."""

LATIN = re.compile(r"[A-Za-z0-9.\-]+")
FIXED = re.compile(
    r"(?:[0-9A-Z]+|[一二三四五甲乙丙])级(?:及?以上)?|(?:规模|限额)以上|[\u4e00-\u9fff]{2,3}籍|[0-9]{2}后"
    r"|(?:[入来返离抵在驻涉援赴滞][\u4e00-\u9fff]){1,2}"
    r"(?=人员|旅客|游客|务工|车辆|经商|企业|群众|干部|专家|医|队|特派员|学生|指导员|联络员|专员)"
)
"""Words that no dictionary can list: 二级以上, 湖北籍, 95后, 入浔人员, 援鄂医疗队."""

FIXED_FIRST = re.compile(r"[A-Za-z0-9.\-一二三四五甲乙丙规限入来返离抵在驻涉援赴滞]|.{2,3}籍")
"""What such words and those in Latin letters begin with."""

ORDINAL = re.compile(r"第[0-9一二三四五六七八九十]{1,4}(?:[剂批轮]次|[\u4e00-\u9fff])")

Word = tuple[int, int, str]
"""A word at ``text[start:end]`` and its class."""


def _word_at(text: str, at: int, stop: int) -> Word:
    """Return the word at a place: the longest in the dictionary, or one character.

    A verb with one of ``SUFFIXES`` behind it is a noun.
    """
    if FIXED_FIRST.match(text, at):
        fixed = FIXED.match(text, at, stop) or LATIN.match(text, at, stop)
        if fixed:
            return at, fixed.end(), "n"
    end, name = _longest(text, at, stop)
    if name in "vwe" and end < stop and text[end] in SUFFIXES:
        after, _ = _longest(text, end, stop)
        if after == end + 1:
            return at, after, "n"
    return at, end, name


def _longest(text: str, at: int, stop: int) -> tuple[int, str]:
    known = _words()
    for length in (4, 3, 2):
        end = at + length
        if end <= stop and (name := known.get(text[at:end])) is not None:
            shorter = _shorter(text, at, end, stop, name) if end < stop else None
            return (end - 1, shorter) if shorter else (end, name)
    return at + 1, known.get(text[at], "c")


def _shorter(text: str, at: int, end: int, stop: int, name: str) -> str | None:
    """Return the class of a word that is one character shorter, where the text is words only so.

    Of 专家组|成 and 专家|组成 the second is taken; of 献血|浆 and 献|血浆 likewise.
    """
    known = _words()
    if text[end : end + 2] in known or text[end - 1 : end + 1] not in known:
        return None
    shorter = known.get(text[at : end - 1])
    if shorter is None or end - at > 2:
        return shorter
    single = shorter == "x" or (shorter == "v" and text[end] not in SUFFIXES)
    return shorter if single and name not in "ew" else None


def _segmented(text: str, start: int, stop: int) -> list[Word]:
    """Return the words of a clause; what stands in brackets is one noun, and so is an ordinal."""
    words: list[Word] = []
    while start < stop:
        if text[start] == "(" and (close := text.find(")", start, stop)) > 0:
            words.append((start, close + 1, "n"))
        elif ordinal := ORDINAL.match(text, start, stop):
            words.append((start, ordinal.end(), "x"))
        else:
            words.append(_word_at(text, start, stop))
        start = words[-1][1]
    return words


# What stands before a number ------------------------------------------------------------------

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


def _before(text: str, edges: Edges, amount: Amount) -> Phrase | None:
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
        if text[left - 1] == ")" and (group := text.rfind("(", max(floor, left - 12), left)) >= 0:
            left = group
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
    return Phrase(left, end - 1, False) if left and BREAK.isdisjoint(text[left : end - 1]) else None


def _phrase_before(text: str, left: int, end: int, unit: str) -> Phrase | None:
    """Return the last phrase of a clause; that of 床位增加 is 床位."""
    if text[end - 1] == ")":
        end = max(left, text.rfind("(", left, end))
    phrase = _last_phrase(text, _segmented(text, left, end), unit)
    if phrase and not phrase.noun and DELTA.fullmatch(text, phrase.start, end):
        end = _unlinked(text, left, phrase.start)
        return _last_phrase(text, _segmented(text, left, end), unit) or phrase
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
        return text[start:end] != "新增" or last in "vw" or _kind(unit) == "person"
    if last in "vw":  # 治愈|出院; 混|采
        return name in "ve" or (name == "c" and at == 0)
    if last == "e" and name == "v":  # 排查|登记
        return at + 2 == len(words) and text[start:end] not in _listed("light")
    if name == "e" and _modifies(text, words, at):
        return True
    following = words[at + 1]
    if name in "ve":
        lone = at == 0 and end == start + 1 and following[2] == "c"  # 备|种率
        taken = at and text[words[at - 1][0] : start] in _listed("taking")  # 查获|伪造健康码
        return lone or taken or text[following[0] : following[1]] in _listed("bare")
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
    measured = head in _listed("bare") or head[-1] in "率量额值"
    return int((measured and text[end - 1] in HOLDERS) or (first > 0 and text[start - 1] in "该本"))


# What stands behind a unit --------------------------------------------------------------------

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


def _behind(text: str, stop: int, amount: Amount, free: bool) -> Phrase | None:
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
        if not free or _holds_itself(amount.unit):
            return None
        if relative := _relative(text, at):
            return _noun_phrase(text, relative, min(relative + REACH, len(text)), amount.unit)
        if _word_at(text, at, stop)[2] in "xi":
            return None
    phrase = _noun_phrase(text, at, stop, amount.unit)
    return phrase if phrase and _fits(text, amount, phrase) else None


def _skipped(text: str, amount: Amount, free: bool) -> int:
    """Return where the noun may begin behind 以上, 的 and 为."""
    at = amount.end
    if _kind(amount.unit) not in ("heat", "count") and amount.unit != "次":
        skipped = SKIPPED.match(text, at)
        at = skipped.end() if skipped else at
    return at + 1 if free and BEING.match(text, at) else at


def _leads(text: str, at: int, stop: int) -> bool:
    """Tell whether a verb or the like stands there, and no state with its noun (返乡人员)."""
    _, after, name = _word_at(text, at, stop)
    if name == "w" and after < stop:
        return _word_at(text, after, stop)[2] != "n"
    return name in "vwxi"


def _fits(text: str, amount: Amount, phrase: Phrase) -> bool:
    """Tell whether a noun behind a unit is what is counted, not what has the share or the people."""
    if _kind(amount.unit) == "share":
        return text[phrase.start : phrase.end] not in _listed("bare")  # 20%的比例
    of = amount.unit == "人" and text[amount.end] == "的"
    return not of or text[phrase.end - 1] in TEAM


def _holds_itself(unit: str) -> bool:
    return unit in SELF or _kind(unit) in MEASURES


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
        _, after, name = _word_at(text, pos, stop)
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
    if _kind(unit) == "person" and text.startswith("核酸", at):  # 学生|核酸检测阳性
        return True
    return name in "vwe" and not _goes_on(text, end, stop, name, unit)


def _goes_on(text: str, at: int, stop: int, name: str, unit: str) -> bool:
    """Tell whether a verb behind a noun belongs to its phrase; ``at`` is the verb's end."""
    last = at >= stop or text[at] in BREAK
    _, end, following = (at, at, "x") if last else _word_at(text, at, stop)
    if name != "v" and text[at:end] in _listed("head"):  # 疾病控制|机构
        return True
    return following == "x" and (unit in EVENTS or (name == "e" and _kind(unit) != "person"))


# Together -------------------------------------------------------------------------------------

COMPARED = re.compile(r"[比较占][\u4e00-\u9fff]{0,2}\Z")
"""Before a time that is no time of the statement: 比上周提高, 占当日新增病例的."""

COMPARISON = re.compile(rf"[,，](?:同比|环比|[比较][^,，。;；\n]{{1,10}}){CHANGE}了?")
"""Between an amount and by how much it has changed: 28例,比前一日增加5例."""

NEXT_TO = re.compile(r"[、,，]?(?:第[0-9一二三四五六七八九十]{1,3}[批轮次])?共?计?")
"""Between two amounts of one thing: 86批1.94万人; 6支、153人."""


def _phrases(
    text: str, amounts: Sequence[Amount], times: Sequence[Expression]
) -> list[Phrase | None]:
    """Return for each amount what it counts."""
    found: list[Phrase | None] = []
    edges, at = Edges(0, 0, 0), 0
    for index, amount in enumerate(amounts):
        while at < len(times) and times[at].end <= amount.start:
            if not COMPARED.search(text, max(0, times[at].start - 3), times[at].start):
                edges = Edges(edges.amount, times[at].start, times[at].end)
            at += 1
        stop = min(
            amount.end + REACH,
            amounts[index + 1].start if index + 1 < len(amounts) else len(text),
            times[at].start if at < len(times) else len(text),
        )
        phrase = _phrase(text, edges, stop, amount)
        floor = phrase.end if phrase and phrase.start == amount.end else amount.end
        edges = Edges(floor, max(floor, edges.time_start), max(floor, edges.time_end))
        found.append(phrase)
        if index:
            _share(text, amounts, found, index)
    return found


def _phrase(text: str, edges: Edges, stop: int, amount: Amount) -> Phrase | None:
    """Return what an amount counts by its own clause: the noun behind it, if there is one."""
    before = _before(text, edges, amount)
    free = (before is None or not before.noun) and text[amount.start - 1 : amount.start] != "等"
    behind = _behind(text, stop, amount, free)
    if behind and (free or not _holds_itself(amount.unit)):
        return behind
    return before or behind


def _share(text: str, amounts: Sequence[Amount], found: list[Phrase | None], index: int) -> None:
    """Give two amounts of one thing the same name: 86批1.94万人, 由17家增至46家."""
    one, other = amounts[index - 1], amounts[index]
    former, latter = found[index - 1], found[index]
    gap = text[one.end : other.start]
    if COMPARISON.fullmatch(gap):
        if latter is None and _kind(one.unit) == _kind(other.unit):
            found[index] = former
    elif (
        (CHANGED.fullmatch(gap) and one.unit == other.unit)
        or NEXT_TO.fullmatch(gap)
        or (former and gap == text[former.start : former.end])
    ):
        if latter is None:
            found[index] = former
        elif latter.noun and (former is None or not former.noun):
            found[index - 1] = latter


def _stated(text: str, amount: Amount, phrase: Phrase | None) -> bool:
    """Tell whether an amount is a quantity, given what it counts."""
    noun = phrase is not None and phrase.noun
    before = phrase is not None and phrase.end <= amount.start
    if amount.unit not in units():
        return noun and before
    if amount.unit in HOUSES:
        return noun and not before
    if not amount.han or amount.value > 10 or _kind(amount.unit) in MEASURES:
        return True
    if phrase is None or (amount.value == 1 and not noun and amount.unit not in "例名人"):
        return False
    formula = amount.unit == "个" and before and amount.end < len(text)  # 做到七个到位
    return not (formula and _word_at(text, amount.end, amount.end + 4)[2] == "v")
