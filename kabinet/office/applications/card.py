"""What the card of an application shows, and what may be answered from it."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, NamedTuple, override
from uuid import UUID

from django.urls import reverse
from django.utils.html import format_html

from kabinet.accounts.duties import Duty
from kabinet.accounts.models import User
from kabinet.accounts.standing_in import away_on
from kabinet.applicants.identity import standing_of
from kabinet.applicants.lookup import has_twin
from kabinet.applicants.members import has_cabinet
from kabinet.applicants.models import Applicant
from kabinet.applications.content.summary import SummaryBlock, SummaryItem, summarise
from kabinet.applications.corrections.brought import brought_of
from kabinet.applications.corrections.points import answered_points
from kabinet.applications.course.deadlines import due_on, limit_of, next_step, request_day
from kabinet.applications.course.guards import PLACING, follows_at_once
from kabinet.applications.course.known_facts import day_of
from kabinet.applications.course.transitions import (
    ENGINE,
    CommentNeeded,
    TransitionImpossible,
    check_act,
    perform,
)
from kabinet.applications.models import Application
from kabinet.applications.papers.printed_form import latest_form
from kabinet.applications.rules.states import Action, State, Transition
from kabinet.applications.submission.intake import lacking, request_for
from kabinet.billing.acceptance import waiting_money
from kabinet.billing.penalties import penalties_of
from kabinet.cases.days import DayImpossible
from kabinet.cases.sides import Side
from kabinet.core.errors import DomainError
from kabinet.files.models import StoredFile
from kabinet.files.responses import is_shown
from kabinet.files.shown import shown_file
from kabinet.law.deadlines import Code
from kabinet.office.access import submitted_or_404
from kabinet.office.acting import acting_on
from kabinet.office.applications.corrected import corrections_of
from kabinet.office.applications.forms import ApplicationAnswerForm, NoteForm
from kabinet.office.applications.health import health_consent_of
from kabinet.office.applications.identity import identity_shown
from kabinet.office.applications.notes import application_notes
from kabinet.office.applications.queue import APPLICATION_QUEUE
from kabinet.office.applications.reasons import explain
from kabinet.office.card.declaration import CardAnswer, CaseCard
from kabinet.office.people import away_shown, choices_of, name_of, operators_people
from kabinet.office.terms import Term, term_of
from kabinet.surveys.services import shown_survey
from kabinet.ui.wording import ru_date

OTHERS = 10
"""How many of the applicant's other applications a card lists."""
_WHO = {Side.APPLICANT: "Заявитель", Side.SPECIALIST: "Специалист"}


class Now(NamedTuple):
    """Whose turn it is (empty when nobody's), what they do, by when, and where that is written."""

    who: str
    what: str
    term: Term | None
    basis: str


class ApplicationAct(NamedTuple):
    """A button: its name, what comes of it, what the applicant will be told, which term it starts."""

    action: str
    label: str
    target: str
    tells: str
    ground: str
    needs_comment: bool
    dated: str
    is_final: bool
    due_on: date | None
    limit: str
    basis: str
    warning: str


class ShownDocument(NamedTuple):
    """One kind of document with its files as the page shows them."""

    title: str
    files: list[dict[str, Any]]


