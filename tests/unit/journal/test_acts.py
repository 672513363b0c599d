"""One act, one entry: numbers, times, changes and what is taken back."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError

from zhiheng.accounts.rights import operator
from zhiheng.journal import acts, check, clock, queries
from zhiheng.journal.acts import act
from zhiheng.journal.models import Change, Entry, Head
from zhiheng.journal.refusal import Refused

pytestmark = pytest.mark.django_db
NINE = datetime(2019, 7, 1, 1, 0, tzinfo=UTC)


def test_an_act_writes_one_entry_with_its_bytes():
    """The entry's bytes say everything that its columns say."""
    with act("li", "plan.adopt", "alxa-2020", "第一次采用", at=NINE, plan="alxa-2020/1") as opened:
        opened.changed("plan.target", "p1", None, {"threshold": "90"})

    entry = Entry.objects.get()
    assert (entry.seq, opened.seq, entry.changes) == (1, 1, 1)
    assert (
        bytes(entry.body)
        == (
            f'{{"act":"{opened.id}","actor":"li","at":"2019-07-01T01:00:00.000000Z","changes":{{"count":1,"root":"{bytes(entry.changes_root).hex()}"}},'
            '"definitions":0,"plan":"alxa-2020/1","reason":"第一次采用","seq":1,"subject":"alxa-2020","v":1,"verb":"plan.adopt"}'
        ).encode()
    )
    assert check.whole() == []


def test_numbers_have_no_gap_when_acts_fail():
    with act("li", "a", "1", at=NINE):
        pass
    with pytest.raises(ZeroDivisionError), act("li", "b", "2", at=NINE):
        1 / 0  # noqa: B018
    with act("li", "c", "3", at=NINE):
        pass

    assert list(Entry.objects.order_by("seq").values_list("seq", "verb")) == [(1, "a"), (2, "c")]


def test_time_never_runs_backwards():
    """An act whose clock lags behind carries the time of the entry before it."""
    with act("li", "a", "1", at=NINE):
        pass
    with act("li", "b", "2", at=NINE - timedelta(hours=1)) as late:
        pass

    assert Entry.objects.get(seq=2).at == NINE
    assert late.at == NINE - timedelta(hours=1)


def test_nested_acts_join():
    with act("li", "outer", "1", at=NINE) as outer, act("wang", "inner", "2", at=NINE) as inner:
        inner.changed("r", 1, None, {"a": 1})

    assert inner is outer
    assert list(Entry.objects.values_list("verb", "changes")) == [("outer", 1)]


def fails(joined):
    joined.changed("r", 2, None, {"a": 2})
    joined.new_definitions()
    raise Refused("no", "no")


def test_a_joined_act_that_fails_takes_back_its_own_part_only():
    with act("li", "outer", "1", at=NINE) as outer:
        outer.changed("r", 1, None, {"a": 1})
        with pytest.raises(Refused), act("li", "inner", "2", at=NINE) as inner:
            fails(inner)

    assert list(Change.objects.values_list("record", flat=True)) == ["1"]
    assert Head.objects.get().definitions == 0


def test_a_record_told_twice_counts_once():
    with act("li", "a", "1", at=NINE) as opened:
        opened.changed("r", 1, None, {"a": 1})
        opened.changed("r", 1, {"a": 1}, {"a": 2})
        opened.changed("r", 2, {"a": 1}, {"a": 1})  # nothing happened

    change = Change.objects.get()
    salt = acts.salt_of("r", 1, 1)
    assert change.before is None
    assert bytes(change.after) == acts.salted_digest(salt, b'{"a":2}')


def test_revisions_hang_together():
    """The digest before a change is the digest after the one before it; so a record's history is one chain."""
    for before, after in [(None, {"a": 1}), ({"a": 1}, {"a": 2}), ({"a": 2}, None)]:
        with act("li", "a", "1", at=NINE) as opened:
            opened.changed("r", 1, before, after)

    assert [entry.seq for _, entry in queries.history("r", 1)] == [1, 2, 3]
    first, second, third = Change.objects.order_by("revision")
    assert [c.revision for c in (first, second, third)] == [1, 2, 3]
    assert bytes(first.after) == bytes(second.before)
    assert bytes(second.after) == bytes(third.before)
    assert third.after is None


def test_equal_values_have_unlike_digests():
    """Salts keep anyone from guessing a value by comparing digests."""
    with act("li", "a", "1", at=NINE) as opened:
        opened.changed("r", 1, None, {"telephone": "1"})
        opened.changed("r", 2, None, {"telephone": "1"})

    one, other = Change.objects.order_by("record")
    assert bytes(one.after) != bytes(other.after)


def test_a_verb_without_effect_leaves_no_entry_where_it_says_so():
    with act("li", "a", "1", at=NINE, skip_empty=True):
        pass

    assert queries.size() == 0


def test_new_definitions_raise_the_number():
    with act("li", "plan.adopt", "p", at=NINE) as opened:
        opened.new_definitions()
    with act("li", "figures.import", "f", at=NINE):
        pass

    assert list(Entry.objects.order_by("seq").values_list("definitions", flat=True)) == [1, 1]


def test_proof_of_one_record_is_two_inclusion_proofs():
    for number in range(7):
        with act("li", "import", number, at=NINE) as opened:
            for record in range(number):
                opened.changed("r", f"{number}-{record}", None, {"n": record})

    change = Change.objects.get(record="5-3")
    entry = Entry.objects.get(act=change.act)
    inner, outer = queries.change_inclusion(change), queries.inclusion(entry.seq)

    assert inner.holds()
    assert inner.root.hex().encode() in outer.leaf
    assert outer.holds()
    assert outer.root == queries.root(7)
    assert queries.consistency(3, 7).holds()
    assert check.whole() == []


def test_demonstration_reads_on_its_day_for_good():
    clock.simulate(date(2019, 7, 15), at=datetime(2016, 1, 1, tzinfo=UTC), actor=operator(date(2016, 1, 1)))

    now = clock.read()

    assert now.day == date(2019, 7, 15)
    assert now.simulated
    assert Entry.objects.get(seq=1).verb == "simulated"
    assert check.whole() == []
    with pytest.raises(ValueError, match="after the reading day"), act("li", "a", "1", at=datetime.now(UTC)):
        pass
    with pytest.raises(IntegrityError):
        Head.objects.update(reading_day=None)


def test_a_database_with_entries_never_becomes_a_demonstration():
    with act("li", "a", "1", at=NINE):
        pass
    with pytest.raises(Refused) as refused:
        clock.simulate(date(2019, 7, 15), at=NINE, actor="li")
    assert refused.value.code == "journal.not_empty"


def test_moment_in_a_demonstration_is_never_before_the_last_entry():
    """The hour of the wall clock on the reading day, unless something was recorded later that day."""
    wall = datetime(2026, 3, 1, 4, 0, tzinfo=UTC)  # noon in Shanghai
    noon = datetime(2019, 7, 15, 4, 0, tzinfo=UTC)

    assert clock.moment(wall, date(2019, 7, 15), None).at == noon
    assert clock.moment(wall, date(2019, 7, 15), noon + timedelta(hours=3)).at == noon + timedelta(hours=3)
    assert clock.moment(wall, None, None).day == date(2026, 3, 1)
