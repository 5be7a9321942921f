"""Agreements with several versions, all made up: as files, and on file.

`python -m tests.versions` puts one with three versions into a running instance.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from random import Random
from typing import TYPE_CHECKING

from overens.cycle.agreements.agreement_file.shape import (
    AgreementFile,
    Article,
    Commitment,
    FocusArea,
    FocusAreaName,
    Texts,
)
from tests.examples import small

if TYPE_CHECKING:
    from overens.cycle.agreements.models import Agreement

SLUG = small().slug
LANGUAGES = ("da", "sv")
COMMON = {
    "da": "og i at det er til en for af de med som kan skal hver på om parterne kommunerne",
    "sv": "och i att det är till en för av de med som kan ska varje på om parterna kommunerna",
}
OTHERS = (
    "kyst hav vand by skole havn bro plan møde år rapport post borger skov strand vej klima eksempel "
    "erfaring bolig ungdom arbejde handel kultur natur energi affald trafik bibliotek museum idræt"
)
ENDINGS = ["en", "er", "erne", "et", "s", "lig", "ning", "plan", "dag"]


def text_of(words: int, language: str, chance: Random, paragraph: int = 60) -> str:
    """Words as often as a language uses them, in sentences and paragraphs."""
    common, others = COMMON[language].split(), OTHERS.split()
    found = []
    for place in range(words):
        word = chance.choice(common if chance.random() < 0.45 else others)
        if word in others and chance.random() < 0.6:
            word += chance.choice(ENDINGS)
        ends = place % 14 == 13 or place == words - 1
        found.append(f"{word}." if ends else word)
        if place % paragraph == paragraph - 1:
            found.append("\n\n")
    return " ".join(found).strip()


def long_agreement(articles: int, words: int) -> AgreementFile:
    """So many articles with so many words in all in each of two languages."""
    chance = Random(articles)
    return replace(
        small(),
        articles=tuple(
            Article(
                article=f"a{n}",
                number=str(n),
                heading={code: text_of(3, code, chance).rstrip(".") for code in LANGUAGES},
                body={code: text_of(words // articles, code, chance) for code in LANGUAGES},
            )
            for n in range(1, articles + 1)
        ),
        commitments=tuple(
            replace(c, article="a1" if c.article else None) for c in small().commitments
        ),
    )


def edited(file: AgreementFile, every: int = 3) -> AgreementFile:
    """The same as somebody edits it: in every third article words, a sentence and a paragraph."""
    chance = Random(every)
    articles = [
        replace(a, body={code: _edited(text, code, chance) for code, text in a.body.items()})
        if n % every == 0
        else a
        for n, a in enumerate(file.articles)
    ]
    return replace(file, articles=tuple(articles))


def _edited(text: str, language: str, chance: Random) -> str:
    paragraphs = [paragraph.split(" ") for paragraph in text.split("\n\n")]
    for words in paragraphs:
        at = chance.randrange(len(words))
        words[at : at + chance.randrange(3)] = text_of(chance.randrange(1, 4), language, chance)[
            :-1
        ].split()
    at = chance.randrange(len(paragraphs))
    paragraphs.insert(at, text_of(30, language, chance).split(" "))
    del paragraphs[chance.randrange(len(paragraphs))][:14]
    return "\n\n".join(" ".join(words) for words in paragraphs if words)


def _both(da: str, sv: str) -> Texts:
    return {"da": da, "sv": sv}


@cache
def three_versions() -> tuple[AgreementFile, AgreementFile, AgreementFile]:
    """As signed; amended with more articles; and amended again, with some moved, gone and new."""
    first = replace(
        small(),
        preamble=_both(
            "De to kommuner ligger ved kysten.\n\nHavet stiger.",
            "De två kommunerna ligger vid kusten.\n\nHavet stiger.",
        ),
        purpose=_both("Formålet er at lære af hinanden.", "Syftet är att lära av varandra."),
        articles=(
            Article(
                "meetings",
                _both("Møder", "Möten"),
                _both(
                    "Parterne mødes én gang om året.\n\nMødet holdes på skift hos parterne.",
                    "Parterna möts en gång om året.\n\nMötet hålls i tur och ordning hos parterna.",
                ),
                number="1",
            ),
            Article(
                "sharing",
                _both("Erfaringer", "Erfarenheter"),
                _both(
                    "Parterne deler gode eksempler med hinanden.",
                    "Parterna delar goda exempel med varandra.",
                ),
                number="2",
            ),
            Article(
                "costs",
                _both("Udgifter", "Kostnader"),
                _both(
                    "Hver part betaler sine egne udgifter.",
                    "Varje part betalar sina egna kostnader.",
                ),
                number="3",
            ),
        ),
        commitments=(
            replace(small().commitments[0], article="meetings"),
            small().commitments[1],
        ),
    )
    meetings, sharing, costs = first.articles
    second = replace(
        first,
        term=replace(first.term, in_force=date(2024, 1, 1), notice_months=12),
        articles=(
            replace(
                meetings,
                body=_both(
                    "Parterne mødes to gange om året.\n\nMødet holdes på skift hos parterne.",
                    "Parterna möts två gånger om året.\n\nMötet hålls i tur och ordning hos parterna.",
                ),
            ),
            Article(
                "water",
                _both("Vand og kyst", "Vatten och kust"),
                _both(
                    "Parterne planlægger for et hav, der stiger.",
                    "Parterna planerar för ett hav som stiger.",
                ),
                number="2",
            ),
            replace(sharing, number="3"),
            replace(costs, number="4"),
        ),
        commitments=(
            replace(first.commitments[0], rule="FREQ=MONTHLY;INTERVAL=6"),
            first.commitments[1],
        ),
    )
    _meetings, water, _sharing, _costs = second.articles
    third = replace(
        second,
        term=replace(second.term, in_force=date(2026, 1, 1), ends=date(2035, 12, 31)),
        purpose=_both(
            "Formålet er at lære af hinanden og at spare penge.",
            "Syftet är att lära av varandra och att spara pengar.",
        ),
        focus_areas=(
            *second.focus_areas,
            FocusArea(
                "schools",
                (
                    FocusAreaName("da", "skoler", "as-signed"),
                    FocusAreaName("sv", "skolor", "as-signed"),
                ),
            ),
        ),
        articles=(
            replace(water, number="1"),
            replace(_meetings, number="2"),
            replace(
                sharing,
                number="3",
                heading=_both("Gode eksempler", "Goda exempel"),
            ),
        ),
        commitments=(
            replace(second.commitments[0], article="meetings", focus_area=None),
            Commitment(
                commitment=3,
                title=_both("Besøge hinandens skoler", "Besöka varandras skolor"),
                kind="once",
                due=date(2027, 5, 1),
                focus_area="schools",
            ),
        ),
    )
    return first, second, third


def on_file(files: Sequence[AgreementFile], at: datetime) -> "Agreement":
    """The first one as it was typed in, each later one as a version that counts."""
    from overens.base.papers.actions import freeze
    from overens.cycle.agreements.actions.rows import write_version
    from overens.cycle.agreements.actions.transcription import SeatName, transcribe
    from overens.cycle.agreements.paper import text_paper

    by = SeatName(files[0].parties[0].authority, "coordinator")
    agreement = transcribe(by=by, file=files[0], at=at).agreement
    owner = agreement.versions.get().owner
    for place, file in enumerate(files[1:], start=1):
        edition = freeze(paper=text_paper(file), at=at + timedelta(days=place))
        edition.owner = owner
        edition.save()
        write_version(agreement, replace(file, signing=None), owner=owner, edition=edition)
    return agreement


if __name__ == "__main__":
    import django
    from django.utils import timezone

    django.setup()
    on_file(three_versions(), timezone.now())
