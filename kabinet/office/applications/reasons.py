"""Why somebody acts on a colleague's application: it is asked, kept as a note, told to the colleague."""

from datetime import datetime
from uuid import UUID, uuid5

from kabinet.accounts.models import User
from kabinet.applications.course.assignment import take_application
from kabinet.applications.course.transitions import ENGINE
from kabinet.applications.models import Application
from kabinet.office.applications.notes import write_note
from kabinet.office.card.decisions import WhyNeeded, colleague_of
from kabinet.office.models import Note
from kabinet.office.people import name_of


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
        raise WhyNeeded(locked, colleague)
    note_token = uuid5(token, "why")
    if Note.objects.filter(application=locked, token=note_token).exists():
        return
    text = f"Действие по заявке, которую ведёт {name_of(colleague)}: {why.strip()}"
    write_note(application=locked, text=text, by=by, at=at, token=note_token, address=address)
    if colleague.is_active:
        context = {"application": locked, "by": name_of(by), "why": why.strip()}
        ENGINE.tell_specialist(locked, "colleague_acted", context, at=at)


def act_on(
    application: Application, *, why: str, by: User, at: datetime, token: UUID, address: str | None
) -> None:
    """Let `by` act on an application: nobody's becomes theirs, a colleague's needs a reason.

    Raises what take_application and `explain` refuse.
    """
    if application.specialist_id is None:
        take_application(application=application, by=by, at=at, address=address)
    explain(application, why=why, by=by, at=at, token=token, address=address)
