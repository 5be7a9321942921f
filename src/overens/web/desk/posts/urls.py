"""Addresses of posts and handovers."""

from django.urls import path

from overens.web.desk.posts import handovers, views

urlpatterns = [
    path("posts/", views.posts),
    path("posts/<slug:post>/", views.post),
    path("handovers/<uuid:handover>/", handovers.handover),
    path("handovers/<uuid:handover>.pdf", handovers.handover_pdf),
]
