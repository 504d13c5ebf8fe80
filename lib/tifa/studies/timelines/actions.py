"""What statements tell: kinds of action, in groups for pictures, and the figures stated with them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from tifa.actions import ACTIONS

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
