"""What municipalities promised each other: parties, versions, articles, commitments, evidence.

In come transcribed and amended agreements, and evidence from every later room; out goes the state
of each commitment for each party and period. Serves the Nordic agreement of 1977 on cooperation
between municipalities across borders, and every agreement like it.
"""
