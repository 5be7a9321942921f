"""What our own mail server found out about a sender (RFC 8601). Pure.

Whoever sends a mail can write such a line too: only the topmost that has our server's own name counts,
since a server writes above what it was handed, and takes away what was forged in its name.
"""

import re
from collections.abc import Sequence

MOST = 4_000
"""Characters of one line that are read."""
RESULT = re.compile(r"\s*(dmarc|dkim|spf)\s*(?:/\s*\d+)?\s*=\s*([a-z]+)", re.IGNORECASE)
VALUE = r'((?:"(?:[^"\\]|\\.)*"|[^\s;"])+)'
PROPERTY = re.compile(rf"([\w-]+)(?:\s*\.\s*([\w-]+))?\s*=\s*{VALUE}", re.ASCII)
"""Each with its whole value: an address may have a local part in quotation marks, in which its owner writes
what they like."""
ONE_RESULT = re.compile(r'(?:"(?:[^"\\]|\\.)*"|[^;"])+')
OF = {"dmarc": ("from",), "dkim": ("d", "i"), "spf": ("mailfrom",)}
"""The property in which each method says for whom it speaks."""


def is_vouched_for(lines: Sequence[str], server: str, domain: str) -> bool:
    """Whether a server says that a mail comes from that domain: its DMARC holds, or a signature or
    an address of an aligned domain (RFC 7489, section 3.1). `lines` stand as in the head, topmost
    first, `domain` is the one of From, in small letters."""
    for line in lines:
        name, _semicolon, results = without_comments(line[:MOST]).partition(";")
        if (name.split() or [""])[0].strip('"').lower() == server:
            return any(_holds(result, domain) for result in ONE_RESULT.findall(results))
    return False


def _holds(result: str, domain: str) -> bool:
    found = RESULT.match(result)
    if not found or found[2].lower() != "pass":
        return False
    method = found[1].lower()
    said = [
        plain_domain(value.strip('"').rpartition("@")[2].rstrip("."))
        for kind, name, value in PROPERTY.findall(result)
        if kind.lower() in ("header", "smtp") and name.lower() in OF[method]
    ]
    if method == "dmarc":  # It speaks of From, whether it says so or not.
        return all(_is_aligned(one, domain) for one in said)
    return any(_is_aligned(one, domain) for one in said)


def plain_domain(domain: str) -> str:
    """As it is compared: small letters, those that mail knows (RFC 5890); empty where it is none. A server
    may write it in either way (RFC 8616)."""
    try:
        return domain.lower().encode("idna").decode("ascii")
    except UnicodeError:
        return ""


def _is_aligned(one: str, other: str) -> bool:
    """The same domain, or one below the other; a bare country's is nobody's."""
    short, long = sorted((one, other), key=len)
    return one == other or ("." in short and long.endswith(f".{short}"))


def without_comments(line: str) -> str:
    """A line without what stands in parentheses, which may hold others (RFC 5322, 3.2.2)."""
    depth, kept, quoted = 0, [], False
    for sign in line:
        if sign == '"' and not depth:
            quoted = not quoted
        if not quoted and sign == "(":
            depth += 1
        elif not quoted and sign == ")" and depth:
            depth -= 1
        elif not depth:
            kept.append(sign)
    return "".join(kept)
