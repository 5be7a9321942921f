"""Verbs: a file for each thing by which somebody comes in."""
