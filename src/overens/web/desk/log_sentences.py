"""What each line of the trail says, in a sentence, to whoever may read the log."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from overens.base.consents.states import Stage
from overens.base.languages.rules import languages
from overens.cycle.agreements.states import Unfollowed
from overens.reach.notices.states import Reason

Said = Mapping[str, Any]
Sentence = Callable[[Said, str], str]
"""Made of the line's values, which may be gone, in a language."""


def _person(said: Said) -> str:
    return str(said.get("person") or said.get("email") or _("somebody"))


def _post(said: Said) -> str:
    return str(said.get("post") or "–")


def _plain(sentence: Callable[[], str]) -> Sentence:
    return lambda said, language: sentence() % {"person": _person(said), "post": _post(said)}


def _commitment(sentence: Callable[[], str]) -> Sentence:
    return lambda said, language: sentence() % {"number": said.get("commitment", "–")}


def _invited(said: Said, language: str) -> str:
    if said.get("operator"):
        return _("Somebody was invited to be operator of the instance.")
    return _("%(person)s was invited to sign in, for the post %(post)s.") % {
        "person": _person(said),
        "post": _post(said),
    }


def _made(said: Said, language: str) -> str:
    if said.get("operator") and said.get("person"):
        return _("%(person)s made the first account, and is operator of the instance too.") % {
            "person": _person(said)
        }
    if said.get("operator"):
        return _("An operator accepted the invitation and has an account now.")
    return _("%(person)s accepted the invitation and has an account now.") % {
        "person": _person(said)
    }


def _withdrawn(said: Said, language: str) -> str:
    if said.get("operator"):
        return _("The invitation of an operator was withdrawn.")
    return _("The invitation of %(person)s was withdrawn.") % {"person": _person(said)}


def _service(said: Said, language: str) -> str:
    sentence = (
        _("The municipality’s own sign-in was set: %(address)s, with a new secret.")
        if said.get("secret_changed")
        else _("The municipality’s own sign-in was set: %(address)s.")
    )
    return sentence % {"address": said.get("address", "–")}


def _checked(said: Said, language: str) -> str:
    if said.get("faults"):
        return _("Chains and kept files were checked; something does not hold: %(faults)s") % {
            "faults": "; ".join(map(str, said["faults"]))
        }
    return _("Chains and kept files were checked: all hold.")


def _unfollowed(said: Said, language: str) -> str:
    known = said.get("because") in Unfollowed.values
    return _(
        "A letter from another party to an agreement was entered. Nothing follows on it: %(why)s."
    ) % {"why": Unfollowed(said["because"]).label if known else "–"}


def _transcribed(said: Said, language: str) -> str:
    return _("Version %(number)s of an agreement was typed in.") % {
        "number": said.get("version", "–")
    }


def _people(said: Said, language: str) -> str:
    names = [str(change["person"]) for change in said.get("people", ()) if change.get("person")]
    if not names:
        return _("Names of the authority and its posts were noted.")
    known = languages()
    joined = known.get(language, known["en"]).join(sorted(set(names)))
    return _("It was noted who holds which post: %(names)s.") % {"names": joined}


def _dispatched(said: Said, language: str) -> str:
    return _("What left as %(number)s has the number %(theirs)s at the other authority.") % {
        "number": said.get("number", "–"),
        "theirs": said.get("their_number", "–"),
    }


def _of_post(sentence: Callable[[], str]) -> Sentence:
    return lambda said, language: sentence() % {"post": _post(said)}


def _news(sentence: Callable[[], str]) -> Sentence:
    return lambda said, language: sentence() % {"slug": said.get("slug", "–")}


def _of_meeting(sentence: Callable[[], str]) -> Sentence:
    return lambda said, language: sentence() % {"meeting": said.get("meeting", "–")}


def _signed_in(said: Said, language: str) -> str:
    return _("Signed in (%(method)s).") % {"method": said.get("method", "–")}


