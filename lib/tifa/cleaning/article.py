"""From a repaired page to the article: title, date, source, authors, body.

A page is read from both ends. At its head the line that states time and source divides what
belongs to the site from the article, and the title stands before it; at its foot the first
line that opens related news, comments or a legal note ends the article. Between them everything
is the newspaper's, but for buttons and notices that sites put between paragraphs. A page without
furniture loses nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from tifa.cleaning import bylines, lines
from tifa.cleaning.trace import Traced, select

HEAD_PROSE = 60
"""Metadata is looked for until so many characters of prose have passed."""

TITLE_HAN = 4
MAX_TITLE = 60
"""A title has at least so many Han characters, and at most so many characters."""

CLEAR_PROSE = 40
"""A line of so many characters that ends like a sentence is prose or a legal note."""

MAX_REST = 0.3
"""What follows a legal note or the site's own lines holds at most this share of the prose."""

SECOND_HALF = re.compile("^(?:—|关于)")
"""How the second line of a headline begins."""

SITE_TITLE = re.compile(
    r"^[\u4e00-\u9fff]{2,8}(?:日报|晚报|晨报|时报|都市报|商报|网)(?:[\s\u3000·|-]*(?:数字报|电子报|电子版|首页|官网))?$"
)
"""A line that is just a newspaper's or a site's name."""

SUMMARY = re.compile(r"^[\[【(（]?(?:内容)?(?:摘要|导读|核心提示|提要|导语)[\]】)）]?\s*[:：]")
HAN = re.compile("[\u4e00-\u9fff]")
ORDINAL = re.compile(r"^[(（]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）、.．是]")
SITE_NAME = (
    r"[\u4e00-\u9fffA-Za-z]{1,14}(?:网|在线|网站|门户|热线|频道|客户端|视窗|信息港|新闻中心|政府)"
)
OWNER_NAME = rf"(?:{SITE_NAME}|[\u4e00-\u9fff]{{2,18}}(?:日报社?|晚报社?|报社|报业|集团|电视台|广播电台|委员会|办公室|医院|大学|学院|论坛|局|部))"

PUBLISHER = (
    re.compile(rf"来源[:：]?\s?[“\"]?({SITE_NAME})(?:[”\"、]|的|或)"),
    re.compile(rf"(?:注明|注有|标有|标注)(?:来源)?为?[^“\"。]{{0,6}}[“\"]({SITE_NAME})[”\"]"),
    re.compile(rf"^[“\"]?({SITE_NAME})[”\"]?版权"),
    re.compile(rf"版权所有\s?[:：]\s?({OWNER_NAME})(?![\u4e00-\u9fff])"),
    re.compile(rf"(?<![\u4e00-\u9fff])({OWNER_NAME})[”\"]?\s?版权所有(?!\s?[:：])"),
    re.compile(rf"版权所有\s?©?\s?({OWNER_NAME})(?![\u4e00-\u9fff])"),
)
"""How the furniture of a page names the site, the surest form first."""


class Line(NamedTuple):
    """A line of the repaired page without the white space at its ends, and what it is."""

    start: int
    end: int
    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Article:
    """An article and what its page says about it; what the page does not say is None or empty.

    ``body`` keeps its offsets into the raw page; ``dropped`` are the spans of the repaired page
    that are not body, with ``metadata`` or ``furniture``. ``found`` tells for each field where in
    the raw page it stood.
    """

    body: Traced
    dropped: list[tuple[str, int, int]]
    title: str | None = None
    original_title: str | None = None
    published: str | None = None
    source: str | None = None
    publisher: str | None = None
    authors: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()
    found: dict[str, tuple[int, int]] = field(default_factory=dict)


# Lines ----------------------------------------------------------------------------------------


