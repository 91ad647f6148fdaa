"""Issuing invoices."""

import io
from datetime import UTC, date, datetime, timedelta

import pypdf
import pypdfium2
import pytest

from kabinet.applicants.models import ApplicantKind
from kabinet.applications.models import Application
from kabinet.applications.rules.placed_kinds import PlacedKind
from kabinet.applications.rules.states import State
from kabinet.billing.individual_project import project_terms
from kabinet.billing.invoicing import (
    EventUnknown,
    InvoiceChanged,
    InvoiceUntimely,
    PayeeUnknown,
    PlanImpossible,
    Terms,
    issue_invoice,
    plans_for,
    start_terms,
)
from kabinet.billing.models import Invoice
from kabinet.core.models import JournalEntry
from kabinet.files.services import open_file
from kabinet.law.payments import Event, Plan
from tests.applications.builders import make_submitted, token
from tests.applications.life import Case
from tests.billing.builders import AT, FEE, a_specialist, accepted, issued, paid
from tests.billing.scanning import codes_in
from tests.journal import faults_once_sealed

pytestmark = pytest.mark.django_db


def parts(invoice):
    return [(item.kopecks, item.due_on) for item in invoice.instalments.all()]


def test_an_invoice_has_a_number_of_its_application_and_the_schedule_of_the_rules():
    invoice = issued(application := accepted())
    assert invoice.number == f"{application.sequence}ТП-1"
    assert parts(invoice) == [
        (1_485_000, date(2026, 12, 1)),
        (2_970_000, date(2026, 12, 14)),
        (3_465_000, date(2027, 1, 11)),
        (1_980_000, date(2027, 1, 25)),
    ]
    entry = JournalEntry.objects.get(act="invoice_issued")
    assert (entry.subject, entry.details["fee"]) == (f"application:{application.pk}", FEE)
    assert faults_once_sealed() == []


def test_the_day_of_an_invoice_is_that_of_the_operators_clock():
    invoice = issued(at=datetime(2026, 11, 24, 21, 30, tzinfo=UTC))  # half past midnight in Moscow
    assert (invoice.issued_on, parts(invoice)[0][1]) == (date(2026, 11, 25), date(2026, 12, 2))


def test_a_procurement_has_fifteen_working_days():
    invoice = issued(accepted(ApplicantKind.COMPANY, procurement="44"))
    assert [day for _, day in parts(invoice)][:2] == [date(2026, 12, 15), date(2026, 12, 15)]


def test_a_double_click_is_one_invoice():
    application, by, pressed = accepted(), a_specialist(), token()
    first, second = (
        issue_invoice(application=application, terms=Terms(Plan.SECTION_X, FEE), token=pressed, by=by, at=AT)
        for _ in range(2)
    )
    assert (first.pk, Invoice.objects.count()) == (second.pk, 1)


def test_two_windows_do_not_issue_two_invoices():
    application = accepted()
    first = issued(application)
    with pytest.raises(InvoiceChanged, match=first.number):
        issued(application)
    second = issued(application, fee=8_000_000, replaces=first)
    assert (second.number, second.replaces) == (f"{application.sequence}ТП-2", first)
    with pytest.raises(InvoiceChanged, match=second.number):
        issued(application, replaces=first)
    assert list(Invoice.objects.current()) == [second]


@pytest.mark.parametrize("state", [State.SUBMITTED, State.CHECKING, State.AWAITING_DOCUMENTS, State.ANNULLED])
def test_an_invoice_comes_neither_before_the_offer_nor_after_the_end(state):
    with pytest.raises(InvoiceUntimely, match="Сейчас выставить счёт нельзя"):
        issued(accepted(state=state))


def test_nothing_is_issued_without_requisites(settings):
    settings.PAYEE = None
    with pytest.raises(PayeeUnknown):
        issued()


def test_a_plan_foreign_to_the_application_is_refused():
    with pytest.raises(PlanImpossible, match="не предусмотрен"):
        issued(plan=Plan.FROM_INVOICE)
    with pytest.raises(PlanImpossible, match="рубля"):
        issued(fee=99)


def test_the_plan_follows_from_the_application():
    assert plans_for(make_submitted()) == (Plan.SECTION_X,)
    company = accepted(ApplicantKind.COMPANY, requested_power="300")
    assert plans_for(company) == (Plan.FROM_INVOICE, Plan.INDIVIDUAL_PROJECT, Plan.BY_AGREEMENT)
    deferring = accepted(ApplicantKind.COMPANY, instalments="yes")
    assert plans_for(deferring) == (Plan.DEFERRED, Plan.SECTION_X)


