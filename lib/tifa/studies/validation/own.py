"""An article that a reader annotates herself: its folder, and what is wrong with what she wrote there.

A folder holds one article: ``body.txt``, ``facts.json``, ``sentences.jsonl`` (to read from) and ``times.jsonl``,
``formulas.jsonl`` and ``terms.jsonl`` (to write to). What a row means is said in ``GUIDELINES.md``. A place in the
text is given by its offsets (``start``, ``end``) or by the number of its ``sentence``; a text that stands there more
than once needs ``nth``. ``docs/ANNOTATING.md`` has a worked example.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from tifa.places.gazetteer import path_of
from tifa.rhetoric.frames import FRAMES
from tifa.rows import LATEST
from tifa.sentences import Sentence, split_sentences
from tifa.studies.validation.gold import Marked, Rows

SET_NAME = "own"
TABLES = ("times", "formulas", "terms")
POINTS = ("date", "datetime", "month", "holiday", "pubdate", "dateline")
TIME_KINDS = (
    *POINTS,
    "range",
    "duration",
    "set",
    "relative",
    "vague",
    "event_relative",
    "anaphoric",
)
FORMULA_KINDS = ("numeral", "compound", "dual", "code", "counted_list")
VERDICTS = ("complete", "partial", "unlisted", "mismatch")

MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)(?:T(?:[01]\d|2[0-4])(?::[0-5]\d)?)?\Z")
DURATION = re.compile(r"P(?=.)[0-9.YMWDTHS]{0,12}\Z")


UTF8 = "utf-8-sig"
"""UTF-8, with the mark at its beginning that some editors write."""


class Fault(NamedTuple):
    """What is wrong in a line of a file; line 0 is the file as a whole."""

    file: str
    line: int
    says: str

    def __str__(self) -> str:
        """Return the fault as compilers print it: file, line, what is wrong."""
        return f"{self.file}:{self.line}: {self.says}"


class Wrong(ValueError):
    """A row that cannot be used; its words are shown to the annotator."""


# Reading a folder -----------------------------------------------------------------------------


def read_own(folder: Path) -> tuple[Marked, list[Fault]]:
    """Return an annotated article with the rows that can be used, and the faults of the others.

    Offsets are filled in where a row gives its sentence. Raises FileNotFoundError where there is no body,
    UnicodeDecodeError where it is not UTF-8.
    """
    body = (folder / "body.txt").read_text(encoding=UTF8).rstrip("\n")
    facts, faults = _facts(folder)
    year = int(str(facts.get("published"))[:4]) if facts.get("published") else LATEST
    sentences = split_sentences(body)
    checks: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
        "times": lambda row: _time(_placed(row, body, sentences), year),
        "formulas": lambda row: _formula(row, body, sentences),
        "terms": lambda row: _term(_placed(row, body, sentences)),
    }
    tables: dict[str, Rows] = {}
    for name, check in checks.items():
        tables[name], wrong = _rows(folder / f"{name}.jsonl", check)
        faults += wrong
    return Marked(SET_NAME, folder.resolve().name, body, facts, **tables), faults


def _facts(folder: Path) -> tuple[dict[str, Any], list[Fault]]:
    path = folder / "facts.json"
    try:
        facts = json.loads(path.read_text(encoding=UTF8))
    except FileNotFoundError:
        return {}, [Fault(path.name, 0, "there is no such file; make a template anew and compare")]
    except ValueError as error:
        return {}, [Fault(path.name, getattr(error, "lineno", 0), f"is not JSON: {error}")]
    published = facts.get("published") if isinstance(facts, dict) else None
    if not isinstance(facts, dict):
        return {}, [Fault(path.name, 1, "must be an object in braces")]
    if published is not None and not re.match(r"\d{4}(-\d\d){0,2}(T|\Z)", str(published)):
        return {}, [Fault(path.name, 0, f'published must be like 2020-02-03, not "{published}"')]
    return facts, []


def _rows(
    path: Path, check: Callable[[dict[str, Any]], dict[str, Any]]
) -> tuple[Rows, list[Fault]]:
    rows: Rows = []
    faults: list[Fault] = []
    ends: list[tuple[int, int, int]] = []
    try:
        lines = path.read_text(encoding=UTF8).splitlines() if path.is_file() else []
    except UnicodeDecodeError:
        return [], [Fault(path.name, 0, "is not UTF-8; save it as UTF-8")]
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = check(_object(line))
            for start, end in _spans(row):
                _alone(start, end, ends)
                ends.append((start, end, number))
        except Wrong as error:
            faults.append(Fault(path.name, number, str(error)))
            continue
        rows.append(row)
    return rows, faults


def _object(line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise Wrong(f"is not JSON: {error}") from None
    if not isinstance(row, dict):
        raise Wrong("must be an object in braces")
    return row


def _spans(row: Mapping[str, Any]) -> list[tuple[int, int]]:
    if "mentions" in row:
        return [(start, end) for start, end, _ in row["mentions"]]
    return [(row["start"], row["end"])]


def _alone(start: int, end: int, others: Sequence[tuple[int, int, int]]) -> None:
    for left, right, line in others:
        if left < end and start < right:
            raise Wrong(f"overlaps line {line} ({left}–{right})")


# Places ---------------------------------------------------------------------------------------


def _same(one: str, other: str) -> bool:
    """Tell whether two texts are the same after NFKC, as the guidelines compare them."""
    return unicodedata.normalize("NFKC", one) == unicodedata.normalize("NFKC", other)


def _placed(row: dict[str, Any], body: str, sentences: Sequence[Sentence]) -> dict[str, Any]:
    """Return a row with its offsets, taken over or found by its sentence."""
    text = row.get("text")
    if not isinstance(text, str) or not text:
        raise Wrong('needs "text"')
    if "start" not in row and "sentence" in row:
        return row | dict(zip(("start", "end"), _found(row, text, sentences), strict=True))
    start, end = row.get("start"), row.get("end")
    if not isinstance(start, int) or not isinstance(end, int):
        raise Wrong('needs "start" and "end", or the number of its "sentence"')
    if not 0 <= start < end <= len(body):
        raise Wrong(f"{start}–{end} is not within the text, which has {len(body)} characters")
    if not _same(body[start:end], text):
        raise Wrong(f'the text at {start}–{end} is "{body[start:end][:30]}", not "{text[:30]}"')
    return row


def _found(row: Mapping[str, Any], text: str, sentences: Sequence[Sentence]) -> tuple[int, int]:
    number, nth = row["sentence"], row.get("nth")
    if not isinstance(number, int) or not 1 <= number <= len(sentences):
        raise Wrong(f"there is no sentence {number}; they go from 1 to {len(sentences)}")
    held = sentences[number - 1]
    starts = [found.start() for found in re.finditer(f"(?={re.escape(text)})", held.text)]
    if not starts:
        raise Wrong(f'"{text[:30]}" does not stand in sentence {number}')
    if nth is None and len(starts) > 1:
        raise Wrong(
            f'"{text[:30]}" stands {len(starts)} times in sentence {number}: say which ("nth")'
        )
    if nth is not None and not (isinstance(nth, int) and 1 <= nth <= len(starts)):
        raise Wrong(f'"nth" must be from 1 to {len(starts)}')
    start = held.start + starts[(nth or 1) - 1]
    return start, start + len(text)


# Rows of each table ---------------------------------------------------------------------------


def _one_of(row: Mapping[str, Any], key: str, known: Sequence[str]) -> None:
    if row.get(key) not in known:
        raise Wrong(f'{key} "{row.get(key)}" is not known; it is one of {", ".join(known)}')


def _time(row: dict[str, Any], year: int) -> dict[str, Any]:
    """Return a row of times with ``core`` and the place's name."""
    _one_of(row, "kind", TIME_KINDS)
    first, last = row.get("iso_start") or "", row.get("iso_end") or ""
    days = [day for day in map(_day, (first, last)) if day]
    core = row["kind"] in POINTS or (row["kind"] == "range" and bool(days))
    if row["kind"] in POINTS and len(days) < 2:
        raise Wrong(f'a {row["kind"]} needs "iso_start" and "iso_end" such as 2020-02-03')
    if len(days) == 2 and days[0] > days[1]:
        raise Wrong(f"it ends ({last}) before it begins ({first})")
    code = row.get("place_code")
    place = path_of(str(code), year) if code is not None else None
    if code is not None and place is None:
        raise Wrong(f'place_code "{code}" is no division of that year (GB/T 2260)')
    filled = {"iso_start": first, "iso_end": last, "place_code": code, "place": place}
    return row | filled | {"core": core}


