"""Compiles the translations whenever Overens is installed or packed, so that no binary lies in git."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Translations(BuildHookInterface):
    def initialize(self, version, build_data):
        compile_translations(Path(self.root))


def compile_translations(root: Path) -> None:
    for source in sorted((root / "src" / "overens" / "locale").glob("*/LC_MESSAGES/django.po")):
        with source.open("rb") as po:
            catalogue = read_po(po, locale=source.parents[1].name)
        with source.with_suffix(".mo").open("wb") as mo:
            write_mo(mo, catalogue)


if __name__ == "__main__":
    compile_translations(Path(__file__).parent)
