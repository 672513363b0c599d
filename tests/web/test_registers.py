"""Registers on pages: what a keeper, a clerk and a laboratory do with them, told as they do it."""

import csv
import io
import json
import re
from datetime import date

import pytest
import xlsxwriter
from django.test import Client
from python_calamine import CalamineWorkbook

from tests.registers_app.declarations import SAMPLES
from tests.registers_app.models import Firm, Permit, Sample
from tests.web.conftest import signed_in, words_of
from zhiheng.accounts import services as people
from zhiheng.accounts.rights import operator
from zhiheng.bodies.models import Body, Place
from zhiheng.journal import clock
from zhiheng.journal.models import Entry
from zhiheng.registers.kit import services

LEFT, RIGHT = "152921", "152922"
LIST = "/registers/trial.sample"


@pytest.fixture
def firm(league, db) -> Firm:
    return Firm.objects.create(code="F1", name="某盐业公司")


@pytest.fixture
def clerk(league, db) -> Client:
    """A clerk of the left banner."""
    moment = clock.read()
    chief = operator(moment.day)
    person = people.create_person("clerk1", "李某", "a long enough secret", actor=chief, at=moment.at)
    people.appoint(person, "clerk", Body.objects.get(code="gov-zuoqi"), date(2018, 1, 1), actor=chief, at=moment.at)
    return signed_in("clerk1")


def sample(number: str, firm: Firm, *, place: str = LEFT, **more: object) -> int:
    """A sample as the server's operator records it."""
    moment = clock.read()
    values = {
        "place": Place.objects.get(code=place), "number": number, "firm": firm, "product": "食盐", "kind": "food",
        "drawn_on": date(2019, 7, 1), **more,
    }  # fmt: skip
    return services.record(operator(moment.day), SAMPLES, values, at=moment.at, source="抽样单")


def typed(**more: str) -> dict[str, str]:
    """The form as somebody fills it in."""
    return {
        "place": LEFT, "number": "S-100", "firm": "F1", "product": "食盐", "standard": "", "kind": "food",
        "drawn_on": "2019年7月1日", "tested_on": "", "passed": "", "measured": "", "stratum": "１", "contact": "", **more,
    }  # fmt: skip


def page(client: Client, address: str, status: int = 200, **more: str) -> str:
    response = client.get(address, **more)
    assert response.status_code == status, (address, response.status_code)
    return response.content.decode()


def rows(html: str) -> list[str]:
    """The names of the rows of a list."""
    return re.findall(r'<a class="row" href="[^"]+">([^<]+)</a>', html)


class TestIndex:
    def test_every_register_that_the_reader_may_see_stands_there_with_its_count(self, office, firm):
        sample("S-1", firm)
        sample("S-2", firm, drawn_on=date(2019, 6, 1))

        html = page(office, "/registers")

        assert re.search(r'href="/registers/trial\.sample">样品</a>.*?<b class="tn">2</b>', html, re.DOTALL)

    def test_a_register_that_is_not_for_everybody_is_not_there_for_others(self, office, leader):
        assert "/registers/trial.permit" in page(office, "/registers")
        assert "/registers/trial.permit" not in page(leader, "/registers")
        assert "岗位" in page(leader, "/registers/trial.permit", 403)

    def test_what_is_due_stands_on_top_with_its_day(self, clerk, firm):
        sample("S-1", firm, tested_on=date(2019, 7, 5))

        words = words_of(page(clerk, "/registers"))

        assert re.search(r"S-1 样品 提出异议 2019年的工作日安排尚未公布", words)  # and no day is made up