def _day(moment: object) -> date | None:
    """Return the day of one side of a time, None for an open side or a duration."""
    if moment in ("", "..") or DURATION.match(str(moment)):
        return None
    found = MOMENT.match(str(moment))
    try:
        return date.fromisoformat(found[1]) if found else _no_day(moment)
    except ValueError:
        return _no_day(moment)


def _no_day(moment: object) -> date:
    raise Wrong(f'"{moment}" is no day such as 2020-02-03, no open side (..) and no duration (P3D)')


def _term(row: dict[str, Any]) -> dict[str, Any]:
    if row.get("frame") is not None:
        _one_of(row, "frame", FRAMES)
    return {"frame": None, "optional": False, **row}


def _list(row: Mapping[str, Any], key: str) -> list[Any]:
    value = row.get(key)
    if value is not None and not isinstance(value, list):
        raise Wrong(f'"{key}" is a list in square brackets')
    return value or []


def _formula(row: dict[str, Any], body: str, sentences: Sequence[Sentence]) -> dict[str, Any]:
    """Return a row of formulas with its mentions as offsets; its arithmetic is checked."""
    _one_of(row, "kind", FORMULA_KINDS)
    mentions = [_mention(one, body, sentences) for one in _list(row, "mentions")]
    if not mentions and not row.get("optional"):
        raise Wrong('needs one of "mentions" at least')
    expected, members = _list(row, "expected"), _list(row, "members")
    if not all(isinstance(n, int) and not isinstance(n, bool) and n > 0 for n in expected):
        raise Wrong('"expected" is a list of counts, such as [4]')
    for member in members:
        if not isinstance(member, str) or not member or _plain(member) not in _plain(body):
            raise Wrong(f'member "{str(member)[:30]}" does not stand in the text')
    verdict = row.get("verdict", "complete" if members else "unlisted")
    _one_of({"verdict": verdict}, "verdict", VERDICTS)
    if verdict == "complete" and expected and sum(expected) != len(members):
        raise Wrong(f"{len(members)} members are not the {sum(expected)} expected: not complete")
    if (verdict == "unlisted") == bool(members):
        raise Wrong(f'the verdict "{verdict}" does not go with {len(members)} members')
    whole = {"canonical": mentions[0][2] if mentions else "", "optional": False, **row}
    return whole | {
        "mentions": mentions,
        "expected": expected,
        "members": members,
        "verdict": verdict,
    }


def _mention(one: Any, body: str, sentences: Sequence[Sentence]) -> tuple[int, int, str]:
    row = dict(zip(("start", "end", "text"), one, strict=False)) if isinstance(one, list) else one
    if not isinstance(row, dict):
        raise Wrong("a mention is [start, end, text] or an object with sentence and text")
    held = _placed(row, body, sentences)
    return held["start"], held["end"], held["text"]


def _plain(text: str) -> str:
    """Return a text as members are looked for: NFKC, quotation marks left out."""
    return re.sub("[“”‘’\"']", "", unicodedata.normalize("NFKC", text))
