"""The words at a number: what compares it, what changes, what it is the number of."""

import re

from zhiheng.policy import lexis
from zhiheng.policy.amounts import Amount
from zhiheng.policy.model import Comparator
from zhiheng.policy.setting import State

ACHIEVE = re.compile(lexis.ACHIEVE)
INCREMENT = re.compile(lexis.INCREMENT)
_TOTAL = re.compile(lexis.TOTAL)
_HOLDS = re.compile(rf"(?:{lexis.HOLDING})$")
RATE_NAME = re.compile(
    r"(?:率|度|比|比例|占比|比重|指数|得分|系数|浓度|强度|覆盖面|份额|水平|数|数量|总量|总数|规模|产值|收入|总额|额|面积|里程|年限|寿命|时间|时限|用时|时长|"
    r"长度|容量|能力|产量|人数|人次|增速|密度|增加值|生产总值|带宽|存量|投资|经费|投入|户数|家数|存栏|总产|产能|储量|价值|余额|GDP|消耗|能耗|排放|排放量|用水量|增幅|比值|占GDP|等级|平均分|评分|人口|数目|贡献|指标|值|量)$"
)
MONEY_NAME = re.compile(
    r"产值|收入|规模|总额|投资|生产总值|GDP|增加值|营收|交易额|成交|销售|余额|融资|保费|税收|利润|出口|合同|消费|投入|价值|市值|产出|基金|贷款|资金|信贷|总量|减负|减税|降本|成本|签约|引资|外资|流水|进账|增收|债|负担|资产|生产率|工资|薪酬|收益|效益|单产|养老金"
)
SERVICE = re.compile(
    r"到达|抵达|响应|办结|办成|放行|审评|审批|审核|处置|救助|送达|办理|受理|出具|验收|完成|修复|接通|反馈|回应|答复|通关|开办|启动|赶到|审结|兑付|查验|恢复|注销|发现|上报|报告|办好|通达|拨付|办毕|结案|直达"
)
TIME_NAME = re.compile(
    r"天数|日数|时数|时间|时限|用时|时长|耗时|周期|环节|期限|年限|工期|寿命|学制|等待|候诊|响应|间隔"
)
DAYS_NAME = re.compile(r"(?:天数|日数)(?:比例)?(?:达|为|增加|减少)?$")
_LED_BY_BODY = re.compile(
    r"^(?:(?:到|至)?(?:19|20)\d\d年(?:底|末|前)?|到|其中|使|力争|争取|确保|努力|实现|全面|并|也|还|同时|预计|计划|将|把|对|推动|推进|基本|总体|要|应|须|需|每年|另外|此外|一是|二是|三是|四是|五是|六是)+"
)
FROM_BASE = re.compile(r"(?:从|由)[^,。;]{0,16}$")
CHANGE_WITH_WORD = re.compile(rf"(?:(?P<fall>{lexis.FALL})|(?P<rise>{lexis.RISE}))(?:幅度|率)?$")
_ON_LAST_YEAR = re.compile(r"(?:比|较)(?:上年|上一年|去年|同期)")
# 提高机顶盒占比至75%: the verb stands before what it changes.
_TURNED = re.compile(
    r"(?:(?P<fall>压缩|缩短|降低|减少|压减|精简)|(?P<rise>提高|提升|扩大|增加))[^,。;、\d]{2,30}[至到]$"
)
_AT_LEAST_VERB = re.compile(r"(?P<least>至少|最少)[\u4e00-\u9fff]{1,3}$")  # 至少办1所
_TO = {"rise": re.compile(r"(?P<least>[至到])$"), "fall": re.compile(r"(?P<most>[至到])$")}
# 不高于贷款金额的1.5%, 达到每人15万元: what it is a share of, or for whom, stands between.
_OF_THAT = re.compile(
    rf"(?:(?P<least>不低于|不得低于|不少于|不得少于|达到|占到?|提高到|提升到|恢复到)|(?P<most>{lexis.AT_MOST})|(?P<more>超过|高于|突破)|(?P<less>低于))"
    r"(?![^,;。、\d]{0,6}分)[^,;。、\d]{2,20}的$"
)
_BY_MEASURE = re.compile(r"按(?!期|时)|可以?不|以不")
_FOR_EACH = re.compile(
    rf"(?:(?P<least>{lexis.AT_LEAST})|(?P<more>{lexis.MORE_THAN})|(?P<most>{lexis.AT_MOST}))每(?:人|户|亩|名|公顷|平方公里|平方米|吨|人每[年月天日]|[年月天日])$"
)
_YEAR_BETWEEN = re.compile(r"(?:(?:19|20)\d\d|1\d\d)年(?:底|末)?[之的]?$")
_SCOPE = re.compile(
    r"^(?:全[市省区县州盟国旗]|我[市省区县州盟旗]|本[市省区县州]|全域|辖区内?|累计|总共|每年|年均|新增)+"
)
_TAIL_NOUN = re.compile(r"[^,;。:!?()、]{1,40}")
ANNUAL = re.compile(r"年均|每年|(?<!\d)年(?:新增|培育|培训|开展|举办|完成|组织|检验|抽检|均)|逐年|每年度")
# 自受理之日起7个工作日内答复: counted anew for each one who asks.
ASKED_FOR = re.compile(
    r"(?:受理|申请|申请材料|材料|来电|来信|诉求|咨询|举报|投诉|报警|报案|接报|报修|收到|接到)(?:[^,;。、]{0,6})?(?:之日起?|之时起?|起|后)(?:的)?$"
)
SERVED_WITHIN = re.compile(rf"(?:以|之)?内(?:基本|全部|予以|作出|做出|给予|进行|完成|按时|即)*(?:{SERVICE.pattern})")


