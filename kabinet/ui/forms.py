"""QuestionForm: a form built from questions; the one renderer of fields is components/field.html."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.functional import cached_property

from kabinet.core.questions import Answers, Kind, OnAnswer, Question, is_empty, tidied
from kabinet.ui.addresses import address_text
from kabinet.ui.bound import UNSEEN, ShownWhen
from kabinet.ui.fields import QuestionField, raw_of
from kabinet.ui.offered import offered_text
from kabinet.ui.rows import RowsField


class QuestionForm(forms.Form):
    """A form of the given questions, prefilled from `answers`, which may hold answers to other questions too.

    Nothing is required to save (`demand=True` demands the required questions). A question that is not asked
    for these answers is in the page, hidden, when it depends on one answer that is in the page too
    (`OnAnswer`); otherwise it is left out. Rows are named «<question>-<i>-<name>»; the submit buttons
    `add_row` and `remove_row` change their number. `row_of`, of the form of one row: the form around it.
    """

    use_required_attribute = False

    def __init__(
        self,
        questions: Sequence[Question],
        *,
        answers: Answers | None = None,
        data: Mapping[str, Any] | None = None,
        files: Mapping[str, Any] | None = None,
        demand: bool = False,
        prefix: str | None = None,
        row_of: "QuestionForm | None" = None,
    ) -> None:
        self.stored = dict(answers or {})
        initial = {q.name: tidied(q, self.stored.get(q.name)) or "" for q in questions}
        super().__init__(data=data, files=files, prefix=prefix, initial=initial)  # type: ignore[arg-type]
        self.demand = demand
        self.row_of = row_of
        self._names = {question.name for question in questions}
        self._posted = dict(self._read(questions)) if self.is_bound else {}
        self.answers: dict[str, Any] = {**self.stored, **self._posted}
        self.questions = [question for question in questions if self._is_in_page(question, self.answers)]
        for question in self.questions:
            self.fields[question.name] = self._field(question)

    # --- What was answered ---------------------------------------------------------------------

    def raw(self) -> dict[str, Any]:
        """Give the posted raw answers of the questions that were in the page, the hidden too.

        Rows left wholly empty are dropped, except while rows are being added and removed.
        """
        return {
            question.name: self._kept(question)
            for question in self.questions
            if question.name in self._posted
        }

    @cached_property
    def restructured(self) -> bool:
        """Whether the button pressed adds or removes a row or asks to show the fields of an answer."""
        if self.row_of is not None:
            return self.row_of.restructured
        return self.is_bound and any(self.data.get(button) for button in ("add_row", "remove_row", "refresh"))

    @cached_property
    def revealed(self) -> list[Question]:
        """The questions that the posted answers call for and that the person could not see in the page."""
        if not self.is_bound:
            return []
        unseen = set(_values(self.data, UNSEEN))
        return [
            question
            for question in self.questions
            if question.shown(self.answers)
            and (self.add_prefix(question.name) in unseen or not self._is_in_page(question, self.stored))
        ]

    @property
    def wants_redisplay(self) -> bool:
        """Whether to save and show the same page again instead of going on."""
        return self.restructured or bool(self.revealed)

    # --- How it is shown -----------------------------------------------------------------------

    def is_starred(self, question: Question) -> bool:
        """Whether the question is required, for these answers or for those that would show it.

        In a row only once the row is begun: a row left empty lacks nothing.
        """
        if self.row_of is not None and not self.has_answer:
            return False
        answers = self.answers
        if isinstance(question.shown, OnAnswer) and not question.shown(answers):
            answers = {**answers, question.shown.name: question.shown.values[0]}
        return question.required(answers)

    @cached_property
    def controlling(self) -> set[str]:
        """The names of the questions whose answers show and hide others of the page."""
        return {
            question.shown.name
            for question in self.questions
            if isinstance(question.shown, OnAnswer) and question.shown.name in self._names
        }

    def condition_of(self, question: Question) -> ShownWhen | None:
        """Name the input that the question depends on, if it is in the page."""
        condition = question.shown
        if not isinstance(condition, OnAnswer) or condition.name not in self._names:
            return None
        values = json.dumps(list(condition.values), ensure_ascii=False)
        return ShownWhen(self.add_prefix(condition.name), values, not condition(self.answers))

    @property
    def has_answer(self) -> bool:
        """Whether anything was answered in the form; asked of a row."""
        return any(not is_empty(self.answers.get(name)) for name in self._names)

    @property
    def anchor(self) -> str:
        """The id of a row's fieldset."""
        return f"row_{self.prefix}"

    # --- Making the fields ---------------------------------------------------------------------

    def _is_in_page(self, question: Question, answers: Answers) -> bool:
        condition = question.shown
        return condition(answers) or (isinstance(condition, OnAnswer) and condition.name in self._names)

    def _field(self, question: Question) -> QuestionField | RowsField:
        active = question.shown(self.answers)
        demanded = self.demand and not self.restructured and question.required(self.answers)
        if question.kind is Kind.ROWS:
            rows = list(self._row_forms(question))
            return RowsField(question, row_forms=rows, active=active, demanded=demanded)
        # A row may be emptied again even where its answers are demanded of a row that is begun.
        optional = self.row_of is not None or not self.is_starred(question)
        return QuestionField(question, active=active, demanded=demanded, optional=optional)

    def _row_forms(self, question: Question) -> Iterator["QuestionForm"]:
        for index, row in enumerate(self.answers.get(question.name) or [{}]):
            prefix = f"{self.add_prefix(question.name)}-{index}"
            posted = {f"{prefix}-{name}": value for name, value in row.items()} if self.is_bound else None
            yield QuestionForm(
                question.rows,
                answers=row,
                data=posted,
                demand=self.demand and not is_empty(row),
                prefix=prefix,
                row_of=self,
            )

    # --- Reading what was posted ---------------------------------------------------------------

    def _read(self, questions: Sequence[Question]) -> Iterator[tuple[str, Any]]:
        # An unticked box and a group without a chosen answer post nothing: whether such a question was in the
        # page at all is told by the answers that the page was made of.
        for question in questions:
            name = self.add_prefix(question.name)
            if question.kind is Kind.ROWS:
                if (rows := self._posted_rows(question, name)) or self._is_in_page(question, self.stored):
                    yield question.name, rows
            elif name in self.data or self._is_in_page(question, self.stored):
                yield question.name, raw_of(question, self._typed(question, name))

    def _typed(self, question: Question, name: str) -> Any:
        if question.in_parts:
            return address_text(self.data, name, str(self.stored.get(question.name) or ""))
        return offered_text(self.data, name)

    def _posted_rows(self, question: Question, name: str) -> list[dict[str, str]]:
        pattern = re.compile(rf"{re.escape(name)}-(\d{{1,4}})-")
        indexes = sorted({int(found[1]) for key in self.data if (found := pattern.match(key))})
        rows = [
            {sub.name: raw_of(sub, self.data.get(f"{name}-{index}-{sub.name}")) for sub in question.rows}
            for index in indexes
        ]
        if self.data.get("add_row") == name and len(rows) < question.max_rows:
            return [*rows, {}]
        removed = str(self.data.get("remove_row") or "")
        return [row for index, row in enumerate(rows) if removed != f"{name}.{index}"]

    def _kept(self, question: Question) -> Any:
        answer = self._posted[question.name]
        if question.kind is not Kind.ROWS or self.restructured:
            return answer
        return [row for row in answer if not is_empty(row)]


def _values(data: Mapping[str, Any], name: str) -> list[str]:
    """Every value posted under a name, from a request's data or from a plain mapping."""
    if hasattr(data, "getlist"):
        return [str(value) for value in data.getlist(name)]
    value = data.get(name, [])
    return [value] if isinstance(value, str) else list(value)
