import html
import re
from base64 import b64encode

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from kabinet.applicants.identity import standing_of
from kabinet.applicants.models import Applicant, ApplicantKind, Consent, IdentityCheck
from kabinet.applications.asked.steps import STEPS_BY_SLUG
from kabinet.applications.models import Application
from kabinet.applications.papers.signatories import frozen_form
from kabinet.applications.rules.states import State
from kabinet.applications.submission import signing
from kabinet.applications.submission.services import save_step
from kabinet.files.services import bytes_of
from kabinet.signatures.models import PowerOfAttorney, Signature, SignatureAttempt, SimpleSignature
from tests.applications.builders import make_applicant, make_complete, make_draft
from tests.signatures.issuing import World, sign

pytestmark = pytest.mark.django_db
COMPANY = ApplicantKind.COMPANY


@pytest.fixture(scope="module")
def people():
    """An authority of this moment and its people: their numbers are those of the builders' applicants."""
    return World(timezone.now())


@pytest.fixture(autouse=True)
def trusted(people, tmp_path, settings):
    settings.TRUST_DIR = people.fill(tmp_path / "trust")
    settings.SIGNATURE_REVOCATION = "required"


@pytest.fixture
def prepared(client):
    """A function that brings a complete draft of this kind of applicant to the page of signing."""

    def prepare(kind=ApplicantKind.PERSON, **chosen):
        applicant = make_applicant(kind)
        client.force_login(applicant.user)
        draft = make_complete(applicant, **chosen)
        response = client.post(check_url(draft), {"go": "sign", "consent": "on"})
        assert response.url == f"{sign_url(draft)}?consent=on"
        draft.refresh_from_db()
        return draft

    return prepare


def check_url(draft):
    return reverse("application_check", args=[draft.pk])


def sign_url(draft):
    return reverse("application_sign", args=[draft.pk])


def document_of(draft):
    return bytes_of(frozen_form(draft).file)


def sig(content, name="заявка.pdf.sig"):
    return SimpleUploadedFile(name, content)


def text_of(response):
    bare = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(bare)).replace("\xa0", " ")


@pytest.mark.parametrize(
    ("kind", "who"),
    [
        (ApplicantKind.PERSON, "person"),
        (ApplicantKind.ENTREPRENEUR, "entrepreneur"),
        (ApplicantKind.COMPANY, "company"),
    ],
)
def test_application_is_submitted_with_the_applicants_signature(client, prepared, people, kind, who):
    draft = prepared(kind)
    given = client.get(reverse("application_file", args=[draft.pk, frozen_form(draft).file_id]))
    document = b"".join(given.streaming_content)
    assert document == document_of(draft)
    signature = sign(document, getattr(people, who), others=[people.authority])
    posted = {"way": "upload", "consent": "on", "signature": sig(b64encode(signature))}
    response = client.post(sign_url(draft), posted)
    assert response.url == reverse("application_submitted", args=[draft.pk])
    draft.refresh_from_db()
    assert draft.state == State.SUBMITTED
    stored = Signature.objects.get()
    assert (stored.document.printed_form.application, stored.source) == (draft, "upload")
    assert bytes(stored.cms) == signature
    assert draft.number in document_name(stored)


@pytest.mark.parametrize(
    ("profile", "verifies"),
    [
        ({"snils": "11223344595"}, True),
        ({"snils": "11223344595", "name": "Другой Человек"}, False),
        ({}, False),
    ],
    ids=["number and name", "another name", "no number"],
)
def test_a_qualified_signature_of_ones_own_verifies_the_identity(client, prepared, people, profile, verifies):
    draft = prepared()
    Applicant.objects.update(**profile)
    signature = sig(sign(document_of(draft), people.person))
    client.post(sign_url(draft), {"way": "upload", "consent": "on", "signature": signature})
    assert standing_of(draft.owner).verified is verifies
    assert [(check.way, check.by) for check in IdentityCheck.objects.all()] == [
        ("qualified", None)
    ] * verifies


def document_name(stored):
    return stored.document.printed_form.fields["number"]


