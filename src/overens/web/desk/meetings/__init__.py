"""Meetings and visits at the desk: called, prepared, run, postponed, noted afterwards."""
