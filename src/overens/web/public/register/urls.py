"""Addresses of the registers: one per authority, never merged."""

from datetime import date

from django.urls import path, register_converter

from overens.web.public.register import exports, views


class DayConverter:
    """A date as ISO 8601 writes it."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()


register_converter(DayConverter, "day")

urlpatterns = [
    path("register/", views.registers),
    path("register/<slug:authority>/", views.register),
    path("register/<slug:authority>.csv", exports.as_csv),
    path("register/<slug:authority>/<day:day>/", views.day),
    path("register/<slug:authority>/<int:year>/<int:number>/", views.entry),
    path("feeds/register-<slug:authority>.atom", exports.as_feed),
]
