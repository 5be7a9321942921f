"""Whether the registers are what the trail says of them: a file for each thing that is compared.

The chains hold by themselves (`trail.rules`); here what the rooms keep is compared with its lines,
the numbers with the counters, what was entered with what arrived, and each authority's chain with the
heads that its partners were given. Whoever changes a row changes it against all of these. Of what was
kept before its lines held seals, nothing is said.
"""
