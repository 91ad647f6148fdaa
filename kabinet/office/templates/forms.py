"""The form of a template of answers. What is refused, the domain says."""

from django import forms

from kabinet.office.models import AnswerTemplate
from kabinet.office.templates.answers import FIELDS
from kabinet.ui.wording import NBSP

_FIELDS = "; ".join(f"{{{{{NBSP}{name}{NBSP}}}}}{NBSP}— {meaning}" for name, meaning in FIELDS.items())


class TemplateForm(forms.Form):
    """Title, purpose, text."""

    use_required_attribute = False

    title = forms.CharField(
        label="Название",
        help_text="По нему специалист выберет шаблон.",
        max_length=120,
        error_messages={"required": "Назовите шаблон."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    purpose = forms.ChoiceField(
        label="Для ответа на",
        choices=[("application", "заявку на ТП"), ("appeal", "обращение")],
        error_messages={"required": "Выберите, на что отвечают этим шаблоном."},
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label="Текст",
        help_text=f"При вставке заполнятся поля: {_FIELDS}.",
        strip=False,
        error_messages={"required": "Напишите текст шаблона."},
        widget=forms.Textarea(attrs={"rows": 12}),
    )


def initial_of(template: AnswerTemplate) -> dict[str, str]:
    """What the form of a template begins with."""
    return {"title": template.title, "purpose": template.purpose, "text": template.text}
