"""Amounts that promise nothing: subsidies, fines, scores, extents, and numbers that belong to a name."""

import re
from decimal import Decimal

from zhiheng.policy import lexis
from zhiheng.policy.amounts import Amount
from zhiheng.policy.setting import Setting, State
from zhiheng.policy.wording import (
    ACHIEVE,
    ASKED_FOR,
    CHANGE_WITH_WORD,
    DAYS_NAME,
    FROM_BASE,
    MONEY_NAME,
    RATE_NAME,
    SERVED_WITHIN,
    SERVICE,
    TIME_NAME,
    cut_word,
    share_opens,
    share_promised,
)

_AT_MOST_END = re.compile(rf"(?:{lexis.AT_MOST})$")
_BASE_LINK = re.compile(
    r"(?:左右|以上|以下)?(?:[^,。;、]{0,6})?(?:(?:提高|提升|增加|增长|扩大|上升|下降|降低|减少|压缩|缩短|压减|增|升|降|拓展|发展|扩容|调整)?(?:到|至)|[增升降减缩压]为)(?:\d{2,4}年(?:底|末)?[之的]?)?"
)
_LOOSENED = re.compile(r"(?:原则上|一般|总体上?|力争|努力|基本|均|都|各|应当?|须|要|应该|必须|分别)+$")
# 服务业增加值年均增长9%,2016年超过700亿元: the second number is said of the same indicator.
SAME_AGAIN = re.compile(
    r"(?:(?:其中|并|且|到|至|预计|力争|努力|也|同比|总量|总额|总数|规模|[一二三四五六七八九十两]年|(?:19|20)\d\d年(?:底|末)?|五年|累计|年底|合计|共计|首次|率先|分别|均)*[和,、]?)"
)
_RATE_JUDGED = re.compile(
    rf"率(?:(?:较|比)[^,]{{0,8}})?(?:{lexis.AT_LEAST}|{lexis.MORE_THAN}|{lexis.AT_MOST}|{lexis.LESS_THAN}|{lexis.FALL}|{lexis.RISE})$"
)
_OF_THAT_SIZE = re.compile(
    r"[^,;。、]{0,10}?(?:企业|项目|装置|机组|锅炉|车辆|船舶|园区|矿山|煤矿|电厂|用户|建筑|水库|桥梁|生产线|养殖场|渔船|货车|电站)"
)
_SET_ASIDE = re.compile(r"安排[^,;。\d]{0,16}(?:资金|经费|预算)|专项(?:资金|经费)(?![^,;。\d]{0,6}投入)[^,;。\d]{0,8}$")
_SHARE_OF_THEM = re.compile(r"(?:以上|左右)?的?[\u4e00-\u9fff][\u4e00-\u9fff“”\"]{1,40}[和及与、]$")
_SCORE_NAME = re.compile(r"满意度|指数|[得评总均]分|分值|成绩|测评|考核|评价")
_REACHES = re.compile(r"(?:扩大|扩展|拓展|推广|覆盖)(?:到|至)")
_SATISFACTION = re.compile(r"(?:满意度|指数|测评|得分|评分|成绩)[^。]*$")
# 奖补资金用于设施农业的占比达到55%: how much of the money goes where is promised, and nothing is given.
_SHARE_OF_FUNDS = re.compile(
    rf"[^,;。\d]{{0,10}}用于[^,;。\d]{{1,24}}(?:比重|占比|比例)(?:力争|争取|原则上|总体|均|要|应|须)*"
    rf"(?:{lexis.AT_LEAST}|{lexis.MORE_THAN}|{lexis.AT_MOST}|{lexis.LESS_THAN})"
)
_FUNDS = re.compile(r"(?:的)?[^,;。\d]{0,8}(?:资金|经费|预算)")
_ENLARGES = re.compile(
    r"新增|新建|扩大|扩建|改扩|建成|建设|完成|改造|整治|治理|修复|绿化|造林|种植|开工|竣工|力争|争取|确保"
)
_EXTENT = re.compile(r"(?:规划|用地|占地|建筑|核心区|总)*(?:面积|全长|总长|占地)(?:约|为)$")
_MADE_OF = re.compile(r"(?:其中)?(?:包括|包含|含)")
_DIMENSION = re.compile(r"(?:直径|口径|管径|孔径|跨径|跨度|轴距|焦距|波长|幅宽|轨距|量程|射程|航程)")
# 发布四大类94条工作要点: how many points the paper itself has.
_SAYS_HOW_MANY = re.compile(r"(?:发布|提出|明确|部署|印发|公布|确定|分为|细化)[^,。;\d]{0,16}$")
_MEASURES = re.compile(
    r"[“\"]?(?:具体|重点|主要|改革|工作|政策|年度|创新|硬)*(?:要点|措施|举措|任务|政策|事项|条款|意见|实事)"
)
_AS_A_GOAL = re.compile(r"的[\u4e00-\u9fff]{0,4}(?:目标|任务|要求|进度|预期|承诺)")
_SO_MANY_HUNDRED = re.compile(r"[一二三四五六七八九十两几]个$")  # 六个100%
_DEPOSIT = re.compile(r"保证金|质保金|定金|滞纳|违约|预付款|利息")
_PAID_FOR = re.compile(r",(?:再|分别|一次性|按)?(?:给予|奖励|补助|补贴|最高)")  # 每引进1个团队,给予…
_EACH_AT_MOST = re.compile(r"每(?:人|项|份|家|户|篇|个?单位|个?部门|家企业|人次|件)(?:限报|不超过|不得超过|最多)")
_OWN_COUNT = re.compile(
    r"^(?:大|个方面|个环节|个阶段|个层面|个维度|个层次|项原则|个字|项制度(?:$|[,、])|种情形|个重点(?:领域|方面|环节)|大类)"
)


