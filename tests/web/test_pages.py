"""Pages as a person of each role is given them, by what is said and by what it costs."""

import csv
import io
import json
import re

import pytest
import xlsxwriter
from django.test import Client
from python_calamine import CalamineWorkbook

from tests.web.conftest import words_of
from zhiheng.accounts import services
from zhiheng.accounts.models import Person
from zhiheng.accounts.rights import operator
from zhiheng.journal import clock
from zhiheng.journal.models import Entry
from zhiheng.plan.models import Decision


def answer(page: str) -> tuple[str, str]:
    """The value on top of a target page and the period that it is of."""
    block = re.search(r'<div class="answer__v">([\s\S]*?)</div>', page)[1]
    return re.search(r">([^<]+)</a>", block)[1], re.search(r"<small[^>]*>([^<]+)<", block)[1]


PAGES = [
    "/overview", "/plan", "/plan/c/2.1.1", "/plan/c/3.1.1", "/plan/diff", "/targets", "/targets/p1", "/targets/v3", "/targets/b7",
    "/targets/i1", "/targets/c2", "/targets/s2", "/targets/st2", "/targets/v7a", "/targets/e4", "/targets/i3", "/tasks", "/tasks/3.1.1-01",
    "/bodies", "/bodies/market-supervision", "/indicators", "/indicators/p1", "/indicators/st2", "/f/p1/152900/2019Q2", "/search?q=合格率",
    "/feedback", "/accessibility", "/guide/",
]  # fmt: skip


def named(file: io.BytesIO, name: str) -> io.BytesIO:
    file.name = name
    return file


def workbook(*rows: list[object]) -> io.BytesIO:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    return named(io.BytesIO(made.getvalue()), "分解.xlsx")


