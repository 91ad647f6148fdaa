"""What is done every day with signatures."""

from datetime import timedelta

from django.tasks import task
from django.utils import timezone

from kabinet.signatures.services import recheck_unknown

_HALF_A_DAY = timedelta(hours=12)


@task
def recheck_signatures() -> None:
    """Check again the signatures whose revocation is not known yet, each once however often this is tried."""
    recheck_unknown(at=timezone.now(), pause=_HALF_A_DAY)
