"""Parallels without a numeral: their parts, what the parts have in common, how often they occur."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from tifa.links import told_in
from tifa.studies.slogans.counts import parallel

MARKS = str.maketrans("", "", "“”‘’\"' ")


BETWEEN = re.compile(r"[、,，;；。\n]+")


def elements(canonical: str, members: Sequence[str] = ()) -> list[str]:
    """Return the parts of a parallel: its members, or what its commas part.

    >>> elements("外防输入、内防扩散")
    ['外防输入', '内防扩散']
    """
    parts = list(members) or BETWEEN.split(canonical)
    return [part for part in (str(part).translate(MARKS).strip() for part in parts) if part]


def frame(parts: Sequence[str]) -> str:
    """Return what the parts of a parallel have in common, place by place; □ is what changes.

    Of parts of different length the characters that all of them have are shown.

    >>> frame(["外防输入", "内防扩散"]), frame(["早发现", "早报告", "早隔离"])
    ('□防□□', '早□□')
    >>> frame(["守土有责", "守土担责", "守土尽责"]), frame(["不漏一户", "不漏一个人"])
    ('守土□责', '… 不漏一 …')
    """
    if not parts:
        return ""
    if len({len(part) for part in parts}) == 1:
        return "".join(
            column[0] if len(set(column)) == 1 else "□" for column in zip(*parts, strict=True)
        )
    common = [char for char in dict.fromkeys(parts[0]) if all(char in part for part in parts)]
    return f"… {''.join(common)} …" if common else ""


def repeated(parts: Sequence[str]) -> str:
    """Return the characters that more than one part has, in order of appearance.

    >>> repeated(["外防输入", "内防扩散"]), repeated(["保防控", "保民生", "稳就业"])
    ('防', '保')
    """
    counts: dict[str, int] = {}
    for part in parts:
        for char in dict.fromkeys(part):
            counts[char] = counts.get(char, 0) + 1
    return "".join(char for char, n in counts.items() if n > 1)


def parallel_table(rows: pd.DataFrame, listed: pd.DataFrame) -> pd.DataFrame:
    """Return the unnumbered parallels: what repeats in them, how long the parts are, how often."""
    members = {row["canonical"]: row["members"] for row in parallel(listed).to_dict("records")}
    found = []
    for canonical, part in parallel(rows).groupby("canonical", sort=False):
        pieces = elements(str(canonical), members.get(canonical) or ())
        found.append(
            {
                "parallel": canonical,
                "characters in each": " + ".join(str(len(piece)) for piece in pieces),
                "repeated": repeated(pieces) or None,
                "frame": frame(pieces) or None,
                "mentions": len(part),
                "articles": part["doc_id"].nunique(),
                "first told in": told_in(part.iloc[0]),
            }
        )
    columns = ["parallel", "characters in each", "repeated", "frame", "mentions"]
    table = pd.DataFrame(found, columns=[*columns, "articles", "first told in"])
    return table.sort_values("mentions", ascending=False, kind="stable").reset_index(drop=True)
