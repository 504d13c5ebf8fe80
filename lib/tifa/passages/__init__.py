"""Shared wording: the passages that two articles have in common, to the letter or nearly.

Articles that carry out one instruction share more than its formulas, and seldom to the letter: a word
is put in, another left out. The search is that of studies of text reuse. Every series of characters
(Han, letters and digits; marks and spaces do not count) is hashed; one that stands in very many
documents says little about two of them and is not followed (Smith, Cordell & Dillon 2013; Smith et
al. 2014, as in their program passim). Equal runs are made as long as they go, runs that follow each
other closely in both documents are joined, and what lies between is aligned. A passage ends in no part
of a number and in no particle that goes with the words beyond it. All series are indexed and not a choice of them as in winnowing (Schleimer, Wilkerson & Aiken 2003): what that guarantees for
long runs holds here for every run of ``least`` characters, but for the series named as standing.

- D. A. Smith, R. Cordell, E. M. Dillon (2013). Infectious texts: modeling text reuse in
  nineteenth-century newspapers. IEEE Big Data, 86–94. https://doi.org/10.1109/BigData.2013.6691675
- D. A. Smith, R. Cordell, E. M. Dillon, N. Stramp, J. Wilkerson (2014). Detecting and modeling local
  text reuse. JCDL, 183–192. https://doi.org/10.1109/JCDL.2014.6970166
- S. Schleimer, D. S. Wilkerson, A. Aiken (2003). Winnowing: local algorithms for document
  fingerprinting. SIGMOD, 76–85. https://doi.org/10.1145/872757.872770
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from tifa.passages.aligned import align, in_common, trim
from tifa.passages.grouped import Family, Wording, families
from tifa.passages.joined import chains
from tifa.passages.kinds import kind_of
from tifa.passages.letters import LETTER, Documents, read_letters
from tifa.passages.merged import merge
from tifa.passages.pieces import Passage, Piece, as_passage
from tifa.passages.runs import find_runs
from tifa.passages.seeds import Standing, find_seeds, find_standing

__all__ = [
    "Family",
    "Passage",
    "Piece",
    "SharedWording",
    "Standing",
    "Wording",
    "families",
    "kind_of",
    "own_words",
    "shared_passages",
    "shared_wording",
]

LEAST = 10
"""Fewer characters in common are a word or a name more often than a phrase."""

SEED = 6
"""Runs of so many characters are joined to others: two clauses of four characters differ by less."""

AT_MOST = 50
"""In more documents a series is standing wording: its pairs grow with the square of their number.

passim follows series of words in up to 100.
"""

SEED_AT_MOST = 20
"""The same for short runs, which are ordinary words far more often."""

LONG_PAIRS, SHORT_PAIRS = 0.25, 1.0
"""So many pairs of places for each character, of long series and of short: that bounds memory."""


@dataclass(frozen=True)
class SharedWording:
    """The passages of a corpus, and what was not followed.

    ``skipped`` is the number of different series of ``least`` characters that stand in two documents
    or more and were passed over, ``standing`` the wording they make up, ``at_most`` the limit used.
    """

    passages: list[Passage]
    standing: list[Standing]
    skipped: int
    at_most: int


def shared_passages(
    documents: Documents, *, least: int = LEAST, at_most: int = AT_MOST
) -> list[Passage]:
    """Return the passages that any two of the documents share, in the order of ids and places.

    ``documents`` maps ids to bodies or gives pairs of them; their order is of no account. A passage
    has ``least`` characters in common or more; ``at_most`` is the number of documents in which a
    series of characters may stand to be followed. Of two passages that overlap
    in both documents, one that lies within the other is left out, and one that goes on behind the other
    in both is joined to it. A particle at an end (的, 了, 和, 与, 及) is left out where it goes with words
    beyond the passage in either document and ``least`` characters remain. ValueError for an id given
    twice and for numbers too small.

    >>> texts = {"a": "要把人民群众生命安全和身体健康放在第一位,", "b": "把人民生命安全和身体健康放在首位。"}
    >>> passage = shared_passages(texts)[0]
    >>> passage.text_a, passage.text_b, passage.common
    ('把人民群众生命安全和身体健康放在', '把人民生命安全和身体健康放在', 14)
    >>> [(piece.kind, texts["a"][piece.start_a : piece.end_a]) for piece in passage.pieces]
    [('equal', '把人民'), ('only_a', '群众'), ('equal', '生命安全和身体健康放在')]
    """
    return shared_wording(documents, least=least, at_most=at_most).passages


def shared_wording(
    documents: Documents, *, least: int = LEAST, at_most: int = AT_MOST
) -> SharedWording:
    """Return the shared passages with the standing wording that was not followed.

    Where a corpus has more pairs than ``LONG_PAIRS`` for each character, the limit is halved until
    it has fewer, so that time and memory grow with the text alone; ``at_most`` of the result is the
    one that was used. Passages that differ by a word are sought from runs of ``SEED`` characters,
    which are followed in no more than ``SEED_AT_MOST`` documents.

    >>> found = shared_wording({str(n): "疫情就是命令,防控就是责任。" for n in range(60)})
    >>> found.passages, found.standing, found.skipped
    ([], [Standing(text='疫情就是命令,防控就是责任', documents=60)], 3)
    """
    if least < SEED or at_most < 2:
        raise ValueError(f"least is {SEED} or more, at_most 2 or more")
    corpus = read_letters(documents)
    long = find_seeds(corpus, least, at_most, LONG_PAIRS)
    short = find_seeds(corpus, SEED, min(at_most, SEED_AT_MOST), SHORT_PAIRS)
    runs = find_runs(corpus.codes, np.concatenate([long.pairs, short.pairs], axis=1))
    texts: dict[str, str] = {}
    found = (align(corpus, chain) for chain in chains(corpus, runs, least))
    long_enough = (row for row in found if in_common(row) >= least)
    trimmed = (trim(corpus, row, least) for row in merge(corpus, long_enough))
    rows = {as_passage(corpus, row, least, texts) for row in trimmed}
    standing = find_standing(corpus, long.standing, least)
    return SharedWording(sorted(rows), standing, long.skipped, long.at_most)


def own_words(body: str, spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return what remains of a body outside the spans, without the marks around it.

    The spans may overlap and stand in any order; a rest with no letter is left out.

    >>> body = "会议指出,疫情就是命令,防控就是责任。各地立即行动。"
    >>> [body[start:end] for start, end in own_words(body, [(5, 18)])]
    ['会议指出', '各地立即行动']
    """
    found = []
    at = 0
    for start, end in [*sorted(spans), (len(body), len(body))]:
        letters = [] if start <= at else [m.start() for m in LETTER.finditer(body, at, start)]
        if letters:
            found.append((letters[0], letters[-1] + 1))
        at = max(at, end)
    return found
