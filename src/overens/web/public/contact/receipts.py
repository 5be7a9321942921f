"""A sender's own page on paper."""

from collections.abc import Iterator
from html import unescape

from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from overens.base.papers.paper import Block, Facts, Heading, Items, Paper, Paragraph, Section, Text
from overens.base.records.actions.letters import status_address
from overens.web.public.contact.status import CaseShown, Sent, Status


def receipt(status: Status, language: str) -> Paper:
    """What was sent, where it is, and what has happened so far."""

    def text(said: str) -> Text:
        return Text({language: said})

    def section(anchor: str, heading: str, *blocks: Block) -> Section:
        return Section(anchor, text(heading), blocks)

    def of_case(case: CaseShown) -> Iterator[Block]:
        number = case.number or _("follows")
        yield Facts(((text(_("Number")), text(number)), (text(_("Received")), text(case.received))))
        yield Items(tuple(text(plain(f"{e.day} {e.time} {e.sentence}")) for e in case.events))
        for event in case.events:
            if event.answer:
                yield Heading(text(_("The answer")))
                yield from event.answer.section.blocks

    def of_sent(sent: Sent) -> Iterator[Block]:
        if sent.text:
            yield Paragraph(Text({sent.language: sent.text}))
        if sent.files:
            yield Items(tuple(text(name) for name in sent.files))
        yield Facts(((text("SHA-256"), text(sent.sha256)),))

    return Paper(
        kind="receipt",
        title=text(_("We have received your message")),
        languages=(language,),
        lead=text(status_address(status.thread, language)),
        sections=(
            *(
                section(f"case-{n}", case.authority.name.text, *of_case(case))
                for n, case in enumerate(status.cases, start=1)
            ),
            *(
                section(f"sent-{n}", _("What you sent"), *of_sent(sent))
                for n, sent in enumerate(status.sent, start=1)
            ),
        ),
    )


def plain(said: str) -> str:
    return unescape(strip_tags(said))
