"""A draft plan package from a reading: everything that the document says, and in `open.yaml` what it does not say.

The draft holds codes, numbers, names and short titles; the official text stays outside. Codes of bodies and indicators
are numbered, since only a person can give them names that last.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from zhiheng.policy.canonical import folded
from zhiheng.policy.model import ANNEX, PREAMBLE, TABLE, WHOLE, Body, Clause, Duty, Reading, Target
from zhiheng.policy.numbering import han_number

REGION = "region"
UNTRANSLATED = "To be translated"
_MARK = "general_knowledge"
_HAN = re.compile(r"[一二三四五六七八九十百零〇]+")
_RULES = {"increment": "increase", "total": "cumulative", "annual": "hold"}
_QUESTIONS = {
    "two_words_of_comparison": ("原文同时写了“超过”和“以上”，按哪个判断？", "The text says both more than and at least: which decides?"),
    "more_or_less": ("“余”“多”是至少还是约数？", "Does the text mean at least, or about?"),
    "count_or_scope": ("这个数是目标，还是只说明任务范围？", "Is the number a target, or does it only tell the scope of a task?"),
    "about": ("“左右”“约”按不低于还是按区间判断？", "Is about judged as at least, or as a range?"),
}  # fmt: skip
_READINGS = {
    "more_than": ("按大于判断。", "More than."),
    "at_least": ("按不低于判断。", "At least."),
    "about": ("按约数判断。", "About."),
    "target": ("是目标。", "It is a target."),
    "scope_of_task": ("只说明任务范围，不评判。", "It only tells the scope; it is not judged."),
    "at_most": ("按不高于判断。", "At most."),
}


@dataclass(slots=True)
class _Draft:
    reading: Reading
    clauses: dict[str, str] = field(default_factory=dict)  # place → code
    bodies: dict[str, str] = field(default_factory=dict)  # name → code
    duties: dict[int, str] = field(default_factory=dict)  # start → code
    open: list[dict[str, Any]] = field(default_factory=list)

    def ask(self, file: str, code: str | None, key: str | None, chinese: str, english: str) -> None:
        point: dict[str, Any] = {"file": file}
        if code is not None:
            point["code"] = code
        if key is not None:
            point["key"] = key
        self.open.append({**point, "text": {"zh-Hans": chinese, "en": english}})


def draft(reading: Reading, code: str) -> dict[str, Any]:
    """File name → content of a draft package."""
    work = _Draft(reading)
    _name_clauses(work)
    _name_bodies(work)
    clauses = _clauses(work)
    targets, indicators = _targets(work)
    files: dict[str, Any] = {
        "plan.yaml": _plan(work, code),
        "bodies.yaml": _places_and_bodies(work),
        "clauses.yaml": clauses,
        "targets.yaml": targets,
        **indicators,
        "tasks.yaml": _tasks(work, targets),
    }
    incentives = _incentives(work)
    if incentives:
        files["incentives.yaml"] = incentives
    files["open.yaml"] = work.open
    return files


def write(files: dict[str, Any], folder: Path) -> list[Path]:
    """Write a draft; a folder that holds something already is not touched."""
    if folder.exists() and any(folder.iterdir()):
        raise FileExistsError(folder)
    written: list[Path] = []
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=110), "utf-8")
        written.append(path)
    return written


def _said(chinese: str) -> dict[str, str]:
    return {"zh-Hans": folded(chinese) or "待定", "en": UNTRANSLATED}


# --- plan.yaml --------------------------------------------------------------------------------------------------


def _plan(work: _Draft, code: str) -> dict[str, Any]:
    head = work.reading.head
    first, last = _span(work.reading)
    work.ask("plan.yaml", None, "from", "规划从哪天起、到哪天止？草稿按文中年份推定。", "From and until when does the plan run? The draft infers it from the years in the text.")  # fmt: skip
    work.ask("plan.yaml", None, "region", "规划属于哪个地区？请换成 bodies.yaml 中的代码。", "Which place does the plan belong to? Put its code.")  # fmt: skip
    work.ask("plan.yaml", None, "title", f"凡英文为“{UNTRANSLATED}”的名称都要译出。", f"Every English name that reads {UNTRANSLATED} is to be written.")  # fmt: skip
    document: dict[str, Any] = {"title": _said(head.title or code)}
    if head.number:
        document["number"] = head.number
    if head.issuer:
        document["issuer"] = _said(head.issuer)
    if len(head.date) == 10:
        document["issued_on"] = head.date
    return {
        "schema": 1,
        "code": code,
        "version": 1,
        "title": _said(head.title or code),
        "short": _said((head.title or code)[:12]),
        "region": REGION,
        "from": f"{first}-01-01",
        "until": f"{last + 1}-01-01",
        "document": document,
    }


def _span(reading: Reading) -> tuple[int, int]:
    dues = [int(t.deadline) for t in reading.targets if t.deadline.isdigit()]
    year = int(reading.head.date[:4]) if reading.head.date[:4].isdigit() else 0
    last = max(dues, default=year or 2030)
    first = year if year and year <= last else min(dues, default=last)
    return min(first, last), last


# --- bodies.yaml ------------------------------------------------------------------------------------------------


def _name_bodies(work: _Draft) -> None:
    for duty in work.reading.duties:
        for body in (*duty.lead, *duty.support, *(b for e in duty.exceptions for b in e.lead)):
            name = body.carried + body.name
            if name not in work.bodies:
                work.bodies[name] = f"body-{len(work.bodies) + 1:03d}"


def _places_and_bodies(work: _Draft) -> dict[str, Any]:
    place = {
        "code": REGION,
        "number": 1,
        "kind": "region",
        "parent": None,
        "slug": REGION,
        "names": [
            {"name": {"zh-Hans": "待定地区", "en": "Place to be named"}, "short": {"zh-Hans": "全域", "en": "All"}}
        ],
    }
    work.ask("bodies.yaml", REGION, "names", "地区叫什么、有哪些下级地区？", "What is the place called, and which places belong to it?")  # fmt: skip
    written: dict[str, set[str]] = {}
    for duty in work.reading.duties:
        for body in (*duty.lead, *duty.support):
            written.setdefault(work.bodies[body.carried + body.name], set()).add(body.name)
    bodies = [
        {
            "code": code,
            "place": REGION,
            "kind": _kind(name),
            "names": [{"name": _said(name), "short": _said(name), "mark": _MARK}],
            "aliases": sorted({name, *written.get(code, set())}),
        }
        for name, code in work.bodies.items()
    ]
    for code in work.bodies.values():
        work.ask("bodies.yaml", code, "code", "请给机构起一个长期不变的英文代码，并核对全称。", "Give the body a code that lasts, and check its full name.")  # fmt: skip
    return {"places": [place], "bodies": bodies}


def _kind(name: str) -> str:
    plain = folded(name)
    if re.match(r"各|有关|相关", plain):
        return "group"
    if re.search(r"政府(?:\(.*\))?$|公署$", plain):
        return "government"
    if re.search(r"委员会$|领导小组$|管委会$", plain):
        return "committee"
    return "institution" if re.search(r"中心|公司|集团|银行|协会|大学|学院", plain) else "department"


# --- clauses.yaml -----------------------------------------------------------------------------------------------


def _name_clauses(work: _Draft) -> None:
    taken: Counter[str] = Counter()
    for clause in work.reading.clauses:
        if clause.place in work.clauses:
            continue
        code = _clause_code(clause.path)
        taken[code] += 1
        work.clauses[clause.place] = code if taken[code] == 1 else f"{code}x{taken[code]}"


def _clause_code(path: tuple[str, ...]) -> str:
    if path in ((PREAMBLE,), (WHOLE,)):
        return "0"
    out: list[str] = []
    pieces = list(path)
    if pieces[0].startswith(ANNEX):
        out.append("a" + (str(han_number(pieces.pop(0)[len(ANNEX) :] or "1"))))
    if pieces and pieces[0] == TABLE:
        return "-".join([*out, f"row-{pieces[1]}"])
    out += [_ascii(piece) for piece in pieces]
    return ".".join(out)


def _ascii(piece: str) -> str:
    han = _HAN.search(piece)
    if han:
        return str(han_number(han[0]))
    if "①" <= piece[0] <= "⑳":
        return str(ord(piece[0]) - ord("①") + 1)
    digits = re.findall(r"\d+", piece)
    return digits[-1] if digits else "x"


def _clauses(work: _Draft) -> list[dict[str, Any]]:
    reading = work.reading
    duties: dict[str, list[Duty]] = {}
    for duty in reading.duties:
        duties.setdefault(duty.place, []).append(duty)
    needed = _needed(reading)
    targeted = {target.place for target in reading.targets}
    out: list[dict[str, Any]] = []
    done: set[str] = set()
    for clause in reading.clauses:
        if clause.place in done or (clause.level in ("preamble", "row") and clause.place not in needed):
            continue
        done.add(clause.place)
        code = work.clauses[clause.place]
        entry: dict[str, Any] = {"code": code}
        if clause.number:
            entry["printed"] = clause.number
        entry["level"] = {"article": "item", "row": "item"}.get(clause.level, clause.level)
        entry["title"] = _said(_title(reading, clause))
        if clause.place not in targeted:
            entry["qualitative"] = True
        here = duties.get(clause.place, [])
        if here:
            entry["duties"] = [_duty(work, duty, code, n) for n, duty in enumerate(here)]
        out.append(entry)
    return out


def _needed(reading: Reading) -> set[str]:
    targets = {target.place for target in reading.targets}
    return targets | {duty.place for duty in reading.duties} | {money.place for money in reading.money}


def _title(reading: Reading, clause: Clause) -> str:
    words = "".join(reading.text[clause.title_start : clause.title_end].split())
    if clause.path == (PREAMBLE,):
        return "前言"
    if clause.path == (WHOLE,):
        return "正文"
    return words[:40] or clause.place


def _duty(work: _Draft, duty: Duty, clause: str, at: int) -> dict[str, Any]:
    code = f"{clause}-{_letters(at)}"
    work.duties[duty.start] = code
    entry: dict[str, Any] = {"code": code, "what": _said(_what(work.reading, duty))}
    for role, bodies in (("lead", duty.lead), ("support", duty.support)):
        if bodies:
            entry[role] = [_holder(work, body) for body in bodies]
    if duty.joint:
        entry["joint"] = True
    if duty.open_ended:
        entry["open_ended"] = True
    for exceptional in duty.exceptions:
        names = "、".join(body.name for body in exceptional.lead)
        work.ask("clauses.yaml", code, "code", f"括号中“{exceptional.item}”交由{names}负责，请写成 exceptions。", f"The bracket hands {exceptional.item} to {names}: write it under exceptions.")  # fmt: skip
    if duty.question is not None:
        work.ask("clauses.yaml", code, "code", "括号里的机构名称没有完全读准，请核对。", "The names in the bracket were not read with certainty: check them.")  # fmt: skip
    return entry


def _letters(at: int) -> str:
    return chr(ord("a") + at) if at < 26 else _letters(at // 26 - 1) + chr(ord("a") + at % 26)


def _holder(work: _Draft, body: Body) -> dict[str, str]:
    entry = {"body": work.bodies[body.carried + body.name], "as": body.name}
    if body.carried:
        entry["carried"] = body.carried
    return entry


def _what(reading: Reading, duty: Duty) -> str:
    """The few words before a bracket."""
    before = "".join(reading.text[max(0, duty.start - 60) : duty.start].split())
    pieces = [piece for piece in re.split(r"[。；;：:，,（）()]", before) if len(piece) > 1]
    return pieces[-1][-30:] if pieces else duty.place


# --- targets.yaml, indicators/*.yaml ----------------------------------------------------------------------------


def _targets(work: _Draft) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    reading = work.reading
    first, last = _span(reading)
    targets: list[dict[str, Any]] = []
    indicators: dict[str, Any] = {}
    for number, target in enumerate(reading.targets, start=1):
        code = f"t{number:03d}"
        duty = _duty_of(work, target)
        entry: dict[str, Any] = {"code": code, "clause": work.clauses[target.place]}
        if duty:
            entry["duty"] = duty
        low_high = target.value if isinstance(target.value, tuple) else (target.value,)
        comparator = ">=" if target.comparator == "~" else target.comparator
        entry |= {
            "indicator": code,
            "comparator": comparator,
            "threshold": [_plain(one) for one in low_high] if len(low_high) == 2 else _plain(low_high[0]),
            "rule": "hold" if target.hold else _RULES.get(target.mode, "by_end"),
        }
        questions = _questions(target, comparator)
        if questions:
            entry["questions"] = questions
        targets.append(entry)
        indicators[f"indicators/{code}.yaml"] = _indicator(work, target, code, first, last)
        if not duty:
            work.ask("targets.yaml", code, "code", "原文没有在此条写明由谁负责，请补 duty。", "The clause names no body for it: add a duty.")  # fmt: skip
        if target.confidence != "high":
            work.ask("targets.yaml", code, "threshold", "这一目标没有完全读准，请对照原文。", "The target was not read with certainty: compare it with the text.")  # fmt: skip
    return targets, indicators


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _duty_of(work: _Draft, target: Target) -> str:
    here = [duty for duty in work.reading.duties if duty.place == target.place]
    after = [d for d in here if d.start >= target.number_start or d.form == "cell"]
    return work.duties.get(after[0].start, "") if after else ""


def _questions(target: Target, comparator: str) -> list[dict[str, Any]]:
    if target.comparator == "~":
        readings = [_reading("at_least", {}), _reading("at_most", {"comparator": "<="})]
        return [_question("about", "at_least", readings)]
    if target.question is None:
        return []
    readings = []
    for option in target.question.readings:
        values: dict[str, Any] = dict(option.values)
        if values.get("scored") == "false":
            values["scored"] = False
        if values.get("comparator") in (comparator, "~"):
            values.pop("comparator")
        readings.append(_reading(option.code, values))
    return [_question(target.question.code, target.question.chosen, readings)]


def _reading(code: str, change: dict[str, Any]) -> dict[str, Any]:
    chinese, english = _READINGS[code]
    return {"code": code, "text": {"zh-Hans": chinese, "en": english}, "set": change}


def _question(code: str, chosen: str, readings: list[dict[str, Any]]) -> dict[str, Any]:
    chinese, english = _QUESTIONS[code]
    return {"code": code, "text": {"zh-Hans": chinese, "en": english}, "chosen": chosen, "readings": readings}


def _indicator(work: _Draft, target: Target, code: str, first: int, last: int) -> dict[str, Any]:
    values = target.value if isinstance(target.value, tuple) else (target.value,)
    decimals = max(max(0, -int(one.normalize().as_tuple().exponent)) for one in values)
    name = target.indicator[:60] or work.reading.quote(target)[:30]
    file = f"indicators/{code}.yaml"
    work.ask(file, None, "definition", "请写明指标口径、分子分母和数据来源。", "Define the indicator: numerator, denominator, source.")  # fmt: skip
    return {
        "code": code,
        "name": _said(name),
        "short": _said(name[:16]),
        "kind": "reported",
        "unit": target.unit or "1",
        "decimals": decimals or (1 if target.unit == "%" else 0),
        "direction": "down" if target.comparator in ("<", "<=") else "up",
        "definition": _said(name),
        "up": "none",
        "source": {"kind": "reported", "clause": work.clauses[target.place]},
        "until_register": "reported",
        "versions": [{"number": 1, "from": f"{first}-01-01"}],
        "written_by": "zhiheng policy draft",
        "next_review": f"{last}-12-31",
    }


# --- tasks.yaml, incentives.yaml --------------------------------------------------------------------------------


def _tasks(work: _Draft, targets: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """A task for each duty of a clause that has no number to reach."""
    reading = work.reading
    served = {target.get("duty") for target in targets}
    counts: Counter[str] = Counter()
    out: list[dict[str, Any]] = []
    for duty in reading.duties:
        code = work.duties[duty.start]
        if code in served:
            continue
        clause = work.clauses[duty.place]
        counts[clause] += 1
        task = f"{clause}-{counts[clause]:02d}"
        what = _what(reading, duty)
        out.append(
            {
                "code": task,
                "clause": clause,
                "duty": code,
                "title": _said(what),
                "nodes": [
                    {
                        "code": "1",
                        "name": _said(what),
                        "evidence": {"kind": "document", "what": {"zh-Hans": "待定", "en": "To be named"}},
                        "mark": "design_choice",
                    }
                ],
            }
        )
        work.ask("tasks.yaml", task, "nodes", "请写明节点、期限和办结凭据。", "Name the nodes, their dates and what closes them.")  # fmt: skip
    return out


def _incentives(work: _Draft) -> list[dict[str, Any]]:
    counts: Counter[str] = Counter()
    out: list[dict[str, Any]] = []
    for money in work.reading.money:
        if money.reason not in ("award", "subsidy"):
            continue
        clause = work.clauses[money.place]
        code = f"{clause}-m{counts[clause] + 1:02d}"
        counts[clause] += 1
        out.append(
            {
                "code": code,
                "clause": clause,
                "for": _said(money.purpose or "待定"),
                "amount_yuan": _plain(money.amount_yuan),
                "mark": "design_choice",
            }
        )
        work.ask("incentives.yaml", code, "for", "请核对奖励对象和条件。", "Check whom and what the money is for.")
    return out
