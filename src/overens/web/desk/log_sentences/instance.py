"""Of the instance itself."""

from django.utils.translation import gettext as _

from overens.web.desk.log_sentences.saying import Said, Sentence


def _checked(said: Said, language: str) -> str:
    if said.get("faults"):
        return _("Chains and kept files were checked; something does not hold: %(faults)s") % {
            "faults": "; ".join(map(str, said["faults"]))
        }
    return _("Chains and kept files were checked: all hold.")


SENTENCES: dict[str, Sentence] = {
    "instance.checked": _checked,
}
