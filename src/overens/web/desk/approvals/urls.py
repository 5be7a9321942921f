"""Addresses of what was put to one's authority."""

from django.urls import path

from overens.web.desk.approvals import views

urlpatterns = [
    path("", views.approvals),
    path("<uuid:consent>/", views.approval),
    path("<uuid:consent>/done/", views.done),
    path("<uuid:consent>/<str:pdf>.pdf", views.pdf),
]
