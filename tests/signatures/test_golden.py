"""Files made by OpenSSL with gost-engine, an implementation that knows nothing of ours."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from kabinet.signatures import trust
from kabinet.signatures.chain import Revocation
from kabinet.signatures.errors import Fault, SignatureRefused
from kabinet.signatures.identity import Signatory, SignatoryKind
from kabinet.signatures.verification import verify
from tests.signatures.conftest import GOLDEN, POLICY
from tests.signatures.issuing import World

AT = datetime(2026, 11, 24, 20, 30, tzinfo=UTC)
LENIENT = replace(POLICY, revocation=Revocation.IF_AVAILABLE)
"""The golden authority has a list of its own and its root has none."""


@pytest.fixture(scope="module")
def golden(tmp_path_factory):
    folder = tmp_path_factory.mktemp("golden")
    for part, file in (("roots", "root.pem"), ("intermediates", "sub.pem"), ("crls", "sub.crl")):
        (folder / part).mkdir()
        (folder / part / file).write_bytes((GOLDEN / file).read_bytes())
    return trust.read_folder(folder)


def verified(file, store, signatory=None, *, document="doc.pdf", policy=LENIENT):
    return verify(
        (GOLDEN / document).read_bytes(),
        (GOLDEN / file).read_bytes(),
        signatory,
        store=store,
        policy=policy,
        at=AT,
    )


@pytest.mark.parametrize(
    ("file", "signatory", "matched_by"),
    [
        (
            "fl.sig",
            Signatory(SignatoryKind.PERSON, "Иванов Иван Иванович", snils="12345678901", inn="500100732259"),
            ["СНИЛС", "ИНН"],
        ),
        ("p256A.sig", Signatory(SignatoryKind.PERSON, snils="12345678901"), ["СНИЛС"]),
        ("p512b.sig", Signatory(SignatoryKind.PERSON, inn="500100732259"), ["ИНН"]),
        ("ip.sig", Signatory(SignatoryKind.ENTREPRENEUR, ogrn="304500116000157"), ["ОГРНИП"]),
        (
            "ul.sig",
            Signatory(SignatoryKind.COMPANY, "ООО «Ромашка»", ogrn="1027700132195", inn="7707083893"),
            ["ОГРН", "ИНН"],
        ),
    ],
)
def test_good_signature_is_accepted_for_its_owner(golden, file, signatory, matched_by):
    found = verified(file, golden, signatory)
    assert (found.verdict, found.level, found.report["matched_by"]) == ("valid", "CAdES-BES", matched_by)
    assert [one["subject"] for one in found.report["chain"]][1:] == [
        "Тестовый аккредитованный УЦ",
        "Тестовый головной УЦ",
    ]
    assert (found.report["qualified"], found.report["revocation"]) == ("КС2", "good")
    assert found.report["warnings"] == ["Не проверено, не отозван ли сертификат удостоверяющего центра."]


def test_organisation_and_its_person_are_read_from_the_certificate(golden):
    owner = verified("ul.sig", golden).owner
    assert owner.shown == "ООО «Ромашка», Петров Пётр Петрович (Генеральный директор)"
    assert (owner.ogrn, owner.company_inn) == ("1027700132195", "7707083893")


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        ("pem.sig", Fault.NO_SIGNING_CERTIFICATE),
        ("attached.sig", Fault.ATTACHED),
        ("noattr.sig", Fault.NO_SIGNED_ATTRIBUTES),
        ("revoked.sig", Fault.REVOKED),
        ("expired.sig", Fault.EXPIRED),
    ],
)
def test_bad_signature_is_refused_with_its_reason(golden, file, reason):
    with pytest.raises(SignatureRefused) as refusal:
        verified(file, golden)
    assert refusal.value.reason == reason


def test_signature_without_signing_certificate_is_good_with_a_warning_where_the_operator_says_so(golden):
    found = verified("pem.sig", golden, policy=replace(LENIENT, bare_cms=True))
    assert (found.verdict, found.level) == ("valid", "CMS")
    assert "не указан сертификат подписавшего" in found.report["warnings"][0]


@pytest.mark.parametrize("file", ["fl.sig", "ul.sig", "ip.sig", "p256A.sig", "p512b.sig"])
def test_no_signature_fits_another_document(golden, file):
    with pytest.raises(SignatureRefused) as refusal:
        verified(file, golden, document="doc2.pdf")
    assert refusal.value.reason == Fault.DIGEST_MISMATCH


def test_authority_without_a_list_is_refused_where_revocation_is_required(golden):
    with pytest.raises(SignatureRefused) as refusal:
        verified("fl.sig", golden, policy=POLICY)
    assert refusal.value.reason == Fault.REVOCATION_UNKNOWN


def test_foreign_root_makes_everything_untrusted(tmp_path):
    store = trust.read_folder(World().fill(tmp_path))
    with pytest.raises(SignatureRefused) as refusal:
        verified("fl.sig", store)
    assert refusal.value.reason == Fault.UNTRUSTED
