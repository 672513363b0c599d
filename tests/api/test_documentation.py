"""Every operation stands in docs/api.md."""

import re
from pathlib import Path

from zhiheng.api.urls import api

PAGE = Path(__file__).resolve().parents[2] / "docs" / "api.md"


def test_every_address_is_written_down():
    page = PAGE.read_text(encoding="utf-8")
    written = set(re.findall(r"`(/[^`?\s]*)`", page))
    missing = []
    for address in api.get_openapi_schema()["paths"]:
        told = address.removeprefix("/api/v1")
        base, _dot, _kind = told.rpartition(".")
        if told not in written and not (told.startswith("/dhis2/") and base in written):
            missing.append(told)

    assert missing == []


def test_the_page_names_no_address_that_there_is_not():
    known = {address.removeprefix("/api/v1") for address in api.get_openapi_schema()["paths"]}
    table = PAGE.read_text(encoding="utf-8").split("## What there is")[1].split("\n## ")[0]

    assert set(re.findall(r"`(/[^`]*)`", table)) <= known
