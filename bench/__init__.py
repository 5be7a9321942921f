"""What the rooms can do, measured beside what it is compared with.

`make bench` runs every room's measurements, prints a line for each, and writes `results.json`.
A measurement alone says little about another machine; a ratio of two that were taken in turns
on the same one does. A ratio out of its bound fails.
"""
