"""Letters to applicants whose clarification is waited for while the day of the answer comes near.

The term is the operator's and runs on (186, п. 41): the letter says that the answer comes by it in any case.
"""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from kabinet.appeals.models import Appeal
from kabinet.appeals.states import Action, State
from kabinet.appeals.transitions import ENGINE
from kabinet.core.calendar import overrides
from kabinet.jobs.rounds import Round
from kabinet.law.working_days import add_working_days
from kabinet.notifications.models import Letter
from kabinet.notifications.services import send_letter

_KIND = "clarification_reminder"


def remind_of_questions(*, at: datetime) -> int:
    """Send the letters that were not sent yet, one for a question; how many there were.

    Raises PartlyDoneError, after the others, when an applicant could not be told.
    """
    today = timezone.localdate(at)
    until = add_working_days(today, settings.REMINDED_BEFORE["applicant"], overrides=overrides())
    near = Appeal.objects.open().filter(state=State.CLARIFYING, due_on__range=(today, until))
    sent = Round(of="Appeal")
    for appeal in near.select_related("owner"):
        with sent.one(appeal.pk):
            sent.done += _remind(appeal, at)
    return sent.end()


@transaction.atomic
def _remind(appeal: Appeal, at: datetime) -> int:
    asked = appeal.history.filter(action=Action.ASK).latest("at", "id")
    if Letter.objects.of_case(appeal.subject).filter(kind=_KIND, created_at__gte=asked.at).exists():
        return 0
    letter = send_letter(
        kind=_KIND,
        recipient=ENGINE.recipient(appeal),
        context={"appeal": appeal, "question": asked.comment},
        person=appeal.owner_id,
        about=appeal.subject,
        at=at,
    )
    return int(letter is not None)
