"""152-ФЗ, ст. 9 ч. 4 п. 2: who consents for another is named with address, document and power."""

import hashlib

import pytest
from django.db import IntegrityError, transaction

from kabinet.applicants.consents import consent_text
from kabinet.applicants.models import Consent
from kabinet.applicants.purposes import APPLICATION_PROCESSING, PROCESSING
from kabinet.applicants.representation import representative_told
from kabinet.core.models import JournalEntry
from tests.applicants.people import COMPANY, make_applicant
from tests.applications.builders import make_submitted

ACTS = {
    "representative_last_name": "Сидоров",
    "representative_first_name": "Олег",
    "representative_address": "101000, Москва, ул. Мясницкая, д. 1",
    "representative_identity": "45 10 123456, выдан ОВД «Мясницкий» 01.02.2010",
    "representative_document": "Доверенность",
    "representative_document_number": "12/26",
    "representative_document_date": "10.01.2026",
    "representative_valid_until": "10.01.2029",
}
TOLD = (
    "Согласие даёт представитель: Сидоров Олег; адрес: 101000, Москва, ул. Мясницкая, д. 1; "
    "паспорт: 45 10 123456, выдан ОВД «Мясницкий» 01.02.2010; "
    "действует на основании: Доверенность № 12/26 от 10.01.2026, действует до 10.01.2029"
)


def test_a_representative_is_told_in_full():
    assert representative_told(ACTS) == TOLD
    assert representative_told({"last_name": "Иванов"}) == ""


@pytest.mark.django_db
def test_the_consent_of_an_application_keeps_the_representative_with_the_hash_of_what_was_shown():
    application = make_submitted(by_representative="yes", **ACTS)
    consent = Consent.objects.get(text__purpose=APPLICATION_PROCESSING)
    assert consent.representative == TOLD
    whole = f"{consent_text(APPLICATION_PROCESSING).hash}\n{TOLD}"
    assert consent.shown_hash == hashlib.sha256(whole.encode()).hexdigest()
    journal = JournalEntry.objects.filter(act="consent.given", actor=application.owner.pk)
    assert consent.shown_hash in [entry.details["text"] for entry in journal]


@pytest.mark.django_db
def test_consent_given_by_the_person_names_nobody_else():
    make_submitted()
    assert set(Consent.objects.values_list("representative", "shown_hash")) == {("", "")}


@pytest.mark.django_db
def test_registration_by_a_representative_says_who_consented():
    make_applicant("ЮЛ")
    consent = Consent.objects.get(text__purpose=PROCESSING)
    assert COMPANY["representative_last_name"] in consent.representative


@pytest.mark.django_db
def test_the_database_keeps_no_representative_without_the_hash():
    make_submitted()
    with pytest.raises(IntegrityError, match="consent_by_representative_whole"), transaction.atomic():
        Consent.objects.update(representative=TOLD)
