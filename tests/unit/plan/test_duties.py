"""Who answers: the body that the text names, and the body that answers on the day asked about."""

from datetime import date

from zhiheng.plan import queries


def test_a_merged_body_is_shown_then_and_now(adopted, office):
    (duty,) = queries.duties(office, date(2028, 6, 1))
    lead, support = duty.holders

    assert (lead.written, lead.now_body, lead.changed) == ("市质量局", "quality", False)
    assert (support.written, support.then["zh-Hans"]) == ("市建设局", "建设局")
    assert (support.now_body, support.now["zh-Hans"], support.moved_on) == ("quality", "质量局", date(2028, 1, 1))


def test_before_the_merger_the_old_body_answers(adopted, office):
    (duty,) = queries.duties(office, date(2027, 12, 31))

    assert [holder.now_body for holder in duty.holders] == ["quality", "works"]


def test_a_body_finds_what_it_answers_for(adopted, office):
    held = queries.duties_of(office, "quality", date(2028, 6, 1))

    assert [(duty.code, holder.role) for duty, holder in held] == [("1.1-a", "lead"), ("1.1-a", "support")]
    assert queries.duties_of(office, "works", date(2028, 6, 1)) == []


def test_an_exception_answers_for_its_target_alone():
    from zhiheng.plan.shapes import DutyView, HolderView

    general = HolderView("lead", "a", "甲", {}, "a", {}, None, False)
    special = HolderView("lead", "b", "乙", {}, "b", {}, None, False, target="p1")
    duty = DutyView("x", "1", {}, False, False, (general, special))

    assert duty.answering(target="p1") == [special]
    assert duty.answering(target="p2") == [general]
    assert duty.answering() == [general]
