"""The repository as a whole: pins, licences, documentation, nothing of one machine."""

from __future__ import annotations

import ast
import importlib.metadata
import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import jsonschema
import pytest
import support
import yaml

ROOT = support.ROOT
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
SOURCES = sorted((ROOT / "lib" / "tifa").rglob("*.py"))

COPYLEFT = re.compile(r"(?<!L)GPL|(?<!Lesser )General Public License|Affero")

MULTI_LICENSED = {
    "docutils": "public domain but for a few files under BSD and one, not imported, under the GPL",
    "tld": "MPL 1.1, GPL 2.0 or LGPL 2.1, at the user's choice",
}
"""Packages that name the GPL beside a licence under which we may use them."""

NO_MACHINE = re.compile(
    r"(?<![\w.$}])/(?:" + "|".join(("home", "root", "Users", "work", "tmp/pip")) + r")/[\w.]"
    r"|[A-Z]:\\Users\\"
)
"""Paths of somebody's machine."""


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pins() -> dict[str, str]:
    """Return the pins of the lock by name, each with its hashes."""
    found = {}
    for block in re.split(r"\n(?=\S)", LOCK.strip()):
        if not block.startswith("#"):
            found[normal(re.split(r"[=<>\[; ]", block)[0])] = block
    return found


def required(lines: list[str]) -> set[str]:
    return {normal(re.split(r"[=<>!~\[; ]", line)[0]) for line in lines}


