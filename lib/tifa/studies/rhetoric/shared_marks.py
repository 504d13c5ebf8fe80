"""A shared passage as one line with what differs in it, and which of its articles is the older."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import SequenceMatcher
from functools import lru_cache

from tifa.passages import Passage
from tifa.studies.grouping import first_day

PLAIN = str.maketrans("[|]", "〔｜〕")
"""Marks of the text itself, so that they are none of :func:`marked`."""


def plain(texts: Mapping[str, str]) -> dict[str, str]:
    """Return texts without the marks that :func:`marked` sets.

    >>> plain({"a": "[一]"})
    {'a': '〔一〕'}
    """
    return {doc_id: text.translate(PLAIN) for doc_id, text in texts.items()}


def marked(row: Passage, texts: Mapping[str, str]) -> str:
    """Return a passage as one line: what differs in brackets, one side | the other.

    ``texts`` are the bodies as :func:`plain` has them.

    >>> from tifa.passages import shared_wording
    >>> texts = {"a": "把人民群众生命安全放在第一位", "b": "把人民生命安全放在首位"}
    >>> marked(shared_wording(texts, least=6).passages[0], texts)
    '把人民[群众|]生命安全放在'
    """
    parts = []
    for kind, *at in row.pieces:
        one, other = texts[row.doc_a][at[0] : at[1]], texts[row.doc_b][at[2] : at[3]]
        parts += _marks(one, other) if kind == "equal" else [f"[{one}|{other}]"]
    return " ".join("".join(parts).split())


def _marks(one: str, other: str) -> list[str]:
    """Return a piece with the same letters, its marks and spaces in brackets where they differ.

    >>> _marks("市委市政府", "市委、市政府")
    ['市委', '[|、]', '市政府']
    """
    if one == other:
        return [one]
    codes = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    return [
        one[a:b] if kind == "equal" else f"[{one[a:b]}|{other[c:d]}]" for kind, a, b, c, d in codes
    ]


@lru_cache(1 << 16)
def earlier(one: object, other: object) -> tuple[int, int | None] | None:
    """Return which of two dates is the earlier (0 or 1), and by how many days where both are days.

    None where the dates do not tell: one is missing, both are the same, or the one is a month and
    the other a day in it.

    >>> earlier("2020-02-13", "2020-02-03"), earlier("2020-02", "2022"), earlier("2020-02", "2020-02-03")
    ((1, 10), (0, None), None)
    """
    if not isinstance(one, str) or not isinstance(other, str):
        return None
    a, b = one[:10], other[:10]
    shorter = min(len(a), len(b))
    if a[:shorter] == b[:shorter]:
        return None
    first, second = first_day(a), first_day(b)
    known = shorter == 10 and first is not None and second is not None
    days = abs((first - second).days) if known and first and second else None
    return int(b < a), days
