"""The registries that point up, and what rooms have put into them."""

from importlib import import_module

from overens import floors
from overens.base.consents.kinds import KINDS


def test_the_registries_that_point_up_exist() -> None:
    for name in floors.POINTING_UP:
        import_module(name)


def test_every_kind_of_consent_is_known_here() -> None:
    assert set(KINDS) == {"agreement.transcription"}
