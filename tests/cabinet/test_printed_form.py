"""The printed form of an application on the pages of both sides."""

import pytest
from django.urls import reverse
from django.utils import timezone

from kabinet.applications.papers.printed_form import latest_form
from kabinet.core.models import JournalEntry
from tests.applications.builders import (
    attach_required,
    make_applicant,
    make_complete,
    make_draft,
    make_specialist,
    submit,
)
from tests.applications.test_printed_form import words
from tests.cabinet.test_reading import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def applicant(client):
    applicant = make_applicant()
    client.force_login(applicant.user)
    return applicant


def preview_url(application):
    return reverse("application_preview", args=[application.pk])


def body(response):
    return b"".join(response.streaming_content)


def test_draft_is_shown_on_its_form_marked_as_a_draft_and_nothing_is_kept(client, applicant):
    draft = make_draft(applicant, object_name="Баня")
    response = client.get(preview_url(draft))
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    assert response["Content-Disposition"].startswith("inline")
    assert (response["Cache-Control"], response["X-Content-Type-Options"]) == ("private, no-store", "nosniff")
    said = words(body(response))
    assert f"№{draft.number.lower()}(черновик)от{timezone.localdate():%d.%m.%Y}" in said
    assert "баня" in said
    assert latest_form(draft) is None


def test_preview_asks_the_database_as_often_for_many_files_as_for_few(
    client, applicant, django_assert_num_queries
):
    draft = make_draft(applicant)
    for _ in range(2):
        attach_required(draft)
        with django_assert_num_queries(5):  # session, user, draft, attachments, files
            client.get(preview_url(draft))


def test_button_of_the_check_opens_the_form(client, applicant):
    draft = make_draft(applicant, exchange="office")
    check = reverse("application_check", args=[draft.pk])
    assert "Посмотреть заявку в PDF" in text_of(client.get(check))
    response = client.post(check, {"go": "preview"})
    assert (response.status_code, response.url) == (302, preview_url(draft))
    assert "дополнительнонабумагевофисе" in words(body(client.get(preview_url(draft))))


def test_submitted_application_has_no_preview(client, applicant):
    application = submit(make_complete(applicant))
    assert client.get(preview_url(application)).url == reverse("application", args=[application.pk])


@pytest.mark.parametrize("page", ["application", "application_submitted"])
def test_applicant_is_told_that_the_form_is_being_made_then_gets_it_with_its_checksum(
    client, applicant, run_jobs, page
):
    application = submit(make_complete(applicant))
    url = reverse(page, args=[application.pk])
    assert "Печатная форма готовится" in text_of(client.get(url))

    run_jobs()
    shown = client.get(url)
    form = latest_form(application)
    assert "Печатная форма готовится" not in text_of(shown)
    assert f"Контрольная сумма SHA-256: {form.sha256}" in text_of(shown)
    link = reverse("application_file", args=[application.pk, form.file_id])
    assert f'href="{link}"' in shown.content.decode()
    first, again = (body(client.get(link)) for _ in range(2))
    assert first == again
    assert "черновик" not in words(first)


def test_specialist_gets_the_form_from_the_card_and_the_journal_remembers(client, run_jobs):
    application = submit(make_complete())
    specialist = make_specialist()
    client.force_login(specialist)
    card = reverse("office_application", args=[application.pk])
    assert "Печатная форма заявки Печатная форма готовится" in text_of(client.get(card))

    run_jobs()
    form = latest_form(application)
    shown = client.get(card)
    assert form.sha256 in text_of(shown)
    link = reverse("office_file", args=[application.pk, form.file_id])
    assert f'href="{link}?show=1"' in shown.content.decode()
    assert client.get(link).status_code == 200
    opened = JournalEntry.objects.filter(act="application_file_opened").latest("id")
    assert (opened.actor, opened.details["sha256"]) == (specialist.pk, form.sha256)


def test_nobody_else_gets_the_form_or_the_preview(client, run_jobs):
    application, draft = submit(make_complete()), make_draft()
    run_jobs()
    form = latest_form(application)
    client.force_login(make_applicant().user)
    assert client.get(reverse("application_file", args=[application.pk, form.file_id])).status_code == 404
    assert client.get(preview_url(draft)).status_code == 404
    client.force_login(make_specialist())
    assert client.get(preview_url(draft)).status_code == 404
