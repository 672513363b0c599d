"""Adopting a package: one act, rows that never change, and refusals that say what to do."""

import pytest
from django.db import DatabaseError, connection, transaction

from tests.unit.plan.conftest import AT, later
from tests.unit.plan.small import package
from zhiheng.journal.models import Change, Entry
from zhiheng.journal.refusal import Refused
from zhiheng.plan import queries, seams, services
from zhiheng.plan.models import Clause, OnlyGrowsError, Plan, SourceText, Span, Target, Version
from zhiheng.plan.services import PackageRefused


def test_adopting_writes_one_entry_with_every_row(adopted):
    entry = Entry.objects.get()

    assert (entry.verb, entry.subject, entry.plan) == ("plan.adopt", "tiny-2030/1", "tiny-2030/1")
    assert entry.definitions == 1
    told = set(Change.objects.values_list("register", "record"))
    assert {
        ("plan.version", "tiny-2030/1"),
        ("plan.target", "tiny-2030/1/p1"),
        ("plan.clause", "tiny-2030/1/1.1"),
    } <= told
    assert ("plan.node", "tiny-2030/1/1.1-01/1") in told


def test_the_first_plan_is_the_default_one(adopted, office):
    assert queries.plan(office).code == "tiny-2030"


def test_adopting_the_same_version_again_changes_nothing(rooms, ground, server):
    first = services.adopt(package(), actor=server, at=AT)
    again = services.adopt(package(), actor=server, at=later(1))

    assert (first.stood_already, again.stood_already) == (False, True)
    assert again.version == first.version
    assert Entry.objects.count() == 1


def test_other_content_under_the_same_version_is_refused(adopted, server):
    with pytest.raises(Refused) as refused:
        services.adopt(package(), actor=server, at=later(1))

    assert refused.value.code == "plan.version_taken"


def test_an_older_version_is_refused(rooms, ground, server):
    services.adopt(package({"plan.yaml": ("version: 1", "version: 3")}), actor=server, at=AT)

    with pytest.raises(Refused) as refused:
        services.adopt(package({"plan.yaml": ("version: 1", "version: 2")}), actor=server, at=later(1))

    assert refused.value.code == "plan.version_old"


def test_a_package_with_errors_is_refused_with_all_its_problems(rooms, ground, server):
    with pytest.raises(PackageRefused) as refused:
        services.adopt(package({"targets.yaml": ("indicator: p1", "indicator: p9\n  color: red")}), actor=server, at=AT)

    assert refused.value.code == "plan.package_problems"
    assert "targets.yaml" in str(refused.value)
    assert not Plan.objects.exists()


def test_an_open_point_that_hides_an_error_is_refused(rooms, ground, server):
    draft = package(
        {
            "targets.yaml": ("duty: 1.1-a\n  indicator: p1", "duty: unknown\n  indicator: p1"),
            "open.yaml": "- {file: targets.yaml, code: p1, key: duty, text: {zh-Hans: 谁负责？, en: who?}}\n",
        }
    )

    with pytest.raises(PackageRefused) as refused:
        services.adopt(draft, actor=server, at=AT)

    assert refused.value.code == "plan.package_open"


def test_an_open_point_without_an_error_does_not_refuse(rooms, ground, server):
    draft = package({"open.yaml": "- {file: plan.yaml, key: from, text: {zh-Hans: 日期请核对, en: check the date}}\n"})

    assert services.adopt(draft, actor=server, at=AT).version.number == 1


def test_only_the_office_and_the_operator_adopt(rooms, ground, leader):
    with pytest.raises(Refused) as refused:
        services.adopt(package(), actor=leader, at=AT)

    assert refused.value.code == "rights.plan.adopt"


def test_when_one_room_refuses_nothing_is_written(rooms, ground, server, monkeypatch):
    """Rooms above write in the same transaction: all or nothing."""

    def refuse(made, opened):
        raise Refused("figures.no", "no")

    monkeypatch.setattr(seams, "rooms", [*seams.rooms, seams.Room("figures", None, refuse)])
    with pytest.raises(Refused):
        services.adopt(package(), actor=server, at=AT)

    assert not Version.objects.exists()
    assert not Entry.objects.exists()


