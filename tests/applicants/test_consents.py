from dataclasses import replace

import pytest

from kabinet.applicants import consents, purposes
from kabinet.applicants.models import Consent, ConsentText
from tests.applicants.people import AT, make_applicant

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "purpose", [purposes.PROCESSING, purposes.EMAIL_NOTICES, purposes.APPLICATION_PROCESSING]
)
def test_a_text_says_what_the_law_on_personal_data_asks(purpose, settings):
    text = consents.consent_text(purpose)
    assert text.title.startswith("Согласие на ")
    assert text.version == "2 от 29.11.2026"
    for part in (
        "Кому даётся",
        "Для чего",
        "Какие данные",
        "Что с ними делают",
        "На какой срок",
        "Как отозвать",
    ):
        assert part in text.body
    assert settings.OPERATOR.full_name in text.body
    assert settings.OPERATOR.address in text.body
    assert "{{" not in text.body


def test_agreement_on_the_simple_signature_says_what_63_fz_asks_of_it():
    """Статья 9 ч. 2: how the signer is determined, and the duty to keep the key secret."""
    text = consents.consent_text(purposes.SIMPLE_SIGNATURE)
    assert text.title == "Соглашение об использовании простой электронной подписи"
    for part in (
        "Как определяется, кто подписал",
        "Держать пароль и коды в тайне",
        "№ 63-ФЗ",
        "статьям 6 и 9",
    ):
        assert part in text.body


def test_another_operator_makes_another_text_with_another_hash(settings):
    before = consents.consent_text(purposes.PROCESSING)
    settings.OPERATOR = replace(settings.OPERATOR, address="Подольск, «Энергия» & <b>Ко</b>")
    after = consents.consent_text(purposes.PROCESSING)
    assert after.hash != before.hash
    assert "Подольск, «Энергия» & <b>Ко</b>" in after.body


def test_a_consent_keeps_the_text_as_it_was_shown(settings):
    user = make_applicant().user
    shown = consents.consent_text(purposes.APPLICATION_PROCESSING)
    consents.record_consent(
        user=user, purpose=purposes.APPLICATION_PROCESSING, subject="application:1",
        address="192.0.2.1", user_agent="x" * 1000, at=AT,
    )  # fmt: skip
    settings.OPERATOR = replace(settings.OPERATOR, full_name="ООО «Другое»")
    consent = Consent.objects.get(subject="application:1")
    assert (consent.text.hash, consent.text.body, consent.text.version) == (
        shown.hash,
        shown.body,
        shown.version,
    )
    assert (consent.given_at, consent.address, len(consent.user_agent)) == (AT, "192.0.2.1", 300)


def test_the_same_text_is_kept_once():
    make_applicant()
    make_applicant(email="petrov@example.ru")
    assert ConsentText.objects.filter(purpose=purposes.PROCESSING).count() == 1
    assert Consent.objects.filter(text__purpose=purposes.PROCESSING).count() == 2


def test_there_is_no_text_for_a_purpose_nobody_named():
    with pytest.raises(KeyError):
        consents.consent_text("../questions")
