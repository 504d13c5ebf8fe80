"""Pictures of how formulas hang together: which stands in which, and which was there first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from textwrap import wrap
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from tifa.areas import lead_at
from tifa.figures import COLOURS, GREY, INK, PURPLE, Spot
from tifa.formulas.english import english
from tifa.links import formula_page
from tifa.studies.ink import (
    DIM,
    EDGE,
    SMALL,
    STRIPE,
    TALL,
    WIDTH,
    canvas,
    cut,
    mark,
    nothing,
    spot,
    wide,
    write,
)

VARIANTS = ((COLOURS[0], "o"), (COLOURS[1], "s"), (COLOURS[2], "^"), (PURPLE, "D"))
"""A colour and a shape for each variant of a family; later ones share a grey cross."""

MOST_FAMILIES, MOST_VARIANTS = 12, 5
MOST_EDGES, MOST_COLUMNS = 30, 4
STRIDE = {1: (2.2, 0.55), 2: (2.2, 0.55), 3: (1.42, 0.4), 4: (1.06, 0.28)}
"""Inches between the columns of a nesting with so many levels, and those that lines take of them."""


# How formulas nest ------------------------------------------------------------------------------


class _Node(NamedTuple):
    """A formula in a drawing of what nests: column, height of its middle, and what it stands in."""

    name: str
    column: int
    y: float
    parent: int | None
    how: str


def nesting(edges: pd.DataFrame) -> Figure:
    """Draw how formulas nest: from the whole on the left to what stands in it on the right.

    Each leads to its page.

    Columns of ``edges``: ``label`` (the article), ``parent``, ``child`` (canonical forms) and
    ``how``: ``member`` (the child is a member: a full line) or anything else (it stands within a
    member: a dashed one). What stands in several formulas is drawn in each, with what stands in it
    the first time only. Up to 30 edges are drawn, in the order given; a circle is cut where it
    closes, and what is deeper than four columns begins anew.
    """
    edges = edges.drop_duplicates(["label", "parent", "child"])
    if edges.empty:
        return nothing("No formula stands inside another.")
    left_out, edges = len(edges[MOST_EDGES:]), edges[:MOST_EDGES]
    held = [(label, _children(group)) for label, group in edges.groupby("label", sort=False)]
    levels = max(_depth(children) for _, children in held)
    groups = [(label, *_Forest(children, levels).drawn()) for label, children in held]
    height = 0.3 + sum(TALL + room + 0.08 for *_, room in groups) + (0.2 if left_out else 0)
    figure, axes = canvas(height)
    for x, name, dashes in ((EDGE, "is a member of it", "-"), (2.1, "is within a member", "--")):
        axes.plot([x, x + 0.3], [0.14, 0.14], color=COLOURS[0], lw=1.2, ls=dashes)
        write(axes, x + 0.36, 0.14, name, 9)
    top = 0.3
    for label, nodes, room in groups:
        write(axes, EDGE, top + TALL / 2, cut(label, WIDTH - 2 * EDGE), color=DIM)
        _draw_forest(axes, nodes, top + TALL, levels)
        top += TALL + room + 0.08
    if left_out:
        write(axes, EDGE, top + 0.08, f"{left_out:,} more are not drawn.", 9, color=DIM)
    return figure


def _children(edges: pd.DataFrame) -> dict[str, list[tuple[str, str]]]:
    """Return for each whole what stands in it, and how."""
    children: dict[str, list[tuple[str, str]]] = {}
    for row in edges.itertuples():
        children.setdefault(str(row.parent), []).append((str(row.child), str(row.how)))
    return children


def _depth(children: Mapping[str, Sequence[tuple[str, str]]]) -> int:
    """Return how many columns the formulas of an article take, at most four.

    >>> _depth({"a": [("b", "member")], "b": [("c", "within"), ("a", "within")]})
    3
    """
    nodes, _ = _Forest(children, MOST_COLUMNS).drawn()
    return max(node.column for node in nodes) + 1


class _Forest:
    """Lays out the formulas of an article: wholes below each other, parts to their right."""

    def __init__(self, children: Mapping[str, Sequence[tuple[str, str]]], levels: int) -> None:
        self.children, self.levels = children, levels
        self.nodes: list[_Node] = []
        self.seen: set[str] = set()

    def drawn(self) -> tuple[list[_Node], float]:
        """Return the nodes, each after its whole, and the height of all."""
        inside = {child for held in self.children.values() for child, _ in held}
        at = 0.0
        for root in [*(name for name in self.children if name not in inside), *self.children]:
            if root not in self.seen:
                at = self._grow(root, (), None, "", at)
        return self.nodes, at

    def _grow(
        self, name: str, above: tuple[str, ...], parent: int | None, how: str, top: float
    ) -> float:
        """Add a node and what stands in it; return where the next may begin."""
        number, path = len(self.nodes), (*above, name)
        tall = _height(*_node_text(name, len(above), self.levels)) + 0.1
        self.nodes.append(_Node(name, len(above), top + tall / 2, parent, how))
        inner = [one for one in self.children.get(name, []) if one[0] not in path]
        if name in self.seen or (inner and len(path) >= MOST_COLUMNS):
            return top + tall
        self.seen.add(name)
        if not inner:
            return top + tall
        at, first = top, len(self.nodes)
        for child, by in inner:
            at = self._grow(child, path, number, by, at)
        middles = [node.y for node in self.nodes[first:] if node.parent == number]
        middle = max((middles[0] + middles[-1]) / 2, top + tall / 2)
        self.nodes[number] = self.nodes[number]._replace(y=middle)
        return max(at, middle + tall / 2)


def _node_text(name: str, column: int, levels: int) -> tuple[list[str], list[str]]:
    """Return the lines of a node: the formula in Chinese, then its English."""
    step, gap = STRIDE[levels]
    room = WIDTH - 3 * EDGE - column * step if column == levels - 1 else step - gap
    chars = max(int(room * 72 / 10), 4)
    han = [name[at : at + chars] for at in range(0, min(len(name), 3 * chars), chars)]
    gloss = wrap(english(name), max(int(room * 72 / SMALL / 0.56), 8), break_long_words=False)
    if len(gloss) > 4:
        gloss = [*gloss[:3], f"{gloss[3]} …"]
    return han, gloss


def _height(han: Sequence[str], gloss: Sequence[str]) -> float:
    return 0.17 * len(han) + 0.135 * len(gloss)


def _draw_forest(axes: Axes, nodes: Sequence[_Node], top: float, levels: int) -> None:
    """Draw formulas with the lines that lead to them."""
    step = STRIDE[levels][0]
    for node in nodes:
        x, y = EDGE + 0.06 + node.column * step, top + node.y
        han, gloss = _node_text(node.name, node.column, levels)
        if node.parent is not None:
            parent = nodes[node.parent]
            named, told = _node_text(parent.name, parent.column, levels)
            ends = [wide(each, 10) for each in named] + [0.9 * wide(each, SMALL) for each in told]
            begin = EDGE + 0.06 + parent.column * step + min(max(ends) + 0.06, step - 0.25)
            _bend(axes, (begin, top + parent.y), (x - 0.05, y), node.how)
        tall = _height(han, gloss)
        high = y - tall / 2
        lines = [wide(line, 10) for line in han] + [0.9 * wide(line, SMALL) for line in gloss]
        says = f"{node.name}: {english(node.name)}"
        lead_at(axes, (x, high, max(lines), tall), formula_page(node.name), says)
        write(axes, x, high, "\n".join(han), 10, va="top")
        write(axes, x, high + 0.17 * len(han), "\n".join(gloss), SMALL, va="top", color=DIM)


def _bend(axes: Axes, start: tuple[float, float], end: tuple[float, float], how: str) -> None:
    """Draw a line that leaves and arrives level."""
    share = np.linspace(0, 1, 25)
    bent = 3 * share**2 - 2 * share**3
    x = start[0] + (end[0] - start[0]) * share
    y = start[1] + (end[1] - start[1]) * bent
    axes.plot(x, y, color=COLOURS[0], lw=1.2, ls="-" if how == "member" else "--", zorder=1)


# Who used it first ------------------------------------------------------------------------------

RIGHT, ROW = 0.62, 0.17
"""Inches: the strip of undated articles, the distance between marks that would overlap."""


class _Span(NamedTuple):
    """The days of a picture as inches from its left."""

    first: date
    per_day: float
    dated: bool

    def x(self, day: Any) -> float:
        days: int = (pd.Timestamp(day).date() - self.first).days
        return EDGE + 0.14 + days * self.per_day


def genealogy(rows: pd.DataFrame) -> tuple[Figure, list[Spot]]:
    """Draw in which articles families of formulas occur: a lane a family, a mark an article.

    Columns of ``rows``: ``family``, ``canonical`` (the variant), ``date`` (a day or a timestamp;
    missing ones stand apart at the right), ``place`` and ``label`` (the article). Each variant has
    its own row, colour and shape; from the fifth on they share one. With a column ``n``, a mark stands
    for so many articles, and its area tells how many. The first use of each is filled,
    has its place beside it where there is room, and is joined to the first use of the next. Of more than twelve families those in most articles are drawn. Spots' keys
    are the labels of ``rows.index``; marks that are not drawn have none.
    """
    by = rows.groupby("family", sort=False)
    sizes = (by["n"].sum() if "n" in rows else by["label"].nunique()).sort_values(ascending=False)
    families = list(sizes.index[:MOST_FAMILIES])
    if not families:
        return nothing("No formula was found in two articles."), []
    notes = _notes(rows, len(sizes))
    rows = rows[rows["family"].isin(families)].assign(date=pd.to_datetime(rows["date"]))
    span, most = _span(rows["date"]), int(rows["n"].max()) if "n" in rows else 0
    lanes = [(family, _placed(rows[rows["family"] == family], span)) for family in families]
    bodies = [(held["row"].max() + 1) * ROW + 0.1 for _, held in lanes]
    figure, axes = canvas(0.1 + sum(bodies) + len(lanes) * (TALL + 0.04) + 0.46 + 0.2 * len(notes))
    top, spots = 0.1, []
    for number, note in enumerate(notes):
        write(
            axes,
            EDGE,
            figure.get_figheight() - 0.1 - 0.2 * (len(notes) - 1 - number),
            note,
            9,
            color=DIM,
        )
    for (family, held), body in zip(lanes, bodies, strict=True):
        styles = _lane_name(axes, str(family), held, top + TALL / 2)
        axes.fill_between([EDGE, WIDTH - EDGE], top + TALL, top + TALL + body, color=STRIPE, lw=0)
        spots += _lane(axes, held, top + TALL + 0.05, styles, most)
        top += TALL + body + 0.04
    if rows["date"].isna().any():
        write(axes, WIDTH - EDGE - RIGHT / 2, top + 0.14, "no date", 9, ha="center")
        x = WIDTH - EDGE - RIGHT
        axes.plot([x, x], [0.1, top], color="white", lw=2.5, zorder=1)
    if span.dated:
        _days(axes, rows["date"].dropna(), span, top)
    return figure, sorted(spots)


def _notes(rows: pd.DataFrame, families: int) -> list[str]:
    """Return what is said below a picture that does not have a mark for every article."""
    every = int(rows["families"].iloc[0]) if "families" in rows else families
    left_out = every - MOST_FAMILIES
    notes = [f"{left_out:,} more families are in fewer articles."] if left_out > 0 else []
    if "n" in rows:
        days = pd.to_datetime(rows["date"].dropna()).drop_duplicates().sort_values()
        length = "month" if days.diff().min() < pd.Timedelta(days=32) else "quarter"
        length = "year" if days.diff().min() > pd.Timedelta(days=100) else length
        notes.insert(0, f"A mark a {length}, its area: articles, {rows['n'].max():,} at most.")
    return notes


def _span(days: pd.Series[Any]) -> _Span:
    """Return a scale for days, with room at the right for what has none."""
    known = days.dropna()
    if known.empty:
        return _Span(date(2020, 1, 1), 0.0, False)
    first, last = known.min().date(), known.max().date()
    room = WIDTH - 2 * EDGE - 0.28 - (RIGHT if days.isna().any() else 0.0)
    return _Span(first, room / max((last - first).days, 7), True)


def _placed(held: pd.DataFrame, span: _Span) -> pd.DataFrame:
    """Return the marks of a family by date, with places and rows: each variant has its own.

    A variant takes two rows where marks of neighbouring days would hide each other.
    """
    held = held.sort_values(["date", "label", "canonical"], kind="stable", na_position="last")
    order = {
        name: min(n, MOST_VARIANTS - 1) for n, name in enumerate(dict.fromkeys(held["canonical"]))
    }
    x, sub, seen = [], [], {n: [0, -1.0] for n in order.values()}
    for name, day in zip(held["canonical"], held["date"], strict=True):
        last = seen[order[name]]
        if pd.isna(day):
            number = int(last[0])
            x.append(WIDTH - EDGE - RIGHT + 0.12 + number % 8 // 2 * 0.13)
            sub.append(number % 2)
            last[0] += 1
            continue
        x.append(span.x(day))
        sub.append(1 if x[-1] - last[1] < 0.13 and "n" not in held else 0)
        last[1] = x[-1] if not sub[-1] else last[1]
    held = held.assign(x=x, sub=sub, variant=held["canonical"].map(order))
    rooms = held.groupby("variant")["sub"].max() + 1
    first = rooms.cumsum() - rooms
    return held.assign(row=held["variant"].map(first) + held["sub"])


def _lane_name(axes: Axes, family: str, held: pd.DataFrame, y: float) -> dict[str, tuple[str, str]]:
    """Write a family's name and its variants with their shapes; return the shapes."""
    variants = [str(name) for name in dict.fromkeys(held["canonical"])]
    styles = dict.fromkeys(variants, (DIM, "X"))
    styles |= dict(zip(variants, VARIANTS, strict=False))
    x = EDGE
    if variants != [family]:
        family = cut(family, 1.3)
        write(axes, x, y, family, color=DIM)
        x += wide(family) + 0.16
    for name, style in [*styles.items()][: len(VARIANTS)]:
        shown = cut(name, 1.5)
        if x + wide(shown) > WIDTH - EDGE - 0.2:
            write(axes, x, y, "…")
            break
        mark(axes, x + 0.05, y, style)
        write(axes, x + 0.13, y, shown)
        x += wide(shown) + 0.27
    return styles


