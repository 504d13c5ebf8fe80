"""What a passage is no more than: a date, places or an institution's name."""

from __future__ import annotations

import re
from functools import lru_cache

from tifa.passages.letters import LETTER
from tifa.places.find import find_places
from tifa.scan import bodies
from tifa.times import find_times

YEAR = 2020
"""Places are read with the names of this year; only whether they are places counts."""

NAME = re.compile(
    r"[^\W\d_把将对为在以是有要使被让并向从了着的]{2,30}(?:委员会|常委会|领导小组|工作组|指挥部|办公室|党委|政府"
    r"|卫健委|委|大学|学院|研究院|研究所|医院|中心|公司|集团|协会|红十字会)"
)
"""An institution's name: no digit, mark or word of a clause before the word for an institution."""

LIST = re.compile(r"[、,，和与及]|的\Z")
"""Between the names of a list, and behind the last."""


@lru_cache(1 << 16)
def kind_of(text: str) -> str:
    """Return ``date``, ``place`` or ``name`` for a text that is nothing more, else ``wording``.

    A name is an institution's: it ends in a word for one and holds no word of a clause.

    >>> [kind_of(text) for text in ("2020年1月23日至2月3日", "吉林省长春市九台区、榆树市")]
    ['date', 'place']
    >>> kind_of("疫情防控工作领导小组"), kind_of("成立了疫情防控工作领导小组")
    ('name', 'wording')
    """
    text = text.encode("utf-8", "replace").decode()  # a lone surrogate is no text for the lists
    parts = [part for part in LIST.split(text) if part]
    if all(part in bodies() or NAME.fullmatch(part) for part in parts):
        return "name"
    spans = [(time.start, time.end) for time in find_times(text)]
    if not _beside(text, spans):
        return "date"
    spans += [(place.start, place.end) for place in find_places(text, YEAR)]
    return "wording" if _beside(text, spans) else "place"


def _beside(text: str, spans: list[tuple[int, int]]) -> bool:
    """Tell whether a text has a letter outside the spans."""
    rest = list(text)
    for start, end in spans:
        rest[start:end] = [""] * (end - start)
    return bool(LETTER.search("".join(rest)))
