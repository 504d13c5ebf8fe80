"""How far findings move when the text is damaged on purpose.

Each damage of :mod:`tifa.studies.validation.damage` is done to the articles at several strengths; what is found afterwards is
compared with what was found before, by its wording, so that no place need be carried over.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from tifa.cleaning.chars import to_simplified
from tifa.cleaning.repair import repair
from tifa.corpus.analysis import Corpus
from tifa.formulas import find_formulas
from tifa.rhetoric.frames import find_terms
from tifa.rows import SET
from tifa.scan import first_name, scan
from tifa.studies.validation.damage import BY_MIRROR, DAMAGES, Damage, n_han
from tifa.times import find_times, resolve

SEED = 20_220_413
SHARES = (0.01, 0.05, 0.10)
"""The shares of Han characters that the damage is meant to touch."""

ROUNDS = 2
"""So often each damage is done anew, each time elsewhere."""

MOST = 5
"""So many articles are damaged, the first of the corpus: the finding is about the parser, not the corpus."""


SAMPLE = 1_200
"""So many characters of each are damaged, in whole lines from the beginning: repair is what takes time here."""


def beginning(body: str, most: int = SAMPLE) -> str:
    """Return the lines of a text from the first on, as long as they are not longer together; one at least.

    >>> beginning("一二三\\n四五\\n六", 6), beginning("一二三四", 2)
    ('一二三\\n四五', '一二三四')
    """
    lines, size = body.split("\n"), 0
    for number, line in enumerate(lines):
        size += len(line) + bool(number)
        if number and size > most:
            return "\n".join(lines[:number])
    return body


def first(corpus: Corpus, most: int = MOST) -> pd.DataFrame:
    """Return the first articles of a corpus with doc_id, body and published, however large it is."""
    ids = list(corpus.documents["doc_id"].head(most))
    return corpus.of("documents", ids, ["doc_id", "body", "published"])


class Findings(NamedTuple):
    """What is found in a text, counted by its wording; the text's length in characters."""

    formulas: Counter[str]
    times: Counter[tuple[str, str | None, str | None]]
    frames: Counter[tuple[str, str]]
    characters: int


def findings(body: str, published: str | None) -> Findings:
    """Return formulas by wording, times by wording and value, frame hits by term and frame.

    >>> found = findings("2月3日,全市打响阻击战,做到四应四尽。", "2020-02-03")
    >>> sorted(found.formulas), sorted(found.frames)
    (['四应四尽'], [('control', '四应四尽'), ('war', '打响'), ('war', '阻击战')])
    """
    hits = scan(body)
    mentions = find_formulas(body, hits)
    taken = [(row.start, row.end) for row in mentions if row.kind in SET]
    taken += [(start, end) for number, start, end in hits if number >= first_name()]
    times = find_times(body)
    values = resolve(body, times, published, "page")
    return Findings(
        Counter(body[row.start : row.end] for row in mentions),
        Counter(
            (body[time.start : time.end], value.iso_start, value.iso_end)
            for time, value in zip(times, values, strict=True)
            if value.core
        ),
        Counter((term.frame, term.term) for term in find_terms(body, taken)),
        len(body),
    )


TABLES, SIDES = ("formulas", "times", "frames"), ("before", "after")


def _measured(before: Findings, after: Findings) -> dict[str, int]:
    """Return for each table how many findings there were, are, and are the same."""
    found = {"characters before": before.characters, "characters after": after.characters}
    for name in TABLES:
        old, new = getattr(before, name), getattr(after, name)
        found |= {f"{name} before": old.total(), f"{name} after": new.total()}
        found[f"{name} kept"] = (old & new).total()
    for side, one in {"before": before, "after": after}.items():
        found[f"war {side}"] = sum(n for key, n in one.frames.items() if key[0] == "war")
    return found


def run(documents: pd.DataFrame) -> pd.DataFrame:
    """Return what each damage does to the articles: a row for each damage, share, round and state.

    ``documents`` has doc_id, body and published; of each body the beginning is taken. ``state`` is ``as it is`` (simplified, and nothing
    else) and for the damage of mirrors also ``restored``, after the library's repair. Counts are
    summed over the articles; ``reached`` is the share of Han characters that was touched indeed.
    """
    texts = [
        (str(row["doc_id"]), beginning(str(row["body"])), row["published"])
        for row in documents.head(MOST).to_dict("records")
        if str(row["body"]).strip()
    ]
    dated = [(d, body, day if isinstance(day, str) else None) for d, body, day in texts]
    intact = {doc_id: findings(body, day) for doc_id, body, day in dated}
    rows = []
    for name, damage in DAMAGES.items() if dated else ():
        for share in SHARES:
            for number in range(ROUNDS):
                rows += _round(name, damage, share, number, dated, intact)
    return pd.DataFrame(rows)


def _round(
    name: str,
    damage: Damage,
    share: float,
    number: int,
    texts: Sequence[tuple[str, str, str | None]],
    intact: Mapping[str, Findings],
) -> list[dict[str, object]]:
    states = ("as it is", "restored") if name in BY_MIRROR else ("as it is",)
    sums: dict[str, Counter[str]] = {state: Counter() for state in states}
    touched = han = 0.0
    for doc_id, body, day in texts:
        page, reached = damage(
            body, share, random.Random(f"{SEED} {name} {share} {number} {doc_id}")
        )
        touched, han = touched + reached * n_han(body), han + n_han(body)
        for state in states:
            text = _in_state(page, state, mirrored=name in BY_MIRROR)
            sums[state].update(_measured(intact[doc_id], findings(text, day)))
    head = {"damage": name, "share": share, "round": number + 1, "reached": touched / max(han, 1)}
    return [{**head, "state": state, **sums[state]} for state in states]


def _in_state(page: str, state: str, *, mirrored: bool) -> str:
    if state == "restored":
        return repair(page)[0].text
    return to_simplified(page) if mirrored else page


def summary(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the shares that stay, by damage, share and state: the rounds pooled, with lowest and highest.

    For each table ``kept`` is the share of its findings that are still there, ``new`` the share of
    findings that were not there before; ``war rate`` is per 1,000 characters, ``war change`` its
    relative change. None where there was nothing to find.
    """
    found: list[dict[str, object]] = []
    if rows.empty:
        return pd.DataFrame(found)
    for (name, share, state), held in rows.groupby(["damage", "share", "state"], sort=False):
        row: dict[str, object] = {"damage": name, "share": share, "state": state}
        row["reached"] = float(held["reached"].mean())
        for table in TABLES:
            before, after, kept = (held[f"{table} {end}"] for end in ("before", "after", "kept"))
            row[f"{table} kept"] = kept.sum() / before.sum() if before.sum() else None
            each = kept / before.where(before > 0)
            row[f"{table} low"], row[f"{table} high"] = each.min(), each.max()
            row[f"{table} new"] = 1 - kept.sum() / after.sum() if after.sum() else None
        rates = [
            1000 * held[f"war {s}"].sum() / max(held[f"characters {s}"].sum(), 1) for s in SIDES
        ]
        row["war rate before"], row["war rate"] = rates
        row["war change"] = rates[1] / rates[0] - 1 if rates[0] else None
        found.append(row)
    return pd.DataFrame(found)
