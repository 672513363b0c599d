"""Names of bodies in a list, exactly as they are written.

A name ends with the word for a kind of body (局, 委, 政府…) or says whom it means in general (各有关单位). A list may
share a prefix (盟发改委、经信委): what the first name lends is proposed apart and never becomes part of a name.
"""

import re
from dataclasses import dataclass

from zhiheng.policy.canonical import Run
from zhiheng.policy.lexis import NO_JOIN, listed
from zhiheng.policy.model import Body

_KINDS = listed(
    "局 厅 委 部 办 署 科 股 院 行 司 处 室 会 政府 公署 中心 中央 公司 集团 协会 学会 联合会 商会 学院 大学 学校 高校 法院 检察院 分局 支局 支队 总队 大队 队 站 所 馆 "
    "单位 部门 机构 企业 海关 工会 妇联 科协 残联 工商联 文联 侨联 团委 银行 分行 支行 委员会 管委会 办公室 专班 指挥部 领导小组 组 党委 党组 社 基地 校 "
    "街道 街道办 乡镇 镇街 主体 园区 开发区 高新区 新区 成员 地区 旗县区 县市区 市县 区县 县区 市州 州市 各区 各县 各市 各旗 盟市 区市 县级市 平台 台 联社 总社 供销社 "
    "联盟 实验室 中支 营管部 监管局 发改 卫健 总局 人行 公积金 联合体 事务所 运营商 电信 移动 联通 铁塔 电网 石油 石化 烟草 邮政 气象 消防 税务 "
    "红十字会 老龄办 法制办 编办 政法委 组织部 宣传部 统战部 网信办 国资委 金融办 外办 台办 侨办 机关 经开区 保税区 试验区 示范区 自贸区 度假区 景区 产业园 科技园 农场 林场 镇 乡 区 县 旗"
)
_ENDS = re.compile(
    rf"(?:{'|'.join(sorted(map(re.escape, _KINDS), key=len, reverse=True))})(?:\([^()]*(?:\([^()]*\)[^()]*)*\))?$"
)
_STRONG = re.compile(
    r"(?:局|厅|委|部|办|署|科|股|院|政府|公署|中心|团中央|公司|集团|会|行|司|队|站|所|单位|部门|机构|海关|妇联|科协|残联|工商联|办公室|专班|联社|总社|团委|税务|区|县|旗|市|组|处|室|主体|企业|高校|大学|学院|学校|银行|园区|街道|乡镇|社|联|校|支行|管委会|地方|成员)(?:\([^()]*(?:\([^()]*\)[^()]*)*\))?$"
)
_OFFICIAL = re.compile(
    r"^(?:各|有关|相关|省|市|县|区|州|盟|旗|国家|中央|自治区|全|国务院|本|州|地区|行署|人行|人民银行|团|上海|中国)|"
    r"(?:局|厅|委|政府|委员会|管委会|办公室|公署|海关|管理局|监管局|署|总队|支队|支行|分行)(?:\(.*\))?$"
)
_ABSTRACT = re.compile(
    r"^(?:[^各有相]{0,6}(?:社会|机会|协会等|全部|内部|外部|局部|干部|东部|西部|中部|南部|北部|总会|大会|展会|峰会|联席会|委托|医院|院所|实验室|平台|基地|学校))$"
)
_LEVEL_ONLY = re.compile(
    r"(?:县级市|区县|县区|县市区|市|县|区|州|盟|旗|地区|自治区|直辖市|自治州|自治县|省|旗县|镇|乡|街道|镇街|乡镇|开发区|高新区|园区|功能区|县\(市、?区\)|县\(市\)|区\(市\)|旗县区|旗\(县、?区\))"
    r"(?:人民政府|政府|党委|管委会|委|办事处)?(?:\([^()]*\))?"
)
_BARE_REST = re.compile(r"(?:人民政府|政府|管委会|单位|部门|党组|企业|机构|组织|党委政府)(?:\([^()]*\))?")
_EACH_PLACE = re.compile(
    r"(?:各|各级|有关|相关|全市各|全省各)(?:市|县|区|州|盟|旗|省|自治区|直辖市|地区|旗县|县市|设区市|区县|县区|镇|乡|街道|地|省辖市|地级市|级党委|级|有关部门|有关|相关|部门|成员|盟行政公署)(?:\([^()]*\))?"
)
_AND_OTHERS = re.compile(
    r"等(?:(?:各|国务院|国家|中央|中央和国家机关|全[省市县区州盟旗国]|市直|省直|县直|区直|[省市县区州盟旗]级?)?(?:有关|相关|各|多个|职能|行业主管|主管|成员|责任|配合|省级|市级|市直|省直|县级|区级|直属)*(?:部门|单位|机构|方面|委办局|部门和单位|部门、单位|单位和部门|部门单位|地区和部门))?$"
)
_WHOLE = re.compile(
    r"..(?:局|厅|委|办|署|政府|中心|公司|集团|会|院|校|部|队|行|社|校|所|站|区|县|市|旗|单位|部门|机构)(?:\([^()]*\))?$"
)
_BEGINS = re.compile(r"(?:各|有关|相关|省|市|县|区|州|盟|旗|国|中央|中国|自治区)..")
_CUTTING = re.compile(r"[()、,;。.和与及以]")
_JOINT_WORDS = re.compile(r"(?:和|与|及|以及|、|,)$")
_ENDS_BEFORE_AND = re.compile(
    r"(?:局|厅|委|部|办|署|院|政府|公署|中心|公司|集团|协会|联合会|委员会|管委会|银行|分行|支行|司|海关|队|单位|部门|机构|企业|妇联|科协|残联|工商联|团委|办公室|总社|党委|大学|学院|区|县|旗|市|\))$"
)


