"""What may stand in a template between «{{» and «}}»: each field once, with its meaning and its source."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

from django.utils import timezone

from kabinet.accounts.models import User
from kabinet.applications.course.deadlines import contract_day
from kabinet.billing.models import Invoice
from kabinet.billing.standing import current_invoice
from kabinet.core.money import rubles
from kabinet.core.operator import operator
from kabinet.core.values import spaced
from kabinet.office.models import AnswerTemplate
from kabinet.office.people import name_of
from kabinet.ui.wording import NBSP, ru_date

Purpose = AnswerTemplate.Purpose


class Field(NamedTuple):
    """What a field means, and how it is read for a case and whoever writes; empty when nothing is known."""

    meaning: str
    read: Callable[[Any, User], str]


def _day(day: date | None) -> str:
    return ru_date(day) if day else ""


def _power(application: Any) -> str:
    power = application.total_power
    return f"{spaced(power)}{NBSP}кВт" if power is not None else ""


def _of_invoice(application: Any, told: Callable[[Invoice], str]) -> str:
    invoice = current_invoice(application.pk)
    return told(invoice) if invoice else ""


def _signature(_case: Any, by: User) -> str:
    """The block that ends a letter."""
    us = operator()
    return f"С уважением,\n{name_of(by)}\n{us.full_name}\n{us.phone}, {us.email}"


_EVERYWHERE: Mapping[str, Field] = {
    "номер": Field("номер заявки или обращения", lambda case, _by: case.number),
    "имя": Field("заявитель, как он назвал себя", lambda case, _by: case.applicant_name),
    "срок": Field("до какого дня действует текущий срок", lambda case, _by: _day(case.due_on)),
    "статус": Field("текущий статус", lambda case, _by: case.state_label),
    "сегодня": Field("день, когда вставлен шаблон", lambda _case, _by: ru_date(timezone.localdate())),
    "специалист": Field("кто отвечает", lambda _case, by: name_of(by)),
    "оператор": Field("полное название сетевой организации", lambda _case, _by: operator().full_name),
    "телефон": Field("её телефон", lambda _case, _by: operator().phone),
    "часы": Field("когда по нему отвечают", lambda _case, _by: operator().hours),
    "почта": Field("её электронная почта", lambda _case, _by: operator().email),
    "подпись": Field("подпись: кто отвечает, организация, телефон и почта", _signature),
}
_OF_APPLICATIONS: Mapping[str, Field] = {
    "подана": Field("день подачи заявки", lambda case, _by: ru_date(case.submitted_at)),
    "адрес": Field("адрес объекта", lambda case, _by: case.object_address),
    "мощность": Field("максимальная мощность", lambda case, _by: _power(case)),
    "договор": Field("день, когда заключён договор", lambda case, _by: _day(contract_day(case))),
    "счёт": Field("номер действующего счёта", lambda case, _by: _of_invoice(case, lambda one: one.number)),
    "плата": Field(
        "плата по действующему счёту", lambda case, _by: _of_invoice(case, lambda one: rubles(one.fee))
    ),
}
_OF_APPEALS: Mapping[str, Field] = {
    "подано": Field("день обращения", lambda case, _by: ru_date(case.sent_at)),
    "тема": Field("тема обращения", lambda case, _by: case.topic.title),
    "заявка": Field(
        "номер заявки, о которой обращение",
        lambda case, _by: case.application.number if case.application else "",
    ),
}
FIELDS: Mapping[str, Mapping[str, Field]] = {
    Purpose.APPLICATION: {**_EVERYWHERE, **_OF_APPLICATIONS},
    Purpose.CORRECTIONS: {**_EVERYWHERE, **_OF_APPLICATIONS},
    Purpose.APPEAL: {**_EVERYWHERE, **_OF_APPEALS},
}
"""The fields that a template of a purpose may have."""


def reader(purpose: str, case: Any, by: User) -> Callable[[str], str]:
    """From the name of a field to its value in an answer to this case; only what is asked for is read."""
    fields = FIELDS[purpose]

    def read(name: str) -> str:
        return fields[name].read(case, by) if name in fields else ""

    return read


def fields_shown() -> list[dict[str, Any]]:
    """The fields in groups with a heading, as the page of a template lists them."""
    return [
        {"title": title, "fields": [(name, field.meaning) for name, field in fields.items()]}
        for title, fields in (
            ("Везде", _EVERYWHERE),
            ("В шаблонах для заявок", _OF_APPLICATIONS),
            ("В шаблонах для обращений", _OF_APPEALS),
        )
    ]
