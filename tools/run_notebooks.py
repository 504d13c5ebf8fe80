"""Execute notebooks as reports: fresh kernel, cells in order, no timings.

python tools/run_notebooks.py notebooks/01_corpus_overview.ipynb -o build/notebooks
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]
# Seconds to load, and only for the check of a kind of address that no notebook has.

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError


def describe_images(cell: nbformat.NotebookNode) -> None:
    """Give a figure its words: the caption below it carries them as ``data-alt``."""
    kinds = [set(output.get("data", {})) for output in cell.get("outputs", [])]
    html = " ".join(
        output["data"]["text/html"]
        for output in cell.get("outputs", [])
        if "text/html" in output.get("data", {})
    )
    words = re.findall(r'data-alt="([^"]*)"', html)
    if words and any("image/png" in kind for kind in kinds):
        cell.metadata["mystnb"] = {"image": {"alt": words[0][:300]}}


def run(source: Path, target: Path) -> None:
    """Execute a notebook from its own folder and write it, without what changes from run to run."""
    notebook = nbformat.read(source, as_version=4)
    client = NotebookClient(
        notebook,
        kernel_name="python3",
        extra_arguments=["--log-level=ERROR"],
        timeout=4 * 3600,  # reading a corpus of millions takes its time
        record_timing=False,
        resources={"metadata": {"path": str(source.parent)}},
    )
    client.execute()
    for cell in notebook.cells:
        if cell.cell_type == "code":
            describe_images(cell)
    notebook.metadata = nbformat.from_dict(
        {
            "kernelspec": {
                "display_name": "Python 3 (ipykernel)",
                "language": "python",
                "name": "python3",
            },
            "language_info": {"name": "python"},
        }
    )
    target.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, target)


def tried(source: Path, out: Path) -> bool:
    """Execute a notebook; tell on standard error where it failed, and return whether it is done."""
    try:
        run(source, out / source.name)
    except CellExecutionError as error:
        last = re.sub(r"\x1b\[[\d;]*m", "", str(error)).strip().splitlines()[-1]
        print(
            f"{source}: a cell failed: {last}; run it in JupyterLab to see where", file=sys.stderr
        )
        return False
    print(f"notebook: {source.name}", flush=True)
    return True


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebooks", nargs="+", type=Path)
    parser.add_argument("-o", "--out", type=Path, required=True, help="folder for the results")
    given = parser.parse_args()
    os.environ["TIFA_DATA"] = str((given.out / "data").resolve())
    with ThreadPoolExecutor(os.cpu_count()) as pool:  # a kernel is a process of its own
        done = list(pool.map(lambda source: tried(source, given.out), given.notebooks))
    return 0 if all(done) else 1


if __name__ == "__main__":
    sys.exit(main())
