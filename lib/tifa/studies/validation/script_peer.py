"""OpenCC beside the parser: which characters of Traditional pages come out as the gold has them.

OpenCC converts the page as it came, the parser's restored text is what it finds. Compared are the Han characters of
the gold's body for which the page still has a character of its own: where bytes were lost, nothing could be
converted. The restored text is laid along the gold (Ratcliff and Obershelp's matching), and its offsets lead
to the page.
"""

from __future__ import annotations

import difflib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import opencc
import pandas as pd

from tifa.cleaning.article import Article
from tifa.cleaning.decode import decode
from tifa.rows import clean
from tifa.studies.rhetoric.framing_trust import binomial
from tifa.studies.validation.damage import is_han
from tifa.studies.validation.gold import SEEDS, read_seeds
from tifa.studies.validation.peers import OWN

PAGES = "third"
"""The last set of saved pages as text, the mirrors' among them."""


@cache
def _converter() -> Any:
    return opencc.OpenCC("t2s")


def pages(gold: Path, cases: Path, seeds: Path) -> Iterator[tuple[str, str, str]]:
    """Yield the set, the decoded page and the gold's body of each page."""
    for article in read_seeds(gold):
        path = seeds / f"{article.name}.txt"
        if path.is_file():
            yield SEEDS, decode(path.read_bytes()).text, article.body
    for path in sorted((cases / "pages").glob(f"{PAGES}_*.json")):
        row = json.loads(path.read_text(encoding="utf-8"))
        raw = row["raw"].replace("\r\n", "\n").replace("\r", "\n")
        yield PAGES, raw, "\n".join(row["body"])


def compared(raw: str, body: str) -> Counter[tuple[str, str, bool]]:
    """Return how many characters come out right: by who converts, what was asked, and whether right.

    Asked is ``convert`` where the page has another character than the gold, ``keep`` where the same. A page
    that OpenCC makes longer or shorter gives no counts, since its characters cannot be told apart.

    >>> counts = compared("標題\\n\\n全市防疫,應檢盡檢,里程碑。全市動員,打贏阻擊戰。\\n", "全市防疫,应检尽检,里程碑。全市动员,打赢阻击战。")
    >>> counts["OpenCC", "convert", True], counts["OpenCC", "convert", False]
    (9, 0)
    """
    article = clean(raw)[0]
    converted = _converter().convert(raw)
    counts: Counter[tuple[str, str, bool]] = Counter()
    if len(converted) != len(raw):
        return counts
    for wanted, own, at in _aligned(article, body):
        if is_han(wanted) and is_han(raw[at]):
            asked = "keep" if raw[at] == wanted else "convert"
            counts[OWN, asked, own == wanted] += 1
            counts["OpenCC", asked, converted[at] == wanted] += 1
    return counts


def _aligned(article: Article, body: str) -> Iterator[tuple[str, str, int]]:
    """Yield each character of the gold with the restored one, and where it stood in the page.

    A replaced stretch of the same length is taken character by character.
    """
    text = article.body.text
    for kind, a, b, c, d in _matching(body, text):
        if kind == "equal" or (kind == "replace" and b - a == d - c):
            for wanted, at in zip(body[a:b], range(c, d), strict=True):
                yield wanted, text[at], article.body.raw(at, at + 1)[0]


def _matching(gold: str, text: str) -> Sequence[tuple[str, int, int, int, int]]:
    return difflib.SequenceMatcher(None, gold, text, autojunk=False).get_opcodes()


def script(gold: Path, cases: Path, seeds: Path) -> pd.DataFrame:
    """Return agreement about script: who, set, what was asked, right, of, the share and its exact bounds."""
    counts: Counter[tuple[str, str, str, bool]] = Counter()
    for set_name, raw, body in pages(gold, cases, seeds):
        for (who, asked, same), n in compared(raw, body).items():
            counts[who, set_name, asked, same] += n
    rows = []
    for who, set_name, asked in dict.fromkeys(key[:3] for key in counts):
        right = counts[who, set_name, asked, True]
        of = right + counts[who, set_name, asked, False]
        low, high = binomial(right, of)
        head = {"who": who, "set": set_name, "asked": asked, "right": right, "of": of}
        rows.append({**head, "share": right / of, "low": low, "high": high})
    found = pd.DataFrame(rows)
    return found.sort_values(["set", "asked", "who"], ignore_index=True) if rows else found
