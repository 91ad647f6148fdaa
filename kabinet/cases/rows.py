"""What a row of a table of transitions consists of, whatever the kind of case."""

from collections.abc import Iterable
from dataclasses import dataclass

from kabinet.cases.sides import Side
from kabinet.correspondence.models import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One transition: `by` makes it from any of `sources` to `target`; `tells` is what the applicant reads.

    `sources` are empty for the row by which a case comes into being. `button`: it is made by a button of its
    own; the others happen when something is sent, money or a signature comes, or a term ends. `letter`: the
    notice that the applicant gets. `kind`: how the comment looks in the conversation.
    """

    action: str
    label: str
    sources: tuple[str, ...]
    target: str
    by: Side
    tells: str = ""
    needs_comment: bool = False
    button: bool = True
    letter: str = ""
    kind: Message.Kind = Message.Kind.MESSAGE

    @property
    def is_final(self) -> bool:
        """Whether it ends something for good, so that the person is asked first."""
        return False


def rows_from[R: Row](table: Iterable[R], state: str, by: Side) -> tuple[R, ...]:
    """The rows that `by` may make from a state, in the order of the table."""
    return tuple(row for row in table if row.by is by and state in row.sources)
