"""The clauses, bodies, tasks and rewards of the Alxa package against the document that they were made from.

These are facts about committed data, so they read the files as plain text and know nothing of the program's schemas.
"""

import os
import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

PACKAGE = Path(__file__).parents[3] / "plans" / "alxa-2020"
LONGEST_SHARED = 12  # characters that a sentence of ours may share with the official text in one run
OUR_TEXTS = ("plan.yaml", "clauses.yaml", "tasks.yaml", "incentives.yaml")
CHINESE_NUMBERS = {"一": "1", "二": "2", "三": "3", "四": "4", "五": "5", "六": "6"}


def load(file: str) -> Any:
    """A file of the package with every scalar as text, as the program reads it."""
    return yaml.load((PACKAGE / file).read_text("utf-8"), yaml.BaseLoader)


CLAUSES, TASKS, INCENTIVES = load("clauses.yaml"), load("tasks.yaml"), load("incentives.yaml")
PLACES, BODIES = load("bodies.yaml")["places"], load("bodies.yaml")["bodies"]
SUCCESSIONS, SOURCES = load("bodies.yaml")["successions"], load("sources.yaml")
DUTIES = [duty for clause in CLAUSES for duty in clause.get("duties", [])]
NODES = [(task["code"], node) for task in TASKS for node in task["nodes"]]


