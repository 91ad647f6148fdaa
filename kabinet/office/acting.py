"""Who acts for the applicant, by which power, and who did what of a case is by whose power.

Who pressed is read in the journal (docs/adr/0036); by which power, in the powers that were given by then.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from kabinet.applicants.members import accepted_people
from kabinet.applicants.models import MemberPower, Membership
from kabinet.cases.models import Case
from kabinet.core.models import JournalEntry
from kabinet.files.models import StoredFile

_SENT = frozenset({"application_submit", "appeal_send"})


class ActingPerson(NamedTuple):
    """A person with one of the powers: `sent_at`, `first_at`, `last_at` are what was done of the case by it.

    `standing` is empty where the person may act by it now; `scans`: the scan, if there is one, as the card
    shows it.
    """

    member: Membership
    power: MemberPower | None
    scans: list[dict[str, Any]]
    sent_at: datetime | None
    first_at: datetime | None
    last_at: datetime | None
    standing: str


def acting_on(
    case: Case, *, today: date, shown: Callable[[StoredFile], dict[str, Any]]
) -> list[ActingPerson]:
    """Whoever acted on the case, by each power, and whoever may act now."""
    people = accepted_people(case.owner_id)
    if not people:
        return []
    done = _done(case, people)
    rows = list[ActingPerson]()
    for member in people:
        is_now = member.ended_at is None and (member.until is None or member.until >= today)
        used = [power for power in member.powers.all() if (member.pk, power.pk) in done]
        unsaid = [None] if (member.pk, None) in done else []
        now = [member.power] if is_now and member.power not in used else []
        for power in [*now, *used, *(unsaid if None not in now else [])]:
            entries = done.get((member.pk, power.pk if power else None), [])
            sent = [entry.at for entry in entries if entry.act in _SENT]
            rows.append(
                ActingPerson(
                    member=member,
                    power=power,
                    scans=[shown(power.scan)] if power and power.scan else [],
                    sent_at=sent[0] if sent else None,
                    first_at=entries[0].at if entries else None,
                    last_at=entries[-1].at if entries else None,
                    standing=_standing(is_now=is_now, is_latest=power == member.power),
                )
            )
    return rows


def _member_of(people: Sequence[Membership], entry: JournalEntry) -> Membership | None:
    """By what the person of an entry acted: what they had accepted by then, the latest of it."""
    for one in people:
        if one.person_id == entry.actor and one.accepted_at is not None and one.accepted_at <= entry.at:
            return one
    return None


def _standing(*, is_now: bool, is_latest: bool) -> str:
    if not is_now:
        return "сейчас не действует"
    return "" if is_latest else "прежняя доверенность"


def _done(case: Case, people: Sequence[Membership]) -> dict[tuple[UUID, UUID | None], list[JournalEntry]]:
    done = dict[tuple[UUID, UUID | None], list[JournalEntry]]()
    for entry in JournalEntry.objects.filter(subject=case.subject, details__has_key="acted_for").order_by(
        "id"
    ):
        if (member := _member_of(people, entry)) is not None:
            power = member.power_at(entry.at)
            done.setdefault((member.pk, power.pk if power else None), []).append(entry)
    return done
