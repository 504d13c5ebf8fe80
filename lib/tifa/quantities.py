"""Quantities that a report states: a number with its unit, and what they count.

Units are those of ``data/measure_units.csv``; a character that stands as one at the end of a clause,
behind a noun and a number (脐橙80筐), counts too. What is counted is the noun behind the unit (7个省份),
else the noun or verb before the number (确诊病例28例, 共排查588人), as far as the words of a dictionary
and some rules tell.

Passed over are times, ages, ordinals, ranges, formulas (“五早”, 七个到位, 1+N), names (九台区, 12345热线),
and numbers that are not determined (数百名). 余, 多 and 近 belong to the number; its value is then a bound.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from tifa import chars
from tifa.gazetteer import place_forms
from tifa.numerals import number
from tifa.times import Expression, find_times


class Quantity(NamedTuple):
    """A quantity at ``text[start:end]``: 2.36亿人次 has the value 236000000 and the unit 人次.

    ``what`` is what is counted, in the words of the text; None where its clause does not say.
    """

    start: int
    end: int
    value: float
    unit: str
    what: str | None


class Unit(NamedTuple):
    """A row of ``data/measure_units.csv``.

    ``behind`` tells which numerals it stands behind as a unit: ``1`` any, ``2`` all but 一 (一个 is mostly
    an article), ``digits`` Arabic ones only (三步, 五组 are names), ``edge`` where its clause ends.
    """

    kind: str
    behind: str


@cache
def units() -> dict[str, Unit]:
    """Return the units in the list."""
    text = (files("tifa") / "data" / "measure_units.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {row["unit"]: Unit(row["kind"], row["behind"]) for row in rows}


# Numbers with units ---------------------------------------------------------------------------

NUMERALS = "一二三四五六七八九十百千万亿两廿卅零〇"
FOLD = tuple(zip("０１２３４５６７８９（）％．，", "0123456789()%.,", strict=True))
"""Full-width signs are read as half-width ones; the length stays."""

CANDIDATE = re.compile(
    rf"[0-9{NUMERALS[:-2]}](?<![0-9{NUMERALS}][0-9{NUMERALS}])[0-9{NUMERALS},.余多几]{{0,24}}+"
    r"(?=[\u4e00-\u9fff%℃‰])"
)
"""A row of digits and numerals from its beginning on; a longer one is no number of things."""

SHAPE = re.compile(
    rf"(?P<n>(?:[0-9]{{1,3}}(?:,[0-9]{{3}})+|[0-9]+)(?:\.[0-9]+)?|(?P<han>[{NUMERALS}]+))"
    r"(?:[余多]|(?<=十)几)?(?P<big>[百千]?[万亿]{0,2})[余多]?"
)
"""1,386; 1.2万余; 两万余; 2600多; 二十三亿六千万."""

PER_CENT = re.compile(rf"百分之([0-9.]{{1,8}}|[{NUMERALS}]{{1,6}}(?:点[{NUMERALS}]{{1,4}})?)")

NAME_BEFORE = re.compile(
    r"(?:[A-Za-z.+＋/×*〔\[#№_几数每]|[0-9][:∶比]|[0-9A-Za-z][-－—–~～]|[^—][-－–~～]"
    rf"|[0-9{NUMERALS}][至到])\Z"
)
"""Before a number: part of a name (N95), of a formula, ratio or range, or of what is not determined."""

ORDINAL_BEFORE = re.compile(
    r"(?:第 ?(?:[0-9一二三四五六七八九十]{1,3}[、和至到及~—-]){0,3}|[其周初])\Z"
)
ONE_BEFORE = re.compile(
    r"[统唯单专逐之同某另任哪这那该此合划归进整漏落掉后个是为作当万前]\Z|不[得能]?少\Z"
)
"""Before 一: another word, or one that makes it no count (作为一名党员, 不漏一户)."""

ONE_BEHIND = "一不没未都也又两三四五六七八九十"
"""Behind 一 and a unit: 一户一策, 一人不漏."""

BARE = re.compile(r"[百千万亿]+")
BARE_BEFORE = re.compile(r"(?:(?<!成百)上|[近逾超达过约破满]|达到)\Z")
"""Before 百, 千 or 万 alone, which else is a figure of speech (千家万户)."""

NEAR = re.compile(r"(?<![最附临靠接邻将新])近\Z")
LOOSE_DIGITS = re.compile(r"[一二三四五六七八九两]{2}")
"""三五名, 一两个: no number."""

NOT_BEHIND = {
    "个": re.compile(
        r"(?:多|半)?(?:月|小时|星期|礼拜|工作日|季度|昼夜|世纪|钟头|年头|潜伏期)|[“\"「]"
        r"|(?:意识|自信|维护|到位|确保|务必|必须|一律|坚持|不|最|更加|从严|清零|百分百|率先|提级|全覆盖)"
    ),
    "位": re.compile(r"[于列居置数]"),
    "人": re.compile(r"[一大口行民才士群]"),
    "轮": re.compile(r"[车胎驱椅]"),
    "次": re.compile(r"[日要方元数]|生(?!活)"),
    "件": re.compile(r"套"),
    "块": re.compile(r"[0-9一二两三四五六七八九半]"),
    "点": re.compile(r"(?!建议|要求|意见|提示|希望|体会|启示|措施|做法|经验|[:：。])"),
    "类": re.compile(r"人员|人群"),
    "成": re.compile(r"(?!以|多|左右|[,。;、!?)]|$)"),
}
"""Behind a unit: what makes it part of a formula, of a time or of another word."""

WITHOUT_UNIT = frozenset("部单组班点车床头面节期场项管口票片层")
"""Units that also begin nouns which stand behind numbers without a unit (10部门, 3单元)."""

MADE_OF = "制型式版化"
"""Behind a unit: three of them make one thing (三级制, 两班制)."""

FORMULA = re.compile(r"[^”“,，。;；、\n]{0,8}”")
"""Behind a unit, where a quotation mark stands before the number: “五个一律” is a formula."""

UNLISTED = re.compile(r"[\u4e00-\u9fff](?=[,，。;；、!?)\n]|\Z)")
NO_UNITS = frozenset(
    "年月日号时点分秒周岁天夜晚级度路线楼层室院区省市县镇乡村州旗国地街社站组版期届后前上下内外中间以之的和与及或"
    "至到比合混加减余多等在为是者率左右起止来单问应尽早稳保严化法色维代校店厂馆字强位成倍名"
)
"""Characters that end a clause behind a number and are no measure words."""


class Amount(NamedTuple):
    """A number with its unit at ``text[start:end]``; ``han`` where it is written with numerals."""

    start: int
    end: int
    value: float
    unit: str
    han: bool


@cache
def _places() -> frozenset[str]:
    """Return the names of places that begin with a numeral (九台区)."""
    return frozenset(form for form in place_forms() if form[0] in NUMERALS)


def _amounts(text: str) -> Iterator[Amount]:
    for found in CANDIDATE.finditer(text):
        start, end = found.span()
        amount = _per_cent(text, start) or _amount(text, start, end)
        if amount is not None:
            yield amount


def _per_cent(text: str, start: int) -> Amount | None:
    """Return 百分之九十八 as 98 %."""
    found = PER_CENT.match(text, start) if text.startswith("百分之", start) else None
    if found is None:
        return None
    whole, _, part = found[1].partition("点")
    value = number(whole)
    if value is None:
        return None
    digits = "".join(str(int(number(digit) or 0)) for digit in part)
    return Amount(start, found.end(), float(f"{int(value)}.{digits}") if digits else value, "%", False)


def _amount(text: str, start: int, end: int) -> Amount | None:
    """Return the number in a row of digits and numerals with the unit behind it."""
    unit = _unit_at(text, end)
    if text[end - 1] in "千百" and text[start].isascii() and (wide := _unit_at(text, end - 1)):
        unit, end = wide, end - 1
    shape = SHAPE.fullmatch(text, start, end)
    if shape is None:  # a comma of the sentence stands before the number
        start = text.rfind(",", start, end) + 1 or start
        shape = SHAPE.fullmatch(text, start, end)
    if shape is None:
        return None
    han = shape["han"] is not None
    unit = unit or ("" if han else _unlisted(text, end))
    if not unit or not _is_unit(text, start, end, unit):
        return None
    if han and not _counts(text, start, end, unit):
        return None
    if NAME_BEFORE.search(text, max(0, start - 2), start):
        return None
    if ORDINAL_BEFORE.search(text, max(0, start - 12), start):
        return None
    value = number(shape["n"] + shape["big"])
    if value is None:
        return None
    if NEAR.search(text, max(0, start - 1), start):
        start -= 1
    return Amount(start, end + len(unit), value, unit, han)


def _unit_at(text: str, at: int) -> str:
    """Return the longest unit in the list that begins at a place, or nothing."""
    known = units()
    for length in (4, 3, 2, 1):
        word = text[at : at + length]
        if word in known:
            return word
    return ""


def _unlisted(text: str, at: int) -> str:
    """Return what stands as a unit at the end of a clause without being in the list."""
    found = UNLISTED.match(text, at)
    return found[0] if found and found[0] not in NO_UNITS else ""


def _is_unit(text: str, start: int, at: int, unit: str) -> bool:
    """Tell whether a unit behind a number is one, as far as what follows tells."""
    end = at + len(unit)
    if unit in WITHOUT_UNIT and len(text) > end and text[at : end + 1] in _words():
        return False
    if text[end : end + 1] in MADE_OF and end < len(text):
        return False
    if unit in NOT_BEHIND and NOT_BEHIND[unit].match(text, end):
        return False
    if text[end : end + 1] == "》":
        return False
    return not (text[start - 1 : start] in "“\"「『" and start and FORMULA.match(text, end))


def _counts(text: str, start: int, end: int, unit: str) -> bool:
    """Tell whether a number in numerals counts what follows, and is not part of a word."""
    run, behind = text[start:end], units()[unit].behind
    if behind == "digits" or run == "二" or LOOSE_DIGITS.search(run):
        return False
    after = end + len(unit)
    if run == "一" and (
        behind != "1"
        or ONE_BEFORE.search(text, max(0, start - 3), start)
        or text[after : after + 1] in (*ONE_BEHIND, unit[0])
        or text[start - (after - start) : start] == text[start:after]
    ):
        return False
    if text.startswith("一", after):  # 十户一长
        return False
    if BARE.fullmatch(run) and not BARE_BEFORE.search(text, max(0, start - 3), start):
        return False
    for length in range(after - start, 6):
        word = text[start : start + length]
        if word in _places() or (len(word) > after - start and _words().get(word) in ("i", "s")):
            return False
    return True



# Words ----------------------------------------------------------------------------------------

STOPS = """
均 已 已经 正 将要 都 也 还 又 再 才 就 便 仍 仍然 尚 只 仅 曾 共 先后 陆续 相继 全部 全都 一律 分别 同步 同时 连夜 另 另有 即 约 近 逾 超 达
彻夜 轮流 逐一 逐户 率先 主动 自发 及时 迅速 立即 随即 随后 首次 最终 当场 当天 仍在 始终 一直 可以 能够 必须 应当 无一 昼夜 一起 分批 全面 在线
正常 平稳 直接 全天 免费 首先 率先 提前 的 地 得 了 着 过 在 于 由 从 自 被 把 将 向 对 为 以 按 据 与 和 及 或 而 但 并 等 其 其中 该
本 这 那 每 各 所 后 前 中 时 比 至 到 内 外 上 下 里 不 没 无 零 是 给 让 使 用 跟 同 因 凭 随 以来 以后 之后 之前 左右 期间 等等 以及 通过 经 经过
根据 按照 因为 随着 方式 形式 均为 病情 症状 成效 往 平安 顺利 圆满 成功 全市 全省 全县 全区 全国 全州 全镇 全乡 全村 全旗 全盟 全校 全院 全系统 全城 我市 我省 我县 我区 我州
本市 本省 本县 本区 各地 各级 当地 市里 县里 省里 区里 州里 村里 镇里 市县 目前 现在 如今 日均 月均 人均 户均 平均 每户 每人 此外 并且 他 她 它
我 你 要 能 可 我们 他们 她们 大家 自己
"""
"""Words at which a noun phrase ends: adverbs, prepositions, particles, words of place and time."""

VERBS = """
入户 走村 增派 惠及 待命 冲锋 出舱 休舱 闭园 闭馆 闭店 赴鄂 开拔 上岗 到岗 筛出 摸排 日产 月产 年产 落户 返程 出征 轮班 轮岗 上门 下田 下单 闻令
报到 报告 通报 发现 组织 完成 开展 进行 实施 落实 安排 新建 改建 扩建 新设 增设 增开 加开 到货 开放 投放 出动 投入 参加 参与 携带 负责 组成 分成 分为
构成 来自 满载 覆盖 共计 合计 总计 共有 提供 储备 检出 复工 复产 投产 达产 开工 启程 恢复 停开 停运 绕行 结对 包保 包联 签订 征集 招募 报名 推送 刊发
发稿 转办 办结 列入 纳入 下拨 下达 评为 追踪 管控 封控 转运 收治 接种 排查 处置 支援 驰援 增援 援助 折合 进驻 入驻 返工 接诊 送检 送医 配送 收到 收集
设立 设置 设有 明确 部署 动员 印发 编发 增收 下发 制发 发布 公布 办理 选派 回家 通行 紧盯 聚餐 张贴 串门 排队 买菜 用药 利用 接龙 申报 核准 上线 压实
营业 松劲 核实 销号 设卡 上车 责令 持平 自带 研发 助力 降级 解封 插管 进站 收运 封路 迎客 分餐 绘制 封锁 清理 限流 换乘 表态 整理 散步 换人 查清
外销 过筛 谋划 构筑 投身 公开 漏报 载客 弘扬 转型 静默 周转 投稿 涨价 封顶 进村 干活 装船 编织 发货 备货 配药 值勤 拉动 接送 接听 驻厂 充满 调剂 调拨 调运 调配 带领 回运 装车 甩站 会师 鸣笛 净化 装箱 突围 铺路
复业 护校 挂号 进厂 等候 包片 包户 外运 配套 实行 划为 划定 就位 达到 突破 超过 占用 告急 请战 征用 腾空 关停 取消 撤销 劝返 拦查 查验 约谈 问责
"""
"""Verbs that the dictionary lacks or files otherwise."""

NOUNS = """
密接 次密接 次密 密接者 次密接者 流调 涉疫 涉外 规上 限上 方舱 重症 轻症 危重症 红码 黄码 青年 少年 中年 老年 大米 超市 商超 通道 高速 出口 邻居
加强针 网格员 信息员 联络员 采样员 流调队员 无症状 境外 行政拘留 刑事拘留 治安拘留 减税降费 线上 线下 退款 罚款 贷款 存款 捐款 善款 汇款 订单 诉求 咨询 电话 诊所 快递 外卖
防控 疫情 检测 采样 疾控 医疗 医护 观察 发热 检疫 补助 补贴 资助 重点 卡口 卡点 汇报 报道 演练 感染 预防 专班 专列 专车 包车 包机 库存 产能
负压 全员 单管 混管 一线 不明 出入口 日产能 日产量 日产值 月产量 月产能 年产值 年产量 年产能 春播 志愿 生命 公益 本地 对外 简报 专报 高一 高二 高三 初一 初二 初三 设区市 网格长 次密切 新型 新冠 新冠肺炎 新冠病毒 移动 流动 熔喷 熔喷布 占比
"""
"""Nouns, and words that modify nouns, that the dictionary lacks or files as verbs."""

ACTS = """
监测 救护 防护 消毒 护理 治疗 救治 应急 服务 工作 消杀 救援 运输 宣传 指导 督导 督查 巡查 暗访 巡逻 管理 留观 作战 保供 综合 联防 指挥 保障
生活 生产 登记 执法 教育 培训 教学 设计 研究 调解 托管 零售 出租 装卸 代办 值守 值班 执勤 直销 租赁 扶贫 帮扶 创新 攻坚 攻关 检验 检查 体检 搬运 建筑 养殖
种植 旅游 娱乐 餐饮 休息 演出 控制 分诊 筛查 会诊 采购 物流 冷链 加工 经营 销售 制造 施工 建设 建设 核查 缓冲 扩能
"""
"""Names of acts: nouns at the end of a phrase and before another noun, else verbs."""

STATES = """
新增 累计 现有 确诊 疑似 治愈 出院 死亡 隔离 集中 居家 返乡 返岗 返城 返校 入境 入院 输入 接触 密切 住院 在院 在册 在岗 滞留 复阳 务工 外来 外出
留守 下沉 参战 退役 自愿 受困 受灾 受助 困难 独居 失业 就诊 初筛 复检 到校 待检 应检 实检 应种 康复 轻型 异地 在建 在售 在营 复市 测温 违规 违法 滞销 通关 稳岗
"""
"""Verbs that stay with the noun behind them, because they say in which state it is."""

SUFFIXES = frozenset(
    "人者员队组团点区站所室房店院校厂车船机舱床证码卡单件率量数额值比费款金品药剂针液衣服罩箱包岗线路网群楼屏牌栏板书案会课票源口岸门"
    "面村社棚券柜台器仪具材料油粉水者民军警师长工商客量价"
)
"""One of them behind a verb makes it a noun: 采样点, 隔离区, 检测车."""

AMOUNTS = frozenset(
    "人数 数量 总数 总量 能力 比例 面积 金额 规模 价格 余额 人次 次数 总额 成本 强度 效率 比重 份额 人员 队伍 机构 对象 设备 设施 中心 专班 小组 团队".split()
)
"""Nouns that say too little alone: the verb before one says of what (检测能力, 接种人数, 管理人员)."""

HEADS = AMOUNTS | frozenset(
    """
    场所 企业 单位 专家组 医疗队 突击队 服务队 小分队 队员 志愿者 网点 点位 物资 车辆 病床 床位 病房 平台 热线 案件 项目 措施 仪器 用品 制品 产品 基地 市场 门店
    商户 合作社 协会 公司 工厂 车间 资料 资金 经费 党组织 组织 干部 专干 实验室 试剂 试剂盒 病例 患者 感染者 群众 居民 员工 旅客 学生 病人 人群 通道 信息
    """.split()
)
"""Nouns that make one phrase with an act or a state between them and another noun (疾病控制机构)."""

CLASSES = {
    **{"v": "v", "vn": "v", "vd": "v", "vi": "v", "vg": "v", "vq": "v"},
    **{"d": "x", "p": "x", "c": "x", "r": "x", "u": "x", "t": "x", "f": "x", "m": "m", "mq": "m"},
    "ns": "s",
}
"""The classes of words: ``v`` verb, ``e`` act, ``w`` state, ``x`` end of a phrase, ``s`` place, ``m`` number,
``i`` set phrase, ``n`` anything else; from the tags of jieba's dictionary where no list above has them."""


