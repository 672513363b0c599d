"""All addresses: the same pages for every language and for every plan."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from zhiheng.web.urls import of_a_plan

urlpatterns = [
    path("api/v1/", include("zhiheng.api.urls")),
    *i18n_patterns(
        path("plans/<slug:plan>/", include((of_a_plan, "web"), namespace="of-plan")),
        path("", include("zhiheng.web.urls")),
        prefix_default_language=False,
    ),
]

handler404 = "zhiheng.web.views.pages.not_found"
handler403 = "zhiheng.web.views.pages.forbidden"
handler500 = "zhiheng.web.views.pages.failure"
