"""Which files belong to an application: whoever may see it may see them."""

from uuid import UUID

from django.db.models import Q

from kabinet.applications.models import Application
from kabinet.files.models import StoredFile


def find_file(application: Application, file_id: UUID) -> StoredFile | None:
    """A file of the application: attached, printed, placed by the operator, signed by an act, or sent."""
    own = (
        Q(attachment__application=application)
        | Q(printed_form__application=application)
        | Q(placed_document__application=application)
        | Q(statement__application=application, statement__change__isnull=False)
        | Q(health_paper__application=application)
        | Q(power_of_attorney__signature__document__printed_form__application=application)
        | Q(power_of_attorney__signature__document__statement__application=application)
    )
    found = StoredFile.objects.filter(own, pk=file_id).first()
    if found is not None or application.thread_id is None:
        return found
    return StoredFile.objects.filter(pk=file_id, messages__thread=application.thread_id).first()


def find_own_file(application: Application, file_id: UUID) -> StoredFile | None:
    """The same for the applicant: what waits for their signature is theirs alone."""
    waiting = StoredFile.objects.filter(pk=file_id, statement__application=application)
    return find_file(application, file_id) or waiting.first()
