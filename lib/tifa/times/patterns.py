"""The patterns of time expressions: how Chinese reports write dates, hours, durations and rates.

All repeats are bounded, so that a match costs the same on any text. :mod:`tifa.times` puts the
pieces together.
"""

from __future__ import annotations

import re

# Character classes and pieces -----------------------------------------------------------------

YEAR = r"(?:1[89]|20)[0-9]{2}|[一二][〇零○八九][〇零○一二三四五六七八九]{2}"
MONTH = r"1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]"
DAY = (
    r"3[01]|[12][0-9]|0?[1-9]|三十一?|二十[一二三四五六七八九]?|廿[一二三四五六七八九]?"
    r"|十[一二三四五六七八九]?|[一二三四五六七八九]"
)
HOUR = r"2[0-4]|1[0-9]|0?[0-9]|零|二十[一二三四]?|十[一二三四五六七八九]?|[一二三四五六七八九]"
JOIN = r"(?:至|到|--?|——?|―|–|－|~{1,2}|～)"

PART = (
    r"(?:凌晨|清晨|清早|早晨|早上|上午|中午|正午|午间|午后|下午|傍晚|晚上|晚间|入夜|夜间|夜里|夜晚"
    r"|深夜|午夜|连夜|一大早|一早|全天|早间|晚(?![会点报期于年辈稻饭餐辉婚])"
    r"|夜(?![以市校班色])|早(?![日期点已餐饭就发报稻市起]))"
)
"""A part of the day, which may stand between the day and the hour."""

AFTERNOON = re.compile(r"下午|午后|傍晚|晚|夜")
CLOCK = (
    rf"(?:{HOUR})(?:时(?![期间候段常而刻装尚髦差滞延]|代(?!购))(?:[0-5]?[0-9]分|半)?|点(?:钟|整|半|[0-5]?[0-9]分)?"
    r"|:[0-5][0-9](?::[0-5][0-9])?(?![0-9]))(?:许|整|多(?![名人次个万家例]))?"
)
DAY_END = r"(?:日|号(?![线楼院令文码店门机仓库井桥]))"
"""日, or 号 where it is not part of a name such as 8号线."""

A_DAY = re.compile(
    r"(?!内|之内|以内|以上|以下|游|龄|均|制|后连|为[一期]|[0-9一二两三]+[检次测轮报]|[的]?(?:集中|居家)?"
    r"(?:隔离|医学观察|健康监测|健康管理|居家监测)|核酸|无新增|新增为零|用|年化|(?:行政)?拘留|常(?:生活|工作)?|元|报[刊社])"
)
"""Behind a bare number with 日: a duration (14日内, 7日健康监测) or a word, not a day of the month."""

NO_MONTH = (
    "[龄球饼嫂季均饷薪亮光台票]|街|路|革命|花|兰|怀胎|妈咪|小学|社区|村|天(?!津)|河(?![南北])"
)
"""Behind a number with 月: no month, but a name or a word."""

CALENDAR = re.compile(
    rf"(?:(?P<y>{YEAR}) ?年(?![级版款代轻龄]|度?[级版])度? ?)?"
    rf"(?:(?P<m>{MONTH}|元)(?: ?月(?!{NO_MONTH})份? ?|(?=[、和](?:1[0-2]|[1-9])月)))?"
    rf"(?:(?P<d>{DAY})(?: ?{DAY_END}|(?=(?:[、和](?:{DAY})){{1,6}}[日号])))?"
    r"(?(d)|(?P<third>的?第一天|的?最后一天|中下旬|上中旬|上旬|中旬|下旬|初(?![一二三四五六七八九十始衷筛次诊])|底|末(?!端))?)"
)
ISO = re.compile(
    r"(?P<y>(?:19|20)[0-9]{2})([-./])(?P<m>1[0-2]|0?[1-9])\2(?P<d>3[01]|[12][0-9]|0?[1-9])(?![0-9])[T ]?"
)
SHORT_RANGE = re.compile(
    rf"(?:(?P<y>{YEAR})年)?(?:(?P<m>{MONTH})月份?)?(?P<a>{DAY}){JOIN}(?P<b>{DAY})(?P<unit>{DAY_END}|月份?)"
)
"""22—24日, 1-2月: the first number leaves its unit to the second."""
YEAR_RANGE = re.compile(rf"(?P<a>{YEAR}){JOIN}(?P<b>{YEAR})年(?:度)?")

TAIL = re.compile(
    rf"[ ]?(?:[(](?:星期|周|礼拜)[一二三四五六日天][)](?={PART}|[0-9]))?(?P<part>{PART})?(?P<more>{PART})?(?P<clock>{CLOCK})?(?:(?P<join>{JOIN})(?P<clock2>{PART}?{CLOCK}))?"
)
ZERO_TO = re.compile(rf"(?P<a>{HOUR}){JOIN}(?P<clock2>{CLOCK})")
"""0—24时 behind a day."""

