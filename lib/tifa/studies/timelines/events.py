"""What notebook 02 shows: dated statements by place, in order, with their distances and figures."""

from __future__ import annotations

import calendar
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any, NamedTuple

import pandas as pd

from tifa.actions import ACTIONS
from tifa.corpus.analysis import Corpus
from tifa.places.gazetteer import CHINA, MUNICIPALITIES, gazetteer, romanised

OTHER = "other"
"""A statement whose action is not among :data:`ACTIONS`."""

GROUPS = {
    "cases and care": ("case_report", "transfer", "treatment"),
    "cured, cleared, reopened": ("discharge", "clearing", "reopening"),
    "meetings, orders, publicity": (
        "meeting",
        "command",
        "response",
        "directive",
        "inspection",
        "enforcement",
        "publicity",
    ),
    "testing and screening": ("testing", "screening", "vaccination"),
    "closure": ("closure",),
    "staff and supplies": ("dispatch", "supply", "production", "construction"),
}
"""Actions in few groups, for pictures that compare places."""

GAP = 45
"""So many days without a statement begin a new period."""

LONGEST = 100
"""A panel of a picture is cut at its widest gap if it would show more days than this."""

WEEK = 8
"""A panel is not cut at a gap of fewer days."""

NEAR, NEXT = 62, 3
"""The same two limits where places are compared, which has more marks on each day."""

MOST_PLACES = 12
"""So many places get a timeline; the rest is in the CSV."""

ENOUGH = 4
"""A place that no article is about gets a timeline of its own from so many statements on."""

MOST_DRAWN = 60
"""So many statements are drawn in one timeline; its table and CSV have all."""

MOST_COMPARED = 12 * MOST_DRAWN
"""So many statements are drawn where places are compared."""


COLUMNS = [
    *("doc_id", "sentence_id", "start", "end", "text", "when", "iso_start", "iso_end"),
    *("first", "last", "open_start", "open_end", "month", "place", "place_code", "group"),
    *("action", "figures", "sentence"),
]


# Days and places ------------------------------------------------------------------------------


class Span(NamedTuple):
    """The days of a statement; an open side has the day of the other one."""

    first: date
    last: date
    open_start: bool
    open_end: bool


def _edge(iso: object, *, last: bool) -> date | None:
    """Return the first or last day that an ISO date, month or year holds."""
    found = (
        re.match(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?![\d-])", iso) if isinstance(iso, str) else None
    )
    if not found or not 1700 <= int(found[1]) <= 2200:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    assert year is not None
    month = month or (12 if last else 1)
    try:
        return date(year, month, day or (calendar.monthrange(year, month)[1] if last else 1))
    except (ValueError, calendar.IllegalMonthError):
        return None


def span(iso_start: object, iso_end: object) -> Span | None:
    """Return the days between two ISO values, ``..`` being an open side; None without a day.

    >>> span("2020-01-23T08:00", "2020-01-23T08:00")
    Span(first=datetime.date(2020, 1, 23), last=datetime.date(2020, 1, 23), open_start=False, open_end=False)
    >>> span("..", "2020-02-11").open_start, span("2022-03", None).last.day, span("P37D", "P37D")
    (True, 31, None)
    """
    first = _edge(iso_start, last=False)
    last = _edge(iso_end if isinstance(iso_end, str) else iso_start, last=True)
    open_start, open_end = iso_start == "..", iso_end == ".."
    first, last = first or (last if open_start else None), last or (first if open_end else None)
    if first is None or last is None or first > last:
        return None
    return Span(first, last, open_start, open_end)


def is_month(days: Span) -> bool:
    """Tell whether a span is a whole month or more, known no closer.

    >>> is_month(span("2022-03-01", "2022-03-31")), is_month(span("2022-03-01", "2022-03-10"))
    (True, False)
    """
    closed = not (days.open_start or days.open_end)
    return closed and days.first.day == 1 and (days.last + timedelta(days=1)).day == 1


def written(day: date, *, year: bool = True) -> str:
    """Return a day in words.

    >>> written(date(2020, 1, 3)), written(date(2020, 1, 3), year=False)
    ('3 January 2020', '3 January')
    """
    return f"{day.day} {calendar.month_name[day.month]}" + (f" {day.year}" if year else "")


