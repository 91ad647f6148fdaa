"""THE seven steps of the wizard: which questions each asks, in which order."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from kabinet.applications.asked.questions import applicant, exchange, power, request, schedule, site, supplier
from kabinet.applications.asked.questions.typography import typeset
from kabinet.core.questions import Answers, Question
from kabinet.law.editions import Law

DOCUMENTS = "documents"
"""The slug of the step that also takes files and submits."""


@dataclass(frozen=True, slots=True)
class Step:
    """One page of the wizard; `questions_for(kind, law)` are all that it may ask by the law of a day."""

    slug: str
    title: str
    build: Callable[[str, Law], tuple[Question, ...]]

    def questions_for(self, kind: str, law: Law) -> tuple[Question, ...]:
        """Every question of the step for «ФЛ», «ИП» or «ЮЛ»; `shown` tells which of them are asked."""
        return _questions(self, kind, law)

    def questions(self, answers: Answers, kind: str, law: Law) -> tuple[Question, ...]:
        """The questions that these answers call for."""
        return tuple(question for question in self.questions_for(kind, law) if question.shown(answers))


STEPS: tuple[Step, ...] = (
    Step("kind", "Вид заявки", request.questions_for),
    Step("applicant", "Заявитель и представитель", applicant.questions_for),
    Step("object", "Объект", site.questions_for),
    Step("power", "Мощность и надёжность", power.questions_for),
    Step("schedule", "Этапы, сроки и оплата", schedule.questions_for),
    Step("supplier", "Энергосбытовая организация", supplier.questions_for),
    Step(DOCUMENTS, "Документы и подача", exchange.questions_for),
)
STEPS_BY_SLUG = {step.slug: step for step in STEPS}


@cache
def _questions(step: Step, kind: str, law: Law) -> tuple[Question, ...]:
    return tuple(typeset(question, law) for question in step.build(kind, law) if law.knows(question))


def every_question(kind: str, law: Law) -> Iterator[tuple[Step, Question]]:
    """Every question of the application with its step, for an applicant of this kind, by the law of a day."""
    for step in STEPS:
        for question in step.questions_for(kind, law):
            yield step, question
