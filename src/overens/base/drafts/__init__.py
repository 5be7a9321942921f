"""What somebody is typing just now, kept while it is typed.

In: the fields of a form as they stand, with the revision that they were read at. Out: the same
again in another tab, on another day, or after a lost session. A draft is no record: it writes no
line of the trail, belongs to one account, and goes when the form has been sent.
"""
