"""Numbers in an authority's own style. Pure."""

DEFAULT = "{prefix} {year}/{number}"


def write(number_format: str, prefix: str, year: int, number: int) -> str:
    """'KS 2018/14'."""
    return number_format.format(prefix=prefix, year=year, number=number).strip()
