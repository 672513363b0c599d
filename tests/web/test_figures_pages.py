"""Computed figures on pages: which records they are made of, how they move, an indicator over places and periods, coverage."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from tests.web.conftest import words_of
from zhiheng.accounts.rights import operator
from zhiheng.bodies.models import Place
from zhiheng.figures import queries as figures
from zhiheng.figures import services as importing
from zhiheng.registers.kit import registry, services
from zhiheng.registers.product.models import CosmeticSample, IndustrialSample

WITH_RECORDS = True
EJIN, LEAGUE = "152923", "152900"
BY = operator(date(2019, 7, 15))


def page(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, (address, response.status_code)
    return response.content.decode()


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}T03:00").replace(tzinfo=UTC)


def listed(html: str) -> set[str]:
    """The records that a list shows."""
    return set(re.findall(r'<a class="row" href="/registers/[^/]+/([^"?]+)', html))


def total(html: str) -> int:
    """How many records a list says that it has."""
    return int(re.search(r"data-count>[^<]*?(\d[\d\u2009 ]*)", html)[1].replace("\u2009", "").replace(" ", ""))


def failed_batch(sheet: str, on: str) -> int:
    """A batch of industrial goods that failed in Ejin in June, handed in on a day."""
    values = {
        "place": Place.objects.get(code=EJIN), "sheet_no": sheet, "programme": "2019-supervision", "programme_type": "supervision",
        "level": "prefecture", "link": "retail", "product_category": "building", "product_name": "水泥", "batch_no": sheet,
        "producer_name": "外地某水泥厂", "sampled_party_name": "某建材店", "sampled_on": date(2019, 5, 20), "samplers": "甲、乙", "received_on": date(2019, 5, 21),
        "laboratory": "某检测所", "report_no": f"R{sheet}", "reported_on": date(2019, 6, 1), "served_on": date(2019, 6, 2), "conclusion": "fail",
        "failed_items": "抗压强度", "judged_by": "GB 175-2007", "item_group": "safety", "concluded_on": date(2019, 6, 20),
    }  # fmt: skip
    return services.record(
        BY, registry.register("product.industrial"), values, at=at(on), source="抽样单", reason="迟到的检验报告"
    )


class TestPassport:
    def test_it_says_how_many_records_there_are_and_lists_exactly_these(self, office):
        html = page(office, f"/f/p1/{EJIN}/2019Q2")
        links = {
            words: (int(n), address.replace("&amp;", "&"))
            for address, n, words in re.findall(r'<li><a href="([^"]+)"><b class="tn">(\d+)</b> ([^<]+)</a></li>', html)
        }

        assert {words: n for words, (n, _) in links.items()} == {"全部": 35, "合格批次": 32, "未计入分子": 3}
        for n, address in links.values():
            assert total(page(office, address)) == n, address
        failing = listed(page(office, links["未计入分子"][1]))
        shown = IndustrialSample.objects.filter(sheet_no__in=failing)
        assert {(one.place.code, one.final_conclusion) for one in shown} == {(EJIN, "fail")}

    def test_the_limit_stands_over_the_list_and_can_be_taken_away(self, office):
        address = f"/registers/product.industrial?figure=p1/{EJIN}/2019Q2//rest"
        html = page(office, address)

        assert "只计入分母：工业品抽查 · 额济纳 · 2019年第2季度" in words_of(html)
        away = re.search(r'rg-chip">[^<]*<a href="([^"]+)"', html)[1]
        assert total(page(office, away)) > 4000
        narrowed = page(office, address + "&conclusion=pass")
        assert not listed(narrowed), "other conditions go with it"

    def test_the_files_of_the_list_hold_the_same_records(self, office):
        response = office.get(f"/registers/product.industrial.csv?figure=p1/{EJIN}/2019Q2//rest")
        rows = b"".join(response.streaming_content).decode("utf-8-sig").strip().splitlines()

        assert len(rows) == 1 + 3

    @pytest.mark.parametrize(
        "named", ["p1", f"p1/{EJIN}/1999Q1", f"e1/{EJIN}/2019Q2", f"p3a/{EJIN}/2019Q2", f"p1/{EJIN}/2019Q2//all"]
    )
    def test_an_address_that_names_no_figure_of_the_register_says_so(self, office, named):
        assert "没有算出这个数字" in words_of(page(office, f"/registers/product.industrial?figure={named}", 404))

    def test_places_and_classes_add_up_to_the_whole(self, office):
        html = page(office, f"/f/p1/{LEAGUE}/2019Q2")
        made = html[html.index("按地区") : html.index("made__l")]
        by_place, by_class = made.split("<h3>按类别</h3>")

        def sums(part: str) -> tuple[int, int]:
            told = [(int(a), int(b)) for a, b in re.findall(r'<td class="num">(\d+) / (\d+)</td>', part)]
            return sum(a for a, _ in told), sum(b for _, b in told)

        assert sums(by_place) == sums(by_class) == (292, 336)
        assert "各地相加等于总数" in words_of(by_place)

    def test_the_first_records_open_their_pages_and_those_of_the_enterprises(self, office):
        html = page(office, f"/f/p1/{EJIN}/2019Q2")
        records = re.findall(
            r'<li><a href="(/registers/product\.industrial/[^"]+)">[^<]+</a><span class="made__i">([^<]+)', html
        )
        firms = re.findall(r'made__p"><a href="(/enterprises/[^"]+)"', html)

        assert len(records) == 20
        assert len(firms) == 20
        assert [words for _, words in records[:4]] == ["未计入分子"] * 3 + ["计入分子"], (
            "what is not in the part comes first"
        )
        assert words_of(page(office, records[0][0]))
        assert page(office, firms[0])

    def test_a_count_has_only_its_records(self, office):
        words = words_of(page(office, f"/f/c1/{LEAGUE}/2019Q2"))

        assert "4 持有有效证书的企业" in words
        assert "未计入分子" not in words

    def test_a_measured_figure_says_why_it_has_no_list(self, office):
        words = words_of(page(office, f"/f/m1/{LEAGUE}/2019Q2"))

        assert "由整本登记册重新测算" in words
        assert "按地区" in words
        assert "按类别" in words

    def test_it_says_that_the_register_computes_it_and_nothing_is_awaited(self, office):
        words = words_of(page(office, f"/f/p1/{LEAGUE}/2019Q2"))

        assert "由登记册“工业产品抽查”计算：登记或更正一条记录，数字随即重算，不另行填报。" in words
        assert "登记册尚未建立" not in words

    def test_a_share_of_drawn_batches_has_its_interval(self, office):
        assert re.search(r"区间 8\d\.\d–9\d\.\d% 95%，?,? ?Wilson", words_of(page(office, f"/f/p1/{LEAGUE}/2019Q2")))
        assert "区间 无" in words_of(page(office, f"/f/m2/{LEAGUE}/2019Q2")), "every instrument is counted"

    def test_vintages_stand_by_day_and_earlier_ones_unfold(self, office):
        html = page(office, f"/f/m2/{LEAGUE}/2019Q2")
        days = re.findall(r'<td class="tn">(\d{4}-\d\d-\d\d)</td>', html)

        assert len(days) == len(set(days)) > 6
        assert days == sorted(days, reverse=True)
        assert len(re.findall(r'<td class="tn">\d{4}', html.split('<details class="more">')[0])) == 6

    def test_what_was_told_stands_beside_where_it_differs(self, office):
        told = "指标,地区,期间,分子,分母,来源\np1,152923,2019Q2,33,35,旗局季报\n"
        found = importing.import_figures(
            BY, "alxa-2020", name="季报.csv", content=told.encode(), at=at("2019-07-14"), dry_run=False
        )
        assert not found.wrong
        assert not found.problem

        words = words_of(page(office, f"/f/p1/{EJIN}/2019Q2"))

        assert "91.4%" in words
        assert "同一期间填报的数：94.3%（33 / 35）。以计算的数为准。" in words.replace("\u2009", " ")


class TestOneRecordMovesEverything:
    def test_a_failed_sample_changes_figure_verdict_and_the_cockpit_and_its_correction_leaves_both_known(self, office):
        before = words_of(page(office, f"/overview?place={EJIN}"))
        assert "10 项已达标或进度正常 ；3 项进度滞后" in before

        key = failed_batch("迟-1", "2019-07-10")

        passport = words_of(page(office, f"/f/p1/{EJIN}/2019Q2"))
        assert "32 / 36" in passport
        assert "88.9%" in passport
        assert "进度滞后" in passport
        assert "9 项已达标或进度正常 ；4 项进度滞后" in words_of(page(office, f"/overview?place={EJIN}"))
        target = words_of(page(office, f"/targets/p1?place={EJIN}"))
        assert "88.9%" in target
        assert "尚未建立" not in target, "nothing is awaited"
        assert "迟-1" in words_of(page(office, f"/registers/product.industrial?figure=p1/{EJIN}/2019Q2//rest"))

        values = {"conclusion": "pass", "failed_items": "", "judged_by": "", "item_group": ""}
        services.correct(
            BY, registry.register("product.industrial"), key, values, at=at("2019-07-13"), reason="报告录错"
        )

        now = words_of(page(office, f"/f/p1/{EJIN}/2019Q2"))
        assert "33 / 36" in now
        assert "91.7%" in now
        assert re.search(r"2019-07-13 32 / 36 33 / 36 更正 · 报告录错", now)
        assert re.search(r"2019-07-10 32 / 35 32 / 36 登记记录 · 迟到的检验报告", now)
        then = words_of(page(office, f"/f/p1/{EJIN}/2019Q2?as_of=2019-07-11"))
        assert "88.9%" in then
        assert "91.7%" not in then
        assert "所列为现在的记录；上面的数字是2019年7月11日时的情况" in then
        assert "91.4%" in words_of(page(office, f"/f/p1/{EJIN}/2019Q2?as_of=2019-07-07"))

    def test_a_report_after_the_figure_was_due_is_called_late(self, office):
        services.record(
            BY, registry.register("product.industrial"),
            {**_like("迟-2"), "concluded_on": date(2019, 3, 20), "sampled_on": date(2019, 2, 20), "received_on": date(2019, 2, 21),
             "reported_on": date(2019, 3, 1), "served_on": date(2019, 3, 2)}, at=at("2019-07-10"), source="抽样单",
        )  # fmt: skip

        assert "2019-07-10" in (words := words_of(page(office, f"/f/p1/{EJIN}/2019Q1")))
        assert "补入迟到的记录" in words

    def test_chances_to_be_drawn_weigh_the_rate(self, office):
        """Half of the cosmetics were drawn with one chance, half with another: the estimate leaves the raw rate."""
        view = figures.figure(BY, "alxa-2020", "p3c", LEAGUE, "2019Q2")
        found = figures.behind(BY, "alxa-2020", view)
        register = registry.register("product.cosmetic")
        failing = set(found.whole) - set(found.part)
        assert failing
        assert "Hájek" not in page(office, f"/f/p3c/{LEAGUE}/2019Q2")

        chances = [900_000 if key in failing else 50_000 for key in found.whole]
        services.correct_many(
            BY,
            register,
            list(found.whole),
            {"inclusion": chances, "method": ["random"] * len(chances)},
            at=at("2019-07-13"),
            reason="补抽样方案",
        )

        assert set(CosmeticSample.objects.filter(pk__in=failing).values_list("inclusion", flat=True)) == {900_000}
        words = words_of(page(office, f"/f/p3c/{LEAGUE}/2019Q2"))
        passed, all_ = len(found.part), len(found.whole)
        weighted = Decimal(passed) * 20 / (Decimal(passed) * 20 + Decimal(all_ - passed) * 10 / 9) * 100
        assert f"按抽中概率加权（Hájek 估计） {weighted:.1f}%" in words
        assert f"不加权，按条数计 {Decimal(passed) / all_ * 100:.1f}%" in words
        assert re.search(r"区间 [\d.]+–[\d.]+% 95%，Wilson，设计效应\d+\.\d\d", words)


def _like(sheet: str) -> dict[str, object]:
    return {
        "place": Place.objects.get(code=EJIN), "sheet_no": sheet, "programme": "2019-supervision", "programme_type": "supervision",
        "level": "prefecture", "link": "retail", "product_category": "building", "product_name": "水泥", "batch_no": sheet,
        "producer_name": "外地某水泥厂", "sampled_party_name": "某建材店", "samplers": "甲、乙", "laboratory": "某检测所", "report_no": f"R{sheet}", "conclusion": "fail",
        "failed_items": "抗压强度", "judged_by": "GB 175-2007", "item_group": "safety",
    }  # fmt: skip


class TestIndicator:
    def test_values_stand_by_place_and_kind_of_period(self, office):
        quarters = office.get("/indicators/p1.json?every=quarter").json()["values"]
        to_date = office.get("/indicators/p1.json?every=year_to_date").json()["values"]
        months = office.get("/indicators/p1.json?every=month").json()["values"]
        assessed = office.get("/indicators/p1.json?every=assessment_year").json()["values"]

        def whole(values: list[dict[str, str]], *periods: str) -> int:
            return sum(int(one["whole"]) for one in values if one["place"] == LEAGUE and one["period"] in periods)

        half = whole(quarters, "2019Q1", "2019Q2")
        assert half == whole(to_date, "2019-01/2019-06") == whole(months, *(f"20190{n}" for n in range(1, 7))) > 600
        assert whole(assessed, "A2019") == whole(quarters, "2018Q3", "2018Q4", "2019Q1", "2019Q2")
        assert {one["source"] for one in quarters} == {"computed"}

    def test_the_table_the_sheet_and_the_workbook_say_the_same(self, office):
        html = page(office, "/indicators/p1?every=year")
        csv = office.get("/indicators/p1.csv?every=year").content.decode("utf-8-sig").splitlines()
        book = CalamineWorkbook.from_filelike(BytesIO(office.get("/indicators/p1.xlsx?every=year").content))

        rows = book.get_sheet_by_index(0).to_python()
        assert [",".join(map(str, row)) for row in rows] == csv
        assert csv[1].startswith("2018年,")
        assert csv[1].split(",")[1] in words_of(html)

    def test_how_it_is_counted_stands_in_words(self, office):
        words = words_of(page(office, "/indicators/p1"))

        assert "任务类型为监督抽查（抽检）、专项抽查；最终结论为合格、不合格" in words
        assert "“定论日期”所在的月份和期间" in words
        assert "生产者、批号、任务相同的只计一次" in words
        assert "按“领域”分为生产领域、流通领域" in words

    def test_a_computed_indicator_awaits_no_register(self, office):
        assert "尚未建立" not in page(office, "/indicators/p1")
        assert "尚未建立" in page(office, "/indicators/b1")
        rows = page(office, "/indicators").split("<tr>")
        row = next(one for one in rows if "/indicators/p1" in one)
        assert "系统计算" in row
        assert "”登记册" not in row

    def test_small_lines_share_a_scale_and_say_themselves(self, office):
        html = page(office, "/indicators/p1")
        small = re.findall(r'<figure class="mult">.*?</figure>', html)

        assert len(small) == 6
        assert len({tuple(re.findall(r"<text[^>]*>([^<]+)", one)) for one in small}) == 1
        assert all(re.search(r'role="img" aria-label="[^"]+14期，从', one) for one in small)

    def test_values_under_the_places_of_the_day_open_no_passport(self, office):
        html = page(office, "/indicators/p1?tree=today")

        assert "各期都按2019年7月15日的区划相加" in words_of(html)
        assert "/f/p1/" not in html[html.index('id="values"') : html.index('id="h-cl"')]
        assert "按阅读日的区划" not in page(office, "/indicators/b1"), "what was told is not added up anew"


class TestCoverage:
    def test_the_sentence_the_rows_and_the_workbook_agree(self, office):
        words = words_of(page(office, "/coverage"))
        due, came, missing = map(
            int, re.search(r"应到(\d+)项，已到(\d+)项（[\d.]+%），逾期未到(\d+)项", words).groups()
        )
        heads, *rows = (
            CalamineWorkbook.from_filelike(BytesIO(office.get("/coverage.xlsx").content))
            .get_sheet_by_index(0)
            .to_python()
        )

        states = [row[heads.index("状态")] for row in rows]
        assert due == came + missing
        assert states.count("逾期未到") == missing > 0
        assert states.count("按期到") + states.count("逾期到") == came
        assert f"逾期未到{missing}项，填报中{states.count('填报中')}项" in words

    def test_figures_that_registers_compute_are_expected_from_nobody(self, office):
        heads, *rows = (
            CalamineWorkbook.from_filelike(BytesIO(office.get("/coverage.xlsx").content))
            .get_sheet_by_index(0)
            .to_python()
        )

        assert not {row[0] for row in rows} & {"p1", "p2", "m1", "m2", "c1"}
        assert {row[0] for row in rows} >= {"e1", "v3"}

    def test_a_period_that_is_over_and_not_due_is_open(self, office):
        words = words_of(page(office, "/coverage?on=2019-07-02&as_of=2019-07-02"))

        assert re.search(r"填报中[1-9]\d*项", words)
        assert "2019年2季 填报中" in words

    @pytest.mark.parametrize(("query", "expect"), [("by=clause&year=2018", "2.3 技术创新"), ("year=2018", "盟科技局")])
    def test_rows_are_bodies_or_clauses(self, office, query, expect):
        html = page(office, f"/coverage?{query}")
        matrix = words_of(html[html.index("<tbody>") : html.index("</tfoot>")])

        assert expect in matrix
        assert "2018年1季 逾期未到 2" in matrix

    def test_late_records_of_computed_figures_are_counted(self, office):
        def line(days: int) -> tuple[int, int]:
            row = next(one for one in page(office, f"/coverage?days={days}").split("<tr>") if "工业产品抽查</a>" in one)
            n, late = (re.sub(r"\D", "", one) for one in re.findall(r'<td class="num">([^<]+)', row)[:2])
            return int(n), int(late)

        before = line(15)
        failed_batch("迟-3", "2019-07-10")  # concluded on 20 June, 20 days before

        assert line(15) == (before[0] + 1, before[1] + 1)
        assert line(60)[1] < line(30)[1] < line(15)[1]

    def test_it_stands_in_the_rail(self, leader):
        html = page(leader, "/coverage")

        assert re.search(r'<a href="/coverage" aria-current="page">数据到位</a>', html)

    def test_everything_has_english_words(self, office):
        for address in ("/coverage", "/indicators/p1", f"/f/p1/{EJIN}/2019Q2"):
            html = page(office, f"/en{address}")
            assert "Data coverage" in html
