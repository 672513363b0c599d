"""A fresh server: nobody has a post, no plan is adopted. Pages still answer in words."""

from django.test import Client

from zhiheng.accounts import services
from zhiheng.accounts.rights import operator
from zhiheng.journal import clock


def someone() -> Client:
    now = clock.read()
    client = Client()
    client.force_login(services.create_person("someone", "某人", None, actor=operator(now.day), at=now.at))
    return client


def test_a_person_without_a_post_is_told_who_has_the_right(db):
    page = someone().get("/overview")

    assert page.status_code == 403
    assert "岗位不含此项权限" in page.content.decode()


def test_a_real_database_shows_no_demonstration_accounts(db):
    page = Client().get("/sign-in").content.decode()

    assert "演示" not in page


def test_an_unknown_address_offers_a_way_on(db):
    page = someone().get("/nothing-here")

    assert page.status_code == 404
    assert "/nothing-here" in page.content.decode()


def test_a_form_from_elsewhere_is_refused_in_words(db):
    strict = Client(enforce_csrf_checks=True)

    page = strict.post("/sign-in", {"code": "a", "password": "b"})

    assert page.status_code == 403
    assert "请返回" in page.content.decode()


def test_the_page_for_failures_needs_neither_database_nor_reader(rf):
    from zhiheng.web.views.pages import failure

    page = failure(rf.get("/"))

    assert page.status_code == 500
    assert "问题出在服务器" in page.content.decode()
