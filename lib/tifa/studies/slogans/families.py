"""Which formulas are shared, which vary, which stand within which, and where they came first.

Variants are found by form alone, with no list: the same shape with another numeral (四早, 五早), the
same head (七个到位, 五到位), parallels with an element that differs in one character (外防输入, 外防输出).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from tifa.formulas import english as glosses
from tifa.formulas.shapes import HAN, shape_of
from tifa.studies.slogans.counts import FEW, KINDS, PARALLEL, counted, parallel, some

MARKS = str.maketrans("", "", "“”‘’\"' ")
BETWEEN = re.compile(r"[、,，;；。\n]+")
SAME_SHAPE, SAME_HEAD, SAME_PART = "same shape, another numeral", "same head", "same part"
NEAR = "an element in common, or one that differs in a character"
LEAST = 3
"""Shorter elements of a parallel are too common to make two of them variants."""


def reference(row: Mapping[str, Any]) -> str:
    """Return the sentence of a row as one string, the address of its anchor in the site.

    >>> reference({"doc_id": "a", "sentence_id": 3})
    'a#s-3'
    """
    return f"{row['doc_id']}#s-{row['sentence_id']}"


# Parallels ------------------------------------------------------------------------------------


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
                "first told in": reference(part.iloc[0]),
            }
        )
    columns = ["parallel", "characters in each", "repeated", "frame", "mentions"]
    table = pd.DataFrame(found, columns=[*columns, "articles", "first told in"])
    return table.sort_values("mentions", ascending=False, kind="stable").reset_index(drop=True)


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
            "told in": reference(row),
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


# Nesting --------------------------------------------------------------------------------------

EDGE_COLUMNS = ["label", "parent", "child", "how", "member", "told in"]


def nesting(rows: pd.DataFrame, listed: pd.DataFrame) -> pd.DataFrame:
    """Return which formula stands in a member of which other: label, parent, child, how, member.

    ``how`` is ``member`` where the child is the whole member, ``within`` where it is a part of it.
    """
    mentions = {doc_id: part.to_dict("records") for doc_id, part in counted(rows).groupby("doc_id")}
    found: dict[tuple[str, str, str], dict[str, Any]] = {}
    for row in counted(listed).to_dict("records"):
        others = [m for m in mentions.get(row["doc_id"], []) if m["canonical"] != row["canonical"]]
        for member, (start, end) in _members(row):
            for child in others:
                inside = start <= child["start"] and child["end"] <= end
                if not inside and child["surface"] not in member:
                    continue
                bare = str(member).translate(MARKS)
                whole = bare in (
                    child["surface"].translate(MARKS),
                    child["canonical"].translate(MARKS),
                )
                key = (row["doc_id"], row["canonical"], child["canonical"])
                if key not in found or (whole and found[key]["how"] != "member"):
                    found[key] = {
                        "label": row["article"],
                        "parent": row["canonical"],
                        "child": child["canonical"],
                        "how": "member" if whole else "within",
                        "member": member,
                        "told in": reference(row),
                    }
    return pd.DataFrame(found.values(), columns=EDGE_COLUMNS)


def nests(edges: pd.DataFrame) -> pd.DataFrame:
    """Return every pair of a whole and what stands in it once, those of most articles first."""
    by = ["parent", "child", "how"]
    counts = edges.groupby(by, sort=False)["label"].nunique().rename("articles").reset_index()
    first = edges.drop_duplicates(by)[[*by, "member", "told in"]]
    found = counts.merge(first, on=by, how="left").sort_values(
        "articles", ascending=False, kind="stable"
    )
    return found[[*by, "member", "articles", "told in"]].reset_index(drop=True)


def drawable(edges: pd.DataFrame) -> pd.DataFrame:
    """Return the edges that are drawn: by article where they are few, else each pair once."""
    if edges["label"].nunique() <= FEW:
        return edges
    return nests(edges).assign(label="all articles")


def _members(row: Mapping[str, Any]) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield the members of a formula with their places; without a known place an empty one."""
    spans = list(row["member_spans"]) + [(0, 0)] * len(row["members"])
    for member, (start, end) in zip(row["members"], spans, strict=False):
        yield str(member), (int(start), int(end))


# First use and spread -------------------------------------------------------------------------

ENOUGH = 30
"""With fewer formulas in several articles of different days, an order of first uses is a hint."""


def genealogy(rows: pd.DataFrame, listed: pd.DataFrame) -> pd.DataFrame:
    """Return where families of formulas occur, a row a family, formula and article, by date.

    Only families that two articles or more have. ``date`` is the first day that the date of
    publication allows; None without one. Parallels are left out.
    """
    held = counted(rows)
    held = held[held["kind"] != "counted_list"]
    held = held.assign(family=held["canonical"].map(families(counted(listed))))
    held = held.dropna(subset=["family"])
    spread = held.groupby("family")["doc_id"].transform("nunique") > 1 if len(held) else []
    held = held[spread] if len(held) else held
    once = held.drop_duplicates(["family", "canonical", "doc_id"])
    found = [
        {
            "family": row["family"],
            "canonical": row["canonical"],
            "date": row["date"],
            "place": row["city"],
            "label": row["article"],
            "doc_id": row["doc_id"],
            "sentence_id": row["sentence_id"],
        }
        for row in once.to_dict("records")
    ]
    columns = ["family", "canonical", "date", "place", "label", "doc_id", "sentence_id"]
    found.sort(
        key=lambda row: (row["date"] is None, str(row["date"]), row["doc_id"], row["canonical"])
    )
    return pd.DataFrame(found, columns=columns).astype({"date": object})


def first_uses(spread: pd.DataFrame, most: int = 6) -> pd.DataFrame:
    """Return for each family its first dated article of the corpus and those that follow."""
    found = []
    for family, part in spread.groupby("family", sort=False):
        dated = part[part["date"].notna()]
        first = dated.iloc[0] if len(dated) else None
        later = [
            f"{row['canonical']} {row['place']} {row['date']}"
            for row in dated.iloc[1:].to_dict("records")
        ]
        more = f"; {len(later) - most} more" if len(later) > most else ""
        found.append(
            {
                "family": family,
                "articles": part["doc_id"].nunique(),
                "first": first["canonical"] if first is not None else None,
                "on": str(first["date"]) if first is not None else None,
                "in": first["place"] if first is not None else None,
                "told in": reference(first) if first is not None else None,
                "then": "; ".join(later[:most]) + more if later else None,
                "undated": part.loc[part["date"].isna(), "doc_id"].nunique(),
            }
        )
    columns = ["family", "articles", "first", "on", "in", "told in", "then", "undated"]
    table = pd.DataFrame(found, columns=columns)
    return table.sort_values(
        ["articles", "on"], ascending=[False, True], kind="stable"
    ).reset_index(drop=True)


def over_time(spread: pd.DataFrame) -> int:
    """Return how many single formulas stand in articles of different dates."""
    dated = spread[spread["date"].notna()]
    if dated.empty:
        return 0
    return int((dated.groupby("canonical")["date"].nunique() > 1).sum())
