"""Whole runs of text that were decoded wrongly: with another code page, or one byte out of step.

A run is repaired when its bytes, read the other way, make far more usual Chinese. The characters
at its ends that lost a byte are guessed and the repair is marked uncertain; what cannot be read
either way is flagged and left as it stands.
"""

from __future__ import annotations

import itertools
import re

import numpy as np

from tifa.cleaning import chars, gbk
from tifa.cleaning.trace import Edit

LATIN = re.compile("[\u0080-\u00ff\u0152-\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122 ]{4,}")
"""Letters that Chinese bytes become when they are read as Latin-1 or Windows-1252."""

LATIN_LETTER = re.compile("[\u00c0-\u00ff]")

DOUBLE_BYTE = re.compile("[\u00a1-\uffe5]{4,}")
"""A run of characters that have two bytes in GBK."""

ODD_SHARE = 0.2
"""With so large a share of rare characters a line is looked at; sound lines have a few percent."""

MIN_GAIN = 3.0
"""By so many nats a character must a repaired run be more usual than the run as it stands."""

MIN_WORDS = 0.4
"""So large a share of neighbours in a repaired run stand together in some word."""

LOST_UTF8 = "锟斤拷"
"""What U+FFFD becomes when its UTF-8 bytes are read as GBK: the text is lost."""

LOST_TEXT = re.compile(f"(?:{LOST_UTF8}|\ufffd)+")


def reread(text: str) -> list[Edit]:
    """Return the repairs of runs that were read in the wrong code page or out of step.

    >>> wrong = "长春市召开疫情防控工作会议".encode("gbk").decode("latin-1")
    >>> [edit.after for edit in reread(wrong)]
    ['长春市召开疫情防控工作会议']
    >>> reread("长春市召开疫情防控工作会议")
    []
    """
    edits: list[Edit] = []
    if "\ufffd" in text or LOST_UTF8 in text:
        edits += [Edit(m.start(), m.end(), m[0], False) for m in LOST_TEXT.finditer(text)]
    points = chars.code_points(text)
    if np.count_nonzero(points - 0xC0 < 0x40) >= 3:  # unsigned: only U+00C0 to U+00FF
        edits += _from_latin(text)
    edits += _from_gbk(text)
    return _without_overlap(edits)


def _without_overlap(edits: list[Edit]) -> list[Edit]:
    kept: list[Edit] = []
    for edit in sorted(edits):
        if not kept or edit.start >= kept[-1].end:
            kept.append(edit)
    return kept


def _from_latin(text: str) -> list[Edit]:
    edits = []
    for found in LATIN.finditer(text):
        if len(LATIN_LETTER.findall(found[0])) >= 3 and (after := _latin_as_chinese(found[0])):
            edits.append(Edit(found.start(), found.end(), after))
    return edits


def _latin_as_chinese(run: str) -> str | None:
    for wrong, right in itertools.product(("cp1252", "latin-1"), ("utf-8", "gb18030")):
        try:
            after = run.encode(wrong).decode(right)
        except UnicodeError:
            continue
        if _is_chinese(after):
            return after
    return None


def _is_chinese(text: str) -> bool:
    """Tell whether most of a text is common Chinese."""
    common, simplified, traditional, rare, _ = chars.count_kinds(text)
    return common + simplified + traditional >= 0.6 * len(text) and rare <= 0.1 * len(text)


def _from_gbk(text: str) -> list[Edit]:
    edits: list[Edit] = []
    for start, end in _odd_lines(text):
        for run in DOUBLE_BYTE.finditer(text, start, end):
            if edit := _other_codec(run[0]) or _other_step(run[0]):
                at = run.start()
                edits.append(edit._replace(start=at + edit.start, end=at + edit.end))
    return edits


def _odd_lines(text: str) -> list[tuple[int, int]]:
    """Return the lines with three or more odd characters that are a large share of the line."""
    rare = np.flatnonzero(chars.odd(text))
    if len(rare) < 3:
        return []
    breaks = np.flatnonzero(chars.code_points(text) == ord("\n"))
    lines, counts = np.unique(np.searchsorted(breaks, rare), return_counts=True)
    edges = [-1, *breaks.tolist(), len(text)]
    found = []
    for line, count in zip(lines.tolist(), counts.tolist(), strict=True):
        start, end = edges[line] + 1, edges[line + 1]
        if count >= 3 and count >= ODD_SHARE * (end - start):
            found.append((start, end))
    return found


def _other_codec(run: str) -> Edit | None:
    """Read a run of UTF-8 that was decoded as GBK; a last character may lack a byte."""
    try:
        data = run.encode("gb18030")
    except UnicodeEncodeError:  # a lone surrogate
        return None
    after = data.decode("utf-8", "replace")
    whole = after.rstrip("\ufffd")
    if "\ufffd" in whole or len(whole) < 2 or not _is_chinese(whole):
        return None
    return Edit(0, len(run), whole, whole == after)


def _other_step(run: str) -> Edit | None:
    """Read a run one byte later, over the part where that is better."""
    data = [gbk.bytes_of(char) for char in run]
    if any(len(known) != 2 for known in data):
        return None
    shifted = [gbk.pair(a[1], b[0]) for a, b in itertools.pairwise(data)]
    alone = gbk.Usage({})
    gains = [
        (alone.fit(before, char) if char else chars.UNSEEN) - alone.fit(left, old)
        for before, char, left, old in zip(["", *shifted], shifted, ["", *run], run, strict=False)
    ]
    start, end, gain = _best_part(gains)
    after = "".join(shifted[start:end])
    if end - start < 4 or gain < MIN_GAIN * (end - start) or not _is_chinese(after):
        return None
    words = sum(chars.affinity(*two) > 0 for two in itertools.pairwise(after))
    if words < MIN_WORDS * (end - start):
        return None
    first = _likeliest(gbk.with_trail(data[start][0]), after[0], before=True)
    last = _likeliest(gbk.with_lead(data[end][1]), after[-1], before=False)
    return Edit(start, end + 1, first + after + last, False)


def _best_part(gains: list[float]) -> tuple[int, int, float]:
    """Return start, end and sum of the run of numbers with the largest sum."""
    best = (0, 0, 0.0)
    start, total = 0, 0.0
    for at, gain in enumerate(gains):
        if total <= 0:
            start, total = at, 0.0
        total += gain
        if total > best[2]:
            best = (start, at + 1, total)
    return best


def _likeliest(candidates: tuple[str, ...], neighbour: str, *, before: bool) -> str:
    """Return the candidate that makes a known word with its neighbour; empty where none does."""
    usage = gbk.Usage({})

    def gain(char: str) -> float:
        left, right = (char, neighbour) if before else (neighbour, char)
        return usage.fit(left, right) - gbk.usual(right)

    best = max(candidates, key=lambda char: (gain(char), gbk.usual(char)), default="")
    return best if best and gain(best) > 0 else ""
