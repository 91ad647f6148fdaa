"""Stored signatures for tests that are about something else than checking them."""

from functools import cache

from kabinet.applications.models import PlacedDocument
from kabinet.applications.papers.printed_form import freeze_form
from kabinet.applications.rules.placed_kinds import PlacedKind
from kabinet.files.services import bytes_of
from kabinet.signatures.certificates import read_certificate
from kabinet.signatures.chain import Revocation
from kabinet.signatures.models import PowerOfAttorney, Source
from kabinet.signatures.services import Accepted, store_signature
from kabinet.signatures.trust import TrustStore
from kabinet.signatures.verification import SignaturePolicy, verify
from tests.applications.builders import make_file
from tests.signatures.issuing import NOW, World, sign

POLICY = SignaturePolicy(revocation=Revocation.OFF, foreign=False, bare_cms=False, qualified=True)


@cache
def world():
    return World()


def make_signature(document, by, *, signer=None, signatory=None, at=NOW):
    """A signature of a stored file, as the services store it."""
    roots, intermediates = ((read_certificate(one.der),) for one in (world().root, world().authority))
    upload = sign(bytes_of(document), signer or world().person)
    verified = verify(
        bytes_of(document),
        upload,
        signatory,
        store=TrustStore(roots=roots, intermediates=intermediates),
        policy=POLICY,
        at=at,
    )
    accepted = Accepted(document, upload, "заявка.sig", verified, at)
    return store_signature(accepted=accepted, source=Source.UPLOAD, by=by, address=None)


def sign_everything(application, specialist):
    """An application's form signed with a power of attorney, and a document placed for it.

    Gives the parameters of the addresses that lead to them.
    """
    form = freeze_form(application=application, by=application.owner, at=NOW)
    signature = make_signature(form.file, application.owner)
    PowerOfAttorney.objects.create(
        signature=signature,
        file=make_file(application.owner, "мчд.pdf"),
        cms=b"cms",
        owner_shown="ПАО «Сбербанк»",
        report={"principal_signed": True},
    )
    placed = PlacedDocument.objects.create(
        application=application,
        kind=PlacedKind.CONDITIONS,
        file=make_file(specialist, "ту.pdf"),
        placed_at=NOW,
        placed_by=specialist,
    )
    return {"signature_id": signature.pk, "placed_id": placed.pk, "signed_file_id": form.file_id}
