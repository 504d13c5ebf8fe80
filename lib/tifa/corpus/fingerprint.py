"""Which code and data the tables depend on, as one short string."""

from __future__ import annotations

import re
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).parent.parent
ROOT, FACADE = HERE / "corpus" / "parts.py", HERE / "corpus" / "__init__.py"
"""Making a part needs this module and what it imports; the package's face names the rest of it too."""

IMPORT = re.compile(r"^\s*from tifa(?:\.([\w.]+))? import ([\w, ]+|\([^)]*\))", re.M)
USED = ("jieba", "opencc", "pypinyin", "trafilatura", "ahocorasick-rs", "borax")
"""Packages whose tables and rules decide what is found."""


@cache
def library() -> str:
    """Return the library's version, with a digest of the code and data that make the tables."""
    sources = {path: path.read_bytes() for path in _modules()}
    text = b"".join(sources.values()).decode("utf-8")
    data = [
        path for path in sorted((HERE / "data").iterdir()) if path.is_file() and path.name in text
    ]
    digest = sha256("".join(f"{name} {version(name)}\n" for name in USED).encode())
    for path in [*sorted(sources), *data]:
        digest.update(path.name.encode() + path.read_bytes())
    return f"{version('tifa')}+{digest.hexdigest()[:16]}"


def _modules() -> set[Path]:
    found: set[Path] = set()
    waiting = [ROOT]
    while waiting:
        path = waiting.pop()
        if path in found or path == FACADE:
            continue
        found.add(path)
        for module, names in IMPORT.findall(path.read_text("utf-8")):
            parts = [module, *(f"{module}.{name}" for name in re.findall(r"\w+", names))]
            waiting += [there for part in parts for there in _files(part.strip("."))]
    return found


def _files(module: str) -> list[Path]:
    """Return the files of a module and of the packages it is in; none where it is no module."""
    names = module.split(".") if module else []
    folders = [HERE.joinpath(*names[:n], "__init__.py") for n in range(1, len(names) + 1)]
    return [path for path in [*folders, HERE.joinpath(*names).with_suffix(".py")] if path.is_file()]
