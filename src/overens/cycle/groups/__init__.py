"""Working groups: what parties do between signing and dialogue. Knows agreements alone.

A group, a meeting, a question and a task are the agreement's; each line that somebody wrote in them
belongs to that person's authority, and only its people change it. All of it lies in a room that the
parties share, and its pages say so. What leaves that room (notes, minutes, a file for the partners) is
a dispatch, and stands in each register.
"""
