"""Each party answers to one exact Edition.

In: a matter that is put to some authorities, and the answer of each. Out: where each stands, and
a call to the room whose kind of matter it is (`kinds`). Any change makes a new Edition, and no
answer carries over.
"""
