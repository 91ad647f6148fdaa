"""Whether a card is still what the specialist saw when deciding, and what has changed since.

A card carries a mark of its state, its specialist, the version of its contents and its last message.
"""

from typing import NamedTuple, Self

from kabinet.cases.models import Case
from kabinet.core.errors import DomainError
from kabinet.correspondence.models import Message
from kabinet.office.paging import id_in
from kabinet.office.people import name_of
from kabinet.ui.wording import ru_datetime

_EXCERPT = 200
_MOST_MESSAGES = 3


class CardStale(DomainError):
    """Somebody changed the case while the card was open; `changes` say what, for people."""

    def __init__(self, case: Case, changes: list[str]) -> None:
        self.changes = changes
        told = "; ".join(changes)
        super().__init__(
            f"Пока карточка была открыта, в {case.words.prepositional} произошли изменения: {told}. Ничего "
            "не отправлено, ваш текст и файлы сохранены ниже. Проверьте, нужны ли они ещё, и отправьте снова."
        )


class Mark(NamedTuple):
    """What a card was made of; the ids are empty when there is nobody, or nothing was written."""

    state: str
    version: str
    specialist: str
    message: str

    @classmethod
    def of(cls, case: Case) -> Self:
        """The mark of the case as it is now. One query."""
        last = None
        if case.thread_id:
            messages = Message.objects.filter(thread=case.thread_id)
            last = messages.order_by("-sent_at", "-id").values_list("pk", flat=True).first()
        return cls(
            case.state,
            case.contents_version,
            str(case.specialist_id or ""),
            str(last or ""),
        )

    @classmethod
    def read(cls, text: str) -> Self:
        """Read a mark from a form; one that is not whole differs from any."""
        parts = text.split("~")
        return cls(*parts) if len(parts) == len(cls._fields) else cls("", "", "", "")

    def __str__(self) -> str:
        """The mark as a form carries it."""
        return "~".join(self)


def changes_since(seen: str, case: Case) -> list[str]:
    """What differs from the card that was seen, in words; nothing when the card is fresh."""
    then, now = Mark.read(seen), Mark.of(case)
    changes = []
    if then.state != now.state:
        changes.append(f"статус теперь — «{case.state_label}»")
    if then.specialist != now.specialist:
        changes.append(_whose(case))
    if then.version != now.version:
        changes.append("заявитель исправил ответы или документы")
    if then.message != now.message:
        changes += _new_messages(then.message, case)
    return changes


def _whose(case: Case) -> str:
    if case.specialist is None:
        return f"у {case.words.genitive} нет специалиста"
    return f"специалист теперь — {name_of(case.specialist)}"


def require_fresh(seen: str, case: Case) -> None:
    """Raise CardStale when the card that was seen is not what the case is now."""
    if changes := changes_since(seen, case):
        raise CardStale(case, changes)


def _new_messages(last_seen: str, case: Case) -> list[str]:
    """The messages behind the last one seen, the newest of them, with their beginnings."""
    found = Message.objects.filter(thread=case.thread_id).select_related("author")
    key = id_in({"pk": last_seen}, "pk")
    seen = found.filter(pk=key).first() if key else None
    if seen is not None:
        found = found.filter(sent_at__gte=seen.sent_at).exclude(pk=seen.pk)
    newest = list(found.order_by("-sent_at", "-id")[:_MOST_MESSAGES])
    return [_told(message, case) for message in reversed(newest)]


def _told(message: Message, case: Case) -> str:
    who = case.applicant_name if not message.from_operator else name_of(message.author)
    text = " ".join(message.text.split())
    excerpt = text if len(text) <= _EXCERPT else f"{text[:_EXCERPT].rstrip()}…"
    return f"{who} пишет {ru_datetime(message.sent_at)}: «{excerpt}»" if text else f"{who} прислал(а) файлы"
