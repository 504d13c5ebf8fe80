"""Where an item of a list begins and ends: marks at its edges, words that lead to the list or follow it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence

from tifa.formulas.lexicon import lead_before, lead_firsts, lead_lengths, leads
from tifa.quantities.dictionary import known_words, word_at

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
    places = []
    at = start
    while at < end:
        places.append(at)
        at = next_word(text, at, end)
    if len(places) < 2:
        return trim(text, (start, end))[0]
    shared = text[others[0][0]] if len({text[first] for first, _ in others}) == 1 else ""
    like = likeness(others, 2.0)
    alike = [like(end - at) + (3.5 if text[at] == shared else 0.0) for at in places]
    best, best_score = start, -99.0
    for score, at in sorted(zip(alike, places, strict=True), reverse=True):
        if score + MOST_BONUS < best_score:
            break
        score += _begin_bonus(text, at, places) if at > start else 1.0
        if score >= best_score and text[at] != shared:
            score -= _led(text, at, end, others)
        if score > best_score or (score == best_score and at < best):
            best, best_score = at, score
    return trim(text, (best, end))[0]


LEAD_BONUS = {"verb": 2.6, "preposition": 2.6, "particle": 2.6, "adverb": 2.0, "weak": 1.2}
MOST_BONUS = max(LEAD_BONUS.values())


def _begin_bonus(text: str, at: int, places: Sequence[int]) -> float:
    """Return how surely an item begins where a word does, not the first, by what stands before."""
    start = places[0]
    lead = lead_before(text, at, start)
    if lead:
        return LEAD_BONUS[lead[1]]
    bonus = _unled_bonus(text, at, start)
    if bonus < 0:
        number = bisect_left(places, at)
        near = [place for place in places[max(0, number - 3) : number] if at - place < 4]
        if any(_governed(text, place, start) for place in near):
            bonus -= 2.0  # inside what a verb governs: 抓好|装备制造
    return bonus


def _governed(text: str, at: int, start: int) -> bool:
    """Tell whether a verb or the like leads to a place."""
    lead = lead_before(text, at, start)
    return lead is not None and LEAD_BONUS[lead[1]] == MOST_BONUS


def next_word(text: str, at: int, end: int) -> int:
    """Return where the next word begins; a word that leads to lists is one whatever follows it.

    What stands in brackets is one word.
    """
    char = text[at]
    if char in OPENERS and (close := text.find(OPENERS[char], at, end)) > 0:
        return close + 1
    if sizes := lead_lengths().get(char):
        known = leads()
        if sizes[-1] == 1 and at + 3 < end and text[at + 1 : at + 3] in known:
            return at + 1
        for length in sizes:
            if 1 < length < end - at and text[at : at + length] in known:
                return at + length
    return word_at(text, at, end)[1]


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


def _led(text: str, at: int, end: int, others: Sequence[Span]) -> float:
    """Return a loss for an item that itself begins with a word that leads to lists."""
    _, last, name = word_at(text, at, end)
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
