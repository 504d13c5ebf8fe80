"""What notebook 01 shows: the state of the pages, their repair, size, words and coverage."""

from __future__ import annotations

import calendar
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import pandas as pd

from tifa.corpus.analysis import Corpus
from tifa.links import article_page, city_page, reference
from tifa.places.gazetteer import LEVELS, of_year, romanised
from tifa.studies.narrow import columns
from tifa.studies.timelines.divisions import group_of
from tifa.words import is_content, segment

REPAIR_NAMES = {
    "mojibake": "bytes read wrongly",
    "html": "HTML remains",
    "pinyin_gloss": "pinyin glosses",
    "script": "Traditional script",
    "punctuation": "stray commas",
    "blanked": "blanked characters",
    "furniture": "site furniture",
    "metadata": "title and date lines",
    "whitespace": "white space",
}
"""The kinds of the ``repairs`` table, as a reader would say them."""

SETS = {
    "seeds": "seeds: the five articles",
    "dev": "dev: read while the rules were written",
    "held": "held: portals, newspapers, mirrors",
    "fresh": "fresh: other kinds of sites",
    "third": "third: close in kind to the five",
    "html": "html: complete HTML pages",
}
"""The sets of pages with hand-made results."""

DAMAGE = ("mojibake", "html", "pinyin_gloss", "script", "punctuation", "blanked")
"""The kinds that change the newspaper's own text."""


def labels(documents: pd.DataFrame) -> pd.Series[str]:
    """Return a short name for each document by ``doc_id``: its place and date.

    Documents that would share a name get their id behind it.
    """
    named = documents.assign(
        label=[
            f"{romanised(row.place) if isinstance(row.place, str) else 'no place'}, "
            f"{str(row.published)[:10] if isinstance(row.published, str) else 'no date'}"
            for row in documents.itertuples()
        ]
    )
    twice = named["label"].duplicated(keep=False)
    named.loc[twice, "label"] += " (" + named.loc[twice, "doc_id"] + ")"
    return named.set_index("doc_id")["label"]


def article_table(corpus: Corpus) -> pd.DataFrame:
    """Return a row an article: what it is and how long."""
    documents = corpus.documents
    return pd.DataFrame(
        {
            "article": documents["doc_id"].map(labels(documents)),
            "title": documents["title"],
            "published": documents["published"],
            "stated by": documents["published_from"],
            "source": documents["source"],
            "site": documents["publisher"],
            "place": documents["place"],
            "characters": documents["n_chars"].astype(int),
            "sentences": documents["n_sentences"].astype(int),
            "words": documents["n_words"].astype(int),
            "doc_id": documents["doc_id"],
        }
    )


def repair_counts(corpus: Corpus) -> pd.DataFrame:
    """Return the number of repairs of each kind: a row a document, a column a kind that occurs."""
    counts = pd.crosstab(corpus.repairs["doc_id"], corpus.repairs["kind"])
    counts = counts.reindex(corpus.documents["doc_id"], fill_value=0)
    return counts[[kind for kind in REPAIR_NAMES if kind in counts and counts[kind].any()]]


def damage_counts(corpus: Corpus) -> pd.DataFrame:
    """Return the repairs to the newspaper's own text only, as :func:`repair_counts` does."""
    counts = repair_counts(corpus)
    return counts[[kind for kind in DAMAGE if kind in counts]]


def repair_places(corpus: Corpus, counts: pd.DataFrame) -> pd.DataFrame:
    """Return the first sentence (``a#s-3``) with a repair of each kind: rows and columns as in
    ``counts``, some rows of :func:`damage_counts`, None where there is none.
    """
    held = corpus.repairs[
        corpus.repairs["kind"].isin(DAMAGE)
        & corpus.repairs["body_start"].notna()
        & corpus.repairs["doc_id"].isin(counts.index)
    ]
    first = held.drop_duplicates(["doc_id", "kind"])
    near = corpus.sentences[corpus.sentences["doc_id"].isin(counts.index)]
    places = {
        (row.doc_id, row.kind): _told_in(near, row.doc_id, int(row.body_start))
        for row in first.itertuples()
    }
    return pd.DataFrame(
        {kind: [places.get((doc_id, kind)) for doc_id in counts.index] for kind in counts},
        index=counts.index,
        dtype=object,
    )


def _told_in(sentences: pd.DataFrame, doc_id: str, position: int) -> str:
    """Return where a place of a body is told: its sentence, or else the article."""
    number = _number_at(sentences, doc_id, position)
    return article_page(doc_id) if number is None else reference(doc_id, number)


def furniture_share(corpus: Corpus) -> pd.DataFrame:
    """Return for each document how many characters of its page are not the article's."""
    dropped = corpus.repairs[corpus.repairs["kind"].isin(["furniture", "metadata"])]
    size = dropped.assign(n=dropped["before"].str.len()).groupby("doc_id")["n"].sum()
    frame = corpus.documents[["doc_id", "n_raw", "n_chars"]].astype({"n_raw": int, "n_chars": int})
    frame["taken away"] = frame["doc_id"].map(size).fillna(0).astype(int)
    frame["share"] = frame["taken away"] / frame["n_raw"]
    return frame


