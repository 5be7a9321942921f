"""What can wait for somebody: a closed list, in the order in which it is asked about."""

from enum import IntEnum


class Kind(IntEnum):
    """The lower one stands first where two things have the same date."""

    CONFIRM = 1
    CONFIRM_PAPER = 2
    ANSWER = 3
    SIGN = 4
    ANSWER_IN_GROUP = 5
    CAME_BACK = 6
    COMMITMENT = 7
    CASE = 8
    TASK = 9
    INVITED = 10
    OWN_SIDE = 11
    NOTES = 12
    SET_APART = 13
    WITHOUT_NUMBER = 14
    VACANT = 15
    NEW_LEADER = 16
    HANDOVER = 17
    RECOVERY = 18
    DRAFT = 19
    NOTES_STAND = 20
    NOBODY_LEFT = 21