@dataclass(frozen=True, slots=True)
class Names:
    bodies: tuple[Body, ...]
    open_ended: bool
    sure: bool
    roles: tuple[str, ...] = ()  # of each body what a bracket behind its name says: lead, support or nothing


def split_names(run: Run) -> Names:
    """The bodies of a list in order; 等单位 and the like open the list and are no part of a name."""
    text = run.text
    start, end = 0, len(text)
    open_ended = False
    while start < end and text[start] in ",、;:。. ":
        start += 1
    while end > start and text[end - 1] in ",、;:。. ":
        end -= 1
    others = _AND_OTHERS.search(text[start:end])
    if others is not None and others.start() > 0:
        open_ended = True
        end = start + others.start()
    pieces = _joined_pieces(text, _cut(run, start, end))
    bodies: list[Body] = []
    roles: list[str] = []
    sure = True
    for first, beyond in pieces:
        first, beyond, others_here = _trim(text, first, beyond)
        open_ended = open_ended or others_here
        if beyond <= first:
            continue
        role = _ROLE_BEHIND.search(text, first, beyond)
        beyond = role.start() if role is not None else beyond
        name = text[first:beyond]
        if not any(char.isalpha() for char in name) or name == "无":
            continue
        if name[0].isdigit() and _STRONG.search(name) is None:
            continue
        sure = sure and _ENDS.search(name) is not None
        bodies.append(Body(name, run.start(first), run.end(beyond)))
        roles.append((role.lastgroup or "") if role is not None else "")
    return Names(tuple(_with_prefixes(bodies)), open_ended, sure, _shared_roles(roles))


def _shared_roles(roles: list[str]) -> tuple[str, ...]:
    """甲(牵头)、乙、丙(配合): what is said behind the last of those who help holds for all since the one who leads."""
    if "support" not in roles:
        return tuple(roles)
    shared = list(roles)
    for n in range(len(roles) - 2, -1, -1):
        if not shared[n] and shared[n + 1] == "support" and "lead" in roles[:n]:
            shared[n] = "support"
    return tuple(shared)


def _trim(text: str, first: int, beyond: int) -> tuple[int, int, bool]:
    while first < beyond and text[first] in ",、;:。.和与及":
        if text[first] in "和与及" and text[first : first + 2] in (
            "和平",
            "和田",
            "和县",
            "和硕",
            "和静",
            "和龙",
            "和顺",
            "和林",
            "和政",
            "及时",
            "和布",
        ):
            break
        first += 1
    found = _AND_OTHERS.search(text[first:beyond])
    if found is not None and found.start() > 0:
        return first, first + found.start(), True
    return first, beyond, False


