"""The form on every public page, and the sender's own page about what became of it."""
