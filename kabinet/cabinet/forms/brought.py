"""«Я уже принёс в офис»: what of the request, how, on which day."""

from collections.abc import Sequence
from typing import Any

from django import forms

from kabinet.applications.corrections.items import BringingWord
from kabinet.core.channels import Channel
from kabinet.ui.typed import day


class BroughtForm(forms.Form):
    """The items, the way and the day; what is refused besides, the domain says."""

    use_required_attribute = False

    titles = forms.MultipleChoiceField(
        label="Что вы принесли или отправили",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Отметьте, что вы принесли.",
            "invalid_choice": "Запрос изменился: отметьте заново, что вы принесли.",
        },
    )
    way = forms.ChoiceField(
        label="Как",
        choices=[(Channel.OFFICE.value, "Лично, в офис"), (Channel.POST.value, "По почте")],
        widget=forms.RadioSelect,
        error_messages={"required": "Выберите: лично или почтой."},
    )
    on = day("В какой день", help_text="Например, 21.01.2027", error_messages={"required": "Напишите дату."})
    place = forms.CharField(
        label="Куда именно",
        help_text="Адрес офиса или номер почтового отправления",
        required=False,
        max_length=200,
    )

    def __init__(self, titles: Sequence[str], *posted: Any, **how: Any) -> None:
        super().__init__(*posted, **how)
        field = self.fields["titles"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [(title, title) for title in titles]

    @property
    def word(self) -> BringingWord:
        """What was said, once it is valid."""
        said = self.cleaned_data
        return BringingWord(
            titles=said["titles"], way=Channel(said["way"]), on=said["on"], place=said["place"]
        )
