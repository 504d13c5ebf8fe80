"""Members that are spread over the text: leads of paragraphs, headings, phrases with one head."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from tifa.formulas import edges, items
from tifa.formulas.edges import Span, trim
from tifa.formulas.heads import FAR, NEAR, Head, Listed, has_head, heads_of, member, sentence_end
from tifa.formulas.lexicon import leads
from tifa.formulas.shapes import HAN, Mention, Shape
from tifa.quantities.dictionary import known_words


def _canonical(mention: Mention) -> str:
    return mention.surface.replace("“", "").replace("”", "")


def paragraphs(
    text: str,
    mention: Mention,
    shape: Shape,
    headings: frozenset[int],
    mentions: Sequence[Mention],
) -> Listed | None:
    """Return the leads of the paragraphs behind a mention that have the formula's head.

    ``headings`` are the places where lines begin that are headings.
    """
    heads = heads_of(shape)
    total = sum(shape.expected)
    if len(heads) > 1 or not _occurs(text, heads[0], mention.end, mention.end + FAR, 2):
        return None
    found: list[Span] = []
    own = _canonical(mention)
    as_headings = 0
    at = _first_lead(text, mention)
    missed = 0
    far = min(len(text), mention.end + FAR)
    while at is not None and at < far:
        if not found and heads[0].forms:
            at = _line_with(text, at, far, heads[0])
            if at is None:
                break
        stop = _line_end(text, at)
        span = _line_lead(text, at, stop)
        if found and not has_head(text, span, heads) and _other(mentions, span, own):
            break
        part = next((m for head in heads if (m := member(head, text[span[0] : span[1]]))), None)
        if part and len(found) < total + 3:
            found.append((span[0] + part[0], span[0] + part[1]))
            as_headings += at in headings
            missed = 0
        elif found:
            missed += 1
            if missed > 6:
                break
        at = stop + 1
    if len(found) < 2:
        return None
    stated = "headings" if as_headings == len(found) else "paragraph_leads"
    if stated == "paragraph_leads":
        found = _without_shared_lead(text, found, heads)
    return Listed(tuple(found), stated, False, _directly_below(text, mention, found))


def _line_with(text: str, at: int, far: int, head: Head) -> int | None:
    """Return where the next line begins that has a head among its first characters."""
    while at < far:
        places = [place for form in head.forms if (place := text.find(form, at, far)) >= 0]
        if not places:
            return None
        line = max(at, text.rfind("\n", at, min(places)) + 1)
        opening = text[line : min(_line_end(text, line), line + EARLY)]
        if any(form in opening for form in head.forms):
            return line
        at = _line_end(text, line) + 1
    return None


EARLY = 60
"""A line's lead has the head among so many characters."""


def _other(mentions: Sequence[Mention], span: Span, own: str) -> bool:
    """Tell whether another formula begins in the lead of a line."""
    at = bisect_left(mentions, span[0], key=lambda row: row.start)
    return at < len(mentions) and mentions[at].start < span[1] and _canonical(mentions[at]) != own


def _directly_below(text: str, mention: Mention, found: Sequence[Span]) -> bool:
    """Tell whether every line below a mention is one of its members, to the end or a break."""
    first = _line_end(text, mention.end)
    if first == len(text) or found[0][0] - first > 12:
        return False
    lines = [text.rfind("\n", max(0, start - NEAR), start) for start, _ in found]
    gaps = [text.count("\n", a + 1, b) for a, b in pairwise(lines)]
    return len(set(gaps)) <= 1 and max(gaps, default=0) <= 2


COLON = re.compile(rf"”?[{HAN}]{{0,6}}:")


def _first_lead(text: str, mention: Mention) -> int | None:
    """Return where the first lead may stand: behind a colon in the mention's line, or the next line."""
    colon = COLON.match(text, mention.end)
    if colon:
        return colon.end()
    line = _line_end(text, mention.end)
    return None if line == len(text) else line + 1


def _line_end(text: str, at: int) -> int:
    """Return where a line ends, or so far on that its rest does not matter."""
    stop = min(len(text), at + FAR)
    found = text.find("\n", at, stop)
    return stop if found < 0 else found


LINE_LEAD = re.compile(r"[,。;:!?\n ]|——")


MARKER = re.compile(
    r"(?:——|[-•·●■◆★*])?(?:[一二三四五六七八九十]{1,2}[、是要]|[(（][一二三四五六七八九十0-9]{1,2}[)）]|第[一二三四五六七八九十]{1,2}[,、]?|[0-9]{1,2}[.、]|[①-⑳])?"
)


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


UNIT_END = re.compile(r"[、,。;:!?“”()\n—《》…]")


ONLY_MARKS = re.compile(UNIT_END.pattern + "*")
MARKS = frozenset("、,。;:!?“”()\n—《》…")
CLAUSE = ",。;:!?\n"


class Unit(NamedTuple):
    """What has a formula's head in the phrase between marks at ``text[first:last]``."""

    start: int
    end: int
    first: int
    last: int
    quoted: bool
    late: bool = False


