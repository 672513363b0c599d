"""What stands around every page: top bar, rail, strips, footer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from urllib.parse import parse_qsl, urlencode

from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zhiheng.accounts.rights import can
from zhiheng.accounts.roles import ROLES
from zhiheng.periods import Period
from zhiheng.plan.shapes import PlanView, said
from zhiheng.registers.kit import registry, rights
from zhiheng.web import formats
from zhiheng.web.addresses import to
from zhiheng.web.middleware import Request
from zhiheng.web.presenters import registers
from zhiheng.web.presenters.picking import Picking


@dataclass(frozen=True)
class Link:
    words: str
    address: str
    icon: str = ""
    current: bool = False
    key: str = ""
    children: Sequence["Link"] = ()
    language: str = ""


@dataclass(frozen=True)
class Strip:
    """A strip above the title: the page is read on another day, or with the knowledge of one."""

    words: str
    back: str


@dataclass(frozen=True)
class Frame:
    plan: str
    publisher: str
    plans: Sequence[Link]
    rail: Sequence[Link]
    languages: Sequence[Link]
    strips: Sequence[Strip]
    simulated: bool
    reading_day: str
    data_until: str
    reader: str
    posts: str
    find: str
    asked: str
    feedback: str
    guides: str
    accessibility: str
    sign_out: str
    overview: str
    version: str
    picking: Picking
    kept: Sequence[tuple[str, str]]
    """Day, knowledge, period and place as fields, for forms that ask by address."""
    type_address: str
    here: str


def frame(
    request: Request, plan: PlanView | None, others: Sequence[PlanView], last: date | None, picking: Picking
) -> Frame:
    """The frame of a page; without a plan or reader it keeps what can be shown."""
    actor = request.actor
    tongue = formats.language()
    issuer = (plan.document.get("issuer") or {}) if plan else {}
    return Frame(
        plan=said(plan.short, tongue) + (f" {plan.valid_from.year}–{plan.last_day.year}" if plan else "")
        if plan
        else "",
        publisher=said(issuer, tongue) if issuer else "",
        plans=_plans(request, plan, others) if len(others) > 1 else (),
        rail=_rail(request) if actor and plan else (),
        languages=_languages(request),
        strips=_strips(request),
        simulated=request.moment.simulated,
        reading_day=formats.day(request.day),
        data_until=formats.day(last) if last else "",
        reader=actor.name if actor else "",
        posts="、".join(sorted({str(ROLES[post.role]) for post in actor.posts if post.role in ROLES})) if actor else "",
        find=to(request, "search").partition("?")[0],
        asked=request.GET.get("q", "")
        if request.resolver_match and request.resolver_match.url_name == "search"
        else "",
        feedback=to(request, "feedback", query=urlencode({"about": request.get_full_path()[:200]})),
        guides=to(request, "guides"),
        accessibility=to(request, "accessibility"),
        sign_out=to(None, "sign-out"),
        overview=to(request, "overview"),
        version=version("zhiheng"),
        picking=picking,
        kept=parse_qsl(request.kept),
        type_address=to(None, "type-size"),
        here=request.get_full_path(),
    )


def _plans(request: Request, plan: PlanView | None, others: Sequence[PlanView]) -> list[Link]:
    """Other adopted plans, each at its own overview."""
    links = []
    for other in others:
        address = to(None, "overview") if other.default else f"{to(None, 'home')}plans/{other.code}/overview"
        links.append(
            Link(said(other.title, formats.language()), address, current=plan is not None and other.code == plan.code)
        )
    return links


_RAIL = (
    ("overview", "layout-dashboard", ("overview",), ()),
    ("plan", "file-text", (), ("plan", "targets", "tasks", "bodies")),
    ("data", "table", (), ("indicators", "coverage", "import")),
)
_AREAS = {
    "overview": "overview", "plan": "plan", "clause": "plan", "plan-diff": "plan", "targets": "targets", "target": "targets",
    "decide": "targets", "tasks": "tasks", "task": "tasks", "bodies": "bodies", "body": "bodies", "indicators": "indicators",
    "indicator": "indicators", "passport": "indicators", "import": "import", "coverage": "coverage",
    "values": "targets",
}  # fmt: skip
_KEYED = {"overview", "plan", "targets", "tasks"}


def _names() -> dict[str, str]:
    return {
        "overview": pgettext("rail", "Overview"), "plan": pgettext("rail", "Full text"), "targets": pgettext("rail", "Targets"),
        "tasks": pgettext("rail", "Tasks"), "bodies": pgettext("rail", "Bodies"), "indicators": pgettext("rail", "Indicators"),
        "import": pgettext("rail", "Import figures"), "coverage": pgettext("rail", "Data coverage"),
    }  # fmt: skip


def _rail(request: Request) -> list[Link]:
    """Only what works and what the reader may use; the order never changes."""
    here = _AREAS.get(request.resolver_match.url_name or "", "") if request.resolver_match else ""
    names = _names()
    groups = {"plan": pgettext("rail", "Plan"), "data": pgettext("rail", "Data")}

    def link(name: str, icon: str = "") -> Link:
        return Link(names[name], to(request, name), icon, here == name, name if name in _KEYED else "")

    rail = []
    for code, icon, own, under in _RAIL:
        if own:
            rail.append(link(own[0], icon))
            continue
        children = [link(name) for name in under if name != "import" or can(request.actor, "figures.import")]
        rail.append(Link(groups[code], children[0].address, icon, children=children))
    return [*rail, *_registers(request)]


def _registers(request: Request) -> list[Link]:
    """Registers by chapter, and enterprises, as far as the reader's posts may see them."""
    seen = [one for one in registry.registers() if rights.may(request.actor, rights.seeing(one))]
    by_chapter = registers.chapters(seen)
    if not by_chapter:
        return []
    match, names = request.resolver_match, registers.chapter_names()
    url, kwargs = (match.url_name or "", match.kwargs) if match else ("", {})
    code = str(kwargs.get("code", "")) if url.startswith(("register", "record", "receipt")) else ""
    here = registers.chapter_of(code) or request.GET.get("chapter", "") if code or url == "registers" else ""
    at_firms = url.startswith("enterprise") or code == registers.ENTERPRISE

    def link(chapter: str) -> Link:
        address = to(request, "registers", query=urlencode({"chapter": chapter}))
        return Link(names.get(chapter, chapter), address, current=chapter == here and not at_firms)

    whole = Link(pgettext("rail", "All registers"), to(request, "registers"), current=url == "registers" and not here)
    children = [whole, *(link(chapter) for chapter in by_chapter)]
    rail = [Link(_("Registers"), to(request, "registers"), "archive", children=children)]
    if any(one.code == registers.ENTERPRISE for one in seen):
        rail.append(Link(pgettext("rail", "Enterprises"), to(request, "enterprises"), "building-factory-2", at_firms))
    return rail


