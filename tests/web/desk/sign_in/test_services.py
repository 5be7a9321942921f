"""By a municipality's own service: who comes in, in which posts, and what a spoilt answer gets."""

import time
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit
from urllib.request import HTTPRedirectHandler, build_opener

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.test import Client
from django.utils import timezone

from overens.base.access.actions.recovery import open_recovery
from overens.base.access.actions.services import keep_sign_in_service
from overens.base.access.models import ServiceAccount, SignInService
from overens.base.access.queries import seats_now
from overens.base.languages.rules import Wordings
from overens.base.municipalities.actions.people import note_authority, note_post
from overens.base.municipalities.models import Account, Authority, Municipality, Post, Seat
from overens.base.municipalities.rules import Refused
from overens.base.municipalities.states import Holding, Role
from tests.cast import Cast
from tests.oidc_provider import CLIENT, SECRET, Provider, provider
from tests.web.desk.sign_in.conftest import is_in, lines

CALLBACK = "/sign-in/service/koge/callback/"


@pytest.fixture
def koge(people: Cast, service: Provider) -> SignInService:
    """Køge's service: a group of coordinators, one of registrars, and one that is nobody's."""
    return service_of(people, "koge", service)


def service_of(people: Cast, slug: str, service: Provider, **more: object) -> SignInService:
    return SignInService.objects.create(
        municipality=Municipality.objects.get(slug=slug),
        name=f"{slug} login",
        address=service.address,
        client_id=CLIENT,
        client_secret=SECRET,
        posts={
            "coordinators": str(people.seats[slug, Role.COORDINATOR].post_id),
            "members": str(people.seats[slug, Role.MEMBER].post_id),
            "spare": str(vacant(slug).pk),
        },
        **more,
    )


def vacant(slug: str) -> Post:
    """A post that nobody holds."""
    authority = Authority.objects.get(slug=slug)
    names = Wordings.of({"en": "spare"})
    return note_post(authority=authority, slug="spare", names=names, role=Role.MEMBER)[0]


class Stay(HTTPRedirectHandler):
    def redirect_request(self, *_given: object) -> None:
        return None


def at_the_service(there: str) -> str:
    """Where the service sends the browser back to."""
    try:
        build_opener(Stay).open(there, timeout=10)
    except OSError as answer:
        return str(answer.headers["Location"])
    raise AssertionError("the service sends nobody back")


def come(client: Client, slug: str = "koge", way: str = "") -> object:
    """From the sign-in page to the service and back again."""
    begun = client.get(f"/da/sign-in/service/{slug}/", {"next": way} if way else {})
    back = urlsplit(at_the_service(begun["Location"]))
    return client.get(f"{back.path}?{back.query}")


def said(answer: object) -> str:
    return " ".join(str(message) for message in get_messages(answer.wsgi_request))


def test_a_new_person_comes_in_with_the_seat_of_their_group(
    koge: SignInService, service: Provider
) -> None:
    service.says("u-1", email="Ny@Koge.example", name="Ny Medarbejder", groups=["x", "spare"])
    client = Client()
    answer = come(client, way="/da/desk/seats/")
    assert answer["Location"] == "/da/desk/seats/"
    assert is_in(client)
    account = Account.objects.get(email="ny@koge.example")
    assert not account.has_usable_password()
    (seat,) = seats_now(account, timezone.now())
    assert (seat.post.slug, seat.holding, seat.from_service) == ("spare", Holding.OWN, True)
    chains = {line.what: line.chain.holder_id for line in lines_of_the_authority()}
    authority = str(seat.post.authority_id)
    assert chains == {"account.made-by-service": authority, "seat.taken-by-service": authority}


def lines_of_the_authority() -> list:
    return [*lines("account.made-by-service"), *lines("seat.taken-by-service")]


def test_where_somebody_holds_the_post_one_is_the_deputy(
    koge: SignInService, service: Provider
) -> None:
    service.says("u-1", email="ny@koge.example", name="Ny", groups="coordinators")
    come(Client())
    (seat,) = seats_now(Account.objects.get(email="ny@koge.example"), timezone.now())
    assert (seat.post.role, seat.holding) == (Role.COORDINATOR, Holding.DEPUTY)


