"""Where an item of a list begins and ends: marks at its edges, words that lead to the list or follow it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from tifa.formulas.lexicon import lead_before, lead_firsts, lead_lengths, leads
from tifa.quantities.dictionary import Word, known_words, word_at

Span = tuple[int, int]

CLOSERS = {")": "(", "”": "“", "》": "《", "]": "["}

OPENERS = {opener: closer for closer, opener in CLOSERS.items()}

NOT_JOIN = re.compile(
    r"和平|和谐|温和|共和|和好|及时|及早|涉及|普及|与会|参与|给与|和田|和林|及以|及其|呼和(?=浩特)"
)
"""Words with a joining character in them."""

EDGES = frozenset(" \t,、;:。!?“”和及与以")
"""What may have to be taken off the ends of an item."""


def trim(text: str, span: Span) -> Span:
    """Take quotation marks, spaces and stray marks off both ends, and 和 off the front."""
    start, end = span
    if start < end and text[start] not in EDGES and text[end - 1] not in EDGES:
        return span
    while start < end and text[start] in " \t,、;:。!?":
        start += 1
    while end > start and text[end - 1] in " \t,、;:。!?":
        end -= 1
    if text.startswith(("以及",), start):
        start += 2
    elif start < end and text[start] in "和及与" and not NOT_JOIN.match(text, start):
        start += 1
    inner = text[start:end]
    if len(inner) > 1 and inner[0] == "“" and inner.find("”") == len(inner) - 1:
        start, end = start + 1, end - 1
    elif inner.startswith("“") and "”" not in inner:
        start += 1
    elif inner.endswith("”") and "“" not in inner:
        end -= 1
    return start, end


def likeness(others: Sequence[Span], even: float) -> Callable[[int], float]:
    """Return a function that tells how far an item of some length is like the other items.

    ``even`` is added where all of three or more have one length.
    """
    sizes = [last - first for first, last in others]
    n, mean = len(sizes), sum(sizes) / len(sizes)
    alike = sizes.count(sizes[0]) == n
    extra = (even if n > 2 else 0.5) if alike else 0.0

    def score(size: int) -> float:
        same = sizes.count(size)
        return (1.5 * same / n + extra if same else 0.0) - 0.1 * abs(size - mean)

    return score


def first_start(text: str, spans: Sequence[Span]) -> int:
    """Return where the first item begins, behind the words that lead to the list.

    The rest of its clause is read word by word; an item begins behind a verb that governs the list, and
    looks like the other items.
    """
    start, end = spans[0]
    others = spans[1:]
    if not others:
        return max(start, end - 60)
    widest = max([last - first for first, last in others])
    start = max(start, end - 2 * widest - 24)
    if start < end and next_word(text, start, end) >= end:
        return trim(text, (start, end))[0]  # a single word
    shared = text[others[0][0]] if len({text[first] for first, _ in others}) == 1 else ""
    like = likeness(others, 2.0)
    best, best_score, at, led_at = start, -99.0, start, -9
    while at < end:
        word = word_at(text, at, end)
        score = like(end - at)
        if shared and text[at] == shared:
            score += 3.5
        lead = lead_before(text, at, start)
        if lead:
            bonus = LEAD_BONUS[lead[1]]
        elif at == start:
            bonus = 1.0
        elif score + UNLED_BONUS <= best_score:
            at = _marked_end(text, at, end) or word[1]
            continue
        else:
            bonus = _unled_bonus(text, at, start)
        if bonus < 0 and at - led_at < 4:
            bonus -= 2.0  # inside what a verb governs: 抓好|装备制造
        elif bonus > 2.5:
            led_at = at
        score += bonus
        if score > best_score and not (shared and text[at] == shared):
            score -= _led(text, word, end, others)
        if score > best_score:
            best, best_score = at, score
        at = _marked_end(text, at, end) or word[1]
    return trim(text, (best, end))[0]


def next_word(text: str, at: int, end: int) -> int:
    """Return where the next word begins; a word that leads to lists is one whatever follows it."""
    return _marked_end(text, at, end) or word_at(text, at, end)[1]


def _marked_end(text: str, at: int, end: int) -> int | None:
    """Return where a bracket closes that opens at a place, or a word ends that leads to lists."""
    char = text[at]
    if char in OPENERS and (close := text.find(OPENERS[char], at, end)) > 0:
        return close + 1
    sizes = lead_lengths().get(char)
    if not sizes:
        return None
    known = leads()
    if sizes[-1] == 1 and at + 3 < end and text[at + 1 : at + 3] in known:
        return at + 1
    for length in sizes:
        if 1 < length < end - at and text[at : at + length] in known:
            return at + length
    return None


UNLED_BONUS = 2.0 + 1e-6
"""No place without a lead before it has more; with room for rounding."""


def _unled_bonus(text: str, at: int, start: int) -> float:
    """Return how surely an item may begin at a place, by words before it that lead to no list."""
    before, char = text[at - 1], text[at]
    if before in "”》)" or char in "()":
        return -4.0
    if char in "“《" or before in "的了":
        return 2.0
    known = known_words()
    for length in (3, 2):
        if at - length >= start and (name := known.get(text[at - length : at])):
            return 1.5 if name == "v" else 1.0 if name == "e" else -1.0
    return 2.0 if at - 2 >= start and before in "到为成好出起上" else -1.0


def _led(text: str, word: Word, end: int, others: Sequence[Span]) -> float:
    """Return a loss for an item that itself begins with a word that leads to lists."""
    at, last, name = word
    if last >= end:
        return 0.0
    lead = leads().get(text[at:last], "adverb" if name == "x" and last - at > 1 else "")
    if lead not in LED or (lead == "weak" and len(others) > 1):
        return 0.0
    alike = ("verb", "weak") if lead == "weak" else ("verb",)
    led = [span for span in others if text[span[0]] in lead_firsts()]
    if 2 * len(led) <= len(others):
        return LED[lead]
    firsts = [text[first : word_at(text, first, stop)[1]] for first, stop in led]
    same = sum([leads().get(first) in alike for first in firsts])
    return 0.0 if 2 * same > len(others) else LED[lead]


LED = {"verb": 2.5, "adverb": 2.5, "preposition": 2.5, "weak": 2.2}


def _behind_bonus(text: str, at: int, end: int) -> float:
    """Return how surely an item may end at a place, by the words behind it."""
    if any(leads().get(text[at : at + n]) in ENDING for n in (4, 3, 2, 1)):
        return 1.5
    if text.startswith(("共同", "一起", "联合", "一并", "齐"), at):
        return 2.0
    name = word_at(text, at, end)[2]
    return 1.5 if name in "xi" else 1.0 if name == "v" else -1.0


ENDING = ("verb", "adverb", "preposition", "particle")


def last_end(text: str, spans: Sequence[Span]) -> int:
    """Return where the last item ends, before what its clause says further: 场所码|一码不漏."""
    start, end = spans[-1]
    others = spans[:-1]
    shared = text[others[0][1] - 1] if len({text[last - 1] for _, last in others}) == 1 else ""
    like = likeness(others, 0.5)
    best, best_score, at = end, -99.0, start
    while at < end:
        last = next_word(text, at, end)
        bonus = 1.5 if last >= end else _behind_bonus(text, last, end)
        score = bonus + like(last - start)
        score += 3.5 * (bool(shared) and text[last - 1] == shared)
        if score > best_score:
            best, best_score = last, score
        at = last
    return best


LEAD_BONUS = {"verb": 2.6, "preposition": 2.6, "particle": 2.6, "adverb": 2.0, "weak": 1.2}
