"""Copy executed notebooks into the site's sources, and read off their titles and findings."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Any

# [text](../README.md): a file of the repository, which is not a page of the site.
OUTSIDE = re.compile(r"(?<!!)\[([^\]]+)\]\(\.\./[^)\s]*\)")
# [text](02_name.ipynb#part): another notebook, which is a page of the site.
NOTEBOOK = re.compile(r"(\]\([^)\s:]+)\.ipynb(?=[)#])")


EMBEDDED = re.compile(r'src="data:image/png;base64,([\w+/=]+)"')
PICTURES = "pictures"  # the folder of the site that has them


@dataclass(frozen=True)
class Page:
    """A page made from a notebook or a Markdown file: its name, its title, what it found."""

    name: str
    title: str
    kind: str = "Notebook"
    findings: tuple[str, ...] = ()


def copy(folder: Path, source: Path) -> list[Page]:
    """Copy every notebook of `folder` to `source`, its code folded, its links made the site's."""
    paths = sorted(folder.glob("[0-9]*.ipynb"))
    if not paths:
        raise ValueError(f"no executed notebooks NN_name.ipynb in {folder}; execute them first")
    source.mkdir(parents=True)
    return [copy_one(path, source) for path in paths]


def copy_one(path: Path, source: Path) -> Page:
    """Copy one notebook; its page."""
    try:
        book = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{path.name} is not a notebook: {error}") from error
    for cell in book["cells"]:
        if cell["cell_type"] == "code":
            fold(cell)
            for output in cell.get("outputs", []):
                take_out(output.get("data", {}), source / PICTURES)
        elif cell["cell_type"] == "markdown":
            cell["source"] = site_links(joined(cell["source"]))
    (source / path.name).write_text(json.dumps(book, ensure_ascii=False), encoding="utf-8")
    return Page(path.stem, title(book) or path.stem, findings=tuple(findings(book)))


def take_out(data: dict[str, Any], folder: Path) -> None:
    """Put the pictures inside an output's HTML into files, which a browser fetches beside each other."""

    def kept(found: re.Match[str]) -> str:
        picture = b64decode(found[1])
        name = f"{sha256(picture).hexdigest()[:20]}.png"
        folder.mkdir(exist_ok=True)
        (folder / name).write_bytes(picture)
        return f'src="{PICTURES}/{name}"'

    if "text/html" in data:
        data["text/html"] = EMBEDDED.sub(kept, joined(data["text/html"]))


def joined(text: str | list[str]) -> str:
    """Notebooks keep a text as one string or as a list of lines."""
    return text if isinstance(text, str) else "".join(text)


def fold(cell: dict[str, Any]) -> None:
    """Have the cell's code shown closed, one click away."""
    tags = cell.setdefault("metadata", {}).setdefault("tags", [])
    if "hide-input" not in tags:
        tags.append("hide-input")


def site_links(markdown: str) -> str:
    """Point links between notebooks at their pages; leave only the text of links off the site.

    >>> site_links("see [two](02_b.ipynb#x), [data](data/a.csv) and [the README](../README.md)")
    'see [two](02_b.html#x), [data](data/a.csv) and the README'
    """
    return NOTEBOOK.sub(r"\1.html", OUTSIDE.sub(r"\1", markdown))


def title(book: dict[str, Any]) -> str | None:
    """The first top-level heading, without Markdown's marks."""
    for cell in book["cells"]:
        found = re.search(r"^#\s+(.+?)\s*$", joined(cell["source"]), re.M)
        if cell["cell_type"] == "markdown" and found:
            return re.sub(r"[*`_\\]", "", found[1])
    return None


def findings(book: dict[str, Any]) -> list[str]:
    """HTML of what the cells tagged `finding` printed, in the notebook's order."""
    cells = [c for c in book["cells"] if "finding" in c.get("metadata", {}).get("tags", [])]
    shown = [finding(output) for cell in cells for output in cell.get("outputs", [])]
    return [text for text in shown if text]


def finding(output: dict[str, Any]) -> str:
    """One output as HTML: its own HTML, otherwise its text, escaped."""
    data = output.get("data", {})
    if "text/html" in data:
        html = joined(data["text/html"])
        return html if "tifa-finding" in html else f'<div class="tifa-finding">{html}</div>'
    plain = joined(data.get("text/plain", output.get("text", ""))).strip().strip("'\"")
    return f'<p class="tifa-finding">{escape(plain)}</p>' if plain else ""
