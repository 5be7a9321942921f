"""What the sender of a message is told by mail, where they gave an address."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from overens.base.languages.rules import write_date
from overens.base.mail.actions import queue
from overens.base.mail.queries import about
from overens.base.municipalities.models import Authority
from overens.base.records.arrivals import KINDS
from overens.base.records.messages import language_of
from overens.base.records.models import Arrival, Case, Entry, Receipt, Register
from overens.base.records.queries import number_of
from overens.base.records.states import ReceiptState

WARNS_EVERY = timedelta(hours=1)


def status_address(thread: str, language: str) -> str:
    """The sender's own page: whoever knows it reads it, and nobody can guess it."""
    return f"{settings.ADDRESS}/{language}/case/{thread}/"


def queue_receipt(arrival: Arrival, receipts: Sequence[Receipt], now: datetime) -> None:
    """That it was received: by whom, when, under which number, and its hash; or that it was sent
    on, and received there. When none of its receipts waits any more."""
    if not _has_address(arrival) or any(r.state == ReceiptState.WAITING for r in receipts):
        return
    lines = []
    with override(arrival.language):
        for receipt in sorted(receipts, key=lambda receipt: receipt.authority.slug):
            own = receipt.authority
            said = {
                "authority": own.name.text,
                "day": write_date(own.country.today(arrival.at), arrival.language),
                "time": f"{arrival.at.astimezone(own.country.zone):%H:%M}",
                "number": number_of(receipt.entry) if receipt.entry else "",
            }
            lines.append(
                _("%(authority)s received it on %(day)s at %(time)s. Its number is %(number)s.")
                % said
                if receipt.entry
                else _("%(authority)s received it on %(day)s at %(time)s.") % said
            )
        carried = KINDS[arrival.kind].by_dispatch and arrival.carried
        first = (
            _("%(authority)s sent your message on.") % {"authority": carried.sender.name.text}
            if carried
            else _("We have received your message.")
        )
        sealed = _("The hash of what you sent (SHA-256) is %(hash)s.") % {"hash": arrival.sha256}
        _to_sender(
            arrival,
            _("We have received your message"),
            [
                first,
                *lines,
                _("Here you see what becomes of it, and can add to it:"),
                status_address(arrival.thread, arrival.language),
                _("Keep this address to yourself: whoever has it can read your message."),
                *([] if carried else [sealed]),
            ],
            now,
        )


def warn_of_many(authorities: Sequence[Authority], arrival: Arrival) -> None:
    """Tell each authority, once in WARNS_EVERY, that much arrives and is set apart unread."""
    for authority in authorities:
        register = Register.objects.filter(authority=authority, email__gt="").first()
        late = arrival.at - WARNS_EVERY
        if register is None or about(register.ref).filter(queued_at__gt=late).exists():
            continue
        with override(language_of(authority)):
            queue(
                to=register.email,
                subject=_("Much arrives by the form, and is set apart"),
                text="\n\n".join(
                    [
                        _(
                            "So much arrives for %(authority)s by the form that it is set apart "
                            "instead of entered. Nothing is lost: all of it is stored with its "
                            "time of arrival. There may be real messages in it: sign in and look."
                        )
                        % {"authority": authority.name.text},
                        f"{settings.ADDRESS}/{language_of(authority)}/desk/",
                    ]
                ),
                language=language_of(authority),
                about=register.ref,
                at=arrival.at,
            )


def queue_news(case: Case, entry: Entry, now: datetime) -> None:
    """That something stands on the status page: an answer, or that it was sent on."""
    arrival = (
        Arrival.objects.filter(thread=case.thread, sender__email__gt="")
        .select_related("sender")
        .order_by("at")
        .first()
        if case.thread
        else None
    )
    if arrival is None:
        return
    with override(arrival.language):
        authority = case.register.authority.name.text
        sent_on = entry.dispatches.exists()
        first = (
            _("%(authority)s has sent your message on to whom it belongs.")
            if sent_on
            else _("%(authority)s has answered your message.")
        )
        _to_sender(
            arrival,
            _("Your message was sent on") if sent_on else _("There is an answer to your message"),
            [
                first % {"authority": authority},
                _("You can read it here:"),
                status_address(arrival.thread, arrival.language),
                _("Keep this address to yourself: whoever has it can read your message."),
            ],
            now,
        )


def _to_sender(arrival: Arrival, subject: str, paragraphs: list[str], now: datetime) -> None:
    queue(
        to=arrival.sender.email,
        subject=subject,
        text="\n\n".join(paragraphs),
        language=arrival.language,
        about=arrival.ref,
        at=now,
    )


def _has_address(arrival: Arrival) -> bool:
    sender = getattr(arrival, "sender", None)
    return bool(sender and sender.email)
