"""How long something lasted, and how long it was from one first to the next."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import pandas as pd

from tifa.corpus.analysis import Corpus
from tifa.links import told_in
from tifa.studies.timelines.days import period_name
from tifa.studies.timelines.divisions import chinese, english, group_of
from tifa.studies.timelines.panels import panels

DAYS_LONG = re.compile(r"P(?!T)")


FIRST_CASE = re.compile(
    "(?:首例|首个|首位|首名|第一例|第1例)(?![^,。;]{0,6}(?:疑似|可疑))[^,。;]{0,14}(?:病例|确诊|感染者|阳性|患者)"
)


CURED = re.compile("出院|治愈|痊愈|康复")


# How long something lasted ----------------------------------------------------------------------


def durations(corpus: Corpus, statements: pd.DataFrame) -> pd.DataFrame:
    """Return the durations of a day and more (37天), which have a length but no place in time.

    They belong to the place of the nearest dated statement of their sentence, or else to the
    article's own. Columns: ``group``, ``length``, ``as written``, ``around it``, ``told in``.
    """
    about = corpus.documents.set_index("doc_id")["place_code"].map(group_of).to_dict()
    keys = zip(statements["doc_id"], statements["sentence_id"], strict=True)
    near = dict(zip(keys, statements["group"], strict=True))
    times = corpus.times[corpus.times["kind"] == "duration"]
    held = [row for row in times.to_dict("records") if DAYS_LONG.match(str(row["iso_start"]))]
    rows = []
    for row, around in zip(held, _around(corpus, held), strict=True):
        group = group_of(row.get("place_code")) or near.get((row["doc_id"], row["sentence_id"]))
        rows.append(
            {
                "group": group or about.get(row["doc_id"]),
                "length": length(str(row["iso_start"])),
                "as written": row["text"],
                "around it": around,
                "told in": told_in(row),
            }
        )
    return pd.DataFrame(rows, columns=["group", "length", "as written", "around it", "told in"])


def length(iso: str) -> str:
    """Return an ISO 8601 duration in words.

    >>> length("P37D"), length("P2W"), length("P1Y6M"), length("PT24H")
    ('37 days', '2 weeks', '1 year 6 months', 'PT24H')
    """
    names = {"Y": "year", "M": "month", "W": "week", "D": "day"}
    parts = re.findall(r"(\d+)([YMWD])", iso) if re.fullmatch(r"P(?:\d+[YMWD])+", iso) else []
    return " ".join(f"{int(n)} {names[u]}{'' if int(n) == 1 else 's'}" for n, u in parts) or iso


def _around(corpus: Corpus, rows: Iterable[Mapping[str, Any]], margin: int = 14) -> Iterator[str]:
    """Yield the clause around each of some spans, at most ``margin`` characters on each side."""
    spans = [(row["doc_id"], int(row["start"]), int(row["end"])) for row in rows]
    before = corpus.excerpts([(doc_id, start - margin - 1, start) for doc_id, start, _ in spans])
    behind = corpus.excerpts([(doc_id, end, end + margin + 1) for doc_id, _, end in spans])
    for left, own, right in zip(before, corpus.excerpts(spans), behind, strict=True):
        lefts = re.split("[。;!?\n]", left[-margin:])
        rights = re.split("[。;!?\n]", right[:margin])
        first = "…" if len(lefts) == 1 and len(left) > margin else ""
        last = "…" if len(rights) == 1 and len(right) > margin else ""
        yield f"{first}{lefts[-1]}{own}{rights[0]}{last}"


# From one first to the next -----------------------------------------------------------------------


LAG_COLUMNS = [
    *("code", "place", "period", "from", "to", "first day", "first statement", "first told in"),
    *("second day", "second statement", "second told in", "days"),
]


def lags(statements: pd.DataFrame) -> pd.DataFrame:
    """Return for each place and period the days between two firsts, with the sentences of both.

    From the first case to the first command group or headquarters, and from the first closure to
    the first statement after it that cases were cleared or something reopened. Pairs of which
    neither end is stated are left out; where one is missing, ``days`` is missing.
    """
    rows: list[dict[str, Any]] = []
    dated = statements[statements["first"].notna()]
    for code, held in dated.groupby("group", sort=False):
        held = held.assign(period=panels(held, longest=None))
        for _, part in held.groupby("period"):
            told = part.to_dict("records")
            period = (min(part["first"]), max(part["last"]))
            case, closed = first_case(told), _earliest(told, {"closure"})
            command = _earliest(told, {"command"})
            since = closed["first"] if closed else date.min
            end = _earliest(told, {"clearing", "reopening"}, since)
            pairs = [
                ("first case", "first command group", case, command),
                ("first closure", "first clearing or reopening", closed, end),
            ]
            for name, then, a, b in pairs:
                if a or b:
                    rows.append(_lag(str(code), period, name, then, a, b))
    table = pd.DataFrame(rows, columns=LAG_COLUMNS).astype({"days": "Int64"})
    return table.sort_values(["from", "days", "code"], kind="stable").reset_index(drop=True)


def lag_table(found: pd.DataFrame, start: str) -> pd.DataFrame:
    """Return the distances from one first (``first case``) as a reader sees them.

    A day that no text states is ``not stated``.
    """
    rows = found[found["from"] == start]
    then = rows["to"].iloc[0]
    days = rows[["first day", "second day"]].fillna("not stated")
    return pd.DataFrame(
        {
            "place": rows["place"],
            "period": rows["period"],
            start: days["first day"],
            "stated as": rows["first statement"],
            "stated in": rows["first told in"],
            then: days["second day"],
            "stated as ": rows["second statement"],
            "stated in ": rows["second told in"],
            "days between": rows["days"],
        }
    )


def _lag(
    code: str,
    period: tuple[date, date],
    name: str,
    then: str,
    a: dict[str, Any] | None,
    b: dict[str, Any] | None,
) -> dict[str, Any]:
    ends = {}
    for side, row in (("first", a), ("second", b)):
        ends[f"{side} day"] = row["first"].isoformat() if row else None
        ends[f"{side} statement"] = row["text"] if row else None
        ends[f"{side} told in"] = told_in(row) if row else None
    return {
        "code": code,
        "place": f"{english(code)} {chinese(code)}",
        "period": period_name(*period),
        "from": name,
        "to": then,
        **ends,
        "days": (b["first"] - a["first"]).days if a and b else None,
    }


Told = dict[str, Any]
"""A row of the statements."""


def first_case(rows: Iterable[Told]) -> Told | None:
    """Return the earliest statement that names a first case (首例); else the earliest case report.

    It may name the case in passing (在出现首例确诊病例后,立即召开会议). Suspected cases and first
    patients to be cured do not count.
    """
    rows = list(rows)
    named = [
        row
        for row in rows
        if FIRST_CASE.search(str(row["text"])) and not CURED.search(str(row["text"]))
    ]
    return _earliest(named) or _earliest(rows, {"case_report"})


def _earliest(
    rows: Iterable[Told], actions: Container[str] | None = None, since: date = date.min
) -> Told | None:
    """Return the earliest row, of some actions, that says on which day something began."""
    found = [
        row
        for row in rows
        if (actions is None or row["action"] in actions)
        and not (pd.isna(row["first"]) or row["open_start"] or row["month"])
        and row["first"] >= since
    ]
    return min(found, key=lambda row: (row["first"], row["doc_id"], row["start"]), default=None)
