"""Handovers: what must not be lost when somebody leaves a post, or is suddenly away.

The row is `municipalities.Handover`: a last day opens it there. Here it is opened without one,
written by several people, confirmed by whoever leaves, and taken over.
"""
