"""How the identity of an applicant stands, as the office says it, and the form by which it is recorded."""

from typing import NamedTuple

from django import forms

from kabinet.applicants.identity import LONGEST, IdentityStanding
from kabinet.applicants.models import IdentityWay
from kabinet.core.dates import clean_past_date
from kabinet.law.errors import Malformed

BY_SPECIALIST = tuple(
    (way.value, way.label) for way in (IdentityWay.OFFICE, IdentityWay.ESIA, IdentityWay.BANK)
)
"""What a person of the operator can have seen; a qualified signature is judged by the portal."""


class IdentityShown(NamedTuple):
    """A badge and a word of what to do."""

    tone: str
    text: str
    advice: str = ""


def identity_shown(standing: IdentityStanding) -> IdentityShown:
    """The standing in words."""
    if standing.verified:
        return IdentityShown("success", "личность подтверждена")
    if standing.renamed:
        return IdentityShown(
            "warning",
            "личность подтверждена под другим именем",
            "В профиле с тех пор другое имя: посмотрите документ о перемене имени и запишите это.",
        )
    return IdentityShown(
        "warning",
        "личность не подтверждена",
        "Пока кабинетом мог воспользоваться другой человек. До договора попросите прийти с паспортом, "
        "подписать УКЭП или подтвердить личность через банк и запишите, что увидели.",
    )


class IdentityForm(forms.Form):
    """What was seen, when and how."""

    use_required_attribute = False

    way = forms.ChoiceField(
        label="Как подтверждена",
        choices=BY_SPECIALIST,
        widget=forms.RadioSelect,
        error_messages={"required": "Выберите способ."},
    )
    on = forms.CharField(
        label="Когда", help_text="Например, 25.11.2026", error_messages={"required": "Укажите день."}
    )
    seen = forms.CharField(
        label="Что вы видели",
        help_text="Документ, его серия и номер, кем и когда выдан; совпали ли имя и лицо",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Напишите, что вы видели."},
    )
    taken_back = forms.BooleanField(label="Снять подтверждение: личность не та", required=False)
    reason = forms.CharField(
        label="Почему прежняя запись исправляется",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: object, again: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if not again:
            del self.fields["taken_back"], self.fields["reason"]

    def clean_on(self) -> object:
        """A day that has come."""
        try:
            return clean_past_date(self.cleaned_data["on"])
        except Malformed as refusal:
            raise forms.ValidationError(str(refusal)) from None
