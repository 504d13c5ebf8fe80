"""Times that have a word: 今天, 目前, 春节, 疫情发生以来, 每天."""

from __future__ import annotations

from collections.abc import Sequence

from tifa.scan import first_place, forms, time_words
from tifa.times import patterns as p
from tifa.times.moments import Expression, Moment
from tifa.times.numbers import with_tail
from tifa.words import splits_at, straddles

NAMES_BEHIND = (
    "路",
    "街",
    "镇",
    "乡",
    "村",
    "社区",
    "广场",
    "桥",
    "上河",
    "公园",
    "小学",
    "中学",
    "大道",
    "巷",
    "酒店",
    "宾馆",
    "家园",
    "小区",
)
NO_FESTIVAL = (
    *NAMES_BEHIND,
    "粽",
    "粥",
    "联欢",
    "晚会",
    "档",
    "月饼",
    "快乐",
    "祝福",
    "氛围",
    "气氛",
    "团拜",
)
"""Behind the name of a festival: the name of something else, or no time."""

NEW_YEARS_EVE = "L12-99"

SPANNED = frozenset(
    [
        "元旦",
        "春节",
        "清明",
        "清明节",
        "劳动节",
        "五一",
        "五一节",
        "五一劳动节",
        "端午",
        "端午节",
        "中秋",
        "中秋节",
        "国庆",
        "国庆节",
        "十一",
    ]
)
"""Festivals with days off, which 假期 and 期间 name."""


def find_words(text: str, hits: Sequence[tuple[int, int, int]]) -> list[Expression]:
    """Return the times among the fixed forms that :func:`tifa.scan.scan` found."""
    found: list[Expression] = []
    n_words, n_triggers = len(time_words()), first_place()
    names = forms()
    ends, place = 0, (0, 0)
    for form, start, end in hits:
        if form >= n_triggers:
            ends, place = end, (start, end)
            continue
        if form < n_words and _within_another(text, start, end, start == ends):
            continue
        ends = end
        if found and found[-1].end > start:
            continue
        if form < n_words:
            expression = _word(text, names[form], start, end)
        else:
            expression = _triggered(text, names[form], start, end, place)
        if expression:
            found.append(expression)
    return found


def _within_another(text: str, start: int, end: int, joined: bool) -> bool:
    """Tell whether a word only seems to stand there: 血清明显, 当今年轻人, 《今日头条》.

    ``joined`` tells that another fixed form ends where it begins: 今年|春节.
    """
    if (
        start
        and not joined
        and (text[start - 1] == "《" or not splits_at(text, start, max(0, start - 4)))
    ):
        return True
    return text.startswith(NAMES_BEHIND, end) or straddles(text, start, end)


def _triggered(
    text: str, word: str, start: int, end: int, place: tuple[int, int]
) -> Expression | None:
    """每三天, 新冠肺炎疫情发生以来, 隔离期间; a place directly before 疫情 belongs to it."""
    if word == "每":
        each = p.EACH.match(text, start)
        return Expression(start, each.end(), "set") if each else None
    if word == "疫情":
        behind = end + 2 if text.startswith("防控", end) else end
        may_be = text[behind : behind + 1] in p.EPIDEMIC_BEHIND
        course = p.EPIDEMIC.match(text, start) if may_be else None
        if course is None:
            return None
        named = place[0] if place[1] == start else start
        before = p.BEFORE_EPIDEMIC.search(text, max(0, named - 8), named)
        return Expression(before.start() if before else named, course.end(), "event_relative")
    before = p.PERIOD.search(text, max(0, start - 6), start)
    return Expression(before.start(), end, "event_relative") if before else None


def _word(text: str, word: str, start: int, end: int) -> Expression | None:
    row = time_words()[word]
    kind, rule, value = row
    if kind == "holiday":
        return _festival(text, word, start, end, rule, value)
    if rule == "none":
        return Expression(start, end, kind)
    if rule == "weekday" and len(value) == 1:
        return _weekday(text, start, end, kind, value)
    if rule == "until_day":
        found = with_tail(text, start, end, Moment(rule="day", value=value))
        return found._replace(kind="range", side="until")
    if rule in ("day", "same_day", "weekday"):
        offset, _, part = value.partition(" ")
        moment = Moment(rule=rule, value=value if rule == "weekday" else offset)
        found = with_tail(text, start, end, moment, kind)
        if (
            part
            and found.first
            and found.first.hour is not None
            and found.first.hour < 12
            and part == "晚"
        ):
            found = found._replace(first=found.first._replace(hour=found.first.hour + 12))
        return found._replace(kind=kind) if rule == "same_day" else found
    moment = Moment(rule=rule, value=value)
    if rule in ("year", "month") and " " in value:
        value, third_part = value.split(" ")
        return Expression(start, end, kind, Moment(rule=rule, value=value, third=third_part))
    third = p.THIRD.match(text, end) if rule in ("year", "month") else None
    if third and splits_at(text, third.end(), third.start(1)):
        return Expression(start, third.end(), "range", moment._replace(third=third[0]))
    return Expression(start, end, kind, moment)


def _weekday(text: str, start: int, end: int, kind: str, value: str) -> Expression:
    """周一 alone: a day of this week at the head of a clause, the day itself behind a date."""
    if text[start - 1 : start] == "(" and text[end : end + 1] == ")":
        return Expression(start, end, "date", Moment(rule="apposed"))
    if text[start - 1 : start] in p.HEAD and p.DAY_OF_WEEK.match(text, end):
        return with_tail(text, start, end, Moment(rule="weekday", value=f"0 {value}"))
    return Expression(start, end, kind)


def _festival(
    text: str, word: str, start: int, end: int, rule: str, value: str
) -> Expression | None:
    """正月初三至初七, 春节假期, 除夕夜, 清明节."""
    if text.startswith(NO_FESTIVAL, end):
        return None
    if not word.endswith("节") and p.SURNAME.search(text, max(0, start - 2), start):
        return None
    if text[start - 2 : start] in ("农历", "阴历"):
        start -= 2
    if rule == "none":
        rule = "apposed"
    moment = Moment(rule=rule, value=value)
    closing = p.HOLIDAY_SPAN.match(text, end) if word.strip("“”") in SPANNED else None
    if closing is not None:
        public = moment._replace(rule="public", value=word.strip("“”"))
        return Expression(start, closing.end(), "range", public)
    if (rule == "lunar" or value == NEW_YEARS_EVE) and (more := p.LUNAR_TO.match(text, end)):
        first_month = "大年" if word.startswith("大年") or value == NEW_YEARS_EVE else word[:2]
        month = more["month"] or first_month
        row = time_words().get(month + more["day"])
        if row is not None:
            return Expression(
                start, more.end(), "range", moment, Moment(rule="lunar", value=row.value)
            )
    return with_tail(text, start, end, moment, "holiday")
