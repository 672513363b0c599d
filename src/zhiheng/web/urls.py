"""Addresses of pages. English nouns, codes of the plan, no database ids; `of_a_plan` serves every plan."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, path

from zhiheng.web import urls_registers
from zhiheng.web.views import dividing, figures, importing, metrology, pages, plan, searching, signing

app_name = "web"

of_a_plan: list[URLPattern | URLResolver] = [
    path("overview", figures.overview, name="overview"),
    path("plan", plan.full_text, name="plan"),
    path("plan/diff", plan.diff, name="plan-diff"),
    path("plan/c/<str:code>", plan.clause, name="clause"),
    path("targets", figures.targets, name="targets"),
    path("targets.csv", figures.targets_csv, name="targets-csv"),
    path("targets.xlsx", figures.targets_xlsx, name="targets-xlsx"),
    path("targets/values", dividing.values, name="values"),
    path("targets/values.xlsx", dividing.template, name="values-xlsx"),
    path("targets/<str:code>", figures.target, name="target"),
    path("targets/<str:code>/questions/<str:question>", plan.decide, name="decide"),
    path("tasks", plan.tasks, name="tasks"),
    path("tasks/<str:code>", plan.task, name="task"),
    path("bodies", plan.all_bodies, name="bodies"),
    path("bodies/<str:code>", plan.body, name="body"),
    path("indicators", figures.indicators, name="indicators"),
    path("indicators/<str:code>.csv", figures.indicator_csv, name="indicator-csv"),
    path("indicators/<str:code>.xlsx", figures.indicator_xlsx, name="indicator-xlsx"),
    path("indicators/<str:code>.json", figures.indicator_json, name="indicator-json"),
    path("indicators/<str:code>", figures.indicator, name="indicator"),
    path("coverage", figures.coverage, name="coverage"),
    path("coverage.xlsx", figures.coverage_xlsx, name="coverage-xlsx"),
    path("f/<str:indicator>/<str:place>/<str:period>", figures.passport, name="passport"),
    path("p/<str:code>", figures.short, name="short"),
    path("figures/import", importing.figures, name="import"),
    path("metrology/traceability", metrology.traceability, name="traceability"),
    path("metrology/certificates/read", metrology.read_certificate, name="read-certificate"),
    path("metrology/traceability.csv", metrology.traceability_csv, name="traceability-csv"),
    path("search", searching.search, name="search"),
    *urls_registers.addresses,
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.home, name="home"),
    path("favicon.ico", pages.favicon, name="favicon"),
    path("robots.txt", pages.robots, name="robots"),
    path("sign-in", signing.signing_in, name="sign-in"),
    path("sign-out", signing.signing_out, name="sign-out"),
    path("feedback", pages.feedback, name="feedback"),
    path("type-size", pages.choose_type, name="type-size"),
    path("accessibility", pages.accessibility, name="accessibility"),
    path("guide/", pages.guides, name="guides"),
    path("guide/<slug:name>", pages.guide, name="guide"),
    path("pictures/<slug:name>.png", pages.picture, name="picture"),
    *of_a_plan,
]

if settings.DEBUG:
    from zhiheng.web.views import components

    urlpatterns.append(path("dev/components", components.gallery, name="components"))
