"""Whole numbers in English words."""

from __future__ import annotations

SMALL = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def cardinal(value: int) -> str:
    """Return a number in words up to 99.

    >>> cardinal(6), cardinal(16), cardinal(20), cardinal(33), cardinal(120)
    ('six', 'sixteen', 'twenty', 'thirty-three', '120')
    """
    if value < len(SMALL):
        return SMALL[value]
    if value > 99:
        return str(value)
    tens, ones = divmod(value, 10)
    return TENS[tens - 2] + (f"-{SMALL[ones]}" if ones else "")
