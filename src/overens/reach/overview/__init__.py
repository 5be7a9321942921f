"""What waits for whom, read over every room.

In: who asks (a seat), and the day. Out: what waits for them, what they wait for from the other
parties (only what was sent and what came back), posts that change hands, the agreement's year,
and where it is quiet. It writes nothing.
"""
