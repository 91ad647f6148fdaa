"""Step 7, «Документы и подача»: how the applicant wants to be answered; the files are in documents.py."""

from kabinet.core.questions import Kind, Question, always
from kabinet.law.editions import Law

_QUESTIONS = (
    Question(
        name="exchange",
        label="Как обмениваться документами",
        kind=Kind.CHOICE,
        hint="Документы всегда появляются и в личном кабинете.",
        basis="пп. 8, 105 Правил",
        rare=always,
        choices=(
            ("electronic", "В электронном виде, в личном кабинете"),
            ("post", "Дополнительно на бумаге по почте"),
            ("office", "Дополнительно на бумаге в офисе"),
        ),
    ),
    Question(
        name="notice",
        label="Как сообщать о новостях по заявке",
        kind=Kind.CHOICE,
        basis="п. 105 Правил",
        rare=always,
        choices=(("email", "По электронной почте"), ("phone", "По телефону"), ("both", "И так, и так")),
    ),
)


def questions_for(_kind: str, _law: Law) -> tuple[Question, ...]:
    """The questions of the step: the same for every applicant."""
    return _QUESTIONS
