"""The settings of an instance: what may be said in the environment, and what holds if nothing is.

`docs/reference/settings.md` is compared with this list by a test.
"""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

KEY = "secret-key"
DEMO = "OVERENS_DEMO"


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable. `default` is what holds where it is not set."""

    name: str
    default: str
    meaning: str


SETTINGS = (
    Setting("OVERENS_DATA", "var", "Folder of everything that lives: database, files, keys."),
    Setting("OVERENS_HOST", "127.0.0.1", "Address on which the web server listens."),
    Setting("OVERENS_PORT", "8000", "Port on which the web server listens."),
    Setting(
        "OVERENS_ADDRESS",
        "http://{OVERENS_HOST}:{OVERENS_PORT}",
        "Address under which readers reach the instance.",
    ),
    Setting("OVERENS_THREADS", "2", "Threads that answer readers, in each web process."),
    Setting("OVERENS_WORKERS", "1", "Web processes."),
    Setting(
        "DATABASE_URL",
        "sqlite:///{OVERENS_DATA}/overens.sqlite3",
        "Where the database is: SQLite or PostgreSQL.",
    ),
    Setting(
        "DATABASE_OWNER_URL",
        "{DATABASE_URL}",
        "The same database as the role that owns its tables, used for migrations alone.",
    ),
    Setting("OVERENS_SECRET_KEY", "made once, in {OVERENS_DATA}/secret-key", "Signs cookies."),
    Setting(
        "OVERENS_PROXIES",
        "0",
        "How many proxies stand in front, each of which says from where a reader comes.",
    ),
    Setting(
        "OVERENS_MAIL",
        "no mail is sent",
        "Mail server: smtp://user:password@host:587 (STARTTLS), smtps:// (TLS), or 'console'.",
    ),
    Setting("OVERENS_MAIL_FROM", "overens@ the host of OVERENS_ADDRESS", "Sender of every mail."),
    Setting(
        "OVERENS_MAIL_IN",
        "no mail is taken",
        "Folder (Maildir) in which a mail server puts what is sent to OVERENS_MAIL_FROM, with a plus.",
    ),
    Setting(
        "OVERENS_MAIL_TRUSTS",
        "nobody",
        "Name by which that mail server signs what it has checked of a sender (RFC 8601).",
    ),
    Setting(
        "OVERENS_ACCESSIBILITY",
        "no statement is published",
        "Who supervises accessibility in each country: 'se Name https://address; dk …'.",
    ),
    Setting("OVERENS_SERVERS", "any", "Host names that are answered, with commas; 'any' for all."),
)


class BadSetting(Exception):
    """A setting that cannot hold: a sentence for the operator, and what is filled into it.

    There is no Django to translate by before there are settings: `cli` does it.
    """

    def __init__(self, sentence: str, **said: object) -> None:
        super().__init__(sentence % said)
        self.sentence, self.said = sentence, said


def gettext_noop(sentence: str) -> str:
    """Marks a sentence for translation."""
    return sentence


AT_HOME = frozenset({"localhost", "127.0.0.1", "::1"})
EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[^\s@<>,;:\"\\]+")
CONSOLE = "console"


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed over. To another machine its password goes by TLS alone.

    `host` is 'console' where mail is printed instead."""

    host: str
    port: int = 0
    user: str = ""
    password: str = ""
    tls: bool = False
    """From the first byte on (smtps)."""

    @property
    def starttls(self) -> bool:
        return not self.tls and self.host not in AT_HOME


