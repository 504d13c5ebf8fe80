"""Members that begin the paragraphs behind a formula, or stand as headings."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import NamedTuple

from tifa.formulas.edges import Span, trim
from tifa.formulas.heads import FAR, NEAR, Head, Listed, fewest, heads_of, member, occurs
from tifa.formulas.lexicon import leads
from tifa.formulas.shapes import HAN, Mention, Shape
from tifa.sentences import Sentence


class Headings(NamedTuple):
    """The headings of a document: where they begin, the first of them, and these as one text."""

    starts: frozenset[int]
    spans: tuple[Span, ...]
    text: str


MOST = 100
"""So many headings of a document are looked at."""


def headings(text: str, sentences: Sequence[Sentence]) -> Headings:
    """Return the headings among the sentences of a text."""
    spans = tuple([(row.start, row.end) for row in sentences if row.kind == "heading"])
    joined = "\n".join([text[start:end] for start, end in spans[:MOST]])
    return Headings(frozenset([start for start, _ in spans]), spans[:MOST], joined)


def _canonical(mention: Mention) -> str:
    return mention.surface.replace("“", "").replace("”", "")


def leads_below(
    text: str,
    mention: Mention,
    shape: Shape,
    known: Headings,
    mentions: Sequence[Mention],
) -> Listed | None:
    """Return the leads of the paragraphs behind a mention that have the formula's head."""
    heads = heads_of(shape)
    total = sum(shape.expected)
    if len(heads) > 1:
        return None
    signs = heads[0].forms or heads[0].signs[:1]
    below = _lines_below(text, mention, signs)
    if not below or not occurs(
        text, heads[0], mention.end, mention.end + FAR, 2, fewest(shape, mention, firm=True)
    ):
        return None
    found: list[Span] = []
    own = _canonical(mention)
    as_headings = 0
    missed = 0
    for at, opening in below:
        part = None
        if _has_any(opening, signs):
            part = _part(text, _line_lead(text, at, line_end(text, at)), heads)
        if part and len(found) < total + 3:
            found.append(part)
            as_headings += at in known.starts
            missed = 0
        elif found:
            missed += 1
            if missed > 6 or (not part and _other(text, mentions, at, at + len(opening), own)):
                break
    if len(found) < 2:
        return None
    stated = "headings" if as_headings == len(found) else "paragraph_leads"
    if stated == "paragraph_leads":
        found = _without_shared_lead(text, found, heads)
    return Listed(tuple(found), stated, False, _directly_below(text, mention, found))


class Lines(NamedTuple):
    """The lines of a text: where they begin, their openings, and these as one text.

    ``places`` are where the openings stand in that text, and where it ends.
    """

    starts: list[int]
    openings: list[str]
    text: str
    places: list[int]


@lru_cache(maxsize=1)  # all formulas of a text ask for its lines
def _lines(text: str) -> Lines:
    starts, openings = [], []
    for line in LINE.finditer(text):
        starts.append(line.start())
        openings.append(line[1])
    places = list(accumulate([len(opening) + 1 for opening in openings], initial=0))
    return Lines(starts, openings, "\n".join(openings), places)


def _lines_below(text: str, mention: Mention, signs: Sequence[str]) -> list[tuple[int, str]]:
    """Return the lines below a mention with their openings, if members may stand in two of these.

    Behind a colon the mention's own line has a lead too.
    """
    starts, openings, joined, places = _lines(text)
    first = bisect_left(starts, mention.end)
    last = bisect_left(starts, mention.end + FAR)
    colon = COLON.match(text, mention.end)
    reach = places[first], places[last]
    if sum([joined.count(sign, *reach) for sign in signs]) < (1 if colon else 2):
        return []
    below = list(zip(starts[first:last], openings[first:last], strict=True))
    if colon and (own := LINE.match(text, colon.end())):
        below.insert(0, (own.start(), own[1]))
    return below


def _other(text: str, mentions: Sequence[Mention], start: int, stop: int, own: str) -> bool:
    """Tell whether another formula begins in the lead of a line, which has this opening."""
    at = bisect_left(mentions, (start,))
    if at == len(mentions) or mentions[at].start >= stop:
        return False
    first, last = _line_lead(text, start, line_end(text, start))
    at = bisect_left(mentions, (first,))
    return at < len(mentions) and mentions[at].start < last and _canonical(mentions[at]) != own


