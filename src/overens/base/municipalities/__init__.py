"""Municipalities and their authorities, posts, and the people who hold them.

Posts carry work, people hold posts for a time. A Person need not be an Account: signatories of
long ago never sign in. Each row belongs to one authority, and only its people edit it.
"""
