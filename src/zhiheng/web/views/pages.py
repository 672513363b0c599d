"""Pages that belong to no room: home, feedback, accessibility, guides, and what is shown when something is not there."""

from pathlib import Path

from django.contrib import messages as flash
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from markdown_it import MarkdownIt

from zhiheng.web import feedback as suggestions
from zhiheng.web import type_size
from zhiheng.web.addresses import to
from zhiheng.web.middleware import Request

DOCS = Path(__file__).resolve().parents[4] / "docs"
GUIDES = DOCS / "guide"
PICTURES = DOCS / "pictures"


@require_GET
def home(request: Request) -> HttpResponse:
    return redirect(to(request, "overview"))


@require_http_methods(["GET", "POST"])
def feedback(request: Request) -> HttpResponse:
    """意见反馈: the address that the reader comes from is attached."""
    about = request.POST.get("about") or request.GET.get("about") or "/"
    words = (request.POST.get("words") or "").strip()
    error = ""
    if request.method == "POST" and words:
        number = suggestions.give(words, about, actor=request.actor, at=request.moment.at)
        flash.success(request, _("Your suggestion is recorded as entry %(number)s.") % {"number": number})
        return redirect(to(request, "feedback"))
    if request.method == "POST":
        error = _("Nothing is written yet. Write in a sentence what should be different.")
    page = {"about": about, "words": words, "error": error, "given": suggestions.given()}
    return render(
        request, "web/pages/feedback.html", {"page": page, "title": _("Suggestions")}, status=422 if error else 200
    )


@login_not_required
@require_GET
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "web/pages/accessibility.html", {"title": _("Accessibility")})


@login_not_required
@require_POST
def choose_type(request: HttpRequest) -> HttpResponse:
    """Keep the size of type in a cookie, and go back to the page that asked."""
    goal = request.POST.get("next", "")
    allowed = url_has_allowed_host_and_scheme(goal, {request.get_host()}, require_https=request.is_secure())
    response = redirect(goal if allowed else reverse("web:home"))
    if (size := request.POST.get("size", "")) in type_size.SIZES:
        type_size.keep(response, size)
    return response


@require_GET
def guides(request: HttpRequest) -> HttpResponse:
    found = [(path.stem, _heading(path)) for path in sorted(GUIDES.glob("*.md"))]
    return render(request, "web/pages/guides.html", {"guides": found, "title": _("Guides")})


@require_GET
def guide(request: HttpRequest, name: str) -> HttpResponse:
    """A guide per role, from docs/guide."""
    path = GUIDES / f"{name}.md"
    if not path.is_file():
        raise Http404
    text = path.read_text(encoding="utf-8").partition("\n")[2]
    html = MarkdownIt("commonmark", {"html": False}).enable("table").render(text)
    html = html.replace("<p><img ", '<p class="z-shot"><img ')
    return render(request, "web/pages/guide.html", {"html": html, "title": _heading(path)})


@require_GET
def picture(request: HttpRequest, name: str) -> HttpResponseBase:
    """A picture of a guide, from docs/pictures."""
    path = PICTURES / f"{name}.png"
    if not path.is_file():
        raise Http404
    return FileResponse(path.open("rb"), content_type="image/png")


ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24" rx="4" fill="#173F75"/>'
    '<path d="M7 19h10M6 7l6-1 6 1M12 4v15M9 13L6 7l-3 6a3 3 0 0 0 6 0M21 13l-3-6-3 6a3 3 0 0 0 6 0" fill="none" stroke="#fff" '
    'stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"/></svg>'
)


@login_not_required
@require_GET
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for it before anybody signs in."""
    return HttpResponse(ICON, content_type="image/svg+xml", headers={"Cache-Control": "public, max-age=86400"})


@login_not_required
@require_GET
def robots(request: HttpRequest) -> HttpResponse:
    """Pages for people who sign in are in no search engine."""
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain; charset=utf-8")


def _heading(path: Path) -> str:
    return path.read_text(encoding="utf-8").partition("\n")[0].lstrip("# ").strip()


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    sentence = _(
        "The form was open too long or came from another page. Go back, load the page again, and send it once more."
    )
    return render(request, "web/pages/403.html", {"sentence": sentence}, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return forbidden(request)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "web/pages/404.html", {"asked": request.path}, status=404)


def failure(request: HttpRequest) -> HttpResponse:
    """Shown when the server itself fails: no database, no reader, only words."""
    return render(request, "web/pages/500.html", status=500)
