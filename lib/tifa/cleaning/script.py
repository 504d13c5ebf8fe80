"""Traditional and over-converted Traditional pages to the Simplified that the newspaper printed.

Mirror sites convert Simplified articles to Traditional character by character (正面 becomes
正麵, 制定 becomes 製定). Going back is a matter of single characters too, which OpenCC's ``t2s``
tables do, with three exceptions that this module adds: 著 for 着, the surname 沈, and 乾 in a
person's name.
"""

from __future__ import annotations

import re

import numpy as np

from tifa.cleaning import chars
from tifa.cleaning.trace import Edit

MAX_GAP = 3
"""Changes with no more unchanged characters between them are reported as one."""

MIXED_SHARE = 0.1
"""From this share of the other script's characters on, a page is called mixed."""


def script_of(text: str) -> str:
    """Return ``hans``, ``hant`` or ``mixed``.

    Only characters that exist in one of the scripts count (国 and 國, not 中); a page with none
    of either is ``hans``. Both scripts must hold a tenth of them to be called mixed.

    >>> script_of("疫情就是命令"), script_of("疫情防控鬥爭"), script_of("国家、國家")
    ('hans', 'hant', 'mixed')
    """
    _, simplified, traditional, _, _ = chars.count_kinds(text)
    smaller = min(simplified, traditional)
    if smaller and smaller >= MIXED_SHARE * (simplified + traditional):
        return "mixed"
    return "hant" if traditional > simplified else "hans"


def simplify(text: str) -> list[Edit]:
    """Return the changes that turn a Traditional page into Simplified, one a run of characters.

    A page where Traditional characters are not the majority is left alone: a quotation or a
    name may be meant so.

    >>> [(edit.start, edit.after) for edit in simplify("沿著正麵宣傳")]
    [(1, '着正面宣传')]
    >>> simplify("著名的乾隆皇帝")
    []
    """
    _, simplified, traditional, _, _ = chars.count_kinds(text)
    if traditional <= simplified:
        return []
    converted = chars.to_simplified(text)
    if len(converted) != len(text):  # no table of t2s does that today
        converted = "".join(chars.to_simplified(char) for char in text)
    converted = _restore_names(text, _supplied(converted))
    converted = _restore_zhe(converted)
    return [Edit(start, end, converted[start:end]) for start, end in _runs(text, converted)]


MISSING = dict(zip("暱痺簷睪衞敍", "昵痹檐睾卫叙", strict=True))
"""Traditional characters that OpenCC's t2s leaves as they are."""


def _supplied(text: str) -> str:
    for traditional, simplified in MISSING.items():
        if traditional in text:
            text = text.replace(traditional, simplified)
    return text


def _runs(before: str, after: str) -> list[tuple[int, int]]:
    """Return the spans in which two texts of one length differ."""
    if before == after:
        return []
    changed = chars.code_points(before) != chars.code_points(after)
    places = np.flatnonzero(changed)
    breaks = np.flatnonzero(np.diff(places) > MAX_GAP + 1)
    starts = places[np.concatenate(([0], breaks + 1))]
    ends = places[np.concatenate((breaks, [len(places) - 1]))] + 1
    return list(zip(starts.tolist(), ends.tolist(), strict=True))


# 着 and 著 ------------------------------------------------------------------------------------

ZHE_VERBS = frozenset("随沿朝向顺凭接跟味看带背拿穿坐站躺拉抱扛举握守盯围冒顶忙执迎踏踩搭")
"""Verbs after which the particle 着 stands even where 著名 or 著作 would seem to follow."""

WRITING_BEFORE = frozenset("显编原论卓土专巨昭译遗所名合拙知")
"""显著, 编著, 原著 …: after these it is 著. (Guideline of 现代汉语词典 for 著 and 着.)"""

WRITING_AFTER = re.compile("名|作(?!用|战|业|风|息|为|出)|称|述|者|录|有|书立|文立")
"""著名, 著作, 著称 …: before these it is 著; 起着作用 and 意味着作战 are not among them."""


def _restore_zhe(text: str) -> str:
    """Make 著 the particle 着 wherever it is not the 著 of writing or of being known."""
    pieces: list[str] = []
    copied = 0
    at = text.find("著")
    while at >= 0:
        before = text[at - 1 : at]
        writing = (before and before in WRITING_BEFORE) or (
            before not in ZHE_VERBS and WRITING_AFTER.match(text, at + 1)
        )
        if not writing:
            pieces += (text[copied:at], "着")
            copied = at + 1
        at = text.find("著", at + 1)
    return "".join((*pieces, text[copied:]))


# Names ----------------------------------------------------------------------------------------

SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高梁郑谢宋唐许邓冯韩曹曾彭萧肖蔡潘田董袁于余叶蒋杜"
    "苏魏程吕丁沈任姚卢姜崔钟谭陆汪范金石廖贾夏韦付傅方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛"
    "郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳"
)
"""The most frequent surnames, Simplified."""

KEPT_IN_NAMES = {"乾": "干"}
"""Characters that stay in a person's name (乾 read qián), with what they are elsewhere."""


WORD_LIKE = 5.0
"""From this affinity on two characters are a word (干部), not neighbours in a rare one (干就)."""


def _restore_names(text: str, converted: str) -> str:
    """Give back what t2s changes in names: 沈思 (not 沉思), 郭振乾 (not 郭振干)."""
    if "沈" in text:
        # Simplified 沉 comes back from Traditional 沉; 沈 on such a page is the surname.
        converted = "".join(
            "沈" if old == "沈" else new for old, new in zip(text, converted, strict=True)
        )
    for kept, other in KEPT_IN_NAMES.items():
        at = text.find(kept)
        while at >= 0:
            if converted[at] == other and _in_name(converted, at):
                converted = converted[:at] + kept + converted[at + 1 :]
            at = text.find(kept, at + 1)
    return converted


def _in_name(text: str, at: int) -> bool:
    """Tell whether the character stands as a given name, and in no dictionary word."""
    before, after = text[max(at - 2, 0) : at], text[at + 1 : at + 2]
    if not before or not (before[-1] in SURNAMES or (before[0] in SURNAMES and len(before) == 2)):
        return False
    words = chars.affinity(before[-1], text[at]), chars.affinity(text[at], after)
    return max(words) < WORD_LIKE
