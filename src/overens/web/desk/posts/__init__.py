"""Posts and succession: who holds which post, what it carries, and how it is handed over."""