@cache
def _words() -> dict[str, str]:
    """Return words of two to four characters with their classes; the lists above come first.

    Names of persons are left out of jieba's dictionary: they are made of common characters.
    """
    known: dict[str, str] = {}
    with chars.package_file("jieba", "dict.txt").open(encoding="utf-8") as dictionary:
        for line in dictionary:
            word, _, tag = line.rstrip("\n").split(" ")
            if len(word) <= 4 and not tag.startswith("nr") and word[0] != "的":
                known[word] = _class(word, tag)
    for form in place_forms():
        if len(form) <= 4:
            known.setdefault(form, "s")
    lists = ((ACTS, "e"), (VERBS, "v"), (NOUNS, "n"), (STATES, "w"), (STOPS, "x"))
    for words, name in lists:
        known |= dict.fromkeys(words.split(), name)
    for word in [word for word in known if len(word) == 4]:
        if word not in NOUNS and word[:2] in known and word[2:] in known:  # 投入使用, 管理人员
            del known[word]
    return known


def _class(word: str, tag: str) -> str:
    if len(word) == 1:
        return {"v": "v", "x": "x"}.get(CLASSES.get(tag, "c"), "c")
    if tag in ("i", "l"):  # of three characters they are nouns: 出入口
        return "i" if len(word) == 4 or word[0] in NUMERALS else "n"
    return CLASSES.get(tag, "n")


