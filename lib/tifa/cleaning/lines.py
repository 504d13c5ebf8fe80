"""What kind of line this is: prose, heading, metadata or a site's furniture.

A line is judged by its own features (labels, separators, punctuation, length) here, and by its
neighbours in :mod:`tifa.cleaning.article`. Only forms that sites in general use are listed, never the
wording of one site. Source of the approach: jusText (Pomikálek 2011), length bands and context;
gne, density of punctuation.
"""

from __future__ import annotations

import datetime
import re
from functools import lru_cache

# Labels ---------------------------------------------------------------------------------------

FIELDS = {
    "time": "发布|发布于|发表于|发布时间|发布日期|发表时间|发稿时间|刊发时间|刊发日期|录入时间|时间|日期",
    "later_time": "发文日期|更新时间|更新日期|最后更新|最近更新|编辑时间|修改时间",
    "other_time": "来源时间|采集时间|添加时间|上传时间|创建时间",
    "source": "来源|本文来源|信息来源|文章来源|稿件来源|消息来源|新闻来源|内容来源|稿源|来自|转自",
    "author": "作者|记者|本报记者|文/记者|撰文|撰稿|通讯员|文",
    "editor": "编辑|责编|责任编辑|责任编缉|网络编辑|本文编辑|值班编辑|主编|执行主编|编辑人|本版编辑|本期编辑|版面编辑|新闻编辑|网站编辑|文字编辑|值班主编",
    "original": "原标题|原题",
    "none": (
        "审核|审核人|校对|监制|终审|签发|供稿|摄影|视频|字体|字号|字体大小|浏览|浏览次数|浏览量|阅读|阅读量|"
        "阅读次数|点击|点击数|点击量|点击率|访问量|访问次数|人气|评论|打印|分享|分享到|分享至|收藏|标签|关键词|"
        "关键字|主题词|摘要|内容摘要|导读|核心提示|提要|索引号|发文机关|发文单位|发布机构|发布单位|信息分类|主题分类|"
        "文号|发文字号|成文日期|生成日期|公开日期|有效性|名称|信息名称|公开方式|体裁|栏目|所属栏目|分类|"
        "打印日期|本文地址|本文链接|文章链接|原文链接|链接地址"
    ),
}
"""Labels of a page's own lines. Longer forms are tried first."""

LABEL_OF = {name: field for field, names in FIELDS.items() for name in names.split("|")}
_NAMES = "|".join(sorted(map(re.escape, LABEL_OF), key=len, reverse=True))

_LONG_NAMES = "|".join(sorted((n for n in LABEL_OF if len(n) >= 4), key=len, reverse=True))

LABEL = re.compile(
    rf"(?:(?<![\u4e00-\u9fff])({_NAMES})|({_LONG_NAMES}))(?:于|为|是)?\s{{0,4}}[:：丨∣]"
)
"""A label with its colon; short ones not inside a word. Group 1 or 2 is its name."""

SIGN = re.compile("[:：丨∣]")
"""Without one of them there is no label."""

BARE_LABEL = re.compile(
    r"(?<![\u4e00-\u9fff])(记者|作者|编辑|责编|责任编辑|通讯员|来源)()(?=[ \u3000])"
)
"""Labels that also stand without a colon in a metadata line."""

BARE_SPACE = re.compile("[ \\u3000]")

DATE = re.compile(
    r"(?<![\d.])((?:19|20)\d\d)\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?!\d)\s?[日号]?"
    r"(?:[T\s]{0,4}(\d{1,2})[:：](\d{2})(?:[:：](\d{2}))?(?!\d))?"
)
"""A full date, with or without the time of day."""


def iso_date(found: re.Match[str]) -> str | None:
    """Return a match of :data:`DATE` in ISO 8601, as precise as it is.

    >>> iso_date(DATE.search("2020年2月3日 11:01"))
    '2020-02-03T11:01'
    """
    year, month, day, hour, minute, second = found.groups()
    try:
        date = datetime.date(int(year), int(month), int(day)).isoformat()
    except ValueError:  # 30 February
        return None
    if hour is None or int(hour) > 23 or int(minute) > 59:
        return date
    return f"{date}T{int(hour):02d}:{minute}" + (f":{second}" if second else "")


