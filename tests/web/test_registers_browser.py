"""Registers in a real Chromium: keyboard, no script, a phone, no outside request, no serious axe fault."""

import re

import pytest

from tests.web.test_browser import ROOT, browser, kept, pytestmark, visit  # noqa: F401 - fixtures and marks of the browser

LIST = "/registers/metrology.instrument"
PAGES = [
    "/registers", LIST, f"{LIST}?state=in_use&sort=number", f"{LIST}/new", f"{LIST}/import", "/registers/product.industrial",
    "/registers/product.industrial/new", "/registers/certification.certificate", "/registers/parties.enterprise",
]  # fmt: skip


@pytest.fixture
def first(visit, site):  # noqa: F811 - a fixture
    """Addresses of the first record of a register, of its correction and of its first step."""

    def of(register: str) -> list[str]:
        page = visit(f"/registers/{register}")
        record = page.locator("a.row").first.get_attribute("href")
        page.goto(site.address + record)
        steps = page.locator(".rg-moves a")
        more = [steps.first.get_attribute("href")] if steps.count() else []
        return [record, *([f"{record}/correct"] if "/enterprises/" not in record else []), *more]

    return of


def serious(page) -> list[str]:
    page.wait_for_load_state("networkidle")
    page.evaluate((ROOT / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate(
        "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
    )
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:160]}"
        for one in found["violations"]
        if one["impact"] in {"serious", "critical"}
    ]


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_quiet_narrow_readable_and_without_a_serious_fault(visit, site, address):  # noqa: F811
    page = visit(address)
    assert serious(page) == []
    assert [one for one in page.asked if not one.startswith((site.address, "data:"))] == []
    assert page.complaints == []
    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= width

    bare = visit(address, script=False)
    assert bare.locator("h1").count() == 1
    assert bare.locator("main").inner_text().strip()


@pytest.mark.parametrize("register", ["metrology.instrument", "product.industrial", "parties.enterprise"])
def test_a_record_its_correction_and_its_step_are_so_too(visit, first, register):  # noqa: F811
    for address in first(register):
        page = visit(address)
        assert serious(page) == [], address
        page.set_viewport_size({"width": 390, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address


def test_an_enterprise_is_recorded_with_the_keyboard_alone(visit):  # noqa: F811
    page = visit("/registers/parties.enterprise")
    page.keyboard.press("n")
    page.wait_for_url("**/registers/parties.enterprise/new")
    page.locator("#uscc").focus()
    page.keyboard.type("９１１５２９２１ＭＡ０Ｎ９００１５Ｍ")  # full width, as an input method leaves it
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("阿拉善左旗键盘盐业有限公司")
    page.keyboard.press("Tab")
    page.select_option("#place", "152921")
    page.keyboard.press("Enter")
    page.locator("#name").press("Enter")
    page.wait_for_url(re.compile("91152921MA0N90015M"))

    assert "阿拉善左旗键盘盐业有限公司" in page.locator("h1").inner_text()


def test_ticking_rows_counts_them_and_leads_to_a_page_that_says_what_will_happen(visit):  # noqa: F811
    page = visit(f"{LIST}?state=in_use")
    button = page.locator(".rg-bulk button").first
    assert button.is_disabled()
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    assert "已选 2 条" in page.locator("[data-bulk-some]").inner_text()
    page.select_option(".rg-bulk select", "scrap")
    button.click()

    page.wait_for_url("**/move?move=scrap&id=*")
    assert "办理 2 条" in page.locator(".z-head__sub").inner_text()


def test_a_filter_changes_the_list_alone_and_the_files_follow(visit):  # noqa: F811
    page = visit(LIST)
    page.focus("#f-state")
    page.select_option("#f-state", "in_use")
    page.wait_for_url("**state=in_use*")

    assert page.evaluate("document.activeElement.id") == "f-state"
    assert "state=in_use" in page.locator("#tools a[download]").first.get_attribute("href")


def test_without_script_a_filter_is_sent_by_its_button_and_steps_by_theirs(visit):  # noqa: F811
    page = visit(LIST, script=False)
    page.select_option("#f-state", "in_use")
    page.get_by_role("button", name="查看", exact=True).click()
    assert "state=in_use" in page.url

    page.locator("tbody input[name=id]").first.check()
    page.select_option(".rg-bulk select", "scrap")
    page.get_by_role("button", name="看看会怎样").click()
    assert "办理 1 条" in page.locator(".z-head__sub").inner_text()


def test_a_name_that_is_typed_offers_records_that_are_there(visit):  # noqa: F811
    page = visit(f"{LIST}/new")
    page.locator("#owner").press_sequentially("有限", delay=20)
    page.wait_for_selector("#l-owner option", state="attached")

    assert page.locator("#l-owner option").first.get_attribute("value")[:2] in {"91", "92", "93", "12", "11"}
