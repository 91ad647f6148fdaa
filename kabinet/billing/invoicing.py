"""Issuing invoices, and starting the terms that run from later events."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from kabinet.accounts.models import User
from kabinet.applications.asked.answers import text_in
from kabinet.applications.course.deadlines import contract_day
from kabinet.applications.course.transitions import lock
from kabinet.applications.models import Application
from kabinet.applications.papers.placed import place_document
from kabinet.applications.rules.placed_kinds import PlacedKind
from kabinet.applications.rules.states import State
from kabinet.billing.case_days import days_of_events
from kabinet.billing.days import refuse_before_submission
from kabinet.billing.document import print_invoice
from kabinet.billing.models import Instalment, Invoice
from kabinet.billing.paying import settle
from kabinet.core import journal
from kabinet.core.errors import DomainError
from kabinet.core.numbers import invoice_number
from kabinet.files.limits import PDF
from kabinet.files.models import StoredFile
from kabinet.files.services import store_made
from kabinet.law import payments
from kabinet.law.payments import Event, Plan

BEFORE_OFFER = (State.SUBMITTED, State.CHECKING, State.AWAITING_DOCUMENTS, State.SUPPLIED)
"""Nothing is offered yet: the set of documents is not known to be complete."""
ENDED = (State.ANNULLED, State.TERMINATED)


class PayeeUnknown(DomainError):
    """There is nowhere to pay to."""

    def __init__(self) -> None:
        super().__init__(
            "Счёт не выставлен: не заданы реквизиты сетевой организации. Администратор портала "
            "указывает их в настройках KABINET_PAYEE_…"
        )


class InvoiceUntimely(DomainError):
    """No invoice belongs to this state of the application."""

    def __init__(self, application: Application) -> None:
        label = State(application.state).label
        advice = (
            "дело закрыто" if application.state in ENDED else "счёт выставляют после проверки комплектности"
        )
        super().__init__(f"Сейчас выставить счёт нельзя: статус заявки\u00a0— «{label}», {advice}.")


class PlanImpossible(DomainError):
    """The schedule is not one of those that the Rules admit for the application, or it is incomplete."""


class InvoiceChanged(DomainError):
    """Another invoice was issued meanwhile."""

    def __init__(self, number: str) -> None:
        super().__init__(
            f"По этой заявке уже действует счёт № {number}. Посмотрите его; если он неверен, выставьте "
            "новый взамен."
        )


@dataclass(frozen=True, slots=True)
class Terms:
    """What a specialist chooses: the fee in kopecks, the plan, and what the plan asks for.

    `quarters` is for a deferral, `contract_on` for terms from the contract when it is concluded already,
    `advance` for the first part of an individual project, in kopecks, when it is not its share of this fee,
    `agreed` for a plan by agreement: sums in kopecks and their last days, which make up the fee.
    """

    plan: Plan
    fee: int
    quarters: int = payments.LONGEST_DEFERRAL
    contract_on: date | None = None
    advance: int = 0
    agreed: tuple[tuple[int, date], ...] = ()


def plans_for(application: Application) -> tuple[Plan, ...]:
    """The plans that the Rules admit for an application, the rule first."""
    facts = application.facts
    return payments.plans_of(
        facts.paragraph,
        total_power=facts.total_power,
        redistributed=facts.redistributed,
        wants_deferral=text_in(application.answers, "instalments") == "yes"
        and facts.may_be_deferred(low_voltage=application.course.low_voltage),
    )


def schedule_of(terms: Terms, application: Application, *, on: date) -> list[Instalment]:
    """The instalments of an application's invoice issued `on`, not saved. Raises PlanImpossible."""
    if terms.plan is Plan.BY_AGREEMENT:
        return _agreed(terms, on=on)
    if terms.fee < payments.SMALLEST_FEE:
        raise PlanImpossible("Плата не меньше одного рубля: иначе её не разделить на части.")
    advance = terms.advance if terms.plan is Plan.INDIVIDUAL_PROJECT else 0
    if terms.fee < payments.SMALLEST_FEE + advance:
        raise PlanImpossible("Первая часть должна быть меньше всей платы.")
    found = application.law.instalments(
        terms.plan,
        terms.fee,
        procurement=application.course.procurement,
        by_payment=application.course.simplified,
        quarters=terms.quarters,
        advance=advance,
    )
    dates = payments.due_dates(found, _events(terms, application, on), overrides=application.overrides)
    return [
        Instalment(
            number=item.number,
            kopecks=item.kopecks,
            starts=item.starts.name if item.starts else "",
            term=item.term,
            unit=item.unit.name,
            words=item.words,
            paragraph=item.paragraph,
            deferred=item.deferred,
            due_on=due_on,
        )
        for item, due_on in zip(found, dates, strict=True)
    ]


def _events(terms: Terms, application: Application, on: date) -> Mapping[Event, date]:
    """The days known when an invoice is issued; a contract that was concluded by payment tells its own."""
    concluded_on = terms.contract_on or contract_day(application)
    return {Event.INVOICE: on} | ({Event.CONTRACT: concluded_on} if concluded_on else {})


