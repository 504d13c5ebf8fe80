"""How the library does on pages with hand-made results, and on damage made here.

``python tests/accuracy.py`` writes the result to ``lib/tifa/data/accuracy.json``; a test checks
that the file is true, and the floors in ``cases/accuracy_floors.csv`` keep it from getting worse.
"""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from typing import Any

import dates
import formulas
import frames
import recovery
import support

from tifa.cleaning.article import Article
from tifa.studies.validation import agreement, record

TARGET = support.ROOT / "lib" / "tifa" / "data" / "accuracy.json"
ACTION_SETS = ("dev", "held")
FAULTS = ("gloss_fault", "mark_fault", "glosses")


def lines_of(article: Article) -> list[str]:
    """Return the paragraphs that were found, as they are compared."""
    return [key for line in article.body.text.split("\n") if (key := support.plain(line))]


def gold_lines(page: support.Page) -> list[str]:
    return [key for line in page.gold["body"] if (key := support.plain(line))]


def found_field(article: Article, name: str) -> object:
    """Return a field as it is compared: names as they are, texts without width and space."""
    value = getattr(article, name)
    return list(value) if isinstance(value, tuple) else support.plain(value)


def gold_field(page: support.Page, name: str) -> object:
    value = page.gold.get(name)
    return value if isinstance(value, list) else support.plain(value)


@cache
def errors(set_name: str) -> dict[str, tuple[str, ...]]:
    """Return for each measure the names of the pages of a set that it finds wrong."""
    wrong: dict[str, list[str]] = {name: [] for name in ("body", *support.FIELDS, "place_code")}
    for page in support.pages(set_name):
        found = support.article(page)
        if lines_of(found) != gold_lines(page):
            wrong["body"].append(page.name)
        for name in support.FIELDS:
            if found_field(found, name) != gold_field(page, name):
                wrong[name].append(page.name)
        if support.place_code(found) != page.gold["place_code"]:
            wrong["place_code"].append(page.name)
    return {name: tuple(names) for name, names in wrong.items()}


def rate(part: int, whole: int) -> float:
    return round(part / whole, 4)


def measure_pages(set_name: str) -> dict[str, Any]:
    """Return counts and rates of a set of pages."""
    pages = support.pages(set_name)
    kept = found = wanted = 0
    for page in pages:
        a, b = Counter(lines_of(support.article(page))), Counter(gold_lines(page))
        kept += (a & b).total()
        found += a.total()
        wanted += b.total()
    result: dict[str, Any] = {
        "pages": len(pages),
        "paragraphs": wanted,
        "paragraphs_found": found,
        "paragraphs_right": kept,
        "paragraph_recall": rate(kept, wanted),
        "paragraph_precision": rate(kept, found),
    }
    for name, wrong in errors(set_name).items():
        result[f"{name}_right"] = len(pages) - len(wrong)
        result[f"{name}_rate"] = rate(len(pages) - len(wrong), len(pages))
    return result


def measure_units() -> dict[str, dict[str, Any]]:
    """Return how many words, sentences, totals and events are right, as notebook 05 counts them."""
    checks = [*agreement.unit_checks(support.CASES), *agreement.dated_checks(support.CASES)]
    counts = Counter((f"{row.table}_{row.set}", row.check, row.right) for row in checks)
    groups: dict[str, dict[str, Any]] = {}
    for group, names in record.UNITS.items():
        groups[group] = {}
        for name, check in names.items():
            right = counts[group, check, True]
            groups[group][f"{name}_right"] = right
            groups[group][name] = right + counts[group, check, False]
    return groups


@cache
def measure() -> dict[str, dict[str, Any]]:
    """Return all measures: a group for each set of pages and each kind of damage."""
    groups = {name: measure_pages(name) for name in support.SETS}
    groups |= {name: recovery.measure(name) for name in FAULTS}
    groups |= {f"times_{name}": dates.measure(name) for name in dates.SETS}
    groups |= {f"actions_{name}": dates.measure_actions(name) for name in ACTION_SETS}
    groups |= {f"frames_{name}": frames.measure(name) for name in frames.SETS}
    groups |= {f"formulas_{name}": formulas.measure(name) for name in formulas.SETS}
    groups |= measure_units()
    return groups | {
        f"parallels_{name}": formulas.measure_parallels(name) for name in formulas.SETS[1:]
    }


def as_json() -> str:
    return json.dumps(measure(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    TARGET.write_text(as_json(), encoding="utf-8")
