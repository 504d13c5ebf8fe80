"""What would break it: lying files, hostile names, full disks, two runs at once, Ctrl-C."""

from __future__ import annotations

import datetime
import errno
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import invariants
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import support

import tifa
from tifa import cli, tables
from tifa.actions import action_of
from tifa.corpus import analysis, parts
from tifa.corpus.lock import LOCK, alone
from tifa.formulas import expand, find_formulas
from tifa.formulas.parallels import find_parallels
from tifa.places.find import find_places
from tifa.quantities import find_quantities
from tifa.read import InputError, Rejected, Source, find_files, read
from tifa.rhetoric.devices import find_devices
from tifa.rhetoric.frames import Term, find_terms, without_taken
from tifa.scan import scan
from tifa.schemas import SCHEMAS
from tifa.sentences import split_sentences
from tifa.sources import OBEYED
from tifa.tabular import MAX_BYTES
from tifa.times import find_times, resolve
from tifa.totals import check_totals

sys.path.append(str(support.ROOT / "tools"))
import make_corpus

TEXT = "2月3日,长春市召开会议,部署疫情防控工作,落实“四早”要求。"
WEB = f'<html><head><meta charset="{{}}"><title>疫情</title></head><body><p>{TEXT * 5}</p></body>'


def run(*arguments: str | Path) -> int:
    return cli.main([str(part) for part in arguments])


