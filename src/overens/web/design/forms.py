"""Forms as every page shows them: label, hint, who reads it, error, field."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Django's forms with the house's templates: a summary of errors first, then the fields."""

    form_template_name = "design/form.html"
    field_template_name = "design/field.html"