def tracked() -> list[Path]:
    """Return the files under version control; skip where there is none."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, encoding="utf-8"
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout")
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def read_if_there(name: str) -> str:
    path = ROOT / name
    if not path.is_file():
        pytest.skip(f"no {name} yet")
    return path.read_text(encoding="utf-8")


# Dependencies ---------------------------------------------------------------------------------


def test_every_pin_has_hashes() -> None:
    assert len(pins()) > 50
    for name, block in pins().items():
        first, *hashes = [line.strip(" \\") for line in block.split("\n")]
        assert re.match(r"[A-Za-z0-9._-]+(?:\[[\w,]+\])?==[\w.+!]+(?: ; .+)?$", first), name
        assert hashes, name
        assert all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", line) for line in hashes), name


def test_lock_names_no_address() -> None:
    for sign in ("://", "--index", "--extra-index", "--find-links", "file:", " @ ", "git+", "../"):
        assert sign not in LOCK
    assert not NO_MACHINE.search(LOCK)


def test_requirements_are_locked() -> None:
    assert required(PROJECT["dependencies"]) <= pins().keys()
    for extra in PROJECT["optional-dependencies"].values():
        assert required(extra) <= pins().keys()


def licence(package: importlib.metadata.Distribution) -> str:
    """Return all that a package says about its licence, but for the full text."""
    fields = package.metadata
    listed = [name for name in fields.get_all("Classifier") or [] if name.startswith("License ::")]
    said = [fields.get("License-Expression"), *listed, (fields.get("License") or "")[:200]]
    return "; ".join(filter(None, said))


STATED_ELSEWHERE = {"axe-playwright-python": "MIT; the axe-core in it MPL-2.0, used by tests only"}
"""Packages whose files do not name their licence, with what their repositories say."""


def test_no_copyleft_dependency() -> None:
    found = {}
    for package in importlib.metadata.distributions():
        name = normal(package.metadata["Name"])
        if name in pins():
            found[name] = licence(package)
    assert len(found) > 50
    assert {name for name, said in found.items() if not said} <= STATED_ELSEWHERE.keys()
    copyleft = {name for name, said in found.items() if COPYLEFT.search(said)}
    assert copyleft <= MULTI_LICENSED.keys()


def environment_pip() -> list[str]:
    """Return the lines that conda gives pip as a requirements file."""
    yaml = pytest.importorskip("yaml")
    listed = yaml.safe_load(read_if_there("environment.yml"))["dependencies"]
    (section,) = [entry["pip"] for entry in listed if isinstance(entry, dict)]
    return list(section)


def test_environment_is_the_lock() -> None:
    """A requirements file takes no --no-deps; with hashes pip refuses a folder as requirement."""
    lines = environment_pip()
    assert "-r requirements.lock" in lines
    assert not [line for line in lines if re.match(r"--no-deps|-e\b|--editable|\.", line)]


@pytest.mark.skipif(
    os.environ.get("TIFA_TEST_INSTALL") != "1",
    reason="downloads all requirements; runs with TIFA_TEST_INSTALL=1",
)
def test_environment_installs(tmp_path: Path) -> None:
    pytest.importorskip("uv")
    section = tmp_path / "requirements.txt"
    lines = [line.replace("-r ", f"-r {ROOT}/") for line in environment_pip()]
    section.write_text("\n".join(lines), encoding="utf-8")
    uv = [sys.executable, "-m", "uv", "--quiet"]
    subprocess.run([*uv, "venv", "--python", sys.executable, tmp_path / "venv"], check=True)
    folder = "Scripts" if os.name == "nt" else "bin"
    python = tmp_path / "venv" / folder / "python"
    install = [*uv, "pip", "install", "--python", python, "--require-hashes", "-r", section]
    subprocess.run(install, check=True)
    code = "import jieba, matplotlib, opencc, pandas, pyarrow, sphinx, trafilatura"
    subprocess.run([python, "-W", "ignore", "-c", code], check=True)


# Documentation --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", SOURCES, ids=lambda path: path.relative_to(ROOT / "lib").as_posix()
)
def test_everything_public_is_documented(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree)
    public = [
        node
        for parent in [tree, *[node for node in tree.body if isinstance(node, ast.ClassDef)]]
        for node in parent.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not getattr(parent, "name", "").startswith("_")
    ]
    assert [node.name for node in public if not ast.get_docstring(node)] == []


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", ".ci/run"])
def test_commands_are_targets(name: str) -> None:
    targets = set(re.findall(r"^([a-z][\w-]*):", read_if_there("Makefile"), re.M))
    text = read_if_there(name)
    said = set(re.findall(r"(?:^|`)make ([a-z][\w-]*)", text, re.M))
    assert said and said <= targets


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_linked_files_are_there(name: str) -> None:
    for link in re.findall(r"\]\(([^)#:\s]+)\)", read_if_there(name)):
        assert (ROOT / link).exists(), link


def test_commands_of_the_readme_parse() -> None:
    from tifa.cli import parser

    for line in re.findall(r"^tifa (analyse [^\n#]+)", read_if_there("README.md"), re.M):
        assert parser().parse_args(line.split()).command == "analyse"


# Files ----------------------------------------------------------------------------------------


def test_no_path_of_a_machine() -> None:
    found = []
    for path in tracked():
        data = path.read_bytes()
        if b"\0" in data[:8000] or path.is_relative_to(support.CASES / "html"):
            continue
        text = data.decode("utf-8", "replace")
        found += [f"{path.relative_to(ROOT)}: {hit[0]}" for hit in NO_MACHINE.finditer(text)]
    assert found == []


def test_no_large_or_stray_file() -> None:
    stray = re.compile(r"\.(?:pyc|orig|rej|bak|swp|log)$|(?:^|/)(?:\.DS_Store|Thumbs\.db)$")
    for path in tracked():
        assert path.stat().st_size < 3_000_000, path
        assert not stray.search(path.as_posix()), path


# Citation and versions --------------------------------------------------------------------------


def test_the_citation_is_valid() -> None:
    schema = json.loads((ROOT / "tests/cases/cff/schema-1.2.0.json").read_text(encoding="utf-8"))
    cited = yaml.load(read_if_there("CITATION.cff"), yaml.BaseLoader)  # dates stay text
    assert [error.message for error in jsonschema.Draft7Validator(schema).iter_errors(cited)] == []


def test_the_version_is_one() -> None:
    cited = yaml.load(read_if_there("CITATION.cff"), yaml.BaseLoader)
    released = re.findall(
        r"^## (\d+\.\d+\.\d+), (\d{4}-\d\d-\d\d)$", read_if_there("CHANGELOG.md"), re.M
    )
    assert released[0] == (cited["version"], cited["date-released"])
    assert PROJECT["version"] == cited["version"] == importlib.metadata.version("tifa")