# Furniture ------------------------------------------------------------------------------------

SPACE = r"[ \t\u00a0\u3000]"
LEAD = r"^[\s\u3000>»›＞•·●■◆★※▲【\[(（〖『「\-—*#]{0,6}"

TAIL_HEADING = re.compile(
    LEAD + r"(?:(?:更多)?(?:相关|热门|热点|推荐|精彩|最新|今日|本周|阅读|点击|浏览|新闻)"
    r"(?:的)?(?:文章|新闻|阅读|链接|信息|报道|资讯|内容|推荐|专题|稿件|导读|附件|视频|图片|排行榜?|评论|话题|头条|热点)"
    r"|(?:点击|新闻|热点|阅读|热门|人气|周|月|日)?排行榜?|延伸阅读|往期(?:回顾|推荐|文章)|猜你喜欢|为您推荐|为你推荐"
    r"|网友留言|读者留言|留言板|我要留言|发表留言|大家都在看|编辑推荐|更多.{0,6}(?:文章|新闻|内容|精彩|>>)|友情链接|网友评论|发表评论|最新评论|全部评论|我要评论|我来说两句"
    r"|评论区|网友跟帖|用户评论|(?:附件|文件|相关)下载|关联(?:文件|阅读|稿件)|跟贴|参与|热评论?|(?:沙发|板凳|地板|\d{1,4}[#楼])(?=$|\s)|阅读下一篇|上一(?:篇|条|页)|下一(?:篇|条|页)|前一篇|后一篇|相关文档)"
    rf"(?:{SPACE}|[:：>»\]】〗』」)）]|$)"
)
"""Headings of what follows an article on its page."""

TAIL_LEGAL = re.compile(
    LEAD + r"(?:(?:版权|免责|法律|郑重|特别|转载|本网|本站|网站|侵权)[^。，,；;]{0,20}"
    r"(?:声明|申明|说明|所有|须知)|凡(?:本网|本站|本报|注明|注有|标注|来源|转载|.{0,6}注(?:明|有))|声明[:：]"
    r"|本(?:网|站)(?:站)?(?:部分|所有|内容|转载|刊载|刊登|发布|登载|其他|其它|所载|注明|未注明|凡|系|为|不|仅|已)"
    r"|(?:以上|本文|文章|所有|网站|该文)(?:内容|观点|评论|文章|稿件|信息|作品|言论|资料)?(?:仅|均?来(?:源|自)于?|均为|均系|为.{0,6}转载)"
    r"|如(?:有|涉及|因|果).{0,20}(?:侵权|版权|著作权)|未经.{0,14}(?:许可|授权|允许|同意))"
)
"""The openings of copyright notes and disclaimers."""

LEGAL_REACH = 32
"""The words of a legal note begin within so many characters."""

LEGAL_MARK = re.compile(
    r".{0,24}(?:版权(?:与|及|和|或|所有)|不代表本(?:站|网)|与本(?:站|网)无关|版权归.{2,20}所有)"
)
"""What gives a legal note away further on in its first words."""

SITE_LINE = re.compile(
    LEAD
    + r"(?:(?:主办|承办|协办|主管|制作|技术支持|技术维护|建设维护|运行维护|网站标识码|网站热线|新闻热线|服务热线|投稿"
    r"|投稿邮箱|广告热线|广告服务|联系我们|联系电话|联系方式|关于我们|关于本站|网站地图|网站声明|设为首页|加入收藏|站点地图"
    r"|隐私|举报|违法|不良信息|地址|邮编|邮箱|电子邮箱|热线|电话|传真|客服|值班电话|友情链接|建议使用|最佳浏览|推荐使用"
    r"|用户名|昵称|密码|验证码|登录|注册|匿名|微信号|爆料|报料|新闻线索|监督电话|举报电话)(?:单位|电话|邮箱|热线)?(?:\s?[:：]|$|[ \u3000|｜/·\-—]|和|我们|发表)"
    r")"
)
"""Lines about the site: who runs it, how to reach it, its forms."""

