"""Whether an amount is promised, and whether without a word of comparison."""

import re

from zhiheng.policy import lexis
from zhiheng.policy.amounts import Amount
from zhiheng.policy.setting import Setting, State
from zhiheng.policy.wording import (
    ACHIEVE,
    ANNUAL,
    ASKED_FOR,
    CHANGE_WITH_WORD,
    DAYS_NAME,
    RATE_NAME,
    SERVED_WITHIN,
    TIME_NAME,
    cut_word,
    share_at_once,
    share_opens,
    share_promised,
)

_TWO_AT_END = re.compile(r"[\u4e00-\u9fffA-Za-z]{2}$")
_DESCRIPTION = re.compile(r"涵盖|包括|包含|涉及|分为|围绕|聚焦|现有|原有|前")
_THERE_IS = re.compile(r"[共现原已]有[^,]{0,10}$")
_DESCRIBE = re.compile(rf"(?:{lexis.DESCRIBE})[^,]{{0,6}}$|[等从由列含]$")
# 机场吞吐量100万吨, 实际利用外资3亿美元: a measure with its value, where nothing describes the place.
_STATED = re.compile(
    r"(?:产量|吞吐量|运量|客运量|货运量|销量|交易量|成交量|发电量|供应量|存储量|库容|容量|规模|总量|产能|装机|出栏|存栏|存储能力|处理能力|供水能力|能力|外资|产值|收入|税收|利润|增加值|生产总值|GDP|"
    r"销售额|交易额|成交额|进出口|进出口总?额|出口额?|营收|零售总?额|引资|消费额?|投资完成额?|寿命|受教育年限|播种面积|种植面积|造林面积|绿地面积|建筑面积)$"
)
_HEADS = re.compile(r"(?:人次|人数|人口|户数|产值|收入|数量|总数|总量|GDP)$")
_ENDS_WITH_DEED = re.compile(
    r"[\u4e00-\u9fff]{0,8}(?:竣工|封顶|完工|投产|开工|建成|投用|通车|入住条件|投入使用|投入运营|开园|开业|达产|贯通|挂牌|上市|落地|通硬化路|通客车|通水|通电|通邮|通气|联网|达标|覆盖)$"
)
_STANDING = re.compile(r"^(?:在|对)|现有|围绕|依托|基于|根据|针对|涵盖|包括|涉及")
_CARES = re.compile(r"提高|促进|解决|保障|惠及|吸纳|带动|引导")
_PEOPLE = re.compile(r"[\u4e00-\u9fff]{0,8}(?:人口|劳动力|居民|农民|群众|学生|职工|工人|老年人)")
# 5所高校和50个学科进入全国一流行列, 331万贫困人口全部脱贫: a count that does something.
_THEY_DO = re.compile(
    r"[\u4e00-\u9fff]{2,12}?(?:[和及与、]\d+(?:\.\d+)?[万亿]?[\u4e00-\u9fff]{2,14}?)*"
    r"(?:全部|全面|基本|如期|稳定)*(?:进入|跻身|脱贫|摘帽|入选|获评|达标|建成|投产|竣工|完工|开工|上市|创成|落地|出列|通高速|通铁路|完成[^,;。]{2,10}$|实现[^,;。]{2,12}$)"
)
_GOAL_IS = re.compile(r"目标(?:任务|值)?(?:是|为|:)")
_IS_SO = re.compile(r"(?:合格|达标|覆盖|满意|可追溯|办结|公开|普及|持证|落实到位)")  # 抽查99%合格
_AGAIN = re.compile(r"(?:(?:到|至)?(?:19|20)\d\d年(?:底|末)?|力争|预计|总数|总量)*")
_BRACKET_AT_END = re.compile(r"\([A-Za-z0-9.]{1,12}\)$")  # 空气污染指数(API)小于100
_PACE = re.compile(r"以(?:年均|每年|平均每年|年)(?:不低于|超过|高于|约|近)?$")  # 以每年8%的速度扩大
_HELPED = re.compile(r"(?:支持|帮助|指导|组织|引导|推动|助力|动员|鼓励)(?:全[市省区县])?$")
_DO_IT = re.compile(r"[\u4e00-\u9fff]{2,16}[\u4e00-\u9fff“\"]{2,}")
_FOR_THEM = re.compile(r"(?:为|帮助|在|组织|引导|推动|支持|指导)(?:全[市省区县]|[^,、。]{0,6}的?)?$")


