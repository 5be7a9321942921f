"""The only floor that answers HTTP."""
