"""Typing in an agreement from a file: all of it or nothing, by one party, confirmed by each."""

from dataclasses import replace
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings

from overens.base.consents.models import Consent
from overens.base.municipalities.actions.people import note_seat
from overens.base.municipalities.models import Authority, Person, Post, Seat
from overens.base.municipalities.queries import seat_named
from overens.base.municipalities.rules import Refused
from overens.base.municipalities.states import Holding
from overens.base.papers.paper import canonical
from overens.base.papers.storage import CannotKeep, fetch
from overens.base.signatures.models import Signing
from overens.base.trail.models import Line
from overens.base.trail.queries import faults
from overens.cycle.agreements.actions import transcription
from overens.cycle.agreements.actions.transcription import Outcome, SeatName, confirm, transcribe
from overens.cycle.agreements.agreement_file.reading import FileFaults
from overens.cycle.agreements.agreement_file.shape import AgreementFile, PostInFile, SeatInFile
from overens.cycle.agreements.models import Agreement, Version
from overens.cycle.agreements.paper import text_paper
from overens.cycle.agreements.queries import confirmations, latest_version
from overens.cycle.agreements.transcript import as_file
from tests.cycle.agreements.agreement_file.malformed import MALFORMED
from tests.examples import NOW, SMALL, TODAY, demo, five_parties, parsed, small

pytestmark = pytest.mark.django_db

NORDBY, SYDBY = SeatName("nordby", "coordinator"), SeatName("sydby", "clerk")
BEGINS = {
    "nordby-sydby": NORDBY,
    "koge-kristianstad": SeatName("koge", "coordinator"),
    "five-towns": SeatName("vestby", "chair"),
}


def load(file: AgreementFile, by: SeatName | None = None, scan: bytes | None = None) -> Outcome:
    return transcribe(by=by or BEGINS[file.slug], file=file, at=NOW, scan=scan)


