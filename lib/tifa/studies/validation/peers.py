"""What other libraries make of the marked articles, scored by the same measure as the parser.

For *times* the peer is jionlp (recorded by ``bench/peers_times.py``, since it is no dependency), for *words* jieba
and its port rjieba, for *script* OpenCC. A peer is read at its best: a time counts as found where it shares a
character with a marked one, its value where the day is right on every side that the gold closes, by either of
two readings; a word of an open unit counts cut or whole. The parser is asked no more and no less.
"""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from tifa.studies.validation.agreement import agreement, read_times
from tifa.studies.validation.gold import LAST, Marked, read_cases, read_seeds
from tifa.studies.validation.questions import Check, Span, overlap
from tifa.studies.validation.segmented import Segmented, f_score, own_words, spans_of, word_checks
from tifa.studies.validation.stated import read_lines
from tifa.words import WORD, _tokenizer

OWN = "tifa"
RECORD = Path("peers") / "jionlp_times.jsonl"
"""Where the record is, in the folder of the gold."""

Reading = tuple[Any, Any]
"""The first and the last moment of one reading of a time; None, ``..`` or inf where a side is open."""


# Times ----------------------------------------------------------------------------------------


class Found(NamedTuple):
    """A time that somebody found, with each way it was read."""

    span: Span
    readings: tuple[Reading, ...]


def day_of(moment: object) -> str | None:
    """Return the day of a moment, None where it is open or no day.

    >>> day_of("2020-02-10T24:00"), day_of("2020-02-11 00:59:59"), day_of("..")
    ('2020-02-10', '2020-02-11', None)
    """
    text = str(moment or "")
    return text[:10] if re.match(r"\d{4}-\d\d-\d\d", text) else None


def same_days(gold: Mapping[str, Any], reading: Reading) -> bool:
    """Tell whether a reading has the days of the gold on every side that the gold closes.

    24:00 of a day may be given as 0:00 of the next.

    >>> gold = {"iso_start": "..", "iso_end": "2020-02-10T24:00"}
    >>> same_days(gold, ("2020-02-11 00:00:00", "2020-02-11 00:59:59"))
    True
    """
    wanted = (gold["iso_start"], gold["iso_end"])
    return all(
        day_of(got) in _days(side)
        for side, got in zip(wanted, reading, strict=True)
        if day_of(side)
    )


def _days(moment: str) -> set[str]:
    day = str(day_of(moment))
    if not moment.endswith("T24:00"):
        return {day}
    following = datetime.date.fromisoformat(day) + datetime.timedelta(days=1)
    return {day, following.isoformat()}


def own_times(article: Marked) -> list[Found]:
    """Return the times with a calendar value that the parser finds."""
    times, values, _ = read_times(article)
    return [
        Found((time.start, time.end), ((value.iso_start, value.iso_end),))
        for time, value in zip(times, values, strict=True)
        if value.core
    ]


def recorded(gold: Path) -> tuple[dict[str, str], dict[tuple[str, str], Mapping[str, Any]]]:
    """Return what is said of the record, and its articles by set and name; empty where there is none."""
    rows = read_lines(gold / RECORD)
    head = {key: str(value) for key, value in rows[0].items()} if rows else {}
    return head, {(row["set"], row["article"]): row for row in rows[1:]}


def is_of(row: Mapping[str, Any], body: str) -> bool:
    """Tell whether a recorded article is this text: the SHA-256 of it is kept.

    >>> is_of({"sha256": hashlib.sha256(b"x").hexdigest()}, "x")
    True
    """
    return bool(row["sha256"] == hashlib.sha256(body.encode()).hexdigest())


def time_checks(article: Marked, found: Sequence[Found]) -> Iterator[Check]:
    """Yield the checks of somebody's times: found, value, none made up.

    What shares a character with a marked time that has no calendar value (当日, 近期) is not scored.
    """
    core = [row for row in article.times if row["core"]]
    for row in core:
        span = (row["start"], row["end"])
        near = [reading for one in found if overlap(one.span, span) for reading in one.readings]
        asked = ("times", article.set, article.name, row["kind"])
        yield Check(*asked, "found", bool(near), row["text"])
        if near:
            right = any(same_days(row, reading) for reading in near)
            yield Check(*asked, "value", right, row["text"])
    for one in found:
        rows = [row for row in article.times if overlap(one.span, (row["start"], row["end"]))]
        if any(row["core"] for row in rows) or not rows:
            text = article.body[slice(*one.span)]
            yield Check("times", article.set, article.name, "", "in gold", bool(rows), text)