def test_agreed_parts_are_taken_as_they_are_in_the_order_of_time():
    application = accepted(ApplicantKind.COMPANY, requested_power="300")
    agreed = ((100_000, date(2026, 12, 10)), (250_050, date(2027, 2, 1)))
    invoice = issued(application, plan=Plan.BY_AGREEMENT, agreed=agreed)
    assert (invoice.fee, tuple(parts(invoice))) == (350_050, agreed)
    for wrong, said in [
        ((), "хотя бы одну"),
        (agreed[::-1], "по порядку"),
        (((1, date(2026, 11, 23)),), "уже прошёл"),
    ]:
        with pytest.raises(PlanImpossible, match=said):
            issued(application, plan=Plan.BY_AGREEMENT, agreed=wrong, replaces=invoice)


def test_deferred_parts_get_their_days_from_the_act():
    invoice = issued(accepted(ApplicantKind.COMPANY, instalments="yes"), plan=Plan.DEFERRED, quarters=2)
    assert parts(invoice) == [(990_000, date(2026, 12, 1)), (4_455_000, None), (4_455_000, None)]
    by, later = a_specialist(), AT + timedelta(days=100)
    start_terms(invoice=invoice, event=Event.COMPLETION, on=date(2026, 12, 30), by=by, at=later)
    assert [day for _, day in parts(invoice)] == [
        date(2026, 12, 1),
        date(2027, 3, 30),
        date(2027, 6, 30),
    ]
    with pytest.raises(EventUnknown, match="ещё не наступил"):
        start_terms(invoice=invoice, event=Event.COMPLETION, on=date(2027, 12, 30), by=by, at=later)
    with pytest.raises(EventUnknown, match="нет частей"):
        start_terms(invoice=invoice, event=Event.CONTRACT, on=date(2026, 12, 30), by=by, at=later)


def pdf_of(invoice):
    with open_file(invoice.file) as stream:
        return stream.read()


def test_the_pdf_tells_whom_how_much_and_when_to_pay():
    invoice = issued(accepted(applicant_name="x"))
    pages = pypdf.PdfReader(io.BytesIO(pdf_of(invoice))).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    for told in (
        f"Счёт № {invoice.number} от 24.11.2026",
        "40602810700000000025",
        "049805746",
        "99 000,00 ₽",
        "14 850,00 ₽",
        "01.12.2026",
        "в течение 5 рабочих дней со дня размещения счёта",
        "НДС 22 % 17 852,46 ₽",
        invoice.payer,
    ):
        assert told in text.replace("\u00a0", " "), told


def codes_on(pdf):
    for page in pypdfium2.PdfDocument(pdf):
        yield from codes_in(page.render(scale=3).to_pil())


def test_a_phone_reads_each_part_from_the_printed_page():
    invoice = issued()
    codes = sorted(codes_on(pdf_of(invoice)), key=lambda text: text.partition("часть ")[2])
    assert len(codes) == 4
    assert codes[0] == (
        "ST00012|Name=ООО «Электросети»|PersonalAcc=40602810700000000025|BankName=Учебный банк, г. Москва"
        "|BIC=049805746|CorrespAcc=30101810800000000746|Sum=1485000"
        f"|Purpose=Оплата по счету № {invoice.number} от 24.11.2026 за технологическое присоединение, "
        "часть 1 из 4. В т.ч. НДС 22% 2677,87 руб.|PayeeINN=7700012340|KPP=770001001"
    )
    assert [code.partition("Sum=")[2].partition("|")[0] for code in codes] == [
        "1485000",
        "2970000",
        "3465000",
        "1980000",
    ]


def test_redistribution_of_paragraph_12_is_paid_from_the_invoice_first_which_concludes_the_contract():
    """П. 16(2) counts from the contract, which by п. 105 this payment alone concludes: 15 days from 24.11."""
    case = Case("ЮЛ", at=AT, reason="ПМ", requested_power="400").accept(at=AT)
    invoice = issued(case.application, by=case.specialist, plan=Plan.REDISTRIBUTION)
    assert parts(invoice) == [
        (1_485_000, date(2026, 12, 9)),
        (2_970_000, None),
        (4_455_000, None),
        (990_000, None),
    ]
    case.place(PlacedKind.CONDITIONS, PlacedKind.CONTRACT, at=AT)
    case.office("offer", at=AT)
    paid(invoice, 1_485_000, on=date(2026, 11, 27), at=AT + timedelta(days=7))
    application = Application.objects.get(pk=case.application.pk)
    assert (application.state, application.limit) == (State.CONTRACTED, "works_redistribution")
    assert application.due_on == date(2026, 12, 28)  # 30 days of п. 37 end on a Sunday, 27.12.2026
    later = AT + timedelta(days=8)
    assert [day for _, day in parts(invoice)] == [date(2026, 12, 9), date(2027, 1, 26), None, None]
    # Issued anew, the invoice knows the day of the contract by itself.
    anew = issued(application, by=case.specialist, plan=Plan.REDISTRIBUTION, replaces=invoice, at=later)
    assert [day for _, day in parts(anew)][1] == date(2027, 1, 26)