class TestList:
    @pytest.fixture
    def some(self, firm):
        other = Firm.objects.create(code="F2", name="某水泥公司")
        for number in range(1, 6):
            sample(f"S-{number}", firm, drawn_on=date(2019, 7, number), measured=1000 * number)
        sample("S-6", other, place=RIGHT, drawn_on=date(2019, 1, 6), kind="tool", measured=250)
        return other

    def test_a_tab_counts_the_rows_that_it_lists(self, office, some):
        tabs = re.findall(r'<a href="(/registers/trial\.sample[^"]*)"[^>]*>([^<]+)<b>(\d+)</b>', page(office, LIST))

        assert [name for _, name, _ in tabs] == ["近30天", "待定", "全部"]
        for address, name, count in tabs:
            assert len(rows(page(office, address))) == int(count), name

    @pytest.mark.parametrize(
        ("asked", "expect"),
        [
            ("q=S-3", ["S-3"]), (f"place={RIGHT}", ["S-6"]), ("kind=tool", ["S-6"]), ("firm=F2", ["S-6"]),
            ("drawn_on__from=2019-07-04", ["S-5", "S-4"]), ("drawn_on__to=2019-02-01", ["S-6"]),
            ("sort=number&q=S-", ["S-1", "S-2", "S-3", "S-4", "S-5", "S-6"]),
            ("sort=-drawn_on&drawn_on__from=2019-07-04", ["S-5", "S-4"]),
        ],
    )  # fmt: skip
    def test_filters_and_order_stand_in_the_address(self, office, some, asked, expect):
        assert rows(page(office, f"{LIST}?{asked}")) == expect

    def test_a_condition_without_a_field_of_its_own_is_said_and_can_be_taken_away(self, office, some):
        html = page(office, f"{LIST}?firm=F2&kind=tool")

        assert "企业：某水泥公司" in words_of(html)
        away = re.search(r'rg-chip">企业：某水泥公司<a href="([^"]+)"', html)[1]
        assert away.endswith("?kind=tool")

    def test_the_last_row_adds_up_what_can_be_added(self, office, some):
        foot = words_of(
            re.search(r"<tfoot>[\s\S]*?</tfoot>", page(office, f"{LIST}?col=number&col=measured&col=kind"))[0]
        )

        assert "合计" in foot
        assert "15.25" in foot  # 1 + 2 + 3 + 4 + 5 + 0.25

    def test_columns_are_chosen_in_the_address(self, office, some):
        html = page(office, f"{LIST}?col=number&col=product&q=S-6")

        heads = re.findall(r"<th scope=\"col\"[^>]*><a[^>]*>([^<]+)", html)
        assert heads == ["样品编号", "产品", "状态"]

    def test_personal_fields_can_be_no_column(self, office, some):
        assert 'value="contact"' not in page(office, LIST)

    def test_paging_meets_every_record_once(self, office, firm):
        for number in range(45):
            sample(f"P-{number:02}", firm)

        met, address = [], f"{LIST}?size=20"
        while address:
            html = page(office, address)
            met += rows(html)
            found = re.search(r'rel="next" href="([^"]+)"', html)
            address = found[1].replace("&amp;", "&") if found else ""

        assert sorted(met) == [f"P-{number:02}" for number in range(45)]

    def test_the_list_comes_alone_when_htmx_asks_with_the_tools_that_follow_it(self, office, some):
        part = page(office, f"{LIST}?kind=tool", headers={"HX-Request": "true"})

        assert "<html" not in part
        assert rows(part) == ["S-6"]
        assert 'hx-swap-oob="true"' in part
        assert "kind=tool" in re.search(r'id="tools"[\s\S]*', part)[0]

    def test_a_view_of_ones_own_stands_among_the_tabs_with_its_count(self, office, leader, some):
        office.post(f"{LIST}/views", {"name": "工具类", "kind": "tool", "sort": "number"})

        tab = re.search(r'<a href="([^"]*)"[^>]*>工具类<b>(\d+)</b>', page(office, LIST))
        assert tab[2] == "1"
        shown = page(office, tab[1].replace("&amp;", "&"))
        assert rows(shown) == ["S-6"]
        assert "删去视图“工具类”" in shown
        assert "工具类" not in page(leader, LIST)

        office.post(f"{LIST}/views", {"name": "工具类", "drop": "1"})
        assert "工具类" not in page(office, LIST)

    def test_files_hold_the_rows_and_columns_of_the_page(self, office, some):
        address = "?kind=food&col=number&col=product"
        shown = rows(page(office, f"{LIST}{address}"))

        text = b"".join(office.get(f"{LIST}.csv{address}").streaming_content).decode("utf-8-sig")
        as_csv = list(csv.reader(io.StringIO(text)))
        made = b"".join(office.get(f"{LIST}.xlsx{address}").streaming_content)
        as_xlsx = CalamineWorkbook.from_filelike(io.BytesIO(made)).get_sheet_by_index(0).to_python()
        told = json.loads(b"".join(office.get(f"{LIST}.json{address}").streaming_content))

        assert as_csv[0] == ["样品编号", "产品"]
        assert sorted(row[0] for row in as_csv[1:]) == sorted(shown)
        assert as_xlsx == as_csv
        assert sorted(one["number"] for one in told) == sorted(shown)

    def test_who_may_not_take_lists_away_is_offered_no_file(self, leader, some):
        assert ".xlsx" not in page(leader, LIST)
        assert leader.get(f"{LIST}.csv").status_code == 403

    def test_nothing_found_and_nothing_recorded_say_different_things(self, office, some):
        assert "没有符合条件的记录" in page(office, f"{LIST}?q=nowhere")
        assert "还没有记录" in page(office, "/registers/trial.permit")

    def test_a_reader_without_the_right_sees_no_way_to_write(self, leader, some):
        html = page(leader, LIST)

        assert len(rows(html)) == 6
        assert f"{LIST}/new" not in html
        assert "data-bulk" not in html or 'name="id"' not in html

    def test_a_clerk_sees_only_the_records_of_the_own_banner(self, clerk, some):
        assert "S-6" not in rows(page(clerk, LIST))
        assert clerk.get(f"{LIST}/S-6").status_code == 404


