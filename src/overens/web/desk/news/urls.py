"""Addresses of what is published, at the desk."""

from django.urls import path

from overens.cycle.news.states import Kind
from overens.web.desk.news import pictures, views

urlpatterns = [
    path("", views.items),
    *(path(f"begin/{kind}/", views.begin, {"kind": kind}) for kind in Kind.values),
    path("pictures/<str:file>.jpg", pictures.picture),
    path("<slug:news>/", views.item),
    path("<slug:news>/text/", views.text),
    path("<slug:news>/preview/", views.preview),
    path("<slug:news>/pictures/", pictures.pictures),
    path("<slug:news>/pictures/<str:file>/", pictures.describe),
]
