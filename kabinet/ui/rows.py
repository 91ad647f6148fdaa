"""The form field of repeated rows; its rows are forms of their own, made by QuestionForm."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError

from kabinet.core.questions import Question
from kabinet.ui.bound import QuestionBoundField

if TYPE_CHECKING:
    from kabinet.ui.forms import QuestionForm


def rows_anchor(data: Mapping[str, Any]) -> str:
    """Where the page goes on after a button of rows: at the added row, or at the rows; else nothing."""
    if added := str(data.get("add_row") or ""):
        posted = {name.split("-")[1] for name in data if name.startswith(f"{added}-")}
        return f"#row_{added}-{len(posted)}"  # the rows are counted anew, from 0
    removed = str(data.get("remove_row") or "").partition(".")[0]
    return f"#id_{removed}" if removed else ""


class Rows(forms.Widget):
    """The place of the rows in a form; components/rows.html draws them."""

    use_fieldset = True


class RowsField(forms.Field):
    """A question answered by rows: its value is the list of what the rows' forms cleaned."""

    bound_field_class = QuestionBoundField
    unit = ""

    def __init__(
        self, question: Question, *, row_forms: "Sequence[QuestionForm]", active: bool, demanded: bool
    ) -> None:
        self.question = question
        self.row_forms = row_forms
        self.active = active
        self.demanded = demanded
        self.basis = question.basis
        super().__init__(required=False, label=question.label, help_text=question.hint, widget=Rows())

    def clean(self, value: Any) -> list[dict[str, Any]]:  # noqa: ARG002 - the rows' forms hold what was posted
        """Collect the rows; refused when one of them is, when there are too many, or none though demanded."""
        if not self.active:
            return []
        if len(self.row_forms) > self.question.max_rows:
            raise ValidationError(f"Строк может быть не больше {self.question.max_rows}.", code="too_many")
        if not all(row.is_valid() for row in self.row_forms):
            raise ValidationError("Исправьте отмеченное в строках.", code="rows")
        filled = [row.cleaned_data for row in self.row_forms if row.has_answer]
        if self.demanded and not filled:
            raise ValidationError("Заполните хотя бы одну строку.", code="required")
        return filled
