"""A shape becomes the statement of a question: what is repeated is repeated, and leaves and values are filled in."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from zhiheng.figures.compiling.asked import Question
from zhiheng.figures.compiling.columns import columns_of
from zhiheng.figures.compiling.dialects import DIALECTS, texts
from zhiheng.figures.compiling.leaves import RECORD, Leaves
from zhiheng.figures.compiling.values import CALL, Bound, constants
from zhiheng.figures.definitions import Condition, Conditions
from zhiheng.registers.kit.declaration import Register

REPEATED = re.compile(r"(,\s+)?⟨([smkc]) ([^⟨⟩]*)⟩")
LEAF = re.compile(r"""(["`]\w+["`])\.["`]leaf_(\w+)["`]""")
Marks = Mapping[str, str]
"""Mark → what stands for it in one of the repetitions."""


def filled(question: Question, register: Register, engine: str) -> tuple[str, dict[str, Any]]:
    """The text of a query for an engine, and its values by the names that stand in the text."""
    grain, dialect, bound = question.grain, DIALECTS[engine], Bound()
    if grain.stock and register.spans is None:
        raise LookupError(f"{register.code} keeps no spans")
    members = _members(question)
    shape = texts(engine)[f"{'stock' if grain.stock else 'flow'}{' once' if grain.once_by else ''}"]
    leaves = dict(_leaves(question, register, Leaves(dialect, columns_of(register.model), bound), members))
    fixed = constants(grain.months)

    text = _repeated(shape, _marks(question, members))
    text = LEAF.sub(lambda found: leaves[found[2]].replace(RECORD, found[1]), text)
    text = CALL.sub(lambda call: dialect.place(fixed[int(call[2])], bound), text)
    text = text.replace("zz_records", register.table)
    if register.spans is not None:
        text = text.replace("zz_spans", register.spans._meta.db_table)
    return text, bound.values


def _members(question: Question) -> list[Conditions]:
    """What the sums ask of a member beyond what all ask: each once, but for stocks, which have one sum for each."""
    own = [_own(question, one.of) for one in question.sums]
    return own if question.grain.stock else list(dict.fromkeys(own))


def _own(question: Question, asked: Conditions) -> Conditions:
    common = question.common
    return tuple(condition for condition in asked if condition not in common)


def _marks(question: Question, members: Sequence[Conditions]) -> Mapping[str, Sequence[Marks]]:
    """Letter of a mark → what stands for it, time after time. A sum also names the members that it looks at."""
    of_sums = [members.index(_own(question, one.of)) for one in question.sums]
    return {
        "s": [{"__s": f"_{number}", "__m": f"_{member}"} for number, member in enumerate(of_sums)],
        "m": [{"__m": f"_{number}"} for number in range(len(members))],
        "k": [{"__k": f"_{number}"} for number in range(len(question.grain.once_by))],
        "c": [{"__c": ""}] if question.grain.class_by else [],
    }


def _repeated(text: str, marks: Mapping[str, Sequence[Marks]]) -> str:
    """The text with its repetitions written out, from the inside outwards; nothing is left of what is repeated no times."""

    def written(found: re.Match[str]) -> str:
        separator, letter, element = found[1] or "", found[2], found[3]
        indented = element.replace("\n", "\n" + separator.rpartition("\n")[2]) if "\n" in separator else element
        times = [_with(indented, one) for one in marks[letter]]
        return separator + (separator or ", ").join(times) if times else ""

    while REPEATED.search(text):
        text = REPEATED.sub(written, text)
    return text


def _with(text: str, marks: Marks) -> str:
    for mark, instead in marks.items():
        text = text.replace(mark, instead)
    return text


def _leaves(
    question: Question, register: Register, leaves: Leaves, members: Sequence[Conditions]
) -> Iterator[tuple[str, str]]:
    """Name of a leaf → its text."""
    grain = question.grain
    yield "taking_part", "\n      AND ".join(f"({one})" for one in _taking_part(question, leaves))
    yield "id", leaves.column(str(register.model._meta.pk.attname))
    yield "place", leaves.column(grain.place)
    if grain.on:
        yield "month", leaves.of("month", grain.on)
        yield "day", leaves.column(grain.on)
    if grain.class_by:
        by_number = leaves.number_of_class(grain.class_by, grain.classes) if grain.classes else ""
        yield "class", by_number or leaves.column(grain.class_by)
    for number, column in enumerate(grain.once_by):
        yield f"key_{number}", leaves.column(column)
    for number, conditions in enumerate(members):
        yield f"member_{number}", leaves.all_hold(conditions)
    for number, one in enumerate(question.sums):
        alone = () if grain.once_by else _own(question, one.of)
        yield f"adds_{number}", leaves.adds(alone + one.where, one.columns)


def _taking_part(question: Question, leaves: Leaves) -> Iterator[str]:
    """Records that may count for any of the sums: in a state that counts, with a place and a day, as all sums ask."""
    grain = question.grain
    yield leaves.of("is_false", "withdrawn")
    if grain.states:
        yield leaves.holds(Condition("state", "in", grain.states))
    yield leaves.of("is_filled", grain.place)
    if grain.on:
        yield leaves.of("is_filled", grain.on)
    for condition in question.common:
        yield leaves.holds(condition)
