"""A qualified signature of the applicant's own verifies who uses the account (63-ФЗ, ст. 9; ст. 14, 18)."""

from django.utils import timezone

from kabinet.accounts.models import User
from kabinet.applicants.identity import record_identity, standing_of
from kabinet.applicants.models import Applicant, ApplicantKind, IdentityWay
from kabinet.applications.papers.signatories import KINDS
from kabinet.signatures.errors import SignatureRefused
from kabinet.signatures.identity import Signatory, match, qualified_class
from kabinet.signatures.services import Accepted


def identify_by(accepted: Accepted, *, user: User, address: str | None) -> None:
    """Record the identity by a signature that was accepted, unless it is verified already.

    The certificate has to be a qualified one and to name whom the profile names, by number and by name: the
    authority that issued it has seen the person (ст. 18). One issued to somebody else proves nothing.
    """
    signed = accepted.verified.signed
    if qualified_class(signed.certificate) is None or standing_of(user).verified:
        return
    applicant = Applicant.objects.get(user=user)
    try:
        found = match(accepted.verified.owner, _signatory(applicant))
    except SignatureRefused:
        return
    if found.needs_power_of_attorney or found.warnings:
        return
    certificate = accepted.verified.report["certificate"]
    record_identity(
        user=user,
        way=IdentityWay.QUALIFIED,
        on=timezone.localdate(accepted.at),
        seen=(
            f"Сертификат № {certificate['serial']}, владелец: {accepted.verified.owner.shown}, выдан: "
            f"{certificate['issuer']}; совпали: {', '.join(found.matched_by)}."
        ),
        by=None,
        address=address,
        at=accepted.at,
    )


def _signatory(applicant: Applicant) -> Signatory:
    """The person of the profile; a company's name is spelled in two ways, so numbers alone tell it."""
    kind = ApplicantKind(applicant.kind)
    return Signatory(
        kind=KINDS[kind],
        name="" if kind == ApplicantKind.COMPANY else applicant.name,
        snils="".join(character for character in applicant.snils if character.isdecimal()),
        inn=applicant.inn,
        ogrn=applicant.ogrn,
    )
