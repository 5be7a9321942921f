"""Addresses of what was put to one's authority."""

from django.urls import path

from overens.web.desk.approvals import council, views

urlpatterns = [
    path("", views.approvals),
    path("<uuid:consent>/", views.approval),
    path("<uuid:consent>/done/", views.done),
    path("<uuid:consent>/council-paper/", council.paper),
    path("<uuid:consent>/council-paper.pdf", council.paper_pdf),
    path("<uuid:consent>/council-paper.docx", council.paper_docx),
    path("<uuid:consent>/<str:pdf>.pdf", views.pdf),
]
