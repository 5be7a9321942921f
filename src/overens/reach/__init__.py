"""Across all rooms: what waits for whom."""
