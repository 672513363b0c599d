"""From the package's schemas to database rows and back to what a target asks; no queries."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from zhiheng.packages.schema import Names
from zhiheng.plan.package import (
    BaselineSpec,
    ChangeSpec,
    EvidenceSpec,
    QuestionSpec,
    SpansSpec,
    TargetSpec,
)


def names(said: Names | None) -> dict[str, str]:
    """A name by language; empty where there is none."""
    return said.dump() if said is not None else {}


def plain(value: Any) -> Any:
    """A typed value as JSON keeps it: numbers and days as text."""
    if isinstance(value, Names):
        return value.dump()
    if isinstance(value, BaselineSpec):
        return baseline(value)
    if isinstance(value, Decimal | date):
        return str(value)
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    return value


def baseline(spec: BaselineSpec | None) -> dict[str, Any] | None:
    if spec is None:
        return None
    return {
        "period": spec.period,
        "value": plain(spec.value),
        "mark": spec.mark,
        "source": spec.source,
        "note": names(spec.note),
    }


def target_content(target: TargetSpec) -> dict[str, Any]:
    """Everything that a decision may change, and the values that the package gives."""
    return {
        "comparator": target.comparator,
        "threshold": plain(target.threshold),
        "rule": target.rule,
        "reading": target.reading,
        "indicator": target.indicator,
        "every": target.every,
        "weight": plain(target.weight),
        "baseline": baseline(target.baseline),
        "classes": list(target.classes),
        "flags": list(target.flags),
        "ended_on": plain(target.ended_on),
        "scored": target.scored,
        "path": plain(target.path),
        "places": {
            code: {
                "comparator": place.comparator,
                "threshold": plain(place.threshold),
                "baseline": baseline(place.baseline),
                "path": plain(place.path),
            }
            for code, place in target.places.items()
        },
    }


def changes(change: ChangeSpec) -> dict[str, Any]:
    return {key: plain(value) for key, value in change.changes().items()}


def readings(question: QuestionSpec) -> list[dict[str, Any]]:
    return [
        {"code": one.code, "text": names(one.text), "set": changes(one.set_), "note": names(one.note)}
        for one in question.readings
    ]


def evidence(spec: EvidenceSpec) -> dict[str, Any]:
    return {
        "kind": spec.kind,
        "what": names(spec.what),
        "register": spec.register_,
        "indicator": spec.indicator,
        "at_least": spec.at_least,
    }


def spans(spec: SpansSpec | None) -> dict[str, Any] | None:
    if spec is None:
        return None
    return {
        "digest": spec.digest,
        "length": spec.length,
        "clauses": {
            code: {"at": list(one.at_), "digest": one.digest, "parts": " ".join(one.parts)}
            for code, one in spec.clauses.items()
        },
        "duties": {code: list(span) for code, span in spec.duties.items()},
        "targets": {code: list(span) for code, span in spec.targets.items()},
    }


def fen(yuan: Decimal | None) -> int | None:
    """Money is kept in whole fen."""
    return None if yuan is None else int(yuan * 100)


def units_and_scale(value: Decimal) -> tuple[int, int]:
    """A decimal as a whole number of its last digit, and how many decimals that is."""
    scale = max(0, -int(value.normalize().as_tuple().exponent))
    return int(value.scaleb(scale)), scale


def ordered(entries: Iterator[Any] | list[Any]) -> Iterator[tuple[int, Any]]:
    """Entries with their position in the document, from one."""
    return enumerate(entries, start=1)
