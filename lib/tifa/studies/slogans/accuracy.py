"""How well formulas and their members are read in articles marked by hand."""

from __future__ import annotations

import pandas as pd

from tifa.studies.overview.tables import measured, unseen

MEASURED = {"formulas_": "formulas", "expansions_": "members"}
"""The groups of the measured accuracy that are about formulas, and what they measure."""


SETS = {
    "seeds": "the five articles",
    "dev": "dev: the grammar was written on it",
    "held": "held: tried unseen, then improved on",
    "third": "third: likewise, rare constructions",
    "fourth": "fourth: likewise",
    "fifth": "fifth: likewise",
    "sixth": "sixth: likewise",
    "seventh": "seventh: tried unseen",
}
"""The sets of articles in which people marked formulas, in the order of their use."""


MEASURES = {
    "articles": "articles",
    "mentions": "mentions",
    "found": "found",
    "false": "false",
    "lists": "spelled out",
    "lists_exact": "list exact",
    "unlisted": "not spelled out",
    "invented": "list invented",
}
"""The measures that the report shows, with their headings."""


def accuracy(group: str) -> pd.DataFrame:
    """Return how well formulas (``formulas_``) or members (``expansions_``) are read: a row a set.

    The columns are :data:`MEASURES` as far as they are recorded. Empty where nothing was measured.
    """
    found = {
        name.removeprefix(group): row for name, row in measured().items() if name.startswith(group)
    }
    order = [name for name in SETS if name in found] + [name for name in found if name not in SETS]
    return pd.DataFrame(
        {"set": SETS.get(name, name)}
        | {head: found[name][key] for key, head in MEASURES.items() if key in found[name]}
        for name in order
    )


def first_look() -> pd.DataFrame:
    """Return how formulas were read at first sight: set, measure, right, of."""
    rows = unseen()
    return rows[rows["set"].str.startswith(tuple(MEASURED))].reset_index(drop=True)
