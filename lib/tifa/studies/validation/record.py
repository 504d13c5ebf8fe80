"""The recorded accuracy of the library, set by set, and the first look at what it had not been tried on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from markupsafe import Markup

from tifa.report import sentence
from tifa.studies.overview.tables import measured, unseen
from tifa.studies.rhetoric.framing_trust import binomial
from tifa.studies.validation.gold import FORMULAS, LAST, SEEDS, TIMES
from tifa.studies.validation.prose import percent


def record() -> pd.DataFrame:
    """Return the recorded counts of every set, with exact bounds: table, set, check, right, of."""
    found, known = [], measured()
    for name, sets, checks in (
        (
            "times",
            (SEEDS, *TIMES),
            {"found": "core_found", "value": "core_right", "place": "places_right"},
        ),
        ("formulas", (SEEDS, *FORMULAS), {"found": "found", "kind and count": "kinds_right"}),
        ("frames", (SEEDS, "unseen"), {"found": "found", "same edges": "exact"}),
        ("documents", (SEEDS, "dev", "held", "fresh", "third", "html"), {"body": "body_right"}),
    ):
        for set_name in sets:
            group = known.get(set_name if name == "documents" else f"{name}_{set_name}", {})
            whole = next(
                (group[k] for k in ("core", "mentions", "marked", "pages") if k in group), 0
            )
            for check, key in checks.items():
                if key in group and whole:
                    found.append(_counted(name, set_name, check, group[key], whole))
            if name == "formulas" and group:
                row = _counted("members", set_name, "list", group["lists_exact"], group["lists"])
                found.append(row)
            if "false" in group or "false_dates" in group:
                right = group.get("core_found", group.get("found", 0))
                of = right + group.get("false", group.get("false_dates", 0))
                found.append(_counted(name, set_name, "in gold", right, of))
    return pd.DataFrame(found + _units(known))


def _units(known: Mapping[str, Any]) -> list[dict[str, object]]:
    """Return the counts of the tables whose gold is of passages: words, sentences, totals, events."""
    found = []
    for group, names in UNITS.items():
        table, set_name = group.split("_")
        for name, check in names.items():
            if name in known.get(group, {}):
                row = known[group]
                found.append(_counted(table, set_name, check, row[f"{name}_right"], row[name]))
    return found


def _counted(name: str, set_name: str, check: str, right: int, of: int) -> dict[str, object]:
    low, high = binomial(right, of)
    head = {"table": name, "set": set_name, "check": check, "right": right, "of": of}
    return {**head, "share": right / of, "low": low, "high": high}


UNITS = {
    "events_fourth": {"events": "found", "actions": "action", "wholes": "all"},
    "sentences_unseen": {"sentences": "found", "given": "in gold", "kinds": "kind"},
    "totals_unseen": {
        "totals": "found",
        "given": "in gold",
        "verdicts": "value",
        "silent": "no sum",
    },
    "words_unseen": {"words": "found", "given": "in gold", "formulas": "formula whole"},
}
"""The recorded counts of these tables, and the checks that they count."""

NOW = {
    "body": ("body_right", "pages"),
    "core": ("core_right", "core"),
    "place": ("places_right", "core_found"),
    "action": ("actions_right", "statements"),
    "mentions": ("found", "mentions"),
    "lists": ("lists_exact", "lists"),
    "terms": ("found", "marked"),
    "words": ("words_right", "words"),
    "sentences": ("sentences_right", "sentences"),
    "totals": ("totals_right", "totals"),
    "actions": ("actions_right", "actions"),
}
"""The recorded count, and its base, that answer to each measure of the first look."""


def first_sight() -> pd.DataFrame:
    """Return the first look at each unseen set beside the same set now.

    ``gain`` is missing where the base is another now: of places, those of times that are found.
    """
    known, found = measured(), []
    for row in unseen().to_dict("records"):
        right, base = NOW.get(row["measure"], ("", ""))
        group = known.get(row["set"], {})
        now, of = group.get(right), group.get(base)
        share = percent(row["right"] / row["of"], *binomial(row["right"], row["of"]))
        head = {"set": row["set"], "measure": row["measure"]}
        first = {"right at first": row["right"], "of": row["of"], "at first sight": share}
        gain = now - row["right"] if now is not None and of == row["of"] else None
        after = {"right now": now, "of now": of, "gain": gain, "note": row["when"]}
        found.append({**head, **first, **after})
    return pd.DataFrame(found).astype({"right now": "Int64", "of now": "Int64", "gain": "Int64"})


def of_last(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the first look that are about the sets marked last."""
    names = {name if table == "documents" else f"{table}_{name}" for table, name in LAST.items()}
    return table[table["set"].isin(names)].reset_index(drop=True)


def quoted(*measures: str) -> Markup:
    """Return in one sentence how the newest sets were read at first sight, for notebooks that state results.

    ``measures`` are keys of :data:`SAID`, in the order in which they are told. Raises ValueError for others.

    >>> str(quoted("mentions"))
    ' Of articles that no rule had been changed for, the parser had right: mentions of formulas 164 of 170, 96.5 % (92.5–98.7) (notebook 05).'
    """
    if unknown := set(measures) - set(SAID):
        raise ValueError(
            f"no such measure: {', '.join(sorted(unknown))}; known are {', '.join(SAID)}"
        )
    rows = first_sight().drop_duplicates("measure", keep="last").set_index("measure")
    told = [_first(str(name), rows.loc[name].to_dict()) for name in measures if name in rows.index]
    if not told:
        return Markup("")
    return sentence(
        " Of articles that no rule had been changed for, the parser had right: {} (notebook 05).",
        Markup("; ").join(told),
    )


def _first(measure: str, row: Mapping[Any, Any]) -> Markup:
    counts = (row["right at first"], row["of"], row["at first sight"])
    return sentence("{} {:,} of {:,}, {}", SAID.get(measure, measure), *counts)


def finding(table: pd.DataFrame) -> Markup:
    """Say how the sets marked last were read at first sight, and how they are read now."""
    told = [
        _first(str(row["measure"]), row)
        + sentence(" (now {:,} of {:,})", row["right now"], row["of now"])
        for row in of_last(table).to_dict("records")
    ]
    return sentence(
        "In articles that no rule had been changed for, the parser had right, at first sight: {}. ",
        Markup("; ").join(told),
    )


SAID = {
    "body": "whole bodies of HTML pages",
    "core": "values of times",
    "place": "places of statements",
    "mentions": "mentions of formulas",
    "lists": "lists of members",
    "terms": "terms of frames",
    "words": "words as the standard cuts them",
    "sentences": "sentences",
    "totals": "sums to be checked",
    "actions": "kinds of action",
}
"""The measures of the first look as a reader would say them."""


def tuned(table: pd.DataFrame) -> Markup:
    """Say how much of today's agreement came after the first look."""
    known = table.dropna(subset=["gain"])
    return sentence(
        "In {n} of {all} measures with the same base more is right now than at first sight, in {same} as much, in"
        " {less} less. Only the column at first sight tells what a text that nobody has looked at may give.",
        n=int((known["gain"] > 0).sum()),
        all=len(known),
        same=int((known["gain"] == 0).sum()),
        less=int((known["gain"] < 0).sum()),
    )
