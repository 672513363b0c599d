"""Reading again after an edit: only the paragraph that was touched.

The result is always that of reading the new text from the start. Where an edit could change more than its paragraph –
a heading, the numbering, a table, the lines of a printed page, what a bracket agrees for those that follow –, the whole
is read again.
"""

import re
from dataclasses import dataclass, replace

from zhiheng.policy import lexis
from zhiheng.policy.canonical import Run, folded, squeezed
from zhiheng.policy.drawn import is_drawn
from zhiheng.policy.duties import Habit
from zhiheng.policy.head import SCRIPT_SAMPLE, speaks_of_itself
from zhiheng.policy.lines import is_long, is_loose
from zhiheng.policy.model import Clause, Reading, moved
from zhiheng.policy.numbering import mark_at, run_in_cuts, title_length
from zhiheng.policy.reader import Frame, Part, part_of, read, together
from zhiheng.policy.tense import due_in

_STRUCTURE = re.compile(r"[\n\r\f\v\t|\x1c-\x1e\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Edit:
    """`text[start:end]` becomes `words`."""

    start: int
    end: int
    words: str


def reread(reading: Reading, edit: Edit) -> Reading:
    """The reading of the edited text."""
    text = reading.text[: edit.start] + edit.words + reading.text[edit.end :]
    return _locally(reading, edit, text) or read(text, _given(reading))


def _given(reading: Reading) -> list:  # type: ignore[type-arg]
    return [note for note in reading.notes if note.code != "no_numbered_clause"]


def _locally(reading: Reading, edit: Edit, text: str) -> Reading | None:
    frame: Frame | None = reading.frame
    if frame is None or frame.printed or _STRUCTURE.search(edit.words):
        return None
    if _STRUCTURE.search(reading.text, edit.start, edit.end):
        return None
    if is_drawn(edit.words) or is_drawn(reading.text[max(0, edit.start - 3) : edit.end + 3]):
        return None
    at = _touched(reading, edit)
    if at is None:
        return None
    part: Part = reading.parts[at]
    old = part.block.run
    start, end = old.places[0] + part.by, old.places[-1] + 1 + part.by
    grown = len(edit.words) - (edit.end - edit.start)
    fold = folded(text[start : end + grown])
    here = squeezed(fold, 0, len(fold))
    if start < SCRIPT_SAMPLE and _changes_script(edit.words + reading.text[edit.start : edit.end]):
        return None
    if not here.text or _changes_more(reading, frame, part, here, start, end):
        return None
    run = Run(here.text, [start - part.by + place for place in here.places])
    habit = Habit(part.habit_before)
    block = replace(part.block, run=run)
    new = part_of(block, part.setting, habit, text[part.by :] if part.by > 0 else " " * -part.by + text)
    if new.habit_after != part.habit_after:
        return None
    new = replace(new, by=part.by)
    later = [replace(one, by=one.by + grown) for one in reading.parts[at + 1 :]]
    frame = Frame(False, _shifted(frame.head_until, edit, grown), _shifted(frame.tail_from, edit, grown))
    return together(
        text,
        reading.head,
        [_clause(clause, edit, grown) for clause in reading.clauses],
        reading.chapters,
        [*reading.parts[:at], new, *later],
        reading.notes,
        frame,
    )


def _changes_script(words: str) -> bool:
    return any("\u4e00" <= char <= "\u9fff" and folded(char) != char for char in words)


def _shifted(place: int, edit: Edit, grown: int) -> int:
    return place + grown if place >= edit.end else place


def _clause(clause: Clause, edit: Edit, grown: int) -> Clause:
    if clause.start >= edit.end:
        return moved(clause, grown)
    return replace(clause, end=clause.end + grown) if clause.end >= edit.end else clause


def _touched(reading: Reading, edit: Edit) -> int | None:
    """The number of the part whose words the edit stands in, behind its heading."""
    low, high = 0, len(reading.parts) - 1
    while low < high:
        middle = (low + high + 1) // 2
        part = reading.parts[middle]
        if not part.block.run.text or part.block.run.places[0] + part.by <= edit.start:
            low = middle
        else:
            high = middle - 1
    if not reading.parts or not reading.parts[low].block.run.text:
        return None
    part = reading.parts[low]
    run = part.block.run
    first = run.places[part.block.head] + part.by if part.block.head < len(run.text) else run.places[-1] + part.by
    inside = first < edit.start and edit.end <= run.places[-1] + part.by
    return low if inside and part.block.row is None else None


def _changes_more(reading: Reading, frame: Frame, part: Part, new: Run, start: int, end: int) -> bool:
    """Whether the edit could touch what stands outside its paragraph."""
    old = part.block.run
    a, b = old.text, new.text
    if (start <= frame.head_until or end >= frame.tail_from) and (part.block.clause == 0 or speaks_of_itself(a, b)):
        return True
    if min(len(a), len(b)) <= 24 or is_long(a) != is_long(b) or is_loose(a) != is_loose(b):
        return True
    if mark_at(old) != mark_at(new) or a[:8] != b[:8] or run_in_cuts(a) or run_in_cuts(b):
        return True
    if part.block.head and title_length(a[part.block.head :]) and a[: part.block.head + 1] != b[: part.block.head + 1]:
        return True
    if any(text.count("(") != text.count(")") for text in (a, b)):
        return True
    return due_in(a) != due_in(b) or ("下同" in a) != ("下同" in b) or bool(lexis.NAMED_PAST.fullmatch(b))
