"""The open site: agreements, their text, their commitments and their history, and news, for
everyone."""
