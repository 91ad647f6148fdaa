"""What is done every day with signatures."""

from django.tasks import task
from django.utils import timezone

from kabinet.signatures.services import recheck_unknown


@task
def recheck_signatures() -> None:
    """Check again the signatures whose revocation is not known yet."""
    recheck_unknown(at=timezone.now())