def _agreed(terms: Terms, *, on: date) -> list[Instalment]:
    if not terms.agreed:
        raise PlanImpossible("Укажите хотя бы одну часть: её сумму и срок.")
    days = [day for _, day in terms.agreed]
    if days != sorted(days):
        raise PlanImpossible("Сроки частей должны идти по порядку: следующая часть не раньше предыдущей.")
    if days[0] < on:
        raise PlanImpossible("Срок первой части уже прошёл: укажите день не раньше сегодняшнего.")
    return [
        Instalment(number=number, kopecks=kopecks, paragraph="договор", due_on=day)
        for number, (kopecks, day) in enumerate(terms.agreed, start=1)
    ]


def fingerprint(instalments: list[Instalment]) -> str:
    """What tells one schedule from another, so that the one that was seen is the one that is issued."""
    parts = [f"{item.kopecks}:{item.due_on}:{item.words}" for item in instalments]
    return hashlib.sha256("|".join(parts).encode()).hexdigest()


@transaction.atomic
def issue_invoice(
    *,
    application: Application,
    terms: Terms,
    replaces: Invoice | None = None,
    token: UUID,
    by: User,
    at: datetime,
) -> Invoice:
    """Issue an invoice and place its PDF in the cabinet, instead of `replaces` if given.

    A repeated `token` changes nothing. Raises PayeeUnknown, InvoiceUntimely, InvoiceChanged, PlanImpossible,
    DayBeforeSubmission.
    """
    locked = lock(application)
    known = Invoice.objects.filter(token=token, application=locked).first()
    if known is not None:
        return known
    if settings.PAYEE is None:
        raise PayeeUnknown
    if locked.is_draft or locked.state in (*BEFORE_OFFER, *ENDED):
        raise InvoiceUntimely(locked)
    current = Invoice.objects.current().filter(application=locked).first()
    if current is not None and (replaces is None or current.pk != replaces.pk):
        raise InvoiceChanged(current.number)
    if terms.plan not in plans_for(locked):
        raise PlanImpossible(
            "Такой график для этой заявки Правилами не предусмотрен. Выберите из предложенных."
        )
    if terms.contract_on is not None:
        refuse_before_submission(locked, terms.contract_on)
    today = timezone.localdate(at)
    instalments = schedule_of(terms, locked, on=today)
    ordinal = current.ordinal + 1 if current else 1
    invoice = Invoice(
        application=locked,
        owner_id=locked.owner_id,
        ordinal=ordinal,
        number=invoice_number(locked.sequence, ordinal),
        plan=terms.plan,
        fee=sum(item.kopecks for item in instalments),
        vat=settings.PAYEE.vat,
        payee=settings.PAYEE.as_kept(),
        payer=locked.applicant_name,
        payer_inn=locked.applicant_inn,
        issued_on=today,
        issued_at=at,
        issued_by=by,
        replaces=current,
        token=token,
    )
    invoice.file = _store(invoice, instalments, by=by, at=at)
    invoice.save(force_insert=True)
    for instalment in instalments:
        instalment.invoice = invoice
    Instalment.objects.bulk_create(instalments)
    place_document(
        application=locked,
        kind=PlacedKind.INVOICE,
        file=invoice.file,
        replaces=locked.placed.current().filter(kind=PlacedKind.INVOICE).order_by("placed_at", "id").last(),
        by=by,
        at=at,
    )
    if current is not None:
        Invoice.objects.filter(pk=current.pk).update(next_due_on=None)
    settle([locked], by=by, at=at)
    journal.record(
        act="invoice_issued",
        subject=f"application:{locked.pk}",
        by=by.pk,
        at=at,
        details={
            "number": invoice.number,
            "fee": invoice.fee,
            "plan": invoice.plan,
            "replaces": current.number if current else "",
        },
    )
    return invoice


def _store(invoice: Invoice, instalments: list[Instalment], *, by: User, at: datetime) -> StoredFile:
    name = f"Счёт {invoice.number} от {invoice.issued_on:%d.%m.%Y}.pdf"
    return store_made(content=print_invoice(invoice, instalments), name=name, kind=PDF, owner=by, at=at)


class EventUnknown(DomainError):
    """No term of the invoice waits for this event, or the day cannot be."""


@transaction.atomic
def start_terms(*, invoice: Invoice, event: Event, on: date, by: User, at: datetime) -> None:
    """Give the instalments that run from `event` their dates; told again, it corrects them.

    Raises EventUnknown when nothing runs from it or the day lies ahead, and DayBeforeSubmission.
    """
    application = lock(invoice.application)
    if event in days_of_events(application):
        raise EventUnknown("Этот день записан в событиях дела: если он неверен, исправьте его там.")
    waiting = list(invoice.instalments.filter(starts=event.name))
    if not waiting:
        raise EventUnknown("В этом счёте нет частей, срок которых начинается с этого дня.")
    if on > timezone.localdate(at):
        raise EventUnknown("Этот день ещё не наступил: укажите дату не позже сегодняшней.")
    refuse_before_submission(application, on)
    dates = payments.due_dates(
        [item.by_law for item in waiting], {event: on}, overrides=application.overrides
    )
    for instalment, due_on in zip(waiting, dates, strict=True):
        instalment.due_on = due_on
    Instalment.objects.bulk_update(waiting, ["due_on"])
    settle([application], by=by, at=at)
    journal.record(
        act="invoice_terms_started",
        subject=f"application:{invoice.application_id}",
        by=by.pk,
        at=at,
        details={"number": invoice.number, "event": event.name, "on": on},
    )
