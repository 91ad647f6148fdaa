"""Why somebody acts on a colleague's application: it is asked, kept as a note, told to the colleague."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.http import HttpRequest

from kabinet.accounts.models import User
from kabinet.applications.course.assignment import take_application
from kabinet.applications.models import Application
from kabinet.core.errors import DomainError
from kabinet.notifications.services import send_letter
from kabinet.office.applications.notes import write_note
from kabinet.office.card.decisions import colleague_of
from kabinet.office.models import Note
from kabinet.office.people import name_of


class WhyNeeded(DomainError):
    """A colleague works on the application: they have to learn why somebody else acts."""

    def __init__(self, colleague: User) -> None:
        super().__init__(f"Заявку ведёт {name_of(colleague)}. Напишите, почему действуете вы.")


def explain(
    locked: Application, *, why: str, by: User, at: datetime, token: UUID, address: str | None = None
) -> None:
    """Keep why `by` acts on a colleague's application: a note, the journal, a letter to the colleague.

    Once for one `token`; nothing for an application of nobody or one's own. Raises WhyNeeded, NoteRefused.
    """
    colleague = colleague_of(locked, by)
    if colleague is None:
        return
    if not why.strip():
        raise WhyNeeded(colleague)
    note_token = uuid5(token, "why")
    if Note.objects.filter(application=locked, token=note_token).exists():
        return
    text = f"Действие по заявке, которую ведёт {name_of(colleague)}: {why.strip()}"
    write_note(application=locked, text=text, by=by, at=at, token=note_token, address=address)
    if colleague.is_active:
        send_letter(
            kind="colleague_acted",
            recipient=colleague.email,
            context={"application": locked, "by": name_of(by), "why": why.strip()},
            at=at,
        )


def act_on(
    application: Application, *, why: str, by: User, at: datetime, token: UUID, address: str | None
) -> None:
    """Let `by` act on an application: nobody's becomes theirs, a colleague's needs a reason.

    Raises what take_application and `explain` refuse.
    """
    if application.specialist_id is None:
        take_application(application=application, by=by, at=at, address=address)
    explain(application, why=why, by=by, at=at, token=token, address=address)


def asked_why(request: HttpRequest, application: Application) -> dict[str, Any]:
    """The context of office/why.html: whose application it is, if a colleague's, and what was typed."""
    assert isinstance(request.user, User)  # noqa: S101 - for the type checker
    colleague = colleague_of(application, request.user)
    why = request.POST.get("why", "")
    return {
        "colleague": name_of(colleague) if colleague else "",
        "why": why,
        "unanswered": request.method == "POST" and not why.strip(),
    }
