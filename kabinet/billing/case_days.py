"""The days of a case from which its payments run: they are its facts, and nobody types them twice."""

from collections.abc import Mapping
from datetime import date

from kabinet.applications.models import Application
from kabinet.applications.rules.record_kinds import Record
from kabinet.applications.rules.states import Action
from kabinet.billing.models import Instalment, Invoice
from kabinet.law import payments
from kabinet.law.payments import Event

_ENDED = (Action.COMPLETE, Action.CONFIRM, Action.FALL_SILENT)


def days_of_events(application: Application) -> Mapping[Event, date]:
    """The day of each event that has happened, as the history of the case has it now (861, пп. 16, 104)."""
    days = dict(application.history.order_by("at", "id").values_list("action", "on"))
    found = {
        Event.CONTRACT: days.get(Action.CONCLUDE),
        Event.CONNECTION: days.get(Record.CONNECTED) or days.get(Record.ENERGISED),
        Event.ACT: days.get(Record.SIGNED_BY_APPLICANT) or _first(days, *_ENDED),
        # At 0.4 kV and below the placing of the notice stands for the act (п. 104).
        Event.COMPLETION: _first(days, *_ENDED) if application.course.checked else days.get(Action.PLACE),
    }
    return {event: day for event, day in found.items() if day}


def date_instalments(invoice: Invoice, application: Application) -> None:
    """Give the parts of a bill the last days that follow from the case; those of unknown events stay."""
    days = days_of_events(application)
    names = {event.name for event in days}
    waiting = [part for part in invoice.instalments.all() if part.starts in names]
    dates = payments.due_dates([part.by_law for part in waiting], days, overrides=application.overrides)
    changed = [part for part, due_on in zip(waiting, dates, strict=True) if part.due_on != due_on]
    for part, due_on in zip(waiting, dates, strict=True):
        part.due_on = due_on
    Instalment.objects.bulk_update(changed, ["due_on"])


def _first(days: Mapping[str, date], *actions: Action) -> date | None:
    return next((days[action] for action in actions if action in days), None)
