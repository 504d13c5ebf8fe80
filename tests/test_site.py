"""The site's parts, and a small site made here; what it is in a browser is in test_browser.py."""

from __future__ import annotations

import filecmp
import re
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
from small_site import ARTICLES, HOSTILE, SITE, run_build, split, write_corpus

bs4 = pytest.importorskip("bs4")
pytest.importorskip("fontTools")
sys.path.insert(0, str(SITE))
import articles  # noqa: E402
import build  # noqa: E402
import corpus  # noqa: E402
import fonts  # noqa: E402
import notebooks  # noqa: E402
import pages  # noqa: E402
import search  # noqa: E402


def article(site: Path, doc_id: str) -> Any:
    """The parsed text of an article's page."""
    html = (site / "articles" / f"{corpus.slug(doc_id)}.html").read_text(encoding="utf-8")
    return bs4.BeautifulSoup(html, "html.parser").find("article")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("四应四尽", {"四应", "应四", "四尽", "尽"}),
        ("长春 COVID", {"长春", "春", "co", "ov", "vi", "id", "d"}),
        ("２０２０年\u3000A", {"20", "02", "0年", "年", "a"}),
        ("𠀀一", {"𠀀一", "一"}),
        (" \n", set()),
    ],
)
def test_grams(text: str, expected: set[str]) -> None:
    assert search.grams(text) == expected


def test_fold_keeps_positions() -> None:
    text = "İSTANBUL ＡＢＣ，“Ｘ”Σ𐐀"
    assert len(search.fold(text)) == len(text)


@pytest.mark.parametrize("doc_id", ["index", "../../x", "A", "a b", "长春", "", "x" * 200, ".a"])
def test_slug_of_an_odd_id_is_a_safe_name_of_its_own(doc_id: str) -> None:
    assert re.fullmatch(r"[a-z0-9_][a-z0-9_.-]{0,99}", corpus.slug(doc_id))
    assert corpus.slug(doc_id) != doc_id
    assert corpus.slug(doc_id) != corpus.slug(doc_id + "'")


def test_hostile_article_is_text(small: Path) -> None:
    text = article(small, "b_2")
    assert text.find("script") is None
    assert text.find(id="s-0").get_text() == HOSTILE + "。"
    for page in small.rglob("*.html"):
        assert "<script>alert" not in page.read_text(encoding="utf-8"), page


def test_every_sentence_has_its_anchor(small: Path) -> None:
    for doc_id, body in ARTICLES.items():
        text = article(small, doc_id)
        for row in split(doc_id, body):
            assert text.find(id=f"s-{row['sentence_id']}").get_text() == row["text"]


def test_repairs_are_marked_with_what_the_page_had(small: Path) -> None:
    marks = article(small, "a_1").select(".tifa-article .tifa-repair")
    assert [mark.get_text() for mark in marks] == ["持", "应"]
    assert "(zhí)" in marks[0]["title"]
    assert '?"<b>' in marks[1]["title"]
    assert "tifa-uncertain" in marks[1]["class"]


def test_index_tells_findings_and_articles(small: Path) -> None:
    text = (small / "index.html").read_text(encoding="utf-8")
    assert '<b>1</b> of 2: <a href="articles/a_1.html#s-0">四应四尽</a>' in text
    assert "2 &lt; 3 in 长春" in text
    assert 'href="articles/b_2.html">&lt;script&gt;' in text
    assert "1 more could not be read: empty (1)" in text


def test_a_picture_with_links_is_shown_once_and_its_titles_are_not_searched(small: Path) -> None:
    html = (small / "01_a.html").read_text(encoding="utf-8")
    (shown,) = bs4.BeautifulSoup(html, "html.parser").select(".tifa-map")
    assert shown.img["alt"] == "Two days" and shown.a["href"] == "articles/a_1.html#s-0"
    assert not shown.find_parent(class_="cell_output").find_all("img", recursive=False)
    assert not any("图上" in text for _, text in search.html_records(html))


def test_index_lists_a_hundred_articles_and_leads_to_the_rest(tmp_path: Path) -> None:
    empty = dict.fromkeys(["title", "body", "published", "source", "publisher", "place", "n_chars"])
    rows = [{"doc_id": f"d{n}"} | empty for n in range(101)]
    pages.write_sources(tmp_path, corpus.Corpus(rows, {}, {}, []), [], None)
    listed = (tmp_path / "parts" / "articles.html").read_text(encoding="utf-8")
    assert listed.count("<tr><td") == 100
    assert '<a href="articles/index.html">All 101 articles</a>' in listed


