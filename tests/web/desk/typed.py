"""Every form of the desk in which a text is typed, and kept meanwhile: one list for the walk over
all pages (`test_every_page`) and for the browser (`tests.browser.test_typing`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

FIRST = "(the first)"
"""Of several to choose from."""


@dataclass(frozen=True)
class Form:
    """`page` is its address on the desk; `place` the first part of the form's own name.

    `whole` is what makes it one that can be sent. `lines` is how many lines of the trail come of it
    when it arrives twice. In a browser it is `interrupted`, unless another one of the same shape is.
    """

    page: str
    place: str
    whole: Mapping[str, str] = field(default_factory=dict)
    lines: int = 1
    interrupted: bool = True


COMMITMENT = "agreements/<slug:agreement>/commitments/<int:number>/"
DRAFT = "agreements/<slug:agreement>/draft/"
PAPER = "transcriptions/<slug:paper>/"
ROOM = "agreements/<slug:agreement>/"
MEETING = f"{ROOM}meetings/<slug:meeting>/"
NOTES = "agreements/<slug:agreement>/meetings/<slug:meeting>/notes/"
LIFE = "agreements/<slug:agreement>/life/"
ENTRY = "register/<int:year>/<int:number>/"
ANEW = 2
"""The link stands on the answer alone: whoever has not seen it gets another, which ends the one
before."""

FORMS = (
    Form(f"{COMMITMENT}note/", "evidence", {"since": "2026-08-01", "kind": FIRST, "note": "Held."}),
    Form(f"{COMMITMENT}not-done/", "not-done", {"due": FIRST, "because": "No time."}),
    Form(
        "agreements/<slug:agreement>/since-signing/",
        "since-signing",
        {"c1-0-day": "2026-07-01", "c1-0-text": "Held."},
    ),
    Form(f"{DRAFT}parts/<str:part>/", "draft-write", {"text_da": "Vi mødes."}),
    Form(
        f"{DRAFT}areas/new/",
        "draft-write",
        {"name_da": "Havne", "name_sv": "Hamnar"},
    ),
    Form(
        f"{DRAFT}articles/new/",
        "draft-write",
        {"heading_da": "Møder", "text_da": "Vi mødes."},
    ),
    Form(
        f"{DRAFT}commitments/new/",
        "draft-write",
        {"promise_da": "Holde møde", "kind": FIRST},
    ),
    Form(
        f"{DRAFT}commitments/<int:number>/",
        "draft-write",
        {"promise_da": "Holde to møder"},
    ),
    Form(f"{DRAFT}term/", "draft-write", {"renewal_da": "Et år ad gangen."}),
    Form(f"{DRAFT}comment/<str:part>/", "draft-comment", {"text": "Er det nok?"}),
    Form("agreements/new/", "new-agreement", {"parties": FIRST, "title_da": "Aftale om vand"}),
    Form(
        "approvals/<uuid:consent>/",
        "approve",
        {"answer": FIRST, "because": "After the vote."},
        lines=2,
    ),
    Form("approvals/<uuid:consent>/", "comment", {"text": "Shorter, please."}, lines=2),
    Form("approvals/<uuid:consent>/", "own-note", {"text": "Ask the lawyer."}),
    Form(
        f"{LIFE}keep/",
        "keep",
        {"text": "It goes on."},
        lines=2,
    ),
    Form(
        f"{LIFE}notice/",
        "notice",
        {"body": "Byrådet", "because": "It has done its work."},
        lines=2,
        interrupted=False,
    ),
    Form(NOTES, "notes", {"text": "Vi talte om sand.", "readers": FIRST}, interrupted=False),
    Form(f"{NOTES}object/", "objection", {"text": "Det var grus."}, interrupted=False),
    Form("transcriptions/new/", "new-transcription", interrupted=False),
    *(
        Form(f"{PAPER}{page}", "draft-write", interrupted=False)
        for page in (
            "parts/<str:part>/",
            "areas/new/",
            "articles/new/",
            "commitments/new/",
            "commitments/<int:number>/",
            "term/",
        )
    ),
    Form(f"{PAPER}signing/", "transcribing", {"on": "1998-05-04"}, interrupted=False),
    Form(f"{PAPER}unreadable/", "transcribing", {"text": "Side 2."}),
    Form(
        "transcriptions/put/<uuid:transcription>/",
        "transcription",
        {"answer": FIRST, "because": "Artikel 1."},
        lines=2,
        interrupted=False,
    ),
    Form(
        f"{LIFE}waive/<int:number>/",
        "waive",
        {"due": FIRST, "because": "It was done together."},
        lines=2,
    ),
    Form(
        f"{LIFE}renew/",
        "renew",
        {"ends": "2099-12-31", "because": "It goes well.", "counts": FIRST},
        lines=4,
        interrupted=False,
    ),
    Form(
        f"{LIFE}end/",
        "end",
        {"ends": "2099-12-31", "because": "It has done its work.", "counts": FIRST},
        lines=4,
    ),
    Form(
        f"{ROOM}groups/found/",
        "mandate",
        {"name_da": "Havnegruppen", "text_da": "Den ser på havne."},
        lines=2,
    ),
    Form(
        f"{ROOM}groups/<slug:group>/mandate/",
        "mandate",
        {"text_da": "Noget andet."},
        lines=2,
        interrupted=False,
    ),
    Form(
        f"{ROOM}groups/<slug:group>/close/",
        "close-group",
        {"text": "It has done its work."},
        lines=2,
        interrupted=False,
    ),
    Form(f"{ROOM}groups/<slug:group>/", "remark", {"text": "See you there."}),
    Form(
        f"{ROOM}questions/ask/",
        "question",
        {"text": "What holds the water back?"},
        interrupted=False,
    ),
    Form(
        f"{ROOM}questions/<int:question>/",
        "question-side",
        {"text": "The sea rises."},
    ),
    Form(
        f"{ROOM}questions/<int:question>/",
        "question-close",
        {"state": FIRST, "text": "A dike."},
    ),
    Form(
        f"{ROOM}questions/<int:question>/",
        "question-sentence",
        {"text": "What holds the sea back?"},
        interrupted=False,
    ),
    Form(
        f"{ROOM}questions/<int:question>/", "remark", {"text": "Look at this."}, interrupted=False
    ),
    Form(
        f"{ROOM}meetings/call/",
        "call",
        {"title": "Møde", "day": "2027-01-12", "starts": "10:00", "ends": "11:00"},
    ),
    Form(f"{ROOM}meetings/note/", "note-meeting", {"title": "Besøg", "first": "2020-05-04"}),
    Form(f"{MEETING}change/", "meeting", {"title": "Andet"}),
    Form(MEETING, "remark", {"text": "Bring boots."}, interrupted=False),
    Form(
        f"{MEETING}postpone/",
        "postpone",
        {"day": "2027-01-13", "because": "Sne."},
        interrupted=False,
    ),
    Form(f"{MEETING}cancel/", "cancel-meeting", {"because": "Sne."}),
    Form(f"{MEETING}take-back/", "take-back", {"because": "En anden dag."}, interrupted=False),
    Form(f"{MEETING}programme/", "programme-part", {"title": "Frokost"}, interrupted=False),
    Form(
        f"{MEETING}programme/<uuid:programme_part>/",
        "programme-part",
        {"title": "Slut"},
        interrupted=False,
    ),
    Form(f"{MEETING}people/", "invite-name", {"name": "Eksempel Gæst"}, interrupted=False),
    Form(f"{MEETING}agenda/", "agenda-item", {"title": "Havet"}, interrupted=False),
    Form(f"{MEETING}agenda/<uuid:item>/", "agenda-item", {"title": "Skoven"}, interrupted=False),
    Form(f"{MEETING}run/", "outcome", {"text": "Vi måler."}, interrupted=False),
    Form(
        f"{MEETING}run/<uuid:outcome>/",
        "outcome-change",
        {"text": "Vi måler igen."},
        interrupted=False,
    ),
    Form(f"{MEETING}cost/", "cost", {"amount": "100"}, interrupted=False),
    Form(
        f"{ROOM}series/<uuid:series>/",
        "series-rest",
        {"title": "Nyt", "because": "Ferie.", "from": FIRST, "day": "2027-01-12"},
        interrupted=False,
    ),
    Form(
        f"{ROOM}series/<uuid:series>/",
        "series-end",
        {"because": "Slut.", "from": FIRST},
        interrupted=False,
    ),
    Form(f"{ROOM}tasks/give/", "task", {"text": "Send the maps.", "post": FIRST}),
    Form(
        f"{ROOM}tasks/<int:task>/",
        "task-end",
        {"state": "dropped", "text": "Too late."},
    ),
    Form(f"{ROOM}tasks/<int:task>/", "remark", {"text": "It is sent."}, interrupted=False),
    Form("inbox/<uuid:case>/", "answer", {"text": "It goes well."}),
    Form("inbox/<uuid:case>/", "send-on", {"to": FIRST, "note": "Yours as well.", "keeps": FIRST}),
    Form("inbox/<uuid:case>/", "close", {"because": "It was answered by phone."}),
    Form(
        "register/new/",
        "enter",
        {"direction": FIRST, "on": "2026-08-01", "subject": "A letter", "counterpart": "Somebody"},
        interrupted=False,
    ),
    Form(
        f"{ENTRY}correct/",
        "correct",
        {"subject": "Another", "because": "A slip."},
        interrupted=False,
    ),
    Form(f"{ENTRY}cancel/", "cancel", {"because": "Entered twice."}, interrupted=False),
    Form("register/set-apart/", "set-aside", {"because": "An advertisement."}, interrupted=False),
    Form("register/without-number/", "number", {"number": "26/1234"}, interrupted=False),
    Form("register/settings/", "register-settings", {"phone": "56 67 67 67"}, interrupted=False),
    Form("news/<slug:news>/text/", "news", {"title_da": "En anden overskrift"}),
    *(Form(f"news/begin/{kind}/", "news", interrupted=False) for kind in ("news", "page", "link")),
    Form("news/<slug:news>/pictures/", "news-picture", interrupted=False),
    Form("news/<slug:news>/pictures/<str:file>/", "news-picture", interrupted=False),
    Form("handovers/<uuid:handover>/", "handover", {"text": "Call first."}),
    Form("posts/", "post", {"name_da": "eksempelpost"}),
    Form("posts/<slug:post>/", "take-over", {"person": "Eksempel Efter"}),
    Form("posts/<slug:post>/", "deputy", {"person": "Eksempel Ved"}),
    Form("posts/<slug:post>/", "rename", {"name_da": "et andet navn"}),
    Form("people/invite/<uuid:seat>/", "invite", {"email": "newcomer@koge.example"}, ANEW),
    Form(
        "people/sign-in-service/",
        "sign-in-service",
        {
            "name": "Example",
            "address": "https://sign-in.example",
            "client_id": "overens",
            "client_secret": "a secret",
        },
    ),
    Form("settings/email/", "email", {"email": "another@koge.example"}),
    Form("first/posts/", "first", {"leader_person": "Eksempel Leder"}),
    Form(
        "first/agreement/form/",
        "first",
        {
            "title": "An example",
            "on": "2026-01-01",
            "signer_0_1_name": "Eksempel Her",
            "signer_0_1_post": "leder",
            "partner_1_name": "Malmö stad",
            "partner_1_short": "Malmö",
            "partner_1_country": "se",
            "signer_1_1_name": "Exempel Där",
            "signer_1_1_post": "ledare",
        },
    ),
    Form(
        "instance/authorities/<slug:authority>/invite/",
        "invite",
        {"name": "Exempel Ny", "email": "new@place.example"},
        ANEW,
    ),
)
