"""Places in a text: names of divisions, and the words by which a newspaper means its own.

A name means what it meant in the year of the article, and of several divisions of one name the one
near what the text is about: 朝阳区 in a paper of 长春 is 长春's. 全省 and 市委 mean the article's own
province and city, 国务院 means the country. Names of streets, papers and firms are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from tifa.places.gazetteer import CHINA, aliases, names_of, of_year, parents
from tifa.scan import bodies, first_place, forms, scan
from tifa.words import longer_word, splits_at


class Mention(NamedTuple):
    """A place at ``text[start:end]``; ``code`` is None where several divisions may be meant."""

    start: int
    end: int
    code: str | None


UNITS = ("省", "自治区", "市", "地区", "州", "盟", "县", "旗", "区", "nation")

MUNICIPALITIES = frozenset({"11", "12", "31", "50"})
AUTONOMOUS_REGIONS = frozenset({"15", "45", "54", "64", "65"})

NAME_OF_ELSE = re.compile(
    r"(?:[东南西北中环新老一二三]{0,2}(?:大?街(?![头坊区舞])|大?路(?![口边段上])|大道|步行街|广场|胡同|巷)"
    r"|[\u4e00-\u9fffA-Z]{0,10}?(?:有限公司|公司|集团|大学|学院|日报|晚报|晨报|早报|都市报|时报|新闻网|发布厅|电视台|卫视"
    r"|航空|白药|移动|联通|电信|石油|石化|人寿|银行|股份|药业|制药|汽车(?!站|客运)|拉面|烤鸭|合作组织|公园|山脚|大厦|酒店|宾馆|饭店)"
    r"|网(?!格|络|上|点)|网[站讯]|报(?=记者|社)|山(?=[脚下上区])|时间)"
)
"""Behind a bare name: the name of a street, a firm, a paper."""

NOT_CROSSING = re.compile(
    r"[的在了和与及是对向从等到将被把为由,，。、;；:：!?！？\s“”《》()（）0-9]"
)
PART_OF_PLACE = re.compile(r"[东南西北中]{1,2}(?:部|地区)")
FAR = 300
"""Within so many characters of one sentence a name is read by the names before it."""

ORDINARY = frozenset(
    [
        "大同",
        "长治",
        "朝阳",
        "安康",
        "来宾",
        "孝感",
        "文山",
        "三明",
        "日照",
        "白银",
        "阿里",
        "百色",
        "大理",
        "中山",
        "海北",
        "海西",
        "安顺",
        "东方",
        "玉树",
        "自贡",
        "开封",
        "海东",
        "黄山",
        "凉山",
        "平凉",
        "巴中",
        "资阳",
        "清远",
        "保定",
        "六安",
        "新乡",
        "北海",
    ]
)
"""Short names of cities that are also words or other names."""

CITIES_BEHIND = re.compile(r"[两三四五]?市|等[地市]|地区")


@cache
def _meanings(year: int) -> tuple[tuple[str, ...], ...]:
    """Return for each fixed form what divisions it names in a year, aliases for any article too."""
    names, other = names_of(year), aliases()
    valid = of_year(year)
    found = []
    for form in forms():
        codes = names.get(form, ())
        more = (
            alias.code for alias in other.get(form, ()) if not alias.own and alias.code in valid
        )
        found.append((*codes, *(code for code in more if code not in codes)))
    return tuple(found)


@cache
def _nicknames() -> dict[int, tuple[str, ...]]:
    """Return the forms that name a division only in its own papers, by number."""
    other = aliases()
    return {
        number: codes
        for number, form in enumerate(forms())
        if (codes := tuple(alias.code for alias in other.get(form, ()) if alias.own))
    }


@cache
def _units() -> dict[int, str]:
    """Return the words for a unit (全省: 省) or the nation, by number."""
    numbers = {form: number for number, form in enumerate(forms())}
    return {numbers[word]: row.value or "nation" for word, row in bodies().items()}


@cache
def _naming(year: int) -> frozenset[int]:
    """Return the numbers of the forms that may name a place in a year."""
    known = _units().keys() | _nicknames().keys()
    named = {number for number, codes in enumerate(_meanings(year)) if codes}
    return frozenset(number for number in named | known if number >= first_place())


def find_places(
    text: str,
    year: int,
    own_code: str | None = None,
    hits: Sequence[tuple[int, int, int]] | None = None,
) -> list[Mention]:
    """Return the places named in a text, in order; a run such as 吉林省长春市九台区 is one.

    ``own_code`` is the article's own place; ``hits`` is what :func:`tifa.scan.scan` found, if known.

    >>> text = "吉林省长春市九台区与朝阳区,全省支援湖北"
    >>> [(text[row.start : row.end], row.code) for row in find_places(text, 2022, "220100")]
    [('吉林省长春市九台区', '220113'), ('朝阳区', '220104'), ('全省', '220000'), ('湖北', '420000')]
    """
    hits = scan(text) if hits is None else hits
    meanings, units, nicknames = _meanings(year), _units(), _nicknames()
    naming = _naming(year)
    hits = [hit for hit in hits if hit[0] in naming]
    own = {unit: _own(unit, own_code, year) for unit in UNITS}
    in_full: set[str] | None = None
    found: list[Mention] = []
    ends = 0
    for number, (form, start, end) in enumerate(hits, 1):
        joined = start == ends
        ends = end
        if form in units:
            code = own[units[form]]
            if code and text[start - 1 : start] != "各" and splits_at(text, start, start - 4):
                found.append(Mention(start, end, code))
            continue
        codes = meanings[form]
        nick = _nick(nicknames.get(form, ()), own_code)
        codes = nick or codes
        if not codes:
            continue
        if joined and found and found[-1].end == start:
            outer = found[-1].code
            run = [
                c
                for c in codes
                if outer and (_within(c, outer) or (c == outer and end - start > 2))
            ]
            if run:
                found[-1] = Mention(found[-1].start, end, run[0])
                continue
        if end - start == 2 and not nick:
            name = text[start:end]
            if name in ORDINARY or not all(code.endswith("00") for code in codes):
                if in_full is None:
                    in_full = {c for f, a, b in hits if b - a > 2 for c in meanings[f]}
                codes = _meant(codes, name, in_full, own_code, year)
                if not codes:
                    continue
            touching = number < len(hits) and hits[number][1] == end
            if not _stands(text, start, end, joined, touching):
                continue
        if _is_bare(codes, start, end, text, year) and _names_something_else(text, end):
            continue
        code = codes[0] if len(codes) == 1 else _nearest(text, codes, found, own_code, end)
        found.append(Mention(start, end, code))
    return found


def _nick(codes: tuple[str, ...], own: str | None) -> tuple[str, ...]:
    """Return what a nickname means in an article of a place: 江城 in one from Jilin."""
    if not codes or own is None:
        return ()
    return tuple(code for code in codes if code[:2] == own[:2])


def _meant(
    codes: tuple[str, ...], name: str, in_full: set[str], own: str | None, year: int
) -> tuple[str, ...]:
    """Return what a short name may mean: a county, or a city whose name is a word (长治), only
    where the text names it in full or is from there."""
    divisions = of_year(year)
    return tuple(
        code
        for code in codes
        if code.endswith("0000")
        or divisions[code].name == name
        or (
            divisions[code].level != "county"
            and (name not in ORDINARY or (own and own[:2] == code[:2]))
        )
        or code == own
        or code in in_full
    )


def _is_bare(codes: tuple[str, ...], start: int, end: int, text: str, year: int) -> bool:
    return end - start == 2 or of_year(year)[codes[0]].name != text[start:end]


def _within(code: str, outer: str) -> bool:
    """Tell whether a division lies in another.

    >>> _within("220113", "220100"), _within("220113", "220000"), _within("220100", "220100")
    (True, True, False)
    """
    return code != outer and outer in parents(code)


def _stands(text: str, start: int, end: int, joined: bool, touching: bool) -> bool:
    """Tell whether a short name is not part of other words: 健|全省, 重大|连锁, 长治久安.

    ``joined`` and ``touching`` tell that another name ends or begins there: 吉林|长春.
    """
    if not joined and not splits_at(text, start, start - 4):
        return False
    if touching or PART_OF_PLACE.match(text, end):
        return True
    return splits_at(text, end, start) and not longer_word(text, start, end)


def _names_something_else(text: str, end: int) -> bool:
    found = NAME_OF_ELSE.match(text, end)
    return found is not None and NOT_CROSSING.search(found[0]) is None


def _nearest(
    text: str, codes: Sequence[str], found: list[Mention], own: str | None, end: int
) -> str | None:
    """Return which of several divisions of one name is meant."""
    highest = [code for code in codes if code.endswith("0000")]
    if CITIES_BEHIND.match(text, end) or text.startswith("、", end):
        cities = [code for code in codes if code.endswith("00") and not code.endswith("0000")]
        if len(cities) == 1 and CITIES_BEHIND.search(text[end : end + 12]):
            return cities[0]
    if len(highest) == 1:
        return highest[0]
    floor = max(0, end - FAR)
    sentence = max(text.rfind("。", floor, end), text.rfind("\n", floor, end), floor)
    for mention in reversed(found):
        if mention.start < sentence:
            break
        near = [
            c for c in codes if mention.code and mention.code != CHINA and _within(c, mention.code)
        ]
        if len(near) == 1:
            return near[0]
    if own is not None:
        for outer in (own, *parents(own)):
            near = [code for code in codes if code == outer or _within(code, outer)]
            if len(near) == 1:
                return near[0]
            if near:
                break
    return None


@lru_cache(maxsize=4096)
def _own(unit: str, own: str | None, year: int) -> str | None:
    """Return what 全省, 市委 or 国务院 means in an article of a place; ``unit`` is its 省, 市, ….

    >>> _own("市", "220104", 2020), _own("省", "220104", 2020), _own("州", "220100", 2020)
    ('220100', '220000', None)
    """
    if unit == "nation":
        return CHINA
    divisions = of_year(year)
    if own is None or own not in divisions:
        return None
    region = own[:2]
    if unit in ("自治区", "区") and region in AUTONOMOUS_REGIONS:
        district = unit == "区" and not own.endswith("00") and divisions[own].name.endswith("区")
        return own if district else region + "0000"
    if unit == "省":
        return None if region in MUNICIPALITIES | AUTONOMOUS_REGIONS else region + "0000"
    for code in (own, *parents(own)):
        if code in divisions and divisions[code].name.endswith(unit):
            return code
    return None