def _counts_people(amount: Amount, right: str, after: re.Match[str] | None, whole: str) -> bool:
    """完成1000万以上农村贫困人口脱贫任务: people are counted without a word for it."""
    if not amount.scale or not (ACHIEVE.search(whole) or _CARES.search(whole)):
        return False
    return _PEOPLE.match(right, len(after[0]) if after is not None else 0) is not None


def promises(
    amount: Amount,
    left: str,
    right: str,
    word: re.Match[str] | None,
    after: re.Match[str] | None,
    setting: Setting,
    state: State,
    earlier: str,
) -> tuple[bool, bool]:
    """Whether the amount is promised, and whether without a word of comparison."""
    unit = amount.unit
    weak = word is not None and word[0] in ("为", "是", "占", "完成", "近", "实现", "达", "<", ">", "保持")
    whole = earlier + left
    if unit in lexis.TIME_UNITS and not (unit in ("天", "日") and DAYS_NAME.search(cut_word(left, word))):
        return _promises_time(amount, left, right, word, after), False
    if not unit and _counts_people(amount, right, after, whole):
        return True, word is None and after is None
    if not unit and amount.scale and share_opens(left) and _THEY_DO.match(right):
        return True, True
    if (
        not unit
        and amount.scale
        and word is not None
        and state.accepted
        and not right
        and _AGAIN.fullmatch(cut_word(left, word))
    ):
        return True, False  # 从业人员年均递增6%左右,到2015年达到1100万
    if not unit and word is None and after is None:
        return bool(amount.scale) and not right and _HEADS.search(left) is not None, True
    if not unit and not (
        RATE_NAME.search(_BRACKET_AT_END.sub("", cut_word(left, word))) or CHANGE_WITH_WORD.search(cut_word(left, word))
    ):
        return False, True
    told = word is None and not state.accepted and _describes(left) and not _deed_of_some(left, right)
    if told and not (unit in lexis.COUNT_UNITS and ANNUAL.search(whole)):
        return False, True
    if word is not None and not weak:
        return True, False
    if after is not None and after.lastgroup in ("least", "about", "most"):
        return bool(left or right) and _is_anchored(left, right, after, state, setting), False
    if weak and word is not None:
        strong = word[0] in ("达", "保持", "占", "实现", "完成") or RATE_NAME.search(cut_word(left, word)) is not None
        if strong and (unit in lexis.PERCENT or word[0] != "占"):
            return True, word[0] not in ("达", "保持", "<", ">")
    if CHANGE_WITH_WORD.search(left):
        return True, True
    if unit in lexis.PERCENT:
        if share_promised(left, right) and right.startswith("的"):
            return True, True
        if left and _IS_SO.match(right):
            return True, True
        if _PACE.search(left) and right.startswith("的"):
            return True, True
        if state.accepted and not left and (_ENDS_WITH_DEED.fullmatch(right) or (amount.value == 100 and right)):
            return True, True
        if share_at_once(left, right):
            return True, True
        goes_on = state.accepted and not right and _TWO_AT_END.search(left) is not None
        return goes_on or RATE_NAME.search(left) is not None or (amount.value == 100 and bool(left)), True
    if right.startswith("进") and unit in ("兆", "M"):
        return True, True
    if state.accepted and not left and not right and unit in (*lexis.COUNT_UNITS, *lexis.MEASURE_UNITS):
        return True, True
    if ACHIEVE.search(whole) and not re.match(r"(?:以|之)?内", right):
        return _is_counted(left, right, whole), True
    if state.accepted and (not right or not re.match(r"[\u4e00-\u9fff]", right)):
        return bool(_TWO_AT_END.search(left)), True
    if (
        not right
        and not setting.statute
        and unit in (*lexis.MEASURE_UNITS, *lexis.MONEY_UNITS)
        and _STATED.search(left)
    ):
        return True, True
    if state.accepted and not left and unit in lexis.COUNT_UNITS and re.match(r"[\u4e00-\u9fff]{2}", right):
        return True, True
    if (unit in lexis.COUNT_UNITS or amount.scale) and share_opens(left) and _THEY_DO.match(right):
        return True, True
    if (
        state.accepted
        and unit in (*lexis.COUNT_UNITS, *lexis.MEASURE_UNITS, *lexis.PERCENT)
        and _ENDS_WITH_DEED.fullmatch(right)
    ):
        return True, True
    if not right and unit in lexis.COUNT_UNITS and _TWO_AT_END.search(left):
        return True, True
    if unit in lexis.COUNT_UNITS and _FOR_THEM.search(left) and ACHIEVE.search(right) and not right.startswith("的"):
        return True, True
    if unit in lexis.COUNT_UNITS and _HELPED.search(left) and _DO_IT.match(right):
        return True, True
    if not right and _GOAL_IS.search(whole) and _TWO_AT_END.search(left):
        return True, True
    if _deed_of_some(left, right):
        return True, True
    if setting.goals and not right and re.search(r"[\u4e00-\u9fff]{3}$", left):
        return True, True
    return bool(ANNUAL.search(whole)) and bool(right), True