def _languages(request: HttpRequest) -> list[Link]:
    from django.conf import settings

    path = request.get_full_path()
    return [
        Link(
            name, translate_url(path, code), current=getattr(request, "LANGUAGE_CODE", "") == code, language=_tag(code)
        )
        for code, name in settings.LANGUAGES
    ]


def _tag(code: str) -> str:
    return {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant"}.get(code, code)


def _strips(request: Request) -> list[Strip]:
    strips = []
    if request.period:
        strips.append(Strip(_read_at(request.period, request), _without(request, "period")))
    if request.GET.get("on") and request.day != request.moment.day:
        words = _("This page is read on %(day)s; every link here keeps that day.")
        strips.append(Strip(words % {"day": formats.day(request.day)}, _without(request, "on")))
    if request.as_of_day is not None:
        words = _("These are the figures as they were known on %(day)s; every link here keeps that day.")
        strips.append(Strip(words % {"day": formats.day(request.as_of_day)}, _without(request, "as_of")))
    return strips


def _read_at(period: Period, request: Request) -> str:
    """What is read at the end of a period; one that still runs is read today."""
    told = {"period": formats.period(period.code, period.start.month), "day": formats.day(request.day)}
    if period.end > request.moment.day:
        return _("%(period)s has not ended; this page is read on %(day)s.") % told
    told["day"] = formats.day(period.last_day)
    return (
        _(
            "This page is read at the end of %(period)s, from figures about days up to %(day)s; every link here keeps that period."
        )
        % told
    )


def _without(request: Request, name: str) -> str:
    rest = request.GET.copy()
    rest.pop(name, None)
    return f"{request.path}?{rest.urlencode()}" if rest else request.path