def _lane(
    axes: Axes, held: pd.DataFrame, top: float, styles: Mapping[str, tuple[str, str]], most: int
) -> list[Spot]:
    """Draw the marks of a family and what joins them; name the place of the first.

    ``most`` is what the largest mark stands for, 0 where each stands for one article.
    """
    height = top + (held["row"] + 0.5) * ROW
    held = held.assign(y=height)
    dated = held[held["date"].notna()]
    firsts = dated.drop_duplicates("variant")
    axes.plot(firsts["x"], firsts["y"], color=GREY, lw=0.9, zorder=1)
    for number, part in dated.groupby("variant"):
        y = firsts.loc[firsts["variant"] == number, "y"].iloc[0]
        axes.plot([part["x"].min(), part["x"].max()], [y, y], color=GREY, lw=0.9, zorder=1)
        _name_place(axes, part[part["y"] == y], part["x"].iloc[0], y)
    spots = []
    for row in held.iloc[::-1].itertuples():
        colour, shape = styles[str(row.canonical)]
        face = colour if row.Index in firsts.index else "white"
        size = 6.5 * max(row.n / most, 0.15) ** 0.5 if most else 6.5
        axes.plot(
            [row.x],
            [row.y],
            shape,
            color=face,
            mec=colour,
            mew=min(1.4, size / 3),
            ms=size,
            zorder=3,
        )
        spots.append(spot(row.Index, float(row.x), float(row.y), 0.13, ROW))
    return spots


