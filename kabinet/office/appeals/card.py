"""What the card of an appeal shows, and what may be answered from it."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, NamedTuple, override
from uuid import UUID

from django.urls import reverse

from kabinet.accounts.duties import Duty
from kabinet.accounts.models import User
from kabinet.accounts.standing_in import away_on
from kabinet.appeals.deadlines import limit_of
from kabinet.appeals.models import Appeal, AppealChange
from kabinet.appeals.states import Action, State, Transition
from kabinet.appeals.telling import may_be_told
from kabinet.appeals.transitions import (
    ENGINE,
    AnswerIncomplete,
    AppealTransitionImpossible,
    check_act,
    perform,
)
from kabinet.applicants.members import has_cabinet
from kabinet.cases.models import CaseChange
from kabinet.core.errors import DomainError
from kabinet.files.models import StoredFile
from kabinet.files.shown import shown_file
from kabinet.office.access import not_found
from kabinet.office.acting import acting_on
from kabinet.office.appeals.events import APPEAL_EVENTS
from kabinet.office.appeals.form import AppealAnswerForm
from kabinet.office.appeals.queue import APPEAL_QUEUE
from kabinet.office.appeals.terms import term_of_appeal
from kabinet.office.card.decisions import colleague_of
from kabinet.office.card.declaration import CardAnswer, CaseCard
from kabinet.office.people import away_shown, choices_of, name_of, operators_people
from kabinet.surveys.services import shown_survey

OTHERS = 10
"""How many other appeals of the applicant the card lists."""
_ENDING = (State.NOT_OURS, State.NOT_CONSIDERED)


class AppealAct(NamedTuple):
    """A button: what comes of it, what the applicant will read, what to comment, by which rule.

    `limit`: the last day that the rule allows for it. `ends`: the appeal is not answered on its merits.
    """

    action: str
    label: str
    target: str
    tells: str
    hint: str
    ends: bool
    basis: str
    limit: date | None


class AppealCard(CaseCard[Appeal, Transition]):
    """The card of an appeal."""

    engine = ENGINE
    queue = APPEAL_QUEUE
    begins = (Action.TAKE,)
    form = AppealAnswerForm
    page = "office/appeals/card.html"
    asking_page = "office/appeals/confirm_act.html"
    address = "office_appeal"
    carried = ("founded", "measures", "measures_due_on", "reason")
    sent = "Сообщение отправлено заявителю."
    outdated = (AppealTransitionImpossible,)

    @override
    def find(self, pk: UUID) -> Appeal:
        related = ("owner", "specialist", "thread", "topic", "application")
        return Appeal.objects.select_related(*related).filter(pk=pk).first() or not_found()

    @override
    def act_of(self, row: Transition, case: Appeal, today: date) -> AppealAct:
        limit = limit_of(row, case)
        return AppealAct(
            action=row.action,
            label=row.label,
            target=State(row.target).label,
            tells=row.told_to(cabinet=has_cabinet(case.owner)),
            hint=row.hint,
            ends=row.target in _ENDING,
            basis=limit[0] if limit else row.basis,
            limit=limit[1] if limit else None,
        )

    @override
    def file_of(self, case: Appeal, file: StoredFile) -> dict[str, Any]:
        where = [case.pk, file.pk]
        url = reverse("office_appeal_file", args=where)
        return shown_file(file, f"{url}?show=1", reverse("office_appeal_thumbnail", args=where))

    @override
    def shown(
        self, case: Appeal, rows: Sequence[Transition], *, viewer: User, today: date
    ) -> Mapping[str, Any]:
        actions, away = {row.action for row in rows}, away_on(today)
        others = Appeal.objects.of(case.owner).exclude(pk=case.pk).latest_first()
        return {
            "term": term_of_appeal(case, today=today),
            "may_take": Action.TAKE in actions,
            "asks_outcome": Action.ANSWER in actions and case.topic.complaint,
            "others": others.select_related("topic")[:OTHERS],
            "survey": shown_survey(case),
            "reached": ENGINE.reaches(case),
            "acting_people": acting_on(case, today=today, shown=partial(self.file_of, case)),
            "may_be_told": may_be_told(case),
            "people": choices_of(Duty.APPEALS, operators_people().values(), away),
            "colleague": name_of(colleague) if (colleague := colleague_of(case, viewer)) else "",
            "away": away_shown(case, viewer, away),
        }

    @override
    def checked(self, locked: Appeal, answer: CardAnswer) -> Transition:
        return check_act(
            appeal=locked,
            action=answer.act,
            by=answer.by,
            comment=answer.text,
            outcome=answer.given["outcome"],
        )

    @override
    def perform(self, locked: Appeal, answer: CardAnswer) -> None:
        perform(
            appeal=locked,
            action=answer.act,
            by=answer.by,
            at=answer.at,
            comment=answer.text,
            files=answer.files,
            outcome=answer.given["outcome"],
            why=answer.why.strip() if colleague_of(locked, answer.by) else "",
            token=answer.token,
        )

    @override
    def remark_of(self, change: CaseChange) -> str:
        """What was written stands in the conversation."""
        if not isinstance(change, AppealChange):
            return ""
        why = f"Обращение вёл другой специалист. Причина: {change.why}" if change.why else ""
        return "\n".join(filter(None, (APPEAL_EVENTS.came(change), why)))

    @override
    def field_of(self, refusal: DomainError) -> str | None:
        return refusal.field if isinstance(refusal, AnswerIncomplete) else super().field_of(refusal)


APPEAL_CARD = AppealCard()
