"""The kinds of action that are told apart."""

from __future__ import annotations

ACTIONS = {
    "case_report": "case report",
    "transfer": "transfer",
    "treatment": "treatment",
    "discharge": "discharge",
    "clearing": "cleared to zero",
    "meeting": "meeting",
    "command": "command group",
    "response": "response level",
    "directive": "directive",
    "inspection": "inspection",
    "enforcement": "enforcement",
    "publicity": "publicity",
    "testing": "testing",
    "screening": "screening",
    "vaccination": "vaccination",
    "closure": "closure",
    "reopening": "reopening",
    "dispatch": "staff sent",
    "supply": "supply",
    "production": "production",
    "construction": "construction",
}
"""The kinds of action with their English names, in the order of the lanes of a picture."""
