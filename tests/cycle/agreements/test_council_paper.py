"""A paper for a party's own council: its country's headings, filled from the record, never invented."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from overens.base.countries.rules import countries
from overens.base.languages.rules import languages
from overens.base.papers.paper import (
    Facts,
    Heading,
    Items,
    Paper,
    Paragraph,
    Table,
    Text,
    canonical,
    from_canonical,
)
from overens.base.papers.typesetting import as_pdf
from overens.base.papers.word import as_docx
from overens.cycle.agreements import council_paper as room
from overens.cycle.agreements.agreement_file.shape import AgreementFile
from overens.cycle.agreements.council_paper import PARTS, council_paper
from overens.cycle.agreements.matters import Answered, Kept, Matter, Occasion
from tests.base.papers.test_word import SOFFICE, headings, in_libreoffice
from tests.examples import TODAY, demo, five_parties, small

AT = datetime(2026, 11, 24, 12, tzinfo=UTC)
SEAL = "0123456789abcdef" * 4
SIDES = {"koge": ("dk", "da"), "kristianstad": ("se", "sv")}
IN_SWEDEN = [
    "Förslag till beslut",
    "Sammanfattning",
    "Beskrivning av ärendet",
    "Bedömning",
    "Ekonomiska konsekvenser",
    "Beslutsunderlag",
    "Beslutet skickas till",
]
IN_DENMARK = ["Indstilling", "Baggrund", "Vurdering", "Økonomi", "Bilag"]
TO_WRITE = re.compile(r"\[(?:Skriv|skriv|Write|write)[^\]]+\]")


def matter(side: str = "kristianstad", **fields: Any) -> Matter:
    country, language = SIDES[side]
    said = {
        "occasion": Occasion.ANSWER,
        "country": country,
        "language": language,
        "authority": side,
        "file": demo(),
        "today": TODAY,
    }
    return Matter(**{**said, **fields})


def changed() -> AgreementFile:
    """The demo with a longer third article, and with an end."""
    text = {"sv": "Grupper skapas.\n\nDe träffas.", "da": "Der oprettes grupper.\n\nDe mødes."}
    articles = list(demo().articles)
    articles[2] = replace(articles[2], body={**articles[2].body, **text})
    term = replace(demo().term, ends=date(2031, 12, 31))
    return replace(demo(), articles=tuple(articles), term=term)


def names(paper: Paper) -> list[str]:
    return [section.heading.shown(paper.languages[0])[1] for section in paper.sections]


def texts(blocks: Any) -> list[str]:
    """Every text of some blocks, in the order in which it is read."""
    found: list[Text] = []
    for block in blocks:
        match block:
            case Paragraph(text) | Heading(text):
                found.append(text)
            case Items(items):
                found += items
            case Facts(rows):
                found += [text for row in rows for text in row]
            case Table(caption, head, rows):
                found += [caption, *head, *(text for row in rows for text in row)]
    return [text.shown("sv" if "sv" in text else "da")[1] for text in found]


def under(paper: Paper, heading: str) -> list[str]:
    (section,) = [s for s in paper.sections if heading in s.heading.values()]
    return texts(section.blocks)


def facts(paper: Paper) -> dict[str, str]:
    """What is said under each label of the paper, in its language."""
    return {
        label.shown(paper.languages[0])[1]: said.shown(paper.languages[0])[1]
        for section in paper.sections
        for block in section.blocks
        if isinstance(block, Facts)
        for label, said in block.rows
    }


@pytest.mark.parametrize("code", sorted(countries()))
def test_each_country_gives_every_part_its_place_once(code: str) -> None:
    form = countries()[code].council_paper
    assert form
    held = [part for heading in form.headings for part in heading.holds]
    assert len(held) == len(set(held))
    assert set(PARTS) - {"recipients"} <= set(held) <= set(PARTS)
    assert held[0] == "decision"


def test_the_headings_are_those_of_the_country() -> None:
    assert names(council_paper(matter("kristianstad"))) == IN_SWEDEN
    assert names(council_paper(matter("koge"))) == IN_DENMARK
    leads = [council_paper(matter(side)).lead for side in SIDES]
    assert leads == [
        {"da": "Sagsfremstilling, 24. november 2026"},
        {"sv": "Tjänsteskrivelse, 24 november 2026"},
    ]


def test_the_decision_stands_as_the_minutes_are_to_have_it() -> None:
    swedish = under(council_paper(matter(seal=SEAL)), "Förslag till beslut")
    assert swedish == [
        "Kommunfullmäktige godkänner förslaget till avtalet ”Samarbetsavtal mellan Køge och "
        "Kristianstad” med Køge.",
        f"Den exakta text som detta gäller har sigillet (SHA-256) {SEAL}.",
    ]
    danish = under(council_paper(matter("koge")), "Indstilling")
    assert danish == [
        "Forvaltningen indstiller, at kommunalbestyrelsen træffer følgende beslutning:",
        "Kommunalbestyrelsen godkender forslaget til aftalen ”Samarbejdsaftale mellem Køge og "
        "Kristianstad” med Kristianstad.",
    ]


def test_several_points_are_numbered() -> None:
    said = under(council_paper(matter(occasion=Occasion.SIGN)), "Förslag till beslut")
    assert [point[:2] for point in said] == ["1.", "2."]
    assert "[skriv här vem]" in said[1]


def test_what_only_people_can_write_is_a_marked_place_and_nothing_else() -> None:
    for side, headed in (
        ("kristianstad", ("Bedömning", "Ekonomiska konsekvenser")),
        ("koge", ("Vurdering", "Økonomi")),
    ):
        paper = council_paper(matter(side, standing=demo(), file=changed()))
        for heading in headed:
            (said,) = under(paper, heading)
            assert TO_WRITE.fullmatch(said), said


def test_the_matter_is_told_from_the_record() -> None:
    paper = council_paper(matter(proposed_by="Køge"))
    (summary,) = under(paper, "Sammanfattning")
    assert summary.startswith("Køge har föreslagit avtalet")
    told = under(paper, "Beskrivning av ärendet")
    assert "Køge Kommune (Danmark)" in told
    assert "inte antecknat här" in told  # its term is not on file
    for article in demo().articles:
        assert f"{article.number}. {article.heading['sv']}" in told
        assert article.body["sv"] in told
    for commitment in demo().commitments:
        assert f"{commitment.commitment}. {commitment.title['sv']}" in told
    assert under(paper, "Beslutet skickas till") == ["Køge Kommune"]


def test_a_longer_article_is_cut_after_its_first_paragraph_and_says_so() -> None:
    told = facts(council_paper(matter(file=changed())))
    assert told["3. Arbetsgrupper"] == "Grupper skapas. […]"
    assert told["1. Gemensamma fokusområden"] == demo().articles[0].body["sv"]


def test_what_changes_stands_as_it_is_and_as_it_would_be_and_nothing_else() -> None:
    told = facts(council_paper(matter(file=changed(), standing=demo())))
    assert told["3. Arbetsgrupper, i dag"].startswith(demo().articles[2].body["sv"])
    assert told["3. Arbetsgrupper, föreslås"].startswith("Grupper skapas.\nDe träffas.")
    assert told["Giltighet, i dag"] == "Upphör: inte antecknat här"
    assert told["Giltighet, föreslås"] == "Upphör: 31 december 2031"
    assert len([label for label in told if label.endswith((", i dag", ", föreslås"))]) == 4


def test_an_article_that_goes_or_comes_stands_beside_nothing() -> None:
    shorter = replace(demo(), articles=demo().articles[1:])
    gone = facts(council_paper(matter(file=shorter, standing=demo())))
    assert gone["1. Gemensamma fokusområden, föreslås"] == "–"
    come = facts(council_paper(matter(file=demo(), standing=shorter)))
    assert come["1. Gemensamma fokusområden, i dag"] == "–"


def test_a_change_of_the_other_wording_alone_is_shown_too() -> None:
    article = demo().articles[0]
    other = replace(article, body={**article.body, "da": "En anden ordlyd."})
    file = replace(demo(), articles=(other, *demo().articles[1:]))
    paper = council_paper(matter(file=file, standing=demo()))
    rows = [
        row
        for section in paper.sections
        for block in section.blocks
        if isinstance(block, Facts)
        for row in block.rows
        if "föreslås" in row[0].get("sv", "")
    ]
    ((_label, said),) = rows
    assert list(said) == ["da"]
    assert said["da"].startswith("En anden ordlyd.")


def test_an_unchanged_text_says_so() -> None:
    told = under(council_paper(matter(standing=demo())), "Beskrivning av ärendet")
    assert "Ingenting ändras i den text som gäller i dag." in told


def test_answers_of_others_are_told_in_full_and_their_absence_too() -> None:
    yes_if = Answered(
        "Køge",
        "yes-if",
        date(2026, 11, 20),
        because="grupperna träffas en gång om året",
        body="Byrådet",
        paragraph="§ 12",
    )
    later = Answered("Lund", "postponed", date(2026, 11, 21), until=date(2027, 1, 15))
    paper = council_paper(matter(answers=(yes_if, later)))
    told = facts(paper)
    assert told["Køge"] == (
        "ja, om grupperna träffas en gång om året, Byrådet § 12, 20 november 2026"
    )
    assert told["Lund"] == "uppskjutet till 15 januari 2027, 21 november 2026"
    assert "Svaret från Køge, 20 november 2026" in under(paper, "Beslutsunderlag")
    silent = under(council_paper(matter()), "Beskrivning av ärendet")
    assert "Inget svar från någon annan part är antecknat här." in silent
    renewal = council_paper(matter(occasion=Occasion.RENEW))
    assert "Vad de andra parterna har svarat" not in under(renewal, "Beskrivning av ärendet")


def test_what_was_done_stands_in_the_engines_own_words() -> None:
    rows = (
        Kept(1, {"sv": "Mötas"}, (("Køge", "met", date(2026, 10, 1)), ("Lund", "not-done", None))),
        Kept(2, {"sv": "Skriva"}, (("Køge", "not-recorded", None),)),
    )
    told = under(council_paper(matter(kept=rows)), "Beskrivning av ärendet")
    start = told.index("Läget för varje part i dag")
    assert told[start + 1 : start + 10] == [
        "Åtagande",
        "Køge",
        "Lund",
        "1. Mötas",
        "uppfyllt (klart senast 1 oktober 2026)",
        "inte gjort",
        "2. Skriva",
        "inte antecknat här",
        "inte bunden",
    ]


def test_a_waiver_names_what_is_waived() -> None:
    paper = council_paper(matter(occasion=Occasion.WAIVE, commitment=2))
    (decision,) = under(paper, "Förslag till beslut")
    assert "”2. Skapa arbetsgrupper inom fokusområdena”" in decision
    with pytest.raises(LookupError):
        council_paper(matter(occasion=Occasion.WAIVE, commitment=99))
    with pytest.raises(LookupError):
        council_paper(matter(occasion=Occasion.WAIVE))


def test_the_end_stands_with_its_day_where_that_is_on_file() -> None:
    (open_end,) = under(council_paper(matter(occasion=Occasion.END)), "Förslag till beslut")
    assert "[skriv dagen här]" in open_end
    file = changed()
    (dated,) = under(council_paper(matter(occasion=Occasion.END, file=file)), "Förslag till beslut")
    assert dated.endswith("upphör den 31 december 2031.")


def test_a_language_that_the_interface_does_not_speak_gives_way_to_the_countrys() -> None:
    paper = council_paper(matter(language="fi"))
    assert paper.languages == ("sv",)
    assert names(paper) == IN_SWEDEN


def test_a_paper_in_another_language_keeps_the_countrys_headings() -> None:
    paper = council_paper(matter(language="da"))
    assert paper.languages == ("da",)
    assert names(paper) == IN_SWEDEN
    assert paper.title == {"da": "Svar på forslag til aftale med Køge"}
    assert all(list(section.heading) == ["sv"] for section in paper.sections)


def test_nothing_assumes_two_parties() -> None:
    own = five_parties().parties[2]
    said = Matter(
        Occasion.SIGN, own.country, own.languages[0], own.authority, five_parties(), TODAY
    )
    paper = council_paper(said)
    others = [party.short for party in five_parties().parties if party is not own]
    title = paper.title.shown(paper.languages[0])[1]
    assert all(short in title for short in others)
    assert own.short not in title


def test_whoever_is_no_party_and_a_country_without_headings_have_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(LookupError):
        council_paper(matter(authority="lund"))
    without = replace(countries()["se"], council_paper=None)
    monkeypatch.setattr(room, "countries", lambda: {**countries(), "se": without})
    with pytest.raises(LookupError):
        council_paper(matter())


@pytest.mark.parametrize("file", [demo(), small(), five_parties()], ids=lambda file: file.slug)
@pytest.mark.parametrize("occasion", Occasion)
def test_every_occasion_has_its_paper_in_every_language(
    occasion: Occasion, file: AgreementFile
) -> None:
    for party in file.parties:
        for language in languages():
            said = Matter(
                occasion,
                party.country,
                language,
                party.authority,
                file,
                TODAY,
                commitment=file.commitments[0].commitment,
            )
            paper = council_paper(said)
            assert from_canonical(canonical(paper)) == paper
            whole = canonical(paper).decode()
            assert "%(" not in whole
            assert '""' not in whole
            assert [section for section in paper.sections if not section.blocks] == []


def filled(side: str) -> Paper:
    other = {"koge": "Kristianstad", "kristianstad": "Køge"}[side]
    return council_paper(
        matter(
            side,
            occasion=Occasion.AMEND,
            file=changed(),
            standing=demo(),
            seal=SEAL,
            answers=(Answered(other, "yes", date(2026, 11, 20), body="Byrådet", paragraph="§ 1"),),
            kept=(Kept(1, demo().commitments[0].title, ((other, "met", date(2026, 10, 1)),)),),
        )
    )


@pytest.mark.parametrize("side", SIDES)
def test_page_pdf_and_document_are_made_of_one_paper(side: str) -> None:
    paper, language = filled(side), SIDES[side][1]
    assert as_pdf(paper, [language], AT).startswith(b"%PDF")
    found = headings(Document(BytesIO(as_docx(paper, [language], AT))))
    assert found[0] == ("Heading 1", paper.title[language])
    assert [text for style, text in found if style == "Heading 2"] == names(paper)
    assert len([text for style, text in found if style == "Heading 3"]) == 5


@pytest.mark.skipif(SOFFICE is None, reason="no LibreOffice here: `make test` says so")
def test_libreoffice_finds_every_heading_of_both_countries(tmp_path: Path) -> None:
    papers = [filled(side) for side in SIDES]
    documents = [as_docx(paper, paper.languages, AT) for paper in papers]
    for paper, found in zip(papers, in_libreoffice(tmp_path, *documents), strict=True):
        assert found[0] == (1, paper.title.shown(paper.languages[0])[1])
        assert [text for level, text in found if level == 2] == names(paper)
        assert len([text for level, text in found if level == 3]) == 5


def test_a_section_is_a_place_on_the_page() -> None:
    anchors = [section.anchor for section in council_paper(matter()).sections]
    assert len(set(anchors)) == len(anchors) == len(IN_SWEDEN)


def test_a_condition_stands_in_the_words_in_which_it_was_given() -> None:
    answers = (
        Answered("Lund", "yes", TODAY),
        Answered("Malmö", "yes-if", TODAY, because="två möten", body="KS", paragraph="§ 7"),
    )
    paper = council_paper(
        matter("koge", occasion=Occasion.CONDITION, answers=answers, proposed_by="Køge", seal=SEAL)
    )
    asked = under(paper, "Indstilling")
    assert "1. " in asked[1]
    assert "betingelsen fra Malmö bliver opfyldt" in asked[1]
    assert "Lund" not in asked[1]
    assert "Betingelsen fra Malmö er: två möten" in under(paper, "Baggrund")
    assert facts(paper)["Malmö"] == "ja, hvis två möten, KS § 7, 24. november 2026"


@pytest.mark.parametrize("side", SIDES)
def test_who_proposed_it_when_and_why_is_said(side: str) -> None:
    fields = {
        "proposed_by": "Lund",
        "proposed_on": date(2026, 11, 2),
        "answer_by": date(2027, 1, 15),
        "reason": "Det er gjort.",
    }
    said = " ".join(
        text
        for section in council_paper(
            matter(side, occasion=Occasion.WAIVE, commitment=2, **fields)
        ).sections
        for text in texts(section.blocks)
    )
    assert "Det er gjort." in said
    assert re.search(
        r"Lund föreslog det den 2 november 2026|Lund foreslog det den 2\. november", said
    )
    assert re.search(r"senast den 15 januari 2027|senest den 15\. januar 2027", said)
    bare = council_paper(matter(side, occasion=Occasion.WAIVE, commitment=2))
    assert "2027" not in str(bare.sections)


def test_a_waiver_that_is_proposed_leaves_nothing_of_it_to_be_written() -> None:
    def decided(**fields: Any) -> str:
        paper = council_paper(matter("koge", occasion=Occasion.WAIVE, commitment=2, **fields))
        return under(paper, "Indstilling")[1]

    assert TO_WRITE.search(decided())
    once = decided(released=("Lund", "Malmö"), due=date(2027, 10, 1))
    assert not TO_WRITE.search(once)
    assert "at Lund og Malmö ikke behøver at gøre det, der har frist den 1. oktober 2027" in once
    assert "at Lund ikke længere behøver at opfylde aftalepunktet" in decided(released=("Lund",))


def test_a_renewal_has_its_day_once_it_is_proposed() -> None:
    def decided(**fields: Any) -> str:
        paper = council_paper(matter("koge", occasion=Occasion.RENEW, file=changed(), **fields))
        return under(paper, "Indstilling")[1]

    assert TO_WRITE.search(decided())
    assert "forlænges til og med 31. december 2031" in decided(standing=demo())


def test_a_notice_says_when_it_would_end_the_agreement() -> None:
    def said(months: int | None) -> list[str]:
        file = replace(demo(), term=replace(demo().term, notice_months=months))
        return under(council_paper(matter(occasion=Occasion.NOTICE, file=file)), "Sammanfattning")

    assert len(said(None)) == 1
    assert said(6)[1] == (
        "Uppsägningstiden är 6 månader: en uppsägning den 24 november 2026 gör att avtalet upphör "
        "för Kristianstad tidigast den 24 maj 2027."
    )
    assert said(1)[1].startswith("Uppsägningstiden är 1 månad:")
