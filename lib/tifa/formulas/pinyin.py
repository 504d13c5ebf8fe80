"""Formulas in pinyin: a syllable a character, read as a formula is read aloud."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

from tifa.formulas.lexicon import table
from tifa.formulas.shapes import FOLD, HAN

RULES = (
    (re.compile(r"一"), "yī"),
    (re.compile(r"不"), "bù"),
    (re.compile(r"尽"), "jìn"),
    (re.compile(r"(?<=[二两三四五六七八九十])重(?=[防保责管压预检把关监审守屏封])"), "chóng"),
    (re.compile(r"双重"), "shuāng chóng"),
)
"""No tone sandhi; 尽 in 应尽 is jìn, though 尽管 is jǐn guǎn; 四重保障 counts, 三重一大 does not."""

TOKENS = re.compile(rf"[{HAN}]+|[^{HAN}\s]+")


@cache
def _readings() -> list[tuple[re.Pattern[str], str]]:
    """Return readings that depend on the words around (``data/formula_readings.csv``)."""
    rows = table("formula_readings.csv")
    return [*RULES, *((_phrase_pattern(row["phrase"]), row["reading"]) for row in rows)]


def _phrase_pattern(phrase: str) -> re.Pattern[str]:
    """Return a pattern for a phrase; 尽快 is none where 应X stands before: 应快尽快."""
    before = rf"(?<![应能愿可该当][{HAN}])" if phrase.startswith("尽") else ""
    return re.compile(before + phrase)


@lru_cache(maxsize=1 << 14)
def pinyin(canonical: str) -> str:
    """Return a formula in pinyin, a syllable a character with its own tone (no tone sandhi).

    Digits, letters and plus signs stay, quotation marks go, commas stay. Source: pypinyin's table
    of phrases; where it reads a formula otherwise than a reader would, ``data/formula_readings.csv``.
    应 that means "should" is yīng, as in 应该; yìng means to answer (响应).

    >>> pinyin("四应四尽"), pinyin("三级网格长"), pinyin("应急响应")
    ('sì yīng sì jìn', 'sān jí wǎng gé zhǎng', 'yìng jí xiǎng yìng')
    >>> pinyin("三个“清零”"), pinyin("两手抓、两促进"), pinyin("1+N"), pinyin("大数据+网格化")
    ('sān gè qīng líng', 'liǎng shǒu zhuā, liǎng cù jìn', '1+N', 'dà shù jù + wǎng gé huà')
    """
    text = re.sub(r"[“”‘’\"'《》「」]", "", canonical.translate(FOLD)).replace("、", ",")
    text = re.sub(rf"(?<=[{HAN}])\+|\+(?=[{HAN}])", " + ", text)
    shown = [
        " ".join(_syllables(token)) if re.match(f"[{HAN}]", token) else token
        for token in TOKENS.findall(text)
    ]
    return " ".join(shown).replace(" ,", ",").strip()


def _syllables(text: str) -> list[str]:
    """Return a syllable for each of some Chinese characters."""
    from pypinyin import Style, lazy_pinyin

    as_written: Any = list
    found: list[str] = lazy_pinyin(text, style=Style.TONE, errors=as_written)
    for pattern, reading in _readings():
        for match in pattern.finditer(text):
            found[match.start() : match.end()] = reading.split()
    return found
