"""A mail that came in, as a value: who sent it, what it replies to, what somebody wrote in it. Pure.

Everything in it was written by somebody outside: nothing is believed here. It is bounded before it is
parsed, since a mail may be made so that parsing it takes hours.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from email.utils import getaddresses
from typing import Any
from unicodedata import normalize

from overens.base.languages.rules import legible
from overens.reach.notices.authenticated import plain_domain, without_comments
from overens.reach.notices.mail_parts import Attached, Body, body_of, text_of
from overens.reach.notices.own_words import own_words
from overens.reach.notices.states import MailKind

MOST_BYTES = 30_000_000
MOST_LINES_LIKE_BOUNDARIES = 3_000
MOST_NESTED = 40
MOST_IN_HEAD = 200_000
MOST_IN_LINE = 20_000
"""Bytes of one field of the head: what the library takes apart grows with its square."""
MOST_IN_ADDRESS = 254
TOKEN = re.compile(r"[a-z2-7]{26}")
BOUNDARY = re.compile(rb"boundary[*0-9]*\s*=")
"""In small letters: looked for in any, it takes a hundred times as long."""
SENT_TO = ("X-Original-To", "Delivered-To", "Envelope-To", "To", "Cc")
"""In the order in which they are believed: what our own server wrote comes before what a sender did."""
ONE_ADDRESS = re.compile(
    r"[^<>@,;:]*<\s*([^\s<>@,;:]+@[^\s<>@,;:]+)\s*>|([^\s<>@,;:]+@[^\s<>@,;:]+)"
)
MACHINES = ("X-Autoreply", "X-Autorespond", "X-Auto-Response", "List-Id", "List-Unsubscribe")
IN_BULK = frozenset({"bulk", "junk", "list", "auto_reply"})


@dataclass(frozen=True, slots=True)
class Incoming:
    """`sender` is the one address of From in small letters, and empty where there is none or several.
    `token` is the part of the address by which the letter is found that it replies to, `answers` are
    the Message-IDs that it says it replies to; `text` is what somebody wrote themselves, `calendar` a
    REPLY of a calendar (RFC 5546). Of a mail that came back, `returned` is the Message-ID of what could
    not be delivered, and `is_permanent` whether it never will be. `may_be_answered` says that no machine
    wrote it (RFC 3834, section 2). `results` are the lines in which mail servers say what they have
    found out about the sender."""

    kind: MailKind
    message_id: str = ""
    sender: str = ""
    token: str = ""
    text: str = ""
    language: str = ""
    files: Sequence[Attached] = ()
    calendar: bytes = b""
    returned: str = ""
    is_permanent: bool = False
    may_be_answered: bool = False
    results: Sequence[str] = ()
    answers: Sequence[str] = ()


UNREADABLE = Incoming(MailKind.UNREADABLE)
STUMBLES = (
    *(ValueError, LookupError, AttributeError, TypeError),
    *(AssertionError, RecursionError),
)
"""The library stumbles in many ways over what was made to be stumbled over."""


def read_mail(data: bytes, address: str) -> Incoming:
    """What came to `address`, with a plus and a token or without."""
    if is_too_much(data):
        return UNREADABLE
    try:
        mail = message_from_bytes(data, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        return _incoming(mail, address)
    except STUMBLES:
        return UNREADABLE


def read_head(data: bytes, address: str) -> Incoming:
    """What the head alone says, with nothing of what follows it: so nothing of a mail is parsed that
    strangers sent."""
    head = _head(data)
    if len(head) > MOST_IN_HEAD:
        return UNREADABLE
    try:
        mail = message_from_bytes(head, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        found = head_of(mail)
        is_automatic = is_by_a_machine(found) or mail.get_content_type() == "multipart/report"
        kind = MailKind.AUTOMATIC if is_automatic else MailKind.REPLY
        return Incoming(kind, may_be_answered=not is_automatic, **_said(found, address))
    except STUMBLES:
        return UNREADABLE


def _head(data: bytes) -> bytes:
    return re.split(rb"\r?\n\r?\n", data[: MOST_IN_HEAD + 1], maxsplit=1)[0]


def is_too_much(data: bytes) -> bool:
    """Whether parsing it could take more than a moment."""
    if (
        len(data) > MOST_BYTES
        or len(_head(data)) > MOST_IN_HEAD
        or data.count(b"\n--") > MOST_LINES_LIKE_BOUNDARIES
    ):
        return True
    small = data.lower()
    boundaries = sum(1 for _found in BOUNDARY.finditer(small))
    return boundaries + small.count(b"message/") > MOST_NESTED


def _incoming(mail: EmailMessage, address: str) -> Incoming:
    head = head_of(mail)
    said = _said(head, address)
    if reported := _report(mail):
        returned, is_permanent = reported
        return Incoming(MailKind.BOUNCE, returned=returned, is_permanent=is_permanent, **said)
    body = body_of(mail)
    is_automatic = is_by_a_machine(head)
    kind = MailKind.AUTOMATIC if is_automatic and not body.calendar else MailKind.REPLY
    return Incoming(
        kind,
        text=_own_words(body),
        language=_language(head),
        files=tuple(body.files),
        calendar=body.calendar,
        may_be_answered=not is_automatic,
        **said,
    )


def _said(head: "Head", address: str) -> dict[str, Any]:
    return {
        "message_id": _first(head, "message-id")[:200],
        "sender": sender_of(head),
        "token": token_of(head, address),
        "results": tuple(head.get("authentication-results", ())),
        "answers": _answered(head),
    }


def _own_words(body: Body) -> str:
    """Calendars write sentences of their own beside an answer; Outlook leaves the room to people."""
    return own_words(body.text) if not body.calendar or b"Microsoft" in body.calendar else ""


Head = Mapping[str, Sequence[str]]


def head_of(mail: Message) -> Head:
    """Each field of the head by its name in small letters, as it was written, without the wrapping of lines.
    A head may be UTF-8 (RFC 6532); what is no text in it is replaced, and what nobody sees is left out."""
    found: dict[str, list[str]] = {}
    for name, value in mail.raw_items():
        text = str(value).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        line = legible(re.sub(r"\r?\n[ \t]*", " ", text)[:MOST_IN_LINE])
        found.setdefault(name.lower(), []).append(line.strip())
    return found


def _first(head: Head, name: str) -> str:
    return next(iter(head.get(name, ())), "")


def sender_of(head: Head) -> str:
    """The one address of the one From; empty for what mail programs read in several ways."""
    lines = head.get("from", ())
    bare = without_comments(re.sub(r'"(?:[^"\\]|\\.)*"', "", lines[0])) if len(lines) == 1 else ""
    found = ONE_ADDRESS.fullmatch(bare.strip())
    return plain_address(found[1] or found[2]) if found else ""


def plain_address(address: str) -> str:
    """An address as it is compared: small letters, each written in one way (RFC 6532, section 3.1), the
    domain as mail knows it; empty where it is none."""
    name, _at, domain = normalize("NFC", address.strip()).rpartition("@")
    plain = f"{name.lower()}@{domain}" if (domain := plain_domain(domain)) and name else ""
    return plain if len(plain) <= MOST_IN_ADDRESS else ""


def token_of(head: Head, address: str) -> str:
    """The token in the first of the addresses to which it was sent; empty where none has one."""
    name, _at, domain = plain_address(address).rpartition("@")
    for field in SENT_TO:
        for _shown, found in getaddresses(head.get(field.lower(), ())):
            local, _at, at_domain = plain_address(found).rpartition("@")
            own, _plus, token = local.partition("+")
            if (own, at_domain) == (name, domain) and TOKEN.fullmatch(token):
                return token
    return ""


def is_by_a_machine(head: Head) -> bool:
    """Whether nobody sits at the other end, or nobody who wants an answer (RFC 3834; RFC 5321, 4.5.5)."""
    submitted = _first(head, "auto-submitted").split(";")[0].strip().lower()
    return (
        submitted not in ("", "no")
        or _first(head, "precedence").lower() in IN_BULK
        or any(line.replace(" ", "") == "<>" for line in head.get("return-path", ()))
        or any(name.lower() in head for name in MACHINES)
    )


def _answered(head: Head) -> Sequence[str]:
    """What it says it replies to, the nearest first."""
    lines = [*head.get("in-reply-to", ()), *head.get("references", ())]
    found = [one for line in lines for one in re.findall(r"<[^<>\s]{1,198}>", line)]
    return tuple(dict.fromkeys(found))[:20]


def _language(head: Head) -> str:
    """What its sender's program says: “sv-SE” is sv."""
    found = re.match(r"[a-z]{2,3}(?=[-,; ]|$)", _first(head, "content-language").lower())
    return found[0] if found else ""


