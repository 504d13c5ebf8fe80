"""What the tables say of one article, at its places in the text: the layers of the annotated reader.

The annotation stands off from the text: each says which characters it is about, in which sentence it
is counted, what it says in words, and under which addresses of the site it counts. Nothing is found
anew but the names of places, which have no table of their own.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from tifa.formulas.english import english, pinyin
from tifa.places.find import find_places
from tifa.places.gazetteer import CHINA, path_of
from tifa.report import city_page, formula_page, frame_page, sentence, zh
from tifa.rows import LATEST
from tifa.scan import bodies
from tifa.studies.rhetoric.framing import DEVICES, FRAMES, glosses
from tifa.studies.slogans.counts import KINDS as FORMULA_KINDS
from tifa.studies.slogans.counts import PARALLEL
from tifa.studies.slogans.tables import STATED, VERDICTS, arithmetic
from tifa.studies.timelines.events import action_name, amount, figures_of, group_of, when
from tifa.studies.timelines.events import chinese as chinese_name
from tifa.studies.timelines.events import english as english_name
from tifa.studies.timelines.tables import KINDS as TIME_KINDS

Row = Mapping[str, Any]
Rows = Mapping[str, Sequence[Row]]
"""The rows of one article, by the name of their table."""

Target = tuple[str, ...]
"""Where something counts: what the link says, then addresses, best first: from the root of the site, or
a sentence of the same page."""

LAYERS = {
    "time": "times",
    "place": "places",
    "formula": "formulas",
    "member": "members of formulas",
    "parallel": "parallels",
    "frame": "frames",
    "device": "devices",
    "total": "checked totals",
}
"""The layers as a reader would say them, from the outermost mark to the innermost."""

TIMELINES, FORMULAS, RHETORIC = (
    "02_city_timelines.html",
    "03_slogan_formulas.html",
    "04_rhetoric_comparison.html",
)
"""The notebooks that count what is marked."""

RESOLVED = {
    "stated": "complete as written",
    "inherited_day": "the day is that of the date before",
    "inherited_month": "the month is that of the date before",
    "inherited_year": "the year is that of the date before",
    "dateline": "worked out from the dateline",
    "published": "worked out from the date of publication",
    "curated": "worked out from the curated date of publication",
    "lunar": "converted from the lunar calendar",
}
"""Where the value of a time expression comes from."""

SUMS = {
    "holds": "the sum holds",
    "open": "the parts are fewer and need not be all",
    "fails": "the sum does not hold",
}
"""The verdicts of the ``totals`` table."""

SECTIONS = {
    "mismatch": "counts-that-do-not",
    "complete": "the-ledger-formulas-that-are-spelled-out",
    "partial": "the-ledger-formulas-that-are-spelled-out",
    "unlisted": "named-not-spelled-out",
}
"""The section of notebook 03 in which a formula with each verdict stands."""


class Annotation(NamedTuple):
    """What one row says of ``body[start:end]``, in which sentence and layer, and where it counts.

    ``kind`` and ``gloss`` name what it is, ``said`` is what it says in words, as HTML. ``group`` is the
    formula that it is a mention or a member of, by its full form.
    """

    layer: str
    start: int
    end: int
    sentence_id: int
    kind: str
    gloss: str
    said: Markup
    targets: tuple[Target, ...] = ()
    group: str = ""


def annotate(document: Row, rows: Rows) -> list[Annotation]:
    """Return what the tables say of an article: by sentence, in the order of the text.

    ``rows`` are the article's own rows as plain Python, by table; a table that is not there says
    nothing.

    >>> body = "2月3日,长春市落实“四早”:早发现、早报告、早隔离、早治疗。"
    >>> from tifa.read import Source
    >>> from tifa.rows import rows_of
    >>> rows = rows_of(Source("a", "a.txt", None, body, "utf-8", False, "", False, "2020-02-04"))
    >>> for found in annotate(rows["documents"][0], rows)[:5]:
    ...     print(found.layer, body[found.start : found.end], found.kind, found.gloss)
    time 2月3日 time day
    time 2月3日 dated statement treatment
    place 长春市 place
    frame 落实 command 指挥部署
    formula 四早 formula numeral
    """
    ways = (_times, _places, _formulas, _members, _terms, _totals)
    found = chain.from_iterable(way(document, rows) for way in ways)
    order = {layer: number for number, layer in enumerate(LAYERS)}
    return sorted(found, key=lambda row: (row.sentence_id, row.start, row.end, order[row.layer]))


def holder(sentences: Sequence[Row]) -> Callable[[int], int]:
    """Return what tells the number of the sentence that a place of the body stands in; 0 without any.

    >>> number_at = holder([{"sentence_id": 1, "start": 0}, {"sentence_id": 2, "start": 9}])
    >>> number_at(4), number_at(9), holder([])(4)
    (1, 2, 0)
    """
    starts = [int(row["start"]) for row in sentences]
    numbers = [int(row["sentence_id"]) for row in sentences]
    return lambda at: numbers[max(bisect_right(starts, at) - 1, 0)] if numbers else 0


def _span(row: Row, start: str = "start", end: str = "end") -> tuple[int, int]:
    return int(row[start]), int(row[end])


# Times and places -----------------------------------------------------------------------------


def _times(document: Row, rows: Rows) -> Iterator[Annotation]:
    for row in rows.get("times", ()):
        kind = TIME_KINDS.get(str(row["kind"]), str(row["kind"]))
        value = when(row) or row["iso_start"] or "no calendar value"
        why = RESOLVED.get(str(row["resolved_from"]))
        said = sentence("{}: {}{}", zh(row["text"]), value, f"; {why}" if why else "")
        yield Annotation("time", *_span(row), int(row["sentence_id"]), "time", kind, said)
    for row in rows.get("events", ()):
        yield _statement(row)


def _statement(row: Row) -> Annotation:
    """Return a dated statement, marked at its time."""
    code = group_of(row["place_code"])
    parts = [when(row) or "no calendar value", _named(row["place_code"], row["place"])]
    parts += [amount(figure) for figure in figures_of(row["figures"])]
    said = Markup("; ").join(part for part in parts if part)
    own, other = f"{TIMELINES}#place-{code}", f"{TIMELINES}#told-of-other-places"
    targets = (
        ("its place", city_page(code or "")),
        ("timeline", own, other) if code else ("timeline",),
        ("all statements", f"{TIMELINES}#every-dated-statement"),
    )
    span, number = _span(row, "time_start", "time_end"), int(row["sentence_id"])
    action = action_name(row["action"])
    return Annotation("time", *span, number, "dated statement", action, said, targets)


def _named(code: str | None, name: str | None = None) -> Markup | None:
    """Return a place in English and Chinese."""
    if not code:
        return zh(name) if name else None
    return sentence("{} {}", english_name(code), zh(name or chinese_name(code)))


def _places(document: Row, rows: Rows) -> Iterator[Annotation]:
    """Yield the names of places in the body, in the year of the article."""
    body, own, year = document["body"] or "", document.get("place_code"), _year(document, rows)
    number_at = holder(rows.get("sentences", ()))
    for start, end, code in find_places(body, year, own):
        number, said = number_at(start), _place(body[start:end], code, year)
        targets = (("its page", city_page(group_of(code) or "")),)
        yield Annotation("place", start, end, number, "place", "", said, targets)


@lru_cache(maxsize=1 << 14)
def _place(text: str, code: str | None, year: int) -> Markup:
    """Return what a name means, and why where the name alone does not say it."""
    if code is None:
        why = "several divisions have this name, and nothing tells which is meant"
        return sentence("{}: {}", zh(text), why)
    inherited = text in bodies() and code != CHINA
    why = "read from the place that the article is about" if inherited else f"code {code}"
    return sentence("{}: {}, {}", zh(text), _named(code, path_of(code, year)), why)


def _year(document: Row, rows: Rows) -> int:
    """Return the year whose divisions count, as the analysis does."""
    if document["published"]:
        return int(str(document["published"])[:4])
    ends = [str(row["iso_end"]) for row in rows.get("times", ()) if row["core"] and row["iso_end"]]
    return max((int(end[:4]) for end in ends if end[:4].isdigit()), default=LATEST)


# Formulas -------------------------------------------------------------------------------------


def _formulas(document: Row, rows: Rows) -> Iterator[Annotation]:
    known = {row["canonical"]: row for row in rows.get("expansions", ())}
    for row in rows.get("formulas", ()):
        name = str(row["canonical"])
        said = _formula(row, known.get(name))
        targets = _formula_targets(row, known.get(name))
        layer, gloss = ("formula", FORMULA_KINDS.get(row["kind"], ""))
        if row["kind"] == PARALLEL:
            layer, gloss = PARALLEL, "no numeral"
        number = int(row["sentence_id"])
        yield Annotation(layer, *_span(row), number, layer, gloss, said, targets, name)


def _formula(row: Row, listed: Row | None) -> Markup:
    """Return a formula with its pinyin and English, and whether its count holds."""
    name = str(row["canonical"])
    parts = [zh(name), Markup('<i lang="zh-Latn">{}</i>').format(pinyin(name))]
    if gloss := english(name):
        parts.append(escape(gloss))
    if row["surface"] != name and row["kind"] != PARALLEL:
        parts.append(sentence("written {} here", zh(row["surface"])))
    if listed and listed["verdict"]:
        parts.append(_verdict(listed))
    if listed and listed["members"] and row["kind"] != PARALLEL:
        parts.append(sentence("stands for {}", zh("、".join(listed["members"]))))
    return Markup("; ").join(parts)


def _verdict(listed: Row) -> Markup:
    verdict = str(listed["verdict"])
    members = listed["members"] or ()
    check = arithmetic(listed["expected"] or (), len(members), verdict, str(listed["kind"]))
    stated = STATED.get(str(listed["stated"]))
    shown = sentence("{}: {}", VERDICTS.get(verdict, verdict), check)
    return sentence("{}, {}", shown, stated) if stated else shown


def _formula_targets(row: Row, listed: Row | None) -> tuple[Target, ...]:
    verdict = str(listed["verdict"]) if listed else ""
    place = "parallels-without-a-numeral" if row["kind"] == PARALLEL else SECTIONS.get(verdict)
    page = ("its page", formula_page(str(row["canonical"])))
    return (page, ("notebook 03", f"{FORMULAS}#{place}")) if place else (page,)


def _members(document: Row, rows: Rows) -> Iterator[Annotation]:
    """Yield the members of formulas; the parts of a parallel are its own words."""
    number_at = holder(rows.get("sentences", ()))
    for row in rows.get("expansions", ()):
        if row["kind"] == PARALLEL:
            continue
        name, spans = str(row["canonical"]), row["member_spans"] or ()
        for number, (span, member) in enumerate(zip(spans, row["members"] or (), strict=False), 1):
            gloss = f"{number} of {len(spans)}"
            said = sentence("{}, of {}", zh(member), zh(name))
            targets = (
                ("where it is named", f"#s-{int(row['sentence_id'])}"),
                ("the formula", formula_page(name)),
            )
            start, end = int(span[0]), int(span[1])
            held = number_at(start)
            yield Annotation("member", start, end, held, "member", gloss, said, targets, name)


# Frames, devices, totals ----------------------------------------------------------------------


def _terms(document: Row, rows: Rows) -> Iterator[Annotation]:
    """Yield the hits of the rhetoric lexicons."""
    for row in rows.get("terms", ()):
        layer = "device" if row["kind"] == "device" else "frame"
        number = int(row["sentence_id"])
        name, gloss, said, targets = _term(str(row["term"]), str(row["frame"]))
        yield Annotation(layer, *_span(row), number, name, gloss, said, targets)


@lru_cache(maxsize=1 << 14)
def _term(term: str, frame: str) -> tuple[str, str, Markup, tuple[Target, ...]]:
    """Return the name of a frame, its Chinese phrase, what a term of it says, and where it counts."""
    name, chinese = (FRAMES | DEVICES).get(frame, (frame, ""))
    gloss = glosses().get(term, "")
    said = sentence("{} {}", zh(term), gloss) if gloss else zh(term)
    return name, chinese, said, (("its page", frame_page(frame)), ("notebook 04", RHETORIC))


def _totals(document: Row, rows: Rows) -> Iterator[Annotation]:
    for row in rows.get("totals", ()):
        verdict = SUMS.get(str(row["verdict"]), str(row["verdict"]))
        targets = (("notebook 02", f"{TIMELINES}#totals-shares-and-differences"),)
        said = sentence("{}: {}", verdict, row["check"])
        number = int(row["sentence_id"])
        yield Annotation("total", *_span(row), number, "checked total", "", said, targets)
