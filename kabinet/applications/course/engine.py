"""The engine of applications: their table, their terms, and what a letter of a step tells."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, override

from django.utils import timezone

from kabinet.accounts.duties import Duty
from kabinet.applications.course.deadlines import due_on, limit_of, upcoming
from kabinet.applications.course.guards import TransitionImpossible, follows_at_once, is_open
from kabinet.applications.course.known_facts import tell_changed
from kabinet.applications.models import Application
from kabinet.applications.rules.guidance import warned_of
from kabinet.applications.rules.states import UNDER_CONTRACT, State, Transition
from kabinet.applications.rules.table import transitions_from
from kabinet.cases.engine import Engine
from kabinet.cases.models import CaseChange
from kabinet.cases.sides import Side
from kabinet.core.errors import DomainError


class ApplicationNotFound(DomainError):
    """There is no such application for this person."""

    def __init__(self) -> None:
        super().__init__("Заявка не найдена.")


class ApplicationEngine(Engine[Application, Transition]):
    """Applications move by kabinet.applications.rules.table."""

    name = "application"
    duty = Duty.APPLICATIONS
    model = Application

    @override
    def rows_from(self, case: Application, by: Side) -> tuple[Transition, ...]:
        return transitions_from(case.state, by, case.course)

    @override
    def due_on(self, row: Transition, case: Application, on: date) -> date | None:
        return due_on(row, case, on)

    @override
    def not_found(self) -> DomainError:
        return ApplicationNotFound()

    @override
    def impossible(self, case: Application) -> DomainError:
        return TransitionImpossible(case)

    @override
    def is_open(self, row: Transition, case: Application, day: date) -> bool:
        """Those that the law opens later or has closed are left out.

        Documents and comments that are still missing are told by `perform`.
        """
        return is_open(row, case, day)

    @override
    def asks_first(self, row: Transition, case: Application) -> bool:
        """What leads on to a contract at once cannot be taken back either."""
        return row.is_final or follows_at_once(row, case) is not None

    @override
    def moved(self, locked: Application, row: Transition, *, at: datetime) -> None:
        """The layers above that count from the contract or the connection hear of it."""
        if row.target in (*UNDER_CONTRACT, State.COMPLETED):
            tell_changed(locked, at=at)

    @override
    def exists(self, case: Application) -> bool:
        return case.deleted_at is None

    @override
    def columns(self, row: Transition, case: Application) -> Mapping[str, Any]:
        return {"limit": limit_of(row, case) or ""}

    @override
    def told(self, row: Transition, case: Application, change: CaseChange) -> Mapping[str, Any]:
        return {
            "happened_on": change.on if change.on != timezone.localdate(change.at) else None,
            "tells": case.law.told(row.tells),
            "ground": case.law.told(row.ground),
            "steps": upcoming(case),
            "warned": warned_of(case.state, case.course),
            "attachments": list(case.attachments.select_related("file")),
        }


ENGINE = ApplicationEngine()
