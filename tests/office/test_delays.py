"""Late works as both sides read them: days, kopecks, the court (861, п. 16 «в», 16(5))."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from kabinet.applications.rules.record_kinds import Record
from kabinet.law.payments import Plan
from tests.applications.life import BIG, Case, days
from tests.billing.builders import issued
from tests.office.test_queue import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def late(specialist):
    """A contract of 24.11.2026 with a fee of 99 000 rubles, whose works had to be done on 24.11.2027."""
    case = Case("ЮЛ", specialist=specialist, **BIG).contract()
    issued(case.application, plan=Plan.FROM_CONTRACT)
    return case


@pytest.fixture
def read(client, specialist, monkeypatch):
    """A function that gives what the specialist and the applicant read on a day."""

    def pages(case, *day):
        monkeypatch.setattr(timezone, "now", lambda: datetime(*day, 9, tzinfo=UTC))
        told = []
        for user, name in ((specialist, "office_application"), (case.owner, "application")):
            client.force_login(user)
            page = text_of(client.get(reverse(name, args=[case.application.pk])))
            told.append(page.replace("&nbsp;", " "))
        return told

    return pages


def test_both_sides_read_the_days_and_the_sums(late, read):
    office, own = read(late, 2027, 12, 24)
    assert (
        "Сетевая организация: срок до 24.11.2027, не исполнено. Неустойка за 30 дней по 0,25 % платы — "
        "7 425,00 ₽ (п. 16 «в»)." in office
    )
    assert "Заявитель: срок до 24.11.2027, не исполнено." in office
    assert "запишите их день на странице «События»" in office
    assert "портал ничего не начисляет" in office
    assert (
        "За 30 дней просрочки вам полагается неустойка, 0,25 % платы за день: 7 425,00 ₽ (п. 16 «в» Правил)."
        in own
    )
    assert "Вы вправе в одностороннем порядке расторгнуть договор." in own


def test_court_is_told_before_and_after_its_day(late, read):
    late.record(Record.WORKS_DONE, on=datetime(2027, 10, 1, tzinfo=UTC).date(), at=days(800))
    office, own = read(late, 2027, 12, 24)
    assert "Сетевая организация: срок" not in office
    assert "если нарушение продлится до 24.11.2028 (п. 16(5))" in office
    assert "Если нарушение продлится до 24.11.2028, мы вправе просить суд" in own
    office, own = read(late, 2028, 12, 24)
    assert "Суд может расторгнуть договор по нашему иску: нарушение длится дольше срока п. 16(5)." in office
    assert "Неустойка за 366 дней по 0,25 % платы — 90 585,00 ₽" in office
    assert "больше чем за год не считается" in office
    assert "Мы вправе просить суд расторгнуть договор (п. 16(5))." in own


def test_nothing_is_said_in_time(late, read):
    for page in read(late, 2027, 11, 24):
        assert "Срок мероприятий нарушен" not in page
