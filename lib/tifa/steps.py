"""Work that halts between its steps, so that many articles can go through it side by side."""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeVar

Result = TypeVar("Result")

Steps = Generator[None, None, Result]
"""Work in steps, and what it comes to; every article has the same number of them."""


def finished(steps: Steps[Result]) -> Result:
    """Return what steps come to, taken one after the other."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            result: Result = end.value
            return result
