"""THE words in which a person reads who has looked at their case (152-ФЗ, ст. 14, ч. 7).

The office records each opening (kabinet.office.journal.readings); here is what of it the owner of the case is
shown.
"""

from datetime import datetime
from typing import NamedTuple

from kabinet.accounts.models import User
from kabinet.core.models import JournalEntry

READ = {
    "appeal_archive_taken": "Обращение целиком, одним архивом",
    "appeal_events_read": "События обращения",
    "appeal_file_opened": "Файл обращения",
    "appeal_opened": "Обращение и переписка",
    "applicant_read": "Профиль",
    "application_archive_taken": "Заявка целиком, одним архивом",
    "application_answers_read": "Ответы заявки",
    "application_documents_read": "Документы и сроки",
    "application_draft_read": "Заявка при внесении с бумаги",
    "application_events_read": "События заявки",
    "application_file_opened": "Файл заявки",
    "application_opened": "Заявка и переписка",
    "identity_read": "Как подтверждена личность",
    "invoice_read": "Счёт и платежи",
    "letter_read": "Письмо",
    "payment_read": "Платёж",
    "signatures_read": "Электронные подписи",
    "withdrawal_read": "Отзыв согласия",
}
"""By the act in the journal."""
PAGE_SIZE = 50


class Glance(NamedTuple):
    """One look of one of the operator's people at a case."""

    at: datetime
    who: str
    what: str


def readings_of(*subjects: str, before: int | None = None) -> tuple[list[Glance], int | None]:
    """A page of the looks at what is named («application:<id>»), the latest first, and where the next begins.

    `before`: the entry of the journal behind which the page begins.
    """
    found = JournalEntry.objects.filter(subject__in=subjects, act__in=READ).order_by("-id")
    if before is not None:
        found = found.filter(id__lt=before)
    entries = list(found[: PAGE_SIZE + 1])
    shown = entries[:PAGE_SIZE]
    names = User.objects.in_bulk({entry.actor for entry in shown})
    rows = [Glance(entry.at, named_looker(names.get(entry.actor)), READ[entry.act]) for entry in shown]
    return rows, shown[-1].pk if len(entries) > PAGE_SIZE else None


def named_looker(user: User | None) -> str:
    """Whoever looked, as the person is told."""
    return (user.name if user else "") or "Сотрудник сетевой организации"