def test_coming_again_changes_nothing(koge: SignInService, service: Provider) -> None:
    service.says("u-1", email="ny@koge.example", name="Ny", groups=["spare"])
    come(Client())
    service.says("u-1", email="other@koge.example", name="Married", groups=["spare"])
    come(Client())
    assert Seat.objects.filter(from_service=True).count() == 1
    assert ServiceAccount.objects.count() == 1
    assert Account.objects.get(person__name="Ny").email == "ny@koge.example"


def test_a_seat_ends_in_the_minute_in_which_the_group_is_gone(
    koge: SignInService, service: Provider
) -> None:
    service.says("u-1", email="ny@koge.example", name="Ny", groups=["spare", "members"])
    earlier = Client()
    come(earlier)
    service.says("u-1", email="ny@koge.example", name="Ny", groups=["members"])
    come(Client())
    account = Account.objects.get(email="ny@koge.example")
    assert [s.post.role for s in seats_now(account, timezone.now())] == [Role.MEMBER]
    assert Seat.objects.get(post__slug="spare", person=account.person).ended_at is not None
    assert len(lines("seat.ended-by-service")) == 1
    service.says("u-1", email="ny@koge.example", name="Ny", groups=[])
    last = Client()
    come(last)
    assert last.get("/da/desk/").status_code == 403
    assert earlier.get("/da/desk/").status_code == 403


def test_a_seat_that_came_by_hand_is_not_the_services_to_end(
    koge: SignInService, service: Provider, people: Cast
) -> None:
    account = people.accounts["koge", Role.MEMBER]
    ServiceAccount.objects.create(service=koge, issuer=koge.issuer, subject="u-1", account=account)
    service.says("u-1", groups=[])
    come(Client())
    assert seats_now(account, timezone.now())


def test_whoever_is_in_no_group_gets_no_account(koge: SignInService, service: Provider) -> None:
    before = Account.objects.count()
    service.says("u-1", email="ny@koge.example", name="Ny", groups=["others"])
    client = Client()
    answer = come(client)
    assert answer["Location"] == "/da/sign-in/"
    assert "koge login" in said(answer)
    assert "koge login" in client.get("/da/sign-in/").content.decode()
    assert not is_in(client)
    assert Account.objects.count() == before


def test_an_account_with_the_same_e_mail_address_is_not_taken_over(
    koge: SignInService, service: Provider, people: Cast
) -> None:
    for account in (
        people.accounts["koge", Role.LEADER],
        people.accounts["kristianstad", "leader"],
    ):
        service.says(
            "u-1", email=account.email.upper(), email_verified=True, groups=["coordinators"]
        )
        client = Client()
        assert come(client)["Location"] == "/da/sign-in/"
        assert not is_in(client)
    assert ServiceAccount.objects.count() == 0


def test_a_service_gives_no_post_of_another_municipality(
    koge: SignInService, service: Provider, people: Cast
) -> None:
    # Whoever keeps Køge's table writes posts of Kristianstad into it.
    for role in Role:
        koge.posts[role] = str(people.seats["kristianstad", role].post_id)
    koge.posts["wild"] = "no id at all"
    koge.save()
    service.says("u-1", email="ny@koge.example", groups=[*Role, "wild"])
    client = Client()
    come(client)
    assert not is_in(client)
    service.says("u-1", email="ny@koge.example", groups=[*Role, "spare"])
    come(client)
    seats = seats_now(Account.objects.get(email="ny@koge.example"), timezone.now())
    assert {seat.post.authority.slug for seat in seats} == {"koge"}


def test_the_same_name_at_another_service_is_somebody_else(
    koge: SignInService, service: Provider, people: Cast
) -> None:
    service_of(people, "kristianstad", service)
    service.says("u-1", email="ny@koge.example", groups=["spare"])
    come(Client())
    service.says("u-1", email="ny@kristianstad.example", groups=["spare"])
    other = Client()
    come(other, "kristianstad")
    assert other.session["_auth_user_id"] == str(
        Account.objects.get(email="ny@kristianstad.example").pk
    )


