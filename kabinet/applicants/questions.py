"""What the portal asks about an applicant and a representative: at registration, in the profile, in step 2.

`required` says what an account cannot do without: the identifiers by which Правила № 861, п. 8(3),
give access, and the name, the mobile phone and the e-mail of п. 9 «а». What an application needs
besides (NEEDED_IN_APPLICATION) may be given later; п. 11 forbids demanding anything else.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from kabinet.applicants.answers import ProfileName, profile_text
from kabinet.applicants.models import ApplicantKind
from kabinet.core.questions import Answers, Kind, Question, always, answered, display

ACCESS = "п.\N{NO-BREAK SPACE}8(3) Правил"
REQUISITES = "п.\N{NO-BREAK SPACE}9\N{NO-BREAK SPACE}«а» Правил"
PLACE = "п.\N{NO-BREAK SPACE}9\N{NO-BREAK SPACE}«в» Правил"
FORM = "п.\N{NO-BREAK SPACE}3 формы заявки (прил.\N{NO-BREAK SPACE}4–7 к Правилам)"
SIGNATURE = "подпись в форме заявки (прил.\N{NO-BREAK SPACE}4–7 к Правилам)"

PASSPORT = "passport"
OTHER_DOCUMENT = "other"


@dataclass(frozen=True, slots=True)
class UnlessOther:
    """The condition «a passport, as long as another document is not chosen» (an `OnAnswer`)."""

    name: ProfileName = "identity_document"
    values: tuple[str, ...] = (PASSPORT, "")

    def __call__(self, answers: Answers) -> bool:
        """Whether it holds for these answers."""
        return (answers.get(self.name) or "") in self.values


HAS_PASSPORT = UnlessOther()

LAST_NAME = Question(
    name="last_name",
    label="Фамилия",
    kind=Kind.PERSON_NAME,
    basis=REQUISITES,
    required=always,
    max_length=100,
    autocomplete="family-name",
)
FIRST_NAME = Question(
    name="first_name",
    label="Имя",
    kind=Kind.PERSON_NAME,
    basis=REQUISITES,
    required=always,
    max_length=100,
    autocomplete="given-name",
)
MIDDLE_NAME = Question(
    name="middle_name",
    label="Отчество",
    kind=Kind.PERSON_NAME,
    hint="При наличии",
    basis=REQUISITES,
    max_length=100,
    autocomplete="additional-name",
)
SNILS = Question(
    name="snils",
    label="СНИЛС",
    kind=Kind.SNILS,
    hint="11 цифр, например 112-233-445 95",
    basis=ACCESS,
    required=always,
)
BIRTH_DATE = Question(
    name="birth_date",
    label="Дата рождения",
    kind=Kind.PAST_DATE,
    hint="Например, 21.01.1980",
    basis=FORM,
    autocomplete="bday",
)
BIRTH_PLACE = Question(
    name="birth_place",
    label="Место рождения",
    hint="Как в паспорте",
    basis=FORM,
)
IDENTITY_DOCUMENT = Question(
    name="identity_document",
    label="Документ, удостоверяющий личность",
    kind=Kind.CHOICE,
    basis=REQUISITES,
    choices=((PASSPORT, "Паспорт гражданина РФ"), (OTHER_DOCUMENT, "Другой документ")),
)
PASSPORT_NUMBER = Question(
    name="passport_number",
    label="Серия и номер паспорта",
    kind=Kind.PASSPORT,
    hint="10 цифр, например 4509 123456",
    basis=REQUISITES,
    shown=HAS_PASSPORT,
)
OTHER_DOCUMENT_NAME = Question(
    name="other_document_name",
    label="Название документа",
    hint="Например, вид на жительство или паспорт иностранного гражданина",
    basis=REQUISITES,
    shown=answered(IDENTITY_DOCUMENT.name, OTHER_DOCUMENT),
)
OTHER_DOCUMENT_NUMBER = Question(
    name="other_document_number",
    label="Серия и номер документа",
    basis=REQUISITES,
    max_length=60,
    shown=answered(IDENTITY_DOCUMENT.name, OTHER_DOCUMENT),
)
PASSPORT_ISSUED_ON = Question(
    name="passport_issued_on",
    label="Дата выдачи",
    kind=Kind.PAST_DATE,
    hint="Например, 21.01.2021",
    basis=REQUISITES,
)
PASSPORT_ISSUED_BY = Question(
    name="passport_issued_by",
    label="Кем выдан",
    hint="Как в документе",
    basis=FORM,
)
PASSPORT_DEPARTMENT_CODE = Question(
    name="passport_department_code",
    label="Код подразделения",
    kind=Kind.DEPARTMENT_CODE,
    hint="Например, 770-001",
    basis=FORM,
    shown=HAS_PASSPORT,
)
REGISTRATION_ADDRESS = Question(
    name="registration_address",
    label="Адрес регистрации по месту жительства",
    hint="С индексом, как в паспорте",
    basis=PLACE,
    max_length=500,
    in_parts=True,
)
ACTUAL_ADDRESS = Question(
    name="actual_address",
    label="Фактический адрес",
    hint="Если отличается от адреса регистрации",
    basis=FORM,
    max_length=500,
    in_parts=True,
)
OGRNIP = Question(
    name="ogrnip",
    label="ОГРНИП",
    kind=Kind.OGRNIP,
    hint="15 цифр",
    basis=ACCESS,
    required=always,
)
INN_PERSON = Question(
    name="inn",
    label="ИНН",
    kind=Kind.INN_PERSON,
    hint="12 цифр",
    basis=ACCESS,
    required=always,
)
FULL_NAME = Question(
    name="full_name",
    label="Полное наименование",
    hint="Как в ЕГРЮЛ, например: общество с ограниченной ответственностью «Ромашка»",
    basis=REQUISITES,
    required=always,
    max_length=500,
    autocomplete="organization",
)
SHORT_NAME = Question(
    name="short_name",
    label="Сокращённое наименование",
    hint="Например, ООО «Ромашка»",
)
OGRN = Question(
    name="ogrn",
    label="ОГРН",
    kind=Kind.OGRN,
    hint="13 цифр",
    basis=ACCESS,
    required=always,
)
INN_COMPANY = Question(
    name="inn",
    label="ИНН",
    kind=Kind.INN_COMPANY,
    hint="10 цифр",
    basis=ACCESS,
    required=always,
)
KPP = Question(
    name="kpp",
    label="КПП",
    kind=Kind.KPP,
    hint="9 знаков, по желанию",
)
LEGAL_ADDRESS = Question(
    name="legal_address",
    label="Место нахождения (юридический адрес)",
    hint="С индексом, как в ЕГРЮЛ",
    basis=PLACE,
    max_length=500,
    in_parts=True,
)
POSTAL_ADDRESS = Question(
    name="postal_address",
    label="Почтовый адрес",
    hint="Если отличается от юридического",
    basis=FORM,
    max_length=500,
    in_parts=True,
)
HEAD_NAME = Question(
    name="head_name",
    label="ФИО руководителя",
    kind=Kind.PERSON_NAME,
    hint="Подписывает заявку, если её подаёт не представитель",
    basis=SIGNATURE,
)
HEAD_POSITION = Question(
    name="head_position",
    label="Должность руководителя",
    hint="Например, генеральный директор",
    basis=SIGNATURE,
)
MOBILE = Question(
    name="mobile",
    label="Мобильный телефон",
    kind=Kind.MOBILE,
    hint="Например, +7 917 123-45-67",
    basis=REQUISITES,
    required=always,
    autocomplete="tel",
)
EMAIL = Question(
    name="email",
    label="E-mail",
    kind=Kind.EMAIL,
    basis=REQUISITES,
    required=always,
    max_length=254,
    autocomplete="email",
)

QUESTIONS: Mapping[str, tuple[Question, ...]] = {
    ApplicantKind.PERSON: (
        LAST_NAME,
        FIRST_NAME,
        MIDDLE_NAME,
        SNILS,
        MOBILE,
        EMAIL,
        BIRTH_DATE,
        BIRTH_PLACE,
        IDENTITY_DOCUMENT,
        PASSPORT_NUMBER,
        OTHER_DOCUMENT_NAME,
        OTHER_DOCUMENT_NUMBER,
        PASSPORT_ISSUED_ON,
        PASSPORT_ISSUED_BY,
        PASSPORT_DEPARTMENT_CODE,
        REGISTRATION_ADDRESS,
        ACTUAL_ADDRESS,
    ),
    ApplicantKind.ENTREPRENEUR: (
        LAST_NAME,
        FIRST_NAME,
        MIDDLE_NAME,
        OGRNIP,
        INN_PERSON,
        MOBILE,
        EMAIL,
        REGISTRATION_ADDRESS,
        ACTUAL_ADDRESS,
    ),
    ApplicantKind.COMPANY: (
        FULL_NAME,
        SHORT_NAME,
        OGRN,
        INN_COMPANY,
        KPP,
        MOBILE,
        EMAIL,
        LEGAL_ADDRESS,
        POSTAL_ADDRESS,
        HEAD_NAME,
        HEAD_POSITION,
    ),
}

NEEDED_IN_APPLICATION: Mapping[str, frozenset[ProfileName]] = {
    ApplicantKind.PERSON: frozenset(
        {
            "passport_number",
            "other_document_name",
            "other_document_number",
            "passport_issued_on",
            "registration_address",
        }
    ),
    ApplicantKind.ENTREPRENEUR: frozenset({"registration_address"}),
    ApplicantKind.COMPANY: frozenset({"legal_address", "head_name", "head_position"}),
}
"""Optional here, but an application cannot do without them (861, п. 9 «а», «в», 14; forms: who signs)."""


def questions_for(kind: str) -> tuple[Question, ...]:
    """The questions about the applicant itself; `kind` is a value of ApplicantKind («ФЛ», «ИП», «ЮЛ»)."""
    return QUESTIONS[kind]


def display_name(kind: str, answers: Answers) -> str:
    """The applicant's name as lists and letters show it: the person's full name or the company's name."""
    company = kind == ApplicantKind.COMPANY
    asked: tuple[ProfileName, ...] = ("last_name", "first_name", "middle_name")
    if company:
        asked = ("short_name", "full_name")
    by_name = {question.name: question for question in QUESTIONS[kind]}
    names = [" ".join(display(by_name[name], profile_text(answers, name)).split()) for name in asked]
    typed = [name for name in names if name]
    return " ".join(typed[:1] if company else typed)