def period_name(first: date, last: date) -> str:
    """Return the months of a period.

    >>> period_name(date(2020, 1, 20), date(2020, 2, 3)), period_name(date(2020, 1, 1), date(2020, 1, 9))
    ('January to February 2020', 'January 2020')
    >>> period_name(date(2019, 12, 31), date(2020, 1, 1))
    'December 2019 to January 2020'
    """
    months = [f"{calendar.month_name[day.month]} {day.year}" for day in (first, last)]
    if months[0] == months[1]:
        return months[0]
    start = months[0] if first.year != last.year else calendar.month_name[first.month]
    return f"{start} to {months[1]}"


def when(row: Mapping[str, Any]) -> str | None:
    """Return the date of a statement as tables show it; None where it has no calendar value.

    >>> when({"iso_start": "2020-01-30T00:00", "iso_end": ".."})
    'from 2020-01-30 00:00'
    >>> when({"iso_start": "2022-03-01", "iso_end": "2022-03-31"}), when({"iso_start": None, "iso_end": None})
    ('2022-03', None)
    """
    days = span(row["iso_start"], row["iso_end"])
    if days is None:
        return None
    start, end = (
        value.replace("T", " ") if isinstance(value, str) else ""
        for value in (row["iso_start"], row["iso_end"])
    )
    if days.open_start:
        return f"until {end}"
    if days.open_end:
        return f"from {start}"
    if is_month(days) and days.first.month == days.last.month:
        return start[:7]
    return start if start == end or not end else f"{start} to {end}"


@cache
def _names() -> dict[str, str]:
    """Return the latest name of every code that was ever valid."""
    rows = sorted(gazetteer(), key=lambda division: division.last_year)
    return {row.code: row.name for row in rows} | {CHINA: "中国"}


def group_of(code: object) -> str | None:
    """Return the code of the city, or else the province, that a place belongs to.

    Municipalities are provinces; counties that belong to no city stand for themselves.

    >>> group_of("220113"), group_of("110105"), group_of("429004"), group_of("220000")
    ('220100', '110000', '429004', '220000')
    >>> group_of(None), group_of("100000")
    (None, '100000')
    """
    if not isinstance(code, str) or not re.fullmatch(r"\d{6}", code):
        return None
    if _names().get(code[:2] + "0000", "").startswith(MUNICIPALITIES):
        return code[:2] + "0000"
    city = code[:4] + "00"
    return city if city in _names() and code[2:4] != "90" else code


def chinese(code: str) -> str:
    """Return the name of a code; the code itself where it is unknown.

    >>> chinese("220100"), chinese("100000"), chinese("999999")
    ('长春市', '中国', '999999')
    """
    return _names().get(code, code)


def english(code: str) -> str:
    """Return the name of a code for an English reader.

    >>> english("220100"), english("220113"), english("100000"), english("999999")
    ('Changchun', 'Jiutai District', 'China', '999999')
    """
    return "China" if code == CHINA else romanised(_names()[code]) if code in _names() else code


# Statements -----------------------------------------------------------------------------------


def events(corpus: Corpus) -> pd.DataFrame:
    """Return the dated statements with their days and the city or province they belong to.

    Two time expressions of one statement that name the same days (1月26日,大年初二) make one row;
    the statement with more text stays. ``first`` and ``last`` are None without a calendar value.
    """
    rows = []
    sentences, texts = _sentence_texts(corpus), bodies(corpus)
    for row in corpus.events.to_dict("records"):
        days = span(row["iso_start"], row["iso_end"])
        rows.append(
            {
                **{name: _value(row.get(name)) for name in COLUMNS},
                "when": texts[row["doc_id"]][int(row["time_start"]) : int(row["time_end"])],
                "first": days.first if days else None,
                "last": days.last if days else None,
                "open_start": bool(days and days.open_start),
                "open_end": bool(days and days.open_end),
                "month": bool(days and is_month(days)),
                "group": group_of(row["place_code"]),
                "action": row["action"] if row["action"] in ACTIONS else None,
                "figures": figures_of(row["figures"]),
                "sentence": sentences.get((row["doc_id"], row["sentence_id"]), row["text"]),
            }
        )
    return pd.DataFrame(_once(rows), columns=COLUMNS).astype({"first": object, "last": object})


def _value(value: object) -> object:
    """Return a cell with every kind of missing value as None."""
    missing = value is pd.NA or value is pd.NaT or (isinstance(value, float) and value != value)
    return None if missing else value


def bodies(corpus: Corpus) -> dict[str, str]:
    """Return the text of each article."""
    return dict(zip(corpus.documents["doc_id"], corpus.documents["body"], strict=True))


