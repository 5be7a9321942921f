"""What somebody wrote in a reply by themselves: without what they quoted, and without the signature.
Pure.

`mail-parser-reply` finds where a quotation begins, in many languages. What it takes for a signature is
not used: it cuts from every line that begins with “Tak”, “Thanks,” or a hyphen to the end, and
so takes whole sentences along. Losing what somebody wrote is worse than keeping a name.
"""

import re
from collections.abc import Iterator

from mailparser_reply import EmailReplyParser

from overens.base.languages.rules import legible

MOST_READ = 60_000
"""Characters that are looked through: what people write in a reply stands at its beginning."""
MOST_FOR_LIBRARY, MOST_LINES_FOR_LIBRARY, LONGEST_FOR_LIBRARY = 10_000, 300, 500
"""Characters, lines, and characters in a line: its time grows with the square or worse."""
MOST_IN_SIGNATURE = 12
"""Lines."""

PARSER = EmailReplyParser(languages=["sv", "da", "en", "de"])

LEADS_IN = re.compile(
    r"^\s*(?:den|on|am|le|\d|(?:mån|tis|ons|tors?|fre|lör|sön|man|tirs?|lør|søn|mon|tue|wed|thu|fri|sat|"
    r"sun)[a-zåäöæø]*\b|\S.{0,80}<\S{1,200}@\S{1,200}>)",
    re.IGNORECASE,
)
WROTE = re.compile(r"\b(?:skrev|wrote|schrieb|kirjoitti|skreiv|a écrit)\b", re.IGNORECASE)
WHEN_OR_WHO = re.compile(r"\d{1,2}[:.]\d{2}|@")
MOST_IN_LEAD = 400
"""What leads in a quotation: a date or a name, a time or an address, “wrote”, and a colon at its end.
The library knows them by the day's name alone, and none that a mail program has wrapped."""
HEAD = re.compile(
    r"^[*_ ]*(från|fra|from|von|lähettäjä|avsändare|afsender)\s*:[*_ ]*\S", re.IGNORECASE
)
HEAD_GOES_ON = re.compile(
    r"^[*_ ]*(skickat|skickades|sendt|sent|gesendet|lähetetty|datum|dato|date|till|til|to|an|ämne|"
    r"emne|subject|betreff|kopia|kopi|cc)\s*:",
    re.IGNORECASE,
)
"""The head of the mail before it, as Outlook writes it."""
SEPARATOR = re.compile(
    r"^\s*(?:_{20,}|-{2,}\s*(?:ursprungligt meddelande|oprindelig meddelelse|original message|"
    r"original appointment|ursprunglig avtalad tid|oprindelig aftale|vidarebefordrat brev|"
    r"videresendt (?:besked|meddelelse)|forwarded message)\s*-{2,})\s*$",
    re.IGNORECASE,
)
SENT_FROM = re.compile(
    r"^\s*(?:skickat från|skickades från|sendt fra|sent from|gesendet von|hämta outlook|hent outlook|få outlook|"
    r"hanki outlook|get outlook|lähetetty)\b.{0,120}$",
    re.IGNORECASE,
)
REGARDS = re.compile(
    r"^\s*(?:/\s?\w[\w .-]{0,30}|(?:mvh|vh)[ ,./]+\w+(?: \w+)?|"
    r"(?:(?:med|de|många|mange|bästa|bedste|varma|varme|best|kind|"
    r"kære|vänlig|vänliga|venlig|venlige|hjärtliga|mvh|vh|hilsen|hälsningar|hälsning|hilsner|regards)"
    r"[ ,.!]*){1,5})$",
    re.IGNORECASE,
)
"""A line that takes leave and says nothing else."""


def own_words(text: str) -> str:
    """Empty where somebody wrote nothing of their own."""
    lines = [line.replace("\xa0", " ").rstrip() for line in legible(text[:MOST_READ]).split("\n")]
    kept = list(_unquoted(lines))
    kept = _split_by_the_library("\n".join(kept)).split("\n")
    found = "\n".join(_without_signature(kept))
    return re.sub(r"\n{3,}", "\n\n", found).strip()


def _unquoted(lines: list[str]) -> Iterator[str]:
    """What was quoted is left out where it stands between what somebody wrote; what begins the mail
    before it ends all."""
    at = 0
    while at < len(lines):
        if leads := _leads_in(lines, at):
            # What was written below a quotation is the reply; below another mail stands none.
            if any(line.startswith(">") for line in lines[at + leads : at + leads + 3]):
                at += leads
                continue
            return
        if SEPARATOR.match(lines[at]) or _is_head(lines, at):
            return
        if not lines[at].startswith(">"):
            yield lines[at]
        at += 1


def _leads_in(lines: list[str], at: int) -> int:
    """How many lines lead in a quotation: mail programs wrap them after 76 signs or so."""
    if not lines[at].strip() or lines[at].startswith(">"):
        return 0
    for count in (1, 2, 3):
        together = " ".join(line.strip() for line in lines[at : at + count])
        quoted = "".join(lines[at + count : at + count + 2]).startswith(">")
        if at + count <= len(lines) and _is_lead(together, before_quotation=quoted):
            return count
        if lines[at + count - 1 : at + count] and not lines[at + count - 1].strip():
            return 0
    return 0


def _is_lead(line: str, *, before_quotation: bool) -> bool:
    """However it begins, where a quotation follows."""
    asked = (WROTE, WHEN_OR_WHO) if before_quotation else (LEADS_IN, WROTE, WHEN_OR_WHO)
    return (
        len(line) <= MOST_IN_LEAD and line.endswith(":") and all(one.search(line) for one in asked)
    )


def _is_head(lines: list[str], at: int) -> bool:
    if not HEAD.match(lines[at]):
        return False
    below = [line for line in lines[at + 1 : at + 7] if line.strip()]
    return sum(bool(HEAD_GOES_ON.match(line)) for line in below[:4]) >= 2


def _split_by_the_library(text: str) -> str:
    """Where a quotation begins that has none of these shapes; all of it where nothing stands before."""
    if not text.strip():
        return ""
    lines = text.split("\n")
    if (
        len(text) > MOST_FOR_LIBRARY
        or len(lines) > MOST_LINES_FOR_LIBRARY
        or max(map(len, lines)) > LONGEST_FOR_LIBRARY
    ):
        return text
    replies = PARSER.read(text).replies
    return replies[0].content if replies and replies[0].content else text


def _without_signature(lines: list[str]) -> list[str]:
    said = [at for at, line in enumerate(lines) if line.strip()]
    for place, at in enumerate(said):
        line = lines[at]
        ends = place and len(said) - place <= MOST_IN_SIGNATURE + 1 and REGARDS.match(line)
        if line.strip() == "--" or SENT_FROM.match(line) or ends:
            return lines[:at]
    return lines
