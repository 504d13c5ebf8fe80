"""The tables of notebook 02: keys of the timelines, distances, figures, how much is dated and how."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import pandas as pd

from tifa.corpus.analysis import Corpus
from tifa.studies.overview.tables import labels, measured, unseen
from tifa.studies.timelines.events import (
    action_name,
    amount,
    bodies,
    chinese,
    english,
    figures_of,
    group_of,
    number,
    panels,
    period_name,
    when,
)

DAYS_LONG = re.compile(r"P(?!T)")
FIRST_CASE = re.compile(
    "(?:首例|首个|首位|首名|第一例|第1例)(?![^,。;]{0,6}(?:疑似|可疑))[^,。;]{0,14}(?:病例|确诊|感染者|阳性|患者)"
)
CURED = re.compile("出院|治愈|痊愈|康复")
LONGEST_HOVER = 160
"""A longer sentence is told by its clause, or the beginning of it, when pointed at."""


# Tables ---------------------------------------------------------------------------------------


def reference(row: Mapping[str, Any]) -> str:
    """Return the sentence of a row as one string, the address of its anchor in the site.

    >>> reference({"doc_id": "a", "sentence_id": 3})
    'a#s-3'
    """
    return f"{row['doc_id']}#s-{row['sentence_id']}"


def key_table(rows: pd.DataFrame, *, place: bool = False) -> pd.DataFrame:
    """Return what stands under a timeline: number, date, clause, action and sentence.

    With the action stands the part of the city that a statement is about; ``place`` gives every
    statement its place in a column instead.
    """
    found = [
        {
            "no.": row["no"],
            "date": when(row),
            "statement": row["text"],
            **({"where": _where(row, always=True)} if place else {}),
            "what": _what(row) if not place else action_name(row["action"]),
            "told in": reference(row),
        }
        for row in rows.to_dict("records")
    ]
    columns = ["no.", "date", "statement", *(["where"] if place else []), "what", "told in"]
    return pd.DataFrame(found, columns=columns).astype({"no.": "Int64"})


def _what(row: Mapping[str, Any]) -> str:
    where = _where(row, always=False)
    return f"{action_name(row['action'])}, {where}" if where else action_name(row["action"])


def _where(row: Mapping[str, Any], *, always: bool) -> str | None:
    code = row["place_code"]
    if not isinstance(code, str) or not (always or code != row["group"]):
        return None
    return f"{english(code)} {chinese(code)}"


def told(rows: pd.DataFrame, keys: Iterable[object]) -> dict[int, tuple[str, str, int]]:
    """Return for each key what its row says when pointed at, and the sentence it leads to."""
    found = {}
    for key, row in zip(keys, rows.to_dict("records"), strict=True):
        mark = f"{row['no']} · " if "no" in row else ""
        head = f"{mark}{when(row)} · {action_name(row['action'])}"
        place = f" · {_where(row, always=True)}" if isinstance(row["place_code"], str) else ""
        text = row["sentence"] if len(row["sentence"]) <= LONGEST_HOVER else row["text"]
        said = text if len(text) <= LONGEST_HOVER else text[:LONGEST_HOVER] + "…"
        more = f"\nand {row['more']} more of this day and group" if row.get("more") else ""
        whole = f"{head}{place}\n{said}{more}"
        found[int(str(key))] = (whole, row["doc_id"], int(row["sentence_id"]))
    return found


def event_table(statements: pd.DataFrame) -> pd.DataFrame:
    """Return every dated statement: date as read and as written, place, action, text, figures."""
    rows = [
        {
            "date": when(row),
            "as written": row["when"],
            "statement": row["text"],
            "place": _where(row, always=True),
            "what": action_name(row["action"]),
            "figures": "; ".join(map(amount, row["figures"])) or None,
            "told in": reference(row),
        }
        for row in statements.to_dict("records")
    ]
    columns = ["date", "as written", "statement", "place", "what", "figures", "told in"]
    return pd.DataFrame(rows, columns=columns)


def durations(corpus: Corpus, statements: pd.DataFrame) -> pd.DataFrame:
    """Return the durations of a day and more (37天), which have a length but no place in time.

    They belong to the place of the nearest dated statement of their sentence, or else to the
    article's own. Columns: ``group``, ``length``, ``as written``, ``around it``, ``told in``.
    """
    about = corpus.documents.set_index("doc_id")["place_code"].map(group_of).to_dict()
    near = {
        (row["doc_id"], row["sentence_id"]): row["group"] for row in statements.to_dict("records")
    }
    texts, rows = bodies(corpus), []
    for row in corpus.times.to_dict("records"):
        if row["kind"] != "duration" or not DAYS_LONG.match(str(row["iso_start"])):
            continue
        body, start, end = texts[row["doc_id"]], int(row["start"]), int(row["end"])
        group = group_of(row.get("place_code")) or near.get((row["doc_id"], row["sentence_id"]))
        rows.append(
            {
                "group": group or about.get(row["doc_id"]),
                "length": length(str(row["iso_start"])),
                "as written": row["text"],
                "around it": _around(body, start, end),
                "told in": reference(row),
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


def _around(body: str, start: int, end: int, margin: int = 14) -> str:
    """Return the clause around a span, at most ``margin`` characters on each side."""
    left = re.split("[。;!?\n]", body[max(start - margin, 0) : start])
    right = re.split("[。;!?\n]", body[end : end + margin])
    before = "…" if len(left) == 1 and start > margin else ""
    after = "…" if len(right) == 1 and end + margin < len(body) else ""
    return f"{before}{left[-1]}{body[start:end]}{right[0]}{after}"


def figure_table(corpus: Corpus, statements: pd.DataFrame) -> pd.DataFrame:
    """Return the figures stated with the events: number, unit, what they count, date and place."""
    texts = bodies(corpus)
    rows = [
        {
            "number": figure["value"],
            "unit": figure.get("unit"),
            "of what": figure.get("what"),
            "as written": texts[row["doc_id"]][int(figure["start"]) : int(figure["end"])],
            "date": when(row),
            "place": _where(row, always=True),
            "what": action_name(row["action"]),
            "told in": reference(row),
        }
        for row in statements.to_dict("records")
        for figure in row["figures"]
    ]
    columns = ["number", "unit", "of what", "as written", "date", "place", "what", "told in"]
    return pd.DataFrame(rows, columns=columns)


def unit_name(unit: object) -> str:
    """Return a measure word with its English.

    >>> unit_name("例"), unit_name("幅")
    ('例 cases', '幅')
    """
    known = _measure_words().get(str(unit))
    return f"{unit} {known}" if known else str(unit)


@cache
def _measure_words() -> dict[str, str]:
    """Return common measure words in English (``data/measure_words.csv``)."""
    with (files("tifa") / "data" / "measure_words.csv").open(encoding="utf-8") as file:
        return {row["word"]: row["english"] for row in csv.DictReader(file)}


VERDICTS = {"holds": "adds up", "open": "open", "fails": "does not add up"}
"""The verdicts of the ``totals`` table, as a reader would say them."""


def totals(corpus: Corpus) -> pd.DataFrame:
    """Return the totals, shares and differences stated with their parts, and whether they add up."""
    found = getattr(corpus, "totals", None)
    rows = [
        {
            "arithmetic": arithmetic(str(row["check"])),
            "verdict": VERDICTS.get(str(row["verdict"]), row["verdict"]),
            "passage": row["text"],
            "told in": reference(row),
        }
        for row in (found.to_dict("records") if found is not None else [])
    ]
    return pd.DataFrame(rows, columns=["arithmetic", "verdict", "passage", "told in"])


def arithmetic(check: str) -> str:
    """Return a sum as it is read, with its numbers in groups of three digits.

    >>> arithmetic("625+1349+1141=3115"), arithmetic("1125/4500=25%"), arithmetic("86-71!=25")
    ('625 + 1,349 + 1,141 = 3,115', '1,125 / 4,500 = 25%', '86 - 71 ≠ 25')
    """
    plain = check.replace("!=", "≠")
    spaced = re.sub(r"(?<=[\d%])\s*([-+*/=×÷−≠≈<>]+)\s*", r" \1 ", plain)
    return re.sub(r"\d+(?:\.\d+)?", lambda found: number(float(found[0])), spaced)


# Distances ------------------------------------------------------------------------------------

LAG_COLUMNS = [
    *("code", "place", "period", "from", "to", "first day", "first statement", "first told in"),
    *("second day", "second statement", "second told in", "days"),
]


def _with_day(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that say on which day something began."""
    return rows[
        rows["first"].notna() & ~rows["open_start"].astype(bool) & ~rows["month"].astype(bool)
    ]


