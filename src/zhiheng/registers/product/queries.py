"""What a sample says about the whole, beside the raw rate; and whether a product was sampled lately."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import QuerySet

from zhiheng.accounts.rights import Actor, require
from zhiheng.judgement.estimates import Estimate, Observed, hajek, stratified
from zhiheng.judgement.estimates import Stratum as Drawn
from zhiheng.quantities import Share
from zhiheng.registers.kit import rights
from zhiheng.registers.kit.declaration import Register
from zhiheng.registers.product import models, rules


@dataclass(frozen=True)
class Estimated:
    """The statutory rate and, beside it, what the design lets one say about all units.

    Attributes:
        raw: passed of finally concluded batches, as the law counts them.
        estimate: None where nothing was drawn by design; `why` then says why.
        designed: batches of `raw` that were drawn by design.
        without_result: batches that were refused, not sampled, stopped or spoilt, by state; they hide behind every rate.
    """

    raw: Share
    estimate: Estimate | None
    designed: int
    without_result: dict[str, int]
    why: str = ""


def estimated(
    actor: Actor,
    register: Register,
    start: date,
    end: date,
    *,
    places: Collection[int] | None = None,
    programme: str = "",
) -> Estimated:
    """Estimate the conformity of all units from the batches concluded from `start` to before `end`.

    With a frame (`product.stratum`) for the programme, its strata give the weights; without, the chances that the batches
    carry. Batches aimed at risk have no chance and stay out of the estimate; they are in the raw rate.
    Three queries.
    """
    shown = _seen(actor, register, places)
    if programme:
        shown = shown.filter(programme=programme)
    counted = shown.filter(concluded_on__gte=start, concluded_on__lt=end, final_conclusion__in=["pass", "fail"])
    rows = list(
        counted.values_list(
            "final_conclusion", "stratum", "inclusion", "response", "producer", "producer_key", "method"
        )
    )
    raw = Share(sum(row[0] == "pass" for row in rows), len(rows))
    silent = Counter(
        shown.filter(
            state__in=models.WITHOUT_RESULT, changed_at__date__gte=start, changed_at__date__lt=end
        ).values_list("state", flat=True)
    )
    drawn = [row for row in rows if row[6] != "risk_targeted"]
    frame = _frame(programme, places) if programme else []
    if frame:
        found = stratified(_strata(frame, drawn))
        return Estimated(raw, found, len(drawn), dict(silent), "" if found else "no_result")
    units = _units(drawn)
    why = "" if units else "no_result" if not rows else "aimed" if not drawn else "no_chances"
    return Estimated(raw, hajek(units), len(units), dict(silent), why)


def _seen(actor: Actor, register: Register, places: Collection[int] | None) -> "QuerySet[models.Sample]":
    require(actor, "registers.see")
    allowed = rights.place_keys(actor, rights.seeing(register))
    found = register.model._default_manager.filter(withdrawn=False)
    if allowed is not None:
        found = found.filter(place__in=allowed)
    return found if places is None else found.filter(place__in=places)  # type: ignore[return-value]


def _frame(programme: str, places: Collection[int] | None) -> list[tuple[str, int, int]]:
    found = models.Stratum.objects.filter(programme=programme, withdrawn=False)
    if places is not None:
        found = found.filter(place__in=places)
    whole: dict[str, list[int]] = {}
    for code, population, risk in found.values_list("stratum", "population", "risk"):
        kept = whole.setdefault(code, [0, 0])
        kept[0] += population
        kept[1] = max(kept[1], risk)
    return [(code, population, risk) for code, (population, risk) in whole.items()]


def _strata(frame: list[tuple[str, int, int]], rows: Sequence[tuple[Any, ...]]) -> list[Drawn]:
    sampled = Counter(row[1] for row in rows)
    passed = Counter(row[1] for row in rows if row[0] == "pass")
    return [
        Drawn(code, max(population, sampled[code]), sampled[code], passed[code], risk)
        for code, population, risk in frame
    ]


def _units(rows: Sequence[tuple[Any, ...]]) -> list[Observed]:
    """Batches that carry a chance; those of one producer move together."""
    units = []
    for conclusion, stratum, inclusion, response, producer, key, _ in rows:
        if inclusion:
            units.append(
                Observed(
                    Fraction(int(conclusion == "pass")), Fraction(int(inclusion), rules.MILLIONTHS),
                    Fraction(int(response or rules.TEN_THOUSANDTHS), rules.TEN_THOUSANDTHS), stratum,
                    str(producer or key or ""),
                )
            )  # fmt: skip
    return units


def last_sampled(
    model: type[models.Sample],
    producer: int,
    product_name: str,
    brand: str = "",
    model_no: str = "",
    standard: str = "",
) -> date | None:
    """The last day on which this product of this producer was sampled, by whatever authority; None: never.

    Order 18 art. 8 asks for it before a sample is taken: `rules.may_sample_again`.
    """
    found = model._default_manager.filter(
        withdrawn=False, producer=producer, product_name=product_name, brand=brand, model=model_no,
        claimed_standard=standard, sampled_on__isnull=False,
    )  # fmt: skip
    return found.order_by("-sampled_on").values_list("sampled_on", flat=True).first()
