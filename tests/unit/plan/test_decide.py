"""A recorded decision changes how a target is read; nothing is overwritten."""

from dataclasses import replace
from datetime import date

import pytest

from tests.unit.plan.conftest import AT, later
from tests.unit.plan.small import READINGS, package
from zhiheng.journal.models import Entry
from zhiheng.journal.refusal import Refused
from zhiheng.plan import queries, services
from zhiheng.plan.models import Decision, OnlyGrowsError
from zhiheng.plan.services import Deciding

EACH = Deciding("p1", "when", "each", "领导小组第二次会议", date(2026, 3, 2), "每年考核", "会议纪要〔2026〕2号")


def test_a_decision_changes_the_reading_from_then_on(adopted, leader):
    services.decide("tiny-2030", EACH, actor=leader, at=later(1))

    target = queries.target(leader, "p1")
    assert (target.rule, target.flags, target.decided) == ("hold", ("uncertain",), True)
    before = queries.target(leader, "p1", as_of=AT)
    assert (before.rule, before.flags, before.decided) == ("by_end", (), False)


def test_the_decision_says_who_when_why_and_by_which_document(adopted, leader):
    services.decide("tiny-2030", EACH, actor=leader, at=later(1))

    (question,) = queries.target(leader, "p1").questions
    (told,) = question.decisions
    assert (told.decided_by, told.decided_on, told.reason, told.document) == (
        "领导小组第二次会议", date(2026, 3, 2), "每年考核", "会议纪要〔2026〕2号",
    )  # fmt: skip
    assert (told.replaced, told.reading, question.package_chose, question.chosen) == ("last", "each", "last", "each")
    assert Entry.objects.order_by("-seq").first().verb == "plan.decide"


def test_a_decision_can_be_taken_back_by_another(adopted, leader):
    services.decide("tiny-2030", EACH, actor=leader, at=later(1))
    services.decide("tiny-2030", replace(EACH, reading="last", reason="改回"), actor=leader, at=later(3))

    assert queries.target(leader, "p1").rule == "by_end"
    assert queries.target(leader, "p1", as_of=later(2)).rule == "hold"
    assert len(queries.target(leader, "p1").questions[0].decisions) == 2


def test_a_decision_outlives_a_new_version(adopted, leader, server):
    services.decide("tiny-2030", EACH, actor=leader, at=later(1))
    second = package(
        {
            "plan.yaml": ("version: 1", "version: 2"),
            "targets.yaml": ("  rule: by_end", "  rule: by_end" + READINGS.rstrip()),
        }
    )
    services.adopt(second, actor=server, at=later(2))

    assert (queries.target(leader, "p1").version, queries.target(leader, "p1").rule) == (2, "hold")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"reason": "  "}, "plan.reason_missing"),
        ({"decided_by": ""}, "plan.decider_missing"),
        ({"decided_on": date(2026, 3, 9)}, "plan.decided_later"),
        ({"target": "p9"}, "plan.no_target"),
        ({"question": "why"}, "plan.no_question"),
        ({"reading": "never"}, "plan.no_reading"),
        ({"seen": "each"}, "plan.decided_meanwhile"),
    ],
)
def test_what_cannot_be_decided_is_refused(adopted, leader, changed, code):
    with pytest.raises(Refused) as refused:
        services.decide("tiny-2030", replace(EACH, **changed), actor=leader, at=later(1))

    assert refused.value.code == code
    assert "%(" not in str(refused.value)
    assert not Decision.objects.exists()


def test_the_first_decision_may_confirm_what_the_package_chose(adopted, leader):
    """A flagged target is scored only once someone has decided, also when nothing changes."""
    confirming = replace(EACH, reading="last")
    services.decide("tiny-2030", confirming, actor=leader, at=later(1))

    target = queries.target(leader, "p1")
    assert (target.rule, target.decided) == ("by_end", True)
    with pytest.raises(Refused) as refused:
        services.decide("tiny-2030", confirming, actor=leader, at=later(2))
    assert refused.value.code == "plan.reading_stands"


def test_two_who_decide_at_once_do_not_both_win(adopted, leader, monkeypatch):
    """The second finds the number taken, although both had read the same state."""
    stale = queries.target(leader, "p1")
    services.decide("tiny-2030", EACH, actor=leader, at=later(1))
    Manager = type(Decision.objects)  # noqa: N806
    monkeypatch.setattr(queries, "target", lambda *args, **named: stale)
    monkeypatch.setattr(Manager, "filter", lambda self, **named: Decision.objects.none())
    with pytest.raises(Refused) as refused:
        services.decide("tiny-2030", EACH, actor=leader, at=later(2))

    assert refused.value.code == "plan.decided_meanwhile"


def test_a_county_office_does_not_decide_for_the_city(adopted, county_office):
    with pytest.raises(Refused) as refused:
        services.decide("tiny-2030", EACH, actor=county_office, at=later(1))

    assert refused.value.code == "rights.plan.decide"


def test_decisions_cannot_be_changed(adopted, leader):
    services.decide("tiny-2030", EACH, actor=leader, at=later(1))

    with pytest.raises(OnlyGrowsError):
        Decision.objects.update(reason="")