def walk(value: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every mapping of a file with the keys and codes that lead to it."""
    if isinstance(value, dict):
        yield path, value
        for key, inner in value.items():
            yield from walk(inner, f"{path}/{key}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            named = inner.get("code", inner.get("key", number)) if isinstance(inner, dict) else number
            yield from walk(inner, f"{path}/{named}")


def said(file: str) -> list[tuple[str, dict[str, Any]]]:
    """Every sentence or name of a file that exists in the two languages."""
    return [(path, value) for path, value in walk(load(file), file) if "zh-Hans" in value or "en" in value]


def holders(duty: dict[str, Any]) -> list[dict[str, str]]:
    """Everyone that one bracket names."""
    parts = [duty, *duty.get("exceptions", [])]
    return [holder for part in parts for role in ("lead", "support") for holder in part.get(role, [])]


def in_force(thing: dict[str, Any], day: str) -> bool:
    """True when the thing exists on the day; `null` is open."""
    begins, ends = thing.get("from", "null"), thing.get("until", "null")
    return (begins == "null" or begins <= day) and (ends == "null" or day < ends)


# The document itself


@pytest.fixture(scope="module")
def policies() -> Path:
    """Folder of the sample documents."""
    folder = os.environ.get("ZHIHENG_SAMPLES")
    if not folder:
        pytest.skip("ZHIHENG_SAMPLES names no folder of sample documents")
    return Path(folder) / "policies"


@pytest.fixture(scope="module")
def simplified() -> Any:
    opencc = pytest.importorskip("opencc")
    return opencc.OpenCC("t2s").convert


def folded(text: str) -> str:
    """Width, white space and punctuation do not count."""
    return "".join(c for c in unicodedata.normalize("NFKC", text) if c.isalnum())


def clause_code(printed_path: str) -> str:
    """`二/(一)/1` → `2.1.1`."""
    steps = [step.strip("()") for step in unicodedata.normalize("NFKC", printed_path).split("/")]
    return ".".join(CHINESE_NUMBERS.get(step, step) for step in steps)


@pytest.mark.samples
def test_brackets_agree_one_to_one_with_the_careful_reading(policies: Path, simplified: Any) -> None:
    """All 45 brackets, in order: clause, lead, support, open end and exceptions as printed."""
    expected = yaml.safe_load((policies / "alxa-2016.expected.yaml").read_text("utf-8"))["responsibilities"]

    def names(listed: list[str]) -> list[str]:
        return [folded(simplified(name)) for name in listed]

    def printed(listed: list[dict[str, str]]) -> list[str]:
        return [folded(holder["as"]) for holder in listed]

    ours = [
        (
            clause["code"],
            printed(duty["lead"]),
            printed(duty.get("support", [])),
            duty.get("open_ended") == "true",
            [printed(part["lead"]) for part in duty.get("exceptions", [])],
        )
        for clause in CLAUSES
        for duty in clause.get("duties", [])
    ]
    theirs = [
        (
            clause_code(bracket["clause"]),
            names(bracket["lead"]),
            names(bracket["support"]),
            bracket.get("open_ended", False),
            [names(part["lead"]) for part in bracket.get("exceptions", [])],
        )
        for bracket in expected
    ]
    assert len(theirs) == 45
    assert ours == theirs


@pytest.mark.samples
def test_joint_duties_are_those_that_the_text_divides(policies: Path) -> None:
    """`joint` stands exactly where the bracket says that each answers for its part."""
    expected = yaml.safe_load((policies / "alxa-2016.expected.yaml").read_text("utf-8"))["responsibilities"]
    divided = ["職責分工" in bracket["quote"] for bracket in expected]
    assert [duty.get("joint") == "true" for duty in DUTIES] == divided


@pytest.mark.samples
def test_no_sentence_of_ours_is_copied(policies: Path, simplified: Any) -> None:
    """No Chinese text of the package shares more than twelve characters in a row with the official text."""
    official = folded(simplified((policies / "alxa-2016.txt").read_text("utf-8")))
    window = LONGEST_SHARED + 1
    runs = {official[at : at + window] for at in range(len(official) - window + 1)}
    copied = []
    for file in OUR_TEXTS:
        for path, words in said(file):
            ours = folded(words["zh-Hans"])
            copied += [(path, ours[at : at + window]) for at in range(len(ours)) if ours[at : at + window] in runs]
    assert copied == []


@pytest.mark.samples
def test_each_number_without_a_target_stands_in_the_text(policies: Path, simplified: Any) -> None:
    """What `numbers` quotes is found in the official text."""
    official = folded(simplified((policies / "alxa-2016.txt").read_text("utf-8")))
    quoted = [number["found"] for clause in CLAUSES for number in clause.get("numbers", [])]
    assert [found for found in quoted if folded(found) not in official] == []


# The tree of clauses


def test_all_clauses_are_there_in_order() -> None:
    """Preamble, four chapters with their sections and items, closing."""
    items = {
        "2.1": 4,
        "2.2": 4,
        "2.3": 0,
        "2.4": 0,
        **{"3.1": 4, "3.2": 3, "3.3": 3, "3.4": 3, "3.5": 3, "3.6": 3},
        **{f"4.{n}": 0 for n in range(1, 6)},
    }
    expected = ["0", "1"]
    for chapter in ("2", "3", "4"):
        expected.append(chapter)
        for section, count in items.items():
            if section.startswith(chapter + "."):
                expected += [section, *(f"{section}.{n}" for n in range(1, count + 1))]
    assert [clause["code"] for clause in CLAUSES] == [*expected, "9"]


def test_printed_numbers_lead_to_the_code() -> None:
    """The last step of a code is the number that the document prints."""
    printed = {clause["code"]: clause["printed"] for clause in CLAUSES if clause["printed"] != "null"}
    assert {code: clause_code(text) for code, text in printed.items()} == {
        code: code.rpartition(".")[2] for code in printed
    }


def test_duties_are_lettered_within_their_clause() -> None:
    for clause in CLAUSES:
        codes = [duty["code"] for duty in clause.get("duties", [])]
        assert codes == [f"{clause['code']}-{letter}" for letter in "abcdefgh"[: len(codes)]]


def test_a_carried_prefix_makes_an_alias_of_the_body() -> None:
    """A name without its prefix, with the prefix put back, is a name by which the body is known."""
    aliases = {body["code"]: {folded(alias) for alias in body["aliases"]} for body in BODIES}
    for duty in DUTIES:
        for holder in holders(duty):
            assert folded(holder.get("carried", "") + holder["as"]) in aliases[holder["body"]], (duty["code"], holder)


def test_prefix_is_carried_only_where_an_earlier_name_has_it() -> None:
    for duty in DUTIES:
        seen = False
        for holder in holders(duty):
            assert seen or "carried" not in holder, (duty["code"], holder)
            assert not ("carried" in holder and holder["as"].startswith("盟"))
            seen = seen or holder["as"].startswith("盟")


# References and languages


def test_codes_are_unique() -> None:
    for codes in (
        [clause["code"] for clause in CLAUSES],
        [duty["code"] for duty in DUTIES],
        [task["code"] for task in TASKS],
        [reward["code"] for reward in INCENTIVES],
        [place["code"] for place in PLACES],
        [place["number"] for place in PLACES],
        [place["slug"] for place in PLACES],
        [body["code"] for body in BODIES],
        [source["key"] for source in SOURCES],
        [alias for body in BODIES for alias in body["aliases"]],
    ):
        assert sorted(codes) == sorted(set(codes))


def test_every_reference_resolves() -> None:
    """Bodies, places, clauses, duties, rewards and sources that are named exist."""
    bodies, places = {body["code"] for body in BODIES}, {place["code"] for place in PLACES}
    clauses, duties = {clause["code"] for clause in CLAUSES}, {duty["code"] for duty in DUTIES}
    rewards, sources = {reward["code"] for reward in INCENTIVES}, {source["key"] for source in SOURCES}
    assert {holder["body"] for duty in DUTIES for holder in holders(duty)} <= bodies
    assert {code for row in SUCCESSIONS for code in (row["from"], row["to"])} <= bodies
    assert {code for row in SUCCESSIONS if row["duties"] != "all" for code in row["duties"]} <= duties
    assert {member for body in BODIES for member in body["members"]} <= bodies
    assert {body["place"] for body in BODIES} <= places
    assert {place["parent"] for place in PLACES} - {"null"} <= places
    assert {work["clause"] for work in [*TASKS, *INCENTIVES]} <= clauses
    assert {work["duty"] for work in [*TASKS, *INCENTIVES]} - {"null"} <= duties
    awards = [n["see"] for c in CLAUSES for n in c.get("numbers", []) if n["reason"] == "award"]
    assert set(awards) <= rewards
    named = {row["source"] for _, row in walk(load("bodies.yaml")) if "source" in row}
    assert named <= sources


def test_every_text_is_said_in_both_languages() -> None:
    """Neither language is empty; English holds no Chinese except quoted terms, Chinese uses full-width punctuation."""
    for file in (*OUR_TEXTS, "bodies.yaml", "sources.yaml"):
        for path, words in said(file):
            assert words.get("en", "").strip(), path
            assert words.get("zh-Hans", "").strip(), path
            assert not re.search(r"[一-鿿][,;:!?()]|[,;!?()][一-鿿]", words["zh-Hans"]), path
            if file != "sources.yaml":
                assert not re.search(r"[一-鿿]", words["en"]), path


def test_statements_are_one_sentence() -> None:
    """One full stop, at the end, in both languages."""
    for work in [*CLAUSES, *TASKS]:
        chinese, english = work["statement"]["zh-Hans"], work["statement"]["en"]
        assert chinese.count("。") == 1, work["code"]
        assert chinese.endswith("。"), work["code"]
        assert english.endswith("."), work["code"]
        assert not re.search(r"\. [A-Z]", english), work["code"]


def test_facts_from_outside_the_plan_are_marked() -> None:
    """Each name and succession says how sure we are, and `verified` names its source."""
    rows = [name for thing in [*PLACES, *BODIES] for name in thing["names"]]
    for row in [*rows, *SUCCESSIONS]:
        assert row["mark"] in {"verified", "general_knowledge", "design_choice"}, row
        assert row["mark"] != "verified" or row["source"], row


# Bodies over time


def test_names_follow_each_other_without_gap() -> None:
    for thing in [*PLACES, *BODIES]:
        spans = [(name["from"], name["until"]) for name in thing["names"]]
        assert spans[0][0] == thing["from"], thing["code"]
        assert spans[-1][1] == thing["until"], thing["code"]
        assert all(before[1] == after[0] != "null" for before, after in zip(spans, spans[1:], strict=False))


def test_every_duty_has_a_living_holder_throughout_the_plan() -> None:
    """A body that ends during the plan hands all its duties to one that exists on that day."""
    bodies = {body["code"]: body for body in BODIES}
    heirs = {row["from"]: row for row in SUCCESSIONS if row["duties"] == "all"}
    for code in {holder["body"] for duty in DUTIES for holder in holders(duty)}:
        body = bodies[code]
        if not in_force(body, "2020-12-31"):
            heir = heirs[code]
            assert heir["on"] == body["until"]
            assert in_force(bodies[heir["to"]], heir["on"])


def test_reports_for_2018_carry_the_old_names() -> None:
    bodies = {body["code"]: body for body in BODIES}

    def called(code: str, day: str) -> str:
        return next(name["name"]["zh-Hans"] for name in bodies[code]["names"] if in_force(name, day))

    assert called("industry", "2018-12-31") == "阿拉善盟经济和信息化委员会"
    assert called("industry", "2019-01-01") == "阿拉善盟工业和信息化局"
    assert called("environment", "2018-12-31") == "阿拉善盟环境保护局"
    assert called("committee-tenggeli", "2020-12-31") == "腾格里经济技术开发区管理委员会"


def test_group_of_banners_and_zones_has_the_government_of_each() -> None:
    group = next(body for body in BODIES if body["code"] == "banner-zone-governments")
    governed = {body["place"] for body in BODIES if body["code"] in group["members"]}
    assert governed == {place["code"] for place in PLACES if place["parent"] == "152900"}


def test_only_the_league_and_what_lies_in_it_is_judged() -> None:
    judged = {place["code"] for place in PLACES if place["context"] == "false"}
    assert judged == {"152900", "152921", "152922", "152923", "152971", "152972", "152973"}


# Tasks


def test_each_item_of_chapters_three_and_four_has_tasks() -> None:
    """Two to five for each item, and at least one for each bracket of chapter three."""
    parents = {clause["code"].rpartition(".")[0] for clause in CLAUSES}
    leaves = [c["code"] for c in CLAUSES if c["code"][0] in "34" and len(c["code"]) > 1 and c["code"] not in parents]
    counted = {leaf: sum(task["clause"] == leaf for task in TASKS) for leaf in leaves}
    assert {leaf for leaf, count in counted.items() if not 2 <= count <= 5} == set()
    assert {d["code"] for d in DUTIES if d["code"].startswith("3")} == {t["duty"] for t in TASKS} - {"null"}
    assert {t["clause"][0] for t in TASKS if t["duty"] == "null"} == {"4"}


def test_task_codes_number_within_their_clause_and_duties_are_its_own() -> None:
    for clause in {task["clause"] for task in TASKS}:
        codes = [task["code"] for task in TASKS if task["clause"] == clause]
        assert codes == [f"{clause}-{n:02}" for n in range(1, len(codes) + 1)]
    for task in TASKS:
        assert task["duty"] == "null" or task["duty"].rpartition("-")[0] == task["clause"], task["code"]


def test_nodes_are_in_order_within_the_plan() -> None:
    for task in TASKS:
        due = [date.fromisoformat(node["due"]) for node in task["nodes"]]
        assert 2 <= len(due) <= 5, task["code"]
        assert due == sorted(set(due)), task["code"]
        assert date(2016, 7, 1) <= due[0] <= due[-1] <= date(2020, 12, 31), task["code"]
        assert [node["code"] for node in task["nodes"]] == [str(n) for n in range(1, len(due) + 1)]
        assert all(node["mark"] == "design_choice" for node in task["nodes"])


def test_no_task_closes_by_papers_alone() -> None:
    """The last node rests on a register or an indicator, and no node on meetings, photographs or documents issued."""
    assert {task["nodes"][-1]["evidence"]["kind"] for task in TASKS} == {"register", "indicator"}
    traces = re.compile(r"会议|照片|印发|发文|签到|简报|台账|活动记录")
    found = [(code, node["code"]) for code, node in NODES if traces.search(node["evidence"]["what"]["zh-Hans"])]
    assert found == []
    papers = sum(node["evidence"]["kind"] == "document" for _, node in NODES)
    assert papers * 5 < len(NODES)


def test_evidence_names_what_is_needed() -> None:
    for code, node in NODES:
        evidence = node["evidence"]
        assert evidence["what"], (code, node["code"])
        assert ("register" in evidence) == (evidence["kind"] == "register"), (code, node["code"])
        assert ("indicator" in evidence and "at_least" in evidence) == (evidence["kind"] == "indicator")


def test_readme_explains_every_register_that_a_node_names() -> None:
    readme = (PACKAGE / "README.md").read_text("utf-8")
    named = {node["evidence"]["register"] for _, node in NODES if node["evidence"]["kind"] == "register"}
    assert sorted(name for name in named if f"`{name}`" not in readme) == []


# Rewards


def test_sums_are_those_of_the_text_and_promises_without_sum_say_so() -> None:
    sums = {reward["code"].partition("-")[2]: reward["amount_yuan"] for reward in INCENTIVES}
    assert {name: amount for name, amount in sums.items() if amount != "null"} == {
        "well-known-trademark": "500000",
        "famous-trademark": "300000",
        "noted-trademark": "50000",
        "governor-award": "200000",
    }
    assert [name for name, amount in sums.items() if amount == "null"] == [
        "research-body",
        "standard-drafting",
        "good-practice",
        "demonstration-project",
    ]
    assert all(reward["once_by"] for reward in INCENTIVES)