@pytest.mark.parametrize(
    "spoilt",
    [
        {"algorithm": "none"},
        {"algorithm": "HS256"},
        {"signed_by": "somebody else"},
        {"spoilt": {"aud": "another client"}},
        {"spoilt": {"aud": [CLIENT, "another"], "azp": "another"}},
        {"spoilt": {"iss": "https://elsewhere.example"}},
        {"spoilt": {"exp": int(time.time()) - 3600}},
        {"spoilt": {"exp": None}},
        {"spoilt": {"iat": int(time.time()) + 3600}},
        {"spoilt": {"nonce": "of another sign-in"}},
        {"spoilt": {"nonce": None}},
        {"spoilt": {"sub": None}},
        {"spoilt": {"sub": ""}},
        {"issuer": "https://elsewhere.example"},
        {"published": []},
        {"published": ["no key"]},
        {"published": "no list"},
        {"published": [{"kty": "RSA", "kid": "one", "n": "x", "e": "AQAB"}]},
    ],
    ids=lambda said: "-".join([*said, *said.get("spoilt", ())]),
)
def test_a_spoilt_token_signs_nobody_in(
    koge: SignInService, service: Provider, spoilt: dict
) -> None:
    service.says("u-1", email="ny@koge.example", groups=["spare"])
    client = Client()
    begun = client.get("/da/sign-in/service/koge/")
    back = urlsplit(at_the_service(begun["Location"]))
    for name, value in spoilt.items():
        setattr(service, name, value)
    answer = client.get(f"{back.path}?{back.query}")
    assert answer["Location"] == "/da/sign-in/"
    assert not is_in(client)
    assert not Account.objects.filter(email="ny@koge.example").exists()


def test_the_same_way_back_is_good_once(koge: SignInService, service: Provider) -> None:
    service.says("u-1", email="ny@koge.example", groups=["spare"])
    client = Client()
    begun = client.get("/da/sign-in/service/koge/")
    back = urlsplit(at_the_service(begun["Location"]))
    assert client.get(f"{back.path}?{back.query}")["Location"] == "/da/desk/"
    client.post("/da/sign-in/out/")
    assert client.get(f"{back.path}?{back.query}")["Location"] == "/en/sign-in/"
    assert not is_in(client)


def test_a_code_is_good_in_the_browser_that_asked_for_it_alone(
    koge: SignInService, service: Provider
) -> None:
    service.says("u-1", email="ny@koge.example", groups=["spare"])
    begun = Client().get("/da/sign-in/service/koge/")
    back = urlsplit(at_the_service(begun["Location"]))
    # Another browser, with a sign-in of its own under way: neither its state nor its nonce fit.
    other = Client()
    own = parse_qs(urlsplit(other.get("/da/sign-in/service/koge/")["Location"]).query)
    assert other.get(f"{back.path}?{back.query}")["Location"] == "/da/sign-in/"
    other.get("/da/sign-in/service/koge/")
    code = parse_qs(back.query)["code"][0]
    other.get(back.path, {"code": code, "state": own["state"][0]})
    state = parse_qs(urlsplit(other.get("/da/sign-in/service/koge/")["Location"]).query)["state"]
    other.get(back.path, {"code": code, "state": state[0]})
    assert not is_in(other)


def test_a_sign_in_that_took_too_long_is_begun_again(
    koge: SignInService, service: Provider
) -> None:
    service.says("u-1", email="ny@koge.example", groups=["spare"])
    client = Client()
    back = urlsplit(at_the_service(client.get("/sv/sign-in/service/koge/")["Location"]))
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert client.get(f"{back.path}?{back.query}")["Location"] == "/sv/sign-in/"
    assert not is_in(client)


@pytest.mark.parametrize("query", ["", "?code=1", "?state=1", "?error=access_denied&state=1"])
def test_a_way_back_that_nobody_took_is_a_sentence(koge: SignInService, query: str) -> None:
    client = Client()
    assert client.get(CALLBACK + query)["Location"] == "/en/sign-in/"
    assert client.get("/en/sign-in/").status_code == 200