def _cut(run: Run, start: int, end: int) -> list[tuple[int, int]]:
    """Spans between 、 and , and ; outside brackets, and at 和 where both sides are bodies."""
    text = run.text
    pieces: list[tuple[int, int]] = []
    depth, first = 0, start
    for at in _cutting_places(run, start, end):
        char = text[at]
        if char == "(":
            depth += 1
        elif char == ")":
            depth = max(0, depth - 1)
            if depth == 0 and at + 1 < end and text[at + 1] > "\u2e7f" and _ROLE_BEHIND.search(text, first, at + 1):
                pieces.append((first, at + 1))
                first = at + 1
        elif depth or at < first:
            continue
        elif char in "、,;。" or (char == "." and not text[at - 1 : at].isdigit()):
            pieces.append((first, at))
            first = at + 1
        elif char in "和与及以":
            step = 2 if text.startswith("以及", at) else 1
            joins = text[at - 1 : at + 1] not in NO_JOIN and _joins_names(text, first, at, end)
            if joins and (char != "以" or step == 2):
                pieces.append((first, at))
                first = at + step
        elif at > first and char != "." and _gap_parts(run, first, at, end):
            pieces.append((first, at))
            first = at
    pieces.append((first, end))
    return [(a, b) for a, b in pieces if b > a]


def _cutting_places(run: Run, start: int, end: int) -> list[int]:
    """Where a list may be cut: at its signs, and behind gaps where no sign parts the names."""
    places = [found.start() for found in _CUTTING.finditer(run.text, start, end)]
    parted = any(run.text[at] in "、,;" for at in places)
    if parted or end - start < 2 or run.places[end - 1] - run.places[start] == end - 1 - start:
        return places
    gaps = [at for at in range(start + 1, end) if run.places[at] - run.places[at - 1] > 1]
    return sorted({*places, *gaps})


def _gap_parts(run: Run, first: int, at: int, end: int) -> bool:
    """Names parted by spaces: the left one is whole, and the right one begins like a name, not like its rest."""
    return _WHOLE.search(run.text[first:at]) is not None and _BEGINS.match(run.text, at, end) is not None


def _joins_names(text: str, first: int, at: int, end: int) -> bool:
    left = text[first:at].removesuffix("等")  # A、B等和各省级人民政府 ends with one more
    right = text[at + (2 if text.startswith("以及", at) else 1) : end]
    stop = re.search(r"[、,;]", right)
    right = right[: stop.start()] if stop else right
    if (
        not right
        or ((rest := _BARE_REST.match(right)) and (rest.end() == len(right) or right[rest.end()] in "及和与"))
        or _BARE_REST.fullmatch(right)
        or left.endswith(("社会", "全部", "有关", "机关", "内部", "对外", "城市", "县", "农村社区", "各市", "各区"))
    ):
        return (
            not _BARE_REST.fullmatch(right)
            and left.endswith(("各市", "各区", "各县"))
            and _STRONG.search(right) is not None
            and not _LEVEL_ONLY.fullmatch(right)
        )
    if right.startswith(("各", "有关", "相关")) and _STRONG.search(left) is not None:
        return _STRONG.search(right.rstrip("等")) is not None
    return (
        _ENDS_BEFORE_AND.search(left) is not None and len(left) >= 2 and _STRONG.search(right.rstrip("等")) is not None
    )


