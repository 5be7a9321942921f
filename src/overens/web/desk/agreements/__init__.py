"""The agreement as its members see it: where each party stands, and what one's own party did.

In: forms for one's own party. Out: evidence, a party's own 'not done', and its confirmation. What
another authority drafts, or is party to alone, is not there.
"""
