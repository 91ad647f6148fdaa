"""What is done every day about data that nobody may keep any more."""

from django.tasks import task
from django.utils import timezone

from kabinet.privacy.destroying import carry_out
from kabinet.privacy.idle import delete_old_drafts, tell_of_drafts
from kabinet.privacy.letters import forget_old_letters
from kabinet.privacy.own_data import purge_own_data
from kabinet.privacy.retiring import retire


class NotDestroyed(Exception):
    """Some of what was due is still there; the rest is done."""


@task
def destroy_data() -> None:
    """Name the days, destroy what is due, what the law has kept for long enough and what nobody goes on with.

    Each person and each case is a transaction of its own, so that an interrupted work goes on where it was.
    """
    at = timezone.now()
    purge_own_data(at=at)
    forget_old_letters(at=at)
    tell_of_drafts(at=at)
    delete_old_drafts(at=at)
    failed = [*carry_out(at=at), *retire(at=at)]
    if failed:
        raise NotDestroyed(f"{len(failed)}: {type(failed[0]).__name__}") from failed[0]