class TestRecording:
    def test_a_record_is_typed_as_people_write_and_stands_with_source_and_history(self, office, firm):
        sent = office.post(f"{LIST}/new", typed(source="抽样单 2019-17"))

        assert sent.status_code == 302
        assert sent.headers["Location"] == f"{LIST}/S-100"
        made = Sample.objects.get(number="S-100")
        assert (made.drawn_on, made.stratum, made.year) == (date(2019, 7, 1), 1, 2019)
        words = words_of(page(office, f"{LIST}/S-100"))
        assert "抽样单 2019-17 2019-07-15" in words
        assert "首次登记" in words
        assert "王主任（演示）" in words

    def test_every_fault_is_said_at_once_on_top_and_at_its_field_in_the_same_words(self, office, firm):
        sent = office.post(f"{LIST}/new", typed(number="", drawn_on="2019年13月1日", measured="一点", standard="随便"))
        html = sent.content.decode()

        assert sent.status_code == 422
        top = dict(re.findall(r'<li><a href="#(\w+)">([^<]+)</a>', html))
        assert set(top) == {"number", "drawn_on", "measured", "standard"}
        for name, sentence in top.items():
            assert f'<p class="z-field__err" id="e-{name}">{sentence}</p>' in html
        assert 'value="2019年13月1日"' in html  # what was typed stays
        assert not Sample.objects.exists()

    def test_a_likely_duplicate_is_shown_before_anything_is_saved(self, office, firm):
        sample("S-1", firm)

        sent = office.post(f"{LIST}/new", typed())
        assert sent.status_code == 409
        assert f'href="{LIST}/S-1"' in sent.content.decode()
        assert not Sample.objects.filter(number="S-100").exists()

        office.post(f"{LIST}/new", typed(not_alike="1"))
        assert Sample.objects.filter(number="S-100").exists()

    def test_what_is_unusual_asks_for_a_reason_and_passes_with_it(self, office, firm):
        sent = office.post(f"{LIST}/new", typed(measured="6000"))
        assert sent.status_code == 422
        assert "不合常规，请写一句理由" in sent.content.decode()
        assert "大得少见" in sent.content.decode()

        office.post(f"{LIST}/new", typed(measured="6000", reason="罐装，非袋装"))
        assert Sample.objects.get(number="S-100").measured == 6_000_000
        assert Entry.objects.latest("seq").reason == "罐装，非袋装"

    def test_nobody_records_without_the_right(self, leader, firm):
        assert leader.get(f"{LIST}/new").status_code == 403
        assert leader.post(f"{LIST}/new", typed()).status_code == 403
        assert not Sample.objects.exists()

    def test_a_clerk_is_offered_the_own_places_only(self, clerk, firm):
        form = page(clerk, f"{LIST}/new")
        offered = re.findall(r'<option value="(\d+)"', re.search(r'<select[^>]*name="place"[\s\S]*?</select>', form)[0])

        assert LEFT in offered
        assert RIGHT not in offered


