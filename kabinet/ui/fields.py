"""The form field of one question: which input it has, how wide, which keyboard it calls."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from kabinet.core.questions import Kind, Question, is_empty, parse
from kabinet.law.errors import Malformed
from kabinet.ui.bound import QuestionBoundField
from kabinet.ui.offered import Offered

YES_NO_CHOICES = (("yes", "Да"), ("no", "Нет"))
MOST_RADIOS = 7
"""A choice of more answers than this is a drop-down list."""

_NUMERIC = {"inputmode": "numeric", "spellcheck": "false"}
_ATTRIBUTES: Mapping[Kind, Mapping[str, str]] = {
    Kind.DATE: {**_NUMERIC, "data-width": "10", "data-mask": "date"},
    Kind.PAST_DATE: {**_NUMERIC, "data-width": "10", "data-mask": "date"},
    Kind.MONTH: {**_NUMERIC, "data-width": "10", "data-mask": "month"},
    Kind.POWER: {"inputmode": "decimal", "data-width": "10"},
    Kind.WHOLE: {**_NUMERIC, "data-width": "10"},
    Kind.DECIMAL: {"inputmode": "decimal", "data-width": "10"},
    Kind.MOBILE: {"inputmode": "tel", "data-width": "20", "data-mask": "phone"},
    Kind.EMAIL: {"inputmode": "email", "spellcheck": "false", "autocapitalize": "none"},
    Kind.SNILS: {**_NUMERIC, "data-width": "20", "data-mask": "snils"},
    Kind.INN_PERSON: {**_NUMERIC, "data-width": "20"},
    Kind.INN_COMPANY: {**_NUMERIC, "data-width": "20"},
    Kind.OGRN: {**_NUMERIC, "data-width": "20"},
    Kind.OGRNIP: {**_NUMERIC, "data-width": "20"},
    Kind.KPP: {**_NUMERIC, "data-width": "20"},
    Kind.PASSPORT: {**_NUMERIC, "data-width": "20", "data-mask": "passport"},
    Kind.DEPARTMENT_CODE: {**_NUMERIC, "data-width": "10", "data-mask": "department_code"},
    Kind.COORDINATES: {"spellcheck": "false", "data-width": "30", "autocomplete": "off"},
    Kind.OUTLINE: {"autocomplete": "off"},
    Kind.CADASTRAL_NUMBER: {"spellcheck": "false", "data-width": "30", "data-mask": "cadastral"},
}
_HINTS: Mapping[Kind, str] = {
    Kind.DATE: "Например, 21.01.2027",
    Kind.PAST_DATE: "Например, 21.01.1985",
    Kind.MONTH: "Месяц и год, например 01.2027",
}


class CoordinatesInput(forms.TextInput):
    """The text of a point; beside it the page offers a map (components/map.html)."""


class OutlineInput(forms.TextInput):
    """The corners of a plot, which only a map can put in: without scripts the field is not there."""

    use_fieldset = True

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Leave the id of the field to what is around it."""
        own = {"id": f"{attrs['id']}_corners"} if attrs and "id" in attrs else {}
        return super().get_context(name, value, {**(attrs or {}), **own})

    def id_for_label(self, id_: str) -> str:
        """The button that opens the map: the corners cannot be typed."""
        return f"{id_}_open" if id_ else id_


def widget_of(question: Question, *, optional: bool = False) -> forms.Widget:
    """Choose the input of a question by its kind, the number of its choices and its autocomplete token.

    A chosen radio cannot be let go of: where no answer is demanded (`optional`), «no answer» is a choice too.
    """
    attributes: dict[str, Any] = dict(_ATTRIBUTES.get(question.kind, {}))
    none = (("", question.no_choice),) if optional else ()
    if question.autocomplete:
        attributes["autocomplete"] = question.autocomplete
    match question.kind:
        case Kind.LONG_TEXT:
            return forms.Textarea(attrs={"rows": 4, **attributes})
        case Kind.YES_NO:
            return forms.RadioSelect(choices=(*YES_NO_CHOICES, *none))
        case Kind.CHECK:
            return forms.CheckboxInput(check_test=lambda raw: raw in {"yes", True})
        case Kind.CHOICE if len(question.choices) <= MOST_RADIOS:
            return forms.RadioSelect(choices=(*question.choices, *none))
        case Kind.CHOICE:
            empty = question.no_choice if optional else "Выберите из списка"
            return forms.Select(choices=(("", empty), *question.choices), attrs=attributes)
        case _:
            return _text_input(question, none, attributes)


_LINES: Mapping[Kind, type[forms.TextInput]] = {
    Kind.COORDINATES: CoordinatesInput,
    Kind.OUTLINE: OutlineInput,
}


def _text_input(
    question: Question, none: tuple[tuple[str, str], ...], attributes: dict[str, Any]
) -> forms.Widget:
    if question.offered:
        return Offered((*question.offered, *none), question.own)
    return _LINES.get(question.kind, forms.TextInput)(attrs=attributes)


class QuestionField(forms.Field):
    """A field whose value is the parsed answer; an empty one is refused only when it is `demanded`.

    A field that is not `active` (its question is not asked for these answers) is never refused.
    """

    bound_field_class = QuestionBoundField

    def __init__(self, question: Question, *, active: bool, demanded: bool, optional: bool) -> None:
        self.question = question
        self.active = active
        self.demanded = demanded
        self.unit = question.unit
        self.basis = question.basis
        self.inline = question.kind is Kind.YES_NO
        super().__init__(
            required=False,
            label=question.label,
            help_text=question.hint or _HINTS.get(question.kind, ""),
            widget=widget_of(question, optional=optional),
        )

    def clean(self, value: Any) -> Any:
        """Parse what was typed; the text of the refusal is the one of `kabinet.core.questions.parse`."""
        if not self.active:
            return None
        raw = raw_of(self.question, value)
        if self.demanded and is_empty(raw):
            raise ValidationError(_demand(self.question), code="required")
        try:
            return parse(self.question, raw)
        except Malformed as refusal:
            raise ValidationError(str(refusal), code="malformed") from refusal


def raw_of(question: Question, posted: Any) -> str:
    """Take a raw answer from what was posted: as typed but for the ends and NUL, which no database keeps."""
    if question.kind is Kind.CHECK:
        return "yes" if posted not in {None, "", False} else ""
    return str(posted or "").replace("\x00", "").strip()


def _demand(question: Question) -> str:
    match question.kind:
        case Kind.CHOICE | Kind.YES_NO:
            return "Выберите один из ответов."
        case Kind.CHECK:
            return "Поставьте отметку, чтобы продолжить."
        case _:
            return "Заполните это поле."
