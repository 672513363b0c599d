"""Pages in a real Chromium: keyboard, no script, a phone, paper, no outside request, no serious axe fault."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest

from tests.web.conftest import Site

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PAGES = [
    "/overview", "/plan", "/plan/c/2.1.1", "/targets", "/targets/p1", "/targets/v3", "/targets/b7", "/targets/st2", "/tasks",
    "/tasks/3.1.1-01", "/bodies", "/bodies/market-supervision", "/indicators", "/indicators/p1", "/coverage", "/f/p1/152900/2019Q2",
    "/figures/import", "/targets/values", "/targets/v5/questions/denominator", "/targets/t4", "/feedback", "/search?q=质量", "/guide/", "/accessibility",
]  # fmt: skip
MAIN = [
    "/sign-in",
    "/overview",
    "/plan/c/2.1.1",
    "/targets",
    "/targets/p1",
    "/f/p1/152900/2019Q2",
    "/figures/import",
    "/targets/values",
    "/targets/v5/questions/denominator",
    "/bodies",
]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None and os.environ.get("CI") != "true", reason="no Chromium on this machine"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    from playwright.sync_api import sync_playwright

    assert CHROMIUM, "Chromium is missing; CI installs it"
    # Playwright's loop would make Django refuse synchronous queries in other tests of this process.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield started
        started.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="module")
def kept(browser, site: Site, tmp_path_factory):
    """A session of the office, signed in once through the form."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{site.address}/sign-in")
    page.fill("#code", "office")
    page.fill("#password", site.passwords["office"])
    page.press("#password", "Enter")
    page.wait_for_url("**/overview")
    path = tmp_path_factory.mktemp("session") / "state.json"
    context.storage_state(path=str(path))
    context.close()
    return path


@pytest.fixture
def visit(browser, site: Site, kept):
    """Opens a page: `visit("/targets", width=390, script=False)`. What the page asks for and complains about is kept."""
    contexts = []

    def go(address: str, *, width: int = 1366, height: int = 768, script: bool = True, signed: bool = True):
        context = browser.new_context(
            viewport={"width": width, "height": height},
            java_script_enabled=script,
            storage_state=str(kept) if signed else None,
        )
        contexts.append(context)
        page = context.new_page()
        page.asked, page.complaints = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on(
            "console", lambda said: page.complaints.append(said.text) if said.type in {"error", "warning"} else None
        )
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(site.address + address)
        return page

    yield go
    for context in contexts:
        context.close()


@pytest.mark.parametrize("address", PAGES)
def test_no_page_asks_anything_of_another_server_or_complains(visit, site, address):
    page = visit(address)
    page.wait_for_load_state("networkidle")

    assert [one for one in page.asked if not one.startswith((site.address, "data:"))] == []
    assert page.complaints == []


@pytest.mark.parametrize("width", [390, 320])
@pytest.mark.parametrize("address", PAGES)
def test_a_phone_never_scrolls_sideways(visit, address, width):
    page = visit(address, width=width, height=844)

    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("address", PAGES)
def test_everything_can_be_read_without_script(visit, address):
    page = visit(address, script=False)

    assert page.locator("h1").count() == 1
    assert page.locator("main").inner_text().strip()


def test_without_script_a_chart_is_a_table_and_filters_have_a_button(visit):
    target = visit("/targets/p1", script=False)
    assert target.locator(".z-fallback table").is_visible()

    targets = visit("/targets", script=False)
    targets.select_option("select[name=state]", "behind")
    targets.locator(".z-filter").get_by_role("button", name="查看").click()
    assert "state=behind" in targets.url
    assert targets.locator("#list tbody tr").count() == 7


