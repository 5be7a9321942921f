"""Verbs of working groups: the only writers."""
