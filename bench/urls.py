"""Every address of an instance, and the bare view that its pages are compared with."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from overens.cycle.agreements.models import Agreement


def bare(_request: HttpRequest) -> HttpResponse:
    """The least that a page about rows can do: one query, the count of them, and a few bytes."""
    return HttpResponse(str(Agreement.objects.count()))


urlpatterns = [path("bare/", bare), path("", include("overens.urls"))]

handler404 = "overens.web.public.pages.not_found"
handler500 = "overens.web.public.pages.failed"
