"""Addresses of notes and files, below an agreement."""

from django.urls import path

from overens.web.desk.notes import files, views

NOTES = "meetings/<slug:meeting>/notes"

urlpatterns = [
    path(f"{NOTES}/", views.notes),
    path(f"{NOTES}/preview/", views.preview),
    path(f"{NOTES}/send/", views.send_page),
    path(f"{NOTES}/object/", views.object_page),
    path(f"{NOTES}.pdf", views.newest_pdf),
    path(f"{NOTES}/<int:number>.pdf", views.numbered_pdf),
    path("files/", files.of_agreement),
    path("groups/<slug:group>/files/", files.of_group),
    path("meetings/<slug:meeting>/files/", files.of_meeting),
    path("questions/<int:question>/files/", files.of_question),
    path("files/<uuid:group_file>/", files.one),
    path("files/<uuid:group_file>/file", files.as_it_came),
    path("files/<uuid:group_file>/preview.pdf", files.preview),
]
