"""Addresses of groups and meetings, below an agreement."""

from django.urls import path

from overens.web.public.groups import views

urlpatterns = [
    path("groups/", views.groups),
    path("groups/<slug:group>/", views.group),
    path("groups/<slug:group>.pdf", views.group_pdf),
    path("meetings/", views.meetings),
    path("meetings/<slug:meeting>/", views.meeting),
    path("meetings/<slug:meeting>/notes.pdf", views.notes_pdf),
    path("meetings/<slug:meeting>.pdf", views.meeting_pdf),
    path("files/<uuid:file>", views.file),
]
