"""Verbs of the room: `people` notes and corrects, as steps of larger actions; `succession` names
posts, and says who holds them."""
