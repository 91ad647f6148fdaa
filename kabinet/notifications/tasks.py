"""What the worker does with letters: docs/adr/0030."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.tasks import TaskContext, task
from django.utils import timezone

from kabinet.jobs.queue import delay_after
from kabinet.notifications.handing import Outcome, hand_over
from kabinet.notifications.models import LONGEST_REASON, Letter, State

QUEUE = "letters"
"""A mail server that is silent holds letters alone: they have a queue of their own."""
ATTEMPTS = 80
"""With the growing pauses, an hour at most: about three days."""
DIED = "Работник остановился, не\N{NO-BREAK SPACE}узнав ответа почтового сервера."


@task(queue_name=QUEUE, takes_context=True)
def deliver_letter(context: "TaskContext[[str], None]", letter_id: str) -> None:
    """Hand the letter over to the mail server, if this job is the one that may.

    No transaction is open while the server answers: on SQLite nobody else could write meanwhile. The letter
    is marked before the server hears of it. Whoever finds the mark again comes after a worker that died, and
    sends nothing: whether the server took the letter is not known.
    """
    mine = Letter.objects.filter(pk=letter_id, job=int(context.task_result.id))
    letter = mine.first()
    if letter is None:
        return
    if letter.state == State.SENDING:
        _write(letter, Outcome(State.UNKNOWN, DIED))
    if letter.state != State.WAITING:
        return
    outcome = hand_over(
        letter, begin=lambda: mine.filter(state=State.WAITING).update(state=State.SENDING) == 1
    )
    if outcome is not None:
        _write(letter, outcome)


@transaction.atomic
def _write(letter: Letter, outcome: Outcome) -> None:
    """Write down what came of an attempt, and plan the next one if there is to be one."""
    now = timezone.now()
    told = {"reason": outcome.reason[:LONGEST_REASON], "attempts": F("attempts") + 1}
    mine = Letter.objects.filter(pk=letter.pk, job=letter.job)
    if outcome.state == State.WAITING and letter.attempts + 1 < ATTEMPTS:
        at = now + delay_after(letter.attempts + 1)
        job = int(deliver_letter.using(run_after=at).enqueue(str(letter.pk)).id)
        mine.update(**told, state=State.WAITING, next_attempt_at=at, job=job)
        return
    mine.update(
        **told,
        state=State.GIVEN_UP if outcome.state == State.WAITING else outcome.state,
        next_attempt_at=None,
        text=letter.kept_text if letter.sha256 else "",  # of before: nobody knows what in it opens something
        secret="",
        **_moments(outcome, now),
    )


def _moments(outcome: Outcome, now: datetime) -> dict[str, datetime]:
    if outcome.state == State.SENT:
        return {"sent_at": now}
    return {"refused_at": now} if outcome.for_ever else {}
