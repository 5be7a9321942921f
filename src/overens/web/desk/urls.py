"""The desk's addresses: one list for each of its parts."""

from django.urls import include, path

from overens.web.design import addresses  # noqa: F401  makes <language:…> known
from overens.web.desk import drafting, home

desk = [
    path("", home.overview),
    path("seats/", home.seats),
    path("", include("overens.web.desk.posts.urls")),
    path("drafts/", drafting.save),
    path("drafts/drop/", drafting.drop),
    path("agreements/", include("overens.web.desk.agreements.urls")),
]

urlpatterns = [path("<language:language>/desk/", include(desk))]
