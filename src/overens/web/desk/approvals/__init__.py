"""Answering and signing: what was put to one's authority, and what it says to it."""
