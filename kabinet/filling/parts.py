"""The parts of a step's page: what is known, what is asked, what concerns few, and why it is asked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django import forms

from kabinet.applications.asked.facts import Facts
from kabinet.applications.asked.questions.basis import basis_of
from kabinet.applications.content.documents import documents_for
from kabinet.applications.content.summary import SummaryItem
from kabinet.applications.models import Application
from kabinet.core.questions import Answers, OnAnswer, Question, display, is_empty
from kabinet.filling.route import is_aside, is_particular
from kabinet.filling.together import together
from kabinet.ui.forms import QuestionForm
from kabinet.ui.wording import by_basis


@dataclass(slots=True)
class PageParts:
    """The fields of a step.

    `known` are shown as text, with their inputs behind «Изменить»; `aside` under «Есть особенности?», which
    is `aside_open` when something in it was answered. `opened`: nothing is folded away.
    """

    known: list[forms.BoundField] = field(default_factory=list)
    known_rows: list[SummaryItem] = field(default_factory=list)
    asked: list[forms.BoundField] = field(default_factory=list)
    aside: list[forms.BoundField] = field(default_factory=list)
    aside_open: bool = False
    opened: bool = False

    @property
    def aside_names(self) -> str:
        """What stands aside, in a line: nobody has to open it to see that it is not about them."""
        return " · ".join(str(one.label).rstrip("?") for one in self.aside if not _unseen(one))


def parts_of(form: QuestionForm, known: Mapping[str, str], *, opened: bool = False) -> PageParts:
    """Part the fields of a step; `known`: answers given elsewhere. `opened`: nothing is folded away."""
    parts = PageParts(opened=opened)
    places: dict[str, list[forms.BoundField]] = {}
    for question in form.questions:
        place = _place(question, form, known, parts, places)
        places[question.name] = place
        place.append(form[question.name])
        if place is parts.known and question.shown(form.answers):
            value = display(question, form.answers.get(question.name))
            parts.known_rows.append(SummaryItem(question.name, question.label, value))
        if place is parts.aside and (form[question.name].errors or is_particular(question, form.answers)):
            parts.aside_open = True
    parts.known_rows = together(parts.known_rows)
    return parts


def _place(
    question: Question,
    form: QuestionForm,
    known: Mapping[str, str],
    parts: PageParts,
    places: Mapping[str, list[forms.BoundField]],
) -> list[forms.BoundField]:
    answers = form.answers
    if not question.shown(answers):
        # It waits beside the answer that would call for it.
        name = question.shown.name if isinstance(question.shown, OnAnswer) else ""
        return places.get(name, parts.asked)
    told = is_known(question, answers, known) and not form[question.name].errors
    if is_aside(question, answers) and not (told and is_particular(question, answers)):
        return parts.aside
    return parts.known if told else parts.asked


def is_known(question: Question, answers: Answers, known: Mapping[str, str]) -> bool:
    """Whether the answer is as it was given elsewhere, so that it need not be asked again."""
    raw = answers.get(question.name)
    return not is_empty(raw) and raw == known.get(question.name)


def reasons_of(questions: Iterable[Question], answers: Answers, facts: Facts) -> list[dict[str, str]]:
    """«Почему спрашиваем»: each paragraph once, with what is asked by it."""
    shown = (question for question in questions if question.shown(answers))
    return by_basis((basis_of(question, facts), question.label.rstrip("?")) for question in shown)


def reasons_of_documents(application: Application) -> list[dict[str, str]]:
    """The same of the documents that the answers call for."""
    kinds = documents_for(application.answers, application.applicant_kind, application.law)
    return by_basis((kind.basis, kind.title) for kind in kinds)


def _unseen(one: forms.BoundField) -> bool:
    condition = getattr(one, "condition", None)
    return bool(condition and condition.unseen)
