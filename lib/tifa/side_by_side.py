"""Many articles taken through the steps of a work side by side.

What a step needs, its code and its dictionaries, is at hand in the processor once it has run for one
article. So all articles of a group go through a step before any goes on to the next one, which takes a
quarter less time than one article after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from tifa.sources import Rejected, Source, shown
from tifa.steps import Result, Steps

Mark = Callable[..., None]
"""Is called with the file and row of an article before each step of it, and with nothing at the end."""

TOGETHER, CHARACTERS = 200, 1_000_000
"""A group of so many articles or characters is closed; its articles are in memory together."""


def groups(
    rows: Iterable[Source | Rejected], seen: Collection[str] = ()
) -> Iterator[list[Source | Rejected]]:
    """Yield rows in groups, in their order; no id stands twice in a group, but for those seen before.

    >>> [len(group) for group in groups([Rejected("a.txt", None, "empty", "")] * 300)]
    [200, 100]
    """
    group: list[Source | Rejected] = []
    ids: set[str] = set()
    size = 0
    for row in rows:
        twice = isinstance(row, Source) and row.doc_id in ids
        if twice or size >= CHARACTERS or len(group) == TOGETHER:
            yield group
            group, ids, size = [], set(), 0
        group.append(row)
        if isinstance(row, Source) and row.doc_id not in seen:
            ids.add(row.doc_id)
            size += len(row.text)
    if group:
        yield group


def side_by_side(
    work: Callable[[Source], Steps[Result]], sources: Sequence[Source], mark: Mark
) -> list[Result | Rejected]:
    """Return what the work on each article comes to, or the row for one that failed."""
    ends: dict[int, Result | Rejected] = {}
    running = {at: _started(work, source) for at, source in enumerate(sources)}
    while running:
        for at, steps in list(running.items()):
            source = sources[at]
            mark(source.path, source.position)
            try:
                next(steps)
                continue
            except StopIteration as end:
                ends[at] = end.value
            except Exception as error:  # one article must not stop ten million
                detail = f"{type(error).__name__}: {str(error)[:200]}; please report this article"
                ends[at] = Rejected(source.path, source.position, "failed", shown(detail))
            del running[at]
    mark()
    return [ends[at] for at in range(len(sources))]


def _started(work: Callable[[Source], Steps[Result]], source: Source) -> Steps[Result]:
    """Return work that begins with its first step, so that it cannot fail before."""
    return (yield from work(source))
