"""Verbs of notices: the only writers."""
