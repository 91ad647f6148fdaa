"""People, drafts and submitted applications for tests, made by the portal's own services."""

import io
from datetime import UTC, datetime
from functools import cache
from uuid import uuid4

from django.contrib.auth.hashers import make_password
from django.utils import timezone
from pypdf import PdfWriter

from kabinet.accounts import totp
from kabinet.accounts.models import Role, SecondFactor, User
from kabinet.accounts.second_factor import seal, unseal
from kabinet.applicants.models import Applicant, ApplicantKind
from kabinet.applicants.questions import display_name
from kabinet.applications.asked.facts import facts_of
from kabinet.applications.asked.steps import every_question
from kabinet.applications.content.documents import required_documents
from kabinet.applications.submission.services import attach_file, start_draft, submit_application
from kabinet.core.ids import new_id
from kabinet.core.questions import Kind, is_empty
from kabinet.files.limits import PDF
from kabinet.files.services import store_made
from kabinet.kept.marks import new_mark
from kabinet.law.editions import FIRST

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
"""Tuesday, noon in Moscow."""
PASSWORD = "верный-пароль-42"

PERSON = {
    "last_name": "Иванов",
    "first_name": "Пётр",
    "middle_name": "Сергеевич",
    "snils": "112-233-445 95",
    "mobile": "+7 917 123-45-67",
    "birth_date": "12.05.1980",
    "identity_document": "passport",
    "passport_number": "4509 123456",
    "passport_issued_on": "21.01.2010",
    "registration_address": "450000, г. Уфа, ул. Ленина, д. 1, кв. 2",
}
ENTREPRENEUR = {
    "last_name": "Кузнецова",
    "first_name": "Анна",
    "ogrnip": "304500116000157",
    "inn": "500100732259",
    "mobile": "8 (917) 123-45-67",
    "registration_address": "450000, г. Уфа, ул. Мира, д. 5",
}
COMPANY = {
    "full_name": "Публичное акционерное общество «Сбербанк России»",
    "short_name": "ПАО «Сбербанк»",
    "ogrn": "1027700132195",
    "inn": "7707083893",
    "kpp": "773601001",
    "mobile": "79171234567",
    "legal_address": "117312, г. Москва, ул. Вавилова, д. 19",
    "head_name": "Греф Герман Оскарович",
    "head_position": "Президент",
}
DETAILS = {
    ApplicantKind.PERSON: PERSON,
    ApplicantKind.ENTREPRENEUR: ENTREPRENEUR,
    ApplicantKind.COMPANY: COMPANY,
}

ANSWERS = {
    "temporary_kind": "mobile",
    "temporary_months": "12",
    "contract_number": "125-ТП/2026",
    "contract_date": "01.06.2026",
    "household": "yes",
    "representative_last_name": "Сидоров",
    "representative_first_name": "Олег",
    "representative_address": "101000, г. Москва, ул. Мясницкая, д. 1",
    "representative_identity": "45 10 123456, выдан ОВД «Мясницкий» 01.02.2010",
    "representative_document": "доверенность",
    "representative_document_date": "10.01.2026",
    "object_name": "Жилой дом",
    "object_address": "Республика Башкортостан, Уфимский район, с. Жуково, ул. Новая, участок 15",
    "house_management": "direct",
    "requested_power": "15",
    "previous_power": "5",
    "equipment": "Вводно-распределительное устройство 0,4 кВ, 1 шт.",
    "load": "household",
    "distorting_load": "no",
    "distorting_load_details": "Сварочный пост",
    "reserve": "no",
    "reserve_details": "Аварийная бронь 5 кВт: пожарные насосы",
    "generation_power": "7,5",
    "generators_count": "1",
    "generators_details": "Инвертор 7,5 кВт, 380 В",
    "supplier": "ООО «ЭСКБ»",
    "has_supply_contract": "no",
    "supply_contract_kind": "supply",
    "supply_contract_number": "100200300",
    "supply_contract_date": "15.03.2020",
    "generation_buyer": "ООО «ЭСКБ»",
}
"""A right answer to every question that may be demanded besides the profile's and the rows."""


def make_user(*, email: str = "", role: str = Role.APPLICANT, name: str = "Пётр Иванов", **fields) -> User:
    """A confirmed user with PASSWORD; one of the operator's has a second factor (see `factor_code`)."""
    user = User(
        email=email or f"{new_id().hex}@example.ru",
        role=role,
        name=name,
        **{
            "created_at": NOW,
            "confirmed_at": NOW,
            "second_factor_at": None if role == Role.APPLICANT else NOW,
            **fields,
        },
    )
    user.password = hash_of(PASSWORD)
    user.save()
    if user.is_operator:
        SecondFactor.objects.create(user=user, secret=seal(totp.new_key()))
    return user


