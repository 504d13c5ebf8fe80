"""The metaphor of war in detail: which battles are named, whose they are, when, and how they stand.

A battle is a term of the frame ``war`` that names one (阻击战, 人民战争, 硬仗) with the words before it
that say what it is about: 疫情防控阻击战, 长春保卫战. Verbs (作战, 奋战) name none.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import pandas as pd

from tifa.corpus.analysis import Corpus
from tifa.links import references
from tifa.places.find import Mention, find_places
from tifa.studies.grouping import first_day
from tifa.studies.narrow import columns
from tifa.studies.rhetoric.framing import glosses
from tifa.studies.rhetoric.leads import first_told
from tifa.studies.timelines.divisions import chinese, english
from tifa.words import segment, stop_words

NAMED = re.compile(
    r"\w{0,8}(?:战争|战役|战“疫”|之战|[^作奋决应迎参请宣鏖备征出续首初]战|[硬胜大]仗)\Z"
)
"""Terms that name a battle; 作战, 决战 and the like are what one does in it."""

LONGEST = 10
"""So many characters before a term at most say which battle it is."""

CUT = re.compile(r"[^\u4e00-\u9fff()]")
"""What a battle's name does not reach over; brackets may stand in it: 市(州)阻击战."""

YEAR = 2020
"""The year whose names of places are looked for where an article states no date."""

EPIDEMIC = re.compile(r"疫|新冠|病毒|肺炎|防控|抗击")
STAGES = ("opened", "being fought", "to be won", "won")
"""How a battle stands in its clause; *being fought* is what remains."""

CLAUSE = re.compile(r"[^,，。;；!！?？\n]{0,120}")
COLUMNS = [
    *("doc_id", "sentence_id", "start", "end", "battle", "term", "gloss", "about", "whose"),
    *("stage", "stage word", "when", "dated by", "article", "group", "city", "wave", "told in"),
]


@cache
def _listed() -> dict[str, tuple[str, str]]:
    text = (files("tifa") / "data" / "battle_stages.csv").read_text(encoding="utf-8")
    return {row["word"]: (row["stage"], row["gloss"]) for row in csv.DictReader(text.splitlines())}


@cache
def stage_words() -> dict[str, tuple[str, str]]:
    """Return the words that tell how a battle stands, each with its stage and its English.

    >>> stage_words()["打响"]
    ('opened', 'open')
    """
    return {word: row for word, row in _listed().items() if row[0] in STAGES}


def is_battle(term: str) -> bool:
    """Tell whether a term of the frame ``war`` names a battle.

    >>> [term for term in ("阻击战", "人民战争", "硬仗", "作战", "一线", "尽锐出战") if is_battle(term)]
    ['阻击战', '人民战争', '硬仗']
    """
    return NAMED.match(term) is not None


def compound(before: str, term: str) -> str:
    """Return a battle's name: the term with the words before it that belong to it.

    They end at a verb of battle, a function word, a single character or a mark; ``before`` is the
    text up to the term.

    >>> compound("坚决打赢疫情防控", "阻击战"), compound("组织实施了九台攻坚战、吉林", "歼灭战")
    ('疫情防控阻击战', '吉林歼灭战')
    >>> compound("全省动员、全民参与的", "人民战争"), compound("市(州)", "阻击战")
    ('人民战争', '市(州)阻击战')
    """
    close = CUT.split(before[-LONGEST * 2 :])[-1]
    close = close[-LONGEST:] if close.count("(") == close.count(")") else ""
    first = len(close)
    for word in reversed(segment(close)):
        at = close.rfind(word, 0, first)
        apart = close[at + len(word) : first].strip("()")  # the segmentation leaves brackets out
        if apart or at < 0 or _no_part(word):
            break
        first = at
    return close[first:].lstrip("()") + term


@cache
def beside() -> frozenset[str]:
    """Return the words before a battle that do not belong to its name, beside function words.

    >>> "坚决" in beside(), "打赢" in beside(), "疫情" in beside()
    (True, True, False)
    """
    return frozenset(_listed())


def _no_part(word: str) -> bool:
    """Tell whether a word does not belong to the name of a battle behind it."""
    single = len(word) == 1 and word not in "市州省县区"
    return single or word in beside() or word in stop_words()


def stage(clause: str) -> tuple[str, str | None]:
    """Return how a battle stands in its clause, and the word that tells it.

    >>> stage("坚决打赢疫情防控阻击战"), stage("疫情防控是一场持久战")
    (('to be won', '打赢'), ('being fought', None))
    >>> stage("迅速打响了全省动员、全民参与的人民战争")
    ('opened', '打响')
    """
    places = [(clause.find(word), -len(word), word) for word in stage_words() if word in clause]
    if not places:
        return "being fought", None
    word = min(places)[2]
    return stage_words()[word][0], word


