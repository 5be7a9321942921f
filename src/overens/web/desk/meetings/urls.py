"""Addresses of meetings and visits, below an agreement."""

from django.urls import URLPattern, URLResolver, include, path

from overens.web.desk.meetings import calling, preparing, running, views

meeting = [
    path("", views.meeting),
    path("change/", calling.change),
    path("postpone/", calling.postpone),
    path("cancel/", calling.cancel),
    path("programme/", preparing.programme_page),
    path("programme/<uuid:programme_part>/", preparing.part),
    path("people/", preparing.people),
    path("agenda/", preparing.agenda),
    path("agenda/<uuid:item>/", preparing.item),
    path("run/", running.run),
    path("run/<uuid:outcome>/", running.outcome),
    path("held/", running.held),
    path("take-back/", running.take_back),
    path("cost/", running.cost),
    path("calendar.ics", views.calendar),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("meetings/", views.meetings),
    path("meetings/call/", calling.call),
    path("meetings/note/", running.note),
    path("meetings/<slug:meeting>/", include(meeting)),
    path("series/<uuid:series>/", calling.series),
]