def write_rows(path: Path, number: int = 12) -> Path:
    """Write articles that are all different."""
    rows = [{"id": f"{at:03}", "text": f"第{at}次会议。{TEXT}"} for at in range(number)]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def twelve(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return an input of two files and its tables."""
    folder = tmp_path_factory.mktemp("twelve")
    (folder / "in").mkdir()
    write_rows(folder / "in" / "rows.jsonl")
    (folder / "in" / "page.txt").write_text(TEXT, encoding="utf-8")
    tifa.analyse([folder / "in"], folder / "out")
    return folder / "in", folder / "out"


def same_tables(one: Path, other: Path) -> bool:
    names = [f"{name}.parquet" for name in SCHEMAS]
    return all((one / name).read_bytes() == (other / name).read_bytes() for name in names)


# Files that are not what they say -------------------------------------------------------------

LIARS: dict[str, tuple[bytes, str, bool]] = {
    "says_utf8.html": (WEB.format("utf-8").encode("gb18030"), "gb18030", False),
    "says_gbk.html": (WEB.format("gbk").encode(), "utf-8", False),
    "mark_of_utf8.txt": (b"\xef\xbb\xbf" + TEXT.encode("gb18030"), "gb18030", False),
    "mark_of_utf16.txt": (b"\xff\xfe" + TEXT.encode(), "utf-8", False),
    "one_nul.txt": ((TEXT[:5] + "\0" + TEXT[5:]).encode(), "utf-8", False),
    "half_a_character.txt": ((TEXT + "\ud83d").encode("utf-8", "surrogatepass"), "utf-8", True),
    "odd_utf16.txt": (TEXT.encode("utf-16") + b"x", "utf-16-le", True),
    "utf32.txt": (TEXT.encode("utf-32"), "utf-16-le", False),
    "orders.txt": ((TEXT + "\x1b[31m\x07").encode(), "utf-8", False),
}


@pytest.mark.parametrize("name", LIARS)
def test_file_that_lies_about_its_encoding(tmp_path: Path, name: str) -> None:
    data, encoding, forced = LIARS[name]
    (tmp_path / name).write_bytes(data)
    (source,) = invariants.check_read(tmp_path / name)
    assert isinstance(source, Source)
    assert (source.encoding, source.forced) == (encoding, forced)
    body = invariants.check_rows(source)["documents"][0]["body"]
    assert TEXT in body and not OBEYED.search(body)


REFUSED: dict[str, tuple[bytes, list[str]]] = {
    "empty.txt": (b"", ["empty"]),
    "nuls.txt": (b"\0" * 500, ["empty"]),
    "nul_each.txt": ("\0".join(TEXT).encode(), ["binary"]),
    "noise.txt": (random.Random(1).randbytes(5000), ["binary"]),
    "empty.jsonl": (b"\n\n", ["empty"]),
    "deep.jsonl": (b'{"text":' + b"[" * 100_000 + b"]" * 100_000 + b"}", ["invalid_json"]),
    "digits.jsonl": (b'{"text":"a","id":' + b"9" * 5000 + b"}", ["invalid_json"]),
    "kinds.jsonl": (b'{"text":1}\n{"text":null}\n[]\n{"a":1}',
                    ["not_text", "empty", "invalid_json", "missing_column"]),
    "names.jsonl": (b'{"te\\u001b[31m\\nxt":1}', ["missing_column"]),
    "nuls.csv": (b"text\n" + b"\0" * 500, ["binary"]),
    "head.csv": (b"text,id\n", ["empty"]),
    "long.csv": (b"text\n" + b"x" * (MAX_BYTES + 1) + b"\na\n", ["invalid_csv"]),
    "long_head.csv": (b'"' + b"x" * (MAX_BYTES + 1), ["invalid_csv"]),
    "magic.parquet": (b"PAR1" + bytes(500) + b"PAR1", ["unreadable"]),
    "empty.parquet": (b"", ["unreadable"]),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_file_that_is_refused_says_why(tmp_path: Path, name: str) -> None:
    data, reasons = REFUSED[name]
    (tmp_path / name).write_bytes(data)
    found = invariants.check_read(tmp_path / name)
    assert [row.reason for row in found if isinstance(row, Rejected)] == reasons


def bad_utf8() -> pa.Array:
    offsets = pa.array([0, 3, 6], pa.int32()).buffers()[1]
    return pa.Array.from_buffers(pa.string(), 2, [None, offsets, pa.py_buffer(b"\xff\xfeaabc")])


DAY = datetime.datetime(2020, 2, 3, 11, tzinfo=datetime.UTC)

PARQUETS: dict[str, tuple[dict[str, Any], list[str]]] = {
    "whole numbers": ({"text": [1, 2]}, ["not_text"] * 2),
    "lists": ({"text": [[TEXT]]}, ["not_text"]),
    "nested": ({"text": [{"text": TEXT}]}, ["not_text"]),
    "nulls": ({"text": pa.nulls(2)}, ["empty"] * 2),
    "bytes": ({"text": pa.array([TEXT.encode()], pa.binary())}, ["not_text"]),
    "broken text": ({"text": bad_utf8()}, ["not_text", ""]),
    "no text": ({"body": [TEXT]}, ["missing_column"]),
    "no column": ({}, ["missing_column"]),
    "no row": ({"text": pa.array([], pa.string())}, ["empty"]),
    "dictionary": ({"text": pa.array([TEXT]).dictionary_encode()}, [""]),
    "large": ({"text": pa.array([TEXT], pa.large_string())}, [""]),
    "odd ids": ({"text": [TEXT] * 2, "id": [[1, 2], None]}, ["", ""]),
    "no number": ({"text": [TEXT], "id": [float("nan")]}, [""]),
    "odd dates": ({"text": [TEXT], "date": [[5]]}, [""]),
    "dates in a zone": ({"text": [TEXT], "date": [DAY]}, [""]),
    "no such day": ({"text": [TEXT], "date": pa.array([2**62], pa.timestamp("us"))}, [""]),
}


@pytest.mark.parametrize("name", PARQUETS)
def test_parquet_of_any_types(tmp_path: Path, name: str) -> None:
    columns, reasons = PARQUETS[name]
    pq.write_table(pa.table(columns), tmp_path / "table.parquet")
    found = invariants.check_read(tmp_path / "table.parquet")
    assert [getattr(row, "reason", "") for row in found] == reasons
    for row in found:
        if isinstance(row, Source):
            assert row.published in (None, "2020-02-03T11:00:00") and row.doc_id != "nan"
            invariants.check_rows(row)


@pytest.mark.parametrize("at", [0.2, 0.6, 0.95])
def test_parquet_that_is_cut_or_overwritten(tmp_path: Path, at: float) -> None:
    path = tmp_path / "table.parquet"
    pq.write_table(pa.table({"text": [TEXT] * 9}), path)
    data = path.read_bytes()
    byte = int(len(data) * at)
    for broken in (data[:byte], data[:byte] + b"\xff" * 20 + data[byte + 20 :]):
        path.write_bytes(broken)
        invariants.check_read(path)


def test_two_columns_of_one_name(tmp_path: Path) -> None:
    path = tmp_path / "table.parquet"
    pq.write_table(pa.table([pa.array([TEXT]), pa.array([TEXT])], names=["text", "text"]), path)
    assert len(invariants.check_read(path)) == 1


def test_articles_of_a_frame_are_all_accounted_for() -> None:
    texts: list[Any] = [TEXT, None, float("nan"), 5, "", "\ud83d" + TEXT, b"x"]
    frame = pd.DataFrame({"doc_id": range(len(texts)), "text": texts, "published": "soon"})
    found = tables.process(frame)
    assert len(found["documents"]) == 2
    assert len(found["documents"]) + len(found["rejected"]) == len(texts)


# Sizes ----------------------------------------------------------------------------------------

DEEP = 100_000
NESTED = {
    "div": "<div>" * DEEP + f"<p>{TEXT}</p>" + "</div>" * DEEP,
    "not closed": "<b>" * DEEP + TEXT,
    "tables": "<table><tr><td>" * (DEEP // 3) + TEXT,
    "lists": "<ul><li>" * (DEEP // 2) + TEXT,
    "attributes": "<p " + "a=1 " * DEEP + f">{TEXT}",
}


@pytest.mark.parametrize("name", NESTED)
def test_deeply_nested_page(name: str) -> None:
    with support.hang_guard(60):
        body = invariants.check_raw_map(f"<html><body>{NESTED[name]}", web=True)
    assert TEXT in body


def test_hundred_thousand_lines() -> None:
    text = "\n".join(f"第{number}行。" for number in range(DEEP))
    with support.hang_guard(120):
        rows = invariants.check_rows(invariants.source_of(text))
    assert len(rows["sentences"]) == DEEP


@pytest.mark.parametrize("suffix", ["txt", "jsonl", "parquet"])
def test_line_of_fifty_megabytes(tmp_path: Path, suffix: str) -> None:
    text = "疫" * (50_000_000 // 3)
    path = tmp_path / f"long.{suffix}"
    if suffix == "parquet":
        pq.write_table(pa.table({"text": [text, TEXT]}), path)
    elif suffix == "jsonl":
        path.write_text(f'{{"text":"{text}"}}\n{{"text":"a"}}', encoding="utf-8")
    else:
        path.write_text(text, encoding="utf-8")
    first, *others = invariants.check_read(path)
    assert isinstance(first, Rejected) and first.reason == "too_large"
    assert len(others) == (suffix != "txt")


FINDERS: dict[str, Callable[[str], object]] = {
    "quantities": find_quantities,
    "actions": action_of,
    "totals": check_totals,
    "terms": lambda text: [*find_terms(text, []), *find_devices(text, [])],
    "parallels": lambda text: list(find_parallels(text, [])),
    "times": lambda text: resolve(text, find_times(text, scan(text)), "2020-02-03", "page"),
    "places": lambda text: find_places(text, 2020, None, scan(text)),
    "formulas": lambda text: expand(text, find_formulas(text, scan(text)), split_sentences(text)),
}


@pytest.mark.parametrize("name", FINDERS)
def test_sentence_that_is_cut_anywhere(name: str) -> None:
    """A statement ends where the next begins, so that any character may be the last."""
    chance = random.Random(20_200_208)
    for sentence in [make_corpus.sentence(chance) for _ in range(60)]:
        for _ in range(12):
            start, end = sorted(chance.choices(range(len(sentence) + 1), k=2))
            FINDERS[name](sentence[: end or 1])
            FINDERS[name](sentence[start:end])


def test_many_hits_among_many_spans() -> None:
    """Going over all spans again for each hit would take hours."""
    spans = [(at, at + 1) for at in range(0, 600_000, 3)]
    hits = [Term(at + 1, at + 2, "疫", "war") for at, _ in spans]
    with support.hang_guard(60):
        assert without_taken(hits, spans) == hits


# What was found by fuzzing --------------------------------------------------------------------


@pytest.mark.parametrize("case", support.rows("breaking/texts"), ids=lambda case: case["label"])
def test_text_that_broke_something(case: dict[str, str]) -> None:
    text = support.unescape(case["input"])
    source = invariants.source_of(text, html=case["kind"] == "web", published="2020-02-04")
    invariants.check_reader(source)
    if case["kind"] == "marks":
        invariants.check_repair(text)


def test_statement_that_says_nothing_is_none() -> None:
    rows = invariants.check_rows(invariants.source_of("3日3日电", published="2020-02-04"))
    assert rows["times"] and not rows["events"]


# Names ----------------------------------------------------------------------------------------

NAMES = (
    "a\nb", "c\x1b[31mred", "<b>x", "=cmd()", "-rf", "e\u202egnp", "q\"'", "\x9b31m", "空\u3000格",
)  # fmt: skip


def write_named(folder: Path) -> int:
    """Write a page under each name, and what is no page; return how many inputs there are."""
    folder.mkdir()
    for name in NAMES:
        (folder / f"{name}.txt").write_text(f"{TEXT}{len(name)}", encoding="utf-8")
    (folder / "bad\n\x1b[2J.txt").write_bytes(b"")
    (folder / "worse\x1b]0;x\x07.jsonl").write_text('{"te\\u001b[31mxt": 1}', encoding="utf-8")
    (folder / "other\x1b[31m\n.doc").write_bytes(b"x")
    with open(os.fsencode(folder) + b"/no\xff\xfetext.txt", "wb") as file:  # noqa: PTH123
        file.write(TEXT.encode())
    return len(NAMES) + 3


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names must be text there")
@pytest.mark.parametrize("form", ["parquet", "csv", "jsonl"])
def test_hostile_names(tmp_path: Path, capsys: pytest.CaptureFixture[str], form: str) -> None:
    inputs = write_named(tmp_path / "in\x1b[31m")
    assert run("analyse", tmp_path / "in\x1b[31m", "-o", tmp_path / "o\nut", "--format", form) == 0
    told = capsys.readouterr()
    for line in (told.out + told.err).splitlines():
        assert line.startswith("tifa: ") and invariants.is_one_line(line)
    assert f"{inputs - 2} articles, 2 rejected" in told.out
    corpus = tmp_path / "o\nut"
    if form == "parquet":
        found = tifa.load(corpus)
        for column in (found.documents["doc_id"], found.documents["path"], found.rejected["path"]):
            assert all(map(invariants.is_one_line, column))
        assert "no\\xff\\xfetext" in set(found.documents["doc_id"])
        assert "空\u3000格" in set(found.documents["doc_id"])


def test_refusal_names_a_hostile_path_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("analyse", tmp_path / "no\nsuch\x1b[31m", "-o", tmp_path / "out") == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith("no such file or folder; check the path")
    assert invariants.is_one_line(line)
    assert not (tmp_path / "out").exists()


def test_links_that_lead_nowhere_are_rejected(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    for name, target in (("self.txt", "self.txt"), ("gone.csv", "nowhere"), ("round", "..")):
        (tmp_path / name).symlink_to(target)
    found = list(read(find_files([tmp_path])))
    assert [getattr(row, "reason", "read") for row in found] == ["read", "unreadable", "unreadable"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no such files here")
def test_pipe_is_no_input(tmp_path: Path) -> None:
    """Reading one would wait for ever."""
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(InputError, match="no articles here"):
        find_files([tmp_path])
    with pytest.raises(InputError, match="neither a file nor a folder"):
        find_files([tmp_path / "pipe.txt"])


def test_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, *_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    for suffix in ("txt", "html", "jsonl", "csv"):
        (tmp_path / f"page.{suffix}").write_text(TEXT, encoding="utf-8")
    monkeypatch.setattr(Path, "open", refuse)
    monkeypatch.setattr(Path, "read_bytes", refuse)
    found = list(read(find_files([tmp_path])))
    said = [(row.reason, row.detail) for row in found if isinstance(row, Rejected)]
    assert said == [("unreadable", "Permission denied; check the file")] * 4


def test_folder_that_may_not_be_read(tmp_path: Path) -> None:
    """Its articles would be missing without a word."""
    if not hasattr(os, "geteuid") or os.geteuid() == 0:
        pytest.skip("this user may read everything")
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "closed").mkdir(mode=0)
    with pytest.raises(InputError, match="check who may read this folder"):
        find_files([tmp_path])


# Cells ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", support.rows("breaking/cells"), ids=lambda case: case["label"])
def test_cell_is_no_formula_and_can_be_undone(case: dict[str, str]) -> None:
    text, cell = support.unescape(case["text"]), support.unescape(case["cell"])
    assert tables.cell_text(text) == cell
    assert tables.text_of_cell(cell) == text


def test_csv_tables_hold_no_formula(tmp_path: Path) -> None:
    rows = [{"id": case["text"], "text": f"={TEXT}"} for case in support.rows("breaking/cells")]
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    tifa.analyse([path], tmp_path / "out", form="csv")
    tifa.analyse([path], tmp_path / "out")
    for name in ("documents", "sentences", "repairs", "rejected"):
        cells = pd.read_csv(tmp_path / "out" / f"{name}.csv", dtype=str, keep_default_na=False)
        wanted = pd.read_parquet(tmp_path / "out" / f"{name}.parquet")
        for column in [field.name for field in SCHEMAS[name] if field.type == pa.string()]:
            assert not any(map(tables.COMMAND.match, filter(not_number, cells[column])))
            undone = cells[column].map(tables.text_of_cell).tolist()
            assert undone == wanted[column].fillna("").tolist()


def not_number(cell: str) -> bool:
    return not cell.startswith("'") and not tables.NUMBER.fullmatch(cell)


# A full disk ----------------------------------------------------------------------------------


def fail_at(number: int, real: Callable[..., Any], error: BaseException) -> Callable[..., Any]:
    """Return a function that does what another does, until it is called so often."""
    calls = 0

    def one_of_many(*arguments: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == number:
            raise error
        return real(*arguments, **named)

    return one_of_many


FULL = OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("number", [1, 7, 15, 20])
def test_full_disk_leaves_all_or_nothing(
    twelve: tuple[Path, Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    number: int,
) -> None:
    given, wanted = twelve
    out = tmp_path / "out"
    with monkeypatch.context() as patch:
        writer = fail_at(number, pq.ParquetWriter.write_table, FULL)
        patch.setattr(pq.ParquetWriter, "write_table", writer)
        assert run("analyse", given, "-o", out) == 2
    assert capsys.readouterr().err == (
        f"tifa: {out}: No space left on device; free some space; the same command goes on from here\n"
    )
    assert not list(out.glob("*.parquet"))
    assert run("analyse", given, "-o", out) == 0
    assert same_tables(out, wanted)


LIMITED = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))
from tifa.cli import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no such limits here")
def test_files_that_may_not_grow(twelve: tuple[Path, Path], tmp_path: Path) -> None:
    command = [sys.executable, "-c", LIMITED, "analyse", str(twelve[0]), "-o", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, timeout=100)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1 and "File too large" in done.stderr
    assert not list(tmp_path.glob("*.parquet"))


# Two runs at once -----------------------------------------------------------------------------

pytest_fcntl = pytest.mark.skipif(sys.platform == "win32", reason="no such locks here")


@pytest_fcntl
def test_second_run_in_a_folder_names_the_first(
    twelve: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with alone(tmp_path):
        assert run("analyse", twelve[0], "-o", tmp_path) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert f"another run is writing there (process {os.getpid()} on " in line
    assert not (tmp_path / analysis.PARTS).exists()
    assert run("analyse", twelve[0], "-o", tmp_path) == 0
    assert not (tmp_path / LOCK).exists()


DYING = """
import os, signal, sys
from pathlib import Path
from tifa.corpus.lock import alone
with alone(Path(sys.argv[1])):
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest_fcntl
def test_lock_of_a_dead_run_is_taken_over(twelve: tuple[Path, Path], tmp_path: Path) -> None:
    command = [sys.executable, "-c", DYING, str(tmp_path)]
    assert subprocess.run(command, check=False, timeout=60).returncode == -signal.SIGKILL
    assert (tmp_path / LOCK).exists()
    assert run("analyse", twelve[0], "-o", tmp_path) == 0
    assert same_tables(tmp_path, twelve[1])


# Ctrl-C ---------------------------------------------------------------------------------------

MOMENTS = (
    (tables, "steps_of", 5),
    (parts, "_move", 1),
    (parts, "remove", 1),
    (analysis, "merge", 1),
    (analysis, "remove", 2),
    *((Path, "replace", number) for number in (1, 5, 11)),
    (analysis.shutil, "rmtree", 1),
)  # fmt: skip
"""What is being done when the run is stopped: articles, parts, the tables moved into place, clearing up."""


@pytest.mark.parametrize(("place", "name", "number"), MOMENTS)
def test_stopped_at_any_moment(
    twelve: tuple[Path, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    place: Any,
    name: str,
    number: int,
) -> None:
    """The old tables or the new ones are there, or none; and the same command makes them whole."""
    given, wanted = twelve
    (tmp_path / "documents.parquet").write_bytes(b"old")
    with monkeypatch.context() as patch:
        patch.setattr(place, name, fail_at(number, getattr(place, name), KeyboardInterrupt()))
        patch.setattr(signal, "signal", lambda *_: None)
        assert run("analyse", given, "-o", tmp_path) in (cli.STOPPED, 0)
    documents = tmp_path / "documents.parquet"
    if not documents.exists():
        with pytest.raises(InputError, match="is not finished"):
            tifa.load(tmp_path)
    elif documents.read_bytes() != b"old":
        assert same_tables(tmp_path, wanted)
    assert run("analyse", given, "-o", tmp_path) == 0
    assert same_tables(tmp_path, wanted)
    assert {path.name for path in tmp_path.iterdir()} == {f"{name}.parquet" for name in SCHEMAS}


@pytest.mark.skipif(sys.platform == "win32", reason="no such signals here")
@pytest.mark.parametrize(("workers", "wait"), [(1, 0.4), (1, 0), (2, 0)])
def test_ctrl_c_is_one_line(tmp_path: Path, workers: int, wait: float) -> None:
    """A terminal sends it to all processes, while they load or while they work."""
    path = write_rows(tmp_path / "rows.jsonl", 6_000)
    command = [sys.executable, "-m", "tifa", "analyse", str(path), "-o", str(tmp_path / "out")]
    process = subprocess.Popen(
        [*command, "--workers", str(workers), "--partition", "500"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
        preexec_fn=heard,
    )
    if wait:
        time.sleep(wait)
    else:
        wait_for(lambda: any((tmp_path / "out").glob(".parts/marks/*/*")))
    os.killpg(process.pid, signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert (process.returncode, told) == (cli.STOPPED, f"{cli.STOPPED_HERE}\n")
    assert not list((tmp_path / "out").glob("*.parquet"))
    assert not list((tmp_path / "out").glob(".parts/marks/*/*"))  # nobody is thought to have died


def heard() -> None:
    """Let a process hear Ctrl-C, which a shell takes from what it runs in the background."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def wait_for(condition: Callable[[], bool]) -> None:
    for _ in range(600):
        if condition():
            return
        time.sleep(0.1)
    raise TimeoutError
