"""What is a country's own: its clock, its words, its languages. Data, and small pure functions.

One file per country (`se.toml`, `dk.toml`); nothing outside this room knows a country by name.
"""
