"""Applicants that do not exist, with numbers whose check digits are right."""

from datetime import UTC, datetime

from kabinet.accounts.models import User
from kabinet.applicants.consents import record_consent
from kabinet.applicants.models import Applicant, ApplicantKind
from kabinet.applicants.purposes import PROCESSING
from kabinet.applicants.services import register_applicant
from kabinet.applicants.withdrawals import record_withdrawal

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
PASSWORD = "берег-синий-7"

PERSON = {
    "last_name": "Иванов",
    "first_name": "Пётр",
    "middle_name": "Сергеевич",
    "snils": "112-233-445 95",
    "mobile": "8 (917) 123-45-67",
}
ENTREPRENEUR = {
    "last_name": "Петрова",
    "first_name": "Анна-Мария",
    "middle_name": "",
    "ogrnip": "304500116000157",
    "inn": "500100732259",
    "mobile": "+79171234567",
}
COMPANY = {
    "full_name": "Общество с ограниченной ответственностью «Ромашка»",
    "short_name": "ООО «Ромашка»",
    "ogrn": "1027700132195",
    "inn": "7707083893",
    "mobile": "9171234567",
    "representative_last_name": "Сидоров",
    "representative_first_name": "Олег",
    "representative_document": "Доверенность",
    "representative_document_number": "12/26",
    "representative_document_date": "10.01.2026",
}
ANSWERS = {
    ApplicantKind.PERSON: PERSON,
    ApplicantKind.ENTREPRENEUR: ENTREPRENEUR,
    ApplicantKind.COMPANY: COMPANY,
}


def make_applicant(
    kind=ApplicantKind.PERSON,
    *,
    email="ivanov@example.ru",
    confirmed=True,
    email_notices=False,
    at=AT,
    **answers,
):
    """An applicant who has registered and, unless told otherwise, confirmed the e-mail."""
    register_applicant(
        kind=kind,
        answers={**ANSWERS[kind], "email": email, **answers},
        password=PASSWORD,
        email_notices=email_notices,
        address="192.0.2.1",
        user_agent="Firefox",
        at=at,
    )
    if confirmed:
        User.objects.filter(email=email).update(confirmed_at=at)
    return Applicant.objects.select_related("user").get(user__email=email)


def given(user, purpose=PROCESSING, *, subject="", at=AT):
    """A consent of this person, in force."""
    return record_consent(
        user=user, purpose=purpose, subject=subject, address="192.0.2.1", user_agent="Firefox", at=at
    )


def withdrawn(user, purpose=PROCESSING, *, subject="", at=AT):
    """A consent that was given and taken back."""
    given(user, purpose, subject=subject, at=at)
    return record_withdrawal(
        user=user, purpose=purpose, subject=subject, address="192.0.2.1", user_agent="Firefox", at=at
    )
