"""Words as jieba sees them, and which of them carry meaning."""

from __future__ import annotations

import re
import warnings
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from itertools import chain
from typing import Any

from tifa.vocabulary import vocabulary

WORD = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fffA-Za-z0-9]")
"""A token with none of these is punctuation, no word."""


@cache
def _tokenizer() -> Any:
    """Return a jieba tokenizer made from its dictionary alone.

    jieba's own start-up reads a cache file from the temporary folder without checking it; a file
    planted there would change every count. It also reads the dictionary for itself, which is slow.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # invalid escapes in jieba's source
        import jieba
    tokenizer = jieba.Tokenizer()
    words, frequencies, _ = vocabulary()
    tokenizer.total = sum(frequencies)
    longer = words
    for size in range(1, max(map(len, words))):  # what words begin with is known to be none
        longer = [word for word in longer if len(word) > size]
        tokenizer.FREQ |= dict.fromkeys((word[:size] for word in longer), 0)
    tokenizer.FREQ |= zip(words, frequencies, strict=True)
    tokenizer.initialized = True
    return tokenizer


OTHER_HAN = re.compile(r"([\u3400-\u4dbf\u9fd6-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])")
"""Characters that rjieba looks up like all Han, while jieba lets each stand alone."""


@cache
def _fast_cut() -> Callable[[str, bool], list[str]] | None:
    """Return rjieba's segmentation, the same model in Rust; None where it is not installed."""
    try:
        from rjieba import Jieba
    except ImportError:  # no wheel for this platform: jieba itself gives the same words
        return None
    cut: Callable[[str, bool], list[str]] = Jieba().cut
    return cut


ASCII_PIECES = re.compile(r"([a-zA-Z0-9]+(?:\.[0-9]+)?%?)")
"""What jieba leaves whole in a run of ASCII that holds no word of its dictionary."""


@lru_cache(maxsize=1 << 12)
def _in_pieces(token: str) -> list[str]:
    """Return a run of ASCII as jieba cuts it: 2020-02-03 is five tokens there, one in rjieba."""
    if any(word in token for word in _ascii_words()):
        return list(_tokenizer().cut(token))
    return [piece for piece in ASCII_PIECES.split(token) if piece]


@cache
def _ascii_words() -> list[str]:
    ascii_only = filter(str.isascii, vocabulary().words)
    return [word for word in ascii_only if len(word) > 1]


def _uncut(text: str) -> list[str]:
    """Return jieba's tokens of a text, but for those runs of ASCII that jieba cuts into pieces."""
    cut = _fast_cut()
    if cut is None:
        return list(_tokenizer().cut(text))
    if not OTHER_HAN.search(text):
        return cut(text, True)
    return [token for part in OTHER_HAN.split(text) for token in cut(part, True)]


def words_of(token: str) -> Sequence[str]:
    """Return the words that a token is made of, none if it is punctuation.

    >>> words_of("疫情"), words_of("2020-02-03"), words_of("。")
    (('疫情',), ['2020', '02', '03'], ())
    """
    if "\u4e00" <= token < "\ua000":  # what begins with a Chinese character is a word
        return (token,)
    if token.startswith(WHOLE) and len(token) > 1:
        return (token[1:],)
    if token.isascii() and len(token) > 1 and not token.isalnum():
        return [piece for piece in _in_pieces(token) if WORD.search(piece)]
    return (token,) if WORD.search(token) else ()


def segment(text: str) -> list[str]:
    """Return the words of a text in order, without punctuation (jieba, dictionary and HMM).

    >>> segment("疫情防控阻击战,全市动员!")
    ['疫情', '防控', '阻击战', '全市', '动员']
    """
    return [word for token in _uncut(text) for word in words_of(token)]


def _listed(text: str) -> list[str]:
    """Return jieba's tokens by its dictionary alone, without words that its model guesses."""
    cut = _fast_cut()
    return cut(text, False) if cut else list(_tokenizer().cut(text, HMM=False))


@cache
def _pairs() -> frozenset[str]:
    """Return the pairs of characters that are words or that words begin with."""
    return frozenset(word[:2] for word in vocabulary().words if len(word) > 1)


AHEAD = 4
"""So many characters behind a place decide whether a word ends there."""


def splits_at(text: str, at: int, left: int) -> bool:
    """Tell whether a word ends at a place, read from ``left`` on, as far as the dictionary tells.

    Only where the two characters at that place are themselves a word is the text around segmented.

    >>> splits_at("2月5日前完成", 5, 4), splits_at("2月5日前往武汉", 5, 4), splits_at("血清明显", 1, 0)
    (True, False, False)
    """
    if at == 0 or text[at - 1 : at + 1] not in _pairs():
        return True
    left = max(left, 0)
    return _splits(text[left : at + AHEAD], at - left)


def straddles(text: str, start: int, end: int) -> bool:
    """Tell whether another word begins inside what was found and goes on behind it: 同日|本.

    A longer word of the same beginning does not count (今天上午).

    >>> straddles("同日本友城", 0, 2), straddles("同日返程", 0, 2)
    (True, False)
    """
    if text[end - 1 : end + 1] not in _pairs():
        return False
    window = text[start : end + AHEAD]
    longer = len(_first_word(window)) > end - start
    return not longer and not _splits(window, end - start)


@lru_cache(maxsize=1 << 16)
def _splits(window: str, at: int) -> bool:
    end = 0
    for token in _listed(window):
        end += len(token)
        if end >= at:
            break
    return end == at


def longer_word(text: str, start: int, end: int) -> bool:
    """Tell whether the word at a place goes beyond what was found there: 长治|久安.

    >>> longer_word("社会长治久安", 2, 4), longer_word("长治新增病例", 0, 2)
    (True, False)
    """
    return len(_first_word(text[start : end + AHEAD])) > end - start


@lru_cache(maxsize=1 << 16)
def _first_word(window: str) -> str:
    return _listed(window)[0]


BREAK, WHOLE = "\0", "\1"
"""Stand between the tokens of a text that is cut, and before a whole; no body holds either of them."""


def cut(text: str, wholes: Sequence[tuple[int, int]] = ()) -> str:
    r"""Return a text cut into tokens; ``wholes`` are spans that are one word each.

    >>> cut("以“五化工作法”抓落实", [(2, 7)])
    '以\x00“\x00五化工作法\x00”\x00抓\x00落实'
    """
    tokens: list[str] = []
    at = 0
    for start, end in wholes:
        tokens += _uncut(text[at:start])
        whole = text[start:end]
        tokens.append(whole if "\u4e00" <= whole < "\ua000" else WHOLE + whole)
        at = end
    tokens += _uncut(text[at:])
    return BREAK.join(tokens)


def count_words(text: str, wholes: Sequence[tuple[int, int]] = ()) -> Counter[str]:
    """Return how often each word stands in a text; ``wholes`` are spans that are one word each.

    >>> sorted(count_words("以“五化工作法”抓落实", [(2, 7)]).items())
    [('五化工作法', 1), ('以', 1), ('抓', 1), ('落实', 1)]
    """
    return words_in(cut(text, wholes))


def words_in(cut_text: str) -> Counter[str]:
    """Return how often each word stands in a text that :func:`cut` has cut.

    >>> words_in(cut("抓落实,抓")).most_common(1)
    [('抓', 2)]
    """
    return Counter(chain.from_iterable(map(words_of, cut_text.split(BREAK))))


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