def asked(gold: Path, cases: Path) -> list[Marked]:
    """Return the articles whose times a peer is asked about: the five, and the last set."""
    return [*read_seeds(gold), *read_cases(cases, "times", LAST["times"])]


def times(gold: Path, cases: Path) -> pd.DataFrame:
    """Return agreement about times, the parser's and the peer's: who, set, check, right, of, bounds.

    An article whose text is another now than when the peer was asked is left out for both.
    """
    head, kept = recorded(gold)
    rows: list[pd.DataFrame] = []
    for articles in (read_seeds(gold), read_cases(cases, "times", LAST["times"])):
        known = [a for a in articles if (a.set, a.name) in kept]
        same = [a for a in known if is_of(kept[a.set, a.name], a.body)]
        rows.append(_agreed(OWN, same, own_times))
        rows.append(_agreed(str(head.get("peer")), same, lambda a: _theirs(kept[a.set, a.name])))
    return pd.concat(rows, ignore_index=True) if rows else pd.DataFrame()


def _theirs(row: Mapping[str, Any]) -> list[Found]:
    return [
        Found((time["start"], time["end"]), tuple((a, b) for a, b in time["values"]))
        for time in row["times"]
    ]


def _agreed(
    who: str, articles: Sequence[Marked], read: Callable[[Marked], Sequence[Found]]
) -> pd.DataFrame:
    checks = [check for article in articles for check in time_checks(article, read(article))]
    table = agreement(pd.DataFrame(checks, columns=list(Check._fields)), ("set", "check"))
    return table.assign(who=who)[["who", *table.columns]]


# Words ----------------------------------------------------------------------------------------


def _jieba(body: str, *, hmm: bool = True) -> list[Span]:
    tokens = [token for token in _tokenizer().cut(body, HMM=hmm) if WORD.search(token)]
    return spans_of(tokens, body)


def _rjieba(body: str) -> list[Span]:
    from rjieba import Jieba

    return spans_of([token for token in Jieba().cut(body) if WORD.search(token)], body)


def segmenters() -> dict[str, Callable[[str], list[Span]]]:
    """Return the segmenters by name; rjieba is missing where no wheel of it is installed."""
    known: dict[str, Callable[[str], list[Span]]] = {
        "tifa: jieba, formulas whole": own_words,
        f"jieba {version('jieba')}": _jieba,
        "jieba without its HMM": lambda body: _jieba(body, hmm=False),
    }
    try:
        import rjieba  # noqa: F401
    except ImportError:
        return known
    return {**known, f"rjieba {version('rjieba')}": _rjieba}


def words(articles: Iterable[Segmented]) -> pd.DataFrame:
    """Return agreement about words that are no formulas: right ones, given ones, F; and formulas kept whole.

    Of the words ``in gold`` some are open to be cut, so that their number depends on the segmenter. ``other cut`` are words of the gold through which a segmenter cuts across, so that it is wrong by any
    standard; the others that it misses are cut finer, or joined to their neighbours.
    """
    held, found = list(articles), []
    for name, cut in segmenters().items() if held else ():
        rows = [check for one in held for check in word_checks(one, cut(one.body))]
        lost = [row.error for row in rows if row.check == "found" and not row.right]
        formulas = [row.right for row in rows if row.check == "formula whole"]
        found.append(
            {
                "segmenter": name,
                "right": sum(row.check == "found" and row.right for row in rows),
                "given": sum(row.check == "in gold" for row in rows),
                "in gold": sum(row.check == "found" for row in rows),
                "F": f_score(rows)[2],
                **{error: lost.count(error) for error in ("joined", "cut finer", "other cut")},
                "formulas whole": sum(formulas),
                "formulas": len(formulas),
            }
        )
    return pd.DataFrame(found)
