"""Addresses of groups, below an agreement."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
