"""The form of an appeal's card: what is written to the applicant, and what the law wants in an answer."""

from typing import Any, override

from django import forms

from kabinet.appeals.states import NotConsideredReason
from kabinet.appeals.transitions import Outcome
from kabinet.office.card.forms import AnswerForm
from kabinet.ui.typed import day

_P44 = "п.\N{NO-BREAK SPACE}44 Единых стандартов"


class AppealAnswerForm(AnswerForm):
    """A comment and files; of a complaint its outcome; why an appeal is not considered."""

    founded = forms.ChoiceField(
        label="Жалоба обоснована?",
        required=False,
        choices=(("yes", "Обоснована"), ("no", "Не обоснована")),
        widget=forms.RadioSelect,
        help_text=f"{_P44}. Необоснованной — аргументы в комментарии; обоснованной — какие права и в каком "
        "порядке будут восстановлены.",
    )
    measures = forms.CharField(
        label="Корректирующие меры",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Если по обоснованной жалобе они нужны: заявитель прочитает их и срок.",
    )
    measures_due_on = day("Срок мер", required=False, help_text="Например, 21.01.2027")
    reason = forms.ChoiceField(
        label="Причина, по которой обращение не рассматривают",
        required=False,
        choices=(("", "Выберите из списка"), *NotConsideredReason.choices),
    )

    @override
    def given(self) -> dict[str, Any]:
        given = self.cleaned_data
        outcome = Outcome(
            founded={"yes": True, "no": False}.get(given["founded"]),
            measures=given["measures"],
            measures_due_on=given["measures_due_on"],
            reason=given["reason"],
        )
        return {"outcome": outcome}
