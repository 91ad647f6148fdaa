"""What was typed in an application flows back to the profile: shown first, then taken by a press."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction

from kabinet.applicants.models import Applicant
from kabinet.applicants.services import ProfileStale, describe, profile_questions
from kabinet.core import journal
from kabinet.core.questions import Answers, display, is_empty


class Differing(NamedTuple):
    """A question of the profile that the application answers otherwise: what stands there, what would."""

    name: str
    label: str
    before: str
    after: str


def differing(applicant: Applicant, answers: Answers) -> Sequence[Differing]:
    """What the answers know better than the profile; an empty answer knows nothing."""
    found = []
    for question in profile_questions(applicant.kind):
        raw = answers.get(question.name)
        if is_empty(raw) or not isinstance(raw, str):
            continue
        before, after = display(question, applicant.details.get(question.name, "")), display(question, raw)
        if before != after:
            found.append(Differing(question.name, question.label, before, after))
    return found


@transaction.atomic
def remember_answers(
    *, applicant: Applicant, answers: Answers, version: int, address: str | None, at: datetime
) -> Applicant:
    """Put the well-formed answers that differ into the profile; `version` is the one whose values were shown.

    With nothing left to take nothing happens. Raises ProfileStale.
    """
    current = Applicant.objects.select_for_update().select_related("user").get(pk=applicant.pk)
    names = [one.name for one in differing(current, answers)]
    if not names:
        return current
    if current.version != version:
        raise ProfileStale(current)
    taken: Mapping[str, Any] = {name: answers[name] for name in names}
    describe(current, {**current.details, **taken}, at)
    current.version += 1
    current.save()
    current.user.name = current.name[:255]
    current.user.save(update_fields=["name"])
    journal.record(
        act="profile.changed",
        subject=f"user:{current.user_id}",
        by=current.user_id,
        at=at,
        address=address,
        details={"fields": sorted(names)},
    )
    return current
