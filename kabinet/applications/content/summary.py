"""The application as people read it: for the last step, for the specialist, for the printed form."""

import re
from dataclasses import dataclass
from urllib.parse import quote

from kabinet.applications.asked.answers import dict_rows
from kabinet.applications.asked.steps import DOCUMENTS as DOCUMENTS_STEP
from kabinet.applications.asked.steps import STEPS, Step
from kabinet.applications.content.documents import DOCUMENTS_BY_CODE
from kabinet.applications.models import Application
from kabinet.core.questions import Answers, Kind, Question, display, is_empty, problems
from kabinet.core.values import spaced
from kabinet.files.models import StoredFile


@dataclass(frozen=True, slots=True)
class Table:
    """Repeated rows: the columns' titles and the cells."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def labelled_rows(self) -> list[list[tuple[str, str]]]:
        """Each row as (column, cell): on a phone a cell stands under its column's title."""
        return [list(zip(self.columns, row, strict=True)) for row in self.rows]


@dataclass(frozen=True, slots=True)
class SummaryItem:
    """A line: a label and either a value, a table or files. `name` is the question's or «document-plan».

    A map can show it where `is_point` (the value is a place on the earth) or where there is an `outline`.
    `address`: where one calls or writes to (tel:, mailto:).
    """

    name: str
    label: str
    value: str = ""
    table: Table | None = None
    files: tuple[StoredFile, ...] = ()
    is_point: bool = False
    outline: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class SummaryBlock:
    """What one step says; `step` is its slug."""

    step: str
    title: str
    items: tuple[SummaryItem, ...]


def summarise(application: Application) -> list[SummaryBlock]:
    """Every step with what was answered to the questions that are shown, and the documents.

    Prefetch «attachments__file» for several applications.
    """
    blocks = []
    for step in STEPS:
        items = [
            _item(question, application.answers)
            for question in step.questions(application.answers, application.applicant_kind, application.law)
            if not is_empty(application.answers.get(question.name))
        ]
        items += _computed(step, application)
        if step.slug == DOCUMENTS_STEP:
            items = [*_documents(application), *items]
        blocks.append(SummaryBlock(step.slug, step.title, tuple(items)))
    return blocks


_SHOWN_OTHERWISE = frozenset({Kind.COORDINATES, Kind.OUTLINE, Kind.MOBILE, Kind.EMAIL})


def _address(kind: Kind, text: str) -> str:
    if kind is Kind.MOBILE:
        return f"tel:+7{re.sub(r'[^0-9]', '', text)[-10:]}"
    return f"mailto:{quote(text, safe='@')}" if kind is Kind.EMAIL else ""


def _item(question: Question, answers: Answers) -> SummaryItem:
    if question.kind is not Kind.ROWS:
        raw = answers.get(question.name)
        is_sound = question.kind in _SHOWN_OTHERWISE and not problems([question], answers)
        return SummaryItem(
            question.name,
            question.label,
            display(question, raw),
            is_point=is_sound and question.kind is Kind.COORDINATES,
            outline=str(raw) if is_sound and question.kind is Kind.OUTLINE else "",
            address=_address(question.kind, str(raw)) if is_sound else "",
        )
    rows = [row for row in dict_rows(answers.get(question.name)) if not is_empty(row)]
    return SummaryItem(
        question.name,
        question.label,
        table=Table(
            tuple(sub.label for sub in question.rows),
            tuple(tuple(display(sub, row.get(sub.name)) for sub in question.rows) for row in rows),
        ),
    )


def _computed(step: Step, application: Application) -> list[SummaryItem]:
    """What follows from the answers and is worth seeing beside them."""
    total = application.facts.total_power
    if step.slug != "power" or not total:
        return []
    return [SummaryItem("total_power", "Максимальная мощность всего", f"{spaced(total)}\u00a0кВт")]


def _documents(application: Application) -> list[SummaryItem]:
    files: dict[str, list[StoredFile]] = {}
    for attachment in application.attachments.all():
        files.setdefault(attachment.kind, []).append(attachment.file)
    order = list(DOCUMENTS_BY_CODE)
    return [
        SummaryItem(DOCUMENTS_BY_CODE[code].name, DOCUMENTS_BY_CODE[code].title, files=tuple(files[code]))
        for code in sorted(files, key=order.index)
    ]
