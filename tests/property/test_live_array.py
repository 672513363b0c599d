"""The array gives what plain sums give: any entries in any portions, any forest of places, any periods; and after any
story of records, corrections and changed definitions, array, columns and plain loop agree."""

import random
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.registers_app.declarations import PERMITS, SAMPLES
from tests.unit.figures import computed
from zhiheng.figures import inforce, live, live_worker
from zhiheng.figures.live import Past, State
from zhiheng.figures.live_trees import Tree
from zhiheng.figures.vector import ENTRY
from zhiheng.registers.kit import services as kit

PLACES = 7
ENTRIES = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, PLACES + 1), st.integers(0, 3), st.integers(-3, 3)), max_size=25
)
FORESTS = st.lists(st.integers(-1, PLACES - 1), min_size=PLACES, max_size=PLACES).map(
    lambda above: np.array([up if up < at else -1 for at, up in enumerate(above)], np.int64)
)


def as_entries(rows):
    return np.array(rows, ENTRY)


def plainly(rows, tree, place, cell, slots):
    """Month by month what lies in a place and in all places in it."""

    def inside(at):
        while at >= 0:
            if at == place:
                return True
            at = int(tree.parents[at]) if at < len(tree.parents) else -1
        return False

    return [sum(n for m, p, c, n in rows if m == slot and c == cell and inside(p)) for slot in range(slots)]


@settings(max_examples=200, deadline=None)
@given(st.lists(ENTRIES, max_size=4), ENTRIES, FORESTS, FORESTS)
def test_sums_of_inner_places_follow_entries(portions, since, first, second):
    """Two trees are kept beside each other; one is asked for before anything came, the other in the middle."""
    state, trees = State(np.zeros((6, 1, 1), np.int64)), (Tree(first), Tree(second))
    state.sum_up(trees[0])
    rows = []
    for number, portion in enumerate(portions):
        state.take(as_entries(portion))
        rows += portion
        if number == 1:
            state.sum_up(trees[1])
    past = Past(state, as_entries(since), 0, None)
    places, cells = np.arange(PLACES + 2), np.array([3, 0, 2])

    for tree in trees:
        for view, told in ((state, rows), (past, rows + since)):
            block = live._gathered(view, tree, places, cells)
            for place in places.tolist():
                for at, cell in enumerate(cells.tolist()):
                    assert block[:, place, at].tolist() == plainly(told, tree, place, cell, len(block))


