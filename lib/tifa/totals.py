"""Placeholder until totals are checked."""

from typing import NamedTuple


class Total(NamedTuple):
    """A total."""

    start: int
    end: int
    verdict: str
    check: str


def check_totals(text: str) -> list[Total]:
    """Return no totals."""
    return []