def _deed_of_some(left: str, right: str) -> bool:
    """加快甲产业园等30个项目落地开工: some are named, and all of them are counted."""
    return left.endswith("等") and _STANDING.search(left) is None and _ENDS_WITH_DEED.fullmatch(right) is not None


def _describes(left: str) -> bool:
    """涵盖…19类: what is there, unless a verb promises it behind that word."""
    if _THERE_IS.search(left):
        return True
    found = _DESCRIBE.search(left)
    if found is None:
        return False
    if found[0] == "等":
        return ACHIEVE.search(left) is None or _STANDING.search(left) is not None  # 打造甲、乙等30个示范区
    return len(found[0]) == 1 or (len(found[0]) > 2 and ACHIEVE.search(found[0]) is None)


def _is_anchored(left: str, right: str, after: re.Match[str], state: State, setting: Setting) -> bool:
    """A number with 以上 needs a thing that is counted: before it, or behind it with a verb."""
    rest = right[len(after[0]) :]
    if re.search(r"[\u4e00-\u9fff]", left):
        return True
    return state.accepted or setting.goals or bool(rest)


def _is_counted(left: str, right: str, whole: str) -> bool:
    """A verb and a count: what lies between must not turn the number into a description."""
    verbs = list(ACHIEVE.finditer(whole))
    tail = whole[verbs[-1].end() :]
    if re.search(r"(?:现有|原有|已有|全部|所有|上述|以上|这|该|其中的?)$", tail):
        return False
    if _DESCRIPTION.search(tail) and len(tail) < 12 and not re.search(r"的|中", tail):
        return False
    return bool(left) or bool(right)


def _promises_time(
    amount: Amount, left: str, right: str, word: re.Match[str] | None, after: re.Match[str] | None
) -> bool:
    """A time is a promise when it is a length that is measured, or the time that a service takes each time."""
    if word is not None and word.lastgroup in ("most", "less"):
        return (
            not re.search(r"(?:期限?|有效期|试用期|贴息期|工期|任期|周期)$", cut_word(left, word))
            or "压" in word[0]
            or "缩" in word[0]
        )
    if TIME_NAME.search(left) and (word is not None or (after is not None and after.lastgroup != "least")):
        return True
    if word is not None and RATE_NAME.search(cut_word(left, word)):
        return True
    if after is not None and after.lastgroup == "most":
        if re.search(r"(?:后|起|之日|提前|日前|自|每)(?:的)?$", left) and not ASKED_FOR.search(left):
            return False
        if re.search(r"(?:应当?|必?须)[在于]$", left):
            return False
        return amount.unit not in ("年", "个月", "月") and SERVED_WITHIN.match(right) is not None
    return CHANGE_WITH_WORD.search(left) is not None
