"""What the pages of places, formulas and frames are made from: the findings, by what they are of.

Pages lie one folder below the root (`formulas/x.html`), and links here are written from there.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
from corpus import Row, name_of, slug
from corpus import frame as read
from markupsafe import Markup, escape

from tifa.corpus.analysis import from_tables
from tifa.schemas import SCHEMAS
from tifa.studies.overview.tables import labels
from tifa.studies.timelines import events as timelines
from tifa.studies.timelines.divisions import group_of

WIDTH = 14  # characters of context on each side, as in the notebooks
CITED = ("doc_id", "sentence_id", "start", "end")
COLUMNS = {
    "documents": ("doc_id", "title", "published", "place", "place_code", "n_chars", "body"),
    "sentences": ("doc_id", "sentence_id", "start", "text"),
    "events": tuple(SCHEMAS["events"].names),
    "formulas": (*CITED, "surface", "canonical", "kind", "expected"),
    "expansions": (
        *CITED, "canonical", "kind", "expected", "members", "member_spans", "stated", "verdict",
        "n_mentions",
    ),
    "terms": (*CITED, "term", "frame", "kind"),
}  # fmt: skip


@dataclass(frozen=True)
class Made:
    """A page made from the tables: its name, its HTML, what the search knows of it, its CSV."""

    name: str
    title: Markup
    body: Markup
    kind: str = ""
    records: tuple[tuple[str, str], ...] = ()
    data: Mapping[str, pd.DataFrame] = field(default_factory=dict)


@dataclass(frozen=True)
class Article:
    """What pages say of an article: its short name, its title, its day, whose it is, its text."""

    doc_id: str
    label: str
    title: Markup
    date: str
    code: str | None
    size: int
    body: str


@dataclass(frozen=True)
class Evidence:
    """The findings: statements by place, mentions and lists by formula, hits of frames."""

    articles: dict[str, Article]
    starts: dict[str, tuple[list[int], list[int]]]
    places: pd.DataFrame
    statements: pd.DataFrame
    mentions: dict[str, list[Row]]
    lists: dict[str, list[Row]]
    hits: pd.DataFrame


def gather(folder: Path) -> Evidence:
    """Read the findings; a table that is missing has no rows."""
    frames = {name: frame(folder, name) for name in COLUMNS}
    tables = from_tables(**frames)  # as much of a corpus as timelines need
    statements = timelines.events(tables)
    articles = articles_of(frames["documents"])
    hits = frames["terms"].assign(
        code=frames["terms"]["doc_id"].map({key: a.code for key, a in articles.items()})
    )
    return Evidence(
        articles,
        starts_of(frames["sentences"]),
        timelines.places(tables, statements),
        statements,
        by(frames["formulas"].to_dict("records"), "canonical"),
        by(frames["expansions"].to_dict("records"), "canonical"),
        hits,
    )


def frame(folder: Path, name: str) -> pd.DataFrame:
    """A table as plain rows in a frame; without a file, no rows."""
    columns, path = list(COLUMNS[name]), folder / f"{name}.parquet"
    return read(path, columns) if path.exists() else pd.DataFrame(columns=columns, dtype=object)


def articles_of(documents: pd.DataFrame) -> dict[str, Article]:
    """What pages say of each article."""
    named = labels(documents)
    return {
        row["doc_id"]: Article(
            row["doc_id"],
            named[row["doc_id"]],
            Markup(name_of(row)),
            str(row["published"] or "")[:10],
            group_of(row["place_code"]),
            int(row["n_chars"] or len(row["body"] or "")),
            row["body"] or "",
        )
        for row in documents.to_dict("records")
    }


def starts_of(sentences: pd.DataFrame) -> dict[str, tuple[list[int], list[int]]]:
    """Where the sentences of each article begin, and their numbers."""
    found: dict[str, tuple[list[int], list[int]]] = {}
    columns = (sentences[name] for name in ("doc_id", "start", "sentence_id"))
    for doc_id, start, number in zip(*columns, strict=True):
        starts, numbers = found.setdefault(doc_id, ([], []))
        starts.append(int(start))
        numbers.append(int(number))
    return found


def by(found: Iterable[Row], column: str) -> dict[str, list[Row]]:
    """Rows grouped by a column, in the order of the rows."""
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in found:
        grouped[row[column]].append(row)
    return dict(grouped)


# Links and lines


def to_sentence(text: object, doc_id: str, sentence_id: int) -> Markup:
    """Text that leads to a sentence."""
    return Markup(
        f'<a href="../articles/{slug(doc_id)}.html#s-{int(sentence_id)}">{escape(text)}</a>'
    )


def zh(text: object) -> Markup:
    """Chinese text marked as such, as `tifa.report.zh` does, without a template."""
    return Markup(f'<span lang="zh-Hans">{escape(text)}</span>')


def sentence_at(evidence: Evidence, doc_id: str, position: int) -> int:
    """The number of the last sentence that begins at or before a place of the body."""
    starts, numbers = evidence.starts.get(doc_id, ([], []))
    found = max(bisect_right(starts, position) - 1, 0)
    return numbers[found] if numbers else 0


def spread(found: Sequence[Row], most: int) -> list[Row]:
    """So many rows, one of each article before a second of any."""
    if len(found) <= most:
        return list(found)
    seen: dict[str, int] = defaultdict(int)
    turns = []
    for at, row in enumerate(found):
        turns.append((seen[row["doc_id"]], at))
        seen[row["doc_id"]] += 1
    return [found[at] for _, at in sorted(sorted(turns)[:most], key=lambda pair: pair[1])]


def lines(evidence: Evidence, found: Iterable[Row]) -> list[Row]:
    """Hits in their context, sorted by what follows; a context ends with its paragraph."""
    made = []
    for row in found:
        about = evidence.articles[row["doc_id"]]
        start, end = int(row["start"]), int(row["end"])
        made.append(
            {
                "left": about.body[max(start - WIDTH, 0) : start].rpartition("\n")[2],
                "node": about.body[start:end],
                "right": about.body[end : end + WIDTH].partition("\n")[0],
                "article": about.label,
                "doc_id": row["doc_id"],
                "sentence_id": int(row["sentence_id"]),
            }
        )
    return sorted(made, key=lambda row: (row["right"], row["left"][::-1]))


def concordance(found: Iterable[Row], caption: object) -> Markup:
    """Lines as a table with the hit in the middle, each leading to its sentence."""
    shown = [
        [
            zh(row["left"]),
            to_sentence(zh(row["node"]), row["doc_id"], row["sentence_id"]),
            zh(row["right"]),
            row["article"],
        ]
        for row in found
    ]
    return table(["left", "node", "right", "article"], shown, caption, kind="tifa-kwic")


def table(
    heads: Sequence[str],
    shown: Iterable[Sequence[object]],
    caption: object = "",
    *,
    kind: str = "",
    ids: Mapping[int, str] | None = None,
) -> Markup:
    """A table; numbers stand to the right, and what is None is a dash. `ids` name rows.

    Plain strings are escaped; templates would take most of the time of a build.
    """
    held = [list(row) for row in shown]
    right = [any(isinstance(row[at], int | float) for row in held) for at in range(len(heads))]
    names = [str(escape(head)) for head in heads]
    head = "".join(
        f'<th scope="col"{NUM if number else ""}>{name}</th>'
        for name, number in zip(names, right, strict=True)
    )
    labels = [f' data-label="{name}"' if STACKED in kind else "" for name in names]
    opened = [f"<td{NUM if n else ''}{label}>" for n, label in zip(right, labels, strict=True)]
    body = "\n".join(
        f"<tr{identified(ids, n)}>{''.join(map(cell, opened, row))}</tr>"
        for n, row in enumerate(held)
    )
    told = f"<caption><span>{escape(caption)}</span></caption>" if caption else ""
    reached = "" if "<a " in body else ' tabindex="0"'  # else its links take one there
    return Markup(
        f'<div class="tifa-scroll"{reached}><table class="{escape(f"tifa {kind}".strip())}">{told}'
        f"<thead><tr>{head}</tr></thead><tbody>\n{body}\n</tbody></table></div>"
    )


NUM = ' class="num"'
STACKED = "tifa-stacked"  # on a phone its cells stand below each other, each under its heading


def identified(ids: Mapping[int, str] | None, n: int) -> str:
    """The anchor of a row, where it has one."""
    return f' id="{escape(ids[n])}"' if ids and n in ids else ""


def cell(opened: str, value: object) -> str:
    """A cell of a table."""
    if value is None:
        shown: object = "–"
    elif isinstance(value, float):
        shown = f"{value:,.2f}"
    else:
        shown = f"{value:,}" if isinstance(value, int) else value
    return f"{opened}{escape(shown)}</td>"


def csv(name: str, root: str = "../") -> Markup:
    """The link to a CSV file under data/."""
    return Markup('<a class="tifa-csv" href="{}data/{}.csv" download>{}.csv</a>').format(
        root, name, name.rpartition("/")[2]
    )


def reference(doc_id: str, sentence_id: int) -> str:
    """A sentence as CSV files name it."""
    return f"{doc_id}#s-{int(sentence_id)}"


def with_reference(found: Iterable[Row]) -> pd.DataFrame:
    """Lines as their CSV has them."""
    return pd.DataFrame(
        [
            {key: row[key] for key in ("left", "node", "right", "article")}
            | {"told in": reference(row["doc_id"], row["sentence_id"])}
            for row in found
        ],
        columns=["left", "node", "right", "article", "told in"],
    )


def of_all(shown: int, count: int) -> str:
    """A note where not all rows are shown."""
    return f" {shown:,} of {count:,} are shown." if count > shown else ""


def section(title: str, anchor: str, *parts: object) -> Markup:
    """A part of a page under a heading that links can reach."""
    body = Markup("\n").join(escape(part) for part in parts if part)
    return Markup('<section id="{}"><h2>{}</h2>\n{}\n</section>').format(anchor, title, body)


def paragraph(template: str, *values: object, kind: str = "") -> Markup:
    """A paragraph with values put in, each escaped."""
    text = Markup(template).format(*values)
    opened = Markup('<p class="{}">').format(kind) if kind else Markup("<p>")
    return opened + text + Markup("</p>")
