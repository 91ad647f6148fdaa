import base64
import io
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from pypdf import PdfWriter

from kabinet.accounts.models import Role, User
from kabinet.core.models import JournalEntry
from kabinet.files.integrity import BytesUnfit
from kabinet.files.services import bytes_of, store_file
from kabinet.jobs.errors import PartlyDoneError
from kabinet.jobs.models import Job
from kabinet.notifications.models import Letter
from kabinet.signatures import services
from kabinet.signatures.certificates import read_certificate
from kabinet.signatures.digests import STREEBOG_256, digest
from kabinet.signatures.errors import Fault, SignatureRefused
from kabinet.signatures.external import ExternalResult
from kabinet.signatures.identity import Signatory, SignatoryKind
from kabinet.signatures.models import ExternalCheck, Signature, SignatureAttempt, SignatureCheck, Source
from kabinet.signatures.services import recheck_signature, verify_and_store
from kabinet.signatures.trust import serial_of, thumbprint
from tests.applications.builders import make_user
from tests.journal import faults_once_sealed
from tests.signatures.issuing import NOW, PERSON, sign

pytestmark = pytest.mark.django_db
SIGNATORY = Signatory(SignatoryKind.PERSON, "Иванов Пётр Сергеевич", snils="11223344595")


def pdf():
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(100, 100)
    writer.write(out)
    return out.getvalue()


@pytest.fixture
def user():
    return User.objects.create(email="signer@example.ru", created_at=NOW)


@pytest.fixture
def document(user):
    return store_file(upload=SimpleUploadedFile("заявка.pdf", pdf()), owner=user, at=NOW)


@pytest.fixture(autouse=True)
def trusted(world, tmp_path, settings):
    settings.TRUST_DIR = world.fill(tmp_path / "trust")
    settings.SIGNATURE_REVOCATION = "required"
    return settings.TRUST_DIR


def bring(document, user, signature, *, signatory=SIGNATORY, at=NOW):
    return verify_and_store(
        document=document,
        upload=signature,
        upload_name="заявка.pdf.sig",
        signatory=signatory,
        source=Source.UPLOAD,
        by=user,
        address="127.0.0.1",
        at=at,
    )


def test_good_signature_is_kept_with_all_that_a_dispute_needs(document, user, world):
    der = sign(bytes_of(document), world.person, others=[world.authority])
    stored = bring(document, user, der)
    stored.refresh_from_db()
    assert (bytes(stored.cms), stored.received_at, stored.verdict) == (der, NOW, "valid")
    assert stored.owner_shown == "Иванов Пётр Сергеевич"
    assert stored.issuer == "Испытательный аккредитованный УЦ"
    signer = read_certificate(world.person.der)
    assert (stored.serial, stored.thumbprint) == (serial_of(signer), thumbprint(signer))
    assert len(stored.report["chain"]) == 3
    assert stored.report["streebog"] == digest(STREEBOG_256, bytes_of(document)).hex()
    assert (stored.source, stored.by, stored.address) == (Source.UPLOAD, user, "127.0.0.1")
    assert faults_once_sealed() == []
    entry = JournalEntry.objects.get(act="signature.stored")
    assert entry.details == {
        "document": document.sha256,
        "serial": stored.serial,
        "verdict": "valid",
        "level": "CAdES-BES",
    }


def test_file_is_kept_as_it_came_where_it_is_not_the_signature_itself(document, user, world):
    der = sign(bytes_of(document), world.person)
    stored = bring(document, user, base64.b64encode(der))
    assert (bytes(stored.upload), bytes(stored.cms)) == (base64.b64encode(der), der)
    other = sign(bytes_of(document), world.person)
    plain = bring(document, user, other)
    assert (bytes(plain.upload), bytes(plain.cms)) == (b"", other)
    assert stored.upload_name == "заявка.pdf.sig"


def test_signature_whose_bytes_are_others_by_now_is_not_given_and_the_operator_is_told(document, user, world):
    administrator = make_user(role=Role.ADMINISTRATOR)
    stored = bring(document, user, sign(bytes_of(document), world.person))
    Signature.objects.filter(pk=stored.pk).update(cms=b"other")
    stored.refresh_from_db()
    with pytest.raises(BytesUnfit):
        services.cms_of(stored)
    letter = Letter.objects.get(kind="file_unfit")
    assert (letter.recipient, stored.cms_sha256 in letter.text) == (administrator.email, True)
    assert "signatures_signature.cms" in letter.text


def test_warning_of_another_name_is_kept_with_the_signature(document, user, world):
    """The number is the applicant's, the name in the certificate is spelled in another way."""
    other = Signatory(SignatoryKind.PERSON, "Иванова Анна", snils="11223344595")
    stored = bring(document, user, sign(bytes_of(document), world.person), signatory=other)
    assert stored.report["warnings"] == ["Имя в сертификате отличается от имени заявителя."]


def test_signature_that_is_taken_back_takes_its_checks_along(document, user, world):
    stored = bring(document, user, sign(bytes_of(document), world.person))
    recheck_signature(signature=stored, by=user, at=NOW + timedelta(days=1))
    ExternalCheck.objects.create(signature=stored, at=NOW, verifier="Средство 1.0", valid=True)
    services.forget_signatures(document=document)
    left = (kind.objects.exists() for kind in (Signature, SignatureCheck, ExternalCheck))
    assert list(left) == [False, False, False]


def test_same_signature_sent_twice_is_kept_once(document, user, world):
    der = sign(bytes_of(document), world.person)
    assert bring(document, user, der).pk == bring(document, user, der).pk
    assert Signature.objects.count() == 1


