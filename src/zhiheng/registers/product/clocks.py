"""The clocks of the sampling laws, as data: one table a law, with the rules that came before.

A case takes the rule in force on the day that it was received, so earlier rules stay here with their last day. Hours,
months and "not before" are no terms of days; they stand in `NOT_IN_DAYS`, so that nobody looks for them in vain.
`mark` says how sure we are: `verified` was read in the text of the law, `general_knowledge` was not.
"""

from collections.abc import Mapping
from datetime import date

from zhiheng.registers.kit.declaration import Within

Clocks = tuple[Within, ...]
_O18 = date(2020, 1, 1)
_O15 = date(2019, 10, 1)
_FARM_LAW = date(2023, 1, 1)
_COSMETIC_RULES = date(2023, 3, 1)


def _days(days: int, starts: str, clause: str, mark: str = "verified", **more: object) -> Within:
    return Within(days=days, working=False, starts=starts, clause=clause, mark=mark, **more)  # type: ignore[arg-type]


def _working(days: int, starts: str, clause: str, mark: str = "verified", **more: object) -> Within:
    return Within(days=days, working=True, starts=starts, clause=clause, mark=mark, **more)  # type: ignore[arg-type]


ORDER_18: Mapping[str, Clocks] = {
    "object": (
        _days(15, "served_on", "order-133/24", "general_knowledge", valid_to=_O18),
        _days(15, "served_on", "order-18/36", valid_from=_O18),
    ),
    "do_formalities": (_days(7, "retest_notified_on", "order-18/38", valid_from=_O18),),
    "name_laboratory": (_days(10, "retest_arranged_on", "order-18/39", valid_from=_O18),),
    "correct": (_days(60, "ordered_on", "order-18/46", valid_from=_O18),),
    "recheck": (
        _days(90, "ordered_on", "product-quality-law/17", "general_knowledge", valid_to=_O18),
        _days(75, "ordered_on", "order-18/47", valid_from=_O18),
    ),
    "second_recheck": (_days(90, "announced_on", "order-18/48", valid_from=_O18),),
    "report": (_working(20, "received_on", "order-18/contract", "design_choice"),),
    "serve": (_working(5, "reported_on", "order-18/35", "design_choice"),),
}
"""Product quality supervision sampling (order 18, from 2020; order 133 before). All days are calendar days (art. 55)."""

ORDER_15: Mapping[str, Clocks] = {
    "deliver": (_working(5, "sampled_on", "order-15/20", valid_from=_O15),),
    "report": (_working(20, "received_on", "order-15/24"),),
    "serve": (_working(5, "reported_on", "order-15/29", valid_from=_O15),),
    "ask_retest": (
        _working(5, "served_on", "order-11/30", "general_knowledge", valid_to=_O15),
        _working(7, "served_on", "order-15/30", valid_from=_O15),
    ),
    "accept_retest": (_working(5, "retest_asked_on", "order-15/32", valid_from=_O15),),
    "start_retest": (_working(8, "retest_accepted_on", "order-15/32-33", extension=8, valid_from=_O15),),
    "conclude_retest": (_working(10, "retest_started_on", "order-15/34", valid_from=_O15),),
    "object": (_working(7, "served_on", "order-15/37", valid_from=_O15),),
    "object_process": (_working(7, "sampled_on", "order-15/37", valid_from=_O15),),
    "decide_process": (_working(20, "process_objected_on", "order-15/39", valid_from=_O15),),
    "decide_objection": (_working(30, "objected_on", "order-15/39", valid_from=_O15),),
    "close": (_days(90, "served_on", "order-15/45", valid_from=_O15),),
}
"""Food sampling (order 15, from October 2019; order 11 of 2014 before)."""

DRUG: Mapping[str, Clocks] = {
    "report": (_working(25, "received_on", "drug-sampling-2019/24", "general_knowledge"),),
    "serve": (_working(5, "reported_on", "drug-sampling-2019/31", "general_knowledge"),),
    "ask_retest": (_working(7, "served_on", "drug-sampling-2019/32", "general_knowledge"),),
    "accept_retest": (_working(7, "retest_asked_on", "drug-sampling-2019/34", "general_knowledge"),),
    "start_retest": (_working(5, "retest_accepted_on", "drug-sampling-2019/35", "general_knowledge"),),
    "conclude_retest": (_working(25, "retest_started_on", "drug-sampling-2019/36", "general_knowledge"),),
}
"""Medicines: measures of 2019; what stood before asked for the same seven working days."""

COSMETIC: Mapping[str, Clocks] = {
    "report": (_working(30, "received_on", "cosmetic-sampling-2023/26", "general_knowledge", valid_from=_COSMETIC_RULES),),
    "serve": (_working(5, "reported_on", "cosmetic-sampling-2023/30", "general_knowledge", valid_from=_COSMETIC_RULES),),
    "object": (_working(7, "served_on", "cosmetic-sampling-2023/34", "general_knowledge", valid_from=_COSMETIC_RULES),),
    "ask_retest": (_working(7, "served_on", "cosmetic-sampling-2023/38", "general_knowledge"),),
    "accept_retest": (
        _working(7, "retest_asked_on", "cosmetic-sampling-2023/39", "general_knowledge", valid_from=_COSMETIC_RULES),
    ),
    "conclude_retest": (
        _working(20, "retest_started_on", "cosmetic-sampling-2023/42", "general_knowledge", valid_from=_COSMETIC_RULES),
    ),
}  # fmt: skip

DEVICE: Mapping[str, Clocks] = {
    "deliver": (_working(10, "sampled_on", "device-sampling-2020/20", "general_knowledge"),),
    "report": (_working(30, "received_on", "device-sampling-2020/24", "general_knowledge"),),
    "serve": (_working(5, "reported_on", "device-sampling-2020/30", "general_knowledge"),),
    "ask_retest": (_working(7, "served_on", "device-sampling-2020/27", "general_knowledge"),),
    "accept_retest": (_working(5, "retest_asked_on", "device-sampling-2020/28", "general_knowledge"),),
    "conclude_retest": (_working(15, "retest_started_on", "device-sampling-2020/29", "general_knowledge"),),
}

FARM: Mapping[str, Clocks] = {
    "ask_retest": (
        _days(5, "served_on", "farm-produce-law-2006/36", "general_knowledge", valid_to=_FARM_LAW),
        _working(5, "served_on", "farm-produce-law/51", valid_from=_FARM_LAW),
    ),
    "conclude_retest": (_working(7, "retest_started_on", "farm-produce-law/51", valid_from=_FARM_LAW),),
}

NOT_IN_DAYS: Mapping[str, str] = {
    "order-18/8": "six months before the same product is sampled again; `rules.may_sample_again`",
    "order-18/48": "the second recheck is not before 60 days after the announcement",
    "order-18/54": "papers are kept two years at least",
    "order-15/25": "reserve samples are kept three months after a pass, six after a failure, or to the end of shelf life",
    "order-15/26": "danger to life is reported at once",
    "food-safety-law/88": "a retest after a rapid test is asked for within four hours",
    "farm-produce-law/51": "a retest after a rapid test is asked for within four hours",
}
