"""Typing in a signed paper part by part, with its scan beside; and confirming what was typed in."""