def test_refused_signature_leaves_a_trace_and_nothing_else(document, user, world):
    with pytest.raises(SignatureRefused):
        bring(document, user, sign(b"other", world.person))
    attempt = SignatureAttempt.objects.get()
    assert (attempt.reason, attempt.document_sha256) == (Fault.DIGEST_MISMATCH, document.sha256)
    assert not Signature.objects.exists()


def test_wrong_signatures_one_after_another_are_stopped_for_an_hour(document, user, world):
    for _ in range(services.ATTEMPTS):
        with pytest.raises(SignatureRefused):
            bring(document, user, b"no")
    good = sign(bytes_of(document), world.person)
    with pytest.raises(services.TooManyWrongSignatures):
        bring(document, user, good)
    later = bring(document, user, good, at=NOW + services.ATTEMPTS_WITHIN + timedelta(seconds=1))
    assert later.verdict == "valid"


def test_later_check_finds_a_revocation_that_was_before_the_receipt(document, user, world, trusted):
    signer = world.authority.issue(PERSON)
    stored = bring(document, user, sign(bytes_of(document), signer))
    tomorrow = NOW + timedelta(days=1)
    assert recheck_signature(signature=stored, by=user, at=tomorrow).reason == ""
    listed = world.authority.crl((signer, NOW - timedelta(hours=2)), issued=tomorrow)
    (trusted / "crls" / "authority.crl").write_bytes(listed)
    sooner = recheck_signature(signature=stored, by=None, at=tomorrow + timedelta(seconds=30))
    assert sooner == stored.checks.get()
    check = recheck_signature(signature=stored, by=None, at=tomorrow + services.CHECK_PAUSE)
    assert check.reason == Fault.REVOKED
    assert [one.reason for one in stored.checks.all()] == ["", "revoked"]


def test_rows_are_only_added(document, user, world):
    stored = bring(document, user, sign(bytes_of(document), world.person))
    with pytest.raises(TypeError):
        stored.save()
    with pytest.raises(TypeError):
        stored.delete()


def asked(document, signature):
    """A verifier of the operator's own, as a setting names it."""
    assert (document[:5], signature[:1]) == (b"%PDF-", b"\x30")
    return ExternalResult("Испытательное средство 1.0", valid=False, detail="Нет доверия")


def test_verifier_of_the_operators_own_is_asked_in_the_background(document, user, world, settings, run_jobs):
    settings.SIGNATURE_EXTERNAL = "tests.signatures.test_services.asked"
    stored = bring(document, user, sign(bytes_of(document), world.person))
    assert not stored.external_checks.exists()
    run_jobs()
    check = stored.external_checks.get()
    assert (check.verifier, check.valid, check.detail) == (
        "Испытательное средство 1.0",
        False,
        "Нет доверия",
    )
    stored.refresh_from_db()
    assert stored.verdict == "valid"
    entry = JournalEntry.objects.get(act="signature.checked_externally")
    assert entry.details == {"verifier": "Испытательное средство 1.0", "valid": False}
    Job.objects.update(status="READY", due_at=timezone.now())  # its worker died before it wrote «done»
    assert run_jobs() == 1
    assert stored.external_checks.count() == 1


def asked_of_many_words(_document, _signature):
    return ExternalResult("Средство " * 50, valid=True)


def test_name_of_the_operators_verifier_is_cut_and_spoils_nothing(document, user, world, settings, run_jobs):
    settings.SIGNATURE_EXTERNAL = "tests.signatures.test_services.asked_of_many_words"
    stored = bring(document, user, sign(bytes_of(document), world.person))
    run_jobs()
    assert stored.external_checks.get().verifier == ("Средство " * 50)[:200]


def test_unknown_revocation_is_asked_about_again_until_it_is_known(document, user, world, trusted, settings):
    settings.SIGNATURE_REVOCATION = "if_available"
    (trusted / "crls" / "authority.crl").unlink()
    bring(document, user, sign(bytes_of(document), world.person))
    tomorrow = NOW + timedelta(days=1)
    assert services.recheck_unknown(at=tomorrow) == (1, 0)
    (trusted / "crls" / "authority.crl").write_bytes(world.authority.crl())
    assert services.recheck_unknown(at=tomorrow + timedelta(days=1)) == (1, 0)
    assert services.recheck_unknown(at=tomorrow + timedelta(days=2)) == (0, 0)
    assert services.recheck_unknown(at=NOW + timedelta(days=120)) == (0, 0)


def test_signature_that_raises_does_not_keep_the_others_from_their_check_and_is_tried_alone(
    user, world, trusted, settings
):
    settings.SIGNATURE_REVOCATION = "if_available"
    (trusted / "crls" / "authority.crl").unlink()
    stored = []
    for number in range(3):
        file = store_file(upload=SimpleUploadedFile(f"{number}.pdf", pdf()), owner=user, at=NOW)
        stored.append(bring(file, user, sign(bytes_of(file), world.person)))
    broken = SignatureCheck.objects.create(signature=stored[1], at=NOW, report={})
    at = NOW + timedelta(days=1)
    for done in (2, 0):
        with pytest.raises(PartlyDoneError, match=str(broken.signature_id)) as failure:
            services.recheck_unknown(at=at, pause=timedelta(hours=12))
        assert failure.value.done == done
        at += timedelta(hours=1)


def test_damaged_document_does_not_keep_the_others_from_their_check(user, world, trusted, settings):
    settings.SIGNATURE_REVOCATION = "if_available"
    (trusted / "crls" / "authority.crl").unlink()
    for number in range(3):
        file = store_file(upload=SimpleUploadedFile(f"{number}.pdf", pdf()), owner=user, at=NOW)
        bring(file, user, sign(bytes_of(file), world.person))
        if number == 0:
            default_storage.delete(file.storage_name)
    assert services.recheck_unknown(at=NOW + timedelta(days=1)) == (3, 1)
