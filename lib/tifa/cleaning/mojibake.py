"""Undo what mirror sites did to the GBK bytes of a page.

The mirrors replaced characters in the bytes of a GBK page without regard to where a character
begins. In ``到決定`` (B5BD 9B51 B6A8) the bytes BD9B spell 經, so ``(jīng)`` was put behind 9B;
the lone lead byte then took the bracket with it and became ``?``: ``到?jīng)Q定``. From there the
text is out of step until an ASCII byte brings it back. The second fault is a byte put in before
A3A1 (！) where these are the halves of two characters.

The way back is the same mechanism: find the byte that the syllable gives away, put it back
before the bytes that follow, and read them again until both readings meet. Where a byte was lost
for good the likeliest character is taken and the repair is marked uncertain.

The mirrors' pages reach us with ``，（）：；！？`` folded to ASCII, so each of these may also stand
for the two bytes of its full-width form.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from math import inf
from typing import NamedTuple

from tifa.cleaning import chars
from tifa.cleaning.gbk import (
    CLOSERS,
    FOLDED,
    GLOSS,
    LOST,
    Usage,
    bytes_of,
    is_lead,
    pair,
    simplified,
    usage_of,
    usual,
    with_lead,
    with_trail,
)
from tifa.cleaning.glosses import SYLLABLE, is_reading, readings, without_tone
from tifa.cleaning.trace import Edit

GLOSS_FAULT = re.compile(rf"[{LOST}][(（]?({SYLLABLE})[)）]")
"""A gloss put between the bytes of two characters."""

_ODD_SIGNS = "".join(f"{chr(first)}-{chr(last)}" for first, last in chars.ODD_SIGNS)

MARK_FAULT = re.compile(rf"[{LOST}][!！](?=[{LOST}]/[a-z]|[{chars.HAN}{_ODD_SIGNS}])")
"""A byte put in before A3A1, followed by text out of step; a bare ``?!?`` can be a real one."""

SITE = re.compile(f"{GLOSS_FAULT.pattern}|{MARK_FAULT.pattern}")

MAX_RUN = 60
"""No run out of step is followed further than this many characters."""

MAX_PATHS = 64
MAX_STEPS = 600
"""At most so many readings of one run are open at a time, and so many steps are taken in all."""

MAX_FAULTS = 300
"""After so many faults a page is beyond repair; the rest of them are flagged."""

MAX_PARAGRAPH = 3000
"""So far back is looked for the mark that opened a quotation."""

MIN_WORD = 1.5
"""From so many nats on a character makes a word with the one before it."""

MIN_GAIN = 4.0
"""By so many nats must a repaired run be more usual than the run as it stands."""

MIN_LEAD = 6.0
"""A reading is certain when no other comes within so many nats."""


def undo_gbk_faults(text: str) -> list[Edit]:
    """Return the repairs of a page's GBK faults.

    >>> [(edit.after, edit.certain) for edit in undo_gbk_faults("作用到?jīng)Q定性")]
    [('決', True)]
    >>> undo_gbk_faults("真的吗?!?还有(jīng)")
    []
    """
    edits: list[Edit] = []
    if not any(sign in text for sign in LOST):
        return edits
    done = tried = 0
    usage = Usage({})
    for site in SITE.finditer(text):
        if site.start() < done:
            continue
        tried += 1
        if tried > MAX_FAULTS:
            edits.append(Edit(site.start(), site.end(), site[0], False))
            continue
        if not usage.pairs:
            usage = usage_of(text)
        repair = _repair_at(text, site, usage)
        if repair is not None:
            edits.append(repair)
            done = repair.end
    return edits


def _repair_at(text: str, site: re.Match[str], usage: Usage) -> Edit | None:
    end = min(site.end() + MAX_RUN, len(text))
    line_end = text.find("\n", site.end(), end)
    end = line_end if line_end >= 0 else end
    stands = _usual_from(text, site.end(), end, usage)
    starts = _after_gloss(text, site) if site[1] else _after_mark(text, site, usage)
    scored = [
        (reading.total + stands[min(reading.at, end) - site.end()], reading)
        for reading in _realign(text, end, starts, usage)
    ]
    if not scored:
        return None
    score, best = max(scored, key=lambda item: item[0])
    # Text between ?! and the end may be sound; a bracket that opens nowhere never is.
    if not site[1] and score < stands[0] + MIN_GAIN:
        return None
    rivals = (r for s, r in scored if r.out != best.out and s > score - MIN_LEAD)
    certain = best.certain and not any(rivals)
    return Edit(site.start(), best.at, best.prefix + "".join(best.out), certain)


def _usual_from(text: str, start: int, end: int, usage: Usage) -> list[float]:
    """Return, for each offset from ``start`` to ``end``, how usual the text from there on is."""
    totals = [0.0]
    for at in range(end - 1, start - 1, -1):
        totals.append(totals[-1] + usage.fit(text[at - 1 : at], text[at]))
    return totals[::-1]


# Reading on out of step -----------------------------------------------------------------------


class _Reading(NamedTuple):
    """One way to read a run: what came out so far, and the lead byte at hand."""

    at: int
    out: tuple[str, ...]
    lead: int
    total: float = 0.0
    certain: bool = True
    left: str = ""
    prefix: str = ""

    @property
    def behind(self) -> str:
        """The character before the next one."""
        return self.out[-1] if self.out else self.left

    def add(self, char: str, usage: Usage, certain: bool = True) -> _Reading:
        return self._replace(
            out=(*self.out, char),
            total=self.total + usage.fit(self.behind, char),
            certain=self.certain and certain,
        )


def _before(text: str, at: int) -> str:
    """Return the character before ``at``, looking past a gloss: 當 in 當(dāng)."""
    if text[at - 1 : at] in (")", "）"):
        opening = max(text.rfind("(", max(at - 9, 0), at), text.rfind("（", max(at - 9, 0), at))
        if opening > 0 and GLOSS.fullmatch(text, opening, at):
            return text[opening - 1]
    return text[at - 1 : at]


def _bytes_of_glossed(lead: int, syllable: str) -> list[int]:
    """Return the trail bytes that make ``lead`` a character read as the syllable."""
    return _read_as(lead).get(without_tone(syllable), [])


@cache
def _read_as(lead: int) -> dict[str, list[int]]:
    """Return for each toneless syllable the trail bytes that make ``lead`` a character so read."""
    found: dict[str, list[int]] = {}
    for trail in range(0x81, 0xFF):
        for reading in readings(char) if (char := pair(lead, trail)) else ():
            found.setdefault(reading, []).append(trail)
    return found


def _after_gloss(text: str, site: re.Match[str]) -> Iterator[_Reading]:
    before = _before(text, site.start())
    known = bytes_of(before) if before else b""
    if len(known) != 2:
        return
    for byte in _bytes_of_glossed(known[1], site[1]):
        yield _Reading(site.end(), (), byte, left=before)


def _after_mark(text: str, site: re.Match[str], usage: Usage) -> Iterator[_Reading]:
    """A3 closes a character whose lead byte is lost, so never certain; A1 opens the next."""
    before = text[site.start() - 1 : site.start()]
    for char in with_trail(0xA3):
        # 。 is all but sure before a mark of the A1 row; only a word across it says otherwise.
        gain = usage.fit(before, char) - usual(char)
        if char == "。" or (gain > MIN_WORD and usual(char) > -9.5):
            handicap = 0.3 * (usage.fit(before, char) - usual("。"))
            yield _Reading(site.end(), (), 0xA1, handicap, False, left=char, prefix=char)


def _realign(text: str, end: int, starts: Iterable[_Reading], usage: Usage) -> Iterator[_Reading]:
    """Yield the readings of a run from ``starts`` on that come back into step before ``end``.

    Readings that have the same byte at hand behind the same character go on alike, so that only the
    two best of them are followed (Viterbi 1967): the best, and the one that may rival it.
    """
    waiting: dict[int, _States] = defaultdict(dict)
    for start in starts:
        _keep(waiting, start)
    tried = 0
    while waiting and tried < MAX_STEPS:
        at = min(waiting)
        for alike in waiting.pop(at).values():
            tried += 1
            if at >= end:
                guess = _guess_last(text, alike[0], usage)
                yield from _both(alike, guess) if guess else ()
                continue
            for moved, in_step in _steps(text, alike[0], usage):
                for reading in _both(alike, moved):
                    if in_step:
                        yield reading
                    else:
                        _keep(waiting, reading)


_States = dict[tuple[int, str], list[_Reading]]
"""The readings up to one place, by the byte at hand and the character before it."""


def _keep(waiting: dict[int, _States], reading: _Reading) -> None:
    """Put a reading to those that go on as it does, the best first, two at most."""
    here = waiting[reading.at]
    key = (reading.lead, reading.behind)
    if key not in here and len(here) >= MAX_PATHS:
        return
    best, *others = sorted([*here.get(key, ()), reading], key=lambda each: -each.total)
    here[key] = [best, *[other for other in others if other.out != best.out][:1]]


def _both(alike: list[_Reading], moved: _Reading) -> Iterator[_Reading]:
    """Yield where the best of two readings moved, and where the other did by the same step."""
    yield moved
    for other in alike[1:]:
        yield moved._replace(
            out=other.out + moved.out[len(alike[0].out) :],
            total=other.total + moved.total - alike[0].total,
            left=other.left,
            prefix=other.prefix,
        )


def _steps(text: str, here: _Reading, usage: Usage) -> Iterator[tuple[_Reading, bool]]:
    """Yield each way to read the next character, and whether it brings the text into step."""
    char = text[here.at]
    fault = GLOSS_FAULT.match(text, here.at)
    if fault:
        # The byte at hand and the lost one are the glossed character; what follows is in step.
        for byte in _bytes_of_glossed(here.lead, fault[1]):
            yield here.add(pair(here.lead, byte), usage)._replace(at=fault.end()), True
        return
    gloss = GLOSS.match(text, here.at)
    if gloss and is_reading(gloss[0][1:-1], text[here.at - 1]):
        yield here._replace(at=gloss.end()), False
        return
    if char in LOST:
        yield from _lost(text, here, usage)
    if 0x40 <= ord(char) <= 0x7E:
        if done := pair(here.lead, ord(char)):
            yield here.add(done, usage)._replace(at=here.at + 1), True
        return
    known = bytes_of(char)
    if len(known) != 2 or not (done := pair(here.lead, known[0])):
        return
    moved = here.add(done, usage)._replace(at=here.at + 1, lead=known[1])
    if is_lead(known[1]):
        yield moved, False
    else:
        yield moved._replace(out=(*moved.out, chr(known[1])), total=moved.total - 14.0), True


def _lost(text: str, here: _Reading, usage: Usage) -> Iterator[tuple[_Reading, bool]]:
    """Read a ``?`` in the run: a lead byte with the ASCII byte it took, or an impossible pair."""
    after = text[here.at + 1 : here.at + 4]
    if after.startswith("/") and after[1:2].isalpha():
        end = here.add(_last_of_line(text, here, usage), usage, certain=False)
        yield end._replace(at=here.at + 1, out=(*end.out, "<")), True
        return
    following = bytes_of(after[:1]) if after[:1] not in ("", "\n") else b""
    if following and after[:1] not in FOLDED:
        best = _best_pair(here.lead, following[0], here.behind, usage)
        if best:
            moved = here.add(best[0], usage, certain=False).add(best[1], usage, certain=False)
            if len(following) == 1:
                yield moved._replace(at=here.at + 2), True
            elif is_lead(following[1]):
                step = moved._replace(at=here.at + 2, lead=following[1])
                yield step, False
    guess = _likeliest(here.lead, here.behind, usage)
    yield here.add(guess, usage, certain=False)._replace(at=here.at + 1), True


def _likeliest(lead: int, left: str, usage: Usage) -> str:
    """Return the likeliest character with a lead byte; "" where there is none."""
    key = (lead, -1, left[-1:])
    if key not in usage.guessed:
        usage.guessed[key] = (_best_of(with_lead(lead), left, usage),)
    return usage.guessed[key][0]


def _best_of(found: tuple[str, ...], left: str, usage: Usage) -> str:
    """Return the first of the characters that fit best; what cannot be better is not weighed."""
    ceiling = usage.strongest(simplified(left[-1])) if left else 0.0
    best, score = "", -inf
    for char in found:
        if usual(char) + ceiling > score and (fit := usage.fit(left, char)) > score:
            best, score = char, fit
    return best


def _best_pair(lead: int, trail: int, left: str, usage: Usage) -> tuple[str, ...]:
    """Return the likeliest two characters around a pair of bytes that is no character, if any are."""
    key = (lead, trail, left[-1:])
    if key not in usage.guessed:
        usage.guessed[key] = _pair_around(lead, trail, left, usage)
    return usage.guessed[key]


def _pair_around(lead: int, trail: int, left: str, usage: Usage) -> tuple[str, ...]:
    """Return the two characters that fit best; what cannot be better is not weighed."""
    seconds = _usual_of(with_trail(trail), 0)
    firsts = _usual_of(with_lead(lead), 1)
    if not firsts or not seconds:
        return ()
    before, ceiling = simplified(left[-1]) if left else "", seconds[0][1]
    scored = [
        (score + usage.strongest(one) + ceiling, score, first, one, byte)
        for first, start, one, byte in firsts
        for score in [start + usage.bond(before, one) if left else start]
    ]
    best: tuple[str, ...] = ()
    total = -inf
    for most, score, first, one, byte in sorted(scored, key=lambda each: -each[0]):
        if most <= total:
            break
        for second, end, other, next_byte in seconds:
            if most - ceiling + end <= total:
                break
            if not pair(byte, next_byte) and (fit := score + end + usage.bond(one, other)) > total:
                best, total = (first, second), fit
    return best


@cache
def _usual_of(found: tuple[str, ...], byte: int) -> list[tuple[str, float, str, int]]:
    """Return the usual characters, the most usual first: how usual, Simplified form, one of the bytes."""
    known = [
        (char, usual(char), simplified(char), char.encode("gbk")[byte])
        for char in found
        if usual(char) > -10.0
    ]
    return sorted(known, key=lambda each: -each[1])


def _guess_last(text: str, here: _Reading, usage: Usage) -> _Reading | None:
    """The line ended out of step: its last character lost its second byte."""
    last = _last_of_line(text, here, usage)
    return here.add(last, usage, certain=False) if last else None


def _last_of_line(text: str, here: _Reading, usage: Usage) -> str:
    if here.lead != 0xA1:
        return _likeliest(here.lead, here.behind, usage)
    return _open_quotation(text, here.at) if here.behind in "。！？…" else "。"


def _open_quotation(text: str, at: int) -> str:
    """Return the mark that closes what the line has left open; ” where nothing is open."""
    line = text[max(at - MAX_PARAGRAPH, 0) : at].rpartition("\n")[2]
    for opener, closer in CLOSERS.items():
        if line.count(opener) > line.count(closer):
            return closer
    return "”"
