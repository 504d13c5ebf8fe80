"""Dated statements: the words that belong to a time expression, and the place they are about.

A statement begins where its clause begins, or at its time, and goes on to the next time of its
sentence, to a semicolon or to the sentence's end. Its place is the one that a reader would name: the body or place before the
time in its clause (习近平总书记1月20日批示), else the subject of what follows (1月28日,湖北省第一批…), else the
subject that the sentence began with, else the article's own place. Where people come from or are sent
is not where the statement is.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from tifa.places.find import Mention
from tifa.sentences import Sentence
from tifa.times import Expression

CLAUSE_END = re.compile(r"[,，;；:：。!！?？\n]|——|…{1,2}")
COORDINATE = re.compile(r"[;；]")
"""Behind it another statement begins, dated or not."""

REPORTER = re.compile(r"(?:讯|电|消息)[ ]?(?:[(（][^()（）\n]{0,60}[)）])?[ :：]{0,3}")
"""What follows the date of a dateline: the statement begins behind it."""
APART = re.compile(r"[\s,，、()（）的“”]*")
"""Between two times of one statement there is no more than this: 1月26日,大年初二,…"""

BESIDE = 6
"""So many times at most stand beside each other for one statement."""

NOT_ABOUT = re.compile(
    r"(?:来自|支援|驰援|援助|增援|前往|抵达|运往|返回|离开|途经|赶赴|奔赴|飞往|飞抵|发往|送往|进入|流入|输入|逆行"
    r"|[赴往从对向由援返达到抵自经去回驻在离距与和跟同除]|根据|按照|按|据|经|关于|落实|贯彻|传达|学习|围绕|响应|支持)(?:了|着)?\Z"
)
"""Before a place: where people or goods come from or go to, whose orders are carried out."""

NOT_ABOUT_LONGEST = 3

FAR = 300
"""No farther from its time than so many characters a subject is looked for."""

LIVES = re.compile(r"(?:现住|家住|居住(?:于|在)|住址[:：]?|常住|暂住|现住址[:：]?|居住地[:：]?)\Z")
"""Before the home of a patient: what the rest of the paragraph tells of happens there."""

LIVES_LAST = frozenset("住于在址地:：")
"""What such words end in."""

LISTED = re.compile(r"[、和及与]\Z")

AROUND = " \t\u3000,，;；:：。!！?？、—\n"
"""What is taken off both ends of a statement."""


class Statement(NamedTuple):
    """``text[start:end]`` in a sentence, and which of the time expressions dates it."""

    start: int
    end: int
    sentence_id: int
    time: int


def find_statements(
    text: str,
    times: Sequence[Expression],
    dated: Sequence[bool],
    sentences: Sequence[Sentence],
) -> list[Statement]:
    """Return the dated statements of a text; ``dated`` tells which expressions have a date.

    Times with nothing but a comma between them (1月26日,大年初二) date one statement.

    >>> from tifa.sentences import split_sentences
    >>> from tifa.times import find_times
    >>> text = "1月21日,我市建立机制;22日连夜部署,23日8时到岗。"
    >>> found = find_times(text)
    >>> rows = find_statements(text, found, [True] * len(found), split_sentences(text))
    >>> [text[row.start : row.end] for row in rows]
    ['1月21日,我市建立机制', '22日连夜部署', '23日8时到岗']
    """
    found: list[Statement] = []
    datelines = [time.end for time in times if time.kind == "dateline"]
    leads = [lead.end() for end in datelines if (lead := REPORTER.match(text, end))]
    which = [number for number, known in enumerate(dated) if known]
    stops = [sentence.end for sentence in sentences]
    at = 0
    while at < len(which) and (here := bisect_right(stops, times[which[at]].start)) < len(stops):
        sentence = sentences[here]
        inside = []
        while at < len(which) and times[which[at]].start < sentence.end:
            inside.append(which[at])
            at += 1
        heads = _heads(text, times, inside)
        starts = []
        behind = bisect_right(leads, sentence.end)
        floor = max(sentence.start, leads[behind - 1] if behind else 0)
        for number in heads:
            starts.append(_clause_start(text, floor, times[number].start))
            floor = times[number].end
        ends = [*starts[1:], sentence.end]
        for number, start, end in zip(heads, starts, ends, strict=True):
            stop = COORDINATE.search(text, times[number].end, end)
            end = stop.start() if stop else end
            body = text[start:end]
            left = start + len(body) - len(body.lstrip(AROUND))
            right = start + len(body.rstrip(AROUND))
            if left < right:  # else a dateline and nothing behind it
                found.append(Statement(left, right, sentence.sentence_id, number))
    return found


def _heads(text: str, times: Sequence[Expression], inside: Sequence[int]) -> list[int]:
    """Return the times that open a statement: not those beside another time."""
    heads: list[int] = []
    end = -1
    for number in inside:
        if end < 0 or not APART.fullmatch(text, end, times[number].start):
            heads.append(number)
        end = times[number].end
    return heads


def _clause_start(text: str, floor: int, at: int) -> int:
    """Return where the clause around a time begins, not before ``floor``."""
    start = max(floor, at - FAR)
    for end in CLAUSE_END.finditer(text, start, at):
        start = end.end()
    return start


def about(
    text: str,
    times: Sequence[Expression],
    places: Sequence[Mention],
    sentences: Sequence[Sentence],
    own: str | None,
    dated: Sequence[bool] | None = None,
) -> list[str | None]:
    """Return the code of the place that the statement of each time expression is about.

    ``dated`` tells which expressions are to have a place; the others get None.

    >>> from tifa.places.find import find_places
    >>> from tifa.sentences import split_sentences
    >>> from tifa.times import find_times
    >>> text = "1月21日,我市建立机制;24日全省启动响应。1月28日,湖北省首批患者出院。"
    >>> found = find_places(text, 2020, "360400")
    >>> about(text, find_times(text), found, split_sentences(text), "360400")
    ['360400', '360000', '420000']
    """
    starts = [sentence.start for sentence in sentences]
    positions = [mention.start for mention in places]
    homes = []
    if "住" in text:
        near = [m for m in places if text[m.start - 1] in LIVES_LAST]
        homes = [m for m in near if LIVES.search(text, max(0, m.start - 6), m.start)]
    found: list[str | None] = []
    for number, time in enumerate(times):
        if dated is not None and not dated[number]:
            found.append(None)
            continue
        at = bisect_left(starts, time.start + 1) - 1
        if at < 0:
            found.append(own)
            continue
        first, last = sentences[at].start, sentences[at].end
        first, last = max(first, time.start - FAR), min(last, time.end + FAR)
        held = places[bisect_left(positions, first) : bisect_left(positions, last)]
        reach = _reach(text, times, number, last)
        found.append(_subject(text, time, held, first, reach) or _home(text, time, homes) or own)
    return found


def _home(text: str, time: Expression, homes: Sequence[Mention]) -> str | None:
    """Return where the patient lives whose course the paragraph tells."""
    at = bisect_left(homes, time.start, key=lambda mention: mention.start) - 1
    if at < 0 or "\n" in text[homes[at].end : time.start]:
        return None
    return homes[at].code


def _reach(text: str, times: Sequence[Expression], number: int, last: int) -> tuple[int, int]:
    """Return where the words about a time begin behind it, and where they end."""
    start = times[number].end
    for following in times[number + 1 : number + BESIDE]:
        if following.start >= last:
            break
        if not APART.fullmatch(text, start, following.start):
            return start, following.start
        start = following.end
    return start, max(start, last)


def _subject(
    text: str, time: Expression, places: Sequence[Mention], first: int, reach: tuple[int, int]
) -> str | None:
    """Return the place that the words around a time name as theirs; None where they name none."""
    clause = _clause_start(text, first, time.start)
    before = [m for m in places if m.code and clause <= m.start and m.end <= time.start]
    if before and (before[-1].end == time.start or not _not_about(text, clause, before[-1].start)):
        return before[-1].code
    if time.kind == "dateline":
        return None
    behind = _behind(text, [m for m in places if m.start >= reach[0]], reach)
    if behind is not None:
        return behind
    for mention in reversed([m for m in places if m.code and m.end <= time.start]):
        lead = text[max(first, mention.start - 1) : mention.start]
        if mention.start == first or CLAUSE_END.fullmatch(lead):
            return mention.code
    return None


def _not_about(text: str, floor: int, at: int) -> bool:
    """Tell whether what is done before a place says that the statement is not about it."""
    return NOT_ABOUT.search(text, max(floor, at - NOT_ABOUT_LONGEST), at) is not None


def _behind(text: str, places: Sequence[Mention], reach: tuple[int, int]) -> str | None:
    """Return the first place in the clause behind a time that may be its subject."""
    start, end = reach
    while start < end and (skip := APART.match(text, start, end)) and skip.end() > start:
        start = skip.end()
    stop = CLAUSE_END.search(text, start, end)
    until = stop.start() if stop else end
    skipped = -1
    for mention in places:
        if mention.start >= until:
            break
        listed = mention.start - 1 == skipped and LISTED.search(text, start, mention.start)
        if listed or _not_about(text, start, mention.start):
            skipped = mention.end
        elif mention.code:
            return mention.code
    return None