def battles(corpus: Corpus, rows: pd.DataFrame) -> pd.DataFrame:
    """Return every battle that is named, in the order of the corpus: :data:`COLUMNS`.

    ``battle`` is the name with the words before it, ``about`` says whether these name the epidemic, a
    place or neither; ``whose`` are the places that its name has, else those of its sentence, else the article's own; ``when`` is
    the date of the statement it stands in, else that of publication, as ``dated by`` tells.
    """
    held = rows[(rows["frame"] == "war") & (rows["kind"] == "frame")]
    held = held[held["term"].map(str).map(is_battle).astype(bool)]
    wanted = set(held["doc_id"])
    facts = corpus.documents.set_index("doc_id")[["place_code", "published"]]
    dated, spans = _statements(corpus, wanted), _sentences(corpus, held)
    by_article: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in held.to_dict("records"):
        by_article[row["doc_id"]].append(row)
    found = []
    for doc_id, body in corpus.texts(wanted):  # one at a time: their places are many
        document = _document({"body": body, **facts.loc[doc_id].to_dict()})
        found += [
            _battle(row, document, dated.get(doc_id, []), spans) for row in by_article[doc_id]
        ]
    return pd.DataFrame(found, columns=COLUMNS).astype({"when": object, "stage word": object})


class _Document(NamedTuple):
    """What is asked of an article: its text, the places named in it, its own, its date."""

    body: str
    places: Sequence[Mention]
    own: str | None
    published: str | None


def _document(row: Mapping[str, Any]) -> _Document:
    body, code, published = str(row["body"]), row.get("place_code"), row.get("published")
    own = code if isinstance(code, str) else None
    day = published if isinstance(published, str) and first_day(published) else None
    year = int(day[:4]) if day else YEAR
    return _Document(body, find_places(body, year, own), own, day)


def _sentences(corpus: Corpus, hits: pd.DataFrame) -> dict[tuple[Any, int], tuple[int, int]]:
    """Return where the sentences begin and end that some hits stand in."""
    wanted = set(zip(hits["doc_id"], hits["sentence_id"], strict=True))
    held = columns(corpus, "sentences", ["doc_id", "sentence_id", "start", "end"])
    rows = held.itertuples(index=False, name=None)
    return {(d, n): (a, b) for d, n, a, b in rows if (d, n) in wanted}


def _statements(corpus: Corpus, wanted: set[Any]) -> dict[Any, list[tuple[int, int, str]]]:
    """Return the dated statements of the articles that name battles: start, end, date."""
    held = corpus.events
    found: dict[Any, list[tuple[int, int, str]]] = {}
    if held.empty:
        return found
    held = held[held["doc_id"].isin(wanted)]
    for row in held[["doc_id", "start", "end", "iso_start"]].itertuples(index=False):
        if isinstance(row.iso_start, str) and first_day(row.iso_start):
            found.setdefault(row.doc_id, []).append((int(row.start), int(row.end), row.iso_start))
    return found


def _battle(
    row: Mapping[str, Any],
    document: _Document,
    dated: Sequence[tuple[int, int, str]],
    spans: Mapping[tuple[Any, int], tuple[int, int]],
) -> dict[str, Any]:
    body, start, end, term = document.body, int(row["start"]), int(row["end"]), str(row["term"])
    name = compound(body[max(start - LONGEST * 2, 0) : start], term)
    first = end - len(name)
    told, word = stage(_clause(body, start, end))
    inside = spans.get((row["doc_id"], int(row["sentence_id"])), (start, end))
    placed = _codes(document, first, start)
    day_of = [iso for a, b, iso in dated if a <= start < b]
    known = {column: row[column] for column in COLUMNS if column in row}
    return known | {
        "battle": name,
        "gloss": gloss(name, term, placed),
        "about": about(name.removesuffix(term), placed),
        "whose": whose(
            placed or _codes(document, *inside) or ([document.own] if document.own else [])
        ),
        "stage": told,
        "stage word": word,
        "when": day_of[-1][:10] if day_of else document.published and document.published[:10],
        "dated by": "statement" if day_of else "publication" if document.published else "no date",
    }


def _codes(document: _Document, start: int, end: int) -> list[str]:
    """Return the places that are named between two places of a text, each once."""
    held = [row.code for row in document.places if row.start < end and row.end > start]
    return [code for code in dict.fromkeys(held) if code]


