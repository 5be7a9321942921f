"""From an empty instance to its first agreement, in one sitting: each step one page, and a list
that shows what is done. What is done is read from what is on file, so that one can stop anywhere.
"""
