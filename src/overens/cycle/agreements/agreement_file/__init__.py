"""One agreement as one TOML file that a coordinator can write. Pure.

In: bytes. Out: an `AgreementFile`, or every fault at once with its line, its field and what would
be right. `agreement.schema.json` is the published description of the same file.
"""
