"""Agreements of the tests. Everything but the demo is made up."""

from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from overens.base.countries.rules import countries
from overens.cycle.agreements.agreement_file.reading import read
from overens.cycle.agreements.agreement_file.shape import AgreementFile
from overens.demo import demo_file

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 12, tzinfo=ZoneInfo("Europe/Copenhagen"))

SMALL = """\
format = "overens-agreement/1"
slug = "nordby-sydby"
signed_wording = true
legal_basis = "nordic-1977"
authentic_languages = ["da", "sv"]
source = "https://example.org/agreement"
title = { da = "Aftale mellem Nordby og Sydby", sv = "Avtal mellan Nordby och Sydby" }

[term]
in_force = 2022-01-01
ends = 2031-12-31
notice_months = 6
renewal = { da = "Den forlænges med fire år." }

[[parties]]
authority = "nordby"
country = "dk"
name = { da = "Nordby Kommune" }
short = "Nordby"
languages = ["da"]
contact = "coordinator"

[[parties.posts]]
post = "coordinator"
name = { da = "koordinator" }
role = "coordinator"
[[parties.posts.seats]]
person = "Eksempel Et"
since = 2021-06-01
[[parties.posts.seats]]
person = "Eksempel To"
deputy = true
since = 2021-06-01
until = 2022-06-01

[[parties]]
authority = "sydby"
country = "se"
name = { sv = "Sydby kommun" }
short = "Sydby"
languages = ["sv"]
joined = 2022-01-01
left = 2030-12-31

[[parties.posts]]
post = "kommunalrad"
name = { sv = "kommunalråd" }
[[parties.posts.seats]]
person = "Exempel Tre"
seen_on = 2021-12-01

[[focus_areas]]
slug = "water"
[[focus_areas.names]]
language = "da"
text = "vand"
standing = "as-signed"
[[focus_areas.names]]
language = "da"
text = "vand og kyst"
standing = "official"
since = 2024-01-01

[[articles]]
article = "one"
heading = { da = "Møder", sv = "Möten" }
body = { da = "Parterne mødes.", sv = "Parterna möts." }

[[commitments]]
commitment = 1
article = "one"
focus_area = "water"
kind = "recurring"
rule = "FREQ=YEARLY"
starts = 2022-03-01
evidence = ["meeting-held", "noted-by-hand"]
title = { da = "Holde et møde", sv = "Hålla ett möte" }

[[commitments]]
commitment = 2
kind = "once"
within = "P6M"
parties = ["sydby"]
title = { da = "Skrive en plan", sv = "Skriva en plan" }

[signing]
on = 2021-12-01
place = "Nordby"
[[signing.signatures]]
authority = "nordby"
post = "coordinator"
person = "Eksempel Et"
[[signing.present]]
authority = "sydby"
post = "kommunalrad"
person = "Exempel Tre"
"""
"""Two parties that nobody knows, with something in every place of the file."""


def parsed(text: str | bytes) -> AgreementFile:
    """The file that a text says, on the day of the tests."""
    data = text.encode() if isinstance(text, str) else text
    return read(data, countries=countries(), today=TODAY)


@cache
def demo() -> AgreementFile:
    """The demo's agreement."""
    return parsed(demo_file())


@cache
def small() -> AgreementFile:
    """The agreement of `SMALL`."""
    return parsed(SMALL)


LANGUAGES = ("sv", "da", "en", "fi")
NAMES = ("norrby", "vestby", "mittby", "osterby", "sydby")


@cache
def five_parties() -> AgreementFile:
    """Five parties and four languages, one of which the interface does not speak."""
    return parsed(_five_parties())


def _five_parties() -> str:
    top = [
        'format = "overens-agreement/1"',
        'slug = "five-towns"',
        "signed_wording = true",
        f"title = {_texts('Femstadsavtal')}",
        f"purpose = {_texts('Syfte')}",
        f"authentic_languages = {list(LANGUAGES)}".replace("'", '"'),
    ]
    articles = [
        f'[[articles]]\narticle = "a{n}"\nheading = {_texts(f"Artikel {n}")}\nbody = {_texts("Text")}'
        for n in (1, 2)
    ]
    commitments = [
        '[[commitments]]\ncommitment = 1\nkind = "recurring"\nrule = "FREQ=MONTHLY;INTERVAL=6"\n'
        f'article = "a1"\ntitle = {_texts("Mötas")}',
        '[[commitments]]\ncommitment = 2\nkind = "standing"\nfocus_area = "green"\n'
        f'parties = ["norrby", "sydby"]\ntitle = {_texts("Dela")}',
    ]
    names = "\n".join(
        f'[[focus_areas.names]]\nlanguage = "{code}"\ntext = "grönt {code}"\nstanding = "as-signed"'
        for code in LANGUAGES
    )
    signatures = "\n".join(
        f'[[signing.signatures]]\nauthority = "{name}"\npost = "chair"\nperson = "Exempel {name}"'
        for name in NAMES
    )
    return "\n\n".join(
        [
            "\n".join(top),
            *(_party(place, name) for place, name in enumerate(NAMES)),
            f'[[focus_areas]]\nslug = "green"\n{names}',
            *articles,
            *commitments,
            f"[signing]\non = 2025-05-05\n{signatures}",
        ]
    )


def _texts(text: str) -> str:
    return "{ " + ", ".join(f'{code} = "{text} ({code})"' for code in LANGUAGES) + " }"


def _party(place: int, name: str) -> str:
    language = LANGUAGES[place % 4]
    return f"""\
[[parties]]
authority = "{name}"
country = "{"dk" if language == "da" else "se"}"
name = {{ {language} = "{name.title()} kommun" }}
short = "{name.title()}"
languages = ["{language}"]
contact = "chair"
[[parties.posts]]
post = "chair"
role = "coordinator"
name = {_texts("ordförande")}
[[parties.posts.seats]]
person = "Exempel {name}"
since = 2025-01-01"""
