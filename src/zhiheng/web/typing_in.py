"""What a form of a register sends, understood: texts become values, faults become sentences at their fields."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from zhiheng.registers.kit import checking, columns, messages, services
from zhiheng.registers.kit.columns import NotRead
from zhiheng.registers.kit.declaration import Fault, Register
from zhiheng.registers.kit.faults import Faulty
from zhiheng.web.middleware import Request
from zhiheng.web.presenters.registers_form import Typed


@dataclass(frozen=True)
class Read:
    """Values by field, and what was typed with the faults of single fields."""

    values: Mapping[str, Any]
    typed: Typed

    @property
    def right(self) -> bool:
        return not self.typed.errors and not self.typed.whole


def read(request: Request, register: Register, names: Iterable[str]) -> Read:
    """Every field that the form has; a field that cannot be read is an error and has no value."""
    texts, values, errors = {}, {}, {}
    for name in names:
        texts[name] = request.POST.get(name, "")
        try:
            values[name] = columns.parse(register, name, texts[name])
        except NotRead as found:
            errors[name] = messages.sentence(register, found.fault)
    typed = Typed(
        texts, errors, source=request.POST.get("source", "").strip(), reason=request.POST.get("reason", "").strip()
    )
    return Read(values, typed)


def with_everything_else(register: Register, found: Read) -> Typed:
    """When some field cannot be read, the faults of the others beside it, so that all is mended in one go."""
    given = services.whole(register, {name: [value] for name, value in found.values.items()})
    known = checking.normal(register, {name: [value] for name, value in found.values.items()})
    _whole, faults = checking.examined(register, given, only=set(known), aside={0})
    return with_faults(register, found.typed, [(one.fault, messages.sentence(register, one.fault)) for one in faults])


def faulty(register: Register, typed: Typed, refused: Faulty) -> Typed:
    return with_faults(register, typed, [(found.fault, sentence) for found, sentence in refused.sentences()])


def with_faults(register: Register, typed: Typed, told: Iterable[tuple[Fault, str]]) -> Typed:
    """Hard faults at their fields – the first of each –, soft ones apart, those of the whole record on top."""
    errors, soft, whole = dict(typed.errors), list(typed.soft), list(typed.whole)
    for fault, sentence in told:
        field = columns.describe(register, fault.field).name if fault.field else ""
        if fault.soft:
            soft.append((field, sentence))
        elif not field or field not in {*typed.texts}:
            whole.append(sentence)
        else:
            errors.setdefault(field, sentence)
    return replace(typed, errors=errors, soft=list(dict.fromkeys(soft)), whole=list(dict.fromkeys(whole)))
