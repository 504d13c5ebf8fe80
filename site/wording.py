"""How pages name things: formulas, frames and terms with their pinyin and English."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from tifa.formulas.english import english, pinyin
from tifa.report import formula_page, frame_page, zh
from tifa.studies.rhetoric import framing


def plain_pinyin(chinese: str) -> str:
    """Pinyin without tones, as people type it.

    >>> plain_pinyin("四应四尽")
    'si ying si jin'
    """
    return unicodedata.normalize("NFD", pinyin(chinese)).encode("ascii", "ignore").decode()


def spoken(chinese: str) -> Markup:
    """The pinyin of a phrase."""
    return Markup('<span class="tifa-pinyin" lang="zh-Latn">{}</span>').format(pinyin(chinese))


def formula_cell(canonical: str) -> Markup:
    """A formula that leads to its page, with its pinyin and English."""
    return Markup('<a class="tifa-formula" href="../{}">{}</a> {} {}').format(
        formula_page(canonical), zh(canonical), spoken(canonical), english(canonical)
    )


def frame_name(frame: str) -> str:
    """A frame or device as a reader would say it, with a capital."""
    name = framing.name_of(frame)
    return name[:1].upper() + name[1:]


def frame_phrase(frame: str) -> str:
    """The Chinese phrase for a frame or an example of a device; empty for a reader's own."""
    known: Mapping[str, tuple[str, str]] = framing.FRAMES | framing.DEVICES
    return known.get(frame, ("", ""))[1]


def frame_link(frame: str) -> Markup:
    """A frame that leads to its page."""
    return Markup('<a href="../{}">{}</a>').format(frame_page(frame), frame_name(frame))


def gloss_of(term: str) -> Any:
    """The English of a term; None where the lexicon has none."""
    return framing.glosses().get(term)