def own_after(text: str, amount: Amount) -> re.Match[str] | None:
    after = lexis.AFTER.match(text, amount.end)
    return after if after is not None and stands_behind(after, amount, text) else None


_OR_MORE = ("及以上", "及以下")


def things_of(listed: str) -> list[str]:
    """The things that a list names: 交工和竣工验收合格率 → two, each with the words that they share."""
    listed = re.sub(r"^(?:全[市省区县州盟国]|我[市省区县州盟]|其中|使|确保|力争|到|至|(?:19|20)\d\d年底?)+", "", listed)
    if listed.startswith(("各", "每")):
        return [listed]
    pieces: list[str] = []
    depth = start = at = 0
    while at < len(listed):
        char = listed[at]
        depth += (char == "(") - (char == ")")
        joins = (
            char in "、和与及" and listed[at - 1 : at + 1] not in lexis.NO_JOIN and listed[at : at + 3] not in _OR_MORE
        )
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
    if not RATE_NAME.search(pieces[0]):
        common = re.search(r"(?:[\u4e00-\u9fff]{0,8})(?:率|度|比例|占比|比重|数量|数|面积|总量)$", tail)
        shared = common[0] if common else ""
        own = len(pieces[0])
        shared = tail[min(own, len(tail) - 1) :] if common and own < len(tail) else shared
    return [piece + shared if shared and not piece.endswith(shared) else piece for piece in pieces]


def word_before(left: str) -> re.Match[str] | None:
    """The word of comparison at the end of what stands before a number."""
    found = lexis.BEFORE.search(_YEAR_BETWEEN.sub("", left)[-12:])
    if found is None and (found := _AT_LEAST_VERB.search(left)) is not None:
        return None if ACHIEVE.search(found[0]) else found
    if found is None and left.endswith(("至", "到")):
        turned = _TURNED.search(left)
        found = _TO[turned.lastgroup or ""].search(left) if turned is not None else None
    return found


def far_word(left: str, unit: str) -> re.Match[str] | None:
    """The word of comparison that does not stand at the number itself."""
    if left.endswith("的"):
        gives = lexis.GIVING.search(left) is not None or _BY_MEASURE.search(left) is not None
        return None if gives or unit not in lexis.PERCENT else _OF_THAT.search(left)
    return _FOR_EACH.search(left) if "每" in left[-5:] else None


def noun_behind(text: str, start: int, following: int, finish: int) -> int:
    """Where the words end that go on behind a number: 7个综合性国家储备基地."""
    found = _TAIL_NOUN.match(text, start)
    if found is None:
        return start
    return min(found.end(), finish, following)


def state_hold(left: str) -> bool:
    return _HOLDS.search(left[-12:]) is not None


def stands_behind(after: re.Match[str], amount: Amount, text: str) -> bool:
    """内 is a limit only behind a time; 以上 belongs to the number unless it begins 以上地区 and the like."""
    if after[0] in ("内", "之内"):
        return amount.unit in lexis.TIME_UNITS
    return after[0] != "起"


