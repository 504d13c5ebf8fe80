"""The same report, to the byte, from another copy of the repository, in another folder, for another user."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SITE = os.environ.get("TIFA_SITE")
BUILT = re.compile(rb'<time class="tifa-built"[^>]*>[^<]*</time>')
"""The one place that tells when the site was made."""

needs_report = pytest.mark.skipif(not SITE, reason="make test names the report that is compared")


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the report anew, from a copy, with other settings of everything that should not matter."""
    home = tmp_path_factory.mktemp("home")
    root = tmp_path_factory.mktemp("elsewhere") / "a" / "copy"
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, check=True, text=True,
    ).stdout  # fmt: skip
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, root / name)
    build = root / "build"
    settings = os.environ | {
        "PYTHONPATH": str(root / "lib"), "PYTHONHASHSEED": "7", "HOME": str(home),
        "TZ": "Pacific/Auckland", "LC_ALL": "C.UTF-8", "TIFA_CORPUS": str(build / "tables"),
    }  # fmt: skip
    books = sorted(path.name for path in (root / "notebooks").glob("[0-9]*.ipynb"))
    for command in (
        ["-m", "tifa", "analyse", "seeds", "-o", build / "tables"],
        ["tools/run_notebooks.py", *(f"notebooks/{name}" for name in books), "-o", build / "notebooks"],
        ["site/build.py", "--notebooks", build / "notebooks", "--tables", build / "tables",
         "--out", build / "site", "--seeds-readme", "seeds/README.md"],
    ):  # fmt: skip
        subprocess.run([sys.executable, *command], cwd=root, env=settings, check=True)
    return build


def held(folder: Path) -> dict[str, bytes]:
    """Return what the files of a folder hold, without the date of the build."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {
        path.relative_to(folder).as_posix(): BUILT.sub(b"", path.read_bytes()) for path in files
    }


@needs_report
@pytest.mark.parametrize("part", ["tables", "notebooks", "site"])
def test_it_is_the_same_elsewhere(part: str, elsewhere: Path) -> None:
    here, there = held(Path(str(SITE)).parent / part), held(elsewhere / part)
    assert here.keys() == there.keys()
    assert [name for name in here if here[name] != there[name]] == []


@needs_report
def test_the_date_of_the_build_stands_in_one_place() -> None:
    pages = [path.read_bytes() for path in Path(str(SITE)).rglob("*.html")]
    assert sum(len(BUILT.findall(page)) for page in pages) == 1
