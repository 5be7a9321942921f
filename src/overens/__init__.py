"""Overens: municipalities run a cooperation agreement together, from signature to results."""