REGISTERED = re.compile(
    r"ICP备|公网安备|ICP证|网安备|备案号|网站标识码|[Cc]opyright|COPYRIGHT|©|All [Rr]ights|互联网新闻信息服务许可"
    r"|信息网络传播视听|增值电信|广播电视节目制作"
)
"""The registrations of a site."""


def is_legal(line: str) -> bool:
    """Tell whether a line opens a copyright note or a disclaimer.

    >>> is_legal("网站内容来源于网络,其真实性与本站无关"), is_legal("声明疫情已经结束。")
    (True, False)
    """
    if TAIL_LEGAL.match(line):
        return True
    head = line[:LEGAL_REACH]
    if "版权" in head or "不代表本" in head or "无关" in head:
        return LEGAL_MARK.match(line) is not None
    return False


CONTACT = re.compile(
    LEAD + r"[\u4e00-\u9fff]{0,6}(?:热线|电话|地址|邮编|邮箱|传真|客服)(?:电话)?\s?[:：]"
)
"""How to reach somebody: the site, or whom the article names."""


def is_site_line(line: str) -> bool:
    """Tell whether a line is about the site itself.

    >>> is_site_line("主办:大庆市人民政府"), is_site_line("蒙ICP备11000000号-1")
    (True, True)
    """
    return bool(SITE_LINE.match(line)) or bool(REGISTERED.search(line[:80]))


WIDGET = re.compile(
    LEAD
    + r"(?:打开APP|收录于|本帖最后由|返回列表|电梯直达|只看该作者|只看楼主|用?微信扫|视频加载|使用道具|加入好友|请继续往下|扫一扫|扫码"
    r"|扫描|长按|识别二维码|返回(?:首页|顶部|列表|上页|目录)|回到顶部|无障碍|长者版|适老|分享[到至](?:微信|好友|朋友圈|微博|QQ|新浪)|我要纠错|复制链接|全文复制|语音播报|版面导航"
    r"|标题导航|第[A-Z]?\d{1,3}版|\[?\d+\]?(?:\s\[?\d+\]?)*\s下一页|点击(?:图片|查看|阅读|展开|加载|进入|播放|下载|关注|收听|上方|下方"
    r"|蓝字)|展开(?:全文|更多|剩余)|查看(?:全文|更多|原文|评论)|阅读(?:全文|原文|更多)|加载(?:更多|中)"
    r"|下载[^，。,.]{0,12}(?:客户端|APP)|关注[^，。,.]{0,14}(?:公众号|微信|微博|视频号)"
    r"|(?:放大|缩小|默认|广告|推广|赞助商|收起|打印|关闭|收藏|点赞|分享|转发|订阅|关注|举报|纠错|评论|字[号体级]|大\s?中\s?小|小\s?中\s?大"
    r"|下载|朗读|收听|听新闻|繁体|简体|图集|视频|图片|原图|大图|高清|责任编辑|正文|首页|来源|上一版|下一版|登录|注册)"
    r"(?:本?页|此页|本文|窗口|到|至|给好友|好友|按钮)?(?=[\s\u3000【】\[\]()（）|｜/+:：\d]|$))"
)
"""Buttons and notices that stand around and between paragraphs."""

WIDGET_TALK = re.compile(r"客户端|公众号|二维码|视频号|朋友圈|APP|一键|更多精彩")
"""Words that make a widget of a line which carries a comma."""

CRUMBS = re.compile(rf"{SPACE}*(?:>|＞|»|›|→|>>|&gt;|::){SPACE}*")
ARROW = re.compile("[>＞»›→;:]")
HERE = re.compile(
    LEAD
    + r"(?:您?(?:当前|现在|目前)?(?:的|所在)*位置(?:是|为)?|当前(?:位置|页面|栏目)|您现在|你现在|首页|网站首页|主页)"
    rf"(?:在)?{SPACE}*(?:[:：]|>|＞|»|›|$)"
)
HOME = frozenset({"首页", "网站首页", "主页", "返回首页", "本网", "本站", "网站"})
URL = re.compile(r"(?:https?://|www\.)[\w./?=&%#:-]{4,}", re.ASCII)

STOPS = "。！？；!?;"
PROSE_END = re.compile(r"[。！？；…!?;][”’」』）)\]】》]{0,3}$")
COMMA = re.compile("[，,、]")