_DOES = (
    r"得到|纳入|完成|建立|实现|达到|通过|开展|配备|接入|应用|使用|参与|取得|获得|达标|覆盖|签订|建成|实行|导入|采用|接受|提供|开通|推出|参加|"
    r"建有|设有|加入|培训|整治|治理|修复|执行|符合|公开|具备|进入|享有|入驻|安装|推行|升级|改造|上线|上云|拥有|设立|成为|落实|推广|实施|设置|"
    r"通上|用上|建设|普及|享受|掌握|配置|组建|形成|创建|转型|转化|返回|落户|就业|搬迁|退出|淘汰|布局|联网|联通|达成|受益|下沉|上楼|入园|入户"
)
_SHARE_DOES = re.compile(_DOES)
_SHARE_OF_WHOM = re.compile(r"(?:以上|左右)?的(?![^,;。]*(?:同意|表决|持股|出席|股权|给予))[\u4e00-\u9fff“”\"()、]{6,}")
_SHARE_AT_ONCE = re.compile(rf"[\u4e00-\u9fff]{{2,14}}?(?:{_DOES})")
_SHARE_OPENS = re.compile(
    r"(?:(?:到|至)?(?:19|20)\d\d年(?:底|末|前)?|在|使|让|将|把|推动|引导|支持|确保|力争|争取|实现|促进|保证|全[市省县区州盟国]|我[市省县区州盟]|本[市省县区州]|[要须应]|全年|年内|"
    r"另外?|其余|还有?|并|组织|鼓励|动员|安排|对|为)*"
)


def share_promised(left: str, rest: str) -> bool:
    """全市90%的市场主体纳入平台, 在60%的村卫生室推广: a share that does something."""
    if len(left) <= 14 and _SHARE_DOES.search(rest) is not None:
        return True
    return share_opens(left) and _SHARE_OF_WHOM.match(rest) is not None


def share_opens(left: str) -> bool:
    """Nothing stands before a number but a word that leads in (到2025年, 在, 力争)."""
    return _SHARE_OPENS.fullmatch(left) is not None


def share_at_once(left: str, right: str) -> bool:
    """80%社区配备服务站: a share without 的, behind nothing but a word that leads in."""
    return share_opens(left) and _SHARE_AT_ONCE.match(right) is not None


def compared(word: str, after: re.Match[str] | None, amount: Amount, kind: str = "") -> tuple[Comparator, bool, bool]:
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


def mode_of(left: str, state: State, word: str) -> tuple[str, str]:
    """The mode of a target, and the words before the number without the words of comparison."""
    rest = left[: len(left) - len(word)] if word and left.endswith(word) else left
    change = CHANGE_WITH_WORD.search(rest)
    if change and not re.search(r"(?:到|至)$", word):
        name = rest[: change.start()]
        if change["fall"]:
            return "relative_decrease", name
        if _ON_LAST_YEAR.search(rest):
            return "change_on_last_year", name
        if re.search(r"年均|年$|每年", name[-8:]):
            return "annual_growth", name
        return "relative_change", name
    if INCREMENT.search(rest):
        return "increment", rest
    if _TOTAL.search(rest):
        return "total", rest
    if ANNUAL.search(rest):
        return "annual", rest
    return (state.mode if not ACHIEVE.search(rest) else ""), rest


def cut_word(left: str, word: re.Match[str] | None) -> str:
    return left[: len(left) - (word.end() - word.start())] if word is not None else left


def has_noun(name: str) -> bool:
    plain = _SCOPE.sub("", plain_name(name))
    plain = ACHIEVE.sub("", plain) if verb_only(plain) else plain
    return len(plain) >= 2


def verb_only(name: str) -> bool:
    found = list(ACHIEVE.finditer(name))
    return bool(found) and found[-1].end() >= len(name)


def plain_name(name: str) -> str:
    """An indicator phrase without what leads into it."""
    name = _LED_BY_BODY.sub("", name.strip(",、;:的"))
    name = re.sub(r"^(?:将|使|把)", "", name)
    name = name.strip(",、;:")
    return (
        name[:-1] if name.endswith(("和", "与", "及")) and not name.endswith(("普及", "饱和", "参与", "涉及")) else name
    )
