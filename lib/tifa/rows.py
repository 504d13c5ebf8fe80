"""From an article to the rows of every table."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import repeat
from operator import attrgetter
from typing import Any

from tifa.actions import action_of
from tifa.cleaning.article import Article, parse
from tifa.cleaning.changes import carried, dropped, in_body
from tifa.cleaning.chars import count_han
from tifa.cleaning.repair import Repair, repair_in_steps
from tifa.cleaning.script import script_of
from tifa.cleaning.webpage import read_page
from tifa.formulas import expand, find_formulas
from tifa.formulas.link import Expansion
from tifa.formulas.parallels import find_parallels
from tifa.formulas.shapes import shape_of
from tifa.places.about import place_of
from tifa.places.find import find_places
from tifa.places.gazetteer import path_of
from tifa.quantities import find_quantities
from tifa.read import Source
from tifa.rhetoric.devices import find_devices
from tifa.rhetoric.frames import FRAMES, Term, find_terms
from tifa.scan import first_name, scan
from tifa.schemas import SCHEMAS
from tifa.sentences import Sentence, split_sentences
from tifa.statements import about, find_statements
from tifa.steps import Steps, finished
from tifa.times import Expression, Value, find_times, is_dated, resolve
from tifa.times.dating import OPEN
from tifa.totals import check_totals
from tifa.words import cut, words_in

Rows = dict[str, list[dict[str, Any]]]
Table = dict[str, list[Any]]

IN_ORDER = attrgetter("raw_start", "raw_end", "kind")
COLUMNS = {name: schema.names for name, schema in SCHEMAS.items()}

LATEST = 9999
"""A year for divisions as they are now, where a page has no year at all."""


def clean(raw: str, *, html: bool = False) -> tuple[Article, list[Repair]]:
    """Return the article on a page, and every change between the page and the article.

    >>> article, repairs = clean("首页 > 要闻\\n\\n疫情(qíng)就是命令,全市动员。")
    >>> article.body.text, [row.kind for row in repairs]
    ('疫情就是命令,全市动员。', ['furniture', 'whitespace', 'pinyin_gloss'])
    """
    return finished(clean_in_steps(raw, html=html))


def clean_in_steps(raw: str, *, html: bool = False) -> Steps[tuple[Article, list[Repair]]]:
    """Return what :func:`clean` does, in steps."""
    web = read_page(raw) if html else None
    page, repairs = yield from repair_in_steps(web.text if web else raw)
    yield
    if web:
        article = parse(page, carried(web.window, web.text, page), web.facts)
    else:
        article = parse(page)
    repairs += dropped(raw, page, article)
    repairs.sort(key=IN_ORDER)
    return article, repairs


def rows_of(source: Source) -> Rows:
    """Return the rows of one article for every table.

    >>> body = "2月3日,长春市召开会议,部署防控。"
    >>> rows = rows_of(Source("a", "a.txt", None, body, "utf-8", False, "", False, "2020-02-04"))
    >>> [(row["text"], row["iso_start"], row["place"]) for row in rows["times"]]
    [('2月3日', '2020-02-03', '吉林省长春市')]
    """
    return {
        name: [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
        for name, columns in columns_of(source).items()
    }


def columns_of(source: Source) -> dict[str, Table]:
    """Return the columns of one article for every table: each column is a list of its values.

    A corpus is made of columns, for that is how Arrow keeps tables; rows are for reading.
    """
    found = finished(steps_of(source))
    words = words_in(found.pop(CUT)["text"][0])
    listed = sorted(words)
    found["words"] = {
        "doc_id": [source.doc_id] * len(listed),
        "word": listed,
        "n": list(map(words.__getitem__, listed)),
    }
    found["documents"]["n_words"] = [words.total()]
    found["rejected"] = in_columns("rejected", [])
    return found


CUT = "cut"
"""The table of bodies cut into tokens, which are not counted yet: that is done for many together."""


def steps_of(source: Source) -> Steps[dict[str, Table]]:
    """Return the analysis of one article in steps, which comes to :func:`columns_of` the article.

    But for its words: the table :data:`CUT` has what they are counted from.
    """
    article, repairs = yield from clean_in_steps(source.text, html=source.html)
    body = article.body.text
    yield
    sentences = split_sentences(body)
    hits = scan(body)
    yield
    published = article.published or source.published
    place, code = place_of(article.title, article.source, body, published, hits)
    yield
    document = {
        "doc_id": source.doc_id,
        "path": source.path,
        "position": source.position,
        "sha256": source.sha256,
        "encoding": source.encoding,
        "encoding_forced": source.forced,
        "script": script_of(source.text),
        "title": article.title,
        "original_title": article.original_title,
        "published": published,
        "published_from": "page" if article.published else "curated" if published else None,
        "source": article.source,
        "publisher": article.publisher,
        "authors": list(article.authors),
        "editors": list(article.editors),
        "place": place,
        "place_code": code,
        "body": body,
        "n_chars": len(body),
        "n_han": count_han(body),
        "n_sentences": len(sentences),
        "n_raw": len(source.text),
        "found": [
            {"field": name, "raw_start": span[0], "raw_end": span[1]}
            for name, span in sorted(article.found.items())
        ],
        "raw": source.text,
    }
    times = find_times(body, hits)
    yield
    rows: Rows = {"totals": _total_rows(article, sentences, times)}
    yield
    rows |= yield from _dated_rows(article, sentences, document, times, hits)
    yield
    rows |= yield from _formula_rows(article, sentences, hits)
    yield
    wholes = [(row["start"], row["end"]) for row in rows["formulas"] if row["kind"] in SET]
    tokens = cut(body, wholes)
    rows["documents"] = [document]
    yield
    terms = yield from _term_columns(article, sentences, hits, wholes)
    yield
    found: dict[str, Table] = {
        **{name: in_columns(name, given) for name, given in rows.items()},
        "repairs": _repair_columns(article, repairs),
        "sentences": _sentence_columns(article, sentences),
        CUT: {"text": [tokens]},
        "terms": terms,
    }
    for columns in found.values():
        columns["doc_id"] = [source.doc_id] * len(next(iter(columns.values())))
    return found


def in_columns(name: str, rows: Sequence[Mapping[str, Any]]) -> Table:
    """Return rows of a table as its columns, with None where a row does not have one.

    >>> in_columns("words", [{"word": "疫情", "n": 2}, {"word": "防控", "n": 1}])["word"]
    ['疫情', '防控']
    """
    return {column: [row.get(column) for row in rows] for column in COLUMNS[name]}


def _raw(article: Article, start: int, end: int) -> dict[str, int]:
    raw_start, raw_end = article.body.raw(start, end)
    return {"raw_start": raw_start, "raw_end": raw_end}


def _places(
    article: Article, sentences: list[Sentence], starts: Sequence[int], ends: Sequence[int]
) -> Table:
    """Return where findings stand: their sentences, their spans in the body and on the page."""
    firsts = [sentence.start for sentence in sentences]
    firsts[:1] = [0]  # what stands before the first sentence belongs to it
    raw_starts, raw_ends = article.body.raw_spans(starts, ends)
    return {
        "sentence_id": list(map(bisect_right, repeat(firsts), starts)),
        "start": list(starts),
        "end": list(ends),
        "raw_start": raw_starts,
        "raw_end": raw_ends,
    }


def _repair_columns(article: Article, repairs: list[Repair]) -> Table:
    columns = _turned(Repair._fields, repairs)
    inside = [row for row in repairs if row.kind not in ("furniture", "metadata")]
    places = iter(in_body(article.body, inside))
    outside = (None, None)
    spans = [
        outside if kind in ("furniture", "metadata") else next(places) for kind in columns["kind"]
    ]
    return columns | _turned(("body_start", "body_end"), spans)


def _turned(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> Table:
    """Return rows with so many values each as columns."""
    columns = map(list, zip(*rows, strict=True)) if rows else ([] for _ in names)
    return dict(zip(names, columns, strict=True))


def _sentence_columns(article: Article, sentences: list[Sentence]) -> Table:
    columns = _turned(Sentence._fields, sentences)
    raw_starts, raw_ends = article.body.raw_spans(columns["start"], columns["end"])
    return columns | {"raw_start": raw_starts, "raw_end": raw_ends}


SET = frozenset(("numeral", "compound", "dual", "code"))
"""Kinds of formulas that are set phrases: each of them is one word."""


def _formula_rows(
    article: Article, sentences: list[Sentence], hits: list[tuple[int, int, int]]
) -> Steps[Rows]:
    """Return the rows of ``formulas`` and ``expansions``."""
    body = article.body.text
    mentions = find_formulas(body, hits)
    yield
    expansions = expand(body, mentions, sentences)
    yield
    of = {number: row for row in expansions for number in row.mentions}
    starts = [sentence.start for sentence in sentences]
    formulas = []
    for number, row in enumerate(mentions):
        at = max(bisect_right(starts, row.start) - 1, 0)
        formulas.append(
            {
                "sentence_id": sentences[at].sentence_id,
                **row._asdict(),
                **_raw(article, row.start, row.end),
                "canonical": of[number].canonical,
                "kind": of[number].kind,
                "expected": list(of[number].expected),
                "pattern": _pattern(row.surface, row.kind),
            }
        )
    rows = {
        "formulas": formulas,
        "expansions": [_expansion_row(row, formulas) for row in expansions],
    }
    taken = [(row.start, row.end) for row in mentions if row.kind in SET]
    taken += [span for row in expansions for span in row.member_spans]
    yield
    _add_parallels(rows, article, sentences, taken)
    return rows


def _term_columns(
    article: Article,
    sentences: list[Sentence],
    hits: list[tuple[int, int, int]],
    formulas: list[tuple[int, int]],
) -> Steps[Table]:
    """Return the hits of the frames and of the rhetorical devices, in order.

    Nothing inside a formula or the name of a place counts.
    """
    body = article.body.text
    first = first_name()
    taken = formulas + [(start, end) for number, start, end in hits if number >= first]
    terms = find_terms(body, taken)
    yield
    devices = find_devices(body, taken)
    yield
    found = sorted(terms + devices)
    columns = _turned(Term._fields, found)
    kinds = ["frame" if frame in FRAMES else "device" for frame in columns["frame"]]
    return columns | {"kind": kinds} | _places(article, sentences, columns["start"], columns["end"])


def _add_parallels(
    rows: Rows, article: Article, sentences: list[Sentence], taken: list[tuple[int, int]]
) -> None:
    """Add the unnumbered parallels to both tables: nothing is expected, and nothing judged."""
    body = article.body.text
    starts = [sentence.start for sentence in sentences]
    seen: dict[str, dict[str, Any]] = {}
    for row in find_parallels(body, taken):
        at = max(bisect_right(starts, row.start) - 1, 0)
        members = [body[start:end] for start, end in row.spans]
        place: dict[str, Any] = {
            "sentence_id": sentences[at].sentence_id,
            "start": row.start,
            "end": row.end,
            **_raw(article, row.start, row.end),
            "canonical": "、".join(members),
            "kind": "parallel",
            "expected": [],
        }
        rows["formulas"].append(place | {"surface": body[row.start : row.end], "quoted": False})
        if place["canonical"] in seen:
            seen[place["canonical"]]["n_mentions"] += 1
            continue
        seen[place["canonical"]] = place | {
            "members": members,
            "member_spans": [list(span) for span in row.spans],
            "stated": None,
            "verdict": None,
            "n_mentions": 1,
        }
    rows["expansions"] += seen.values()


def _expansion_row(row: Expansion, formulas: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a row of ``expansions``, placed at the mention that its members belong to."""
    at = formulas[row.mentions[row.listed_at]]
    return {
        **{name: at[name] for name in ("sentence_id", "start", "end", "raw_start", "raw_end")},
        "canonical": row.canonical,
        "kind": row.kind,
        "pattern": at["pattern"],
        "expected": list(row.expected),
        "members": list(row.members),
        "member_spans": [list(span) for span in row.member_spans],
        "stated": row.stated,
        "verdict": row.verdict,
        "n_mentions": len(row.mentions),
    }


