"""Taking files in pieces from the script of the input for files (js/upload.js)."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from kabinet.accounts.models import User
from kabinet.core.errors import DomainError
from kabinet.files.incoming import PIECE, OutOfOrder, begin_incoming, drop_incoming, mark_of, take_piece
from kabinet.files.models import IncomingFile


@never_cache
@require_POST
def incoming_begin(request: HttpRequest) -> HttpResponse:
    """Announce a file; the answer says what of it has come already."""
    try:
        row = begin_incoming(
            name=request.POST.get("name", ""),
            size=_number(request.POST.get("size")),
            sha256=request.POST.get("sha256", ""),
            owner=_owner(request),
            at=timezone.now(),
        )
    except DomainError as refusal:
        return _refused(refusal)
    return JsonResponse(_told(row), status=201)


@never_cache
@require_http_methods(["GET", "HEAD", "POST", "DELETE"])
def incoming(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Tell how much has come, take the next piece, or let all of it go. Another's file does not exist."""
    row = IncomingFile.objects.filter(pk=pk, owner=_owner(request)).first()
    if row is None:
        raise Http404
    if request.method == "DELETE":
        drop_incoming(row)
        return HttpResponse(status=204)
    if request.method == "POST":
        offset = _number(request.headers.get("Upload-Offset"))
        try:
            row = take_piece(incoming=row, offset=offset, content=request.body, at=timezone.now())
        except OutOfOrder:
            row.refresh_from_db()
            return JsonResponse(_told(row), status=409)
        except DomainError as refusal:
            return _refused(refusal)
    return JsonResponse(_told(row))


def _told(row: IncomingFile) -> dict[str, Any]:
    return {
        "url": reverse("incoming", args=[row.pk]),
        "mark": mark_of(row),
        "received": row.received,
        "size": row.size,
        "piece": PIECE,
        "used": row.used_at is not None,
    }


def _refused(refusal: DomainError) -> HttpResponse:
    return HttpResponse(str(refusal), content_type="text/plain; charset=utf-8", status=422)


def _owner(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise TypeError("files arrive from signed-in users")
    return request.user


def _number(text: str | None) -> int:
    """What the script says; -1 for what is no number."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= 12 else -1