def everything() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table."""
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values())
        for model in apps.get_models()
    }


def with_clerk(file: AgreementFile) -> AgreementFile:
    """Somebody in Sydby who can act for it."""
    clerk = PostInFile(
        "clerk",
        {"sv": "koordinator"},
        role="coordinator",
        seats=(SeatInFile("Exempel Fem", since=TODAY),),
    )
    nordby, sydby = file.parties
    return replace(file, parties=(nordby, replace(sydby, posts=(*sydby.posts, clerk))))


def changed(file: AgreementFile) -> AgreementFile:
    """Another wording of the article."""
    article = replace(
        file.articles[0], body={"da": "Parterne mødes tit.", "sv": "Parterna möts ofta."}
    )
    return replace(file, articles=(article,))


@pytest.mark.parametrize("file", [demo(), small(), five_parties()], ids=["demo", "small", "five"])
def test_what_was_loaded_is_exported_equal_and_loads_to_nothing_new(file: AgreementFile) -> None:
    assert load(file).what == "transcribed"
    version = latest_version(Agreement.objects.get(slug=file.slug))
    assert version
    assert as_file(version) == file
    before = everything()
    assert load(file).what == "unchanged"
    assert everything() == before


def test_it_is_one_line_in_the_chain_of_the_party_that_typed_it_in() -> None:
    load(small())
    line = Line.objects.select_related("chain", "details").get()
    assert line.chain.holder_id == str(Authority.objects.get(slug="nordby").pk)
    assert (line.what, line.audience) == ("agreement.transcribed", "public")
    assert faults() == {}


def test_each_party_confirms_for_itself_and_once() -> None:
    load(with_clerk(small()))
    agreement = Agreement.objects.get()
    version = latest_version(agreement)
    assert version
    assert confirmations(version) == {}
    for named in (NORDBY, SYDBY):
        seat = seat_named(named.authority, named.post, TODAY)
        assert seat
        confirm(by=seat, agreement=agreement, at=NOW)
        with pytest.raises(Refused, match="has answered already"):
            confirm(by=seat, agreement=agreement, at=NOW)
    assert set(confirmations(version).values()) == {"yes"}
    assert len(confirmations(version)) == 2


def test_a_changed_file_becomes_a_draft_of_the_party_and_changes_nothing_that_counts() -> None:
    load(with_clerk(small()))
    agreement = Agreement.objects.get()
    counts = latest_version(agreement)
    assert counts
    sealed = counts.edition
    assert load(changed(with_clerk(small())), SYDBY).what == "drafted"
    assert latest_version(agreement) == counts
    draft = Version.objects.get(edition__isnull=True)
    assert draft.owner.slug == "sydby"
    assert as_file(draft) == changed(with_clerk(small()))
    assert as_file(counts) == with_clerk(small())
    assert Version.objects.get(pk=counts.pk).edition == sealed
    assert load(changed(with_clerk(small())), SYDBY).what == "unchanged"
    assert Line.objects.filter(audience="public", what="agreement.transcribed").count() == 1


def test_a_deputy_types_in_under_their_own_name() -> None:
    load(with_clerk(small()))
    holder = seat_named("sydby", "clerk", TODAY)
    assert holder
    deputy, _new = note_seat(
        post=holder.post, person="Exempel Sex", holding=Holding.DEPUTY, since=TODAY
    )
    transcribe(by=deputy, file=changed(with_clerk(small())), at=NOW)
    assert Line.objects.get(what="agreement.drafted").by_id == str(deputy.pk)
    deputy.ended_at = NOW
    with pytest.raises(Refused, match="Nobody holds"):
        transcribe(by=deputy, file=with_clerk(small()), at=NOW)


def test_each_party_has_a_draft_of_its_own_and_rewrites_only_that() -> None:
    load(with_clerk(small()))
    load(changed(with_clerk(small())), SYDBY)
    load(changed(with_clerk(small())), NORDBY)
    again = changed(with_clerk(small()))
    again = replace(again, purpose={"da": "Mere"})
    assert load(again, NORDBY).what == "draft-changed"
    drafts = {v.owner.slug: v.purpose.texts() for v in Version.objects.filter(edition__isnull=True)}
    assert drafts == {"nordby": {"da": "Mere"}, "sydby": {}}


def test_another_authoritys_people_are_matched_and_never_edited() -> None:
    load(with_clerk(small()))
    seat = seat_named("sydby", "clerk", TODAY)
    assert seat
    confirm(by=seat, agreement=Agreement.objects.get(), at=NOW)
    nordby, sydby = with_clerk(small()).parties
    renamed = replace(sydby, name={"sv": "Annan kommun"}, short="Annan")
    outcome = load(replace(with_clerk(small()), parties=(nordby, renamed)), NORDBY)
    assert outcome.what == "unchanged"
    assert "only its own people change it" in outcome.notes[0]
    assert Authority.objects.get(slug="sydby").short == "Sydby"


def test_a_post_cannot_be_added_for_an_authority_that_acts_for_itself() -> None:
    load(with_clerk(small()))
    seat = seat_named("sydby", "clerk", TODAY)
    assert seat
    confirm(by=seat, agreement=Agreement.objects.get(), at=NOW)
    nordby, sydby = with_clerk(small()).parties
    mayor = PostInFile(
        "mayor", {"sv": "ordförande"}, seats=(SeatInFile("Exempel Sex", since=TODAY),)
    )
    before = everything()
    with pytest.raises(Refused, match="keeps its own posts"):
        load(
            replace(
                with_clerk(small()), parties=(nordby, replace(sydby, posts=(*sydby.posts, mayor)))
            )
        )
    assert everything() == before


def test_ones_own_people_are_corrected_by_ones_own_file() -> None:
    load(small())
    nordby, _sydby = small().parties
    left = replace(nordby.posts[0].seats[0], until=TODAY)
    came = SeatInFile("Eksempel Syv", since=TODAY)
    with pytest.raises(Refused, match="cannot hold the post"):
        load(_with_seats(small(), left, came))
    came = SeatInFile("Eksempel Syv", since=TODAY.replace(day=25))
    assert load(_with_seats(small(), left, came)).what == "people-noted"
    assert Seat.objects.get(person__name="Eksempel Et").until == TODAY
    assert Post.objects.get(slug="coordinator").seats.count() == 3


def _with_seats(file: AgreementFile, *seats: SeatInFile) -> AgreementFile:
    nordby, sydby = file.parties
    post = replace(nordby.posts[0], seats=(*seats, nordby.posts[0].seats[1]))
    return replace(file, parties=(replace(nordby, posts=(post,)), sydby))


def test_the_same_name_in_two_authorities_is_two_people() -> None:
    nordby, sydby = small().parties
    post = replace(
        sydby.posts[0], seats=(*sydby.posts[0].seats, SeatInFile("Eksempel Et", since=TODAY))
    )
    load(replace(small(), parties=(nordby, replace(sydby, posts=(post,)))))
    assert Person.objects.filter(name="Eksempel Et").count() == 2


def test_only_a_party_types_in_and_only_from_a_post_that_is_held() -> None:
    before = everything()
    with pytest.raises(Refused, match="is not a party"):
        load(small(), SeatName("oslo", "mayor"))
    with pytest.raises(Refused, match="Nobody holds the post"):
        load(small(), SeatName("nordby", "mayor"))
    assert everything() == before


def test_neither_the_parties_nor_the_signing_change_by_a_file() -> None:
    load(small())
    with pytest.raises(Refused, match="who the parties are"):
        load(replace(small(), parties=small().parties[::-1]))
    signing = small().signing
    assert signing
    with pytest.raises(Refused, match="the signing"):
        load(replace(small(), signing=replace(signing, place="Sydby")))


def test_a_scan_is_kept_by_its_hash_and_a_missing_one_is_refused() -> None:
    signing = small().signing
    assert signing
    file = replace(small(), signing=replace(signing, scan="agreement.pdf"))
    with pytest.raises(Refused, match=r"agreement\.pdf"):
        load(file)
    load(file, scan=b"%PDF scanned")
    assert fetch(settings.FILES, Signing.objects.get().scan) == b"%PDF scanned"
    version = latest_version(Agreement.objects.get())
    assert version
    assert as_file(version) == file


def test_what_nobody_signed_is_a_draft_of_who_writes_it() -> None:
    file = replace(small(), signing=None, term=replace(small().term, in_force=None))
    assert load(file).what == "drafted"
    assert not Version.objects.filter(edition__isnull=False).exists()
    assert not Consent.objects.exists()
    with pytest.raises(Refused, match="has begun this agreement"):
        load(with_clerk(file), SYDBY)
    assert load(changed(file)).what == "draft-changed"
    assert load(small()).what == "transcribed"
    assert not Version.objects.filter(edition__isnull=True).exists()


def test_nothing_of_a_file_is_kept_where_the_last_step_fails(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = everything()

    def fail(*_args: object, **_named: object) -> None:
        raise CannotKeep("full")

    monkeypatch.setattr(transcription, "write", fail)
    with pytest.raises(CannotKeep):
        load(small())
    assert everything() == before


def test_a_malformed_file_never_comes_as_far_as_the_database(
    django_assert_num_queries: Any,
) -> None:
    with django_assert_num_queries(0):
        for _name, old, new, _field, _line in MALFORMED:
            with pytest.raises(FileFaults):
                load(parsed(SMALL.replace(old, new, 1)))


def test_nobody_is_let_in_by_a_file_of_their_own() -> None:
    load(with_clerk(small()))
    seat = seat_named("sydby", "clerk", TODAY)
    assert seat
    confirm(by=seat, agreement=Agreement.objects.get(), at=NOW)
    nordby, sydby = with_clerk(small()).parties
    post = PostInFile("intruder", {"sv": "ny"}, seats=(SeatInFile("Exempel Sju", since=TODAY),))
    file = replace(
        changed(with_clerk(small())), parties=(nordby, replace(sydby, posts=(*sydby.posts, post)))
    )
    before = everything()
    with pytest.raises(Refused, match="Nobody holds the post"):
        load(file, SeatName("sydby", "intruder"))
    assert everything() == before


def test_people_who_change_beside_a_draft_have_a_public_line_of_their_own() -> None:
    load(small())
    load(changed(small()))
    nordby, sydby = small().parties
    ended = replace(nordby.posts[0].seats[0], until=TODAY)
    outcome = load(_with_seats(changed(small()), ended))
    assert outcome.what == "people-noted"
    assert Line.objects.filter(what="people.noted", audience="public").count() == 1
    details = Line.objects.get(what="people.noted").details.values
    assert details["people"][0]["until"] == TODAY.isoformat()
    renamed = replace(nordby, name={"da": "Nyt navn"})
    assert load(replace(small(), parties=(renamed, sydby))).what == "draft-changed"
    assert Line.objects.filter(what="people.noted", audience="public").count() == 2


def test_two_who_type_in_the_same_agreement_at_once_make_one_version(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The other one is done while our text is being typeset."""
    typeset = transcription.freeze

    def meanwhile(**named: Any) -> Any:
        monkeypatch.setattr(transcription, "freeze", typeset)
        load(with_clerk(small()), SYDBY)
        return typeset(**named)

    monkeypatch.setattr(transcription, "freeze", meanwhile)
    assert load(with_clerk(small()), NORDBY).what == "unchanged"
    assert Version.objects.count() == 1
    assert Line.objects.filter(what="agreement.transcribed").count() == 1


