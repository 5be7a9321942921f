"""A signed paper is typed in part by part, put to each party, and counts once each has confirmed it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from overens.base.consents.actions import answer_edition
from overens.base.consents.actions import put as put_to
from overens.base.consents.models import Answer, Consent
from overens.base.consents.states import AnswerKind
from overens.base.languages.rules import Wordings
from overens.base.municipalities.rules import Changed, Refused
from overens.base.municipalities.states import Role
from overens.base.records.models import Dispatch, Document
from overens.base.signatures.models import Signatory, Signing
from overens.base.trail.models import Line
from overens.base.trail.queries import faults, public_lines
from overens.cycle.agreements.actions import transcribing
from overens.cycle.agreements.actions.drafting import change_draft, own_draft, sealed
from overens.cycle.agreements.actions.proposing import thread_of
from overens.cycle.agreements.actions.transcribing import (
    begin_transcribing,
    change_scan,
    lacking_in,
    note_paper_signing,
    note_unreadable,
    put_transcription,
    revision,
)
from overens.cycle.agreements.agreement_file.shape import AgreementFile, Article
from overens.cycle.agreements.models import Agreement, Transcribing, Version
from overens.cycle.agreements.queries import (
    agreements_of,
    confirmations,
    parties,
    parties_beside,
    scans_being_typed_in,
)
from overens.cycle.agreements.signed_papers import SignedPaper
from overens.cycle.agreements.states import TRANSCRIPTION
from overens.cycle.agreements.transcript import as_file
from tests.cast import THIRD, Cast, cast
from tests.cycle.agreements.test_life import carried
from tests.examples import NOW, TODAY, demo

pytestmark = pytest.mark.django_db
SCAN = b"%PDF-1.7 a scan of an old paper"
SIGNED_ON = date(1998, 5, 4)


@pytest.fixture
def people() -> Cast:
    cache.clear()
    return cast(NOW)


def empty(slug: str = "old-friends") -> AgreementFile:
    """What is known of a paper before anything of its text is typed in."""
    file = demo()
    parties = tuple(replace(party, posts=(), contact=None) for party in file.parties)
    return AgreementFile(
        slug=slug, signed_wording=False, title={"da": "Venskabsaftale"}, parties=parties
    )


def begun(people: Cast, **more: object) -> Transcribing:
    by = people.seats["koge", Role.COORDINATOR]
    return begin_transcribing(
        by=by, file=empty(**more), scan=SCAN, scan_name="aftale 1998.pdf", at=NOW
    )


def written(people: Cast, paper: Transcribing, text: str = "Vi mødes.") -> Version:
    by = people.seats["koge", Role.COORDINATOR]
    draft = own_draft(by, paper.agreement)
    assert draft
    article = Article("meetings", {"da": "Møder"}, {"da": text}, "1")
    return change_draft(
        by=by,
        draft=draft,
        part="articles",
        read=sealed(as_file(draft), "articles"),
        change=lambda file: replace(file, articles=(article,)),
        at=NOW,
    )


SIGNERS = (
    {"authority": "koge", "person": "Anna Eksempel", "post": "Borgmester", "language": "da", "part": "signed"},
    {"authority": "kristianstad", "person": "Bo Exempel", "post": "stadsjurist", "language": "sv", "part": "signed"},
    {"authority": "kristianstad", "person": "Cia Exempel", "post": "sekreterare", "language": "sv", "part": "present"},
)  # fmt: skip


def signed(people: Cast, paper: Transcribing) -> Transcribing:
    return note_paper_signing(
        by=people.seats["koge", Role.COORDINATOR],
        paper=paper,
        read=paper.revision,
        on=SIGNED_ON,
        place="Køge",
        signatories=SIGNERS,
        at=NOW,
    )


def put(people: Cast, paper: Transcribing, public: bool = False) -> Consent:
    by = people.seats["koge", Role.COORDINATOR]
    draft = own_draft(by, paper.agreement)
    assert draft
    consent = put_transcription(
        by=by,
        agreement=paper.agreement,
        read=revision(Transcribing.objects.get(pk=paper.pk), draft),
        scan_is_public=public,
        at=NOW,
    )
    carried(NOW)
    return consent


def complete(people: Cast) -> Consent:
    paper = begun(people)
    written(people, paper)
    return put(people, signed(people, paper))


def said(people: Cast, side: str, consent: Consent, answer: str = "yes", **more: object) -> Answer:
    by = people.seats[side, Role.LEADER]
    given = answer_edition(by=by, consent=consent, answer=answer, at=NOW, **more)
    carried(NOW)
    return given


def test_it_counts_once_each_party_has_confirmed_it_and_not_before(people: Cast) -> None:
    consent = complete(people)
    agreement = Agreement.objects.get(slug="old-friends")
    said(people, "koge", consent)
    assert not Version.objects.filter(agreement=agreement, edition__isnull=False).exists()
    said(people, "kristianstad", consent)
    version = Version.objects.get(agreement=agreement)
    assert (version.number, version.edition) == (1, consent.edition)
    assert (version.signed_wording, version.valid_from) == (True, SIGNED_ON)
    assert set(confirmations(version).values()) == {AnswerKind.YES}
    assert not Transcribing.objects.exists()
    assert {party.uses_since for party in agreement.parties.all()} == {TODAY}
    assert not faults()


def test_the_signing_is_on_file_with_who_when_and_where(people: Cast) -> None:
    consent = complete(people)
    for side in ("koge", "kristianstad"):
        said(people, side, consent)
    signing = Signing.objects.get(edition=consent.edition)
    assert (signing.on, signing.place, signing.scan_name) == (SIGNED_ON, "Køge", "aftale 1998.pdf")
    rows = Signatory.objects.filter(signing=signing).select_related("seat__post", "seat__person")
    assert [(row.seat.person.name, row.part) for row in rows] == [
        ("Anna Eksempel", "signed"),
        ("Bo Exempel", "signed"),
        ("Cia Exempel", "present"),
    ]
    # Køge's mayor is on file as a post; the others are noted by the title on the paper.
    assert [row.seat.post.slug for row in rows] == ["borgmester", "stadsjurist", "sekreterare"]
    assert {row.seat.seen_on for row in rows} == {SIGNED_ON}


def test_it_goes_with_its_scan_into_each_register(people: Cast) -> None:
    consent = complete(people)
    assert Dispatch.objects.get(entry__documents__edition=consent.edition).their_number
    scans = Document.objects.filter(name="aftale 1998.pdf")
    assert {d.entry.register.authority.slug for d in scans} == {"koge", "kristianstad"}
    answer = said(people, "kristianstad", consent)
    assert Dispatch.objects.get(entry__documents__edition=answer.edition).their_number


def test_what_is_put_says_all_that_is_confirmed(people: Cast) -> None:
    paper = begun(people)
    written(people, paper)
    paper = note_unreadable(
        by=people.seats["koge", Role.COORDINATOR],
        paper=signed(people, paper),
        read=paper.revision + 1,
        text="Side 2, sidste linje.",
        at=NOW,
    )
    consent = put(people, paper, public=True)
    read = SignedPaper.read(consent.edition.paper)
    assert (read.on, read.unreadable, read.scan_is_public) == (
        SIGNED_ON,
        "Side 2, sidste linje.",
        True,
    )
    shown = consent.edition.canonical
    for words in ("Anna Eksempel, borgmester, Køge", "Side 2, sidste linje.", paper.scan):
        assert words in shown
    assert read.file.articles[0].body == {"da": "Vi mødes."}


def test_a_party_that_finds_a_fault_sends_it_back_and_a_corrected_one_takes_its_place(
    people: Cast,
) -> None:
    first = complete(people)
    paper = Transcribing.objects.get()
    with pytest.raises(Refused, match="waits for the parties already"):
        put(people, paper)
    said(people, "kristianstad", first, "sent-back", because="Artikel 1 stämmer inte.")
    written(people, paper, "Vi mødes hvert år.")
    second = put(people, paper)
    with pytest.raises(Refused, match="was sent back"):
        said(people, "koge", first)
    for side in ("koge", "kristianstad"):
        said(people, side, second)
    assert Version.objects.get(agreement=paper.agreement).edition == second.edition


def test_whoever_put_it_can_send_it_back_itself_but_a_yes_is_the_last_word(people: Cast) -> None:
    consent = complete(people)
    said(people, "kristianstad", consent)
    with pytest.raises(Refused, match="answered already"):
        said(people, "kristianstad", consent, "sent-back", because="?")
    said(people, "koge", consent, "sent-back", because="En tastefejl.")
    corrected = put(people, Transcribing.objects.get())
    # The yes to the first one does not hold for this one, and does not stand in its way.
    said(people, "koge", corrected)
    assert not Version.objects.filter(edition=corrected.edition).exists()
    said(people, "kristianstad", corrected)
    assert Version.objects.filter(edition=corrected.edition).exists()


@pytest.mark.parametrize("answer", ["no", "yes-if", "postponed"])
def test_it_is_confirmed_or_sent_back_and_nothing_else(people: Cast, answer: str) -> None:
    consent = complete(people)
    with pytest.raises(Refused, match="Confirm it, or send it back"):
        said(people, "koge", consent, answer, because="?", until=TODAY + timedelta(days=9))


def test_what_is_missing_is_said_and_keeps_it_from_being_put(people: Cast) -> None:
    paper = begun(people)
    by = people.seats["koge", Role.COORDINATOR]
    draft = own_draft(by, paper.agreement)
    assert draft
    assert len(lacking_in(paper, draft)) == 4
    with pytest.raises(Refused, match="who signed for Kristianstad"):
        put(people, paper)
    draft = written(people, paper)
    paper = signed(people, paper)
    assert lacking_in(paper, draft) == []
    read = revision(paper, draft)
    note_unreadable(by=by, paper=paper, read=paper.revision, text="En plet.", at=NOW)
    with pytest.raises(Refused, match="has changed since"):
        put_transcription(by=by, agreement=paper.agreement, read=read, scan_is_public=False, at=NOW)
    with pytest.raises(Refused, match="has changed since"):
        put_transcription(
            by=by, agreement=paper.agreement, read=read + 2, scan_is_public=False, at=NOW
        )
    assert not Consent.objects.filter(about_id=str(paper.agreement.pk)).exists()


def test_nobody_writes_over_what_they_have_not_read(people: Cast) -> None:
    paper = begun(people)
    signed(people, paper)
    with pytest.raises(Changed) as changed:
        signed(people, paper)
    assert "Anna Eksempel, Borgmester" in changed.value.theirs


def test_another_scan_takes_the_place_of_the_first_and_only_scans_are_taken(people: Cast) -> None:
    paper = begun(people)
    by = people.seats["koge", Role.COORDINATOR]
    other = change_scan(by=by, paper=paper, scan=SCAN + b"!", scan_name="x.pdf", at=NOW)
    assert list(scans_being_typed_in()) == [other.scan]
    assert other.scan != paper.scan
    with pytest.raises(Refused, match="are taken as a scan"):
        change_scan(by=by, paper=paper, scan=b"only words", scan_name="x.pdf", at=NOW)


def test_a_signing_that_lies_ahead_is_none(people: Cast) -> None:
    paper = begun(people)
    with pytest.raises(Refused, match="lies ahead"):
        note_paper_signing(
            by=people.seats["koge", Role.COORDINATOR],
            paper=paper,
            read=1,
            on=TODAY + timedelta(days=1),
            place="",
            signatories=SIGNERS,
            at=NOW,
        )


def test_others_know_of_it_once_it_was_put_to_them(people: Cast) -> None:
    paper = begun(people)
    other = people.seats["kristianstad", Role.LEADER].post.authority
    assert paper.agreement not in agreements_of(other)
    written(people, paper)
    put(people, signed(people, paper))
    assert paper.agreement in agreements_of(other)
    assert paper.agreement_id in {party.agreement_id for party in parties_beside(other.pk)}
    assert paper.agreement not in agreements_of(people.seats[THIRD, Role.LEADER].post.authority)
    with pytest.raises(Refused):
        said(people, THIRD, Consent.objects.get(about_id=str(paper.agreement.pk)))


def test_a_personal_number_is_taken_out_before_it_is_put(people: Cast) -> None:
    paper = begun(people)
    written(people, paper, "Aftalen gælder også 811228-9874.")
    paper = signed(people, paper)
    with pytest.raises(Refused, match="A personal number stands"):
        put(people, paper)
    written(people, paper, "Vi mødes.")
    by = people.seats["koge", Role.COORDINATOR]
    change_scan(by=by, paper=paper, scan=SCAN, scan_name="811228-9874.pdf", at=NOW)
    with pytest.raises(Refused, match="A personal number stands"):
        put(people, paper)


def test_a_reason_for_sending_back_is_read_by_the_parties_alone(
    people: Cast, client: Client
) -> None:
    first = complete(people)
    said(people, "kristianstad", first, "sent-back", because="Annas namn är fel.")
    second = put(people, Transcribing.objects.get())
    for side in ("koge", "kristianstad"):
        said(people, side, second)
    pages = {
        part: client.get(f"/en/agreements/old-friends/{part}").content.decode()
        for part in ("", "history/", "text/")
    }
    assert not [part for part, page in pages.items() if "Annas" in page]
    assert "sent back what was typed in, to be corrected." in pages["history/"]
    for line in public_lines("agreement", str(first.about_id)):
        assert "Annas" not in str(line.details.values)


def test_names_of_posts_are_those_on_file(people: Cast) -> None:
    consent = complete(people)
    read = SignedPaper.read(consent.edition.paper)
    names = [one.who.names for one in read.signed]
    assert names[1] == {"sv": "stadsjurist"}
    assert Wordings.of(names[0]).texts() == names[0]


def test_no_party_says_yes_to_two_that_can_both_still_count(
    people: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two that cross on the way."""
    first = complete(people)
    with monkeypatch.context() as patched:
        patched.setattr(transcribing, "_refuse_waiting", lambda *_: None)
        second = put(people, Transcribing.objects.get())
    said(people, "koge", first)
    with pytest.raises(Refused, match="confirmed another transcription"):
        said(people, "koge", second)
    said(people, "kristianstad", first, "sent-back", because="Artikel 1.")
    said(people, "koge", second)
    said(people, "kristianstad", second)
    assert Version.objects.get(edition__isnull=False, agreement__slug="old-friends").number == 1


