"""What a specialist enters of an appeal outside the buttons of the card: what came, what was told."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, override
from uuid import UUID

from kabinet.accounts.models import User
from kabinet.appeals.entries import ENTRIES
from kabinet.appeals.models import Appeal, AppealChange
from kabinet.appeals.states import Action, Clock, State, Transition
from kabinet.appeals.telling import enter_for_applicant, enterable_rows, may_be_told, record_told
from kabinet.appeals.transitions import ENGINE
from kabinet.applicants.members import has_cabinet
from kabinet.core.channels import Channel
from kabinet.office.access import not_found
from kabinet.office.card.decisions import WhyNeeded, colleague_of
from kabinet.office.card.events import CaseEvents, Enterable, WrittenEvent
from kabinet.office.people import name_of

_TELLING = Enterable(
    code=Action.TELL,
    title="Ответ сообщён заявителю",
    asks="День, когда сообщили",
    basis="приказ Минэнерго № 186, пп. 43–44",
    tells="",
    outside=False,
    needs_comment=False,
    asks_channel="Как сообщили",
    channels=(Channel.POST, Channel.PHONE, Channel.OFFICE, Channel.EMAIL),
    starts_terms=False,
)


class AppealEvents(CaseEvents[Appeal, AppealChange]):
    """The events of an appeal."""

    engine = ENGINE
    entries = ENTRIES
    card, events = "office_appeal", "office_appeal_events"
    event, entry = "office_appeal_event", "office_appeal_entry"

    @override
    def find(self, pk: UUID) -> Appeal:
        related = ("owner", "specialist", "thread", "topic")
        return Appeal.objects.select_related(*related).filter(pk=pk).first() or not_found()

    @override
    def enterable(self, case: Appeal, by: User, *, today: date) -> list[Enterable]:
        found = [_outside(row, case) for row in enterable_rows(case)]
        return [*found, _TELLING] if may_be_told(case) else found

    @override
    def write(self, locked: Appeal, entered: Enterable, event: WrittenEvent) -> None:
        how: dict[str, Any] = {
            "appeal": locked, "on": event.on, "channel": event.channel, "text": event.text,
            "files": event.files, "why": event.why.strip() if colleague_of(locked, event.by) else "",
            "by": event.by, "at": event.at, "token": event.token,
        }  # fmt: skip
        if entered.is_fact:
            record_told(**how)
        else:
            enter_for_applicant(**how, action=entered.code, analysed=event.analysed)

    @override
    def explain(self, locked: Appeal, *, why: str, by: User, at: datetime, token: UUID) -> None:
        colleague = colleague_of(locked, by)
        if colleague is None:
            return
        if not why.strip():
            raise WhyNeeded(locked, colleague)
        if colleague.is_active:
            context = {"appeal": locked, "by": name_of(by), "why": why.strip()}
            ENGINE.tell_specialist(locked, "appeal_colleague_acted", context, at=at)

    @override
    def way_of(self, row: AppealChange) -> str:
        told = row.action == Action.TELL
        return f"сообщено {Channel(row.channel).label}" if told else super().way_of(row)

    def came(self, change: AppealChange) -> str:
        """The way of a row as the card tells it; nothing of what was made in the portal itself."""
        return "" if change.channel == Channel.CABINET else f"{self.way_of(change).capitalize()}."

    @override
    def shown(self, case: Appeal) -> Mapping[str, Any]:
        return {"appeal": case}


def _outside(row: Transition, appeal: Appeal) -> Enterable:
    return Enterable(
        code=row.action,
        title=row.label,
        asks="День, когда это поступило",
        basis="",
        tells=row.told_to(cabinet=has_cabinet(appeal.owner)) if row.letter else "",
        outside=True,
        needs_comment=False,
        moves=State(row.target).label,
        is_fact=False,
        asks_channel="Как поступило",
        asks_analysis=row.clock is Clock.START and appeal.topic.complaint,
    )


APPEAL_EVENTS = AppealEvents()
