"""Choosing what a page is about and how it is read: period, place, size of type, and the search by initials."""

import csv
import io
import re

import pytest

from tests.web.conftest import words_of
from zhiheng.registers.kit import initials

LEFT_BANNER = "152921"


def text(client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def rows(page: str) -> list[str]:
    """Names in the list of targets."""
    return re.findall(r'<td class="c-1 c-w"><a class="row"[^>]*>([^<]+)</a>', page)


class TestPeriod:
    def test_a_page_is_read_at_the_end_of_a_period_and_says_so(self, leader):
        page = text(leader, "/overview?period=2019Q1")

        assert "本页按2019年第1季度末查看，只用截至2019年3月31日的数据" in page
        assert "数据截至2019年3月31日" in words_of(page)
        assert re.search(r'href="/targets/p1\?period=2019Q1"', page)

    def test_figures_about_later_days_are_neither_judged_nor_drawn(self, leader):
        page = text(leader, "/targets/p1?period=2019Q1")

        assert re.search(r"answer__v[\s\S]*?z-figure[^>]*>88\.4%<", page)
        assert "2019年第2季度" not in re.search(r'<details class="z-fold">[\s\S]*?</details>', page)[0]
        assert "/f/p1/152900/2019Q2" not in page

    def test_the_sentence_still_counts_all_targets(self, leader):
        page = text(leader, "/overview?period=2018")
        counts = re.search(r'<ul class="cnt">([\s\S]*?)</ul>', page)[1]
        numbers = [int(found) for found in re.findall(r'<b class="tn">(\d+)</b>', counts)]

        assert numbers[0] == 51
        assert sum(numbers[1:]) == 51

    def test_an_assessment_year_ends_with_its_own_last_month(self, leader):
        page = text(leader, "/targets?period=A2019")

        assert "本页按2019考核年度（2018-07—2019-06）末查看，只用截至2019年6月30日的数据" in page

    def test_a_year_that_still_runs_is_read_today_and_says_so(self, leader):
        assert "2019年尚未结束，本页按2019年7月15日查看。" in text(leader, "/overview?period=2019")

    def test_a_period_that_is_none_is_answered_in_words(self, leader):
        page = text(leader, "/overview?period=2019Q9", 400)

        assert "2019Q2、201906 或 A2020" in page

    def test_the_picker_offers_every_ended_period_and_keeps_the_rest_of_the_address(self, leader):
        page = text(leader, "/targets?state=behind&place=152921&panel=passport:p1:152900:2019Q2")
        picker = re.search(r'<details class="z-drop z-drop--days">([\s\S]*?)</details>', page)[1]

        assert 'href="/targets?state=behind&amp;place=152921&amp;period=2019Q2"' in picker
        assert "period=2019Q3" not in picker
        assert "period=A2019" in picker
        assert "period=A2020" not in picker

    def test_the_form_for_a_single_day_keeps_the_rest_of_the_address(self, leader):
        page = text(leader, "/targets?state=behind&period=2018")
        form = re.search(r'<form method="get">([\s\S]*?)</form>', page)[1]

        assert '<input type="hidden" name="state" value="behind">' in form
        assert "period" not in form


class TestPlace:
    def test_the_counts_add_up_to_the_targets_that_the_place_has_figures_for(self, leader):
        page = text(leader, f"/overview?place={LEFT_BANNER}")
        counts = re.search(r'<ul class="cnt">([\s\S]*?)</ul>', page)[1]
        total, *others = [int(found) for found in re.findall(r'<b class="tn">(\d+)</b>', counts)]

        assert sum(others) == total
        assert f"规划共 51 项目标，本地区有数据的 {total} 项" in words_of(page)
        assert page.count('class="sq sq--') == total
        assert len(rows(text(leader, f"/targets?place={LEFT_BANNER}"))) == total

    def test_a_target_is_judged_by_the_figures_of_the_place(self, leader):
        page = text(leader, f"/targets/p1?place={LEFT_BANNER}")

        assert re.search(r'answer__v[\s\S]*?href="/f/p1/152921/2019Q2\?place=152921"[^>]*>87\.0%<', page)
        assert 'class="is-here" aria-current="true"' in page
        assert "/f/p1/152900/2019Q2" in page, "the whole stands below the places"

    def test_a_target_without_figures_of_the_place_shows_the_whole_and_says_so(self, leader):
        assert "本目标没有阿拉善左旗的单独数据，以下为规划整体的情况。" in text(
            leader, f"/targets/st1?place={LEFT_BANNER}"
        )

    def test_a_place_may_be_named_by_its_short_name(self, leader):
        assert "阿拉善左旗有数据的目标" in text(leader, "/targets?place=zuoqi")

    @pytest.mark.parametrize("place", ["999", "150000"])
    def test_a_place_that_is_not_judged_is_answered_with_those_that_are(self, leader, place):
        page = text(leader, f"/overview?place={place}", 404)

        assert f"规划没有对地区{place}作判定" in page
        assert LEFT_BANNER in page

    def test_files_hold_the_rows_of_the_place(self, leader):
        page = text(leader, f"/targets?place={LEFT_BANNER}")
        file = leader.get(re.search(r'href="(/targets\.csv[^"]*)"', page)[1].replace("&amp;", "&"))
        listed = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))

        assert len([row for row in listed if row and row[0] in {"p1", "p2", "p3a"}]) == 3
        assert not [row for row in listed if row and row[0] == "st1"]

    def test_pages_that_are_about_no_place_offer_none(self, leader):
        assert "z-drop--places" not in text(leader, f"/bodies?place={LEFT_BANNER}")