LATIN = re.compile(r"[A-Za-z0-9.\-]+")
FIXED = re.compile(
    r"(?:[0-9A-Z]+|[一二三四五甲乙丙])级(?:及?以上)?|(?:规模|限额)以上"
    r"|(?:[入来返离抵在驻涉援赴滞][\u4e00-\u9fff]){1,2}(?=人员|旅客|游客|务工|车辆|经商|企业|群众|干部|专家|医|队|特派员|学生|指导员|联络员|专员)"
    r"|[\u4e00-\u9fff]{2,3}籍|[0-9]{2}后"
)
"""Words that no dictionary can list: 二级以上, 入浔人员, 援鄂医疗队, 湖北籍."""

Word = tuple[int, int, str]
"""A word at ``text[start:end]`` and its class; ``c`` is a single character of no class."""


def _word_at(text: str, at: int, stop: int) -> Word:
    """Return the word at a place: the longest in the dictionary, or one character.

    Of 专家组|成 and 专家|组成 the second is taken, where all of it is words. A verb with one of
    ``SUFFIXES`` behind it is a noun.
    """
    if fixed := FIXED.match(text, at, stop) or LATIN.match(text, at, stop):
        return at, fixed.end(), "n"
    end, name = _longest(text, at, stop)
    if name in "vwe" and end < stop and text[end] in SUFFIXES:
        after, _ = _longest(text, end, stop)
        if after == end + 1:
            return at, after, "n"
    return at, end, name


