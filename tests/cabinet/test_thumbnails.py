"""What the lists of files show beside the names, and to whom."""

import io
import re

import pytest
from django.urls import reverse
from PIL import Image

from kabinet.accounts.models import Role
from kabinet.core.models import JournalEntry
from kabinet.files.limits import DOCX
from kabinet.files.services import store_made
from tests.applications.builders import (
    NOW,
    make_applicant,
    make_complete,
    make_submitted,
    make_user,
)
from tests.applications.life import Case

pytestmark = pytest.mark.django_db


def pictures_of(page):
    return re.findall(r'<img src="([^"]+/thumbnail/)"([^>]*)>', page.content.decode())


def size_of(response):
    assert response["Content-Type"] == "image/jpeg"
    return Image.open(io.BytesIO(response.content)).size


def test_documents_of_a_draft_show_their_first_page_beside_the_name(client):
    draft = make_complete()
    client.force_login(draft.owner)
    shown = pictures_of(client.get(reverse("wizard_step", args=[draft.pk, "documents"])))
    assert len(shown) == draft.attachments.count() > 0
    for address, attributes in shown:
        assert size_of(client.get(address)) == (120, 160)
        assert 'alt="" width="60" height="80" loading="lazy"' in attributes


def test_page_of_a_case_shows_them_too(client):
    case = make_submitted()
    client.force_login(case.owner)
    shown = pictures_of(client.get(reverse("application", args=[case.pk])))
    assert {address for address, _ in shown} >= {
        reverse("application_thumbnail", args=[case.pk, one.file_id]) for one in case.attachments.all()
    }


def test_what_is_neither_a_picture_nor_a_pdf_keeps_its_mark_alone(client):
    draft = make_complete()
    attachment = draft.attachments.first()
    attachment.file = store_made(content=b"word", name="опись.docx", kind=DOCX, owner=draft.owner, at=NOW)
    attachment.save()
    client.force_login(draft.owner)
    page = client.get(reverse("wizard_step", args=[draft.pk, "documents"]))
    assert "опись.docx" in page.content.decode()
    assert len(pictures_of(page)) == draft.attachments.count() - 1
    missing = client.get(reverse("application_thumbnail", args=[draft.pk, attachment.file_id]))
    assert missing["Content-Type"] == "image/gif"


def test_nobody_sees_the_thumbnail_of_anothers_file(client):
    case = make_submitted()
    client.force_login(make_applicant().user)
    address = reverse("application_thumbnail", args=[case.pk, case.attachments.first().file_id])
    assert client.get(address).status_code == 404


def test_a_document_of_the_operator_is_not_seen_by_its_thumbnail(client):
    case = Case().offer()
    document = case.application.placed.get(kind="conditions")
    client.force_login(case.owner)
    address = reverse("application_thumbnail", args=[case.application.pk, document.file_id])
    assert size_of(client.get(address)) == (120, 160)
    document.refresh_from_db()
    assert document.seen_at is None


def test_a_thumbnail_is_a_part_of_looking_at_the_card(client):
    case = make_submitted()
    client.force_login(make_user(role=Role.SPECIALIST))
    shown = pictures_of(client.get(reverse("office_application", args=[case.pk])))
    assert len(shown) == case.attachments.count() > 0
    for address, _ in shown:
        assert size_of(client.get(address)) == (120, 160)
    acts = JournalEntry.objects.filter(subject=f"application:{case.pk}")
    assert acts.filter(act="application_opened").count() == 1
    assert not acts.filter(act="application_file_opened").exists()


def test_a_thumbnail_that_is_asked_for_without_the_card_leaves_its_trace(client):
    case = make_submitted()
    client.force_login(make_user(role=Role.SPECIALIST))
    client.get(reverse("office_thumbnail", args=[case.pk, case.attachments.first().file_id]))
    assert (
        JournalEntry.objects.filter(subject=f"application:{case.pk}", act="application_opened").count() == 1
    )
