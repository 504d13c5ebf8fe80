"""Reporters, editors and newspapers, as bylines and datelines name them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TypeVar

from tifa.cleaning.lines import BYLINE_ALONE
from tifa.cleaning.script import SURNAMES

Row = TypeVar("Row")

ROLE = (
    r"(?:[\u4e00-\u9fffA-Za-z]{0,12}?(?:记者|通讯员|报道组|实习生|参与采写|采写|评论员|特约|撰稿|供稿|摄影|摄像|作者|编辑)"
    r"|本报讯?|(?:文|图|摄|通讯|整理|综合|报道)(?=[/／、:：]|$))"
)
"""What stands before a name: 本报记者, 九江报业融媒记者, 通讯员, 文/图."""

NAME = r"[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]{1,8}·[\u4e00-\u9fff·]{1,12}"
TOKEN_ROLE = re.compile(rf"^(?:{ROLE}[/、／]?)+[:：]?")
NOT_NAMES = re.compile(
    "打印|关闭|收藏|分享|订阅|已订阅|大中小|字号|字体|浏览|阅读|点击|评论|来源|"
    "时间|综合|整理|报道|摘编|转载|本报|本网|本站|管理员|网络|佚名|未知|匿名|"
    "原创|本报讯|责编|审核"
)
NO_NAME = re.compile(
    "报道$|^发表|^综合|编译$|[日晚晨早时]报$|报社$|电视台$|网$|局$|委$|中心$|部门$|办公室$"
)
NO_SOURCE = re.compile("网络|互联网|本站|本站原创|原创|本网|转载|未知|网友|综合|网上|其他|不详")
BYLINE = re.compile(r"[(（]([^()（）]{2,60})[)）]")
REPORTER = re.compile("记者|通讯员|报道组|实习生")
NEWSPAPER = (
    r"(?:[\u4e00-\u9fff]{2,8}(?:日报|晚报|晨报|早报|时报|都市报|商报|快报|导报|新报|电视台|广播电视台|新闻网|发布)"
    r"|新华社|中新社|中新网|央广网|央视新闻|新华网|人民网|中国新闻网|[\u4e00-\u9fff]{2,6}网)"
)
DATELINE = re.compile(
    rf"^据?({NEWSPAPER})(?:[\u4e00-\u9fff]{{0,6}}?(?:\d{{1,2}}月)?\d{{1,2}}日)?(?:讯|电|消息)"
)


def names(text: str) -> list[str]:
    """Return the personal names of a byline; a name of two characters may be set apart.

    >>> names("李蕴棋 徐 微 朱 怡 张鑫多")
    ['李蕴棋', '徐微', '朱怡', '张鑫多']
    >>> names("刘亮 九江报业融媒记者 谢雯 李超铭")
    ['刘亮', '谢雯', '李超铭']
    """
    found: list[str] = []
    half = ""
    for token in re.split(r"[\s\u3000、,，;；|｜/／]+", text):
        token = TOKEN_ROLE.sub("", token.partition("_")[0]).strip(":：()（）[]【】")
        if len(token) == 1 and "\u4e00" <= token <= "\u9fff":
            if half:
                found.append(half + token)
                half = ""
            else:
                half = token
            continue
        if re.fullmatch(NAME, token) and not _is_no_name(token):
            found.append(token)
        elif token and found:
            break
    return found


def _is_no_name(token: str) -> bool:
    return NOT_NAMES.fullmatch(token) is not None or NO_NAME.search(token) is not None


def leading_name(text: str) -> list[str]:
    """Return a reporter whose name opens a metadata line without a label.

    >>> leading_name("缪友银 发布时间:2020-05-13 来源: 吉林日报")
    ['缪友银']
    """
    found = re.match(
        rf"({NAME})[ \u3000]+(?:发布|发表)?(?:时间|日期|于)?[:：]?\s?(?=\d{{4}})", text
    )
    if found is None or len(found[1]) > 3 or _is_no_name(found[1]):
        return []
    return [found[1]]


def in_body(rows: Iterable[tuple[Row, str]]) -> Iterator[tuple[Row, list[str]]]:
    """Yield the reporters that the dateline or the closing byline of an article names.

    ``rows`` are the lines of the body, each with whatever the caller wants back.
    """
    listed = list(rows)
    for number, (row, text) in enumerate(listed):
        opening, closing = number < 8, number >= len(listed) - 2
        if not (opening or closing):
            continue
        if BYLINE_ALONE.match(text) and (people := names(text)):
            yield row, people
        spots = [text[:160]] if opening else []
        spots += [text[-60:]] if closing else []
        for spot in spots:
            for byline in BYLINE.finditer(spot):
                signed = closing and byline.end() == len(spot) and _are_names(byline[1])
                if (signed or REPORTER.search(byline[1])) and (people := names(byline[1])):
                    yield row, people


def _are_names(text: str) -> bool:
    """Tell whether a bracket holds two to five names and nothing else."""
    tokens = text.split()
    return (
        2 <= len(tokens) <= 5
        and all(re.fullmatch("[\u4e00-\u9fff]{2,4}", token) for token in tokens)
        and any(token[0] in SURNAMES and len(token) < 4 for token in tokens)
    )


def source(value: str) -> str | None:
    """Return the newspaper that a label names; None where the value is no name.

    >>> source("央广网 字号 A+ A-"), source("http://www.example.com 直播"), source("")
    ('央广网', None, None)
    """
    name = re.split(r"[\s\u3000|｜]", value.strip(), maxsplit=1)[0].strip('“”"《》()（）[]【】')
    if (
        not name
        or NO_SOURCE.fullmatch(name)
        or len(name) > 30
        or re.search(r"https?:|www\.|^\d+$|[。！？】\]]|打印|收藏", name)
    ):
        return None
    return name


def dateline_source(text: str) -> str | None:
    """Return the newspaper that a dateline names; 本报讯 names none.

    >>> dateline_source("长春日报2月3日讯(记者 李蕴棋)"), dateline_source("本报讯")
    ('长春日报', None)
    """
    found = DATELINE.match(text)
    return found[1] if found else None
