"""Languages, and what people wrote in them.

In: wordings as people wrote them, one per language, each with its standing. Out: the wording that
a reader gets, marked with language and standing. Languages are data (`languages.toml`): one more
needs an entry there and a translation of the interface, and no code.
"""
