"""Finds the numbers that states give to people, wherever they stand in a text. Pure.

What is found blocks publishing, so recall goes before precision: a clerk looks once at an invoice number
that might be somebody's, and nobody's number slips through. All countries are always looked for, since
a Swedish text may hold a Danish number.

- Swedish *personnummer* and *samordningsnummer* (day + 60): ten digits, or twelve with the century; the
  date exists and the check digit (Luhn) holds. So neither an organisation's number (its third digit is 2
  or more) nor one with a wrong check digit is taken; a sole trader's number is its owner's own, also
  inside a VAT number, and is taken.
- Danish *CPR-numre*: six digits of a date that exists, and four. Modulus 11 is not asked for: numbers
  without it are given out since 2007. So what is written as a date of six digits, a mark, and four
  digits is taken, whatever it is. Ten digits in a row are taken too, unless modulus 11 fails and the day
  is not 1 January (on no other day were such numbers given out, says CPR-kontoret) and it is a phone,
  an account, an invoice or a workplace by its shape or by the word before it.

Dashes, spaces and digits of every script count as such, and marks without width are looked through. A
number is never a part of a longer row of digits. The work is linear in the length of the text: every
expression looks at a bounded number of characters.

python-stdnum was looked at: it checks a number that somebody has already found, and knows ASCII alone.
It refuses samordningsnummer, and reads the machine's clock. What it would save is the few lines at the
end of this file.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

Kind = Literal["personnummer", "samordningsnummer", "cpr-nummer"]


@dataclass(frozen=True, slots=True)
class Found:
    """Where a number stands in a text (`text[start:end]`), and whose number it is by its form."""

    start: int
    end: int
    country: str
    kind: Kind


def find(text: str) -> list[Found]:
    """Every such number in a text, in order; those that overlap are one."""
    table = _Plain()
    plain = text.translate(table)
    # Where marks without width were dropped, places in the two texts differ.
    places = [at for at, mark in enumerate(text) if table[ord(mark)] is not None]
    found: list[Found] = []
    for start, end, country, kind in sorted(_read(plain), key=lambda it: (it[0], -it[1])):
        here = Found(places[start], places[end - 1] + 1, country, kind)
        if found and here.start < found[-1].end:
            last = found.pop()
            here = Found(last.start, max(last.end, here.end), last.country, last.kind)
        found.append(here)
    return found


def hidden(text: str) -> str:
    """The text with every digit of such a number as an asterisk."""
    parts, shown = [], 0
    for number in find(text):
        parts.append(text[shown : number.start])
        parts += ["*" if mark.isdecimal() else mark for mark in text[number.start : number.end]]
        shown = number.end
    return "".join([*parts, text[shown:]])


class _Plain(dict[int, str | None]):
    """For `str.translate`: one digit for all scripts' digits, one dash, one space, nothing unseen."""

    def __missing__(self, code: int) -> str | None:
        mark = chr(code)
        category = unicodedata.category(mark)
        plain: str | None = mark
        if category == "Nd":
            plain = str(unicodedata.decimal(mark))
        elif category == "Pd" or mark in "−⁃":
            plain = "-"
        elif category == "Zs" or mark == "\t":
            plain = " "
        elif category in ("Cf", "Mn", "Me") or mark == "\r":
            plain = None
        elif mark == "＋":
            plain = "+"
        self[code] = plain
        return plain


# A mark may stand between date and serial, and a line may end after it.
JOIN = r"(?P<join> {0,2}(?:[-+./:_]\n? {0,2})?)"
SERIAL = r"(?P<serial>\d{4}|\d\d \d\d)(?!\d)"
SHORT = re.compile(rf"(?<!\d)(?=(?P<date>\d{{6}}|\d\d([ ./-])\d\d\2\d\d){JOIN}{SERIAL})")
LONG = re.compile(
    r"(?<!\d)(?=(?P<date>\d\d ?\d{6}|\d{4} \d{4}|\d{4}([ ./-])\d\d\2\d\d|\d\d([./-])\d\d\3\d{4})"
    rf"{JOIN}{SERIAL}(?!-\d\d-\d\d(?!\d)))"  # 2024-02-29 2024-03-31 are two dates
)
"""The ten and the twelve digits, in lookaheads: what is no number hides none that begins inside it."""


def _read(plain: str) -> Iterator[tuple[int, int, str, Kind]]:
    for pattern in (SHORT, LONG):
        for match in pattern.finditer(plain):
            start, end = match.start("date"), match.end("serial")
            day, serial = match["date"], match["serial"]
            if _is_amid_groups(plain, start, end):
                continue
            if re.search("[./]", day) and not re.search("[-+]", match["join"]):
                continue  # a date, and what happens to stand behind it
            digits = "".join(filter(str.isdecimal, day + serial))
            is_bare = end - start == len(digits)
            if is_bare and _is_phone_or_hash(plain, start, end):
                continue
            if kind := _swedish(digits) or _swedish(_without_vat(plain, start, digits)):
                yield start, end, "se", kind
            elif _is_danish(digits, day, match["join"]) and not (
                is_bare and _is_other_number(plain, start, digits)
            ):
                yield start, end, "dk", "cpr-nummer"


