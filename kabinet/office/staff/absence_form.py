"""The form of an absence: when a person is away, who stands in, why; why it is changed."""

from typing import Any
from uuid import UUID

from django import forms

from kabinet.accounts.absences import LONGEST_GROUND, LONGEST_REASON, AbsenceTold, may_stand_in
from kabinet.accounts.models import Absence, User
from kabinet.office.people import People, name_of
from kabinet.ui.typed import day


class AbsenceForm(forms.Form):
    """An absence of `person`; one that is changed also asks for the reason of the change."""

    use_required_attribute = False

    first = day("Первый день")
    last = day("Последний день", help_text="Он тоже входит в отсутствие.")
    substitute = forms.ChoiceField(
        label="Кто замещает",
        help_text="Видит дела во вкладке «Мои» и получает письма по ним. Дела никому не передаются.",
        error_messages={
            "required": "Выберите из списка, кто замещает.",
            "invalid_choice": "Этого сотрудника больше нет в списке. Выберите другого.",
        },
    )
    ground = forms.CharField(
        label="Основание или примечание",
        help_text="Например, «отпуск, приказ № 15-к». Увидят сам сотрудник, руководитель и администратор.",
        max_length=LONGEST_GROUND,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    why = forms.CharField(
        label="Почему запись меняется",
        help_text="Прежняя запись останется в истории с этой причиной.",
        max_length=LONGEST_REASON,
        error_messages={"required": "Напишите, почему запись меняется: причина останется в истории."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(
        self, typed: Any = None, *, person: User, people: People, former: Absence | None = None
    ) -> None:
        initial = {
            "first": former.first, "last": former.last, "substitute": str(former.substitute_id),
            "ground": former.ground,
        } if former else None  # fmt: skip
        super().__init__(typed, initial=initial)
        self.people = people
        if former is None:
            del self.fields["why"]
        substitute = self.fields["substitute"]
        assert isinstance(substitute, forms.ChoiceField)  # noqa: S101 - for the type checker
        able = [one for one in people.values() if may_stand_in(one, person)]
        substitute.choices = [
            ("", "Выберите из списка"),
            *((str(one.pk), name_of(one)) for one in able),
        ]

    @property
    def told(self) -> AbsenceTold:
        """What was said."""
        return AbsenceTold(
            first=self.cleaned_data["first"],
            last=self.cleaned_data["last"],
            substitute=self.people.get(UUID(self.cleaned_data["substitute"])),
            ground=self.cleaned_data["ground"],
        )
