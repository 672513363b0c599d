"""A small register for comparing engines, evidence full of edges, and definitions of every kind over it.

All of it is drawn from a `random.Random`, so that a case can be named by its seed and be run again on any engine.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from django.db import models

from zhiheng.bodies.models import Place
from zhiheng.figures.definitions import Condition, Conditions, Definition, Months, Part
from zhiheng.registers.kit.declaration import Register
from zhiheng.registers.kit.models import Record

MONTHS = Months.between(date(2016, 1, 1), date(2018, 1, 1))
REGISTER = "engines.sample"


class Sample(Record):
    """A record with a column of every type that a definition may look at, each of which may be empty."""

    seat = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    drawn_on = models.DateField(null=True)
    category = models.CharField(max_length=20, null=True)
    passed = models.BooleanField(null=True)
    level = models.IntegerField(null=True)
    amount = models.IntegerField(null=True)
    weight = models.BigIntegerField(null=True)
    batch = models.CharField(max_length=20, null=True)
    holder = models.IntegerField(null=True)

    class Meta:
        app_label = "engines"
        db_table = "engines_sample"

    def __str__(self) -> str:
        return str(self.batch)


class SampleSpan(models.Model):
    record = models.ForeignKey(Sample, models.CASCADE, related_name="spans")
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    class Meta:
        app_label = "engines"
        db_table = "engines_sample_span"

    def __str__(self) -> str:
        return f"{self.record_id} {self.valid_from}"


SAMPLES = Register(
    code=REGISTER, model=Sample, spans=SampleSpan, label="samples", label_plural="samples", area="engines",
    named_by="batch", key=("batch",), entry=(), listed=(), first_state="open", states={}, counts_on="drawn_on",
)  # fmt: skip


def register_of(code: str) -> Register:
    return {REGISTER: SAMPLES}[code]


EDGES = [
    date(1999, 2, 28), date(2015, 12, 31), date(2016, 1, 1), date(2016, 1, 31), date(2016, 2, 1), date(2016, 2, 29),
    date(2016, 12, 31), date(2017, 1, 1), date(2017, 12, 31), date(2018, 1, 1), date(2031, 5, 7),
]  # fmt: skip
CATEGORIES = ["food", "device", "", None, "是'%s--\"", "Food"]
STATES = ["final", "open", "objected"]
LEVELS = [None, -1, 0, 1, 2]


@dataclass
class Evidence:
    """Records as columns of the table, and their spans."""

    records: list[dict[str, Any]] = field(default_factory=list)
    spans: list[dict[str, Any]] = field(default_factory=list)

    def as_read(self) -> list[dict[str, Any]]:
        """Records as the reference reads them."""
        by_record: dict[int, list[tuple[date | None, date | None]]] = {}
        for span in self.spans:
            by_record.setdefault(span["record_id"], []).append((span["valid_from"], span["valid_to"]))
        return [{**record, "spans": by_record.get(record["id"], [])} for record in self.records]


def evidence(random: Random, places: list[int], most: int = 30) -> Evidence:
    """Records whose days lie on and beside the edges of months and of the plan, with few keys, so that groups form."""
    found = Evidence()
    for number in random.sample(range(1, 4 * most), random.randint(0, most)):
        found.records.append(
            {
                "id": number,
                "place_id": random.choice(places),
                "state": random.choice(STATES),
                "withdrawn": random.random() < 0.1,
                "seat_id": random.choice([None, *places]),
                "drawn_on": _day(random, empty=0.1),
                "category": random.choice(CATEGORIES),
                "passed": random.choice([True, True, False, None]),
                "level": random.choice(LEVELS),
                "amount": random.choice([None, 0, 1, -3, 250, 2_000_000_000]),
                "weight": random.choice([None, 0, 1, 7, 100_000]),
                "batch": random.choice(["b1", "b2", "", None]),
                "holder": random.choice([None, 1, 2, 3]),
            }
        )
        for _ in range(random.choice([0, 1, 1, 2, 3])):
            span = {"record_id": number, "valid_from": _day(random), "valid_to": _day(random, empty=0.3)}
            found.spans.append({"id": len(found.spans) + 1, **span})
    return found


def _day(random: Random, empty: float = 0.05) -> date | None:
    if random.random() < empty:
        return None
    return random.choice(EDGES) if random.random() < 0.5 else date(2015, 11, 1) + timedelta(random.randint(0, 850))


def definition(random: Random, name: str) -> Definition:
    """A definition of any additive kind, with any combination of filters, classes and what counts once."""
    kind = random.choice(["ratio", "ratio", "count_events", "count_valid", "count_valid", "sum", "weighted_mean"])
    class_by, class_of, classes = random.choice(CLASSES)
    return Definition(
        "plan",
        name,
        kind,
        REGISTER,
        MONTHS,
        parts=_parts(random, kind),
        place=random.choice(["place_id", "place_id", "seat_id"]),
        on="" if kind == "count_valid" else "drawn_on",
        states=random.choice([(), ("final",), ("final", "objected")]),
        of=_conditions(random, 2),
        once_by=() if kind == "sum" else random.choice(ONCE),
        class_by=class_by,
        class_of=class_of,
        classes=classes,
    )


ONCE: list[tuple[str, ...]] = [(), (), ("batch",), ("holder",), ("batch", "holder"), ("place_id", "drawn_on")]
CLASSES: list[tuple[str, tuple[tuple[str, str], ...], tuple[str, ...]]] = [
    ("", (), ()),
    ("category", (), ("food", "Food", "unseen")),
    ("category", (("device", "goods"), ("food", "goods"), ("是'%s--\"", "odd")), ("goods", "odd", "none")),
    ("level", (), ("1", "-1", "02")),
    ("level", (("0", "low"), ("1", "low"), ("2", "high")), ("low",)),
    ("passed", (("false", "no"), ("true", "yes")), ("yes", "no")),
]


def _parts(random: Random, kind: str) -> tuple[Part, ...]:
    amount, weight = (("amount", random.choice([1, 100])),), (("weight", 1),)
    if kind == "weighted_mean":
        return (
            Part("part", _conditions(random, 1), weight + amount),
            Part("whole", (), weight),
            Part("square", (), weight + weight),
            Part("count"),
        )
    if kind == "sum":
        return (Part("part", (), amount),)
    if kind == "ratio":
        summed = random.choice([(), (), amount])
        return (Part("part", _conditions(random, 2), summed), Part("whole", (), summed))
    return (Part("part"),)


def _conditions(random: Random, most: int) -> Conditions:
    return tuple(random.choice(ASKED)(random) for _ in range(random.randint(0, most)))


ASKED = [
    lambda random: Condition(
        "category", random.choice(["is", "is_not"]), random.choice(["food", "", "是'%s--\"", "unseen"])
    ),
    lambda random: Condition(
        "category",
        random.choice(["in", "not_in"]),
        random.choice([("food",), ("food", ""), ("", "device", "Food"), ()]),
    ),
    lambda random: Condition("passed", random.choice(["is", "is_not"]), random.choice([True, False, ""])),
    lambda random: Condition(
        "passed", random.choice(["in", "not_in"]), random.choice([(True,), (True, False), (False, "")])
    ),
    lambda random: Condition(
        "level", random.choice(["at_least", "at_most", "above", "below", "is", "is_not"]), random.randint(-2, 2)
    ),
    lambda random: Condition("level", random.choice(["in", "not_in"]), random.choice([(0, 1), (2, "")])),
    lambda random: Condition("holder", random.choice(["is", "is_not"]), random.choice([1, ""])),
    lambda random: Condition("drawn_on", random.choice(["from", "until", "is", "is_not"]), random.choice(EDGES)),
    lambda random: Condition("drawn_on", random.choice(["is", "is_not"]), ""),
    lambda random: Condition("seat_id", random.choice(["is", "is_not"]), ""),
]


def definitions(random: Random, count: int) -> list[Definition]:
    """Several, so that they share queries as those of a plan do."""
    return [definition(random, f"i{number}") for number in range(count)]
