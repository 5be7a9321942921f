"""Texts with numbers of people in every spelling, and texts with numbers that look like them.

The numbers are nobody's: the Swedish ones have the serials 980 to 999, which Skatteverket keeps for
inventions; the Danish ones are of people who would be born from 2040 on.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

ROUNDS = 40
SENTENCES = (
    "{}",
    "Min mor, född {}, bor kvar.",
    "CPR-nr.: {}.",
    "({})",
    "pnr:{};telefon 0701-23 45 67",
    "Sag 2018/14 vedr. {}, jf. brev af 3.4.2026",
    "Dnr KS 2018/14\n{}\n291 31 Kristianstad",
    "<p>{}</p>",
    "I år 2026 fick {} besked om 1 250 kr.",
    "A{}B",
)

DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d"
SPACES = " \u00a0\u2009\u202f\u3000\t"


@dataclass(frozen=True)
class Text:
    """`number` is the number as it is written in the text, or what looks like one."""

    kind: str
    text: str
    number: str


def luhn(nine: str) -> str:
    """The check digit after nine digits."""
    total = sum(sum(divmod(int(d) * (2 - at % 2), 10)) for at, d in enumerate(nine))
    return str(-total % 10)


def modulus_11(ten: str) -> int:
    """0 for most Danish numbers."""
    return sum(int(d) * w for d, w in zip(ten, (4, 3, 2, 7, 6, 5, 4, 3, 2, 1), strict=True)) % 11


def _day(chance: random.Random, first: date, last: date) -> date:
    return first + timedelta(days=chance.randrange((last - first).days))


def swedish(chance: random.Random, *, plus: int = 0) -> str:
    """Twelve digits; `plus` 60 for a samordningsnummer."""
    day = _day(chance, date(1900, 3, 1), date(2026, 1, 1))
    nine = f"{day:%y%m}{day.day + plus:02}{chance.randrange(980, 1000)}"
    return f"{day.year // 100}{nine}{luhn(nine)}"


def danish(chance: random.Random, *, fits: bool | None = None) -> str:
    """Ten digits; `fits` says whether modulus 11 holds, and where it does not it is 1 January."""
    while True:
        day = _day(chance, date(2040, 1, 1), date(2058, 1, 1))
        if fits is False:
            day = day.replace(month=1, day=1)
        ten = f"{day:%d%m%y}{chance.randrange(5, 9)}{chance.randrange(1000):03}"
        if fits is None or (modulus_11(ten) == 0) is fits:
            return ten


def spellings(date_digits: str, serial: str) -> Iterator[tuple[str, str]]:
    """Six digits and four, as people write them: of both countries."""
    parts = [date_digits[at : at + 2] for at in (0, 2, 4)]
    for dash in DASHES:
        yield f"dash U+{ord(dash):04X}", f"{date_digits}{dash}{serial}"
    for space in SPACES:
        yield f"space U+{ord(space):04X}", f"{date_digits}{space}{serial}"
    yield "nothing between", date_digits + serial
    yield "spaces around the dash", f"{date_digits} - {serial}"
    yield "no-break spaces around the dash", f"{date_digits}\u00a0–\u00a0{serial}"
    yield "two spaces", f"{date_digits}  {serial}"
    yield "a line's end", f"{date_digits}-\n{serial}"
    yield "a slash", f"{date_digits}/{serial}"
    yield "pairs", " ".join([*parts, serial[:2], serial[2:]])
    yield "pairs and a dash", " ".join(parts) + f" - {serial}"
    yield "pairs and four", " ".join([*parts, serial])
    yield "the serial in pairs", f"{date_digits}-{serial[:2]} {serial[2:]}"
    yield "a date with dashes", "-".join([*parts, serial])
    yield "a date with dots", ".".join(parts) + f"-{serial}"
    yield "a date with slashes", "/".join(parts) + f"-{serial}"
    yield "a mark without width", f"{date_digits}\u200b-\u2060{serial}"
    yield "marks between the digits", "\u200d".join(date_digits + serial)
    yield "a soft hyphen", f"{date_digits}\u00ad{serial}"
    arabic = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    yield "arabic digits", f"{date_digits}-{serial}".translate(arabic)
    yield "wide digits", f"{date_digits}－{serial}".translate(wide)


def _swedish_spellings(twelve: str) -> Iterator[tuple[str, str]]:
    century, day, serial = twelve[:2], twelve[2:8], twelve[8:]
    yield from spellings(day, serial)
    yield "a plus", f"{day}+{serial}"
    yield "a century and a dash", f"{century}{day}-{serial}"
    yield "a century", twelve
    yield "a century and a space", f"{century}{day} {serial}"
    yield "a century apart", f"{century} {day}-{serial}"
    yield "fours", f"{century}{day[:2]} {day[2:]} {serial}"
    yield "a whole date", f"{century}{day[:2]}-{day[2:4]}-{day[4:]}-{serial}"
    yield "a whole date and a space", f"{century}{day[:2]}-{day[2:4]}-{day[4:]} {serial}"
    yield "a VAT number", f"SE{day}{serial}01"


def _danish_spellings(ten: str) -> Iterator[tuple[str, str]]:
    day, serial = ten[:6], ten[6:]
    yield from spellings(day, serial)
    yield "a whole year", f"{day[:4]}20{day[4:]}-{serial}"
    yield "a whole date", f"{day[:2]}.{day[2:4]}.20{day[4:]}-{serial}"


def of_people() -> list[Text]:
    """Every kind of number in every spelling, many times, in one of the sentences each."""
    chance = random.Random(1977)
    texts = []
    for _ in range(ROUNDS):
        written = [
            ("personnummer", _swedish_spellings(swedish(chance))),
            ("samordningsnummer", _swedish_spellings(swedish(chance, plus=60))),
            ("CPR", _danish_spellings(danish(chance, fits=True))),
            ("CPR without modulus 11", _danish_spellings(danish(chance, fits=False))),
        ]
        for kind, ways in written:
            for way, number in ways:
                text = chance.choice(SENTENCES).format(number)
                texts.append(Text(f"{kind}, {way}", text, number))
    return texts


def _digits(chance: random.Random, count: int) -> str:
    return "".join(chance.choices("0123456789", k=count))


def _near_misses(chance: random.Random) -> Iterator[tuple[str, str]]:
    """One of each kind of number that is nobody's."""
    right = swedish(chance)
    wrong = str((int(right[-1]) + chance.randrange(1, 10)) % 10)
    organisation = f"{chance.choice('25789')}{_digits(chance, 1)}{chance.randrange(2, 10)}"
    organisation += _digits(chance, 6)
    organisation += luhn(organisation)
    day = _day(chance, date(2000, 1, 1), date(2030, 1, 1))
    phone = f"07{chance.choice('02369')}{_digits(chance, 7)}"
    danish_phone = f"{chance.randrange(2, 10)}{_digits(chance, 7)}"
    yield "wrong Luhn, 10 digits", f"{right[2:8]}-{right[8:11]}{wrong}"
    yield "wrong Luhn, 12 digits", f"{right[:8]}-{right[8:11]}{wrong}"
    yield "no such date", f"{right[2:4]}{chance.randrange(32, 60)}{right[6:8]}-{right[8:]}"
    yield (
        "no such date, Danish",
        f"{chance.randrange(32, 60)}{_digits(chance, 4)}-{_digits(chance, 4)}",
    )
    yield "organisationsnummer", f"{organisation[:6]}-{organisation[6:]}"
    yield "organisationsnummer without a dash", organisation
    yield "Swedish VAT number", f"SE{organisation}01"
    yield "CVR", f"CVR {danish_phone}"
    yield "P-nummer", f"P-nr. 10{chance.randrange(20000000, 30000000)}"
    yield "P-nummer that begins as a date", f"100{chance.randrange(1, 4)}{_digits(chance, 6)}"
    yield "mobile", phone
    yield "mobile with its word", f"Mobil: {phone}"
    yield "mobile in groups", f"{phone[:3]}-{phone[3:6]} {phone[6:8]} {phone[8:]}"
    yield "mobile in fours", f"{phone[:4]}-{phone[4:6]} {phone[6:8]} {phone[8:]}"
    yield "mobile from abroad", f"+46 {phone[1:3]} {phone[3:6]} {phone[6:8]} {phone[8:]}"
    yield "landline", f"044-{_digits(chance, 2)} {_digits(chance, 2)} {_digits(chance, 2)}"
    pairs = " ".join(danish_phone[at : at + 2] for at in (0, 2, 4, 6))
    yield "Danish phone", pairs
    yield "Danish phone from abroad", f"+45 {pairs}"
    yield "Danish phone without spaces", f"+45{danish_phone}"
    yield "two Danish phones", f"{pairs} {pairs[::-1]}"
    yield (
        "IBAN",
        "SE{} {} {} {} {} {}".format(_digits(chance, 2), *(_digits(chance, 4) for _ in "12345")),
    )
    yield (
        "Danish IBAN",
        "DK{} {} {} {} {}".format(
            _digits(chance, 2), *(_digits(chance, 4) for _ in "123"), _digits(chance, 2)
        ),
    )
    yield "card", " ".join(_digits(chance, 4) for _ in "1234")
    yield "Danish account", f"reg.nr. {_digits(chance, 4)} kontonr. {_digits(chance, 10)}"
    yield "Danish account, together", f"{_digits(chance, 4)} {_digits(chance, 10)}"
    yield "bankgiro", f"{_digits(chance, 4)}-{_digits(chance, 4)}"
    yield "OCR number", _digits(chance, 14)
    yield "EAN", f"57980{_digits(chance, 8)}"
    yield "invoice", f"faktura {_digits(chance, 10)}"
    yield "ten digits in a row", _digits(chance, 10)
    yield "Swedish postal code", f"{_digits(chance, 3)} {_digits(chance, 2)} Kristianstad"
    yield "Danish postal code", f"{_digits(chance, 4)} Køge"
    yield "date", f"{day:%Y-%m-%d}"
    yield "date, Danish", f"{day:%d.%m.%Y}"
    later = _day(chance, date(2000, 1, 1), date(2030, 1, 1))
    yield "dates in a row", f"{day:%Y-%m-%d} {later:%Y-%m-%d}"
    yield "from date to date", f"{day:%Y-%m-%d} - {later:%Y-%m-%d}"
    yield "dates", f"{day:%d.%m.%Y}-{day:%d.%m.%Y}"
    yield "dates of eight digits", f"{day:%Y%m%d}-{day:%Y%m%d}"
    yield "date and time", f"{day:%Y-%m-%d} {chance.randrange(24):02}:{chance.randrange(60):02}"
    yield "date and year", f"{day:%d.%m.%Y} 2026"
    yield "date and amount", f"{day:%d.%m.%y} {_digits(chance, 4)} kr"
    clock = f"{chance.randrange(24):02}{chance.randrange(60):02}"
    yield "date and hour in a row", f"{day:%Y%m%d}-{clock}"
    yield "Danish date and hour in a row", f"{day:%d%m%y}-{clock}"
    yield "years", "2025-2026"
    yield "price", f"{chance.randrange(1, 999)} {_digits(chance, 3)} {_digits(chance, 3)},00 kr"
    yield "number of a register", f"KS 20{_digits(chance, 2)}/{chance.randrange(1, 9999)}"
    yield "number of a register, long", f"{day:%Y}-{_digits(chance, 5)}"
    yield (
        "number of a case",
        f"{_digits(chance, 2)}.{_digits(chance, 2)}.{_digits(chance, 2)}-A53-{_digits(chance, 1)}-26",
    )
    yield "hash", f"{chance.getrandbits(256):064x}"
    yield "hash of digits", _digits(chance, 40)
    yield (
        "identifier",
        "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}".format(
            *(chance.getrandbits(bits) for bits in (32, 16, 16, 16, 48))
        ),
    )
    yield "coordinates", f"55.{_digits(chance, 6)}, 12.{_digits(chance, 6)}"


def of_nobody() -> list[Text]:
    """Many of each near miss."""
    chance = random.Random(1930)
    return [
        Text(kind, f"Se {number} i bilagan.", number)
        for _ in range(ROUNDS * 10)
        for kind, number in _near_misses(chance)
    ]
