"""The desk's addresses: one list for each of its parts."""

from django.urls import include, path

from overens.web.design import addresses  # noqa: F401  makes <language:…> known
from overens.web.desk import home
from overens.web.desk.sign_in import urls as sign_in

desk = [
    path("", home.overview),
    path("seats/", home.seats),
    path("settings/sign-in/", include(sign_in.settings)),
]

urlpatterns = [
    path("<language:language>/desk/", include(desk)),
    path("<language:language>/sign-in/", include(sign_in.entering)),
    path("sign-in/", include(sign_in.way_back)),
]