def kind_of(line: str) -> str:
    """Return what a line is by itself: prose, metadata, crumbs, end, furniture, links or short.

    >>> [kind_of(line) for line in ("首页 > 新闻", "来源:长春日报", "大救治", "防控就是责任。")]
    ['crumbs', 'metadata', 'short', 'prose']
    """
    if len(line) > lines.SHORT or (len(line) >= CLEAR_PROSE and line[-1] in "。！？"):
        if len(line) <= lines.SHORT and SUMMARY.match(line):
            return "summary"
        return "end" if lines.is_legal(line) else "prose"
    if SUMMARY.match(line):
        return "summary"
    metadata = lines.is_metadata(line)
    if lines.is_breadcrumb(line) and not (metadata and lines.DATE.search(line)):
        return "crumbs"
    if metadata:
        return "metadata"
    if lines.is_furniture(line):
        return "end" if lines.ends_article(line) else "furniture"
    if lines.ends_article(line):
        return "end"
    if lines.is_prose(line):
        return "prose"
    return "links" if lines.is_navigation(line) else "short"


def split_lines(text: str) -> list[Line]:
    """Return the lines of a page that hold anything."""
    found = []
    start = 0
    for row in text.split("\n"):
        line = row.strip()
        if line:
            at = start + len(row) - len(row.lstrip())
            found.append(Line(at, at + len(line), line, kind_of(line)))
        start += len(row) + 1
    return found


def _cut(page: list[Line], first: int) -> int:
    """Return where the article ends: the first line that opens what follows it."""
    left = sum(len(line.text) for line in page[first:] if line.kind == "prose")
    seen = 0
    for at in range(first, len(page)):
        line = page[at]
        if line.kind == "prose":
            seen += len(line.text)
            left -= len(line.text)
        elif line.kind == "end" and seen:
            related = lines.TAIL_HEADING.match(line.text) is not None
            contact = lines.CONTACT.match(line.text) is not None
            if (left <= MAX_REST * seen and not (contact and left)) or (related and left <= seen):
                return at
    return len(page)


def _head(page: list[Line]) -> tuple[int, int]:
    """Return the last line of metadata before the article (-1 for none) and its first prose."""
    last, prose = -1, 0
    first_prose = None
    for at, line in enumerate(page):
        if line.kind == "metadata":
            last = at
        elif line.kind == "prose":
            prose += len(line.text)
            if first_prose is None:
                first_prose = at
            if prose > HEAD_PROSE:
                break
    # A short sentence before the metadata is a title with ! or ?.
    after = [at for at in range(last + 1, len(page)) if page[at].kind == "prose"]
    return last, after[0] if after else len(page)


def _is_title(line: Line) -> bool:
    return (
        line.kind in ("short", "prose")
        and not SITE_TITLE.match(line.text)
        and not line.text.endswith((":", "："))
        and line.text not in lines.LABEL_OF
        and len(line.text) <= MAX_TITLE
        and len(HAN.findall(line.text)) >= TITLE_HAN
    )


def _states(line: Line) -> bool:
    """Tell whether a metadata line states a time or a source."""
    fields = {name for name, value in lines.labels(line.text) if value}
    return lines.DATE.search(line.text) is not None or bool(fields & {"time", "source"})


def _title_at(page: list[Line], last: int, first: int) -> list[int]:
    """Return the lines of the title: one, or two that are one headline.

    The title stands above the line with the time or source, or else above the last metadata.
    """
    dated = [at for at in range(last + 1) if page[at].kind == "metadata" and _states(page[at])]
    above = [*range((dated[0] if dated else last) - 1, -1, -1), *range(last - 1, -1, -1)]
    for at in above:
        if _is_title(page[at]):
            two = at > 0 and SECOND_HALF.match(page[at].text) and _is_title(page[at - 1])
            return [at - 1, at] if two else [at]
    for at in range(first - 1):  # a bar of buttons stands under the title
        if last < 0 and _is_title(page[at]) and page[at + 1].kind == "furniture":
            return [at]
    below = [at for at in range(last + 1, first) if page[at].kind == "short"]
    if len(below) != 1 or not _stands_alone(page, below[0]):
        return []
    alone = page[below[0] + 1].start - page[below[0]].end > 1 or below[0] > 0
    return below if alone else []


