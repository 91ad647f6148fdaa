"""THE table of letters: whether one is also a notice in the cabinet, may be switched off, bears a secret.

One row for each text of templates/notices. What is not about an applicant's own business has the plain row:
it goes to its mailbox and nowhere else.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple


class Group(StrEnum):
    """Letters that an applicant chooses about together."""

    COURSE = "course"
    MESSAGES = "messages"
    REMINDERS = "reminders"


DIGEST = "digest"
"""The text of the letter of a day."""
TITLES: Mapping[Group, str] = {
    Group.COURSE: "Ход заявок и обращений",
    Group.MESSAGES: "Сообщения специалистов",
    Group.REMINDERS: "Напоминания о сроках и оплате",
}
EXAMPLES: Mapping[Group, str] = {
    Group.COURSE: "Приём, смена статуса, новые документы, решения: от них идут сроки.",
    Group.MESSAGES: "Комментарии к заявкам и ответы на обращения до решения.",
    Group.REMINDERS: "О том, что пора ответить, прислать документы, оплатить.",
}
OBLIGED = frozenset({Group.COURSE})
"""What the law has the operator tell, with terms that run from it: a letter comes at once or not at all."""


class LetterKind(NamedTuple):
    """What is true of every letter of one text."""

    notice: bool = False
    """It is also kept for the person in the cabinet, whatever becomes of the letter."""
    group: Group | None = None
    """By which choice it goes; of none: always and at once."""
    secret: bool = False
    """It bears a string that opens something: nothing of that stays in the copy."""


_PLAIN = LetterKind()
_COURSE, _MESSAGE, _REMINDER = (LetterKind(notice=True, group=group) for group in Group)
_SAFETY = LetterKind(notice=True)
_SECRET = LetterKind(secret=True)

KINDS: Mapping[str, LetterKind] = {
    "absence": _PLAIN,
    "account_closed": _PLAIN,
    "account_idle": _SAFETY,
    "already_registered": _PLAIN,
    "appeal_assigned": _PLAIN,
    "appeal_colleague_acted": _PLAIN,
    "appeal_commented": _MESSAGE,
    "appeal_entry_corrected": _COURSE,
    "appeal_reply": _PLAIN,
    "appeal_sent": _COURSE,
    "appeal_state_changed": _COURSE,
    "appeal_taken_over": _PLAIN,
    "application_acted": _PLAIN,
    "application_commented": _MESSAGE,
    "application_entry_corrected": _COURSE,
    "application_fact": _COURSE,
    "application_given": _PLAIN,
    "application_reply": _PLAIN,
    "application_state_changed": _COURSE,
    "application_submitted": _COURSE,
    "application_taken_over": _PLAIN,
    "cabinet_handed_over": _PLAIN,
    "change_email": _SECRET,
    "claim_cabinet": _SECRET,
    "clarification_reminder": _REMINDER,
    "colleague_acted": _PLAIN,
    "confirm_email": _SECRET,
    "consent_withdrawn": _SAFETY,
    "destruction_planned": _SAFETY,
    "digest": _PLAIN,
    "documents_placed": _COURSE,
    "draft_expires": _REMINDER,
    "email_changed": _SAFETY,
    "email_taken": _PLAIN,
    "file_infected": _SAFETY,
    "file_unfit": _PLAIN,
    "instalment_reminder": _REMINDER,
    "invitation": _SECRET,
    "journal_broken": _PLAIN,
    "journal_head": _PLAIN,
    "member_ended": _SAFETY,
    "member_invited": _SECRET,
    "member_power_ends": _SAFETY,
    "new_device": _SAFETY,
    "own_data": _SAFETY,
    "password_changed": _SAFETY,
    "recover_password": _SECRET,
    "recover_unknown": _PLAIN,
    "second_factor_changed": _SAFETY,
    "signing_code": _SECRET,
    "term_reminder": _REMINDER,
    "terms_of_the_day": _PLAIN,
    "watching": _PLAIN,
    "withdrawal_executed": _SAFETY,
    "withdrawal_received": _PLAIN,
    "work_handed_over": _PLAIN,
}


def kind_of(name: str) -> LetterKind:
    """The row of a text."""
    return KINDS.get(name, _PLAIN)
