"""A check: one question put to one marked or found thing, and its answer.

Was this time found, is its value right, is this find in the gold? All tables of agreement are counts over checks,
and every error is a check that failed.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

Span = tuple[int, int]


class Check(NamedTuple):
    """One question and its answer; ``expected`` and ``got`` are as a reader compares them."""

    table: str
    set: str
    article: str
    kind: str
    check: str
    right: bool
    text: str
    expected: str = ""
    got: str = ""
    error: str = ""
    start: int = -1


def overlap(a: Span, b: Span) -> bool:
    """Tell whether two spans share a character.

    >>> overlap((0, 2), (1, 3)), overlap((0, 2), (2, 3))
    (True, False)
    """
    return a[0] < b[1] and b[0] < a[1]


def missed(body: str, span: Span, found: Iterable[Span]) -> tuple[str, str]:
    """Return what was found at a marked place instead, and how the marked thing was missed.

    >>> missed("截至2月3日", (0, 6), [(2, 6)]), missed("截至2月3日", (0, 6), [])
    (('2月3日', 'other edges'), ('', 'not found'))
    """
    near = [body[slice(*other)] for other in found if overlap(span, other)]
    return ("; ".join(near), "other edges") if near else ("", "not found")


def say(*values: object) -> str:
    """Return the bounds of a value; a point is said once.

    >>> say("2020-02-03", "2020-02-03"), say("2020-02-03", None)
    ('2020-02-03', '2020-02-03 to –')
    """
    return " to ".join(dict.fromkeys(str(value or "–") for value in values))
