"""Formulas without quotation marks, which need more to tell them from quantities."""

from __future__ import annotations

import re
from functools import cache

from tifa.formulas import counted
from tifa.formulas.lexicon import countable, lead_before, leads, tail_at
from tifa.formulas.limits import (
    FALLING,
    LASTING,
    TIMED,
    UNIT,
    adjectives,
    clause_end,
    counting,
    ends,
    idiomatic,
    idioms,
    mention_at,
    ordered,
)
from tifa.formulas.shapes import HAN, NUM, NUMERALS, Mention, shape_of
from tifa.quantities.dictionary import known_words, word_at

NUMBER_AT = re.compile(rf"双|{NUM}(?![{NUMERALS}0-9])")


MARK_INSIDE = re.compile(rf"(?:双|{NUM})[个类大项条种重色]?“(?P<inner>[^“”\n，,。]{{1,8}})”")


def bare(text: str, start: int) -> Mention | None:
    """Return the formula that begins with a numeral outside quotation marks, if there is one."""
    if ordered(text, start):
        return None
    number = NUMBER_AT.match(text, start)
    if number is None:
        return None
    end = number.end()
    inside = MARK_INSIDE.match(text, start) if "“" in text[end : end + 2] else None
    if inside and not inside["inner"].isdigit():
        found = _marked(text, inside)
        if found:
            return found
    if (UNIT.match(text, end) and not POINTS.match(text, end)) or LASTING.match(text, start):
        return None
    sayings = text[start] not in "一双" and not METHOD_ENDS.isdisjoint(text[end : end + 7])
    if sayings and (method := METHOD.match(text, end)):
        return mention_at(text, start, method.end(), False)
    if _known_word(text, start):
        return counted.find(text, start, end)
    if text[start] != "一":
        listed = counted.find(text, start, end)
        if listed:
            return listed
    found = _compound(text, start, end) or (_dual(text, start) if text[start] == "双" else None)
    if found or text[start] in "双一":
        return found
    if text[end : end + 1] == "个":
        return _with_ge(text, start, end + 1)
    return _without_classifier(text, start, end)


POINTS = re.compile(
    r"点(?:要求|意见|体会|建议|启示|经验|希望|提示|措施|看法|做法|考虑|打算|原因|教训|认识|说明|安排)"
)
"""Behind a numeral: no hour."""


def _known_word(text: str, start: int) -> bool:
    """Tell whether a word of the dictionary begins with the numeral: 三番五次, 双方, 五金店.

    So does an idiom that has it inside: 隔三差五.
    """
    known = idioms()
    first, inside = _pairs()
    if text[start : start + 2] in first:
        for length in (2, 3, 4):
            if text[start : start + length] in known:
                return True
    if text[start - 1 : start + 1] not in inside:
        return False
    return any(text[at : at + 4] in known for at in range(max(0, start - 3), start))


@cache
def _pairs() -> tuple[frozenset[str], frozenset[str]]:
    """Return the two characters that words of the dictionary begin with, and pairs inside them."""
    known = idioms()
    inside = {word[at : at + 2] for word in known if len(word) == 4 for at in range(3)}
    return frozenset([word[:2] for word in known]), frozenset(inside)


THINGS = re.compile(r"[站点区队群车房所院店室组村城楼园厂场馆箱人员墙图]\Z")


def _marked(text: str, inside: re.Match[str]) -> Mention | None:
    """Return a formula with the mark inside: 三个“清零”; 3个“爱心驿站” counts things."""
    inner = inside["inner"]
    if THINGS.search(inner) and not counted.beside(text, inside.start(), inside.end()):
        return None
    return mention_at(text, inside.start(), inside.end(), False)


