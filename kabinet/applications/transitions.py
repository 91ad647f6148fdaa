"""The only writer of an application's state."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from kabinet.accounts.duties import Duty
from kabinet.accounts.models import User
from kabinet.applications import states
from kabinet.applications.deadlines import due_on, upcoming
from kabinet.applications.models import Application, StateChange
from kabinet.applications.states import Party, State, Transition, transitions_from
from kabinet.core import journal
from kabinet.core.errors import DomainError
from kabinet.correspondence.services import send_message
from kabinet.files.models import StoredFile
from kabinet.notifications.services import send_letter


class ApplicationNotFound(DomainError):
    """There is no such application for this person."""

    def __init__(self) -> None:
        super().__init__("Заявка не найдена.")


class TransitionImpossible(DomainError):
    """The action cannot be made in the present state."""

    def __init__(self, application: Application) -> None:
        label = State(application.state).label
        super().__init__(f"Сейчас это действие невозможно: статус заявки\u00a0— «{label}».")


class CommentNeeded(DomainError):
    """The other side has to be told what is wanted."""

    def __init__(self) -> None:
        super().__init__("Напишите комментарий: без него будет непонятно, что нужно сделать.")


def allowed_actions(application: Application, who: User) -> tuple[Transition, ...]:
    """The transitions to draw as buttons for `who`; none for someone who has no part in the application."""
    party = party_of(application, who)
    if party is None:
        return ()
    return tuple(row for row in transitions_from(application.state, party) if row.button)


def party_of(application: Application, user: User) -> Party | None:
    """Which side of the application the user is on."""
    if Duty.APPLICATIONS in user.duties:
        return Party.SPECIALIST
    return Party.APPLICANT if user.pk == application.owner_id else None


@transaction.atomic
def perform(
    *,
    application: Application,
    action: str,
    by: User,
    at: datetime,
    comment: str = "",
    files: Sequence[StoredFile] = (),
    token: UUID,
) -> Application:
    """Make one of `allowed_actions`; the comment and files also go to the conversation.

    A repeated `token` changes nothing. Raises ApplicationNotFound, TransitionImpossible, CommentNeeded and
    what send_message refuses.
    """
    locked = lock(application)
    party = party_of(locked, by)
    if party is None or locked.is_draft or locked.thread is None:
        raise ApplicationNotFound
    if locked.history.filter(token=token).exists():
        return locked
    row = states.transition(action, locked.state, party)
    if row is None or not row.button:
        raise TransitionImpossible(locked)
    if row.needs_comment and not comment.strip():
        raise CommentNeeded
    if comment.strip() or files:
        send_message(
            thread=locked.thread,
            by=by,
            from_operator=party is Party.SPECIALIST,
            text=comment,
            files=files,
            token=token,
            at=at,
        )
    move(locked, row, by=by, at=at, comment=comment, token=token)
    return locked


def lock(application: Application) -> Application:
    """The application's fresh row, locked until the transaction ends. Raises ApplicationNotFound."""
    found = Application.objects.select_for_update().filter(pk=application.pk).first()
    if found is None or found.deleted_at is not None:
        raise ApplicationNotFound
    return found


def move(
    locked: Application,
    row: Transition,
    *,
    by: User,
    at: datetime,
    comment: str = "",
    token: UUID | None = None,
    address: str | None = None,
) -> None:
    """Make a transition of a locked row: state, term, history, letter, journal."""
    before = locked.state
    locked.state = row.target
    change = StateChange(
        application=locked,
        action=row.action,
        from_state=before,
        to_state=row.target,
        by=by,
        at=at,
        comment=comment,
        due_on=due_on(row, locked, timezone.localdate(at)),
        token=token,
    )
    change.save(force_insert=True)
    locked.due_on = change.due_on
    locked.updated_at = at
    if row.by is Party.SPECIALIST and locked.specialist_id is None:
        locked.specialist = by
    locked.save(update_fields=["state", "due_on", "updated_at", "specialist"])
    if row.letter:
        send_letter(
            kind=row.letter,
            recipient=locked.owner.email,
            context={
                "application": locked,
                "state": State(row.target).label,
                "tells": row.tells,
                "comment": comment.strip(),
                "due_on": change.due_on,
                "steps": upcoming(locked),
                "attachments": list(locked.attachments.select_related("file")),
            },
            at=at,
        )
    journal.record(
        act=f"application_{row.action}",
        subject=f"application:{locked.pk}",
        by=by.pk,
        at=at,
        address=address,
        details={"number": locked.number, "from": before, "to": row.target},
    )
