"""The office's desk: the seven steps at its own addresses, and which drafts stand there."""

from uuid import UUID

from kabinet.applicants.models import Applicant
from kabinet.applications.content.documents import PAPER
from kabinet.applications.models import Application
from kabinet.core.channels import Channel
from kabinet.filling.desk import Desk
from kabinet.office.access import not_found

INTAKE = Desk(
    step="office_intake_step",
    upload="office_intake_upload",
    remove="office_intake_remove",
    file="office_intake_file",
    thumbnail="office_intake_thumbnail",
    takes=(PAPER,),
)


def entered_or_404(pk: UUID) -> Application:
    """What came on paper, whether it is being entered or registered already; a deleted draft is not there."""
    found = Application.objects.filter(pk=pk, deleted_at=None).exclude(channel=Channel.CABINET)
    return found.select_related("owner__applicant").first() or not_found()


def draft_or_404(pk: UUID) -> Application:
    """What came on paper and is still being entered."""
    found = entered_or_404(pk)
    return found if found.is_draft else not_found()


def applicant_or_404(user_id: UUID) -> Applicant:
    """The applicant of this account, unless nobody has proved its mailbox yet."""
    found = Applicant.objects.select_related("user").filter(user_id=user_id, user__is_active=True).first()
    if found is None or (found.user.email and found.user.confirmed_at is None):
        not_found()
    return found
