"""THE table of what a person is given of their own data (152-ФЗ, ст. 14), and what is not, and why.

A test walks every table that the foreign keys lead to from a person: each stands here.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from kabinet.accounts.models import Passkey, Session, User
from kabinet.appeals.models import Appeal, AppealChange, AppealCorrection, AppealDraft
from kabinet.applicants.models import (
    Applicant,
    Consent,
    ConsentText,
    IdentityCheck,
    MemberPower,
    Membership,
    Withdrawal,
)
from kabinet.applications.models import (
    ApplicantStatement,
    Application,
    Attachment,
    BroughtItem,
    CorrectionItem,
    CorrectionRequest,
    CorrectionUpload,
    PlacedDocument,
    PointAnswer,
    PrintedForm,
    Reminder,
    StateChange,
    StateChangeCorrection,
)
from kabinet.applications.models.health import HealthConsentPaper
from kabinet.billing.models import Instalment, Invoice, Payment
from kabinet.correspondence.models import Message, MessageDraft, Thread
from kabinet.files.models import IncomingFile, StoredFile
from kabinet.kept.models import KeptForm
from kabinet.meters.models import MeterReading
from kabinet.notifications.models import UNDER_WAY, Letter, LetterChoice, LetterCopy
from kabinet.privacy.models import Destruction, DraftNotice, OwnData
from kabinet.signatures.models import (
    AuthorityDecision,
    ExternalCheck,
    PowerOfAttorney,
    Signature,
    SignatureAttempt,
    SignatureCheck,
    SimpleSignature,
)
from kabinet.surveys.models import Survey


class Given(NamedTuple):
    """Rows that a person is given: what they are called, which are theirs, which columns stay behind.

    `own` is a lookup from the row to the user, or gives the condition itself.
    """

    title: str
    model: type[Model]
    own: str | Callable[[User], Q]
    without: tuple[str, ...] = ()

    def of(self, user: User) -> QuerySet[Any]:
        """The rows of the person, taken-back ones too."""
        condition = self.own(user) if callable(self.own) else Q(**{self.own: user.pk})
        return self.model._base_manager.filter(condition).order_by("pk")


def own_files(user: User) -> set[UUID]:
    """The files that a person sent and those that the operator gave them in their cases."""
    lookups = (
        "owner",
        "attachment__application__owner",
        "correction_upload__request__application__owner",
        "health_paper__application__owner",
        "statement__application__owner",
        "statements__application__owner",
        "placed_document__application__owner",
        "printed_form__application__owner",
        "invoice__application__owner",
        "messages__thread__owner",
        "withdrawals__user",
        "member_power__membership__applicant__user",
        "member_power__membership__person",
    )
    return {
        pk
        for lookup in lookups
        for pk in StoredFile.objects.filter(**{lookup: user}, own_data=None).values_list("pk", flat=True)
    }


def _of_files(name: str) -> Callable[[User], Q]:
    return lambda user: Q(**{f"{name}__in": own_files(user)})


_WHY = ("why",)
"""Why one of the operator's people acted on a colleague's case: about the operator's work."""