def _swedish(digits: str) -> Kind | None:
    """By folkbokföringslagen (1991:481) 18 § and lagen (2022:1697) om samordningsnummer."""
    century, ten = digits[:-10] or "20", digits[-10:]
    if len(ten) < 10 or century not in ("18", "19", "20") or not _has_luhn(ten):
        return None
    year, month, day = int(century + ten[:2]), int(ten[2:4]), int(ten[4:6])
    if _is_date(year, month, day):
        return "personnummer"
    return "samordningsnummer" if _is_date(year, month, day - 60) else None


def _without_vat(plain: str, start: int, digits: str) -> str:
    """A sole trader's VAT number is SE, the ten digits, and 01: the ten digits."""
    is_vat = plain[max(start - 3, 0) : start].rstrip().upper().endswith("SE")
    return digits[:10] if is_vat and digits[10:] == "01" else digits


def _is_danish(digits: str, day: str, join: str) -> bool:
    """By CPR-loven; after a date with dashes or a whole year a dash must stand (no check digit helps)."""
    if ("-" not in join) and (len(digits) == 12 or "-" in day):
        return False
    year = int(digits[4:-4]) if len(digits) == 12 else 2000 + int(digits[4:6])
    # Since 1858: the oldest whose century a CPR number can tell.
    return 1858 <= year <= 2099 and _is_date(year, int(digits[2:4]), int(digits[:2]))


PHONE = re.compile(r"\b(?:tel|tlf|mob|phone|fax|sms|ring)\w*\W{0,3}(?:(?:n(?:umme)?r|på)\W{0,3})?$")
NUMBER_OF = re.compile(
    r"(?:kont|account|faktur|invoice|ordre|order|kund|produktionsenhed|giro|diarie|ärende|journal|"
    r"\b(?:p-n|ref|ocr|ean|gln|cvr|sag|dnr|jnr|art|vare))[\w.-]*\W{0,3}(?:n(?:umme)?r\W{0,3})?$"
)
OF_PERSON = re.compile("cpr|person|pnr|född|født|born")
HASH = 32  # the shortest that we know has as many hexadecimal digits


def _is_amid_groups(plain: str, start: int, end: int) -> bool:
    """Whether it is groups of one length, and more of them stand around: phones, cards and IBANs."""
    groups = plain[start:end].split(" ")
    sizes = {len(group) for group in groups}
    if len(groups) < 3 or len(sizes) > 1 or not all(map(str.isdecimal, groups)):
        return False
    size = sizes.pop()
    before, after = plain[max(start - size - 2, 0) : start], plain[end : end + size + 2]
    return bool(
        re.search(rf"(?<!\d)\d{{{size}}} $", before) or re.match(rf" \d{{{size}}}(?!\d)", after)
    )


def _is_phone_or_hash(plain: str, start: int, end: int) -> bool:
    """Whether digits in a row are a phone by what stands before them, or lie in a long hash."""
    before, after = plain[max(start - HASH, 0) : start].lower(), plain[end : end + HASH].lower()
    if before.endswith("+") or (plain[start] == "0" and PHONE.search(before)):
        return True
    around = re.findall("[0-9a-f]*$", before)[0] + re.findall("^[0-9a-f]*", after)[0]
    return len(around) + end - start >= HASH


def _is_other_number(plain: str, start: int, digits: str) -> bool:
    """Whether ten digits in a row, without modulus 11, are by shape or word something else."""
    before = plain[max(start - HASH, 0) : start].lower()
    if _has_modulus_11(digits) or digits.startswith("0101") or OF_PERSON.search(before):
        return False
    is_mobile = digits.startswith("070")  # a Swedish one
    is_workplace = digits[:4] in ("1001", "1002", "1003")  # a Danish P-nummer
    is_account = re.search(r"(?<!\d)\d{4}[ -]$", before)  # its bank's number stands before it
    return bool(is_mobile or is_workplace or is_account or NUMBER_OF.search(before))


def _is_date(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _has_luhn(digits: str) -> bool:
    doubled = "".join(str(int(digit) * (2 - at % 2)) for at, digit in enumerate(digits))
    return sum(map(int, doubled)) % 10 == 0


WEIGHTS = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)


def _has_modulus_11(digits: str) -> bool:
    return sum(int(d) * weight for d, weight in zip(digits, WEIGHTS, strict=True)) % 11 == 0
