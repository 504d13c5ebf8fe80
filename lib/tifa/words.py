"""Words as jieba sees them, and which of them carry meaning."""

from __future__ import annotations

import re
import warnings
from collections import Counter
from functools import cache
from importlib.resources import files
from typing import Any

from tifa import chars

WORD = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fffA-Za-z0-9]")
"""A token with none of these is punctuation, no word."""


@cache
def _tokenizer() -> Any:
    """Return a jieba tokenizer made from its dictionary alone.

    jieba's own start-up reads a cache file from the temporary folder without checking it; a file
    planted there would change every count.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # invalid escapes in jieba's source
        import jieba
    tokenizer = jieba.Tokenizer()
    with chars.package_file("jieba", "dict.txt").open("rb") as dictionary:
        tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(dictionary)
    tokenizer.initialized = True
    return tokenizer


def segment(text: str) -> list[str]:
    """Return the words of a text in order, without punctuation (jieba, dictionary and HMM).

    >>> segment("疫情防控阻击战,全市动员!")
    ['疫情', '防控', '阻击战', '全市', '动员']
    """
    return [token for token in _tokenizer().cut(text) if WORD.search(token)]


def count_words(text: str) -> Counter[str]:
    """Return how often each word stands in a text."""
    return Counter(segment(text))


@cache
def stop_words() -> frozenset[str]:
    """Return the function words that frequency lists leave out (``data/stop_words.txt``)."""
    text = (files("tifa") / "data" / "stop_words.txt").read_text(encoding="utf-8")
    rows = (line.split("#")[0].split() for line in text.splitlines())
    return frozenset(word for row in rows for word in row)


def is_content(word: str) -> bool:
    """Tell whether a word is listed in frequency tables: two characters or more, no stop word.

    >>> is_content("疫情"), is_content("进行"), is_content("的"), is_content("2020")
    (True, False, False, False)
    """
    return len(word) >= 2 and word not in stop_words() and not re.fullmatch(r"[\d.%]+", word)
