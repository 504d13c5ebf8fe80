"""The site: its parts, a small site made here, and the built site at TIFA_SITE.

The browser's tests run over both sites. Without Chromium they are skipped, and without TIFA_SITE
those of the built site; with TIFA_REQUIRE_BROWSER=1 either is a failure.
"""

from __future__ import annotations

import base64
import filecmp
import functools
import json
import os
import re
import shutil
import struct
import subprocess
import sys
import threading
import urllib.parse
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

bs4 = pytest.importorskip("bs4")
pytest.importorskip("fontTools")
SITE = Path(__file__).parents[1] / "site"
sys.path.insert(0, str(SITE))
import articles  # noqa: E402
import build  # noqa: E402
import corpus  # noqa: E402
import fonts  # noqa: E402
import notebooks  # noqa: E402
import pages  # noqa: E402
import search  # noqa: E402

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
HAN = re.compile("[\u4e00-\u9fff]")
HOSTILE = "<script>alert(1)</script> & \"q\" 'q' </span></p> $E=mc^2$ {{ title }} `a` ```{raw} html"
PNG_SIZE = (600, 300)
ARTICLES = {
    "a_1": "坚持“四应四尽”，打响全省动员、全民参与的人民战争。\n经过37天连续作战，长春实现目标。",
    "b_2": HOSTILE + "。\n长春发布第9号公告。COVID-19 reports。",
    "Weird id/3": "吉林市发布公告。",
}
PHRASES = [
    "四应四尽",
    "长春",
    "人民战争",
    "37天连",
    "interval",
    "战",
    "全省 长春",
    '"COVID-19 reports"',
]


# A small corpus


def png() -> str:
    """A white picture in base64."""
    width, height = PNG_SIZE

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\xff" * width) * height)
    parts = [chunk(b"IHDR", head), chunk(b"IDAT", rows), chunk(b"IEND", b"")]
    return base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"".join(parts)).decode()


def code(source: str, *outputs: dict[str, Any], tags: tuple[str, ...] = ()) -> dict[str, Any]:
    """An executed code cell; each output is its data by type."""
    shown = [
        {"output_type": "display_data", "data": data, "metadata": {}} for data in outputs
    ]  # fmt: skip
    return {
        "cell_type": "code",
        "id": f"c{zlib.crc32(source.encode()):x}",
        "execution_count": 1,
        "metadata": {"tags": list(tags)},
        "source": source,
        "outputs": shown,
    }


def write_notebook(path: Path, title: str, found: str) -> None:
    """An executed notebook with a finding, a wide table, a picture, and output of other types."""
    cell = '<td lang="zh-Hans">应检尽检、应隔尽隔、应收尽收、应治尽治</td>'
    table = f'<table class="tifa"><tr>{cell * 6}</tr></table>'
    link = '<p><a class="tifa-csv" href="data/t.csv">CSV</a></p>'
    prose = f"# {title}\n\nSee [two](02_b.ipynb), [README](../README.md); $5 to $6, 长春, interval."
    cells = [
        {"cell_type": "markdown", "id": "m", "metadata": {}, "source": prose},
        code("folded = 'code'", {"text/html": found, "text/plain": "?"}, tags=("finding",)),
        code("plain", {"text/plain": "'2 < 3 in 长春'"}, tags=("finding",)),
        code("table", {"text/html": table + link}),
        code("picture", {"image/png": png(), "text/plain": "<Figure>"}),
        code("timeline", {"text/html": linked_picture(), "image/png": png(), "text/plain": "?"}),
        code("formula", {"text/latex": "$x$", "text/plain": "x " * 200}),
    ]
    language = {"name": "python", "pygments_lexer": "python3"}
    metadata = {"language_info": language}
    book = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(book), encoding="utf-8")


def linked_picture() -> str:
    """A picture with a link over it, as notebooks show timelines."""
    return (
        f'<div class="tifa-map"><img alt="Two days" src="data:image/png;base64,{png()}">'
        '<a href="articles/a_1.html#s-0" title="1 · 只在图上的话" style="left:1%;top:1%"></a></div>'
    )


