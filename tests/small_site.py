"""A small corpus with hostile text, the notebooks over it, and the site made from them."""

from __future__ import annotations

import base64
import json
import re
import struct
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

import pandas as pd

SITE = Path(__file__).parents[1] / "site"
HOSTILE = "<script>alert(1)</script> & \"q\" 'q' </span></p> $E=mc^2$ {{ title }} `a` ```{raw} html"
PNG_SIZE = (600, 300)
ARTICLES = {
    "a_1": "坚持“四应四尽”，打响全省动员、全民参与的人民战争。\n经过37天连续作战，长春实现目标。",
    "b_2": HOSTILE + "。\n长春发布第9号公告。COVID-19 reports。",
    "Weird id/3": "吉林市发布公告。",
}


def png() -> str:
    """A white picture in base64."""
    width, height = PNG_SIZE

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\xff" * width) * height)
    parts = [chunk(b"IHDR", head), chunk(b"IDAT", rows), chunk(b"IEND", b"")]
    return base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"".join(parts)).decode()


def code(source: str, *outputs: dict[str, Any], tags: tuple[str, ...] = ()) -> dict[str, Any]:
    """An executed code cell; each output is its data by type."""
    shown = [
        {"output_type": "display_data", "data": data, "metadata": {}} for data in outputs
    ]  # fmt: skip
    return {
        "cell_type": "code",
        "id": f"c{zlib.crc32(source.encode()):x}",
        "execution_count": 1,
        "metadata": {"tags": list(tags)},
        "source": source,
        "outputs": shown,
    }


def write_notebook(path: Path, title: str, found: str) -> None:
    """An executed notebook with a finding, a wide table, a picture, and output of other types."""
    cell = '<td lang="zh-Hans">应检尽检、应隔尽隔、应收尽收、应治尽治</td>'
    table = f'<table class="tifa"><tr>{cell * 6}</tr></table>'
    link = '<p><a class="tifa-csv" href="data/t.csv">CSV</a></p>'
    prose = f"# {title}\n\nSee [two](02_b.ipynb), [README](../README.md); $5 to $6, 长春, interval."
    cells = [
        {"cell_type": "markdown", "id": "m", "metadata": {}, "source": prose},
        code("folded = 'code'", {"text/html": found, "text/plain": "?"}, tags=("finding",)),
        code("plain", {"text/plain": "'2 < 3 in 长春'"}, tags=("finding",)),
        code("table", {"text/html": table + link}),
        code("picture", {"image/png": png(), "text/plain": "<Figure>"}),
        code("timeline", {"text/html": linked_picture(), "image/png": png(), "text/plain": "?"}),
        code("formula", {"text/latex": "$x$", "text/plain": "x " * 200}),
    ]
    language = {"name": "python", "pygments_lexer": "python3"}
    metadata = {"language_info": language}
    book = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(book), encoding="utf-8")


def linked_picture() -> str:
    """A picture with a link over it, as notebooks show timelines."""
    return (
        f'<div class="tifa-map"><img alt="Two days" src="data:image/png;base64,{png()}">'
        '<a href="articles/a_1.html#s-0" title="1 · 只在图上的话" style="left:1%;top:1%"></a></div>'
    )


def split(doc_id: str, body: str) -> list[dict[str, Any]]:
    """Sentences of a body, one at each full stop."""
    return [
        {"doc_id": doc_id, "sentence_id": n, "start": m.start(), "end": m.end(),
         "text": m[0], "kind": "sentence"}
        for n, m in enumerate(re.finditer("[^。\n]+。?", body))
    ]  # fmt: skip


def write_corpus(folder: Path, articles: dict[str, str]) -> Path:
    """Notebooks and tables for build.py."""
    (folder / "nb" / "data").mkdir(parents=True)
    (folder / "nb" / "data" / "t.csv").write_text("formula\n四应四尽\n", encoding="utf-8")
    finding = '<p><b>1</b> of 2: <a href="articles/a_1.html#s-0">四应四尽</a></p>'
    write_notebook(folder / "nb" / "01_a.ipynb", "The *first* 提法", finding)
    write_notebook(folder / "nb" / "02_b.ipynb", "The second", finding)
    (folder / "README.md").write_text("# Sources\n\n[a](a_1.txt), [b](metadata.csv)\n")
    documents = [
        {"doc_id": key, "title": body.split("。")[0] if key != "a_1" else None, "body": body,
         "published": "2020-02-03" if key == "a_1" else None, "n_chars": len(body)}
        for key, body in articles.items()
    ]  # fmt: skip
    repairs = [
        {"doc_id": "a_1", "kind": "pinyin_gloss", "before": "(zhí)", "after": "", "certain": True,
         "body_start": 2, "body_end": 2},
        {"doc_id": "a_1", "kind": "mojibake", "before": '?"<b>', "after": "应", "certain": False,
         "body_start": 4, "body_end": 5},
        {"doc_id": "a_1", "kind": "script", "before": "堅", "after": "坚", "certain": True,
         "body_start": 0, "body_end": 1},
    ]  # fmt: skip
    sentences = [row for key, body in articles.items() for row in split(key, body)]
    tables = {"documents": documents, "repairs": repairs, "sentences": sentences}
    tables["rejected"] = [{"path": "x", "reason": "empty", "detail": "no text"}]
    (folder / "tables").mkdir()
    for name, rows in tables.items():
        pd.DataFrame(rows).to_parquet(folder / "tables" / f"{name}.parquet")
    return folder


def run_build(folder: Path, out: Path) -> subprocess.CompletedProcess[str]:
    """Run build.py as its users do."""
    options = ["--notebooks", folder / "nb", "--tables", folder / "tables", "--out", out]
    command = [sys.executable, SITE / "build.py", *options, "--seeds-readme", folder / "README.md"]
    return subprocess.run(command, capture_output=True, text=True, check=False)
