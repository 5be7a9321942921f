"""Addresses of people: on the desk, and the links by which they come in."""

from django.urls import path

from overens.web.desk.first_run import entrance as first_run
from overens.web.desk.people import entrance, views
from overens.web.desk.people.secret import keep_token

desk = [
    path("", views.people),
    path("invite/<uuid:seat>/", views.invite),
    path("invitations/<uuid:invitation>/withdraw/", views.withdraw),
    path("ask/<uuid:account>/", views.ask),
    path("recoveries/<uuid:recovery>/", views.recovery),
    path("sign-in-service/", views.service),
]

links = [
    path("invitation/", entrance.invitation),
    path("invitation/<str:token>/", keep_token("invitation")),
    path("recovery/", entrance.recovery),
    path("recovery/<str:token>/", keep_token("recovery")),
    path("first/", first_run.begin),
    path("first/<str:token>/", keep_token("first")),
]