class Story:
    """A seeded run of acts on the trial registers, remembering what every day knew."""

    def __init__(self, seed):
        self.dice = random.Random(seed)
        self.samples, self.permits = [], []
        self.version = 1
        self.day = date(2016, 2, 1)

    def step(self):
        self.day += timedelta(days=self.dice.randint(0, 25))
        self.dice.choice([self.record, self.record, self.confirm, self.correct, self.correct, self.withdraw,
                          self.permit, self.change_permit, self.merge, self.redefine, self.many])()  # fmt: skip

    def on(self):
        return self.day.isoformat()

    def drawn(self):
        return (date(2015, 11, 1) + timedelta(days=self.dice.randint(0, 2000))).isoformat()

    def values(self):
        return {
            "place": computed.place(self.dice.choice(["1", "11", "111", "112", "121"])),
            "firm": computed.firm(self.dice.choice(["A1", "B2"])),
            "product": self.dice.choice(["砖", "奶", "茶"]),
            "kind": self.dice.choice(["food", "toy", "tool"]),
            "drawn_on": date.fromisoformat(self.drawn()),
            "measured": self.dice.choice([None, 0, 7, 250]),
            "passed": self.dice.choice([True, False]),
        }

    def record(self):
        values = self.values()
        drawn = values.pop("drawn_on").isoformat()
        final = self.dice.random() < 0.7
        self.samples.append(computed.sample("111", drawn, on=self.on(), final=final, **values))

    def many(self):
        rows = [self.values() for _ in range(40)]
        columns = {name: [row[name] for row in rows] for name in rows[0]}
        columns["tested_on"] = [date(2022, 7, 5)] * len(rows)
        columns["number"] = [f"N{self.version}-{self.dice.random()}"[:20] for _ in rows]
        keys = kit.record_many(computed.actor(), SAMPLES, columns, at=computed.at(self.on()))
        kit.move(computed.actor(), SAMPLES, keys, "confirm", {"passed": True}, at=computed.at(self.on()))
        self.samples += keys

    def some(self, keys):
        return self.dice.choice(keys) if keys else None

    def confirm(self):
        open_ = list(
            SAMPLES.model.objects.filter(state="reported", withdrawn=False).order_by("pk").values_list("pk", flat=True)
        )
        if key := self.some(open_):
            computed.confirm(key, passed=self.dice.choice([True, False]), on=self.on())

    def correct(self):
        if key := self.some(self.samples):
            values = self.values()
            chosen = self.dice.sample(sorted(values), 2)
            computed.correct(key, on=self.on(), **{name: values[name] for name in chosen})

    def withdraw(self):
        for register, keys in ((SAMPLES, self.samples), (PERMITS, self.permits)):
            if (key := self.some(keys)) and self.dice.random() < 0.5:
                kit.withdraw(computed.actor(), register, [key], at=computed.at(self.on()), reason="误")
                keys.remove(key)

    def permit(self):
        start = date.fromisoformat(self.drawn()) - timedelta(days=self.dice.randint(0, 900))
        ends = start + timedelta(days=self.dice.randint(1, 900))
        where, holder = self.dice.choice(["111", "112", "121"]), self.dice.choice(["A1", "B2", "C3"])
        self.permits.append(computed.permit(where, start.isoformat(), ends.isoformat(), holder, on=self.on()))

    def change_permit(self):
        if key := self.some(self.permits):
            row = PERMITS.model.objects.get(pk=key)
            if row.state == "valid" and self.dice.random() < 0.5:
                suspended = row.issued_on + timedelta(days=self.dice.randint(1, 400))
                values = {"suspended_on": suspended}
                kit.move(computed.actor(), PERMITS, [key], "suspend", values, at=computed.at(self.on()))
            else:
                ends = row.issued_on + timedelta(days=self.dice.randint(1, 700))
                kit.correct(computed.actor(), PERMITS, key, {"ends_on": ends}, at=computed.at(self.on()), reason="更正")

    def merge(self):
        """One firm becomes another in every register, each as one set."""
        gone, stays = self.dice.sample(["A1", "B2", "C3"], 2)
        for register in (SAMPLES, PERMITS):
            keys = list(
                register.model.objects.filter(firm__code=gone, withdrawn=False)
                .order_by("pk")
                .values_list("pk", flat=True)
            )
            if keys:
                columns = {"firm": [computed.firm(stays)] * len(keys)}
                kit.correct_many(
                    computed.actor(), register, keys, columns, at=computed.at(self.on()), reason="合并"
                )  # fmt: skip

    def redefine(self):
        self.version += 1
        changes = {
            "p1": computed.RATE.replace("[food, toy]", self.dice.choice(["[food]", "[toy, tool]", "[food, toy]"]), 1),
            "p2": computed.ONCE.replace("[firm, product]", self.dice.choice(["[firm]", "[product]", "[firm, kind]"])),
            "c1": computed.VALID.replace("counts_once_by: [firm]", self.dice.choice(["counts_once_by: [firm]", ""])),
        }
        computed.adopted(self.version, self.on(), **changes)


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(6))
def test_after_any_story_three_ways_agree_and_every_day_is_remembered(seed, settings, tmp_path):
    settings.VAR = tmp_path
    live.forget()
    inforce.forget()
    computed.adopted()
    story = Story(seed)
    known = {}
    for number in range(45):
        story.step()
        known[story.day] = seen()
        if number % 15 == 7:
            live_worker.tick(computed.at(story.on()))
        if number % 10 == 3:
            live.forget()  # a process that has just started

    assert computed.all_agree()
    assert sum(map(sum, seen())) > 0
    for day in story.dice.sample(sorted(known), 12):
        assert seen(day) == known[day], day
    live.forget()


def seen(as_of=None):
    """Some figures: a rate, a stock and a sum, of the city and of the banner that loses its zone."""
    day = as_of.isoformat() if as_of else ""
    codes = live.cells_of(computed.PLAN, ["p1", "p2", "c1", "a1"])
    return [
        computed.figure(code, number, period, as_of=day)
        for code in codes
        for number in (computed.CITY, computed.EAST)
        for period in ("2017", "2018", "A2018", "201806")
    ]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(ENTRIES, st.booleans()), max_size=5), st.integers(1, 70))
def test_rows_unpack_to_what_was_packed(rows, piece):
    """Short ones and compressed ones, whatever the size of the pieces in which a long one is read."""
    from zhiheng.figures import packing

    kept, packing.PIECE = packing.PIECE, piece
    try:
        stored = [
            (packing.COMPRESSED, packing.zlib.compress(as_entries(entries).tobytes(), 1))
            if long
            else (packing.PLAIN, as_entries(entries).tobytes())
            for entries, long in rows
        ]
        found = [entry for part in packing.unpacked(stored) for entry in part.tolist()]
    finally:
        packing.PIECE = kept

    assert found == [entry for entries, _ in rows for entry in entries]
