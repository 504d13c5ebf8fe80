"""From files of every kind to tables: nothing disappears, and every reason is given."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import support

import tifa
from tifa import cli, read
from tifa.corpus.analysis import analyse
from tifa.read import Columns, InputError, Rejected, Source, find_files
from tifa.schemas import ORDER

CONTRACT = {
    "documents": "doc_id path sha256 encoding script title published published_from source "
    "publisher authors editors place place_code body n_chars n_han n_sentences n_words",
    "repairs": "doc_id kind raw_start raw_end before after certain",
    "sentences": "doc_id sentence_id start end text kind",
    "words": "doc_id word n",
    "times": "doc_id sentence_id start end raw_start raw_end text kind iso_start iso_end grain "
    "resolved_from place place_code",
    "events": "doc_id sentence_id start end raw_start raw_end text time_start time_end iso_start "
    "iso_end place place_code action figures",
    "formulas": "doc_id sentence_id start end raw_start raw_end surface canonical kind expected "
    "quoted",
    "terms": "doc_id sentence_id start end raw_start raw_end term frame",
    "expansions": "doc_id canonical kind expected members member_spans stated verdict n_mentions",
    "rejected": "path reason detail",
}
"""The columns that the tables are promised to have; more may stand beside them."""

TEXT = "本报讯(记者 王小雨)2月3日,长春市召开会议,部署疫情防控工作。全市上下迅速行动起来。"
OTHER = "九江市118例患者全部出院。防控工作取得阶段性成果,全市没有新增病例。"
ROWS = [
    {"id": "a", "text": TEXT, "date": "2020-02-03"},
    {"id": "b", "text": OTHER, "date": "2020-03-24"},
]


def write_html(path: Path) -> None:
    path.write_text(f"<html><body><h1>全市召开会议</h1><p>{TEXT}</p></body></html>", "utf-8")


def write_jsonl(path: Path) -> None:
    rows = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS)
    path.write_text(rows, encoding="utf-8")


WRITERS: dict[str, tuple[Callable[[Path], object], int]] = {
    ".txt": (lambda path: path.write_text(TEXT, encoding="utf-8"), 1),
    ".html": (write_html, 1),
    ".htm": (write_html, 1),
    ".jsonl": (write_jsonl, 2),
    ".csv": (lambda path: pd.DataFrame(ROWS).to_csv(path, index=False), 2),
    ".parquet": (lambda path: pd.DataFrame(ROWS).to_parquet(path), 2),
}
"""How to write an input of each form, and how many articles it holds."""


def write(path: Path) -> int:
    writer, articles = WRITERS[path.suffix]
    writer(path)
    return articles


def read_all(path: Path, columns: Columns = Columns()) -> tuple[list[Source], list[Rejected]]:
    rows = list(read.read(find_files([path]), columns))
    sources = [row for row in rows if isinstance(row, Source)]
    return sources, [row for row in rows if isinstance(row, Rejected)]


def tables(folder: Path) -> dict[str, pd.DataFrame]:
    return {name: pd.read_parquet(folder / f"{name}.parquet") for name in CONTRACT}


def assert_whole(corpus: tifa.Corpus, inputs: int) -> None:
    """Rows of documents and of rejected add up to the inputs."""
    assert len(corpus.documents) + len(corpus.rejected) == inputs


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tifa", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False, timeout=300)


# Forms of input -------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", WRITERS)
def test_file_of_every_form(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"article{suffix}"
    articles = write(path)
    corpus = tifa.load(path)
    assert len(corpus.documents) == articles
    assert_whole(corpus, articles)
    assert all("长春市召开会议" in body for body in corpus.documents["body"][:1])


@pytest.mark.parametrize("suffix", WRITERS)
def test_suffix_in_capitals(tmp_path: Path, suffix: str) -> None:
    small = tmp_path / f"article{suffix}"
    articles = write(small)
    large = small.rename(tmp_path / f"ARTICLE{suffix.upper()}")
    assert len(tifa.load(large).documents) == articles


def test_mixed_folder(tmp_path: Path) -> None:
    for number, suffix in enumerate((".txt", ".html", ".htm")):
        write(tmp_path / f"page{number}{suffix}")
    (tmp_path / "below" / "deeper").mkdir(parents=True)
    write(tmp_path / "below" / "deeper" / "last.txt")
    rows = [{"text": TEXT}, {"text": OTHER}]  # no ids: they come from the file and the row
    (tmp_path / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    pd.DataFrame(rows).to_csv(tmp_path / "table.csv", index=False)
    pd.DataFrame(rows).to_parquet(tmp_path / "parquet.parquet")
    (tmp_path / "notes.docx").write_bytes(b"PK")
    (tmp_path / ".hidden.txt").write_text(TEXT, encoding="utf-8")
    corpus = tifa.load(tmp_path)
    assert_whole(corpus, 10)
    assert set(corpus.documents["doc_id"]) == {
        *("page0", "page1", "page2", "last", "rows-000001", "rows-000002"),
        *("table-000001", "table-000002", "parquet-000001", "parquet-000002"),
    }


def test_files_and_folders_together(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    write(tmp_path / "folder" / "one.txt")
    write(tmp_path / "two.txt")
    counts = analyse([tmp_path / "folder", tmp_path / "two.txt"], tmp_path / "out")
    assert counts["documents"] == 2


def test_file_named_twice_is_read_once(tmp_path: Path) -> None:
    write(tmp_path / "one.txt")
    assert len(find_files([tmp_path / "one.txt", tmp_path])) == 1


def test_folder_of_parquet_files(tmp_path: Path) -> None:
    for number in range(3):
        frame = pd.DataFrame({"id": [f"{number}"], "text": [TEXT]})
        frame.to_parquet(tmp_path / f"part-{number}.parquet")
    assert tifa.load(tmp_path).documents["doc_id"].tolist() == ["0", "1", "2"]


def test_named_columns(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    frame = pd.DataFrame({"key": [7], "content": [TEXT], "day": ["2020/2/3"]})
    frame.to_csv(path, index=False)
    (source,), rejected = read_all(path, Columns("content", "key", "day"))
    assert not rejected
    assert (source.doc_id, source.published) == ("7", "2020-02-03")


def test_line_breaks_are_one_character(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_bytes("第一行。\r\n第二行。\r第三行。".encode())
    assert read_all(path)[0][0].text == "第一行。\n第二行。\n第三行。"


# Encodings ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "reported"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16-le"),
        ("gb18030", "gb18030"),
        ("gbk", "gb18030"),
    ],
)
@pytest.mark.parametrize("suffix", [".txt", ".csv", ".jsonl"])
def test_encodings(tmp_path: Path, encoding: str, reported: str, suffix: str) -> None:
    if (suffix, encoding) in ((".csv", "utf-16"), (".jsonl", "utf-16")):
        pytest.skip("a table in UTF-16 is no form of input")
    path = tmp_path / f"page{suffix}"
    content = {
        ".txt": TEXT + OTHER,
        ".csv": f"text\n{TEXT + OTHER}\n".replace(",", "，"),
        ".jsonl": json.dumps({"text": TEXT + OTHER}, ensure_ascii=False),
    }[suffix]
    path.write_bytes(content.encode(encoding))
    (source,), rejected = read_all(path)
    assert not rejected
    assert (source.encoding, source.forced) == (reported, False)
    assert support.plain(source.text) == support.plain(TEXT + OTHER)


def test_big5(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    text = "疫情防控鬥爭開展以來,全市黨員幹部和社區工作者堅守崗位,共同守護居民健康。" * 3
    path.write_bytes(text.encode("big5"))
    (source,), _ = read_all(path)
    assert (source.text, source.encoding, source.forced) == (text, "big5", False)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_forced_encoding_is_reported(tmp_path: Path, encoding: str) -> None:
    data = ((TEXT + OTHER) * 3).encode(encoding)
    (tmp_path / "page.txt").write_bytes(data + b"\xff")
    corpus = tifa.load(tmp_path)
    row = corpus.documents.iloc[0]
    assert (row["encoding"], row["encoding_forced"]) == (encoding, True)
    assert row["raw"].endswith("\ufffd")
    flagged = corpus.repairs[corpus.repairs["before"].str.contains("\ufffd")]
    assert not flagged["certain"].any() and len(flagged)


def test_html_is_read_as_it_declares(tmp_path: Path) -> None:
    page = f'<html><head><meta charset="gb2312"></head><body><p>{TEXT}</p></body></html>'
    (tmp_path / "page.html").write_bytes(page.encode("gb18030"))
    row = tifa.load(tmp_path).documents.iloc[0]
    assert row["encoding"] == "gb18030" and "长春市召开会议" in row["body"]


# What cannot be read --------------------------------------------------------------------------

BAD_FILES: dict[str, tuple[str, bytes, list[str]]] = {
    "empty": ("a.txt", b"", ["empty"]),
    "blank": ("a.txt", b" \n\t\r\n", ["empty"]),
    "bom_only": ("a.txt", b"\xef\xbb\xbf", ["empty"]),
    "nul_only": ("a.txt", b"\0" * 100, ["empty"]),
    "pdf": ("a.txt", b"%PDF-1.7\n...", ["binary"]),
    "zip": ("a.html", b"PK\x03\x04" + bytes(range(256)), ["binary"]),
    "binary": ("a.txt", bytes(range(256)) * 20, ["binary"]),
    "empty_html": ("a.html", b"", ["empty"]),
    "empty_jsonl": ("a.jsonl", b"", ["empty"]),
    "blank_jsonl": ("a.jsonl", b"\n\n\n", ["empty"]),
    "broken_json": ("a.jsonl", b'{"text": "abc"\n', ["invalid_json"]),
    "json_list": ("a.jsonl", b'["text"]\n', ["invalid_json"]),
    "json_number": ("a.jsonl", b"12\n", ["invalid_json"]),
    "json_deep": ("a.jsonl", b"[" * 200_000 + b"\n", ["invalid_json"]),
    "binary_jsonl": ("a.jsonl", b"PAR1" + b"\0\1\2\xff" * 50, ["invalid_json"]),
    "jsonl_no_text": ("a.jsonl", b'{"id": 1}\n', ["missing_column"]),
    "jsonl_number": ("a.jsonl", b'{"text": 12}\n', ["not_text"]),
    "jsonl_list": ("a.jsonl", b'{"text": ["a"]}\n', ["not_text"]),
    "jsonl_true": ("a.jsonl", b'{"text": true}\n', ["not_text"]),
    "jsonl_null": ("a.jsonl", b'{"text": null}\n', ["empty"]),
    "jsonl_blank": ("a.jsonl", b'{"text": "  "}\n', ["empty"]),
    "empty_csv": ("a.csv", b"", ["empty"]),
    "header_only": ("a.csv", b"id,text\n", ["empty"]),
    "csv_no_text": ("a.csv", b"id,body\n1,x\n", ["missing_column"]),
    "csv_blank": ("a.csv", b"id,text\n1,\n", ["empty"]),
    "csv_short_row": ("a.csv", b"id,text\n1\n", ["empty"]),
    "binary_csv": ("a.csv", b"\0\1\2\3" * 100, ["binary"]),
    "not_parquet": ("a.parquet", b"abc", ["unreadable"]),
    "empty_parquet": ("a.parquet", b"", ["unreadable"]),
    "cut_parquet": ("a.parquet", b"PAR1" + b"x" * 100 + b"PAR1", ["unreadable"]),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_bad_file_is_rejected_with_its_reason(tmp_path: Path, name: str) -> None:
    filename, data, reasons = BAD_FILES[name]
    (tmp_path / filename).write_bytes(data)
    (tmp_path / "good.txt").write_text(TEXT, encoding="utf-8")
    corpus = tifa.load(tmp_path)
    assert corpus.rejected["reason"].tolist() == reasons
    assert corpus.documents["doc_id"].tolist() == ["good"]
    (row,) = corpus.rejected.to_dict("records")
    assert row["path"].endswith(filename)
    assert len(row["detail"]) > 10 and "\n" not in row["detail"]


def test_bad_rows_between_good_ones(tmp_path: Path) -> None:
    lines = [
        json.dumps({"id": "a", "text": TEXT}),
        "{",
        "",
        json.dumps({"id": "c", "text": 5}),
        json.dumps({"id": "d"}),
        json.dumps({"id": "e", "text": OTHER}),
    ]
    (tmp_path / "rows.jsonl").write_text("\n".join(lines), encoding="utf-8")
    corpus = tifa.load(tmp_path)
    assert_whole(corpus, 5)
    assert corpus.documents["doc_id"].tolist() == ["a", "e"]
    assert corpus.rejected["position"].tolist() == [2, 4, 5]
    assert corpus.rejected["reason"].tolist() == ["invalid_json", "not_text", "missing_column"]


@pytest.mark.parametrize("text", ["疫情防控鬥爭", "疫情防控斗争", ""])
def test_lone_surrogate_does_not_stop_the_run(tmp_path: Path, text: str) -> None:
    """JSON can spell half a character, which no file of text can hold."""
    lines = ['{"id": "a", "text": "\\ud800' + text + '"}', json.dumps({"id": "b", "text": TEXT})]
    (tmp_path / "rows.jsonl").write_text("\n".join(lines), encoding="utf-8")
    corpus = tifa.load(tmp_path)
    assert_whole(corpus, 2)
    assert "b" in corpus.documents["doc_id"].tolist()


def test_broken_csv_keeps_what_was_read(tmp_path: Path) -> None:
    good = f'a,"{TEXT}"\n'
    bad = 'b,"' + "疫" * (read.MAX_BYTES // 2) + '"\n'
    (tmp_path / "rows.csv").write_text("id,text\n" + good + bad, encoding="utf-8")
    corpus = tifa.load(tmp_path)
    assert corpus.documents["doc_id"].tolist() == ["a"]
    assert len(corpus.rejected) == 1


def test_parquet_column_that_is_no_text(tmp_path: Path) -> None:
    pq.write_table(pa.table({"id": [1, 2], "text": [1.5, 2.5]}), tmp_path / "a.parquet")
    sources, rejected = read_all(tmp_path / "a.parquet")
    assert not sources
    assert [row.reason for row in rejected] == ["not_text"] * 2


def test_parquet_nulls(tmp_path: Path) -> None:
    pd.DataFrame({"id": ["a", None], "text": [TEXT, None]}).to_parquet(tmp_path / "a.parquet")
    sources, rejected = read_all(tmp_path / "a.parquet")
    assert [row.doc_id for row in sources] == ["a"]
    assert [(row.position, row.reason) for row in rejected] == [(2, "empty")]


@pytest.mark.parametrize(("rows", "at", "read_before"), [(500, 200, 0), (5000, 20_000, 3000)])
def test_damaged_parquet_pages(tmp_path: Path, rows: int, at: int, read_before: int) -> None:
    """One row of rejected for the rest of the file, behind the rows that could be read."""
    path = tmp_path / "a.parquet"
    texts = [f"全市上下迅速行动起来{number}" for number in range(rows)]
    frame = pd.DataFrame({"id": list(map(str, range(rows))), "text": texts})
    frame.to_parquet(path, compression="zstd")
    data = bytearray(path.read_bytes())
    data[at : at + 200] = b"\xff" * 200
    path.write_bytes(data)
    sources, rejected = read_all(path)
    assert len(sources) == read_before
    assert [(row.position, row.reason) for row in rejected] == [(read_before + 1, "unreadable")]


def test_unreadable_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Permission is refused by the system; here by a stand-in, because root may read all."""
    for suffix in WRITERS:
        write(tmp_path / f"{suffix[1:]}{suffix}")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    files = find_files([tmp_path])
    monkeypatch.setattr(Path, "open", refuse)
    monkeypatch.setattr(Path, "read_bytes", refuse)
    monkeypatch.setattr(pq, "ParquetFile", refuse)
    rows = list(read.read(files))
    assert [row.reason for row in rows if isinstance(row, Rejected)] == ["unreadable"] * len(files)


