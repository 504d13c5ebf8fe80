"""Small devices of official rhetoric: commands, claims of totality, and figures.

Imperatives are the modal 要 and its kin, superlatives are 最 and words that leave no rest (一切, 全面),
numerals and percentages are figures that stand for exactness. The devices are counted as words: 主要 and
需要 are no 要, 最近 is no 最, 安全 and 全省 are no 全 (``data/devices.csv``).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from tifa.rhetoric.boundaries import crossed, frequencies
from tifa.rhetoric.frames import Term, make_automaton, without_taken

DIGIT, UNIT = "一二两三四五六七八九", "十百千万亿"
PERCENTAGE = re.compile(
    rf"[\d.{DIGIT}{UNIT}](?:(?<=[\d.])[\d.]{{0,11}}[%％‰]|(?<=百)分之[{DIGIT}{UNIT}零〇点\d.]{{1,12}}"
    rf"|[\d.{DIGIT}{UNIT}]{{0,11}}个百分点)"
)
SIGNS = ("%", "％", "‰", "分之", "百分点")
"""Every percentage has one of them, and many a text has none."""

NUMERAL = re.compile(
    rf"[\d{DIGIT}十](?:(?<=\d)(?<![A-Za-z\d.+\-第]\d)[\d,]{{0,14}}(?:\.\d{{1,6}})?[十百千万亿]{{0,3}}"
    r"(?![A-Za-z\d+年月日号时点分])"
    rf"|(?<![第{DIGIT}{UNIT}][{DIGIT}十])(?:(?<=[{DIGIT}])[{UNIT}]|(?<=十)[{DIGIT}])[{DIGIT}{UNIT}零〇]{{0,12}}"
    r"(?![年月日号时点分]))"
)
"""Figures in digits and in characters; parts of dates, ordinals and codes (5G, 1+N) are left alone.

Both begin with a class of characters, which the engine looks for fast, and look back at it afterwards.
"""


def find_devices(text: str, taken: Iterable[Sequence[int]] = ()) -> list[Term]:
    """Return the imperatives, superlatives, numerals and percentages of a text in order.

    Their frames are ``imperative``, ``superlative``, ``numeral`` and ``percentage``. Left alone is what
    is part of another word, and what shares characters with the spans ``taken`` (start, end).

    >>> [hit.term for hit in find_devices("主要领导要坚决落实最严措施,务必确保安全。")]
    ['要', '坚决', '最', '务必']
    >>> [(hit.term, hit.frame) for hit in find_devices("2月3日排查1200户,覆盖率98.5%")]
    [('1200', 'numeral'), ('98.5%', 'percentage')]
    """
    automaton, frames = _devices()
    hits = list(_figures(text))
    for number, start, end in automaton.find_matches_as_indexes(text):
        frame = frames[number]
        # Words that only overlap a single character hold the whole of it, and are in the automaton.
        if frame and (end - start == 1 or not crossed(text, start, end)):
            hits.append(Term(start, end, text[start:end], frame))
    return without_taken(sorted(hits), taken)


def _figures(text: str) -> Iterator[Term]:
    """Yield the percentages, and the numerals that are no part of one or of a word."""
    signed = any(sign in text for sign in SIGNS)
    shares = [found.span() for found in PERCENTAGE.finditer(text)] if signed else []
    yield from (Term(start, end, text[start:end], "percentage") for start, end in shares)
    numerals = [Term(*found.span(), found[0], "numeral") for found in NUMERAL.finditer(text)]
    yield from without_taken(numerals, shares)


@cache
def _devices() -> tuple[Any, list[str]]:
    """Return the automaton of devices and longer words, and the device of each by number.

    The words of jieba's dictionary in which 要 does not come first, or 全 does not, are longer words
    in which nothing counts, unless ``data/devices.csv`` calls them open.
    """
    text = (files("tifa") / "data" / "devices.csv").read_text(encoding="utf-8")
    listed = {row["word"]: row["device"] for row in csv.DictReader(text.splitlines())}
    longer = [word for word in frequencies() if "要" in word[1:] or "全" in word[1:]]
    devices = dict.fromkeys(longer, "none") | listed
    patterns = [word for word, device in devices.items() if device != "open"]
    names = ["" if devices[word] == "none" else devices[word] for word in patterns]
    return make_automaton(patterns), names
