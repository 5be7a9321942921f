"""The kinds 'message' and 'sent-on': what somebody sends by the form on a page, and in addition to
it; and what another authority received and sent on, since it belongs here."""

from dataclasses import asdict, replace

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from overens.base.languages.rules import languages
from overens.base.municipalities.models import Authority
from overens.base.papers.storage import fetch
from overens.base.records.arrivals import Understood
from overens.base.records.models import Arrival, Document
from overens.base.records.parcels import Parcel
from overens.base.records.rules import MOST_IN_NAME, Attached, Message, Said, in_brief
from overens.base.records.states import DocumentKind
from overens.base.trail.rows import new

MESSAGE, SENT_ON = "message", "sent-on"


def understand(arrival: Arrival, data: bytes, authority: Authority) -> Understood:
    """In the authority's own language. Nothing that somebody wrote stands in the public wording."""
    message = Message.read(data)
    with override(language_of(authority)):
        name = _("Message")
    return Understood(said_of(message, authority), documents_of(arrival, message, name))


def said_of(message: Message, authority: Authority) -> Said:
    """What stands in an authority's register of a message."""
    with override(language_of(authority)):
        begins = _("Error on a page") if message.about == "error" else _("Question")
        return Said(
            subject=in_brief(f"{begins}: {message.text}"),
            counterpart=in_brief(message.email or message.phone, MOST_IN_NAME)
            or _("somebody who gave no name"),
            public_subject=in_brief(f"{begins} ({message.page_title})")
            if message.page_title
            else begins,
        )


def understand_sent_on(arrival: Arrival, data: bytes, authority: Authority) -> Understood:
    """From whoever wrote it, by way of the authority that sent it on. In public stands that one."""
    parcel = Parcel.read(data)
    said = Said(parcel.subject, parcel.counterpart, parcel.is_private)
    message = _message_in(parcel)
    if message:
        said = replace(said, public_subject=said_of(message, authority).public_subject)
    way = arrival.carried.sender.name.text
    with override(language_of(authority)):
        by_way = _("%(who)s, by way of %(authority)s") % {"who": said.counterpart, "authority": way}
    said = replace(
        said,
        counterpart=in_brief(by_way if said.counterpart else way, 200),
        public_counterpart=in_brief(way, 200),
    )
    return Understood(said, [Document(**asdict(each)) for each in parcel.documents])


def _message_in(parcel: Parcel) -> Message | None:
    """What somebody wrote first, where it came by form."""
    for each in parcel.documents:
        if each.kind == DocumentKind.MESSAGE:
            try:
                return Message.read(fetch(settings.FILES, each.sha256))
            except (ValueError, TypeError, KeyError):
                return None
    return None


def documents_of(arrival: Arrival, message: Message, name: str) -> list[Document]:
    """The message as it came, and what was attached."""
    first = new(
        Document,
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