def is_nothing(
    text: str,
    amount: Amount,
    left: str,
    right: str,
    word: re.Match[str] | None,
    setting: Setting,
    state: State,
    floor: int,
    *,
    raised: bool,
) -> bool:
    """Subsidies, fines, points of a score, weights, frequencies, thresholds of statutes."""
    if word is None and _part_of_sum(text, amount):
        return True
    unit = amount.unit
    phrase = text[floor : amount.end] + right[: _bracket_behind(right)]
    judged = unit in lexis.PERCENT and not state.giving and _rate_is_judged(cut_word(left, word), word, phrase)
    judged = judged or (
        word is not None
        and word[0].endswith("的")
        and lexis.GIVING.search(phrase) is None
        and _DEPOSIT.search(phrase) is None
    )
    if lexis.SUBSIDY.search(phrase) and not judged:
        return not (
            _time_of_service(unit, left, right)
            or rate_of_services(phrase)
            or _sponsored(unit, left, text[floor : amount.start], word)
        )
    if re.match(r"[对凡按]", phrase) and word is None and lexis.SUBSIDY.search(_rest_of_sentence(text, amount.end)):
        return True
    earned = word is not None and MONEY_NAME.search(left[-14:]) is not None and not re.match(r"[对按每凡]", phrase)
    same_again = state.accepted and word is not None and SAME_AGAIN.fullmatch(cut_word(left, word)) is not None
    goes_on = same_again and MONEY_NAME.search(text, max(0, floor - 40), floor) is not None
    if (
        state.subsidy
        and not (earned or (goes_on and not state.giving))
        and not judged
        and (
            unit in (*lexis.MONEY_UNITS, *lexis.PERCENT)
            or re.match(r"[对按]|每(?!年)|每年(?:[给补奖按最不])|最高|给予|不超过|单", phrase)
        )
    ):
        return True
    if unit in lexis.MONEY_UNITS and not (goes_on or raised) and not MONEY_NAME.search(left + right[:24]):
        return True
    if unit == "分" and not (_SCORE_NAME.search(left) or _SATISFACTION.search(text[max(0, floor - 40) : floor])):
        return True
    if unit == "分" and re.search(r"扣|加|计|满分|得\d?$", left[-4:]):
        return True
    if right.startswith(("的比例给予", "的标准")) or (
        word is None and not _AS_A_GOAL.match(right) and re.search(r"按(?:照)?[^,期时]{0,12}$", left)
    ):
        return True
    if _SAYS_HOW_MANY.search(left) and _MEASURES.match(right):
        return True
    if word is None and _PAID_FOR.match(text, amount.end + len(right)):
        return True
    if _EACH_AT_MOST.match(text, floor) or left.endswith(("一式", "限报", "限额")):
        return True
    if (right.startswith("级") and unit in lexis.MEASURE_UNITS) or _SO_MANY_HUNDRED.search(left):
        return True
    if right.endswith("的") and text[amount.end + len(right) : amount.end + len(right) + 1] == ",":
        return True  # 超过3次未整改的,…
    if (left.endswith("等") and not ACHIEVE.search(left + right)) or left.endswith(
        ("前", "超额", "第", "排名", "位居", "名列", "居")
    ):
        return True
    if _OWN_COUNT.match(text[amount.end - len(unit) : amount.end + 6]) and word is None:
        return True
    if unit == "次" and re.search(r"每(?:半?年|季度|月|周|季|两年|\d年)", left) and word is None:
        return not re.search(r"举办|开展|组织|参与|参加", left)
    if amount.value == 0 or "扣" in left[-5:]:
        return True
    if word is None and unit in lexis.MEASURE_UNITS and _DIMENSION.match(right):
        return True
    if unit in lexis.MONEY_UNITS and _SET_ASIDE.search(cut_word(left, word)):
        return True
    if unit in lexis.MONEY_UNITS and left.endswith("安排") and _FUNDS.match(right):
        return True
    if word is not None and word[0] in ("约", "为") and not setting.goals and _describes_extent(left, text[floor:]):
        return True
    if setting.statute and not setting.goals:
        name = _LOOSENED.sub("", cut_word(left, word))
        return word is None or not RATE_NAME.search(name) or unit not in lexis.PERCENT
    if unit == "岁" and word is None and amount.is_range:
        return True
    if (
        unit in ("年", "个月", "月", "日", "天")
        and not raised
        and not TIME_NAME.search(left)
        and not DAYS_NAME.search(cut_word(left, word))
        and not _AT_MOST_END.search(left[-8:])
    ):
        return not (SERVICE.search(right) and re.match(r"(?:以|之)?内", right) and unit in ("日", "天"))
    if text[amount.start - 1 : amount.start] == "(" and right == "" and word is None and amount.end < len(text):
        return text[amount.end] == ")"
    return word is None and re.search(r"每(?:个|家|人|户|亩|吨|名|项|次|县|村|镇|年度|批)?$", left) is not None