def _name_place(axes: Axes, part: pd.DataFrame, x: float, y: float) -> None:
    """Name the place of a variant's first article, where there is room before the next one."""
    place, later = part["place"].iloc[0], part["x"].iloc[1:]
    if pd.isna(place):
        return
    free = min(float(later.min()) - x if len(later) else 9.0, WIDTH - EDGE - RIGHT - x)
    back = {"fc": STRIPE, "ec": "none", "pad": 0.4}
    if len(later) == 0 and free < 1.0:
        write(axes, x - 0.1, y, cut(place, 1.2, 9), 9, ha="right", bbox=back, zorder=2)
    elif free > wide(str(place), 9) + 0.15:
        write(axes, x + 0.1, y, place, 9, bbox=back, zorder=2)


def _days(axes: Axes, known: pd.Series[Any], span: _Span, y: float) -> None:
    """Mark the first and the last day, and between them as many months as have room."""
    first, last = known.min().date(), known.max().date()
    marked = [first, last] if last > first else [first]
    months = pd.date_range(first + timedelta(days=1), last, freq="MS").date if last > first else []
    for day in months:
        axes.plot([span.x(day)] * 2, [y, y + 0.03], color=GREY, lw=0.6)
        if all(abs(span.x(day) - span.x(other)) > 0.95 for other in marked):
            marked.append(day)
    for day in marked:
        side = "left" if day == first else "right" if day == last else "center"
        shift = {"left": -0.1, "right": 0.1, "center": 0.0}[side]
        axes.plot([span.x(day)] * 2, [y, y + 0.06], color=INK, lw=0.8)
        write(axes, span.x(day) + shift, y + 0.15, day.isoformat(), 9, ha=side)
