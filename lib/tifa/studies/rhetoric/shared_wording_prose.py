"""The sentences and cells of notebook 04 on shared wording: aligned passages, families, own words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from math import isinf
from typing import Any

import pandas as pd
from markupsafe import Markup

from tifa.links import refer, refer_to, zh
from tifa.passages import LEAST
from tifa.report import SOME, capital, count, listing, sentence
from tifa.studies.rhetoric.framing import FRAMES, name_of
from tifa.studies.rhetoric.shared_wording import MOST_COMPARED, MOST_LISTED, Shared

Row = Mapping[str, Any]

PIECE = re.compile(r"\[([^\[|\]]*)\|([^\[|\]]*)\]|([^\[]+)")
"""A part of an aligned passage that differs, one side | the other, or one that is the same."""

ROOM, HALF = "\u3000", "\u2002"
"""Spaces as wide as a Chinese character and as a Latin mark: where the other wording has one more."""


# Cells ----------------------------------------------------------------------------------------


def _pieces(line: str) -> Iterator[tuple[str, str]]:
    for found in PIECE.finditer(line):
        same = found[3]
        yield (same, same) if same is not None else (found[1], found[2])


def _room(char: str) -> str:
    return HALF if ord(char) < 0x2E80 else ROOM


def aligned(line: str) -> tuple[Markup, Markup]:
    """Return both wordings of a passage, of one width: what only one has is bold.

    ``line`` is that of :func:`tifa.studies.rhetoric.shared_marks.marked`.

    >>> for side in aligned("把人民[群众|]生命安全"):
    ...     print(side)
    <span lang="zh-Hans">把人民<b>群众</b>生命安全</span>
    <span lang="zh-Hans">把人民　　生命安全</span>
    """
    sides: tuple[list[Markup], list[Markup]] = ([], [])
    for pair in _pieces(line):
        longer = max(pair, key=len)
        for side, text in zip(sides, pair, strict=True):
            shown = Markup("<b>{}</b>" if pair[0] != pair[1] and text else "{}").format(text)
            side.append(shown + "".join(map(_room, longer[len(text) :])))
    return zh(Markup("").join(sides[0])), zh(Markup("").join(sides[1]))


def wording_cell(row: Row) -> Markup:
    """Show both wordings one above the other, once where they are the same, and what they share."""
    one, other = aligned(row["pieces"])
    both = sentence(
        "<div>{}<br>{}</div>", one, other if "[" in row["pieces"] else "(the same in both)"
    )
    more = f"; {row['places']:,} pairs of places" if row["places"] > 1 else ""
    size = count(int(row["characters"]), "character")
    terms = f"; its terms: {row['terms']}" if isinstance(row["terms"], str) else ""
    told = f"{size} in common, {row['likeness']:.0%} alike{more}{terms}"
    return sentence('{}<span class="tifa-gloss">{}</span>', both, told)


def articles_cell(row: Row) -> Markup:
    """Show the names of both articles, each leading to its sentence, and which is the older."""
    names = {row["told in"].rpartition("#s-")[0]: row["one"]}
    others = {row["told there"].rpartition("#s-")[0]: row["other"]}
    return sentence(
        '{}<br>{}<br><span class="tifa-kind">{}</span>',
        refer(names)(row["told in"]), refer(others)(row["told there"]), by_days(row),
    )  # fmt: skip


def by_days(row: Row) -> str:
    """Return which article was published first, as far as the dates tell.

    >>> by_days({"older": "B", "one": "A", "days": 10}), by_days({"older": None})
    ('the second is older by 10 days', 'the dates do not tell which is older')
    """
    if not isinstance(row["older"], str):
        return "the dates do not tell which is older"
    which = "first" if row["older"] == row["one"] else "second"
    days = row["days"]
    known = isinstance(days, (int, float)) and days == days
    return f"the {which} is older" + (f" by {count(int(days), 'day')}" if known else "")


PASSAGE_CELLS: Mapping[str, Callable[[Row], object]] = {
    "articles, above and below": articles_cell,
    "wording, one above the other": wording_cell,
}
"""The columns of shared passages as shown."""


def family_cells(names: Mapping[str, str]) -> dict[str, Callable[[Row], object]]:
    """Return how families of passages are shown; ``names`` are those of the articles."""

    def wordings(row: Row) -> Markup:
        items = []
        for text, where in zip(row["wordings"].split("; "), row["where"].split("; "), strict=False):
            places = where.split(", ")
            shown = listing(refer(names)(told) for told in places[:SOME])
            more = sentence(" and {} more", len(places) - SOME) if len(places) > SOME else ""
            items.append(Markup("<li>{}: {}{}</li>").format(refer_to(places[0])(text), shown, more))
        return Markup('<ul class="tifa-members">{}</ul>').format(Markup("").join(items))

    return {
        "wordings": wordings,
        "stands in": lambda row: (
            f"{count(row['articles'], 'article')}, {count(row['places'], 'place')}"
        ),
        "first by date": lambda row: (
            row["first"] if isinstance(row["first"], str) else "the dates do not tell"
        ),
    }


# Sentences ------------------------------------------------------------------------------------


def shared(found: Shared, articles: int) -> Markup:
    """Return how many passages two articles have in common, and the longest of them."""
    if articles < 2:
        return sentence("With one article there is nothing to share.")
    rows, some = found.rows, _some(articles)
    if rows.empty:
        return some + sentence(
            "No two articles have a passage of {} characters or more in common{}.",
            LEAST,
            _left(found),
        )
    top = rows.iloc[0]
    same = int((rows["likeness"] == 1).sum())
    pairs = len(rows[["one", "other"]].drop_duplicates())
    return (
        some
        + sentence(
            "{n} of {least} characters or more {stand} in {pairs} of articles, {same} to the letter{left}. The "
            "longest, {size} in {one} and {other}: {text}.",
            n=capital(count(len(rows), "passage")),
            least=LEAST,
            stand="stands" if len(rows) == 1 else "stand",
            pairs=count(pairs, "pair"),
            same=f"{same:,}" if same else "none",
            left=_left(found),
            size=count(int(top["characters"]), "character"),
            one=top["one"],
            other=top["other"],
            text=refer_to(top["told in"])(top["wording"]),
        )
        + _longest(len(rows))
    )


def _longest(passages: int) -> Markup:
    """Return that not all passages are listed, where there are too many."""
    if passages <= MOST_LISTED:
        return Markup("")
    return sentence(" The {:,} longest are listed.", MOST_LISTED)


def _some(articles: int) -> Markup:
    """Return that not all articles are compared, where there are too many."""
    if articles <= MOST_COMPARED:
        return Markup("")
    return sentence(
        "Of {:,} articles {:,} are compared, at even distances in the order of the corpus; what is said here and "
        "below is of these alone. ",
        articles, MOST_COMPARED,
    )  # fmt: skip


def _left(found: Shared) -> str:
    """Return what is left out of the count of passages."""
    said = []
    if found.names:
        said.append(
            f"{found.names:,} that {'is' if found.names == 1 else 'are'} a name, a place or a date only"
        )
    if found.parts:
        said.append(f"{found.parts:,} within longer ones")
    return f" (left out: {' and '.join(said)})" if said else ""


def by_date(found: Shared) -> Markup:
    """Return what dates tell of shared passages, and what they do not."""
    rows = found.rows
    if rows.empty:
        return Markup("")
    told = rows[rows["older"].map(lambda name: isinstance(name, str))]
    most = told["older"].value_counts()
    text = sentence(
        "For {n:,} of {of:,} passages the dates of publication tell which article is the older",
        n=len(told),
        of=len(rows),
    )
    if len(most):
        text += sentence("; most often it is {} ({:,})", most.index[0], int(most.iloc[0]))
    return text + sentence(
        ". That is all they tell. Who took a wording from whom is left open: the younger article may have it from "
        "the older one, both from an instruction or a speech that is not in this corpus, and a text may have "
        "been written long before it was published."
    )


def standing(found: Shared) -> Markup:
    """Return what was too widespread to be compared in pairs; empty where nothing was."""
    rows = found.found.standing
    if not rows:
        return Markup("")
    told = [sentence("{} ({:,})", zh(row.text), row.documents) for row in rows[:SOME]]
    return sentence(
        "{n} in more than {most} articles and {is_} not compared in pairs; the most widespread, with the number of "
        "articles: {told}.",
        n=capital(count(len(rows), "wording stands", "wordings stand")),
        most=found.found.at_most,
        is_="is" if len(rows) == 1 else "are",
        told=listing(told),
    )


def families(table: pd.DataFrame, articles: int) -> Markup:
    """Return how many passages stand in three articles or more."""
    if articles < 3:
        return sentence(
            "A family needs three articles; there {} {}.",
            "is" if articles == 1 else "are",
            articles,
        )
    if table.empty:
        return sentence("No passage stands in three articles.")
    top = table.iloc[0]
    varied = int(table["varied"].sum())
    return sentence(
        "{n} in three articles or more, {varied} of them in several wordings. The most widespread stands in "
        "{k}: {text}.",
        n=capital(count(len(table), "passage stands", "passages stand")),
        varied=f"{varied:,}" if varied else "none",
        k=count(int(top["articles"]), "article"),
        text=refer_to(top["told in"])(top["wordings"].split("; ")[0]),
    )


def shares(table: pd.DataFrame) -> Markup:
    """Return how much of the texts is shared with another article."""
    size, n = int(table["characters"].sum()), int(table["shared"].sum())
    if not n:
        return sentence(
            "Nothing of the {:,} characters is shared: every word is an article's own.", size
        )
    rows = table.sort_values("share", kind="stable")
    low, high = rows.iloc[0], rows.iloc[-1]
    text = sentence(
        "Of {:,} characters {:,} ({:.1%}) stand in a shared passage. ", size, n, n / size
    )
    if len(rows) > 1 and low["share"] < high["share"]:
        text += sentence(
            "{} shares most ({:.1%}), {} least ({:.1%}). ",
            high["article"],
            high["share"],
            low["article"],
            low["share"],
        )
    return text + sentence(
        "What remains is each article's own, as far as this corpus goes: the more articles there are, the less "
        "of it will be."
    )


def shares_alt(table: pd.DataFrame) -> str:
    """Return the figure of shares in words."""
    rows = (
        f"{r['article']}: {r['shared']} of {r['characters']}"
        for r in table.head(8).to_dict("records")
    )
    return "Bars, characters shared with another article and of its own: " + "; ".join(rows)


def _more(row: Mapping[str, Any]) -> Markup:
    """Return how much oftener a frame is in shared wording; one that is nowhere else has no ratio."""
    if not row["own"]:
        return sentence("{} (all {:,} hits)", _frame(row["frame"]), row["shared"])
    if isinf(row["high"]):
        return sentence("{} ({:.1f} times as often)", _frame(row["frame"]), row["ratio"])
    words = "{} ({:.1f} times as often, {:.1f} to {:.1f})"
    return sentence(words, _frame(row["frame"]), row["ratio"], row["low"], row["high"])


def frames(table: pd.DataFrame) -> Markup:
    """Return which frames shared wording is made of, and which are told in words of one's own."""
    if table.empty:
        return sentence("Without shared wording its frames cannot be compared.")
    more, less = table[table["low"] > 1], table[table["high"] < 1]
    text = Markup("")
    if len(more):
        told = [_more(r) for r in more.head(3).to_dict("records")]
        text += sentence("Shared wording speaks more than the rest of {}. ", listing(told))
    if len(less):
        told = [
            sentence("{} ({:,} against {:,} hits)", _frame(r["frame"]), r["shared"], r["own"])
            for r in less.sort_values("high").head(4).to_dict("records")
        ]
        text += sentence("Told in words of their own are {}. ", listing(told))
    if not text:
        return sentence(
            "No frame is used more in shared wording than in the rest, beyond chance within these texts."
        )
    return text + sentence("The bounds are exact and hold within these texts.")


def _frame(frame: str) -> Markup:
    return (
        sentence("{} ({})", name_of(frame), zh(FRAMES[frame][1]))
        if frame in FRAMES
        else sentence("{}", frame)
    )


def frames_shown(table: pd.DataFrame) -> pd.DataFrame:
    """Return the frames of shared and own wording under the headings of the table."""
    names = {
        "frame": "frame", "shared": "hits, shared", "shared_rate": "per 1,000", "own": "hits, own",
        "own_rate": "per 1,000, own", "ratio": "times as often", "low": "from", "high": "to",
    }  # fmt: skip
    known = table.replace([float("inf"), float("-inf")], None)  # no ratio to nothing
    rows = known.assign(frame=table["frame"].map(name_of)).rename(columns=names)
    rows.insert(
        1, "in Chinese", table["frame"].map(lambda frame: FRAMES.get(frame, ("", frame))[1])
    )
    return rows