def split(doc_id: str, body: str) -> list[dict[str, Any]]:
    """Sentences of a body, one at each full stop."""
    return [
        {"doc_id": doc_id, "sentence_id": n, "start": m.start(), "end": m.end(),
         "text": m[0], "kind": "sentence"}
        for n, m in enumerate(re.finditer("[^。\n]+。?", body))
    ]  # fmt: skip


def write_corpus(folder: Path, articles: dict[str, str]) -> Path:
    """Notebooks and tables for build.py."""
    (folder / "nb" / "data").mkdir(parents=True)
    (folder / "nb" / "data" / "t.csv").write_text("formula\n四应四尽\n", encoding="utf-8")
    finding = '<p><b>1</b> of 2: <a href="articles/a_1.html#s-0">四应四尽</a></p>'
    write_notebook(folder / "nb" / "01_a.ipynb", "The *first* 提法", finding)
    write_notebook(folder / "nb" / "02_b.ipynb", "The second", finding)
    (folder / "README.md").write_text("# Sources\n\n[a](a_1.txt), [b](metadata.csv)\n")
    documents = [
        {"doc_id": key, "title": body.split("。")[0] if key != "a_1" else None, "body": body,
         "published": "2020-02-03" if key == "a_1" else None, "n_chars": len(body)}
        for key, body in articles.items()
    ]  # fmt: skip
    repairs = [
        {"doc_id": "a_1", "kind": "pinyin_gloss", "before": "(zhí)", "after": "", "certain": True,
         "body_start": 2, "body_end": 2},
        {"doc_id": "a_1", "kind": "mojibake", "before": '?"<b>', "after": "应", "certain": False,
         "body_start": 4, "body_end": 5},
        {"doc_id": "a_1", "kind": "script", "before": "堅", "after": "坚", "certain": True,
         "body_start": 0, "body_end": 1},
    ]  # fmt: skip
    sentences = [row for key, body in articles.items() for row in split(key, body)]
    tables = {"documents": documents, "repairs": repairs, "sentences": sentences}
    tables["rejected"] = [{"path": "x", "reason": "empty", "detail": "no text"}]
    (folder / "tables").mkdir()
    for name, rows in tables.items():
        pd.DataFrame(rows).to_parquet(folder / "tables" / f"{name}.parquet")
    return folder


def run_build(folder: Path, out: Path) -> subprocess.CompletedProcess[str]:
    """Run build.py as its users do."""
    options = ["--notebooks", folder / "nb", "--tables", folder / "tables", "--out", out]
    command = [sys.executable, SITE / "build.py", *options, "--seeds-readme", folder / "README.md"]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small site."""
    folder = write_corpus(tmp_path_factory.mktemp("small"), ARTICLES)
    done = run_build(folder, folder / "site")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert "warning" not in done.stdout
    return folder / "site"


def article(site: Path, doc_id: str) -> Any:
    """The parsed text of an article's page."""
    html = (site / "articles" / f"{corpus.slug(doc_id)}.html").read_text(encoding="utf-8")
    return bs4.BeautifulSoup(html, "html.parser").find("article")


# Without a browser


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


def test_missing_glyph_stops_the_build_and_leaves_the_site(tmp_path: Path) -> None:
    folder = write_corpus(tmp_path, {"a_1": ARTICLES["a_1"], "z": "有\U00031350字。"})
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


# In a browser


def missing(what: str) -> None:
    """Skip, or fail where a browser is required."""
    if os.environ.get("TIFA_REQUIRE_BROWSER") == "1":
        pytest.fail(f"{what}, and TIFA_REQUIRE_BROWSER=1")
    pytest.skip(what)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium, headless."""
    names = ["chromium", "chromium-browser", "google-chrome"]
    path = next(filter(None, map(shutil.which, names)), None)
    if path is None:
        missing("no Chromium on the path")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("playwright is not installed")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield running
        running.close()


@pytest.fixture(scope="module", params=["small", "built"])
def site(request: pytest.FixtureRequest) -> Path:
    """The small site, and the built one."""
    if request.param == "small":
        return Path(request.getfixturevalue("small"))
    named = os.environ.get("TIFA_SITE", "")
    if not (named and (Path(named) / "index.html").exists()):
        missing("TIFA_SITE names no built site")
    return Path(named).resolve()


class Quiet(SimpleHTTPRequestHandler):
    """Serve files without a line for each."""

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    """The site's address over HTTP, on this machine only."""
    handler = functools.partial(Quiet, directory=str(site))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def left(request: Any) -> bool:
    """True for a request given up because the page was left, as that for the icon may be."""
    return bool(request.failure == "net::ERR_ABORTED")


