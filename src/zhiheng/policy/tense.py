"""Whether a sentence tells the past, and by which year something is due."""

import re

from zhiheng.policy import lexis

_YEAR_AS_DUE = re.compile(
    r"(?P<fore>比|较|以|与|同|自|从|由|按|在)?(?P<year>(?:19|20)\d\d)年?(?P<aft>底前|年底|底|末|前|以前|为基|的基础|以来|起|相比|至|-)?"
)
_AS_LEVEL = re.compile(r"年(?:底|末)?(?:度|同期)?(?:的)?(?:水平|水准|标准|基数|同期|数据|实绩|实际)")
_OF_A_PAPER = re.compile(r"年(?:修订|修正|版|颁布|印发|制定|公布)")  # 符合2010年修订的规范
_PERIODS = {"十一": 2010, "十二": 2015, "十三": 2020, "十四": 2025, "十五": 2030, "十六": 2035}
_PERIOD_END = re.compile(r"(?:19|20)\d\d(?:年)?(?:-{1,2}|~|至|到)((?:19|20)\d\d)年?|“?(十[一二三四五六])五”?")
_PERIOD = re.compile(r"(十[一二三四五六])五”?")
_COMPARED_WITH = ("比", "较", "高于", "超过", "低于", "优于")


def tells_the_past(sentence: str, year: int) -> bool:
    years = years_in(sentence)
    if years and year and any(one > year for one in years):
        return False
    if lexis.TOLD.search(sentence):
        return True
    if year and years and all(one < year for one in years):
        return not lexis.FUTURE.search(sentence) or min(years) < year - 1
    period = _PERIOD.search(sentence)
    # 高于“十三五”时期 compares, and tells nothing of that time.
    compares = period is not None and sentence[: period.start()].rstrip("“").endswith(_COMPARED_WITH)
    if period and year and not compares and _PERIODS.get(period[1], 9999) < year:
        return True
    found = lexis.PAST.search(sentence)
    return found is not None and not lexis.FUTURE.search(sentence)


def years_in(sentence: str) -> list[int]:
    """The years that a sentence is about; base years (比2020年) and names are left out."""
    if "年" not in sentence:
        return []
    return [
        int(found["year"])
        for found in _YEAR_AS_DUE.finditer(sentence)
        if found["fore"] not in ("比", "较", "以", "同", "按", "由", "从", "与")
        and found["aft"] not in ("为基", "的基础")
        and sentence[found.end("year") : found.end("year") + 1] == "年"
        and not _OF_A_PAPER.match(sentence, found.end("year"))
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


def plan_end(title: str) -> str:
    """The last year of a plan, as its title says it: 2021—2025年, “十四五”."""
    found = _PERIOD_END.search(title)
    if found is None:
        return ""
    return found[1] or (str(_PERIODS[found[2]]) if found[2] in _PERIODS else "")
