"""What a document says beside targets and duties: amounts of money, dates by which, things to be set up."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from zhiheng.policy import lexis
from zhiheng.policy.canonical import Run
from zhiheng.policy.model import Deadline, Institution, Money, Target

_MONEY = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)(万亿|千亿|百亿|亿|百万|千万|万|千|百)?元")
_REASONS = (
    ("award", re.compile(r"奖励|奖金|奖补|表彰")),
    ("subsidy", re.compile(r"补助|补贴|资助|补偿|贴息|扶持|配套")),
    ("fine", re.compile(r"罚")),
    ("ceiling", re.compile(r"最高|不超过|上限|封顶")),
)
_FOR = re.compile(r"对(?P<what>[^,。;]{2,60}?)(?:的)?,?(?:企业|单位|个人|项目)?(?:给予|一次性|奖励|,|分别|按)")
_DATE = re.compile(
    r"(?P<fore>到|至|在|于)?(?P<year>(?:19|20)\d\d)年(?:(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})日)?)?(?P<aft>底前|底|末|前|年底前|年底|以前|上半年|下半年)?"
)
_SETUP = re.compile(
    r"(?P<verb>成立|组建|设立|建立|筹建|新建|建成|打造|搭建|创建)(?P<name>[^,。;:!?、()《》“”]{2,32}?(?P<kind>领导小组|工作专班|委员会|联席会议|专家库|中心|平台|基金|研究院|实验室|联盟|协会|指挥部|办公室|资源池|数据库|基地|示范区|园区))(?=[,。;、!?()和]|制度|$)"
)


def money_in(run: Run, place: str, targets: Sequence[Target]) -> Iterator[Money]:
    """Amounts of yuan that are no target, each with what it is for."""
    text = run.text
    if "元" not in text:
        return
    taken = {target.number_start for target in targets}
    for found in _MONEY.finditer(text):
        start = run.start(found.start())
        if start in taken:
            continue
        low = max(text.rfind("。", 0, found.start()), text.rfind(";", 0, found.start())) + 1
        before = text[max(low, found.start() - 80) : found.start()]
        around = before + text[found.end() : found.end() + 6]
        reason = next((name for name, pattern in _REASONS if pattern.search(around)), "")
        what = _FOR.search(before)
        amount = Decimal(found[1].replace(",", "")) * lexis.SCALES.get(found[2] or "", 1)
        ceiling = re.search(r"(?:最高|不超过|上限为?|至多)[^,。;]{0,6}$", before) is not None
        yield Money(
            place, start, run.end(found.end()), amount, reason or "mentioned", ceiling,
            what["what"] if what else "", "high" if reason and what else "medium" if reason else "low",
        )  # fmt: skip


def deadlines_in(run: Run, place: str) -> Iterator[Deadline]:
    """Dates by which something is due."""
    text = run.text
    if "年" not in text:
        return
    for found in _DATE.finditer(text):
        if not (found["fore"] in ("到", "至") or found["aft"]):
            continue
        if re.match(r"[以起]|相比|的", text[found.end() : found.end() + 2]) or text[
            found.start() - 1 : found.start()
        ] in ("比", "较"):
            continue
        due = found["year"]
        if found["month"] and 1 <= int(found["month"]) <= 12:
            due += f"-{int(found['month']):02d}"
            if found["day"] and 1 <= int(found["day"]) <= 31:
                due += f"-{int(found['day']):02d}"
        stop = re.search(r"[。;]", text[found.end() :])
        end = found.end() + (stop.start() if stop else len(text) - found.end())
        what = text[found.end() : min(end, found.end() + 60)].lstrip(",")
        yield Deadline(
            place, run.start(found.start()), run.end(found.end()), due, what, "high" if found["aft"] else "medium"
        )


def institutions_in(run: Run, place: str) -> Iterator[Institution]:
    """Groups, platforms and funds that are to be set up."""
    for found in _SETUP.finditer(run.text):
        name = re.sub(r"^(?:了|一批|一个|健全|完善)+", "", found["name"])
        sure = found["verb"] in ("成立", "组建", "设立", "筹建")
        yield Institution(
            place, run.start(found.start()), run.end(found.end()), found["verb"], name, found["kind"],
            "high" if sure else "medium",
        )  # fmt: skip