def test_links_between_notebooks_and_out_of_the_site() -> None:
    text = "[a](02_b.ipynb), [b](../README.md), [c](https://x.org/y.ipynb), ![d](../d.png)"
    expected = "[a](02_b.html), b, [c](https://x.org/y.ipynb), ![d](../d.png)"
    assert notebooks.site_links(text) == expected


def test_same_input_same_site(small: Path, tmp_path: Path) -> None:
    done = run_build(small.parent, tmp_path / "again")
    assert done.returncode == 0, done.stderr
    files = sorted(p.relative_to(small) for p in small.rglob("*") if p.is_file())
    again = sorted(
        p.relative_to(tmp_path / "again") for p in (tmp_path / "again").rglob("*") if p.is_file()
    )
    assert files == again
    different = filecmp.cmpfiles(small, tmp_path / "again", files, shallow=False)[1:]
    assert different == ([], [])


def test_site_names_no_folder_of_this_machine(small: Path) -> None:
    for path in small.rglob("*"):
        if path.suffix in {".html", ".js", ".css", ".json"}:
            text = path.read_text(encoding="utf-8")
            assert str(small.parent) not in text, path
            assert str(SITE) not in text, path


RARE = "".join(map(chr, range(0x31350, 0x31360)))  # Extension H, which the font lacks


def test_missing_glyph_stops_the_build_and_leaves_the_site(tmp_path: Path) -> None:
    folder = write_corpus(tmp_path, {"a_1": ARTICLES["a_1"], "z": f"有{RARE}字。"})
    (folder / "site" / "_static").mkdir(parents=True)
    (folder / "site" / "_static" / "tifa.css").write_text("old")
    done = run_build(folder, folder / "site")
    assert done.returncode == 1
    assert "\U00031350 U+31350 on articles/" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert (folder / "site" / "_static" / "tifa.css").read_text() == "old"


def test_a_symbol_without_glyph_is_only_told() -> None:
    used = {"中": "a.html", "\U0001f600": "b.html", "\u200b": "c.html"}
    note = fonts.check(used, {ord("中")})
    assert "U+1F600, b.html" in note
    assert "200B" not in note
    with pytest.raises(ValueError, match="中 U\\+4E2D on a.html"):
        fonts.check(used, set())


def test_a_rare_character_does_not_stop_a_corpus() -> None:
    used = {chr(0x4E00 + n): "a.html" for n in range(100)} | {"\U00022653": "b.html"}
    note = fonts.check(used, {ord(c) for c in used} - {0x22653})
    assert "U+22653, b.html" in note


@pytest.mark.parametrize("link", ["gone.html", "a.html#gone", "data/gone.csv"])
def test_dead_link_stops_the_build(tmp_path: Path, link: str) -> None:
    (tmp_path / "a.html").write_text('<p id="here"><a href="a.html#here">x</a></p>')
    assert build.check_links(tmp_path) == 1
    (tmp_path / "b.html").write_text(f'<a href="{link}">x</a>')
    with pytest.raises(ValueError, match="b.html links to"):
        build.check_links(tmp_path)


@pytest.mark.parametrize("broken", ["nb", "tables", "out"])
def test_unusable_input_is_one_clear_line(
    tmp_path: Path, broken: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_corpus(tmp_path, ARTICLES)
    (folder / "site").mkdir()
    if broken == "nb":
        shutil.rmtree(folder / "nb")
    elif broken == "tables":
        (folder / "tables" / "sentences.parquet").unlink()
    else:
        (folder / "site" / "precious.txt").write_text("kept")
    options = {"notebooks": "nb", "tables": "tables", "out": "site"}
    arguments = [text for k, v in options.items() for text in (f"--{k}", str(folder / v))]
    assert build.main(arguments) == 1
    assert len(capsys.readouterr().err.strip().splitlines()) == 1
    assert broken != "out" or (folder / "site" / "precious.txt").exists()


def test_sentence_out_of_place_stops_the_build() -> None:
    row = {"doc_id": "a", "sentence_id": 3, "start": 0, "end": 2, "text": "长春"}
    with pytest.raises(ValueError, match="sentence 3 of a"):
        articles.check_sentence("吉林", row)
