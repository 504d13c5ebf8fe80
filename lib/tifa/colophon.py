"""What a report was made of and with: the corpus, the versions, the parameters."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from importlib.metadata import version

from markupsafe import Markup

from tifa.corpus.analysis import Corpus
from tifa.report import count, sentence

SHOWN = 16
"""So many digits of the hash are shown; the page on the report has them all."""


def corpus_hash(digests: Iterable[object]) -> str | None:
    """Return SHA-256 over the sorted SHA-256 of all inputs, a line each; None where none is known.

    The order and the names of the files make no difference to it.

    >>> corpus_hash(["b", "a"]) == corpus_hash(["a", "b"]), corpus_hash([])
    (True, None)
    """
    held = sorted(str(digest) for digest in digests if digest)
    return sha256("\n".join(held).encode()).hexdigest() if held else None


def colophon(corpus: Corpus, *packages: str, **parameters: object) -> Markup:
    """Return the sentences that end a report: its corpus, the versions of packages, the parameters.

    >>> import tifa
    >>> str(colophon(tifa.load("seeds"), GROUP="city"))
    'Files written: the CSV beside each table and figure. Corpus: 5 articles, SHA-256 d5607f156606e203…. Made with tifa 0.1.0. Parameters: GROUP = &#39;city&#39;.'
    """
    digest = corpus_hash(corpus.documents.get("sha256", [])) or ""
    told = sentence(
        "Files written: the CSV beside each table and figure. Corpus: {}, SHA-256 {}. Made with {}.",
        count(len(corpus.documents), "article")
        + (f" drawn from {corpus.articles_in_whole:,}" if corpus.whole else ""),
        f"{digest[:SHOWN]}…" if digest else "not known",
        ", ".join(f"{name} {version(name)}" for name in ("tifa", *packages)),
    )
    if not parameters:
        return told
    given = ", ".join(f"{name} = {value!r}" for name, value in parameters.items())
    return told + sentence(" Parameters: {}.", given)