SPAM = re.compile(
    "娱乐城|娱乐平台|百家乐|老虎机|六合彩|时时彩|博彩|彩票|彩金|赌场|斗地主|棋牌|开户|挂牌|特码|投注|葡京|"
    "美女|激情|成人|直播间|在线观看|无码|约会|免费视频|特惠|促销|大促|折起|抢购|包邮|代开|贷款"
)
"""Words of gambling, pornography and shop advertisements around mirrored articles."""

LOOSE = re.compile("[ \u3000\\d]")
"""Spam is strung together with blanks and numbers."""

SHORT = 120
"""Lines up to this length are looked at closely; furniture is rarely longer but for legal notes."""


def is_prose(line: str) -> bool:
    """Tell whether a line reads as sentences.

    >>> is_prose("疫情就是命令,防控就是责任。"), is_prose("大救治"), is_prose("首页 > 新闻")
    (True, False, False)
    """
    if PROSE_END.search(line[-5:]):
        return len(line) >= 6
    return (len(line) >= 25 and any(stop in line for stop in STOPS)) or (
        len(line) >= 30 and len(COMMA.findall(line)) >= 1
    )


def is_breadcrumb(line: str) -> bool:
    """Tell whether a line is the way from the home page to the article.

    >>> is_breadcrumb("中国西藏网 > 即时新闻 > 民生"), is_breadcrumb("成功率>90%")
    (True, False)
    """
    if len(line) > SHORT:
        return False
    if HERE.match(line):
        return True
    if ARROW.search(line) is None or CRUMBS.search(line) is None or re.search(r"[>＞]\s*\d", line):
        return False
    return all(len(part) <= 14 and not PROSE_END.search(part) for part in crumbs(line)[:-1])


def crumbs(line: str) -> list[str]:
    """Return the parts of a breadcrumb, without the words that introduce it.

    >>> crumbs("您的位置:首页 > > 从四个要点看吉林省")
    ['首页', '从四个要点看吉林省']
    """
    line = re.sub(LEAD + r"[^:：>＞]{0,10}位置(?:是|为)?\s*[:：]", "", line)
    return [part for part in map(str.strip, CRUMBS.split(line)) if part]


def is_navigation(line: str) -> bool:
    """Tell whether a line is a row of links: many short words and no sentence.

    >>> is_navigation("新闻 时政 民生 图片 视频"), is_navigation("登录 | 注册 | 收藏本站")
    (True, True)
    >>> is_navigation("严格落实分级管控措施 全力阻断疫情传播渠道")
    False
    """
    if len(line) <= 20 and not re.search("[\u4e00-\u9fff]", line):
        return True  # share buttons, counters, players
    if len(line) > 3 * SHORT or any(stop in line for stop in "。；！？，,“"):
        return False
    if re.search("记者|通讯员", line):
        return False
    parts = [part for part in re.split(r"[ \t\u00a0\u3000|｜]+", line) if part.strip("-—·/")]
    bars = line.count("|") + line.count("｜")
    if len(parts) >= 2 and bars >= len(parts) - 1 and max(map(len, parts)) <= 10:
        return True
    return len(parts) >= 4 and sum(map(len, parts)) / len(parts) <= 9 and max(map(len, parts)) <= 16


def is_furniture(line: str) -> bool:
    """Tell whether a line is of a kind that no newspaper prints, wherever it stands.

    >>> is_furniture("【打印本页】【关闭窗口】"), is_furniture("扫一扫在手机打开当前页")
    (True, True)
    >>> is_furniture("扫码、测温、登记,一个都不能少。")
    False
    """
    if len(line) > SHORT:
        return False
    if WIDGET.match(line) and (not is_prose(line) or WIDGET_TALK.search(line)):
        return not re.search(r"[。！？]", line) or (
            len(line) < 40 and bool(WIDGET_TALK.search(line))
        )
    if PROSE_END.search(line[-5:]):
        return False
    if is_site_line(line) or ("." in line and URL.search(line) and not is_prose(line)):
        return True
    return LOOSE.search(line) is not None and _is_spam(line)