def _compound(text: str, start: int, at: int) -> Mention | None:
    """Return several numerals with a head each: 五巡三查, 两图一表, 四包一.

    The first of them ends at ``at``, so that a second one stands one or two characters on.
    """
    if not SECOND.match(text, at):
        return None
    for pattern in COMPOUNDS:
        match = pattern.match(text, start)
        if match and ends(text, match.end()):
            end = match.end()
            surface = text[start:end]
            shape = shape_of(surface)
            if shape is None or len(shape.parts) < 2 or idiomatic(surface) or TIMED.match(surface):
                continue
            heads = [part.classifier + part.head for part in shape.parts]
            if any(UNIT.match(head) or PERSONS.match(head) for head in heads):
                continue
            if shape.parts[0].value == 1 and len(shape.parts) == 2 and shape.parts[1].value == 1:
                if not _distributive(text, start, end):
                    continue
            elif shape.parts[0].value == 1 and not _strong_tail(text, end):
                continue
            if counting(shape) or FALLING.match(surface) or surface[1] in "至到":
                continue
            return mention_at(text, start, end, False)
    return None


PERSONS = re.compile(r"[名位例人次家](?![一])")


SECOND = re.compile(rf".{{1,2}}[{NUMERALS}0-9]")


NOT_NUMERAL = rf"(?![{NUMERALS}百千万])[{HAN}]"


PIECE = rf"(?:双|{NUM}){NOT_NUMERAL}"


COMPOUNDS = (
    re.compile(rf"{PIECE}(?:{PIECE}){{1,3}}"),
    re.compile(rf"{PIECE}{{1,2}}(?:{PIECE}{{1,2}}){{1,2}}"),
    re.compile(rf"{PIECE}{NOT_NUMERAL}(?:{PIECE}{NOT_NUMERAL}){{1,2}}"),
    re.compile(rf"{PIECE}(?:{PIECE}{NOT_NUMERAL}){{1,2}}"),
    re.compile(rf"{NUM}包一"),
)


def _strong_tail(text: str, at: int) -> bool:
    tail = tail_at(text, at)
    return tail is not None and tail[1] == "tail" and tail[0] - at > 1


def _distributive(text: str, start: int, end: int) -> bool:
    """Tell whether 一村一警 stands as one term: four characters between marks, verbs or 的."""
    return end - start == 4 and text[start + 1] != text[start + 3]


def _dual(text: str, start: int) -> Mention | None:
    """Return 双 with what is doubled: 双组长, 双线督导."""
    at = start + 1
    stop = clause_end(text, at)
    if at >= stop:
        return None
    known = known_words()
    first = word_at(text, at, stop)
    end = first[1]
    if end - at > 2 and text[end - 1] == "制":
        end -= 1
    if end - at == 1:
        second = word_at(text, end, stop) if end < stop else None
        if second is None or second[1] - end < 2 or not counted.beside(text, start, start):
            return None
        end = second[1]
        return mention_at(text, start, end, False) if ends(text, end) else None
    if first[2] == "s" or text[start:end] in known or FIRM.match(text, at):
        return None
    if ends(text, end) and not FIRM.match(text, end):
        return mention_at(text, start, end, False)
    second = word_at(text, end, stop)
    if ends(text, second[1]) and second[1] - start <= 6 and not FIRM.match(text, end):
        return mention_at(text, start, second[1], False)
    return None


FIRM = re.compile(rf"[{HAN}]{{0,3}}?(?:集团|药业|公司|股份|酒业|期间|十一|十二|电梯)")
"""Names of firms and days with 双."""


FIRST = frozenset(
    (
        *"不必严禁最更再零全快早勤多少真敢能要无未",
        *(
            "必须",
            "严禁",
            "不准",
            "不得",
            "一律",
            "坚决",
            "确保",
            "绝不",
            "决不",
            "务必",
            "没有",
            "第一",
            "百分之百",
            "100%",
        ),
        *("到位", "全覆盖", "杜绝", "不能", "不许", "不放过", "必查", "一批", "一遍", "优先"),
    )
)
"""What a formula's head begins with that is no thing: 五个必须, 三个不放过, 四个最."""


