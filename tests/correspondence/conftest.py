from datetime import UTC, datetime

import pytest

from kabinet.accounts.models import Role, User
from kabinet.correspondence.models import Thread
from kabinet.correspondence.services import open_thread


@pytest.fixture
def at():
    return datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


@pytest.fixture
def applicant(db, at):
    return User.objects.create(email="ivanov@example.ru", name="Иванов Иван", created_at=at)


@pytest.fixture
def specialist(db, at):
    return User.objects.create(
        email="petrova@example.ru", name="Петрова Анна", role=Role.SPECIALIST, created_at=at
    )


@pytest.fixture
def thread(applicant, at):
    return open_thread(owner=applicant, about=Thread.About.APPLICATION, at=at)