def first_case(rows: pd.DataFrame) -> dict[str, Any] | None:
    """Return the earliest statement that names a first case (首例); else the earliest case report.

    It may name the case in passing (在出现首例确诊病例后,立即召开会议). Suspected cases and first
    patients to be cured do not count.
    """
    texts = rows["text"].astype(str)
    named = texts.str.contains(FIRST_CASE) & ~texts.str.contains(CURED)
    first = _earliest(rows[named])
    return first or _earliest(rows[rows["action"] == "case_report"])


def _earliest(rows: pd.DataFrame, since: date = date.min) -> dict[str, Any] | None:
    found = [row for row in _with_day(rows).to_dict("records") if row["first"] >= since]
    return min(found, key=lambda row: (row["first"], row["doc_id"], row["start"]), default=None)


def lags(statements: pd.DataFrame) -> pd.DataFrame:
    """Return for each place and period the days between two firsts, with the sentences of both.

    From the first case to the first command group or headquarters, and from the first closure to
    the first statement after it that cases were cleared or something reopened. Pairs of which
    neither end is stated are left out; where one is missing, ``days`` is missing.
    """
    rows: list[dict[str, Any]] = []
    for code in statements["group"].dropna().drop_duplicates():
        held = statements[(statements["group"] == code) & statements["first"].notna()]
        held = held.assign(period=panels(held, longest=None))
        for _, part in held.groupby("period"):
            period = (min(part["first"]), max(part["last"]))
            case, closed = first_case(part), _earliest(part[part["action"] == "closure"])
            command = _earliest(part[part["action"] == "command"])
            since = closed["first"] if closed else date.min
            ends = part[part["action"].isin(["clearing", "reopening"])]
            pairs = [
                ("first case", "first command group", case, command),
                ("first closure", "first clearing or reopening", closed, _earliest(ends, since)),
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
        ends[f"{side} told in"] = reference(row) if row else None
    return {
        "code": code,
        "place": f"{english(code)} {chinese(code)}",
        "period": period_name(*period),
        "from": name,
        "to": then,
        **ends,
        "days": (b["first"] - a["first"]).days if a and b else None,
    }


# How much is dated, and how -------------------------------------------------------------------

KINDS = {
    "date": "day",
    "datetime": "clock time",
    "month": "month",
    "holiday": "holiday",
    "pubdate": "publication",
    "dateline": "dateline",
    "range": "interval",
    "duration": "duration",
    "set": "recurring",
    "relative": "relative",
    "event_relative": "by an event",
    "anaphoric": "pointing back",
    "vague": "vague",
}
"""The kinds of the ``times`` table, as a reader would say them."""

SOURCES = {
    "stated": "complete as written",
    "inherited_day": "the day before it",
    "inherited_month": "month of the date before",
    "inherited_year": "year of the date before",
    "dateline": "dateline",
    "published": "date of publication",
    "curated": "curated date of publication",
    "lunar": "lunar calendar",
}
"""How the values of the ``times`` table were obtained."""


def _is_core(times: pd.DataFrame) -> pd.Series[bool]:
    return times["core"].fillna(False).astype(bool)


def dated_share(corpus: Corpus) -> pd.DataFrame:
    """Return for each article how many sentences hold a calendar expression, and the text in events.

    ``in statements`` counts the characters of the body inside a dated statement, each once.
    """
    core = corpus.times[_is_core(corpus.times)]
    dated = core.drop_duplicates(["doc_id", "sentence_id"]).groupby("doc_id").size()
    covered = {
        doc_id: len(set().union(*map(range, rows["start"].astype(int), rows["end"].astype(int))))
        for doc_id, rows in corpus.events.groupby("doc_id")
    }
    documents = corpus.documents
    frame = pd.DataFrame(
        {
            "article": documents["doc_id"].map(labels(documents)),
            "sentences": documents["n_sentences"].astype(int),
            "dated sentences": documents["doc_id"].map(dated).fillna(0).astype(int),
            "characters": documents["n_chars"].astype(int),
            "in statements": documents["doc_id"].map(covered).fillna(0).astype(int),
            "doc_id": documents["doc_id"],
        }
    )
    frame["share of sentences"] = frame["dated sentences"] / frame["sentences"].clip(lower=1)
    frame["share of characters"] = frame["in statements"] / frame["characters"].clip(lower=1)
    order = ["article", "sentences", "dated sentences", "share of sentences", "characters"]
    return frame[[*order, "in statements", "share of characters", "doc_id"]]


def kinds(corpus: Corpus) -> pd.DataFrame:
    """Return the number of time expressions of each kind: a row an article, a column a kind."""
    return _counted(corpus, corpus.times, "kind", KINDS)


def sources(corpus: Corpus) -> pd.DataFrame:
    """Return how the calendar values were obtained: a row an article, a column a way."""
    return _counted(corpus, corpus.times[_is_core(corpus.times)], "resolved_from", SOURCES)


def _counted(
    corpus: Corpus, times: pd.DataFrame, by: str, names: Mapping[str, str]
) -> pd.DataFrame:
    documents = corpus.documents
    counts = pd.crosstab(times["doc_id"], times[by].fillna("not obtained"))
    counts = counts.reindex(documents["doc_id"], fill_value=0).astype(int)
    known = [name for name in names if name in counts]
    counts = counts[[*known, *sorted(set(counts.columns) - set(known))]].rename(columns=names)
    counts.insert(0, "article", counts.index.map(labels(documents)))
    counts["all"] = counts.drop(columns="article").sum(axis=1).astype(int)
    return counts.reset_index(drop=True).rename_axis(columns=None)


TIME_SETS = {
    "times_seeds": "seeds: the five articles",
    "times_dev": "dev: read while the rules were written",
    "times_held": "held: not read before the rules were done",
    "times_third": "third: another such set",
    "times_fourth": "fourth: another, full of rare ways of writing",
}
"""The sets of texts in which people marked the times."""


def times_accuracy() -> pd.DataFrame:
    """Return how well times are read in texts marked by hand: a row a set, shares of expressions.

    Empty where nothing was measured.
    """
    rows = [
        {
            "set": TIME_SETS.get(name, name),
            "articles": row["articles"],
            "calendar expressions": row["core"],
            "found": row["core_found"] / row["core"],
            "value right": row["core_right"] / row["core"],
            "place right": row["places_right"] / row["core"],
            "false in 10,000 characters": row["false_per_10000"],
        }
        for name, row in measured().items()
        if name.startswith("times_") and row.get("core")
    ]
    rows.sort(key=lambda row: [*TIME_SETS.values(), row["set"]].index(row["set"]))
    return pd.DataFrame(rows)


def actions_accuracy() -> dict[str, list[tuple[str, int, int]]]:
    """Return how many statements get the action a reader gives: set, right, of how many.

    ``first`` is at first sight, ``now`` after the rules were improved.
    """
    rows = unseen()
    rows = rows[rows["set"].str.startswith("actions_")].to_dict("records")
    now = measured().items()
    return {
        "first": [(row["set"].removeprefix("actions_"), row["right"], row["of"]) for row in rows],
        "now": [
            (name.removeprefix("actions_"), row["actions_right"], row["statements"])
            for name, row in now
            if name.startswith("actions_")
        ],
    }


def times_first_look() -> pd.DataFrame:
    """Return how times and places were read in texts at first sight, before any rule was changed.

    Columns: ``set``, ``measure`` (core, place), ``right``, ``of``.
    """
    rows = unseen()
    known = rows["set"].str.startswith("times_") & ~rows["set"].str.endswith("_dev")
    return rows[known].assign(set=rows["set"].str.removeprefix("times_"))


def flat(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table as its CSV has it: lists and dicts as JSON."""
    found = frame.copy()
    for column in found.columns:
        if (
            found[column]
            .map(lambda value: isinstance(value, (list, dict)) or hasattr(value, "tolist"))
            .any()
        ):
            found[column] = [
                json.dumps(figures_of(value), ensure_ascii=False) for value in found[column]
            ]
    return found
