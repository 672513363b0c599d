"""All addresses: the same pages for every language and for every plan."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

urlpatterns = [
    *i18n_patterns(path("", include("zhiheng.web.urls")), prefix_default_language=False),
]
