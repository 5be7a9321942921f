"""Signed-in work: each page says for whom and in which post one acts, and who reads what is done.

In: an account with a seat that is held this minute, and forms. Out: one action each, and a page.
"""