def _gone_on(said: Said, language: str) -> str:
    names = [str(Stage(one).label) for one in said.get("stages", ()) if one in Stage.values]
    if not names:
        return _("A question whose day had passed went on within the authority.")
    known = languages()
    joined = known.get(language, known["en"]).join(names)
    return _("A question whose day had passed went on to: %(names)s.") % {"names": joined}


def _others_asked(said: Said, language: str) -> str:
    if said.get("told") == 0:
        return _(
            "Nobody answered for the post %(post)s, and nobody is left to be asked by mail: it stands at the "
            "desk of whoever fills posts."
        ) % {"post": _post(said)}
    if said.get("because") == Reason.BOUNCED:
        return _(
            "A letter to the post %(post)s came back: its deputy and the functional mailbox were asked."
        ) % {"post": _post(said)}
    return _(
        "The post %(post)s did not answer for twenty working days: its deputy and the functional "
        "mailbox were asked."
    ) % {"post": _post(said)}


def _of_entry(sentence: Callable[[], str]) -> Sentence:
    return lambda said, language: sentence() % {"number": said.get("number") or "–"}


def _assigned(said: Said, language: str) -> str:
    if said.get("post"):
        return _("It was said that the post %(post)s handles a case.") % {"post": _post(said)}
    return _("It was said that nobody handles a case.")


def _group(sentence: Callable[[], str]) -> Sentence:
    return lambda said, language: sentence() % {"group": said.get("group", "–")}


def _member(sentence: Callable[[], str]) -> Sentence:
    return lambda said, language: (
        sentence() % {"post": _post(said), "group": said.get("group", "–")}
    )


def _numbered(sentence: Callable[[], str]) -> Sentence:
    return lambda said, language: sentence() % {"number": said.get("number", "–")}