def test_whoever_stops_at_the_service_is_told_so(koge: SignInService) -> None:
    client = Client()
    there = parse_qs(urlsplit(client.get("/da/sign-in/service/koge/")["Location"]).query)
    answer = client.get(CALLBACK, {"error": "access_denied", "state": there["state"][0]})
    assert answer["Location"] == "/da/sign-in/"
    assert "koge login" in said(answer)


def test_a_service_that_does_not_answer_is_a_sentence(koge: SignInService) -> None:
    koge.address = "http://127.0.0.1:9"
    koge.save()
    client = Client()
    answer = client.get("/da/sign-in/service/koge/")
    assert answer["Location"] == "/da/sign-in/"
    assert "koge login" in said(answer)


def test_secrets_go_by_https_alone(koge: SignInService) -> None:
    koge.address = "http://login.koge.example"
    koge.save()
    assert Client().get("/da/sign-in/service/koge/")["Location"] == "/da/sign-in/"


def test_the_secret_goes_as_the_service_wants_it(koge: SignInService, service: Provider) -> None:
    service.wants = "client_secret_basic"
    service.says("u-1", email="ny@koge.example", groups=["spare"])
    client = Client()
    come(client)
    assert is_in(client)


def test_claims_may_stand_in_userinfo(koge: SignInService, service: Provider) -> None:
    service.in_userinfo = ("groups", "email")
    service.says("u-1", email="ny@koge.example", groups=["spare"])
    client = Client()
    come(client)
    assert is_in(client)
    assert "/userinfo" in service.asked


def test_a_service_that_asks_for_two_steps_makes_the_session_strong(
    koge: SignInService, service: Provider
) -> None:
    service.says("u-1", email="ny@koge.example", groups=["coordinators"])
    client = Client()
    come(client)
    assert client.get("/da/desk/")["Location"].startswith("/da/sign-in/second-step/")
    koge.is_strong = True
    koge.save()
    come(client)
    assert client.get("/da/desk/").status_code == 200


def test_a_closed_service_and_a_closed_account_let_nobody_in(
    koge: SignInService, service: Provider
) -> None:
    service.says("u-1", email="ny@koge.example", groups=["spare"])
    come(Client())
    Account.objects.filter(email="ny@koge.example").update(is_active=False)
    client = Client()
    assert come(client)["Location"] == "/da/sign-in/"
    assert not is_in(client)
    koge.is_open = False
    koge.save()
    assert client.get("/da/sign-in/service/koge/").status_code == 404
    assert client.get(CALLBACK).status_code == 404
    assert "koge login" not in Client().get("/da/sign-in/").content.decode()


def test_one_ties_the_own_account_to_the_own_municipalitys_service(
    koge: SignInService, service: Provider, people: Cast
) -> None:
    account = people.accounts["koge", Role.LEADER]
    client = Client()
    sign_in(client, account)
    assert "koge login" in client.get("/da/desk/settings/sign-in/").content.decode()
    service.says("u-9", email="elsewhere@koge.example", groups=[])
    begun = client.get("/da/desk/settings/sign-in/service/koge/")
    back = urlsplit(at_the_service(begun["Location"]))
    assert client.get(f"{back.path}?{back.query}")["Location"] == "/da/desk/settings/sign-in/"
    later = Client()
    come(later)
    assert later.session["_auth_user_id"] == str(account.pk)


def test_nobody_ties_an_account_to_another_municipalitys_service(
    koge: SignInService, service: Provider, people: Cast
) -> None:
    client = Client()
    sign_in(client, people.accounts["kristianstad", Role.LEADER])
    service.says("u-9", groups=[])
    begun = client.get("/da/desk/settings/sign-in/service/koge/")
    back = urlsplit(at_the_service(begun["Location"]))
    client.get(f"{back.path}?{back.query}")
    assert ServiceAccount.objects.count() == 0


