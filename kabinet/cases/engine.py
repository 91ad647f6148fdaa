"""The one writer of a case's state: whose it is, what may be done, what is written when something is.

A kind of case is a subclass: it names its table and says what the law adds (terms, guards, what a letter
tells).
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, ClassVar, NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from kabinet.accounts.duties import Duty
from kabinet.accounts.models import User
from kabinet.accounts.standing_in import send_to_worker
from kabinet.applicants.members import has_cabinet
from kabinet.cases.models import Case, CaseChange
from kabinet.cases.rows import Row
from kabinet.cases.sides import Side
from kabinet.core import journal
from kabinet.core.errors import DomainError
from kabinet.correspondence.models import Message
from kabinet.correspondence.services import needs_no_answer, send_message
from kabinet.files.models import StoredFile
from kabinet.notifications.services import send_letter


class BegunAct[C: Case](NamedTuple):
    """A locked case and the side on which the person acts; `repeated`: the form was carried out before."""

    locked: C
    side: Side
    repeated: bool


class Engine[C: Case, R: Row](ABC):
    """What all kinds of cases do alike; `name` is the kind in the journal, in letters and in their names."""

    name: ClassVar[str]
    duty: ClassVar[Duty]
    model: type[C]

    # --- What a kind of case says ----------------------------------------------------------------

    @abstractmethod
    def rows_from(self, case: C, by: Side) -> tuple[R, ...]:
        """The rows that `by` may make from the state of the case, in the order of its table."""

    @abstractmethod
    def due_on(self, row: R, case: C, on: date) -> date | None:
        """The last day of the term that runs after a transition of the day `on`."""

    @abstractmethod
    def not_found(self) -> DomainError:
        """There is no such case for this person."""

    @abstractmethod
    def impossible(self, case: C) -> DomainError:
        """The action cannot be made in the present state."""

    def is_open(self, row: R, case: C, day: date) -> bool:  # noqa: ARG002 - for kinds that ask more
        """Whether the law and the facts let the row be made on this day."""
        return True

    def exists(self, case: C) -> bool:  # noqa: ARG002 - for kinds that can be deleted
        """Whether the case is there for anybody."""
        return True

    def recipient(self, case: C) -> str:
        """The mailbox to which the applicant's letters go."""
        return case.owner.login

    def reaches(self, case: C) -> bool:
        """Whether a letter about the case comes to anybody: the applicant, or whoever acts for them."""
        return bool(self.recipient(case)) or has_cabinet(case.owner)

    def moved(self, locked: C, row: R, *, at: datetime) -> None:  # noqa: B027 - for kinds that others follow
        """What else follows from a transition that was just made."""

    def columns(self, row: R, case: C) -> Mapping[str, Any]:  # noqa: ARG002 - for kinds that have any
        """What a transition writes besides, into the case and into its history alike."""
        return {}

    def kept(self, row: R, case: C) -> Mapping[str, Any]:  # noqa: ARG002 - the same
        """What a transition writes besides, into the case alone."""
        return {}

    def told(self, row: R, case: C, change: CaseChange) -> Mapping[str, Any]:  # noqa: ARG002 - the same
        """What the letter of a transition says besides."""
        return {}

    # --- Who may do what -------------------------------------------------------------------------

    def side_of(self, case: C, user: User) -> Side | None:
        """Which side of the case the user is on; None for a stranger."""
        if self.duty in user.duties:
            return Side.SPECIALIST
        return Side.APPLICANT if user.pk == case.owner_id else None

    def row(self, action: str, case: C, by: Side) -> R | None:
        """The row for an action in the state of the case; None when it is impossible there for `by`."""
        return next((row for row in self.rows_from(case, by) if row.action == action), None)

    def allowed(self, case: C, who: User, *, today: date | None = None) -> tuple[R, ...]:
        """The transitions to draw as buttons for `who`; none for someone who has no part in the case."""
        side = self.side_of(case, who)
        if side is None:
            return ()
        day = today or timezone.localdate()
        return tuple(row for row in self.rows_from(case, side) if row.button and self.is_open(row, case, day))

    def asks_first(self, row: R, case: C) -> bool:  # noqa: ARG002 - for kinds that ask more
        """Whether the person is asked before the row is made: it cannot be taken back."""
        return row.is_final

    def is_repeated(self, locked: C, token: UUID) -> bool:
        """Whether the form with this token was carried out before, as an act or as a message."""
        if locked.history(manager="every").filter(token=token).exists():
            return True
        return locked.thread is not None and bool(locked.thread.messages.filter(token=token).exists())

    # --- Writing ---------------------------------------------------------------------------------

    def lock(self, case: C) -> C:
        """The case's fresh row, locked until the transaction ends. Raises what `not_found` says."""
        found: C | None = self.model.objects.select_for_update().filter(pk=case.pk).first()
        if found is None or not self.exists(found):
            raise self.not_found()
        return found

    def begin(self, case: C, by: User, token: UUID) -> BegunAct[C]:
        """Lock the case for an act of this person. Raises what `not_found` says to a stranger."""
        locked = self.lock(case)
        side = self.side_of(locked, by)
        if side is None or locked.thread is None:
            raise self.not_found()
        return BegunAct(locked, side, locked.history(manager="every").filter(token=token).exists())

    def move(
        self,
        locked: C,
        row: R,
        *,
        by: User | None,
        at: datetime,
        on: date | None = None,
        comment: str = "",
        token: UUID | None = None,
        address: str | None = None,
        tells: bool = True,
        changed: Sequence[str] = (),
        **more: Any,
    ) -> CaseChange:
        """Make a transition of a locked row: state, term, history, letter, journal.

        `on`: the day on which it happened, when that is not the day of `at`. `tells`: whether the applicant
        gets the letter now. `changed`: further columns of the locked row to save; `more`: of the row of the
        history.
        """
        before, day = locked.state if row.sources else "", on or timezone.localdate(at)
        columns = self.columns(row, locked)
        locked.due_on = self.due_on(row, locked, day)
        locked.state = row.target
        kept = {**columns, **self.kept(row, locked)}
        for name, value in kept.items():
            setattr(locked, name, value)
        if row.by is Side.SPECIALIST and locked.specialist_id is None:
            locked.specialist = by
        self.save(locked, at=at, changed=["state", "due_on", "specialist", *kept, *changed])
        change: CaseChange = locked.history.create(
            action=row.action, from_state=before, to_state=row.target, by=by, on=day, at=at,
            comment=comment, due_on=locked.due_on, token=token, **columns, **more,
        )  # fmt: skip
        self.moved(locked, row, at=at)
        if tells:
            self.tell_applicant(locked, row, change)
        self.record(
            row.action, locked, by=by, at=at, address=address,
            details={"from": before, "to": row.target, "on": day},
        )  # fmt: skip
        return change

    def save(self, locked: C, *, at: datetime, changed: Sequence[str]) -> None:
        """Save the named columns of a locked row."""
        locked.updated_at = at
        locked.save(update_fields=["updated_at", *changed])

    def give(
        self,
        locked: C,
        to: User,
        *,
        act: str,
        by: User,
        at: datetime,
        address: str | None = None,
        why: str = "",
    ) -> None:
        """Make a locked case the work of a person; `act` is what the journal calls it, `why` is kept there.

        Who may give it to whom, and who is told, the kind of case says.
        """
        before = locked.specialist_id
        locked.specialist = to
        self.save(locked, at=at, changed=["specialist"])
        journal.record(
            act=act,
            subject=f"{self.name}:{locked.pk}",
            by=by.pk,
            at=at,
            address=address,
            details={
                "number": locked.number,
                "from": str(before or ""),
                "to": str(to.pk),
                **({"why": why} if why else {}),
            },
        )

    @transaction.atomic
    def comment(
        self, *, case: C, by: User, text: str, files: Sequence[StoredFile], token: UUID, at: datetime
    ) -> Message:
        """A specialist writes to the applicant, who also gets a letter; the state stays.

        A repeated `token` writes nothing. Raises what `not_found` says and what send_message refuses.
        """
        locked = self.lock(case)
        if self.duty not in by.duties or locked.thread is None:
            raise self.not_found()
        repeated = locked.thread.messages.filter(token=token).exists()
        message = send_message(
            thread=locked.thread, by=by, from_operator=True, text=text, files=files, token=token, at=at
        )
        if repeated:
            return message
        if locked.specialist_id is None:
            locked.specialist = by
        self.save(locked, at=at, changed=["specialist"])
        context = {self.name: locked, "text": message.text, "files": files}
        self.tell(locked, f"{self.name}_commented", context, at=at)
        self.record("commented", locked, by=by, at=at, details={"message": str(message.pk)})
        return message

    def reply(
        self, locked: C, *, by: User, text: str, files: Sequence[StoredFile], token: UUID, at: datetime
    ) -> Message:
        """The applicant writes about a locked case, and its specialist gets a letter.

        What it moves, the kind of case says; so it does of a `token` that came before. Raises what
        send_message refuses.
        """
        message = send_message(
            thread=locked.thread, by=by, from_operator=False, text=text, files=files, token=token, at=at
        )
        context = {self.name: locked, "text": message.text, "files": files}
        self.tell_specialist(locked, f"{self.name}_reply", context, at=at)
        self.record("replied", locked, by=by, at=at, details={"message": str(message.pk)})
        return message

    # --- Telling ---------------------------------------------------------------------------------

    def tell(self, case: C, kind: str, context: dict[str, Any], *, at: datetime) -> None:
        """Send the applicant a letter about the case, which the cabinet tells as well."""
        send_letter(
            kind=kind,
            recipient=self.recipient(case),
            context=context,
            person=case.owner_id,
            about=case.subject,
            at=at,
        )

    def tell_specialist(self, case: C, kind: str, context: Mapping[str, Any], *, at: datetime) -> None:
        """Send a letter to the specialist of the case, or to who stands in; without one, to nobody."""
        if case.specialist is not None:
            send_to_worker(
                person=case.specialist,
                duty=self.duty,
                kind=kind,
                context=context,
                about=case.subject,
                at=at,
            )

    def leave_unanswered(self, case: C, *, by: User, at: datetime) -> None:
        """What the applicant wrote last wants no answer; the applicant is not told."""
        if needs_no_answer(thread=case.thread):
            self.record("settled", case, by=by, at=at, details={})

    def tell_applicant(self, case: C, row: R, change: CaseChange) -> None:
        """Send the letter of a transition, if it has one."""
        if not row.letter:
            return
        context = {
            self.name: case,
            "state": case.state_label,
            "tells": row.tells,
            "comment": change.comment.strip(),
            "due_on": change.due_on,
            **self.told(row, case, change),
        }
        self.tell(case, row.letter, context, at=change.at)

    def record(
        self,
        did: str,
        case: C,
        *,
        by: User | None,
        at: datetime,
        address: str | None = None,
        details: Mapping[str, Any],
    ) -> None:
        """Add an entry about the case to the journal."""
        journal.record(
            act=f"{self.name}_{did}",
            subject=f"{self.name}:{case.pk}",
            by=by.pk if by else None,
            at=at,
            address=address,
            details={"number": case.number, **details},
        )
