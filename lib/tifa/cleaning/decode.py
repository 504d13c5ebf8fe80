"""From bytes to text: which encoding a Chinese page is in, and saying so when it had to be forced."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from charset_normalizer import from_bytes

from tifa.cleaning import chars

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

SUPERSETS = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
    "utf8": "utf-8",
    "utf-8": "utf-8",
}
"""What pages call their encoding, and the encoding that reads all of it."""

DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{3,20})", re.IGNORECASE)

BINARY_STARTS = (
    b"%PDF",
    b"PK\x03\x04",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"PAR1",
    b"\xd0\xcf\x11\xe0",
    b"7z\xbc\xaf",
    b"Rar!",
    b"SQLite format",
    b"\x7fELF",
)
"""The first bytes of files that are no text: PDF, Word, pictures, archives."""

SAMPLE = 65_536
"""So many bytes are looked at where a whole file need not be."""

FORCED_SHARE = 0.02
"""UTF-8 with at most this share of unreadable bytes is still taken for UTF-8."""


class Decoded(NamedTuple):
    """A decoded page. ``forced`` means that some bytes could not be read and became U+FFFD."""

    text: str
    encoding: str
    forced: bool


def is_binary(data: bytes) -> bool:
    """Tell whether data is no text at all.

    >>> is_binary(b"%PDF-1.7"), is_binary("疫情".encode("utf-16"))
    (True, False)
    """
    if data.startswith(BINARY_STARTS):
        return True
    head = data[:SAMPLE]
    if b"\0" in head:
        if _utf16(head):
            return False
        if head.count(b"\0") > max(2, len(head) // 50):
            return True
    controls = sum(head.count(bytes((code,))) for code in (*range(1, 9), *range(14, 27)))
    return controls > max(2, len(head) // 50)


def _utf16(data: bytes) -> str | None:
    """Return the UTF-16 variant of data that has NUL bytes; None where it is neither."""
    for mark, name in BOMS[1:]:
        if data.startswith(mark):
            return name
    even = data[: len(data) - len(data) % 2]
    best: tuple[float, str] | None = None
    for name in ("utf-16-le", "utf-16-be"):
        text = even.decode(name, "replace")
        if "\0" in text or not text:
            continue
        share = _sense(text)
        if share > 0.5 and (best is None or share > best[0]):
            best = share, name
    return best[1] if best else None


def _sense(text: str) -> float:
    """Return the share of a text that is common Chinese, ASCII or Chinese punctuation."""
    counts = chars.count_kinds(text)
    han = sum(counts[:3])
    plain = sum(char.isascii() or char in "，。、；：？！“”‘’（）《》—…　·" for char in text)
    return (han + plain) / max(len(text), 1)


def detect(data: bytes) -> str:
    """Return the encoding that a text most likely has; data may be cut anywhere.

    UTF-8 is told by its bytes. Between GB 18030 and Big5, which share most of their bytes, the
    one that makes more common Chinese is taken, with charset-normalizer's word in close cases.

    >>> detect("疫情防控".encode("gb18030")), detect("疫情防控鬥爭".encode("big5"))
    ('gb18030', 'big5')
    """
    for mark, name in BOMS:
        if data.startswith(mark):
            if _keeps_its_word(data.removeprefix(mark), name):
                return name
            data = data.removeprefix(mark)
    if b"\0" in data and (wide := _utf16(data)):
        return wide
    if _reads(data, "utf-8"):
        return "utf-8"
    readable = [name for name in ("gb18030", "big5hkscs") if _reads(data, name)]
    if not readable:
        if _utf8_in_the_main(data):
            return "utf-8"
        readable = ["gb18030", "big5hkscs", "utf-8"]
    scores = {name: _sense(data.decode(name, "replace")) for name in readable}
    best = max(scores, key=lambda name: scores[name])
    if best != "utf-8" and len(scores) > 1 and abs(scores["gb18030"] - scores["big5hkscs"]) < 0.02:
        guess = from_bytes(data[:SAMPLE], cp_isolation=["gb18030", "big5"]).best()
        if guess is not None:
            best = SUPERSETS.get(guess.encoding, best)
    return "big5" if best == "big5hkscs" else best


def _keeps_its_word(data: bytes, name: str) -> bool:
    """Tell whether data behind a byte order mark is what the mark says, as far as bytes can tell."""
    if name == "utf-8":
        return _reads(data, name) or _utf8_in_the_main(data)
    return b"\0" in data or not data or not _reads(data, "utf-8")


def _utf8_in_the_main(data: bytes) -> bool:
    broken = data.decode("utf-8", "replace")
    return broken.count("\ufffd") <= FORCED_SHARE * len(broken)


def _reads(data: bytes, name: str) -> bool:
    """Tell whether all of the data can be read, but for a character cut off at its end."""
    try:
        codecs.getincrementaldecoder(name)().decode(data)
    except UnicodeDecodeError:
        return False
    return True


def decode(data: bytes, *, html: bool = False) -> Decoded:
    """Return the text of a page, its encoding, and whether that had to be forced.

    An HTML page is first read as it declares. A byte order mark is not part of the text.

    >>> decode("疫情就是命令".encode("gb18030")[:-1])
    Decoded(text='疫情就是命�', encoding='gb18030', forced=True)
    """
    if html and (declared := DECLARED.search(data[:SAMPLE])):
        name = SUPERSETS.get(declared[1].decode("ascii").lower())
        if name and _reads(data, name):
            return _decoded(data, "big5" if name == "big5hkscs" else name)
    return _decoded(data, detect(data))


def _decoded(data: bytes, name: str) -> Decoded:
    for mark, _ in BOMS:
        data = data.removeprefix(mark)
    text = data.decode("big5hkscs" if name == "big5" else name, "replace")
    forced = "\ufffd" in text and not _reads_whole(data, name)
    return Decoded(text.replace("\r\n", "\n").replace("\r", "\n"), name, forced)


def _reads_whole(data: bytes, name: str) -> bool:
    try:
        data.decode("big5hkscs" if name == "big5" else name)
    except UnicodeDecodeError:
        return False
    return True
