"""Signing in and out."""

from datetime import UTC, datetime

from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from zhiheng.accounts.signing_in import sign_in
from zhiheng.journal.refusal import Refused
from zhiheng.web.demo import accounts as demo_accounts
from zhiheng.web.middleware import Request
from zhiheng.web.presenters import signing


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def signing_in(request: Request) -> HttpResponse:
    goal = request.POST.get("next") or request.GET.get("next") or ""
    code, error = request.POST.get("code", ""), ""
    if request.method == "POST":
        try:
            person = sign_in(code.strip(), request.POST.get("password", ""), datetime.now(UTC), request)
        except Refused as refused:
            error = str(refused)
        else:
            login(request, person)
            request.session.set_expiry(settings.SESSION_COOKIE_AGE)
            allowed = url_has_allowed_host_and_scheme(goal, {request.get_host()}, require_https=request.is_secure())
            return redirect(goal if allowed else reverse("web:home"))
    shown = demo_accounts() if request.moment.simulated else ()
    page = signing.page(code, error, goal, shown)
    return render(
        request, "web/pages/sign_in.html", {"page": page, "title": _("Sign in")}, status=422 if error else 200
    )


@login_not_required
@require_POST
def signing_out(request: Request) -> HttpResponse:
    logout(request)
    return redirect("web:sign-in")