def examples(corpus: Corpus, per_kind: int = 2, margin: int = 14) -> pd.DataFrame:
    """Return repairs in context, some of each kind, from different documents where possible.

    Columns: ``kind``, ``before``, ``after``, ``doc_id``, ``sentence_id``. Uncertain repairs come
    first, since a reader should see those.
    """
    shown = []
    for kind in DAMAGE:
        found = corpus.repairs[
            (corpus.repairs["kind"] == kind) & corpus.repairs["body_start"].notna()
        ]
        found = found.assign(turn=found.groupby("doc_id").cumcount())
        first = found.sort_values(["certain", "turn"], kind="stable").head(per_kind)
        shown += list(first.itertuples())
    ids = {row.doc_id for row in shown}
    texts = corpus.of("documents", ids, ["doc_id", "raw", "body"]).set_index("doc_id")
    rows = []
    for row in shown:
        raw, body = texts.at[row.doc_id, "raw"], texts.at[row.doc_id, "body"]
        start, end = int(row.body_start), int(row.body_end)
        rows.append(
            {
                "kind": REPAIR_NAMES[row.kind] + ("" if row.certain else " (uncertain)"),
                "before": _context(raw, int(row.raw_start), int(row.raw_end), margin),
                "after": _context(body, start, end, margin),
                "doc_id": row.doc_id,
                "sentence_id": sentence_at(corpus, row.doc_id, start),
            }
        )
    columns = ["kind", "before", "after", "doc_id", "sentence_id"]
    return pd.DataFrame(rows, columns=columns)


def _context(text: str, start: int, end: int, margin: int) -> str:
    """Return a stretch of one line around a span."""
    left = text[max(start - margin, 0) : start].rpartition("\n")[2]
    right = text[end : end + margin].partition("\n")[0]
    return left + text[start:end] + right


def sentence_at(corpus: Corpus, doc_id: str, position: int) -> int | None:
    """Return the sentence of a document that holds a position of its body."""
    return _number_at(corpus.sentences, doc_id, position)


def _number_at(sentences: pd.DataFrame, doc_id: str, position: int) -> int | None:
    rows = sentences[sentences["doc_id"] == doc_id]
    held = rows[(rows["start"] <= position) & (rows["end"] >= position)]
    return int(held["sentence_id"].iloc[0]) if len(held) else None


def taken_away(corpus: Corpus) -> pd.DataFrame:
    """Return the lines that cleaning took away, with what they were taken for."""
    rows = corpus.repairs[corpus.repairs["kind"].isin(["furniture", "metadata"])]
    return pd.DataFrame(
        {
            "article": rows["doc_id"].map(labels(corpus.documents)),
            "taken for": rows["kind"].map(REPAIR_NAMES),
            "line": rows["before"].str.slice(0, 60),
            "characters": rows["before"].str.len(),
        }
    )


def vocabulary_growth(text: str, points: int = 60) -> tuple[list[int], list[int]]:
    """Return the words read and the different words among them, at ``points`` places of a text.

    >>> vocabulary_growth("全市动员,全市参与。", points=4)
    ([1, 2, 3, 4], [1, 2, 2, 3])
    """
    seen: set[str] = set()
    different = []
    for word in segment(text):
        seen.add(word)
        different.append(len(seen))
    if not different:
        return [0], [0]
    at = np.unique(np.linspace(0, len(different) - 1, min(points, len(different))).astype(int))
    return [int(n) + 1 for n in at], [different[n] for n in at]


def frequent_words(corpus: Corpus, most: int = 30) -> pd.DataFrame:
    """Return the most frequent content words: occurrences, documents that hold them, rate.

    ``per 1,000`` is the rate per 1,000 words of the corpus, stop words and all.
    """
    rows = columns(corpus, "words", ["word", "n"])
    table = rows.groupby("word", observed=True)["n"].agg(["sum", "count"]).reset_index()
    table.columns = pd.Index(["word", "occurrences", "documents"])
    table = table.astype({"word": "str", "occurrences": "Int64"})
    table = table[table["word"].map(is_content).astype(bool)]
    table["per 1,000"] = 1000 * table["occurrences"] / rows["n"].sum()
    table = table.sort_values(["occurrences", "word"], ascending=[False, True])
    return table.head(most).astype({"occurrences": int, "documents": int}).reset_index(drop=True)


def cloud_counts(corpus: Corpus, doc_id: str, most: int = 55) -> dict[str, int]:
    """Return the counts of a document's most frequent content words."""
    rows = corpus.of("words", [doc_id], ["word", "n"])
    counts = Counter(
        {w: int(n) for w, n in zip(rows["word"], rows["n"], strict=True) if is_content(w)}
    )
    return dict(sorted(counts.most_common(most)))


