"""News and standing pages on the open site: the flow, each text and its history, the archive, the
feed, and the pictures."""
