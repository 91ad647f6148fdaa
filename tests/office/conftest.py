"""People and applications of the office's tests."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection

from kabinet.accounts.models import Role, User
from kabinet.applications.content.search import index_words
from kabinet.applications.models import CLOSED, Application
from kabinet.applications.rules.states import State
from kabinet.correspondence.models import Thread

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
PASSWORD = "Ключ-от-подстанции-7"


def person(email, *, role=Role.APPLICANT, name="", active=True):
    user = User(email=email, role=role, name=name, is_active=active, created_at=AT, confirmed_at=AT)
    user.second_factor_at = AT if user.is_operator else None
    user.set_unusable_password()
    user.save()
    return user


@pytest.fixture
def specialist(db):
    return person("smirnova@seti.example.ru", role=Role.SPECIALIST, name="Смирнова Анна Викторовна")


@pytest.fixture
def applicant(db):
    return person("ivanov@example.ru", name="Иванов Пётр Сергеевич")


@pytest.fixture
def office(client, specialist):
    """A browser in which the specialist has signed in."""
    client.force_login(specialist)
    return client


@pytest.fixture
def listed(applicant):
    """A function that puts applications, submitted unless it is told «draft», into the database."""
    numbers = iter(range(4894, 10_000))

    def one(*, state=State.SUBMITTED, **values):
        sequence = next(numbers)
        thread = values.get("thread") or thread_of(values.get("owner", applicant))
        made = Application.objects.create(
            **{
                "owner": applicant,
                "applicant_kind": "ФЛ",
                "sequence": sequence,
                "number": f"{sequence}ТП/ФЛ/НП/До 15/ЛК",
                "state": state,
                "created_at": AT - timedelta(hours=1),
                "updated_at": AT,
                "applicant_name": "Иванов Пётр Сергеевич",
                "object_address": "Московская обл., д. Липки, уч. 7",
                "band": "До 15",
                "total_power": Decimal(15),
                "reason": "НП",
                "due_on": None if state in {State.DRAFT, *CLOSED} else date(2026, 11, 25),
                **({} if state == State.DRAFT else {"submitted_at": AT, "thread": thread}),
                **values,
            }
        )
        index_words(made)
        return made

    return one


def thread_of(owner, about=Thread.About.APPLICATION):
    """A conversation in which nothing was said yet."""
    return Thread.objects.create(owner=owner, about=about, created_at=AT)


def make_readings_old():
    """Let what was read until now have been read a year ago: the journal itself changes nothing."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_journalentry SET at = %s", [AT - timedelta(days=365)])