def _joined_pieces(text: str, pieces: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """各市、区人民政府 is one name; 东区、西区等相关区政府 is one as well."""
    out: list[tuple[int, int]] = []
    for first, beyond in pieces:
        name = text[first:beyond]
        if out and text[out[-1][1] : first] == "、" and _is_rest(text[out[-1][0] : out[-1][1]], name):
            out[-1] = (out[-1][0], beyond)
        elif re.search(
            r"等(?:相关|有关|各)?(?:市|县|区|州|旗|镇|乡|街道)(?:人民)?政府|等(?:相关|有关)?(?:区县|县区|市县|区|县|镇街)",
            name,
        ):
            start = first
            while (
                out
                and text[out[-1][1] : start] == "、"
                and re.search(r"[区县市旗镇乡州]$", text[out[-1][0] : out[-1][1]])
                and not re.search(r"(?:政府|管委会)$", text[out[-1][0] : out[-1][1]])
            ):
                start = out.pop()[0]
            out.append((start, beyond))
        else:
            out.append((first, beyond))
    return out


def _is_rest(before: str, name: str) -> bool:
    last = before.rsplit("、", 1)[-1]
    if _BARE_REST.fullmatch(name):
        return before.startswith(("各", "有关", "相关"))
    if not _LEVEL_ONLY.fullmatch(name):
        return False
    if before.startswith("各级"):
        return False
    return before.startswith("各") and (
        _EACH_PLACE.fullmatch(before) is not None or _LEVEL_ONLY.fullmatch(last) is not None
    )


_PREFIX = re.compile(r"(?:[省市县区州盟旗]|自治区|自治州)(?=[\u4e00-\u9fff]{2,})")


def _with_prefixes(bodies: list[Body]) -> list[Body]:
    """盟发改委、经信委: the second is proposed to be 盟经信委."""
    carried = ""
    out: list[Body] = []
    for body in bodies:
        own = _PREFIX.match(body.name)
        if own:
            # 区 and 市 may begin a name of their own (市场监管局).
            if body.name.startswith("市场"):
                own = None
            else:
                carried = own[0]
        if (
            own
            or not carried
            or not re.search(r"(?:局|厅|委|办|部)$", body.name)
            or len(body.name) > 9
            or carried in body.name[:3]
            or body.name.startswith(("各", "国家", "中央", "有关", "相关"))
        ):
            out.append(body)
        else:
            out.append(Body(body.name, body.start, body.end, carried))
    return out


_ROLE_BEHIND = re.compile(
    r"(?<=[\u4e00-\u9fff)])\((?:(?P<lead>(?:共同|分别|联合|具体|总)?(?:牵头|负责|主办|主责|承办|责任)(?:单位|部门|负责|机关|[^()、,;]{0,8}(?:工作|领域|行业|部分|区域|任务))?)"
    r"|(?P<support>(?:共同|积极|协同)?(?:配合|协办|协助|参与|协同)(?:单位|部门|落实|机关)?))\)$"
)
_DUE_BEHIND = re.compile(
    r"[,;。](?:(?:20\d\d年)?(?:\d{1,2}月|第?[一二三四]季度|上半年|下半年)?(?:\d{1,2}日)?(?:底|末|初|中旬|上旬|下旬)?(?:之?前)?(?:完成|完成并持续推进|启动)?|长期(?:坚持|推进)?|持续(?:推进|实施|开展)|全年|常年)$"
)


def is_bare_list(run: Run) -> bool:
    """Whether a bracket holds nothing but names of bodies."""
    due = _DUE_BEHIND.search(run.text)
    if due is not None:
        run = run.cut(0, due.start())
    text = run.text
    if not 2 <= len(text) <= 400 or any(char in text for char in '“”"《》:%') or any(char.isdigit() for char in text):
        return False
    if re.match(r"(?:以下|简称|含|如|即|包括|不含|见|下同|指|详见|特别是|例如|除)", text) or text.endswith(
        ("除外", "下同", "简称")
    ):
        return False
    names = split_names(run)
    if not names.bodies:
        return False
    official = 0
    for body in names.bodies:
        if _STRONG.search(body.name) is None or _ABSTRACT.match(body.name) or len(body.name) > 34:
            return False
        if body.name in (
            "市",
            "县",
            "区",
            "旗",
            "自治县",
            "自治旗",
            "部门",
            "单位",
            "企业",
            "学校",
            "高校",
            "委",
            "局",
            "市辖区",
            "街道",
            "乡镇",
            "园区",
            "镇",
            "乡",
            "机构",
            "省",
            "自治区",
            "直辖市",
            "社区",
            "开发区",
        ):
            return False
        official += _OFFICIAL.search(body.name) is not None
    return official * 2 >= len(names.bodies)
