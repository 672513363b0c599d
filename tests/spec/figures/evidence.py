"""Two small registers and how records and figures are written in the stories of this chapter.

id | place | drawn      | batch | kind | passed        (columns as they come; an empty cell is None)
"""

from datetime import date
from typing import Any

from zhiheng.figures import reference
from zhiheng.figures.contributions import Amounts
from zhiheng.figures.definitions import Definition, Evidence, Months, definition_of
from zhiheng.figures.package import IndicatorSpec

MONTHS = Months.between(date(2018, 1, 1), date(2019, 1, 1))
SAMPLES = Evidence(
    "product.sampling",
    fields={
        "place": "place_id", "place_id": "place_id", "drawn": "drawn", "batch": "batch", "kind": "kind",
        "passed": "passed", "value": "value", "weight": "weight", "items": "items", "state": "state",
    },
    kinds={
        "place_id": "key", "drawn": "day", "batch": "text", "kind": "text", "passed": "flag", "value": "whole",
        "weight": "whole", "items": "whole", "state": "text",
    },
    counts_on="drawn",
    counts_in=("final",),
    powers={"value": 2, "weight": 4},
    predicates={"routine": (("kind", "in", ("food", "drug")), ("passed", "is_not", ""))},
)  # fmt: skip
CERTIFICATES = Evidence(
    "certification.certificate",
    fields={"place": "place_id", "holder": "holder", "scheme": "scheme", "state": "state"},
    kinds={"place_id": "key", "holder": "text", "scheme": "text", "state": "text"},
    counts_in=("final",),
    spans=True,
)
NAMES = {"zh-Hans": "名", "en": "name"}


def spec(**told: Any) -> IndicatorSpec:
    """An indicator of which only what the story needs is written."""
    amounts = {key: {"name": NAMES, **told.pop(key)} for key in ("part", "whole") if key in told}
    return IndicatorSpec.model_validate({
        "code": "x1", "name": NAMES, "short": NAMES, "unit": "%", "definition": NAMES,
        "source": {"kind": "computed"}, "versions": [{"number": "1", "from": "2018-01-01"}],
        "written_by": "试", "next_review": "2027-06-30", "register": "any.register", **told, **amounts,
    })  # fmt: skip


def defined(evidence: Evidence = SAMPLES, **told: Any) -> Definition:
    return definition_of(spec(**told), evidence, "tiny", MONTHS)


def rows(table: str, **others: Any) -> list[dict[str, Any]]:
    """The records of a table. `valid` holds spans: "2018-01-10..2018-03-01, 2018-04-01.." (first day, first day after)."""
    lines = [
        [cell.strip() for cell in line.split("|")] for line in table.strip().splitlines() if set(line) - set(" -+")
    ]
    heads, *cells = lines
    return [record(dict(zip(heads, line, strict=True)), others) for line in cells]


def record(written: dict[str, str], others: dict[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {"id": 0, "state": "final", "withdrawn": False, **others}
    for head, text in written.items():
        values["place_id" if head == "place" else head] = _value(head, text)
    if "valid" in values:
        values["spans"] = [_span(span) for span in values.pop("valid").split(",")]
    return values


def _value(head: str, text: str) -> Any:
    if text in {"", "yes", "no"}:
        return {"": None, "yes": True, "no": False}[text]
    if head in {"id", "place", "value", "weight", "items"}:
        return int(text)
    return date.fromisoformat(text) if head == "drawn" else text


def _span(text: str) -> tuple[date | None, date | None]:
    start, end = (date.fromisoformat(day) if day else None for day in text.strip().split(".."))
    return start, end


def figures(definition: Definition, records: list[dict[str, Any]]) -> dict[str, int]:
    """What the records add, as "part class place month" → amount; the month as 2018-03, or before and after."""
    return {_told(cell): amount for cell, amount in sorted(reference.amounts(definition, records).items())}


def _told(cell: tuple[str, str, Any, int]) -> str:
    part, class_, place, slot = cell
    month = "before" if slot == 0 else "after" if slot > MONTHS.count else f"2018-{slot:02}"
    return " ".join([part, *([class_] if class_ else []), str(place), month])


def valid(amounts: Amounts, class_: str = "") -> list[int]:
    """A stock month by month, from what it gains and loses."""
    running = 0
    found = []
    for slot in range(MONTHS.count + 1):
        running += sum(amount for (_, of, _, at), amount in amounts.items() if at == slot and of == class_)
        found.append(running)
    return found[1:]
