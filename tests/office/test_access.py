"""Who gets into the office."""

import pytest
from django.urls import reverse

from kabinet.accounts.models import Role
from kabinet.core.ids import new_id
from kabinet.files.models import StoredFile
from tests.applications.builders import make_complete, make_draft, make_submitted
from tests.office.conftest import person

NAMES = [
    "office_application",
    "office_bulk",
    "office_calendar",
    "office_corrections",
    "office_documents",
    "office_export",
    "office_file",
    "office_give",
    "office_note",
    "office_presence",
    "office_preview",
    "office_queue",
    "office_take",
    "office_thumbnail",
]
"""Whom each of all the addresses of the office opens to: tests/architecture/test_every_address.py."""
POSTED = {"office_bulk", "office_give", "office_note", "office_presence", "office_take"}
"""Addresses that only take what is sent."""


ADMINISTRATORS = {"office_calendar"}
"""What only the administrator opens; the rest is the specialist's."""


def insider(name):
    """A person who may open the page."""
    if name in ADMINISTRATORS:
        return person("admin@seti.example.ru", role=Role.ADMINISTRATOR)
    return person("smirnova@seti.example.ru", role=Role.SPECIALIST)


def addresses(application, file):
    return {
        "office_calendar": "/office/calendar/",
        "office_documents": f"/office/applications/{application.pk}/documents/",
        "office_queue": "/office/",
        "office_bulk": "/office/applications/bulk/",
        "office_export": "/office/applications/export/",
        "office_application": f"/office/applications/{application.pk}/",
        "office_corrections": f"/office/applications/{application.pk}/corrections/",
        "office_give": f"/office/applications/{application.pk}/give/",
        "office_note": f"/office/applications/{application.pk}/notes/",
        "office_presence": f"/office/applications/{application.pk}/presence/",
        "office_preview": f"/office/applications/{application.pk}/files/{file.pk}/preview/",
        "office_take": f"/office/applications/{application.pk}/take/",
        "office_thumbnail": f"/office/applications/{application.pk}/files/{file.pk}/thumbnail/",
        "office_file": f"/office/applications/{application.pk}/files/{file.pk}/",
    }


@pytest.fixture
def everywhere(db):
    """Every address of the office, leading to something that exists."""
    application = make_submitted()
    return addresses(application, application.attachments.first().file)


@pytest.mark.parametrize("name", NAMES)
def test_person_with_the_duty_gets_in(client, everywhere, name):
    client.force_login(insider(name))

    assert client.get(everywhere[name]).status_code == (405 if name in POSTED else 200)


@pytest.mark.parametrize("name", NAMES)
def test_person_without_the_duty_sees_no_such_page(client, everywhere, name):
    role = Role.SPECIALIST if name in ADMINISTRATORS else Role.ADMINISTRATOR
    client.force_login(person("other@seti.example.ru", role=role))

    assert client.get(everywhere[name]).status_code == 404


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_applicant_sees_no_such_page(client, applicant, everywhere, name, method):
    client.force_login(applicant)

    assert getattr(client, method)(everywhere[name]).status_code == 404


def test_owner_of_the_application_sees_no_such_page_either(client, db):
    application = make_submitted()
    client.force_login(application.owner)

    assert client.get(f"/office/applications/{application.pk}/").status_code == 404


@pytest.mark.parametrize("name", NAMES)
def test_stranger_is_asked_to_sign_in(client, everywhere, name):
    response = client.get(everywhere[name])

    assert response.status_code == 302
    assert response["Location"] == f"{reverse('login')}?next={everywhere[name]}"


@pytest.mark.parametrize("name", NAMES)
def test_specialist_who_was_switched_off_is_a_stranger(client, everywhere, name):
    gone = person("gone@seti.example.ru", role=Role.SPECIALIST)
    client.force_login(gone)
    gone.is_active = False
    gone.save()

    assert client.get(everywhere[name]).status_code == 302


@pytest.mark.parametrize("method", ["get", "post"])
def test_draft_does_not_exist_for_the_office(office, method):
    draft = make_draft()

    assert getattr(office, method)(f"/office/applications/{draft.pk}/").status_code == 404


def test_application_that_is_not_there_is_not_found(office):
    assert office.get(f"/office/applications/{new_id()}/").status_code == 404


def test_file_of_another_application_is_not_given(office):
    one, other = make_submitted(), make_submitted()
    file = other.attachments.first().file

    assert office.get(f"/office/applications/{one.pk}/files/{file.pk}/").status_code == 404


def test_file_of_a_draft_is_not_given(office):
    draft = make_complete()
    file = StoredFile.objects.get(attachment__application=draft, attachment__kind="passport")

    assert office.get(f"/office/applications/{draft.pk}/files/{file.pk}/").status_code == 404


@pytest.mark.parametrize("name", NAMES)
def test_no_browser_keeps_pages_with_other_peoples_data(client, everywhere, name):
    client.force_login(insider(name))

    assert "no-store" in client.get(everywhere[name])["Cache-Control"]