def _describes_extent(left: str, phrase: str) -> bool:
    """总规划面积约60.61平方公里 says how large a place is, unless a verb promises it."""
    found = _EXTENT.search(left)
    return found is not None and _ENLARGES.search(phrase[: max(0, len(left) - len(found[0]))]) is None


def _part_of_sum(text: str, amount: Amount) -> bool:
    """125个村庄(包括63个补助村、62个…): the bracket says what the number before it is made of."""
    opening = text.rfind("(", max(0, amount.start - 60), amount.start)
    return opening >= 0 and ")" not in text[opening : amount.start] and _MADE_OF.match(text, opening + 1) is not None


def _bracket_behind(right: str) -> int:
    """整治125个村庄(包括63个补助村): what a bracket adds is not said of the number before it."""
    at = right.find("(")
    return at if at >= 0 else len(right)


def _time_of_service(unit: str, left: str, right: str) -> bool:
    """补贴申请自受理之日起7个工作日内答复: the time that an answer takes, whatever is asked for."""
    return unit in lexis.TIME_UNITS and ASKED_FOR.search(left) is not None and SERVED_WITHIN.match(right) is not None


def _rate_is_judged(name: str, word: re.Match[str] | None, phrase: str) -> bool:
    """小微担保占比达到75%, 平均费率原则上不超过1.2%: a rate in a paper about money, where nothing is given."""
    if lexis.GIVING.search(phrase) is not None:
        return False
    if word is None:
        return CHANGE_WITH_WORD.search(name) is not None
    plain = _LOOSENED.sub("", name)
    return re.search(r"(?:率|占比|比例|比重|费用|支出|负担)$", plain) is not None


def _rest_of_sentence(text: str, start: int) -> str:
    stop = text.find("。", start)
    return text[start : min(stop if stop >= 0 else len(text), start + 60)]


def _sponsored(unit: str, left: str, before: str, word: re.Match[str] | None) -> bool:
    """每年资助100个项目: what is sponsored is counted, and nothing is paid for each."""
    if unit not in lexis.COUNT_UNITS or re.match(r"[对按凡]", before):
        return False
    rest = lexis.SUBSIDY.sub("", cut_word(left, word))
    return re.search(r"(?:资助|补助|扶持|奖励|担保|授信|减免|收取)", before) is not None and not re.search(
        r"每$|给予|最高|不超过|对每|每(?:家|个|人|户|名|项)", rest
    )


