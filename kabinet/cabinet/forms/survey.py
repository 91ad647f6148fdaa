"""The form of the questionnaire: nothing is chosen for the applicant, any answer may be left out."""

from typing import Any

from django import forms

from kabinet.surveys.models import HIGHEST, LOWEST, MARKS, Survey

_CHOICES = (
    ("", "Без оценки"),
    *((str(mark), str(mark)) for mark in range(LOWEST, HIGHEST + 1)),
)


class MarkField(forms.TypedChoiceField):
    """A mark, or none."""

    inline = True

    def __init__(self, title: str) -> None:
        super().__init__(
            label=title,
            required=False,
            choices=_CHOICES,
            coerce=int,
            empty_value=None,
            widget=forms.RadioSelect,
            error_messages={"invalid_choice": f"Выберите оценку от {LOWEST} до {HIGHEST}."},
        )


class SurveyForm(forms.Form):
    """The marks and the text; what is refused besides, the domain says."""

    use_required_attribute = False

    text = forms.CharField(
        label="Что было хорошо, что исправить",
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="По желанию. Не пишите здесь о новом вопросе: для него есть обращение.",
    )

    def __init__(self, posted: Any, *, survey: Survey | None) -> None:
        answered = {name: getattr(survey, name) for name in (*MARKS, "text")} if survey else {}
        super().__init__(
            posted, initial={name: "" if value is None else value for name, value in answered.items()}
        )
        for name, title in MARKS.items():
            self.fields[name] = MarkField(title)
        self.order_fields([*MARKS, "text"])

    @property
    def marks(self) -> dict[str, int | None]:
        """The marks as they were given."""
        return {name: self.cleaned_data.get(name) for name in MARKS}
