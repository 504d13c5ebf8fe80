"""jieba's dictionary, read once for all who ask it: its words, how frequent they are, their tags.

It is the one general dictionary of the library (349,046 words, counted in prose of 1998 and after).
The steps ask it different questions and each keeps its own answer; reading it is what takes time.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from sys import intern
from typing import NamedTuple


class Vocabulary(NamedTuple):
    """The dictionary as three columns of one length; a few words stand in it twice."""

    words: list[str]
    frequencies: list[int]
    tags: list[str]


@cache
def vocabulary() -> Vocabulary:
    """Return jieba's dictionary.

    >>> words, frequencies, tags = vocabulary()
    >>> at = words.index("防控")
    >>> len(words) == len(frequencies) == len(tags), tags[words.index("武汉")]
    (True, 'ns')
    """
    text = package_file("jieba", "dict.txt").read_text(encoding="utf-8")
    fields = text.split()
    return Vocabulary(fields[0::3], list(map(int, fields[1::3])), list(map(intern, fields[2::3])))


def package_file(package: str, name: str) -> Path:
    """Return the path of a data file of another package, without importing the package.

    Importing pypinyin takes 0.4 s for its phrases; importing jieba prints warnings.
    """
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"{package} is missing; install the locked requirements again")
    return Path(spec.origin).parent / name
