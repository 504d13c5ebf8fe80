"""Words of a text, as a dictionary and the lists know them."""

from __future__ import annotations

import re
from functools import cache

from tifa.places.gazetteer import place_forms
from tifa.quantities.lists import NUMERALS, listed
from tifa.vocabulary import vocabulary

CLASSES = {"act": "e", "verb": "v", "noun": "n", "state": "w", "stop": "x"}
"""Classes of words in the list: ``e`` acts, nouns at the end of a phrase and verbs else (消毒); ``v``
verbs; ``n`` nouns and what modifies them; ``w`` states, verbs that stay with the noun behind them (返乡);
``x`` adverbs, prepositions and the like, at which a phrase ends."""

TAGS = {
    **{"v": "v", "vn": "v", "vd": "v", "vi": "v", "vg": "v", "vq": "v"},
    **{"d": "x", "p": "x", "c": "x", "r": "x", "u": "x", "t": "x", "f": "x", "m": "m", "mq": "m"},
    "ns": "s",
}
"""The tags of jieba's dictionary as classes, where the list does not have a word. Further there are
``s`` places, ``m`` numbers, ``i`` set phrases and ``c`` characters of no class."""


@cache
def known_words() -> dict[str, str]:
    """Return words of one to four characters with their classes; the list comes first.

    Names of persons are left out of jieba's dictionary: they are made of common characters. So are
    words of four characters that two words make up (投入使用).
    """
    words, _, tags = vocabulary()
    used = {tag: TAGS.get(tag, "n") for tag in set(tags) if not tag.startswith("nr")}
    known = {
        word: used[tag]
        for word, tag in zip(words, tags, strict=True)
        if tag in used and len(word) <= 4 and word[0] != "的"
    }
    for word, tag in zip(words, tags, strict=True):
        if (len(word) == 1 or tag in ("i", "l")) and word in known:
            known[word] = _class(word, tag)
    for form in place_forms():
        if len(form) <= 4:
            known.setdefault(form, "s")
    for name, letter in CLASSES.items():
        known |= dict.fromkeys(listed(name), letter)
    of_four = [word for word in known if len(word) == 4]
    in_halves = {word for word in of_four if word[:2] in known and word[2:] in known}
    for word in in_halves - listed("noun"):
        del known[word]
    return known


def _class(word: str, tag: str) -> str:
    """Return the class of a single character or a set phrase."""
    if len(word) == 1:
        name = TAGS.get(tag, "c")
        return name if name in "vx" else "c"
    # Of three characters they are nouns: 出入口.
    return "i" if len(word) == 4 or word[0] in NUMERALS else "n"


SUFFIXES = frozenset(
    "人者员队组团点区站所室房店院校厂车船机舱床证码卡单件率量数额值比费款金品药剂针液衣服罩箱包岗线路网群楼屏牌栏板书案会课票源口岸门面村社棚券柜"
    "台器仪具材料油粉水民军警师长工商客价"
)
"""One of them behind a verb makes it a noun: 采样点, 隔离区, 检测车."""

LATIN = re.compile(r"[A-Za-z0-9.\-]+")
FIXED = re.compile(
    r"(?:[0-9A-Z]+|[一二三四五甲乙丙])级(?:及?以上)?|(?:规模|限额)以上|[\u4e00-\u9fff]{2,3}籍|[0-9]{2}后"
    r"|(?:[入来返离抵在驻涉援赴滞][\u4e00-\u9fff]){1,2}"
    r"(?=人员|旅客|游客|务工|车辆|经商|企业|群众|干部|专家|医|队|特派员|学生|指导员|联络员|专员)"
)
"""Words that no dictionary can list: 二级以上, 湖北籍, 95后, 入浔人员, 援鄂医疗队."""

FIXED_FIRSTS = frozenset(
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.-一二三四五甲乙丙规限入来返离抵在驻涉援赴滞"
)
"""What such words and those in Latin letters begin with, but for those in 籍."""

ORDINAL = re.compile(r"第[0-9一二三四五六七八九十]{1,4}(?:[剂批轮]次|[\u4e00-\u9fff])")

Word = tuple[int, int, str]
"""A word at ``text[start:end]`` and its class."""


def word_at(text: str, at: int, stop: int) -> Word:
    """Return the word at a place: the longest in the dictionary, or one character.

    A verb with one of ``SUFFIXES`` behind it is a noun.
    """
    if text[at] in FIXED_FIRSTS or "籍" in text[at + 2 : at + 4]:
        fixed = FIXED.match(text, at, stop) or LATIN.match(text, at, stop)
        if fixed:
            return at, fixed.end(), "n"
    end, name = _longest(text, at, stop)
    if name in "vwe" and end < stop and text[end] in SUFFIXES:
        after, _ = _longest(text, end, stop)
        if after == end + 1:
            return at, after, "n"
    return at, end, name


Pair = tuple[tuple[int, ...], str | None]


@cache
def _by_pair() -> dict[str, Pair]:
    """Return by the first two characters of words how long others are and the class of the pair.

    Only lengths beyond two are given, the longest first; the class is None where the pair is no word.
    """
    known = known_words()
    two, three, four = ({w[:2] for w in known if len(w) == size} for size in (2, 3, 4))
    by_sizes = {
        (): two - three - four,
        (3,): three - four,
        (4,): four - three,
        (4, 3): three & four,
    }
    found: dict[str, Pair] = {}
    for sizes, pairs in by_sizes.items():
        rows: dict[str | None, Pair] = {name: (sizes, name) for name in {None, *known.values()}}
        found |= {pair: rows[known.get(pair)] for pair in pairs}
    return found


def _longest(text: str, at: int, stop: int) -> tuple[int, str]:
    known, by_pair = known_words(), _by_pair()
    pair = by_pair.get(text[at : at + 2])
    if pair is None:
        return at + 1, known.get(text[at], "c")
    lengths, name = pair
    end = at + 2
    for length in lengths:
        if at + length <= stop and (longer := known.get(text[at : at + length])) is not None:
            end, name = at + length, longer
            break
    if name is None or end > stop:
        return at + 1, known.get(text[at], "c")
    if end < stop and text[end - 1 : end + 1] in by_pair:
        shorter = _shorter(text, at, end, name)
        if shorter:
            return end - 1, shorter
    return end, name


def _shorter(text: str, at: int, end: int, name: str) -> str | None:
    """Return the class of a word that is one character shorter, where the text is words only so.

    Of 专家组|成 and 专家|组成 the second is taken; of 献血|浆 and 献|血浆 likewise.
    """
    known = known_words()
    if text[end - 1 : end + 1] not in known or text[end : end + 2] in known:
        return None
    shorter = known.get(text[at : end - 1])
    if shorter is None or end - at > 2:
        return shorter
    single = shorter == "x" or (shorter == "v" and text[end] not in SUFFIXES)
    return shorter if single and name not in "ew" else None


def segmented(text: str, start: int, stop: int) -> list[Word]:
    """Return the words of a clause; what stands in brackets is one noun, and so is an ordinal."""
    words: list[Word] = []
    while start < stop:
        if text[start] == "(" and (close := text.find(")", start, stop)) > 0:
            words.append((start, close + 1, "n"))  # 开(复)工率
        elif ordinal := ORDINAL.match(text, start, stop):
            words.append((start, ordinal.end(), "x"))
        else:
            words.append(word_at(text, start, stop))
        start = words[-1][1]
    return words
