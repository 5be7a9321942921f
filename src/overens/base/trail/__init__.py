"""Who did what, when: append-only lines in hash chains, one chain per authority, one for the instance.

In: `actions.write`, the last statement of every action. Out: lines after a reader's cursor, and
`rules.faults`, which finds the first line that was changed, cut or forged. Knows authorities and
objects only as (kind, id). After ISO 15489-1 (integrity) and ISO 16363 3.3.5.
"""
