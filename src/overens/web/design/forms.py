"""Forms as every page shows them: label, hint, who reads it, error, field."""

from django.forms import BoundField
from django.forms.renderers import TemplatesSetting


class Described(BoundField):
    """A field that says its hint, who reads it and its error, by the names that they have in
    `design/field.html`."""

    @property
    def aria_describedby(self) -> str | None:
        if self.is_hidden or self.use_fieldset or not self.auto_id:
            return None
        beside = {
            "hint": self.help_text,
            "reads": getattr(self.field, "reads", None),
            "error": self.errors,
        }
        said = [f"{self.auto_id}-{name}" for name, there in beside.items() if there]
        # Who reads the whole form may be said once for all fields.
        return " ".join([*said, getattr(self.field, "reads_at", "")]).strip() or None


class Renderer(TemplatesSetting):
    """Django's forms with the house's templates: a summary of errors first, then the fields."""

    form_template_name = "design/form.html"
    field_template_name = "design/field.html"
    bound_field_class = Described
