"""What the names of parts tell: whether they exclude one another, and whether they are all there are.

Only such names let a sum fail. 确诊 and 无症状, 男 and 女, two districts cannot count a case twice;
党员 and 护士 may.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from tifa.numerals import whole
from tifa.places.gazetteer import place_forms
from tifa.quantities.lists import kind_of_unit, units
from tifa.totals.numbers import REACH, SENTENCE_END, Stretch

PARTITIONS = tuple(
    tuple(re.compile(word) for word in row.split())
    for row in (
        "确诊 无症状",
        "轻[型症] 普通型 (?<!危)重[型症] 危重",
        "男 女",
        "本土|本地|本省|本市 境外|输入",
        "隔离|管控|封控 社会面",
        "封控区 管控区 防范区",
        "高风险 中风险 低风险",
        "城区|市区|城镇 乡镇|农村|乡村|村",
        "(?<!县)城区|市区|市直 县里|各?县",
        "中央 省 (?<!城)市 县",
        "市级 [县区]级 [乡镇]级 村级",
        "医生|医师 护士|护师|护理 管理|行政 技师|检验",
        "第一[剂针]|首[剂针] 第二[剂针] 第三[剂针]|加强[剂针]",
        "跨[省市区县] [省市区县]内",
        "治愈|出院 死亡 在院|现有|在治",
    )
)
"""Rows of classes of which a thing has one. A case is in two only where a text counts it twice."""

EXHAUSTIVE = (
    (re.compile("男"), re.compile("女"), re.compile("")),
    (re.compile("确诊"), re.compile("无症状"), re.compile("感染者|阳性")),
)
"""Two classes that make up all of a total that has such a name."""

REST = re.compile(r"其余|剩余|剩下|余下")
"""Before the last part: with it a list is complete."""

ALL_BUT = re.compile(r"除(?:了|[^夕去]{1,20}外)")
"""The rest of something else is meant: 除4个重点乡镇外,其余12个."""

ACROSS = re.compile(
    r"党员|团员|岁|老[人年]|青年|妇女|学生|[重轻]症|重型|危重|治愈|出院|死亡|本科|研究生|[高中]级|职称|退役|预备|接种|湖北"
)
"""Names of parts that others may overlap with: a member of the Party may be a woman."""

KIND_ENDS = frozenset("区县市州镇乡村道批剂针轮舱路级号")
"""The last characters of names of which a thing has one (和平街道, 一号舱), unlike 三甲医院 and 综合医院."""

LINK_WORDS = re.compile(r"\A(?:其中|[和与及]|以及|有|在|来自)+")
SAID = re.compile(r"(?:报告|新增|检出|发现|累计|确诊|病例|感染者|分别|共|有|为|达)+\Z")
"""Around the name of a part: what is said of it."""

PLACE_LENGTHS = range(5, 1, -1)

COUNTED = re.compile(
    r"([两二三四五六七八九十]|(?<![0-9.])(?:[2-9]|1[0-6]))([个家支处地县区市镇乡级类项批所座轮种档])([^,，。;；:：!！?？0-9]{0,8})"
)
"""How many parts are announced: 四家方舱, 5个县区."""

PLACES = frozenset("地县区市镇乡州街村")


@cache
def _places() -> frozenset[str]:
    return frozenset(place_forms())


def kin(unit: str, other: str) -> bool:
    """Tell whether units may count the same things: 人 and 名, 篇 and 条."""
    return unit == other or family(unit) == family(other)


def family(unit: str) -> str:
    """Return the kind of a unit that others may stand for, else the unit itself.

    >>> family("名") == family("人"), family("个")
    (True, '个')
    """
    row = units().get(unit)
    return row.kind if row and row.kind in ("person", "writing") else unit


REPEATED = frozenset("轮次场届期遍回班趟")
"""Units of what takes place in several places at once: 全县9轮,其中一镇15轮 is no contradiction."""

COUNTABLE = frozenset({"person", "body", "thing", "writing", "money", "mass"})


def additive(unit: str) -> bool:
    """Tell whether no part can be more than its whole in a unit."""
    return unit not in REPEATED and kind_of_unit(unit) in COUNTABLE


def plain(name: str) -> str:
    """Return the name of a part without the words that link it or say something of it.

    >>> plain("其中新华街道"), plain("甲区新增")
    ('新华街道', '甲区')
    """
    return SAID.sub("", LINK_WORDS.sub("", name))


def exclusive(names: Sequence[str]) -> bool:
    """Tell whether no thing can have two of the names.

    >>> exclusive(["确诊病例", "无症状感染者"]), exclusive(["甲区", "乙区"]), exclusive(["党员", "护士"])
    (True, True, False)
    """
    if any(_classes(names, row) for row in PARTITIONS):
        return True
    bare = [plain(name) for name in names]
    if len(set(bare)) < len(bare) or any(ACROSS.search(name) for name in names):
        return False
    ends = {name[-1:] for name in bare}
    return (len(ends) == 1 and ends <= KIND_ENDS) or all(map(_is_place, bare))


def _classes(names: Sequence[str], row: Sequence[re.Pattern[str]]) -> bool:
    """Tell whether each name has just one class of a row, and no two the same."""
    found = [[n for n, word in enumerate(row) if word.search(name)] for name in names]
    first = {one[0] for one in found if len(one) == 1}
    return len(names) > 1 and len(first) == len(names)


def _is_place(name: str) -> bool:
    return any(name[-length:] in _places() for length in PLACE_LENGTHS if len(name) >= length)


def exhaustive(names: Sequence[str], whole_: str) -> bool:
    """Tell whether two names make up all of a total.

    >>> exhaustive(["确诊病例", "无症状感染者"], "新增感染者"), exhaustive(["确诊", "无症状"], "新增")
    (True, False)
    """
    return len(names) == 2 and any(
        _classes(names, (one, other)) and total.search(whole_) for one, other, total in EXHAUSTIVE
    )


def announced(here: Stretch, first: int, names: Sequence[str]) -> bool:
    """Tell whether the words of the sentence before the first part say that there are so many.

    What is announced must be what the parts are: 四家方舱 and 一号舱, 5个县区 and names of places.
    """
    end = here.items[first].start - len(plain(here.before(first)))
    opening = SENTENCE_END.split(here.text[max(0, end - REACH) : end])[-1]
    bare = [plain(name) for name in names]
    ends = {name[-1:] for name in bare}
    for found in COUNTED.finditer(opening):
        if whole(found[1]) != len(names):
            continue
        placed = found[2] in PLACES or not PLACES.isdisjoint(found[3])
        same = len(ends) == 1 and ends <= KIND_ENDS and next(iter(ends)) in found[2] + found[3]
        if same or (placed and all(map(_is_place, bare))):
            return True
    return False


def numbered(here: Stretch, at: int, count: int) -> bool:
    """Tell whether the words of a sentence before a total announce so many parts: 三县共报告30例."""
    end = here.items[at].start
    opening = SENTENCE_END.split(here.text[max(0, end - REACH) : end])[-1]
    return any(whole(found[1]) == count for found in COUNTED.finditer(opening))
