"""Which files belong to an application: whoever may see it may see them."""

from uuid import UUID

from kabinet.applications.models import Application
from kabinet.files.models import StoredFile


def find_file(application: Application, file_id: UUID) -> StoredFile | None:
    """A file of the application: attached to it, or sent in its conversation."""
    attached = StoredFile.objects.filter(pk=file_id, attachment__application=application).first()
    if attached is not None or application.thread_id is None:
        return attached
    return StoredFile.objects.filter(pk=file_id, messages__thread=application.thread_id).first()
