"""Mails as programs write them: what somebody wrote is found, and what was quoted is not."""

import time
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overens.reach.notices.own_words import own_words
from overens.reach.notices.reading import MOST_BYTES, Incoming, plain_address, read_mail
from overens.reach.notices.states import MailKind

MAILS = Path(__file__).parent / "mails"
ADDRESS = "overens@avtal.example"
TOKEN = "abcdefghijklmnopqrstuvwx23"

WRITTEN = {
    "outlook_sv": """Hej!

Vi kan ta emot er i Rådhuset, men helst efter klockan 10.

Tack för att ni tar med er planen:
- bussen går 9.15
- vi äter lunch i matsalen""",
    "outlook_da": """Kære alle

Tak for spørgsmålet – vi har prøvet det på to skoler.
Det koster ca. 40.000 kr. pr. skole.""",
    "outlook_web": "Ja, jag kommer gärna. Kan vi få dagordningen en vecka innan?",
    "gmail_sv": "Ja tack, vi kommer båda två.",
    "gmail_da_html": "Nej, den dag kan jeg ikke.\n\nHvad med ugen efter?",
    "iphone_sv": "Kommer!",
    "iphone_da_picture": "Her er tavlen fra mødet.\n\nVi ses på torsdag.",
    "thunderbird_above": """Tack, det hjälper oss mycket.

På mötet den 3 mars 2025 skrev ni upp följande:
- en karta
- en lista

Kan vi få dem?""",
    "thunderbird_below": "Vi har to varmepumper, og de kører uden problemer, også når det er koldt om "
    "vinteren.\n\nDet ved økonomi; jeg spørger dem.",
    "attachment": "Här är förslaget.",
}


def mail(name: str) -> Incoming:
    return read_mail((MAILS / f"{name}.eml").read_bytes(), ADDRESS)


def written(text: str, **head: str) -> bytes:
    """A plain mail with a head of one's own."""
    found = EmailMessage()
    for name, value in {"From": "anna@koge.example", "To": ADDRESS, **head}.items():
        found[name.replace("_", "-")] = value
    found.set_content(text)
    return found.as_bytes()


@pytest.mark.parametrize("name", WRITTEN)
def test_what_somebody_wrote_is_found_and_nothing_else(name: str) -> None:
    found = mail(name)
    assert (found.kind, found.token, found.may_be_answered) == (MailKind.REPLY, TOKEN, True)
    assert found.text == WRITTEN[name]


def test_who_sent_it_and_in_which_language() -> None:
    found = mail("outlook_sv")
    assert (found.sender, found.language) == ("anna@kristianstad.example", "sv")
    assert found.message_id.startswith("<GV1P000MB0001")
    assert mail("gmail_sv").language == ""


def test_files_are_kept_with_a_name_that_leads_nowhere_and_logos_are_not() -> None:
    found = [(file.name, file.media_type) for file in mail("attachment").files]
    assert found == [
        ("Förslag till plan.pdf", "application/pdf"),
        ("anteckning.txt", "text/plain"),
        ("3.eml", "message/rfc822"),
    ]
    assert mail("attachment").files[0].data == b"%PDF-1.4 made up"
    assert [file.name for file in mail("iphone_da_picture").files] == ["IMG_0042.png"]
    assert mail("outlook_sv").files == ()


@pytest.mark.parametrize(
    ("name", "said"),
    [("outlook", b"ACCEPTED"), ("gmail", b"DECLINED"), ("apple", b"TENTATIVE")],
)
def test_what_a_calendar_answers_is_found_once_and_is_no_remark(name: str, said: bytes) -> None:
    found = mail(f"calendar_{name}")
    assert found.kind == MailKind.REPLY
    assert b"PARTSTAT=" + said in found.calendar
    assert (found.text, found.files) == ("", ())


def test_what_came_back_names_the_letter_and_whether_it_is_for_good() -> None:
    postfix, exchange, delayed = map(mail, ("bounce_postfix", "bounce_exchange", "bounce_delayed"))
    assert {one.kind for one in (postfix, exchange, delayed)} == {MailKind.BOUNCE}
    assert (postfix.returned, postfix.is_permanent) == ("<returned-1@avtal.example>", True)
    assert (exchange.returned, exchange.is_permanent) == ("<returned-2@avtal.example>", True)
    assert (delayed.returned, delayed.is_permanent) == ("<returned-1@avtal.example>", False)
    assert not any(one.may_be_answered for one in (postfix, exchange, delayed))


