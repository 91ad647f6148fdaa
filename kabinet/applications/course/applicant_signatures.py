"""Whether the applicant has signed an act that is signed (861, п. 8)."""

from collections.abc import Collection
from uuid import UUID

from django.conf import settings

from kabinet.applicants.models import ApplicantKind
from kabinet.applications.models import ApplicantStatement, Application
from kabinet.applications.rules.declared import DECLARED, ActSignature
from kabinet.applications.rules.states import Transition
from kabinet.cases.sides import Side
from kabinet.core.errors import DomainError
from kabinet.files.models import StoredFile
from kabinet.signatures.standing import qualified_files


class StatementUnsigned(DomainError):
    """An entrepreneur or a company makes this act by a signed document alone (861, п. 8)."""

    def __init__(self) -> None:
        super().__init__(
            "Индивидуальные предприниматели и организации подписывают это заявление усиленной "
            "квалифицированной электронной подписью (п. 8 Правил): подготовьте документ и подпишите его."
        )


def demands_qualified(application: Application) -> bool:
    """Whether the applicant signs by a qualified signature only (п. 8: ИП and ЮЛ)."""
    return settings.SIGNATURE_BUSINESS and application.applicant_kind != ApplicantKind.PERSON


def demands_document(action: str, application: Application) -> bool:
    """Whether an act of the applicant is made by signing its document."""
    return action in DECLARED and demands_qualified(application)


def signature_of_act(
    row: Transition, application: Application, *, token: UUID, comment: str, files: Collection[StoredFile]
) -> ActSignature | None:
    """How the applicant signed the act; None for one that is not signed. Raises StatementUnsigned.

    A person signs by the login (п. 8; 63-ФЗ, ст. 5 ч. 2). What a document declares is what the act does: the
    same words, the same files.
    """
    if row.by is not Side.APPLICANT or row.action not in DECLARED:
        return None
    if application.applicant_kind == ApplicantKind.PERSON:
        return ActSignature.SIMPLE
    statement = application.statements.filter(token=token, action=row.action, change=None).first()
    if statement is not None and _says(statement, comment, files) and qualified_files([statement.file_id]):
        return ActSignature.QUALIFIED
    if demands_qualified(application):
        raise StatementUnsigned
    return None


def _says(statement: ApplicantStatement, comment: str, files: Collection[StoredFile]) -> bool:
    attached = set(statement.attached.values_list("pk", flat=True))
    return statement.comment == comment and attached == {file.pk for file in files}
