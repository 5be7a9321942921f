"""Addresses of the form and of a sender's own page, after the language."""

from django.urls import path

from overens.web.public.contact import case, views

urlpatterns = [
    path("contact/ask/", views.ask),
    path("contact/report-error/", views.report_error),
    path("case/<str:thread>/", case.case),
    path("case/<str:thread>/add/", case.add),
    path("case/<str:thread>/receipt.pdf", case.receipt_pdf),
    path("case/<str:thread>/<uuid:document>/", case.document),
]