def test_link_that_leads_nowhere(tmp_path: Path) -> None:
    write(tmp_path / "good.txt")
    (tmp_path / "broken.txt").symlink_to(tmp_path / "gone.txt")
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    (tmp_path / "around").symlink_to(tmp_path)
    corpus = tifa.load(tmp_path)
    assert corpus.documents["doc_id"].tolist() == ["good"]


def test_file_that_vanishes(tmp_path: Path) -> None:
    write(tmp_path / "good.txt")
    rows = list(read.read([tmp_path / "gone.txt", tmp_path / "good.txt"]))
    assert [type(row) for row in rows] == [Rejected, Source]


def test_folder_without_articles(tmp_path: Path) -> None:
    (tmp_path / "notes.docx").write_bytes(b"PK")
    with pytest.raises(InputError, match="no articles here"):
        find_files([tmp_path])


def test_no_such_path(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file or folder"):
        find_files([tmp_path / "gone"])


def test_huge_page_is_not_loaded(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    (row,) = read.read([path])
    assert isinstance(row, Rejected) and row.reason == "too_large"
    assert "200,000,000" in row.detail


def test_huge_line_between_good_ones(tmp_path: Path) -> None:
    """A line of 200 MB costs itself only."""
    path = tmp_path / "rows.jsonl"
    good = json.dumps({"id": "a", "text": TEXT}).encode() + b"\n"
    with path.open("wb") as file:
        file.write(good + b'{"id": "b", "text": "')
        for _ in range(200):
            file.write(b"x" * 1_000_000)
        file.write(b'"}\n' + good.replace(b'"a"', b'"c"'))
    sources, rejected = read_all(path)
    assert [row.doc_id for row in sources] == ["a", "c"]
    assert [(row.position, row.reason) for row in rejected] == [(2, "too_large")]


def test_duplicate_ids_in_one_file(tmp_path: Path) -> None:
    rows = [{"id": "a", "text": TEXT}, {"id": "a", "text": OTHER}, {"id": "b", "text": OTHER}]
    (tmp_path / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    corpus = tifa.load(tmp_path)
    assert_whole(corpus, 3)
    assert corpus.documents["doc_id"].tolist() == ["a", "b"]
    assert corpus.documents["position"].tolist() == [1, 3]
    assert corpus.rejected["reason"].tolist() == ["duplicate_id"]


def test_duplicate_ids_across_files(tmp_path: Path) -> None:
    """The first file wins, also where files are separate units of work."""
    (tmp_path / "in").mkdir()
    for name, text in (("one", TEXT), ("two", OTHER)):
        rows = [{"id": "a", "text": text}, {"id": name, "text": text}]
        path = tmp_path / "in" / f"{name}.jsonl"
        path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    (tmp_path / "in" / "a.txt").write_text(OTHER, encoding="utf-8")
    counts = analyse([tmp_path / "in"], tmp_path / "out")
    assert (counts["documents"], counts["rejected"]) == (3, 2)
    found = tables(tmp_path / "out")
    assert found["documents"]["doc_id"].tolist() == ["a", "one", "two"]
    for name in ("sentences", "words", "repairs"):
        assert set(found[name]["doc_id"]) <= {"a", "one", "two"}
    bodies = found["documents"].set_index("doc_id")["n_sentences"]
    assert found["sentences"].groupby("doc_id").size().to_dict() == bodies.to_dict()


def test_same_name_in_two_folders(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        write(tmp_path / folder / "page.txt")
    assert_whole(tifa.load(tmp_path), 2)


def test_article_that_fails_is_a_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(raw: str, **_: object) -> None:
        if "九江" in raw:
            raise RuntimeError("no luck")
        return original(raw)

    original = tifa.rows.repair_in_steps
    monkeypatch.setattr(tifa.rows, "repair_in_steps", fail)
    write_jsonl(tmp_path / "rows.jsonl")
    corpus = tifa.load(tmp_path)
    assert_whole(corpus, 2)
    assert corpus.rejected["reason"].tolist() == ["failed"]
    assert "no luck" in corpus.rejected["detail"][0]


# Facts from outside ---------------------------------------------------------------------------


def test_date_column_only_where_the_page_states_none(tmp_path: Path) -> None:
    dated = f"2021-05-05 来源:长春日报\n{TEXT}"
    rows = [
        {"id": "a", "text": TEXT, "date": "2020-02-03"},
        {"id": "b", "text": dated, "date": "2020-02-03"},
        {"id": "c", "text": TEXT, "date": "soon"},
        {"id": "d", "text": TEXT, "date": None},
        {"id": "e", "text": TEXT, "date": "2022-04"},
    ]
    (tmp_path / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    found = tifa.load(tmp_path).documents.set_index("doc_id")
    none = found["published"].isna()
    assert found["published"][~none].to_dict() == {
        "a": "2020-02-03",
        "b": "2021-05-05",
        "e": "2022-04",
    }
    assert found["published_from"][~none].to_dict() == {"a": "curated", "b": "page", "e": "curated"}
    assert found["published_from"][none].isna().all()


@pytest.mark.parametrize("unit", ["s", "ms", "ns"])
def test_date_column_of_parquet_times(tmp_path: Path, unit: str) -> None:
    times = pd.Series(pd.to_datetime(["2020-02-03 00:00", "2020-02-03 11:01"])).astype(
        f"datetime64[{unit}]"
    )
    frame = pd.DataFrame({"id": ["a", "b"], "text": [TEXT, TEXT], "date": times})
    frame.to_parquet(tmp_path / "a.parquet")
    sources, _ = read_all(tmp_path / "a.parquet")
    assert [row.published for row in sources] == ["2020-02-03", "2020-02-03T11:01:00"]


def test_missing_dates_of_parquet(tmp_path: Path) -> None:
    times = pd.to_datetime(["2020-02-03", None])
    pd.DataFrame({"text": [TEXT, TEXT], "date": times}).to_parquet(tmp_path / "a.parquet")
    sources, _ = read_all(tmp_path / "a.parquet")
    assert [row.published for row in sources] == ["2020-02-03", None]


GOOD_METADATA = "doc_id,field,value,reason\npage,published,2022-04,told by the author\n"


def test_metadata_of_the_folder(tmp_path: Path) -> None:
    write(tmp_path / "page.txt")
    (tmp_path / "metadata.csv").write_text(GOOD_METADATA, encoding="utf-8")
    corpus = tifa.load(tmp_path)
    assert corpus.documents["published"].tolist() == ["2022-04"]
    assert corpus.fact("published").to_dict() == {"page": "2022-04"}


def test_metadata_given(tmp_path: Path) -> None:
    write(tmp_path / "page.txt")
    facts = tmp_path / "facts.tsv"
    facts.write_text("\ufeff" + GOOD_METADATA, encoding="utf-8")
    result = run("analyse", tmp_path / "page.txt", "-o", tmp_path / "out", "--metadata", facts)
    assert result.returncode == 0
    assert tables(tmp_path / "out")["documents"]["published"].tolist() == ["2022-04"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"doc_id,field,value\na,b,c\n", "column reason is missing"),
        (b"", "column doc_id is missing"),
        (b"doc_id,field,value,reason\na,published,2022-04,\n", "line 2"),
        (b"doc_id,field,value,reason\na,published,soon,x\n", "is no date"),
        (b"doc_id,field,value,reason\na,wave\n", "line 2"),
        ("doc_id,field,value,reason\na,wave,第一波,x\n".encode("gb18030"), "UTF-8"),
    ],
)
def test_metadata_errors(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, message: str
) -> None:
    write(tmp_path / "page.txt")
    facts = tmp_path / "facts.csv"
    facts.write_bytes(content)
    arguments = ["analyse", str(tmp_path / "page.txt"), "-o", str(tmp_path / "out")]
    assert cli.main([*arguments, "--metadata", str(facts)]) == 2
    assert message in one_line(capsys.readouterr().err)


# Tables ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the seeds' tables in every format, the Parquet ones made twice."""
    out = tmp_path_factory.mktemp("tables")
    for folder, form in (
        ("parquet", "parquet"),
        ("again", "parquet"),
        ("csv", "csv"),
        ("jsonl", "jsonl"),
    ):
        analyse([support.SEEDS], out / folder, form=form)
    return out


def as_json_rows(folder: Path, name: str) -> list[dict[str, Any]]:
    table = pq.read_table(folder / f"{name}.parquet")
    return json.loads(json.dumps(table.to_pylist()))


@pytest.mark.parametrize("name", CONTRACT)
def test_columns_of_the_contract(written: Path, name: str) -> None:
    columns = pq.read_schema(written / "parquet" / f"{name}.parquet").names
    promised = CONTRACT[name].split()
    assert [column for column in columns if column in promised] == promised


def test_contract_is_the_documented_one() -> None:
    path = support.ROOT / "docs" / "TABLES.md"
    if not path.is_file():
        pytest.skip("no document of the tables")
    listed = {
        row[1]: set(re.findall(r"`(\w+)`", row[2]))
        for row in re.finditer(
            r"^\| `(\w+)` \|[^|]*\|(.*)\|$", path.read_text(encoding="utf-8"), re.M
        )
    }
    for name in CONTRACT.keys() & listed.keys():
        assert set(CONTRACT[name].split()) <= listed[name]


@pytest.mark.parametrize("name", CONTRACT)
def test_two_runs_write_the_same_bytes(written: Path, name: str) -> None:
    first, second = (written / folder / f"{name}.parquet" for folder in ("parquet", "again"))
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("name", CONTRACT)
def test_every_format_holds_the_same_rows(written: Path, name: str) -> None:
    wanted = as_json_rows(written / "parquet", name)
    path = written / "jsonl" / f"{name}.jsonl"
    assert support.json_lines(path) == wanted
    with (written / "csv" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(wanted)
    for row, other in zip(rows, wanted, strict=True):
        assert row == {key: as_cell(value) for key, value in other.items()}


def as_cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


@pytest.mark.parametrize("name", CONTRACT)
def test_rows_are_in_order(written: Path, name: str) -> None:
    rows = as_json_rows(written / "parquet", name)
    keys = [tuple(row[column] for column in ORDER[name]) for row in rows]
    assert keys == sorted(keys)
    assert ORDER[name][0] == CONTRACT[name].split()[0]


def test_spans_point_where_they_say(written: Path) -> None:
    found = tables(written / "parquet")
    documents = found["documents"].set_index("doc_id")
    for row in found["sentences"].itertuples():
        document = documents.loc[row.doc_id]
        assert document["body"][row.start : row.end] == row.text
        assert 0 <= row.raw_start < row.raw_end <= document["n_raw"]
    for row in found["repairs"].itertuples():
        document = documents.loc[row.doc_id]
        assert 0 <= row.raw_start <= row.raw_end <= document["n_raw"]
        if row.kind == "furniture":
            assert document["raw"][row.raw_start : row.raw_end] == row.before
    for doc_id, document in documents.iterrows():
        assert document["n_chars"] == len(document["body"])
        assert document["n_sentences"] == (found["sentences"]["doc_id"] == doc_id).sum()
        words = found["words"][found["words"]["doc_id"] == doc_id]
        assert document["n_words"] == words["n"].sum()


def test_loaded_tables_are_those_analysed(written: Path) -> None:
    loaded, fresh = tifa.load(written / "parquet"), tifa.load(support.SEEDS)
    for name in CONTRACT:
        pd.testing.assert_frame_equal(
            getattr(loaded, name).drop(columns="path", errors="ignore"),
            getattr(fresh, name).drop(columns="path", errors="ignore"),
        )


def test_process_is_analyse() -> None:
    corpus = tifa.load(support.SEEDS)
    curated = corpus.fact("published")
    frame = pd.DataFrame(
        {
            "doc_id": support.SEED_IDS,
            "text": list(map(support.seed, support.SEED_IDS)),
            "published": [curated.get(doc_id) for doc_id in support.SEED_IDS],
        }
    )
    found = tifa.process(frame)
    own = ["path", "position", "sha256", "encoding", "encoding_forced"]
    for name in ("documents", "repairs", "sentences", "words"):
        wanted = getattr(corpus, name)
        order = ORDER[name]
        pd.testing.assert_frame_equal(
            found[name].sort_values(order, ignore_index=True).drop(columns=own, errors="ignore"),
            wanted.sort_values(order, ignore_index=True).drop(columns=own, errors="ignore"),
        )


def many_files(folder: Path) -> Path:
    """Write a folder whose articles are several units of work."""
    folder.mkdir()
    for number in range(4):
        rows = [{"id": f"{number}-{at}", "text": TEXT + OTHER * at} for at in range(5)]
        path = folder / f"rows{number}.jsonl"
        path.write_text("\n".join(map(json.dumps, rows)) + "\n{", encoding="utf-8")
    write(folder / "page.txt")
    return folder


def assert_same_tables(one: Path, other: Path) -> None:
    for name in CONTRACT:
        assert (one / f"{name}.parquet").read_bytes() == (other / f"{name}.parquet").read_bytes()


def test_workers_make_the_same_tables(tmp_path: Path) -> None:
    folder = many_files(tmp_path / "in")
    one = analyse([folder], tmp_path / "one", workers=1)
    two = analyse([folder], tmp_path / "two", workers=2)
    assert one == two
    assert (one["documents"], one["rejected"]) == (21, 4)
    assert_same_tables(tmp_path / "one", tmp_path / "two")


def test_dask_makes_the_same_tables(tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    folder = many_files(tmp_path / "in")
    analyse([folder], tmp_path / "one")
    # In a process of its own: the cluster starts workers that import the main module again.
    result = run("analyse", folder, "-o", tmp_path / "two", "--engine", "dask", "--workers", "2")
    assert result.returncode == 0, result.stderr
    assert_same_tables(tmp_path / "one", tmp_path / "two")


def test_no_rests_of_a_run(tmp_path: Path) -> None:
    write(tmp_path / "page.txt")
    analyse([tmp_path / "page.txt"], tmp_path / "out")
    assert {path.stem for path in (tmp_path / "out").iterdir()} >= set(CONTRACT)
    assert all(path.suffix == ".parquet" for path in (tmp_path / "out").iterdir())


# Command line ---------------------------------------------------------------------------------


def one_line(message: str) -> str:
    lines = message.strip().split("\n")
    assert len(lines) == 1, message
    assert "Traceback" not in message
    return lines[0]


def test_command_line(tmp_path: Path) -> None:
    result = run("analyse", support.SEEDS, "-o", tmp_path / "out")
    assert result.returncode == 0
    assert "5 articles, 0 rejected" in result.stdout
    assert all(line.startswith("tifa: ") for line in result.stderr.splitlines())


def test_command_line_names_what_was_rejected(tmp_path: Path) -> None:
    write(tmp_path / "good.txt")
    (tmp_path / "bad.txt").write_bytes(b"")
    result = run("analyse", tmp_path, "-o", tmp_path / "out")
    assert result.returncode == 0
    assert "1 articles, 1 rejected" in result.stdout
    assert "bad.txt" in result.stderr and "empty" in result.stderr


@pytest.mark.parametrize("arguments", [["--help"], ["analyse", "--help"]])
def test_help(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        cli.main(arguments)
    assert stop.value.code == 0
    text = capsys.readouterr().out
    assert "tifa analyse seeds -o tables" in text and "rejected" in text


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        cli.main(["--version"])
    assert stop.value.code == 0
    assert re.match(r"tifa \d", capsys.readouterr().out)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["analyse", "IN/gone", "-o", "IN/out"], "no such file or folder"),
        (["analyse", "IN/empty", "-o", "IN/out"], "no articles here"),
        (["analyse", "IN/page.txt", "-o", "IN/page.txt"], "not a folder"),
        (["analyse", "IN/page.txt", "-o", "IN/page.txt/below"], "check the path"),
        (["analyse", "IN/page.txt", "-o", "IN/out", "--workers", "0"], "--workers"),
        (["analyse", "IN/page.txt", "-o", "IN/out", "--scheduler", "tcp://x:1"], "--engine dask"),
        (["analyse", "IN/page.txt", "-o", "IN/out", "--metadata", "IN/gone.csv"], "gone.csv"),
    ],
)
def test_unusable_arguments(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    """Exit status 2 and one line that says what to do."""
    write(tmp_path / "page.txt")
    (tmp_path / "empty").mkdir()
    assert cli.main([part.replace("IN", str(tmp_path)) for part in arguments]) == 2
    assert message in one_line(capsys.readouterr().err)


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["analyse"],
        ["analyse", "x"],
        ["analyze", "x", "-o", "y"],
        ["analyse", "x", "-o", "y", "--format", "xml"],
        ["analyse", "x", "-o", "y", "--workers", "many"],
    ],
)
def test_wrong_usage(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        cli.main(arguments)
    assert stop.value.code == 2
    assert "usage: tifa" in capsys.readouterr().err
