"""Many articles and many workers: a run can be cut anywhere, stopped anywhere, and loses no row."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import notebook_runs
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import support

import tifa
from tifa import side_by_side, tables, words
from tifa.corpus import analysis as corpus_module
from tifa.corpus import merge as merging
from tifa.corpus import pieces
from tifa.corpus.analysis import PARTS, analyse
from tifa.corpus.fingerprint import library
from tifa.corpus.parts import batches
from tifa.corpus.pieces import cut, read_piece
from tifa.read import Columns, Source, read
from tifa.rows import columns_of
from tifa.schemas import SCHEMAS
from tifa.vocabulary import package_file

sys.path.append(str(support.ROOT / "tools"))
import make_corpus

PLACES = ("长春市", "九江市", "通化市")
SENTENCE = "{place}召开第{number}次会议,{day}日起严格落实“四早”要求。"


def texts(number: int) -> list[str]:
    """Return short articles, quick to analyse and all different."""
    return [
        SENTENCE.format(place=PLACES[at % 3], number=at, day=at % 28 + 1) * (at % 3 + 1)
        for at in range(number)
    ]


def rows(number: int) -> list[dict[str, str]]:
    return [{"id": f"{number - at:04}", "text": text} for at, text in enumerate(texts(number))]


def write_jsonl(path: Path, data: Sequence[dict[str, Any]]) -> Path:
    lines = (json.dumps(row, ensure_ascii=False) for row in data)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def write_csv(path: Path, data: Sequence[dict[str, Any]]) -> Path:
    pd.DataFrame(data).to_csv(path, index=False)
    return path


def write_parquet(path: Path, data: Sequence[dict[str, Any]]) -> Path:
    pq.write_table(pa.Table.from_pylist(list(data)), path, row_group_size=7)
    return path


FORMS: dict[str, Callable[[Path, Sequence[dict[str, Any]]], Path]] = {
    "jsonl": write_jsonl,
    "csv": write_csv,
    "parquet": write_parquet,
}


def contents(folder: Path) -> dict[str, list[dict[str, Any]]]:
    return {name: pq.read_table(folder / f"{name}.parquet").to_pylist() for name in SCHEMAS}


def same_bytes(one: Path, other: Path) -> None:
    for name in SCHEMAS:
        first, second = (folder / f"{name}.parquet" for folder in (one, other))
        assert first.read_bytes() == second.read_bytes(), name


# Pieces ---------------------------------------------------------------------------------------

ODD_ROWS = [
    {"id": "a", "text": '第一行。\n第二行,"引号"。\r\n第三行。'},
    {"id": "b", "text": ""},
    {"id": "c", "text": "全市动员。"},
    {"id": "", "text": "没有编号。" * 50},
    {"id": "e", "text": 'x",y\n"z'},
]


@pytest.mark.parametrize("rows_each", [1, 2, 3, 100])
@pytest.mark.parametrize("form", FORMS)
def test_pieces_hold_what_the_whole_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str, rows_each: int
) -> None:
    monkeypatch.setattr(pieces, "SMALL", 0)
    path = FORMS[form](tmp_path / f"rows.{form}", ODD_ROWS * 5)
    found = [row for piece in cut([path], rows_each) for row in read_piece(piece)]
    assert found == list(read([path]))
    assert len(cut([path], rows_each)) == max(1, -(-25 // rows_each))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("blank_lines.jsonl", b'\n{"text": "a"}\n\n\n{"text": "b"}\n{"text": "c"}'),
        ("bom.jsonl", b'\xef\xbb\xbf{"text": "a"}\n{"text": "b"}\n'),
        ("broken.jsonl", b'{"text": "a"}\n{\n[]\n{"text": 3}\n{"id": 1}\n{"text": "b"}\n'),
        ("bom.csv", b'\xef\xbb\xbf"text",id\na,1\nb,2\n'),
        ("blank_lines.csv", b"\n\ntext,id\n\na,1\n\n\nb,2\n\n"),
        ("short.csv", b"id,text\n1\n2,b\n3,c,d\n"),
        ("returns.csv", b"id,text\r1,a\r2,b\r3,c\r"),
        ("stray_quote.csv", b'id,text\n1,5" wide\n2,"b""c"\n3,d\n'),
        ("open_quote.csv", b'id,text\n1,a\n2,"b\n3,c\n4,d\n'),
        ("gbk.csv", "id,text\n1,疫情防控\n2,全市动员,\n3,朝鲜族\n".encode("gb18030") * 20),
        ("utf16.csv", "id,text\n1,疫情防控\n2,全市\n".encode("utf-16")),
        ("no_text.csv", b"id,body\n1,a\n2,b\n3,c\n"),
        ("empty.csv", b"id,text\n"),
        ("binary.csv", b"\0\1\2\3" * 100),
    ],
)
def test_odd_tables_in_pieces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, data: bytes
) -> None:
    monkeypatch.setattr(pieces, "SMALL", 0)
    path = tmp_path / name
    path.write_bytes(data)
    found = [row for piece in cut([path], 1) for row in read_piece(piece)]
    assert found == list(read([path]))


def test_columns_of_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "SMALL", 0)
    data = [{"key": at, "content": text, "day": "2020/2/3"} for at, text in enumerate(texts(9))]
    columns = Columns("content", "key", "day")
    for form, write in FORMS.items():
        path = write(tmp_path / f"rows.{form}", data)
        found = [row for piece in cut([path], 2) for row in read_piece(piece, columns)]
        assert found == list(read([path], columns))
        assert all(isinstance(row, Source) and row.published == "2020-02-03" for row in found)


# The same tables, however the work is cut -----------------------------------------------------


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with pages in several encodings, broken files and tables with bad rows."""
    folder = tmp_path_factory.mktemp("inputs")
    make_corpus.write_folder(folder, 6, broken=5)
    data: list[dict[str, Any]] = [*rows(24), {"id": "0003", "text": "编号已有。"}]
    data.insert(5, {"id": "bad", "text": 5})
    write_jsonl(folder / "rows.jsonl", data)
    write_parquet(folder / "rows.parquet", [{**row, "id": "p" + row["id"]} for row in rows(24)])
    return folder