SENTENCES: dict[str, Sentence] = {
    "invitation.made": _invited,
    "invitation.withdrawn": _withdrawn,
    "account.made": _made,
    "account.email-changed": _plain(lambda: _("%(person)s changed their e-mail address.")),
    "account.calendar-made": _plain(
        lambda: _("%(person)s made an address at which a calendar fetches their meetings.")
    ),
    "account.calendar-dropped": _plain(
        lambda: _("%(person)s threw away the address at which a calendar fetched their meetings.")
    ),
    "account.notices-changed": _plain(lambda: _("%(person)s chose what they get by mail.")),
    "notice.others-asked": _others_asked,
    "account.recovered": _plain(
        lambda: _(
            "%(person)s set a new password by a recovery; passkeys, codes and sessions ended."
        )
    ),
    "recovery.asked": _plain(lambda: _("Somebody asked that %(person)s be let in again.")),
    "recovery.agreed": _plain(lambda: _("Somebody agreed that %(person)s be let in again.")),
    "recovery.withdrawn": _plain(lambda: _("The recovery of %(person)s was withdrawn.")),
    "sign-in-service.kept": _service,
    "people.noted": _people,
    "agreement.transcribed": _transcribed,
    "agreement.transcription.answered": _plain(
        lambda: _("It was answered whether an agreement was typed in rightly.")
    ),
    "agreement.transcription.put": _plain(
        lambda: _("What was typed in of a signed paper was put to each party.")
    ),
    "agreement.transcription-counts": _plain(
        lambda: _("Each party has confirmed what was typed in of a signed paper: it counts.")
    ),
    "agreement.drafted": _plain(lambda: _("A draft of an agreement was begun.")),
    "agreement.draft-changed": _plain(lambda: _("A draft of an agreement was changed.")),
    "agreement.draft-dropped": _plain(lambda: _("A draft of an agreement was put away.")),
    "agreement.wording-confirmed": _plain(
        lambda: _("A wording in a draft was confirmed as it stood.")
    ),
    "agreement.comment-noted": _plain(lambda: _("A note was made on the text of an agreement.")),
    "agreement.proposal.put": _plain(lambda: _("A text was proposed to the other parties.")),
    "agreement.proposal.answered": _plain(lambda: _("A proposal was answered.")),
    "agreement.proposal.gone-on": _gone_on,
    "agreement.waiver.gone-on": _gone_on,
    "group.mandate.gone-on": _gone_on,
    "group.minutes.gone-on": _gone_on,
    "agreement.waiver.put": _plain(
        lambda: _("It was proposed to the other parties to waive a commitment.")
    ),
    "agreement.waiver.answered": _plain(
        lambda: _("A proposal to waive a commitment was answered.")
    ),
    "agreement.unfollowed": _unfollowed,
    "agreement.notice-received": _plain(
        lambda: _(
            "A notice came later than it is dated. The other parties were told on which day it "
            "came: it counts from then on."
        )
    ),
    "agreement.signed": _plain(lambda: _("It was recorded that the municipality has signed.")),
    "agreement.commented": _plain(
        lambda: _("A comment on a proposal was sent to the other parties.")
    ),
    "agreement.notice": _plain(lambda: _("Notice was given, as the agreement allows.")),
    "agreement.own-published": _plain(
        lambda: _("What the municipality proposed or answered was published.")
    ),
    "agreement.own-withdrawn": _plain(
        lambda: _("What the municipality had published of a proposal was withdrawn.")
    ),
    "agreement.kept": _plain(lambda: _("The other parties were told that the agreement is kept.")),
    "agreement.counts": _plain(
        lambda: _("Each party has agreed: a version of the agreement counts.")
    ),
    "agreement.left": _plain(lambda: _("The last day of a party to the agreement was noted.")),
    "agreement.waived": _commitment(
        lambda: _("Each party has agreed to waive commitment %(number)s.")
    ),
    "evidence.noted": _commitment(
        lambda: _("Something was noted that shows commitment %(number)s kept.")
    ),
    "evidence.withdrawn": _commitment(
        lambda: _("What was noted for commitment %(number)s was withdrawn.")
    ),
    "evidence.not-done": _commitment(
        lambda: _("It was said that commitment %(number)s was not done, and why.")
    ),
    "group.mandate.put": _plain(lambda: _("The mandate of a group was put to each party.")),
    "group.mandate.answered": _plain(lambda: _("The mandate of a group was answered.")),
    "group.founded": _group(
        lambda: _("Each party has said yes: the group “%(group)s” is founded.")
    ),
    "group.mandate-changed": _group(
        lambda: _("Each party has said yes: the group “%(group)s” has another mandate.")
    ),
    "group.closed": _group(lambda: _("Each party has said yes: the group “%(group)s” is closed.")),
    "group.member-named": _member(
        lambda: _("The post %(post)s was named into the group “%(group)s”.")
    ),
    "group.member-changed": _member(
        lambda: _("What the post %(post)s does in the group “%(group)s” was changed.")
    ),
    "group.member-ended": _member(
        lambda: _("The last day of the post %(post)s in the group “%(group)s” was set.")
    ),
    "question.asked": _numbered(lambda: _("Question %(number)s was asked.")),
    "question.corrected": _numbered(
        lambda: _("The sentence of question %(number)s was corrected.")
    ),
    "question.side-written": _numbered(
        lambda: _("It was written why question %(number)s matters here.")
    ),
    "question.answered": _numbered(lambda: _("Question %(number)s was answered.")),
    "question.left": _numbered(lambda: _("Question %(number)s was left, with the reason.")),
    "question.opened-again": _numbered(lambda: _("Question %(number)s was opened again.")),
    "task.given": _numbered(lambda: _("Task %(number)s was given.")),
    "task.done": _numbered(lambda: _("It was said that task %(number)s is done.")),
    "task.dropped": _numbered(lambda: _("Task %(number)s was dropped, with the reason.")),
    "task.opened-again": _numbered(lambda: _("Task %(number)s was opened again.")),
    "task.due-changed": _numbered(lambda: _("Task %(number)s got another day.")),
    "remark.made": _plain(
        lambda: _("Something was said to a group, a meeting, a question or a task.")
    ),
    "account.signed-in": _signed_in,
    "account.signed-out": _plain(lambda: _("Signed out.")),
    "passkey.added": _plain(lambda: _("A passkey was added.")),
    "passkey.removed": _plain(lambda: _("A passkey was removed.")),
    "codes-app.added": _plain(lambda: _("An app for codes was added.")),
    "codes-app.removed": _plain(lambda: _("The app for codes was removed.")),
    "spare-codes.made": _plain(lambda: _("New spare codes were made.")),
    "password.changed": _plain(lambda: _("The password was changed.")),
    "sessions.ended": _plain(lambda: _("Other sign-ins were ended.")),
    "account.guessed-at": _plain(
        lambda: _("There were too many wrong tries; further ones have to wait.")
    ),
    "account.tied-to-service": _plain(
        lambda: _("The municipality’s own sign-in was tied to an account.")
    ),
    "account.made-by-service": _plain(
        lambda: _("An account was made by the municipality’s own sign-in.")
    ),
    "seat.taken-by-service": _plain(
        lambda: _("Somebody was put into a post by the municipality’s own sign-in.")
    ),
    "seat.ended-by-service": _plain(
        lambda: _("Somebody was taken out of a post by the municipality’s own sign-in.")
    ),
    "dispatch.arrived": _dispatched,
    "entry.numbered": lambda said, language: (
        _("The case system calls the entry %(number)s %(theirs)s.")
        % {"number": said.get("number", "–"), "theirs": said.get("their_number", "–")}
    ),
    "demo.account-made": _plain(lambda: _("An account of the demo was made.")),
    "post.named": _of_post(lambda: _("The post %(post)s was named.")),
    "post.renamed": _of_post(lambda: _("The post %(post)s got another name.")),
    "post.role-given": _of_post(lambda: _("The post %(post)s got another role.")),
    "post.taken-over": _of_post(lambda: _("Somebody took over the post %(post)s.")),
    "post.deputy-named": _of_post(lambda: _("A deputy was named for the post %(post)s.")),
    "post.last-day-set": _of_post(lambda: _("A last day in the post %(post)s was set.")),
    "post.seat-ended": _of_post(lambda: _("Somebody’s time in the post %(post)s was ended.")),
    "handover.opened": _of_post(lambda: _("The handover of the post %(post)s was opened.")),
    "handover.written": _of_post(lambda: _("The handover of the post %(post)s was written.")),
    "handover.left-confirmed": _of_post(
        lambda: _("Whoever leaves the post %(post)s confirmed the handover.")
    ),
    "handover.taken-over": _of_post(lambda: _("The handover of the post %(post)s was closed.")),
    "meeting.called": _news(lambda: _("The meeting “%(slug)s” was called.")),
    "meeting.changed": _news(lambda: _("The meeting “%(slug)s” was described otherwise.")),
    "meeting.postponed": _news(lambda: _("The meeting “%(slug)s” was moved to another time.")),
    "meeting.cancelled": _news(lambda: _("The meeting “%(slug)s” was cancelled.")),
    "meeting.series-changed": _news(
        lambda: _("The series of meetings was changed from “%(slug)s” on.")
    ),
    "meeting.series-continued": _news(
        lambda: _("The series of meetings went on, as far as “%(slug)s”.")
    ),
    "meeting.series-ended": _news(
        lambda: _("The series of meetings was ended from “%(slug)s” on.")
    ),
    "meeting.invited": _news(lambda: _("Somebody was invited to the meeting “%(slug)s”.")),
    "meeting.uninvited": _news(
        lambda: _("Somebody was taken off the list of the meeting “%(slug)s”.")
    ),
    "meeting.answered": _news(lambda: _("An invitation to the meeting “%(slug)s” was answered.")),
    "meeting.programme-written": _news(
        lambda: _("The programme of the meeting “%(slug)s” was written.")
    ),
    "meeting.agenda-written": _news(lambda: _("The agenda of the meeting “%(slug)s” was written.")),
    "meeting.agenda-ordered": _news(
        lambda: _("The agenda of the meeting “%(slug)s” was put in another order.")
    ),
    "meeting.carried-over": _news(
        lambda: _("Something was carried over to the agenda of the meeting “%(slug)s”.")
    ),
    "meeting.outcome-noted": _news(
        lambda: _("It was noted what came of an item of the meeting “%(slug)s”.")
    ),
    "meeting.item-marked": _news(
        lambda: _("It was said whether an item of the meeting “%(slug)s” is done.")
    ),
    "meeting.held": _news(lambda: _("It was noted that the meeting “%(slug)s” was held.")),
    "meeting.closed": _news(lambda: _("The meeting “%(slug)s” was closed.")),
    "meeting.noted": _news(lambda: _("The meeting “%(slug)s” was noted afterwards.")),
    "meeting.cost-noted": _news(lambda: _("It was noted what the meeting “%(slug)s” cost.")),
    "news.written": _news(lambda: _("The draft of “%(slug)s” was written.")),
    "news.picture-added": _news(lambda: _("A picture was put into the draft of “%(slug)s”.")),
    "news.picture-described": _news(
        lambda: _("A picture in the draft of “%(slug)s” was described.")
    ),
    "news.picture-removed": _news(lambda: _("A picture was taken out of the draft of “%(slug)s”.")),
    "news.thrown-away": _news(lambda: _("The draft of “%(slug)s” was thrown away.")),
    "news.scheduled": _news(lambda: _("A time was set at which “%(slug)s” is published.")),
    "news.unscheduled": _news(lambda: _("The time at which “%(slug)s” is published was dropped.")),
    "news.published": _news(lambda: _("“%(slug)s” was published.")),
    "news.changed": _news(lambda: _("A further version of “%(slug)s” was published.")),
    "news.archived": _news(lambda: _("“%(slug)s” was archived.")),
    "news.brought-back": _news(lambda: _("“%(slug)s” was brought back from the archive.")),
    "notes.written": _of_meeting(lambda: _("The notes of the meeting “%(meeting)s” were written.")),
    "notes.sent": _of_meeting(
        lambda: _("The notes of the meeting “%(meeting)s” were sent to the members.")
    ),
    "notes.objected": _of_meeting(
        lambda: _("Somebody objected to the notes of the meeting “%(meeting)s”.")
    ),
    "notes.stood": _of_meeting(
        lambda: _("Nobody objected to the notes of the meeting “%(meeting)s”: they stand.")
    ),
    "group.minutes.put": _plain(lambda: _("The minutes of a meeting were put to each party.")),
    "group.minutes.answered": _plain(
        lambda: _("It was answered whether the minutes of a meeting are adopted.")
    ),
    "minutes.adopted": _of_meeting(
        lambda: _("Each party has adopted the minutes of the meeting “%(meeting)s”: they stand.")
    ),
    "file.put": _plain(lambda: _("A file was put beside a group, a meeting or an agreement.")),
    "file.shared": _plain(lambda: _("A file was shared with more people.")),
    "entry.received": _of_entry(lambda: _("%(number)s was entered: received.")),
    "entry.sent": _of_entry(lambda: _("%(number)s was entered: sent.")),
    "entry.drawn-up": _of_entry(lambda: _("%(number)s was entered: drawn up.")),
    "entry.corrected": _of_entry(lambda: _("%(number)s was corrected.")),
    "entry.cancelled": _of_entry(lambda: _("%(number)s was cancelled.")),
    "case.assigned": _assigned,
    "case.closed": _plain(lambda: _("A case was closed without an answer.")),
    "case.reopened": _plain(lambda: _("A case was opened again.")),
    "entry.viewed": _plain(lambda: _("An entry that is marked as confidential was read.")),
    "receipt.stored": _plain(
        lambda: _("It was noted that something arrived that is set apart, or has no number yet.")
    ),
    "receipt.released": _plain(
        lambda: _("A message that was set apart was entered in the register.")
    ),
    "receipt.set-aside": _plain(
        lambda: _("A message that was set apart was set aside as of no significance.")
    ),
    "register.set-up": _plain(lambda: _("It was said how the register is kept.")),
    "instance.checked": _checked,
}
"""By the line's `what`. A kind that is not here is told by its own name: nothing is left out."""


def sentence(what: str, said: Said, language: str) -> str:
    say = SENTENCES.get(what)
    return say(said, language) if say else _("Something was done: %(what)s.") % {"what": what}
