"""What must hold for any input at all, for Hypothesis and the fuzzer alike."""

from __future__ import annotations

import html
import re
from functools import cache
from itertools import pairwise
from pathlib import Path

import support

from tifa.cleaning.repair import repair
from tifa.read import Columns, Rejected, Source, read
from tifa.reader.page import article
from tifa.rows import Rows, clean, columns_of, rows_of
from tifa.schemas import SCHEMAS
from tifa.sources import OBEYED
from tifa.tables import arrow_tables

WORDS = {
    "sentences": "text",
    "times": "text",
    "events": "text",
    "totals": "text",
    "formulas": "surface",
    "terms": "term",
}
"""The column of each table that repeats what stands at its place in the body."""

OTHER_SPANS = {"events": ("time_start", "time_end"), "repairs": ("body_start", "body_end")}

OWN_TAGS = frozenset(
    """a b details div fieldset h2 i input label legend li p small span summary ul""".split()  # noqa: SIM905
)
"""The elements that the reader writes itself; any other one would have come from the corpus."""


CASES = ("authors", "cleaning", "datelines", "dates", "expansions", "formulas", "glosses",
    "html_rests", "invisible", "labels", "mojibake", "place_mentions", "published", "punctuation",
    "quantities", "script", "sentences", "sources", "times", "totals")  # fmt: skip
"""The tables of cases that pieces are taken from."""

FEW = 16
"""So many pieces of each table of cases, spread over it."""

CHARACTERS = """0123456789年月日时分号点初底上中下旬一二三四五六七八九十百千万亿两零〇个大项条应保不是双和等的
,:;!?()。、“”‘’《》…—— <>/&#;"'=|%*-_@+~"""

MARKS = """<p> </p> <br> <div> </div> <a <!-- --> <script> </script> <td> <title> <h1> &lt; &#60; &nbsp;
2020年 2020年2月30日 13月 32日 24时 25时 00:00 99:99 0000-00-00 9999-12-31 除夕 闰四月 春节 至 以来 截至 前 后 三天
半个月 本月 去年 昨日 当日 起 1+N N 四应四尽 三个“清零” 六坚持 其中 分别 合计 共 例 同比 占 万人 吉林省 长春市 朝阳区
记者 来源: 作者: 编辑: 责任编辑: 新华社 电 讯 要闻 (jīng) ?! 锟斤拷 鬥爭 著 乾 於 打赢 阻击战 疫情 防控 坚持 必须 落实"""
"""What times, formulas, totals, bylines and damage are made of."""


ODD = (
    "\u3000\u3000", "\u00a0", "\u200b", "\u202e", "\ufeff", "\u2028", "\u0300", "\u3099", "\u0378", "\ufffd",
    "\t", "\r", "\0", "\x0b", "\x85", "\x1b[31m", "𠀀", "😷", "Ê",
)  # fmt: skip
"""Characters that are seldom in a text, and what a terminal would obey."""