def test_whoever_points_the_service_at_a_provider_of_their_own_becomes_nobody(
    koge: SignInService, service: Provider
) -> None:
    """One administrator alone: the names of another provider are other people's."""
    service.says("u-1", email="ny@koge.example", groups=["spare"])
    come(Client())
    with provider() as own:
        SignInService.objects.filter(pk=koge.pk).update(address=own.address)
        own.says("u-1", email="ny@koge.example", groups=["spare"])
        thief = Client()
        come(thief)
        assert not is_in(thief)
    # And who was known before is known again where it was a slip of the pen.
    SignInService.objects.filter(pk=koge.pk).update(address=service.address)
    client = Client()
    come(client)
    assert is_in(client)


def test_whom_a_service_has_just_made_helps_nobody_back_in(
    koge: SignInService, service: Provider, people: Cast
) -> None:
    """Else one administrator made the second by a group of their own."""
    administrators = people.seats["koge", Role.ADMINISTRATOR].post_id
    SignInService.objects.filter(pk=koge.pk).update(posts={"admins": str(administrators)})
    service.says("u-1", email="ny@koge.example", name="Ny", groups=["admins"])
    come(Client())
    (seat,) = seats_now(Account.objects.get(email="ny@koge.example"), timezone.now())
    with pytest.raises(Refused):
        open_recovery(by=seat, account=people.accounts["koge", Role.LEADER], at=timezone.now())
    later = timezone.now() + timedelta(days=8)
    assert open_recovery(by=seat, account=people.accounts["koge", Role.LEADER], at=later)


def test_one_authority_lets_nobody_into_the_posts_of_another(
    koge: SignInService, people: Cast
) -> None:
    """Both stand in one municipality, and share its service."""
    beside, _new = note_authority(
        slug="koge-havn",
        municipality="koge",
        country="dk",
        names=Wordings.of({"da": "H"}),
        short="H",
    )
    post, _new = note_post(
        authority=beside, slug="leder", names=Wordings.of({"da": "leder"}), role=Role.LEADER
    )
    SignInService.objects.filter(pk=koge.pk).update(posts={"leaders": str(post.pk)})
    kept = {
        "by": people.seats["koge", Role.ADMINISTRATOR],
        "name": "koge login",
        "address": koge.address,
        "client_id": CLIENT,
        "client_secret": "",
        "claim": "groups",
        "posts": {},
        "is_strong": False,
        "is_open": True,
        "at": timezone.now(),
    }
    for change in (
        {"address": "http://127.0.0.1:1"},
        {"client_id": "another"},
        {"claim": "nickname"},
        {"is_strong": True},
    ):
        with pytest.raises(Refused, match="Another authority"):
            keep_sign_in_service(**(kept | change))
    keep_sign_in_service(**(kept | {"name": "Another name"}))
    assert SignInService.objects.get().posts == {"leaders": str(post.pk)}


@pytest.mark.parametrize(
    "email", ["", "x" * 250 + "@koge.example", "no address", "a\0@koge.example"]
)
def test_what_is_no_e_mail_address_makes_no_account(
    koge: SignInService, service: Provider, email: str
) -> None:
    service.says("u-1", email=email, groups=["spare"])
    assert come(Client())["Location"] == "/da/sign-in/"
    assert not ServiceAccount.objects.exists()


def test_marks_that_nobody_sees_do_not_come_in_with_a_name(
    koge: SignInService, service: Provider
) -> None:
    service.says("u-1", email="ny@koge.example", name="Ny\u202e\0\n  Kollega", groups=["spare"])
    come(Client())
    assert Account.objects.get(email="ny@koge.example").person.name == "Ny Kollega"


@pytest.mark.parametrize("subject", ["a\0b", "x" * 256, ""])
def test_a_name_that_no_database_keeps_is_nobodys(
    koge: SignInService, service: Provider, subject: str
) -> None:
    service.says(subject, email="ny@koge.example", groups=["spare"])
    assert come(Client())["Location"] == "/da/sign-in/"


def sign_in(client: Client, account: Account) -> None:
    from tests.cast import make_strong

    client.force_login(account)
    make_strong(client.session, account)
