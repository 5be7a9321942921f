"""Addresses, below those of an agreement."""

from django.urls import path

from overens.web.public.own_parts import views

urlpatterns = [
    path("", views.listed),
    path("<uuid:consent>/", views.matter),
    path("<uuid:consent>/changes/", views.changes),
    path("<uuid:consent>/<str:sha256>.pdf", views.part_pdf),
]