def _report(mail: EmailMessage) -> tuple[str, bool] | None:
    """What a report says of a letter of ours (RFC 3464): its Message-ID, and whether it can never be
    delivered; None where it is no report."""
    if mail.get_content_type() != "multipart/report" and not _reports(mail):
        return None
    returned, is_permanent = "", False
    for part in mail.walk():
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            is_permanent = is_permanent or any(map(_failed, _blocks(part)))
        elif kind == "message/rfc822" and part.get_payload():
            inner = part.get_payload(0)
            if isinstance(inner, Message):
                returned = returned or _first(head_of(inner), "message-id")
        elif kind == "text/rfc822-headers":
            found = re.search(r"^message-id:\s*(<[^>\s]+>)", text_of(part), re.I | re.M)
            returned = returned or (found[1] if found else "")
    return returned[:200], is_permanent


def _reports(mail: EmailMessage) -> bool:
    """Some servers send a report as plain multipart/mixed."""
    parts: Iterator[Message] = mail.walk()
    return any(part.get_content_type() == "message/delivery-status" for part in parts)


def _blocks(part: Message) -> Sequence[Message]:
    found = part.get_payload()
    return [one for one in found if isinstance(one, Message)] if isinstance(found, list) else []


def _failed(block: Message) -> bool:
    said = head_of(block)
    failed = _first(said, "action").lower() == "failed"
    return failed and not _first(said, "status").startswith("4")
