"""The site as a reader has it, in Chromium: the small site and the built one at TIFA_SITE.

Without Chromium these tests are skipped, and without TIFA_SITE those of the built site; with
TIFA_REQUIRE_BROWSER=1 either is a failure.
"""

from __future__ import annotations

import functools
import os
import re
import shutil
import sys
import threading
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from small_site import HOSTILE, SITE

bs4 = pytest.importorskip("bs4")
pytest.importorskip("fontTools")
sys.path.insert(0, str(SITE))
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
    return built_site()


def built_site() -> Path:
    """The site that TIFA_SITE names."""
    named = os.environ.get("TIFA_SITE", "")
    if not (named and (Path(named) / "index.html").exists()):
        missing("TIFA_SITE names no built site")
    return Path(named).resolve()


class Quiet(SimpleHTTPRequestHandler):
    """Serve files without a line for each."""

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """A folder's address over HTTP, on this machine only."""
    handler = functools.partial(Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    """The site's address."""
    with served(site) as base:
        yield base


@pytest.fixture(scope="module")
def home() -> Iterator[str]:
    """The built site's address."""
    with served(built_site()) as base:
        yield base


def left(request: Any) -> bool:
    """True for a request given up because the page was left, as that for the icon may be."""
    return bool(request.failure == "net::ERR_ABORTED")


@contextmanager
def watched(browser: Any, base: str, width: int = 1280, scheme: str = "light") -> Iterator[Any]:
    """A page that must not log an error, fail a request, or ask another origin for anything."""
    size = {"width": width, "height": 900}
    context = browser.new_context(viewport=size, color_scheme=scheme)
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


def one_of_each(site: Path) -> list[str]:
    """Every page of the root, and of each folder its list and its largest page."""
    pages = [name for name in every_page(site) if "/" not in name]
    for folder in ("articles", "cities", "formulas", "frames"):
        held = [path for path in site.glob(f"{folder}/*.html") if path.name != "index.html"]
        largest = sorted(held, key=lambda path: (path.stat().st_size, path.name))[-1:]
        lists = [path for path in [site / folder / "index.html"] if path.exists()]
        pages += [path.relative_to(site).as_posix() for path in [*lists, *largest]]
    return pages


def text_of(path: Path, selector: str = "article") -> str:
    """The text of the parts of a page that a selector finds."""
    soup = bs4.BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
    return " ".join(part.get_text() for part in soup.select(selector))


WIDTHS = (390, 1280)
WIDE = "(e => [e.scrollWidth, e.clientWidth])(document.documentElement)"
LINKS = """[...document.querySelectorAll('a[href], link[href], img[src], script[src]')]
    .map(e => e.href || e.src)"""


def test_every_page_is_quiet_and_fits(browser: Any, site: Path, address: str) -> None:
    links = set()
    with watched(browser, address) as page:
        for name in every_page(site):
            page.goto(address + name)
            page.evaluate("document.fonts.ready")
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                wide, room = page.evaluate(WIDE)
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
        for name in one_of_each(site):
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


# For whoever does not see, point or distinguish colours as most do

THIN = """() => {
    for (const body of document.querySelectorAll('tbody'))
        for (const row of [...body.rows].slice(3)) row.remove()
    for (const line of [...document.querySelectorAll('.tifa-article > *')].slice(20)) line.remove()
    for (const more of document.querySelectorAll('details.hide')) more.remove() }"""
BROKEN = """() => axe.run(document, {resultTypes: ['violations']}).then(found => found.violations
    .filter(rule => ['moderate', 'serious', 'critical'].includes(rule.impact))
    .map(rule => [rule.id, rule.nodes.length, rule.nodes[0].html, rule.nodes[0].failureSummary]))"""


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_no_violation_of_accessibility(
    browser: Any, site: Path, address: str, width: int, scheme: str
) -> None:
    """By axe-core; only the first rows of a table and lines of an article, which the others are like."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    rules = axe.Axe().axe_script
    with watched(browser, address, width, scheme) as page:
        for name in one_of_each(site):
            page.goto(address + name)
            page.evaluate(THIN)
            page.evaluate(rules)
            assert page.evaluate(BROKEN) == [], name


SMALL = """() => [...document.querySelectorAll('.tifa-map a[aria-label]')].filter(a => {
    const box = a.getBoundingClientRect()
    return box.width < 23.9 || box.height < 23.9 }).map(a => a.outerHTML)"""


@pytest.mark.parametrize("width", [1280, 390])
def test_what_one_points_at_in_a_picture_is_large_enough(
    browser: Any, site: Path, address: str, width: int
) -> None:
    """24 pixels each way, as WCAG 2.2 (2.5.8) asks; where marks overlap, the tables have the same links."""
    with watched(browser, address, width) as page:
        for name in [n for n in every_page(site) if re.match(r"\d\d_", n)]:
            page.goto(address + name)
            assert page.evaluate(SMALL) == [], name


# What a reader does


def test_a_click_on_a_concordance_line_reaches_its_sentence(browser: Any, home: str) -> None:
    names = [n for n in one_of_each(built_site()) if re.match(r"frames/[^i]|formulas/[^i]|\d", n)]
    followed = 0
    with watched(browser, home) as page:
        for name in names:
            page.goto(home + name)
            lines = page.locator("table.tifa-kwic tbody tr")
            for at in range(min(2, lines.count())):
                node = lines.nth(at).locator("td:nth-child(2) a")
                wanted = re.sub(r"\s", "", node.inner_text())
                node.click()
                target = page.locator(":target")
                assert wanted in re.sub(r"\s", "", target.inner_text())
                target.wait_for(state="visible")
                followed += 1
                page.goto(home + name)
    assert followed >= 4


def test_a_number_on_the_index_leads_on_to_sentences(browser: Any, home: str) -> None:
    with watched(browser, home) as page:
        for folder in ("cities", "formulas", "frames"):
            page.goto(home)
            page.locator(f'article a[href="{folder}/index.html"]').first.click()
            page.locator("article tbody tr a").first.click()
            page.locator('article a[href*="articles/"][href*="#s-"]').first.click()
            page.locator(":target").wait_for(state="visible")  # the page may still be loading


def test_findings_lead_to_what_they_tell_of(browser: Any, home: str) -> None:
    with watched(browser, home) as page:
        page.goto(home)
        links = page.locator('.tifa-finding a[href*="#s-"]')
        found = [links.nth(at).get_attribute("href") for at in range(links.count())]
        assert found
        for address in found[:: max(1, len(found) // 8)]:
            page.goto(home + address)
            page.locator(":target").wait_for(state="visible")


def test_a_concordance_is_sorted_by_its_headings(browser: Any, home: str) -> None:
    contexts = """column => [...document.querySelectorAll('table.tifa-kwic tbody tr')]
        .map(row => row.cells[column].textContent.trim())"""
    ordered = """([texts, backwards]) => texts.map(t => backwards ? [...t].reverse().join('') : t)
        .every((t, i, all) => !i || new Intl.Collator('zh-Hans', {numeric: true}).compare(all[i - 1], t) <= 0)"""
    with watched(browser, home) as page:
        page.goto(f"{home}frames/war.html")
        before = page.evaluate(contexts, 0)
        for column in (0, 2):
            button = page.locator("table.tifa-kwic thead th").nth(column).locator("button")
            button.focus()
            page.keyboard.press("Enter")
            up = page.evaluate(contexts, column)
            assert page.evaluate(ordered, [up, column == 0])
            assert page.locator('th[aria-sort="ascending"]').count() == 1
            button.click()
            assert page.locator('th[aria-sort="descending"]').count() == 1
            assert page.evaluate(ordered, [page.evaluate(contexts, column)[::-1], column == 0])
        assert sorted(page.evaluate(contexts, 0)) == sorted(before)


def annotated(site: Path) -> str:
    """The largest article's page."""
    return next(n for n in one_of_each(site) if n.startswith("articles/") and "index" not in n)


def test_switches_take_marks_away_and_are_remembered(browser: Any, home: str) -> None:
    drawn = """layer => [...document.querySelectorAll('.tifa-article .l-' + layer)]
        .filter(e => getComputedStyle(e).textDecorationLine !== 'none').length"""
    with watched(browser, home) as page:
        page.goto(home + annotated(built_site()))
        for layer in ("time", "place", "frame"):
            box = page.locator(f'.tifa-legend input[data-layer="{layer}"]')
            assert box.is_checked() and page.evaluate(drawn, layer)
            box.uncheck()
            assert not page.evaluate(drawn, layer)
        page.reload()
        assert not page.locator('.tifa-legend input[data-layer="time"]').is_checked()
        assert not page.evaluate(drawn, "time")
        page.locator('.tifa-legend input[data-layer="time"]').check()
        assert page.evaluate(drawn, "time")


def test_a_mark_tells_what_it_is_to_pointer_and_keyboard(browser: Any, home: str) -> None:
    with watched(browser, home) as page:
        page.goto(home + annotated(built_site()))
        tip = page.locator("#tifa-tip")
        page.locator(".tifa-m.l-formula").first.hover()
        assert tip.is_visible() and "formula" in tip.inner_text()
        assert page.locator(".tifa-lit").count()
        page.keyboard.press("Escape")
        assert not tip.is_visible()
        page.locator('.tifa-reader [role="button"]').focus()
        page.keyboard.press("ArrowRight")
        assert tip.is_visible()
        assert page.locator('.tifa-reader [role="button"][tabindex="0"]').count() == 1
        page.keyboard.press("Enter")
        assert page.locator(".tifa-where[open] summary").first.is_visible()


def test_a_sentence_leads_back_to_where_it_counts(browser: Any, home: str) -> None:
    with watched(browser, home) as page:
        page.goto(home + annotated(built_site()))
        page.locator(".tifa-more").first.click()
        links = page.locator('.tifa-where[open] li a[href^="../"]')
        address = links.first.get_attribute("href")
        links.first.click()
        page.wait_for_url("**/" + re.sub(r"^\.\./", "", str(address)))
        if "#" in str(address):
            page.locator(":target").wait_for(state="visible")  # the page may still be loading


def test_hostile_text_is_shown_as_text(browser: Any, small: Path) -> None:
    with served(small) as base, watched(browser, base) as page:
        page.goto(f"{base}articles/b_2.html")
        assert page.locator("#s-0").inner_text() == HOSTILE + "。"
        page.goto(f"{base}search.html?q={urllib.parse.quote('<script>alert(1)</script>')}")
        page.wait_for_selector("#tifa-results mark")
        assert page.locator("#tifa-results mark").first.inner_text() == "<script>alert(1)</script>"
        assert page.locator("article script, #tifa-results script").count() == 0
