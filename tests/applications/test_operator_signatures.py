"""The operator's signature under the offer, the notice and the acts (861, пп. 8, 105, 110)."""

from dataclasses import replace

import pytest
from django.utils import timezone

from kabinet.applications.course.guards import DocumentsUnsigned, NothingRenewed
from kabinet.applications.papers.placed_signing import NotTheOperators, sign_placed
from kabinet.applications.rules.placed_kinds import PlacedKind
from kabinet.applications.rules.states import State
from kabinet.files.services import bytes_of
from kabinet.signatures.models import SignatureCheck, Source
from kabinet.signatures.verification import SignatureVerdict
from tests.applications.builders import NOW
from tests.applications.life import BIG, HIGH_VOLTAGE, OFFER, Case, days
from tests.signatures.issuing import COMPANY, SIGNING, World, key_usage, sign

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def people():
    return World(timezone.now())


@pytest.fixture(autouse=True)
def demanded(people, tmp_path, settings):
    settings.TRUST_DIR = people.fill(tmp_path / "trust")
    settings.SIGNATURE_REVOCATION = "required"
    settings.SIGNATURE_OPERATOR = True


@pytest.fixture
def signs(people):
    """A function with which the specialist of a case signs its current documents of these kinds."""

    def sign_kinds(case, *kinds, signer=None):
        return [
            sign_placed(
                document=document,
                upload=sign(bytes_of(document.file), signer or people.company),
                upload_name="документ.sig",
                source=Source.UPLOAD,
                by=case.specialist,
                at=timezone.now(),
                address=None,
            )
            for document in case.application.placed.current().filter(kind__in=kinds)
        ]

    return sign_kinds


def refused(case, action, **how):
    with pytest.raises(DocumentsUnsigned) as refusal:
        case.office(action, **how)
    return str(refusal.value)


@pytest.mark.parametrize("made", [("ФЛ", {}), ("ЮЛ", BIG)], ids=["section X", "general order"])
def test_offer_waits_until_conditions_and_contract_are_signed_p8_p105(signs, made):
    kind, chosen = made
    case = Case(kind, **chosen).accept()
    case.place(*OFFER)
    told = refused(case, "offer")
    assert "«Технические условия» (conditions.pdf), «Договор (условия договора)» (contract.pdf)." in told
    assert "Счёт" not in told, "п. 105 asks for no signature on the invoice"
    signs(case, PlacedKind.CONDITIONS)
    told = refused(case, "offer")
    assert "conditions.pdf" not in told
    assert "contract.pdf" in told
    signs(case, PlacedKind.CONTRACT)
    assert case.office("offer").state in (State.AWAITING_PAYMENT, State.OFFER_SENT)


@pytest.mark.parametrize(
    ("kind", "chosen", "placed"),
    [("ФЛ", {}, PlacedKind.NOTICE), ("ЮЛ", HIGH_VOLTAGE, PlacedKind.ACT)],
    ids=["notice", "acts"],
)
def test_notice_and_acts_are_signed_as_often_as_placed_p110(settings, signs, kind, chosen, placed):
    settings.SIGNATURE_OPERATOR = False
    case = Case(kind, **chosen).contract()
    case.office("start_works")
    if case.application.course.checked:
        case.applicant("notify", comment="Условия выполнены")
    settings.SIGNATURE_OPERATOR = True
    case.place(placed, PlacedKind.ADMISSION_ACT)
    assert f"({placed}.pdf)" in refused(case, "place")
    signs(case, placed)
    case.office("place")
    case.applicant("object", comment="Щит не тот", at=days(1))
    with pytest.raises(NothingRenewed):
        case.office("fix", at=days(2))
    case.place(placed, at=days(2))
    refused(case, "fix", at=days(2))
    signs(case, placed)
    assert case.office("fix", at=days(2)).state == State.DOCUMENTS_PLACED


def test_new_edition_needs_a_signature_of_its_own(signs):
    case = Case().accept()
    case.place(*OFFER)
    signs(case, PlacedKind.CONDITIONS, PlacedKind.CONTRACT)
    case.place(PlacedKind.CONDITIONS)
    assert "conditions.pdf" in refused(case, "offer")


def test_signature_that_a_later_check_refuses_does_not_count(signs):
    case = Case().accept()
    case.place(*OFFER)
    signature, _ = signs(case, PlacedKind.CONDITIONS, PlacedKind.CONTRACT)
    SignatureCheck.objects.create(signature=signature, at=NOW, reason="revoked", report={})
    assert signature.document.name in refused(case, "offer")


def test_signature_that_is_not_qualified_does_not_count(settings, signs, people):
    settings.SIGNATURE_QUALIFIED = False
    plain = people.authority.issue(COMPANY, begins=people.now, extensions=(key_usage(SIGNING),))
    case = Case().accept()
    case.place(*OFFER)
    signs(case, PlacedKind.CONDITIONS, PlacedKind.CONTRACT, signer=plain)
    assert "conditions.pdf" in refused(case, "offer")


def test_act_that_places_nothing_and_a_portal_that_demands_nothing_go_on(settings):
    case = Case().accept()
    case.place(*OFFER)
    settings.SIGNATURE_OPERATOR = False
    assert case.office("offer").state == State.AWAITING_PAYMENT
    settings.SIGNATURE_OPERATOR = True
    assert case.office("recall", comment="Исправим", at=days(8)).state == State.REVISING_OFFER


def test_certificate_of_another_organisation_signs_nothing_of_the_operators(settings, signs, people):
    settings.SIGNATURE_OPERATOR = False
    case = Case("ФЛ").offer()
    settings.OPERATOR = replace(settings.OPERATOR, inn="7700012340")
    with pytest.raises(NotTheOperators, match="у нашей ИНН 7700012340"):
        signs(case, PlacedKind.CONDITIONS)
    settings.OPERATOR = replace(settings.OPERATOR, inn="7707083893")
    [own] = signs(case, PlacedKind.CONDITIONS)
    assert own.verdict == SignatureVerdict.VALID
    [employee] = signs(case, PlacedKind.CONDITIONS, signer=people.person)
    assert employee.verdict == SignatureVerdict.NEEDS_POWER_OF_ATTORNEY
