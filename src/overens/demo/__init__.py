"""The demo: one real agreement, as an agreement file, holding only what its announcement says."""

from importlib.resources import files


def demo_file() -> bytes:
    """The demo's agreement file, as bytes."""
    return files("overens.demo").joinpath("koge-kristianstad.toml").read_bytes()
