"""What can wait for somebody: a closed list, in the order in which it is asked about."""

from enum import IntEnum


class Kind(IntEnum):
    """The lower one stands first where two things have the same date."""

    CONFIRM = 1
    CONFIRM_PAPER = 2
    ANSWER = 3
    SIGN = 4
    CAME_BACK = 5
    COMMITMENT = 6
    CASE = 7
    SET_APART = 8
    WITHOUT_NUMBER = 9
    VACANT = 10
    NEW_LEADER = 11
    HANDOVER = 12
    RECOVERY = 13
    DRAFT = 14
