"""The form of an applicant's data: the person types them, or the specialist who has the paper."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms

from kabinet.applicants.answers import profile_text
from kabinet.applicants.contradictions import applicant_contradictions
from kabinet.applicants.models import ApplicantKind
from kabinet.applicants.questions import IDENTITY_DOCUMENT, KPP, MIDDLE_NAME, PASSPORT, SHORT_NAME
from kabinet.core.questions import Answers, Question
from kabinet.ui.forms import QuestionForm


class ApplicantForm(QuestionForm):
    """The questions about the applicant and the representative, and what is added to them."""

    def __init__(
        self,
        kind: str,
        questions: list[Question],
        *,
        answers: Answers,
        data: Mapping[str, Any] | None,
    ) -> None:
        if kind == ApplicantKind.PERSON:
            document = profile_text(answers, "identity_document") or PASSPORT
            answers = {**answers, IDENTITY_DOCUMENT.name: document}
        # The page names the law once; repeated beside every field it would only be noise.
        plain = [replace(question, basis="") for question in questions]
        super().__init__(plain, answers=answers, data=data, demand=True)
        self.kind = kind

    def add(self, **fields: forms.Field) -> None:
        """Add fields that are not questions."""
        for name, field in fields.items():
            field.bound_field_class = forms.BoundField
            self.fields[name] = field

    @property
    def applicant_fields(self) -> list[forms.BoundField]:
        """«Данные заявителя»: what an account cannot do without, and what people give with it."""
        return [self[question.name] for question in self._own() if _is_main(question)]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        """What may be given later."""
        return [self[question.name] for question in self._own() if not _is_main(question)]

    @property
    def representative_fields(self) -> list[forms.BoundField]:
        """«Представитель заявителя»."""
        return [self[question.name] for question in self.questions if _is_of_representative(question)]

    @property
    def more_is_open(self) -> bool:
        """Whether something in «more» is filled in or refused, so that it should be seen."""
        return _is_used(self.more_fields, self.answers)

    @property
    def representative_is_open(self) -> bool:
        """The same about the representative; companies act through one more often than not."""
        return self.kind != ApplicantKind.PERSON or _is_used(self.representative_fields, self.answers)

    def clean(self) -> None:
        """Refuse answers that contradict each other."""
        for name, text in applicant_contradictions(self.answers).items():
            if name in self.fields and name not in self.errors:
                self.add_error(name, text)

    def _own(self) -> list[Question]:
        return [question for question in self.questions if not _is_of_representative(question)]


def _is_main(question: Question) -> bool:
    return question.required({}) or question.name in {MIDDLE_NAME.name, SHORT_NAME.name, KPP.name}


def _is_of_representative(question: Question) -> bool:
    return question.name.startswith("representative_")


def _is_used(fields: list[forms.BoundField], answers: Answers) -> bool:
    return any(
        field.errors or (field.name != IDENTITY_DOCUMENT.name and answers.get(field.name)) for field in fields
    )