def test_page_names_the_document_and_keeps_the_consent_that_was_given(client, prepared):
    draft = prepared()
    page = client.get(f"{sign_url(draft)}?consent=on")
    assert frozen_form(draft).sha256 in page.content.decode()
    assert re.search(r'name="consent"[^>]* checked', page.content.decode())
    assert "Подписать в браузере" not in text_of(page)


def test_signing_demands_the_consent_before_and_a_complete_application(client, prepared):
    draft = prepared()
    page = client.post(check_url(draft), {"go": "sign"})
    assert "без неё заявку подать нельзя" in text_of(page)
    assert "code" not in page.context["submit_form"].errors
    incomplete = make_draft(draft.owner.applicant)
    page = client.post(check_url(incomplete), {"go": "sign", "consent": "on"}, follow=True)
    assert "Чего не хватает" in text_of(page)
    assert frozen_form(incomplete) is None


def test_wrong_signature_is_explained_at_the_top_and_beside_the_field_and_nothing_changes(
    client, prepared, people
):
    draft = prepared()
    posted = {"way": "upload", "consent": "on", "signature": sig(sign(b"other", people.person))}
    page = client.post(sign_url(draft), posted)
    assert page.status_code == 422
    assert text_of(page).lower().count("подписан другой документ") == 2
    assert re.search(r'name="consent"[^>]* checked', page.content.decode())
    draft.refresh_from_db()
    assert (draft.state, Signature.objects.count(), SignatureAttempt.objects.count()) == (
        State.DRAFT, 0, 1,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("posted", "said"),
    [
        ({"consent": "on"}, "Выберите файл подписи"),
        ({"signature": b""}, "без неё заявку подать нельзя"),
        ({"consent": "on", "signature": b"%PDF-1.7"}, "Это не файл подписи"),
        ({"consent": "on", "signature": bytes(3 * 1024 * 1024)}, "Файл подписи слишком велик"),
        ({"consent": "on", "signature": bytes(6 * 1024 * 1024)}, "Файл подписи слишком велик"),
        ({"consent": "on", "signature": b"1", "power": b"<a/>"}, "двумя файлами"),
    ],
)
def test_what_is_missing_or_wrong_is_said(client, prepared, posted, said):
    draft = prepared()
    files = {name: sig(value) if isinstance(value, bytes) else value for name, value in posted.items()}
    page = client.post(sign_url(draft), {"way": "upload", **files})
    assert page.status_code == 422
    assert said in text_of(page)


def test_anothers_signature_is_refused(client, prepared, people):
    draft = prepared()
    document = document_of(draft)
    page = client.post(sign_url(draft), {"consent": "on", "signature": sig(sign(document, people.company))})
    assert "Сертификат выдан организации, а заявитель — человек" in text_of(page)


def test_any_change_voids_what_was_signed(client, prepared, people):
    draft = prepared()
    signature = sign(document_of(draft), people.person)
    save_step(
        application=draft,
        step=STEPS_BY_SLUG["object"],
        raw={"object_name": "Баня"},
        by=draft.owner,
        at=timezone.now(),
    )
    page = client.post(sign_url(draft), {"consent": "on", "signature": sig(signature)}, follow=True)
    assert "Заявка или её форма изменилась после того, как документ был подготовлен" in text_of(page)
    client.post(check_url(draft), {"go": "sign", "consent": "on"})
    page = client.post(sign_url(draft), {"consent": "on", "signature": sig(signature)})
    assert "Подписан другой документ" in text_of(page)
    draft.refresh_from_db()
    assert draft.is_draft


def test_second_press_and_a_stale_page_lead_to_the_submitted_application(client, prepared, people):
    draft = prepared()
    signature = sign(document_of(draft), people.person)
    answers = [client.post(sign_url(draft), {"consent": "on", "signature": sig(signature)}) for _ in range(2)]
    assert [answer.url for answer in answers] == [reverse("application_submitted", args=[draft.pk])] * 2
    assert client.get(sign_url(draft)).url == reverse("application_submitted", args=[draft.pk])
    assert (Signature.objects.count(), draft.history.count()) == (1, 1)


# --- the plug-in -------------------------------------------------------------------------------