def _longest(text: str, at: int, stop: int) -> tuple[int, str]:
    known = _words()
    for length in (4, 3, 2):
        end = at + length
        if end > stop or (name := known.get(text[at:end])) is None:
            continue
        if end < stop and text[end : end + 2] not in known and (
            length > 2 or text[end] not in SUFFIXES or known.get(text[at]) == "x"
        ):
            shorter = known.get(text[at : end - 1])
            if shorter and (length > 2 or (shorter in "vx" and name not in "ew")) and text[end - 1 : end + 1] in known:
                return end - 1, shorter
        return end, name
    return at + 1, known.get(text[at], "c")


def _segmented(text: str, start: int, stop: int) -> list[Word]:
    words: list[Word] = []
    while start < stop:
        if text[start] == "(" and (close := text.find(")", start, stop)) > 0:
            words.append((start, close + 1, "n"))
            start = close + 1
            continue
        if ordinal := ORDINAL.match(text, start, stop):
            words.append((start, ordinal.end(), "x"))
        else:
            words.append(_word_at(text, start, stop))
        start = words[-1][1]
    return words


ORDINAL = re.compile(r"第[0-9一二三四五六七八九十]{1,4}(?:[剂批轮]次|[\u4e00-\u9fff])")


# What is counted ------------------------------------------------------------------------------