@cache
def pieces() -> tuple[str, ...]:
    """Return pieces of pages, sound and damaged: marks, and lines from the tables of cases."""
    found = [*CHARACTERS, *MARKS.split(), *ODD]
    for name in CASES:
        inputs = [support.unescape(row["input"]) for row in support.rows(name)]
        short = [text for text in inputs if 0 < len(text) < 60]
        found += short[:: max(1, len(short) // FEW)]
    return tuple(dict.fromkeys(found))


def source_of(text: str, *, html: bool = False, published: str | None = None) -> Source:
    """Return an article as reading would give it."""
    return Source("a", "a.txt", None, text, "utf-8", False, "", html, published)


def check_rows(source: Source) -> Rows:
    """Make the tables of an article and check every offset in them."""
    rows = rows_of(source)
    document = rows["documents"][0]
    body, raw = document["body"], document["raw"]
    assert raw == source.text and document["n_chars"] == len(body)
    for name, column in WORDS.items():
        for row in rows[name]:
            assert 0 <= row["start"] < row["end"] <= len(body), (name, row)
            assert body[row["start"] : row["end"]] == row[column], (name, row)
    _check_raw(rows, raw)
    _check_inner(rows, body)
    _check_sentences(rows, body)
    arrow_tables(columns_of(source))
    return rows


def _check_raw(rows: Rows, raw: str) -> None:
    for name in SCHEMAS:
        for row in rows[name]:
            if "raw_start" in row:
                assert 0 <= row["raw_start"] <= row["raw_end"] <= len(raw), (name, row)
    for row in rows["documents"][0]["found"]:
        assert 0 <= row["raw_start"] < row["raw_end"] <= len(raw), row
    for row in rows["repairs"]:
        if row["kind"] in ("furniture", "metadata"):  # others see what earlier repairs made
            assert raw[row["raw_start"] : row["raw_end"]] == row["before"], row


def _check_inner(rows: Rows, body: str) -> None:
    """Check the places within places: members, figures, the times of events, repairs in the body."""
    for row in rows["expansions"]:
        spelled = ["".join(body[a:b].split()) for a, b in row["member_spans"]]
        assert spelled == row["members"], row  # without the spaces that a page puts into words
    for row in rows["events"]:
        time = row["time_start"], row["time_end"]
        assert 0 <= time[0] < time[1] <= row["end"], row
        assert row["start"] <= time[0] or time[1] <= row["start"], row  # a dateline stands before
        for figure in row["figures"]:
            assert row["start"] <= figure["start"] < figure["end"] <= row["end"], row
    for row in rows["repairs"]:
        if row["body_start"] is not None:
            assert 0 <= row["body_start"] <= row["body_end"] <= len(body), row


def _check_sentences(rows: Rows, body: str) -> None:
    """Check that sentences follow each other, leave out nothing, and that findings name theirs."""
    sentences = rows["sentences"]
    assert [row["sentence_id"] for row in sentences] == list(range(1, len(sentences) + 1))
    ends = [0, *(row["end"] for row in sentences)]
    starts = [*(row["start"] for row in sentences), len(body)]
    for end, start in zip(ends, starts, strict=True):
        assert end <= start and not body[end:start].strip()
    for name in (*WORDS, "expansions"):
        for row in rows[name]:
            at = sentences[row["sentence_id"] - 1]
            assert at["start"] <= row["start"] < at["end"], (name, row)


def check_raw_map(text: str, *, web: bool = False) -> str:
    """Clean a page; check that each character leads back to the page and that nothing is lost."""
    found, _ = clean(text, html=web)
    body = found.body
    assert len(body.text) == len(body.first) == len(body.last)
    for one, two in pairwise(body.first.tolist()):
        assert one <= two
    for first, last in zip(body.first.tolist(), body.last.tolist(), strict=True):
        assert 0 <= first <= last <= len(text)
    return body.text


def check_repair(text: str) -> None:
    """Repair a text twice: the second time there is nothing left to do."""
    once = repair(text)[0].text
    again, _ = repair(once)
    assert again.text == once, (once, again.text)


def check_reader(source: Source) -> None:
    """Write an article as HTML: only the elements of the reader, and every word of the body."""
    rows = check_rows(source)
    page = str(article(rows["documents"][0], rows))
    for tag in re.findall(r"<\s*/?\s*([^\s/>]*)", page):
        assert tag in OWN_TAGS, tag
    shown = html.unescape(re.sub(r"<[^>]*>", "", page))
    for row in rows["sentences"]:
        assert row["text"] in shown, row


def check_read(path: Path, columns: Columns = Columns()) -> list[Source | Rejected]:
    """Read a file: something comes of it, and what is rejected says why in one line."""
    found = list(read([path], columns))
    assert found, "neither an article nor a reason"
    for row in found:
        if isinstance(row, Rejected):
            assert is_one_line(row.reason) and is_one_line(row.detail), row
        else:
            row.text.encode("utf-8")
            row.doc_id.encode("utf-8")
            assert is_one_line(row.doc_id) and is_one_line(row.path), row
    return found


def is_one_line(text: str) -> bool:
    """Tell whether a message is one line without characters that a terminal would obey."""
    return bool(text) and not OBEYED.search(text)
