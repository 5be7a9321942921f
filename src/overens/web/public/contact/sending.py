"""From a form to a receipt; and where that cannot be, the form again with all that was in it."""

import logging
from collections.abc import Callable, Sequence
from http import HTTPStatus
from traceback import format_tb

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils import timezone

from overens.base.municipalities.models import Authority
from overens.base.municipalities.rules import Refused
from overens.base.papers.storage import CannotFetch
from overens.base.records.actions.arriving import ArrivedOtherwise, receive_message
from overens.base.records.actions.letters import status_address
from overens.base.records.actions.unsent import keep_sent, put_by
from overens.base.records.models import Arrival
from overens.base.records.rules import Message
from overens.web.public.contact.forms import WritingForm
from overens.web.public.contact.keys import origin_of

logger = logging.getLogger(__name__)


class NotReceived(Exception):
    """Nothing was stored, through no fault of the sender's."""


def can_be_read(request: HttpRequest) -> bool:
    """Whether the body of a form is whole, no larger than a form takes, and has room on the disk."""
    try:
        len(request.POST)
    except (SuspiciousOperation, MultiPartParserError, OSError):
        return False
    return True


def put_files_by(form: WritingForm, files: Sequence) -> None:
    """Judge what was chosen and keep it apart, so that nobody has to choose it twice. Raises
    NotReceived."""
    for file in files:
        try:
            form.put_by(put_by(file.read(), file.name))
        except Refused as refused:
            form.add_error("files", f"{file.name}: {refused}")
        except Exception as error:
            raise not_received(error) from error


def send(
    request: HttpRequest,
    form: WritingForm,
    message: Callable[[str], Message],
    authorities: Sequence[Authority],
    thread: str = "",
) -> Arrival | None:
    """What was received; None where the form says why it was not. Raises NotReceived.

    `message` is handed the form's key.
    """
    at = timezone.now()
    assert form.key
    try:
        keep_sent(list(form.unsent.values()))
        return receive_message(
            message=message(form.key.token),
            authorities=authorities,
            at=at,
            thread=thread,
            origin=origin_of(request, at),
            trap=form.is_trapped,
            typed_for=form.key.typed_for,
        )
    except CannotFetch:
        form.lose_files()
    except ArrivedOtherwise as other:
        form.renew()
        form.came_before = status_address(other.arrival.thread, request.reader.language)
        form.add_error(None, str(other))
    except Refused as refused:
        form.add_error(None, str(refused))
    except Exception as error:
        raise not_received(error) from error
    return None


def not_received(error: Exception) -> NotReceived:
    """Told to the operator without what the error says: that may hold what somebody wrote."""
    where = "".join(format_tb(error.__traceback__))
    logger.error("a message was not received: %s\n%s", type(error).__name__, where)
    return NotReceived()


def see_other(address: str) -> HttpResponse:
    return HttpResponse(status=HTTPStatus.SEE_OTHER, headers={"Location": address})
