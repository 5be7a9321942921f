"""What is typed in the first run."""

from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.password_validation import (
    password_validators_help_texts,
    validate_password,
)
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from overens.base.access.actions.beginnings import Place
from overens.base.countries.rules import countries
from overens.base.municipalities.models import Account
from overens.base.municipalities.rules import slug_of
from overens.base.municipalities.states import Role
from overens.cycle.agreements.agreement_file.reading import MOST_BYTES
from overens.web.desk.forms import DeskForm
from overens.web.desk.people.forms import language_choices


def country_choices() -> list[tuple[str, str]]:
    language = get_language() or "en"
    return [("", ""), *((code, c.called_in(language)) for code, c in countries().items())]


class BeginForm(DeskForm):
    """The municipality, and whoever sits here."""

    municipality = forms.CharField(
        label=gettext_lazy("Name of your municipality"),
        max_length=200,
        help_text=gettext_lazy("As it calls itself, such as Kristianstads kommun."),
    )
    short = forms.CharField(
        label=gettext_lazy("Short name"),
        max_length=40,
        help_text=gettext_lazy("As one says it, such as Kristianstad. It stands in addresses too."),
    )
    country = forms.ChoiceField(label=gettext_lazy("Country"), choices=country_choices)
    language = forms.ChoiceField(label=gettext_lazy("Your language"), choices=language_choices)
    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        help_text=gettext_lazy("With it you sign in."),
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    password = forms.CharField(
        label=gettext_lazy("New password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["password"].help_text = " ".join(password_validators_help_texts())

    def clean_short(self) -> str:
        short: str = self.cleaned_data["short"]
        if not slug_of(short):
            raise forms.ValidationError(_("Write it with letters of the Latin alphabet."))
        return short

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("password"):
            try:
                validate_password(said["password"], Account(email=said.get("email", "")))
            except forms.ValidationError as error:
                self.add_error("password", error)
        return said

    def as_place(self) -> Place:
        said = self.cleaned_data
        return Place(
            slug_of(said["short"]),
            said["municipality"],
            said["short"],
            said["country"],
            said["language"],
        )


class PostsForm(DeskForm):
    """Who holds the posts that are missing; `own` is whoever sits here."""

    def __init__(self, *given: Any, roles: list[Role], own: str, **named: Any) -> None:
        super().__init__(*given, **named)
        self.roles = roles
        for role in roles:
            self.fields[f"{role}_title"] = forms.CharField(
                label=TITLES[role][0], initial=TITLES[role][1], max_length=120
            )
            self.fields[f"{role}_person"] = forms.CharField(
                label=TITLES[role][2],
                max_length=200,
                help_text=_("It may be yourself: then write %(name)s.") % {"name": own},
            )


TITLES = {
    Role.COORDINATOR: (
        gettext_lazy("What the coordinator’s post is called"),
        gettext_lazy("coordinator"),
        gettext_lazy("Who is coordinator"),
    ),
    Role.LEADER: (
        gettext_lazy("What the political leader’s post is called"),
        gettext_lazy("political leader"),
        gettext_lazy("Who is the political leader"),
    ),
}


class FileForm(DeskForm):
    """An agreement file, and the scan that it names."""

    file = forms.FileField(
        label=gettext_lazy("Agreement file"),
        help_text=gettext_lazy("A file in TOML, as the guide for agreement files describes it."),
        allow_empty_file=True,
    )
    scan = forms.FileField(
        label=gettext_lazy("Scan of the signed paper"),
        help_text=gettext_lazy("Needed only if the file names one: PDF, TIFF, JPEG or PNG."),
        required=False,
    )

    def clean_file(self) -> bytes:
        return bytes(self.cleaned_data["file"].read(MOST_BYTES + 1))


PARTNERS = 4
SIGNERS = 2
ONCE = 4


class ShortForm(DeskForm):
    """An agreement in one page."""

    template_name = "desk/first_run/short_form.html"

    def __init__(self, *given: Any, own: str, **named: Any) -> None:
        super().__init__(*given, **named)
        add = self.fields.__setitem__
        line, lines = forms.CharField, forms.CharField
        add("title", line(label=_("What the agreement is called"), max_length=300))
        add(
            "purpose",
            lines(label=_("Its purpose"), required=False, widget=_few_lines(), max_length=10_000),
        )
        add("on", forms.DateField(label=_("Day of the signing"), widget=_a_day()))
        self._signers(0, own, required=True)
        for number in range(1, PARTNERS + 1):
            needed = number == 1
            add(
                f"partner_{number}_name",
                line(
                    label=_("Name of the municipality"),
                    max_length=200,
                    required=needed,
                    help_text=_("As it calls itself, in its own language."),
                ),
            )
            add(
                f"partner_{number}_short",
                line(label=_("Short name"), max_length=40, required=needed),
            )
            add(
                f"partner_{number}_country",
                forms.ChoiceField(label=_("Country"), choices=country_choices, required=needed),
            )
            self._signers(number, _("this municipality"), required=needed)
        one_a_line = _("One on each line.")
        add(
            "areas",
            lines(
                label=_("Focus areas"), required=False, help_text=one_a_line, widget=_few_lines()
            ),
        )
        add(
            "yearly",
            lines(
                label=_("What you promise to do every year"),
                required=False,
                help_text=one_a_line,
                widget=_few_lines(),
            ),
        )
        add(
            "standing",
            lines(
                label=_("What holds all the time"),
                required=False,
                help_text=one_a_line,
                widget=_few_lines(),
            ),
        )
        for number in range(1, ONCE + 1):
            add(
                f"once_{number}_text",
                line(label=_("What you promise to do once"), required=False, max_length=300),
            )
            add(
                f"once_{number}_due",
                forms.DateField(label=_("By which day"), required=False, widget=_a_day()),
            )

    def _signers(self, party: int, name: str, *, required: bool) -> None:
        for number in range(1, SIGNERS + 1):
            needed = required and number == 1
            self.fields[f"signer_{party}_{number}_name"] = forms.CharField(
                label=_("Who signed for %(party)s") % {"party": name}
                if number == 1
                else _("Who else signed"),
                max_length=200,
                required=needed,
            )
            self.fields[f"signer_{party}_{number}_post"] = forms.CharField(
                label=_("In which post"), max_length=120, required=needed
            )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for party in range(PARTNERS + 1):
            there = party == 0 or any(
                said.get(f"partner_{party}_{part}") for part in ("name", "short", "country")
            )
            for part in ("name", "short", "country") if there and party > 1 else ():
                self._need(said, f"partner_{party}_{part}")
            for number in range(1, SIGNERS + 1):
                names = [f"signer_{party}_{number}_{part}" for part in ("name", "post")]
                if any(said.get(name) for name in names) or (there and party > 1 and number == 1):
                    for name in names:
                        self._need(said, name)
        for number in range(1, ONCE + 1):
            if said.get(f"once_{number}_text") or said.get(f"once_{number}_due"):
                self._need(said, f"once_{number}_text")
                self._need(said, f"once_{number}_due")
        return said

    def _need(self, said: dict[str, Any], name: str) -> None:
        if not said.get(name) and name not in self.errors:
            self.add_error(name, _("This is missing: it belongs to what you wrote beside it."))

    def group(self, *names: str) -> list[Any]:
        return [self[name] for name in names]

    @property
    def own_signers(self) -> list[list[Any]]:
        return self._of_party(0)

    @property
    def partners(self) -> list[dict[str, Any]]:
        """For each its fields in rows, and whether it is shown open."""
        found = []
        for number in range(1, PARTNERS + 1):
            place = f"partner_{number}"
            rows = [self.group(f"{place}_name")]
            rows += [self.group(f"{place}_short", f"{place}_country"), *self._of_party(number)]
            said = _says([field for row in rows for field in row])
            found.append({"number": number, "rows": rows, "open": said})
        return found

    @property
    def once(self) -> list[list[Any]]:
        return [
            self.group(f"once_{number}_text", f"once_{number}_due") for number in range(1, ONCE + 1)
        ]

    def _of_party(self, party: int) -> list[list[Any]]:
        """Who signed, and in which post: a row for each."""
        return [
            self.group(*(f"signer_{party}_{number}_{part}" for part in ("name", "post")))
            for number in range(1, SIGNERS + 1)
        ]


def _says(fields: list[Any]) -> bool:
    return any(field.value() or field.errors for field in fields)


def _few_lines() -> forms.Textarea:
    return forms.Textarea(attrs={"class": "low", "rows": 3})


def _a_day() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def latest_today() -> date:
    """The latest date that any country here has by now: a signing lies before it."""
    return max(country.today(timezone.now()) for country in countries().values())
