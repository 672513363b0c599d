"""Who answers for a clause: the brackets and lines that name bodies.

A bracket is cut at its commas; each piece says by a label before the names (责任单位：) or by a verb behind them
(牵头, 配合) what they do. Pieces without either go with the next verb, or with the label before.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from zhiheng.policy.canonical import Run
from zhiheng.policy.model import PREAMBLE, Body, Duty, Exceptional, Grade, Option, Question
from zhiheng.policy.names import Names, is_bare_list, split_names

LEAD, SUPPORT, PERSON = "lead", "support", "person"

_LABEL = re.compile(
    r"(?P<support>(?:配合|协办|参与|参加|协同|协助|协作|指导|支持|会同)(?:责任)?(?:单位|部门|机构|机关|科室|处室|股室|司局)?)(?=:)"
    r"|(?P<lead>(?:第一|主要|总|共同|具体|直接)?(?:(?:牵头|责任|负责|主办|承办|实施|主责|落实|完成|考核|监管|主管|组织|执行|承担|推进)(?:责任|考核|落实|实施|负责|及责任|和责任)?)+(?:单位|部门|机构|机关|主体|科室|处室|股室|司局|领导|人|分工)?(?:及责任单位|和责任单位|\(部门\)|及部门|\(单位\)|\(地区\))?|(?:职责|任务|工作)分工)(?=:)"
)
_JOINT = r"(?:按|按照|依|依照|根据|依据)(?:照)?(?:各自|自身|法定|部门|本部门)?的?(?:职责|职能|责任|工作)+(?:和|及|与)?(?:分工|范围|权限|任务|职责)*(?:和权限)?"
_VERB = re.compile(
    rf"(?P<joint>(?:结合|分别|共同|各自)?{_JOINT}(?:分别|共同|各自|抓好|做好)?(?:负责|落实|组织实施|推进|实施|做好|抓好|牵头|承担|开展|分别负责)*(?:落实|实施)?(?:工作|相关工作|有关工作)?)$"
    rf"|(?P<support>(?:{_JOINT})?(?:积极|共同|具体|分别|协同)?(?:配合|参与|参加|协助|协办|协同|支持|指导|结合(?:各自)?实际(?:抓好)?(?:贯彻)?落实|会办|督促指导)(?:落实|实施|做好|推进|抓好|工作|开展|负责)*)$"
    r"|(?P<lead>(?:分别|分工|分头|共同|具体|各自|统筹|总体|组织|主要|为主|综合|全面)?(?:牵头|负责|主办|承办|主责|组织实施|实施|承担|督促落实|统筹|推动|推进|抓总|总牵头|总负责|作为牵头单位|为牵头单位|为责任单位)(?:负责|落实|实施|推进|组织|组织实施|办理|协调|指导|抓好|承办)*)$"
    r"|(?P<weak>(?:分别|共同|抓好|具体|贯彻|组织|认真)?(?:落实|执行|完成|做好))$"
)
_KEY = re.compile(
    r"负责|牵头|会同|组织推进|组织实施|责任单位|责任部门|责任主体|配合|参与|参加|协办|主办|承办|协助|落实|指导|实施单位|完成单位|考核单位|主管部门:|承担单位|按职责|责任:|分工:"
)
_FIRST_LEADS = re.compile(
    r"[,;。、]?\(?(?:其中,?)?(?:列|排|排列|位列|居|处|排名|排序|列名|列在)?(?:在|于)?(?:第一位|第1位|首位|第一|最前面|首)(?:的)?(?:(?:责任|承办|主办)?单位|(?:责任|承办)?部门|者|单位或部门)?(?:均)?(?:为|是|系|作为)(?:(?:工作|任务|总|主要|该项|本项)?牵头(?:或[\u4e00-\u9fff]{2})?|总牵头|第一责任|主要责任|主责|牵头责任)(?:单位|部门|责任单位|人)?(?:(?:或|和|及)[\u4e00-\u9fff]{2,4}(?:单位|部门|人))?(?P<on>[,,]?(?:其他|其余|其它)[^,;。)]*)?(?P<same>[,;。]?(?:以)?下同)?[。;]?\)?"
)
_FIRST_HINT = re.compile(r"(?:第一|第1位|首|最前面)[^,;。]{0,9}[为是系]")
_ABOVE_ALL = re.compile(
    r"[;。,]?(?:以下|其他|其余|上述|具体|所有|各)(?:各项|有关)?(?:政策|重点|工作|改革)?(?:任务|工作|措施|条款|事项|举措|内容)?(?:均|都)?(?:需要?|须|由|应由?|要求?|涉及)(?P<names>[^;。]*?)(?P<verb>负责落实|配合落实|抓好落实|组织实施|负责|落实|配合|(?<=[府会门位区委局]))[,;]?(?:均|都)?(?:不再|不)(?:逐一|一一|另行|重复|单独|分别|逐项|再|做|作)*(?:列出|列明|罗列|重复|赘述|列|分工|标注|注明)(?:,?(?:以)?下同)?[。;]?"
)
_SAME_BELOW = re.compile(r"[,;。、]?(?:以)?下同[。;]?$")
_FROM_BODY = re.compile(
    r"^(?:其中[,:]?)?(?P<item>[^由,;]{0,60}?)由(?P<names>.+?)(?P<verb>牵头负责|牵头|负责落实|负责实施|负责|承担|组织实施|落实|实施)$"
)
_NAMES_THEN_ITEM = re.compile(
    r"^(?P<names>[^,;]{2,80}?)(?P<verb>牵头负责|分别负责|具体负责|负责|牵头|配合做好|配合|牵头开展|牵头做好)(?P<item>[^,;、]{2,60})$"
)
_DUE = re.compile(
    r"(?:完成时限|完成时间|时限|时间要求|办结时限|推进时限):|(?:\d{1,2}月|年|季度|月份|上半年|下半年).{0,30}(?:完成|取得|推进|实现|建成|底|前|成效)|^(?:持续|长期|按进度|适时|分批|常年|按时序|立即|全年|每年|分年度)[^、]{0,14}$|^20\d\d年.{0,20}$"
)
_LINE = re.compile(
    r"(?:^|(?<=[。;!?)]))(?=(?:第一|主要|共同)?(?:牵头|责任|负责|主办|实施|配合|主责|考核|承办|完成|参与|协办|协同|协助|会同|参加)(?:责任|考核|负责|实施)?(?:单位|部门|机关|主体|科室|处室)(?:及责任单位)?:|(?:责任|职责|任务)分工:)"
)
_OPEN_CLOSE = {"(": ")", "[": "]", "【": "】", "〔": "〕"}
_CLOSERS = {close: opening for opening, close in _OPEN_CLOSE.items()}
_LABEL_ITEM = re.compile(r"^(?P<item>[^:,;]{2,40}):(?=.)")


_KINDS_OF_PLACE = ("地区", "国家", "区域", "小区", "园区", "中心", "县区", "单位", "部门", "企业", "街道", "社区")
_OF_PERSONS = re.compile(r"领导|人$")
_PERSON_LABEL = r"[^:,;。]{0,8}(?:领导|责任人|负责人|联系人|联络员)[^:,;。]{0,4}:"
_PERSON = re.compile(_PERSON_LABEL)
_ONE_PERSON = re.compile(_PERSON_LABEL + r"[^:]*")
_BRACKET_SIGN = re.compile(r"[()\[\]【】〔〕]")
_PIECE_SIGN = re.compile(r"[()\[\],;。.]|(?<=牵头|负责|配合|协助|协同|参与|参加|协办|落实)、")
_POINTS = re.compile(r"(?:满分|共|计|分值:?)?\d+(?:\.\d+)?分")


@dataclass(frozen=True, slots=True)
class Bracket:
    """A bracket in a run: `start` at its opening sign, `end` behind its closing one."""

    start: int
    end: int


@dataclass(slots=True)
class Habit:
    """What a document has agreed for the brackets that follow."""

    first_leads: bool = False


def brackets(text: str) -> Iterator[Bracket]:
    """Outermost brackets, in order; one that never closes counts for nothing."""
    stack: list[tuple[str, int]] = []
    closed: list[Bracket] = []
    for sign in _BRACKET_SIGN.finditer(text):
        at, char = sign.start(), sign[0]
        if char in _OPEN_CLOSE:
            stack.append((char, at))
        else:
            while stack and stack[-1][0] != _CLOSERS[char]:
                stack.pop()
            if stack:
                _, start = stack.pop()
                while closed and closed[-1].start > start:
                    closed.pop()
                closed.append(Bracket(start, at + 1))
    yield from closed


def duties_in(run: Run, place: str, habit: Habit) -> tuple[list[Duty], list[tuple[int, int]]]:
    """The duties of one paragraph, and the spans of the run that they take up."""
    text = run.text
    found: list[Duty] = []
    spans: list[tuple[int, int]] = []
    for bracket in brackets(text):
        inner = run.cut(bracket.start + 1, bracket.end - 1)
        if not inner.text or len(inner.text) > 1500:
            continue
        form = _form(run, inner, bracket, place)
        if not form:
            continue
        duty = _duty(run, inner, bracket.start, bracket.end, place, habit, form)
        if duty is not None:
            found.append(duty)
            spans.append((bracket.start, bracket.end))
    for start, end in _lines(text, [span for span, one in zip(spans, found, strict=True) if one.form != "bare"]):
        # 各县(市、区)政府(管委会) at the end of such a line is part of a name.
        outside = [n for n, (first, _) in enumerate(spans) if not start <= first < end]
        found, spans = [found[n] for n in outside], [spans[n] for n in outside]
        inner = run.cut(start, end)
        duty = _duty(run, inner, start, end, place, habit, "line")
        if duty is not None:
            found.append(duty)
            spans.append((start, end))
    if len(found) > 1:
        found.sort(key=lambda duty: duty.start)
        spans.sort()
    if _agreed_in_running_text(text, spans):
        habit.first_leads = True
    return found, spans


def _first_leads(text: str) -> re.Match[str] | None:
    """The statement 列第一位者为牵头单位."""
    return _FIRST_LEADS.search(text) if _FIRST_HINT.search(text) else None


def _agreed_in_running_text(text: str, spans: Sequence[tuple[int, int]]) -> bool:
    """列第一位者为牵头单位 outside the brackets of duties holds for what follows, with or without 下同."""
    statement = _first_leads(text)
    if statement is None:
        return False
    return "下同" in text or not any(start <= statement.start() < end for start, end in spans)


def _form(run: Run, inner: Run, bracket: Bracket, place: str) -> str:
    """How a bracket names bodies; empty when it does not."""
    statement = _first_leads(inner.text)
    inner = _without(inner, [statement.span()]) if statement else inner
    text = inner.text
    if re.match(r"以下(?:统称|简称)|简称|下称|见附件|详见", text) or _ONE_PERSON.fullmatch(text):
        return ""
    if _LABEL.search(text):
        return "label"
    if _KEY.search(text):
        return "verb" if _speaks_of_bodies(inner) else ""
    rest = run.text[bracket.end :]
    at_end = not rest or rest in ("。", ";", ",", ".") or (rest[0] in "。;" and bracket.end - bracket.start > 5)
    if text in _KINDS_OF_PLACE:
        return ""  # 30多个国家(地区)
    if at_end and (bracket.start > 0 or place != PREAMBLE) and is_bare_list(inner):
        return "bare"
    return ""


def _speaks_of_bodies(inner: Run) -> bool:
    """A bracket with a verb of duty counts when a piece of it ends with the verb and begins with a name."""
    for start, end in _pieces(inner.text):
        piece = inner.text[start:end]
        together = piece.find("会同")
        if together > 0 and is_bare_list(inner.cut(start, start + together)):
            return True
        found = _VERB.search(piece) or _NAMES_THEN_ITEM.match(piece)
        if found is None:
            continue
        head = piece[: found.start()] if found.re is _VERB else found["names"]
        if found.re is _VERB and found.start() == 0:
            continue
        item = _FROM_BODY.match(piece)
        if item:
            head = item["names"]
        names = split_names(inner.cut(start + piece.find(head), start + piece.find(head) + len(head)))
        if names.bodies and names.sure:
            return True
    return False


def _lines(text: str, taken: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """责任单位：甲、乙 without a bracket: from the label to the end of the sentence."""
    beyond = 0
    for found in _LINE.finditer(text) if ":" in text else ():
        start = found.start()
        if start < beyond or any(a <= start < b for a, b in taken):
            continue
        end = start
        while True:
            stop = text.find("。", end)
            end = len(text) if stop < 0 else stop
            follow = text[end + 1 :]
            if stop >= 0 and _LINE.match(text, end + 1) and not re.match(r"(?:牵头|责任)", follow):
                end += 1
                continue
            break
        beyond = end
        yield start, end


def _pieces(text: str) -> list[tuple[int, int]]:
    """Spans between commas and semicolons outside inner brackets."""
    pieces: list[tuple[int, int]] = []
    depth = start = 0
    for sign in _PIECE_SIGN.finditer(text):
        at, char = sign.start(), sign[0]
        if char in "()[]":
            depth += 1 if char in "([" else -1
        elif depth <= 0 and (char != "." or not text[at - 1 : at].isdigit()):
            pieces.append((start, at))
            start = at + 1
    pieces.append((start, len(text)))
    return [(a, b) for a, b in pieces if b > a]


@dataclass(slots=True)
class _Roles:
    lead: list[Body]
    support: list[Body]
    waiting: list[Body]
    exceptions: list[Exceptional]
    due: str = ""
    joint: bool = False
    open_ended: bool = False
    sure: bool = True
    said_lead: bool = False

    def give(self, role: str, bodies: Sequence[Body]) -> None:
        if role == PERSON:
            return
        (self.lead if role == LEAD else self.support).extend(bodies)

    def give_each(self, role: str, names: Names) -> None:
        """Give the role that a bracket behind a name says, else the one that holds for all."""
        for own, body in zip(names.roles, names.bodies, strict=True):
            self.give(own or role, (body,))


def _duty(run: Run, inner: Run, start: int, end: int, place: str, habit: Habit, form: str) -> Duty | None:
    text = inner.text
    first_leads = habit.first_leads
    statement = _first_leads(text)
    above = _ABOVE_ALL.search(text) if "不" in text else None
    roles = _Roles([], [], [], [])
    cuts = [found.span() for found in (statement, above) if found is not None]
    if statement is not None:
        first_leads = True
        if statement["same"]:
            habit.first_leads = True
    kept = _without(inner, cuts)
    tail = _SAME_BELOW.search(kept.text) if "下同" in text else None
    if tail is not None:
        kept = kept.cut(0, tail.start())
    _read_pieces(kept, roles)
    if above is not None and above["verb"]:
        names = split_names(inner.cut(above.start("names"), above.end("names")))
        known = {body.name for body in (*roles.lead, *roles.support)}
        role = SUPPORT if "配合" in above["verb"] else LEAD
        roles.give(role, [body for body in names.bodies if body.name not in known])
    if not roles.lead and not roles.support:
        return None
    if first_leads and roles.lead and not roles.support and not roles.said_lead:
        roles.lead, roles.support = roles.lead[:1], roles.lead[1:]
    elif first_leads and len(roles.lead) > 1 and not roles.said_lead:
        roles.lead, roles.support = roles.lead[:1], [*roles.lead[1:], *roles.support]
    grade: Grade = "high" if roles.sure else "medium"
    question = None
    if not roles.sure:
        readings = (Option("names_as_read"), Option("no_duty"))
        question = Question("names_unsure", readings, "names_as_read")
    return Duty(
        place=place,
        start=run.start(start),
        end=run.end(end),
        lead=tuple(roles.lead),
        support=tuple(roles.support),
        form=form,
        joint=roles.joint,
        open_ended=roles.open_ended,
        exceptions=tuple(roles.exceptions),
        due=roles.due,
        confidence=grade,
        question=question,
    )


def _without(run: Run, cuts: Sequence[tuple[int, int]]) -> Run:
    for start, end in sorted(cuts, reverse=True):
        run = Run(run.text[:start] + run.text[end:], [*run.places[:start], *run.places[end:]])
    return run


def _read_pieces(inner: Run, roles: _Roles) -> None:
    label = ""
    last = ""
    text = inner.text
    for start, end in _label_cuts(text):
        piece = inner.cut(start, end)
        found = _LABEL.search(piece.text)
        if found is not None and found.start() <= 24:
            label = PERSON if _OF_PERSONS.search(found[0]) else found.lastgroup or LEAD
            if found["lead"] and "牵头" in found["lead"]:
                roles.said_lead = True
            if found.start() and _DUE.search(piece.text[: found.start()]):
                roles.due = piece.text[: found.start()].strip(",;")
            _flush(roles, last or LEAD)
            piece = piece.cut(found.end() + 1, len(piece.text))
        if not piece.text or (not label and _PERSON.match(piece.text)):
            continue
        last = _read_piece(piece, label, last, roles)
    _flush(roles, LEAD if not (roles.lead or roles.support) else last or LEAD)


def _label_cuts(text: str) -> list[tuple[int, int]]:
    """Pieces, cut at commas and before each label (牵头单位：甲 配合单位：乙)."""
    out: list[tuple[int, int]] = []
    for start, end in _pieces(text):
        at = start
        for found in _LABEL.finditer(text, start, end):
            if found.start() > at and (out or found.start() > start):
                out.append((at, found.start()))
                at = found.start()
        out.append((at, end))
    return [(a, b) for a, b in out if b > a]


def _flush(roles: _Roles, role: str) -> None:
    if roles.waiting:
        roles.give(role, roles.waiting)
        roles.waiting = []


def _read_piece(piece: Run, label: str, last: str, roles: _Roles) -> str:
    """One piece of a bracket; returns the role that it spoke of."""
    text = piece.text
    if _is_due(text):
        roles.due = roles.due or text
        return last
    if _POINTS.fullmatch(text):
        return last
    handed = _FROM_BODY.match(text)
    if handed is not None and not label:
        names = split_names(piece.cut(handed.start("names"), handed.end("names")))
        item = re.sub(r"(?:工作|任务|部分|事项|相关工作|方面)$", "", handed["item"])
        if item:
            roles.exceptions.append(Exceptional(item, names.bodies))
            return last
        _flush(roles, LEAD)
        roles.give(LEAD, names.bodies)
        return LEAD
    verb = _VERB.search(text)
    if verb is not None:
        kind = verb.lastgroup or LEAD
        head = piece.cut(0, verb.start())
        if not head.text and not roles.waiting:
            return last
        if kind == "joint":
            roles.joint = True
            kind = SUPPORT if re.search(r"配合|参与|协助|结合.{0,4}实际", verb[0]) else LEAD
        elif kind == "weak":
            kind = SUPPORT if roles.lead else LEAD
        if kind == LEAD and "牵头" in verb[0]:
            roles.said_lead = True
        head = _with_inner_verbs(head, roles)
        names = split_names(head)
        _count(roles, names)
        # 甲、乙；丙参与: somebody answers, so that those before the helpers do.
        _flush(roles, LEAD if kind == SUPPORT and not roles.lead else kind)
        roles.give_each(kind, names)
        return kind
    split = _NAMES_THEN_ITEM.match(text)
    if split is not None and not label:
        names = split_names(piece.cut(split.start("names"), split.end("names")))
        if names.bodies and names.sure:
            kind = SUPPORT if "配合" in split["verb"] else LEAD
            _flush(roles, kind)
            roles.give(kind, names.bodies)
            return kind
    item_label = _LABEL_ITEM.match(text)
    if item_label is not None and not label:
        piece = piece.cut(item_label.end(), len(text))
    together = piece.text.find("会同")
    if together > 0 and not label:
        with_them = split_names(piece.cut(together + 2, len(piece.text)))
        names = split_names(piece.cut(0, together))
        if names.sure and with_them.bodies:
            _count(roles, names)
            _count(roles, with_them)
            _flush(roles, LEAD)
            roles.give(LEAD, names.bodies)
            roles.give(SUPPORT, with_them.bodies)
            return SUPPORT
    names = split_names(piece)
    _count(roles, names)
    if label:
        roles.give_each(label, names)
        return label
    if "support" in names.roles or "lead" in names.roles:
        _flush(roles, LEAD)
        roles.give_each(last or LEAD, names)
        return last
    if last and (roles.lead or roles.support) and not names.sure:
        return last
    roles.waiting.extend(names.bodies)
    return last


def _is_due(text: str) -> bool:
    """A piece that says by when, not by whom: 6月底完成, 持续推进."""
    if _DUE.search(text) is None:
        return False
    return re.match(
        r"\d|持续|长期|按进度|按时序|适时|分批|常年|立即|全年|每年|分年度", text
    ) is not None or not _VERB.search(text)


def _with_inner_verbs(head: Run, roles: _Roles) -> Run:
    """甲牵头会同乙, 甲会同乙: the one before the verb leads."""
    found = re.search(r"(?:牵头,?)?会同|牵头(?=[\u4e00-\u9fff]{3,})", head.text)
    if found is None or not found.start():
        return head
    names = split_names(head.cut(0, found.start()))
    _count(roles, names)
    roles.give(LEAD, names.bodies)
    if "牵头" in found[0]:
        roles.said_lead = True
    head = head.cut(found.end(), len(head.text))
    if found[0] == "会同":
        with_them = split_names(head)
        _count(roles, with_them)
        roles.give(SUPPORT, with_them.bodies)
        return head.cut(len(head.text), len(head.text))
    return head


def _count(roles: _Roles, names: Names) -> None:
    roles.open_ended = roles.open_ended or names.open_ended
    roles.sure = roles.sure and names.sure


def _give_cell(roles: _Roles, role: str, cell: Run) -> None:
    names = split_names(cell)
    _count(roles, names)
    roles.give_each(role, names)


def duty_of_cells(
    place: str, lead: Sequence[Run], support: Sequence[Run], start: int, end: int, due: str, habit: Habit
) -> Duty | None:
    """The duty of a table's row: its cells 责任单位, 牵头单位, 配合单位."""
    roles = _Roles([], [], [], [], due=due)
    for cell in lead:
        if _VERB.search(cell.text) or _LABEL.search(cell.text):
            _read_pieces(cell, roles)
        else:
            _give_cell(roles, LEAD, cell)
    for cell in support:
        _give_cell(roles, SUPPORT, cell)
    if not roles.lead and not roles.support:
        return None
    if habit.first_leads and not roles.support and len(roles.lead) > 1:
        roles.lead, roles.support = roles.lead[:1], roles.lead[1:]
    return Duty(
        place=place,
        start=start,
        end=end,
        lead=tuple(roles.lead),
        support=tuple(roles.support),
        form="cell",
        open_ended=roles.open_ended,
        due=due,
        confidence="high" if roles.sure else "medium",
    )