INPUTS = 6 + 5 + 26 + 24


@pytest.fixture(scope="module")
def whole(inputs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("whole")
    counts = analyse([inputs], out)
    assert counts["documents"] + counts["rejected"] == INPUTS
    return out


@pytest.mark.parametrize(("partition", "workers"), [(5, 1), (9, 2)])
def test_partitions_make_the_same_tables(
    inputs: Path,
    whole: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    partition: int,
    workers: int,
) -> None:
    monkeypatch.setattr(pieces, "SMALL", 0)
    monkeypatch.setattr(merging, "AT_ONCE", 7)
    analyse([inputs], tmp_path, partition=partition, workers=workers)
    found, wanted = contents(tmp_path), contents(whole)
    for name in SCHEMAS:
        assert found[name] == wanted[name], name


def test_large_tables_are_folders_with_the_same_rows(
    inputs: Path, whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "SMALL", 0)
    monkeypatch.setattr(merging, "LARGE", 10)
    for partition in (5, 11):
        analyse([inputs], tmp_path / f"{partition}", partition=partition)
    one, other, wanted = map(contents, (tmp_path / "5", tmp_path / "11", whole))
    assert (tmp_path / "5" / "documents.parquet").is_dir()
    for name in SCHEMAS:
        assert one[name] == other[name], name
        assert sorted(map(repr, one[name])) == sorted(map(repr, wanted[name])), name
    assert len(tifa.load(tmp_path / "5").documents) == len(wanted["documents"])


def test_dask_makes_the_same_tables_though_a_worker_is_killed(
    inputs: Path, whole: Path, tmp_path: Path
) -> None:
    """Two workers and a dashboard, and nothing that listens to other machines."""
    pytest.importorskip("distributed")
    psutil = pytest.importorskip("psutil")
    command = ["analyse", inputs, "-o", tmp_path, "--engine", "dask", "--partition", "10"]
    process = start(*command, "--workers", "2")
    listening: set[tuple[str, int]] = set()
    killed = False
    while process.poll() is None:
        listening |= listeners(psutil, process.pid)
        if not killed and any((tmp_path / PARTS).glob("*/documents.parquet")):
            killed = kill_worker(psutil, process.pid)
        time.sleep(0.2)
    assert (process.returncode, killed) == (0, True)
    assert listening and {address for address, _ in listening} == {"127.0.0.1"}
    same_bytes(tmp_path, whole)


def listeners(psutil: Any, pid: int) -> set[tuple[str, int]]:
    found = set()
    try:
        root = psutil.Process(pid)
        for process in [root, *root.children(recursive=True)]:
            for row in process.net_connections("inet"):
                if row.status == psutil.CONN_LISTEN:
                    found.add((row.laddr.ip, row.laddr.port))
    except psutil.Error:  # ended while we looked
        pass
    return found


def test_failed_article_does_not_take_its_id(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else it would depend on the partition whether a later article of that id is read."""
    real = tables.steps_of

    def fail(source: Source) -> Any:
        if "失败" in source.text:
            raise RuntimeError("no luck")
        return real(source)

    monkeypatch.setattr(tables, "steps_of", fail)
    monkeypatch.setattr(pieces, "SMALL", 0)
    data = [
        {"id": "a", "text": "失败。"},
        {"id": "a", "text": "成功。"},
        {"id": "b", "text": "失败。"},
    ]
    path = write_jsonl(tmp_path / "rows.jsonl", data)
    for partition in (1, 100):
        out = tmp_path / f"{partition}"
        analyse([path], out, partition=partition)
        assert pq.read_table(out / "documents.parquet")["body"].to_pylist() == ["成功。"]
        rejected = pq.read_table(out / "rejected.parquet").to_pylist()
        assert [(row["position"], row["reason"]) for row in rejected] == [
            (1, "failed"),
            (3, "failed"),
        ]


@pytest.mark.parametrize("odd", ["", "\0", "𠀀\n", None])
def test_many_texts_are_the_column_they_were(odd: str | None) -> None:
    values = ["疫情", odd, "a", odd] * tables.MANY
    column = tables.column_of(values, pa.string())
    column.validate(full=True)
    assert column.equals(pa.array(values, pa.string()))


def test_words_counted_together_are_those_of_each_article() -> None:
    bodies = ["抓“四早”,1+3+N。", "2020-02-03,四早、四早。", "。", "", "U盘 𠀀㐀 5G"]
    found = [Source(f"{n}", "a", n, text, "utf-8", False, "") for n, text in enumerate(bodies)]
    together = tables.tables_of(found)
    each = [tables.arrow_tables(columns_of(source)) for source in found]
    for name, table in together.items():
        assert table.equals(pa.concat_tables([made[name] for made in each]).combine_chunks())
    assert together["words"].num_rows and together["documents"]["n_words"][3].as_py() == 0


def test_groups_are_small_and_hold_no_id_twice() -> None:
    found = [Source(f"{n % 7}", "a", n, "疫情" * 100, "utf-8", False, "") for n in range(20)]
    for seen, sizes in ((set(), [7, 7, 6]), ({"0"}, [8, 7, 5])):
        together = list(side_by_side.groups(found, seen))
        assert [row for group in together for row in group] == found
        assert [len(group) for group in together] == sizes
    long = replace(found[0], text="疫" * side_by_side.CHARACTERS)
    assert [len(group) for group in side_by_side.groups([*found[1:4], long, found[5]])] == [4, 1]


# Stopped and continued ------------------------------------------------------------------------

DEADLY = """
import os, signal, sys
from pathlib import Path
from tifa import tables
real = tables.steps_of
def steps_of(source):
    if {condition}:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(source)
tables.steps_of = steps_of
from tifa.cli import main
sys.exit(main(sys.argv[1:]))
"""
"""The command line with articles that kill the process they are analysed in."""


def start(*arguments: str | Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tifa", *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def deadly(condition: str, *arguments: str | Path) -> int:
    code = DEADLY.format(condition=condition)
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=False, timeout=120).returncode


def large_rows(folder: Path, number: int = 60) -> Path:
    """Write a Parquet file that is several pieces whatever its size in bytes."""
    return write_parquet(folder / "rows.parquet", rows(number))


@pytest.fixture(scope="module")
def sixty(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return an input of sixty articles and its tables."""
    folder = tmp_path_factory.mktemp("sixty")
    path = large_rows(folder)
    analyse([path], folder / "tables")
    return path, folder / "tables"


def test_killed_run_goes_on(sixty: tuple[Path, Path], tmp_path: Path) -> None:
    """The parts that are done are not made again, and the tables are those of a run in one go."""
    path, wanted = sixty
    options = ["analyse", path, "-o", tmp_path, "--partition", "10"]
    code = deadly("source.position == 35", *options)
    assert code == -signal.SIGKILL
    parts = {part for part in (tmp_path / PARTS).iterdir() if len(part.name) == 32}
    assert len(parts) == 3
    made = {part: part.stat().st_mtime_ns for part in parts}
    seen = []
    analyse([path], tmp_path, partition=10, progress=lambda *told: seen.append((told, state(made))))
    assert [told[0] for told, _ in seen] == [4, 5, 6]
    assert all(times == made for _, times in seen)
    same_bytes(tmp_path, wanted)
    assert not (tmp_path / PARTS).exists()


def state(parts: dict[Path, int]) -> dict[Path, int]:
    return {part: part.stat().st_mtime_ns for part in parts}


def test_changed_input_is_done_again(tmp_path: Path) -> None:
    for number, text in enumerate(texts(3)):
        write_jsonl(tmp_path / f"rows{number}.jsonl", [{"id": f"{number}", "text": text}])
    out = tmp_path / "out"
    done = stop_after(tmp_path, out, 2)
    assert done == 2
    write_jsonl(tmp_path / "rows0.jsonl", [{"id": "new", "text": "全市上下迅速行动起来。"}])
    seen: list[int] = []
    analyse([tmp_path], out, progress=lambda at, *_: seen.append(at))
    assert seen == [2, 3]  # one part was there, the changed and the missing one were made
    assert pq.read_table(out / "documents.parquet")["doc_id"].to_pylist() == ["1", "2", "new"]


def stop_after(folder: Path, out: Path, parts: int) -> int:
    """Analyse until some parts are done, and stop as Ctrl-C does; return how many were done."""
    files = sorted(folder.glob("*.jsonl"))

    def stop(done: int, *_: int) -> None:
        if done == parts:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        analyse(files, out, progress=stop)
    return sum(len(path.name) == 32 for path in (out / PARTS).iterdir())


def test_other_library_or_columns_are_other_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_jsonl(tmp_path / "rows.jsonl", [{"id": "a", "text": "全市动员。", "other": "全省动员。"}])
    write_jsonl(
        tmp_path / "rows1.jsonl", [{"id": "b", "text": "全市动员。", "other": "全省动员。"}]
    )
    out = tmp_path / "out"
    stop_after(tmp_path, out, 1)
    seen: list[int] = []
    analyse([tmp_path], out, columns=Columns("other"), progress=lambda at, *_: seen.append(at))
    assert seen == [1, 2]
    assert set(pq.read_table(out / "documents.parquet")["body"].to_pylist()) == {"全省动员。"}
    assert library().startswith(f"{version('tifa')}+")


def kill_worker(psutil: Any, pid: int) -> bool:
    """Kill a process that has no children and does the work."""
    try:
        below = psutil.Process(pid).children(recursive=True)
        busy = [row for row in below if "spawn_main" in " ".join(row.cmdline())]
        for row in busy:
            os.kill(row.pid, signal.SIGKILL)
            return True
    except psutil.Error:
        pass
    return False


def test_killed_workers_cost_time_and_the_article_that_kills_each(
    sixty: tuple[Path, Path], tmp_path: Path
) -> None:
    """Of one article only the first worker dies, and the next one does it; of another, each does."""
    path, wanted = sixty
    flag = tmp_path / "died"
    once = f"not (Path({str(flag)!r}).exists() or Path({str(flag)!r}).write_text(''))"
    # write_text returns 0, so that the condition holds just once
    condition = f"source.position == 33 or source.position == 5 and {once}"
    options = ["analyse", path, "-o", tmp_path / "out", "--partition", "20", "--workers", "2"]
    assert deadly(condition, *options) == 0
    assert flag.exists()
    found = contents(tmp_path / "out")
    assert [(row["path"], row["position"], row["reason"]) for row in found["rejected"]] == [
        (str(path), 33, "worker_died")
    ]
    gone = f"{60 - 32:04}"
    for name, all_rows in contents(wanted).items():
        if name != "rejected":
            assert found[name] == [row for row in all_rows if row["doc_id"] != gone], name


# Loading --------------------------------------------------------------------------------------


def test_tables_are_read_when_used(whole: Path) -> None:
    corpus = tifa.load(whole)
    assert not SCHEMAS.keys() & vars(corpus).keys()
    assert len(corpus.words) and "words" in vars(corpus)
    assert "sentences" not in vars(corpus)


def test_texts_of_many_articles_are_left_out(
    whole: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(corpus_module, "MANY", 10)
    corpus = tifa.load(whole)
    assert not {"body", "raw"} & set(corpus.documents.columns)
    assert "n_han" in corpus.documents.columns
    assert capsys.readouterr().err.count("\n") == 1
    one = corpus.table("documents", ["doc_id", "body"], [("doc_id", "=", "0007")])
    assert one["doc_id"].tolist() == ["0007"] and "召开" in one["body"][0]


def test_what_belongs_to_some_articles(whole: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = tifa.load(whole)
    texts = dict(zip(read.documents["doc_id"], read.documents["body"], strict=True))
    monkeypatch.setattr(corpus_module, "MANY", 10)
    corpus = tifa.load(whole)
    ids = ["0009", "0007"]
    assert list(corpus.texts()) == list(read.texts()) == list(texts.items())
    assert list(corpus.texts(ids)) == list(read.texts(ids)) == [(n, texts[n]) for n in sorted(ids)]
    assert list(corpus.texts([])) == []
    spans = [("0009", 2, 5), ("0007", -4, 3), ("0009", 0, 10_000)]
    wanted = [texts["0009"][2:5], texts["0007"][:3], texts["0009"]]
    assert corpus.excerpts(spans) == read.excerpts(spans) == wanted
    assert corpus.of("words", ids)["doc_id"].unique().tolist() == sorted(ids)
    assert corpus.of("words", []).empty
    assert "words" not in vars(corpus) and "body" not in corpus.documents


@pytest.mark.parametrize(
    "path", sorted(notebook_runs.NOTEBOOKS.glob("0[1-4]_*.ipynb")), ids=lambda p: p.stem
)
def test_notebooks_say_the_same_where_texts_are_left_out(
    path: Path, seeds_tables: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From so many articles on no text is in memory unless it is shown."""
    notebook_runs.prepare(tmp_path, monkeypatch)
    shown = notebook_runs.watch(monkeypatch)
    for most in (10, 3):
        monkeypatch.setattr(corpus_module, "MANY", most)
        notebook_runs.run_notebook(path.name, corpus_module.load(seeds_tables), monkeypatch)
    half = len(shown) // 2
    assert shown[:half] == shown[half:] and half > 20


@pytest.fixture(scope="module")
def seeds_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("seeds")
    analyse([support.SEEDS], folder)
    return folder


def test_table_of_a_corpus_in_memory(whole: Path) -> None:
    stored, fresh = tifa.load(whole), tifa.load(support.SEEDS)
    for corpus in (stored, fresh):
        some = corpus.table("sentences", ["doc_id", "text"], [("kind", "=", "heading")])
        wanted = corpus.sentences[corpus.sentences["kind"] == "heading"]
        assert some["text"].tolist() == wanted["text"].tolist()


def test_missing_table_says_what_to_do(tmp_path: Path, whole: Path) -> None:
    (tmp_path / "documents.parquet").write_bytes((whole / "documents.parquet").read_bytes())
    with pytest.raises(tifa.read.InputError, match="run tifa analyse again"):
        _ = tifa.load(tmp_path).words


# Words ----------------------------------------------------------------------------------------


def jieba_words(text: str) -> list[str]:
    return [token for token in words._tokenizer().cut(text) if words.WORD.search(token)]


def all_texts() -> list[str]:
    names = [page for name in support.SETS for page in support.pages(name)]
    cases = [path.read_text("utf-8") for path in sorted(support.CASES.rglob("*.csv"))]
    generated = [make_corpus.page(number) for number in range(40)]
    return [page.raw for page in names] + cases + generated


def test_words_are_those_of_jieba() -> None:
    """rjieba, made for speed, gives the words of jieba itself; 2,000 generated pages do as well."""
    for text in all_texts():
        for line in text.split("\n"):
            assert words.segment(line) == jieba_words(line)


@pytest.mark.parametrize(
    "text",
    [
        "2020-02-03, 12:30, 3.5%, cri.cn, a+b, AT&T, C++, 4G-5G_x",
        "㐀关着鿖+鿿&㒨%𠀀豈",
        "T恤、卡拉OK、B超,一级A类++",
        "\t\r\n \u3000\u00a0",
        "",
    ],
)
def test_odd_words_are_those_of_jieba(text: str) -> None:
    assert words.segment(text) == jieba_words(text)


def test_words_without_rjieba(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "2月3日,长春市召开会议,确诊率3.5%。"
    wanted = words.segment(text)
    monkeypatch.setattr(words, "_fast_cut", lambda: None)
    assert words.segment(text) == wanted


def test_words_of_the_dictionary_alone_are_those_of_jieba() -> None:
    """Where a word ends is asked of rjieba, in windows of a few characters, and jieba agrees."""
    for text in all_texts():
        for at in range(0, len(text), 31):
            window = text[at : at + at % 13 + 1]
            assert words._listed(window) == list(words._tokenizer().cut(window, HMM=False))


def test_dictionary_is_read_as_jieba_reads_it() -> None:
    tokenizer = words._tokenizer()
    with package_file("jieba", "dict.txt").open("rb") as dictionary:
        assert (tokenizer.FREQ, tokenizer.total) == tokenizer.gen_pfdict(dictionary)


def test_generated_articles_are_the_same_every_time() -> None:
    assert make_corpus.page(3) == make_corpus.page(3) != make_corpus.page(4)
    (found,) = batches([Source("a", "a", None, make_corpus.page(3), "utf-8", False, "")], {})
    assert found["documents"].num_rows == 1 and found["words"].num_rows > 50