@cache
def hash_of(password: str) -> str:
    """A hash costs twenty milliseconds, and the same one serves every account of the tests."""
    return make_password(password)


def factor_code(email: str) -> str:
    """What the telephone of this person shows now, as if none of its codes had been typed yet.

    The code of the present interval is taken until the end of the next one, however slowly it is typed;
    whoever signs in twice in half a minute has waited for the next code.
    """
    factor = SecondFactor.objects.get(user__email=email)
    SecondFactor.objects.filter(pk=factor.pk).update(last_step=0)
    return totp.code_of(unseal(factor.secret), totp.step_at(timezone.now()))


def make_specialist(**fields) -> User:
    """A specialist of the operator, with a second factor."""
    return make_user(**{"role": Role.SPECIALIST, "name": "Мария Специалист", **fields})


def make_applicant(kind: str = ApplicantKind.PERSON, *, user: User | None = None) -> Applicant:
    """An applicant with a profile that has everything an application needs."""
    details = DETAILS[kind]
    return Applicant.objects.create(
        user=user or make_user(),
        kind=kind,
        name=display_name(kind, details),
        inn=details.get("inn", ""),
        details=details,
        updated_at=NOW,
    )


def complete_answers(kind: str = ApplicantKind.PERSON, **chosen) -> dict:
    """Answers that lack nothing: `chosen`, and right answers to whatever is then demanded.

    By default a new permanent connection of 15 kW.
    """
    chosen = {"connection": "permanent", **chosen}
    if chosen["connection"] == "permanent":
        chosen.setdefault("reason", "НП")
    right = {**ANSWERS, **DETAILS[kind], "email": "ivanov@example.ru"}
    answers = {**DETAILS[kind], "email": "ivanov@example.ru", **chosen}
    grown = True
    while grown:
        grown = False
        for _, question in every_question(kind, FIRST):
            if (
                question.shown(answers)
                and question.required(answers)
                and is_empty(answers.get(question.name))
            ):
                answers[question.name] = (
                    _rows(question, answers, kind) if question.kind is Kind.ROWS else right[question.name]
                )
                grown = True
    return answers


def _rows(question, answers, kind) -> list[dict]:
    """One row that bears the whole power."""
    facts = facts_of(answers, kind, FIRST)
    total, staged = f"{facts.total_power}", f"{facts.staged_power}"
    return {
        "categories": [{"category": "III", "power": total}],
        "points": [{"name": "Опора № 12", "power": total}],
        "stages": [{"design": "01.2027", "commissioning": "06.2027", "power": staged, "category": "III"}],
    }[question.name]


@cache
def pdf_bytes() -> bytes:
    """A real PDF of one empty page."""
    writer, stream = PdfWriter(), io.BytesIO()
    writer.add_blank_page(width=200, height=200)
    writer.write(stream)
    return stream.getvalue()


def make_file(owner: User, name: str = "план участка.pdf"):
    """A stored PDF of this user, known to be good: tests of files examine theirs."""
    return store_made(content=pdf_bytes(), name=name, kind=PDF, owner=owner, at=NOW)


def make_draft(applicant: Applicant | None = None, *, at=NOW, **chosen):
    """A draft with complete answers and no files."""
    applicant = applicant or make_applicant()
    answers = complete_answers(applicant.kind, **chosen)
    return start_draft(draft_id=new_id(), applicant=applicant, answers=answers, at=at)


def attach_required(application) -> None:
    """Attach one file of every required kind."""
    for document in required_documents(application.answers, application.applicant_kind, application.law):
        file = make_file(application.owner, f"{document.code}.pdf")
        attach_file(application=application, kind=document.code, file=file, at=NOW)


def make_complete(applicant: Applicant | None = None, *, at=NOW, **chosen):
    """A draft that may be submitted."""
    draft = make_draft(applicant, at=at, **chosen)
    attach_required(draft)
    return draft


def make_submitted(applicant: Applicant | None = None, *, at=NOW, **chosen):
    """An application that was submitted at `at`."""
    draft = make_complete(applicant, at=at, **chosen)
    return submit(draft, at=at)


def submit(draft, *, by: User | None = None, at=NOW):
    """Submit a draft as its owner does."""
    return submit_application(
        application=draft, by=by or draft.owner, at=at, address="192.0.2.7", user_agent="Test"
    )


def token():
    """A new token of a form."""
    return uuid4()


def mark_of(user):
    """What the forms of this person's pages carry."""
    return {"form_mark": new_mark(user.pk)}