REACH = 24
"""What is counted stands within so many characters of the number."""

BREAK = frozenset(",，。;；:：、!！?？\n\t 　()（）“”\"《》「」『』—…/|【】[]>·")
BRACKETED = re.compile(r"(?<=[省市县区州旗镇乡村])\([^()\n]{1,8}\)")
"""县(市、区) is one word."""

SELF = frozenset({"人", "人次", "人份", "元", "%", "倍", "成", "个百分点", "百分点"})
"""Units that name what they count, or measure it: a verb may follow at once (选派9人赴鄂)."""

MEASURES = frozenset({"money", "mass", "volume", "length", "area", "share", "energy", "heat"})
EVENTS = frozenset("轮次场项回遍期")
"""Units of events, whose names may be verbs (24轮全员检测, 3次演练)."""

CHANGE = (
    "(?:增加|增长|收窄|增设|增派|减少|下降|上升|提高|提升|扩充|扩大|扩容|扩展|压缩|压减|缩短|缩减|降低|攀升|跃升|回升|回落|恢复|发展|合并|整合"
    "|加密|翻|增|减|降|升|扩|跌|涨|跳)"
)
CHANGED = re.compile(
    rf"[,，]?(?:大幅|迅速|快速|首次|已|逐步|进一步|再|又)?(?:{CHANGE}?(?:到了|到|至|为|成)|现有|现为)(?:[^,，。;；\n]{{1,6}}的)?"
)
"""Between two amounts of one thing: 37人增加到412人."""

FROM = re.compile(r"(?:由|从|自)[^由从]{0,8}\Z")
LINK = re.compile(
    rf"(?:(?:[比较][^比较]{{1,10}}(?:{CHANGE}|多出?|少|高出?|低|翻)|每[\u4e00-\u9fff]{{1,2}}"
    r"|达到?|多达|高达|长达|重达|最高达|最多时达|(?<![行作成认因])为|是|(?<![拥设没具持])有|已有|尚有|仅有|只有|共有|还有|现有|仅剩|还剩|剩余?|突破|不?超过?|高于|低于"
    r"|不少于|不低于|不高于|不?小于|不?大于|不足|不到|至少|至多|最多|逾|近|(?<!预)约|大约|接近|(?<!公)共|共计|合计|总计|累计|一共|总共|分别|各|破|满|即"
    r"|约为|约有|连续|零下|同比|环比|[总全]长|(?<=[线岸路桥堤带道管])长|都在|(?<!现)在|日均|月均|年均|人均|户均|平均|(?<![主需])要|将"
    rf"|已经?|均|仅|只|还|尚|也|都|再|又|则|就|首次|一度|最高|最低|大幅|快速|迅速|{CHANGE}(?:到|至|为|成))了?|了)\Z"
)
"""Between what is counted and the number: 达, 突破, 为, 增至, 比上周提高."""