def _clause(body: str, start: int, end: int) -> str:
    """Return the clause that holds a term, from mark to mark."""
    before = re.split(r"[,，。;；!！?？\n]", body[max(start - 80, 0) : start])[-1]
    behind = CLAUSE.match(body, end)
    return before + body[start:end] + (behind[0] if behind else "")


def about(words: str, codes: Sequence[str] = ()) -> str:
    """Return what the words before a battle name: a place, the epidemic, something else, or nothing.

    >>> about("疫情防控"), about("长春", ["220100"]), about("市(州)"), about("")
    ('the epidemic', 'a place', 'a place', '–')
    """
    if words and (codes or re.match(r"[市省县区州]|[全各][市省县区]", words)):
        return "a place"
    if EPIDEMIC.search(words):
        return "the epidemic"
    return "something else" if words else "–"


def whose(codes: Sequence[str]) -> str:
    """Return places in English and Chinese.

    >>> whose(["220100", "220500"]), whose([])
    ('Changchun 长春市, Tonghua 通化市', 'no place')
    """
    return ", ".join(f"{english(code)} {chinese(code)}" for code in codes[:4]) or "no place"


def gloss(name: str, term: str, codes: Sequence[str] = ()) -> str:
    """Return a battle's name in English as far as its parts are known.

    A place named without its level is given without it: 吉林 may be the province or the city.

    >>> gloss("疫情防控阻击战", "阻击战"), gloss("长春保卫战", "保卫战", ["220100"])
    ('battle to stop the epidemic: epidemic control', 'battle of defence: Changchun')
    """
    words, known = name.removesuffix(term), glosses().get(term, term)
    if words and codes:
        place = english(codes[0])
        bare = place if re.search(r"[省市县区州]", words) else LEVEL.sub("", place)
        return f"{known}: {bare}"
    return f"{known}: {QUALIFIERS[words]}" if words in QUALIFIERS else known


LEVEL = re.compile(r" (?:Province|City|County|District|Prefecture)\Z")
"""What the English of a place has and its bare Chinese name (吉林) leaves open."""

QUALIFIERS = {
    "疫情防控": "epidemic control",
    "疫情": "epidemic",
    "抗疫": "fight against the epidemic",
    "防疫": "epidemic prevention",
    "新冠肺炎疫情防控": "control of COVID-19",
    "全民": "whole people",
    "市州": "cities and prefectures",
    "市(州)": "cities and prefectures",
    "市疫情防控": "the city's epidemic control",
}
"""English of the words that most often stand before a battle."""


def by_wave(named: pd.DataFrame, about: pd.DataFrame) -> pd.DataFrame:
    """Return the battles of each wave in the order of the dates: counts, rate, stages, commonest.

    ``told in`` are their sentences (:func:`tifa.links.references`).
    """
    found = []
    ordered = about.sort_values("date", key=lambda days: days.map(str), kind="stable")
    for wave, part in ordered.groupby("wave", sort=False):
        held = named[named["wave"] == wave]
        size = int(part["characters"].sum())
        counts = held["battle"].value_counts(sort=False)
        common = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:6]
        row = {"wave": wave, "articles": len(part), "characters": size, "battles": len(held)}
        row |= {"per 1,000": 1000 * len(held) / max(size, 1), "different": len(counts)}
        row |= {name: int((held["about"] == key).sum()) for key, name in ABOUT.items()}
        row |= {name: int((held["stage"] == name).sum()) for name in STAGES}
        told = references(zip(held["doc_id"], held["sentence_id"], strict=True))
        row |= {"commonest": "; ".join(f"{b} ({n})" for b, n in common) or None}
        found.append(row | {"told in": told})
    return pd.DataFrame(found)


ABOUT = {"the epidemic": "of the epidemic", "a place": "of a place"}


def drawn(named: pd.DataFrame, about: pd.DataFrame) -> pd.DataFrame:
    """Return what the picture of battles by wave needs: label (the wave), pattern (the term), n, rate.

    ``told in`` is the first sentence of a cell.
    """
    ordered = about.sort_values("date", key=lambda days: days.map(str), kind="stable")
    sizes = ordered.groupby("wave", sort=False)["characters"].sum()
    counts, first = named.groupby(["wave", "term"]).size(), first_told(named, ["wave", "term"])
    found = [
        (wave, term, int(n), 1000 * int(n) / max(int(sizes[wave]), 1), first[wave, term])
        for (wave, term), n in counts.items()
    ]
    order = {wave: at for at, wave in enumerate(sizes.index)}
    found.sort(key=lambda row: (order[row[0]], -row[2], row[1]))
    return pd.DataFrame(found, columns=["label", "pattern", "n", "rate", "told in"])
