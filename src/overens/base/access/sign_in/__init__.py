"""Signing in as the trail knows it, and what holds at the door: guesses that are counted, seats that
a municipality's own service gives and takes, and the demo's accounts.
"""
