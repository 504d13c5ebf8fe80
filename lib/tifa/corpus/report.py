"""The whole report of a corpus: tables, executed notebooks and the site, by one function.

The notebooks and the site's sources are not part of the installed library but of its repository.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from tifa.corpus.drawn import MOST, drawn
from tifa.read import InputError
from tifa.schemas import SCHEMAS

NEEDED = ("tools/run_notebooks.py", "site/build.py", "notebooks")


def checkout() -> Path:
    """Return the folder of the repository: that of the library, or the one we are in.

    Raises :class:`tifa.read.InputError` where neither has the notebooks.
    """
    for folder in (Path(__file__).parents[3], Path.cwd()):
        if all((folder / name).exists() for name in NEEDED):
            return folder
    raise InputError(
        "the notebooks and the site's sources are not here; clone the repository and run "
        "tifa report in its folder"
    )


def finished_tables(inputs: Sequence[str | Path]) -> Path | None:
    """Return the folder of finished tables that the inputs are; None where they are anything else."""
    folders = [Path(path) for path in inputs]
    if len(folders) == 1 and all((folders[0] / f"{name}.parquet").exists() for name in SCHEMAS):
        return folders[0]
    return None


def make_report(site: Path, work: Path, analyse: Callable[[Path], Path], most: int = MOST) -> None:
    """Make the report in ``site``.

    ``analyse`` is given a folder for the tables of the corpus and returns the one in which they are.
    Of more than ``most`` articles so many are drawn, to be read; all are counted. Tables and executed
    notebooks stay in ``work``. Raises :class:`tifa.read.InputError` where a notebook or the site
    cannot be made; what was wrong is on standard error before.
    """
    root = checkout()
    books = (work / "notebooks").resolve()
    tables = analyse(work / "tables").resolve()
    if drawn(tables, most) != tables:
        print(f"tifa: {most:,} articles are drawn to be read; all are counted", file=sys.stderr)
    notebooks = sorted(map(str, (root / "notebooks").glob("[0-9]*.ipynb")))
    _run(root / "tools" / "run_notebooks.py", *notebooks, "-o", books, corpus=tables, most=most)
    options = {"--notebooks": books, "--tables": tables, "--out": site.resolve()}
    given = [part for option in options.items() for part in option]
    _run(root / "site" / "build.py", *given, corpus=tables, most=most)
    print(f"tifa: the report is {site / 'index.html'}; its tables are in {tables}")


def _run(program: Path, *arguments: str | Path, corpus: Path, most: int) -> None:
    environment = os.environ | {"TIFA_CORPUS": str(corpus), "TIFA_DRAW": str(most)}
    command = [sys.executable, program, *arguments]
    if subprocess.run(command, env=environment, check=False).returncode:
        raise InputError(f"{program.name} failed; the lines above say where")
