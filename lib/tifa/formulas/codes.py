"""Codes without quotation marks: 1+N, 20+10, 互联网+, 大数据+网格化."""

from __future__ import annotations

import re

from tifa.formulas.limits import mention_at
from tifa.formulas.shapes import HAN, Mention
from tifa.quantities.dictionary import known_words, word_at

BARE_CODE = re.compile(r"(?:[0-9]{1,3}|[NX])(?:\+(?:[0-9]{1,3}|[NXn]))+(?![0-9A-Za-z+.%=])")


def code(text: str, plus: int) -> Mention | None:
    """Return the code around a plus sign."""
    start = plus
    while (
        start > 0 and plus - start < 3 and (text[start - 1].isascii() and text[start - 1].isalnum())
    ):
        start -= 1
    if start > 0 and (
        text[start - 1] in ".+-/:" or (text[start - 1].isascii() and text[start - 1].isalnum())
    ):
        return None
    found = BARE_CODE.match(text, start)
    if found:
        return mention_at(text, start, found.end(), False)
    if start == plus:
        return _words_plus(text, plus)
    return None


def _words_plus(text: str, plus: int) -> Mention | None:
    """Return 互联网+, 党建+ and the like without quotation marks: a word before the sign."""
    known = known_words()
    for length in (4, 3, 2):
        start = plus - length
        if start > 0 and text[start - 1] in "大小云" and text[start:plus] in known:
            return _code_of_words(text, start - 1, plus)
        if (
            start >= 0
            and known.get(text[start:plus], "x") in "nev"
            and re.fullmatch(rf"[{HAN}]+", text[start:plus])
        ):
            return _code_of_words(text, start, plus)
    return None


def _code_of_words(text: str, start: int, plus: int) -> Mention | None:
    """Return the words from the first to the last plus sign, and the word behind that."""
    end = plus + 1
    while True:
        first = end + (text[end : end + 1] in ("大", "小", "云"))
        word = word_at(text, first, min(len(text), first + 6))[1] if first < len(text) else end
        if word - end < 2 or not re.fullmatch(rf"[{HAN}]+", text[end:word]):
            return mention_at(text, start, plus + 1, False)
        if text[word : word + 1] != "+":
            return mention_at(text, start, word, False)
        end = word + 1