class TestCorrecting:
    def test_old_and_new_stand_in_the_history_with_who_and_why(self, office, firm):
        sample("S-1", firm)
        form = page(office, f"{LIST}/S-1/correct")
        revision = re.search(r'name="revision" value="(\d+)"', form)[1]

        office.post(
            f"{LIST}/S-1/correct", typed(number="S-1", product="精制盐", revision=revision, reason="照包装更正")
        )

        html = page(office, f"{LIST}/S-1")
        assert "<del>食盐</del><ins>精制盐</ins>" in html
        assert "照包装更正" in html
        assert "王主任（演示）" in words_of(html)

    def test_whoever_saved_meanwhile_is_not_overwritten(self, office, firm):
        key = sample("S-1", firm)
        seen = re.search(r'name="revision" value="(\d+)"', page(office, f"{LIST}/S-1/correct"))[1]
        moment = clock.read()
        services.correct(operator(moment.day), SAMPLES, key, {"product": "湖盐"}, at=moment.at)

        sent = office.post(f"{LIST}/S-1/correct", typed(number="S-1", product="精制盐", revision=seen))

        assert sent.status_code == 409
        words = words_of(sent.content.decode())
        assert "其间登记为：湖盐" in words
        assert 'value="精制盐"' in sent.content.decode()
        assert Sample.objects.get(pk=key).product == "湖盐"

    def test_a_value_that_a_file_brought_over_a_typed_one_stands_beside_it(self, office, firm):
        sample("S-1", firm)
        brought = io.BytesIO("样品编号,产品\nS-1,湖盐\n".encode())
        brought.name = "平台导出.csv"
        trial = office.post(f"{LIST}/import", {"step": "file", "file": brought}).content.decode()
        assert "<del>食盐</del><ins>湖盐</ins>" in trial
        office.post(f"{LIST}/import", {"step": "confirm", "token": re.search(r'name="token" value="(\w+)"', trial)[1]})

        html = page(office, f"{LIST}/S-1")
        assert "两个来源说法不一" in html
        take = re.search(r'href="([^"]+\?take=product)"', html)[1]
        assert 'value="食盐"' in page(office, take)

        revision = re.search(r'name="revision" value="(\d+)"', page(office, take))[1]
        office.post(f"{LIST}/S-1/correct", typed(number="S-1", product="食盐", revision=revision, reason="照包装核定"))
        assert "两个来源说法不一" not in page(office, f"{LIST}/S-1")

    def test_a_withdrawn_record_says_who_and_why_and_leaves_the_list(self, office, firm):
        sample("S-1", firm)
        assert office.post(f"{LIST}/S-1/withdraw", {"reason": " "}).status_code == 422

        office.post(f"{LIST}/S-1/withdraw", {"reason": "重复登记"})

        assert "由王主任（演示）撤回：重复登记" in words_of(page(office, f"{LIST}/S-1"))
        assert rows(page(office, LIST)) == []

    def test_the_page_of_a_past_day_shows_what_was_known_then(self, office, firm):
        sample("S-1", firm)

        assert office.get(f"{LIST}/S-1?as_of=2019-07-10").status_code == 404  # recorded on 15 July
        assert rows(page(office, f"{LIST}?as_of=2019-07-10")) == []


