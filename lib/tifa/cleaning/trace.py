"""Text that remembers where each of its characters stood on the raw page.

Cleaning is a row of small steps. Each step looks at a text and names its changes as
:class:`Edit` values; :func:`apply_edits` carries them out and keeps the offset map, so that any
span of the clean text can be shown where it stood on the page.
"""

from __future__ import annotations

import operator
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Offsets = NDArray[np.int32]


class Edit(NamedTuple):
    """A change to ``text[start:end]``.

    ``after`` is the new text. It equals the old text where a fault is flagged but not repaired.
    ``certain`` is False where the page does not determine the new text.
    """

    start: int
    end: int
    after: str
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Traced:
    """A text with, for each of its ``n`` characters, the raw span it stands for.

    ``first`` and ``last`` have shape ``(n,)``: character ``i`` stands for
    ``raw[first[i]:last[i]]``, in Unicode code points. Both are non-decreasing.
    """

    text: str
    first: Offsets
    last: Offsets

    def raw(self, start: int, end: int) -> tuple[int, int]:
        """Return the raw span behind ``text[start:end]``.

        An empty span maps to an empty raw span.

        >>> page = apply_edits(trace("經(jīng)濟"), [Edit(1, 7, "")])
        >>> page.text, page.raw(1, 2)
        ('經濟', (7, 8))
        """
        if start < end:
            return int(self.first[start]), int(self.last[end - 1])
        if start < len(self.text):
            at = int(self.first[start])
        else:
            at = int(self.last[-1]) if self.text else 0
        return at, at

    def raw_spans(self, starts: Sequence[int], ends: Sequence[int]) -> tuple[list[int], list[int]]:
        """Return where the raw spans behind many spans start and end, as :meth:`raw` has it for one."""
        if len(starts) < 20 or any(map(operator.eq, starts, ends)):
            spans = list(map(self.raw, starts, ends))
            return [start for start, _ in spans], [end for _, end in spans]
        first = self.first[np.array(starts)].tolist()
        return first, self.last[np.array(ends) - 1].tolist()


def trace(text: str) -> Traced:
    """Return ``text`` with every character standing for itself."""
    offsets = np.arange(len(text) + 1, dtype=np.int32)
    return Traced(text, offsets[:-1], offsets[1:])


def apply_edits(page: Traced, edits: Sequence[Edit]) -> Traced:
    """Return ``page`` after ``edits``, which are sorted and do not overlap.

    A change that keeps the length keeps the map character by character; any other change maps
    all of its new characters to the whole of what they replace.
    """
    if not edits:
        return page
    if all(len(after) == end - start for start, end, after, _ in edits):
        return Traced(_spliced(page.text, edits), page.first, page.last)
    if not any(edit.after for edit in edits):
        starts, ends, _, _ = zip(*edits, strict=True)
        depth = np.zeros(len(page.text) + 1, np.int8)
        depth[list(starts)] = 1
        depth[list(ends)] -= 1
        left = depth.cumsum()[:-1] == 0
        pieces = map(page.text.__getitem__, map(slice, (0, *ends), (*starts, None)))
        return Traced("".join(pieces), page.first[left], page.last[left])
    for_first: list[Offsets] = []
    for_last: list[Offsets] = []
    first, last = page.first, page.last
    mapped = 0  # the map is made up to here; it lags behind at changes that keep the length
    for start, end, after, _ in edits:
        if len(after) == end - start:
            continue
        for_first.append(first[mapped:start])
        for_last.append(last[mapped:start])
        if after:
            raw_start, raw_end = page.raw(start, end)
            for_first.append(np.full(len(after), raw_start, np.int32))
            for_last.append(np.full(len(after), raw_end, np.int32))
        mapped = end
    first = np.concatenate([*for_first, first[mapped:]])
    last = np.concatenate([*for_last, last[mapped:]])
    return Traced(_spliced(page.text, edits), first, last)


def _spliced(text: str, edits: Sequence[Edit]) -> str:
    pieces: list[str] = []
    copied = 0
    for start, end, after, _ in edits:
        pieces += (text[copied:start], after)
        copied = end
    pieces.append(text[copied:])
    return "".join(pieces)


def select(page: Traced, spans: Sequence[tuple[int, int]]) -> Traced:
    """Return the given spans of ``page`` as lines, one span a line.

    A line break stands for what lay between its two lines.
    """
    if not spans:
        nothing = np.empty(0, np.int32)
        return Traced("", nothing, nothing)
    starts, ends = np.array(spans).T
    lengths = ends - starts + 1  # with the line break behind each
    at = np.arange(lengths.sum()) + np.repeat(starts - lengths.cumsum() + lengths, lengths)
    at = np.minimum(at, len(page.text) - 1)
    first, last = page.first[at], page.last[at]
    breaks = lengths.cumsum()[:-1] - 1
    first[breaks] = page.last[ends[:-1] - 1]
    last[breaks] = page.first[starts[1:]]
    text = "\n".join([page.text[start:end] for start, end in spans])
    return Traced(text, first[: len(text)], last[: len(text)])
