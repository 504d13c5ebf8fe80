"""Damage done on purpose, to see how far findings move: glosses, lost bytes, misread characters, lost lines.

The two faults of mirror sites are run forwards: a mirror converts an article to Traditional characters,
stores it in GBK and puts the pinyin of some characters behind them. Where it replaces byte strings without
regard to where a character begins, a gloss can fall between the bytes of two others, and both are lost.
Misreading puts a character of similar look in the place of another, as optical character recognition does.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache

import numpy as np
import opencc
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from tifa.figures import font_path

FOLD = str.maketrans("，（）：；！？", ",():;!?")
UNFOLD = str.maketrans(",():;!?", "，（）：；！？")

CODES = [n for n in range(1, 0x20) if n not in (9, 10, 13)]
"""Control bytes: two of them stand for a syllable while the bytes are those of a page."""

Picture = NDArray[np.float32]

LOOK, NEAREST = 20, 3
"""Characters are compared as pictures of so many pixels; one of so many nearest takes the place."""


def is_han(char: str) -> bool:
    """Tell whether a character is Han, of the first block of Unicode."""
    return "\u4e00" <= char <= "\u9fff"


def n_han(text: str) -> int:
    """Return how many Han characters a text has."""
    return sum(map(is_han, text))


# The mirror, forwards -------------------------------------------------------------------------


@cache
def _table() -> opencc.OpenCC:
    return opencc.OpenCC("s2t")


@cache
def _traditional(char: str) -> str:
    return str(_table().convert(char))


def over_convert(text: str) -> str:
    """Return Simplified text as a mirror's character table makes it Traditional, marks full-width.

    >>> over_convert("防疫,全面发动")
    '防疫，全面發動'
    """
    return "".join(map(_traditional, text.translate(UNFOLD)))


def reading(char: str) -> str:
    """Return the first reading of a character, as the mirrors print it.

    >>> reading("應"), reading("A")
    ('yīng', '')
    """
    from pypinyin.pinyin_dict import pinyin_dict  # takes a third of a second

    return str(pinyin_dict.get(ord(char), "")).split(",")[0] if len(char) == 1 else ""


def gloss(text: str, chosen: Iterable[str]) -> str:
    """Return a Traditional text with a gloss at every occurrence of some characters.

    >>> gloss("應檢盡檢", ["檢"])
    '應檢(jiǎn)盡檢(jiǎn)'
    """
    return text.translate({ord(char): f"{char}({reading(char)})" for char in chosen})


def hidden(text: str) -> list[str]:
    """Return the characters that stand between the bytes of two others in GBK.

    >>> len(hidden(over_convert("坚决打赢疫情防控阻击战"))) <= 10
    True
    """
    data = text.encode("gbk", "ignore")
    found, at = [], 0
    while at + 3 < len(data):
        if data[at] < 0x80:
            at += 1
            continue
        if data[at + 1] >= 0x81 and data[at + 2] >= 0x81:
            char = data[at + 1 : at + 3].decode("gbk", "ignore")
            found += [char] if len(char) == 1 and is_han(char) and reading(char) else []
        at += 2
    return found


def _decoded(data: bytes) -> str:
    """Return bytes as a browser reads them: a lead byte with nothing that fits becomes ?."""
    out, at = [], 0
    while at < len(data):
        wide = data[at] >= 0x80
        piece = data[at : at + 1 + wide]
        try:
            out.append(piece.decode("gbk"))
        except UnicodeDecodeError:
            out.append("?")
        at += 1 + wide
    return "".join(out)


def mirrored(text: str, chosen: Sequence[str]) -> str:
    """Return a Traditional text as a page that glosses byte strings shows it.

    Every place where the bytes of a chosen character stand gets its gloss, be it within two others.
    Raises ValueError where there are more characters than codes for them.
    """
    if len(chosen) > len(CODES) ** 2:
        raise ValueError(f"at most {len(CODES) ** 2} characters can be glossed at once")
    data, signs = text.encode("gbk", "ignore"), {}
    for number, char in enumerate(chosen):
        sign = bytes([CODES[number // len(CODES)], CODES[number % len(CODES)]])
        signs[sign.decode("ascii")] = reading(char)
        key = char.encode("gbk")
        data = data.replace(key, key + b"(" + sign + b")")
    page = _decoded(data)
    for code, spoken in signs.items():
        page = page.replace(code, spoken)
    return page


def _enough(counts: Mapping[str, int], wanted: float, rng: random.Random) -> list[str]:
    """Return characters in a random order until their occurrences reach a number."""
    order = sorted(counts)
    rng.shuffle(order)
    chosen: list[str] = []
    reached = 0
    for char in order:
        if reached >= wanted or len(chosen) == len(CODES) ** 2:
            break
        chosen.append(char)
        reached += counts[char]
    return chosen


def glosses(text: str, share: float, rng: random.Random) -> tuple[str, float]:
    """Return the page with glossed characters, and the share of Han characters that have a gloss."""
    page = over_convert(text)
    counts = Counter(char for char in page if is_han(char) and reading(char))
    chosen = _enough(counts, share * n_han(page), rng)
    reached = sum(counts[char] for char in chosen) / max(n_han(page), 1)
    return gloss(page, chosen).translate(FOLD), reached


def lost_bytes(text: str, share: float, rng: random.Random) -> tuple[str, float]:
    """Return the page with glosses between bytes, and the share of Han characters that lost theirs."""
    page = over_convert(text)
    counts = {char: 2 * n for char, n in Counter(hidden(page)).items()}
    chosen = _enough(counts, share * n_han(page), rng)
    reached = sum(counts[char] for char in chosen) / max(n_han(page), 1)
    return mirrored(page, chosen).translate(FOLD), reached


# Other damage ---------------------------------------------------------------------------------


@cache
def _common() -> list[str]:
    """Return the 3,755 common characters, level one of GB 2312."""
    pairs = (bytes([row, cell]) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF))
    return [pair.decode("gb2312") for pair in pairs if pair[:1] != b"\xd7" or pair[1] < 0xFA]


def _picture(char: str, font: ImageFont.FreeTypeFont) -> Picture:
    image = Image.new("L", (LOOK, LOOK))
    ImageDraw.Draw(image).text((LOOK / 2, LOOK / 2), char, fill=255, font=font, anchor="mm")
    drawn: Picture = np.asarray(image, dtype=np.float32).ravel()
    centred: Picture = drawn - drawn.mean()
    return np.divide(centred, max(float(np.linalg.norm(centred)), 1e-9), dtype=np.float32)


@cache
def _pictures() -> Picture:
    """Return the pictures of the common characters, shape (3755, pixels)."""
    font = ImageFont.truetype(str(font_path()), LOOK)
    return np.stack([_picture(char, font) for char in _common()])


@cache
def _alike() -> dict[str, tuple[str, ...]]:
    """Return for each common character those that look most like it, most alike first."""
    pictures, chars = _pictures(), _common()
    nearness = pictures @ pictures.T
    np.fill_diagonal(nearness, -1.0)
    first = np.argpartition(-nearness, NEAREST, axis=1)[:, :NEAREST]
    return {
        char: tuple(chars[n] for n in sorted(row.tolist(), key=lambda n: (-near[n], n)))
        for char, row, near in zip(chars, first, nearness, strict=True)
    }


def alike(char: str) -> tuple[str, ...]:
    """Return the common characters that look most like one, by correlation of their pictures.

    >>> "末" in alike("未"), "人" in alike("入"), alike("龘")
    (True, True, ())
    """
    return _alike().get(char, ())


def misread(text: str, share: float, rng: random.Random) -> tuple[str, float]:
    """Return a text in which common characters gave way to similar ones, and the share of Han characters."""
    chars = list(text)
    places = [n for n, char in enumerate(chars) if alike(char)]
    chosen = rng.sample(places, min(round(share * n_han(text)), len(places)))
    for at in chosen:
        chars[at] = rng.choice(alike(chars[at]))
    return "".join(chars), len(chosen) / max(n_han(text), 1)


def dropped_lines(text: str, share: float, rng: random.Random) -> tuple[str, float]:
    """Return a text without some lines, and the share of Han characters that went with them.

    Lines go in a random order as long as the loss comes nearer to the share; one always stays.
    """
    lines, total = text.split("\n"), max(n_han(text), 1)
    order = list(range(len(lines)))
    rng.shuffle(order)
    gone: set[int] = set()
    lost = 0
    for at in order[: len(lines) - 1]:
        more = n_han(lines[at])
        if abs(lost + more - share * total) < abs(lost - share * total):
            gone.add(at)
            lost += more
    return "\n".join(line for n, line in enumerate(lines) if n not in gone), lost / total


Damage = Callable[[str, float, random.Random], tuple[str, float]]

DAMAGES: Mapping[str, Damage] = {
    "pinyin glosses": glosses,
    "lost bytes": lost_bytes,
    "misread characters": misread,
    "dropped lines": dropped_lines,
}
BY_MIRROR = ("pinyin glosses", "lost bytes")
"""The damage that the library undoes; of the other two nothing tells what stood there."""