def _sentence_texts(corpus: Corpus) -> dict[tuple[str, int], str]:
    rows = corpus.sentences
    return dict(
        zip(zip(rows["doc_id"], rows["sentence_id"], strict=True), rows["text"], strict=True)
    )


def _once(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rows without those that say of the same words and the same days what another does."""
    kept: dict[tuple[object, ...], dict[str, Any]] = {}
    for row in rows:
        days = (row["first"], row["last"], row["open_start"], row["open_end"])
        key = (row["doc_id"], row["sentence_id"], row["group"], *days)
        same = kept.get(key)
        if same is None or row["first"] is None or same["end"] <= row["start"]:
            kept[(*key, row["start"]) if same is not None else key] = row
        elif row["end"] - row["start"] > same["end"] - same["start"]:
            kept[key] = row
    return sorted(kept.values(), key=lambda row: (row["doc_id"], row["start"]))


def figures_of(value: object) -> list[dict[str, Any]]:
    """Return the figures of an event as a list of dicts, from a list, an array or JSON.

    >>> figures_of('[{"value": 3.0, "unit": "例", "what": "病例"}]')
    [{'value': 3.0, 'unit': '例', 'what': '病例'}]
    >>> figures_of(None), figures_of(float("nan"))
    ([], [])
    """
    if isinstance(value, str):
        value = json.loads(value)
    return [dict(item) for item in value] if isinstance(value, Iterable) else []


def amount(figure: Mapping[str, Any]) -> str:
    """Return a figure with its measure word and what it counts.

    >>> amount({"value": 118.0, "unit": "例", "what": "确诊病例"}), amount({"value": 96.1, "unit": "%"})
    ('118 例 确诊病例', '96.1 %')
    """
    parts = (number(figure["value"]), figure.get("unit"), figure.get("what"))
    return " ".join(str(part) for part in parts if part)


def number(value: float) -> str:
    """Return a number as it is shown.

    >>> number(118.0), number(96.1), number(147e6)
    ('118', '96.1', '147,000,000')
    """
    return f"{value:,.0f}" if value == int(value) else f"{value:,.10g}"


def action_name(action: object) -> str:
    """Return the English name of an action.

    >>> action_name("meeting"), action_name(None)
    ('meeting', 'other')
    """
    return ACTIONS.get(str(action), OTHER)


def action_group(action: object) -> str:
    """Return the group of an action.

    >>> action_group("meeting"), action_group(None)
    ('meetings, orders, publicity', 'other')
    """
    return next((name for name, held in GROUPS.items() if action in held), OTHER)


def places(corpus: Corpus, statements: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each city, province or nation that an article or a statement is about.

    ``own`` tells whether an article is about it; those come first, then by number of statements.
    """
    about = corpus.documents["place_code"].map(group_of).dropna()
    rows = [
        {
            "code": code,
            "place": chinese(code),
            "label": english(code),
            "articles": int((about == code).sum()),
            "statements": len(held := statements[statements["group"] == code]),
            "with a day": int(held["first"].notna().sum()),
            "first": _iso(min(held["first"].dropna(), default=None)),
            "last": _iso(max(held["last"].dropna(), default=None)),
            "own": bool((about == code).any()),
        }
        for code in sorted({*about, *statements["group"].dropna()})
    ]
    columns = ["code", "place", "label", "articles", "statements", "with a day", "first", "last"]
    table = pd.DataFrame(rows, columns=[*columns, "own"])
    order = ["own", "statements", "code"]
    return table.sort_values(order, ascending=[False, False, True]).reset_index(drop=True)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def drawn_places(table: pd.DataFrame, most: int = MOST_PLACES) -> pd.DataFrame:
    """Return the places that get a timeline: those with a day, own ones or with some statements.

    Of more than ``most`` the most documented are kept.
    """
    dated = table["with a day"] > 0
    rows = table[dated & (table["own"].astype(bool) | (table["statements"] >= ENOUGH))]
    kept = rows.sort_values(["with a day", "code"], ascending=[False, True]).head(most)
    return rows[rows["code"].isin(kept["code"])].reset_index(drop=True)


def timeline(statements: pd.DataFrame, code: str) -> pd.DataFrame:
    """Return the statements on a place in the order of their days, numbered ``no`` from 1.

    Statements without a calendar value come last and have no number.
    """
    return _numbered(statements[statements["group"] == code])


def elsewhere(statements: pd.DataFrame, drawn: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """Return the numbered statements on places that no article is about and that are not drawn."""
    foreign = table[~table["own"].astype(bool) & ~table["code"].isin(drawn["code"])]
    return _numbered(statements[statements["group"].isin(foreign["code"])])


def _numbered(rows: pd.DataFrame) -> pd.DataFrame:
    def order(row: dict[str, Any]) -> tuple[object, ...]:
        first = row["first"]
        return (
            first is None,
            first or date.max,
            row["last"] or date.max,
            row["doc_id"],
            row["start"],
        )

    found = sorted(rows.to_dict("records"), key=order)
    numbered = [{"no": n if row["first"] else None, **row} for n, row in enumerate(found, 1)]
    return pd.DataFrame(numbered, columns=["no", *COLUMNS]).astype(
        {"no": "Int64", "first": object, "last": object}
    )


def panels(
    rows: pd.DataFrame, *, gap: int = GAP, longest: int | None = LONGEST, least: int = WEEK
) -> list[int]:
    """Return for each row (all with days) the panel it belongs to, numbered in order of time.

    Panels are parted where no statement falls for ``gap`` days, and a panel of more than
    ``longest`` days at its widest gap, if that is of ``least`` days.

    >>> days = [date(2020, 1, 20), date(2020, 2, 3), date(2022, 3, 16)]
    >>> panels(pd.DataFrame({"first": days, "last": days}))
    [0, 0, 1]
    """
    order = sorted(range(len(rows)), key=lambda at: (rows["first"].iloc[at], rows["last"].iloc[at]))
    spans = [(rows["first"].iloc[at], rows["last"].iloc[at]) for at in order]
    numbers = [0] * len(order)
    for number, (start, end) in enumerate(_cut(spans, gap, longest, least)):
        for at in order[start:end]:
            numbers[at] = number
    return numbers


def _cut(
    spans: Sequence[tuple[date, date]], gap: int, longest: int | None, least: int
) -> list[tuple[int, int]]:
    """Return the stretches of sorted spans between wide gaps."""
    todo, done = [(0, len(spans))], []
    while todo:
        start, end = todo.pop()
        widest, at, reach = 0, 0, spans[start][1] if end > start else date.min
        for here in range(start + 1, end):
            if (days := (spans[here][0] - reach).days) > widest:
                widest, at = days, here
            reach = max(reach, spans[here][1])
        long = end > start and longest is not None and (reach - spans[start][0]).days > longest
        if at and (widest >= gap or (long and widest >= least)):
            todo += [(start, at), (at, end)]
        elif end > start:
            done.append((start, end))
    return sorted(done)


def drawable(rows: pd.DataFrame, most: int = MOST_DRAWN) -> pd.DataFrame:
    """Return the numbered rows that are drawn, with their ``panel``.

    Of more than ``most`` the panels with most statements are drawn, as far as they go in.
    """
    dated = rows[rows["first"].notna()]
    return _fullest(dated.assign(panel=panels(dated)), most)


def comparable(rows: pd.DataFrame, most: int = MOST_COMPARED) -> pd.DataFrame:
    """Return the rows that are drawn where places are compared, with their ``panel``.

    Those of no kind told apart are left out; of more than ``most`` see :func:`drawable`.
    """
    dated = rows[rows["first"].notna() & rows["action"].notna()]
    return _fullest(dated.assign(panel=panels(dated, longest=NEAR, least=NEXT)), most)


def _fullest(dated: pd.DataFrame, most: int) -> pd.DataFrame:
    if len(dated) <= most:
        return dated
    full = dated["panel"].value_counts(sort=False).sort_index()
    kept: list[int] = []
    room = most
    for panel, n in full.sort_values(ascending=False, kind="stable").items():
        if n <= room or not kept:
            kept.append(int(str(panel)))
            room -= int(n)
    return dated[dated["panel"].isin(kept)].head(most)


TIME = ("first", "last", "open_start", "open_end", "month")
"""What rows of one mark have in common besides place and group."""


def merged(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the statements of one place, group of actions and time as one row, the first of them.

    ``more`` tells how many others it stands for.
    """
    groups = rows["action"].map(action_group)
    key = [rows["group"], groups, *(rows[name] for name in TIME)]
    counts = pd.Series(1, index=rows.index).groupby(key, dropna=False).transform("size")
    twice = pd.concat(key, axis=1, keys=range(len(key))).duplicated()
    return rows.assign(more=counts - 1)[~twice].reset_index(drop=True)
