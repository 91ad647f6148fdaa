"""An act of the applicant made by signing its document, the signature and the act at once (861, п. 8)."""

from datetime import datetime

from django.db import transaction

from kabinet.accounts.models import User
from kabinet.applications.course.transitions import ApplicationNotFound, lock, perform
from kabinet.applications.models import ApplicantStatement, Application
from kabinet.applications.papers.statements import outdated
from kabinet.applications.submission.signing import Power, Visit, check_signature, keep_signature
from kabinet.core.errors import DomainError
from kabinet.files.services import open_file
from kabinet.signatures.models import Source


class StatementOutdated(DomainError):
    """What was to be signed is not what would be declared now."""

    def __init__(self) -> None:
        super().__init__(
            "Этот документ устарел: его заменили другим или сетевая организация разместила новую редакцию "
            "своих документов. Прочтите их и подготовьте заявление заново."
        )


def make_signed_act(
    *,
    statement: ApplicantStatement,
    upload: bytes,
    upload_name: str,
    source: Source,
    power: Power | None = None,
    by: User,
    at: datetime,
    visit: Visit,
) -> Application:
    """Check the signature over the stored document, keep it and make the act; repeated, nothing changes.

    Raises StatementOutdated, what check_signature and kabinet.applications.course.transitions.perform do.
    """
    application = statement.application
    if application.owner_id != by.pk:
        raise ApplicationNotFound
    open_file(statement.file).close()
    checked = check_signature(
        application=application,
        document=statement.file,
        upload=upload,
        upload_name=upload_name,
        power=power,
        by=by,
        at=at,
    )
    with transaction.atomic():
        locked = lock(application)
        current = ApplicantStatement.objects.filter(pk=statement.pk).first()
        if current is not None and current.change_id is not None:
            return locked
        if current is None or outdated(current):
            raise StatementOutdated
        keep_signature(checked=checked, source=source, by=by, address=visit.address)
        made = perform(
            application=locked,
            action=current.action,
            by=by,
            at=at,
            comment=current.comment,
            files=list(current.attached.order_by("uploaded_at", "pk")),
            token=current.token,
        )
        current.change = made.history.get(token=current.token)
        current.save(update_fields=["change"])
    return made
