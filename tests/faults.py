"""The mirror sites' faults run forwards, to make damaged pages of which we know the original.

A mirror converts an article to Traditional, stores it in GBK, and then replaces byte strings
without regard to where a character begins. Its reader decodes the bytes; a lead byte with
nothing that fits behind it becomes ``?`` and takes the next byte along.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from tifa.studies.validation.damage import FOLD, over_convert, reading

MARK = "！".encode("gbk")

MAX_GLOSSED = 30
"""So many characters can be glossed at once: each has a control byte of its own."""


def fold(text: str) -> str:
    """Return a text with the seven marks in ASCII, as they are on our pages."""
    return text.translate(FOLD)


def is_glossable(char: str) -> bool:
    return len(char) == 1 and "\u4e00" <= char <= "\u9fff" and reading(char) != ""


def hidden_characters(text: str) -> list[str]:
    """Return the characters that stand between the bytes of two others."""
    found = []
    data = text.encode("gbk", "ignore")
    at = 0
    while at + 3 < len(data):
        if data[at] < 0x80:
            at += 1
            continue
        if data[at + 1] >= 0x81 and data[at + 2] >= 0x81:
            char = data[at + 1 : at + 3].decode("gbk", "ignore")
            if is_glossable(char):
                found.append(char)
        at += 2
    return found


def has_hidden_mark(text: str) -> bool:
    """Tell whether the bytes of ！ stand between the bytes of two characters."""
    data = text.encode("gbk", "ignore")
    at = 0
    while at < len(data):
        if data[at] >= 0x80:
            if data[at + 1 : at + 3] == MARK:
                return True
            at += 1
        at += 1
    return False


def decode_like_a_browser(data: bytes) -> str:
    out = []
    at = 0
    while at < len(data):
        if data[at] < 0x80:
            out.append(chr(data[at]))
            at += 1
            continue
        try:
            out.append(data[at : at + 2].decode("gbk"))
        except UnicodeDecodeError:
            out.append("?")
        at += 2
    return "".join(out)


def mirror(
    paragraph: str, glossed: Sequence[str], *, marks: bool = False, fold: bool = True
) -> str:
    """Return a Simplified paragraph as a mirror's page shows it.

    ``glossed`` are the Traditional characters that get a gloss behind them, at every place where
    their bytes stand; ``marks`` puts a byte in before the bytes of ！ as well.
    """
    if len(glossed) > MAX_GLOSSED:
        raise ValueError(f"at most {MAX_GLOSSED} characters can be glossed at once")
    data = over_convert(paragraph).encode("gbk", "ignore") + b"</p>\r\n"
    for number, char in enumerate(glossed, 1):
        # A control byte stands for the syllable, so that the page can be decoded as GBK.
        key = char.encode("gbk")
        data = data.replace(key, key + b"(" + bytes([number]) + b")")
    if marks:
        data = data.replace(MARK, b" " + MARK)
    text = decode_like_a_browser(data)
    for number, char in enumerate(glossed, 1):
        for before in "(?":
            text = text.replace(f"{before}{chr(number)})", f"{before}{reading(char)})")
    text = text.removesuffix("\r\n").removesuffix("</p>")
    return text.translate(FOLD) if fold else text


def glossed_characters(paragraph: str, rng: random.Random, n: int = 12) -> list[str]:
    """Return some characters to gloss, half of them hidden between others."""
    text = over_convert(paragraph)
    visible = sorted(filter(is_glossable, set(text)))
    hidden = sorted(set(hidden_characters(text)))
    chosen = rng.sample(hidden, min(n // 2, len(hidden)))
    chosen += rng.sample(visible, min(n - len(chosen), len(visible)))
    return list(dict.fromkeys(chosen))[:20]


def gloss(text: str, glossed: Sequence[str]) -> str:
    """Return a Traditional text with a gloss at every occurrence of some characters, no more."""
    table = {ord(char): f"{char}({reading(char)})" for char in glossed}
    return text.translate(table)