def nearby(text: str, mention: Mention, shape: Shape, mentions: Sequence[Mention]) -> Listed | None:
    """Return phrases that share the head, in a row: 重点把好进入关、排查关…和预防关 for 六关."""
    forms = heads_of(shape)
    counts = shape.expected if len(forms) == len(shape.expected) else shape.expected[:1]
    best: Listed | None = None
    windows = dict.fromkeys(_windows(text, mention))
    for number, (direction, start, stop) in enumerate(windows):
        if number > 1 and mention.kind == "dual":
            break
        found: list[Span] = []
        exact = True
        for head, count in zip(forms, counts, strict=False):
            floor = found[-1][1] if found and direction == "after" else start
            least = min(count, 2) if number == 0 else max(count - 1, min(count, 2))
            if not _occurs(text, head, floor, stop, least):
                exact = False
                break
            units = _units(text, floor, stop, head, mentions)
            run = _run(text, units, count, direction, apart=len(forms) == 1)
            if run is None:
                exact = False
                break
            exact = exact and len(run) == count
            found += _first_trimmed(text, [(unit.start, unit.end) for unit in run], head)
        if not found or (len(forms) > 1 and not exact):
            continue
        found.sort()
        if any(a[1] > b[0] for a, b in pairwise(found)):
            continue
        if len(forms) > 1 and not has_head(text, found[0], forms):
            found[0] = (edges.first_start(text, found), found[0][1])
        if exact and len(found) > 1:
            return Listed(tuple(found), direction, False, False)
        joined = direction == "after" and found[0][0] <= mention.end + 2
        if best is None:
            best = Listed(tuple(sorted(found)), direction, False, joined)
    return best


def _occurs(text: str, head: Head, start: int, stop: int, times: int) -> bool:
    """Tell whether a head stands so often in a stretch that a search is worth while."""
    if head.pattern:
        return True
    return any(text.count(form, start, stop) >= times for form in head.forms)