def _is_spam(line: str) -> bool:
    """Tell whether a line strings spam words together, or has one beside blanks or a number."""
    hits = len(SPAM.findall(line))
    return hits >= 2 or (
        hits == 1 and re.search(r"\S[ \u3000]\S|\d{6,}|\d-\d{6,}", line) is not None
    )


def ends_article(line: str) -> bool:
    """Tell whether a line opens what follows an article: related news, comments, legal notes.

    >>> ends_article("相关新闻"), ends_article("免责声明:本站部分内容转载自其他媒体")
    (True, True)
    >>> ends_article("相关部门要加强监管。")
    False
    """
    if is_legal(line):
        return True
    return len(line) <= SHORT and (bool(TAIL_HEADING.match(line)) or is_site_line(line))


SPACED = re.compile("(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff](?: [\u4e00-\u9fff])?\\s?[:：])")


def tight(line: str) -> str:
    """Return a line with its spaced-out labels closed up (索 引 号: is 索引号:).

    >>> tight("文 号:无 关 键 词:总结")
    '文号:无 关键词:总结'
    """
    return SPACED.sub("", line) if " " in line else line


@lru_cache(256)  # a line is asked about for each of the fields
def labels(line: str) -> tuple[tuple[str, str], ...]:
    """Return the labelled values of a metadata line as (field, value); values may be empty.

    >>> labels("2020-02-03 11:01 | 来源:长春日报 | 编辑:田东艳")
    (('source', '长春日报'), ('editor', '田东艳'))
    """
    line = tight(line)
    found = list(LABEL.finditer(line)) if SIGN.search(line) else []
    found += BARE_LABEL.finditer(line) if BARE_SPACE.search(line) else ()
    found.sort(key=lambda match: match.start())
    values = []
    for match, after in zip(found, [*found[1:], None], strict=False):
        value = line[match.end() : after.start() if after else len(line)]
        name = match[1] or match[2]
        values.append((LABEL_OF[name], value.strip(" \t\u00a0\u3000|｜()（）[]【】/、,，")))
    return tuple(values)


HAN = re.compile("[\u4e00-\u9fff]")
MAX_BESIDE_DATE = 9
"""A bare date line has at most so many Han characters behind the date (星期五, 字号 大 中 小)."""

YEAR = re.compile("(?:19|20)\\d\\d")

BYLINE_ALONE = re.compile(
    r"^[□■◎○●\s]{0,3}[\u4e00-\u9fff]{0,8}(?:记者|通讯员)[\s\u3000:：/]+"
    r"[\u4e00-\u9fff]{1,5}(?:[\s\u3000、/]+[\u4e00-\u9fff]{1,5}){0,11}$"
)
"""A line that names reporters and nothing else."""


def is_metadata(line: str) -> bool:
    """Tell whether a line states facts about the article: source, time, author, editor.

    >>> is_metadata("缪友银 发布时间:2020-05-13 09:39:00来源: 吉林日报")
    True
    >>> is_metadata("会议时间:各地自定。请广大市民相互转告,不要聚集。")
    False
    """
    if len(line) > SHORT or re.search("[。！？]", line.rstrip("。")):
        return False
    if line[-1:] in "。；;":
        return False
    if BYLINE_ALONE.match(line):
        return True
    core = tight(line.strip(" \t\u3000\u00a0()（）[]【】〔〕|＞>"))
    label = LABEL.search(core) if SIGN.search(core) else None
    if label is None:
        date = DATE.search(core) if YEAR.search(core) else None
        if date is None:
            return False
        beside = re.split("[|｜]", core[date.end() :], maxsplit=1)[0]
        if len(HAN.findall(beside)) > MAX_BESIDE_DATE:
            return False
        return len(core[: date.start()]) <= 12 and not COMMA.search(core[: date.start()])
    before = DATE.sub("", core[: label.start()]).strip(" \t\u3000\u00a0|｜·—-")
    if len(before) > 8 or COMMA.search(before):
        return False
    if LABEL_OF[label[1] or label[2]] == "none":
        return True
    # 文: and 时间: also begin sentences; a value of the right kind must follow.
    return len(core) - label.end() <= 60 or len(LABEL.findall(core)) >= 2