@pytest.mark.parametrize(
    "head",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated; owner-email=anna@koge.example"},
        {"Precedence": "Bulk"},
        {"Return_Path": "<>"},
        {"X_Autoreply": "yes"},
        {"List_Id": "<alla.koge.example>"},
    ],
)
def test_what_a_machine_wrote_is_never_answered(head: dict[str, str]) -> None:
    found = read_mail(written("Ja", **head), ADDRESS)
    assert (found.kind, found.may_be_answered) == (MailKind.AUTOMATIC, False)
    assert read_mail(written("Ja", Auto_Submitted="no"), ADDRESS).kind == MailKind.REPLY
    assert mail("out_of_office").kind == MailKind.AUTOMATIC


@pytest.mark.parametrize("field", ["To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To"])
def test_the_token_stands_in_any_of_the_addresses(field: str) -> None:
    data = f"From: a@b.example\n{field}: X <Overens+{TOKEN.upper()}@AVTAL.example>\n\nJa".encode()
    assert read_mail(data, ADDRESS).token == TOKEN


def test_what_our_own_server_wrote_comes_before_what_a_sender_did() -> None:
    other = "z" * 26
    data = (
        f"Delivered-To: overens+{TOKEN}@avtal.example\nFrom: a@b.example\n"
        f"To: overens+{other}@avtal.example\n\nJa"
    )
    assert read_mail(data.encode(), ADDRESS).token == TOKEN


@pytest.mark.parametrize(
    "address",
    [
        f"overens+{TOKEN}@andet.example",
        f"andet+{TOKEN}@avtal.example",
        f"overens+{TOKEN}x@avtal.example",
        f"overens+{TOKEN[:-1]}@avtal.example",
        f"overens+{TOKEN[:-1]}1@avtal.example",
        "overens@avtal.example",
        "",
    ],
)
def test_any_other_address_has_no_token(address: str) -> None:
    assert read_mail(f"From: a@b.example\nTo: {address}\n\nJa".encode(), ADDRESS).token == ""


@pytest.mark.parametrize(
    "said",
    [
        "From: a@b.example\nFrom: c@d.example",
        "From: a@b.example, c@d.example",
        "From: a@b.example <c@d.example>",
        "From: <a@b.example> <c@d.example>",
        "From: a@b.example;c@d.example",
        "From: Grupp: a@b.example;",
        'From: "a@b.example"',
        "From: a@b.example)<c@d.example>",
        "Subject: hej",
        "From: ",
    ],
)
def test_a_sender_that_can_be_read_in_several_ways_is_none(said: str) -> None:
    assert read_mail(f"{said}\nTo: {ADDRESS}\n\nJa".encode(), ADDRESS).sender in ("", "c@d.example")
    if said != "From: a@b.example)<c@d.example>":
        assert read_mail(f"{said}\nTo: {ADDRESS}\n\nJa".encode(), ADDRESS).sender == ""


@pytest.mark.parametrize(
    ("said", "sender"),
    [
        ('"Exempel, Anna" <Anna@Koge.Example>', "anna@koge.example"),
        ('"<b@c.example>" <a@koge.example>', "a@koge.example"),
        ("a@koge.example (b@c.example)", "a@koge.example"),
        ("=?utf-8?q?=C3=85sa?= <asa@koge.example>", "asa@koge.example"),
    ],
)
def test_the_address_of_a_sender_is_the_one_in_use(said: str, sender: str) -> None:
    assert read_mail(f"From: {said}\nTo: {ADDRESS}\n\nJa".encode(), ADDRESS).sender == sender


def test_addresses_are_compared_as_mail_knows_them() -> None:
    assert plain_address("Anna@Åhus.example") == plain_address("anna@xn--hus-tla.example")
    assert plain_address("ingen") == plain_address("@x.example") == plain_address("a@") == ""


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [
        ("windows-1252", "cp1252"),
        ("iso-8859-1", "cp1252"),
        ("us-ascii", "utf-8"),
        ("us-ascii", "cp1252"),
        ("utf-8", "cp1252"),
        ("findes-ikke", "utf-8"),
        ("zip", "utf-8"),
        ("idna", "utf-8"),
        ("", "utf-8"),
    ],
)
def test_whatever_a_mail_says_of_its_signs_people_can_read_it(charset: str, encoding: str) -> None:
    named = f'; charset="{charset}"' if charset else ""
    head = (
        f"From: a@b.example\nContent-Type: text/plain{named}\nContent-Transfer-Encoding: 8bit\n\n"
    )
    found = read_mail(head.encode() + "Rådhuset på Køge".encode(encoding), ADDRESS)
    assert found.text == "Rådhuset på Køge"


