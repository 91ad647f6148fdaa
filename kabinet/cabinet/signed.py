"""What was posted on a page of signing: the signature, the power of attorney, what outlives a refusal."""

import base64
from collections.abc import Iterator
from contextlib import contextmanager

from django.http import HttpRequest
from django.utils import timezone

from kabinet.accounts.addresses import client_address
from kabinet.applications.submission.signing import Power, PowerNeeded, Visit
from kabinet.cabinet.access import ApplicantRequest
from kabinet.cabinet.forms.signing import UPLOAD, SignatureForm
from kabinet.core.errors import DomainError
from kabinet.files.models import StoredFile
from kabinet.files.services import FileRefused, remove_file, store_file
from kabinet.signatures.authority import AuthorityRefused


@contextmanager
def posted_power(request: ApplicantRequest, form: SignatureForm) -> Iterator[Power | None]:
    """The power of attorney that was sent along, if any; removed afterwards when it was not needed."""
    sent, signature = form.cleaned_data.get("power"), form.cleaned_data.get("power_signature")
    if not sent or not signature:
        yield None
        return
    file = store_file(upload=sent, owner=request.party.owner, at=timezone.now())
    try:
        yield Power(file, signature.read())
    finally:
        if not StoredFile.objects.filter(pk=file.pk, power_of_attorney__isnull=False).exists():
            remove_file(file=file)


def field_of(refusal: DomainError, form: SignatureForm) -> str | None:
    """The field beside which the refusal of a signature stands."""
    match refusal:
        case PowerNeeded() | FileRefused():
            return "power"
        case AuthorityRefused():
            return "power_signature"
        case _:
            return "signature" if form.way == UPLOAD else None


def kept_signature(form: SignatureForm) -> str:
    """The good signature that was sent, so that only the power of attorney has to be added."""
    sent = form.cleaned_data.get("signature")
    if not sent:
        return str(form.cleaned_data["signed"])
    sent.seek(0)
    return base64.b64encode(sent.read()).decode()


def visit_of(request: HttpRequest) -> Visit:
    """Where the request came from."""
    return Visit(client_address(request), request.headers.get("User-Agent", ""))
