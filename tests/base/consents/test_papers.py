"""What a register says of a question that was put."""

from django.utils.translation import override

from overens.base.consents.papers import Put, as_question
from overens.base.papers.paper import SUBJECT, Paper, Text
from overens.base.trail.actions import Ref


def subject(title: str, words: str) -> str:
    paper = Paper("mandate", Text({"en": title}), ("en",), ())
    with override("en"):
        put = as_question(
            paper, Put("group.mandate", Ref("group", "1"), ("a", "b"), None, "n"), words
        )
    return dict(put.data[SUBJECT])["en"]


def test_the_subject_says_once_what_it_is() -> None:
    assert subject("An agreement", "proposal") == "Proposal: An agreement"
    assert subject("Mandate of a group: Coast", "mandate of a group") == "Mandate of a group: Coast"
