"""Addresses of the operator."""

from django.urls import path

from overens.web.desk import log
from overens.web.desk.instance import views

instance = [
    path("", views.overview),
    path("log/", log.instance_log),
    path("authorities/<slug:authority>/", views.authority),
    path("authorities/<slug:authority>/invite/", views.invite),
    path("authorities/<slug:authority>/ask/<uuid:account>/", views.ask),
    path("authorities/<slug:authority>/recoveries/<uuid:recovery>/", views.recovery),
]