class TestMoving:
    def test_the_page_says_what_it_does_under_which_article_and_until_when(self, clerk, firm):
        sample("S-1", firm, tested_on=date(2019, 7, 5))

        words = words_of(page(clerk, f"{LIST}/S-1/moves/object"))

        assert "由“已报”变为“有异议”" in words
        assert "law第 15 条" in words
        assert "10 个工作日" in words
        assert "2019年的工作日安排尚未公布" in words

    def test_what_the_step_asks_for_is_asked_for(self, office, firm):
        sample("S-1", firm, tested_on=date(2019, 7, 5))

        sent = office.post(f"{LIST}/S-1/moves/confirm", {"passed": "", "tested_on": "2019-07-05"})
        assert sent.status_code == 422
        assert 'href="#passed"' in sent.content.decode()

        office.post(f"{LIST}/S-1/moves/confirm", {"passed": "yes", "tested_on": "2019-07-05"})
        assert Sample.objects.get(number="S-1").state == "final"

    def test_of_two_officials_the_second_is_told_who_did_it(self, office, firm):
        sample("S-1", firm, tested_on=date(2019, 7, 5))
        done = {"passed": "yes", "tested_on": "2019-07-05"}
        page(office, f"{LIST}/S-1/moves/confirm")  # both have the page open
        office.post(f"{LIST}/S-1/moves/confirm", done)

        second = office.post(f"{LIST}/S-1/moves/confirm", done)

        assert second.status_code == 409
        assert re.search(r"已定.*王主任（演示）", words_of(second.content.decode()))

    def test_a_document_that_the_step_needs_comes_with_it(self, office, firm):
        sample("S-1", firm)
        sent = office.post(f"{LIST}/S-1/moves/prove", {})
        assert sent.status_code == 422
        assert "检验报告" in sent.content.decode()

        report = io.BytesIO(b"%PDF-1.4\n%%EOF\n")
        report.name = "报告.pdf"
        office.post(f"{LIST}/S-1/moves/prove", {"file": report})

        assert Sample.objects.get(number="S-1").state == "final"
        html = page(office, f"{LIST}/S-1")
        link = re.search(r'href="([^"]+/files/\d+)" download>报告\.pdf', html)[1]
        assert b"".join(office.get(link).streaming_content).startswith(b"%PDF")

    def test_several_at_once_first_say_how_many_go_and_how_many_stay(self, office, firm):
        keys = [sample(f"S-{n}", firm, tested_on=date(2019, 7, 5)) for n in range(3)]
        office.post(f"{LIST}/S-0/moves/confirm", {"passed": "yes", "tested_on": "2019-07-05"})
        asked = "&".join(f"id={key}" for key in keys)

        words = words_of(page(office, f"{LIST}/move?move=confirm&{asked}"))
        assert "办理 2 条，1 条保持不变" in words
        assert "这一步从“已报、有异议”开始" in words
        assert Sample.objects.filter(state="final").count() == 1

        office.post(f"{LIST}/move", {"move": "confirm", "id": keys, "passed": "yes"})
        assert Sample.objects.filter(state="final").count() == 3

    def test_a_step_is_not_offered_to_who_may_not_take_it(self, clerk, firm):
        sample("S-1", firm, tested_on=date(2019, 7, 5))

        html = page(clerk, f"{LIST}/S-1")

        assert f"{LIST}/S-1/moves/object" in html
        assert f"{LIST}/S-1/moves/confirm" not in html
        assert "本岗位不能办这一步" in html


