"""What the form «Написать обращение» asks (186, п. 36 «а»: contacts and the preferred way of reply)."""

from kabinet.accounts.models import User
from kabinet.appeals.models import ReplyBy, Topic
from kabinet.applicants.answers import profile_text
from kabinet.applications.models import Application
from kabinet.core.questions import Answers, Kind, Question, always, answered
from kabinet.correspondence.services import MAX_TEXT

CONTACTS = "п.\N{NO-BREAK SPACE}36\N{NO-BREAK SPACE}«а» Единых стандартов"
MOST_APPLICATIONS = 100
"""The newest applications that the form offers; older ones are named in the text."""


def questions_for(user: User) -> tuple[Question, ...]:
    """The questions with the topics of today and the person's own applications. Two queries."""
    topics = Topic.objects.active().values_list("code", "title")
    applications = Application.objects.of(user).latest_first().values_list("pk", "number")
    return (
        Question(
            name="topic",
            label="Тема обращения",
            kind=Kind.CHOICE,
            required=always,
            choices=tuple(topics),
        ),
        Question(
            name="application",
            label="Заявка на ТП",
            kind=Kind.CHOICE,
            hint="Если вопрос о вашей заявке",
            choices=tuple((str(pk), number) for pk, number in applications[:MOST_APPLICATIONS]),
        ),
        Question(
            name="text",
            label="Текст обращения",
            kind=Kind.LONG_TEXT,
            required=always,
            max_length=MAX_TEXT,
        ),
        Question(
            name="reply_by",
            label="Как вам удобнее получить ответ",
            kind=Kind.CHOICE,
            hint="В личном кабинете ответ будет в любом случае",
            basis=CONTACTS,
            required=always,
            choices=tuple(ReplyBy.choices),
        ),
        Question(
            name="postal_address",
            label="Почтовый адрес",
            hint="С индексом",
            basis=CONTACTS,
            required=always,
            shown=answered("reply_by", ReplyBy.POST),
            max_length=500,
        ),
        Question(
            name="phone",
            label="Телефон для связи",
            kind=Kind.MOBILE,
            hint="Например, +7 917 123-45-67",
            basis=CONTACTS,
            required=always,
            autocomplete="tel",
        ),
    )


def prefill(details: Answers) -> dict[str, str]:
    """What a new appeal begins with: the contacts of the profile."""
    address = (
        profile_text(details, "postal_address")
        or profile_text(details, "actual_address")
        or profile_text(details, "registration_address")
        or profile_text(details, "legal_address")
    )
    return {
        "reply_by": ReplyBy.CABINET,
        "phone": profile_text(details, "mobile"),
        "postal_address": address,
    }
