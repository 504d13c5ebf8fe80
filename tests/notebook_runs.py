"""Notebooks run on corpora of articles made up for a test, and what they showed."""

from __future__ import annotations

import json
import random
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import bs4
import pandas as pd
import pytest

import tifa
from tifa import figures, report
from tifa.studies.timelines import divisions

HOSTILE = "<script>alert(1)</script> $x$ \"'{n}&"
NOTEBOOKS = Path(__file__).parent.parent / "notebooks"


def run_notebook(
    name: str, corpus: tifa.Corpus, monkeypatch: pytest.MonkeyPatch, **given: Any
) -> dict[str, Any]:
    """Run the cells of a notebook on a corpus; ``given`` replaces parameters."""
    monkeypatch.setattr(tifa, "load", lambda *_, **__: corpus)
    names: dict[str, Any] = {}
    for cell in json.loads((NOTEBOOKS / name).read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), names)
            if "parameters" in cell["metadata"].get("tags", []):
                names.update(given)
    return names


def check_shown(shown: list[str]) -> bs4.BeautifulSoup:
    """Return what a notebook showed; no value is missing in it, no markup let in, no link to nowhere."""
    assert sum("tifa-finding" in html for html in shown) == 1
    page = bs4.BeautifulSoup("".join(shown), "html.parser")
    assert not page.find("script")
    for paragraph in page.find_all("p"):
        text = paragraph.get_text().replace(HOSTILE, "")
        assert not re.search(r"\bnan\b|\binf\b|None\b(?= [a-z]*:)|\{|<NA>|  ", text), text
    bad = {"nan", "None", "<NA>", "", "inf"}
    cells = [cell for cell in page.find_all("td") if cell.get_text().strip() in bad]
    assert not cells, [cell.parent.get_text("|")[:90] for cell in cells][:3]
    for anchor in page.find_all("a", href=re.compile("#s-")):
        assert re.fullmatch(r"articles/[\w.-]+\.html#s-\d+", str(anchor["href"]))
    return page


def prepare(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the CSV files go into a folder of the test, and figures have their font."""
    monkeypatch.setattr(report, "FOLDER", folder / "data")
    figures.use_style()


def watch(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that gets the HTML of everything that is shown."""
    found: list[str] = []
    monkeypatch.setattr(report, "_show", lambda html, *_: found.append(str(html)))
    monkeypatch.setattr(report, "display", lambda *_, **__: None)
    return found


def article(doc_id: str, text: str = "", **more: Any) -> dict[str, Any]:
    """An article as the tests state it: its text, and what is known of it."""
    return {"doc_id": doc_id, "text": text, **more}


def document(given: dict[str, Any], body: str) -> dict[str, Any]:
    """The row of an article in the table of documents."""
    code = given.get("code")
    return {
        "doc_id": given["doc_id"],
        "body": body,
        "n_chars": len(body),
        "published": given.get("published"),
        "source": given.get("source"),
        "place_code": code,
        "place": divisions.chinese(code) if code else None,
    }


def metadata(waves: dict[str, str] | None) -> pd.DataFrame:
    """The curated waves of some articles."""
    rows = [(doc_id, "wave", wave, "-") for doc_id, wave in (waves or {}).items()]
    return pd.DataFrame(rows, columns=["doc_id", "field", "value", "reason"])


def cities() -> list[str]:
    """The codes of all cities and provinces."""
    return sorted(code for code in divisions._names() if code.endswith("00"))


def some_day(chance: random.Random) -> date:
    """A day of the epidemic's three years."""
    return date(2020, 1, 20) + timedelta(chance.randrange(1000))