COMPARED = re.compile(r"[比较占][\u4e00-\u9fff]{0,2}\Z")
"""Before a time that is no time of the statement: 比上周提高, 占当日新增病例的."""

DELTA = re.compile(rf"(?:同比|环比)?{CHANGE}|新增|累计")

TIMES_OF = re.compile(r"(?:约?为|是|达|相当于)[^为是达]{0,10}的\Z")
SHARE_OF = re.compile(r"(占(?!比)[^占]{2,14}?)的?\Z")


class Phrase(NamedTuple):
    """Words at ``text[start:end]``: a noun phrase, or else a verb."""

    start: int
    end: int
    noun: bool


def _clause(text: str, floor: int, at: int) -> int:
    """Return where the words before a place begin that no mark parts from it."""
    left = at
    while left > floor:
        if text[left - 1] == ")" and (group := text.rfind("(", max(floor, left - 12), left)) >= 0:
            left = group
        elif text[left - 1] in BREAK:
            break
        else:
            left -= 1
    return left


QUOTED = {"”": "“", "》": "《", "」": "「"}


def _before(text: str, bounds: tuple[int, int, int], amount: Amount) -> Phrase | None:
    """Return what the words before a number say is counted: a noun, or else a verb.

    ``bounds``: where the former amount ends, where the last time before this one ends, and where it
    begins. A time between the words and the number is passed over (治愈率目前为90%).
    """
    at = end = amount.start
    source = CHANGED.match(text, amount.end) and FROM.search(text, max(bounds[0], at - REACH), at)
    if source:
        end = source.start()
    elif amount.unit in ("%", "倍", "成"):
        left = _clause(text, max(bounds[0], at - REACH), at)
        if share := SHARE_OF.search(text, left, end):
            return Phrase(share.start(), share.end(1), False)
        if of := TIMES_OF.search(text, left, end):
            end = of.start()
        if text[end - 1] == "占" and amount.unit != "倍":
            end -= 1
    left = _clause(text, max(bounds[1] if bounds[1] < end else bounds[0], at - REACH), end)
    end = _unlinked(text, left, end)
    if end == left and left == bounds[1]:
        end = bounds[2]
        left = _clause(text, max(bounds[0], at - REACH), end)
        end = _unlinked(text, left, end)
    if end == left and (opening := QUOTED.get(text[end - 1 : end])):
        left = text.rfind(opening, max(bounds[0], end - REACH), end) + 1
        sound = left and BREAK.isdisjoint(text[left : end - 1])
        return Phrase(left, end - 1, False) if sound else None
    if text[end - 1 : end] == ")":
        end = max(left, text.rfind("(", left, end))
    phrase = _last_phrase(text, _segmented(text, left, end), amount.unit)
    if phrase and not phrase.noun and DELTA.fullmatch(text, phrase.start, end):
        end = _unlinked(text, left, phrase.start)
        phrase = _last_phrase(text, _segmented(text, left, end), amount.unit) or phrase
    if phrase and not _ends(text, amount.end) and PLACE.fullmatch(text, phrase.start, phrase.end):
        return None
    return phrase


def _unlinked(text: str, left: int, end: int) -> int:
    """Return where the words end that stand before 达, 突破, 为 and the like."""
    while end > left and (link := LINK.search(text, left, end)):
        end = link.start()
    return end


PLACE = re.compile(r"[\u4e00-\u9fff]{1,5}(?:[省市县区镇乡村州旗]|街道|社区)")


def _last_phrase(text: str, words: list[Word], unit: str) -> Phrase | None:
    """Return the noun phrase that ends a row of words, or else the verb."""
    if not words or words[-1][2] in "xmi":
        return None
    first = last = len(words) - 1
    if text[words[last][0] : words[last][1]] == "率":  # 备|肥|率
        while first > last - 2 and first and words[first - 1][1] - words[first - 1][0] == 1:
            first -= 1
        first -= first == last and last > 0
    while first and _belongs(text, words, first - 1, unit):
        first -= 1
    if first < last:
        first += _foreign(text, words, first)
    if words[first][2] == "s" and first == last:
        return None
    if words[first][2] in "sc" and PLACE.fullmatch(text, words[first][0], words[last][1]):
        return None
    return Phrase(words[first][0], words[last][1], words[last][2] not in "vw")


def _foreign(text: str, words: list[Word], first: int) -> int:
    """Return how many words at the beginning of a phrase do not belong to it after all."""
    start, end, _ = words[first]
    head = text[words[-1][0] : words[-1][1]]
    if first + 2 < len(words) and text[start : words[first + 1][1]] in TESTED:
        return 2
    held = head in AMOUNTS or head[-1] in "率量额值"
    return int((held and text[end - 1] in HOLDERS) or (first > 0 and text[start - 1] in "该本"))


