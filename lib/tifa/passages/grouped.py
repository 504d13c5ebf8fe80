"""Passages that stand in three documents or more, exact and varied, as families."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from tifa.passages.letters import LETTER
from tifa.passages.pieces import Passage

BEFORE = 16
"""So many spans of a document are compared with the next."""

Span = tuple[str, int, int]
"""A document's id, and a start and an end in its body."""


class Wording(NamedTuple):
    """One wording of a family and its spans: (document, start, end)."""

    text: str
    spans: tuple[Span, ...]


class Family(NamedTuple):
    """A passage in three documents or more: its documents and wordings, the commonest first."""

    documents: tuple[str, ...]
    wordings: tuple[Wording, ...]


def families(passages: Iterable[Passage]) -> list[Family]:
    """Return the passages that stand in three documents or more, with their wordings.

    Two spans of a document are one place where they have two thirds of the longer in common; spans
    that passages link are of one family (single linkage, as in passim, which asks for half: too
    little for phrases that share a name). Marks and spaces make no other wording. Wording named as
    standing is in no family, as it is in no passage.

    >>> from tifa.passages import shared_passages
    >>> texts = {"a": "防控就是责任,疫情就是命令", "b": "防控就是责任、疫情就是命令", "c": "防控就是大责任,疫情就是命令"}
    >>> [(row.documents, [word.text for word in row.wordings]) for row in families(shared_passages(texts))]
    [(('a', 'b', 'c'), ['防控就是责任,疫情就是命令', '防控就是大责任,疫情就是命令'])]
    """
    texts: dict[Span, str] = {}
    links = []
    for row in passages:
        one, two = (row.doc_a, row.start_a, row.end_a), (row.doc_b, row.start_b, row.end_b)
        texts[one], texts[two] = row.text_a, row.text_b
        links.append((one, two))
    spans = sorted(texts)
    groups: defaultdict[Span, list[Span]] = defaultdict(list)
    for span, first in _linked(spans, [*links, *_overlaps(spans)]).items():
        groups[first].append(span)
    found = [_family(group, texts) for group in groups.values() if len({s[0] for s in group}) > 2]
    return sorted(found, key=lambda row: (-len(row.documents), row))


def _overlaps(spans: Sequence[Span]) -> list[tuple[Span, Span]]:
    """Return the spans of one document that have two thirds of the longer in common."""
    found = []
    for number, span in enumerate(spans):
        for other in spans[max(0, number - BEFORE) : number]:
            common = min(span[2], other[2]) - span[1]
            longer = max(span[2] - span[1], other[2] - other[1])
            if other[0] == span[0] and 3 * common >= 2 * longer:
                found.append((other, span))
    return found


def _linked(spans: Sequence[Span], links: Sequence[tuple[Span, Span]]) -> dict[Span, Span]:
    """Return for each span the first of all that it is linked with."""
    root = {span: span for span in spans}

    def find(span: Span) -> Span:
        while root[span] != span:
            root[span] = span = root[root[span]]
        return span

    for one, two in links:
        one, two = sorted((find(one), find(two)))
        root[two] = one
    return {span: find(span) for span in spans}


def _family(group: Sequence[Span], texts: Mapping[Span, str]) -> Family:
    """Return a family with the longest of the spans at each place."""
    kept: list[Span] = []
    for span in group:
        if kept and kept[-1][0] == span[0] and span[1] < kept[-1][2]:
            kept[-1] = max(kept[-1], span, key=lambda row: (row[2] - row[1], -row[1]))
        else:
            kept.append(span)
    wordings: defaultdict[str, list[Span]] = defaultdict(list)
    for span in kept:
        wordings["".join(LETTER.findall(texts[span])).lower()].append(span)
    rows = [Wording(texts[spans[0]], tuple(spans)) for spans in wordings.values()]
    rows.sort(key=lambda row: (-len(row.spans), row))
    return Family(tuple(sorted({span[0] for span in kept})), tuple(rows))
