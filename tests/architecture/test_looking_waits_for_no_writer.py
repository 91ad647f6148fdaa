"""A page that is only looked at opens while somebody else writes: SQLite has one writer at a time."""

import sqlite3
from contextlib import closing, contextmanager

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from kabinet.accounts.models import Role
from kabinet.applications.models import Application
from kabinet.correspondence.models import Message, Thread
from tests.applications.builders import make_draft, make_specialist, make_submitted, make_user
from tests.architecture.test_every_address import (
    OFFICE,
    PUBLIC,
    addresses_of,
    attach_required,
    make_file,
    named,
    office_addresses,
)
from tests.signatures.stored import sign_everything

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'sqlite'", reason="only SQLite has one writer"),
]

BEGUN_BY_LOOKING = {
    "office_export": "says how many rows were taken out, each time",
    "office_register_file": "the same",
    "second_factor_telephone": "makes the key of a new telephone",
}
"""Addresses whose opening is an act, and what it does."""


@contextmanager
def somebody_else_writes():
    """Holds the lock of writers as another process would, and lets nobody wait long for it."""
    with connection.cursor() as cursor, closing(sqlite3.connect(connection.settings_dict["NAME"])) as other:
        cursor.execute("PRAGMA busy_timeout = 50")
        other.execute("BEGIN IMMEDIATE")
        yield


def write_unread():
    """Something new in every conversation, for both sides."""
    for thread in Thread.objects.all():
        Message.objects.filter(thread=thread).update(read_at=None)
    Thread.objects.update(unread_by_owner=True, unread_by_operator=True)


def statuses(client, addresses):
    """What each address answers; files are read to their end."""
    answers = {}
    for name, address in addresses:
        response = client.get(address)
        if response.streaming:
            b"".join(response.streaming_content)
        answers[name, address] = response.status_code
    return answers


def walk(client, addresses, monkeypatch):
    """What is answered without and with another writer; who reads whose data is recorded the first time."""
    addresses = [(name, address) for name, address in addresses if name not in BEGUN_BY_LOOKING]
    free = statuses(client, addresses)
    write_unread()
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.05)
    with somebody_else_writes():
        busy = statuses(client, addresses)
    assert {key: status for key, status in busy.items() if status != free[key]} == {}
    return {name for (name, _), status in busy.items() if status == 200}


def test_pages_for_everyone_open(monkeypatch):
    addresses = [(name, reverse(name)) for name in named() & PUBLIC]
    addresses += [("registration", reverse("registration", args=[kind])) for kind in ("person", "company")]
    addresses.append(("confirm_email", reverse("confirm_email", args=["K7MP-2QXD"])))
    addresses.append(("recovery_password", f"{reverse('recovery_password')}?string=K7MP-2QXD"))
    opened = walk(Client(), addresses, monkeypatch)
    assert {"login", "registration", "confirm_email", "recovery", "recovery_password"} <= opened


def test_the_cabinet_opens(monkeypatch):
    submitted = make_submitted()
    draft = make_draft(submitted.owner.applicant)
    attach_required(draft)
    client = Client()
    client.force_login(submitted.owner)
    answer = make_file(make_specialist(email="author@example.ru"), "ответ.pdf")
    sign_everything(submitted, answer.owner)
    addresses = [*addresses_of(draft, submitted, answer)]
    addresses += [(name, reverse(name)) for name in named() - PUBLIC - set(OFFICE)]
    opened = walk(client, addresses, monkeypatch)
    assert {
        "home",
        "applications",
        "application",
        "wizard_step",
        "profile",
        "appeals",
        "appeal_new",
    } <= opened


@pytest.mark.parametrize("role", ["specialist", Role.HEAD, Role.ADMINISTRATOR])
def test_the_office_opens(monkeypatch, role):
    submitted = make_submitted()
    addresses = [*office_addresses(submitted)]
    person = make_specialist() if role == "specialist" else make_user(role=role)
    client = Client()
    client.force_login(person)
    assert Application.objects.filter(pk=submitted.pk).exists()
    opened = walk(client, addresses, monkeypatch)
    assert opened & ({"office_journal"} if role == Role.ADMINISTRATOR else {"office_application"})