def test_what_a_page_hides_or_does_is_not_read() -> None:
    html = "<style>p{}</style><script>alert(1)</script><p>Ja &amp; tak &lt;nu&gt;</p><!-- nej -->"
    data = f"From: a@b.example\nContent-Type: text/html; charset=utf-8\n\n{html}".encode()
    assert read_mail(data, ADDRESS).text == "Ja & tak <nu>"


def test_a_reply_below_a_quotation_of_a_page_is_found() -> None:
    html = (
        "<p>Den 24.11.2026 kl. 12.30 skrev Overens:</p><blockquote>Ja?<blockquote>Hm</blockquote>"
        "</blockquote><p>Nej.</p>"
    )
    data = f"From: a@b.example\nContent-Type: text/html\n\n{html}".encode()
    assert read_mail(data, ADDRESS).text == "Nej."


@pytest.mark.parametrize(
    "said",
    [
        "Tak for sidst, det var en god dag.\nTak også for kortet.",
        "Thanks, that helps. Thanks, all of you.",
        "Best, I think, would be Tuesday.",
        "Kl. 10 passer.\nHilsen fra hele gruppen til jer alle og på gensyn i Køge!",
        "- ja\n- nej",
        "Bästa förslaget är nummer två, tycker jag.",
        "Vi ses den 3:e. Så här skrev Bo: kom i tid.",
    ],
)
def test_whole_sentences_are_never_taken_for_a_signature(said: str) -> None:
    assert own_words(said) == said
    assert own_words(f"{said}\n\nMed venlig hilsen\nBent\nKøge Kommune") == said


@pytest.mark.parametrize(
    "ends", ["Mvh Anna", "/Anna", "Med vänlig hälsning,\nAnna", "-- \nAnna", "Vh\nBo"]
)
def test_a_signature_is_taken_off(ends: str) -> None:
    assert own_words(f"Ja.\n\n{ends}") == "Ja."


def test_a_reply_that_is_a_greeting_alone_is_kept() -> None:
    assert own_words("Mvh\nAnna") == "Mvh\nAnna"


def test_what_nobody_can_read_is_unreadable_and_harms_nobody() -> None:
    for data in (b"", b"\n\n", b"From: a@b.example"):
        assert read_mail(data, ADDRESS).text == ""
    for data in (
        b"x" * (MOST_BYTES + 1),
        b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\n" * 1_000_000,
        b"".join(
            b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n" % (n, n) for n in range(900)
        ),
        b"Content-Type: message/rfc822\n\n" * 5_000,
        b"X: " + b"a" * 1_000_000 + b"\n\nJa",
    ):
        began = time.process_time()
        assert read_mail(data, ADDRESS).kind == MailKind.UNREADABLE
        assert time.process_time() - began < 5


@pytest.mark.parametrize(
    "text",
    [
        "On\n" * 20_000,
        "From: a\n" * 7_500,
        "- a\n" * 15_000,
        "a\n" * 30_000,
        "den 1:11 skrev " * 4_000,
        "x\nTak\n" * 8_000,
        "Am 1\n" * 10_000 + "schrieb",
        "On\n" * 490,
        "From: \n" * 490,
        "> " * 30_000,
    ],
)
def test_no_text_takes_long_to_look_through(text: str) -> None:
    began = time.process_time()
    own_words(text)
    assert time.process_time() - began < 3


@pytest.mark.parametrize("tag", ["<div>", "<blockquote>", "<p><b>", "</p>", "<"])
def test_no_page_takes_long_to_look_through(tag: str) -> None:
    data = b"Content-Type: text/html\n\nJa<br>" + tag.encode() * 500_000
    began = time.process_time()
    assert read_mail(data, ADDRESS).text.startswith("Ja")
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    "lead",
    [
        "Overens skrev 2026-11-24 12:30:",
        "Le mar. 24 nov. 2026 à 12:30, Overens <o@a.example> a écrit :",
        "Overens <o@a.example> skrev\nden 24 nov. 2026 kl. 12.30:",
    ],
)
def test_a_quotation_is_led_in_by_any_words_that_name_who_and_when(lead: str) -> None:
    assert own_words(f"Ja\n\n{lead}\n> Hej") == "Ja"
    assert own_words("Ja\n\nFå Outlook til Android") == "Ja"


@given(st.binary(max_size=2_000))
def test_no_bytes_are_too_much(data: bytes) -> None:
    assert read_mail(data, ADDRESS).kind in MailKind


@given(st.text(max_size=500))
def test_no_text_is_too_much(text: str) -> None:
    assert len(own_words(text)) <= len(text)