@contextmanager
def watched(browser: Any, base: str, width: int = 1280) -> Iterator[Any]:
    """A page that must not log an error, fail a request, or ask another origin for anything."""
    context = browser.new_context(viewport={"width": width, "height": 900})
    page, faults = context.new_page(), []
    page.on("console", lambda m: m.type == "error" and faults.append(m.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("requestfailed", lambda r: left(r) or faults.append(f"failed: {r.url}"))
    page.on("response", lambda r: r.status >= 400 and faults.append(f"{r.status}: {r.url}"))
    page.on(
        "request",
        lambda r: r.url.startswith((base, "data:")) or faults.append(f"elsewhere: {r.url}"),
    )
    page.on("dialog", lambda d: (faults.append(f"dialog: {d.message}"), d.dismiss()))
    yield page
    context.close()
    assert not faults


def every_page(site: Path) -> list[str]:
    """Addresses of all pages, within the site."""
    return sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))


def text_of(path: Path, selector: str = "article") -> str:
    """The text of the parts of a page that a selector finds."""
    soup = bs4.BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
    return " ".join(part.get_text() for part in soup.select(selector))


LINKS = """[...document.querySelectorAll('a[href], link[href], img[src], script[src]')]
    .map(e => e.href || e.src)"""


@pytest.mark.parametrize("width", [1280, 390])
def test_every_page_is_quiet_and_fits(browser: Any, site: Path, address: str, width: int) -> None:
    links = set()
    with watched(browser, address, width) as page:
        for name in every_page(site):
            page.goto(address + name)
            page.evaluate("document.fonts.ready")
            wide, room = page.evaluate(
                "(e => [e.scrollWidth, e.clientWidth])(document.documentElement)"
            )
            assert wide <= room, f"{name} is {wide} px wide at {width}"
            links |= set(page.evaluate(LINKS))
    inside = {re.sub("[#?].*", "", link) for link in links if link.startswith(address)}
    paths = [urllib.parse.unquote(link.removeprefix(address)) for link in inside]
    assert not [path for path in paths if path and not (site / path).is_file()]
    assert any(path.startswith("data/") for path in paths)


def test_pages_work_from_files(browser: Any, site: Path) -> None:
    names = [n for n in every_page(site) if n.count("/") == 0] + every_page(site)[-2:]
    with watched(browser, "file://") as page:
        for name in names:
            page.goto((site / name).as_uri())
            page.evaluate("document.fonts.ready")
            assert page.evaluate("[...document.fonts].some(f => f.status === 'loaded')"), name
        page.goto((site / "search.html").as_uri() + "?q=" + urllib.parse.quote("长春"))
        page.wait_for_selector("#tifa-results mark")


def test_code_is_folded_and_a_click_shows_it(browser: Any, site: Path, address: str) -> None:
    books = [n for n in every_page(site) if re.match(r"\d", n)]
    assert books
    with watched(browser, address) as page:
        for name in books:
            page.goto(address + name)
            source = page.locator("div.cell_input")
            assert source.count()
            assert not any(source.nth(i).is_visible() for i in range(source.count()))
            page.locator("details.hide summary").first.click()
            assert source.first.is_visible()
            assert page.locator("details.hide summary").first.inner_text() == "Hide code"


def phrases(site: Path) -> list[str]:
    """Phrases to find: given ones, and a Latin word and a mixed one that the site holds."""
    books = [n for n in every_page(site) if re.match(r"\d", n)]
    articles = [n for n in every_page(site) if n.startswith("articles/")]
    latin = re.findall("[A-Za-z]{7,}", text_of(site / books[0], "article section > p"))
    text = " ".join(text_of(site / name, ".tifa-article span[id]") for name in articles)
    mixed = re.findall("[\u4e00-\u9fff]\\d+[\u4e00-\u9fff]", text)
    return ["四应四尽", "长春", "人民战争", latin[0], mixed[0], "战"]


