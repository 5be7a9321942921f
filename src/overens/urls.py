"""Every address of an instance."""

from django.urls import include, path

urlpatterns = [
    path("", include("overens.web.public.urls")),
    path("", include("overens.web.desk.urls")),
]

handler404 = "overens.web.public.pages.not_found"
handler500 = "overens.web.public.pages.failed"