@dataclass(frozen=True, slots=True)
class Environment:
    """The settings as values."""

    data: Path
    host: str
    port: int
    address: str
    threads: int
    workers: int
    database: str
    database_owner: str
    servers: tuple[str, ...]
    secret_key: str
    proxies: int = 0
    mail: MailServer | None = None
    mail_from: str = ""
    mail_in: Path | None = None
    mail_trusts: str = ""
    accessibility: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """By country: the name and the address of whoever supervises accessibility there."""
    demo: bool = False
    """Whether the demo's sign-ins are open. `overens run --demo` tells its processes: no operator
    sets it."""

    @classmethod
    def read(cls, said: Mapping[str, str] = os.environ) -> "Environment":
        """From environment variables. Raises BadSetting; makes nothing on disk."""
        data = Path(said.get("OVERENS_DATA") or "var").absolute()
        host = said.get("OVERENS_HOST") or "127.0.0.1"
        port = _number(said, "OVERENS_PORT", 8000, most=65535)
        database = said.get("DATABASE_URL") or f"sqlite:///{data / 'overens.sqlite3'}"
        servers = said.get("OVERENS_SERVERS") or "any"
        address = (said.get("OVERENS_ADDRESS") or local_address(host, port)).rstrip("/")
        return cls(
            data=data,
            host=host,
            port=port,
            address=address,
            threads=_number(said, "OVERENS_THREADS", 2, most=64),
            workers=_number(said, "OVERENS_WORKERS", 1, most=64),
            database=database,
            database_owner=said.get("DATABASE_OWNER_URL") or database,
            servers=("*",) if servers == "any" else tuple(servers.replace(" ", "").split(",")),
            secret_key=said.get("OVERENS_SECRET_KEY") or _kept_key(data),
            proxies=_number(said, "OVERENS_PROXIES", 0, most=9, least=0),
            mail=_mail_server(said.get("OVERENS_MAIL") or ""),
            mail_from=_sender(said.get("OVERENS_MAIL_FROM") or "", address),
            mail_in=Path(said["OVERENS_MAIL_IN"]).absolute()
            if said.get("OVERENS_MAIL_IN")
            else None,
            mail_trusts=(said.get("OVERENS_MAIL_TRUSTS") or "").strip().lower(),
            accessibility=_supervisors(said.get("OVERENS_ACCESSIBILITY") or ""),
        )


def local_address(host: str, port: int) -> str:
    """Where a reader on this machine finds what listens there."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _number(said: Mapping[str, str], name: str, default: int, most: int, least: int = 1) -> int:
    text = said.get(name) or str(default)
    if text.isascii() and text.isdigit() and least <= int(text) <= most:
        return int(text)
    sentence = gettext_noop(
        "%(name)s is ‘%(text)s’; it must be a whole number from %(least)s to %(most)s."
    )
    raise BadSetting(sentence, name=name, text=text, least=least, most=most)


def _mail_server(said: str) -> MailServer | None:
    """None where no mail is sent. What was said may hold a password: no sentence repeats it."""
    if said in ("", CONSOLE):
        return MailServer(CONSOLE) if said else None
    try:
        parts = urlsplit(said)
        port = parts.port or {"smtp": 587, "smtps": 465}[parts.scheme]
    except (ValueError, KeyError):
        parts, port = SplitResult("", "", "", "", ""), 0
    if not parts.hostname or parts.path.strip("/") or parts.query or parts.fragment:
        sentence = gettext_noop(
            "%(name)s cannot be used; write smtp://user:password@host:587, smtps://… or ‘console’."
        )
        raise BadSetting(sentence, name="OVERENS_MAIL")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return MailServer(parts.hostname, port, user, password, tls=parts.scheme == "smtps")


SUPERVISOR = re.compile(r"([a-z]{2})\s+(\S.*?)\s+(https://\S+)")


def _supervisors(said: str) -> Mapping[str, tuple[str, str]]:
    found = {}
    for part in filter(None, map(str.strip, said.split(";"))):
        if not (known := SUPERVISOR.fullmatch(part)):
            sentence = gettext_noop(
                "%(name)s has ‘%(text)s’; write a country, a name and an address: "
                "‘se Name https://…’, with semicolons between countries."
            )
            raise BadSetting(sentence, name="OVERENS_ACCESSIBILITY", text=part)
        code, name, address = known.groups()
        found[code] = (name, address)
    return found


def _sender(said: str, address: str) -> str:
    """The bare address of the sender; its domain in the letters that mail knows (RFC 5890)."""
    sender = said or f"overens@{_host(address)}"
    name, _at, domain = sender.rpartition("@")
    try:
        plain = f"{name}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        plain = ""
    if not EMAIL.fullmatch(plain):
        sentence = gettext_noop("%(name)s is ‘%(text)s’; it must be an e-mail address.")
        raise BadSetting(sentence, name="OVERENS_MAIL_FROM", text=sender)
    return plain


def _host(address: str) -> str:
    """The name of this instance's own address; mail needs one that is no bare number."""
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        host = ""
    return host if re.search(r"[a-z]", host) and ":" not in host else "localhost"


def _kept_key(data: Path) -> str:
    """The key in the data folder; a passing one while there is no folder yet."""
    try:
        return (data / KEY).read_text("ascii").strip() or secrets.token_urlsafe(50)
    except OSError:
        return secrets.token_urlsafe(50)
    except UnicodeDecodeError as error:
        sentence = gettext_noop("%(file)s is damaged; take it away, and a new one is made.")
        raise BadSetting(sentence, file=data / KEY) from error