def _pattern(surface: str, kind: str) -> str | None:
    shape = shape_of(surface)
    return shape.pattern if shape and kind in SET else None


def _dated_rows(
    article: Article,
    sentences: list[Sentence],
    document: dict[str, Any],
    times: list[Expression],
    hits: list[tuple[int, int, int]],
) -> Steps[Rows]:
    """Return the rows of ``times`` and ``events``."""
    body, published = article.body.text, document["published"]
    values = resolve(body, times, published, document["published_from"])
    yield
    year = int(published[:4]) if published else _year_of(values)
    places = find_places(body, year, document["place_code"], hits)
    yield
    dated = [is_dated(time, value) for time, value in zip(times, values, strict=True)]
    wanted = [value.core or known for value, known in zip(values, dated, strict=True)]
    codes = about(body, times, places, sentences, document["place_code"], wanted)
    starts = [sentence.start for sentence in sentences]
    time_rows = []
    for time, value, code in zip(times, values, codes, strict=True):
        at = max(bisect_right(starts, time.start) - 1, 0)
        place = _placed(code, year) if value.core else _placed(None, year)
        time_rows.append(
            {
                "sentence_id": sentences[at].sentence_id,
                "start": time.start,
                "end": time.end,
                **_raw(article, time.start, time.end),
                "text": body[time.start : time.end],
                "kind": time.kind,
                **value._asdict(),
                **place,
            }
        )
    yield
    statements = find_statements(body, times, dated, sentences)
    actions = [action_of(body[row.start : row.end]) for row in statements]
    yield
    event_rows = []
    for row, action in zip(statements, actions, strict=True):
        time, value = times[row.time], values[row.time]
        text = body[row.start : row.end]
        event_rows.append(
            {
                "sentence_id": row.sentence_id,
                "start": row.start,
                "end": row.end,
                **_raw(article, row.start, row.end),
                "text": text,
                "time_start": time.start,
                "time_end": time.end,
                "iso_start": value.iso_start,
                "iso_end": value.iso_end,
                **_placed(codes[row.time], year),
                "action": action,
                "figures": _figures(text, row.start),
            }
        )
    return {"times": time_rows, "events": event_rows}


def _year_of(values: list[Value]) -> int:
    """Return the year of an undated page's divisions: the latest year that its text names."""
    years = [int(v.iso_end[:4]) for v in values if v.core and v.iso_end and v.iso_end != OPEN]
    return max(years, default=LATEST)


def _placed(code: str | None, year: int) -> dict[str, str | None]:
    return {"place": code and path_of(code, year), "place_code": code}


def _figures(text: str, offset: int) -> list[dict[str, Any]]:
    """Return the quantities of a statement, at their places in the body."""
    return [
        row._asdict() | {"start": row.start + offset, "end": row.end + offset}
        for row in find_quantities(text)
    ]


def _total_rows(
    article: Article, sentences: list[Sentence], times: list[Expression]
) -> list[dict[str, Any]]:
    body = article.body.text
    starts = [sentence.start for sentence in sentences]
    rows = []
    for row in check_totals(body, times):
        at = max(bisect_right(starts, row.start) - 1, 0)
        rows.append(
            row._asdict()
            | _raw(article, row.start, row.end)
            | {"sentence_id": sentences[at].sentence_id, "text": body[row.start : row.end]}
        )
    return rows
