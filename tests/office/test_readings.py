"""Whoever is shown somebody's data leaves a trace, at every address of the office."""

import pytest
from django.urls import resolve

from kabinet.accounts.models import Role
from kabinet.core.models import JournalEntry
from kabinet.office.journal.readings import SHOWS
from kabinet.office.journal.words import ACTS
from tests.applications.builders import make_submitted, make_user
from tests.architecture.test_every_address import OFFICE, office_addresses
from tests.office.conftest import make_readings_old

pytestmark = pytest.mark.django_db


def test_every_address_of_the_office_says_whose_data_it_shows():
    assert set(SHOWS) == set(OFFICE)
    assert {shows.act for shows in SHOWS.values() if shows} <= set(ACTS)


@pytest.mark.parametrize("role", [Role.HEAD, Role.ADMINISTRATOR])
def test_reading_is_recorded_with_the_person_and_what_was_read(client, role):
    person = make_user(role=role)
    client.force_login(person)
    shown = 0
    for name, address in office_addresses(make_submitted()):
        last = JournalEntry.objects.latest("pk").pk
        make_readings_old()
        response = client.get(f"{address}?q=иванов", REMOTE_ADDR="192.0.2.9")
        if response.status_code != 200 or SHOWS[name] is None:
            continue
        shown += 1
        entries = JournalEntry.objects.filter(pk__gt=last, act=SHOWS[name].act)
        assert [(entry.actor, entry.address) for entry in entries] == [(person.pk, "192.0.2.9")], address
        named = resolve(address).kwargs
        parts = {str(value) for key, value in named.items() if key == "pk" or not SHOWS[name].whole}
        told = {entries[0].subject.partition(":")[2], *map(str, entries[0].details.values())}
        assert parts <= told, address
        assert "иванов" in str(entries[0].details) or "%D0%B8" in str(entries[0].details), address
    assert shown >= (15 if role == Role.HEAD else 2)


def test_search_by_name_is_recorded_with_what_was_looked_for(office, specialist):
    office.get("/office/", {"q": "Иванов"})
    entry = JournalEntry.objects.get(act="queue_read")
    assert entry.actor == specialist.pk
    assert "q=" in entry.details["query"]


def test_page_with_a_refusal_is_a_reading_too_and_the_poll_of_the_card_is_none(office):
    case = make_submitted()
    office.post(f"/office/applications/{case.pk}/corrections/", {})
    assert JournalEntry.objects.filter(act="application_answers_read").count() == 1
    office.post(f"/office/applications/{case.pk}/presence/", {"seen": ""})
    assert not JournalEntry.objects.filter(act="application_opened").exists()