def sizes(corpus: Corpus) -> pd.DataFrame:
    """Return the length of each article, in sentences and in headings; ``leads to`` is its page."""
    rows = corpus.sentences.assign(n=corpus.sentences["end"] - corpus.sentences["start"])
    by_kind = rows.pivot_table(index="doc_id", columns="kind", values="n", aggfunc=["sum", "count"])
    frame = corpus.documents[["doc_id", "n_chars"]].astype({"n_chars": int})
    frame.insert(0, "article", frame["doc_id"].map(labels(corpus.documents)))
    frame = frame.rename(columns={"n_chars": "characters"})
    for kind in ("sentence", "heading"):
        for how, name in (("sum", f"in {kind}s"), ("count", f"{kind}s")):
            column = by_kind[how, kind] if (how, kind) in by_kind else pd.Series(dtype="int64")
            frame[name] = frame["doc_id"].map(column).fillna(0).astype(int)
    return frame.assign(**{"leads to": frame["doc_id"].map(article_page)})


def growth_table(curves: Mapping[str, tuple[Sequence[int], Sequence[int]]]) -> pd.DataFrame:
    """Return curves of vocabulary growth as a table."""
    rows = [(label, r, d) for label, curve in curves.items() for r, d in zip(*curve, strict=True)]
    return pd.DataFrame(rows, columns=["article", "words read", "different words"])


@cache
def measured() -> dict[str, Any]:
    """Return the measured accuracy of the parser (``data/accuracy.json``)."""
    text = (files("tifa") / "data" / "accuracy.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def unseen() -> pd.DataFrame:
    """Return how the parser did on what it had not been tried on (``data/first_look.csv``).

    Columns: ``set``, ``measure`` (body, core, place), ``right``, ``of``, ``when``.
    """
    with (files("tifa") / "data" / "first_look.csv").open(encoding="utf-8") as file:
        return pd.read_csv(file)


def accuracy() -> pd.DataFrame:
    """Return the measured accuracy by set of pages: how many, and the shares that are right."""
    names = {"body_rate": "body exact", "paragraph_recall": "paragraphs kept"}
    names |= {"paragraph_precision": "paragraphs right"}
    names |= {
        f"{n}_rate": n for n in ("title", "published", "source", "publisher", "authors", "editors")
    }
    names |= {"place_code_rate": "place"}
    first = unseen().query("measure == 'body'").set_index("set")
    rows = []
    for name, row in measured().items():
        if "pages" not in row:
            continue
        seen = first["right"] / first["of"]
        rows.append(
            {
                "set": SETS.get(name, name),
                "pages": row["pages"],
                "body at first sight": seen.get(name),
            }
            | {shown: row[key] for key, shown in names.items()}
        )
    return pd.DataFrame(rows)


def cloud_table(corpus: Corpus, doc_id: str) -> pd.DataFrame:
    """Return the words of a document's cloud, the most frequent first, with the first sentence of each."""
    counts = cloud_counts(corpus, doc_id)
    rows = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    table = pd.DataFrame(rows, columns=["word", "occurrences"])
    rows = corpus.sentences[corpus.sentences["doc_id"] == doc_id]
    return table.assign(**{"told in": [_first_told(rows, w) for w in table["word"]]})


def _first_told(rows: pd.DataFrame, word: str) -> str | None:
    """Return the first (``a#s-3``) of an article's sentences that holds a word as it is written."""
    columns = zip(rows["doc_id"], rows["sentence_id"], rows["text"], strict=True)
    return next((reference(d, int(n)) for d, n, text in columns if word in str(text)), None)


def dates(corpus: Corpus) -> pd.DataFrame:
    """Return the span of each document's publication date, as precise as known.

    Columns: ``label``, ``start``, ``end`` and ``leads to``, the article's page.
    """
    rows = []
    named = labels(corpus.documents)
    for row in corpus.documents.dropna(subset=["published"]).itertuples():
        parts = [int(part) for part in row.published[:10].split("-")]
        year, month, day = ([*parts, 0, 0])[:3]
        start = pd.Timestamp(year, month or 1, day or 1)
        last = day or calendar.monthrange(year, month or 12)[1]
        end = pd.Timestamp(year, month or 12, last)
        rows.append((named[row.doc_id], start, end, article_page(row.doc_id)))
    table = pd.DataFrame(rows, columns=["label", "start", "end", "leads to"])
    return table.sort_values("start", kind="stable")


def coverage(corpus: Corpus) -> pd.DataFrame:
    """Return the places of the corpus: code, name in both scripts, level, number of articles.

    ``leads to`` is the page of the city or province that a place belongs to.
    """
    counts = corpus.documents.dropna(subset=["place_code"])
    table = counts.groupby(["place_code", "place"]).size().reset_index(name="n")
    divisions = of_year(9999)
    table["label"] = table["place"].map(romanised)
    table["level"] = [
        divisions[c].level if c in divisions else LEVELS[-1] for c in table["place_code"]
    ]
    table = table.rename(columns={"place_code": "code"})
    groups = [group_of(code) for code in table["code"]]
    table["leads to"] = [city_page(group) if group else None for group in groups]
    return table.sort_values(["n", "code"], ascending=[False, True])[
        ["code", "place", "label", "level", "n", "leads to"]
    ].reset_index(drop=True)