SINGLE_CLOCK = re.compile(rf"{CLOCK}")
CLOCK_PARTS = re.compile(rf"({HOUR})(?:[时点:](?:([0-5]?[0-9])|(半))?)?")

AMOUNT = r"[0-9]+(?:\.[0-9]+)?|[一二两三四五六七八九十百千廿]+|半|几|数|多"
UNITS = {
    "昼夜": "D",
    "工作日": "D",
    "天": "D",
    "日": "D",
    "小时": "H",
    "钟头": "H",
    "分钟": "M",
    "刻钟": "Q",
    "秒钟": "S",
    "秒": "S",
    "周": "W",
    "星期": "W",
    "礼拜": "W",
    "个月": "M",
    "月": "M",
    "年": "Y",
    "季度": "3M",
    "世纪": "100Y",
}
DURATION = re.compile(
    rf"(?P<n>{AMOUNT})(?:{JOIN}(?P<n2>{AMOUNT}))?(?P<more>[余多来几])?(?P<half>半)?(?:个(?P<half2>半)?)?"
    r"(?P<unit>昼夜|工作日|小时|钟头|分钟|刻钟|秒钟|天(?![津然气桥河使花体网猫文赋宁台门山府平]|酒店)|星期|礼拜"
    r"|周(?![年岁边到密围期转末折恩先口围济一二三四五六日])|月(?=内|余|来|[^月]|$)|年(?![级版龄轻纪货代会度期]|如一日)"
    r"|日(?!龄|游|均|报|年化|制)|季度|世纪|秒(?![杀级速懂回]))"
    r"(?P<more2>[多余](?![名人次个万家例]))?(?P<half3>半)?(?P<nights>[一二两三四五六七八九]夜)?(?P<inside>之内|以内|内(?![蒙外防科部容地陆])|时间(?=内))?"
)
LATER = re.compile(r"(?:以|之)?(?P<way>后|前)(?![往来线沿方台勤备])")
EACH = re.compile(
    rf"每(?:隔)?(?:(?:{AMOUNT})(?:个)?)?(?:半)?(?:个)?(?:小时|分钟|天|日|周|星期|月|年|季度|昼夜|晚)"
)
RATE = re.compile(
    r"(?P<n>[0-9一二两三四五六七八九十半]+)(?P<unit>天|日|周|月|年)(?P<times>[0-9一两二三四五六七八九十]+)"
    r"(?![日号时点年月份至到个天多余早晚夜一二三四五六七八九十])(?P<what>[\u4e00-\u9fff]{1,3}(?=[^\u4e00-\u9fff]|$|制度|机制|措施|模式|要求|原则|的)|[次检测报消轮])"
)
"""一日一清洗, 三天两检: how often something is done."""
NOT_A_RATE = re.compile(r"一日三餐|三天两头|三天两夜|一天一地|一年一度|[一二三]年[一二三]班")

EPIDEMIC = re.compile(
    r"疫情(?:防控)?(?:发生|暴发|爆发|来袭|突发|出现|袭来|突袭|防控)?(?:以来|之后|以后|后(?![期续方勤])|期间"
    r"|初期|之初|伊始|之时|之际|时期|早期|前期|后期)"
)
EPIDEMIC_BEHIND = frozenset("防发暴爆来突出袭以之后期初伊时早前")
"""One of them stands behind 疫情 or 疫情防控 where these are part of a time; mostly none does."""

BEFORE_EPIDEMIC = re.compile(r"(?:自从|自)?(?:新冠肺炎|新冠病毒|新冠|本轮|此轮|本次|这次|此次)?\Z")
PERIOD = re.compile(r"[\u4e00-\u9fff“”]{2,8}\Z")

SINCE = re.compile(r"以来|起|开始(?=[,，、。;；]|\Z)|(?:之|以)后|后(?!厨)")
BEFORE = re.compile(r"(?:之|以)前|前|止|为止")
COUNTED = re.compile(
    r"(?:连续|每|[^最]近|满|隔|共|首|头|过去|[^目日此]前|历时|为期|仅用?|达|超|历经|逾|整整|长达|不到|短短|未来|不足|约)\Z"
)
"""Before a number with 日: it counts days."""

NUMBERED_DAY_BEFORE = " \n,，。;；:：、(（至到从自于在和月-—~"
NUMBERED_DAY_BEHIND = re.compile(
    rf"{PART}|[0-9零]{{1,2}}[时点]|[,，、。;；)）起前以]|[至到](?![0-9]{{3}}|[4-9][0-9]|3[2-9])|当天|那天|$"
)
"""Around a bare number with 号 that is a day of the month."""