def rate_of_services(phrase: str) -> bool:
    """收缴率, 支付率, 覆盖率: the word of a subsidy inside the name of a rate."""
    found = lexis.SUBSIDY.search(phrase)
    if found is None:
        return False
    rest = phrase[found.end() :]
    if _SHARE_OF_FUNDS.match(rest):
        return True
    return (
        re.match(
            r"[^,;。\d]{0,24}(?:率|度|比例|比重|面|规模|余额|总额|[放投交保]额|人数|户数)(?:均|分别)?(?:达|提|保持|稳定|超|不[低高]于|不少于|不超|实现|\d|突破|增|[由从]\d|降|压|减|下降|控制)",
            rest,
        )
        is not None
    )


def is_threshold(
    text: str,
    amount: Amount,
    following: Amount,
    finish: int,
    left: str,
    word: re.Match[str] | None,
    after: re.Match[str] | None,
) -> bool:
    """A number inside the name of what a later number of the phrase counts."""
    if following.start >= finish:
        return False
    between = text[amount.end : following.start]
    if "(" in between or ")" in between:
        return False
    if amount.unit in ("人", "户", "名", "辆", "个", "件") and _per_so_many(amount, between):
        return True
    if amount.unit in lexis.PERCENT and share_opens(left) and following.unit in lexis.TIME_UNITS:
        return False  # 97%以上的适龄儿童接受3年学前教育
    if word is None and after is None and _size_of_counted(amount, following, between):
        return True
    if _next_of_list(amount, following, left, between):
        return False
    if after is None and _count_of_named(text, amount, following, left, between):
        return False
    if amount.unit in ("类", "级", "期") and between and not re.search(r"[、和及与]", between):
        return True
    joined = re.match(r"(?:以上|以下|以内|左右)?[、和及]", between)
    if re.match(r"(?:以上|以下|以内|左右)?或", between):
        return False
    if _shares_joined(amount, following, between):
        return False
    if "的" in between and not joined:
        return True
    if joined and (word is not None or after is not None) and amount.unit not in lexis.PERCENT:
        if "的" in between and not ACHIEVE.search(between[: between.rfind("的")]):
            return True
        rest = text[following.end : finish]
        behind = lexis.AFTER.match(rest)
        tail = rest[behind.end() if behind else 0 :]
        if tail.startswith("的") and not _AS_A_GOAL.match(tail) and lexis.BEFORE.search(between[-12:]):
            return amount.unit not in lexis.COUNT_UNITS or (word is not None and word.lastgroup == "more")
    plain = between[len(after[0]) :] if after and between.startswith(after[0]) else between
    return (after is not None or word is not None) and bool(plain) and not re.search(r"[、和及与]|以及", plain)


def _size_of_counted(amount: Amount, following: Amount, between: str) -> bool:
    """新建日处理10万吨污水处理厂2座: how large each one is."""
    return (
        amount.unit in lexis.MEASURE_UNITS
        and following.unit in lexis.COUNT_UNITS
        and re.fullmatch(r"[\u4e00-\u9fff]{2,12}", between) is not None
        and not re.search(r"[和及与]", between)
        and ACHIEVE.search(between) is None
    )


def _next_of_list(amount: Amount, following: Amount, left: str, between: str) -> bool:
    """引进5家以上从事检测的机构、20名专家: a verb counts the first, and the second begins the next thing of the list."""
    after = lexis.AFTER.match(between)
    thing = between[after.end() : -1] if after else between[:-1]
    return (
        between[-1:] in ("、", "和", "及", "与")
        and amount.unit in lexis.COUNT_UNITS
        and following.unit in lexis.COUNT_UNITS
        and len(thing) >= 2
        and not thing.startswith("的")
        and ACHIEVE.search(left[-8:]) is not None
    )


def _shares_joined(amount: Amount, following: Amount, between: str) -> bool:
    """90%以上的乡镇和60%以上的农村社区建立…: two shares that do the same."""
    return (
        amount.unit in lexis.PERCENT
        and following.unit in lexis.PERCENT
        and between[-1:] in ("和", "及", "与", "、")
        and _SHARE_OF_THEM.match(between) is not None
    )


