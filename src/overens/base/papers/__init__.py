"""Papers: what is put to people to read, agree to, sign and keep.

A Paper is a value; an Edition is its frozen row, with canonical bytes, their hash and a PDF that
is typeset once. The same Paper becomes HTML for the page. Knows no agreement.
"""
