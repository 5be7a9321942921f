"""What can wait for somebody: a closed list, in the order in which it is asked about."""

from enum import IntEnum


class Kind(IntEnum):
    """The lower one stands first where two things have the same date."""

    CONFIRM = 1
    ANSWER = 2
    SIGN = 3
    CAME_BACK = 4
    COMMITMENT = 5
    CASE = 6
    SET_APART = 7
    WITHOUT_NUMBER = 8
    VACANT = 9
    NEW_LEADER = 10
    HANDOVER = 11
    RECOVERY = 12
    DRAFT = 13
