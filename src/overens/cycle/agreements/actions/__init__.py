"""Verbs, the only writers: type in and confirm an agreement; report and withdraw evidence."""
