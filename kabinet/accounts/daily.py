"""What is done every day with sessions and with letters of the day."""

from django.core.management import call_command
from django.tasks import task
from django.utils import timezone

from kabinet.accounts.models import User
from kabinet.jobs.rounds import Round
from kabinet.notifications.digests import people_waiting, send_digest


@task
def clear_sessions() -> None:
    """Forget the sessions that ended."""
    call_command("clearsessions")


@task
def send_digests() -> None:
    """Send each person who wants one letter a day the one of this day, to the address of now."""
    at, sent = timezone.now(), Round(of="Digest of")
    waiting = people_waiting()
    addresses = dict(User.objects.filter(pk__in=waiting, is_active=True).values_list("pk", "email"))
    for person in waiting:
        with sent.one(person):
            sent.done += send_digest(person=person, recipient=addresses.get(person), at=at)
    sent.end()
