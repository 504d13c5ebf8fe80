"""The glossary: formulas, and frames with their terms, in Chinese, pinyin and English."""

from __future__ import annotations

import formulas
import frames
import pandas as pd
from evidence import Evidence, csv, of_all, paragraph, section, table
from markupsafe import Markup
from wording import frame_link, frame_name, gloss_of, spoken

from tifa.formulas.english import english, is_national, pinyin
from tifa.report import formula_page, zh
from tifa.studies.slogans.counts import PARALLEL

FORMULAS = 300  # formulas and terms of a frame shown; the CSV has all
TERMS = 60
HEADS = ["Chinese", "pinyin", "English"]


def glossary(evidence: Evidence) -> tuple[Markup, dict[str, pd.DataFrame]]:
    """The page's HTML, for a page at the root, and its CSV files."""
    named = [n for n in formulas.names(evidence) if formulas.kind_of(evidence, n) != PARALLEL]
    groups = [group for group in frames.ordered(evidence) if group[1] == "frame"]
    words = [(frame, list(hits["term"].value_counts().index)) for frame, _, hits in groups]
    data = {"glossary-formulas": formula_data(named), "glossary-terms": term_data(words)}
    intro = paragraph(
        "What the formulas and terms of this corpus mean, in the order of how often they occur."
        " English in capitals is the usual name of a set phrase; any other is put together from its"
        " parts. A word that the tables do not know stays in Chinese."
    )
    body = intro + formula_part(named) + terms_part(words)
    return Markup(str(body).replace('href="../', 'href="')), data


def formula_part(named: list[str]) -> Markup:
    """The formulas."""
    if not named:
        return Markup("")
    caption = Markup("Formulas.{} {}").format(
        of_all(min(FORMULAS, len(named)), len(named)), csv("glossary-formulas")
    )
    shown = [
        [
            Markup('<a href="../{}">{}</a>').format(formula_page(name), zh(name)),
            spoken(name),
            english(name) or None,
        ]
        for name in named[:FORMULAS]
    ]
    return section("Formulas", "formulas", table(HEADS, shown, caption, kind="tifa-fit"))


def terms_part(words: list[tuple[str, list[str]]]) -> Markup:
    """The frames with their terms."""
    if not words:
        return Markup("")
    parts = [frame_part(frame, held) for frame, held in words]
    return section("Frames", "frames", paragraph("{}", csv("glossary-terms")), *parts)


def frame_part(frame: str, held: list[str]) -> Markup:
    """The terms of a frame."""
    caption = Markup("{}.{}").format(frame_name(frame), of_all(min(TERMS, len(held)), len(held)))
    shown = [[zh(term), spoken(term), gloss_of(term)] for term in held[:TERMS]]
    return Markup("<h3>{}</h3>{}").format(
        frame_link(frame), table(HEADS, shown, caption, kind="tifa-fit")
    )


def formula_data(named: list[str]) -> pd.DataFrame:
    """The formulas as the CSV has them."""
    rows = [(name, pinyin(name), english(name) or None, is_national(name)) for name in named]
    return pd.DataFrame(rows, columns=["formula", "pinyin", "English", "national use"])


def term_data(words: list[tuple[str, list[str]]]) -> pd.DataFrame:
    """The terms as the CSV has them."""
    rows = [(t, pinyin(t), gloss_of(t), frame) for frame, held in words for t in held]
    return pd.DataFrame(rows, columns=["term", "pinyin", "English", "frame"])
