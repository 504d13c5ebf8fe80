"""Cities and provinces as timelines group places, and their names in both languages."""

from __future__ import annotations

import re
from functools import cache

from tifa.places.gazetteer import CHINA, MUNICIPALITIES, gazetteer, romanised


@cache
def _names() -> dict[str, str]:
    """Return the latest name of every code that was ever valid."""
    rows = sorted(gazetteer(), key=lambda division: division.last_year)
    return {row.code: row.name for row in rows} | {CHINA: "中国"}


def group_of(code: object) -> str | None:
    """Return the code of the city, or else the province, that a place belongs to.

    Municipalities are provinces; counties that belong to no city stand for themselves.

    >>> group_of("220113"), group_of("110105"), group_of("429004"), group_of("220000")
    ('220100', '110000', '429004', '220000')
    >>> group_of(None), group_of("100000")
    (None, '100000')
    """
    if not isinstance(code, str) or not re.fullmatch(r"\d{6}", code):
        return None
    if _names().get(code[:2] + "0000", "").startswith(MUNICIPALITIES):
        return code[:2] + "0000"
    city = code[:4] + "00"
    return city if city in _names() and code[2:4] != "90" else code


def chinese(code: str) -> str:
    """Return the name of a code; the code itself where it is unknown.

    >>> chinese("220100"), chinese("100000"), chinese("999999")
    ('长春市', '中国', '999999')
    """
    return _names().get(code, code)


def english(code: str) -> str:
    """Return the name of a code for an English reader.

    >>> english("220100"), english("220113"), english("100000"), english("999999")
    ('Changchun', 'Jiutai District', 'China', '999999')
    """
    return "China" if code == CHINA else romanised(_names()[code]) if code in _names() else code