def test_rooms_take_part_in_floor_order(rooms, ground, server, monkeypatch):
    order = []
    parts = [
        seams.Room(name, None, lambda made, opened, name=name: order.append(name)) for name in ("bodies", "figures")
    ]
    monkeypatch.setattr(seams, "rooms", [parts[0], *seams.rooms, parts[1]])

    services.adopt(package(), actor=server, at=AT)

    assert order == ["bodies", "figures"]


def test_rows_of_a_version_cannot_be_changed(adopted):
    for model in (Version, Clause, Target):
        with pytest.raises(OnlyGrowsError):
            model.objects.all().delete()
    with pytest.raises(OnlyGrowsError):
        Target.objects.filter(code="p1").update(rule="hold")


@pytest.mark.parametrize(
    "statement", ["UPDATE plan_target SET rule = 'hold'", "DELETE FROM plan_span", "DELETE FROM plan_version"]
)
def test_the_database_itself_refuses_to_change_them(adopted, statement):
    if "span" in statement:
        text = SourceText.objects.create(version=adopted, digest="0" * 64, length=1, text="x", file_name="x", file_digest="0" * 64, differs={}, recorded_at=AT, recorded_by="x", act=adopted.act)  # fmt: skip
        Span.objects.create(text=text, kind="clause", code="1", start=0, end=1)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_an_instant_before_a_version_shows_the_one_before(adopted, office, server):
    second = package(
        {"plan.yaml": ("version: 1", "version: 2"), "targets.yaml": ('threshold: "90"', 'threshold: "95"')}
    )
    services.adopt(second, actor=server, at=later(10))

    now = queries.target(office, "p1")
    then = queries.target(office, "p1", as_of=later(5))

    assert (now.version, now.threshold[0]) == (2, 95)
    assert (then.version, then.threshold[0]) == (1, 90)


def test_several_plans_stand_side_by_side(adopted, office, server, ground):
    services.adopt(package({"plan.yaml": ("code: tiny-2030", "code: other-2030")}), actor=server, at=later(1))

    assert [view.code for view in queries.plans(office)] == ["tiny-2030", "other-2030"]
    services.make_default("other-2030", actor=server, at=later(2))
    assert queries.plan(office).code == "other-2030"
    assert [view.code for view in queries.plans(office)] == ["other-2030", "tiny-2030"]


def test_a_plan_that_is_not_there_is_named_with_those_that_are(adopted, office):
    with pytest.raises(Refused) as refused:
        queries.plan(office, "nowhere")

    assert refused.value.code == "plan.no_plan"
    assert "tiny-2030" in str(refused.value)


def test_without_a_post_nothing_is_read(adopted, nobody):
    for read in (queries.plans, queries.targets, queries.clauses, queries.tasks, queries.incentives):
        with pytest.raises(Refused):
            read(nobody)


def test_the_document_is_read_as_a_tree_with_what_hangs_on_it(adopted, office):
    chapter, section = queries.clauses(office)

    assert (chapter.code, chapter.depth, section.parent) == ("1", 0, "1")
    assert (section.duties, section.targets, section.tasks, section.incentives) == (
        ("1.1-a",),
        ("p1", "m1"),
        ("1.1-01",),
        ("1.1-r",),
    )
    assert (section.span, section.text) == (None, "")


def test_money_is_whole_fen(adopted, office):
    (reward,) = queries.incentives(office)

    assert reward.amount_fen == 5_000_000


def test_reading_all_targets_takes_the_same_few_queries(adopted, office, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        assert len(queries.targets(office)) == 2


def test_names_of_classes_come_with_the_version(rooms, ground, server, office):
    listed = "indicator,class,field,zh-Hans,en\np1,food,category,食品,Food\n"
    services.adopt(package({"codelists/classes.csv": listed}), actor=server, at=AT)

    assert queries.class_names(office) == {"p1": {"food": {"zh-Hans": "食品", "en": "Food"}}}
    assert queries.target(office, "p1").class_names["food"]["zh-Hans"] == "食品"
    assert Change.objects.filter(register="plan.indicatorclass", record="tiny-2030/1/p1/food").exists()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE plan_indicatorclass SET code = 'drug'")
