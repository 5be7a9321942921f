"""Who signs in for an authority: inviting, helping back in, and the municipality's own sign-in.

The secret of a link stands in its address once; from there it goes into a cookie, so that no page
with a form on it bears it.
"""
