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
from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial
from itertools import accumulate
from operator import itemgetter
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
    two_bytes,
    usage_of,
    usual,
    with_trail,
)
from tifa.cleaning.glosses import SYLLABLE, is_reading, readings, without_tone
from tifa.cleaning.guesses import best_pair, likeliest
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

LONE = 14.0
"""So many nats less usual is a reading that ends in half a character."""


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
    starts = _after_gloss(text, site) if site[1] else _after_mark(text, site, usage)
    found = list(_realign(text, end, starts, usage))
    if not found:
        return None
    stands = _usual_up_to(text, site.end(), min(max(reading.at for reading in found), end), usage)
    # Rounded, so that of two which fit alike the first is taken, in whatever order numbers are added.
    scored = [
        (round(reading.total - stands[min(reading.at, end) - site.end()], 9), reading)
        for reading in found
    ]
    score, best = max(scored, key=itemgetter(0))
    # Text between ?! and the end may be sound; a bracket that opens nowhere never is.
    if not site[1] and score < MIN_GAIN:
        return None
    rivals = (r for s, r in scored if r.out != best.out and s > score - MIN_LEAD)
    certain = best.certain and not any(rivals)
    return Edit(site.start(), best.at, best.prefix + "".join(best.out), certain)


def _usual_up_to(text: str, start: int, end: int, usage: Usage) -> list[float]:
    """Return, for each offset from ``start`` to ``end``, how usual the text from the start to it is."""
    fits = map(usage.fit, text[start - 1 : end - 1], text[start:end])
    return list(accumulate(fits, initial=0.0))


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

    def guess(self, char: str, usage: Usage) -> _Reading:
        """Read the next character of the text as one that the bytes do not determine."""
        at, out, lead, total, _, left, prefix = self
        total += usage.fit(self.behind, char)
        return _Reading(at + 1, (*out, char), lead, total, False, left, prefix)


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
        _keep(waiting[start.at], start)
    tried = 0
    while waiting and tried < MAX_STEPS:
        at = min(waiting)
        states = waiting.pop(at)
        tried += len(states)
        steps = _steps_at(text, at, usage) if at < end else partial(_at_end, text, usage)
        for alike in states.values():
            for moved, in_step in steps(alike[0]):
                for reading in _both(alike, moved) if len(alike) > 1 else (moved,):
                    if in_step:
                        yield reading
                    else:
                        _keep(waiting[reading.at], reading)


_States = dict[tuple[int, str], list[_Reading]]
"""The readings up to one place, by the byte at hand and the character before it."""

_Steps = Iterable[tuple[_Reading, bool]]
"""Where a reading may go from one place, and whether that brings the text into step."""


def _keep(here: _States, reading: _Reading) -> None:
    """Put a reading to those that go on as it does, the best first, two at most."""
    key = (reading.lead, reading.behind)
    if key in here:
        best, *others = sorted([*here[key], reading], key=lambda each: -each.total)
        here[key] = [best, *[other for other in others if other.out != best.out][:1]]
    elif len(here) < MAX_PATHS:
        here[key] = [reading]


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


def _steps_at(text: str, at: int, usage: Usage) -> Callable[[_Reading], _Steps]:
    """Return what makes of a reading each way to read the next character."""
    char = text[at]
    if char in LOST:
        fault = GLOSS_FAULT.match(text, at)
        return partial(_glossed, fault, usage) if fault else partial(_lost, text, usage)
    gloss = GLOSS.match(text, at) if char in "(（" else None
    if gloss and is_reading(gloss[0][1:-1], text[at - 1]):
        return lambda here: ((here._replace(at=gloss.end()), False),)
    if 0x40 <= ord(char) <= 0x7E:
        return partial(_ascii, ord(char), usage)
    known = bytes_of(char)
    return partial(_two_bytes, known, usage) if len(known) == 2 else lambda here: ()


def _glossed(fault: re.Match[str], usage: Usage, here: _Reading) -> _Steps:
    """Take the byte at hand and a lost one for the glossed character; what follows is in step."""
    _, out, lead, total, certain, left, prefix = here
    for byte in _bytes_of_glossed(lead, fault[1]):
        char = pair(lead, byte)
        fit = usage.fit(here.behind, char)
        yield _Reading(fault.end(), (*out, char), lead, total + fit, certain, left, prefix), True


def _ascii(byte: int, usage: Usage, here: _Reading) -> _Steps:
    """Read a byte of ASCII as the second one of a character."""
    at, out, lead, total, certain, left, prefix = here
    char = pair(lead, byte)
    if not char:
        return ()
    total += usage.fit(here.behind, char)
    return ((_Reading(at + 1, (*out, char), lead, total, certain, left, prefix), True),)


def _two_bytes(known: bytes, usage: Usage, here: _Reading) -> _Steps:
    """Read the first byte of a character as the second one of the character before."""
    at, out, lead, total, certain, left, prefix = here
    first, second = known
    char = two_bytes()[lead << 8 | first]
    if not char:
        return ()
    total += usage.fit(out[-1] if out else left, char)
    if is_lead(second):
        return ((_Reading(at + 1, (*out, char), second, total, certain, left, prefix), False),)
    out = (*out, char, chr(second))
    return ((_Reading(at + 1, out, lead, total - LONE, certain, left, prefix), True),)


def _lost(text: str, usage: Usage, here: _Reading) -> _Steps:
    """Read a ``?`` in the run: a lead byte with the ASCII byte it took, or an impossible pair."""
    after = text[here.at + 1 : here.at + 4]
    if after.startswith("/") and after[1:2].isalpha():
        end = here.guess(_last_of_line(text, here, usage), usage)
        yield end._replace(out=(*end.out, "<")), True
    else:
        following = bytes_of(after[:1]) if after[:1] not in ("", "\n") else b""
        if following and after[:1] not in FOLDED:
            best = best_pair(here.lead, following[0], here.behind, usage)
            if best:
                moved = here.guess(best[0], usage).guess(best[1], usage)
                if len(following) == 1:
                    yield moved, True
                elif is_lead(following[1]):
                    yield moved._replace(lead=following[1]), False
        yield here.guess(likeliest(here.lead, here.behind, usage), usage), True
    known = bytes_of(text[here.at])
    if known:
        yield from _two_bytes(known, usage, here)


def _at_end(text: str, usage: Usage, here: _Reading) -> _Steps:
    """The line ended out of step: its last character lost its second byte."""
    last = _last_of_line(text, here, usage)
    return ((here.guess(last, usage)._replace(at=here.at), True),) if last else ()


def _last_of_line(text: str, here: _Reading, usage: Usage) -> str:
    if here.lead != 0xA1:
        return likeliest(here.lead, here.behind, usage)
    return _open_quotation(text, here.at) if here.behind in "。！？…" else "。"


def _open_quotation(text: str, at: int) -> str:
    """Return the mark that closes what the line has left open; ” where nothing is open."""
    line = text[max(at - MAX_PARAGRAPH, 0) : at].rpartition("\n")[2]
    for opener, closer in CLOSERS.items():
        if line.count(opener) > line.count(closer):
            return closer
    return "”"
