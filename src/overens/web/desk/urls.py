"""The desk's addresses: one list for each of its parts."""

from django.urls import include, path

from overens.web.design import addresses  # noqa: F401  makes <language:…> known
from overens.web.desk import home

desk = [
    path("", home.overview),
    path("seats/", home.seats),
    path("", include("overens.web.desk.posts.urls")),
]

urlpatterns = [path("<language:language>/desk/", include(desk))]
