"""What a specialist enters of an application outside the buttons of the card."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, override
from uuid import UUID

from kabinet.accounts.models import User
from kabinet.applications.course.entries import ENTRIES
from kabinet.applications.course.guards import CommentNeeded, TooLate, fact_refusal
from kabinet.applications.course.recording import record_fact, recordable
from kabinet.applications.course.side_terms import side_terms
from kabinet.applications.course.transitions import ENGINE, perform
from kabinet.applications.models import Application, StateChange
from kabinet.applications.rules.record_kinds import RecordKind
from kabinet.applications.rules.states import Transition
from kabinet.cases.sides import Side
from kabinet.core.errors import DomainError
from kabinet.office.access import submitted_or_404
from kabinet.office.applications.reasons import explain
from kabinet.office.card.events import CaseEvents, Enterable, WrittenEvent

_CAME = "Как поступило"


class ApplicationEvents(CaseEvents[Application, StateChange]):
    """The events of an application."""

    engine = ENGINE
    entries = ENTRIES
    card, events = "office_application", "office_events"
    event, entry = "office_event", "office_entry"

    @override
    def find(self, pk: UUID) -> Application:
        return submitted_or_404(pk)

    @override
    def enterable(self, case: Application, by: User, *, today: date) -> list[Enterable]:
        """Terms shut nothing out here: what came in time may be entered later, and its day is checked."""
        own = [row for row in ENGINE.rows_from(case, Side.APPLICANT) if row.button]
        rows = [row for row in own if fact_refusal(row, case) is None]
        facts = recordable(case, by, today=today)
        found = [*(_outside(row, case) for row in rows), *(_fact(kind, case) for kind in facts)]
        return sorted(found, key=lambda one: not one.outside)

    @override
    def write(self, locked: Application, entered: Enterable, event: WrittenEvent) -> None:
        if entered.is_fact:
            record_fact(
                application=locked, record=entered.code, on=event.on, text=event.text, files=event.files,
                channel=event.channel, by=event.by, at=event.at, token=event.token,
            )  # fmt: skip
            return
        perform(
            application=locked, action=entered.code, by=event.by, at=event.at, comment=event.text,
            files=event.files, on=event.on, channel=event.channel, token=event.token,
        )  # fmt: skip

    @override
    def explain(self, locked: Application, *, why: str, by: User, at: datetime, token: UUID) -> None:
        explain(locked, why=why, by=by, at=at, token=token)

    @override
    def shown(self, case: Application) -> Mapping[str, Any]:
        return {"application": case, "side_terms": side_terms(case)}

    @override
    def field_of(self, refusal: DomainError) -> str | None:
        if isinstance(refusal, TooLate):
            return "happened_on"
        return "text" if isinstance(refusal, CommentNeeded) else super().field_of(refusal)


def _fact(kind: RecordKind, application: Application) -> Enterable:
    outside = kind.by is Side.APPLICANT
    return Enterable(
        code=kind.record,
        title=kind.title,
        asks=kind.asks,
        basis=kind.basis,
        tells=application.law.told(kind.tells),
        outside=outside,
        needs_comment=kind.needs_comment,
        asks_channel=_CAME if outside else "",
        ahead=kind.ahead,
    )


def _outside(row: Transition, application: Application) -> Enterable:
    return Enterable(
        code=row.action,
        title=row.label,
        asks="День, когда это поступило",
        basis="",
        tells=application.law.told(row.tells),
        outside=True,
        needs_comment=row.needs_comment,
        moves=str(row.target.label),
        is_fact=False,
        asks_channel=_CAME,
    )


APPLICATION_EVENTS = ApplicationEvents()
