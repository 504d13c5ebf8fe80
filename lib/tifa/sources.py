"""What reading yields: an article as it came, or a row that says why there is none.

File names, ids and texts come from outside. Here they are made such that every table can hold them
and a terminal shows them without obeying them.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from tifa.cleaning.lines import DATE, iso_date

MAX_BYTES = 16_000_000
"""A page or a row larger than this is no article; the longest in print have some 100,000
characters."""

SURROGATES = re.compile("[\ud800-\udfff]")
"""Halves of characters: alone they are no text, and no file in UTF-8 can hold them."""

OBEYED = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""What a terminal or an editor obeys instead of showing it: controls, line ends, turns of direction."""

YEAR_OR_MONTH = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2]))?")


class InputError(Exception):
    """An input or argument that cannot be used; its message says what to do."""


class Rejected(NamedTuple):
    """An input that could not be read: the file, the row in it (from 1), a reason, details."""

    path: str
    position: int | None
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class Source:
    """A decoded article as it came, before any cleaning."""

    doc_id: str
    path: str
    position: int | None
    text: str
    encoding: str
    forced: bool
    sha256: str
    html: bool = False
    published: str | None = None


class Columns(NamedTuple):
    """Which columns of a table hold the text, the id and the date of publication."""

    text: str = "text"
    id: str = "id"
    date: str = "date"


# What comes from outside ----------------------------------------------------------------------


def shown(text: str) -> str:
    r"""Return a text as one line that a terminal only shows: what it would obey is escaped.

    >>> print(shown("a\nb\x1b[31m.txt"))
    a\nb\x1b[31m.txt
    """
    return OBEYED.sub(lambda found: repr(found[0])[1:-1], text)


def whole_characters(text: str) -> str:
    r"""Return a text whose surrogates are pairs, which are characters, or U+FFFD where one is alone.

    >>> whole_characters("疫情\ud83d") == "疫情\ufffd", whole_characters("\ud83d\ude37") == "😷"
    (True, True)
    """
    if not SURROGATES.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def name_of(path: str | Path) -> str:
    r"""Return a path as the tables hold it: as it can be shown, with ``\xff`` for bytes that are no text.

    >>> name_of("seeds/一.txt"), name_of("seeds/a\tb.txt")
    ('seeds/一.txt', 'seeds/a\\tb.txt')
    """
    return shown(os.fsencode(path).decode("utf-8", "backslashreplace"))


def reject(path: Path, position: int | None, reason: str, detail: str) -> Rejected:
    """Return the row for an input that could not be read; its details are one line."""
    return Rejected(name_of(path), position, reason, shown(detail))


def too_large(size: int) -> str:
    """Return what to say of a page or row of so many bytes."""
    return f"{size:,} bytes, more than {MAX_BYTES:,}; split it into one article a file or row"


def unreadable(path: Path, error: OSError) -> Rejected:
    """Return the row for a file that the system does not let us read."""
    return reject(path, None, "unreadable", f"{error.strerror or error}; check the file")


def as_date(value: object) -> str | None:
    """Return a date from outside the page in ISO 8601, as precise as it is; None where it is none.

    >>> as_date("2020/2/3"), as_date("2022-04"), as_date("soon")
    ('2020-02-03', '2022-04', None)
    """
    if isinstance(value, date):
        return _iso(value)
    if not isinstance(value, (str, int)):
        return None
    text = str(value).strip()
    if found := DATE.match(text):
        return iso_date(found)
    return text if YEAR_OR_MONTH.fullmatch(text) else None


def _iso(value: date) -> str | None:
    """Return a day, with the time where it has one: that of the clock, wherever it hung."""
    if value.year != value.year:  # pandas has dates that are missing
        return None
    if not isinstance(value, datetime):
        return value.isoformat()
    clock = value.replace(tzinfo=None).isoformat(timespec="seconds")
    return str(clock).removesuffix("T00:00:00")