def _stands_alone(page: list[Line], at: int) -> bool:
    """Tell whether a first line without metadata may be a title rather than a heading.

    It is longer than every heading of the article, and not numbered. Beyond that, something must
    set it off: a line before it, a blank line behind it, or an indented first paragraph.
    """
    text = page[at].text
    if not _is_title(page[at]) or len(HAN.findall(text)) < 8 or ORDINAL.match(text):
        return False
    end = _cut(page, at)
    others = [len(line.text) for line in page[at + 1 : end] if line.kind == "short"]
    return at + 1 < len(page) and len(text) > max(others, default=0)


def _crumb_title(page: list[Line], first: int) -> tuple[str, Line] | None:
    """Return a title that stands at the end of a breadcrumb."""
    for line in page[:first]:
        if line.kind == "crumbs":
            parts = lines.crumbs(line.text)
            if parts and len(HAN.findall(parts[-1])) >= 8 and not parts[-1].endswith(("…", "..")):
                return parts[-1], line
    return None


def _is_body(line: Line, at: int, last: int, first: int, last_prose: int) -> bool:
    """Tell whether a line that is not the title belongs to the body."""
    if at <= last:
        return False
    if line.kind in ("prose", "short"):
        return True
    if at < first:
        return False
    if line.kind == "metadata" and lines.BYLINE_ALONE.match(line.text):
        return True  # the byline under a heading, or at the end
    if line.kind == "metadata":
        dated = lines.DATE.fullmatch(line.text) is not None
        closing = at > last_prose
        fields = {name for name, _ in lines.labels(line.text)}
        return dated if closing else not fields & {"editor", "original", "none"}
    # Links and the like between two paragraphs are the article's own lists.
    inside = at < last_prose and line.kind in ("links", "end", "crumbs")
    return inside and not (len(line.text) <= 8 and lines.TAIL_HEADING.match(line.text))


# Fields ---------------------------------------------------------------------------------------


TIME_RANK = {"time": 0, "": 1, "later_time": 2, "other_time": 2}
"""Which of several dates is the time of publication: a labelled one, a bare one, another."""


def _published(stated: list[Line]) -> tuple[str, Line] | None:
    best: tuple[int, str, Line] | None = None
    for line in stated:
        for date in lines.DATE.finditer(line.text):
            before = line.text[: date.start()]
            labels = list(lines.LABEL.finditer(before))
            label = labels[-1] if labels else None
            name = ""
            if label is not None and not before[label.end() :].strip(" \t\u3000:："):
                name = lines.LABEL_OF[label[1] or label[2]]
            rank = TIME_RANK.get(name)
            value = lines.iso_date(date)
            if rank is not None and value and (best is None or rank < best[0]):
                best = rank, value, line
    return (best[1], best[2]) if best else None


def _publisher(page: list[Line], dropped: set[int]) -> tuple[str, Line] | None:
    for at in sorted(dropped):
        line = page[at]
        if line.kind == "crumbs":
            root = re.split("[-—_]", (lines.crumbs(line.text) or [""])[0])[0].strip()
            if re.fullmatch(OWNER_NAME, root) and root not in lines.HOME:
                return root, line
    for pattern in PUBLISHER:
        for at in sorted(dropped):
            if (found := pattern.search(page[at].text)) and found[1] not in lines.HOME:
                return found[1], page[at]
    return None