class TestImporting:
    HEADS = "样品编号,地区,企业,产品,类别,抽样日期,检验日期,合格,备注"

    def file(self, *lines: str, name: str = "台账.csv") -> io.BytesIO:
        made = io.BytesIO("\n".join([self.HEADS, *lines]).encode())
        made.name = name
        return made

    def upload(self, office, *lines: str) -> str:
        """Up to the trial, over the columns where a person has to say what they are."""
        html = office.post(f"{LIST}/import", {"step": "file", "file": self.file(*lines)}).content.decode()
        token = re.search(r'name="token" value="(\w+)"', html)[1]
        if 'value="match"' in html:
            chosen = dict(re.findall(r'name="(field\.\d+)"[\s\S]*?<option value="(\w+)" selected', html))
            html = office.post(
                f"{LIST}/import", {"step": "match", "token": token, "field.8": "", **chosen}
            ).content.decode()
        return html

    def test_columns_are_matched_then_tried_then_written_then_undone(self, office, firm):
        html = office.post(
            f"{LIST}/import", {"step": "file", "file": self.file("S-1,左旗,F1,食盐,食品,2019.7.1,,,无")}
        ).content.decode()
        assert "备注" in html  # a head that nobody knows
        assert not Sample.objects.exists()

        html = self.upload(office, "S-1,左旗,F1,食盐,食品,2019.7.1,,,无")
        assert re.search(r'<b class="tn">1</b>新增', html)
        assert not Sample.objects.exists()
        token = re.search(r'name="token" value="(\w+)"', html)[1]

        sent = office.post(f"{LIST}/import", {"step": "confirm", "token": token, "reason": "七月台账"})
        assert Sample.objects.get().number == "S-1"
        receipt = page(office, sent.headers["Location"])
        assert "已写入 1 条记录" in receipt
        assert "台账.csv 2019-07-15" in words_of(page(office, f"{LIST}/S-1"))

        office.post(re.search(r'action="([^"]+/undo)"', receipt)[1])
        assert Sample.objects.get().withdrawn

    def test_the_matching_is_remembered_for_the_same_heads(self, office, firm):
        html = self.upload(office, "S-1,左旗,F1,食盐,食品,2019-07-01,,,")
        office.post(f"{LIST}/import", {"step": "confirm", "token": re.search(r'name="token" value="(\w+)"', html)[1]})

        again = office.post(
            f"{LIST}/import", {"step": "file", "file": self.file("S-2,左旗,F1,食盐,食品,2019-07-02,,,")}
        )

        assert 'value="match"' not in again.content.decode()
        assert re.search(r'<b class="tn">1</b>新增', again.content.decode())

    def test_the_same_file_twice_changes_nothing(self, office, firm):
        line = "S-1,左旗,F1,食盐,食品,2019-07-01,,,"
        html = self.upload(office, line)
        office.post(f"{LIST}/import", {"step": "confirm", "token": re.search(r'name="token" value="(\w+)"', html)[1]})

        html = self.upload(office, line)

        assert re.search(r'<b class="tn">1</b>不变', html)
        assert "导入 0 行" not in html
        assert Sample.objects.get().revision == 1

    def test_a_wrong_cell_is_named_and_the_right_rows_can_go_alone(self, office, firm):
        html = self.upload(office, "S-1,左旗,F1,食盐,食品,2019-07-01,,,", "S-2,左旗,F1,食盐,食品,2019-13-01,,,")
        words = words_of(html)

        assert re.search(r"F3 抽样日期 2019-13-01 “抽样日期”：“2019-13-01”不是日期", words), words
        assert "只导入正确的 1 行" in words
        token = re.search(r'name="token" value="(\w+)"', html)[1]
        assert office.post(f"{LIST}/import", {"step": "confirm", "token": token}).status_code == 200
        assert not Sample.objects.exists()  # one is wrong: nothing

        office.post(f"{LIST}/import", {"step": "confirm", "token": token, "right": "1"})
        assert [one.number for one in Sample.objects.all()] == ["S-1"]

    def test_the_workbook_comes_back_with_the_cell_marked(self, office, firm):
        made = io.BytesIO()
        with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
            sheet = book.add_worksheet("台账")
            sheet.write_row(0, 0, self.HEADS.split(",")[:-1])
            sheet.write_row(1, 0, ["S-1", "左旗", "F1", "食盐", "食品", "2019-13-01", "", ""])
        upload = io.BytesIO(made.getvalue())
        upload.name = "台账.xlsx"

        html = office.post(f"{LIST}/import", {"step": "file", "file": upload}).content.decode()
        link = re.search(r'href="([^"]+returned\.xlsx[^"]*)"', html)[1].replace("&amp;", "&")
        book = CalamineWorkbook.from_filelike(io.BytesIO(office.get(link).content))

        assert any(
            "2019-13-01" in str(cell) and "不是日期" in str(cell)
            for row in book.get_sheet_by_index(0).to_python()
            for cell in row
        )

    def test_rows_pasted_from_a_spreadsheet_are_read_too(self, office, firm):
        pasted = "样品编号\t地区\t企业\t产品\t类别\t抽样日期\nS-9\t左旗\tF1\t食盐\t食品\t2019年7月9日\n"

        html = office.post(f"{LIST}/import", {"step": "paste", "rows": pasted}).content.decode()
        office.post(f"{LIST}/import", {"step": "confirm", "token": re.search(r'name="token" value="(\w+)"', html)[1]})

        assert Sample.objects.get().drawn_on == date(2019, 7, 9)

    def test_a_file_that_is_no_table_keeps_the_page_and_says_why(self, office):
        made = io.BytesIO(b"")
        made.name = "空.csv"

        sent = office.post(f"{LIST}/import", {"step": "file", "file": made})

        assert sent.status_code == 422
        assert "z-errorsummary" in sent.content.decode()

    def test_the_template_carries_the_fields_of_the_form(self, office):
        book = CalamineWorkbook.from_filelike(io.BytesIO(office.get(f"{LIST}/template.xlsx").content))

        cells = {str(cell).strip("*") for row in book.get_sheet_by_index(0).to_python() for cell in row}
        assert {"样品编号", "抽样日期", "实测值"} <= cells


