"""Which formulas are shared, which stand in one article only, and which are variants of one form.

Variants are found by form alone, with no list: the same shape with another numeral (四早, 五早), the
same head (七个到位, 五到位), parallels with an element that differs in one character (外防输入, 外防输出).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from tifa.formulas import english as glosses
from tifa.formulas.shapes import HAN, shape_of
from tifa.links import told_in
from tifa.studies.slogans.counts import KINDS, PARALLEL, counted, some
from tifa.studies.slogans.parallels import MARKS, elements

SAME_SHAPE, SAME_HEAD, SAME_PART = "same shape, another numeral", "same head", "same part"


NEAR = "an element in common, or one that differs in a character"


LEAST = 3
"""Shorter elements of a parallel are too common to make two of them variants."""


# Families -------------------------------------------------------------------------------------


def shape_and_head(canonical: str) -> tuple[str, str]:
    """Return a formula with N for its numerals, and without numerals and the classifier 个.

    >>> shape_and_head("四早"), shape_and_head("七个到位"), shape_and_head("五到位")
    (('N早', '早'), ('N个到位', '到位'), ('N到位', '到位'))
    >>> shape_and_head("六应六尽"), shape_and_head("三个“清零”"), shape_and_head("1+N")
    (('N应N尽', '应尽'), ('N个清零', '清零'), ('', ''))
    """
    shape = shape_of(canonical)
    if shape is None or not shape.parts:
        return "", ""
    parts = [(part.classifier, part.head.translate(MARKS)) for part in shape.parts]
    framed = "".join(f"N{classifier}{head}" for classifier, head in parts)
    heads = "".join((classifier if classifier != "个" else "") + head for classifier, head in parts)
    return framed, heads


def keys(canonical: str, kind: str, members: Sequence[str] = ()) -> Iterator[str]:
    """Yield what a formula shares with its variants; counted lists have none.

    >>> list(keys("五到位", "numeral")), list(keys("党建+网格", "code"))
    (['head:到位'], ['part:党建', 'part:网格'])
    >>> "near:外防输_" in keys("外防输入、内防扩散", "parallel")
    True
    """
    if kind == "counted_list":
        return
    if kind == PARALLEL:
        for piece in elements(canonical, members):
            if len(piece) >= LEAST:
                for at in range(len(piece)):
                    yield f"near:{piece[:at]}_{piece[at + 1 :]}"
    elif kind == "code":
        yield from (f"part:{part}" for part in re.findall(f"[{HAN}]{{2,}}", canonical))
    elif head := shape_and_head(canonical)[1]:
        yield f"head:{head}"


def families(listed: pd.DataFrame) -> dict[str, str]:
    """Return the family of every formula and parallel: a name that its variants share."""
    first = listed.drop_duplicates("canonical").to_dict("records")
    kinds = {row["canonical"]: row["kind"] for row in first}
    owner: dict[str, str] = {}
    parent = {row["canonical"]: row["canonical"] for row in first}

    def root(name: str) -> str:
        while parent[name] != name:
            parent[name] = name = parent[parent[name]]
        return name

    for row in first:
        for key in keys(row["canonical"], row["kind"], row["members"] or ()):
            other = owner.setdefault(key, row["canonical"])
            parent[root(row["canonical"])] = root(other)
    held: dict[str, list[str]] = {}
    for name in parent:
        held.setdefault(root(name), []).append(name)
    return {
        name: family
        for names in held.values()
        for family in [_family_name(names, kinds)]
        for name in names
    }


def _family_name(names: Sequence[str], kinds: Mapping[str, str]) -> str:
    """Return what formulas have in common: N早, …到位; the first of them where that says nothing."""
    if len(names) == 1 or any(kinds[name] in (PARALLEL, "code") for name in names):
        return names[0]
    shapes = {shape_and_head(name)[0] for name in names}
    return shapes.pop() if len(shapes) == 1 else "N…" + shape_and_head(names[0])[1]


def _how(names: Sequence[str], kinds: Mapping[str, str]) -> str:
    if any(kinds[name] == PARALLEL for name in names):
        return NEAR
    if any(kinds[name] == "code" for name in names):
        return SAME_PART
    return SAME_SHAPE if len({shape_and_head(name)[0] for name in names}) == 1 else SAME_HEAD


def variants(rows: pd.DataFrame, listed: pd.DataFrame) -> pd.DataFrame:
    """Return the families of two formulas or more: what they share, how often each occurs.

    Parallels make families of their own. ``formulas`` are parted by ``; ``, each with its mentions.
    """
    belongs = families(listed)
    kinds = dict(zip(listed["canonical"], listed["kind"], strict=True))
    held = rows.assign(family=rows["canonical"].map(belongs)).dropna(subset=["family"])
    found = []
    for family, part in held.groupby("family", sort=False):
        counts = part["canonical"].value_counts()
        if len(counts) < 2:
            continue
        names = sorted(counts.index, key=lambda name: (-counts[name], name))
        found.append(
            {
                "in common": family,
                "formulas": "; ".join(f"{name} ({counts[name]})" for name in names),
                "how": _how(names, kinds),
                "articles": part["doc_id"].nunique(),
                "mentions": len(part),
                "kind": PARALLEL if kinds[names[0]] == PARALLEL else "formula",
            }
        )
    columns = ["in common", "formulas", "how", "articles", "mentions", "kind"]
    table = pd.DataFrame(found, columns=columns)
    return table.sort_values(["articles", "mentions"], ascending=False, kind="stable").reset_index(
        drop=True
    )


# Shared and local -----------------------------------------------------------------------------


def shared(listed: pd.DataFrame) -> pd.DataFrame:
    """Return the counted formulas that two articles or more have, and whether they list the same.

    ``members`` is ``alike`` or ``different`` where two articles or more spell the formula out.
    """
    found = []
    for canonical, part in counted(listed).groupby("canonical", sort=False):
        if part["doc_id"].nunique() < 2:
            continue
        spelled = [tuple(sorted(names)) for names in part["members"] if names]
        alike = "alike" if len(set(spelled)) == 1 else "different"
        found.append(
            {
                "formula": canonical,
                "in English": glosses.english(str(canonical)),
                "kind": KINDS[part["kind"].iloc[0]],
                "articles": part["doc_id"].nunique(),
                "cities": some(dict.fromkeys(part["city"])),
                "mentions": int(part["n_mentions"].sum()),
                "spelled out in": len(spelled),
                "members": alike if len(spelled) > 1 else None,
            }
        )
    columns = ["formula", "in English", "kind", "articles", "cities", "mentions", "spelled out in"]
    table = pd.DataFrame(found, columns=[*columns, "members"])
    return table.sort_values(["articles", "mentions"], ascending=False, kind="stable").reset_index(
        drop=True
    )


def local(listed: pd.DataFrame) -> pd.DataFrame:
    """Return the formulas that one article only has and that are no set phrases of national use.

    Counted lists are left out: any text may count three districts.
    """
    held = counted(listed)
    held = held[held["kind"] != "counted_list"]
    once = held[~held["canonical"].duplicated(keep=False)]
    found = [
        {
            "formula": row["canonical"],
            "pinyin": glosses.pinyin(row["canonical"]),
            "in English": glosses.english(row["canonical"]),
            "kind": KINDS[row["kind"]],
            "spelled out": bool(row["members"]),
            "mentions": int(row["n_mentions"]),
            "article": row["article"],
            "told in": told_in(row),
        }
        for row in once.to_dict("records")
        if glosses.is_national(row["canonical"]) is None
    ]
    return pd.DataFrame(
        found,
        columns=[
            *("formula", "pinyin", "in English", "kind", "spelled out", "mentions", "article"),
            "told in",
        ],
    )


def national(listed: pd.DataFrame) -> pd.DataFrame:
    """Return the set phrases of national use that occur: formula, English, note, articles."""
    found = []
    for canonical, part in counted(listed).groupby("canonical", sort=False):
        note = glosses.is_national(str(canonical))
        if note is not None:
            found.append(
                {
                    "formula": canonical,
                    "in English": glosses.english(str(canonical)),
                    "note": note or None,
                    "articles": part["doc_id"].nunique(),
                    "mentions": int(part["n_mentions"].sum()),
                }
            )
    table = pd.DataFrame(found, columns=["formula", "in English", "note", "articles", "mentions"])
    return table.sort_values(["articles", "mentions"], ascending=False, kind="stable").reset_index(
        drop=True
    )