def _directly_below(text: str, mention: Mention, found: Sequence[Span]) -> bool:
    """Tell whether every line below a mention is one of its members, to the end or a break."""
    first = line_end(text, mention.end)
    if first == len(text) or found[0][0] - first > 12:
        return False
    lines = [text.rfind("\n", max(0, start - NEAR), start) for start, _ in found]
    gaps = [text.count("\n", a + 1, b) for a, b in pairwise(lines)]
    return len(set(gaps)) <= 1 and max(gaps, default=0) <= 2


COLON = re.compile(rf"”?[{HAN}]{{0,6}}:")
"""Behind it the first lead may stand, in the mention's own line."""


def line_end(text: str, at: int) -> int:
    """Return where a line ends, or so far on that its rest does not matter."""
    found = text.find("\n", at, at + FAR)
    return min(len(text), at + FAR) if found < 0 else found


MARKER = re.compile(
    r"(?:——|[-•·●■◆★*])?(?:[一二三四五六七八九十]{1,2}[、是要]|[(（][一二三四五六七八九十0-9]{1,2}[)）]|第[一二三四五六七八九十]{1,2}[,、]?|[0-9]{1,2}[.、]|[①-⑳])?"
)
LINE_LEAD = re.compile(r"[,。;:!?\n ]|——")
LINE = re.compile(rf"({MARKER.pattern}[^\n]?[^,。;:!?\n ]{{0,40}})[^\n]*(?:\n|\Z)")
"""A line, and its opening: the marker, and at least what stands before the first mark."""


def _line_lead(text: str, at: int, stop: int) -> Span:
    marker = MARKER.match(text, at, stop)
    start = marker.end() if marker else at
    found = LINE_LEAD.search(text, start + 1, min(stop, start + 40))
    return trim(text, (start, found.start() if found else min(stop, start + 40)))


def _without_shared_lead(text: str, spans: list[Span], heads: Sequence[Head]) -> list[Span]:
    """Take off a verb that stands before every member: 打造指挥部加强版, 打造防控加强版."""
    phrases = [text[start:end] for start, end in spans]
    shared = 0
    while (
        all(len(phrase) > shared + 1 for phrase in phrases)
        and len({p[shared] for p in phrases}) == 1
    ):
        shared += 1
    if not shared:
        return spans
    lead = _led_to(phrases[0][:shared])
    if lead and all(
        any(member(head, phrase[lead:]) for head in heads) and not _starts_with_head(phrase, heads)
        for phrase in phrases
    ):
        return [(start + lead, end) for start, end in spans]
    return spans


PREPOSITION = "preposition"
"""It belongs to a member: 对药店开展专项检查."""


def _led_to(prefix: str) -> int:
    """Return how much of a prefix is words that lead to lists: 打造, 要有."""
    at = 0
    while at < len(prefix):
        ends = range(min(at + 4, len(prefix)), at, -1)
        end = next(
            (end for end in ends if leads().get(prefix[at:end], PREPOSITION) != PREPOSITION), at
        )
        if end == at:
            break
        at = end
    return at


def _starts_with_head(phrase: str, heads: Sequence[Head]) -> bool:
    """Tell whether the head stands at the front, so that what all share is the head itself."""
    return any(phrase.startswith(form) for head in heads for form in head.forms)


def headings_of(text: str, mention: Mention, shape: Shape, known: Headings) -> Listed | None:
    """Return the headings of the document that have the formula's head, or the noun it ends in."""
    least = max(2, fewest(shape, mention, firm=False))
    if len(known.spans) < least:
        return None
    heads = heads_of(shape)
    if len(shape.parts) == 1 and len(shape.parts[0].head) > 1:
        heads = (*heads, Head((shape.parts[0].head[-1],)))
    signs = [form for head in heads for form in head.forms]
    if signs and sum([known.text.count(sign) for sign in signs]) < least:
        return None
    if not signs and any(known.text.count(sign) < least for head in heads for sign in head.signs):
        return None
    found = []
    for start, end in known.spans:
        if signs and not _has_any(text[start:end], signs):
            continue
        span = _line_lead(text, start, end)
        part = _part(text, span, heads)
        if part and "“" not in text[span[0] : span[1]]:
            found.append(part)
    if len(found) < least:
        return None
    return Listed(tuple(found), "headings", False, False)


def _has_any(phrase: str, signs: Sequence[str]) -> bool:
    return any(sign in phrase for sign in signs)


def _part(text: str, span: Span, heads: Sequence[Head]) -> Span | None:
    """Return the place of the part of a stretch that is a member by one of the heads."""
    phrase = text[span[0] : span[1]]
    for head in heads:
        part = member(head, phrase)
        if part:
            return span[0] + part[0], span[0] + part[1]
    return None
