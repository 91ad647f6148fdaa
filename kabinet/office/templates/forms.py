"""The form of a template of answers. What is refused, the domain says."""

from django import forms

from kabinet.office.models import AnswerTemplate


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
        label="Где вставляют",
        choices=[
            (AnswerTemplate.Purpose.APPLICATION, "в ответ на заявку на ТП"),
            (AnswerTemplate.Purpose.CORRECTIONS, "в запрос исправлений по заявке"),
            (AnswerTemplate.Purpose.APPEAL, "в ответ на обращение"),
        ],
        error_messages={"required": "Выберите, где вставляют этот шаблон."},
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label="Текст",
        help_text="Поля вроде {{ номер }} заполнятся при вставке; все они перечислены под текстом.",
        strip=False,
        error_messages={"required": "Напишите текст шаблона."},
        widget=forms.Textarea(attrs={"rows": 12}),
    )


def initial_of(template: AnswerTemplate) -> dict[str, str]:
    """What the form of a template begins with."""
    return {"title": template.title, "purpose": template.purpose, "text": template.text}
