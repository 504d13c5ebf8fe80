"""The row of cleaning steps, in their order, from the decoded page to the repaired text.

Each step looks at the text that the steps before it left, and returns its changes. A surprising
character in the output can be traced to one step by the ``repairs`` table. Text that has none of
the damage comes back as it was.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from itertools import repeat
from typing import NamedTuple

import numpy as np

from tifa.cleaning.chars import HAN, code_points
from tifa.cleaning.glosses import strip_glosses
from tifa.cleaning.misread import reread
from tifa.cleaning.mojibake import undo_gbk_faults
from tifa.cleaning.script import simplify
from tifa.cleaning.trace import Edit, Traced, apply_edits, trace
from tifa.steps import Steps, finished

Step = Callable[[str], list[Edit]]


class Repair(NamedTuple):
    """A change that cleaning made: ``raw[raw_start:raw_end]`` held ``before``, now ``after``.

    ``before`` equals ``after`` where a fault is flagged and left.
    """

    kind: str
    raw_start: int
    raw_end: int
    before: str
    after: str
    certain: bool


# HTML remains ---------------------------------------------------------------------------------

ENTITY = re.compile(r"&(?:amp;){0,3}(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,31}\d{0,2});")

NESTED = re.compile("^&(?:amp;)*(?=.)")
"""What was escaped more than once: &amp;amp;lt; is one sign."""

BLOCK_TAGS = "p|br|div|h[1-6]|li|ul|ol|tr|table|tbody|section|article|blockquote|center|hr"
INLINE_TAGS = "span|strong|b|em|i|u|font|a|img|td|th|sup|sub|small|big|o:p"

TAG = re.compile(
    rf"</?({BLOCK_TAGS}|{INLINE_TAGS})(?:\s[^<>\n]{{0,500}})?\s{{0,9}}/?>", re.IGNORECASE
)
"""A tag of the kinds that scrapers leave behind. Others, such as <关于…>, are text."""

LOOSE_ENDS = ("/p>", "/div>", "/span>", "/strong>", "/br>", "/td>", "/li>")
LOOSE_TAG = re.compile(rf"/(?<![\w<]/)(?:{'|'.join(end[1:] for end in LOOSE_ENDS)})")
"""The end of a closing tag that lost its first sign."""

BLOCK = re.compile(BLOCK_TAGS, re.IGNORECASE)


def unescape_entities(text: str) -> list[Edit]:
    """Return the changes that turn HTML entities into their characters.

    >>> [edit.after for edit in unescape_entities("&ldquo;清零&rdquo;&nbsp;A&B")]
    ['“', '”', '\\xa0']
    """
    edits: list[Edit] = []
    if "&" not in text:
        return edits
    for found in ENTITY.finditer(text):
        after = html.unescape("&" + NESTED.sub("", found[0]))
        if not after.startswith("&") or after == "&":
            edits.append(Edit(found.start(), found.end(), after))
    return edits


def strip_tags(text: str) -> list[Edit]:
    """Return the changes that take out HTML tags; where a block ends, a line ends.

    >>> page = "<p>第一段。</p><p>第<b>二</b>段。/p>"
    >>> apply_edits(trace(page), strip_tags(page)).text
    '\\n第一段。\\n\\n第二段。'
    """
    edits: list[Edit] = []
    if ">" not in text:
        return edits
    for found in TAG.finditer(text) if "<" in text else ():
        after = "\n" if BLOCK.fullmatch(found[1]) else ""
        edits.append(Edit(found.start(), found.end(), after))
    if any(end in text for end in LOOSE_ENDS):
        edits += [Edit(found.start(), found.end(), "") for found in LOOSE_TAG.finditer(text)]
    return sorted(edits)


# Punctuation and white space ------------------------------------------------------------------

COMMAS = re.compile("(?<![,，])[,，]{1,4}(?![,，])")
FULL_STOPS = "。；！？"
AFTER_COMMA = frozenset(map(ord, ",，" + FULL_STOPS))
"""What a comma is followed by when something is wrong."""

BLANKED = re.compile(rf"(?<=[{HAN}])[*＊×]{{1,4}}(?=[{HAN}])")
"""A name with a character blanked out (区*府)."""

INVISIBLE = re.compile(
    "[\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u2064\ufeff\u00ad\x00-\x08\x0b-\x1f\x7f"
    "\u00a0\u2002-\u200a\u202f]|\u200d(?![\u2600-\u27bf\U0001f300-\U0001faff])"
)
"""Characters without a glyph, and spaces of odd widths."""

LINE_ENDS = "\u2028\u2029\x0b\x0c\x1e"
NARROW_SPACE = re.compile("[\u00a0\u2002-\u200a\u202f]")


def mend_commas(text: str) -> list[Edit]:
    """Return the changes that make doubled commas one and drop a comma before a full stop.

    >>> page = "首日复市312家,,占46%,。"
    >>> apply_edits(trace(page), mend_commas(page)).text
    '首日复市312家,占46%。'
    """
    points = code_points(text)
    commas = np.flatnonzero((points[:-1] == ord(",")) | (points[:-1] == ord("，")))
    if not AFTER_COMMA.intersection(points[commas + 1].tolist()):
        return []
    edits = []
    for found in COMMAS.finditer(text):
        before = text[found.start() - 1 : found.start()]
        behind = text[found.end() : found.end() + 1]
        if behind and behind in FULL_STOPS:
            edits.append(Edit(found.start(), found.end(), ""))
        elif len(found[0]) > 1 and before.strip() and not (before.isdigit() and behind.isdigit()):
            edits.append(Edit(found.start(), found.end(), found[0][0]))
    return edits


def flag_blanked(text: str) -> list[Edit]:
    """Flag characters that the page blanks out; nobody can tell what stood there.

    >>> flag_blanked("某区*府")
    [Edit(start=2, end=3, after='*', certain=False)]
    """
    if not any(sign in text for sign in "*＊×"):
        return []
    return [Edit(found.start(), found.end(), found[0], False) for found in BLANKED.finditer(text)]


def drop_invisible(text: str) -> list[Edit]:
    """Return the changes that take out characters without a glyph and make odd spaces spaces."""
    return [
        Edit(found.start(), found.end(), _instead(found[0])) for found in INVISIBLE.finditer(text)
    ]


def _instead(char: str) -> str:
    if char in LINE_ENDS:
        return "\n"
    return " " if NARROW_SPACE.match(char) else ""


STEPS: tuple[tuple[str, Step], ...] = (
    ("mojibake", reread),
    ("mojibake", undo_gbk_faults),
    ("html", unescape_entities),
    ("html", strip_tags),
    ("pinyin_gloss", strip_glosses),
    ("script", simplify),
    ("whitespace", drop_invisible),
    ("punctuation", mend_commas),
    ("blanked", flag_blanked),
)
"""The steps with the ``kind`` that the ``repairs`` table gives their changes.

