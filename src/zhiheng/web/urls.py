"""Addresses of pages. English nouns, codes of the plan, no database ids; `of_a_plan` serves every plan."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, path

from zhiheng.web.views import pages, signing

app_name = "web"

of_a_plan: list[URLPattern | URLResolver] = []

urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.home, name="home"),
    path("sign-in", signing.signing_in, name="sign-in"),
    path("sign-out", signing.signing_out, name="sign-out"),
    path("feedback", pages.feedback, name="feedback"),
    path("accessibility", pages.accessibility, name="accessibility"),
    path("guide/", pages.guides, name="guides"),
    path("guide/<slug:name>", pages.guide, name="guide"),
    *of_a_plan,
]

if settings.DEBUG:
    from zhiheng.web.views import components

    urlpatterns.append(path("dev/components", components.gallery, name="components"))