def parse(
    page: Traced,
    window: tuple[int, int] | None = None,
    facts: Mapping[str, str] | None = None,
) -> Article:
    """Divide a repaired page into the article and the site's furniture.

    ``window`` is the part of the page that an extractor took for the article; without it the
    lines alone decide. ``facts`` are fields that the page states outside its text; they count
    where the text states none.

    >>> from tifa.cleaning.repair import repair
    >>> page, _ = repair("首页 > 要闻\\n\\n全市动员\\n\\n2020-02-03 来源:长春日报\\n\\n昨日,我市召开会议。")
    >>> article = parse(page)
    >>> article.title, article.published, article.source, article.body.text
    ('全市动员', '2020-02-03', '长春日报', '昨日,我市召开会议。')
    """
    rows = split_lines(page.text)
    if window is not None:
        rows = [
            row
            if window[0] <= row.start < window[1] or row.kind in ("metadata", "crumbs")
            else row._replace(kind="end" if row.start >= window[1] else "furniture")
            for row in rows
        ]
    last, first = _head(rows)
    title_at = _title_at(rows, last, first)
    end = _cut(rows, min(first, len(rows)))
    prose = [at for at in range(first, end) if rows[at].kind == "prose"]
    last_prose = prose[-1] if prose else len(rows)
    top = max([last, *title_at]) if last >= 0 else -1
    body: list[int] = []
    for at in range(end):
        if at in title_at:
            continue
        if _is_body(rows[at], at, top, first, last_prose):
            body.append(at)
        elif at > last_prose:
            break  # behind the last paragraph, nothing that follows furniture is the article's
    kept = set(body)
    outside = {at for at in range(len(rows)) if at not in kept}
    return _fill(page, rows, body, outside, title_at, first, facts or {})


def _fact(name: str, value: str) -> object:
    """Return a field that a <meta> element states, in the form of the article's fields."""
    if name == "published":
        found = lines.DATE.search(value)
        return lines.iso_date(found) if found else None
    if name in ("authors", "editors"):
        return tuple(bylines.names(value))
    if name == "source":
        return bylines.source(value)
    return value.strip() or None


def _editors(line: str) -> list[str]:
    named = (bylines.names(value) for name, value in lines.labels(line) if name == "editor")
    return [name for names in named for name in names]


def _stated_by(line: str) -> Iterator[tuple[str, object]]:
    """Yield the fields that a metadata line states; a value may be empty."""
    yield "editors", tuple(_editors(line))
    for name, value in lines.labels(line):
        if name == "source":
            yield "source", bylines.source(value)
        elif name == "author":
            yield "authors", tuple(bylines.names(value))
        elif name == "original":
            yield "original_title", lines.LABEL.sub("", line, count=1).strip("()（） ")
    yield "authors", tuple(bylines.leading_name(line))
    if lines.BYLINE_ALONE.match(line):
        yield "authors", tuple(bylines.names(line))


def _fill(
    page: Traced,
    rows: list[Line],
    body: list[int],
    outside: set[int],
    title_at: list[int],
    first: int,
    facts: Mapping[str, str],
) -> Article:
    """Collect the fields from the lines outside the body, and from the bylines inside."""
    stated = [rows[at] for at in sorted(outside) if rows[at].kind == "metadata"]
    values: dict[str, Any] = {}
    found: dict[str, tuple[int, int]] = {}

    def note(name: str, value: object, line: Line) -> None:
        if value and name not in values:
            values[name] = value
            found[name] = page.raw(line.start, line.end)

    if title_at:
        title = "".join(rows[at].text for at in title_at)
        note("title", title, rows[title_at[0]]._replace(end=rows[title_at[-1]].end))
    elif crumb := _crumb_title(rows, first):
        note("title", *crumb)
    for line in stated:
        for name, value in _stated_by(line.text):
            note(name, value, line)
    if editors := dict.fromkeys(name for line in stated for name in _editors(line.text)):
        values["editors"] = tuple(editors)
    texts = [rows[at] for at in body]
    for line, people in bylines.in_body([(row, row.text) for row in texts]):
        note("authors", tuple(people), line)
    for line in texts[:3]:
        note("source", bylines.dateline_source(line.text), line)
    signature = [line for line in texts[-2:] if lines.DATE.fullmatch(line.text)]
    if dated := _published(stated) or _published(signature):
        note("published", *dated)
    if publisher := _publisher(rows, outside):
        note("publisher", *publisher)
    for name, value in facts.items():
        if name not in values and (fact := _fact(name, value)):
            values[name] = fact
    stating = {rows[at].start for at in title_at} | {line.start for line in stated}
    dropped = [
        ("metadata" if rows[at].start in stating else "furniture", rows[at].start, rows[at].end)
        for at in sorted(outside)
    ]
    spans = [(line.start, line.end) for line in texts]
    return Article(select(page, spans), dropped, found=found, **values)
