"""Signings of an Edition: on paper, with date, place, who signed for whom, and the scan.

In: what stands under a signed paper. Out: who signed, in which post, and proof of the scan.
"""
