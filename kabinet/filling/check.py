"""«Проверьте заявку»: every answer with its «изменить», what is missing, what contradicts itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kabinet.applications.asked.steps import DOCUMENTS, STEPS, STEPS_BY_SLUG
from kabinet.applications.content.completeness import Gap, Lack
from kabinet.applications.content.documents import DOCUMENTS_BY_CODE
from kabinet.applications.content.summary import SummaryItem, summarise
from kabinet.applications.models import Application
from kabinet.core.questions import Answers, Question, is_empty
from kabinet.filling.desk import Desk
from kabinet.filling.parts import is_known
from kabinet.filling.route import is_aside
from kabinet.filling.stepper import gap_url, shown_gaps, tabs
from kabinet.filling.together import together


@dataclass(frozen=True, slots=True)
class CheckedLine:
    """One answer or document: `change_url` is «» of what is computed, `problem` what is wrong with it."""

    item: SummaryItem
    change_url: str
    problem: str = ""
    lacking: bool = False

    @property
    def of_document(self) -> bool:
        """Whether it is a document, not an answer."""
        return self.item.name.startswith("document-")


@dataclass(frozen=True, slots=True)
class CheckedStep:
    """What one step says."""

    title: str
    url: str
    lines: tuple[CheckedLine, ...]


def page_of_check(
    desk: Desk, application: Application, gaps: list[Gap], known: Mapping[str, str]
) -> dict[str, Any]:
    """What the page of the check shows; `known`: answers that were given elsewhere than in the steps."""
    empty = [gap for gap in gaps if gap.lack is Lack.EMPTY]
    wrong = [gap for gap in gaps if gap.lack is not Lack.EMPTY]
    return {
        "application": application,
        "desk": desk,
        "number": application.number,
        "step": STEPS_BY_SLUG[DOCUMENTS],
        "stepper": tabs(desk, STEPS_BY_SLUG[DOCUMENTS], application, gaps),
        "checked": _checked(desk, application, gaps, known),
        "gaps": shown_gaps(desk, application, empty),
        "wrong": shown_gaps(desk, application, wrong),
    }


def _checked(
    desk: Desk, application: Application, gaps: Sequence[Gap], known: Mapping[str, str]
) -> list[CheckedStep]:
    blocks = []
    for step, block in zip(STEPS, summarise(application), strict=True):
        url = desk.step_url(application, step.slug)
        asked = step.questions(application.answers, application.applicant_kind, application.law)
        folded = _folded(asked, application.answers, known)
        of_step = [gap for gap in gaps if gap.step == step.slug]
        items = together(_worth_reading(block.items), apart={gap.name for gap in of_step})
        items += _reminders(asked, application.answers)
        lines = [
            CheckedLine(item, _change_url(item, url, asked, folded), _problem(item, of_step))
            for item in items
        ]
        told = {item.name for item in block.items}
        lines += [
            CheckedLine(_lacking(gap, asked), gap_url(desk, application, gap), lacking=True)
            for gap in of_step
            if gap.lack is Lack.EMPTY and gap.name.partition(".")[0] not in told
        ]
        blocks.append(CheckedStep(step.title, url, tuple(_in_order(lines, asked))))
    return blocks


def _worth_reading(items: Sequence[SummaryItem]) -> list[SummaryItem]:
    """The lines without a sum of one addend, which would say the same again."""
    asked_for = {item.value for item in items if item.name == "requested_power"}
    return [item for item in items if item.name != "total_power" or item.value not in asked_for]


def _reminders(asked: Sequence[Question], answers: Answers) -> list[SummaryItem]:
    return [
        SummaryItem(question.name, question.label, question.reminded)
        for question in asked
        if question.reminded and is_empty(answers.get(question.name))
    ]


def _folded(asked: Sequence[Question], answers: Answers, known: Mapping[str, str]) -> set[str]:
    """The questions whose inputs are folded away on the page of their step."""
    return {
        question.name
        for question in asked
        if is_aside(question, answers) or is_known(question, answers, known)
    }


def _change_url(item: SummaryItem, url: str, asked: Sequence[Question], folded: set[str]) -> str:
    """The address of the input; «» of what is computed."""
    if item.files:
        return f"{url}#{item.name}"
    if item.name not in {question.name for question in asked}:
        return ""
    return f"{url}{'?all=1' if item.name in folded else ''}#id_{item.name}"


def _problem(item: SummaryItem, gaps: Sequence[Gap]) -> str:
    return "\n".join(gap.beside or gap.text for gap in gaps if gap.name.partition(".")[0] == item.name)


def _lacking(gap: Gap, asked: Sequence[Question]) -> SummaryItem:
    titles = {question.name: question.label for question in asked}
    titles |= {kind.name: kind.title for kind in DOCUMENTS_BY_CODE.values()}
    return SummaryItem(gap.name, titles.get(gap.name, ""))


def _in_order(lines: Sequence[CheckedLine], asked: Sequence[Question]) -> list[CheckedLine]:
    """The lines as the step asks, whether answered or not: documents first, what is computed last."""
    places = {question.name: place for place, question in enumerate(asked)}
    documents = [line for line in lines if line.of_document]
    others = [line for line in lines if not line.of_document]
    return [*documents, *sorted(others, key=lambda line: places.get(line.item.name, len(places)))]