def test_last_parts_of_a_redistribution_are_dated_by_the_connection_and_by_the_returned_act():
    """П. 16(2): 45 % in 15 days of the connection, 10 % in 15 days of the act; nobody types these days."""
    case = Case("ЮЛ", at=AT, reason="ПМ", requested_power="400").accept(at=AT)
    invoice = issued(case.application, by=case.specialist, plan=Plan.REDISTRIBUTION)
    case.place(PlacedKind.CONDITIONS, PlacedKind.CONTRACT, at=AT)
    case.office("offer", at=AT)
    paid(invoice, 1_485_000, on=date(2026, 11, 24), at=AT)
    case.office("start_works", at=AT)
    case.applicant("notify", comment="Готово", at=AT)
    case.record("connected", on=date(2027, 1, 25), at=AT + timedelta(days=63))
    assert [day for _, day in parts(invoice)][2:] == [date(2027, 2, 9), None]
    case.place(PlacedKind.ACT, PlacedKind.ADMISSION_ACT, at=AT + timedelta(days=64))
    case.office("place", at=AT + timedelta(days=64))
    case.applicant("confirm", at=AT + timedelta(days=70))
    assert case.application.state == State.COMPLETED
    assert [day for _, day in parts(invoice)][2:] == [date(2027, 2, 9), date(2027, 2, 17)]


def test_redistribution_above_670_kw_is_paid_from_the_signed_contract():
    application = accepted(ApplicantKind.COMPANY, reason="ПМ", requested_power="900")
    assert plans_for(application)[0] is Plan.REDISTRIBUTION
    invoice = issued(application, plan=Plan.REDISTRIBUTION)
    assert [day for _, day in parts(invoice)] == [None] * 4


def test_deferral_of_12_2_is_judged_by_the_voltage_of_the_technical_conditions():
    application = accepted(ApplicantKind.COMPANY, instalments="yes", distance="50", settlement="city")
    assert plans_for(application) == (Plan.SECTION_X,)
    with pytest.raises(PlanImpossible, match="не предусмотрен"):
        issued(application, plan=Plan.DEFERRED)
    application.low_voltage = False
    assert plans_for(application) == (Plan.DEFERRED, Plan.SECTION_X)


def test_individual_project_of_paragraph_15_is_paid_in_two_steps_and_tells_its_terms():
    application = accepted(ApplicantKind.COMPANY, requested_power="900")
    first = issued(application, plan=Plan.INDIVIDUAL_PROJECT, fee=10_000_000, contract_on=date(2026, 11, 24))
    assert parts(first) == [
        (1_000_000, date(2026, 12, 4)),
        (2_700_000, None),
        (5_400_000, None),
        (900_000, None),
    ]
    # The fee was set at 150 000 ₽ and the additional agreement signed on 01.07.2027.
    later = datetime(2027, 7, 2, 9, 0, tzinfo=UTC)
    second = issued(
        application,
        plan=Plan.INDIVIDUAL_PROJECT,
        fee=15_000_000,
        advance=1_000_000,
        contract_on=date(2026, 11, 24),
        replaces=first,
        at=later,
    )
    start_terms(invoice=second, event=Event.AMENDMENT, on=date(2027, 7, 1), by=a_specialist(), at=later)
    assert parts(second) == [
        (1_000_000, date(2026, 12, 4)),
        (4_200_000, date(2027, 7, 12)),
        (8_400_000, date(2027, 8, 30)),
        (1_400_000, date(2027, 12, 28)),
    ]
    with pytest.raises(PlanImpossible, match="меньше всей платы"):
        issued(application, plan=Plan.INDIVIDUAL_PROJECT, fee=1_000_000, advance=1_000_000, replaces=second)


@pytest.mark.parametrize(
    ("works", "code", "due_on"),
    [
        ("works_1_year_above_670", "fee_request", date(2027, 5, 24)),
        ("works_2_years", "fee_request_long", date(2027, 11, 19)),
    ],
)
def test_individual_project_asks_for_its_fee_within_the_days_of_30_1(works, code, due_on):
    case = Case("ЮЛ", at=AT, requested_power="900").accept(at=AT)
    Application.objects.filter(pk=case.application.pk).update(works_limit=works, low_voltage=False)
    case.application.refresh_from_db()
    invoice = issued(case.application, by=case.specialist, plan=Plan.INDIVIDUAL_PROJECT)
    first, *rest = project_terms(invoice)
    assert (first.limit.code, first.due_on) == (code, None)
    assert [term.limit.code for term in rest] == [
        "fee_request_notice",
        "amendment_offer",
        "amendment_signature",
    ]
    case.place(PlacedKind.CONDITIONS, PlacedKind.CONTRACT, at=AT)
    case.office("offer", at=AT)
    case.office("conclude", at=AT)
    assert project_terms(invoice)[0].due_on == due_on
    assert project_terms(issued()) == []
