"""What arrives, what is sent and what is drawn up: registers, cases, dispatches.

Each authority keeps its own. What arrives is stored before it is understood or answered.
"""
