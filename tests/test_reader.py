"""The annotated reader: what it marks, what it says, what leads where, and that text stays text."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
import support

import tifa
from tifa.read import Source
from tifa.reader import page as reader
from tifa.reader.annotations import LAYERS, annotate
from tifa.reader.spans import cut, repaired
from tifa.rows import rows_of

bs4 = pytest.importorskip("bs4")

HOSTILE = "<script>alert(1)</script> & \"q\" 'q' </span></p> $E=mc^2$ {{ title }} `a` <b"
CASES = support.rows("reader")


def parsed(text: str, **options: Any) -> tuple[Any, dict[str, list[dict[str, Any]]]]:
    """Return the reader's HTML of a text, parsed, and the rows it was made from."""
    rows = rows_of(Source("a", "a.txt", None, text, "utf-8", False, "", False, "2020-02-04"))
    html = reader.article(rows["documents"][0], rows, reader.Page(**options))
    return bs4.BeautifulSoup(html, "html.parser"), rows


def marks(page: Any, layer: str) -> str:
    """Return the text that a layer marks."""
    return "".join(tag.get_text() for tag in page.select(f".tifa-article .l-{layer}"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_a_layer_marks_what_it_should(case: dict[str, str]) -> None:
    page, _ = parsed(support.unescape(case["text"]))
    assert marks(page, case["layer"]) == case["marked"], case["why"]
    said = " ".join(li.get_text() for li in page.select(f'li[data-layer="{case["layer"]}"]'))
    for part in filter(None, case["said"].split("|")):
        assert part in said, said


def test_every_sentence_has_its_text_and_its_address() -> None:
    text = "# 1月21日,长春市落实“四早”:早发现、早报告、早隔离、早治疗。\n\n全市动员。打赢阻击战!"
    page, rows = parsed(text)
    for row in rows["sentences"]:
        number = row["sentence_id"]
        assert page.find(id=f"s-{number}").get_text() == row["text"]
        assert page.select(f'a.tifa-here[href="#s-{number}"]')
        assert page.find(id=f"w-{number}").name == "details"


def test_every_row_is_in_the_list_of_its_sentence_and_every_mark_leads_to_rows() -> None:
    page, rows = parsed("1月21日,长春市落实“四早”:早发现、早报告、早隔离、早治疗,必须打赢阻击战。")
    ids = {tag["id"] for tag in page.select(".tifa-where li [id]")}
    named = {f"r-{n}" for tag in page.select("[data-r]") for n in tag["data-r"].split()}
    assert named == ids
    found = annotate(rows["documents"][0], rows)
    assert len(ids) == len(found)
    for table, layer in {"times": "time", "formulas": "formula", "totals": "total"}.items():
        of_layer = [row for row in found if row.layer == layer and row.kind != "dated statement"]
        assert len(of_layer) == len(rows[table])
    devices = sum(row["kind"] == "device" for row in rows["terms"])
    assert sum(row.layer == "device" for row in found) == devices > 0


def test_a_formula_shares_its_group_with_its_members_only() -> None:
    page, _ = parsed("落实“四早”:早发现、早报告、早隔离、早治疗。又提“三个统筹”。")
    groups: dict[str, list[str]] = {}
    for tag in page.select("[data-g]"):
        groups.setdefault(tag["data-g"], []).append(tag.get_text())
    first, second = groups.values()
    assert "".join(first) == "四早早发现早报告早隔离早治疗"
    assert second == ["三个统筹"]


def test_nested_and_overlapping_layers_keep_the_text_and_all_their_marks() -> None:
    text = "落实“四早”:早发现、早报告、早隔离、早治疗,长春阻击战。"
    page, rows = parsed(text)
    body = rows["documents"][0]["body"]
    assert page.find(id="s-1").get_text() == body
    for row in annotate(rows["documents"][0], rows):
        assert body[row.start : row.end] in marks(page, row.layer)


def test_pieces_cover_what_spans_cover_on_any_input() -> None:
    chance = random.Random(7)
    for _ in range(200):
        spans = [sorted(chance.choices(range(30), k=2)) for _ in range(chance.randrange(9))]
        bounds = chance.choices(range(30), k=3)
        pieces = cut([(a, b) for a, b in spans], bounds)
        held = {at: set(piece.held) for piece in pieces for at in range(piece.start, piece.end)}
        for at in range(30):
            wanted = {n for n, (a, b) in enumerate(spans) if a <= at < b}
            assert held.get(at, set()) == wanted
        assert all(not piece.start < bound < piece.end for piece in pieces for bound in bounds)


def test_hostile_text_is_text_everywhere() -> None:
    page, rows = parsed(
        f"1月21日,长春市{HOSTILE}落实“四早”:早发现、早报告、早隔离、早治疗。", titles=True
    )
    assert page.find("script") is None
    for row in rows["sentences"]:
        assert page.find(id=f"s-{row['sentence_id']}").get_text() == row["text"]
    assert "<script>alert(1)" in page.get_text() and "$E=mc^2$ {{ title }}" in page.get_text()
    body = "疫情防控"
    rows = {
        "sentences": [{"doc_id": HOSTILE, "sentence_id": 1, "start": 0, "end": 4, "text": body}],
        "repairs": [repair(0, 2, before=HOSTILE)],
        "terms": [{**term(0, 2), "term": HOSTILE, "frame": HOSTILE}],
    }
    about = {"doc_id": HOSTILE, "body": body, "published": None}
    page = bs4.BeautifulSoup(reader.article(about, rows), "html.parser")
    assert page.find("script") is None
    assert page.select_one(".tifa-repair")["data-raw"] == HOSTILE
    assert HOSTILE in page.select_one(".tifa-where li").get_text()


def repair(start: int, end: int, before: str = "x", *, certain: bool = True) -> dict[str, Any]:
    """Return a row of `repairs`."""
    place = {"body_start": start, "body_end": end}
    return {"kind": "mojibake", "before": before, "after": "应", "certain": certain, **place}


def term(start: int, end: int) -> dict[str, Any]:
    """Return a row of `terms`."""
    place = {"sentence_id": 1, "start": start, "end": end}
    return {**place, "term": "阻击战", "frame": "war", "kind": "frame"}


@pytest.mark.parametrize(
    ("body", "start", "end", "marked"),
    [
        ("支持", 2, 2, (1, 2)),
        ("支持", 0, 1, (0, 1)),
        ("一\n支", 2, 2, (2, 3)),
        ("支", 0, 0, (0, 1)),
    ],
)
def test_a_repair_without_a_place_of_its_own_is_carried_by_a_neighbour(
    body: str, start: int, end: int, marked: tuple[int, int]
) -> None:
    assert repaired(body, repair(start, end)) == marked


def test_links_lead_only_where_there_is_something() -> None:
    text = "1月21日,长春市落实“四早”:早发现、早报告、早隔离、早治疗。"
    page, _ = parsed(text, known=lambda address: address.startswith("cities/"), root="../")
    links = {a["href"] for a in page.select(".tifa-where a") if not a["href"].startswith("#")}
    assert links == {"../cities/220100.html"}
    page, _ = parsed(text)
    links = {a["href"] for a in page.select(".tifa-where a")}
    assert "formulas/si-zao-8e1dd8ae.html" in links
    assert "02_city_timelines.html#place-220100" in links
    assert "#s-1" in links  # from a member to its formula


def test_switches_are_for_the_layers_that_there_are_and_devices_are_off() -> None:
    page, _ = parsed("必须打赢疫情防控阻击战。")
    switches = {box["data-layer"]: box.has_attr("checked") for box in page.select("input")}
    assert switches == {"frame": True, "device": False}
    page, _ = parsed("天气很好。")
    assert not page.select("fieldset")


def test_every_layer_has_its_style_and_its_switch() -> None:
    style = reader.asset("reader.css")
    for layer in LAYERS:
        assert f".tifa-reader .l-{layer} {{" in style
        assert f'input[data-layer="{layer}"]:not(:checked)) .tifa-article .l-{layer}' in style


def test_a_sentence_out_of_place_is_an_error() -> None:
    rows = {"sentences": [{"doc_id": "a", "sentence_id": 3, "start": 0, "end": 2, "text": "长春"}]}
    with pytest.raises(ValueError, match="sentence 3 of a"):
        reader.article({"doc_id": "a", "body": "吉林", "published": None}, rows)


def test_an_empty_article_says_so() -> None:
    shown = reader.article({"doc_id": "a", "body": None, "published": None}, {})
    assert "(no text)" in shown


def test_a_notebook_shows_the_article_with_all_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr(reader, "_show", lambda html, plain: shown.extend([str(html), plain]))
    corpus = tifa.load("seeds")
    for document in corpus.documents.itertuples():
        shown.clear()
        reader.show(corpus, document.doc_id)
        page = bs4.BeautifulSoup(shown[0], "html.parser")
        assert page.find("style") and page.find("script").string == reader.asset("reader.js")
        held = corpus.sentences[corpus.sentences["doc_id"] == document.doc_id]
        for row in held.itertuples():
            name = f"{reader.page_of(document.doc_id)}-s-{row.sentence_id}"
            assert page.find(id=name).get_text() == row.text
        ids = [tag["id"] for tag in page.select("[id]")]
        assert len(ids) == len(set(ids))
        assert all(mark["title"] for mark in page.select(".tifa-m"))
        assert not [src for src in ("http:", "https:", "src=") if src in json.dumps(shown[0])]