def _windows(text: str, mention: Mention) -> list[tuple[str, int, int]]:
    """Return where members are looked for, the nearest first: sentence, paragraph, next lines."""
    line_end = _line_end(text, mention.end)
    line_start = text.rfind("\n", max(0, mention.start - NEAR), mention.start) + 1
    start = items.spans_back(text, mention.start, "。!?\n")
    stop = sentence_end(text, mention.end)
    further = line_end
    for _ in range(2):
        if further < len(text):
            further = _line_end(text, further + 1)
    return [
        ("after", mention.end, min(stop, mention.end + NEAR)),
        ("before", start, mention.start),
        ("after", mention.end, min(line_end, mention.end + NEAR)),
        ("before", max(line_start, mention.start - NEAR // 2), mention.start),
        ("after", mention.end, min(further, mention.end + NEAR // 2)),
    ]


def _run(
    text: str, units: list[Unit], count: int, direction: str, apart: bool
) -> list[Unit] | None:
    """Return the row of phrases that has the right length, else the nearest of three or more."""
    runs: list[list[Unit]] = []
    for unit in units:
        last = runs[-1][-1] if runs else None
        alike = last and (unit.quoted == last.quoted or last.late)
        if last and alike and not unit.late and _follows(text, last, unit):
            runs[-1].append(unit)
        else:
            runs.append([unit])
    runs = [run for run in runs if len(run) > 1 or not run[0].late]
    units = [unit for run in runs for unit in run]
    if direction == "before":
        runs.reverse()
    exact = [run for run in runs if len(run) == count]
    if exact:
        return exact[0]
    if (
        apart
        and len(units) == count
        and (all(unit.quoted for unit in units) or (direction == "after" and _one_end(text, units)))
    ):
        return units
    if direction == "after" and runs and count == 1:
        return runs[0][:1]
    if apart and len(units) > 2 and all(unit.quoted for unit in units):
        return units
    longer = [run for run in runs if len(run) >= 3]
    return longer[0] if longer else None


def _one_end(text: str, units: list[Unit]) -> bool:
    """Tell whether all phrases begin with one character or all end in one, in one paragraph."""
    if "\n" in text[units[0].start : units[-1].end]:
        return False
    firsts, lasts = (
        {text[at] for at in row} for row in zip(*[(u.start, u.end - 1) for u in units], strict=True)
    )
    return len(firsts) == 1 or len(lasts) == 1


def _follows(text: str, last: Unit, unit: Unit) -> bool:
    """Tell whether a phrase continues a row: the next phrase, or the next clause's."""
    if unit.first == last.first or ONLY_MARKS.fullmatch(text, last.last, unit.first):
        return True
    if sum(text.count(mark, last.last, unit.first) for mark in CLAUSE) != 1:
        return False
    return "、" not in re.sub("“[^”]*”", "", text[last.end : unit.start])


def _first_trimmed(text: str, spans: list[Span], head: Head) -> list[Span]:
    """Take off what leads to the first phrase, where the head stands at the end of it."""
    if len(spans) > 1:
        start = edges.first_start(text, spans)
        if member(head, text[start : spans[0][1]]):
            spans = [(start, spans[0][1]), *spans[1:]]
    return spans


def _units(
    text: str,
    start: int,
    stop: int,
    head: Head,
    mentions: Sequence[Mention],
) -> list[Unit]:
    first_row = bisect_left(mentions, start, key=lambda row: row.start)
    last_row = bisect_left(mentions, stop, key=lambda row: row.start)
    near = mentions[first_row:last_row]
    found: list[Unit] = []
    for first, last in _phrases(text, start, stop, head):
        for a, b in _split_and(text, first, last, head):
            if b <= a:
                continue
            span = _headed_span(text, a, b, head)
            if span and not _taken(near, a, b):
                quoted = text[a - 1 : a] == "“" and text[b : b + 1] == "”"
                found.append(Unit(*span, first, last, quoted))
            elif span is None and (late := _late_span(text, a, b, head)):
                found.append(Unit(*late, first, last, False, True))
    return found


def _phrases(text: str, start: int, stop: int, head: Head) -> list[Span]:
    """Return the phrases between marks that hold a head's form, in order; all, where it is a pattern."""
    if head.pattern:
        ends = [mark.start() for mark in UNIT_END.finditer(text, start, stop)]
        pairs = zip([start, *(end + 1 for end in ends)], [*ends, stop], strict=True)
        return [(first, last) for first, last in pairs if last > first]
    phrases = set()
    for form in head.forms:
        at = text.find(form, start, stop)
        while at >= 0:
            first = at
            while first > start and text[first - 1] not in MARKS:
                first -= 1
            mark = UNIT_END.search(text, at, stop)
            last = mark.start() if mark else stop
            phrases.add((first, last))
            at = text.find(form, max(last, at + len(form)), stop)
    return sorted(phrases)


SEQUENCE = re.compile(
    r"(?:既|又|首先|其次|最后|然后|接着|随后|同时|还要|先|再|并|要|又|也|每[天日人户车班]|逢人|严格|切实|坚决|全面|做到|坚持|落实|加强|实行|确保)+(?=[\u4e00-\u9fff]{2})"
)


def _headed_span(text: str, start: int, end: int, head: Head) -> Span | None:
    """Return the part of a phrase that has the head, without what leads to it: 先|问行程."""
    if end - start > 40:
        return None
    part = member(head, text[start:end])
    if part is None and (lead := SEQUENCE.match(text, start, end)):
        start = lead.end()
        part = member(head, text[start:end])
    return (start + part[0], start + part[1]) if part else None


def _late_span(text: str, start: int, end: int, head: Head) -> Span | None:
    """Return what begins with the head inside a phrase: 网格员每天|问来源."""
    for form in head.forms:
        at = text.rfind(form, start + 1, end)
        if at > 0 and known_words().get(text[at - 1 : at + 1], "n") in "ve":
            at -= 1  # 阻断 for 断
        if at > start and 2 <= end - at <= 12:
            return at, end
    return None


def _taken(mentions: Sequence[Mention], start: int, end: int) -> bool:
    """Tell whether a formula makes up more than half of a phrase."""
    at = bisect_left(mentions, end, key=lambda row: row.start)
    return any(
        start < row.end and (row.end - row.start) * 2 > end - start
        for row in mentions[max(0, at - 2) : at]
    )


def _split_and(text: str, first: int, last: int, head: Head) -> list[Span]:
    """Divide a phrase at its 和 where both halves have the head: 治疗关和预防关."""
    span = trim(text, (first, last))
    at = items.joined(text, span) if span[1] > span[0] else None
    if at is None or not (
        member(head, text[at + 1 : span[1]]) and member(head, text[span[0] : at])
    ):
        return [span]
    return [(span[0], at), (at + 1, span[1])]


@lru_cache(maxsize=1)
def _all_of(text: str, headings: tuple[Span, ...]) -> str:
    """Return the headings as one text."""
    return "\n".join([text[start:end] for start, end in headings])


MOST = 100
"""So many headings of a document are looked at."""


def headings_of(text: str, shape: Shape, headings: Sequence[Span]) -> Listed | None:
    """Return the headings of the document that have the formula's head, or the noun it ends in."""
    heads = heads_of(shape)
    if len(shape.parts) == 1 and len(shape.parts[0].head) > 1:
        heads = (*heads, Head((shape.parts[0].head[-1],)))
    found = []
    signs = [form for head in heads for form in head.forms]
    if signs and not any(sign in _all_of(text, tuple(headings[:MOST])) for sign in signs):
        return None
    for start, end in headings[:MOST]:
        if signs and not any(text.find(sign, start, end) >= 0 for sign in signs):
            continue
        span = _line_lead(text, start, end)
        part = next((m for head in heads if (m := member(head, text[span[0] : span[1]]))), None)
        if part and "“" not in text[span[0] : span[1]]:
            found.append((span[0] + part[0], span[0] + part[1]))
    if len(found) < 2:
        return None
    return Listed(tuple(found), "headings", False, False)
