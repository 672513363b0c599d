"""The page about the API names every address that there is."""

from pathlib import Path

from zhiheng.api.urls import api

PAGE = Path(__file__).resolve().parents[3] / "docs" / "api.md"


def test_every_address_stands_on_the_page():
    told = PAGE.read_text(encoding="utf-8")
    forms = (".json", ".csv", ".xml")

    addresses = [path.removeprefix("/api/v1") for path in api.get_openapi_schema()["paths"]]

    assert addresses
    assert [one for one in addresses if not one.endswith(forms) and f"`{one}`" not in told] == []
