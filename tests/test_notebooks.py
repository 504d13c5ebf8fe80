"""The committed notebooks are reports: executed, in order, without traces of a machine, and true."""

from __future__ import annotations

import base64
import io
import json
import os
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

ROOT = Path(__file__).parent.parent
COMMITTED = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))
FRESH = os.environ.get("TIFA_NOTEBOOKS")
PIXEL_TOLERANCE = 4.0
"""Mean difference of two pictures, of 255: another processor may round a pixel otherwise."""

EMBEDDED = re.compile(r"data:image/png;base64,([\w+/=]+)")

TIDY = "make notebooks takes the executed notebooks over"


def cells(path: Path) -> list[dict]:
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def text(lines: str | list[str]) -> str:
    return lines if isinstance(lines, str) else "".join(lines)


def outputs(path: Path) -> list[tuple[str, str, str]]:
    """Return all outputs of a notebook as source, kind and content; pictures inside HTML apart."""
    found = []
    for cell in cells(path):
        source = text(cell["source"])
        for output in cell.get("outputs", []):
            for kind, data in output.get("data", {"text": output.get("text", "")}).items():
                found += [(source, "image/png", png) for png in EMBEDDED.findall(text(data))]
                found.append((source, kind, EMBEDDED.sub("data:image/png", text(data))))
    return found


def pixels(png: str) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(png))).convert("RGB"), dtype=float)


@pytest.mark.parametrize("path", COMMITTED, ids=lambda path: path.stem)
def test_it_is_executed_in_order(path: Path) -> None:
    code = [cell for cell in cells(path) if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1)), TIDY
    assert not any("execution" in cell["metadata"] for cell in code), "timings belong in no report"


@pytest.mark.parametrize("path", COMMITTED, ids=lambda path: path.stem)
def test_it_holds_no_path_and_no_error(path: Path) -> None:
    for source, kind, content in outputs(path):
        assert kind != "text" or not content, f"{source!r} prints to a stream"
        if kind != "image/png":
            assert not re.search(r"(?<![\w.:/])/(?:home|root|Users|work|tmp)/", content), source


@pytest.mark.parametrize("path", COMMITTED, ids=lambda path: path.stem)
def test_its_cells_are_short_and_define_nothing(path: Path) -> None:
    for cell in cells(path):
        if cell["cell_type"] == "code":
            source = text(cell["source"])
            assert len([line for line in source.splitlines() if line.strip()]) <= 15
            assert not re.search(r"^\s*(def|class) ", source, re.MULTILINE), source


@pytest.mark.skipif(not FRESH, reason="make test names the freshly executed notebooks")
@pytest.mark.parametrize("path", COMMITTED, ids=lambda path: path.stem)
def test_it_says_what_a_fresh_run_says(path: Path) -> None:
    committed, fresh = outputs(path), outputs(Path(FRESH) / path.name)
    assert [row[:2] for row in committed] == [row[:2] for row in fresh], TIDY
    for (source, kind, old), (_, _, new) in zip(committed, fresh, strict=True):
        if kind == "image/png":
            a, b = pixels(old), pixels(new)
            assert a.shape == b.shape, f"{source!r}: another picture; {TIDY}"
            assert abs(a - b).mean() < PIXEL_TOLERANCE, f"{source!r}: another picture; {TIDY}"
        else:
            assert old == new, f"{source!r}: stale; {TIDY}"


@pytest.mark.skipif(not FRESH, reason="make test names the freshly executed notebooks")
def test_the_data_beside_the_notebooks_is_fresh() -> None:
    committed = {p.name: p.read_bytes() for p in (ROOT / "notebooks" / "data").glob("*.csv")}
    fresh = {p.name: p.read_bytes() for p in (Path(FRESH) / "data").glob("*.csv")}
    assert committed.keys() == fresh.keys(), TIDY
    assert [name for name in committed if committed[name] != fresh[name]] == [], TIDY
