"""The Chinese font of the site: Noto Sans SC, cut down to the characters that the pages use.

Without it a reader's browser shows boxes, or Japanese forms, where the machine has no Chinese
font. A rare Han character that the font lacks is left to the reader's fonts, and told; where the font
lacks many of those used, it is the wrong font, and the build stops.
"""

from __future__ import annotations

import logging
import re
import unicodedata
from html import unescape
from importlib.resources import as_file, files
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

# Han with its extensions, ideographic zero and marks, compatibility and full-width forms.
CHINESE = re.compile(
    "[\u2e80-\u2fdf\u3000-\u303f\u31c0-\u31ef\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\ufe30-\ufe4f\uff01-\uffef\U00020000-\U000323af“”‘’…—·]"
)
# Marks of pinyin in both cases, whether a page uses them yet or not.
PINYIN = "āáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜńňǹḿêĀÁǍÀĒÉĚÈĪÍǏÌŌÓǑÒŪÚǓÙÜǕǗǙǛ"
DRAWN = re.compile(r'\sdata-(?:raw|label)="([^"]*)"')  # attributes that a style sheet shows
INVISIBLE = {"Cc", "Cf", "Zs", "Zl", "Zp"}  # Unicode categories that need no glyph
MOST_MISSING = 0.02  # of the different Chinese characters used
SHOWN = 20  # characters named in a message
logging.getLogger("fontTools").setLevel(logging.WARNING)  # it tells of every table it cuts


def write(html: Path, out: Path) -> str:
    """Write the subset for all pages below `html` and their search texts; what was written."""
    used = characters(html)
    with as_file(files("pylopdf_fonts_zh_cn") / "NotoSansSC-Regular.otf") as path:
        font = TTFont(path, recalcTimestamp=False, recalcBBoxes=False)
    note = check(used, set(font.getBestCmap()))
    subset(font, set(used) | set(PINYIN), out)
    return f"{len(used):,} characters, {out.stat().st_size // 1024} kB{note}"


def characters(html: Path) -> dict[str, str]:
    """Every character shown on a page or by the search, with the first page that has it."""
    found: dict[str, str] = {}
    for path in sorted([*html.rglob("*.html"), *html.glob("search/*.js")]):
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".html":
            shown = " ".join([re.sub(r"<[^>]*>", " ", text), *DRAWN.findall(text)])
            text = unescape(shown)
        page = path.relative_to(html).as_posix()
        for character in set(text):
            found.setdefault(character, page)
    return found


def check(used: dict[str, str], covered: set[int]) -> str:
    """ValueError when many Chinese characters have no glyph; a note on single ones and other symbols."""
    missing = sorted(c for c in used if ord(c) not in covered and not invisible(c))
    chinese = [c for c in missing if CHINESE.match(c)]
    if len(chinese) > MOST_MISSING * sum(CHINESE.match(c) is not None for c in used):
        named = ", ".join(f"{c} U+{ord(c):04X} on {used[c]}" for c in chinese[:SHOWN])
        raise ValueError(f"Noto Sans SC lacks {len(chinese)} characters of the pages: {named}")
    if not missing:
        return ""
    named = " ".join(f"{c} (U+{ord(c):04X}, {used[c]})" for c in missing[:SHOWN])
    return f"; left to the reader's own fonts: {named}"


def invisible(character: str) -> bool:
    """True for spaces, controls and variation selectors, which need no glyph."""
    return unicodedata.category(character) in INVISIBLE or "\ufe00" <= character <= "\ufe0f"


def subset(font: TTFont, used: set[str], out: Path) -> None:
    """Write the glyphs of `used` as WOFF2, with the font's notice of copyright and licence."""
    options = Options(flavor="woff2", hinting=False, notdef_outline=True)
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.layout_features = ["kern", "liga", "locl", "ccmp", "mark"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[ord(c) for c in used])
    subsetter.subset(font)
    font.flavor = "woff2"
    font.save(out)