TESTED = ("累计检测", "累计采样")
"""What is done, where a noun follows (累计检测|车辆)."""

HOLDERS = "院馆校店厂"
"""A house before the name of a rate: who has it (电影院|上座率)."""


def _belongs(text: str, words: list[Word], at: int, unit: str) -> bool:
    """Tell whether a word belongs to the phrase that goes on behind it."""
    start, end, name = words[at]
    following, last = words[at + 1], words[-1][2]
    if name == "w":
        return text[start:end] != "新增" or last in "vw" or _kind(unit) == "person"
    if last in "vw":
        return name in "ve" or (name == "c" and at == 0)
    if last == "e" and name == "v":
        return following is words[-1] and text[start:end] not in LIGHT
    if name == "e":
        listed = text[start - 1 : start] in ("、", "和", "及", "与")
        if last == "e" or listed or any(word[2] == "v" for word in words[:at]):
            return True
    if name in "ve":
        lone = at == 0 and end == start + 1 and following[2] == "c"  # 备|种率
        return lone or text[following[0] : following[1]] in AMOUNTS
    return name in "nc"


LIGHT = frozenset("开展 完成 进行 提供 组织 实施 接受 参加 参与 安排 落实 加强".split())
"""Verbs that say nothing beside the act behind them."""


def _behind(text: str, stop: int, amount: Amount, free: bool) -> Phrase | None:
    """Return the noun phrase behind a unit.

    ``free``: nothing before the number is counted, so that a verb behind it belongs to a noun (12名返乡人员).
    """
    at, unit, kind = amount.end, amount.unit, _kind(amount.unit)
    if text[at : at + 1] in ("“", "「"):
        close = text.find("”" if text[at] == "“" else "」", at, at + REACH)
        return Phrase(at + 1, close, True) if close > at + 1 else None
    if kind not in ("heat", "count") and unit != "次" and (skipped := SKIPPED.match(text, at)):
        at = skipped.end()
    if free and (being := BEING.match(text, at)):
        at = being.end()
    if at >= stop or text[at] in BREAK or (text[at].isdigit() and not FIXED.match(text, at)):
        return None
    _, after, name = _word_at(text, at, stop)
    if name == "w" and after < stop and _word_at(text, after, stop)[2] == "n":
        name = "n"
    if name in "vwxi":
        if not free or _holds_itself(unit):
            return None
        if relative := _relative(text, at):
            return _noun_phrase(text, relative, min(relative + REACH, len(text)), unit)
        if name in "xi":
            return None
    phrase = _noun_phrase(text, at, stop, unit)
    if phrase and kind == "share" and text[phrase.start : phrase.end] in AMOUNTS:
        return None  # 20%的比例
    if unit == "人" and text[amount.end] == "的" and phrase and text[phrase.end - 1] not in "队组团班伍":
        return None  # 120万人的采样
    return phrase


SKIPPED = re.compile("(?:以上|以下|以内)?的?")
BEING = re.compile("[为是系]")
"""3例为密切接触者."""


def _relative(text: str, at: int) -> int | None:
    """Return where the noun begins that a clause behind a unit belongs to: 12名来自湖北的|患者."""
    for place in range(at, min(at + REACH, len(text))):
        if text[place] in BREAK and text[place] != "、":
            return None
        if text[place] == "的":
            return place + 1
    return None


TAKEN = frozenset("一两三保联片户抓")
"""Behind 包: it is a verb (包一栋楼)."""

APART = ("占比", "临时", "集中", "统一", "就地", "现场")
"""Words that part a noun from what is said of it: 列车|临时停运."""


def _apart(text: str, at: int, unit: str) -> bool:
    return text.startswith(APART, at) or (_kind(unit) == "person" and text.startswith("核酸", at))


def _kind(unit: str) -> str:
    return units()[unit].kind if unit in units() else ""


def _noun_phrase(text: str, at: int, stop: int, unit: str) -> Phrase | None:
    pos = end = at
    noun, name = False, ""
    while pos < stop:
        if text[pos] in BREAK:
            group = BRACKETED.match(text, pos) if noun else None
            if group is None:
                break
            end = group.end()
            break
        _, after, name = _word_at(text, pos, stop)
        if noun and after == pos + 1 and text[pos] in SUFFIXES and text[after : after + 1] not in TAKEN:
            name = "n"  # 蔬菜|包
        if name in "xi" or (noun and name == "m") or (noun and _apart(text, pos, unit)):
            break
        if (noun and name in "vwe" and not _goes_on(text, after, stop, name, unit)):
            break
        noun = noun or name not in "vwe"
        pos = after
        if noun:
            end = after
    if not noun and (unit in EVENTS or name == "e"):
        noun, end = pos > at, pos
    return Phrase(at, end, True) if noun else None


def _ends(text: str, at: int) -> bool:
    return at >= len(text) or text[at] in BREAK


def _goes_on(text: str, at: int, stop: int, name: str, unit: str) -> bool:
    """Tell whether a verb behind a noun belongs to its phrase; ``at`` is the verb's end."""
    last = at >= stop or text[at] in BREAK
    _, end, following = (at, at, "x") if last else _word_at(text, at, stop)
    if name != "v" and text[at:end] in HEADS:
        return True
    return following == "x" and (unit in EVENTS or (name == "e" and _kind(unit) != "person"))


