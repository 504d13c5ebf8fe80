"""Formulas in English: set phrases by their usual name, others by their shape.

What the library composes is a reading aid: it says what is counted, part by part, in lower case;
a set phrase of national use has its name in capitals. A word that the tables do not know stays in
Chinese.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from tifa.formulas.cardinals import cardinal
from tifa.formulas.lexicon import table
from tifa.formulas.pinyin import pinyin as pinyin
from tifa.formulas.shapes import CODE, FOLD, HAN, NUMERALS, Part, shape_of

MARKS = str.maketrans("", "", "“”‘’\"'《》「」、, 　·")
"""Marks that the tables leave out."""

LEVELS = {
    "省": "province",
    "市": "city",
    "州": "prefecture",
    "县": "county",
    "区": "district",
    "乡": "township",
    "镇": "town",
    "街": "subdistrict",
    "村": "village",
    "组": "group",
    "户": "household",
}
"""Levels of administration that stand before a numeral: 省市县三级."""

MEASURES = frozenset("个项条件套张支把位份本名家所座处批道场")
"""Measure words that English leaves out; all but 个 only before two or more characters."""

OF = {
    "级": "levels of {}",
    "类": "categories of {}",
    "种": "kinds of {}",
    "层": "layers of {}",
    "重": "layers of {}",
    "大": "major {}",
    "方": "parties' {}",
}
"""Measure words that English keeps."""

AFTER = frozenset(["in", "on", "at", "to", "down", "put", "carried", "taking", "without"])
"""First words of glosses that follow what they speak of: responsibilities in place."""

JOINTS = frozenset(
    [
        "of",
        "in",
        "to",
        "as",
        "at",
        "with",
        "on",
        "from",
        "for",
        "leading",
        "advancing",
        "grasping",
        "concerned",
    ]
)
"""Words before which the counted noun stands: levels of grids, days to a test."""

IRREGULAR = {
    "focuses": "focus",
    "analyses": "analysis",
    "emphases": "emphasis",
    "policies": "policy",
    "bodies": "body",
    "persons": "person",
    "headquarters": "headquarters",
}


class Known(NamedTuple):
    """A word that formulas count: in the plural, and as it stands before another noun."""

    gloss: str
    modifier: str


@cache
def _heads() -> dict[str, Known]:
    """Return the words that formulas count (``data/formula_heads.csv``)."""
    rows = table("formula_heads.csv")
    return {row["head"]: Known(row["gloss"] or "", row.get("modifier") or "") for row in rows}


@cache
def _national() -> dict[str, tuple[str, str]]:
    """Return set phrases with their English and their note (``data/formula_glosses.csv``)."""
    rows = table("formula_glosses.csv")
    return {row["formula"]: (row["gloss"], row["note"] or "") for row in rows}


def _plain(canonical: str) -> str:
    return canonical.translate(FOLD).translate(MARKS).replace("100%", "百分之百")


def is_national(canonical: str) -> str | None:
    """Return the note on a set phrase of national use, empty if it has none; None for others.

    Quotation marks and commas inside do not matter. The table is short: what is not in it may
    still be in national use. Test with ``is not None``.

    >>> is_national("五早")
    'Longer variant of the Four Early Actions in COVID-19 campaigns.'
    >>> is_national("三个“清零”"), is_national("六坚持")
    ('', None)
    """
    found = _national().get(_plain(canonical))
    return found[1] if found else None


@lru_cache(maxsize=1 << 14)
def english(canonical: str) -> str:
    """Return a formula in English; empty where there is neither a numeral nor a plus sign.

    A set phrase of national use has the name it has in ``data/formula_glosses.csv``, in capitals.
    Any other is put together part by part from its shape and the table of heads, in lower case, singular after one; a head
    of several words only where each is known. What is not known stays in Chinese, in quotation
    marks: nothing is guessed.

    >>> english("四应四尽"), english("六坚持"), english("三保一统筹")
    ("Four 'Shoulds' to the Full", 'six upholds', 'three guarantees, one overall coordination')
    >>> english("七应七尽"), english("双报告"), english("七个到位")
    ("seven 'shoulds', seven 'to the full'", 'double report', "seven 'in place'")
    >>> english("党建+"), english("2+N"), english("1办+5组"), english("省市县三级")
    ('Party-Building Plus', '2+N', 'one office + five groups', 'three levels (province, city, county)')
    >>> english("六坚守"), english("五级'云课堂'"), english("外防输入、内防扩散")
    ("six '坚守'", "five levels of '云课堂'", '')
    """
    plain = _plain(canonical)
    if plain in _national():
        return _national()[plain][0]
    if CODE.fullmatch(plain):
        return _code(plain)
    shape = shape_of(plain)
    if shape is None:
        return ""
    if not shape.parts:
        return plain
    lead = re.match(rf"[^{NUMERALS}0-9]*", plain)
    return _with_lead(lead[0] if lead else "", _counted(plain, shape.parts))


def _with_lead(lead: str, counted: str) -> str:
    """Return what is counted after what stands before the numeral."""
    if not lead:
        return counted
    if set(lead) <= set(LEVELS):
        return f"{counted} ({', '.join(LEVELS[level] for level in lead)})"
    return f"'{lead}' {counted}"


def _code(plain: str) -> str:
    """Return a code with its words in English; digits and letters stay.

    >>> _code("大数据+网格"), _code("智治+"), _code("1+3+N"), _code("1名网格长+N名志愿者")
    ('big data + grid', "'智治' +", '1+3+N', 'one grid head + N volunteers')
    """
    if not re.search(f"[{HAN}]", plain):
        return plain
    return " + ".join(_code_piece(piece) for piece in plain.split("+")).strip()


def _code_piece(piece: str) -> str:
    if not re.search(f"[{HAN}]", piece):
        return piece
    shape = shape_of(piece) if piece[0].isdigit() else None
    if shape and shape.parts:
        return _counted(piece, shape.parts)
    if some := re.match(r"([A-Z])[名个支位]?", piece):
        gloss = _gloss(piece[some.end() :]) or f"'{piece[some.end() :]}'"
        return f"{some[1]} {gloss}"
    known = _heads().get(piece)
    if known is None or not any(known):
        return f"'{piece}'"
    if known.modifier and "-" not in known.modifier:
        return known.modifier
    return _singular(known.gloss)


def _counted(plain: str, parts: tuple[Part, ...]) -> str:
    """Return the parts of a formula in English: a numeral and what it counts."""
    if [part[1:] for part in parts] == [("", "包"), ("", "")] and parts[1].value == 1:
        return f"{cardinal(parts[0].value)} looking after one"
    shown, at = [], 0
    for part in parts:
        word = part.classifier + part.head
        start = plain.find(word, at + 1)
        dual = part.value == 2 and plain[start - 1 : start] == "双"
        at = start + len(word)
        shown.append(_part(part, dual=dual))
    return ", ".join(shown)


def _part(part: Part, *, dual: bool) -> str:
    number = "double" if dual else cardinal(part.value)
    if not part.classifier + part.head:
        return number
    gloss = _phrase(part)
    one = dual or part.value == 1
    return f"{number} {_singular(gloss) if one else gloss}"


def _phrase(part: Part) -> str:
    """Return what a numeral counts, in the plural: the longest known head first."""
    whole = part.classifier + part.head
    measure, rest = whole[0], whole[1:]
    if gloss := _gloss(whole):
        return _quoted(gloss)
    inner = _gloss(rest) or _compound(rest) or ""
    if measure == "个" and rest:
        return _quoted(inner) if inner else f"'{rest}'"
    if measure in MEASURES and len(rest) > 1 and inner:
        return _quoted(inner)
    if measure in OF and len(rest) > 1:
        if inner and _is_noun(inner):
            return OF[measure].format(inner.removeprefix("kinds of "))
        return OF[measure].format(f"'{rest}'") if measure in "级类种" else f"'{whole}'"
    return _compound(whole) or f"'{whole}'"


def _gloss(head: str) -> str:
    known = _heads().get(head)
    return known.gloss if known else ""


def _quoted(gloss: str) -> str:
    """Return a gloss that is no noun in quotation marks: seven 'in place'."""
    return f"'{gloss}'" if gloss.split()[0] in AFTER else gloss


def _is_noun(gloss: str) -> bool:
    return gloss[0] not in "'-" and gloss.split()[0] not in AFTER


def _compound(head: str) -> str | None:
    """Return the English of a head of several known words; None if one is not known.

    Only words that are nouns or adjectives in Chinese too stand before another, so that a verb
    with its object (落实责任) is not taken for a noun.

    >>> _compound("防控责任"), _compound("责任到位"), _compound("社区防控机制")
    ('prevention and control responsibilities', 'responsibilities in place',
     'community prevention and control mechanisms')
    >>> _compound("落实责任"), _compound("网格长会")
    (None, None)
    """
    for at in range(2, len(head) - 1):
        right = _gloss(head[at:])
        if not right or right[0] in "'-":
            continue
        left = head[:at]
        if right.split()[0] in AFTER:
            noun = _gloss(left) or _compound(left)
            if noun and _is_noun(noun):
                return f"{noun.removeprefix('kinds of ')} {right}"
            continue
        if before := _modifier(left):
            return _joined(before, right)
    return None


def _modifier(word: str) -> str | None:
    """Return what stands before a noun: of one known word, or of two."""
    known = _heads().get(word)
    if known:
        return known.modifier or None
    for at in range(2, len(word) - 1):
        parts = [_heads().get(word[:at]), _heads().get(word[at:])]
        if all(part and part.modifier for part in parts):
            return " ".join(part.modifier for part in parts if part)
    return None


def _joined(before: str, noun: str) -> str:
    """Return a modifier and a noun, without saying the same word twice.

    >>> _joined("nucleic-acid", "tests"), _joined("safety", "kinds of oversight")
    ('nucleic-acid tests', 'kinds of safety oversight')
    >>> _joined("grid management", "managements")
    'grid managements'
    """
    kinds, noun = ("kinds of ", noun[9:]) if noun.startswith("kinds of ") else ("", noun)
    words = before.split()
    if words[-1] == _singular(noun.split()[0]):
        words.pop()
    return kinds + " ".join([*words, noun])


@lru_cache(maxsize=1 << 12)
def _singular(gloss: str) -> str:
    """Return a gloss for one of what it names.

    >>> [_singular(g) for g in ("levels of grids", "categories of people", "'shoulds'", "passes to guard")]
    ['level of grids', 'category of people', "'should'", 'pass to guard']
    >>> [_singular(g) for g in ("'in place'", "people's wars", "leading bodies", "overall coordination")]
    ["'in place'", "people's war", 'leading body', 'overall coordination']
    """
    if gloss.startswith("'"):
        inner = gloss[1:-1]
        return f"'{_singular(inner)}'" if inner in {"shoulds", "ones"} else gloss
    words = gloss.split()
    if words[0] in AFTER:
        return gloss
    at = next((n for n, word in enumerate(words) if word in JOINTS), len(words)) - 1
    words[at] = _one(words[at])
    return " ".join(words)


def _one(word: str) -> str:
    if word in IRREGULAR:
        return IRREGULAR[word]
    if word.endswith("s'"):
        return f"{word[:-2]}'s"
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    if word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word