def _with_ge(text: str, start: int, at: int) -> Mention | None:
    """Return N个 with a head that is no thing: 五个一律, 三个确保, 六个不漏一人."""
    stop = clause_end(text, at)
    if at >= stop:
        return None
    first = next((text[at : at + n] for n in (4, 3, 2, 1) if text[at : at + n] in FIRST), None)
    if first is None:
        word = word_at(text, at, stop)
        surface = text[word[0] : word[1]]
        if surface in countable() or len(surface) < 2:
            return None
        if word[2] not in "vewx" and surface not in adjectives():
            return None
        end = word[1]
        if _ends_act(text, end):
            return mention_at(text, start, end, False)
        after = word_at(text, end, stop)
        if after[2] in "vewx" and _ends_act(text, after[1]) and after[1] - end > 1:
            return mention_at(text, start, after[1], False)
        return None
    end = at + len(first)
    if first == "全" and text[at + 1 : at + 2] in "部体国省市县区":
        return None
    if first in "不未没有无" and "的" in text[end:stop]:
        return None
    while end < stop and not (end > at + len(first) - 1 and _stops(text, end) and end - at > 1):
        end = word_at(text, end, stop)[1]
        if end - at > 7:
            return None
    return mention_at(text, start, end, False) if end - at > 0 else None


STRICT = re.compile(
    r"(?:要求|原则|目标|措施|制度|机制|标准|举措|行动|承诺|的|方针|思路|责任制|方面|上下功夫|工作(?![专队小站]))"
)


def _ends_act(text: str, at: int) -> bool:
    """Tell whether a verb counted with 个 stands alone: 三个确保的, not 六个工作专班."""
    mark = at >= len(text) or text[at] in "“”、,。;:!?()—…\n "
    return mark or STRICT.match(text, at) is not None


def _stops(text: str, at: int) -> bool:
    tail = tail_at(text, at)
    return tail is not None and tail[1] in ("tail", "verb") and not text.startswith("到位", at)


BARE_HEADS = re.compile(rf"必[{HAN}]|不[{HAN}]{{1,2}}|[{HAN}]到位|到[{HAN}]|优先")


GRADES = re.compile(
    r"级(?:应急|响应|医院|医疗|公立|甲等|乙等|以上|及以上|警报|预警|防护|风险|等保|演员|教授|职员|考试|标准|地震|飓风|台风|大风"
    r"|综合|专科|中医|建筑|资质|伤残|残疾|文物|警司|警督|士官|军士|注册|运动|厨师|技师|技工|心理|生物)"
)


METHOD = re.compile(rf"[{HAN}]{{0,4}}?(?:工作法|管理法|服务法|处置法|步法|字要?诀|字方针|部曲)")
METHOD_ENDS = frozenset("法诀针曲")


LEVEL_HEADS = re.compile(
    r"[级方](?:[联共包互协同协抓筹会上双][\u4e00-\u9fff]|书记|网格|责任|调度|包保|防控|联动)"
)


def _without_classifier(text: str, start: int, at: int) -> Mention | None:
    """Return 六坚持, 五必查, 四级联动: a numeral with a verb, at the end of its phrase."""
    if text[start] not in "两三四五六七八九十":
        return None
    stop = clause_end(text, at)
    if at >= stop or GRADES.match(text, at) or text[at] in "要是":
        return None
    level = LEVEL_HEADS.match(text, at, stop)
    if level:
        word = word_at(text, at + 1, stop)
        end = word[1]
        while end < stop and not ends(text, end):
            following = word_at(text, end, stop)
            if following[2] == "x" or leads().get(text[following[0] : following[1]]) == "adverb":
                break
            end = following[1]
        if text.startswith("抓", word[1]) and word[1] + 1 < stop:
            end = word_at(text, word[1] + 1, stop)[1]
        if end - start <= 8 and word[1] - at > 1:
            return mention_at(text, start, end, False)
        return None
    head = BARE_HEADS.match(text, at, stop)
    if head and ends(text, head.end()):
        return mention_at(text, start, head.end(), False)
    word = word_at(text, at, stop)
    if word[1] - at != 2 or word[2] not in "ve" or not ends(text, word[1]):
        return None
    if text[at : word[1]] in countable():
        return None
    if (
        start
        and not lead_before(text, start, max(0, start - 6))
        and text[start - 1] not in "“”、,。;:!?\n"
    ):
        return None
    return mention_at(text, start, word[1], False)