HOUSES = frozenset("栋幢层床")
"""Units that else are addresses (3栋2单元)."""

# Together -------------------------------------------------------------------------------------

COMPARISON = re.compile(rf"[,，](?:同比|环比|[比较][^,，。;；\n]{{1,10}}){CHANGE}了?")
"""Between an amount and by how much it has changed: 28例,比前一日增加5例."""

NEXT_TO = re.compile(r"[、,，]?(?:第[0-9一二三四五六七八九十]{1,3}[批轮次])?共?计?")
"""Between two amounts of one thing: 86批1.94万人; 6支、153人."""


def _outside(amounts: Iterator[Amount], times: Sequence[Expression]) -> list[Amount]:
    """Return the amounts that are no part of a time."""
    kept, at = [], 0
    for amount in amounts:
        while at < len(times) and times[at].end <= amount.start:
            at += 1
        if at == len(times) or times[at].start >= amount.end:
            kept.append(amount)
    return kept


def find_quantities(text: str, times: Sequence[Expression] | None = None) -> list[Quantity]:
    """Return the quantities of a text in order, none within another. Linear in the text.

    ``times`` is what :func:`tifa.times.find_times` found, if that is known already.

    >>> text = "3月12日,新增确诊病例28例,1.2万余名网格员入户,治愈率为93.4%。"
    >>> [(text[row.start : row.end], row.value, row.unit, row.what) for row in find_quantities(text)]
    [('28例', 28.0, '例', '新增确诊病例'), ('1.2万余名', 12000.0, '名', '网格员'), ('93.4%', 93.4, '%', '治愈率')]
    >>> find_quantities("落实“1+N”机制和“五早”要求,第9次会议24小时内传达,8号线停运。")
    []
    """
    times = find_times(text) if times is None else times
    for wide, narrow in FOLD:
        if wide in text:
            text = text.replace(wide, narrow)
    amounts = _outside(_amounts(text), times)
    phrases = _phrases(text, amounts, times)
    return [
        Quantity(*amount[:4], text[phrase.start : phrase.end] if phrase else None)
        for amount, phrase in zip(amounts, phrases, strict=True)
        if _stated(text, amount, phrase)
    ]


def _phrases(
    text: str, amounts: Sequence[Amount], times: Sequence[Expression]
) -> list[Phrase | None]:
    """Return for each amount what it counts."""
    found: list[Phrase | None] = []
    bounds = (0, 0, 0)
    at = 0
    for index, amount in enumerate(amounts):
        while at < len(times) and times[at].end <= amount.start:
            if not COMPARED.search(text, max(0, times[at].start - 3), times[at].start):
                bounds = (bounds[0], times[at].end, times[at].start)
            at += 1
        stop = min(
            amount.end + REACH,
            amounts[index + 1].start if index + 1 < len(amounts) else len(text),
            times[at].start if at < len(times) else len(text),
        )
        before = _before(text, bounds, amount)
        free = (before is None or not before.noun) and text[amount.start - 1 : amount.start] != "等"
        behind = _behind(text, stop, amount, free)
        floor = amount.end
        if behind and (free or not _holds_itself(amount.unit)):
            found.append(behind)
            if behind.start == amount.end:
                floor = behind.end
        else:
            found.append(before or behind)
        bounds = (floor, max(floor, bounds[1]), max(floor, bounds[2]))
        if index:
            _share(text, amounts, found, index)
    return found


def _holds_itself(unit: str) -> bool:
    return unit in SELF or _kind(unit) in MEASURES


def _share(
    text: str, amounts: Sequence[Amount], found: list[Phrase | None], index: int
) -> None:
    """Give two amounts of one thing the same name: 86批1.94万人, 由17家增至46家."""
    gap = text[amounts[index - 1].end : amounts[index].start]
    former, latter = found[index - 1], found[index]
    if CHANGED.fullmatch(gap) and amounts[index - 1].unit == amounts[index].unit:
        pass
    elif COMPARISON.fullmatch(gap) and _kind(amounts[index - 1].unit) == _kind(amounts[index].unit):
        if latter is None:
            found[index] = former
        return
    elif not NEXT_TO.fullmatch(gap) and not (former and gap == text[former.start : former.end]):
        return
    if latter is None:
        found[index] = former
    elif latter.noun and (former is None or not former.noun):
        found[index - 1] = latter


def _stated(text: str, amount: Amount, phrase: Phrase | None) -> bool:
    """Tell whether an amount is a quantity, given what it counts."""
    if amount.unit not in units():
        return phrase is not None and phrase.noun and phrase.end <= amount.start
    if amount.unit in HOUSES and (phrase is None or not phrase.noun):
        return False
    if not amount.han or amount.value > 10:
        return True
    if phrase is None or (amount.value == 1 and not phrase.noun and amount.unit not in "例名人"):
        return False
    formula = amount.unit == "个" and phrase.end <= amount.start and amount.end < len(text)
    return not (formula and _word_at(text, amount.end, amount.end + 4)[2] == "v")
