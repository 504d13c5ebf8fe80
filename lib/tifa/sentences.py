"""The body in sentences and headings, each with its place."""

from __future__ import annotations

import re
from typing import NamedTuple

CLOSING = "[”’」』）)》\\]】]"
STOP = re.compile(
    r"[《。！？!?…](?:(?<=《)[^《》\n]{1,80}》"
    rf"|(?:(?<=[。！？])|(?<=[!?])(?![A-Za-z0-9=&/]))(?:[。！？]|[!?](?![A-Za-z0-9=&/]))*{CLOSING}*"
    rf"|(?<=…)…{{0,2}}{CLOSING}*$)"
)
"""The end of a sentence with the marks that close around it, or a title, which is passed over.

It begins with a class of characters, which the engine looks for fast, and looks back at it afterwards.
"""

OPEN_END = re.compile(
    r"[。！？；，：!?;:,…][”’」』）)》\]】]*$|^[（(\[【].*[）)\]】]$|^[\d年月日.:\-/ ]+$"
)
"""What no heading ends in, a line in brackets, and a bare date."""

MAX_HEADING = 50
"""No heading is longer."""


class Sentence(NamedTuple):
    """``body[start:end]``, a ``heading`` or a ``sentence``; numbered from 1 in each article."""

    sentence_id: int
    start: int
    end: int
    text: str
    kind: str


def split_sentences(body: str) -> list[Sentence]:
    """Return the sentences and headings of a body, in order and without the space around them.

    A sentence ends with 。！？ and what closes around it. A short line without such an end is a
    heading, unless no sentence follows it: then it is a signature.

    >>> [(row.kind, row.text) for row in split_sentences("大救治\\n防控就是责任。“去!”他说。")]
    [('heading', '大救治'), ('sentence', '防控就是责任。'), ('sentence', '“去!”'), ('sentence', '他说。')]
    """
    sentences: list[Sentence] = []
    start = 0
    last_stop = max(body.rfind(mark) for mark in "。！？!?")
    for line in body.split("\n"):
        at = start
        ends = [found.end() + start for found in STOP.finditer(line) if found[0][0] != "《"]
        if not ends or ends[-1] < start + len(line):
            ends.append(start + len(line))
        heading = start < last_stop and len(ends) == 1 and is_heading(line)
        for end in ends:
            text = body[at:end]
            left = len(text) - len(text.lstrip())
            text = text.strip()
            if text:
                kind = "heading" if heading else "sentence"
                first = at + left
                number = len(sentences) + 1
                sentences.append(Sentence(number, first, first + len(text), text, kind))
            at = end
        start += len(line) + 1
    return sentences


def is_heading(line: str) -> bool:
    """Tell whether a line has the form of a heading: short, and not closed like a sentence.

    >>> is_heading("打造“九个加强版”"), is_heading("做到“四应四尽”,拓展“六应六尽”——")
    (True, True)
    >>> is_heading("防控就是责任。"), is_heading("(记者 缪友银)"), is_heading("具体如下:")
    (False, False, False)
    """
    line = line.strip()
    return 0 < len(line) <= MAX_HEADING and not OPEN_END.search(line)
