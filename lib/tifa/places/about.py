"""The place that an article is about: a province, a city or a county."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache

from tifa.places.gazetteer import Division, aliases, names_of, of_year, parents, place_forms
from tifa.scan import forms, scan

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


Hits = Iterable[tuple[int, int, int]]


@cache
def _place_numbers() -> frozenset[int]:
    """Return the numbers of the forms that name a place in some year."""
    numbers = {form: number for number, form in enumerate(forms())}
    return frozenset(numbers[form] for form in place_forms())


def _score(hits: Hits, year: int, weight: float, scores: dict[str, float], everything: str) -> None:
    """Add to the score of each division for every time it is named, with and without 市 or 县."""
    names, divisions, all_forms = names_of(year), of_year(year), forms()
    names_places = _place_numbers()
    counts = Counter([form for form, _, _ in hits if form in names_places])
    for form, n in counts.items():
        name = all_forms[form]
        other = [alias.code for alias in aliases().get(name, ()) if not alias.own]
        meant = [code for code in names.get(name, other) if code in divisions]
        codes = [c for c in meant if _may_mean(name, divisions[c], everything)]
        for code in codes:
            whole = WHOLE_NAME if divisions[code].name == name or code in other else 1.0
            scores[code] = scores.get(code, 0.0) + weight * n * whole / len(codes)


def _may_mean(form: str, division: Division, everything: str) -> bool:
    """Tell whether a form may mean a county: its short name is often an ordinary word (和平)."""
    return division.level != "county" or len(form) > 2 or division.name in everything


def place_of(
    title: str | None,
    source: str | None,
    body: str,
    published: str | None,
    hits: Hits | None = None,
) -> tuple[str | None, str | None]:
    """Return the name and the six-digit code of the place that an article is about.

    The title counts most, then the newspaper's name, then what the body mentions, on the level
    (province, city, county) at which the article says 全省, 全市 or 全县. None, None where no
    place is named. ``hits`` is what :func:`tifa.scan.scan` found in the body, if that is known already.

    >>> place_of("九江市疫情防控工作", None, "3月11日,我市118例患者全部出院。", "2020-03-24")
    ('九江市', '360400')
    """
    year = int(published[:4]) if published else 9999
    scores: dict[str, float] = {}
    everything = f"{title}{source}{body}"
    _score(scan(title or ""), year, IN_TITLE, scores, everything)
    _score(scan(source or ""), year, IN_SOURCE, scores, everything)
    _score(scan(body) if hits is None else hits, year, 1.0, scores, everything)
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
