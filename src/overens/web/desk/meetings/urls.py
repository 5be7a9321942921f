"""Addresses of meetings and visits, below an agreement."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