def text(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


@pytest.mark.parametrize("address", PAGES)
def test_a_leader_can_read_every_page(leader, address):
    page = text(leader, address)

    assert "演示数据" in page
    assert "2019年7月15日" in page
    assert "意见反馈" in page


@pytest.mark.parametrize("address", [*PAGES, "/figures/import", "/targets.csv"])
def test_nothing_is_shown_without_signing_in(client, league, db, address):
    if address == "/accessibility":
        return
    response = client.get(address)

    assert response.status_code == 302
    assert response.headers["Location"].startswith("/sign-in?next=")


def test_the_first_sentence_counts_all_targets_and_adds_up(leader):
    words = words_of(text(leader, "/overview"))
    found = re.search(
        r"(\d+) 项目标中， (\d+) 项已达标或进度正常 ；(\d+) 项进度滞后，(\d+) 项未达标，(\d+) 项尚难判断，(\d+) 项缺数据，(\d+) 项未到期",
        words,
    )

    assert found, words[:600]
    total, *parts = map(int, found.groups())
    assert total == 51
    assert sum(parts) == total


def test_the_overview_has_one_square_for_each_target_and_at_most_seven_exceptions(leader):
    page = text(leader, "/overview")

    assert len(re.findall(r'class="sq sq--', page)) == 51
    assert 1 <= len(re.findall(r'<td class="c-n">', page)) <= 7


def test_the_count_of_a_state_equals_the_rows_behind_it(leader):
    overview = text(leader, "/overview")
    counts = re.findall(r'href="(/targets\?state=\w+)">.*?<b class="tn">(\d+)</b>', overview)

    assert len(counts) == 7
    for address, number in counts:
        rows = len(re.findall(r'<a class="row"', text(leader, address)))
        assert rows == int(number), address


def test_a_target_leads_to_its_clause_and_its_passport_in_one_click(leader):
    page = text(leader, "/targets/p1")

    assert 'href="/plan#c2.1.1"' in page
    assert 'href="/f/p1/152900/2019Q2"' in page
    assert 'id="c2.1.1"' in text(leader, "/plan")


def test_a_passport_shows_numerator_denominator_source_and_entry(leader):
    words = words_of(text(leader, "/f/p1/152900/2019Q2"))

    assert "314 合格批次" in words
    assert "360 有最终结论的批次" in words
    assert "87.2%" in words
    assert "各地相加等于总数" in words
    assert re.search(r"存证第\d+条", words)


def test_the_panel_has_an_address_that_opens_the_same_view(leader):
    part = leader.get(
        "/f/p1/152900/2019Q2",
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/targets?state=behind"},
    )

    assert b"<html" not in part.content
    pushed = part.headers["HX-Push-Url"]
    assert pushed == "/targets?state=behind&panel=passport:p1:152900:2019Q2"
    whole = text(leader, pushed)
    assert 'aria-labelledby="pp-h"' in whole
    assert 'href="/targets?state=behind" data-close-panel' in whole


def test_a_merged_bodys_duty_shows_both_names_with_the_date(leader):
    words = words_of(text(leader, "/plan/c/2.1.1"))

    assert re.search(r"盟食药监管局 （?\s*20\d\d-\d\d 起 盟市场监管局", words)


def test_a_missing_value_is_a_word(leader):
    words = words_of(text(leader, "/targets?state=no_data"))

    assert "缺数据" in words
    assert "未报" in words


def test_a_cannot_tell_verdict_shows_its_interval_everywhere(leader):
    for address in ("/targets?state=cannot_tell", "/targets/s2"):
        assert "尚难判断" in words_of(text(leader, address))
    assert re.search(r"83\.6.*87\.0", words_of(text(leader, "/targets/s2")))


def test_a_later_day_of_knowledge_changes_the_figure_and_says_so(leader):
    page = text(leader, "/targets/p1?as_of=2018-06-01")

    assert "这是2018年6月1日当时知道的数" in page
    assert answer(page) == ("89.4%", "2018年第1季度")  # late reports lowered it to 88.4 later
    assert answer(text(leader, "/targets/p1")) == ("87.2%", "2019年第2季度")
    assert 'href="/targets?as_of=2018-06-01"' in page


def test_a_reading_day_is_kept_by_links_and_names_bodies_of_that_day(leader):
    page = text(leader, "/bodies/food-drug?on=2017-01-01")

    assert "本页按2017年1月1日查看" in page
    assert "?on=2017-01-01" in page


def test_a_day_that_is_no_day_is_answered_in_words(leader):
    assert "请写成年-月-日" in text(leader, "/overview?on=15.7.2019", 400)


@pytest.mark.parametrize(
    ("filters", "expect"), [("state=behind&chapter=2.1", 5), ("q=废水", 1), ("q=廢水", 1), ("state=met&q=森林", 0)]
)
def test_filters_of_the_list_stand_in_the_address(leader, filters, expect):
    page = text(leader, f"/targets?{filters}")

    rows = len(re.findall(r'<a class="row"', page))
    assert rows == expect
    if not expect:
        assert "清除筛选" in page


def test_files_hold_exactly_the_rows_of_the_page(leader):
    address = "?state=behind"
    rows = len(re.findall(r'<a class="row"', text(leader, f"/targets{address}")))

    as_csv = list(csv.reader(io.StringIO(leader.get(f"/targets.csv{address}").content.decode("utf-8-sig"))))
    as_xlsx = (
        CalamineWorkbook.from_filelike(io.BytesIO(leader.get(f"/targets.xlsx{address}").content))
        .get_sheet_by_index(0)
        .to_python()
    )

    assert len(as_csv) == rows + 1
    assert as_xlsx == as_csv
    assert as_csv[0][:4] == ["代码", "目标", "条款", "判定"]
    assert {row[3] for row in as_csv[1:]} == {"进度滞后"}


def test_the_list_comes_alone_when_htmx_asks(leader):
    part = leader.get("/targets?state=met", headers={"HX-Request": "true"})

    assert b"<html" not in part.content
    assert part.headers["Vary"].startswith("HX-Request") or "HX-Request" in part.headers["Vary"]


@pytest.mark.parametrize("q", ["p1", "2.1.1", "3.1.1-01", "P1"])
def test_a_code_typed_into_the_search_leads_straight_there(leader, q):
    assert leader.get("/search", {"q": q}).status_code == 302


def test_search_finds_bodies_by_former_names(leader):
    words = words_of(text(leader, "/search?q=食品药品"))

    assert "机构" in words


class TestRoles:
    def test_only_the_office_sees_and_opens_the_import(self, leader, office):
        assert "/figures/import" not in text(leader, "/overview")
        assert "岗位不含此项权限" in text(leader, "/figures/import", 403)
        assert "/figures/import" in text(office, "/overview")
        assert "试导入" in text(office, "/figures/import")

    def test_no_link_of_the_rail_is_refused(self, leader, office):
        for client in (leader, office):
            rail = re.search(r'<nav class="z-rail"[\s\S]*?</nav>', text(client, "/overview"))
            for address in set(re.findall(r'href="(/[^"#]*)"', rail[0])):
                assert client.get(address).status_code == 200, address


class TestDeciding:
    ADDRESS = "/targets/v5/questions/"

    def question(self, office) -> str:
        return re.search(r'href="(/targets/v5/questions/[\w-]+)"', text(office, "/targets/v5"))[1]

    def test_a_decision_is_recorded_and_stands_on_the_target(self, office):
        address = self.question(office)
        form = text(office, address)
        other = re.search(r'name="reading" value="([\w-]+)">', form)[1]

        sent = office.post(
            address,
            {
                "reading": other,
                "reason": "按面积口径统一。",
                "decided_by": "领导小组第3次会议",
                "decided_on": "2019-07-12",
                "document": "会议纪要3号",
            },
        )

        assert sent.status_code == 302
        made = Decision.objects.latest("pk")
        assert (made.target, made.reading, made.reason) == ("v5", other, "按面积口径统一。")
        assert "2019年7月12日由领导小组第3次会议决定" in words_of(text(office, "/targets/v5"))

    def test_what_is_missing_is_said_on_top_and_at_the_field_and_what_was_typed_stays(self, office):
        address = self.question(office)
        other = re.search(r'name="reading" value="([\w-]+)">', text(office, address))[1]

        sent = office.post(address, {"reading": other, "reason": " ", "decided_by": "盟长", "decided_on": "2019-07-12"})
        page = sent.content.decode()

        assert sent.status_code == 422
        assert re.search(r'<a href="#reason">([^<]+)</a>', page)[1] == re.search(r'z-field__err">([^<]+)<', page)[1]
        assert 'value="盟长"' in page
        assert not Decision.objects.filter(target="v5").exists()


class TestImporting:
    FILE = "指标,地区,期间,分子,分母,来源\np1,152921,2019Q2,130,146,补报\np1,152921,2019Q5,1,2,误\n"

    def upload(self, office, content: str):
        file = io.BytesIO(content.encode())
        file.name = "补报.csv"
        return office.post("/figures/import", {"file": file})

    def test_a_trial_names_row_and_fault_and_writes_nothing(self, office):
        before = Entry.objects.count()

        page = self.upload(office, self.FILE).content.decode()

        assert "待改" in page
        assert "2019Q5" in page
        assert Entry.objects.count() == before
        assert "只写入无误的行" in page

    def test_confirmed_it_is_one_entry_and_a_new_vintage(self, office):
        page = self.upload(office, self.FILE.splitlines()[0] + "\n" + self.FILE.splitlines()[1] + "\n").content.decode()
        token = re.search(r'name="token" value="(\w+)"', page)[1]
        before = Entry.objects.count()

        sent = office.post("/figures/import", {"token": token, "reason": "左旗来函"})

        assert sent.status_code == 302
        assert Entry.objects.count() == before + 1
        words = words_of(text(office, "/f/p1/152921/2019Q2"))
        assert "130 / 146" in words or "130 合格批次" in words
        assert "v2" in words

    def test_a_token_of_another_session_opens_nothing(self, office, leader):
        page = self.upload(office, self.FILE).content.decode()
        token = re.search(r'name="token" value="(\w+)"', page)[1]
        office.session.flush()
        other = Client()
        other.force_login(Person.objects.get(code="office"))

        assert other.post("/figures/import", {"token": token}).status_code == 409

    def test_a_row_names_its_figure_in_words_even_when_it_is_wrong(self, office):
        words = words_of(self.upload(office, self.FILE).content.decode())

        assert "工业产品质量监督抽查合格率 · 阿拉善左旗 · 2019年第2季度" in words
        assert "工业产品质量监督抽查合格率 · 阿拉善左旗 · 2019Q5" in words
        assert words.count("有误 1") == 1  # the counts stand once
        assert "1 待改" not in words


class TestDividing:
    HEADS = ["目标", "地区", "2019"]

    def upload(self, client: Client, *rows: list[object]):
        return client.post("/targets/values", {"file": workbook(self.HEADS, *rows)})

    def test_the_office_finds_the_page_from_the_targets_and_a_leader_does_not(self, office, leader):
        assert 'href="/targets/values"' in text(office, "/targets")
        assert 'href="/targets/values"' not in text(leader, "/targets")
        assert leader.get("/targets/values").status_code == 403
        assert leader.get("/targets/values.xlsx").status_code == 403

    def test_the_empty_table_is_understood_when_it_comes_back_filled(self, office):
        book = CalamineWorkbook.from_filelike(io.BytesIO(office.get("/targets/values.xlsx").content))
        heads, first, *_ = book.get_sheet_by_index(0).to_python()

        assert heads[:3] == ["目标", "所量内容", "地区"]
        page = office.post("/targets/values", {"file": workbook(heads, [*first[:3], *["" for _ in heads[4:]], 90])})
        assert "2020" in page.content.decode()

    def test_a_trial_writes_nothing_and_the_confirmation_is_one_entry(self, office):
        before = Entry.objects.count()
        page = self.upload(office, ["p1", "阿拉善左旗", 88.5]).content.decode()

        assert "新增 1，改动 0，不变 0，待改 0" in page
        assert "p1 工业产品质量监督抽查合格率 · 阿拉善左旗 · 2019" in words_of(page)
        assert Entry.objects.count() == before

        token = re.search(r'name="token" value="(\w+)"', page)[1]
        sent = office.post("/targets/values", {"token": token, "reason": "领导小组纪要"})
        assert sent.status_code == 302
        assert Entry.objects.count() == before + 1
        assert "没有变化" in self.upload(office, ["p1", "阿拉善左旗", 88.5]).content.decode()

    def test_a_wrong_cell_is_named_and_keeps_everything_from_being_written(self, office):
        page = self.upload(office, ["p1", "阿拉善左旗", 88.5], ["p1", "月亮", 88]).content.decode()

        assert "B3" in page
        assert "月亮" in page
        assert 'name="token"' not in page

    @pytest.mark.parametrize("file", [None, b"no workbook"])
    def test_what_is_no_table_keeps_the_form_and_says_why(self, office, file):
        sent = office.post("/targets/values", {"file": named(io.BytesIO(file), "a.xlsx")} if file else {})

        assert sent.status_code == 422
        assert 'type="file"' in sent.content.decode()
        assert 'role="alert"' in sent.content.decode()


class TestLanguages:
    def test_english_is_complete_on_the_main_pages(self, leader):
        page = words_of(text(leader, "/en/overview"))

        assert "Of 51 targets" in page
        assert "On course" in page
        assert "/en/targets" in text(leader, "/en/overview")

    def test_traditional_script_is_made_when_the_page_is_sent(self, leader):
        page = text(leader, "/zh-hant/overview")

        assert 'lang="zh-Hant"' in page
        assert "進度滯後" in page
        assert "进度滞后" not in page
        assert 'href="/zh-hant/targets' in page

    def test_the_language_of_a_page_is_marked(self, leader):
        assert '<html lang="zh-Hans">' in text(leader, "/overview")
        assert '<html lang="en">' in text(leader, "/en/overview")


def test_the_same_pages_stand_under_the_plans_code(leader):
    page = text(leader, "/plans/alxa-2020/targets/p1")

    assert 'href="/plans/alxa-2020/plan#c2.1.1"' in page
    assert leader.get("/plans/nowhere/overview").status_code == 404


def test_a_suggestion_is_an_entry_of_the_journal(office):
    office.post("/feedback", {"words": "表格再窄一些", "about": "/targets"})

    entry = Entry.objects.filter(verb="web.suggest").latest("seq")
    assert (entry.subject, entry.reason) == ("/targets", "表格再窄一些")
    assert "表格再窄一些" in text(office, "/feedback")


def test_headers_keep_a_page_to_this_server(leader):
    response = leader.get("/overview")

    policy = response.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'self'")
    assert "unsafe" not in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("address", ["/overview", "/plan", "/targets/p1", "/sign-in", "/f/p1/152900/2019Q2"])
def test_no_page_holds_script_style_or_a_foreign_address(leader, address):
    page = text(Client() if address == "/sign-in" else leader, address)

    assert " style=" not in page
    assert "<style" not in page
    assert not re.search(r"<script(?![^>]*(src=|application/json))", page)
    assert not re.search(r' on\w+="', page)
    assert not [one for one in re.findall(r'(?:href|src)="(\w+:[^"]*)"', page) if not one.startswith("data:")]


MOST_QUERIES = {
    "/overview": 140, "/plan": 85, "/targets": 80, "/targets/p1": 85, "/tasks": 55, "/bodies": 50, "/indicators/p1": 90,
    "/f/p1/152900/2019Q2": 110, "/feedback": 30,
}  # fmt: skip


@pytest.mark.parametrize(("address", "most"), MOST_QUERIES.items())
def test_queries_do_not_grow_with_the_rows(leader, django_assert_max_num_queries, address, most):
    leader.get(address)
    with django_assert_max_num_queries(most):
        leader.get(address)


def test_pages_stay_within_their_weight(leader):
    for address in ("/overview", "/targets", "/targets/p1"):
        assert len(leader.get(address).content) < 150_000, address


def test_the_chart_and_its_table_say_the_same(leader):
    page = text(leader, "/targets/p1")
    told = json.loads(re.search(r'<script id="course" type="application/json">(.*?)</script>', page)[1])
    rows = re.findall(
        r'<tr><td>(.*?)</td><td class="num">(.*?)</td>',
        re.search(r'<table class="z-table z-table--c"><caption[\s\S]*?</table>', page)[0],
    )

    assert [shown for _period, shown in rows] == told["shown"]
    assert told["target"] == 90
    assert told["target_label"] == "≥90%"


class TestSigningIn:
    def test_a_wrong_password_keeps_the_code_and_says_one_sentence(self, league, db):
        page = Client().post("/sign-in", {"code": "office", "password": "wrong"})

        assert page.status_code == 422
        assert 'value="office"' in page.content.decode()

    def test_it_leads_back_to_the_page_asked_for_but_never_elsewhere(self, league, db, settings):
        now = clock.read()
        person = Person.objects.get(code="office")
        services.change_password(person, "xin-mi-ma-2019-07", actor=operator(now.day), at=now.at)
        asked = {"code": "office", "password": "xin-mi-ma-2019-07"}

        assert Client().post("/sign-in", {**asked, "next": "/targets/p1"}).headers["Location"] == "/targets/p1"
        assert Client().post("/sign-in", {**asked, "next": "https://elsewhere.example/"}).headers["Location"] == "/"


@pytest.mark.parametrize("typed", ["F7ZN-M9", "f7zn-m9", "F7ZNM9", "ｆ７ｚｎ－ｍ９"])
def test_a_passport_number_typed_into_the_search_opens_the_passport(leader, typed):
    sent = leader.get("/search", {"q": typed})

    assert sent.status_code == 302
    assert sent.headers["Location"] == "/f/p1/152900/2019Q2"


def test_a_word_of_six_letters_is_no_passport_number(leader):
    assert leader.get("/search", {"q": "GARDEN"}).status_code == 200


@pytest.mark.parametrize(
    ("typed", "page"),
    [
        ("P1", "/targets/p1"),
        ("2.1.1", "/plan/c/2.1.1"),
        ("3.1.1-01", "/tasks/3.1.1-01"),
        ("market-supervision", "/bodies/market-supervision"),
    ],
)
def test_an_exact_code_goes_straight_to_its_page(leader, typed, page):
    assert leader.get("/search", {"q": typed}).headers["Location"] == page


def test_every_indicator_code_leads_somewhere(leader):
    for code in re.findall(r'href="/indicators/([\w-]+)"', text(leader, "/indicators")):
        assert leader.get("/search", {"q": code}).status_code == 302, code


def test_a_passport_does_not_offer_the_page_that_it_is(leader):
    assert "单独打开" not in text(leader, "/f/p1/152900/2019Q2")
    assert "单独打开" in text(leader, "/targets/p1?panel=passport:p1:152900:2019Q2")


def test_a_target_without_provenance_has_no_empty_row(leader):
    assert 'class="z-provenance"' not in text(leader, "/targets/t4")
    assert 'class="z-provenance"' in text(leader, "/targets/p1")


def test_the_menu_and_the_page_call_the_import_by_one_name(office):
    page = text(office, "/figures/import")

    assert "数据导入" not in page
    assert page.count("导入数据") >= 2


@pytest.mark.parametrize(("address", "kind"), [("/favicon.ico", "image/svg+xml"), ("/robots.txt", "text/plain")])
def test_what_browsers_and_robots_ask_for_needs_no_sign_in(client, db, address, kind):
    sent = client.get(address)

    assert sent.status_code == 200
    assert sent.headers["Content-Type"].startswith(kind)


def test_robots_are_kept_out(client, db):
    assert "Disallow: /" in client.get("/robots.txt").content.decode().splitlines()
