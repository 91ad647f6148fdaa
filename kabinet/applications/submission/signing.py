"""«Подписать с ЭЦП и подать заявку»: the frozen document, its signature and the submission, all at once."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kabinet.accounts.models import User
from kabinet.applicants.models import ApplicantKind
from kabinet.applicants.questions import display_name
from kabinet.applications.content.completeness import missing
from kabinet.applications.course.transitions import ApplicationNotFound, lock
from kabinet.applications.models import Application, PrintedForm
from kabinet.applications.papers.printed_form import freeze_form, is_outdated
from kabinet.applications.papers.signatories import frozen_form, may_sign_simply, signatory_of
from kabinet.applications.submission.identifying import identify_by
from kabinet.applications.submission.services import (
    IdentityNotVerified,
    NotComplete,
    submit_application,
)
from kabinet.core.errors import DomainError
from kabinet.files.models import StoredFile
from kabinet.files.services import open_file
from kabinet.signatures.authority import CheckedPower, check_power, store_power
from kabinet.signatures.models import Source
from kabinet.signatures.services import Accepted, check_upload, store_signature
from kabinet.signatures.simple import check_signing_code, send_code, store_simple_signature
from kabinet.signatures.verification import SignatureVerdict


class DocumentChanged(DomainError):
    """The application, or the law, has changed since its document was frozen: it is not what is signed."""

    def __init__(self) -> None:
        super().__init__(
            "Заявка или её форма изменилась после того, как документ был подготовлен. Вернитесь к последнему "
            "шагу и нажмите «Подписать с ЭЦП и подать заявку» ещё раз: документ будет подготовлен заново."
        )


class PowerNeeded(DomainError):
    """The certificate is a person's; a машиночитаемая доверенность has to come with the signature."""

    def __init__(self) -> None:
        super().__init__(
            "Подпись верна, но сертификат выдан человеку, а подписать должен заявитель. Приложите "
            "машиночитаемую доверенность (файл XML) и файл её подписи либо подпишите документ сертификатом "
            "заявителя."
        )


class SimpleSignatureRefused(DomainError):
    """The simple signature is for people, not for entrepreneurs and companies (861, п. 8)."""

    def __init__(self) -> None:
        super().__init__("Подписать заявку кодом из письма могут только физические лица (п. 8 Правил).")


@dataclass(frozen=True, slots=True)
class Visit:
    """Where an act came from."""

    address: str | None
    user_agent: str


@dataclass(frozen=True, slots=True)
class Power:
    """A power of attorney as it was sent: its stored XML and the signature of that."""

    file: StoredFile
    upload: bytes


@dataclass(frozen=True, slots=True)
class CheckedSignature:
    """The applicant's good signature, and the power of attorney by which it is."""

    accepted: Accepted
    power: CheckedPower | None = None


def prepare_document(*, application: Application, by: User, at: datetime) -> PrintedForm:
    """Freeze the present version for signing; once a version. Raises NotComplete, ApplicationNotFound."""
    if application.owner_id != by.pk:
        raise ApplicationNotFound
    if gaps := missing(application):
        raise NotComplete(gaps)
    return freeze_form(application=application, by=by, at=at)


def submit_signed(
    *,
    application: Application,
    upload: bytes,
    upload_name: str,
    source: Source,
    power: Power | None = None,
    by: User,
    at: datetime,
    visit: Visit,
) -> Application:
    """Check the signature over the stored document, keep it and submit; a repeated call changes nothing.

    Raises DocumentChanged, PowerNeeded, AuthorityRefused, SignatureRefused, TooManyWrongSignatures,
    NotComplete, ApplicationNotFound.
    """
    form, file = _document(application, by, at)
    checked = check_signature(
        application=application,
        document=file,
        upload=upload,
        upload_name=upload_name,
        power=power,
        by=by,
        at=at,
    )
    with transaction.atomic():
        locked = _still(application, form)
        if not locked.is_draft:
            return locked
        keep_signature(checked=checked, source=source, by=by, address=visit.address)
        identify_by(checked.accepted, user=by, address=visit.address)
        return _submit(locked, by, at, visit)


def check_signature(
    *,
    application: Application,
    document: StoredFile,
    upload: bytes,
    upload_name: str,
    power: Power | None,
    by: User,
    at: datetime,
) -> CheckedSignature:
    """See that a signature of a document is the applicant's. Call it outside a transaction.

    Raises PowerNeeded, AuthorityRefused, SignatureRefused, TooManyWrongSignatures.
    """
    signatory = signatory_of(application)
    accepted = check_upload(
        document=document, upload=upload, upload_name=upload_name, signatory=signatory, by=by, at=at
    )
    if accepted.verified.verdict != SignatureVerdict.NEEDS_POWER_OF_ATTORNEY:
        return CheckedSignature(accepted)
    if power is None:
        raise PowerNeeded
    return CheckedSignature(
        accepted, check_power(file=power.file, upload=power.upload, signatory=signatory, at=at)
    )


def keep_signature(*, checked: CheckedSignature, source: Source, by: User, address: str | None) -> None:
    """Keep a signature that was checked, with its power of attorney; once."""
    signature = store_signature(accepted=checked.accepted, source=source, by=by, address=address)
    if checked.power is not None:
        store_power(signature=signature, power=checked.power)


def send_signing_code(*, application: Application, by: User, at: datetime) -> None:
    """Send the code with which a person signs the frozen document.

    Raises DocumentChanged, SimpleSignatureRefused, IdentityNotVerified, TooManyCodes, ApplicationNotFound.
    """
    _form, file = _document(application, by, at)
    _check_simple(application)
    send_code(document=file, by=by, at=at)


def submit_by_code(
    *, application: Application, text: str, by: User, at: datetime, visit: Visit
) -> Application:
    """Sign the frozen document by the code from the letter and submit. A repeated call changes nothing.

    Raises DocumentChanged, SimpleSignatureRefused, IdentityNotVerified, SigningCodeRefused, NotComplete,
    ApplicationNotFound.
    """
    form, file = _document(application, by, at)
    _check_simple(application)
    code = check_signing_code(document=file, text=text, by=by, at=at)
    with transaction.atomic():
        locked = _still(application, form)
        if not locked.is_draft:
            return locked
        store_simple_signature(
            code=code,
            owner=display_name(locked.applicant_kind, locked.answers),
            at=at,
            address=visit.address,
            user_agent=visit.user_agent,
            subject=f"application:{locked.pk}",
        )
        return _submit(locked, by, at, visit)


def _check_simple(application: Application) -> None:
    if may_sign_simply(application):
        return
    person = application.applicant_kind == ApplicantKind.PERSON
    raise IdentityNotVerified if person else SimpleSignatureRefused


def _document(application: Application, by: User, at: datetime) -> tuple[PrintedForm, StoredFile]:
    """The frozen form of the present version and its file.

    Raises DocumentChanged, and BytesUnfit for one that is not as made.
    """
    if application.owner_id != by.pk:
        raise ApplicationNotFound
    form = frozen_form(application)
    if form is None or form.file is None or (application.is_draft and is_outdated(form, at=at)):
        raise DocumentChanged
    open_file(form.file).close()
    return form, form.file


def _still(application: Application, form: PrintedForm) -> Application:
    """The locked application, if it is still what the form says."""
    locked = lock(application)
    if locked.is_draft and locked.version != form.version:
        raise DocumentChanged
    return locked


def _submit(locked: Application, by: User, at: datetime, visit: Visit) -> Application:
    return submit_application(
        application=locked, by=by, at=at, address=visit.address, user_agent=visit.user_agent
    )
