"""The documents of a corpus as one array of letters, each with its place, document and sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

EDGE = 32
"""So many separators stand at either end, so that looking ahead never leaves the corpus."""

SEPARATOR = 0x110000
"""The first number that is no character: each document ends in one of its own."""

LETTER = re.compile(r"[^\W_]")

SENTENCE_ENDS = [ord(mark) for mark in "。!?！？;；\n"]

Ints = NDArray[np.int64]
Codes = NDArray[np.uint32]

Documents = Mapping[str, str] | Iterable[tuple[str, str]]
"""Bodies by their ids, or pairs of an id and a body."""


@dataclass(frozen=True)
class Corpus:
    """All documents in one array of letters; each letter's place in its body, document, sentence."""

    names: list[str]
    bodies: list[str]
    codes: Codes
    places: Ints
    owner: Ints
    sentence: Ints


def read_letters(documents: Documents) -> Corpus:
    """Return the documents as arrays, in the order of their texts: ids decide nothing."""
    pairs = documents.items() if isinstance(documents, Mapping) else documents
    rows = sorted(pairs, key=lambda row: (row[1], row[0]))
    names, bodies = [name for name, _ in rows], [body for _, body in rows]
    if len(set(names)) < len(names):
        raise ValueError("an id is given twice")
    text = "\n" * EDGE + "".join(body + "\n" for body in bodies) + "\n" * EDGE
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    sizes = np.array([EDGE, *(len(body) + 1 for body in bodies), EDGE])
    ends = np.cumsum(sizes)
    owner = np.repeat(np.arange(-1, len(rows) + 1), sizes)
    places = np.arange(len(codes)) - np.repeat(ends - sizes, sizes)
    apart = (owner < 0) | (owner == len(rows))
    apart[ends - 1] = True
    sentence = _sentences(codes, apart)
    codes = _folded(codes)
    codes[apart] = SEPARATOR + np.arange(np.count_nonzero(apart))
    kept = np.flatnonzero(apart | _are_letters(codes))
    return Corpus(names, bodies, codes[kept], places[kept], owner[kept], sentence[kept])


def _sentences(codes: Codes, apart: NDArray[np.bool_]) -> Ints:
    """Return the number of the sentence of each character; its end belongs to it."""
    stops = np.isin(codes, SENTENCE_ENDS) | apart
    return np.cumsum(stops) - stops


def _folded(codes: Codes) -> Codes:
    """Return full-width signs as half-width ones and capitals as small letters."""
    codes = np.where((codes > 0xFF00) & (codes < 0xFF5F), codes - 0xFEE0, codes)
    return np.where((codes >= 65) & (codes <= 90), codes + 32, codes).astype(np.uint32)


def _are_letters(codes: Codes) -> NDArray[np.bool_]:
    """Tell which code points are Han characters, letters or digits."""
    table = np.zeros(int(codes.max()) + 1, np.bool_)
    known = np.unique(codes[codes < SEPARATOR])
    table[known] = [chr(code).isalnum() for code in known.tolist()]
    return table[codes]


def changes(column: NDArray[Any]) -> NDArray[np.bool_]:
    """Tell where a value is another than the one before; the first is."""
    found = np.ones(len(column), np.bool_)
    found[1:] = column[1:] != column[:-1]
    return found
