"""The open site: agreements, their text, their commitments and their history, for everyone."""
