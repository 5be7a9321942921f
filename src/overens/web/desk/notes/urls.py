"""Addresses of notes, minutes and files, below an agreement."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