@pytest.mark.parametrize("address", MAIN)
def test_axe_finds_no_serious_fault(visit, address):
    page = visit(address, signed=address != "/sign-in")
    page.wait_for_load_state("networkidle")
    # The page's own policy forbids inline script; axe is run in the page by the debugger instead.
    page.evaluate((ROOT / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8"))

    found = page.evaluate(
        "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
    )

    serious = [
        f"{one['id']}: {one['nodes'][0]['html'][:160]}"
        for one in found["violations"]
        if one["impact"] in {"serious", "critical"}
    ]
    assert serious == []


class TestKeyboard:
    def test_from_the_overview_to_a_passport_and_back_without_a_mouse(self, visit):
        page = visit("/overview")
        page.keyboard.press("g")
        page.keyboard.press("t")
        page.wait_for_url("**/targets")
        page.keyboard.press("j")
        assert page.evaluate("document.activeElement.textContent") == "工业产品质量监督抽查合格率"
        page.keyboard.press("Enter")
        page.wait_for_url("**/targets/p1")

        page.locator(".answer__v a").focus()
        page.keyboard.press("Enter")
        page.wait_for_selector("#panel h2")
        assert page.evaluate("document.activeElement.id") == "pp-h"
        assert "panel=passport:p1:152900:2019Q2" in page.url

        page.keyboard.press("Escape")
        page.wait_for_selector("#panel h2", state="detached")
        assert "panel" not in page.url
        assert "answer__v" in page.evaluate("document.activeElement.parentElement.className")

    def test_slash_goes_to_the_search_and_letters_do_nothing_in_a_field(self, visit):
        page = visit("/overview")
        page.keyboard.press("/")
        page.keyboard.type("gt 2.1.1")

        assert page.input_value("#find") == "gt 2.1.1"
        assert page.url.endswith("/overview")

    def test_the_list_of_keys_opens_and_closes_and_single_keys_can_be_switched_off(self, visit):
        page = visit("/overview")
        page.keyboard.press("?")
        assert page.locator("#keys").is_visible()
        page.keyboard.press("Escape")
        assert page.locator("#keys").is_hidden()

        page.keyboard.press("?")
        page.click("[data-keys-off]")
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.id") != "find"

    def test_brackets_turn_the_clauses(self, visit):
        page = visit("/plan/c/2.1.1")
        page.keyboard.press("]")
        page.wait_for_url("**/plan/c/2.1.2")
        page.keyboard.press("[")
        page.wait_for_url("**/plan/c/2.1.1")

    def test_the_first_tab_leads_to_the_content_with_a_visible_focus(self, visit):
        page = visit("/overview")
        page.keyboard.press("Tab")

        assert page.evaluate("document.activeElement.className") == "skip"
        assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0


def test_a_filter_swaps_the_list_alone_and_keeps_focus_and_address(visit):
    page = visit("/targets")
    page.evaluate("window.stays = true")
    page.focus("#f-state")
    page.select_option("#f-state", "not_met")
    page.wait_for_url("**/targets?*state=not_met*")

    page.wait_for_function("document.querySelectorAll('#list tbody tr').length === 1")
    assert page.evaluate("window.stays") is True
    assert page.evaluate("document.activeElement.id") == "f-state"
    page.go_back()
    page.wait_for_function("document.querySelectorAll('#list tbody tr').length === 51")


def test_the_chart_is_drawn_and_described(visit):
    page = visit("/targets/p1")
    page.wait_for_selector(".z-echart canvas")

    assert page.get_attribute(".z-echart", "aria-label").startswith("2019年第2季度为 86.9%")
    assert page.locator(".z-fallback table").is_hidden()
    page.focus(".z-echart")
    page.keyboard.press("ArrowRight")
    told = page.evaluate("JSON.parse(document.getElementById('course').textContent)")
    assert page.inner_text("#live") == f"{told['periods'][0]} {told['shown'][0]}"


def test_charts_are_loaded_only_where_there_is_one(visit):
    assert not [one for one in visit("/overview").asked if "charts." in one]
    assert [one for one in visit("/targets/p1").asked if "charts." in one]


@pytest.mark.parametrize("language", ["", "/en"])
def test_the_overview_prints_on_exactly_one_page(visit, tmp_path, language):
    page = visit(f"{language}/overview")
    page.wait_for_load_state("networkidle")
    path = tmp_path / "overview.pdf"
    page.pdf(path=str(path), prefer_css_page_size=True)

    paper = pypdfium2.PdfDocument(path)
    assert len(paper) == 1
    width, height = paper[0].get_size()
    assert (round(width), round(height)) == (595, 842)
    assert "51" in paper[0].get_textpage().get_text_range()


def test_a_trial_import_and_a_decision_work_without_script(visit, tmp_path):
    file = tmp_path / "误.csv"
    file.write_text("指标,地区,期间,分子,分母\np1,152921,2019Q5,1,2\n", encoding="utf-8")
    page = visit("/figures/import", script=False)
    page.set_input_files("#file", str(file))
    page.get_by_role("button", name="试导入").click()
    assert "2019Q5" in page.inner_text("main")

    decide = visit("/targets/v5", script=False)
    decide.get_by_role("link", name="记录决定").first.click()
    decide.get_by_role("button", name="记录这项决定").click()
    assert decide.locator(".z-errorsummary a").count() == 1


class TestPanel:
    ADDRESS = "/targets/p1?panel=passport:p1:152900:2019Q2"

    def test_opened_from_its_address_it_covers_nothing_and_leads_back_to_its_figure(self, visit):
        page = visit(self.ADDRESS)
        page.wait_for_load_state("networkidle")
        panel = page.locator("#panel .pp").bounding_box()
        content = page.locator("main").bounding_box()

        assert panel["width"] == 480
        assert content["x"] + content["width"] <= panel["x"]
        assert page.evaluate("document.documentElement.scrollWidth") <= 1366

        page.keyboard.press("Escape")
        page.wait_for_selector("#panel h2", state="detached")
        assert page.evaluate("document.activeElement.pathname") == "/f/p1/152900/2019Q2"

    def test_without_script_it_can_be_closed(self, visit):
        page = visit(self.ADDRESS, script=False)
        page.click("[data-close-panel]")

        assert page.url.endswith("/targets/p1")


def test_on_a_phone_the_menu_holds_search_and_languages(visit):
    page = visit("/overview", width=390, height=844, script=False)
    page.click(".z-menu")
    page.fill("#find-rail", "F7ZN-M9")
    page.press("#find-rail", "Enter")
    page.wait_for_url("**/f/p1/152900/2019Q2")

    page.click(".z-menu")
    page.click(".z-rail >> text=English")
    page.wait_for_url("**/en/f/p1/152900/2019Q2")


@pytest.mark.parametrize("address", ["/plan", "/targets", "/targets/p1"])
def test_the_rail_is_as_long_as_the_page(visit, address):
    page = visit(address)

    assert page.evaluate("document.getElementById('rail').getBoundingClientRect().bottom") == pytest.approx(
        page.evaluate("document.getElementById('main').getBoundingClientRect().bottom"), abs=1
    )


def test_readings_are_chosen_by_circles_that_can_be_seen(visit):
    page = visit("/targets/v5")
    page.get_by_role("link", name="记录决定").first.click()
    circle = page.locator(".z-radio input").first

    assert circle.bounding_box()["width"] >= 13
    assert (
        circle.evaluate("one => getComputedStyle(one).appearance || getComputedStyle(one).webkitAppearance") != "none"
    )
    assert page.locator("legend").evaluate("one => parseFloat(getComputedStyle(one).fontSize)") <= 16


def test_no_words_of_the_english_overview_lie_over_their_neighbours(visit):
    page = visit("/en/overview")

    over = page.evaluate(
        """[...document.querySelectorAll(".ex td")].filter(cell => cell.scrollWidth > cell.clientWidth + 1).map(cell => cell.innerText)"""
    )
    assert over == []


def test_the_print_view_opens_the_printer_and_shows_the_page_alone(visit):
    page = visit("/overview?print=1")

    assert page.locator(".z-bar").is_hidden()
    assert page.locator("h1").is_visible()


NARROW = [
    "/overview",
    "/targets",
    "/targets/p1",
    "/plan",
    "/tasks",
    "/bodies",
    "/indicators/p1",
    "/en/overview",
    "/en/targets/p1",
]


@pytest.mark.parametrize("width", [768, 911, 1024, 1366])
@pytest.mark.parametrize("address", NARROW)
def test_no_width_scrolls_sideways(visit, address, width):
    page = visit(address, width=width)

    assert page.evaluate("document.documentElement.scrollWidth") <= width


class TestPickers:
    def test_without_script_a_period_and_a_place_are_chosen_and_stay(self, visit):
        page = visit("/overview", script=False)
        page.click(".z-bar .z-drop--days summary")
        page.get_by_role("link", name="2018年 4季").first.click()
        assert page.url.endswith("/overview?period=2018Q4")

        page.click(".z-bar .z-drop--places summary")
        page.locator(".z-bar .z-drop--places a", has_text="左旗").click()
        assert page.url.endswith("/overview?period=2018Q4&place=152921")
        page.locator(".cnt__all a").click()
        assert page.url.endswith("/targets?period=2018Q4&place=152921")
        page.select_option("select[name=state]", "behind")
        page.get_by_role("button", name="查看").last.click()
        assert "period=2018Q4&place=152921" in page.url

    def test_a_single_day_is_chosen_without_script(self, visit):
        page = visit("/targets?place=152921&period=2018", script=False)
        page.click(".z-bar .z-drop--days summary")
        page.fill("#on-bar", "2019-03-31")
        page.locator(".z-bar .z-days button").click()

        assert page.url.endswith("/targets?place=152921&on=2019-03-31")

    def test_a_filter_by_script_keeps_period_and_place_once(self, visit):
        page = visit("/targets?period=2018Q4&place=152921")
        page.select_option("#f-state", "on_course")
        page.wait_for_url("**state=on_course**")

        assert page.url.count("period=") == 1
        assert page.url.count("place=") == 1

    def test_by_keyboard_alone(self, visit):
        page = visit("/overview")
        page.locator(".z-bar .z-drop--places summary").focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url("**place=152921**")

        assert page.locator(".z-bar .z-drop--places summary").inner_text().split() == ["地区：", "左旗"]

    def test_on_a_phone_they_stand_above_the_title_and_open_over_the_page(self, visit):
        page = visit("/overview", width=390, height=844)
        assert page.locator(".z-bar .z-drop--days").is_hidden()
        page.click(".z-picks .z-drop--days summary")
        opened = page.locator(".z-picks .z-days").bounding_box()

        assert opened["x"] >= 0
        assert opened["x"] + opened["width"] <= 390
        heights = page.locator(".z-picks .z-days td a").evaluate_all(
            "all => all.map(one => one.getBoundingClientRect().height)"
        )
        assert min(heights) >= 44
        page.keyboard.press("Escape")
        assert page.locator(".z-picks .z-days").is_hidden()


class TestTypeSize:
    @pytest.mark.parametrize("size", ["125", "150"])
    @pytest.mark.parametrize("width", [390, 1366])
    def test_every_main_page_fits_in_large_type(self, visit, width, size):
        page = visit("/overview", width=width, script=False)
        page.click(".z-me summary")
        page.click(f".z-type__{size}")
        root = page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")
        assert root == 16 * int(size) / 100

        for address in NARROW:
            page.goto(page.evaluate("location.origin") + address)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address


class TestCalm:
    """Cells that stand in one line, so that rows keep their height."""

    def test_the_gaps_of_the_overview_stand_in_one_line(self, visit):
        page = visit("/overview")
        lines = page.locator(".ex td.c-g").evaluate_all(
            "all => all.map(one => { const range = document.createRange(); range.selectNodeContents(one); return range.getClientRects().length; })"
        )

        assert lines
        assert max(lines) == 1

    def test_two_flags_stand_in_one_line_below_the_verdict(self, visit):
        page = visit("/targets", width=1024)
        flags = page.get_by_text("区间跨线 · 样本少")

        assert flags.first.evaluate("one => one.getBoundingClientRect().height") < 24


class TestPanelOnANarrowScreen:
    ADDRESS = "/targets?panel=passport:p1:152900:2019Q2"

    @pytest.mark.parametrize("width", [768, 1024, 1199])
    def test_it_takes_the_place_of_the_page_and_covers_nothing(self, visit, width):
        page = visit(self.ADDRESS, width=width)
        panel = page.locator("#panel .pp").bounding_box()
        rail = page.locator("#rail").bounding_box()

        assert page.locator("main").is_hidden()
        assert panel["x"] >= rail["x"] + rail["width"]
        assert panel["x"] + panel["width"] <= width

    def test_closed_it_gives_the_page_back_at_the_figure(self, visit):
        page = visit("/targets", width=1024)
        page.locator("main a.z-figure").nth(5).focus()
        page.keyboard.press("Enter")
        page.wait_for_selector("#panel h2")
        assert page.locator("main").is_hidden()
        page.keyboard.press("Escape")
        page.wait_for_selector("#panel h2", state="detached")

        assert page.locator("main").is_visible()
        assert page.evaluate("document.activeElement.classList.contains('z-figure')")
        assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0


@pytest.mark.parametrize("address", ["/overview?period=2018&place=152921", "/targets?place=152921", "/search?q=hgl"])
def test_axe_finds_no_serious_fault_where_something_is_chosen(visit, address):
    page = visit(address)
    if page.locator(".z-bar .z-drop--days").count():
        page.click(".z-bar .z-drop--days summary")
    page.evaluate((ROOT / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8"))

    found = page.evaluate("axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})")

    assert [
        f"{one['id']}: {one['nodes'][0]['html'][:160]}"
        for one in found["violations"]
        if one["impact"] in {"serious", "critical"}
    ] == []


def test_leaving_the_demonstration_signs_out(visit):
    page = visit("/overview")
    page.click(".z-me summary")
    page.get_by_role("button", name="退出").click()
    page.wait_for_url("**/sign-in")
    page.goto(page.url.replace("/sign-in", "/overview"))

    assert "/sign-in" in page.url
