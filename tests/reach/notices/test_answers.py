"""First words that answer an invitation, and those that only seem to."""

import pytest

from overens.cycle.groups.states import Coming
from overens.reach.notices.answers import answer_in, is_answer_alone


@pytest.mark.parametrize(
    ("text", "coming"),
    [
        ("Ja", Coming.YES),
        ("ja!", Coming.YES),
        ("Ja tack, vi kommer båda två.", Coming.YES),
        ("Kommer!", Coming.YES),
        ("Jag kommer gärna.", Coming.YES),
        ("Vi kommer.", Coming.YES),
        ("Vi deltager gerne.", Coming.YES),
        ("Hej!\n\nJa, det gör vi. Kan vi få dagordningen?", Coming.YES),
        ("Hej Anna,\nJo", Coming.YES),
        ("Yes, we'll be there.", Coming.YES),
        ("Nej", Coming.NO),
        ("Nej, den dag kan jeg ikke.", Coming.NO),
        ("Nej tack.", Coming.NO),
        ("Tyvärr, jag har en annan tid.", Coming.NO),
        ("Desværre kan vi ikke komme.", Coming.NO),
        ("Jag kommer inte.", Coming.NO),
        ("Vi kommer ikke.", Coming.NO),
        ("Nej tack, jag kan inte", Coming.NO),
        ("Jag kan tyvärr inte komma.", Coming.NO),
        ("Jeg kan desværre ikke.", Coming.NO),
        ("Tyvärr måste jag tacka nej.", Coming.NO),
        ("Kanske", Coming.MAYBE),
        ("Måske", Coming.MAYBE),
        ("Vi kommer kanske.", Coming.MAYBE),
        ("– Jag kommer.", Coming.YES),
        (", nej", Coming.NO),
    ],
)
def test_an_answer_is_understood(text: str, coming: Coming) -> None:
    assert answer_in(text) == coming


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "Kommer du med bil?",
        "Ja?",
        "Ja, men jag kommer inte.",
        "Ja, kanske.",
        "Nej, jo, vi kommer.",
        "No problem, we'll be there.",
        "Inga problem",
        "Kommer bussen i tid.",
        "Frågan kommer upp på mötet.",
        "Jag kommer att sakna er.",
        "Tack för kallelsen.",
        "Jag undrar om ni kommer.",
        "Med.",
        "Vi er begge i tvivl.",
        "Nej, men jag kommer gärna nästa gång.",
        "Nej inga problem, vi kommer.",
        "Nej, jag har inga invändningar.",
        "Nej til forslaget, men jeg kommer.",
        "Tyvärr har jag missat detta. Jag kommer.",
        "Ja, om tåget går.",
        "Ja, hvis toget kører.",
        "Yes if I can",
        "Ja till förslaget om en annan dag.",
        "Ja!!! Nej!!!",
        "Nej. Jag menar ja.",
        "...",
    ],
)
def test_what_could_be_meant_otherwise_answers_nothing(text: str) -> None:
    assert answer_in(text) is None


def test_an_answer_with_more_in_it_is_a_remark_too() -> None:
    assert is_answer_alone("Ja tack!")
    assert not is_answer_alone("Ja, vi kommer båda två.")
    assert not is_answer_alone("Ja. När?")