The order matters: faults of bytes first, while the text is as the mirror left it; glosses before
the script, because they belong to Traditional characters; what cannot be seen before the marks that
it stands between; line by line work comes after all.
"""

HALTS = (undo_gbk_faults, unescape_entities)
"""Before these steps :func:`repair_in_steps` halts: GBK faults need much that the other steps do not,
which ask about one text in a row (:func:`tifa.cleaning.chars.code_points`)."""


def repair(raw: str | Traced) -> tuple[Traced, list[Repair]]:
    """Undo the damage of scraping and mirroring.

    ``raw`` is the decoded page, or its visible text with offsets into its HTML source. Returns
    the repaired text with its offsets into the page, and what was changed, step by step.
    Furniture is still in: telling it from the article is :func:`tifa.cleaning.article.parse`'s work.

    >>> page, changes = repair("實(shí)施“六堅(jiān)持”,,做到位")
    >>> page.text, [change.kind for change in changes][:2]
    ('实施“六坚持”,做到位', ['pinyin_gloss', 'pinyin_gloss'])
    """
    return finished(repair_in_steps(raw))


def repair_in_steps(raw: str | Traced) -> Steps[tuple[Traced, list[Repair]]]:
    """Return what :func:`repair` does, in steps."""
    page = raw if isinstance(raw, Traced) else trace(raw)
    repairs: list[Repair] = []
    for kind, step in STEPS:
        if step in HALTS:
            yield
        edits = step(page.text)
        if not edits:
            continue
        text = page.text
        starts, ends, after, certain = zip(*edits, strict=True)
        spans = page.raw_spans(starts, ends)
        before = map(text.__getitem__, map(slice, starts, ends))
        repairs += map(Repair, repeat(kind), *spans, before, after, certain)
        page = apply_edits(page, edits)
    return page, repairs
