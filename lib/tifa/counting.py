"""The words of many articles counted together, and texts made columns together.

Each by itself takes longer: a word of ten articles is looked at once here, and sorted once.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tifa.schemas import TEXT
from tifa.words import BREAK, words_of

Numbers = NDArray[np.int64]

BREAK_BYTE = ord(BREAK)


def between_breaks(joined: str) -> pa.LargeStringArray:
    r"""Return the texts between the breaks of one, as a column.

    >>> between_breaks("疫情\0防控\0").to_pylist()
    ['疫情', '防控', '']
    """
    data = np.frombuffer(joined.encode(), np.uint8)
    breaks = np.flatnonzero(data == BREAK_BYTE)
    ends = np.append(breaks, len(data)) - np.arange(len(breaks) + 1)  # the breaks are taken out
    offsets = np.concatenate(([0], ends))
    buffers = pa.py_buffer(offsets), pa.py_buffer(data[data != BREAK_BYTE])
    return pa.LargeStringArray.from_buffers(len(ends), *buffers)


def texts(values: Sequence[str]) -> pa.StringArray:
    """Return texts as a column, encoded together.

    >>> texts(["疫情", "防控"]).to_pylist()
    ['疫情', '防控']
    """
    column = between_breaks(BREAK.join(values))
    if len(column) != len(values):  # a text holds a break
        return pa.array(values, TEXT)
    return column.cast(TEXT)


def count_together(cuts: Sequence[str]) -> tuple[Numbers, pa.StringArray, Numbers]:
    """Return the words of bodies that :func:`tifa.words.cut` has cut: article, word, and how often.

    They come in order: articles are numbered from 0.

    >>> of, words, n = count_together(["疫情\\0,\\0疫情", "防控\\0疫情"])
    >>> of.tolist(), words.to_pylist(), n.tolist()
    ([0, 1, 1], ['疫情', '疫情', '防控'], [2, 1, 1])
    """
    encoded = between_breaks(BREAK.join(cuts)).dictionary_encode()
    made_of = list(map(words_of, encoded.dictionary.to_pylist()))
    vocabulary = sorted({word for words in made_of for word in words})
    places = {word: at for at, word in enumerate(vocabulary)}
    ranks = np.array([places[word] for words in made_of for word in words], np.int64)
    sizes = np.fromiter(map(len, made_of), np.int64, len(made_of))
    starts = np.cumsum(sizes) - sizes

    # Each token in turn is replaced by the words that it is made of, mostly one.
    tokens = encoded.indices.to_numpy()
    times = sizes[tokens]
    within = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
    found = ranks[np.repeat(starts[tokens], times) + within]
    lengths = np.array([cut.count(BREAK) + 1 for cut in cuts], np.int64)
    articles = np.repeat(np.repeat(np.arange(len(cuts)), lengths), times)

    rows, n = np.unique(articles * len(vocabulary) + found, return_counts=True)
    of, word = np.divmod(rows, max(len(vocabulary), 1))
    return of, pa.array(vocabulary, TEXT).take(pa.array(word)), n
