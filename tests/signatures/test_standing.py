"""What a signature is worth now, to acts that need one and on pages: its checks, its power, its file."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from kabinet.signatures.errors import Fault
from kabinet.signatures.identity import Signatory, SignatoryKind
from kabinet.signatures.models import (
    AuthorityDecision,
    PowerOfAttorney,
    Signature,
    SignatureCheck,
    SigningCode,
    SimpleSignature,
)
from kabinet.signatures.shown import DAMAGED, DAMAGED_TEXT, shown, shown_simple
from kabinet.signatures.standing import qualified_files
from tests.applications.builders import NOW, make_file, make_specialist, make_user
from tests.signatures.stored import make_signature

pytestmark = pytest.mark.django_db
COMPANY = Signatory(SignatoryKind.COMPANY, ogrn="1027700132195")
GOOD, REVOKED = "", Fault.REVOKED


@pytest.fixture
def owner():
    return make_user()


@pytest.fixture
def file(owner):
    return make_file(owner, "заявка.pdf")


def check_later(signature, *reasons):
    for hours, reason in enumerate(reasons, 1):
        report = {"warnings": [] if reason else ["Замечание проверки"], "revocation": "good"}
        SignatureCheck.objects.create(
            signature=signature, at=NOW + timedelta(hours=hours), reason=reason, report=report
        )


def worth(signature):
    """Whether it stands, its tone and its verdict."""
    found = shown(Signature.objects.get(pk=signature.pk))
    return bool(qualified_files([signature.document_id])), found.tone, found.verdict


@pytest.mark.parametrize(
    ("reasons", "expected"),
    [
        ((), (True, "success", "Подпись действительна")),
        ((GOOD,), (True, "success", "Подпись действительна")),
        ((GOOD, REVOKED), (False, "error", "Подпись не подтверждена")),
        ((REVOKED, GOOD), (True, "success", "Подпись действительна")),
    ],
)
def test_latest_check_says_what_a_signature_is_worth(owner, file, reasons, expected):
    signature = make_signature(file, owner)
    check_later(signature, *reasons)
    assert worth(signature) == expected


def test_page_tells_when_it_was_checked_and_what_was_found(owner, file):
    signature = make_signature(file, owner)
    received = shown(signature)
    assert (received.checked_at, received.warnings, received.outcome) == (
        NOW,
        ["Не проверено, не отозван ли сертификат: нет действующего списка отозванных."],
        "",
    )
    check_later(signature, GOOD)
    good = shown(Signature.objects.get())
    assert (good.checked_at, good.warnings, good.outcome) == (
        NOW + timedelta(hours=1),
        ["Замечание проверки"],
        "",
    )
    check_later(signature, GOOD, REVOKED)
    refused = shown(Signature.objects.get())
    assert (refused.checked_at, refused.warnings) == (NOW + timedelta(hours=2), received.warnings)
    assert refused.outcome.startswith("Сертификат отозван")


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        (None, (True, "warning", "Подпись действительна, доверенность проверяет специалист")),
        (True, (True, "success", "Подпись действительна, доверенность принята")),
        (False, (False, "error", "Подпись действительна, доверенность не принята")),
    ],
)
def test_specialist_decides_what_a_signature_by_power_of_attorney_is_worth(owner, file, accepted, expected):
    signature = make_signature(file, owner, signatory=COMPANY)
    power = PowerOfAttorney.objects.create(
        signature=signature, file=make_file(owner, "мчд.pdf"), cms=b"cms", owner_shown="ПАО", report={}
    )
    if accepted is not None:
        AuthorityDecision.objects.create(power=power, accepted=accepted, by=make_specialist(), at=NOW)
    assert worth(signature) == expected


def test_signature_of_a_file_that_is_another_by_now_is_not_confirmed(owner, file):
    make_signature(file, owner)
    code = SigningCode.objects.create(document=file, user=owner, digest="x", created_at=NOW, expires_at=NOW)
    simple = SimpleSignature.objects.create(
        document=file,
        document_sha256=file.sha256,
        code=code,
        by=owner,
        owner_shown="Иванов Пётр",
        email=owner.email,
        agreement="0" * 64,
        signed_at=NOW,
    )
    assert shown_simple(simple).verdict == "Простая электронная подпись"
    default_storage.delete(file.storage_name)
    default_storage.save(file.storage_name, ContentFile(b"other"))
    for found in (shown(Signature.objects.get()), shown_simple(simple)):
        assert ((found.tone, found.verdict), found.outcome) == (DAMAGED, DAMAGED_TEXT)


def test_simple_signature_of_other_bytes_is_not_confirmed_though_the_file_is_whole(owner, file):
    code = SigningCode.objects.create(document=file, user=owner, digest="x", created_at=NOW, expires_at=NOW)
    simple = SimpleSignature(document=file, document_sha256="0" * 64, code=code, by=owner)
    assert shown_simple(simple).outcome == DAMAGED_TEXT