def test_a_paper_that_names_other_parties_than_the_agreement_has_is_a_record(people: Cast) -> None:
    """Nobody becomes a party by what others confirm."""
    first = complete(people)
    said(people, "kristianstad", first, AnswerKind.SENT_BACK, because="Der står Mødes tit.")
    paper = SignedPaper.read(first.edition.paper)
    koge, kristianstad = paper.file.parties
    third = replace(kristianstad, authority=THIRD, municipality=THIRD, short="Lund")
    made = replace(
        paper,
        file=replace(paper.file, parties=(koge, kristianstad, third)),
        signed=(*paper.signed, replace(paper.signed[1], authority=THIRD)),
    )
    agreement = Agreement.objects.get(slug="old-friends")
    consent = put_to(
        by=people.seats["koge", Role.COORDINATOR],
        kind=TRANSCRIPTION,
        paper=made.paper(),
        about=agreement.ref,
        thread=thread_of(agreement),
        authorities=[party.authority for party in parties(agreement)],
        at=NOW,
    )
    carried(NOW)
    log = Line.objects.filter(what="agreement.unfollowed").select_related("details")
    assert [line.details.values["because"] for line in log] == ["other-parties"]
    for side in ("koge", "kristianstad"):
        with pytest.raises(Refused, match="no text of the agreement"):
            said(people, side, consent)
    # Nor does it stand in the way of one that names them.
    corrected = put(people, Transcribing.objects.get())
    for side in ("koge", "kristianstad"):
        said(people, side, corrected)
    assert Version.objects.get(agreement=agreement).edition == corrected.edition
    assert agreement.parties.count() == 2
