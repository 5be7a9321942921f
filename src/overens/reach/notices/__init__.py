"""Mail to people: reminders, the weekly digest, what becomes of replies and of silence.

Reads all rooms, and writes in them by their own actions. Letters themselves are `base.mail`'s.
"""