class TestFinding:
    def test_a_number_typed_into_the_search_leads_to_its_record(self, office, firm):
        sample("S-77", firm)

        assert office.get("/search", {"q": "s-77"}).headers["Location"] == f"{LIST}/S-77"

    def test_words_find_records_among_everything_else(self, office, firm):
        sample("S-77", firm, product="湖盐样品")

        html = page(office, "/search?q=湖盐")

        assert f'href="{LIST}/S-77"' in html

    def test_the_record_as_data_says_what_would_be_typed(self, office, firm):
        sample("S-1", firm, measured=1500)

        told = office.get(f"{LIST}/S-1.json").json()

        assert told["fields"]["measured"] == "1.500"
        assert told["fields"]["place"] == LEFT


def test_a_stock_shows_until_when_it_holds(office, firm):
    office.post(
        "/registers/trial.permit/new",
        {"place": LEFT, "number": "X-1", "firm": "F1", "issued_on": "2018-08-14", "ends_on": "2019-08-13"},
    )
    assert Permit.objects.get().number == "X-1"

    html = page(office, "/registers/trial.permit/X-1")

    assert "剩 29 天" in html
    assert "临期" in html
    assert 'aria-label="剩 29 天 有效期至2019年8月13日（日历日）"' in html


def test_pages_of_registers_speak_english(office, firm):
    sample("S-1", firm)

    words = words_of(page(office, f"/en{LIST}/S-1"))

    for part in ("History of changes", "Life line", "Figures that count it", "each with its source"):
        assert part in words


def test_the_search_shows_records_by_register_with_how_many_there_are(office: Client, firm: Firm):
    for number in range(12):
        sample(f"Q-2019-{number}", firm, product="耐火红砖")

    page = office.get("/search?q=nhhz").content.decode()

    assert re.search(r"<h2>样品</h2><span class=\"sub\">12 条</span>", page)
    assert page.count("Q-2019-") >= 10
    assert f"{LIST}?q=nhhz" in page
    assert "Q-2019-7" in office.get("/search?q=Q-2019-7")["Location"], "the one with exactly this number is opened"