class ApplicationCard(CaseCard[Application, Transition]):
    """The card of an application."""

    engine = ENGINE
    queue = APPLICATION_QUEUE
    form = ApplicationAnswerForm
    page = "office/application.html"
    asking_page = "office/application_confirm.html"
    address = "office_application"
    carried = ("happened_on",)
    sent = "Комментарий отправлен заявителю."
    outdated = (TransitionImpossible,)

    @override
    def find(self, pk: UUID) -> Application:
        return submitted_or_404(pk)

    @override
    def act_of(self, row: Transition, case: Application, today: date) -> ApplicationAct:
        return act_of(row, case, today)

    @override
    def file_of(self, case: Application, file: StoredFile) -> dict[str, Any]:
        return file_of(case, file)

    @override
    def shown(
        self, case: Application, rows: Sequence[Transition], *, viewer: User, today: date
    ) -> Mapping[str, Any]:
        blocks, away = summarise(case), away_on(today)
        return {
            "now": now_of(case, today=today),
            "dated": [row for row in rows if row.dated],
            "blocks": [block for block in map(_without_files, blocks) if block.items],
            "documents": [
                ShownDocument(item.label, [file_of(case, file) for file in item.files])
                for block in blocks
                for item in block.items
                if item.files
            ],
            "corrections": corrections_of(case),
            "brought": [(one.row, name_of(one.row.said_by)) for one in brought_of(case) if not one.confirmed],
            "answered": answered_points(case),
            "may_ask": any(row.action == Action.REQUEST_DOCUMENTS for row in rows),
            "others": _others(case),
            "survey": shown_survey(case),
            "notes": application_notes(case),
            "note_form": NoteForm(),
            "mine": case.specialist_id == viewer.pk,
            "leads": Duty.LEADING in viewer.duties,
            "colleagues": choices_of(Duty.APPLICATIONS, operators_people().values(), away),
            "away": away_shown(case, viewer, away),
            "printed_form": latest_form(case),
            "waiting": waiting_money(case),
            "penalties": penalties_of(case, today=today),
            "health": health_consent_of(case),
            "identity": identity_shown(standing_of(case.owner)),
            "lacking": lacking(case),
            "writable": has_cabinet(case.owner),
            "twin": has_twin(Applicant.objects.filter(user=case.owner).first()),
            "acting_people": acting_on(case, today=today, shown=partial(file_of, case)),
        }

    @override
    def suggested(self, case: Application) -> str:
        return request_for(lacking(case))

    @override
    def checked(self, locked: Application, answer: CardAnswer) -> Transition:
        row, _ = check_act(
            locked,
            action=answer.act,
            side=Side.SPECIALIST,
            comment=answer.text,
            on=answer.given["on"],
            at=answer.at,
        )
        return row

    @override
    def explain(self, locked: Application, answer: CardAnswer) -> None:
        explain(locked, why=answer.why, by=answer.by, at=answer.at, token=answer.token)

    @override
    def perform(self, locked: Application, answer: CardAnswer) -> None:
        perform(
            application=locked,
            action=answer.act,
            by=answer.by,
            at=answer.at,
            on=answer.given["on"],
            comment=answer.text,
            files=answer.files,
            token=answer.token,
        )

    @override
    def field_of(self, refusal: DomainError) -> str | None:
        if isinstance(refusal, DayImpossible):
            return "happened_on"
        return "text" if isinstance(refusal, CommentNeeded) else super().field_of(refusal)

    @override
    def told(self, refusal: DomainError, case: Application) -> str:
        """The page that a refusal sends to is a link."""
        before, found, after = str(refusal).partition(PLACING)
        if not found:
            return before
        page = reverse("office_documents", args=[case.pk])
        return format_html('{}<a href="{}">{}</a>{}', before, page, found, after)


APPLICATION_CARD = ApplicationCard()


def now_of(application: Application, *, today: date) -> Now:
    """Who acts next and by when, as the office says it."""
    step = next_step(application)
    who = _WHO[step.party] if step.party else ""
    return Now(who, step.what, term_of(step.by, today=today), step.basis)


def act_of(row: Transition, application: Application, today: date) -> ApplicationAct:
    """A transition as a button shows it before it is pressed, with what follows from it at once."""
    last = follows_at_once(row, application) or row
    code = limit_of(last, application)
    limit = application.law.limits[code] if code else None
    return ApplicationAct(
        action=row.action,
        label=row.label,
        target=State(last.target).label,
        tells=application.law.told(last.tells),
        ground=application.law.told(last.ground),
        needs_comment=row.needs_comment,
        dated=row.dated,
        is_final=row.is_final,
        due_on=due_on(last, application, (row.follows and day_of(row.follows, application)) or today),
        limit=limit.title if limit else "",
        basis=f"{limit.act}, {limit.paragraph}" if limit else "",
        warning=_warning(row, application, today),
    )


def _warning(row: Transition, application: Application, today: date) -> str:
    """What the act does besides, or does not do any more, if anything."""
    if follows_at_once(row, application):
        return "Первая часть счёта уже оплачена: вместе с этим договор будет заключён сегодняшним днём."
    if row.action != Action.REQUEST_DOCUMENTS:
        return ""
    last = request_day(application)
    if last is None or today <= last:
        return ""
    term = application.law.words(Code.COMPLETENESS_CHECK)
    return (
        f"Запрос позже {ru_date(last)} ({term}, п.\N{NO-BREAK SPACE}15 Правил) срок предложения не переносит."
    )


def _without_files(block: SummaryBlock) -> SummaryBlock:
    items: Sequence[SummaryItem] = [item for item in block.items if not item.files]
    return SummaryBlock(block.step, block.title, tuple(items))


def _others(application: Application) -> list[Application]:
    """The applicant's other applications, the latest first, and one more than OTHERS when there are many."""
    same = Application.objects.queued().filter(owner=application.owner_id).exclude(pk=application.pk)
    return list(same.defer("answers").latest_first()[: OTHERS + 1])


def file_of(application: Application, file: StoredFile) -> dict[str, Any]:
    """A file as the card shows it; `preview_url` is empty for what a browser cannot show."""
    where = {"pk": application.pk, "file_id": file.pk}
    address = reverse("office_file", kwargs=where)
    return {
        "id": file.pk,
        "preview_url": reverse("office_preview", kwargs=where) if is_shown(file) else "",
        **shown_file(file, f"{address}?show=1", reverse("office_thumbnail", kwargs=where)),
        "download_url": address,
        "sha256": file.sha256,
    }
