"""What waits for the applicant on the home page: what has a term, the nearest first; then drafts."""

from datetime import date, timedelta
from typing import NamedTuple

from django.urls import reverse

from kabinet.accounts.models import User
from kabinet.appeals.models import Appeal
from kabinet.appeals.states import State as AppealState
from kabinet.applications.course.deadlines import next_step
from kabinet.applications.models import Application
from kabinet.applications.rules.guidance import place_in
from kabinet.applications.rules.states import UNDER_CONTRACT, State
from kabinet.billing.models import Invoice
from kabinet.core.money import rubles

MOST = 20
"""How many are named, the nearest terms first: the rest are in the lists."""
_READ = 60
"""How many of the nearest terms are read for them: in «Выполнение мероприятий» some wait for the operator."""
_OWING = (*UNDER_CONTRACT, State.COMPLETED)
_PAY_AHEAD = timedelta(days=30)
"""How long before its day an instalment stands among what is to be done."""


class Todo(NamedTuple):
    """One thing to do: in words, of which case, by when, and the address where it is done."""

    what: str
    about: str
    url: str
    does: str
    by: date | None = None


def todo_of(user: User, *, drafts: list[Application], today: date) -> list[Todo]:
    """What the person is to do; three queries whatever there is, each a range of its index."""
    found = [*_applications(user), *_instalments(user, today), *_appeals(user)]
    found.sort(key=lambda todo: (todo.by is None, todo.by or today))
    return [*found[:MOST], *(_of(draft) for draft in drafts)]


def place_url(application: Application) -> str:
    """The address at which the applicant does what an application waits for."""
    place = place_in(application.state)
    return reverse(place.page, args=[application.pk]) + (f"#{place.anchor}" if place.anchor else "")


def _applications(user: User) -> list[Todo]:
    return [_of(row) for row in Application.objects.of(user).awaited()[:_READ] if next_step(row).mine]


def _of(application: Application) -> Todo:
    step = next_step(application)
    url = place_url(application)
    return Todo(step.said, f"Заявка {application.number}", url, place_in(application.state).does, step.by)


def _instalments(user: User, today: date) -> list[Todo]:
    """Parts of invoices after the first, which the state «Ожидает оплаты» does not tell of."""
    near = Invoice.objects.filter(owner=user, next_due_on__lte=today + _PAY_AHEAD)
    nearest = near.select_related("application").order_by("next_due_on", "id")[: 2 * MOST]
    return [
        Todo(
            f"Оплатите счёт № {invoice.number}",
            f"Заявка {invoice.application.number}, плата {rubles(invoice.fee)}",
            reverse("application_invoice", args=[invoice.application_id]),
            "Оплатить",
            invoice.next_due_on,
        )
        for invoice in nearest
        if invoice.application.state in _OWING
    ]


def _appeals(user: User) -> list[Todo]:
    """The term of an appeal is the operator's, so clarifying has no day of its own."""
    asked = Appeal.objects.of(user).filter(state=AppealState.CLARIFYING).latest_first()[:MOST]
    return [
        Todo(
            "Пришлите уточнение",
            f"Обращение {appeal.number}",
            f"{reverse('appeal', args=[appeal.pk])}#reply",
            "Уточнить",
        )
        for appeal in asked
    ]