GIVEN: Mapping[str, Given] = {
    "account": Given("Учётная запись", User, "pk", ("password", "session_epoch")),
    "profile": Given("Профиль", Applicant, "user"),
    "sessions": Given("Входы", Session, "user", ("session_key", "session_data")),
    "consents": Given("Согласия", Consent, "user"),
    "consent_texts": Given(
        "Тексты согласий", ConsentText, lambda user: Q(consents__in=Consent.objects.of(user).values("pk"))
    ),
    "withdrawals": Given("Отзывы согласий", Withdrawal, "user", ("token",)),
    "identity": Given("Подтверждение личности", IdentityCheck, "user"),
    "passkeys": Given("Ключи входа", Passkey, "user", ("credential_id", "credential", "counter")),
    "letters": Given(
        "Письма и уведомления",
        Letter,
        lambda user: Q(person=user.pk) & ~Q(state__in=UNDER_WAY),  # on its way it may carry a code
        ("secret", "job", "digest"),
    ),
    "memberships": Given(
        "Люди заявителя и за кого вы действуете",
        Membership,
        lambda user: Q(person=user) | Q(applicant__user=user),
        ("digest",),
    ),
    "member_powers": Given(
        "Доверенности людей заявителя и ваши",
        MemberPower,
        lambda user: Q(membership__person=user) | Q(membership__applicant__user=user),
    ),
    "letter_copies": Given(
        "Чьи письма приходят копией", LetterCopy, lambda user: Q(reader=user.pk) | Q(person=user.pk)
    ),
    "letter_choices": Given("Как присылать письма", LetterChoice, lambda user: Q(person=user.pk)),
    "destructions": Given("Назначенное уничтожение", Destruction, "user"),
    "own_data": Given("Запросы своих данных", OwnData, "user"),
    "kept_forms": Given("Формы, ждущие входа", KeptForm, "owner", ("mark",)),
    "applications": Given("Заявки", Application, "owner"),
    "attachments": Given("Документы заявок", Attachment, "application__owner"),
    "printed_forms": Given("Печатные формы заявок, по редакциям", PrintedForm, "application__owner"),
    "placed_documents": Given("Документы сетевой организации", PlacedDocument, "application__owner"),
    "application_history": Given("История заявок", StateChange, "application__owner", ("token", *_WHY)),
    "application_history_corrections": Given(
        "Исправления истории заявок", StateChangeCorrection, "change__application__owner", ("token",)
    ),
    "correction_requests": Given("Запросы исправлений", CorrectionRequest, "application__owner", ("token",)),
    "correction_items": Given("Что просили исправить", CorrectionItem, "request__application__owner"),
    "point_answers": Given("Ваши ответы на пункты запросов", PointAnswer, "application__owner"),
    "brought_items": Given("Что вы принесли в офис по своим словам", BroughtItem, "application__owner"),
    "correction_uploads": Given(
        "Файлы к исправлениям", CorrectionUpload, "request__application__owner", ("token",)
    ),
    "health_consents": Given("Согласия на сведения о здоровье", HealthConsentPaper, "application__owner"),
    "statements": Given("Подписываемые заявления", ApplicantStatement, "application__owner", ("token",)),
    "reminders": Given("Напоминания о сроках", Reminder, "application__owner"),
    "draft_notices": Given("Письма о старых черновиках", DraftNotice, "application__owner"),
    "threads": Given("Переписки", Thread, "owner"),
    "messages": Given("Сообщения", Message, "thread__owner", ("token",)),
    "message_drafts": Given("Неотправленные сообщения", MessageDraft, "author"),
    "appeals": Given("Обращения", Appeal, "owner", ("token",)),
    "appeal_history": Given("История обращений", AppealChange, "appeal__owner", ("token", *_WHY)),
    "appeal_history_corrections": Given(
        "Исправления истории обращений", AppealCorrection, "change__appeal__owner", ("token",)
    ),
    "appeal_drafts": Given("Неотправленное обращение", AppealDraft, "owner"),
    "surveys": Given("Оценки обслуживания", Survey, "owner"),
    "invoices": Given("Счета", Invoice, "owner", ("token",)),
    "instalments": Given("Части счетов", Instalment, "invoice__application__owner"),
    "payments": Given("Платежи", Payment, "invoice__application__owner", ("token", "identity")),
    "readings": Given("Показания приборов учёта", MeterReading, "owner"),
    "signatures": Given(
        "Усиленные подписи", Signature, _of_files("document"), ("cms", "upload", "certificate")
    ),
    "signature_checks": Given("Проверки подписей", SignatureCheck, _of_files("signature__document")),
    "signature_checks_outside": Given(
        "Проверки подписей внешним средством", ExternalCheck, _of_files("signature__document")
    ),
    "signature_attempts": Given("Непринятые подписи", SignatureAttempt, "by"),
    "simple_signatures": Given("Простые подписи", SimpleSignature, "by"),
    "powers_of_attorney": Given(
        "Доверенности к подписям", PowerOfAttorney, _of_files("signature__document"), ("cms",)
    ),
    "authority_decisions": Given(
        "Решения о доверенностях", AuthorityDecision, _of_files("power__signature__document")
    ),
    "incoming_files": Given("Файлы, которые ещё загружаются", IncomingFile, "owner", ("pieces",)),
    "files": Given("Файлы", StoredFile, lambda user: Q(pk__in=own_files(user)), ("storage_name",)),
}
"""By the name of the file in the archive."""

NOT_GIVEN: Mapping[str, str] = {
    "accounts.OneTimeCode": "отпечатки строк из писем: тайна входа",
    "accounts.SecondFactor": "ключ второго фактора: тайна входа",
    "accounts.RecoveryCode": "отпечатки резервных кодов: тайна входа",
    "signatures.SigningCode": "отпечатки кодов подписания: тайна подписи; сами подписи отдаются",
    "applications.SearchWord": "слова заявки, по которым её ищут: они взяты из неё самой",
    "office.Note": "служебные заметки сотрудников о своей работе",
    "correspondence.StaffReading": "кто из сотрудников уже прочитал слова заявителя; живёт до следующих",
    "office.Presence": "кто из сотрудников держит карточку открытой; забывается сразу",
    "office.CountedMonth": "месяцы, за которые посчитана статистика",
    "office.Figure": "числа статистики: сколько заявок у специалиста, без заявителей",
    "accounts.Absence": "отсутствия сотрудников: кто кого замещает, без заявителей",
    "office.WorkHandover": "передача дел между сотрудниками: кто кому и сколько, без заявителей",
    "office.AnswerTemplate": "заготовки ответов сотрудников: не о человеке",
    "billing.Statement": "банковская выписка целиком: в ней чужие платежи; свои отдаются",
    "billing.BookedDocument": "что стало с документами выписки: в ней чужие платежи; свои отдаются",
    "billing.UnreadDocument": "непрочитанные строки выписки: неизвестно чьи",
    "published.Passport": "паспорта услуг: не о человеке",
    "published.PassportVersion": "паспорта услуг: не о человеке",
    "published.Outage": "отключения: не о человеке",
}
"""What is not given, and why; `applicants.ConsentText` and the journal are given without a foreign key."""


def rows_of(given: Given, user: User) -> Iterator[dict[str, Any]]:
    """The rows as plain values by the names of their columns, one at a time."""
    fields = [field for field in given.model._meta.concrete_fields if field.name not in given.without]
    many = [field for field in given.model._meta.many_to_many if field.name not in given.without]
    for row in given.of(user).iterator(chunk_size=200):
        plain = {field.attname: field.value_from_object(row) for field in fields}
        plain |= {field.name: [one.pk for one in field.value_from_object(row)] for field in many}
        yield plain
