"""The operator's pages: which authorities have an administrator, who needs help, and whether all
holds. Nothing of any agreement is shown here by right.
"""
