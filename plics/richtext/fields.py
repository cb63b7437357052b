"""A field whose text is cleaned on its way to the database, whoever writes it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from plics.richtext import markup, rules

HELP = (
    "Un paragraphe par ligne\u202f; «\u00a0-\u00a0» en début de ligne fait une liste, "
    "«\u00a0###\u00a0» un intertitre."
)


class RichTextarea(forms.Textarea):
    """A plain area, where a text is shown as it may be typed; a script makes it an editor."""

    class Media:
        css = {"all": ["css/editor.css"]}
        js = [forms.Script("js/editor.js", type="module")]

    def __init__(self, attrs: dict[str, Any] | None = None):
        super().__init__({"rows": 12, "class": "vLargeTextField"} | (attrs or {}))

    def format_value(self, value: Any) -> str:
        return markup.source(markup.to_html(str(value))) if value else ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The editor starts from the HTML, whatever the area shows."""
        html = markup.to_html(str(value)) if value else ""
        return super().get_context(name, value, {"data-rich-text": html} | (attrs or {}))


class RichTextFormField(forms.CharField):
    widget = RichTextarea

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        if refused := rules.too_long(text):
            raise ValidationError(refused)
        return markup.to_html(text)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return markup.to_html(str(initial or "")) != markup.to_html(str(data or ""))


class RichTextField(models.TextField):
    def formfield(self, **kwargs: Any) -> Any:
        # The administration hands over its own area for long texts.
        kwargs |= {"form_class": RichTextFormField, "widget": RichTextarea}
        kwargs.setdefault("help_text", self.help_text or HELP)
        return super().formfield(**kwargs)

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return markup.to_html(value) if isinstance(value, str) else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """The row at hand says what its table holds."""
        value = self.get_prep_value(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value

    def validate(self, value: Any, model_instance: Any) -> None:
        super().validate(value, model_instance)
        html = markup.to_html(value or "")
        problems = [rules.too_long(html), *rules.faults(html)]
        if model_instance is not None and self.has_moved(html, model_instance):
            problems.append(rules.why_fixed(model_instance, self.name))
        if found := list(filter(None, problems)):
            raise ValidationError(found)

    def has_moved(self, html: str, row: models.Model) -> bool:
        held = type(row)._base_manager.filter(pk=row.pk).values_list(self.attname, flat=True)
        return row.pk is None or held.first() != html
