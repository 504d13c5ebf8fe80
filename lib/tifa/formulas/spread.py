"""Members that are spread over the phrases around a formula and share its head."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from tifa.formulas import edges, items
from tifa.formulas.edges import Span, trim
from tifa.formulas.heads import (
    NEAR,
    Head,
    Listed,
    fewest,
    has_head,
    heads_of,
    member,
    occurs,
    sentence_end,
)
from tifa.formulas.paragraphs import line_end
from tifa.formulas.shapes import Mention, Shape
from tifa.quantities.dictionary import known_words

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
    wanted = list(zip(forms, counts, strict=False))
    alone = len(forms) == 1
    first, last = max(0, mention.start - items.REACH), mention.end + NEAR
    least = fewest(shape, mention, firm=True) if alone else 0
    if not _holds_row(text, (first, last), wanted, least):
        return None
    behind = _holds_row(text, (mention.end, last), wanted)
    ahead = _holds_row(text, (first, mention.start), wanted)
    if not (ahead or behind):
        return None
    best: Listed | None = None
    for window in _windows(text, mention, ahead=ahead, behind=behind):
        found, exact = _in_window(text, window, wanted, mentions)
        if not found or not (exact or alone):
            continue
        found.sort()
        if any(a[1] > b[0] for a, b in pairwise(found)):
            continue
        if not alone and not has_head(text, found[0], forms):
            found[0] = (edges.first_start(text, found), found[0][1])
        direction = window.direction
        if exact and len(found) > 1:
            return Listed(tuple(found), direction, False, False)
        joined = direction == "after" and found[0][0] <= mention.end + 2
        if best is None:
            best = Listed(tuple(sorted(found)), direction, False, joined)
    return best


Wanted = Sequence[tuple[Head, int]]
"""The heads of a formula, and how many phrases each must have."""


def _fewest_in_row(wanted: Wanted, count: int) -> int:
    """Return how many phrases there must be: beside another numeral's, no row but a full one counts."""
    return min(count, 3) if len(wanted) == 1 else count


def _holds_row(text: str, reach: Span, wanted: Wanted, least: int = 0) -> bool:
    """Tell whether every head stands in a stretch as often as its phrases must, the fewest."""
    for head, count in wanted:
        row = max(_fewest_in_row(wanted, count), least)
        if not occurs(text, head, *reach, min(count, 2), row):
            return False
    return True


class Window(NamedTuple):
    """Where phrases are looked for, ``before`` or ``after`` the formula; the nearest is its sentence."""

    direction: str
    start: int
    stop: int
    nearest: bool = False


def _in_window(
    text: str, window: Window, wanted: Wanted, mentions: Sequence[Mention]
) -> tuple[list[Span], bool]:
    """Return the phrases that have the heads, in rows, and whether every row is as long as counted.

    A formula with several heads is given up at the first row that is not.
    """
    direction, start, stop, nearest = window
    alone = len(wanted) == 1
    found: list[Span] = []
    exact = True
    for head, count in wanted[1:]:
        if not occurs(text, head, start, stop, 1, _fewest_in_row(wanted, count)):
            return found, False
    for head, count in wanted:
        floor = found[-1][1] if found and direction == "after" else start
        least = min(count, 2) if nearest else max(count - 1, min(count, 2))
        if not occurs(text, head, floor, stop, least, _fewest_in_row(wanted, count)):
            return found, False
        units = _units(text, floor, stop, head, mentions)
        run = _run(text, units, count, direction, alone)
        if run is None:
            return found, False
        exact = len(run) == count
        found += _first_trimmed(text, [(unit.start, unit.end) for unit in run], head)
        if not exact:
            break
    return found, exact


def _windows(text: str, mention: Mention, *, ahead: bool, behind: bool) -> Iterator[Window]:
    """Yield where members are looked for, the nearest first: sentence, paragraph, next lines.

    That is the text ahead of the formula, the text behind it, or both; not so far from 双….
    """
    start, end = mention.start, mention.end
    sentence, clauses = end, start
    if behind:
        sentence = min(sentence_end(text, end), end + NEAR)
        yield Window("after", end, sentence, True)
    if ahead:
        clauses = items.spans_back(text, start, "。!?\n")
        yield Window("before", clauses, start)
    if mention.kind == "dual":
        return
    line = line_end(text, end) if behind else end
    if behind and sentence != (stop := min(line, end + NEAR)):
        yield Window("after", end, stop)
    if ahead:
        line_start = text.rfind("\n", max(0, start - NEAR), start) + 1
        paragraph = max(line_start, start - NEAR // 2)
        if paragraph != clauses:
            yield Window("before", paragraph, start)
    if behind:
        further = line
        for _ in range(2):
            if further < len(text):
                further = line_end(text, further + 1)
        lines = min(further, end + NEAR // 2)
        if lines not in (sentence, min(line, end + NEAR)):
            yield Window("after", end, lines)


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
    first_row = bisect_left(mentions, (start,))
    last_row = bisect_left(mentions, (stop,))
    near = mentions[first_row:last_row]
    found: list[Unit] = []
    for first, last in _phrases(text, start, stop, head):
        for a, b in _split_and(text, first, last, head):
            span = _headed_span(text, a, b, head)
            if span is None:
                late = _late_span(text, a, b, head)
                if late:
                    found.append(Unit(*late, first, last, False, True))
            elif not (near and _taken(near, a, b)):
                quoted = text[a - 1 : a] == "“" and text[b : b + 1] == "”"
                found.append(Unit(*span, first, last, quoted))
    return found


def _phrases(text: str, start: int, stop: int, head: Head) -> list[Span]:
    """Return the phrases between marks that hold a head's form, or all its signs, in order."""
    if head.pattern:
        ends = [mark.start() for mark in UNIT_END.finditer(text, start, stop)]
        pairs = zip([start, *(end + 1 for end in ends)], [*ends, stop], strict=True)
        return [
            (first, last)
            for first, last in pairs
            if last > first and all(text.find(sign, first, last) >= 0 for sign in head.signs)
        ]
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
    at = bisect_left(mentions, (end,))
    return any(
        start < row.end and (row.end - row.start) * 2 > end - start
        for row in mentions[max(0, at - 2) : at]
    )


def _split_and(text: str, first: int, last: int, head: Head) -> list[Span]:
    """Divide a phrase at its 和 where both halves have the head: 治疗关和预防关."""
    span = trim(text, (first, last))
    if span[1] <= span[0]:
        return []
    at = items.joined(text, span)
    if at is None or not (
        member(head, text[at + 1 : span[1]]) and member(head, text[span[0] : at])
    ):
        return [span]
    return [(span[0], at), (at + 1, span[1])]
