"""A reading as JSON: the short form that the scoring tool describes, and a full one."""

import unicodedata
from decimal import Decimal
from typing import Any

from zhiheng.policy.model import Body, Duty, Question, Reading, Target, Value


def as_number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def as_value(value: Value) -> int | float | list[int | float]:
    return [as_number(one) for one in value] if isinstance(value, tuple) else as_number(value)


def short(reading: Reading) -> dict[str, Any]:
    """Chapters, targets and responsibilities; names and quotes as the document prints them."""
    return {
        "chapters": list(reading.chapters),
        "targets": [_target(reading, target) for target in reading.targets],
        "responsibilities": [_duty(reading, duty) for duty in reading.duties],
    }


def _target(reading: Reading, target: Target) -> dict[str, Any]:
    return {
        "clause": target.place,
        "quote": reading.quote(target),
        "indicator": target.indicator,
        "comparator": target.comparator,
        "value": as_value(target.value),
        "unit": target.unit,
        "mode": target.mode or None,
        "hold": target.hold,
        "lead": list(target.lead),
        "support": list(target.support),
    }


def _names(reading: Reading, bodies: tuple[Body, ...]) -> list[str]:
    del reading
    return [body.name for body in bodies]


def _duty(reading: Reading, duty: Duty) -> dict[str, Any]:
    return {
        "clause": duty.place,
        "quote": reading.quote(duty),
        "lead": _names(reading, duty.lead),
        "support": _names(reading, duty.support),
    }


def full(reading: Reading) -> dict[str, Any]:
    """Everything, with offsets into the text, grades and questions."""
    answer = short(reading)
    head = reading.head
    answer["document"] = {
        "title": head.title, "issuer": head.issuer, "number": head.number, "date": head.date, "script": head.script,
        "kind": head.kind, "characters": len(reading.text),
    }  # fmt: skip
    answer["clauses"] = [
        {
            "clause": clause.place, "level": clause.level, "number": clause.number, "start": clause.start,
            "end": clause.end, "title": reading.text[clause.title_start : clause.title_end],
        }
        for clause in reading.clauses
    ]  # fmt: skip
    for shown, target in zip(answer["targets"], reading.targets, strict=True):
        shown |= {
            "start": target.start, "end": target.end, "scale": target.scale, "implicit": target.implicit,
            "aspirational": target.aspirational, "property": target.property, "respectively": target.respectively,
            "deadline": target.deadline, "baseline": target.baseline, "base_year": target.base_year,
            "classes": list(target.classes), "confidence": target.confidence, "question": _question(target.question),
        }  # fmt: skip
    for shown, duty in zip(answer["responsibilities"], reading.duties, strict=True):
        shown |= {
            "start": duty.start, "end": duty.end, "form": duty.form, "joint": duty.joint,
            "open_ended": duty.open_ended, "due": duty.due, "confidence": duty.confidence,
            "question": _question(duty.question),
            "carried": {b.name: b.carried + b.name for b in (*duty.lead, *duty.support) if b.carried},
            "exceptions": [{"item": e.item, "lead": _names(reading, e.lead)} for e in duty.exceptions],
        }  # fmt: skip
    answer["money"] = [
        {
            "clause": one.place, "quote": reading.quote(one), "start": one.start, "end": one.end,
            "amount_yuan": as_number(one.amount_yuan), "reason": one.reason, "ceiling": one.ceiling,
            "for": one.purpose, "confidence": one.confidence,
        }
        for one in reading.money
    ]  # fmt: skip
    answer["deadlines"] = [
        {
            "clause": one.place, "quote": reading.quote(one), "start": one.start, "end": one.end, "due": one.due,
            "what": one.what, "confidence": one.confidence,
        }
        for one in reading.deadlines
    ]  # fmt: skip
    answer["institutions"] = [
        {
            "clause": one.place, "quote": reading.quote(one), "start": one.start, "end": one.end, "verb": one.verb,
            "name": one.name, "kind": one.kind, "confidence": one.confidence,
        }
        for one in reading.institutions
    ]  # fmt: skip
    answer["notes"] = [{"code": note.code, **dict(note.values)} for note in reading.notes]
    return answer


def _question(question: Question | None) -> dict[str, Any] | None:
    if question is None:
        return None
    return {
        "code": question.code,
        "chosen": question.chosen,
        "readings": [{"code": option.code, **dict(option.values)} for option in question.readings],
    }


def width(text: str) -> int:
    """Columns of a terminal that a text takes."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
