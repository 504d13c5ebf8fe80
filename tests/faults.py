"""The mirror sites' faults run forwards, to make damaged pages of which we know the original.

A mirror converts an article to Traditional, stores it in GBK, and then replaces byte strings
without regard to where a character begins. Its reader decodes the bytes; a lead byte with
nothing that fits behind it becomes ``?`` and takes the next byte along.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

import opencc
from pypinyin.pinyin_dict import pinyin_dict

FOLD = str.maketrans("，（）：；！？", ",():;!?")
UNFOLD = str.maketrans(",():;!?", "，（）：；！？")
MARK = "！".encode("gbk")


def over_convert(text: str) -> str:
    """Return Simplified text as a mirror's character table makes it Traditional.

    The punctuation becomes full-width, as it was before anything folded it.
    """
    table = opencc.OpenCC("s2t")
    return "".join(table.convert(char) for char in text.translate(UNFOLD))


def first_reading(char: str) -> str:
    return pinyin_dict.get(ord(char), "").split(",")[0]


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
            if len(char) == 1 and "\u4e00" <= char <= "\u9fff" and first_reading(char):
                found.append(char)
        at += 2
    return found


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


def mirror(paragraph: str, glossed: Sequence[str], *, marks: bool = False, fold: bool = True) -> str:
    """Return a Simplified paragraph as a mirror's page shows it.

    ``glossed`` are the Traditional characters that get a gloss behind them, at every place where
    their bytes stand; ``marks`` puts a byte in before the bytes of ！ as well.
    """
    data = over_convert(paragraph).encode("gbk", "ignore") + b"</p>\r\n"
    for char in glossed:
        key = char.encode("gbk")
        gloss = f"({first_reading(char)})".encode()
        # The pinyin letters stand for themselves here, so that the page can be decoded as one.
        token = b"(" + bytes([1 + glossed.index(char)]) + b")" if len(glossed) < 30 else gloss
        data = data.replace(key, key + token)
    if marks:
        data = data.replace(MARK, b" " + MARK)
    text = decode_like_a_browser(data)
    for number, char in enumerate(glossed):
        text = text.replace(f"({chr(1 + number)})", f"({first_reading(char)})")
        text = text.replace(f"?{chr(1 + number)})", f"?{first_reading(char)})")
    text = text.replace("</p>\r\n", "")
    return text.translate(FOLD) if fold else text


def glossed_characters(paragraph: str, rng: random.Random, n: int = 12) -> list[str]:
    """Return some characters to gloss, half of them hidden between others."""
    text = over_convert(paragraph)
    visible = [c for c in set(text) if "\u4e00" <= c <= "\u9fff" and first_reading(c)]
    hidden = sorted(set(hidden_characters(text)))
    visible.sort()
    chosen = rng.sample(hidden, min(n // 2, len(hidden)))
    chosen += rng.sample(visible, min(n - len(chosen), len(visible)))
    return list(dict.fromkeys(chosen))[:20]
