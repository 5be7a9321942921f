"""News and standing pages: what the parties tell everyone, each in its own name."""
