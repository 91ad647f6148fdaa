"""The lists to choose from that more than one kind of case has, and how such a list is made."""

from collections.abc import Callable
from typing import Any, Final

from kabinet.accounts.duties import Duty
from kabinet.applicants.models import ApplicantKind
from kabinet.cases.models import CaseQuerySet
from kabinet.core.ids import read_id
from kabinet.office.people import name_of, who_works_on
from kabinet.office.queue.declaration import Pairs, QueueFilter

NOBODY: Final = "nobody"


def from_list[Q: CaseQuerySet[Any]](
    name: str, label: str, pairs: Pairs, *, everything: str = "Любой", narrow: Callable[[Q, str], Q]
) -> QueueFilter[Q]:
    """One of the values of a list that is always the same."""
    known = dict(pairs)
    return QueueFilter(
        name=name,
        label=label,
        everything=everything,
        options=lambda _people: known.items(),
        read=lambda text: text if text in known else "",
        narrow=narrow,
    )


def by_applicant[Q: CaseQuerySet[Any]]() -> QueueFilter[Q]:
    """Persons, entrepreneurs, companies."""
    return from_list(
        "applicant",
        "Заявитель",
        ApplicantKind.choices,
        narrow=lambda found, kind: found.filter(applicant_kind=kind),
    )


def by_specialist[Q: CaseQuerySet[Any]](duty: Duty) -> QueueFilter[Q]:
    """One of those who work on such cases, or nobody."""
    return QueueFilter(
        name="specialist",
        label="Специалист",
        everything="Любой",
        options=lambda people: [
            (NOBODY, "Не назначен"),
            *((str(person.pk), name_of(person)) for person in who_works_on(duty, people.values())),
        ],
        read=lambda text: NOBODY if text == NOBODY else str(read_id(text) or ""),
        narrow=lambda found, value: found.filter(specialist=None if value == NOBODY else value),
    )
