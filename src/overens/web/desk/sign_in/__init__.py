"""Signing in: password and code, passkey, the municipality's own service, and the demo's links.

What is checked (hashes, codes, passkeys) is django-allauth's; how often one may be wrong, who may
come from a service, and what is written about it, is `base/access`.
"""
