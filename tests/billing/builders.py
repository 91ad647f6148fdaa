"""Applications that may be invoiced, invoices and statements of a bank."""

from datetime import UTC, datetime
from itertools import count

from django.conf import settings

from kabinet.accounts.models import Role, User
from kabinet.applicants.models import ApplicantKind
from kabinet.applicants.questions import display_name
from kabinet.applications.asked.facts import facts_of
from kabinet.applications.models import Application
from kabinet.applications.rules.states import State
from kabinet.billing.booking import book, confirm_statement
from kabinet.billing.invoicing import Terms, issue_invoice
from kabinet.billing.models import UnreadDocument
from kabinet.billing.paying import record_payment
from kabinet.billing.statements import receive_statement
from kabinet.correspondence.models import Thread
from kabinet.correspondence.services import open_thread
from kabinet.law.editions import FIRST
from kabinet.law.payments import Plan
from tests.applications.builders import DETAILS, complete_answers, make_specialist, token

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
"""Tuesday, noon in Moscow."""
FEE = 9_900_000
"""99 000 rubles."""


_sequences = count(100_000)


def accepted(kind=ApplicantKind.PERSON, *, state=State.ACCEPTED, **chosen) -> Application:
    """An application whose documents were found complete, without its files: bills ask for none."""
    answers, sequence = complete_answers(kind, **chosen), next(_sequences)
    facts = facts_of(answers, kind, FIRST)
    owner = User(
        email=f"{token()}@example.ru", role=Role.APPLICANT, name="Заявитель", created_at=AT, confirmed_at=AT
    )
    owner.set_unusable_password()
    owner.save()
    return Application.objects.create(
        owner=owner,
        applicant_kind=kind,
        sequence=sequence,
        number=f"{sequence}ТП/{kind}/НП/{facts.band}/ЛК",
        state=state,
        answers=answers,
        created_at=AT,
        updated_at=AT,
        submitted_at=AT,
        thread=open_thread(owner=owner, about=Thread.About.APPLICATION, at=AT),
        applicant_name=display_name(kind, DETAILS[kind]),
        applicant_inn=DETAILS[kind].get("inn", ""),
        object_address="Московская обл., д. Липки, уч. 7",
        band=facts.band,
        total_power=facts.total_power,
    )


def issued(application=None, *, by=None, at=AT, fee=FEE, plan=Plan.SECTION_X, replaces=None, **terms):
    """An invoice of an accepted application."""
    application = application or accepted()
    chosen = Terms(plan=plan, fee=fee, **terms)
    return issue_invoice(
        application=application,
        terms=chosen,
        replaces=replaces,
        token=token(),
        by=by or a_specialist(),
        at=at,
    )


def a_specialist():
    """Somebody who works on applications."""
    return User.objects.filter(role=Role.SPECIALIST).first() or make_specialist()


def paid(invoice, kopecks, *, by=None, at=AT, number="17", on=None):
    """A payment that a specialist recorded."""
    return record_payment(
        invoice=invoice,
        kopecks=kopecks,
        paid_on=on or at.date(),
        payer=invoice.payer,
        document_number=number,
        token=token(),
        by=by or a_specialist(),
        at=at,
    )


def document(
    *,
    number="17",
    on="24.11.2026",
    sum="14850.00",  # noqa: A002 - the word of the format
    payer="Иванов Пётр Сергеевич",
    inn="",
    account="40817810500000012345",
    purpose="Оплата",
    out=False,
    kind="Платежное поручение",
    **more,
):
    """One payment of a statement, to the operator or, with `out`, from it."""
    ours = {
        "Счет": settings.PAYEE.account,
        "ИНН": settings.PAYEE.inn,
        "": f"ИНН {settings.PAYEE.inn} {settings.PAYEE.name}",
    }
    theirs = {"Счет": account, "ИНН": inn, "": f"ИНН {inn} {payer}" if inn else payer}
    payer_side, payee_side = (ours, theirs) if out else (theirs, ours)
    lines = {
        "СекцияДокумент": kind,
        "Номер": number,
        "Дата": on,
        "Сумма": sum,
        **{f"Плательщик{key}": value for key, value in payer_side.items()},
        ("ДатаСписано" if out else "ДатаПоступило"): on,
        **{f"Получатель{key}": value for key, value in payee_side.items()},
        "ВидПлатежа": "электронно",
        "ВидОплаты": "01",
        "Очередность": "5",
        "НазначениеПлатежа": purpose,
        **more,
    }
    return "\r\n".join([*(f"{key}={value}" for key, value in lines.items()), "КонецДокумента"])


def statement(
    *documents, starts="24.11.2026", ends="24.11.2026", received=None, account=None, encoding="cp1251"
):
    """The bytes of a file of the exchange format."""
    account = account or settings.PAYEE.account
    totals = [f"ВсегоПоступило={received}", "ВсегоСписано=0.00"] if received else []
    lines = [
        "1CClientBankExchange",
        "ВерсияФормата=1.03",
        "Кодировка=Windows",
        "Отправитель=Банк-Клиент",
        "Получатель=1С:Бухгалтерия",
        f"ДатаСоздания={ends}",
        "ВремяСоздания=18:05:11",
        f"ДатаНачала={starts}",
        f"ДатаКонца={ends}",
        f"РасчСчет={account}",
        "СекцияРасчСчет",
        f"ДатаНачала={starts}",
        f"ДатаКонца={ends}",
        f"РасчСчет={account}",
        "НачальныйОстаток=1250000.00",
        *totals,
        "КонецРасчСчет",
        *documents,
        "КонецФайла",
        "",
    ]
    return "\r\n".join(lines).encode(encoding, errors="replace")  # OEM and KOI8 have no «»


def load_statement(*, content, name, by, at):
    """A statement that somebody sent and had booked to its last document."""
    received, is_new = receive_statement(content=content, name=name, by=by, at=at)
    if is_new:
        confirm_statement(statement=received, by=by, at=at)
    return book(statement=received.pk, at=at)


def unread_document(by):
    """A document of a loaded statement that the portal could not read."""
    load_statement(content=statement(document(sum="много")), name="выписка.txt", by=by, at=AT)
    return UnreadDocument.objects.latest("pk")
