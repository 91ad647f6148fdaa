"""What a template asks a question's field: its star, its condition, its rows."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from django import forms

if TYPE_CHECKING:
    from kabinet.ui.fields import QuestionField
    from kabinet.ui.forms import QuestionForm
    from kabinet.ui.rows import RowsField

UNSEEN = "_unseen"
"""The posted names of the questions that were in the page but hidden; a script takes out those it shows."""


class ShownWhen(NamedTuple):
    """On which input, and on which of its values (a JSON list), a field depends; `unseen`: now hidden."""

    name: str
    values: str
    unseen: bool
    unseen_name: str = UNSEEN


class QuestionBoundField(forms.BoundField):
    """A bound field that also knows the star, the condition and the rows of its question."""

    form: "QuestionForm"
    field: "QuestionField | RowsField"

    @property
    def starred(self) -> bool:
        """Whether a star stands after the label."""
        return self.form.is_starred(self.field.question)

    @property
    def condition(self) -> ShownWhen | None:
        """What the field's being shown depends on, when that is an answer in the same page."""
        return self.form.condition_of(self.field.question)

    @property
    def controls(self) -> bool:
        """Whether the answer decides on other fields of the page."""
        return self.field.question.name in self.form.controlling

    @property
    def rows(self) -> Sequence[forms.BaseForm]:
        """The forms of the rows, when the question is answered by rows."""
        return getattr(self.field, "row_forms", ())

    @property
    def can_add(self) -> bool:
        """Whether one more row is allowed."""
        return len(self.rows) < self.field.question.max_rows
