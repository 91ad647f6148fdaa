"""152-ФЗ, ст. 10 ч. 2 п. 1 and ст. 9 ч. 4: data on health are taken with a written consent alone."""

import io
from html import unescape

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from kabinet.applicants.models import Consent
from kabinet.applicants.purposes import HEALTH_DATA
from kabinet.applications.asked.steps import STEPS_BY_SLUG
from kabinet.applications.content.completeness import missing
from kabinet.applications.models import Application
from kabinet.applications.models.health import HealthConsentPaper
from kabinet.applications.submission.services import attach_file, save_step
from kabinet.applications.submission.withdrawals import withdraw_consent
from kabinet.files.models import StoredFile
from kabinet.files.services import bytes_of
from kabinet.signatures.models import Signature
from tests.applications.builders import (
    NOW,
    attach_required,
    make_applicant,
    make_complete,
    make_draft,
    make_file,
    make_specialist,
    submit,
)
from tests.signatures.issuing import World, sign

pytestmark = pytest.mark.django_db
DISABLED = {"benefit": "disabled", "requested_power": "15"}


@pytest.fixture(scope="module")
def people():
    return World(timezone.now())


@pytest.fixture(autouse=True)
def trusted(people, tmp_path, settings):
    settings.TRUST_DIR = people.fill(tmp_path / "trust")
    settings.SIGNATURE_REVOCATION = "required"


@pytest.fixture
def draft(client):
    draft = make_draft(make_applicant(), **DISABLED)
    client.force_login(draft.owner)
    return draft


def text(response):
    return unescape(response.content.decode()).replace("\u00a0", " ")


def url(draft):
    return reverse("health_consent", args=[draft.pk])


def sig(content):
    return SimpleUploadedFile("согласие.sig", content)


def gaps(draft):
    return {gap.name for gap in missing(Application.objects.get(pk=draft.pk))}


def sign_in_cabinet(client, draft, signer):
    client.post(url(draft), {"way": "prepare"})
    paper = HealthConsentPaper.objects.get()
    return client.post(url(draft), {"signature": sig(sign(bytes_of(paper.file), signer)), "way": "upload"})


def test_disability_is_not_accepted_without_the_written_consent(client, draft):
    assert {"document-benefit", "document-health_consent"} <= gaps(draft)
    check = text(client.get(reverse("application_check", args=[draft.pk])))
    assert "Не приложено: «Письменное согласие на обработку сведений о здоровье»." in check
    assert url(draft) in text(client.get(reverse("wizard_step", args=[draft.pk, "documents"])))


@pytest.mark.parametrize(
    ("benefit", "asked", "demanded"),
    [("disabled", True, True), ("veteran", True, False), ("large_family", False, False), ("", False, False)],
)
def test_it_is_demanded_where_the_category_itself_is_data_on_health(client, benefit, asked, demanded):
    draft = make_draft(make_applicant(), benefit=benefit, requested_power="15")
    client.force_login(draft.owner)
    assert ("document-health_consent" in gaps(draft)) is demanded
    assert (client.get(url(draft)).status_code == 200) is asked


def test_paper_says_everything_that_article_9_part_4_asks(client, draft, settings):
    save_step(
        application=draft, step=STEPS_BY_SLUG["applicant"], by=draft.owner, at=NOW,
        raw={
            "by_representative": "yes", "representative_last_name": "Сидоров",
            "representative_address": "Москва, ул. Мясницкая", "representative_document": "доверенность № 5",
        },
    )  # fmt: skip
    pdf = client.get(reverse("health_consent_pdf", args=[draft.pk]))
    pages = pypdfium2.PdfDocument(io.BytesIO(b"".join(pdf)))
    said = " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in pages)
    answers = Application.objects.get(pk=draft.pk).answers
    for words in (
        answers["last_name"], answers["registration_address"], answers["passport_number"],
        "Сидоров", "Мясницкая", "доверенность № 5",
        settings.OPERATOR.full_name, settings.OPERATOR.address,
        "Для чего", "Какие данные", "Что с ними делают", "На какой срок", "Как отозвать", "подпись",
    ):  # fmt: skip
        assert words in said, words


def test_consent_is_signed_in_the_cabinet_and_joins_the_documents(client, draft, people):
    response = sign_in_cabinet(client, draft, people.person)
    assert response.url.endswith("#document-health_consent")
    [attached] = draft.attachments.all()
    assert attached.kind == "health_consent"
    assert Signature.objects.get().document == attached.file
    assert not HealthConsentPaper.objects.exists()
    assert "document-health_consent" not in gaps(draft)


def test_signature_of_another_is_refused_and_nothing_is_attached(client, draft, people):
    response = sign_in_cabinet(client, draft, people.company)
    assert response.status_code == 422
    assert not draft.attachments.exists()


def test_a_document_that_says_something_else_by_now_is_not_signed(client, draft, people):
    client.post(url(draft), {"way": "prepare"})
    paper = HealthConsentPaper.objects.get()
    save_step(
        application=draft,
        step=STEPS_BY_SLUG["applicant"],
        raw={"last_name": "Другой"},
        by=draft.owner,
        at=NOW,
    )
    signed = sign(bytes_of(paper.file), people.person)
    assert client.post(url(draft), {"signature": sig(signed)}).url == url(draft)
    assert not draft.attachments.exists()
    client.post(url(draft), {"way": "prepare"})
    assert HealthConsentPaper.objects.get().pk != paper.pk
    assert StoredFile.objects.count() == 1


def test_a_signed_consent_is_taken_off_with_its_signature(client, draft, people):
    sign_in_cabinet(client, draft, people.person)
    attached = draft.attachments.get()
    client.post(reverse("document_remove", args=[draft.pk, attached.pk]))
    assert (StoredFile.objects.count(), Signature.objects.count()) == (0, 0)


def test_a_scan_counts_as_well_and_the_consent_is_recorded_at_submission(client, draft):
    attach_required(draft)
    attach_file(application=draft, kind="health_consent", file=make_file(draft.owner, "скан.pdf"), at=NOW)
    application = submit(draft)
    given = Consent.objects.get(text__purpose=HEALTH_DATA)
    assert given.subject == f"application:{application.pk}"
    assert client.get(url(draft)).status_code == 404


def test_nobody_else_opens_it(client, draft):
    client.force_login(make_applicant().user)
    for address in (url(draft), reverse("health_consent_pdf", args=[draft.pk])):
        assert client.get(address).status_code == 404


def card(client, application):
    client.force_login(make_specialist())
    return text(client.get(reverse("office_application", args=[application.pk])))


def test_the_specialist_sees_how_it_stands(client, people):
    draft = make_complete(make_applicant(), **DISABLED)
    application = submit(draft)
    assert "подписано от руки" in card(client, application)
    consent = Consent.objects.select_related("text").get(text__purpose=HEALTH_DATA)
    withdraw_consent(consent=consent, by=application.owner, address=None, user_agent="", at=NOW)
    assert "Согласие на сведения о здоровье отозвано" in card(client, application)
    application.attachments.filter(kind="health_consent").delete()
    assert "Письменного согласия на сведения о здоровье нет" in card(client, application)


def test_the_specialist_sees_who_signed_electronically(client, draft, people):
    sign_in_cabinet(client, draft, people.person)
    attach_required(draft)
    page = card(client, submit(Application.objects.get(pk=draft.pk)))
    assert "подписано УКЭП" in page


def test_other_categories_say_nothing_of_health(client):
    assert "сведения о здоровье" not in card(client, submit(make_complete(make_applicant())))