def _per_so_many(amount: Amount, between: str) -> bool:
    """就业人员10万人事故死亡率下降15%: the rate is counted on so many heads."""
    round_number = isinstance(amount.value, Decimal) and amount.value in (1, 100, 1_000, 10_000, 100_000, 1_000_000)
    return round_number and bool(amount.scale) and _RATE_JUDGED.search(between) is not None


def _count_of_named(text: str, amount: Amount, following: Amount, left: str, between: str) -> bool:
    """培育5家年产值超百亿元的企业: the first number counts, the second belongs to the name."""
    return (
        amount.unit in lexis.COUNT_UNITS
        and following.unit not in lexis.COUNT_UNITS
        and lexis.BEFORE.search(between[-12:]) is not None
        and (ACHIEVE.search(left) is not None or lexis.ASPIRE.search(left) is not None or not left)
        and "、" not in between
    )


def threshold_of_count(
    text: str, previous: Amount, amount: Amount, floor: int, word: re.Match[str] | None, rest: str
) -> bool:
    if previous.start < floor or previous.unit not in lexis.COUNT_UNITS or amount.unit in lexis.COUNT_UNITS:
        return False
    between = text[previous.end : amount.start]
    left = text[floor : previous.start]
    if lexis.AFTER.match(between) or (not rest and MONEY_NAME.search(between)):
        return False
    return word is not None and "(" not in between and _count_of_named(text, previous, amount, left, between)


def threshold_alone(
    amount: Amount,
    left: str,
    right: str,
    word: re.Match[str] | None,
    after: re.Match[str] | None,
    listed: bool,
) -> bool:
    """30人以上的企业, 井深超过800米的矿山: no promise, whatever the number."""
    rest = right[len(after[0]) :] if after else right
    measured = amount.unit in lexis.MEASURE_UNITS or "/" in amount.unit
    if after is not None and measured and (word is None or word[0] == "完成") and _OF_THAT_SIZE.match(rest):
        return True
    verb = ACHIEVE.search(left[-8:])
    if after is not None and after.lastgroup == "most" and word is None and amount.unit not in lexis.TIME_UNITS:
        return not RATE_NAME.search(left) or bool(rest)
    if amount.unit in lexis.PERCENT and word is None and rest.startswith("的") and share_promised(left, rest):
        return False
    if not rest.startswith("的"):
        ended = after is not None and bool(rest) and re.match(r"[\u4e00-\u9fff]{2,}", rest) is not None
        if ended and word is None and amount.unit not in lexis.COUNT_UNITS and not verb:
            return amount.unit not in (*lexis.PERCENT, *lexis.TIME_UNITS)
        if ended and word is None and not verb and amount.unit in lexis.COUNT_UNITS:
            return (
                bool(left)
                and not any(ACHIEVE.search(words) for words in (left, rest))
                and not lexis.ASPIRE.search(left)
            )
        return False
    if _AS_A_GOAL.match(rest) and (word is not None or verb or CHANGE_WITH_WORD.search(left)):
        return False
    if amount.unit in lexis.COUNT_UNITS:
        if listed and not left:
            return False
        if word is None:
            return not verb and (after is not None or not ACHIEVE.search(left))
        return word.lastgroup == "more" and not verb
    if amount.unit in lexis.PERCENT and re.match(
        r"的(?:速度|增速|幅度|比例)(?:递增|增长|扩大|推进|提高|提升|发展|递减|下降|减少|增加)", rest
    ):
        return False
    if amount.unit in lexis.PERCENT and word is None:
        return not left.endswith(("覆盖", "惠及"))
    if amount.unit in lexis.PERCENT and word is not None and _REACHES.fullmatch(word[0]):
        return False  # 试点范围扩大到60%的县
    if re.match(r"的(?:[\u4e00-\u9fff]{0,4})(?:目标|任务|要求)|的(?:目标|要求|水平|比例|速度|增速|标准|任务)", rest):
        return False
    return word is not None or after is not None or not verb


def leads_to_next(text: str, left: str, amount: Amount, following: Amount) -> bool:
    """由85%提高到95%: the first number is where things start from."""
    between = text[amount.end : following.start]
    return _BASE_LINK.fullmatch(between) is not None and FROM_BASE.search(left[-20:]) is not None