def test_signature_made_in_the_browser_is_checked_the_same(client, prepared, people):
    draft = prepared()
    signature = b64encode(sign(document_of(draft), people.person)).decode()
    client.post(sign_url(draft), {"way": "plugin", "consent": "on", "signed": signature})
    assert Signature.objects.get().source == "plugin"
    draft.refresh_from_db()
    assert draft.state == State.SUBMITTED


# --- the simple signature ----------------------------------------------------------------------


def code_in(letter):
    return re.search(r"\b\d{6}\b", letter.subject)[0]


def test_person_signs_by_a_code_from_a_letter(client, prepared, letters):
    draft = prepared()
    page = client.post(sign_url(draft), {"way": "send_code", "agreement": "on", "consent": "on"})
    assert "Код отправлен на" in text_of(page)
    [letter] = [one for one in letters() if "Код для подписания" in one.subject]
    assert frozen_form(draft).sha256 in letter.body
    posted = {"way": "code", "agreement": "on", "consent": "on"}
    wrong = client.post(sign_url(draft), {**posted, "code": "000000" if code_in(letter) != "000000" else "1"})
    assert "Код не подходит" in text_of(wrong)
    done = client.post(sign_url(draft), {**posted, "code": code_in(letter)})
    assert done.url == reverse("application_submitted", args=[draft.pk])
    signed = SimpleSignature.objects.get()
    assert (signed.document_sha256, signed.owner_shown) == (
        frozen_form(draft).sha256,
        "Иванов Пётр Сергеевич",
    )
    consent = Consent.objects.get(text__purpose="simple_signature")
    assert (consent.text_id, consent.subject) == (signed.agreement, f"application:{draft.pk}")


def test_code_is_tried_five_times_and_sent_five_times_an_hour(client, prepared, letters):
    draft = prepared()
    for _ in range(5):
        client.post(sign_url(draft), {"way": "send_code", "agreement": "on"})
    page = client.post(sign_url(draft), {"way": "send_code", "agreement": "on"})
    assert "Мы уже отправили несколько кодов" in text_of(page)
    code = code_in([one for one in letters() if "Код для" in one.subject][-1])
    posted = {"way": "code", "agreement": "on", "consent": "on"}
    for _ in range(5):
        client.post(sign_url(draft), {**posted, "code": "1"})
    page = client.post(sign_url(draft), {**posted, "code": code})
    assert "слишком много раз" in text_of(page)
    assert Application.objects.get().is_draft


def test_code_signs_nothing_after_a_change(client, prepared, letters):
    draft = prepared()
    client.post(sign_url(draft), {"way": "send_code", "agreement": "on"})
    code = code_in([one for one in letters() if "Код для" in one.subject][-1])
    save_step(
        application=draft,
        step=STEPS_BY_SLUG["object"],
        raw={"object_name": "Баня"},
        by=draft.owner,
        at=timezone.now(),
    )
    client.post(check_url(draft), {"go": "sign", "consent": "on"})
    posted = {"way": "code", "agreement": "on", "consent": "on", "code": code}
    assert "Код устарел" in text_of(client.post(sign_url(draft), posted))


def test_company_does_not_sign_by_a_code(client, prepared):
    draft = prepared(COMPANY)
    assert "кодом из письма" not in text_of(client.get(sign_url(draft)))
    page = client.post(sign_url(draft), {"way": "send_code", "agreement": "on"})
    assert "только физические лица" in text_of(page)


# --- demanded, by a power of attorney ----------------------------------------------------------


def test_business_submits_with_a_signature_only_where_the_operator_demands_it(client, prepared, settings):
    settings.SIGNATURE_BUSINESS = True
    draft = prepared(COMPANY)
    page = client.get(check_url(draft))
    assert 'value="submit"' not in page.content.decode()
    page = client.post(check_url(draft), {"go": "submit", "consent": "on"}, follow=True)
    draft.refresh_from_db()
    assert draft.is_draft


def test_demand_is_kept_by_the_service_itself(prepared, settings):
    from kabinet.applications.submission.services import SignatureDemanded
    from tests.applications.builders import submit

    settings.SIGNATURE_BUSINESS = True
    with pytest.raises(SignatureDemanded):
        submit(prepared(COMPANY))
    assert submit(prepared()).state == State.SUBMITTED


POWER = "<?xml version='1.0' encoding='utf-8'?><Доверенность номер='1'/>".encode()


