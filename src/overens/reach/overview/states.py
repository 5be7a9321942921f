"""What can wait for somebody: a closed list, in the order in which it is asked about."""

from enum import IntEnum


class Kind(IntEnum):
    """The lower one stands first where two things have the same date."""

    CONFIRM = 1
    COMMITMENT = 2
    VACANT = 3
    HANDOVER = 4
    RECOVERY = 5
    DRAFT = 6
