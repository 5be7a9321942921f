"""Addresses of papers that are typed in, and of what was put to one's authority to be confirmed."""

from django.urls import include, path

from overens.web.desk.transcribing import confirming, parts, views

paper = [
    path("", views.overview),
    path("scan.pdf", views.scan_pdf),
    path("scan/<int:page>.png", views.scan_page),
    path("scan/", views.scan),
    path("parts/<str:part>/", parts.part),
    path("areas/new/", parts.new_area),
    path("articles/new/", parts.new_article),
    path("commitments/new/", parts.new_commitment),
    path("commitments/<int:number>/", parts.commitment),
    path("term/", parts.term),
    path("languages/", parts.authentic),
    path("signing/", parts.signing),
    path("unreadable/", parts.unreadable),
    path("put/", views.put),
]
urlpatterns = [
    path("new/", views.new),
    path("put/<uuid:transcription>/", confirming.sent),
    path("put/<uuid:transcription>/scan.pdf", confirming.scan_pdf),
    path("put/<uuid:transcription>/scan/<int:page>.png", confirming.scan_page),
    path("<slug:paper>/", include(paper)),
]
