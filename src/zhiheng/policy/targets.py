"""Which amounts of a paragraph are promises, and what each promise says.

A sentence is read phrase by phrase. An amount is a promise when a word of comparison stands at it (达到, 以上), or when
the phrase promises a count with a verb (建设…3个) or goes on with a list that did. It is none when the sentence tells
the past, sets a subsidy or a fine, or when the number belongs to the name of what is counted (年产值超100亿元的企业2家).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from zhiheng.policy import lexis
from zhiheng.policy.amounts import Amount, amounts, closed_spans
from zhiheng.policy.canonical import Run
from zhiheng.policy.model import Comparator, Grade, Option, Question, Target

_POINT_AS_STOP = re.compile(r"(?<=[\u4e00-\u9fff%)\]])\.(?=\D|$)")
_SENTENCE = re.compile(r"[^。!?]*[。!?]?")
_ACHIEVE = re.compile(lexis.ACHIEVE)
_DIGIT = re.compile(r"\d")
_INCREMENT = re.compile(lexis.INCREMENT)
_TOTAL = re.compile(lexis.TOTAL)
_HOLDS = re.compile(rf"(?:{lexis.HOLDING})$")
_AT_MOST_END = re.compile(rf"(?:{lexis.AT_MOST})$")
_BASE_YEAR = re.compile(r"(?:比|较|以)((?:19|20)\d\d)年")
_TWO_AT_END = re.compile(r"[\u4e00-\u9fffA-Za-z]{2}$")
_DESCRIPTION = re.compile(r"涵盖|包括|包含|涉及|分为|围绕|聚焦|现有|原有|前")
_RATE_NAME = re.compile(
    r"(?:率|度|比|比例|占比|比重|指数|得分|系数|浓度|强度|覆盖面|份额|水平|数|数量|总量|总数|规模|产值|收入|总额|额|面积|里程|年限|寿命|时间|时限|用时|时长|"
    r"长度|容量|能力|产量|人数|人次|增速|密度|增加值|生产总值|带宽|存量|投资|经费|投入|户数|家数|存栏|总产|产能|储量|价值|余额|GDP|消耗|能耗|排放|排放量|用水量|增幅|比值|占GDP|等级|平均分|评分|人口|数目|贡献|指标|值|量)$"
)
_MONEY_NAME = re.compile(
    r"产值|收入|规模|总额|投资|生产总值|GDP|增加值|营收|交易额|成交|销售|余额|融资|保费|税收|利润|出口|合同|消费|投入|价值|市值|产出|基金|贷款|资金|信贷|总量|减负|减税|降本|成本|签约|引资|外资|流水|进账|增收|债|负担|资产"
)
_SERVICE = re.compile(
    r"到达|抵达|响应|办结|办成|放行|审评|审批|审核|处置|救助|送达|办理|受理|出具|验收|完成|修复|接通|反馈|回应|答复|通关|开办|启动|赶到|审结|兑付|查验|恢复|注销|发现|上报|报告|办好|通达|拨付|办毕|结案|直达"
)
_TIME_NAME = re.compile(
    r"天数|日数|时数|时间|时限|用时|时长|耗时|周期|环节|期限|年限|工期|寿命|学制|等待|候诊|响应|间隔"
)
_DAYS_NAME = re.compile(r"(?:天数|日数)(?:比例)?(?:达|为|增加|减少)?$")
_NO_JOIN = ("普及", "涉及", "参与", "给与", "以及", "共和", "总和", "饱和", "缓和", "波及", "温和", "遍及")
_LIST_JOIN = re.compile(r"[、和与及]|以及")
_LED_BY_BODY = re.compile(
    r"^(?:(?:到|至)?(?:19|20)\d\d年(?:底|末|前)?|到|其中|使|力争|争取|确保|努力|实现|全面|并|也|还|同时|预计|计划|将|把|对|推动|推进|基本|总体|要|应|须|需|每年|另外|此外|一是|二是|三是|四是|五是|六是)+"
)
_YEAR_AS_DUE = re.compile(
    r"(?P<fore>比|较|以|与|同|自|从|由|按|在)?(?P<year>(?:19|20)\d\d)年?(?P<aft>底前|年底|底|末|前|以前|为基|的基础|以来|起|相比|至|-)?"
)
_AS_LEVEL = re.compile(r"年(?:底|末)?(?:度|同期)?(?:的)?(?:水平|水准|标准|基数|同期|数据|实绩|实际)")
_PERIODS = {"十一": 2010, "十二": 2015, "十三": 2020, "十四": 2025, "十五": 2030, "十六": 2035}
_PERIOD = re.compile(r"“?(十[一二三四五六])五”?(?:期间|时期|末|以来|规划期)?")
_EVERY = re.compile(
    r"(?<![年人户地平月日亩校村县乡园班台件队周])均(?:要|应|须|需|能|可|已|将|实现|全部)?(?P<cmp>[^、,。]{0,8})$"
)
_RESPECTIVELY = re.compile(r"分别(?P<cmp>[^、,。;]{0,10})$")
_BETWEEN_RESPECTIVE = re.compile(
    rf"(?:以上|以下|以内|左右)?(?:[、,和及与]|以及)(?:{lexis.AT_LEAST}|{lexis.MORE_THAN}|{lexis.AT_MOST}|{lexis.LESS_THAN}|{lexis.FALL}|{lexis.RISE})?"
)
_FROM_BASE = re.compile(r"(?:从|由)[^,。;]{0,16}$")
_BASE_LINK = re.compile(
    r"(?:左右|以上|以下)?(?:[^,。;、]{0,6})?(?:(?:提高|提升|增加|增长|扩大|上升|下降|降低|减少|压缩|缩短|压减|增|升|降|拓展|发展|扩容|调整)?(?:到|至)|[增升降减缩压]为)(?:\d{2,4}年(?:底|末)?[之的]?)?"
)
_FALL_END = re.compile(rf"(?:{lexis.FALL})(?:了|幅度?达?到?|率)?$")
_RISE_END = re.compile(rf"(?:{lexis.RISE})(?:了|幅度?达?到?)?$")
_CHANGE_WITH_WORD = re.compile(rf"(?:(?P<fall>{lexis.FALL})|(?P<rise>{lexis.RISE}))(?:幅度|率)?$")
_ON_LAST_YEAR = re.compile(r"(?:比|较)(?:上年|上一年|去年|同期)")
# 提高机顶盒占比至75%: the verb stands before what it changes.
_TURNED = re.compile(
    r"(?:(?P<fall>压缩|缩短|降低|减少|压减|精简)|(?P<rise>提高|提升|扩大|增加))[^,。;、\d]{2,30}[至到]$"
)
_AT_LEAST_VERB = re.compile(r"(?P<least>至少|最少)[\u4e00-\u9fff]{1,3}$")  # 至少办1所
_TO = {"rise": re.compile(r"(?P<least>[至到])$"), "fall": re.compile(r"(?P<most>[至到])$")}
_YEAR_BETWEEN = re.compile(r"(?:(?:19|20)\d\d|1\d\d)年(?:底|末)?[之的]?$")
_SCOPE = re.compile(
    r"^(?:全[市省区县州盟国旗]|我[市省区县州盟旗]|本[市省区县州]|全域|辖区内?|累计|总共|每年|年均|新增)+"
)
_TAIL_NOUN = re.compile(r"[^,;。:!?()、]{1,40}")
_ANNUAL = re.compile(r"年均|每年|(?<!\d)年(?:新增|培育|培训|开展|举办|完成|组织|检验|抽检|均)|逐年|每年度")
_LOOSENED = re.compile(r"(?:原则上|一般|总体上?|力争|努力|基本|均|都|各|应当?|须|要|应该|必须|分别)+$")
# 服务业增加值年均增长9%,2016年超过700亿元: the second number is said of the same indicator.
_SAME_AGAIN = re.compile(
    r"(?:(?:其中|并|且|到|至|预计|力争|努力|也|同比|总量|总额|总数|规模|[一二三四五六七八九十两]年|(?:19|20)\d\d年(?:底|末)?|五年|累计|年底|合计|共计|首次|率先|分别|均)*[和,、]?)"
)
_RATE_JUDGED = re.compile(
    rf"率(?:(?:较|比)[^,]{{0,8}})?(?:{lexis.AT_LEAST}|{lexis.MORE_THAN}|{lexis.AT_MOST}|{lexis.LESS_THAN}|{lexis.FALL}|{lexis.RISE})$"
)
_OF_THAT_SIZE = re.compile(
    r"[^,;。、]{0,10}?(?:企业|项目|装置|机组|锅炉|车辆|船舶|园区|矿山|煤矿|电厂|用户|建筑|水库|桥梁|生产线|养殖场|渔船|货车|电站)"
)
_SET_ASIDE = re.compile(r"安排[^,;。\d]{0,16}(?:资金|经费|预算)|专项(?:资金|经费)(?![^,;。\d]{0,6}投入)[^,;。\d]{0,8}$")
_SCORE_NAME = re.compile(r"满意度|指数|[得评总均]分|分值|成绩|测评|考核|评价")
_SATISFACTION = re.compile(r"(?:满意度|指数|测评|得分|评分|成绩)[^。]*$")
# 奖补资金用于设施农业的占比达到55%: how much of the money goes where is promised, and nothing is given.
_SHARE_OF_FUNDS = re.compile(
    rf"[^,;。\d]{{0,10}}用于[^,;。\d]{{1,24}}(?:比重|占比|比例)(?:力争|争取|原则上|总体|均|要|应|须)*"
    rf"(?:{lexis.AT_LEAST}|{lexis.MORE_THAN}|{lexis.AT_MOST}|{lexis.LESS_THAN})"
)
# 自受理之日起7个工作日内答复: counted anew for each one who asks.
_ASKED_FOR = re.compile(
    r"(?:受理|申请|申请材料|材料|来电|来信|诉求|咨询|举报|投诉|报警|报案|接报|报修|收到|接到)(?:[^,;。、]{0,6})?(?:之日起?|之时起?|起|后)(?:的)?$"
)
_SERVED_WITHIN = re.compile(rf"(?:以|之)?内(?:基本|全部|予以|作出|做出|给予|进行|完成|按时|即)*(?:{_SERVICE.pattern})")
_FUNDS = re.compile(r"(?:的)?[^,;。\d]{0,8}(?:资金|经费|预算)")
_EXTENT = re.compile(r"(?:规划|用地|占地|建筑|核心区|总)*(?:面积|全长|总长|占地)(?:约|为)$")
_MADE_OF = re.compile(r"(?:其中)?(?:包括|包含|含)")
_DIMENSION = re.compile(r"(?:直径|口径|管径|孔径|跨径|跨度|轴距|焦距|波长|幅宽|轨距|量程|射程|航程)")
_TITLE_OF_GOALS = re.compile(r"目标|指标|愿景")
_OWN_COUNT = re.compile(
    r"^(?:大|个方面|个环节|个阶段|个层面|个维度|个层次|项原则|个字|项制度(?:$|[,、])|种情形|个重点(?:领域|方面|环节)|大类)"
)


@dataclass(frozen=True, slots=True)
class Setting:
    """What a paragraph inherits from where it stands."""

    place: str
    title: str = ""
    past: bool = False
    goals: bool = False
    statute: bool = False
    year: int = 0  # of the document
    due: str = ""
    boxed: bool = False


@dataclass(slots=True)
class _State:
    """What a sentence hands on from one amount to the next."""

    accepted: bool = False
    mode: str = ""
    aspirational: bool = False
    subsidy: bool = False
    giving: bool = False
    due: str = ""
    base_year: str = ""
    past: bool = False


@dataclass(frozen=True, slots=True)
class _Found:
    """An accepted amount with the words around it."""

    amount: Amount
    comparator: Comparator
    implicit: bool
    mode: str
    hold: bool
    start: int
    end: int
    indicator: str
    copies: tuple[str, ...] = ()
    confidence: Grade = "high"
    question: Question | None = None
    baseline: str = ""
    respectively: int = 0


def targets_in(run: Run, setting: Setting, masked: Sequence[tuple[int, int]] = (), begin: int = 0) -> list[Target]:
    """The targets of one paragraph, in order of the text."""
    run = Run(_POINT_AS_STOP.sub("。", run.text), run.places)
    text = run.text
    if _DIGIT.search(text) is None and "百分之" not in text:
        return []
    found: list[Target] = []
    hidden = [*closed_spans(text), *masked, (0, begin)]
    everything = list(amounts(text, hidden))
    if not everything:
        return []
    state = _State(due=setting.due, past=setting.past)
    at = 0
    for sentence in _SENTENCE.finditer(text):
        start, end = sentence.span()
        start = max(start, min(begin, end))
        inside: list[Amount] = []
        while at < len(everything) and everything[at].start < end:
            inside.append(everything[at])
            at += 1
        _enter(state, text[start:end], setting)
        if inside and not state.past:
            found += _in_sentence(run, start, end, inside, setting, state, masked)
        elif inside:
            _note_due(state, text[start:end])
    return _without_repeats(found)


def _enter(state: _State, sentence: str, setting: Setting) -> None:
    """Begin a sentence: forget the list, decide whether it tells the past."""
    state.accepted = False
    state.mode = ""
    state.aspirational = False
    state.subsidy = state.giving = False
    if setting.past:
        state.past = True
        return
    told = _tells_the_past(sentence, setting.year)
    if told:
        state.past = True
    elif state.past and (lexis.FUTURE.search(sentence) or _years(sentence)):
        state.past = False


def _tells_the_past(sentence: str, year: int) -> bool:
    years = _years(sentence)
    if years and year and any(one > year for one in years):
        return False
    if year and years and all(one < year for one in years):
        return not lexis.FUTURE.search(sentence) or min(years) < year - 1
    period = _PERIOD.search(sentence)
    if period and year and _PERIODS.get(period[1], 9999) < year:
        return True
    found = lexis.PAST.search(sentence)
    return found is not None and not lexis.FUTURE.search(sentence)


def _years(sentence: str) -> list[int]:
    """The years that a sentence is about; base years (比2020年) and names are left out."""
    if "年" not in sentence:
        return []
    return [
        int(found["year"])
        for found in _YEAR_AS_DUE.finditer(sentence)
        if found["fore"] not in ("比", "较", "以", "同", "按", "由", "从", "与")
        and found["aft"] not in ("为基", "的基础")
        and sentence[found.end("year") : found.end("year") + 1] == "年"
        and not _AS_LEVEL.match(sentence, found.end("year"))
    ]


def due_in(text: str) -> str:
    """The last year by which something is due, as the text says it; empty when it says none."""
    due = ""
    if "年" not in text:
        return due
    for found in _YEAR_AS_DUE.finditer(text):
        if found["fore"] in ("比", "较", "以", "与", "同", "自", "从", "按") or found["aft"] in (
            "以来",
            "起",
            "为基",
            "的基础",
            "相比",
            "至",
        ):
            continue
        if text[found.end("year") : found.end("year") + 1] != "年" or text[found.start() - 1 : found.start()] == "〔":
            continue
        due = found["year"]
    return due


def _note_due(state: _State, text: str) -> None:
    due = due_in(text)
    if due:
        state.due = due


# --- a sentence -------------------------------------------------------------------------------------------------


def _in_sentence(
    run: Run,
    start: int,
    end: int,
    inside: list[Amount],
    setting: Setting,
    state: _State,
    masked: Sequence[tuple[int, int]],
) -> list[Target]:
    text = run.text
    out: list[Target] = []
    seen = start
    n = 0
    while n < len(inside):
        amount = inside[n]
        gap = text[seen : amount.start]
        _hand_on(state, gap)
        seen = amount.end
        series = _series(text, inside, n, start)
        if series is not None:
            kept = _respective(text, inside[n : n + series], start, state, setting)
            for one in kept:
                out += _made(run, one, setting, state)
            state.accepted = bool(kept) or state.accepted
            n += series
            seen = inside[n - 1].end
            continue
        found = _judge(text, inside, n, start, end, setting, state)
        if found is not None:
            out += _made(run, found, setting, state)
            state.accepted = True
            if found.mode in ("increment", "total"):
                state.mode = found.mode
        n += 1
    _note_due(state, text[seen:end])
    return out


def _hand_on(state: _State, gap: str) -> None:
    _note_due(state, gap)
    if lexis.ASPIRE.search(gap):
        state.aspirational = True
    if lexis.SUBSIDY.search(gap) and not _rate_of_services(gap + "0"):
        state.subsidy = True
        state.giving = state.giving or lexis.GIVING.search(gap) is not None
    base = _BASE_YEAR.search(gap)
    if base:
        state.base_year = base[1]
    if _begins_anew(gap):
        state.mode = ""


def _begins_anew(gap: str) -> bool:
    """Whether a phrase with a verb of its own stands between two amounts: what the first was (新增) ends."""
    stop = max(gap.find(","), gap.find(";"))
    return stop >= 0 and _INCREMENT.search(gap) is None and _ACHIEVE.search(gap, stop) is not None


def _phrase(text: str, amount: Amount, low: int, high: int) -> tuple[int, int]:
    """The phrase around an amount: between stops, and inside its own bracket when the amount stands in one."""
    start = amount.start
    while start > low and amount.start - start < 160:
        char = text[start - 1]
        if char in ",;。:!?":
            if char == "," and start >= 2 and text[start - 2].isdigit() and text[start : start + 3].isdigit():
                start -= 1
                continue
            break
        if char == "(" and ")" not in text[start : amount.start]:
            break
        start -= 1
    end = amount.end
    while end < high and end - amount.end < 120 and text[end] not in ",;。:!?":
        if text[end] == ")" and "(" not in text[amount.end : end]:
            break
        end += 1
    return start, end


# --- lists with 分别 ----------------------------------------------------------------------------------------------


def _series(text: str, inside: list[Amount], n: int, low: int) -> int | None:
    """How many amounts a 分别 governs, beginning with this one."""
    amount = inside[n]
    if _RESPECTIVELY.search(text[max(low, amount.start - 24) : amount.start]) is None:
        return None
    count = 1
    while n + count < len(inside):
        between = text[inside[n + count - 1].end : inside[n + count].start]
        if _BETWEEN_RESPECTIVE.fullmatch(between) is None:
            break
        count += 1
    return count


def _respective(text: str, group: list[Amount], low: int, state: _State, setting: Setting) -> list[_Found]:
    first, last = group[0], group[-1]
    begin, finish = _phrase(text, first, low, len(text))
    lead = text[begin : first.start]
    if begin == first.start - len(lead) and lead.startswith("分别") and begin > low:
        begin = _phrase(text, replace(first, start=begin - 1), low, len(text))[0]
        lead = text[begin : first.start]
    if (
        state.subsidy
        or lexis.SUBSIDY.search(text[begin:finish])
        or (any(a.unit in lexis.MONEY_UNITS for a in group) and not _MONEY_NAME.search(lead))
    ):
        return []
    at = lead.rfind("分别")
    things = _things(lead[:at])
    word = lead[at + 2 :]
    after = lexis.AFTER.match(text, last.end)
    tail = after.end() if after and _counts(after, last, text) else last.end
    mode, _ = _mode(lead + "", state, word)
    comparator, implicit, hold = _compare(word, after if tail > last.end else None, last)
    common = _FoundCommon(begin, tail, comparator, implicit, mode, hold)
    if sum(1 for amount in group if _own_after(text, amount)) > 1:
        return _each_compared(text, group, things or [lead[:at]], common, word)
    if len(group) == 1:
        return [common.of(first, things[0] if things else "", tuple(things[1:]), 0)] if things else []
    names = things if len(things) == len(group) else [lead[:at]] * len(group)
    grade: Grade = "high" if len(things) == len(group) else "medium"
    return [
        replace(common.of(amount, name, (), place), confidence=grade)
        for place, (amount, name) in enumerate(zip(group, names, strict=True), start=1)
    ]


def _own_after(text: str, amount: Amount) -> re.Match[str] | None:
    after = lexis.AFTER.match(text, amount.end)
    return after if after is not None and _counts(after, amount, text) else None


def _each_compared(
    text: str, group: list[Amount], things: list[str], common: "_FoundCommon", word: str
) -> list[_Found]:
    """分别控制在3左右、4以下: each number has a word of its own behind it."""
    names = things if len(things) == len(group) else things[:1] * len(group)
    grade: Grade = "high" if len(things) == len(group) else "medium"
    found: list[_Found] = []
    for place, (amount, name) in enumerate(zip(group, names, strict=True), start=1):
        comparator, implicit, hold = _compare(word, _own_after(text, amount), amount)
        own = replace(common, comparator=comparator, implicit=implicit, hold=hold)
        found.append(replace(own.of(amount, name, (), place), confidence=grade))
    return found


@dataclass(frozen=True, slots=True)
class _FoundCommon:
    start: int
    end: int
    comparator: Comparator
    implicit: bool
    mode: str
    hold: bool

    def of(self, amount: Amount, name: str, copies: tuple[str, ...], place: int) -> _Found:
        comparator: Comparator = "range" if amount.is_range else self.comparator
        return _Found(
            amount, comparator, self.implicit, self.mode, self.hold, self.start, self.end, _plain_name(name), copies,
            respectively=place,
        )  # fmt: skip


def _things(listed: str) -> list[str]:
    """The things that a list names: 交工和竣工验收合格率 → two, each with the words that they share."""
    listed = re.sub(r"^(?:全[市省区县州盟国]|我[市省区县州盟]|其中|使|确保|力争|到|至|(?:19|20)\d\d年底?)+", "", listed)
    if listed.startswith(("各", "每")):
        return [listed]
    pieces: list[str] = []
    depth = start = at = 0
    while at < len(listed):
        char = listed[at]
        depth += (char == "(") - (char == ")")
        joins = char in "、和与及" and listed[at - 1 : at + 1] not in _NO_JOIN
        step = 2 if listed.startswith("以及", at) else 1 if joins else 0
        if step and depth == 0:
            pieces.append(listed[start:at])
            start = at + step
            at += step
            continue
        at += 1
    pieces.append(listed[start:])
    pieces = [piece for piece in pieces if piece]
    if len(pieces) < 2:
        return [listed]
    tail = pieces[-1]
    shared = ""
    if not _RATE_NAME.search(pieces[0]):
        common = re.search(r"(?:[\u4e00-\u9fff]{0,8})(?:率|度|比例|占比|比重|数量|数|面积|总量)$", tail)
        shared = common[0] if common else ""
        own = len(pieces[0])
        shared = tail[min(own, len(tail) - 1) :] if common and own < len(tail) else shared
    return [piece + shared if shared and not piece.endswith(shared) else piece for piece in pieces]


# --- one amount -------------------------------------------------------------------------------------------------


def _judge(
    text: str, inside: list[Amount], n: int, low: int, high: int, setting: Setting, state: _State
) -> _Found | None:
    amount = inside[n]
    begin, finish = _phrase(text, amount, low, high)
    floor = begin
    if n and inside[n - 1].end > begin:
        begin = inside[n - 1].end
        joint = lexis.AFTER.match(text, begin)
        begin = joint.end() if joint and joint.end() <= amount.start else begin
        while begin < amount.start and text[begin] in "、)(":
            begin += 1
    if begin > floor and state.accepted and "、" in text[begin : amount.start]:
        begin = _list_place(text, begin, amount.start)
    if begin > floor and state.accepted and amount.start - begin > 2 and text[amount.start - 1] in "和及与":
        begin = amount.start
    left, right = text[begin : amount.start], text[amount.end : finish]
    after = lexis.AFTER.match(text, amount.end)
    if after is not None and (after.end() > finish or not _counts(after, amount, text)):
        after = None
    word = _word_before(left)
    base = _baseline(text, inside, n, floor)
    if _is_nothing(text, amount, left, right, word, setting, state, floor, raised=bool(base)):
        return None
    if n + 1 < len(inside) and _is_threshold(text, amount, inside[n + 1], finish, left, word, after):
        return None
    if n and _threshold_of_count(text, inside[n - 1], amount, floor, word):
        return None
    if _threshold_alone(amount, left, right, word, after, state.accepted):
        return None
    if n + 1 < len(inside) and inside[n + 1].start < finish and _leads_to_next(text, left, amount, inside[n + 1]):
        return None
    accepted, implicit = True, False
    if not base or word is None:
        accepted, implicit = _promises(amount, left, right, word, after, setting, state, text[floor:begin])
    if not accepted:
        return None
    mode, rest = _mode(left, state, word[0] if word else "")
    comparator, told, hold = _compare(word[0] if word else "", after, amount, (word.lastgroup or "") if word else "")
    implicit = implicit and told
    end = after.end() if after else amount.end
    copies: tuple[str, ...] = ()
    every = _EVERY.search(left[-16:])
    if every:
        listed = left[: len(left) - (len(left[-16:]) - every.start())]
        if not listed and begin > low:
            listed = text[_phrase(text, replace(amount, start=begin - 1), low, high)[0] : begin - 1]
            begin -= len(listed) + 1
        things = _things(listed)
        indicator, copies = things[0], tuple(things[1:])
    elif (listed := _cut_word(left, word)).endswith("各"):
        things = _things(listed[:-1])
        indicator, copies = things[0], tuple(things[1:])
    else:
        indicator = rest
    behind = _noun_behind(text, end, inside[n + 1].start if n + 1 < len(inside) else finish, finish)
    if behind > end:
        if not _has_noun(indicator) or _verb_only(indicator):
            indicator = text[end:behind].removeprefix("的")
        end = behind
    if base and amount.base is None:
        indicator = _FROM_BASE.sub("", text[floor : inside[n - 1].start]) or indicator
    question, grade = _doubt(amount, word, after, implicit, comparator, setting)
    return _Found(
        amount, comparator, implicit, mode, hold or state_hold(left), begin, min(end, max(finish, amount.end)),
        _plain_name(indicator), copies, grade, question, base,
    )  # fmt: skip


def _word_before(left: str) -> re.Match[str] | None:
    """The word of comparison at the end of what stands before a number."""
    found = lexis.BEFORE.search(_YEAR_BETWEEN.sub("", left)[-12:])
    if found is None and (found := _AT_LEAST_VERB.search(left)) is not None:
        return None if _ACHIEVE.search(found[0]) else found
    if found is None and left.endswith(("至", "到")):
        turned = _TURNED.search(left)
        found = _TO[turned.lastgroup or ""].search(left) if turned is not None else None
    return found


def _list_place(text: str, begin: int, end: int) -> int:
    """Behind the 、 that ends the previous thing of a list: 1家独角兽企业、50家… ."""
    first = text.find("、", begin, end)
    words = text[begin:first]
    return first + 1 if not lexis.BEFORE.search(words[-12:]) else begin


def _noun_behind(text: str, start: int, following: int, finish: int) -> int:
    """Where the words end that go on behind a number: 7个综合性国家储备基地."""
    found = _TAIL_NOUN.match(text, start)
    if found is None:
        return start
    return min(found.end(), finish, following)


def state_hold(left: str) -> bool:
    return _HOLDS.search(left[-12:]) is not None


def _counts(after: re.Match[str], amount: Amount, text: str) -> bool:
    """内 is a limit only behind a time; 以上 belongs to the number unless it begins 以上地区 and the like."""
    if after[0] in ("内", "之内"):
        return amount.unit in lexis.TIME_UNITS
    return after[0] != "起"


def _is_nothing(
    text: str,
    amount: Amount,
    left: str,
    right: str,
    word: re.Match[str] | None,
    setting: Setting,
    state: _State,
    floor: int,
    *,
    raised: bool,
) -> bool:
    """Subsidies, fines, points of a score, weights, frequencies, thresholds of statutes."""
    if word is None and _part_of_sum(text, amount):
        return True
    unit = amount.unit
    phrase = text[floor : amount.end] + right[: _bracket_behind(right)]
    judged = unit in lexis.PERCENT and not state.giving and _rate_is_judged(_cut_word(left, word), word, phrase)
    if lexis.SUBSIDY.search(phrase) and not judged:
        return not (
            _time_of_service(unit, left, right)
            or _rate_of_services(phrase)
            or _sponsored(unit, left, text[floor : amount.start], word)
        )
    if re.match(r"[对凡按]", phrase) and word is None and lexis.SUBSIDY.search(_rest_of_sentence(text, amount.end)):
        return True
    earned = word is not None and _MONEY_NAME.search(left[-14:]) is not None and not re.match(r"[对按每凡]", phrase)
    same_again = state.accepted and word is not None and _SAME_AGAIN.fullmatch(_cut_word(left, word)) is not None
    goes_on = same_again and _MONEY_NAME.search(text, max(0, floor - 40), floor) is not None
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
    if unit in lexis.MONEY_UNITS and not (goes_on or raised) and not _MONEY_NAME.search(left + right[:24]):
        return True
    if unit == "分" and not (_SCORE_NAME.search(left) or _SATISFACTION.search(text[max(0, floor - 40) : floor])):
        return True
    if unit == "分" and re.search(r"扣|加|计|满分|得\d?$", left[-4:]):
        return True
    if right.startswith(("的比例给予", "的标准")) or (word is None and re.search(r"按(?:照)?[^,期时]{0,12}$", left)):
        return True
    if left.endswith("等") or left.endswith(("前", "超额", "第", "排名", "位居", "名列", "居")):
        return True
    if _OWN_COUNT.match(text[amount.end - len(unit) : amount.end + 6]) and word is None:
        return True
    if unit == "次" and re.search(r"每(?:半?年|季度|月|周|季|两年|\d年)", left) and word is None:
        return not re.search(r"举办|开展|组织", left)
    if amount.value == 0 or "扣" in left[-5:]:
        return True
    if word is None and unit in lexis.MEASURE_UNITS and _DIMENSION.match(right):
        return True
    if unit in lexis.MONEY_UNITS and _SET_ASIDE.search(_cut_word(left, word)):
        return True
    if unit in lexis.MONEY_UNITS and left.endswith("安排") and _FUNDS.match(right):
        return True
    if word is not None and word[0] in ("约", "为") and not setting.goals and _describes_extent(left, text[floor:]):
        return True
    if setting.statute and not setting.goals:
        name = _LOOSENED.sub("", _cut_word(left, word))
        return word is None or not _RATE_NAME.search(name) or unit not in lexis.PERCENT
    if unit == "岁" and word is None and amount.is_range:
        return True
    if (
        unit in ("年", "个月", "月", "日", "天")
        and not raised
        and not _TIME_NAME.search(left)
        and not _DAYS_NAME.search(_cut_word(left, word))
        and not _AT_MOST_END.search(left[-8:])
    ):
        return not (_SERVICE.search(right) and re.match(r"(?:以|之)?内", right) and unit in ("日", "天"))
    if text[amount.start - 1 : amount.start] == "(" and right == "" and word is None and amount.end < len(text):
        return text[amount.end] == ")"
    return re.search(r"每(?:个|家|人|户|亩|吨|名|项|次|县|村|镇|年度|批)?$", left) is not None


def _describes_extent(left: str, phrase: str) -> bool:
    """总规划面积约60.61平方公里 says how large a place is, unless a verb promises it."""
    found = _EXTENT.search(left)
    return found is not None and _ACHIEVE.search(phrase[: max(0, len(left) - len(found[0]))]) is None


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
    return unit in lexis.TIME_UNITS and _ASKED_FOR.search(left) is not None and _SERVED_WITHIN.match(right) is not None


def _rate_is_judged(name: str, word: re.Match[str] | None, phrase: str) -> bool:
    """小微担保占比达到75%, 平均费率原则上不超过1.2%: a rate in a paper about money, where nothing is given."""
    if lexis.GIVING.search(phrase) is not None:
        return False
    if word is None:
        return _CHANGE_WITH_WORD.search(name) is not None
    plain = _LOOSENED.sub("", name)
    return re.search(r"(?:率|占比|比例|比重)$", plain) is not None


def _rest_of_sentence(text: str, start: int) -> str:
    stop = text.find("。", start)
    return text[start : min(stop if stop >= 0 else len(text), start + 60)]


def _sponsored(unit: str, left: str, before: str, word: re.Match[str] | None) -> bool:
    """每年资助100个项目: what is sponsored is counted, and nothing is paid for each."""
    if unit not in lexis.COUNT_UNITS or re.match(r"[对按凡]", before):
        return False
    rest = lexis.SUBSIDY.sub("", _cut_word(left, word))
    return re.search(r"(?:资助|补助|扶持|奖励|担保|授信|减免|收取)", before) is not None and not re.search(
        r"每$|给予|最高|不超过|对每|每(?:家|个|人|户|名|项)", rest
    )


def _rate_of_services(phrase: str) -> bool:
    """收缴率, 支付率, 覆盖率: the word of a subsidy inside the name of a rate."""
    found = lexis.SUBSIDY.search(phrase)
    if found is None:
        return False
    rest = phrase[found.end() :]
    if _SHARE_OF_FUNDS.match(rest):
        return True
    return (
        re.match(
            r"[^,;。\d]{0,10}(?:率|度|比例|比重|面|规模|余额|总额|人数|户数)(?:均|分别)?(?:达|提|保持|稳定|超|不[低高]于|不少于|不超|实现|\d|突破|增|[由从]\d|降|压|减|下降|控制)",
            rest,
        )
        is not None
    )


def _is_threshold(
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
    if _next_of_list(amount, following, left, between):
        return False
    if after is None and _count_of_named(text, amount, following, left, between):
        return False
    if amount.unit in ("类", "级", "期") and between and not re.search(r"[、和及与]", between):
        return True
    joined = re.match(r"(?:以上|以下|以内|左右)?[、和及]", between)
    if re.match(r"(?:以上|以下|以内|左右)?或", between):
        return False
    if "的" in between and not joined:
        return True
    if joined and (word is not None or after is not None) and amount.unit not in lexis.PERCENT:
        if "的" in between and not _ACHIEVE.search(between[: between.rfind("的")]):
            return True
        rest = text[following.end : finish]
        behind = lexis.AFTER.match(rest)
        if rest[behind.end() if behind else 0 :].startswith("的") and lexis.BEFORE.search(between[-12:]):
            return amount.unit not in lexis.COUNT_UNITS or (word is not None and word.lastgroup == "more")
    plain = between[len(after[0]) :] if after and between.startswith(after[0]) else between
    return (after is not None or word is not None) and bool(plain) and not re.search(r"[、和及与]|以及", plain)


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
        and _ACHIEVE.search(left[-8:]) is not None
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
        and (_ACHIEVE.search(left) is not None or lexis.ASPIRE.search(left) is not None or not left)
        and "、" not in between
    )


def _threshold_of_count(text: str, previous: Amount, amount: Amount, floor: int, word: re.Match[str] | None) -> bool:
    if previous.start < floor or previous.unit not in lexis.COUNT_UNITS or amount.unit in lexis.COUNT_UNITS:
        return False
    between = text[previous.end : amount.start]
    left = text[floor : previous.start]
    if lexis.AFTER.match(between):
        return False
    return word is not None and "(" not in between and _count_of_named(text, previous, amount, left, between)


def _threshold_alone(
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
    verb = _ACHIEVE.search(left[-8:])
    if after is not None and after.lastgroup == "most" and word is None and amount.unit not in lexis.TIME_UNITS:
        return not _RATE_NAME.search(left) or bool(rest)
    if amount.unit in lexis.PERCENT and word is None and rest.startswith("的") and _share_promised(left, rest):
        return False
    if not rest.startswith("的"):
        ended = after is not None and bool(rest) and re.match(r"[\u4e00-\u9fff]{2,}", rest) is not None
        if ended and word is None and amount.unit not in lexis.COUNT_UNITS and not verb:
            return amount.unit not in (*lexis.PERCENT, *lexis.TIME_UNITS)
        if ended and word is None and not verb and amount.unit in lexis.COUNT_UNITS:
            return (
                bool(left)
                and not any(_ACHIEVE.search(words) for words in (left, rest))
                and not lexis.ASPIRE.search(left)
            )
        return False
    if amount.unit in lexis.COUNT_UNITS:
        if listed and not left:
            return False
        if word is None:
            return not verb and (after is not None or not _ACHIEVE.search(left))
        return word.lastgroup == "more" and not verb
    if amount.unit in lexis.PERCENT and word is None:
        return not left.endswith(("覆盖", "惠及"))
    if re.match(r"的(?:目标|要求|水平|比例|速度|增速|标准|任务)", rest):
        return False
    return word is not None or after is not None or not verb


def _counts_people(amount: Amount, right: str, after: re.Match[str] | None, whole: str) -> bool:
    """完成1000万以上农村贫困人口脱贫任务: people are counted without a word for it."""
    if after is None or not amount.scale or _ACHIEVE.search(whole) is None:
        return False
    return (
        re.match(
            r"[\u4e00-\u9fff]{0,8}(?:人口|劳动力|居民|农民|群众|学生|职工|工人|老年人|户籍)", right[len(after[0]) :]
        )
        is not None
    )


def _share_promised(left: str, rest: str) -> bool:
    """全市90%的市场主体纳入平台: a share that does something."""
    return (
        len(left) <= 14
        and re.search(
            r"得到|纳入|完成|建立|实现|达到|通过|开展|配备|接入|应用|使用|参与|取得|获得|达标|覆盖|签订|建成|实行|导入|采用|接受|提供|开通|推出|参加|建有|设有|加入|培训|整治|治理|修复|执行|符合|公开|具备|进入|享有|入驻|安装|推行|升级|改造|上线|上云|拥有|设立|成为|落实",
            rest,
        )
        is not None
    )


def _leads_to_next(text: str, left: str, amount: Amount, following: Amount) -> bool:
    """由85%提高到95%: the first number is where things start from."""
    between = text[amount.end : following.start]
    return _BASE_LINK.fullmatch(between) is not None and _FROM_BASE.search(left[-20:]) is not None


def _baseline(text: str, inside: list[Amount], n: int, floor: int) -> str:
    amount = inside[n]
    if amount.base is not None:
        return f"{amount.base:f}"
    if not n or inside[n - 1].start < floor:
        return ""
    previous = inside[n - 1]
    if _leads_to_next(text, text[floor : previous.start], previous, amount) and isinstance(previous.value, Decimal):
        return f"{previous.value:f}"
    return ""


def _promises(
    amount: Amount,
    left: str,
    right: str,
    word: re.Match[str] | None,
    after: re.Match[str] | None,
    setting: Setting,
    state: _State,
    earlier: str,
) -> tuple[bool, bool]:
    """Whether the amount is promised, and whether without a word of comparison."""
    unit = amount.unit
    weak = word is not None and word[0] in ("为", "是", "占", "完成", "近", "实现", "达", "<", ">", "保持")
    whole = earlier + left
    if unit in lexis.TIME_UNITS and not (unit in ("天", "日") and _DAYS_NAME.search(_cut_word(left, word))):
        return _promises_time(amount, left, right, word, after), False
    if not unit and word is None and after is None:
        return False, True
    if not unit and _counts_people(amount, right, after, whole):
        return True, False
    if not unit and not (_RATE_NAME.search(_cut_word(left, word)) or _CHANGE_WITH_WORD.search(_cut_word(left, word))):
        return False, True
    told = word is None and not state.accepted and _describes(left)
    if told and not (unit in lexis.COUNT_UNITS and _ANNUAL.search(whole)):
        return False, True
    if word is not None and not weak:
        return True, False
    if after is not None and after.lastgroup in ("least", "about", "most"):
        return bool(left or right) and _is_anchored(left, right, after, state, setting), False
    if weak and word is not None:
        strong = word[0] in ("达", "保持", "占", "实现", "完成") or _RATE_NAME.search(_cut_word(left, word)) is not None
        if strong and (unit in lexis.PERCENT or word[0] != "占"):
            return True, word[0] not in ("达", "保持", "<", ">")
    if _CHANGE_WITH_WORD.search(left):
        return True, True
    if unit in lexis.PERCENT:
        if _share_promised(left, right) and right.startswith("的"):
            return True, True
        goes_on = state.accepted and not right and _TWO_AT_END.search(left) is not None
        return goes_on or _RATE_NAME.search(left) is not None or (amount.value == 100 and bool(left)), True
    if right.startswith("进") and unit in ("兆", "M"):
        return True, True
    if state.accepted and not left and not right and unit in (*lexis.COUNT_UNITS, *lexis.MEASURE_UNITS):
        return True, True
    if _ACHIEVE.search(whole) and not re.match(r"(?:以|之)?内", right):
        return _is_counted(left, right, whole), True
    if state.accepted and (not right or not re.match(r"[\u4e00-\u9fff]", right)):
        return bool(_TWO_AT_END.search(left)), True
    if state.accepted and not left and unit in lexis.COUNT_UNITS and re.match(r"[\u4e00-\u9fff]{2}", right):
        return True, True
    if not right and unit in lexis.COUNT_UNITS and _TWO_AT_END.search(left):
        return True, True
    if unit in lexis.COUNT_UNITS and _FOR_THEM.search(left) and _ACHIEVE.search(right) and not right.startswith("的"):
        return True, True
    if setting.goals and not right and re.search(r"[\u4e00-\u9fff]{3}$", left):
        return True, True
    return bool(_ANNUAL.search(whole)) and bool(right), True


_DESCRIBE = re.compile(rf"(?:{lexis.DESCRIBE})[^,]{{0,6}}$|[等从由列含]$")
_FOR_THEM = re.compile(r"(?:为|帮助|在|组织|引导|推动|支持|指导)(?:全[市省区县]|[^,、。]{0,6}的?)?$")


def _describes(left: str) -> bool:
    """涵盖…19类: what is there, unless a verb promises it behind that word."""
    found = _DESCRIBE.search(left)
    if found is None:
        return False
    return len(found[0]) == 1 or (len(found[0]) > 2 and _ACHIEVE.search(found[0]) is None)


def _is_anchored(left: str, right: str, after: re.Match[str], state: _State, setting: Setting) -> bool:
    """A number with 以上 needs a thing that is counted: before it, or behind it with a verb."""
    rest = right[len(after[0]) :]
    if re.search(r"[\u4e00-\u9fff]", left):
        return True
    return state.accepted or setting.goals or bool(rest)


def _is_counted(left: str, right: str, whole: str) -> bool:
    """A verb and a count: what lies between must not turn the number into a description."""
    verbs = list(_ACHIEVE.finditer(whole))
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
            not re.search(r"(?:期限?|有效期|试用期|贴息期|工期|任期|周期)$", _cut_word(left, word))
            or "压" in word[0]
            or "缩" in word[0]
        )
    if _TIME_NAME.search(left) and (word is not None or (after is not None and after.lastgroup != "least")):
        return True
    if word is not None and _RATE_NAME.search(_cut_word(left, word)):
        return True
    if after is not None and after.lastgroup == "most":
        if re.search(r"(?:后|起|之日|提前|日前|自|每)(?:的)?$", left) and not _ASKED_FOR.search(left):
            return False
        return amount.unit not in ("年", "个月", "月") and _SERVED_WITHIN.match(right) is not None
    return _CHANGE_WITH_WORD.search(left) is not None


# --- what is said about it --------------------------------------------------------------------------------------


def _compare(word: str, after: re.Match[str] | None, amount: Amount, kind: str = "") -> tuple[Comparator, bool, bool]:
    """Comparator, whether it is implicit, whether the value is to be held."""
    hold = bool(word) and _HOLDS.search(word) is not None
    found = lexis.BEFORE.search(word)
    if found is not None:
        kind = found.lastgroup or ""
    behind = (after.lastgroup or "") if after else ""
    if "about" in (behind, kind):
        return "~", False, hold
    if amount.is_range:
        return "range", False, hold
    if behind == "most":
        return ("<=" if kind != "less" else "<"), False, hold
    if kind == "more":
        return ">", False, hold
    if behind == "least":
        return ">=", False, hold
    if kind == "most":
        return "<=", False, hold
    if kind == "less":
        return "<", False, hold
    return ">=", kind == "" or word in ("为", "是", "占", "完成", "实现"), hold


def _mode(left: str, state: _State, word: str) -> tuple[str, str]:
    """The mode of a target, and the words before the number without the words of comparison."""
    rest = left[: len(left) - len(word)] if word and left.endswith(word) else left
    change = _CHANGE_WITH_WORD.search(rest)
    if change and not re.search(r"(?:到|至)$", word):
        name = rest[: change.start()]
        if change["fall"]:
            return "relative_decrease", name
        if _ON_LAST_YEAR.search(rest):
            return "change_on_last_year", name
        if re.search(r"年均|年$|每年", name[-8:]):
            return "annual_growth", name
        return "relative_change", name
    if _INCREMENT.search(rest):
        return "increment", rest
    if _TOTAL.search(rest):
        return "total", rest
    if _ANNUAL.search(rest):
        return "annual", rest
    return (state.mode if not _ACHIEVE.search(rest) else ""), rest


def _cut_word(left: str, word: re.Match[str] | None) -> str:
    return left[: len(left) - (word.end() - word.start())] if word is not None else left


def _has_noun(name: str) -> bool:
    plain = _SCOPE.sub("", _plain_name(name))
    plain = _ACHIEVE.sub("", plain) if _verb_only(plain) else plain
    return len(plain) >= 2


def _verb_only(name: str) -> bool:
    found = list(_ACHIEVE.finditer(name))
    return bool(found) and found[-1].end() >= len(name)


def _plain_name(name: str) -> str:
    """An indicator phrase without what leads into it."""
    name = _LED_BY_BODY.sub("", name.strip(",、;:的"))
    name = re.sub(r"^(?:将|使|把)", "", name)
    name = name.strip(",、;:")
    return (
        name[:-1] if name.endswith(("和", "与", "及")) and not name.endswith(("普及", "饱和", "参与", "涉及")) else name
    )


def _doubt(
    amount: Amount,
    word: re.Match[str] | None,
    after: re.Match[str] | None,
    implicit: bool,
    comparator: Comparator,
    setting: Setting,
) -> tuple[Question | None, Grade]:
    """What a person should look at: two words that disagree, a count without a word, a number without a unit."""
    if word is not None and after is not None and {word.lastgroup, after.lastgroup} == {"more", "least"}:
        readings = (Option("more_than", (("comparator", ">"),)), Option("at_least", (("comparator", ">="),)))
        return Question("two_words_of_comparison", readings, "more_than"), "medium"
    if implicit and amount.more:
        readings = (Option("at_least", (("comparator", ">="),)), Option("about", (("comparator", "~"),)))
        return Question("more_or_less", readings, "at_least"), "medium"
    if implicit and not setting.goals and amount.unit not in lexis.PERCENT:
        readings = (Option("target", ()), Option("scope_of_task", (("scored", "false"),)))
        return Question("count_or_scope", readings, "target"), "medium"
    return None, "high"


def _made(run: Run, found: _Found, setting: Setting, state: _State) -> list[Target]:
    start, end = found.start, found.end
    while start < found.amount.start and run.text[start] in ",、;:) ":
        start += 1
    names = [found.indicator, *map(_plain_name, found.copies)]
    amount = found.amount
    unit = amount.unit
    return [
        Target(
            place=setting.place,
            start=run.start(start),
            end=run.end(end),
            number_start=run.start(amount.start),
            number_end=run.end(amount.end),
            indicator=name,
            comparator=found.comparator,
            value=amount.value,
            unit=unit,
            scale=amount.scale,
            implicit=found.implicit,
            mode=found.mode,
            hold=found.hold,
            aspirational=state.aspirational,
            respectively=found.respectively or (place if len(names) > 1 else 0),
            deadline=state.due,
            base_year=state.base_year if found.mode.startswith(("relative", "change")) else "",
            baseline=found.baseline,
            classes=tuple(names) if len(names) > 1 else (),
            confidence=found.confidence,
            question=found.question,
        )
        for place, name in enumerate(names, start=1)
    ]


def _without_repeats(found: list[Target]) -> list[Target]:
    """The same indicator with the same value said twice in one clause is one target."""
    kept: list[Target] = []
    seen: set[tuple[str, str, str, int]] = set()
    for target in found:
        key = (target.indicator, str(target.value), target.unit, target.respectively)
        if (
            target.indicator
            and key in seen
            and not any(t.start == target.start for t in kept if t.indicator == target.indicator)
        ):
            continue
        seen.add(key)
        kept.append(target)
    return kept
