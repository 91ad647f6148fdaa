"""Reading who signed an application, and whose signature is demanded (861, п. 8)."""

from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from kabinet.applicants.answers import ProfileName, profile_text
from kabinet.applicants.identity import standing_of
from kabinet.applicants.models import ApplicantKind
from kabinet.applicants.questions import display_name
from kabinet.applicants.representation import represented
from kabinet.applications.course.applicant_signatures import demands_qualified
from kabinet.applications.models import Application, PrintedForm
from kabinet.files.models import StoredFile
from kabinet.signatures.identity import Signatory, SignatoryKind
from kabinet.signatures.models import Signature, SimpleSignature

KINDS = {
    ApplicantKind.PERSON: SignatoryKind.PERSON,
    ApplicantKind.ENTREPRENEUR: SignatoryKind.ENTREPRENEUR,
    ApplicantKind.COMPANY: SignatoryKind.COMPANY,
}


def submits_qualified(application: Application) -> bool:
    """Whether the application may be submitted with a qualified signature only (п. 8; 63-ФЗ, ст. 9)."""
    person = application.applicant_kind == ApplicantKind.PERSON
    return not may_sign_simply(application) if person else demands_qualified(application)


def may_sign_simply(application: Application) -> bool:
    """Whether the simple signature is enough (п. 8: a person; 63-ФЗ, ст. 9: the signer has to be told).

    The operator may demand that the person was verified before.
    """
    if application.applicant_kind != ApplicantKind.PERSON:
        return False
    return settings.SIMPLE_SIGNATURE_UNVERIFIED or standing_of(application.owner).verified


def signed_simply(application: Application) -> bool:
    """Whether the present version is signed by a code from a letter."""
    form = frozen_form(application)
    return form is not None and SimpleSignature.objects.filter(document=form.file).exists()


def frozen_form(application: Application) -> PrintedForm | None:
    """The document to sign: the printed form of the present version, once its file is made."""
    return (
        application.printed_forms.select_related("file")
        .filter(version=application.version)
        .exclude(file=None)
        .first()
    )


def signatures_of(application: Application) -> QuerySet[Signature]:
    """The electronic signatures of the application's own forms and statements, with what their page shows."""
    # By their keys: two conditions on joined tables would read these whole.
    forms = application.printed_forms.exclude(file=None).order_by().values("file")
    documents = forms.union(application.statements.order_by().values("file"))
    return _shown(Signature.objects.filter(document__in=documents))


def placed_signatures(application: Application) -> QuerySet[Signature]:
    """The electronic signatures of what the operator placed in the cabinet."""
    return _shown(Signature.objects.filter(document__placed_document__application=application))


def _shown(found: QuerySet[Signature]) -> QuerySet[Signature]:
    return (
        found.select_related(
            "document__printed_form",
            "document__statement",
            "power_of_attorney__file",
            "power_of_attorney__decision",
        )
        .prefetch_related("checks", "external_checks")
        .defer("upload", "certificate")
    )


def simple_signatures_of(application: Application) -> QuerySet[SimpleSignature]:
    """The simple signatures of the application's own forms."""
    return SimpleSignature.objects.filter(document__printed_form__application=application).select_related(
        "document"
    )


def signature_or_none(application: Application, signature_id: UUID) -> Signature | None:
    """A signature of the application's forms or of what was placed for it."""
    own = signatures_of(application).filter(pk=signature_id).first()
    return own or placed_signatures(application).filter(pk=signature_id).first()


def signed_file_or_none(application: Application, file_id: UUID) -> StoredFile | None:
    """A file of the application that bears a signature of any kind."""
    belongs = (
        Q(printed_form__application=application)
        | Q(placed_document__application=application)
        | Q(statement__application=application)
    )
    signed = Q(signatures__isnull=False) | Q(simple_signatures__isnull=False)
    return StoredFile.objects.filter(belongs, signed, pk=file_id).distinct().first()


def is_signed(application: Application) -> bool:
    """Whether the present version is signed by an electronic signature."""
    form = frozen_form(application)
    return form is not None and Signature.objects.filter(document=form.file).exists()


def signatory_of(application: Application) -> Signatory:
    """Whose signature the application needs, by what it says of the applicant.

    A company's name is not compared: certificates have the short one or the full one.
    """
    kind, answers = ApplicantKind(application.applicant_kind), application.answers

    def digits(name: ProfileName) -> str:
        return "".join(character for character in profile_text(answers, name) if character.isdecimal())

    return Signatory(
        kind=KINDS[kind],
        name="" if kind == ApplicantKind.COMPANY else display_name(kind, answers),
        snils=digits("snils"),
        inn=digits("inn"),
        ogrn=digits("ogrnip" if kind == ApplicantKind.ENTREPRENEUR else "ogrn"),
        represented=represented(answers),
    )
