"""Which amounts of a paragraph are promises, and what each promise says.

A sentence is read phrase by phrase. An amount is a promise when a word of comparison stands at it (达到, 以上), or when
the phrase promises a count with a verb (建设…3个) or goes on with a list that did. It is none when the sentence tells
the past, sets a subsidy or a fine, or when the number belongs to the name of what is counted (年产值超100亿元的企业2家).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from zhiheng.policy import lexis
from zhiheng.policy.amounts import Amount, amounts, closed_spans
from zhiheng.policy.canonical import Run
from zhiheng.policy.model import Comparator, Grade, Option, Question, Target
from zhiheng.policy.promised import promises
from zhiheng.policy.setting import Setting, State
from zhiheng.policy.tense import due_in, tells_the_past, years_in
from zhiheng.policy.unpromised import (
    SAME_AGAIN,
    is_nothing,
    is_threshold,
    leads_to_next,
    rate_of_services,
    threshold_alone,
    threshold_of_count,
)
from zhiheng.policy.wording import (
    ACHIEVE,
    FROM_BASE,
    INCREMENT,
    MONEY_NAME,
    compared,
    cut_word,
    far_word,
    has_noun,
    mode_of,
    noun_behind,
    own_after,
    plain_name,
    stands_behind,
    state_hold,
    things_of,
    verb_only,
    word_before,
)

_POINT_AS_STOP = re.compile(r"(?<=[\u4e00-\u9fff%)\]])\.(?=\D|$)")
_SENTENCE = re.compile(r"[^。!?]*[。!?]?")
_DIGIT = re.compile(r"\d")
_BASE_YEAR = re.compile(r"(?:比|较|以)((?:19|20)\d\d)年")
_EVERY = re.compile(
    r"(?:(?<=水平)(?=均)|(?<![年人户地平月日亩校村县乡园班台件队周]))(?:均|都(?=[要应须达实不减增提下降]))(?:要|应|须|需|能|可|已|将|实现|全部)?(?P<cmp>[^、,。]{0,8})$"
)
_RESPECTIVELY = re.compile(r"分别(?P<cmp>[^、,。;]{0,10})$")
# 产值、税收突破300亿元和18亿元: as many values as things, without 分别.
_IN_TURN = re.compile(rf"[、和及与][^,;。\d]*(?:{lexis.AT_LEAST}|{lexis.MORE_THAN}|{lexis.AT_MOST}|{lexis.LESS_THAN})$")
_BETWEEN_IN_TURN = re.compile(r"(?:以上|以下|以内|左右)?(?:[、和及与]|以及)")
# …年均分别增长14%和16%,2010年突破140亿元和80亿元: the same two again.
_AGAIN_IN_TURN = re.compile(r"和\d+(?:\.\d+)?[万亿]?[元家个%人](?:[,;。]|$)")
_BETWEEN_RESPECTIVE = re.compile(
    rf"(?:以上|以下|以内|左右)?(?:[、,和及与]|以及)(?:{lexis.AT_LEAST}|{lexis.MORE_THAN}|{lexis.AT_MOST}|{lexis.LESS_THAN}|{lexis.FALL}|{lexis.RISE})?"
)


@dataclass(frozen=True, slots=True)
class _Found:
    """An accepted amount with the words around it."""

    amount: Amount
    comparator: Comparator
    implicit: bool
    mode: str
    hold: bool
    start: int
    end: int
    indicator: str
    copies: tuple[str, ...] = ()
    confidence: Grade = "high"
    question: Question | None = None
    baseline: str = ""
    respectively: int = 0


def targets_in(run: Run, setting: Setting, masked: Sequence[tuple[int, int]] = (), begin: int = 0) -> list[Target]:
    """The targets of one paragraph, in order of the text."""
    run = Run(_POINT_AS_STOP.sub("。", run.text), run.places)
    text = run.text
    if _DIGIT.search(text) is None and "百分之" not in text:
        return []
    found: list[Target] = []
    hidden = [*closed_spans(text), *masked, (0, begin)]
    everything = list(amounts(text, hidden))
    if not everything:
        return []
    state = State(due=setting.due, past=setting.past)
    at = 0
    for sentence in _SENTENCE.finditer(text):
        start, end = sentence.span()
        start = max(start, min(begin, end))
        inside: list[Amount] = []
        while at < len(everything) and everything[at].start < end:
            inside.append(everything[at])
            at += 1
        _enter(state, text[start:end], setting)
        if inside and not state.past:
            found += _in_sentence(run, start, end, inside, setting, state, masked)
        elif inside:
            _note_due(state, text[start:end])
    return _without_repeats(found)


def _enter(state: State, sentence: str, setting: Setting) -> None:
    """Begin a sentence: forget the list, decide whether it tells the past."""
    state.accepted = False
    state.mode = ""
    state.aspirational = False
    state.subsidy = state.giving = False
    if setting.past:
        state.past = True
        return
    told = tells_the_past(sentence, setting.year)
    if told:
        state.past = True
    elif state.past and (lexis.FUTURE.search(sentence) or years_in(sentence)):
        state.past = False


def _note_due(state: State, text: str) -> None:
    due = due_in(text)
    if due:
        state.due = due


def _in_sentence(
    run: Run,
    start: int,
    end: int,
    inside: list[Amount],
    setting: Setting,
    state: State,
    masked: Sequence[tuple[int, int]],
) -> list[Target]:
    text = run.text
    out: list[Target] = []
    seen = start
    n = 0
    while n < len(inside):
        amount = inside[n]
        gap = text[seen : amount.start]
        _hand_on(state, gap)
        seen = amount.end
        series = _series(text, inside, n, start)
        if series is not None:
            kept = _respective(text, inside[n : n + series], start, state, setting)
            for one in kept:
                out += _made(run, one, setting, state)
            state.accepted = bool(kept) or state.accepted
            n += series
            seen = inside[n - 1].end
            continue
        found = _judge(text, inside, n, start, end, setting, state)
        if found is not None:
            out += _made(run, found, setting, state)
            state.accepted = True
            if found.mode in ("increment", "total"):
                state.mode = found.mode
        n += 1
    _note_due(state, text[seen:end])
    return out


def _hand_on(state: State, gap: str) -> None:
    _note_due(state, gap)
    if lexis.ASPIRE.search(gap):
        state.aspirational = True
    if lexis.SUBSIDY.search(gap) and not rate_of_services(gap + "0"):
        state.subsidy = True
        state.giving = state.giving or lexis.GIVING.search(gap) is not None
    base = _BASE_YEAR.search(gap)
    if base:
        state.base_year = base[1]
    if _begins_anew(gap):
        state.mode = ""


def _begins_anew(gap: str) -> bool:
    """Whether a phrase with a verb of its own stands between two amounts: what the first was (新增) ends."""
    stop = max(gap.find(","), gap.find(";"))
    return stop >= 0 and INCREMENT.search(gap) is None and ACHIEVE.search(gap, stop) is not None


def _phrase(text: str, amount: Amount, low: int, high: int) -> tuple[int, int]:
    """The phrase around an amount: between stops, and inside its own bracket when the amount stands in one."""
    start = amount.start
    while start > low and amount.start - start < 160:
        char = text[start - 1]
        if char in ",;。:!?":
            if char == "," and start >= 2 and text[start - 2].isdigit() and text[start : start + 3].isdigit():
                start -= 1
                continue
            break
        if char == "(" and ")" not in text[start : amount.start]:
            break
        start -= 1
    end = amount.end
    while end < high and end - amount.end < 120 and text[end] not in ",;。:!?":
        if text[end] == ")" and "(" not in text[amount.end : end]:
            break
        end += 1
    return start, end


def _series(text: str, inside: list[Amount], n: int, low: int) -> int | None:
    """How many amounts a 分别 governs, beginning with this one."""
    amount = inside[n]
    before = text[max(low, amount.start - 24) : amount.start]
    said = _RESPECTIVELY.search(before) is not None
    joins = _BETWEEN_RESPECTIVE if said else _BETWEEN_IN_TURN
    if not said and _IN_TURN.search(before) is None and _AGAIN_IN_TURN.match(text, amount.end) is None:
        return None
    count = 1
    while n + count < len(inside):
        between = text[inside[n + count - 1].end : inside[n + count].start]
        if joins.fullmatch(between) is None:
            break
        count += 1
    if said:
        return count
    things = _things_before(text, amount, low)
    return count if count > 1 and things in (0, count) else None


def _things_before(text: str, amount: Amount, low: int) -> int:
    """How many things the phrase before an amount lists: 产值、税收突破… → 2."""
    begin, _ = _phrase(text, amount, low, amount.end)
    left = text[begin : amount.start]
    names = cut_word(left, word_before(left))
    return 0 if SAME_AGAIN.fullmatch(names) else len(things_of(names))


def _respective(text: str, group: list[Amount], low: int, state: State, setting: Setting) -> list[_Found]:
    first, last = group[0], group[-1]
    begin, finish = _phrase(text, first, low, len(text))
    lead = text[begin : first.start]
    if begin == first.start - len(lead) and lead.startswith("分别") and begin > low:
        begin = _phrase(text, replace(first, start=begin - 1), low, len(text))[0]
        lead = text[begin : first.start]
    at = lead.rfind("分别")
    found = word_before(lead) if at < 0 else None
    names = lead[:at] if at >= 0 else cut_word(lead, found)
    word = lead[at + 2 :] if at >= 0 else lead[len(names) :]
    again = at < 0 and state.accepted and SAME_AGAIN.fullmatch(names) is not None
    if not again and at < 0 and SAME_AGAIN.fullmatch(names):
        return []
    if (
        state.subsidy
        or lexis.SUBSIDY.search(text[begin:finish])
        or (any(a.unit in lexis.MONEY_UNITS for a in group) and not again and not MONEY_NAME.search(lead))
    ):
        return []
    things = things_of(names)
    after = lexis.AFTER.match(text, last.end)
    tail = after.end() if after and stands_behind(after, last, text) else last.end
    mode, _ = mode_of(lead + "", state, word)
    comparator, implicit, hold = compared(word, after if tail > last.end else None, last)
    common = _FoundCommon(begin, tail, comparator, implicit, mode, hold)
    if sum(1 for amount in group if own_after(text, amount)) > 1:
        return _each_compared(text, group, things or [names], common, word)
    if len(group) == 1:
        return [common.of(first, things[0] if things else "", tuple(things[1:]), 0)] if things else []
    each = things if len(things) == len(group) else [names] * len(group)
    grade: Grade = "high" if len(things) == len(group) else "medium"
    return [
        replace(common.of(amount, name, (), place), confidence=grade)
        for place, (amount, name) in enumerate(zip(group, each, strict=True), start=1)
    ]


def _each_compared(
    text: str, group: list[Amount], things: list[str], common: "_FoundCommon", word: str
) -> list[_Found]:
    """分别控制在3左右、4以下: each number has a word of its own behind it."""
    names = things if len(things) == len(group) else things[:1] * len(group)
    grade: Grade = "high" if len(things) == len(group) else "medium"
    found: list[_Found] = []
    for place, (amount, name) in enumerate(zip(group, names, strict=True), start=1):
        comparator, implicit, hold = compared(word, own_after(text, amount), amount)
        own = replace(common, comparator=comparator, implicit=implicit, hold=hold)
        found.append(replace(own.of(amount, name, (), place), confidence=grade))
    return found


@dataclass(frozen=True, slots=True)
class _FoundCommon:
    start: int
    end: int
    comparator: Comparator
    implicit: bool
    mode: str
    hold: bool

    def of(self, amount: Amount, name: str, copies: tuple[str, ...], place: int) -> _Found:
        comparator: Comparator = "range" if amount.is_range else self.comparator
        return _Found(
            amount, comparator, self.implicit, self.mode, self.hold, self.start, self.end, plain_name(name), copies,
            respectively=place,
        )  # fmt: skip


def _judge(
    text: str, inside: list[Amount], n: int, low: int, high: int, setting: Setting, state: State
) -> _Found | None:
    amount = inside[n]
    begin, finish = _phrase(text, amount, low, high)
    floor = begin
    if n and inside[n - 1].end > begin:
        begin = inside[n - 1].end
        joint = lexis.AFTER.match(text, begin)
        begin = joint.end() if joint and joint.end() <= amount.start else begin
        while begin < amount.start and text[begin] in "、)(":
            begin += 1
    if begin > floor and state.accepted and "、" in text[begin : amount.start]:
        begin = _list_place(text, begin, amount.start)
    if begin > floor and state.accepted and amount.start - begin > 2 and text[amount.start - 1] in "和及与":
        begin = amount.start
    left, right = text[begin : amount.start], text[amount.end : finish]
    after = lexis.AFTER.match(text, amount.end)
    if after is not None and (after.end() > finish or not stands_behind(after, amount, text)):
        after = None
    word = word_before(left) or far_word(left, amount.unit)
    base = _baseline(text, inside, n, floor)
    if is_nothing(text, amount, left, right, word, setting, state, floor, raised=bool(base)):
        return None
    if n + 1 < len(inside) and is_threshold(text, amount, inside[n + 1], finish, left, word, after):
        return None
    if n and threshold_of_count(text, inside[n - 1], amount, floor, word, right):
        return None
    if threshold_alone(amount, left, right, word, after, state.accepted):
        return None
    if n + 1 < len(inside) and inside[n + 1].start < finish and leads_to_next(text, left, amount, inside[n + 1]):
        return None
    accepted, implicit = True, False
    if not base or word is None:
        accepted, implicit = promises(amount, left, right, word, after, setting, state, text[floor:begin])
    if not accepted or (n and not state.accepted and left.startswith("其中")):
        return None  # 现有企业26家,其中国家级3家
    mode, rest = mode_of(left, state, word[0] if word else "")
    comparator, told, hold = compared(word[0] if word else "", after, amount, (word.lastgroup or "") if word else "")
    implicit = implicit and told
    end = after.end() if after else amount.end
    copies: tuple[str, ...] = ()
    every = _EVERY.search(left[-16:])
    if every:
        listed = left[: len(left) - (len(left[-16:]) - every.start())]
        if not listed and begin > low:
            listed = text[_phrase(text, replace(amount, start=begin - 1), low, high)[0] : begin - 1]
            begin -= len(listed) + 1
        things = things_of(listed)
        indicator, copies = things[0], tuple(things[1:])
    elif (listed := cut_word(left, word)).endswith("各"):
        things = things_of(listed[:-1])
        indicator, copies = things[0], tuple(things[1:])
    else:
        indicator = rest
    behind = noun_behind(text, end, inside[n + 1].start if n + 1 < len(inside) else finish, finish)
    if behind > end:
        if not has_noun(indicator) or verb_only(indicator):
            indicator = text[end:behind].removeprefix("的")
        end = behind
    if base and amount.base is None:
        begin = floor
        indicator = FROM_BASE.sub("", text[floor : inside[n - 1].start]) or indicator
    question, grade = _doubt(amount, word, after, implicit, comparator, setting)
    return _Found(
        amount, comparator, implicit, mode, hold or state_hold(left), begin, min(end, max(finish, amount.end)),
        plain_name(indicator), copies, grade, question, base,
    )  # fmt: skip


def _list_place(text: str, begin: int, end: int) -> int:
    """Behind the 、 that ends the previous thing of a list: 1家独角兽企业、50家… ."""
    first = text.find("、", begin, end)
    words = text[begin:first]
    return first + 1 if not lexis.BEFORE.search(words[-12:]) else begin


def _baseline(text: str, inside: list[Amount], n: int, floor: int) -> str:
    amount = inside[n]
    if amount.base is not None:
        return f"{amount.base:f}"
    if not n or inside[n - 1].start < floor:
        return ""
    previous = inside[n - 1]
    if leads_to_next(text, text[floor : previous.start], previous, amount) and isinstance(previous.value, Decimal):
        return f"{previous.value:f}"
    return ""


def _doubt(
    amount: Amount,
    word: re.Match[str] | None,
    after: re.Match[str] | None,
    implicit: bool,
    comparator: Comparator,
    setting: Setting,
) -> tuple[Question | None, Grade]:
    """What a person should look at: two words that disagree, a count without a word, a number without a unit."""
    if word is not None and after is not None and {word.lastgroup, after.lastgroup} == {"more", "least"}:
        readings = (Option("more_than", (("comparator", ">"),)), Option("at_least", (("comparator", ">="),)))
        return Question("two_words_of_comparison", readings, "more_than"), "medium"
    if implicit and amount.more:
        readings = (Option("at_least", (("comparator", ">="),)), Option("about", (("comparator", "~"),)))
        return Question("more_or_less", readings, "at_least"), "medium"
    if implicit and not setting.goals and amount.unit not in lexis.PERCENT:
        readings = (Option("target", ()), Option("scope_of_task", (("scored", "false"),)))
        return Question("count_or_scope", readings, "target"), "medium"
    return None, "high"


def _made(run: Run, found: _Found, setting: Setting, state: State) -> list[Target]:
    start, end = found.start, found.end
    while start < found.amount.start and run.text[start] in ",、;:) ":
        start += 1
    names = [found.indicator, *map(plain_name, found.copies)]
    amount = found.amount
    unit = amount.unit
    return [
        Target(
            place=setting.place,
            start=run.start(start),
            end=run.end(end),
            number_start=run.start(amount.start),
            number_end=run.end(amount.end),
            indicator=name,
            comparator=found.comparator,
            value=amount.value,
            unit=unit,
            scale=amount.scale,
            implicit=found.implicit,
            mode=found.mode,
            hold=found.hold,
            aspirational=state.aspirational,
            respectively=found.respectively or (place if len(names) > 1 else 0),
            deadline=state.due,
            base_year=state.base_year if found.mode.startswith(("relative", "change")) else "",
            baseline=found.baseline,
            classes=tuple(names) if len(names) > 1 else (),
            confidence=found.confidence,
            question=found.question,
        )
        for place, name in enumerate(names, start=1)
    ]


def _without_repeats(found: list[Target]) -> list[Target]:
    """The same indicator with the same value said twice in one clause is one target."""
    kept: list[Target] = []
    seen: set[tuple[str, str, str, int, str]] = set()
    for target in found:
        key = (target.indicator, str(target.value), target.unit, target.respectively, target.deadline)
        if (
            target.indicator
            and key in seen
            and not any(t.start == target.start for t in kept if t.indicator == target.indicator)
        ):
            continue
        seen.add(key)
        kept.append(target)
    return kept
