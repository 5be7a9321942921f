"""The verbs of the room, the only writers; each transaction is one authority's."""
