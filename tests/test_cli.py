"""The command line: what it refuses in one line, how it is stopped, and the whole report."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import support

from tifa import cli
from tifa.corpus import report as whole_report

TEXT = "本报讯 2月3日,长春市召开会议,部署疫情防控工作。"


def run(*arguments: str | Path) -> int:
    return cli.main([str(part) for part in arguments])


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "in" / "page.txt"
    path.parent.mkdir()
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--partition", "0"], "--partition must be 1 or more"),
        (["--workers", "0"], "--workers must be 1 or more"),
        (["--dashboard", "127.0.0.1:1"], "--dashboard goes with --engine dask"),
        (["--scheduler", "tcp://127.0.0.1:1"], "--scheduler goes with --engine dask"),
    ],
)
@pytest.mark.parametrize("command", ["analyse", "report"])
def test_refused_in_one_line(
    page: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    command: str,
    options: list[str],
    message: str,
) -> None:
    assert run(command, page, "-o", tmp_path / "out", *options) == 2
    assert capsys.readouterr().err == f"tifa: {message}\n"


def test_stopped_run_says_how_to_go_on(
    page: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "analyse", stop)
    assert run("analyse", page, "-o", tmp_path / "out") == cli.STOPPED
    assert capsys.readouterr().err == "tifa: stopped; the same command goes on from here\n"


def test_report_outside_a_checkout(
    page: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        whole_report, "__file__", str(tmp_path / "lib" / "tifa" / "corpus" / "report.py")
    )
    monkeypatch.chdir(tmp_path)
    assert run("report", page, "--out", tmp_path / "site") == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1 and "clone the repository" in error
    assert not (tmp_path / "site-work").exists()  # before any work is done


RECORD = """
import json, os, sys
with open({log!r}, "a") as file:
    asked = [os.environ["TIFA_CORPUS"], os.environ["TIFA_DRAW"]]
    file.write(json.dumps([{name!r}, asked, sys.argv[1:]]) + "\\n")
sys.exit({status})
"""


def pretend_checkout(root: Path, status: int = 0) -> Path:
    """Write a repository whose programs only note how they were called."""
    log = root / "log"
    for name in ("tools/run_notebooks.py", "site/build.py"):
        (root / name).parent.mkdir(parents=True)
        text = RECORD.format(log=str(log), name=name, status=status)
        (root / name).write_text(text, encoding="utf-8")
    (root / "notebooks").mkdir()
    for name in ("01_one.ipynb", "02_two.ipynb"):
        (root / "notebooks" / name).write_text("{}", encoding="utf-8")
    return log


def test_report_is_analysis_notebooks_and_site(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "checkout"
    log = pretend_checkout(root)
    monkeypatch.setattr(
        whole_report, "__file__", str(root / "lib" / "tifa" / "corpus" / "report.py")
    )
    assert run("report", page.parent, "--out", tmp_path / "site", "--draw", "300") == 0
    calls: list[list[Any]] = support.json_lines(log)  # type: ignore[assignment]
    assert [name for name, _, _ in calls] == ["tools/run_notebooks.py", "site/build.py"]
    tables = tmp_path / "site-work" / "tables"
    assert [asked for _, asked, _ in calls] == [[str(tables), "300"]] * 2
    assert [Path(part).name for part in calls[0][2][:2]] == ["01_one.ipynb", "02_two.ipynb"]
    assert str(tmp_path / "site") in calls[1][2]
    assert (tables / "documents.parquet").is_file()


def test_report_of_finished_tables(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = pretend_checkout(tmp_path / "checkout")
    monkeypatch.chdir(tmp_path / "checkout")
    monkeypatch.setattr(whole_report, "__file__", str(tmp_path / "a" / "b" / "c" / "report.py"))
    assert run("analyse", page.parent, "-o", tmp_path / "tables") == 0
    monkeypatch.setattr(cli, "analyse", None)
    assert run("report", tmp_path / "tables", "--out", tmp_path / "site") == 0
    calls: list[list[Any]] = support.json_lines(log)  # type: ignore[assignment]
    assert [asked for _, asked, _ in calls] == [[str(tmp_path / "tables"), "20000"]] * 2


def test_report_of_no_article_is_refused(page: Path, tmp_path: Path) -> None:
    assert run("report", page, "--out", tmp_path / "site", "--draw", "0") == 2


def test_report_that_fails(
    page: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    root = tmp_path / "checkout"
    pretend_checkout(root, status=1)
    monkeypatch.setattr(
        whole_report, "__file__", str(root / "lib" / "tifa" / "corpus" / "report.py")
    )
    assert run("report", page, "--out", tmp_path / "site") == 2
    assert "run_notebooks.py failed" in capsys.readouterr().err


def test_checkout_of_this_repository() -> None:
    assert whole_report.checkout() == support.ROOT


def test_progress_is_printed_now_and_then(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter([0.0, 1.0, 6.0, 7.0, 20.0])
    monkeypatch.setattr(cli.time, "monotonic", lambda: next(clock))
    meter = cli._Meter()
    for done in (1, 2, 3, 4):
        meter(done, 4, done * 600)
    assert capsys.readouterr().err == "tifa: 2 of 4 parts done, 1,200 articles, 200 a second\n"


def test_rejected_of_every_format(
    page: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (page.parent / "rows.jsonl").write_text(json.dumps({"text": 5}), encoding="utf-8")
    for form in ("parquet", "csv", "jsonl"):
        assert run("analyse", page.parent, "-o", tmp_path / form, "--format", form) == 0
        told = capsys.readouterr()
        assert "1 articles, 1 rejected" in told.out and f"rejected.{form}" in told.err
        assert (tmp_path / form / f"rejected.{form}").is_file()