def test_another_authoritys_draft_is_not_taken_over_by_a_signed_file() -> None:
    load(replace(small(), signing=None, term=replace(small().term, in_force=None)))
    before = everything()
    with pytest.raises(Refused, match="has begun this agreement"):
        load(with_clerk(small()), SYDBY)
    assert everything() == before


def test_what_nobody_signed_and_is_not_in_force_yet_is_a_draft() -> None:
    term = replace(small().term, in_force=TODAY.replace(year=2030))
    assert load(replace(small(), signing=None, term=term)).what == "drafted"


@pytest.mark.parametrize("field", [{"source": None}, {"example": True}], ids=["source", "example"])
def test_what_is_shared_is_not_changed_by_one_partys_file(field: dict[str, Any]) -> None:
    load(small())
    with pytest.raises(Refused, match="once an agreement counts"):
        load(replace(small(), **field))


def test_a_new_post_of_ones_own_comes_out_again() -> None:
    load(small())
    nordby, sydby = small().parties
    post = PostInFile(
        "mayor", {"da": "borgmester"}, seats=(SeatInFile("Eksempel Otte", since=TODAY),)
    )
    file = replace(small(), parties=(replace(nordby, posts=(*nordby.posts, post)), sydby))
    assert load(file).what == "people-noted"
    version = latest_version(Agreement.objects.get())
    assert version
    assert as_file(version) == file
    assert load(file).what == "unchanged"


def test_the_frozen_text_says_all_that_binds() -> None:
    first = small()
    one = first.commitments[0]
    sealed = {canonical(text_paper(first))}
    for other in (
        replace(first, commitments=(replace(one, starts=TODAY), *first.commitments[1:])),
        replace(first, commitments=(replace(one, lead_days=9), *first.commitments[1:])),
        replace(first, commitments=(replace(one, focus_area=None), *first.commitments[1:])),
        replace(first, parties=(first.parties[0], replace(first.parties[1], left=None))),
    ):
        sealed.add(canonical(text_paper(other)))
    assert len(sealed) == 5


def test_what_a_draft_says_of_itself_changes_with_its_file() -> None:
    unsigned = replace(small(), signing=None, term=replace(small().term, in_force=None))
    load(unsigned)
    assert load(replace(unsigned, source=None)).what == "draft-changed"
    assert load(replace(unsigned, source=None)).what == "unchanged"
    assert load(small()).what == "transcribed"
    assert load(small()).what == "unchanged"