@pytest.mark.parametrize("address", ["/overview", "/targets", "/tasks", "/search?q=质量", "/plan"])
def test_every_form_that_asks_by_address_carries_day_and_place_along(leader, address):
    """A form without them would silently lead back to today and to the whole."""
    sign = "&" if "?" in address else "?"
    page = text(leader, f"{address}{sign}on=2019-03-31&place={LEFT_BANNER}")
    forms = re.findall(r"<form(?![^>]*method=\"post\")[^>]*>([\s\S]*?)</form>", page)

    assert forms
    for form in forms:
        assert 'name="on"' in form
        assert f'name="place" value="{LEFT_BANNER}"' in form


class TestTypeSize:
    def test_it_is_kept_by_a_post_and_holds_on_every_page(self, leader):
        response = leader.post("/type-size", {"size": "150", "next": "/targets?state=behind"})

        assert response.status_code == 302
        assert response.headers["Location"] == "/targets?state=behind"
        assert '<html lang="zh-Hans" class="type-150">' in text(leader, "/overview")

    def test_it_can_be_chosen_before_signing_in(self, client, db):
        client.post("/type-size", {"size": "125", "next": "/sign-in"})

        assert 'class="type-125"' in text(client, "/sign-in")

    def test_looking_at_the_address_changes_nothing(self, client, db):
        assert client.get("/type-size?size=150").status_code == 405

    @pytest.mark.parametrize("goal", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
    def test_it_leads_nowhere_else(self, client, db, goal):
        assert client.post("/type-size", {"size": "125", "next": goal}).headers["Location"] == "/"

    def test_a_size_that_is_none_is_left_alone(self, client, db):
        response = client.post("/type-size", {"size": '150" onload="x', "next": "/sign-in"})

        assert not response.cookies
        client.cookies["zhiheng_type"] = '150" onload="x'
        assert "onload" not in text(client, "/sign-in")


class TestInitials:
    @pytest.mark.parametrize(
        ("asked", "name"),
        [
            ("hgl", "工业产品质量监督抽查合格率"), ("gycp", "工业产品质量"), ("ejn", "额济纳旗"), ("zlqm2016", "质量强盟 2016–2020"),
            ("dzj", "地质局"), ("djj", "地质局局长")
        ],
    )  # fmt: skip
    def test_a_run_of_characters_has_them(self, asked, name):
        assert initials.found(asked, name) is (asked != "djj")

    def test_a_character_of_two_readings_is_found_by_either(self):
        assert initials.found("hgl", "合格率")
        assert initials.found("hgs", "合格率"), "率 is also read shuai"

    @pytest.mark.parametrize("typed", ["h", "合格", "2.1.1", "", "HGL"])
    def test_what_nobody_types_as_initials_is_none(self, typed):
        assert not initials.can_be(typed)

    @pytest.mark.parametrize(
        ("q", "hit"),
        [
            ("hgl", "工业产品质量监督抽查合格率"),
            ("HGL", "工业产品质量监督抽查合格率"),
            ("scjg", "阿拉善盟市场监督管理局"),
            ("jl", "2.2.1 计量"),
            ("计量", "2.2.1 计量"),
            ("監管", "阿拉善盟市场监督管理局"),
            ("zlaq hgl", "主要农畜产品质量安全监测合格率"),
        ],
    )
    def test_the_search_finds_targets_clauses_and_bodies_by_them(self, leader, q, hit):
        assert hit in words_of(text(leader, f"/search?q={q}"))

    def test_indicators_are_found_too(self, leader):
        assert re.search(
            r'<td class="nw faint">指标</td><td class="c-w"><a class="row" href="/indicators/p1"',
            text(leader, "/search?q=hgl"),
        )

    def test_names_come_before_what_is_only_mentioned(self, leader):
        page = text(leader, "/search?q=计量")
        hits = re.findall(r'<a class="row"[^>]*>([^<]+)</a>', page)
        mentioned = [at for at, hit in enumerate(hits) if "计量" not in hit]

        assert mentioned, "the word is also mentioned elsewhere"
        named = [at for at, hit in enumerate(hits) if "计量" in hit]
        assert named[0] < mentioned[0]

    def test_the_list_of_targets_takes_them_as_well(self, leader):
        found = rows(text(leader, "/targets?q=hgl"))

        assert len(found) == 11
        assert all("合格率" in name for name in found)


def test_the_page_of_yearly_values_marks_the_targets_in_the_rail(office):
    rail = re.search(r'<nav class="z-rail"[\s\S]*?</nav>', text(office, "/targets/values"))[0]

    assert re.search(r'href="/targets" aria-current="page"', rail)


def test_the_readings_that_wait_are_one_click_from_their_number(leader):
    page = text(leader, "/overview")
    targets = int(re.search(r'href="/targets\?state=open">(\d+) 项目标', page)[1])

    assert len(rows(text(leader, "/targets?state=open"))) == targets


def test_an_indicator_names_its_classes(leader):
    page = words_of(text(leader, "/indicators/p1"))

    assert "类别 生产领域、流通领域" in page
    assert "circulation" not in page


@pytest.mark.parametrize(
    ("code", "every", "first"),
    [
        ("p1", "", ["2019年第2季度", "2019年第1季度"]),
        ("p1", "year", ["2018年", "2017年"]),
        ("v1", "month", ["2019年6月", "2019年5月"]),
    ],
)
def test_each_kind_of_period_stands_by_itself_newest_first(leader, code, every, first):
    values = text(leader, f"/indicators/{code}?every={every}").split('id="values"')[1]

    assert re.findall(r"<tr><td class=\"nw\">([^<]+)</td>", values)[:2] == first


def test_a_page_that_is_not_there_offers_a_search(leader):
    assert re.search(r'<form class="z-ask"[^>]*action="/search"', text(leader, "/nothing", 404))


def test_english_pages_call_bodies_by_their_english_names(leader):
    page = text(leader, "/en/targets/p3a")

    assert "Food and drugs" in page
    assert "盟食药监管局" not in page
