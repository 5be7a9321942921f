"""The kind 'message': what somebody sends by the form on a page, and in addition to it."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from overens.base.languages.rules import languages
from overens.base.municipalities.models import Authority
from overens.base.records.arrivals import Understood
from overens.base.records.models import Arrival, Document
from overens.base.records.rules import MOST_IN_NAME, Attached, Message, Said, in_brief
from overens.base.records.states import DocumentKind

MESSAGE = "message"


def understand(arrival: Arrival, data: bytes, authority: Authority) -> Understood:
    """In the authority's own language. Nothing that somebody wrote stands in the public wording."""
    message = Message.read(data)
    with override(language_of(authority)):
        begins = _("Error on a page") if message.about == "error" else _("Question")
        said = Said(
            subject=in_brief(f"{begins}: {message.text}"),
            counterpart=in_brief(message.email or message.phone, MOST_IN_NAME)
            or _("somebody who gave no name"),
            public_subject=in_brief(f"{begins} ({message.page_title})")
            if message.page_title
            else begins,
        )
        name = _("Message")
    return Understood(said, documents_of(arrival, message, name))


def documents_of(arrival: Arrival, message: Message, name: str) -> list[Document]:
    """The message as it came, and what was attached."""
    first = Document(
        kind=DocumentKind.MESSAGE,
        name=name,
        media_type="application/json",
        size=arrival.size,
        sha256=arrival.sha256,
    )
    return [first, *map(attachment, message.attached)]


def attachment(file: Attached) -> Document:
    """A file that somebody handed in, kept already."""
    return Document(
        kind=DocumentKind.ATTACHMENT,
        name=in_brief(file.name, 120),
        media_type=file.media_type,
        size=file.size,
        sha256=file.sha256,
    )


def language_of(authority: Authority) -> str:
    """The language in which an authority keeps its register."""
    known = languages()
    return next((code for code in authority.country.languages if code in known), "en")
