"""How the tables of notebook 03 show their cells: formulas, members and sums, each linked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
from markupsafe import Markup

from tifa.links import formula_link, link, refer_to, told_in, zh
from tifa.report import sentence
from tifa.studies.slogans.tables import VERDICTS

Row = Mapping[str, Any]


def formula_cell(row: Row) -> Markup:
    """Show a formula with its pinyin, its English and its kind."""
    name = refer_to(row["told in"])(row["formula"])
    note = row.get("national use")
    return Markup(
        '<span class="tifa-formula">{}</span> <span class="tifa-pinyin" lang="zh-Latn">{}</span> '
        '<span class="tifa-gloss">{}</span> <span class="tifa-kind">{}{}</span>'
    ).format(
        name,
        row["pinyin"],
        row["in English"],
        row["kind"],
        Markup("; national use: {}").format(note) if isinstance(note, str) else "",
    )


def _or_dash(value: object) -> object:
    return value if isinstance(value, str) else "–"


def members_cell(row: Row) -> Markup:
    """Show the members of a formula as a list, each leading to its sentence."""
    if not isinstance(row["members"], str):
        return Markup("–")
    pairs = zip(row["members"].split("; "), row["members told in"].split("; "), strict=False)
    items = Markup("").join(Markup("<li>{}</li>").format(refer_to(to)(name)) for name, to in pairs)
    return Markup('<ol class="tifa-members">{}</ol>').format(items)


def check_cell(row: Row) -> Markup:
    """Show a verdict with its arithmetic and where the members stand."""
    kind = next((name for name, shown in VERDICTS.items() if shown == row["verdict"]), "none")
    stated = f"; {row['stated']}" if isinstance(row["stated"], str) else ""
    return Markup('<span class="tifa-verdict tifa-{}">{}</span> {}{}').format(
        kind, row["verdict"], row["check"], stated
    )


def where_cell(row: Row) -> Markup:
    """Show the article of a formula and how often it names it."""
    doc_id, _, number = row["told in"].rpartition("#s-")
    times = f"{row['mentions']}×" if row["mentions"] != 1 else "once"
    return Markup("{}, {}").format(link(row["article"], doc_id, int(number)), times)


LEDGER_CELLS: Mapping[str, Callable[[Row], object]] = {
    "formula": formula_cell,
    "what it stands for": members_cell,
    "does the count hold": check_cell,
    "where": where_cell,
}
"""The columns of the ledger as shown."""


MISMATCH_CELLS: Mapping[str, Callable[[Row], object]] = {
    "formula": formula_cell,
    "taken for its members": members_cell,
    "does the count hold": check_cell,
    "on the page": lambda row: zh(row["on the page"]),
    "where": where_cell,
}
"""The columns of the mismatches as shown."""


NAMED_CELLS: Mapping[str, Callable[[Row], object]] = {
    "formula": lambda row: formula_cell({**row, "national use": None}),
    "counts": lambda row: _or_dash(row["counts"]),
    "national use": lambda row: _or_dash(row["national use"]),
    "where": where_cell,
}
"""The columns of formulas that their article does not spell out, as shown."""


LOCAL_CELLS: Mapping[str, Callable[[Row], object]] = {
    "formula": formula_cell,
    "spelled out": lambda row: "yes" if row["spelled out"] else "no",
    "where": where_cell,
}
"""The columns of formulas that one article only has, as shown."""


KWIC_CELLS: Mapping[str, Callable[[Row], object]] = {
    "left": lambda row: zh(row["left"]),
    "node": lambda row: refer_to(row["told in"])(row["node"]),
    "right": lambda row: zh(row["right"]),
    "article": lambda row: row["article"],
}
"""The columns of a concordance as shown."""


def linked(rows: pd.DataFrame) -> Callable[[object], Markup]:
    """Return how formulas parted by ``; `` are shown: each leading to its first sentence.

    A number in brackets behind a formula stays.
    """
    first = {
        row["canonical"]: told_in(row)
        for row in rows.drop_duplicates("canonical").to_dict("records")
    }

    def shown(text: object) -> Markup:
        parts = []
        for part in str(text).split("; "):
            name, mark, n = part.rpartition(" (")
            name, behind = (name, f"{mark}{n}") if mark else (part, "")
            way = refer_to(first[name]) if name in first else zh
            parts.append(sentence("{}{}", way(name), behind))
        return Markup(", ").join(parts)

    return shown


def paged(rows: pd.DataFrame) -> Callable[[object], Markup]:
    """Return how formulas parted by ``; `` are shown: each leading to its page, if it has one."""
    known = set(rows["canonical"])

    def shown(text: object) -> Markup:
        parts = [
            formula_link(part) if part in known else zh(part) for part in str(text).split("; ")
        ]
        return Markup(", ").join(parts)

    return shown
