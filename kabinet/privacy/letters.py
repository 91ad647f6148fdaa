"""Letters that have gone are forgotten after a time: whom the portal wrote to is personal data too.

Those about a case are evidence of what was told in it: they stay for as long as its owner's account.
"""

from datetime import datetime, timedelta

from django.conf import settings

from kabinet.notifications.models import Letter

LETTER_FOR = timedelta(days=number) if (number := settings.RETENTION["letters"]) else None


def forget_old_letters(*, at: datetime) -> int:
    """Forget those that went, or were refused for good, long ago; how many there were."""
    if LETTER_FOR is None:
        return 0
    return Letter.objects.finished().filter(about="", created_at__lt=at - LETTER_FOR).delete()[0]
