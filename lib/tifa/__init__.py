"""tifa (提法 tífǎ): the set phrasings of Chinese official reports, restored and counted.

The usual way in is :func:`load`, which takes a folder of articles and returns its tables:

>>> import tifa
>>> corpus = tifa.load("seeds")
>>> corpus.documents["place"].tolist()
['吉林省', '长春市', '通化市', '九江市', '吉林省']
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tifa.corpus.analysis import Corpus, analyse, load
    from tifa.rows import clean
    from tifa.tables import process

__all__ = ["Corpus", "analyse", "clean", "load", "process"]

WHERE = {
    "Corpus": "tifa.corpus.analysis",
    "analyse": "tifa.corpus.analysis",
    "load": "tifa.corpus.analysis",
    "clean": "tifa.rows",
    "process": "tifa.tables",
}
"""The modules of what the package offers; each is imported when it is first used, for they load slowly."""


def __getattr__(name: str) -> Any:
    """Return what the package offers, imported now."""
    if name not in WHERE:
        raise AttributeError(f"module 'tifa' has no attribute {name!r}")
    return getattr(import_module(WHERE[name]), name)
