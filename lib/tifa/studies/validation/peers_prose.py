"""What notebook 05 says of peers and of what moves findings, and shows of them: every number is computed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from markupsafe import Markup

from tifa.report import count, listing, sentence
from tifa.studies.rhetoric.framing_trust import binomial
from tifa.studies.validation import peers
from tifa.studies.validation.gold import LAST
from tifa.studies.validation.peers import OWN, RECORD, is_of, recorded
from tifa.studies.validation.prose import display, percent
from tifa.studies.validation.questions import Check
from tifa.studies.validation.segmented import differences
from tifa.studies.validation.sensitivity import MOST

ASKED = {
    "found": "found, in part at least (recall)",
    "value": "right day, of those found",
    "in gold": "in the gold (precision)",
    "convert": "to be converted",
    "keep": "to be kept as they are",
}
"""The questions put to a parser and its peer alike, as a reader would say them."""


def share(right: int, of: int) -> str:
    """Return a share with its exact bounds; – where there is nothing to share.

    >>> share(33, 34), share(0, 0)
    ('97.1 % (84.7–99.9)', '–')
    """
    return percent(right / of, *binomial(right, of)) if of else "–"


# Times ----------------------------------------------------------------------------------------


def record(gold: Path, cases: Path) -> Markup:
    """Say which record of the peer for times is shown, and how many of its texts are still the same."""
    head, rows = recorded(gold)
    if not head:
        return sentence("There is no record of another library's times ({}).", RECORD.name)
    texts = {(one.set, one.name): one.body for one in peers.asked(gold, cases)}
    same = sum(is_of(row, texts[key]) for key, row in rows.items() if key in texts)
    return sentence(
        "What jionlp finds is shown as recorded: version {version}, asked on {recorded} about {all}, of which {same}"
        " have the same text today (by SHA-256); the others are left out. To ask it anew: {command}.",
        version=head["version"],
        recorded=head["recorded"],
        all=count(len(rows), "article"),
        same=same,
        command=Markup("<code>make peers</code>"),
    )


def asked(table: pd.DataFrame) -> pd.DataFrame:
    """Return agreement of the parser and a peer as a reader sees it."""
    key = "check" if "check" in table else "asked"
    shown = display(table).rename(columns={key: "question"})
    return shown.assign(question=shown["question"].map(ASKED))


def times(table: pd.DataFrame, first: pd.DataFrame) -> Markup:
    """Say how the parser and its peer read the times of the last set, and how fair that is."""
    held = table[table["set"] == LAST["times"]]
    if held.empty:
        return Markup("")
    told = [_days(held, who) for who in dict.fromkeys(held["who"])]
    row = first[first["set"].eq(f"times_{LAST['times']}") & first["measure"].eq("core")].iloc[0]
    return sentence(
        "On the last set: {told}. The parser's rules were changed after its first look at this set, at which it had"
        " {right:,} of {of:,} values right by a stricter measure (same edges, found or not); jionlp's were not.",
        told=listing(told),
        right=int(row["right at first"]),
        of=int(row["of"]),
    )


def _days(held: pd.DataFrame, who: str) -> Markup:
    rows = held[held["who"] == who].set_index("check")
    said = [
        share(int(rows.loc[check, "right"]), int(rows.loc[check, "of"]))
        for check in ("found", "value", "in gold")
    ]
    return sentence("{} finds {}, with the right day {}, precision {}", who, *said)


# Words ----------------------------------------------------------------------------------------


def words_shown(table: pd.DataFrame) -> pd.DataFrame:
    """Return the agreement of segmenters as a reader sees it, with exact bounds."""
    rows = table.to_dict("records")
    return pd.DataFrame(
        {
            "segmenter": table["segmenter"],
            "precision": [share(r["right"], r["given"]) for r in rows],
            "recall": [share(r["right"], r["in gold"]) for r in rows],
            "F": [f"{r['F']:.3f}" for r in rows],
            "joined": table["joined"],
            "cut finer": table["cut finer"],
            "cut across": table["other cut"],
            "formulas whole": [f"{r['formulas whole']} of {r['formulas']}" for r in rows],
        }
    )


def words(table: pd.DataFrame) -> Markup:
    """Say what segmenters miss, and what keeping formulas whole brings."""
    own, plain = table.iloc[0], table.iloc[1]
    missed = int(own["in gold"] - own["right"])
    return sentence(
        "Outside formulas the parser's words are jieba's, so that both have an F of {F:.3f}. Of the {missed:,} words that"
        " are missed {joined:,} are joined to a neighbour ({example}), {finer:,} are cut finer, and {across:,} are cut across,"
        " which is wrong by any standard. Of {formulas} jieba leaves {plain:,} whole, the parser {whole:,}.",
        F=float(own["F"]),
        missed=missed,
        joined=int(own["joined"]),
        example=Markup('<span lang="zh">一|名</span> as <span lang="zh">一名</span>'),
        finer=int(own["cut finer"]),
        across=int(own["other cut"]),
        formulas=count(int(own["formulas"]), "formula"),
        plain=int(plain["formulas whole"]),
        whole=int(own["formulas whole"]),
    )


# Script ---------------------------------------------------------------------------------------


def script(table: pd.DataFrame) -> Markup:
    """Say how many characters the parser and OpenCC have wrong."""
    told = []
    for who in sorted(set(table["who"]), key=lambda name: name != OWN):
        held = table[table["who"] == who]
        wrong, of = int((held["of"] - held["right"]).sum()), int(held["of"].sum())
        told.append(sentence("{} has {:,} of {:,} characters wrong", who, wrong, of))
    return sentence(
        "{told}. The parser's rules had been improved on both sets. Characters whose bytes were lost are not among them: OpenCC converts what is there, the parser also"
        " restores, and what that is worth is told by the damage below.",
        told=listing(told),
    )


# Sensitivity ----------------------------------------------------------------------------------


def moved_shown(table: pd.DataFrame) -> pd.DataFrame:
    """Return what stays of findings as a reader sees it."""
    rows = table.to_dict("records")
    return pd.DataFrame(
        {
            "what is changed": table["changed"],
            "finding": table["finding"],
            "items": table["of"],
            "stay": [_stay(row) for row in rows],
        }
    )


def _stay(row: Mapping[Any, Any]) -> str:
    if row["draws"] == 1:
        return f"{row['least']:,}"
    return f"{row['kept']:.1f} on average of {row['draws']} draws, {row['least']:,} at worst"


def moved(table: pd.DataFrame, articles: int) -> Markup:
    """Say which finding moves most and which least, and about how many articles that is."""
    if table.empty:
        return Markup("There is nothing whose moving could be told.")
    ranked = table.assign(share=table["kept"] / table["of"]).sort_values("share", kind="stable")
    worst, best = ranked.iloc[0], ranked.iloc[-1]
    return sentence(
        "Counted are {articles}. Least steady are the {worst}: with the change “{change}” {kept:.1f} of {of:,} stay on average, {least:,} in"
        " the worst draw. Steadiest are the {best}, of which {most:.1f} of {all:,} stay with “{other}”.",
        articles=count(min(articles, MOST), "article"),
        worst=worst["finding"],
        change=worst["changed"],
        kept=float(worst["kept"]),
        of=int(worst["of"]),
        least=int(worst["least"]),
        best=best["finding"],
        most=float(best["kept"]),
        all=int(best["of"]),
        other=best["changed"],
    )


def cut_otherwise(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the words of the gold that the parser cuts otherwise, the most frequent first."""
    held = rows[rows["table"] == "words"].to_dict("records")
    checks = (Check(**{str(key): value for key, value in row.items()}) for row in held)
    counted = sorted(differences(checks).items(), key=lambda item: (-item[1], item[0]))
    table = [(*key, n) for key, n in counted]
    return pd.DataFrame(table, columns=["gold", "parser", "how", "times"])
