"""What can wait for somebody: a closed list, in the order in which it is asked about."""

from enum import IntEnum


class Kind(IntEnum):
    """The lower one stands first where two things have the same date."""

    CONFIRM = 1
    COMMITMENT = 2
    CASE = 3
    SET_APART = 4
    WITHOUT_NUMBER = 5
    VACANT = 6
    HANDOVER = 7
    RECOVERY = 8
    DRAFT = 9
