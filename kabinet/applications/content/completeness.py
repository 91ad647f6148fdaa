"""What an application lacks: the one place that knows. The tabs, the last step and the submission ask it."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from kabinet.applications.asked.answers import TextName
from kabinet.applications.asked.contradictions import contradictions
from kabinet.applications.asked.facts import facts_of
from kabinet.applications.asked.steps import DOCUMENTS, STEPS, every_question
from kabinet.applications.content.documents import required_documents
from kabinet.applications.models import Application
from kabinet.core import questions
from kabinet.core.questions import Answers, Question
from kabinet.law.editions import Law

_AT_LEAST: frozenset[TextName] = frozenset(
    {"connection", "reason", "requested_power", "previous_power", "last_name", "first_name", "full_name"}
)
"""What the number says, and whose the application is."""


class Lack(Enum):
    """What is wrong with an answer or a document."""

    EMPTY = auto()
    MALFORMED = auto()
    CONTRADICTS = auto()


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing to mend: the step's slug, the name of the question or document, a Russian text.

    `beside` is the text beside the question itself, if it need not name it again. Inside rows the name is
    «stages.2.power», from 0; a document's name is «document-plan».
    """

    step: str
    name: str
    text: str
    lack: Lack = Lack.EMPTY
    beside: str = ""


def missing(application: Application) -> list[Gap]:
    """Everything that keeps the application from being submitted, in the order of the steps."""
    found = missing_answers(application.answers, application.applicant_kind, application.law)
    return [*found, *_missing_documents(application)]


def unfit(application: Application) -> Iterator[Gap]:
    """What keeps even an application on paper from being registered: the law registers what came (п. 105).

    Without the answers of _AT_LEAST there is neither a number nor a course, and what is no number, no day and
    no name at all cannot be kept: it is left empty, and asked for later.
    """
    for gap in missing_answers(application.answers, application.applicant_kind, application.law):
        if gap.lack is Lack.MALFORMED or (gap.lack is Lack.EMPTY and gap.name in _AT_LEAST):
            yield gap


def missing_answers(answers: Answers, kind: str, law: Law) -> list[Gap]:
    """What is wrong with the answers of an applicant of this kind by `law`, in the order of the questions."""
    asked: dict[str, Question] = {}
    step_of: dict[str, str] = {}
    for step, question in every_question(kind, law):
        if question.shown(answers):
            asked[question.name] = question
            step_of[question.name] = step.slug

    found: dict[str, tuple[str, Lack, str]] = {}
    for question in questions.unanswered(asked.values(), answers):
        found[question.name] = f"Не заполнено: «{question.label}».", Lack.EMPTY, ""
    for name, text in questions.problems(asked.values(), answers).items():
        beside = text if name in asked else ""
        found[name] = f"«{_label(asked, name)}»: {_uncapitalised(text)}", Lack.MALFORMED, beside
    for name, text in contradictions(asked, answers, facts_of(answers, kind, law)).items():
        found.setdefault(name, (text, Lack.CONTRADICTS, ""))

    places = {name: place for place, name in enumerate(asked)}
    slugs = [step.slug for step in STEPS]
    gaps = [Gap(step_of[name.partition(".")[0]], name, *lack) for name, lack in found.items()]
    gaps.sort(key=lambda gap: (slugs.index(gap.step), places[gap.name.partition(".")[0]]))
    return gaps


def _missing_documents(application: Application) -> list[Gap]:
    attached = {attachment.kind for attachment in application.attachments.all()}
    return [
        Gap(DOCUMENTS, document.name, f"Не приложено: «{document.title}».")
        for document in required_documents(application.answers, application.applicant_kind, application.law)
        if document.code not in attached
    ]


def _label(asked: dict[str, Question], name: str) -> str:
    """The label of a question, or of a question inside rows with the number of its row."""
    outer, _, rest = name.partition(".")
    if not rest:
        return asked[outer].label
    place, _, inner = rest.partition(".")
    label = next(sub.label for sub in asked[outer].rows if sub.name == inner)
    return f"{asked[outer].label}: {label} (строка\u00a0{int(place) + 1})"


def _uncapitalised(text: str) -> str:
    """The text to stand after a colon; an abbreviation keeps its capitals."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
