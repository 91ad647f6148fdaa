"""What the worker does with letters: docs/adr/0029."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.tasks import TaskContext, task
from django.utils import timezone

from kabinet.jobs.queue import delay_after
from kabinet.notifications.handing import Attempt, hand_over
from kabinet.notifications.models import LONGEST_REASON, Fate, Letter

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
    if letter.state == Fate.SENDING:
        _write(letter, Attempt(Fate.UNKNOWN, DIED))
    if letter.state != Fate.WAITING:
        return
    attempt = hand_over(letter, begin=lambda: mine.filter(state=Fate.WAITING).update(state=Fate.SENDING) == 1)
    if attempt is not None:
        _write(letter, attempt)


@transaction.atomic
def _write(letter: Letter, attempt: Attempt) -> None:
    """Write down what came of an attempt, and plan the next one if there is to be one."""
    now = timezone.now()
    told = {"reason": attempt.reason[:LONGEST_REASON], "attempts": F("attempts") + 1}
    mine = Letter.objects.filter(pk=letter.pk, job=letter.job)
    if attempt.state == Fate.WAITING and letter.attempts + 1 < ATTEMPTS:
        at = now + delay_after(letter.attempts + 1)
        job = int(deliver_letter.using(run_after=at).enqueue(str(letter.pk)).id)
        mine.update(**told, state=Fate.WAITING, next_attempt_at=at, job=job)
        return
    mine.update(
        **told,
        state=Fate.GIVEN_UP if attempt.state == Fate.WAITING else attempt.state,
        next_attempt_at=None,
        text=letter.kept_text if letter.sha256 else "",  # of before: nobody knows what in it opens something
        secret="",
        **_moments(attempt, now),
    )


def _moments(attempt: Attempt, now: datetime) -> dict[str, datetime]:
    if attempt.state == Fate.SENT:
        return {"sent_at": now}
    return {"refused_at": now} if attempt.for_ever else {}
