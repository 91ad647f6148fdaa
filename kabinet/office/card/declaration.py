"""What a kind of case says of its card; all the rest is alike for every kind."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from kabinet.accounts.models import User
from kabinet.cases.engine import Engine
from kabinet.cases.models import Case, CaseChange
from kabinet.cases.rows import Row
from kabinet.core.errors import DomainError
from kabinet.correspondence.services import MessageEmpty, MessageTooLong
from kabinet.files.models import StoredFile
from kabinet.office.card.forms import AnswerForm
from kabinet.office.queue.declaration import CaseQueue

COMMENT = "comment"
NO_ANSWER = "no_answer"
"""The act that only writes to the applicant; every other one is an action of the table of transitions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardAnswer:
    """What was decided on the card `seen`: `act` is COMMENT, NO_ANSWER or an action.

    `given`: what the form of its kind holds besides the text. `confirmed`: the person was asked about an act
    that ends something. `why`: the reason to act on a colleague's case.
    """

    act: str
    seen: str
    text: str
    files: Sequence[StoredFile]
    given: Mapping[str, Any]
    confirmed: bool = False
    why: str = ""
    token: UUID
    by: User
    at: datetime


class CaseCard[C: Case, R: Row](ABC):
    """The card of a kind of case.

    `queue` is that of its cases. `page` and `asking_page` are the templates of the card and of the page that
    asks first, `address` the name of the card's address, `carried` what the page that asks first carries of
    the form besides the text.
    `begins`: the acts after which somebody goes on with the same case.
    `sent` is said once a comment is sent; `outdated` are the refusals to decide on what has changed.
    """

    engine: Engine[C, R]
    queue: CaseQueue[Any]
    form: type[AnswerForm]
    page: str
    asking_page: str
    address: str
    carried: tuple[str, ...]
    begins: Collection[str] = ()
    sent: str
    outdated: tuple[type[DomainError], ...]

    @abstractmethod
    def find(self, pk: UUID) -> C:
        """The case with what its card needs of it, or 404."""

    @abstractmethod
    def act_of(self, row: R, case: C, today: date) -> NamedTuple:
        """A transition as a button shows it before it is pressed."""

    @abstractmethod
    def file_of(self, case: C, file: StoredFile) -> dict[str, Any]:
        """A file as the card shows it."""

    @abstractmethod
    def shown(self, case: C, rows: Sequence[R], *, viewer: User, today: date) -> Mapping[str, Any]:
        """What the card shows besides; `rows` are the transitions that the viewer may make."""

    @abstractmethod
    def checked(self, locked: C, answer: CardAnswer) -> R:
        """The row of an act that may be made as answered. Raises what the kind refuses."""

    @abstractmethod
    def perform(self, locked: C, answer: CardAnswer) -> None:
        """Make the act. Raises what the kind refuses."""

    def explain(self, locked: C, answer: CardAnswer) -> None:  # noqa: B027 - for kinds whose acts keep no reason
        """Keep why somebody acts on a colleague's case."""

    def suggested(self, case: C) -> str:  # noqa: ARG002 - for kinds that know what to ask
        """The text that the card offers to answer with, when it is asked for it."""
        return ""

    def remark_of(self, change: CaseChange) -> str:
        """What the history says of a change besides."""
        return change.comment

    def field_of(self, refusal: DomainError) -> str | None:
        """The input that a refusal stands beside; None for the whole form."""
        return "text" if isinstance(refusal, MessageEmpty | MessageTooLong) else None

    def told(self, refusal: DomainError, case: C) -> str:  # noqa: ARG002 - for kinds that say more
        """What the page says of a refusal."""
        return str(refusal)
