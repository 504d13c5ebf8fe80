"""Pinyin glosses that mirror sites put behind characters: 經(jīng)過 is 經過.

A gloss counts when it is a reading of the character before it, any reading: the mirrors write
實行(háng). What stays: 市(州), (WHO), 方案(a), 啊(a), a single note on how a place name is read.
"""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache, lru_cache

from tifa.cleaning import chars
from tifa.cleaning.trace import Edit
from tifa.vocabulary import package_file

MARKED = "àáèéêìíòóùúüāēěīńňōūǎǐǒǔǖǘǚǜǹḿếề"
"""Letters of pinyin that plain ASCII does not have."""

SYLLABLE = rf"[a-zɑɡ{MARKED}]{{1,6}}"
"""The shape of a pinyin syllable; zhuāng is the longest."""

GLOSSES = {
    bracket: re.compile(rf"\{bracket}{SYLLABLE}[)）](?:[(（]{SYLLABLE}[)）])*") for bracket in "(（"
}
"""One or more bracketed syllables, by their first bracket: a literal start is found fastest."""

PAGE_HAS_GLOSSES = 3
"""With so many glosses a page is a glossed page, and toneless ones on it are glosses too."""

_TONES = {0x304: None, 0x301: None, 0x30C: None, 0x300: None}


@lru_cache(10_000)
def without_tone(syllable: str) -> str:
    """Return a pinyin syllable without its tone mark; ü stays.

    >>> without_tone("lǜ"), without_tone("háng")
    ('lü', 'hang')
    """
    parts = unicodedata.normalize("NFD", syllable.replace("ɡ", "g").replace("ɑ", "a"))
    return unicodedata.normalize("NFC", parts.translate(_TONES))


@cache
def _pinyin_table() -> dict[int, str]:
    """Return pypinyin's readings of each code point."""
    text = package_file("pypinyin", "pinyin_dict.json").read_text(encoding="utf-8")
    return {int(code): listed for code, listed in json.loads(text).items()}


@cache
def readings(char: str) -> tuple[str, ...]:
    """Return a character's readings without tones, the commonest first; empty where unknown.

    Source: pypinyin's character table, after the Unihan database.

    >>> readings("行")
    ('xing', 'hang', 'heng')
    """
    listed = _pinyin_table().get(ord(char), "")
    return tuple(dict.fromkeys(without_tone(reading) for reading in listed.split(",") if reading))


def is_reading(syllable: str, char: str) -> bool:
    """Tell whether a syllable, in whatever tone, is a reading of a character.

    >>> is_reading("chóng", "重"), is_reading("a", "案")
    (True, False)
    """
    return without_tone(syllable) in readings(char)


def strip_glosses(text: str) -> list[Edit]:
    """Return the changes that take the pinyin glosses out of a page.

    On a page that is neither Traditional nor full of glosses, a bracket that tells an unusual
    reading (单(shàn)县) or the reading of a rare character is the newspaper's own and stays.

    >>> [(edit.start, edit.end) for edit in strip_glosses("實行(háng)市(州)方案(a)")]
    [(2, 8)]
    >>> strip_glosses("山东单(shàn)县")
    []
    """
    marked: list[Edit] = []
    toneless: list[Edit] = []
    plain: list[Edit] = []
    for found in _bracketed(text):
        char = text[found.start() - 1 : found.start()]
        verdict = _judge(char, found[0])
        if verdict is None:
            continue
        edit = Edit(found.start(), found.end(), "")
        if verdict == "toneless":
            toneless.append(edit)
            continue
        marked.append(edit)
        if verdict == "plain":
            plain.append(edit)
    if len(marked) >= PAGE_HAS_GLOSSES or len(toneless) >= 2 * PAGE_HAS_GLOSSES:
        return sorted(marked + toneless)
    if not marked:
        return []
    _, simplified, traditional, _, _ = chars.count_kinds(text)
    return marked if traditional > simplified else plain


def _bracketed(text: str) -> list[re.Match[str]]:
    found = list(GLOSSES["("].finditer(text)) if "(" in text else []
    if "（" in text:
        found += GLOSSES["（"].finditer(text)
        found.sort(key=lambda match: match.start())
    return found


@lru_cache(10_000)
def _judge(char: str, brackets: str) -> str | None:
    """Tell what brackets behind a character are.

    ``toneless``, ``plain`` (the usual reading of a common character, which no newspaper would
    explain), ``note`` (another reading, or that of a rare character), or None: no gloss.
    """
    syllables = re.split(r"[()（）]+", brackets)[1:-1]
    if not char or not all(is_reading(syllable, char) for syllable in syllables):
        return None
    if without_tone(syllables[0]) == syllables[0]:
        return "toneless"
    ordinary = int(chars.kinds(char)[0]) != chars.RARE
    usual = _pinyin_table()[ord(char)].split(",")[0]
    return "plain" if ordinary and syllables[0] == usual else "note"
