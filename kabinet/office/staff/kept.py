"""What a person keeps: how many open cases of each kind are theirs, in numbers and in words."""

from typing import NamedTuple

from kabinet.accounts.duties import Duty
from kabinet.accounts.models import User
from kabinet.appeals.models import Appeal, Appeals
from kabinet.applications.models import Application, Applications
from kabinet.law.counting import counted


class KeptCases(NamedTuple):
    """How many open cases; true when there are any."""

    applications: int
    appeals: int

    def __bool__(self) -> bool:
        """Whether there is anything at all."""
        return bool(self.applications or self.appeals)

    def __str__(self) -> str:
        """«12 заявок и 3 обращения»; empty for none."""
        told = (
            counted(self.applications, "заявка", "заявки", "заявок") if self.applications else "",
            counted(self.appeals, "обращение", "обращения", "обращений") if self.appeals else "",
        )
        return " и ".join(filter(None, told))

    @property
    def duties(self) -> frozenset[Duty]:
        """What somebody has to work on who is given all of them."""
        named = ((self.applications, Duty.APPLICATIONS), (self.appeals, Duty.APPEALS))
        return frozenset(duty for number, duty in named if number)


def open_applications_of(person: User) -> Applications:
    """The open applications of a person, as their index lists them."""
    return Application.objects.open().filter(specialist=person).order_by("due_rank", "submitted_at", "pk")


def open_appeals_of(person: User) -> Appeals:
    """The open appeals of a person, likewise."""
    return Appeal.objects.open().filter(specialist=person).order_by("due_rank", "sent_at", "pk")


def kept_by(person: User) -> KeptCases:
    """Count what a person keeps. Two queries, each a range of an index."""
    return KeptCases(open_applications_of(person).count(), open_appeals_of(person).count())
