"""What judging must know of the kinds of indicators (the closed list of the plan package)."""

FLOWS = frozenset({"count_events", "sum"})
"""Kinds whose figures tell what happened within their period; all others tell a level at its end."""

SAMPLING_REGISTERS = frozenset(
    {"product.industrial", "product.food", "product.drug", "product.cosmetic", "product.device", "product.farm"}
)
"""Registers whose records are drawn samples, for whoever judges without the registers (worked cases of a package).

The registers say it themselves (`Register.sampled`); a test keeps this list equal to them.
"""


def is_sample(kind: str, register: str | None) -> bool:
    """Whether a share of an indicator observes a sample; where every unit is counted it has no interval."""
    return kind == "ratio" and register in SAMPLING_REGISTERS


def per_whole(kind: str, unit: str) -> int:
    """What a share of 1 is in the target's unit: 1000 with ‰, 1 for a mean (a sum over its weights), else 100."""
    if unit == "‰":
        return 1000
    return 1 if kind in {"weighted_mean", "sum"} else 100
