"""Numbers as Chinese texts write them: 3, 12,345, 二十三, 廿九, 一百二十, 59.64万, 两千余."""

from __future__ import annotations

import re
from functools import lru_cache

DIGITS = {
    **{str(n): n for n in range(10)},
    **dict(zip("零〇○一二三四五六七八九", (0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9), strict=True)),
    "两": 2,
    "俩": 2,
}
TENS = {"十": 10, "百": 100, "千": 1000}
TENS_JOINED = {"廿": 20, "卅": 30}
MYRIADS = {"万": 10**4, "亿": 10**8}

NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
"""A number in Arabic digits, with or without separators and a fraction."""

ARABIC = re.compile(NUMBER)

FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")


@lru_cache(maxsize=4096)
def number(text: str) -> float | None:
    """Return the number that ``text`` writes; None where it does not write one.

    >>> number("1,275"), number("廿九"), number("二〇二〇"), number("59.64万"), number("一千二百")
    (1275.0, 29.0, 2020.0, 596400.0, 1200.0)
    >>> number("两万"), number("十"), number("三十一"), number("1.47亿"), number("若干")
    (20000.0, 10.0, 31.0, 147000000.0, None)
    >>> number("二十三亿六千万"), number("一百二"), number("一百零二")
    (2360000000.0, 120.0, 102.0)
    """
    text = text.translate(FULL_WIDTH)
    head = text.rstrip("万亿")
    factor = 1
    for power in text[len(head) :]:
        factor *= MYRIADS[power]
    if ARABIC.fullmatch(head):
        return _exact(head.replace(",", ""), factor)
    if not head:
        return float(factor) if factor > 1 else None
    inner = set(head) & set(MYRIADS)  # 二十三亿六千万
    value = _han(text) if inner else _han(head)
    return None if value is None else float(value if inner else value * factor)


def whole(text: str) -> int:
    """Return a whole number that the caller's pattern has found.

    >>> whole("二十三"), whole("08")
    (23, 8)
    """
    value = number(text)
    if value is None:
        raise ValueError(f"{text!r} is not a number")
    return int(value)


def _exact(digits: str, factor: int) -> float:
    """Multiply as decimals do, so that 59.64万 is 596400 and nothing near it."""
    head, _, tail = digits.partition(".")
    if factor > 1 and tail:
        return float(int(head + tail) * factor / 10 ** len(tail))
    return float(digits) * factor


def _han(text: str) -> int | None:
    """Return a number in Han characters: by places (一百二十), or digit by digit (二〇二〇)."""
    if all(char in DIGITS for char in text):
        return int("".join(str(DIGITS[char]) for char in text))
    total = section = digit = 0
    for char in text:
        if char in DIGITS:
            digit = DIGITS[char]
        elif char in TENS:
            section += (digit or 1) * TENS[char]
            digit = 0
        elif char in TENS_JOINED:
            section += TENS_JOINED[char]
        elif char in MYRIADS:
            total += (section + digit) * MYRIADS[char]
            section = digit = 0
        else:
            return None
    power = (TENS | MYRIADS).get(text[-2:-1], 0)
    if digit and power > 10:  # 一百二 is 120
        digit *= power // 10
    return total + section + digit
