"""How many wrong passwords and codes are too many. Pure.

Three counts stand beside each other, so that guessing is stopped wherever it comes from, and nobody
keeps another one out: for an account from one address, for all that comes from one address, and for
an account from everywhere. Where somebody has signed in before, only the first one counts.
"""

from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

FREE = 5
"""So many wrong ones for one account from one address, before each further one must wait."""
FIRST_WAIT = timedelta(minutes=15)
LONGEST_WAIT = timedelta(hours=24)
FROM_ADDRESS = 100
"""For all accounts together from one address within FORGOTTEN_AFTER."""
FOR_ACCOUNT = 50
"""For one account from all addresses where it was never signed in to, within FORGOTTEN_AFTER."""
FORGOTTEN_AFTER = timedelta(hours=24)


def wait(failed: int) -> timedelta:
    """How long after a wrong one the next is looked at: twice as long each time."""
    if failed < FREE:
        return timedelta()
    doublings: int = 2 ** min(failed - FREE, 10)
    return min(FIRST_WAIT * doublings, LONGEST_WAIT)


def may_try(failed: int, last_at: datetime, now: datetime) -> bool:
    """Whether another password or code for the same account from the same address is looked at."""
    return now >= last_at + wait(failed)


def neighbourhood(address: str) -> str:
    """What counts as one network address: of IPv6 the first 64 bits, since whoever has one such
    network has all that lie in it (RFC 6177, section 2)."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or ip_network((found, 64), strict=False))
    return str(found)