def test_persons_certificate_for_a_company_needs_a_power_of_attorney(client, prepared, people):
    draft = prepared(COMPANY)
    signature = sign(document_of(draft), people.person)
    page = client.post(sign_url(draft), {"consent": "on", "signature": sig(signature)})
    assert page.status_code == 422
    assert "Приложите машиночитаемую доверенность" in text_of(page)
    kept = re.search(r'name="signed" value="([^"]+)"', page.content.decode())[1]
    posted = {"way": "upload", "consent": "on", "signed": html.unescape(kept)}
    bad = {"power": sig(POWER, "мчд.xml"), "power_signature": sig(sign(b"other", people.company))}
    page = client.post(sign_url(draft), {**posted, **bad})
    assert "Подпись доверенности не принята" in text_of(page)
    good = {"power": sig(POWER, "мчд.xml"), "power_signature": sig(sign(POWER, people.company))}
    done = client.post(sign_url(draft), {**posted, **good})
    assert done.url == reverse("application_submitted", args=[draft.pk])
    power = PowerOfAttorney.objects.get()
    assert power.signature.verdict == "needs_power_of_attorney"
    assert power.report["principal_signed"] is True
    assert bytes_of(power.file) == POWER


@pytest.mark.parametrize("way", ["upload", "code"])
def test_document_that_was_replaced_is_not_signed_and_the_page_says_why(client, prepared, people, way):
    draft = prepared()
    file = frozen_form(draft).file
    signature = sign(bytes_of(file), people.person)
    default_storage.delete(file.storage_name)
    default_storage.save(file.storage_name, ContentFile(b"other"))
    page = client.post(
        sign_url(draft),
        {"way": way, "consent": "on", "agreement": "on", "code": "123456", "signature": sig(signature)},
    )
    assert page.status_code == 422
    assert "повреждён: он не совпадает с тем, который был сохранён" in text_of(page)
    draft.refresh_from_db()
    assert draft.state == State.DRAFT


@pytest.fixture
def signed_by(client, people, letters):
    """What a way of signing checks and what it posts, once the document is signed in that way."""

    def upload(draft):
        signature = sign(document_of(draft), people.person)
        return "check_upload", {"signature": sig(b64encode(signature))}

    def code(draft):
        client.post(sign_url(draft), {"way": "send_code", "agreement": "on"})
        sent = [one for one in letters() if "Код для" in one.subject][-1]
        return "check_signing_code", {"agreement": "on", "code": code_in(sent)}

    return {"upload": upload, "code": code}


@pytest.mark.parametrize("way", ["upload", "code"])
def test_what_was_changed_while_the_signature_was_checked_is_not_submitted(
    client, prepared, signed_by, monkeypatch, way
):
    """Another tab saves a step between the check of the signature and the submission."""
    draft = prepared()
    checks, posted = signed_by[way](draft)
    check = getattr(signing, checks)

    def check_while_another_tab_saves(**how):
        checked = check(**how)
        save_step(
            application=draft,
            step=STEPS_BY_SLUG["object"],
            raw={"object_name": "Баня"},
            by=draft.owner,
            at=timezone.now(),
        )
        return checked

    monkeypatch.setattr(signing, checks, check_while_another_tab_saves)
    answer = text_of(client.post(sign_url(draft), {"way": way, "consent": "on", **posted}, follow=True))
    assert "изменил" in answer
    draft.refresh_from_db()
    assert (draft.state, draft.answers["object_name"]) == (State.DRAFT, "Баня")
    assert not Signature.objects.exists()


def test_an_unverified_person_signs_no_code_where_the_operator_demands_more(client, prepared, settings):
    draft = prepared()
    settings.SIMPLE_SIGNATURE_UNVERIFIED = False
    assert "Или подпишите кодом из письма" not in text_of(client.get(sign_url(draft)))
    refused = client.post(sign_url(draft), {"way": "send_code", "agreement": "on"})
    assert "личность ещё не подтверждена" in text_of(refused)
    page = text_of(client.get(check_url(draft)))
    assert "придите к нам с паспортом" in page
    client.post(check_url(draft), {"go": "submit", "consent": "on", "code": "x"})
    draft.refresh_from_db()
    assert draft.is_draft