def look_up(page: Any, base: str, query: str) -> Any:
    """Search, and wait until something is found."""
    page.goto(f"{base}search.html?q={urllib.parse.quote(query)}")
    page.wait_for_selector("#tifa-results mark")
    return page.locator("#tifa-results > li")


def test_search_finds_phrases(browser: Any, site: Path, address: str) -> None:
    wanted = phrases(site) + (PHRASES if (site / "articles" / "b_2.html").exists() else [])
    with watched(browser, address) as page:
        for query in wanted:
            results = look_up(page, address, query)
            marked = results.first.locator("mark").first.inner_text()
            assert search.fold(marked) in search.fold(query), query
        page.goto(f"{address}search.html?q=zqzq没有这个")
        page.wait_for_function(
            "document.querySelector('#tifa-status').innerText.includes('No pages')"
        )


def test_search_box_of_a_page_leads_to_a_sentence(browser: Any, site: Path, address: str) -> None:
    name = next(n for n in every_page(site) if n.startswith("articles/") and "index" not in n)
    with watched(browser, address) as page:
        for query in ["四应四尽", "人民战争"]:
            page.goto(address + name)
            page.fill(".sidebar-search", query)
            page.press(".sidebar-search", "Enter")
            page.wait_for_selector("#tifa-results mark")
            found = page.locator("#tifa-results > li", has=page.get_by_text(re.compile("^Article")))
            found.first.locator("ul a").first.click()
            page.wait_for_url(re.compile(r"/articles/.*#s-\d+$"))
            assert query in page.locator(":target").inner_text()


def test_search_splits_text_as_python_does(browser: Any, site: Path, address: str) -> None:
    name = next(n for n in every_page(site) if n.startswith("articles/"))
    samples = [text_of(site / name), HOSTILE, "İSTANBUL ＡＢＣ，“Ｘ”Σ𐐀 𠀀一\u3000ǍÉ"]
    with watched(browser, address) as page:
        page.goto(address + "search.html")
        for sample in samples:
            assert page.evaluate("t => tifaSearch.fold(t)", sample) == search.fold(sample)
            grams = page.evaluate("t => [...tifaSearch.grams(t)]", sample)
            assert set(grams) == search.grams(sample)


def test_chinese_is_set_in_the_font_shipped(browser: Any, site: Path, address: str) -> None:
    """Ask the browser which font drew the Chinese of up to 40 elements of each page."""
    script = """() => [...document.querySelectorAll('body *')].filter(e => e.checkVisibility()
        && [...e.childNodes].some(n => n.nodeType === 3 && /[\u4e00-\u9fff]/.test(n.data)))
        .slice(0, 40).forEach((e, i) => e.setAttribute('data-asked', i))"""
    with watched(browser, address) as page:
        client = page.context.new_cdp_session(page)
        for name in every_page(site)[:60]:
            page.goto(address + name)
            page.evaluate("document.fonts.ready")
            assert page.evaluate("document.fonts.check('16px \"Tifa Han\"', '长')")
            page.evaluate(script)
            client.send("DOM.enable")
            client.send("CSS.enable")
            root = client.send("DOM.getDocument")["root"]["nodeId"]
            query = {"nodeId": root, "selector": "[data-asked]"}
            for node in client.send("DOM.querySelectorAll", query)["nodeIds"]:
                html = client.send("DOM.getOuterHTML", {"nodeId": node})["outerHTML"]
                drawn = client.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
                shipped = sum(font["glyphCount"] for font in drawn if font["isCustomFont"])
                own = bs4.BeautifulSoup(html, "html.parser").contents[0]
                chinese = HAN.findall("".join(own.find_all(string=True, recursive=False)))
                assert shipped >= len(chinese), f"{name}: {html[:200]} {drawn}"


def test_pictures_and_tables_stay_within_the_page(browser: Any, site: Path, address: str) -> None:
    script = """() => [...document.querySelectorAll('article table, article img')].filter(e => {
        const box = (e.closest('.output, .tifa-scroll, .table-wrapper') || e)
        return box.getBoundingClientRect().right > innerWidth + 1 }).map(e => e.outerHTML)"""
    with watched(browser, address, 390) as page:
        for name in [n for n in every_page(site) if n.count("/") == 0]:
            page.goto(address + name)
            assert page.evaluate(script) == []