PART_BEFORE = re.compile(rf"{PART}\Z")
SURE_CLOCK = re.compile(
    r"(?:[0-9]{1,2}|零)时(?:[0-9]{1,2}分)?[许整]?|.{1,3}点(?:钟|整|半|[0-9]{1,2}分).?|[0-9]{2}:[0-9]{2}.*|[0-9]:[0-5][05]"
)
NO_CLOCK_BEHIND = re.compile(r"的?比|稀|配|课堂|学校")
CLOCK_BEHIND = re.compile(r"[前左起至到,，]|开始")
JOINED = re.compile(JOIN)
BETWEEN_BRACKET = re.compile(rf"\([^()]{{1,8}}\)起?{JOIN}")
BETWEEN = re.compile(rf"起?{JOIN}")
CLOSING = re.compile(r"(?:期间|止|为止)")
SURNAMES = (
    "李王张刘陈杨黄赵吴周徐孙朱高林郭罗梁宋郑谢韩唐冯董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范石姚谭廖"
    "邹熊金陆郝孔崔康毛邱秦江史顾侯邵孟龙段雷钱汤尹黎易常武乔贺赖龚严楼施严华章鲁葛伍倪殷申翟詹欧殷柴柯梅庄涂岳齐聂焦俞柳甘祝包宁符舒阮纪项凌凤翁管"
)
SURNAME = re.compile(rf"(?:(?<![\u4e00-\u9fff])|[医员警生长师者事官兵士部记授])[{SURNAMES}]\Z")
"""Before the name of a festival: a person called so (李国庆)."""
HEAD = ("", "\n", "。", ",", "，", ";", "；", "、")
DAY_OF_WEEK = re.compile(rf"[,，]|(?:之|以)?前|{PART}")
"""Around the name of a weekday that means one day."""
DAY_AFTER = re.compile(
    r"[后前]的?(?:首个|第一个|第[一二三]个|最后一个)(?:工作日|交易日|周末|月|周)"
)
PUBLISHED = re.compile(r"(?:发布|刊发|发表)(?:时间|日期)[:：] ?\Z")
BEFORE_ONLY = re.compile(r"(?:之|以)?前(?=[,，。、])|止(?=[,，。、])|为止")
THIRD = re.compile(r"[年月]?(上旬|中旬|下旬|初|底|末)")
LUNAR_DAY = "初[一二三四五六七八九十]|十[一二三四五六七八九]|二十[一二三四五六七八九]?|廿[一二三四五六七八九]?|三十"
LUNAR_TO = re.compile(rf"{JOIN}(?P<month>正月|大年|腊月)?(?P<day>{LUNAR_DAY})")
HALF = {"个月": "P15D", "年": "P6M", "天": "PT12H", "日": "PT12H", "小时": "PT30M", "分钟": "PT30S"}
"""What 半 makes of a unit."""

SINCE_EVENT = re.compile(
    r"(?:自从|自|从)[\u4e00-\u9fff]{1,8}(?:发生|暴发|爆发|出现|启动|以来|开始|建立|成立)后?[至到]\Z"
)
UNTIL = re.compile(r"(?:截至到?|截止到?|截止至|(?:^|(?<=[,，。;；:：、\s]))(?:[至到]))\Z")
STARTING = re.compile(r"开始|始")
PAUSE = re.compile(r"[,，、;；]|$")
SINCE_PREFIX = re.compile(r"(?:自从|自|从|由)\Z")
HOLIDAY_SPAN = re.compile(r"(?:小?长假|假期|假日|黄金周)(?:期间)?|期间")
DATELINE = re.compile(
    r"(?:讯(?![问息])|电(?![话视子力商动报脑梯影器站网信邮台气厂源路缆量压])|消息)"
)

FOLD = (*zip("０１２３４５６７８９：（）～－／．", "0123456789:()~-/.", strict=True),)

CANDIDATE = re.compile(
    r"[0-9元一二三四五六七八九十廿〇零○两半几数多百千](?<![0-9][0-9])(?:"
    r"(?<=[0-9])[0-9]{0,7}(?:\.[0-9]{1,4}(?![0-9.]))? ?[年月日号时点天周旬小分秒个昼工余多来几半至到:\-./~—–―世季、和]"
    r"|(?<=[元])月"
    r"|(?<=[^0-9元])[一二三四五六七八九十廿〇零○两半几数多百千]{0,5}"
    r"(?:[年月日号时点天周旬小分秒昼工余来至到季世]|个(?=[半月小工星礼季世])))"
)
